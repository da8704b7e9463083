"""What all drawings share: spans, wrapping on words, and orders that keep their colour everywhere.

A drawing is a list of lines, a line a tuple of spans, a span a text and the name of its style. Widths are
cells of the terminal, never characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len, set_cell_size

from tui.glyphs import Glyphs, spell

if TYPE_CHECKING:
    from levels.board import Line

Span = tuple[str, str]
InkLine = tuple[Span, ...]
Place = tuple[int, int]
"""Where the cursor stands: row and column of the body, not of the screen."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A region of one line that the cursor can stand on, or that can be clicked.

    Attributes:
        at: the row and column of the body that it belongs to.
        y, x, width: where it is drawn, in cells.
        sets: the label that a click on it stands for, or "".
        node: the step of the match that it stands for, or None.
    """

    at: Place
    y: int
    x: int
    width: int
    sets: str = ""
    node: int | None = None


@dataclass(frozen=True, slots=True)
class Drawing:
    """Lines, and where in them the cursor can stand."""

    lines: list[InkLine]
    spots: tuple[Spot, ...] = ()


_WORDS: Final = re.compile(r"\b(ATTACKS?|RETREATS?)\b")
_LETTER: Final = re.compile(r"(?<![\w'\-])([AR])(?=$|[\s.,;:!†%)\]/])(?! +[a-z])")
_NAMED_LETTER: Final = re.compile(r"(?<=: )([AR])(?=\s)|(?<=[LGC\d] )([AR])(?=$|[\s.,;:!†%)\]])")


def width_of(line: Iterable[Span]) -> int:
    """The width of a line in cells."""
    return sum(cell_len(text) for text, _ in line)


def plain(line: Iterable[Span]) -> str:
    """The text of a line without its styles."""
    return "".join(text for text, _ in line)


def tone_of(text: str, otherwise: str = "plain") -> str:
    """The tone of a text that is nothing but an order, or what it would have otherwise."""
    word = text.strip().upper().lstrip("?").strip()
    if word in ("ATTACK", "ATTACKS", "A"):
        return "attack"
    if word in ("RETREAT", "RETREATS", "R"):
        return "retreat"
    return otherwise


def tint(text: str, style: str = "plain", *, letters: bool = True) -> InkLine:
    """A text as spans, with the orders in it in their own colours.

    ATTACK and RETREAT count wherever they stand. The single letters A and R count where they cannot be
    words: not an A before a word in lower case.
    """
    hits = [(match.start(), match.end()) for match in _WORDS.finditer(text)]
    if letters:
        for pattern in (_LETTER, _NAMED_LETTER):
            hits += [(match.start(), match.end()) for match in pattern.finditer(text)]
    spans: list[Span] = []
    at = 0
    modifiers = " ".join(word for word in style.split() if word in ("bold", "under", "chosen"))
    for start, end in sorted(set(hits)):
        if start < at:
            continue
        if start > at:
            spans.append((text[at:start], style))
        word = text[start:end]
        weight = "bold" if len(word) > 1 and "bold" not in modifiers else ""
        spans.append((word, " ".join(filter(None, (tone_of(word), weight, modifiers)))))
        at = end
    if at < len(text):
        spans.append((text[at:], style))
    return tuple(spans)


def fit(text: str, width: int, glyphs: Glyphs) -> str:
    """A text of at most this width; where something had to go, a mark says so."""
    if width <= 0:
        return ""
    if cell_len(text) <= width:
        return text
    if width == 1:
        return glyphs.more
    return set_cell_size(text, width - 1).rstrip() + glyphs.more


def pad(text: str, width: int, glyphs: Glyphs) -> str:
    """A text of exactly this width."""
    return set_cell_size(fit(text, width, glyphs), width)


def wrap(text: str, width: int) -> list[str]:
    """A text on as many lines as it needs, broken between words, with nothing lost.

    Spaces inside are kept, as prose sets little tables with them; further lines are indented like the
    first. A word longer than the line is broken where it must.
    """
    if width <= 0:
        return []
    if cell_len(text) <= width:
        return [text]
    indent = text[: len(text) - len(text.lstrip(" "))]
    if cell_len(indent) > width // 2:
        indent = ""
    lines: list[str] = []
    now = ""
    for token in _tokens(text, width):
        if token.isspace():
            now += token
            continue
        if now.strip() and cell_len(now + token) > width:
            lines.append(now.rstrip(" "))
            now = indent
        while cell_len(now + token) > width:
            head = ""
            for sign in token:
                if cell_len(now + head + sign) > width:
                    break
                head += sign
            if not head:
                break
            lines.append(now + head)
            token = token[len(head) :]
            now = indent
        now += token
    if now.strip():
        lines.append(now.rstrip(" "))
    return lines


def _tokens(text: str, width: int) -> list[str]:
    """What a text may be broken between: words, or short groups set apart by wide gaps ("L2 A   L3 R")."""
    groups: list[str] = re.findall(r"^ +| {2,}|[^ ]+(?: [^ ]+)*", text)
    if all(cell_len(group) <= width // 2 for group in groups) and any(group.isspace() for group in groups[1:]):
        return groups
    return re.findall(r" +|[^ ]+", text)


def prose(line: Line, width: int, glyphs: Glyphs, *, letters: bool = True) -> list[InkLine]:
    """A line of the board in its tone, wrapped."""
    text = spell(line.text, glyphs)
    if not text:
        return [()]
    return [tint(part, line.tone, letters=letters) for part in wrap(text, width)]


def all_prose(lines: Sequence[Line], width: int, glyphs: Glyphs) -> list[InkLine]:
    """Several lines of the board, one under the other."""
    return [drawn for line in lines for drawn in prose(line, width, glyphs)]


def restyle(line: InkLine, modifier: str) -> InkLine:
    """A line with a word added to each of its styles."""
    return tuple((text, f"{style} {modifier}") for text, style in line)


def fill(line: InkLine, width: int, style: str = "plain") -> InkLine:
    """A line padded with space to a width."""
    missing = width - width_of(line)
    return (*line, (" " * missing, style)) if missing > 0 else line


def crop(line: InkLine, width: int, glyphs: Glyphs) -> InkLine:
    """A line of at most this width, marked where something is missing."""
    if width_of(line) <= width:
        return line
    spans: list[Span] = []
    left = max(0, width - 1)
    for text, style in line:
        piece = text if cell_len(text) <= left else set_cell_size(text, left)
        if piece:
            spans.append((piece, style))
        left -= cell_len(piece)
        if left <= 0:
            break
    if width > 0:
        spans.append((glyphs.more, "muted"))
    return tuple(spans)


def stack(blocks: Sequence[list[InkLine]], height: int) -> tuple[list[InkLine], list[int]]:
    """Blocks one under the other, with an empty line between them where there is room for all.

    Returns the lines, and the line on which each block begins. Empty blocks take no room.
    """
    full = [block for block in blocks if block]
    needed = sum(len(block) for block in full)
    airy = needed + len(full) - 1 <= height
    lines: list[InkLine] = []
    starts: list[int] = []
    for block in blocks:
        if block and lines and airy:
            lines.append(())
        starts.append(len(lines))
        lines.extend(block)
    return lines, starts
