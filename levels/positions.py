"""Line and column of every key and value of a TOML text, for error messages.

`tomli` parses; this scanner only locates, in one pass over the text. Where the text is no TOML it stops, for
tomli will say why. Where a path was not located it answers with the nearest parent's place.

It also finds, before tomli recurses into them, what is nested too deeply and which keys are given twice.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

Path = tuple[str | int, ...]

NESTING: Final = 8
"""How many tables and arrays may stand in one another."""


@dataclass(frozen=True, slots=True)
class Place:
    """A line and a column, both from 1, in characters."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Positions:
    """Where the keys and the values of a text stand.

    Attributes:
        keys: of each path, where its key stands (in a header, the part that names it).
        values: of each path, where its value begins; a table's value is its name in the header.
        twice: (where, the path, where it stood first) of each key given twice, in order.
        deep: where the text is nested more than NESTING deep first, or None.
        stopped: where the text stopped being TOML, or None; a string that is never closed, at its start.
    """

    keys: dict[Path, Place] = field(default_factory=dict)
    values: dict[Path, Place] = field(default_factory=dict)
    twice: list[tuple[Place, Path, Place]] = field(default_factory=list)
    deep: Place | None = None
    stopped: Place | None = None

    def key(self, path: Path) -> Place:
        """Where the key of this path stands, or its nearest parent's."""
        return self._nearest(path, self.keys, self.values)

    def value(self, path: Path) -> Place:
        """Where the value of this path begins, or its nearest parent's."""
        return self._nearest(path, self.values, self.keys)

    @staticmethod
    def _nearest(path: Path, first: dict[Path, Place], second: dict[Path, Place]) -> Place:
        for length in range(len(path), 0, -1):
            place = first.get(path[:length]) or second.get(path[:length])
            if place is not None:
                return place
        return Place(1, 1)


def locate(text: str) -> Positions:
    """The positions in a TOML text. Never raises: what comes after a fault is not located."""
    scanner = _Scanner(text)
    try:
        scanner.document()
    except _TooDeep as deep:
        return Positions(scanner.keys, scanner.values, scanner.twice, deep=scanner.place(deep.args[0]))
    except _Stop:
        stopped = scanner.place(scanner.at)
        return Positions(scanner.keys, scanner.values, scanner.twice, stopped=stopped)
    return Positions(scanner.keys, scanner.values, scanner.twice)


class _Stop(Exception):
    """Here the text is no TOML."""


class _TooDeep(Exception):
    """Here the text is nested too deeply."""


_BLANK: Final = re.compile(r"[ \t]*")
_BLANKS_AND_COMMENTS: Final = re.compile(r"(?:[ \t\n]|#[^\n]*)*")
_REST_OF_LINE: Final = re.compile(r"[ \t]*(?:#[^\n]*)?(?:\n|\Z)")
_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")
_BASIC: Final = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
_LITERAL: Final = re.compile(r"'([^'\n]*)'")
# A closing delimiter takes up to two more quotes, which belong to the string.
_LONG_BASIC: Final = re.compile(r'"""(?:[^"\\]|\\.|"(?!""))*"{3,5}', re.DOTALL)
_LONG_LITERAL: Final = re.compile(r"'''(?:[^']|'(?!''))*'{3,5}", re.DOTALL)
_SCALAR: Final = re.compile(r"[^,\]}#\n]+")
_ESCAPE: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|x([0-9A-Fa-f]{2})|(.))")
_SIMPLE_ESCAPES: Final = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "e": "\x1b"}


class _Scanner:
    """One pass over a text. Recursion is bounded, since nesting is."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.keys: dict[Path, Place] = {}
        self.values: dict[Path, Place] = {}
        self.twice: list[tuple[Place, Path, Place]] = []
        self._arrays: dict[Path, int] = {}
        """How many tables each array of tables holds so far."""
        self._headers: dict[Path, Place] = {}
        self._line = 1
        self._line_start = 0
        self._counted = 0

    def place(self, at: int) -> Place:
        """The place of an offset. Offsets are asked for in ascending order, or the count begins anew."""
        if at < self._counted:
            self._line, self._line_start, self._counted = 1, 0, 0
        breaks = self.text.count("\n", self._counted, at)
        if breaks:
            self._line += breaks
            self._line_start = self.text.rfind("\n", self._counted, at) + 1
        self._counted = at
        return Place(self._line, at - self._line_start + 1)

    def document(self) -> None:
        table: Path = ()
        while True:
            self._skip(_BLANKS_AND_COMMENTS)
            if self.at >= len(self.text):
                return
            if self.text.startswith("[[", self.at):
                table = self._header(2)
            elif self.text[self.at] == "[":
                table = self._header(1)
            else:
                self._pair(table, len(table))
            if not self._skip(_REST_OF_LINE):
                raise _Stop

    def _header(self, brackets: int) -> Path:
        self.at += brackets
        parts = list(self._dotted(0))
        self._expect("]" * brackets)
        path: Path = ()
        for i, (name, at) in enumerate(parts):
            path = (*path, name)
            last = i == len(parts) - 1
            place = self.place(at)
            if last and brackets == 2:
                count = self._arrays.get(path, 0)
                self.keys.setdefault(path, place)
                self.values.setdefault(path, place)
                self._arrays[path] = count + 1
                path = (*path, count)
                self.keys[path] = self.values[path] = place
            else:
                self.keys.setdefault(path, place)
                self.values.setdefault(path, place)
                if path in self._arrays:
                    path = (*path, self._arrays[path] - 1)
            if len(path) > NESTING:
                raise _TooDeep(at)
        if path in self._headers:
            self.twice.append((self.place(parts[-1][1]), path, self._headers[path]))
        self._headers.setdefault(path, self.keys[path])
        return path

    def _pair(self, table: Path, depth: int) -> None:
        """`key = value`, the key in a table that is nested `depth` deep."""
        path = table
        parts = list(self._dotted(depth))
        places = [self.place(at) for _, at in parts]
        for i, ((name, _), place) in enumerate(zip(parts, places, strict=True)):
            path = (*path, name)
            if i == len(parts) - 1 and path in self.keys:
                self.twice.append((place, path, self.keys[path]))
            self.keys.setdefault(path, place)
            if i < len(parts) - 1:
                self.values.setdefault(path, place)
        self._expect("=")
        self._skip(_BLANK)
        self._value(path, depth + len(parts) - 1)

    def _dotted(self, depth: int) -> Iterator[tuple[str, int]]:
        """The parts of a key with their offsets."""
        while True:
            self._skip(_BLANK)
            start = self.at
            if depth > NESTING:
                raise _TooDeep(start)
            yield self._name(), start
            depth += 1
            self._skip(_BLANK)
            if not self.text.startswith(".", self.at):
                return
            self.at += 1

    def _name(self) -> str:
        for pattern, escaped in ((_BARE, False), (_BASIC, True), (_LITERAL, False)):
            found = pattern.match(self.text, self.at)
            if found:
                self.at = found.end()
                name = found[found.lastindex or 0]
                return _ESCAPE.sub(_unescaped, name) if escaped else name
        raise _Stop

    def _value(self, path: Path, depth: int) -> None:
        start = self.at
        self.values.setdefault(path, self.place(start))
        first = self.text[start : start + 1]
        if first in ("[", "{") and depth + 1 > NESTING:
            raise _TooDeep(start)
        if first == "[":
            self._array(path, depth + 1)
        elif first == "{":
            self._inline_table(path, depth + 1)
        elif not any(self._skip(pattern) for pattern in _patterns(self.text, start)):
            raise _Stop

    def _array(self, path: Path, depth: int) -> None:
        self.at += 1
        count = 0
        while True:
            self._skip(_BLANKS_AND_COMMENTS)
            if self._take("]"):
                return
            self._value((*path, count), depth)
            self.keys[(*path, count)] = self.values[(*path, count)]
            count += 1
            self._skip(_BLANKS_AND_COMMENTS)
            if not self._take(","):
                self._expect("]")
                return

    def _inline_table(self, path: Path, depth: int) -> None:
        # TOML 1.1 allows line breaks and a last comma here, and tomli reads them.
        self.at += 1
        while True:
            self._skip(_BLANKS_AND_COMMENTS)
            if self._take("}"):
                return
            self._pair(path, depth)
            self._skip(_BLANKS_AND_COMMENTS)
            if not self._take(","):
                self._expect("}")
                return

    def _skip(self, pattern: re.Pattern[str]) -> bool:
        found = pattern.match(self.text, self.at)
        if found is None:
            return False
        self.at = found.end()
        return True

    def _take(self, character: str) -> bool:
        if not self.text.startswith(character, self.at):
            return False
        self.at += len(character)
        return True

    def _expect(self, characters: str) -> None:
        self._skip(_BLANK)
        if not self._take(characters):
            raise _Stop


def _patterns(text: str, at: int) -> tuple[re.Pattern[str], ...]:
    if text.startswith('"""', at):
        return (_LONG_BASIC,)
    if text.startswith("'''", at):
        return (_LONG_LITERAL,)
    return {'"': (_BASIC,), "'": (_LITERAL,)}.get(text[at : at + 1], (_SCALAR,))


def _unescaped(found: re.Match[str]) -> str:
    code = found[1] or found[2] or found[3]
    if code:
        number = int(code, 16)
        return chr(number) if number <= 0x10FFFF else "\N{REPLACEMENT CHARACTER}"
    return _SIMPLE_ESCAPES.get(found[4], found[4])
