"""Votes, live: how each loyal lieutenant would count if nothing more changed; a general sees only his own."""

from collections.abc import Iterable, Sequence

from engine.ballot import Ballot
from engine.orders import ATTACK
from levels.board import Cell, Grid, GridRow, Line, Panel
from levels.boards.sight import Sight
from levels.boards.speech import counted, initial, shown

HELP = (
    "A row is a tent: the votes it counts, one for each lieutenant, then how they stand and what it does. "
    "Brackets: what the commander told the tent itself, which is one of its votes; †: it was told a lie. "
    "If nothing more changes, it ends like this."
)
OWN_HELP = (
    "Your votes: in brackets what the commander told you, then what each note says. "
    "Below them, what the rule would make of it. You may decide otherwise."
)


def panel(sight: Sight) -> Panel | None:
    """The vote matrix of the loyal lieutenants; None where nobody votes, or nothing is counted yet."""
    found = {p: sight.ballots(p) for p in sight.loyal}
    tents = {p: ballots for p, ballots in found.items() if ballots}
    if not tents:
        return None
    vectors = any(sum(len(b.about) == 1 for b in ballots) > 1 for ballots in tents.values())
    rows = []
    voters = _voters(sight, tents, vectors)
    for p, ballots in tents.items():
        votes = _vector(sight, p, ballots) if vectors else _root(ballots)
        rows.append(_tent(sight, p, votes, voters))
    body = Grid(
        "", tuple(sight.name(v) for v in voters), tuple(rows), below=tuple(_legend(sight, tents, vectors))
    )
    return Panel("votes", "Votes, live", body, "side", HELP)


def _root(ballots: Sequence[Ballot]) -> dict[int, str]:
    root = ballots[0]
    return dict(zip(root.voters, root.votes, strict=True))


def _vector(sight: Sight, process: int, ballots: Sequence[Ballot]) -> dict[int, str]:
    """Where everybody has an order of his own: what this tent believes of each."""
    votes = {b.about[0]: b.result for b in ballots if len(b.about) == 1}
    return {**votes, process: str(sight.model.inputs[process])}


def _voters(sight: Sight, tents: dict[int, tuple[Ballot, ...]], vectors: bool) -> list[int]:
    if vectors:
        return list(sight.processes)
    return sorted({v for ballots in tents.values() for v in ballots[0].voters})


def _tent(sight: Sight, process: int, votes: dict[int, str], voters: Sequence[int]) -> GridRow:
    lies = [t for t in sight.told if t.lie and t.receiver == process and len(t.path) < 2]
    cells = []
    for voter in voters:
        vote = votes.get(voter)
        if vote is None:
            cells.append(Cell("·", mark="self"))
            continue
        lied = any(t.sender == voter and (t.order or sight.default(process)) == vote for t in lies)
        cells.append(Cell(initial(vote), mark="own" if voter == process else "lie" if lied else ""))
    attacks = sum(vote == ATTACK for vote in votes.values())
    decision = sight.leaning[process] or sight.decided[process]
    note = f"{attacks}:{len(votes) - attacks}"
    return GridRow(sight.name(process), tuple(cells), f"{note} {shown(decision)}" if decision else note)


def _legend(sight: Sight, tents: dict[int, tuple[Ballot, ...]], vectors: bool) -> Iterable[Line]:
    first = next(iter(tents.values()))
    if vectors:
        yield Line("( ) his own order.", "muted")
    else:
        yield Line(f"( ) own order, one vote of {counted(len(first[0].voters))}.", "muted")
        if any(len(b.about) > 1 for b in first) and len(first[1].voters) > 1:
            yield Line("Others: the majority of a column.", "muted")
    yield from _ties(sight, list(tents))


def _ties(sight: Sight, tents: Sequence[int]) -> Iterable[Line]:
    defaults = {p: sight.default(p) for p in tents}
    values = set(defaults.values()) - {""}
    if len(values) == 1:
        yield Line(f"A tie is {shown(values.pop())}.", "muted")
    elif values:
        names = ", ".join(f"{sight.name(p)} {initial(d)}" for p, d in defaults.items())
        yield Line(f"On a tie: {names}.", "muted")


def own(sight: Sight, general: int) -> Panel | None:
    """The ballot of one general; None where he counts no votes yet."""
    ballots = sight.model.machine.ballots(general, sight.run.now.states[general])
    if not ballots:
        return None
    root = ballots[0]
    cells = tuple(
        Cell(initial(vote), mark="own" if voter == general else "")
        for voter, vote in zip(root.voters, root.votes, strict=True)
    )
    rest = len(root.votes) - root.attacks
    rows = (GridRow("heard", cells, f"{root.attacks} : {rest}{', a tie' if root.tie else ''}"),)
    below = [Line(f"The rule would say {shown(root.result)}.", "muted")]
    default = sight.default(general)
    if root.tie and default:
        below.append(Line(f"A tie is {shown(default)}.", "muted"))
    body = Grid("", tuple(sight.name(v) for v in root.voters), rows, below=tuple(below))
    return Panel("votes", "Votes: yours", body, "side", OWN_HELP)
