"""The one frozen view of a match that a screen draws: plain data, no rules, no colours.

A match makes a Board; panels draw it. A Board says which panels there are and what stands in them, so no
panel knows a protocol by name. The orders stand in the texts as ATTACK and RETREAT, in capitals; a screen
may colour them. Nothing that the level hides from the player is in a Board.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Tone = Literal["plain", "muted", "gold", "attack", "retreat", "lie", "loyal", "network"]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of prose in one tone. Orders in it may be coloured by the screen on top of it."""

    text: str
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a list that a cursor can stand on.

    Attributes:
        cells: one text for each column of the list.
        place: what `Match.set` calls the choice that this row answers; None where nothing can be set.
        value: the label that stands in it now ("" if none); the cell in which it shows is `shows`.
        options: the labels that can be set, in their fixed order; space goes round them.
        sets: for a list of alternatives (one choice, a row an answer): the label this row stands for.
        chosen: for a list of alternatives: whether this row is the answer that stands.
        lie: whether the value is a lie (marked with a word and a dagger, then with a colour).
        state: open (can be set), sealed (said and gone), settled (it is over), waiting (not yet).
        why: one sentence on this row for the status line: what it is, or why it cannot be changed.
        at_once: whether enter on it sets its answer and dispatches in one: a letter is delivered.
        keys: (letter key, label) for letters that mean an answer of their own on this row (`Letter.by_row`).
        act: what enter does on it, in a word or two, where that is not the board's `act`.
    """

    cells: tuple[str, ...]
    place: int | None = None
    value: str = ""
    shows: int = -1
    options: tuple[str, ...] = ()
    sets: str = ""
    chosen: bool = False
    lie: bool = False
    state: Literal["open", "sealed", "settled", "waiting"] = "settled"
    why: str = ""
    at_once: bool = False
    keys: tuple[tuple[str, str], ...] = ()
    act: str = ""


@dataclass(frozen=True, slots=True)
class Rows:
    """A list with columns: an outbox, an inbox, the letters of an evening, alternatives, suspects."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    above: tuple[Line, ...] = ()
    below: tuple[Line, ...] = ()
    meter: tuple[int, int] | None = None
    """A bar under the list: (done, of how many)."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table. `place` and `options` as in Row. `mark` says what is special about it.

    own: the general's own order, shown in brackets; fixed: it can no longer be freely chosen; wrong and
    right: it was checked; blank: still to be filled; self: the diagonal, where there is nothing to say;
    lie: a traitor said it.
    """

    text: str
    place: int | None = None
    options: tuple[str, ...] = ()
    mark: Literal["", "own", "fixed", "wrong", "right", "blank", "self", "lie"] = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row of a table: its name, its cells, and a note after them ("4:3 ATTACK", "you")."""

    label: str
    cells: tuple[Cell, ...]
    note: str = ""
    rule_above: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: votes, the scribe's table, a law."""

    corner: str
    columns: tuple[str, ...]
    rows: tuple[GridRow, ...]
    above: tuple[Line, ...] = ()
    below: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Camp:
    """A general's camp around the city.

    kind says what the player knows of him. order is the order that stands at the camp: decided, or what
    he would decide if nothing more changed ("" if nothing is known).
    """

    name: str
    kind: Literal["loyal", "traitor", "unknown", "crashed"]
    mine: bool = False
    order: str = ""
    decided: bool = False


@dataclass(frozen=True, slots=True)
class Road:
    """A messenger of this round. Camps by their index.

    order: what he carries: ATTACK, RETREAT, "notes" (several things), or "" if it is hidden.
    """

    sender: int
    receiver: int
    order: str = ""
    state: Literal["draft", "sent", "captured", "silent"] = "sent"
    lie: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """The city, the camps around it, this round's messengers. camps[0] stands in the north."""

    camps: tuple[Camp, ...]
    roads: tuple[Road, ...]
    below: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Arrow:
    """A message in the space-time diagram. Lanes by their index; column is the one it was sent in.

    Where there are no rounds it may have been sent before the first column (-1), and it arrives in a column of
    its own. state "open": it is still on the road. order: as in Road; text: what it says, where that is told.
    """

    column: int
    sender: int
    receiver: int
    order: str = ""
    state: Literal["draft", "sent", "captured", "silent", "open"] = "sent"
    lie: bool = False
    arrives: int | None = None
    text: str = ""

    @property
    def seen(self) -> int:
        """The column in which it is drawn, where it has one place only."""
        return max(0, self.column) if self.arrives is None else self.arrives


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happens to one lane in one column, and is no message."""

    column: int
    lane: int
    kind: Literal["crashed", "restarted", "timeout", "coin", "decided"]
    text: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A position of the match that one can go back to. Branch 0 is the one that leads to the current one."""

    node: int
    title: str
    current: bool = False
    branch: int = 0


@dataclass(frozen=True, slots=True)
class Timeline:
    """The space-time diagram: a lane a general, a column a round or a step, then what each decides.

    decisions has one text a lane: "attack", "retreat", or "" (open), with `?` in front where it is only
    what he would decide if nothing more changed.
    """

    lanes: tuple[str, ...]
    columns: tuple[str, ...]
    arrows: tuple[Arrow, ...]
    decisions: tuple[str, ...]
    now: int = 0
    steps: tuple[Step, ...] = ()
    marks: tuple[str, ...] = ()
    """One text a lane: "traitor", "you", "crashed", or ""."""
    events: tuple[Mark, ...] = ()
    stepwise: bool = False
    """Whether the columns are steps, the last of many, and messages arrive in columns of their own."""


@dataclass(frozen=True, slots=True)
class Rung:
    """A rung of the knowledge ladder. reached: True, False, or None for the roof that is never reached."""

    text: str
    note: str
    reached: bool | None


@dataclass(frozen=True, slots=True)
class Ladder:
    """What follows from the letters that arrived, lowest rung first."""

    rungs: tuple[Rung, ...]
    below: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """A line of two worlds side by side. same: the general in the middle cannot tell them apart here.
    hidden: he sees neither."""

    left: str
    right: str
    same: bool
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    """Two runs side by side, with the view of one general between them."""

    viewer: str
    left: str
    right: str
    lines: tuple[Seen, ...]
    below: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Promise:
    """Something that a protocol promises, as it stands.

    holds: True, False, or None where it cannot be said yet, or cannot even be asked.
    """

    name: str
    sentence: str
    holds: bool | None
    why: str


@dataclass(frozen=True, slots=True)
class Goal:
    """The goal as the engine states it, live. holds: reached, not reached, or None (cannot be said yet).

    Where nothing is to be reached there are `promises` instead, and `holds` is None.
    """

    sentence: str
    holds: bool | None
    why: str
    facts: tuple[tuple[str, str], ...] = ()
    """What has been spent, par, the bet: (name, value)."""
    promises: tuple[Promise, ...] = ()


@dataclass(frozen=True, slots=True)
class Prose:
    """Some lines."""

    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """A sentence of the chronicle, under the name of its moment ("round 1").

    `matters` marks what decides a play: a lie, a capture, a seat taken, what is done at dawn.
    """

    moment: str
    text: str
    matters: bool = False


@dataclass(frozen=True, slots=True)
class Chronicle:
    """Every event as one sentence, newest last."""

    events: tuple[Event, ...]


Body = Rows | Grid | Field | Timeline | Ladder | Pair | Goal | Prose | Chronicle

Slot = Literal["main", "side", "low", "more"]


@dataclass(frozen=True, slots=True)
class Panel:
    """A panel of the board.

    Attributes:
        id: a stable name: field, dispatches, votes, timeline, goal, chronicle, worlds, knowledge, dawn,
            inbox, suspects, decision, table, column, crosses, law, world, fallen, seat, facts.
        title: what stands in its frame.
        slot: where it belongs on a small screen: main (the player's work), side (beside it), low (under
            both), more (a tab that takes the place of the others).
        help: what it shows and how to read it, in at most three sentences, for F1.
        first: the panel on which the cursor begins.
        follows: place -> (title, body) that it shows instead while the cursor of another panel stands there.
    """

    id: str
    title: str
    body: Body
    slot: Slot
    help: str
    first: bool = False
    follows: Mapping[int, tuple[str, Body]] = field(default_factory=dict)


Move = Literal[
    "set", "dispatch", "empty", "finish", "undo", "redo", "hint", "bet", "claim", "forge", "next", "restart"
]


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter key of the player's role that acts now.

    Pressing `key` sets `label` at the place under the cursor (or at the only place there is); `immediate`
    dispatches at once. A label that the place does not offer is refused with a sentence. An empty label
    goes on to the next one. `place`: it acts there wherever the cursor stands (a scribe's crosses).
    `by_row`: the label is the one that the row under the cursor names for this key (`Row.keys`).
    `move`: the key sets nothing, it makes this move.
    """

    key: str
    label: str
    words: str
    immediate: bool = False
    place: int | None = None
    by_row: bool = False
    move: Literal["", "empty", "finish"] = ""


@dataclass(frozen=True, slots=True)
class Header:
    """The line over the board."""

    chapter: str
    level: str
    title: str
    seat: str
    clock: str = ""
    spent: str = ""
    par: str = ""


@dataclass(frozen=True, slots=True)
class Board:
    """All that a screen shows of a match at one instant.

    Attributes:
        header: the line above everything.
        panels: in the order of their digit keys.
        letters: the role's letter keys that act now.
        moves: the moves that are possible now.
        act: what enter does now, in one or two words ("dispatch", "seal", "check", "strike"); "" where
            something must be chosen first, and enter would be refused.
        status: one sentence on what is to be done now.
        describe: the board in sentences, for `d`.
    """

    header: Header
    panels: tuple[Panel, ...]
    letters: tuple[Letter, ...] = ()
    moves: frozenset[Move] = field(default_factory=frozenset)
    act: str = "dispatch"
    status: str = ""
    describe: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Star:
    """One of the three stars: what it is for, whether it is earned, and why or why not."""

    name: str
    earned: bool
    why: str


@dataclass(frozen=True, slots=True)
class Debrief:
    """What is shown when a level has ended.

    Attributes:
        won: whether every stage's goal was reached (or the claim was right and rightly argued); None where
            nothing was to be reached: then `promises` and `counts` say what came of it.
        headline: one sentence.
        why: why it ended so, from the engine.
        stars: the three of them; empty when the level is lost.
        trace: the player's own run, a line an event; `matters` marks those that decided it.
        proof: the oracle's proof, line by line, where there is one.
        best: what the oracle would have done, line by line.
        par: the proved par, unsealed now; None where there is none.
        idea, theorem, source: what it was about, and where it is written.
        text: the level's closing words.
        bet: what was bet and whether it was right; "" if there was no bet.
        worlds: the two worlds side by side, where the level has them.
        twin: the id of the twin level, or "".
        fatal: the step to which one key goes back; None if nothing can be taken back.
        promises: what the protocol promises, and whether it came true.
        counts: what happened, in numbers: ("messages sent", "49").
    """

    won: bool | None
    headline: str
    why: str
    stars: tuple[Star, ...]
    trace: tuple[tuple[str, bool], ...]
    proof: tuple[str, ...]
    best: tuple[str, ...]
    par: int | None
    idea: str
    theorem: str
    source: str
    text: str
    bet: str = ""
    worlds: Pair | None = None
    twin: str = ""
    fatal: int | None = None
    promises: tuple[Promise, ...] = ()
    counts: tuple[tuple[str, str], ...] = ()
