"""The line under the board: the keys that act now, and what they do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from tui.glyphs import UNICODE, Glyphs, spell
from tui.theme import ink_for
from tui.widgets.draw.ink import InkLine, Span

GAP = 3


def draw(keys: Sequence[tuple[str, str]], width: int, glyphs: Glyphs) -> InkLine:
    """As many keys as fit, dropping from the end; where they nearly fit, the gaps are made smaller."""
    shown = list(keys)
    while shown:
        words = sum(cell_len(key) + 1 + cell_len(text) for key, text in shown)
        gaps = len(shown) - 1
        gap = next((gap for gap in (GAP, 2) if words + gap * gaps <= width), 0)
        if gap:
            break
        shown.pop()
    spans: list[Span] = []
    for key, text in shown:
        if spans:
            spans.append((" " * gap, "plain"))
        spans += [(spell(key, glyphs), "gold bold"), (" " + spell(text, glyphs), "muted")]
    return tuple(spans)


class KeyLine(Widget):
    """The keys as a widget of one line."""

    DEFAULT_CSS = """
    KeyLine {
        height: 1;
        padding: 0 1;
        background: $frame-ground;
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._keys: tuple[tuple[str, str], ...] = ()

    def show(self, keys: Iterable[tuple[str, str]]) -> None:
        """Shows (key, words), the most needed first."""
        now = tuple(keys)
        if now != self._keys:
            self._keys = now
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """The one line."""
        ink = ink_for(self.app)
        width = self.content_size.width
        line = draw(self._keys, width, getattr(self.app, "glyphs", UNICODE))
        return Strip([Segment(text, ink(style)) for text, style in line]).adjust_cell_length(width, ink.blank)
