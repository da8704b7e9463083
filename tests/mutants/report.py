"""What became of the mutants of one file, in lines to read."""

import ast
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ENOUGH: Final = 0.85
"""The least part of a file's mutants that its tests must notice."""

_UNNOTICED = ("survived", "no tests", "suspicious", "not checked")


@dataclass(frozen=True, slots=True)
class Survivor:
    """A change that no test noticed: where, and the lines before (-) and after it (+)."""

    file: Path
    place: int
    change: tuple[str, ...]
    untested: bool

    def line(self) -> str:
        """Where and what, on several lines."""
        note = " (no test comes here)" if self.untested else ""
        return "\n".join((f"{self.file}:{self.place}{note}", *(f"    {each}" for each in self.change)))


@dataclass(frozen=True, slots=True)
class Score:
    """How many of a file's mutants were noticed by a test, of how many.

    `endless` of the killed were cut off: their tests took far too long.
    """

    file: Path
    killed: int
    mutants: int
    survivors: tuple[Survivor, ...]
    endless: int = 0

    @property
    def share(self) -> float:
        """The part that was noticed; 1 where there is nothing to mutate."""
        return self.killed / self.mutants if self.mutants else 1.0

    def line(self) -> str:
        """The file, its numbers and its percentage."""
        if not self.mutants:
            return f"{self.file!s:58} nothing to mutate"
        survived = self.mutants - self.killed
        note = f" ({self.endless} of them cut off)" if self.endless else ""
        return f"{self.file!s:58} {self.killed:5} killed {survived:4} survived {self.share:7.1%}{note}"


def scored(file: Path, work: Path) -> Score:
    """Read what mutmut found out about a file.

    Args:
        file: the protocol.
        work: the copy of the project in which mutmut ran.
    """
    found = re.findall(r"^\s+(\S+): (.+)$", _mutmut(work, "results", "--all", "true"), re.MULTILINE)
    survivors = tuple(_survivor(file, work, name, fate) for name, fate in found if fate in _UNNOTICED)
    ordered = tuple(sorted(survivors, key=lambda survivor: survivor.place))
    endless = sum(fate == "timeout" for _, fate in found)
    return Score(file, len(found) - len(survivors), len(found), ordered, endless)


def _survivor(file: Path, work: Path, name: str, fate: str) -> Survivor:
    shown = _mutmut(work, "show", name).splitlines()
    hunk = next(i for i, line in enumerate(shown) if line.startswith("@@"))
    first = re.match(r"@@ -(\d+)", shown[hunk])
    assert first is not None
    body = shown[hunk + 1 :]
    changed = [line for line in body if line[:1] in "+-" and line[1:].strip()]
    before = next((i for i, line in enumerate(body) if line[:1] in ("+", "-")), 0)
    place = _begins(work / file, name) + int(first[1]) - 1 + before
    return Survivor(file, place, tuple(f"{line[0]} {line[1:].strip()}" for line in changed), fate == "no tests")


def _begins(file: Path, name: str) -> int:
    """The line on which the mutated function begins: mutmut calls it x_name or xǁClassǁname."""
    inner = re.sub(r"__mutmut_\d+$", "", name.rpartition(".")[2])
    owner, _, function = inner[2:].rpartition("ǁ")
    tree: ast.Module | ast.ClassDef = ast.parse(file.read_text(encoding="utf-8"))
    if owner:
        tree = next(n for n in ast.walk(tree) if isinstance(n, ast.ClassDef) and n.name == owner)
    return next(n.lineno for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == function)


def _mutmut(work: Path, *arguments: str) -> str:
    command = [sys.executable, "-m", "mutmut", *arguments]
    return subprocess.run(
        command, cwd=work, capture_output=True, text=True, check=True, encoding="utf-8"
    ).stdout
