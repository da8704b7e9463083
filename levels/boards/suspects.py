"""Suspects: a general's notes to himself on each of the others. They change nothing but what he remembers."""

from levels.board import Panel, Row, Rows
from levels.boards.sight import Sight
from levels.scene import NOTES, SUSPICIONS

HELP = "Notes to yourself: whom you trust. They change nothing; nobody else reads them."


def panel(sight: Sight) -> Panel:
    """A row for each general whose part the player does not play."""
    rows = tuple(
        Row(
            (sight.name(p),),
            place=NOTES + p,
            value=sight.scene.notes.get(p, SUSPICIONS[-1]),
            options=SUSPICIONS,
            state="open",
            why=f"Your note on {sight.name(p)}; nobody else reads it.",
        )
        for p in sight.processes
        if p not in sight.seats
    )
    return Panel("suspects", "Suspects", Rows((), rows), "low", HELP)
