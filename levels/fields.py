"""The kinds of values that tables hold."""

from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

WORDS: Final = 100
LINES: Final = 16
"""The longest text a screen shows at once."""


class Table(BaseModel):
    """A table of a file: every key known, every value of its own kind, nothing changed afterwards."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


def _one_line(text: str) -> str:
    folded = " ".join(text.split())
    if not folded:
        raise ValueError("may not be empty")
    return folded


def _fits_a_screen(text: str) -> str:
    text = "\n".join(line.rstrip() for line in text.strip().split("\n"))
    if not text:
        raise ValueError("may not be empty")
    words = len(text.split())
    if words > WORDS:
        raise ValueError(f"has {words} words: at most {WORDS} fit a screen")
    lines = text.count("\n") + 1
    if lines > LINES:
        raise ValueError(f"has {lines} lines: at most {LINES} fit a screen")
    return text


Order = Literal["attack", "retreat"]
Word = Literal["attack", "retreat", "silence"]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
Title = Annotated[str, StringConstraints(max_length=60), AfterValidator(_one_line)]
Sentence = Annotated[str, StringConstraints(max_length=400), AfterValidator(_one_line)]
Prose = Annotated[str, AfterValidator(_fits_a_screen)]
"""At most 100 words; line breaks stay."""
Label = Annotated[str, StringConstraints(max_length=64), AfterValidator(_one_line)]
Process = Annotated[int, Field(ge=0, le=29)]
Path = Annotated[tuple[Process, ...], Field(max_length=30)]
"""The generals by whom a word came, the first speaker first."""
