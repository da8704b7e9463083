"""The timeline: a lane a general, a column a round, an arrow a messenger, then what each decides."""

from levels.board import Arrow, Panel, Timeline
from levels.boards.roads import wires
from levels.boards.sight import Sight

HELP = (
    "Time runs to the right: a line a general, an upright wire a message, the letter of the order where it "
    "arrives. At the right what each decides; ? is what he would do as things stand. [ and ] step through "
    "your play; here left and right walk all its steps, old branches too."
)
_NAMES = ("order", "notes", "notes on notes")


def panel(sight: Sight) -> Panel:
    """The space-time diagram of all rounds so far."""
    machine = sight.model.machine
    arrows = tuple(Arrow(w.round - 1, w.sender, w.receiver, w.order, w.state, w.lie) for w in wires(sight))
    speaking = any(choice.subject.kind in ("word", "fate") for choice in sight.scene.batch)
    now = sight.round - 1 if speaking else sight.rounds_over
    body = Timeline(
        lanes=tuple(sight.name(p) for p in sight.processes),
        columns=tuple(_column(sight, number) for number in range(machine.rounds)),
        arrows=arrows,
        decisions=tuple(decision(sight, p) for p in sight.processes),
        now=max(0, now),
        steps=sight.scene.steps,
        marks=tuple(mark(sight, p) for p in sight.processes),
    )
    return Panel("timeline", "Timeline", body, "more", HELP)


def _column(sight: Sight, number: int) -> str:
    named = sight.model.machine.moment(number + 1)
    if named:
        return named
    if sight.hearsay and number < len(_NAMES):
        return _NAMES[number]
    return str(number + 1) if sight.two_hills else f"round {number + 1}"


def decision(sight: Sight, process: int) -> str:
    """What stands at the end of a lane: what it decided, `?` before what it would decide."""
    if sight.decided[process]:
        return sight.decided[process]
    return f"?{sight.leaning[process]}" if sight.leaning[process] else ""


def mark(sight: Sight, process: int) -> str:
    """What a lane is marked with."""
    kind = sight.kind(process)
    if kind in ("traitor", "crashed"):
        return kind
    return "you" if process in sight.seats else ""
