"""The command line: exit codes, one line on stderr, and no screen where none is needed."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def strategikon(
    *arguments: str, home: Path, stdin: str = "", check: str = ""
) -> subprocess.CompletedProcess[str]:
    """Runs the command in a process of its own; `check` is Python to run after it."""
    code = f"import sys\nfrom tui.cli import run\ncode = run({list(arguments)!r})\n{check}\nsys.exit(code)"
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "STRATEGIKON_HOME": str(home), "PYTHONIOENCODING": "utf-8"},
        check=False,
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["--nonsense"],
        ["check"],
        ["simulate"],
        ["play", "no-such-level"],
        ["play", "no/such/file.toml"],
        ["replay", "no-such-file"],
        ["export", "last-word"],
        ["check", "x", "--format", "yaml"],
    ],
)
def test_bad_usage_is_one_line_and_exit_2(arguments: list[str], tmp_path: Path) -> None:
    done = strategikon(*arguments, home=tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [["levels"], ["levels", "--json"], ["schema"], ["simulate", "--list"], ["solve", "the-order"], ["--help"]],
)
def test_headless_commands_import_no_screen(arguments: list[str], tmp_path: Path) -> None:
    check = "assert code == 0, code\nassert not {'textual', 'rich'} & set(sys.modules), 'a screen was imported'"
    done = strategikon(*arguments, home=tmp_path, check=check)
    assert done.returncode == 0, done.stderr
    assert done.stdout


def test_the_plain_mode_begins_by_itself_without_a_terminal(tmp_path: Path) -> None:
    check = "assert not {'textual'} & set(sys.modules)"
    done = strategikon("play", "last-word", home=tmp_path, stdin="", check=check)
    assert done.returncode == 0, done.stderr
    assert "The play is kept." not in done.stdout, "nothing was begun"
    assert done.stderr == ""
    done = strategikon("play", "last-word", home=tmp_path, stdin="1\n1\n")
    assert "The play is kept." in done.stdout
    done = strategikon("play", "last-word", home=tmp_path, stdin="1\n")
    assert "You left " in done.stdout
    assert done.returncode == 0


def test_a_play_that_cannot_be_kept_is_not_called_kept(tmp_path: Path) -> None:
    home = tmp_path / "file"
    home.write_text("no folder")
    done = strategikon("play", "last-word", home=home, stdin="1\n1\n")
    assert done.returncode == 0
    assert "is no folder" in done.stdout
    assert "The play is kept." not in done.stdout


@pytest.mark.parametrize(
    "arguments",
    [["play", "\x1b[2Jx"], ["levels", "\x1b]0;x\x07"], ["\x9b2J"], ["--\x1bc"], ["replay", "\x1b[2J"]],
)
def test_no_raw_byte_of_an_argument_reaches_the_terminal(arguments: list[str], tmp_path: Path) -> None:
    done = strategikon(*arguments, home=tmp_path)
    assert done.returncode == 2
    assert not {"\x1b", "\x07", "\x9b"} & set(done.stderr + done.stdout)


def test_levels_as_json_is_an_object_a_line(tmp_path: Path) -> None:
    done = strategikon("levels", "--json", home=tmp_path)
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert {"chapter", "id", "title", "role", "goal"} <= set(records[0])
    assert "par" not in records[0]


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    command = f"{sys.executable} -m tui.cli schema | head -c 10"
    done = subprocess.run(
        command, cwd=ROOT, shell=True, capture_output=True, text=True, timeout=60, check=False,
        env={**os.environ, "STRATEGIKON_HOME": str(tmp_path)},
    )  # fmt: skip
    assert done.stderr == ""


def shell(line: str, home: Path) -> subprocess.CompletedProcess[str]:
    """A line of bash with `game` for the command."""
    return subprocess.run(
        ["bash", "-c", line.replace("game", f"{sys.executable} -m tui.cli")],
        cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
        env={**os.environ, "STRATEGIKON_HOME": str(home)},
    )  # fmt: skip


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="a device of Linux")
@pytest.mark.parametrize("command", ["levels", "schema", "--help"])
def test_what_cannot_be_written_is_one_sentence(command: str, tmp_path: Path) -> None:
    done = shell(f"game {command} > /dev/full", tmp_path)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "no space left" in done.stderr
    for line in (f"game {command} >&-", "game play last-word <&-"):
        done = shell(line, tmp_path)
        assert done.returncode == 2
        assert len(done.stderr.splitlines()) == 1
        assert "closed" in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="pipes of a shell")
def test_a_reader_that_goes_away_early_is_exit_0(tmp_path: Path) -> None:
    done = shell("(sleep 0.5; PYTHONUNBUFFERED=1 game levels; echo $? >&2) | true", tmp_path)
    assert done.stderr == "0\n"
