"""Every event as one sentence, newest last."""

from __future__ import annotations

from rich.cells import cell_len

from levels.board import Chronicle
from tui.glyphs import Glyphs, spell
from tui.widgets.draw.ink import InkLine, Place, pad, tint, wrap


def draw(
    body: Chronicle, width: int, height: int, cursor: Place | None, glyphs: Glyphs, search: str = ""
) -> list[InkLine]:
    """The events under their moments; with a search, only those in which it stands, upper case or lower."""
    wanted = search.casefold().strip()
    events = [
        event
        for event in body.events
        if not wanted or wanted in event.text.casefold() or wanted in event.moment.casefold()
    ]
    if not events:
        words = f"No event has “{search.strip()}” in it." if wanted else "Nothing has happened yet."
        return [tint(part, "muted") for part in wrap(spell(words, glyphs), width)]
    moments = max(cell_len(event.moment) for event in events)
    gap = "  " if moments else ""
    moments = min(moments, max(4, width // 4))
    lines: list[InkLine] = []
    before = None
    for event in events:
        moment = event.moment if event.moment != before else ""
        before = event.moment
        newest = event is body.events[-1] and len(body.events) > 1
        for index, part in enumerate(wrap(spell(event.text, glyphs), max(8, width - moments - len(gap)))):
            name = pad(spell(moment, glyphs) if index == 0 else "", moments, glyphs)
            lines.append(((name + gap, "muted"), *tint(part, "plain bold" if newest else "plain")))
    return lines
