"""The scribe's table (slides 25-28): what each says of each, and under it the row that is to be filled."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from engine.orders import ATTACK
from levels.board import Cell, Grid, GridRow, Line, Panel
from levels.boards.sight import Sight
from levels.boards.speech import NOTHING, counted, initial, shown
from levels.scene import Scene
from levels.tasks.table import CROSSES, Blank, Table, TableAt

HELP = (
    "A row is a voice, a column whom it speaks of; read downwards. Under each column write its majority: "
    "a, r, or = for a tie. Then write what he does; enter checks it all."
)
BALLOT_HELP = (
    "The votes that this tent counts, one for each lieutenant. Fill them in from the letters beside, "
    "then what the tent does. Enter checks it."
)


Mark = Literal["", "own", "wrong", "right", "blank"]


@dataclass(frozen=True, slots=True)
class Filling:
    """The table as it is filled so far.

    Attributes:
        at: voter -> the place of his blank; the decision's is `decision`.
        values: place -> the label that stands there, "" if it is blank.
        wrong, right: the places that were checked and have not been changed since.
    """

    table: Table
    scene: Scene
    at: Mapping[int, int]
    decision: int
    values: Mapping[int, str]
    wrong: frozenset[int]
    right: frozenset[int]

    @property
    def blanks(self) -> tuple[int, ...]:
        """The places still to be filled, in their order."""
        return tuple(place for place in sorted((*self.at.values(), self.decision)) if not self.values[place])

    @property
    def over(self) -> bool:
        """Whether nothing can be filled any more."""
        return self.scene.over or bool(self.scene.run.now.right)

    @property
    def count(self) -> int:
        """How many cells there are to fill."""
        return len(self.at) + 1

    @property
    def crosses(self) -> str:
        """What stands in the row of crosses: a label of `CROSSES`; "" where there is none."""
        if self.table.crosses is None:
            return ""
        return self.values.get(0) or CROSSES[0]

    def blank_of(self, place: int) -> Blank:
        """The blank at a place."""
        return self.table.blanks[place - (self.table.crosses is not None)]


def filling(scene: Scene, table: Table) -> Filling:
    """Reads the scene: what is filled, what was checked."""
    now: TableAt = scene.run.now
    first = int(table.crosses is not None)
    at = {blank.voter: first + i for i, blank in enumerate(table.blanks) if blank.kind != "decision"}
    decision = first + len(table.blanks) - 1
    checked = table.prefill(now)
    values = {
        place: checked.get(place, "") if now.right else scene.drafts.get(place, "")
        for place in range(first + len(table.blanks))
    }
    wrong = table.wrong(now)
    held = {p for p, label in checked.items() if values[p] == label and p >= first}
    return Filling(
        table,
        scene,
        at,
        decision,
        values,
        frozenset(held & wrong),
        frozenset(held - wrong) if checked else frozenset(),
    )


def panel(sight: Sight, filled: Filling) -> Panel:
    """The table, or the one ballot, whichever the task asks for."""
    if filled.table.fill == "votes":
        return _ballot(sight, filled)
    return _columns(sight, filled)


def _cell(filled: Filling, place: int, own: bool, why: str) -> Cell:
    label = filled.values[place]
    open_ = not filled.over
    mark: Mark = "own" if own else ""
    if not label:
        mark = "blank"
    elif place in filled.wrong | filled.right:
        mark = "wrong" if place in filled.wrong else "right"
    return Cell(
        initial(label) if label else "",
        place=place if open_ else None,
        options=filled.blank_of(place).options if open_ else (),
        mark=mark,
        why=why if open_ else "This cell is checked.",
    )


def _does(sight: Sight, filled: Filling) -> GridRow:
    name = sight.name(filled.table.of)
    default = sight.default(filled.table.of)
    tie = f"; a tie is {shown(default)}" if default else ""
    why = f"What {name} does: the majority of the row above{tie}."
    return GridRow("he does", (_cell(filled, filled.decision, False, why),))


def _ballot(sight: Sight, filled: Filling) -> Panel:
    table = filled.table
    me = sight.name(table.of)
    cells = []
    for voter, place in filled.at.items():
        name = sight.name(voter)
        why = (
            f"The vote of {name} himself: what did the commander tell him?"
            if voter == table.of
            else f"The vote of {name}: what does his note say?"
        )
        cells.append(_cell(filled, place, voter == table.of, why))
    rows = (GridRow("votes", tuple(cells)), _does(sight, filled))
    default = sight.default(table.of)
    below = (Line(f"A tie, and silence, are {shown(default)}.", "muted"),) if default else ()
    grid = Grid("", tuple(sight.name(v) for v in filled.at), rows, below=below)
    title = f"The votes of {me}: {counted(len(filled.at))} of them"
    return Panel("table", title, grid, "main", BALLOT_HELP, first=True)


def _columns(sight: Sight, filled: Filling) -> Panel:
    voters = filled.table.root.voters
    rows = [_voice(sight, filled, speaker, voters) for speaker in voters]
    rows.append(_majorities(sight, filled, voters))
    rows.append(_does(sight, filled))
    names = tuple(sight.name(v) for v in voters)
    title = f"Table of {sight.name(filled.table.of)}: who says what of whom"
    return Panel("table", title, Grid("about", names, tuple(rows)), "main", HELP, first=True)


def _voice(sight: Sight, filled: Filling, speaker: int, voters: tuple[int, ...]) -> GridRow:
    cells = tuple(_said(sight, filled, speaker, column) for column in voters)
    note = ""
    if speaker == filled.table.of:
        note = "himself"
    elif speaker == filled.table.crosses:
        note = "anything: press x" if not filled.over else "anything"
    return GridRow(f"{sight.name(speaker)} says", cells, note)


def _said(sight: Sight, filled: Filling, speaker: int, column: int) -> Cell:
    """What one says of another, as the tent holds it."""
    table = filled.table
    if speaker == column:
        return Cell(".", mark="self")
    if speaker == table.crosses:
        value = filled.crosses
        return Cell(initial(value), mark="lie")
    if column == table.of:
        # Nobody tells him what he told them; he knows it.
        return Cell(initial(_told(sight, table, table.of, speaker)))
    ballot = table.ballots[(*table.root.about, column)]
    return Cell(initial(dict(zip(ballot.voters, ballot.votes, strict=True))[speaker]))


def _told(sight: Sight, table: Table, speaker: int, hearer: int) -> str:
    """What the tent itself told another of its own order."""
    for told in sight.told:
        if (told.sender, told.receiver, told.path) == (speaker, hearer, table.root.about):
            return told.order
    return ""


def _majorities(sight: Sight, filled: Filling, voters: tuple[int, ...]) -> GridRow:
    cells = []
    for voter in voters:
        name = sight.name(voter)
        if voter == filled.table.of:
            root = filled.table.root
            order = dict(zip(root.voters, root.votes, strict=True))[voter]
            why = f"What the commander told {name} himself: {shown(order)}. It is his own vote."
            cells.append(Cell(initial(order), mark="own", why=why))
            continue
        voices = len(filled.table.ballots[(*filled.table.root.about, voter)].voters)
        why = f"Majority of column {name}, {counted(voices)} voices: a ATTACK, r RETREAT, = tie."
        cells.append(_cell(filled, filled.at[voter], False, why))
    own = initial(filled.table.root.votes[filled.table.root.voters.index(filled.table.of)])
    return GridRow("majority", tuple(cells), f"({own}) his own order", rule_above=True)


def votes_in(filled: Filling, column: int) -> list[tuple[int, str]]:
    """Who says what in a column: (voter, "A", "R" or "x"), the crosses as they are turned."""
    table = filled.table
    ballot = table.ballots[(*table.root.about, column)]
    found = []
    for voter, vote in zip(ballot.voters, ballot.votes, strict=True):
        label = vote
        if voter == table.crosses:
            label = table.default if filled.crosses == NOTHING else filled.crosses
        found.append((voter, initial(label)))
    return found


def tally(votes: Iterable[tuple[int, str]]) -> str:
    """ "3 A, 3 R", and how many are still crosses."""
    letters = [letter for _, letter in votes]
    crosses = letters.count("x")
    attack = letters.count(initial(ATTACK))
    text = f"{attack} A, {len(letters) - attack - crosses} R"
    return f"{text}, {crosses} x" if crosses else text


def status(sight: Sight, filled: Filling) -> str:
    """What is still to be done."""
    if filled.blanks:
        place = filled.blanks[0]
        blank = filled.blank_of(place)
        left = len(filled.blanks)
        cells = "one cell is" if left == 1 else f"{counted(left)} cells are"
        text = f"{cells[0].upper()}{cells[1:]} still blank"
        if blank.kind == "majority":
            votes = votes_in(filled, blank.voter)
            return f"{text}. Column {sight.name(blank.voter)}: {tally(votes)}, of {len(votes)}."
        return f"{text}."
    if filled.wrong:
        cells = (
            "One cell is" if len(filled.wrong) == 1 else f"{counted(len(filled.wrong)).capitalize()} cells are"
        )
        return f"{cells} wrong, and marked so in the table."
    return "Every cell is filled: enter checks them."
