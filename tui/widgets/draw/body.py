"""Any body drawn and measured, whatever kind it is."""

from __future__ import annotations

from functools import lru_cache

from rich.cells import cell_len

from levels.board import Body, Chronicle, Field, Goal, Grid, Ladder, Pair, Prose, Rows, Timeline
from tui.glyphs import Glyphs
from tui.widgets.draw import chronicle, field, goal, grid, ladder, pair, prose, rows, timeline
from tui.widgets.draw.ink import Drawing, InkLine, Place, crop, width_of

__all__ = ["layout", "natural_height", "natural_width", "selectable"]

UNBOUND = 200
"""A width in which nothing has to be wrapped or squeezed."""


def layout(
    body: Body,
    width: int,
    height: int,
    cursor: Place | None,
    glyphs: Glyphs,
    *,
    lit: bool = True,
    search: str = "",
) -> Drawing:
    """A body drawn, whatever kind it is, with the places where the cursor can stand.

    No line is wider than `width`; there may be more lines than `height`, which then scroll. `lit` is
    whether the panel has the focus; `search` is what a chronicle is searched for.
    """
    match body:
        case Rows():
            drawing = rows.layout(body, width, height, cursor, glyphs, lit=lit)
        case Grid():
            drawing = grid.layout(body, width, height, cursor, glyphs, lit=lit)
        case Timeline():
            drawing = timeline.layout(body, width, height, cursor, glyphs)
        case Chronicle():
            drawing = Drawing(chronicle.draw(body, width, height, cursor, glyphs, search))
        case Field():
            drawing = Drawing(field.draw(body, width, height, cursor, glyphs))
        case Goal():
            drawing = Drawing(goal.draw(body, width, height, cursor, glyphs))
        case Ladder():
            drawing = Drawing(ladder.draw(body, width, height, cursor, glyphs))
        case Pair():
            drawing = Drawing(pair.draw(body, width, height, cursor, glyphs))
        case Prose():
            drawing = Drawing(prose.draw(body, width, height, cursor, glyphs))
    return Drawing([crop(line, width, glyphs) for line in drawing.lines], drawing.spots)


def selectable(body: Body) -> tuple[Place, ...]:
    """Every place of a body where the cursor can stand, from the top."""
    if isinstance(body, Rows):
        return tuple((index, 0) for index, row in enumerate(body.rows) if rows.selectable(row))
    if isinstance(body, Grid):
        return tuple(
            (at, index)
            for at, row in enumerate(body.rows)
            for index, cell in enumerate(row.cells)
            if grid.selectable(cell)
        )
    return ()


@lru_cache(maxsize=128)
def natural_height(body: Body, width: int, glyphs: Glyphs, *, airy: bool = False) -> int:
    """How many lines a body wants at a width; `airy` counts the empty lines between its parts too."""
    return len(_natural(body, width, glyphs, airy).lines)


@lru_cache(maxsize=64)
def natural_width(body: Body, glyphs: Glyphs) -> int:
    """The width at which nothing of a list or table has to be wrapped; prose is happy with less."""
    if isinstance(body, Prose):
        return min(36, max((cell_len(line.text) for line in body.lines), default=10))
    if isinstance(body, Goal | Chronicle):
        return 36
    if isinstance(body, Field):
        return 36
    if isinstance(body, Timeline):
        return 60
    if isinstance(body, Rows | Grid):
        # Sentences round a table wrap well; the table itself does not.
        sentences = [line.text for line in (*body.above, *body.below)]
        words = min(36, max((cell_len(text) for text in sentences), default=0))
        table = rows.natural(body, glyphs) if isinstance(body, Rows) else grid.natural(body, glyphs)
        return max(words, table)
    return max((width_of(line) for line in _natural(body, 60, glyphs, False).lines), default=20)


def _natural(body: Body, width: int, glyphs: Glyphs, airy: bool) -> Drawing:
    if isinstance(body, Field):
        return Drawing([()] * 11)
    if isinstance(body, Timeline):
        lines: list[InkLine] = [()] * (len(body.lanes) + 1 + (2 if len(body.steps) > 1 else 0))
        return Drawing(lines)
    return layout(body, max(4, width), UNBOUND if airy else 0, None, glyphs)
