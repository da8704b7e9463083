"""Marks that must stay readable: under the cursor, in narrow lines, in ASCII."""

import pytest

from levels.board import Cell, Grid, GridRow, Panel, Prose
from tui.glyphs import ASCII, UNICODE
from tui.widgets.draw import grid
from tui.widgets.draw.ink import plain
from tui.widgets.tabs import draw as draw_tabs

MARKS = ("fixed", "wrong", "right", "own", "lie", "blank")
ROW = tuple(Cell("A" if mark != "blank" else "", at, ("A",), mark) for at, mark in enumerate(MARKS))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("at", "shown"),
    [
        (0, "L1[A!]A× A✓(A) A† _"),
        (1, "L1 A![A×]A✓(A) A† _"),
        (2, "L1 A! A×[A](A) A† _"),
        (3, "L1 A! A× A✓[A] A† _"),
        (4, "L1 A! A× A✓(A)[A†]_"),
        (5, "L1 A! A× A✓(A) A†[_]"),
    ],
)
def test_the_cell_under_the_cursor_stands_in_brackets_that_close(at: int, shown: str) -> None:
    table = Grid("", ("", "", "", "", "", "x"), (GridRow("L1", ROW),))
    line = plain(grid.layout(table, 21, 4, (0, at), UNICODE).lines[1])
    assert line.rstrip() == shown


def test_a_lie_and_a_fixed_cell_differ_in_ascii() -> None:
    table = Grid("", ("", "", "", "", "", "x"), (GridRow("L1", ROW),))
    line = plain(grid.layout(table, 21, 4, None, ASCII).lines[1])
    assert line.split() == ["L1", "A!", "Ax", "A+(A)", "A%", "_"]
    assert "v" not in (ASCII.check, ASCII.dagger)


def test_names_of_tabs_stay_as_they_are_as_one_tabs() -> None:
    ids = ("dispatches", "chronicle", "knowledge", "timeline", "suspects", "decision", "field", "goal")
    panels = tuple(Panel(id, id.capitalize(), Prose(()), "more", "") for id in ids)
    for width in (38, 58, 78):
        names = {plain(draw_tabs(panels, width, id, frozenset(), UNICODE)[0]) for id in ids}
        assert len(names) == 1
