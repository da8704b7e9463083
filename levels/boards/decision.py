"""One choice shown as alternatives, each with its reason: what a general does at dawn, which tent is taken."""

from engine.ballot import Ballot
from engine.configuration import Choice
from levels.board import Panel, Row, Rows, Slot
from levels.boards.sight import Sight
from levels.boards.speech import listing, shown

HELP = (
    "What you will do at dawn, and what speaks for it. a or r chooses, enter seals. "
    "You decide; no rule binds you."
)
SEAT_HELP = (
    "The tents that you may take. Whoever sits there is a traitor, and his letters are yours to write. "
    "Choose one, then enter takes it."
)


def panel(sight: Sight, why: str) -> Panel:
    """The decision of the seat that is to decide; settled where it has been made."""
    for place, choice in enumerate(sight.scene.batch):
        if choice.subject.kind == "decision":
            name = sight.name(choice.subject.process)
            title = "Your decision" if len(sight.seats) < 2 else f"The decision of {name}"
            rows = _alternatives(sight, place, choice, choice.subject.process, why)
            return Panel("decision", title, Rows((), rows), "low", HELP, first=True)
    rows = tuple(
        Row((sight.name(p), shown(sight.decided[p]) or "not decided", "sealed"), why="This is sealed.")
        for p in sight.seats
    )
    return Panel("decision", "Your decision", Rows((), rows), "low", HELP, first=True)


def _alternatives(sight: Sight, place: int, choice: Choice, process: int, why: str) -> tuple[Row, ...]:
    ballots = sight.model.machine.ballots(process, sight.run.now.states[process])
    stands = sight.scene.drafts.get(place, "")
    labels = tuple(option.label for option in choice.options)
    return tuple(
        Row(
            (shown(label), _reason(sight, process, label, ballots[0] if ballots else None)),
            place=place,
            value=stands,
            options=labels,
            sets=label,
            chosen=stands == label,
            state="open",
            why=why,
        )
        for label in labels
    )


def _reason(sight: Sight, process: int, label: str, root: Ballot | None) -> str:
    """What in the general's own letters speaks for an order."""
    if root is None:
        return ""
    votes = dict(zip(root.voters, root.votes, strict=True))
    told = votes[process]
    if label == told:
        alone = "and every note says so" if set(root.votes) == {label} and len(votes) > 1 else ""
        return "obey what the commander told me" + (f", {alone}" if alone else "")
    saying = [sight.name(v) for v, vote in votes.items() if vote == label]
    if not saying:
        return "nobody told me so"
    if root.tie and label == sight.default(process):
        return "the orders disagree: take the default"
    if label == root.result:
        return f"the notes outvote it, {len(saying)} to {len(votes) - len(saying)}"
    return f"believe {listing(saying)}"


def seats(sight: Sight, slot: Slot = "main") -> Panel:
    """The tents of which the player takes one."""
    rows: tuple[Row, ...] = ()
    for place, choice in enumerate(sight.scene.batch):
        if choice.subject.kind != "seat":
            continue
        stands = sight.scene.drafts.get(place, "")
        labels = tuple(option.label for option in choice.options)
        rows = tuple(
            Row(
                (label, _tent(sight, label)),
                place=place,
                value=stands,
                options=labels,
                sets=label,
                chosen=stands == label,
                state="open",
                why=f"The tent of {label}: {_tent(sight, label)}.",
            )
            for label in labels
        )
    return Panel("seat", "Whose tent do you take?", Rows((), rows), slot, SEAT_HELP, first=True)


def _tent(sight: Sight, label: str) -> str:
    """What a traitor in this tent could write."""
    process = sight.model.machine.names.index(label)
    state = sight.run.now.states[process]
    has_commander = not sight.model.machine.ballots(0, state) and sight.model.inputs[1:].count(None) > 0
    if process == 0 and has_commander:
        return "the commander, who orders all"
    return "a lieutenant, who passes it on"
