"""What each process holds, as its protocol names it: a row a process, a column a fact."""

from levels.board import Cell, Grid, GridRow, Panel
from levels.boards.sight import Sight

HELP = (
    "What each process holds now, a row a process. A dash: it has nothing of the kind. † is a traitor, of whom "
    "you see what a loyal one would hold in his place."
)
MOST_CELL = 16


def panel(sight: Sight) -> Panel | None:
    """The facts of all whose tents may be looked into; None where the protocol names none."""
    machine, now = sight.model.machine, sight.run.now
    held = {
        p: dict(machine.facts(p, now.states[p]))
        for p in sight.processes
        if sight.viewers is None or p in sight.viewers
    }
    columns = tuple(dict.fromkeys(name for facts in held.values() for name in facts))
    if not columns:
        return None
    rows = tuple(
        GridRow(
            sight.name(p) + {"traitor": " †", "crashed": " ×"}.get(sight.kind(p), ""),
            tuple(Cell(_short(facts.get(name, ""))) for name in columns),
            "you" if p in sight.seats else "",
        )
        for p, facts in held.items()
    )
    return Panel("facts", "What each holds", Grid("", columns, rows), "side", HELP)


def _short(text: str) -> str:
    if not text:
        return "–"
    return text if len(text) <= MOST_CELL else f"{text[: MOST_CELL - 1]}…"
