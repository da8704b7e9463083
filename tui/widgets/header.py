"""The line over the board: the game, the chapter, the level, the seat, the clock, what was spent, par."""

from __future__ import annotations

from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from levels.board import Header
from tui.glyphs import UNICODE, Glyphs, spell
from tui.theme import ink_for
from tui.widgets.draw.ink import InkLine, Span, crop, fill, width_of

NAME = "STRATEGIKON"
GAP = 3
# What goes first when the line is short. The level and the seat stay longest.
_DROPPED = ("chapter", "par", "name", "moment", "clock", "spent", "seat")


def draw(header: Header, width: int, glyphs: Glyphs) -> InkLine:
    """The line: where one is at the left, how it stands at the right; the least needed goes first."""
    left: dict[str, Span] = {
        "name": (NAME, "gold bold"),
        "chapter": (spell(header.chapter, glyphs), "muted"),
        "title": (spell(header.title, glyphs), "plain bold"),
    }
    traitor = "traitor" in header.seat
    right: dict[str, Span] = {
        "seat": (spell(header.seat, glyphs), "lie bold" if traitor else "plain"),
        "clock": (spell(header.clock, glyphs), "muted"),
        "spent": (spell(header.spent, glyphs), "plain"),
        "par": (spell(header.par, glyphs), "muted"),
    }
    for parts in (left, right):
        for key in [key for key, (text, _) in parts.items() if not text]:
            del parts[key]
    for key in ("", *_DROPPED):
        if key == "moment" and "clock" in right:
            # "round 2 of 36: their answers": what the round is for goes before its number.
            clock, tone = right["clock"]
            right["clock"] = (clock.partition(": ")[0], tone)
        left.pop(key, None)
        right.pop(key, None)
        if _needed(left) + _needed(right) + (GAP if right else 0) <= width:
            break
    start, end = _joined(left), _joined(right)
    between = max(GAP if end else 0, width - width_of(start) - width_of(end))
    return crop(fill((*start, (" " * between, "plain"), *end), width), width, glyphs)


def _needed(parts: dict[str, Span]) -> int:
    return sum(cell_len(text) for text, _ in parts.values()) + GAP * max(0, len(parts) - 1)


def _joined(parts: dict[str, Span]) -> InkLine:
    spans: list[Span] = []
    for span in parts.values():
        if spans:
            spans.append((" " * GAP, "plain"))
        spans.append(span)
    return tuple(spans)


class HeaderLine(Widget):
    """The header as a widget of one line."""

    DEFAULT_CSS = """
    HeaderLine {
        height: 1;
        padding: 0 1;
        background: $frame-ground;
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._header: Header | None = None

    def show(self, header: Header) -> None:
        """Shows a header."""
        if header != self._header:
            self._header = header
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """The one line."""
        ink = ink_for(self.app)
        width = self.content_size.width
        line = draw(self._header, width, getattr(self.app, "glyphs", UNICODE)) if self._header else ()
        return Strip([Segment(text, ink(style)) for text, style in line]).adjust_cell_length(width, ink.blank)
