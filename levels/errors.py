"""What is wrong with a file from outside, said to a person: where, what, and the line itself."""

from collections.abc import Iterable
from dataclasses import dataclass

from levels.text import clean

_WINDOW = 76
"""How much of a source line is shown, in characters."""


@dataclass(frozen=True, slots=True)
class LevelError:
    """One thing that is wrong.

    Attributes:
        file: the file's name as it was given.
        line, column: where, from 1; 0 where the whole file is meant.
        message: one sentence without a full stop.
        source_line: the line, cut to what a terminal holds; "" where there is none.
        caret: the offset in `source_line` of the character meant.
    """

    file: str
    line: int
    column: int
    message: str
    source_line: str = ""
    caret: int = 0

    def __str__(self) -> str:
        """`file:line:column: message`, on one line."""
        place = f"{self.file}:{self.line}:{self.column}: " if self.line else f"{self.file}: "
        return place + self.message

    def shown(self) -> str:
        """The sentence, the line beneath it, and a caret under the place."""
        if not self.source_line.strip():
            return str(self)
        return f"{self}\n    {self.source_line}\n    {' ' * self.caret}^"


class LevelErrors(Exception):
    """Everything that is wrong with a file, or with several, in the order of the lines."""

    def __init__(self, errors: Iterable[LevelError]) -> None:
        self.errors: tuple[LevelError, ...] = tuple(errors)
        super().__init__(*self.errors)

    def __str__(self) -> str:
        return "\n".join(error.shown() for error in self.errors)


def whole_file(file: str, message: str) -> LevelError:
    """An error that is about a file and no place in it."""
    return LevelError(clean(file), 0, 0, clean(message))


def at_line(file: str, source: str, line: int, column: int, message: str) -> LevelError:
    """An error at a column of the line `source`. Nothing raw of the line passes into it."""
    start = max(0, column - 1 - _WINDOW // 2) if len(source) > _WINDOW else 0
    before = clean(source[start : column - 1])
    shown = before + clean(source[column - 1 : start + _WINDOW])
    return LevelError(clean(file), line, column, clean(message, 1_000), shown.rstrip(), len(before))
