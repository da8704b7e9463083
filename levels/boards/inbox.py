"""What the player's seats have heard, letter by letter, and what a loyal one passed on."""

from collections.abc import Iterable

from levels.board import Panel, Row, Rows, Slot
from levels.boards.sight import Sight, Told
from levels.boards.speech import NOTHING, heard, listing

HELP = "The letters that came, round by round, as they were written. Nothing in them can be changed."
FIXED = "What was heard cannot be changed."


def panel(sight: Sight, slot: Slot, sent: bool = False) -> Panel | None:
    """The inbox; `sent` adds what the seats themselves sent. None while nothing has come or gone."""
    rows = [row for seat in sight.seats for row in _came(sight, seat)]
    if sent:
        rows += list(_went(sight))
    if not rows:
        return None
    who = listing([sight.name(p) for p in sight.seats])
    title = "Inbox" if sent else f"Inbox of {who}"
    return Panel("inbox", title, Rows(("round", "", ""), tuple(rows)), slot, HELP)


def _came(sight: Sight, seat: int) -> Iterable[Row]:
    mine = [t for t in sight.told if t.receiver == seat and t.round <= sight.rounds_over]
    came = {(t.round, t.sender, t.path): t for t in mine if t.state == "sent"}
    expected = [
        (len(ballot.about), ballot.about[-1], ballot.about[:-1])
        for ballot in sight.model.machine.ballots(seat, sight.run.now.states[seat])
        if seat not in ballot.about
    ]
    for key in sorted({*expected, *came}):
        if key[1] == sight.silenced and key[0] == sight.model.machine.rounds:
            continue
        yield _letter(sight, key[0], f"from {sight.name(key[1])}", came.get(key))


def _letter(sight: Sight, round_: int, who: str, told: Told | None) -> Row:
    text = heard(sight.model, told.payload) if told is not None and told.payload is not None else NOTHING
    why = FIXED if text != NOTHING else "No letter came: silence, noticed when the round was over."
    return Row((str(round_), who, text), why=why)


def _went(sight: Sight) -> Iterable[Row]:
    for told in sight.told:
        if told.sender not in sight.seats or told.state == "draft":
            continue
        text = heard(sight.model, told.payload) if told.payload is not None else NOTHING
        yield Row(
            (str(told.round), f"to {sight.name(told.receiver)}", text),
            state="sealed",
            why="You sent this: a loyal general passes on what he heard.",
        )
