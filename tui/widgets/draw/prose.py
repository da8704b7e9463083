"""Some lines of text."""

from __future__ import annotations

from levels.board import Prose
from tui.glyphs import Glyphs
from tui.widgets.draw.ink import InkLine, Place, all_prose


def draw(body: Prose, width: int, height: int, cursor: Place | None, glyphs: Glyphs) -> list[InkLine]:
    """The lines, wrapped on words."""
    return all_prose(body.lines, width, glyphs)
