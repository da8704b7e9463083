"""The ladder of knowledge: who knows that who knows, and the roof that nobody reaches."""

from __future__ import annotations

from rich.cells import cell_len

from levels.board import Ladder, Rung
from tui.glyphs import Glyphs, spell
from tui.widgets.draw.ink import InkLine, Place, all_prose, fit, stack, tint


def draw(body: Ladder, width: int, height: int, cursor: Place | None, glyphs: Glyphs) -> list[InkLine]:
    """The rungs, highest first: a rung is drawn where it is reached, and missing where it is not."""
    notes = max((cell_len(rung.note) for rung in body.rungs), default=0)
    notes = min(notes, max(0, width - 14))
    texts = max((cell_len(rung.text) for rung in body.rungs), default=0)
    roomy = texts + notes + 9 <= width
    sides = 9 if roomy else 5
    texts = min(texts, max(4, width - notes - sides))
    rungs = [_rung(rung, texts, notes, roomy, glyphs) for rung in reversed(body.rungs)]
    lines, _ = stack([rungs, all_prose(body.below, width, glyphs)], height)
    return lines


def _rung(rung: Rung, texts: int, notes: int, roomy: bool, glyphs: Glyphs) -> InkLine:
    if rung.reached is None:
        left, middle, right, tone = glyphs.hill_left, glyphs.hill_top, glyphs.hill_right, "muted"
    elif rung.reached:
        (left, middle, right), tone = glyphs.rung, "gold"
    else:
        (left, middle, right), tone = glyphs.no_rung, "muted"
    text = fit(spell(rung.text, glyphs), texts, glyphs)
    words = "plain" if rung.reached else "muted"
    return (
        (f"{left}{middle * (3 if roomy else 1)}{right}", tone if rung.reached else "line"),
        (" " + text + " " * (texts - cell_len(text) + (3 if roomy else 1)), words),
        *tint(fit(spell(rung.note, glyphs), notes, glyphs), "muted"),
    )
