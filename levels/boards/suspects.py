"""Suspects: a general's notes to himself on each of the others. They change nothing but what he remembers."""

from levels.board import Panel, Row, Rows
from levels.boards.sight import Sight
from levels.scene import NOTES, SUSPICIONS

HELP = "Notes to yourself: whom you trust. They change nothing; nobody else reads them."


def panel(sight: Sight) -> Panel:
    """A row for each general whose part the player does not play."""
    rows = tuple(_row(sight, p) for p in sight.processes if p not in sight.seats)
    return Panel("suspects", "Suspects", Rows((), rows), "low", HELP)


def _row(sight: Sight, process: int) -> Row:
    name = sight.name(process)
    value = sight.scene.notes.get(process, SUSPICIONS[-1])
    if sight.scene.over:
        return Row((name, value), why=f"Your note on {name}.")
    why = f"Your note on {name}; nobody else reads it."
    return Row((name,), place=NOTES + process, value=value, options=SUSPICIONS, state="open", why=why)
