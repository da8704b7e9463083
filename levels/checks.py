"""Checks across keys: what is well formed and yet makes no sense together."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from pydantic_core import PydanticCustomError

from levels.positions import Path

CROSS_CHECK: Final = "cross_check"

MOST: Final = 100
"""So many faults of one file are told; nobody reads more, and each costs a search for the nearest key."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in a table.

    Attributes:
        path: where, below the table that is checked.
        message: one sentence without a full stop.
        key: whether the key itself is wrong, not its value.
    """

    path: Path
    message: str
    key: bool = False

    def below(self, path: Path) -> "Fault":
        """The same fault, seen from the table that holds this one at `path`."""
        return Fault((*path, *self.path), self.message, self.key)


def report(faults: Iterable[Fault]) -> None:
    """Raise all faults of a table at once, if there are any."""
    found = tuple(faults)
    if found:
        context: dict[str, Any] = {"faults": found}
        raise PydanticCustomError(CROSS_CHECK, "these keys do not fit together", context)


def number(path: Path, value: int, most: int, what: str) -> list[Fault]:
    """The fault of a process number that is not below `most`."""
    if 0 <= value < most:
        return []
    return [Fault(path, f"there is no {what} {value}: they are numbered from 0 to {most - 1}")]


def numbers(path: Path, values: Iterable[int], most: int, what: str) -> list[Fault]:
    """The faults of a list of process numbers below `most`, each of which may stand there once."""
    faults: list[Fault] = []
    seen: set[int] = set()
    for i, value in enumerate(values):
        faults += number((*path, i), value, most, what)
        if value in seen:
            faults.append(Fault((*path, i), f"{value} stands here twice"))
        seen.add(value)
    return faults


def listed(words: Iterable[object], last: str = "and") -> str:
    """`a, b and c`."""
    texts = [str(word) for word in words]
    if len(texts) < 2:
        return "".join(texts)
    return f"{', '.join(texts[:-1])} {last} {texts[-1]}"
