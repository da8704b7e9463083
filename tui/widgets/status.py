"""The sentence under the board: what is under the cursor, what is to be done, why a key did nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from tui.glyphs import UNICODE, Glyphs, spell
from tui.theme import ink_for
from tui.widgets.draw.ink import InkLine, fit, tint, wrap

if TYPE_CHECKING:
    from levels.board import Tone


def draw(text: str, tone: Tone, width: int, glyphs: Glyphs, lines: int = 1) -> list[InkLine]:
    """The sentence on at most so many lines, shortened between words, with a mark where it is."""
    text = spell(text, glyphs)
    parts = wrap(text, width)
    if len(parts) > lines:
        rest = parts[lines - 1]
        while rest and len(rest) + 2 > width and " " in rest:
            rest = rest.rsplit(" ", 1)[0]
        parts = [*parts[: lines - 1], fit(f"{rest} {glyphs.more}", width, glyphs)]
    return [tint(part, tone, letters=False) for part in parts]


class StatusLine(Widget):
    """The status as a widget: one line, or two where the sentence needs them."""

    DEFAULT_CSS = """
    StatusLine {
        height: auto;
        min-height: 1;
        max-height: 2;
        padding: 0 1;
        background: $background;
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._text = ""
        self._tone: Tone = "plain"

    @property
    def text(self) -> str:
        """The sentence that is shown."""
        return self._text

    def show(self, text: str, tone: Tone = "plain") -> None:
        """Shows a sentence in a tone."""
        if (text, tone) == (self._text, self._tone):
            return
        before = len(self._drawn(self.content_size.width))
        self._text, self._tone = text, tone
        # Only a sentence of another length moves the board above.
        self.refresh(layout=len(self._drawn(self.content_size.width)) != before)

    def _drawn(self, width: int) -> list[InkLine]:
        return draw(self._text, self._tone, max(1, width), getattr(self.app, "glyphs", UNICODE), lines=2)

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        """One line, or two."""
        return max(1, len(self._drawn(width)))

    def render_line(self, y: int) -> Strip:
        """A line of the sentence."""
        ink = ink_for(self.app)
        width = self.content_size.width
        lines = self._drawn(width)
        line = lines[y] if y < len(lines) else ()
        ground = self.visual_style.rich_style.bgcolor
        from rich.style import Style

        on_ground = Style(bgcolor=ground)
        segments = [Segment(text, ink(style) + on_ground) for text, style in line]
        return Strip(segments).adjust_cell_length(width, ink.blank + on_ground)
