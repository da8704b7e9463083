"""A short list of alternatives with a cursor: a bet, a setting."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from tui.screens.orders import prose


class Choices(Static):
    """Draws the alternatives, one a line, and says which was clicked."""

    @dataclass
    class Clicked(Message):
        """A line was clicked."""

        list_id: str | None
        place: int

    def __init__(self, options: Sequence[str], *, ascii: bool = False, id: str | None = None) -> None:
        super().__init__(id=id)
        self.options, self.ascii = tuple(options), ascii
        self.cursor = 0

    def on_mount(self) -> None:
        self.draw()

    def draw(self) -> None:
        """Draws the list, the cursor where it stands."""
        here = ">" if self.ascii else "›"
        width = max((len(option) for option in self.options), default=0)
        lines = []
        for place, option in enumerate(self.options):
            on = place == self.cursor
            line = Content.assemble(
                (f" {here} " if on else "   ", "$gold bold"),
                prose(f"{option:<{width}}", "$gold bold" if on else ""),
                "  ",
            )
            lines.append(line.stylize("on $chosen") if on else line)
        self.update(Content("\n").join(lines))

    def move(self, step: int) -> None:
        """The cursor goes up or down; it stops at the ends."""
        if self.options:
            self.cursor = max(0, min(len(self.options) - 1, self.cursor + step))
            self.draw()

    def on_click(self, event: events.Click) -> None:
        if 0 <= event.y < len(self.options):
            self.cursor = event.y
            self.draw()
            self.post_message(self.Clicked(self.id, event.y))
