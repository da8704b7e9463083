"""The footer that can be clicked: the key under the mouse acts as if it were pressed."""

from dataclasses import dataclass

from rich.cells import cell_len
from textual import events
from textual.message import Message

from tui.glyphs import UNICODE
from tui.widgets import footer


class KeyLine(footer.KeyLine):
    """The line of keys; says which was clicked."""

    @dataclass
    class Clicked(Message):
        """A key was clicked, as it is shown."""

        key: str

    def key_at(self, x: int) -> str:
        """The key whose name or words stand at a column; "" between them."""
        at, key = 0, ""
        for text, style in footer.draw(
            self._keys, self.content_size.width, getattr(self.app, "glyphs", UNICODE)
        ):
            if style == "gold bold":
                key = text
            elif not text.strip():
                key = ""
            at += cell_len(text)
            if x < at:
                return key
        return ""

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is not None and (key := self.key_at(offset.x)):
            self.post_message(self.Clicked(key))
