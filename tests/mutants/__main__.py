"""`make mutants`: the part of all small changes to the protocols that some test notices.

Each file is mutated by mutmut in a copy of the project under `build/mutants`, and each mutant runs against the
tests of its own file only, as far as they reach the changed function: `test_<file>*.py` in the same folder of
`tests`, those named in `ELSEWHERE`, and what holds for all protocols; slow tests are left out. What
stands outside functions (tables of parameters, constants) and in decorated functions (properties) is not
mutated. Works where a process can fork: not on Windows.

    make mutants                                        all protocols
    make mutants ARGS="engine/protocols/tree.py ..."    these files
    make mutants ARGS="--jobs 2"                        so many mutants at once
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.mutants.report import ENOUGH, Score, scored

ROOT = Path(__file__).resolve().parents[2]
WORK = ROOT / "build" / "mutants"
PROTOCOLS = Path("engine/protocols")

MANNERS = "tests/engine/protocols/test_manners.py"
"""What holds for all protocols."""

_MIDDLEWARE = "tests/engine/protocols/middleware"

_DETAILS = "tests/engine/protocols/test_oral_messages_details.py"

ELSEWHERE: dict[str, tuple[str, ...]] = {
    "oral_messages": ("tests/engine/test_oral_messages.py",),
    "tree": ("tests/engine/test_oral_messages.py", _DETAILS),
    "hearsay": ("tests/engine/test_oral_messages.py", _DETAILS),
    "interactive_consistency": ("tests/engine/test_oral_messages.py", "tests/engine/test_slides.py", _DETAILS),
    "messengers": ("tests/engine/test_two_generals.py",),
    "group_letters": (f"{_MIDDLEWARE}/test_group_communication.py",),
    "group_properties": (f"{_MIDDLEWARE}/test_group_communication.py",),
    "group_words": (f"{_MIDDLEWARE}/test_group_communication.py",),
    "critical_section": (f"{_MIDDLEWARE}/test_mutual_exclusion.py",),
    "lamport_mutex": (f"{_MIDDLEWARE}/test_mutual_exclusion.py",),
    "ricart_agrawala": (f"{_MIDDLEWARE}/test_mutual_exclusion.py",),
    "signed_messages": ("tests/engine/protocols/test_seals.py",),
    "sealing": ("tests/engine/protocols/test_signed_messages.py", "tests/engine/protocols/test_seals.py"),
    "collusion": ("tests/engine/protocols/test_signed_messages.py",),
    "pooled": ("tests/engine/protocols/test_signed_messages.py",),
    "proofs": ("tests/engine/protocols/test_signed_messages.py",),
    "graph": (
        "tests/engine/protocols/test_oral_messages_on_graph.py",
        "tests/engine/protocols/test_signed_messages.py",
    ),
    "disjoint": ("tests/engine/protocols/test_oral_messages_on_graph.py",),
    "equals": ("tests/engine/protocols/test_phase_king.py", "tests/engine/protocols/test_flood_set.py"),
    "paxos_rules": ("tests/engine/protocols/test_paxos.py",),
    "paxos_letters": ("tests/engine/protocols/test_paxos.py",),
    "pbft_rules": ("tests/engine/protocols/test_pbft.py",),
    "pbft_letters": ("tests/engine/protocols/test_pbft.py",),
    "pbft_lies": ("tests/engine/protocols/test_pbft.py",),
    "hops": (f"{_MIDDLEWARE}/test_publish_subscribe.py",),
    "reading": (f"{_MIDDLEWARE}/test_publish_subscribe.py",),
    "subscriptions": (f"{_MIDDLEWARE}/test_publish_subscribe.py",),
}
"""Tests of a file that have not its name: it is a part of a protocol, or they are older than their folder."""

IMPATIENCE = """

from hypothesis import Phase

# That a mutant fails is enough: nobody waits for the least example.
settings.register_profile("mutants", settings.get_profile("steady"), phases=[Phase.explicit, Phase.generate])
settings.load_profile("mutants")
"""

ARGUMENTS = ["-q", "-p", "no:xdist", "-p", "no:cacheprovider"]

SETTINGS = """\
[project]
name = "strategikon"
version = "0"

[tool.pytest.ini_options]
testpaths = ["tests"]
asyncio_mode = "auto"
asyncio_default_fixture_loop_scope = "function"

[tool.mutmut]
source_paths = ["engine"]
only_mutate = ["{file}"]
also_copy = ["levels"]
pytest_add_cli_args = [{arguments}]
pytest_add_cli_args_test_selection = [{tests}]
track_dependencies = false
use_git_change_detection = false
# Each mutant's process starts from one that has run no test: hypothesis refuses to run a test twice.
process_isolation = "forkserver"
# A mutant that never ends is cut off after this many times what its tests take, and so many seconds.
timeout_multiplier = 3.0
timeout_constant = 4.0
"""


def files() -> list[Path]:
    """All protocols, in alphabetical order."""
    found = (path.relative_to(ROOT) for path in (ROOT / PROTOCOLS).rglob("*.py"))
    return sorted(path for path in found if path.name != "__init__.py")


def tests_of(file: Path) -> list[str]:
    """The test files that a protocol answers to."""
    folder = Path("tests") / file.parent
    own = (ROOT / folder).glob(f"test_{file.stem}*.py")
    found = {MANNERS, *ELSEWHERE.get(file.stem, ()), *(path.relative_to(ROOT).as_posix() for path in own)}
    return sorted(test for test in found if (ROOT / test).exists())


def copied(file: Path, tests: list[str], slowest: float) -> Path:
    """A fresh copy of the project in which this file can be mutated.

    Args:
        file: the protocol.
        tests: its test files.
        slowest: tests that take more seconds than this are left out.

    Raises:
        SystemExit: the tests fail as they are.
    """
    work = WORK / "-".join(file.relative_to(PROTOCOLS).with_suffix("").parts)
    shutil.rmtree(work, ignore_errors=True)
    passed_over = shutil.ignore_patterns("__pycache__", "snapshots", "tui")
    for folder in ("engine", "levels", "tests"):
        shutil.copytree(ROOT / folder, work / folder, ignore=passed_over)
    with (work / "tests" / "conftest.py").open("a", encoding="utf-8") as conftest:
        conftest.write(IMPATIENCE)
    settings = work / "pyproject.toml"
    plain = SETTINGS.format(file=file.as_posix(), tests=_quoted(tests), arguments=_quoted(ARGUMENTS))
    settings.write_text(plain, encoding="utf-8")
    timed = ["-m", "pytest", *ARGUMENTS, "--durations=0", f"--durations-min={slowest}", *tests]
    run = subprocess.run([sys.executable, *timed], cwd=work, capture_output=True, check=False, encoding="utf-8")
    if run.returncode:
        raise SystemExit(f"{file}: its tests fail without any mutant\n{run.stdout[-2000:]}")
    slow = re.findall(r"^ *[0-9.]+s call +(\S.*)$", run.stdout, re.MULTILINE)
    arguments = [*ARGUMENTS, *(f"--deselect={test}" for test in slow)]
    text = SETTINGS.format(file=file.as_posix(), tests=_quoted(tests), arguments=_quoted(arguments))
    settings.write_text(text, encoding="utf-8")
    return work


def _quoted(words: list[str]) -> str:
    """A list as TOML writes it, without its brackets."""
    return ", ".join(json.dumps(word, ensure_ascii=False) for word in words)


@contextmanager
def alone(file: Path) -> Iterator[None]:
    """Two runs on one file would pull the copy away from each other: the later one waits."""
    import fcntl  # Not everywhere, but wherever a process can fork.

    WORK.mkdir(parents=True, exist_ok=True)
    with (WORK / f"{'-'.join(file.parts)}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def mutated(file: Path, jobs: int, slowest: float) -> Score:
    """Run the tests against every mutant of a file.

    Raises:
        SystemExit: the tests fail without any mutant, or mutmut itself does.
    """
    with alone(file):
        return _mutated(file, jobs, slowest)


def _mutated(file: Path, jobs: int, slowest: float) -> Score:
    work = copied(file, tests_of(file), slowest)
    log = work / "mutmut.log"
    with log.open("w", encoding="utf-8") as out:
        command = [sys.executable, "-m", "mutmut", "run", "--max-children", str(jobs)]
        ended = subprocess.run(command, cwd=work, stdout=out, stderr=out, check=False)
    if ended.returncode:
        raise SystemExit(f"{file}: mutmut ended with {ended.returncode}; see {log.relative_to(ROOT)}")
    return scored(file, work)


def main() -> int:
    """Print each file's score as soon as it is known, then the survivors, then the whole."""
    parser = argparse.ArgumentParser(prog="make mutants", description=__doc__.partition("\n")[0])
    parser.add_argument("files", nargs="*", type=Path, help="protocols; all of them if none is named")
    parser.add_argument("--jobs", type=int, default=1, help="how many mutants run at once")
    parser.add_argument(
        "--slowest", type=float, default=2.0, help="tests that take more seconds than this are left out"
    )
    arguments = parser.parse_args()
    if not hasattr(os, "fork"):
        parser.error("this needs processes that can fork")
    scores = []
    for file in arguments.files or files():
        if not (ROOT / file).is_file():
            parser.error(f"there is no {file}")
        scores.append(mutated(file, arguments.jobs, arguments.slowest))
        print(scores[-1].line(), flush=True)
    for score in scores:
        for survivor in score.survivors:
            print(f"\n{survivor.line()}")
    whole = Score(Path("all"), sum(s.killed for s in scores), sum(s.mutants for s in scores), ())
    print(f"\n{whole.line()}")
    return int(any(score.share < ENOUGH for score in scores))


if __name__ == "__main__":
    sys.exit(main())
