"""Dawn: what the two armies do if nothing more is taken, or what they did."""

from levels.board import Line, Panel, Row, Rows
from levels.boards.letters import marches
from levels.boards.sight import Sight

HELP = (
    "What each army does at dawn if every letter from now on is let through. "
    "It does not tell what taking the next one would do."
)


def panel(sight: Sight) -> Panel:
    """What both do, and what becomes of the city."""
    deeds = [marches(sight, p) for p in sight.processes]
    rows = [Row((sight.name(p), deed or "not yet known")) for p, deed in enumerate(deeds)]
    if all(deeds):
        rows.append(Row(("the city", _city(deeds))))
    below = [Line(f"Your bet: “{sight.scene.bet}”", "muted")] if sight.scene.bet else []
    over = sight.run.over
    title = "Dawn" if over else "Dawn, if no more are taken"
    return Panel("dawn", title, Rows((), tuple(rows), below=tuple(below)), "low", HELP)


def _city(deeds: list[str]) -> str:
    alone = deeds.count("marches")
    if alone == 0:
        return "sleeps on"
    return "falls" if alone == len(deeds) else "beats the lone army"
