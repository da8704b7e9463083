"""Every schedule of a machine without rounds, and the shortest one that leads somewhere."""

from collections import deque
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

from engine.configuration import Configuration, Phase
from engine.machine import Message
from engine.model import Model
from engine.run import Run


@dataclass(frozen=True)
class Survey:
    """What walking all schedules met.

    Attributes:
        states: configurations, merged.
        transitions: picks tried from them.
        found: a run of fewest steps to a configuration that was looked for; None if there is none.
        ends: the configurations in which nothing is left to be picked.
    """

    states: int
    transitions: int
    found: Run[Configuration] | None
    ends: list[Configuration]


def survey(
    model: Model,
    wanted: Callable[[Configuration], bool],
    start: Run[Configuration] | None = None,
    merge: Callable[[Configuration], Hashable] | None = None,
    heed: Callable[[Configuration, Message], bool] = lambda now, message: True,
    eager: Callable[[Message], bool] = lambda message: False,
) -> Survey:
    """All schedules, those of fewest steps first, to the first configuration that is wanted.

    A pick of the scheduler is a step; every other pick comes before the next one (0-1 breadth-first search).

    Args:
        model: what is scheduled.
        wanted: asked of every configuration.
        start: where to begin; None: at the beginning.
        merge: configurations for which this is equal are one; None: the model's essence.
        heed: whether delivering a letter can matter from here on; if not, it stays on the road for ever.
        eager: letters that may as well arrive at once: whatever can happen without them can happen with them.
    """
    begun = start or Run(model)
    merge = merge or model.essence
    first = merge(begun.now)
    trail: dict[Hashable, tuple[Hashable, int] | None] = {first: None}
    met: dict[Hashable, Configuration] = {first: begun.now}
    steps = {first: 0}
    settled: set[Hashable] = set()
    queue: deque[Hashable] = deque([first])
    transitions = 0
    ends: list[Configuration] = []
    while queue:
        key = queue.popleft()
        if key in settled:
            continue
        settled.add(key)
        now = met[key]
        if wanted(now):
            return Survey(len(settled), transitions, begun.then(*_back(trail, key)), ends)
        options = _options(model, now, heed, eager)
        if not options:
            ends.append(now)
        for option, cost in options:
            transitions += 1
            after = model.apply(now, option)
            there = merge(after)
            total = steps[key] + cost
            if there in steps and steps[there] <= total:
                continue
            steps[there], met[there], trail[there] = total, after, (key, option)
            if cost:
                queue.append(there)
            else:
                queue.appendleft(there)
    return Survey(len(settled), transitions, None, ends)


def _options(
    model: Model,
    now: Configuration,
    heed: Callable[[Configuration, Message], bool],
    eager: Callable[[Message], bool],
) -> list[tuple[int, int]]:
    """What can be picked, and the steps it costs."""
    choice = model.choice(now)
    if choice is None:
        return []
    if now.phase is not Phase.SCHEDULE:
        return [(option, 0) for option in range(len(choice.options))]
    picks = []
    for option, happening in enumerate(now.agenda[0]):
        message = happening.messages[0] if hasattr(happening, "messages") else None
        if message is None or heed(now, message):
            picks.append((option, 1))
            if message is not None and eager(message):
                return picks[-1:]
    return picks


def _back(trail: dict[Hashable, tuple[Hashable, int] | None], key: Hashable) -> list[int]:
    picks: list[int] = []
    back: Any = trail[key]
    while back is not None:
        key, option = back
        picks.append(option)
        back = trail[key]
    return picks[::-1]


def delivered(run: Run[Configuration], sender: str, receiver: str, words: str) -> Run[Configuration]:
    """The run that goes on with the delivery of this letter, named as a person names it."""
    model = run.model
    assert isinstance(model, Model)
    for option, happening in enumerate(run.now.agenda[0]):
        message = happening.messages[0] if hasattr(happening, "messages") else None
        if message is not None and (
            model.name(message.sender),
            model.name(message.receiver),
            model.machine.words(message.payload),
        ) == (sender, receiver, words):
            return run.then(option)
    raise AssertionError(f"no “{words}” is on the road from {sender} to {receiver}")


def happened(run: Run[Configuration], *labels: str) -> Run[Configuration]:
    """The run that goes on with these picks of the scheduler, by their labels; all others are honest."""
    for label in labels:
        while run.pending is not None and run.now.phase is not Phase.SCHEDULE:
            run = run.then(run.pending.honest)
        option = run.pending.index(label) if run.pending else None
        assert option is not None, f"“{label}” cannot be picked"
        run = run.then(option)
    return run
