"""The timeline of any protocol: columns are rounds, or the last steps where there are no rounds."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from levels.board import Arrow, Mark, Panel, Timeline
from levels.boards import timeline
from levels.boards.sight import Sight, Told
from levels.boards.speech import carried

WINDOW: Final = 16
"""So many steps are drawn, the last ones."""

HELP = (
    "Time runs to the right, a line a process, a column a step: the letter that arrived in it, a crash, a "
    "timer that ran out. A letter on the road is drawn where it was sent. [ and ] step through your play."
)


def panel(sight: Sight) -> Panel:
    """The space-time diagram."""
    if not sight.stepwise:
        rounds = timeline.panel(sight)
        assert isinstance(rounds.body, Timeline)
        # Who decides does so at the end of his lane.
        events = tuple(mark for mark in marks(sight, 1) if mark.kind != "decided")
        return replace(rounds, body=replace(rounds.body, events=events))
    last = sight.clock
    first = max(0, last - WINDOW + 1)
    body = Timeline(
        lanes=tuple(sight.name(p) for p in sight.processes),
        columns=tuple("start" if step == 0 else str(step) for step in range(first, last + 1)),
        arrows=tuple(_arrows(sight, first)),
        decisions=tuple(timeline.decision(sight, p) for p in sight.processes),
        now=last - first,
        steps=sight.scene.steps,
        marks=tuple(timeline.mark(sight, p) for p in sight.processes),
        events=tuple(marks(sight, first)),
        stepwise=True,
    )
    return Panel("timeline", "Timeline", body, "more", HELP)


def _arrows(sight: Sight, first: int) -> Iterable[Arrow]:
    """What arrived in the window, and what is still on the road."""
    crashed = set(sight.run.now.crashed)
    machine = sight.model.machine
    for told in sight.told:
        arrived = told.arrived
        open_ = arrived < 0 and told.state == "sent"
        if open_ and told.receiver in crashed:
            continue
        if 0 <= arrived < first or (arrived < 0 and not open_ and told.round < first):
            continue
        yield Arrow(
            max(-1, told.round - first),
            told.sender,
            told.receiver,
            carried(sight.model, told.payload),
            "open" if open_ else told.state,
            told.lie,
            None if arrived < 0 else arrived - first,
            _text(sight, told) if machine is not None else "",
        )


def _text(sight: Sight, told: Told) -> str:
    return "" if told.payload is None else sight.model.machine.words(told.payload)


def marks(sight: Sight, first: int) -> Iterable[Mark]:
    """What happened to single processes from a column on, as far as it may be known."""
    for entry in sight.run.journal:
        column = entry.round - first
        if column < 0 or (sight.viewers is not None and entry.process not in sight.viewers):
            continue
        match entry.kind:
            case "crashed":
                yield Mark(column, entry.process, "crashed")
            case "restarted":
                yield Mark(column, entry.process, "restarted")
            case "timeout":
                yield Mark(column, entry.process, "timeout", str(entry.payload))
            case "answered":
                yield Mark(
                    column, entry.process, "coin", sight.answers.get(id(entry), ("", str(entry.payload)))[1]
                )
            case "decided":
                yield Mark(column, entry.process, "decided", sight.model.machine.deed(entry.payload))
            case _:
                pass


__all__ = ["WINDOW", "marks", "panel"]
