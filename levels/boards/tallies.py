"""Beside the scribe's table: the column that is to be counted next, and the crosses that can be turned."""

from dataclasses import replace

from levels.board import Body, Line, Panel, Prose, Row, Rows
from levels.boards.sight import Sight
from levels.boards.speech import initial, shown
from levels.boards.table import Filling, tally, votes_in
from levels.tasks.table import CROSSES

HELP = "The column under the cursor: who says what in it, and how the voices stand."
CROSSES_HELP = (
    "The traitor may have written anything in his row. x turns all his crosses at once; look whether a "
    "majority under the table moves."
)


def column(sight: Sight, filled: Filling) -> Panel:
    """The column under the cursor; elsewhere the one to be filled next, or what is left to do, or all."""
    panel = _next_column(sight, filled)
    if filled.over:
        return panel
    follows: dict[int, tuple[str, Body]] = {
        place: (f"Column {sight.name(voter)}", Prose(_counted(sight, filled, voter)))
        for voter, place in filled.at.items()
    }
    return replace(panel, follows=follows)


def _next_column(sight: Sight, filled: Filling) -> Panel:
    majorities = [place for place in filled.blanks if filled.blank_of(place).kind == "majority"]
    if majorities:
        voter = filled.blank_of(majorities[0]).voter
        return Panel(
            "column", f"Column {sight.name(voter)}", Prose(_counted(sight, filled, voter)), "low", HELP
        )
    wrong = [v for v, place in filled.at.items() if place in filled.wrong]
    over = filled.over
    title = "Columns" if over or wrong else "The bottom row"
    if over or wrong:
        lines = tuple(_tallied(sight, filled, v) for v in (filled.at if over else wrong))
    else:
        default = sight.default(filled.table.of)
        tie = f"; a tie counts as {shown(default)}" if default else ""
        name = sight.name(filled.table.of)
        votes = len(filled.at) + 1
        lines = (
            Line(f"It holds the {votes} votes of {name}{tie}."),
            Line(f"More than half for ATTACK: {name} attacks."),
        )
    return Panel("column", title, Prose(lines), "low", HELP)


def _counted(sight: Sight, filled: Filling, voter: int) -> tuple[Line, ...]:
    """The voices of a column, those of a kind on a line, and the count."""
    votes = votes_in(filled, voter)
    lines = []
    for letter in dict.fromkeys(letter for _, letter in votes):
        lines.append(Line("   ".join(f"{sight.name(v)} {at}" for v, at in votes if at == letter)))
    return (*lines, Line(f"voices {tally(votes)}, of {len(votes)}", "muted"))


def _tallied(sight: Sight, filled: Filling, voter: int) -> Line:
    votes = votes_in(filled, voter)
    stands = filled.values[filled.at[voter]]
    return Line(f"{sight.name(voter)}   {tally(votes)}, of {len(votes)}: you wrote {initial(stands)}")


def crosses(sight: Sight, filled: Filling) -> Panel | None:
    """The spinner of the traitor's row; None where nobody's row is crosses."""
    who = filled.table.crosses
    if who is None:
        return None
    value = filled.crosses
    open_ = not filled.over
    row = Row(
        (f"{sight.name(who)}'s row says", "x" if value == "x" else shown(value)),
        place=0 if open_ else None,
        value=value,
        shows=1,
        options=CROSSES if open_ else (),
        state="open" if open_ else "settled",
        why=f"What the traitor {sight.name(who)} wrote of everybody: turn it and watch the columns.",
    )
    below = [Line("It may be anything: x turns it.", "muted")] if open_ else []
    if filled.scene.bet:
        below.append(Line(f"Your bet: “{filled.scene.bet}”", "muted"))
    if not any(filled.blank_of(place).kind == "majority" for place in filled.blanks):
        # Only once the row is filled: before that it would be the answer.
        texts = [f"{sight.name(v)} {tally(votes_in(filled, v))}" for v in filled.at]
        below += [Line("    ".join(texts[i : i + 2])) for i in range(0, len(texts), 2)]
    return Panel("crosses", "Try the crosses", Rows((), (row,), below=tuple(below)), "low", CROSSES_HELP)
