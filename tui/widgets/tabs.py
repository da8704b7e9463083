"""The line over a small board that names every panel with its digit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from levels.board import Panel
from tui.glyphs import UNICODE, Glyphs, spell
from tui.theme import ink_for
from tui.widgets.draw.ink import InkLine, Span, fit


def short(title: str) -> str:
    """A title without what it adds after a colon, a comma, a dot or a bracket."""
    for sign in (":", ",", " ·", " ("):
        title = title.split(sign, 1)[0]
    return title.strip()


def _names(panels: Sequence[Panel], width: int, glyphs: Glyphs) -> tuple[list[str], int]:
    """The names and the gap between them: titles, else their one-word names, else those shortened."""
    titles = [spell(short(panel.title), glyphs) for panel in panels]
    words = [
        min(spell(panel.id.capitalize(), glyphs), title, key=cell_len)
        for panel, title in zip(panels, titles, strict=True)
    ]
    digits = sum(len(str(at)) + 1 for at in range(1, len(panels) + 1))
    room = width - digits
    between = max(0, len(panels) - 1)
    for names, gaps in ((titles, (3, 2)), (words, (3, 2, 1))):
        for gap in gaps:
            if sum(map(cell_len, names)) + gap * between <= room:
                return names, gap
    sizes = [cell_len(word) for word in words]
    # Wherever the focus is: names that change their width under the hand cannot be read.
    while sum(sizes) + between > room:
        longest = max(range(len(panels)), key=lambda at: sizes[at])
        if sizes[longest] <= 2:
            break
        sizes[longest] -= 1
    return [fit(word, size, glyphs) for word, size in zip(words, sizes, strict=True)], 1


def draw(
    panels: Sequence[Panel], width: int, focused: str, seen: frozenset[str], glyphs: Glyphs
) -> tuple[InkLine, tuple[tuple[int, int], ...]]:
    """The names, and where each stands (start and width). Panels in sight are plain, others muted."""
    names, gap = _names(panels, width, glyphs)
    spans: list[Span] = []
    places: list[tuple[int, int]] = []
    x = 0
    for at, (panel, name) in enumerate(zip(panels, names, strict=True), start=1):
        if spans:
            spans.append((" " * max(1, gap), "plain"))
            x += max(1, gap)
        tone = "gold bold under" if panel.id == focused else "plain" if panel.id in seen else "muted"
        spans += [(f"{at} ", "gold" if panel.id == focused else "muted"), (name, tone)]
        size = len(str(at)) + 1 + cell_len(name)
        places.append((x, size))
        x += size
    return tuple(spans), tuple(places)


class TabLine(Widget):
    """The names as a widget of one line; a click on one leads there."""

    DEFAULT_CSS = """
    TabLine {
        height: 1;
        padding: 0 1;
        background: $background;
    }
    """

    @dataclass
    class Chosen(Message):
        """A name was clicked: the panel's digit."""

        number: int

    def __init__(self) -> None:
        super().__init__()
        self._panels: tuple[Panel, ...] = ()
        self._focused = ""
        self._seen: frozenset[str] = frozenset()

    def show(self, panels: tuple[Panel, ...], focused: str, seen: frozenset[str]) -> None:
        """Names these panels; one has the focus, some are in sight."""
        now = (tuple((panel.id, panel.title) for panel in panels), focused, seen)
        before = (tuple((panel.id, panel.title) for panel in self._panels), self._focused, self._seen)
        self._panels, self._focused, self._seen = panels, focused, seen
        if now != before:
            self.refresh()

    def _drawn(self) -> tuple[InkLine, tuple[tuple[int, int], ...]]:
        glyphs = getattr(self.app, "glyphs", UNICODE)
        return draw(self._panels, self.content_size.width, self._focused, self._seen, glyphs)

    def render_line(self, y: int) -> Strip:
        """The one line."""
        from rich.style import Style

        ink = ink_for(self.app)
        ground = Style(bgcolor=self.visual_style.rich_style.bgcolor)
        segments = [Segment(text, ink(style) + ground) for text, style in self._drawn()[0]]
        return Strip(segments).adjust_cell_length(self.content_size.width, ink.blank + ground)

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is None:
            return
        for number, (x, size) in enumerate(self._drawn()[1], start=1):
            if x <= offset.x < x + size:
                self.post_message(self.Chosen(number))
