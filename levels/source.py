"""A TOML file from outside, read within limits: bytes, text, data, and where everything stands.

Nothing here knows what a level is. What is too large, too deep, no text or no TOML is refused with a
sentence; all strings of the data have passed `levels.text.clean`.
"""

import math
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import tomli

from levels.checks import MOST, Fault
from levels.errors import LevelError, LevelErrors, at_line, whole_file
from levels.files import Unreadable, read_bytes
from levels.positions import NESTING, Path, Place, Positions, locate
from levels.text import clean

BYTES: Final = 64 * 1024
LIST: Final = 256
STRING: Final = 4_000
NUMBER: Final = 10**9
KEY: Final = 100
"""Limits: the size of a file, the length of a list, of a string and of a key, the size of a number."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was read.

    Attributes:
        file: its name as it was given.
        text: all of it, with `\\n` at the ends of lines.
        data: the parsed tables, every string clean.
        positions: where the keys and values stand.
        faults: what broke a limit. It is left in the data as None.
    """

    file: str
    text: str
    data: dict[str, Any]
    positions: Positions
    faults: tuple[Fault, ...] = ()

    def errors(self, faults: Iterable[Fault], more: int = 0) -> tuple[LevelError, ...]:
        """The faults at their places, in the order of the lines; `more` says how many are left out."""
        placed = []
        for fault in faults:
            where = self.positions.key if fault.key else self.positions.value
            place = where(fault.path)
            placed.append((place.line, place.column, fault.message))
        placed.sort()
        lines = self.text.split("\n")
        told = [
            at_line(self.file, lines[line - 1], line, column, message)
            for line, column, message in placed[:MOST]
        ]
        more += len(placed) - len(told)
        if more:
            told.append(whole_file(self.file, f"and {more:,} more faults"))
        return tuple(told)


def read_source(path: str | os.PathLike[str]) -> Source:
    """Read a file.

    Raises:
        LevelErrors: it cannot be read, or breaks a limit, or is no TOML.
    """
    file = os.fspath(path)
    return source_of(_bytes(file), file)


def source_of(raw: bytes, file: str) -> Source:
    """What these bytes say; `file` is only a name for messages.

    Raises:
        LevelErrors: they break a limit, or are no TOML.
    """
    text = _text(raw, file)
    lines = text.split("\n")

    def refuse(place: Place, message: str) -> LevelErrors:
        source = lines[place.line - 1] if place.line <= len(lines) else ""
        return LevelErrors([at_line(file, source, place.line, place.column, message)])

    positions = locate(text)
    if positions.deep is not None:
        raise refuse(positions.deep, f"nested more than {NESTING} deep")
    try:
        data = tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        if positions.twice and not error.msg.startswith("Expected"):
            place, path, first = positions.twice[0]
            raise refuse(place, f"“{path[-1]}” is given twice; first in line {first.line}") from None
        if positions.stopped is not None and _is_open_string(error.msg):
            raise refuse(positions.stopped, "this text is never closed") from None
        raise refuse(Place(error.lineno, error.colno), _plain(error.msg)) from None
    except (ValueError, RecursionError):
        # Only a number of thousands of digits gets here: what nests too deeply was refused above.
        raise LevelErrors([whole_file(file, f"a number in it is beyond {NUMBER:,}")]) from None
    faults: list[Fault] = []
    return Source(file, text, _within_limits(data, faults), positions, tuple(faults))


def _bytes(file: str) -> bytes:
    try:
        return read_bytes(file, BYTES)
    except Unreadable as unreadable:
        raise LevelErrors([whole_file(file, str(unreadable))]) from None


def _text(raw: bytes, file: str) -> str:
    if len(raw) > BYTES:
        raise LevelErrors([whole_file(file, f"is larger than {BYTES // 1024} KiB")])
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode("utf-8")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        shown = before[before.rfind("\n") + 1 :]
        raise LevelErrors([at_line(file, shown, line, column, "this is no UTF-8 text")]) from None
    text = text.replace("\r\n", "\n")
    if "\0" in text:
        at = text.index("\0")
        line, start = text.count("\n", 0, at) + 1, text.rfind("\n", 0, at) + 1
        message = "a NUL byte: this is no text file"
        raise LevelErrors([at_line(file, text[start:at], line, at - start + 1, message)])
    return text


def _is_open_string(message: str) -> bool:
    return message in ('Expected "\'"', "Expected \"'''\"", "Unterminated string", "Illegal character '\\n'")


def _plain(message: str) -> str:
    """tomli's sentence in the form of ours: a small first letter and no full stop."""
    message = message.rstrip(".")
    return message[:1].lower() + message[1:]


def _within_limits(value: Any, faults: list[Fault], path: Path = ()) -> Any:
    """The value with its strings clean and without what breaks a limit. Nesting was checked before."""
    if isinstance(value, dict):
        return dict(_entries(value, faults, path))
    if isinstance(value, list):
        if len(value) > LIST:
            faults.append(Fault(path, f"a list of {len(value):,}: at most {LIST} are allowed"))
            return None
        return [_within_limits(item, faults, (*path, i)) for i, item in enumerate(value)]
    if isinstance(value, str):
        if len(value) > STRING:
            faults.append(Fault(path, f"a text of {len(value):,} characters: at most {STRING:,} are allowed"))
            return None
        return clean(value, STRING, lines=True)
    if isinstance(value, bool):
        return value
    if isinstance(value, float):
        if not math.isfinite(value):
            faults.append(Fault(path, "this is no number: “nan” and “inf” are not allowed"))
            return None
        return value
    if isinstance(value, int):
        if abs(value) > NUMBER:
            faults.append(Fault(path, f"a number beyond {NUMBER:,}"))
            return None
        return value
    faults.append(Fault(path, "dates and times are not used here"))
    return None


def _entries(table: dict[str, Any], faults: list[Fault], path: Path) -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        if len(key) > KEY:
            faults.append(
                Fault((*path, key), f"a key of {len(key):,} characters: at most {KEY} are allowed", True)
            )
        else:
            yield key, _within_limits(value, faults, (*path, key))
