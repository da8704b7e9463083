"""Mutual exclusion by a queue that everybody keeps (Lamport 1978, Time, Clocks, and the Ordering of Events).

3(n-1) letters an entry. It rests on roads that keep the order of letters: a reply must not overtake the
request that was sent before it. And whoever crashes blocks everybody.
"""

from dataclasses import dataclass, replace
from typing import Any

from engine.machine import Command, Send
from engine.parameters import Protocol
from engine.protocols.middleware.critical_section import (
    PARAMETERS,
    PROMISES,
    CriticalSection,
    Crossing,
    Letter,
)


@dataclass(frozen=True, slots=True)
class Queued(Crossing):
    """What a general keeps besides.

    Attributes:
        queue: the requests he knows of, (stamp, general), the oldest first; his own among them.
        latest: the clock on the last letter of each general, 0 if none came.
    """

    queue: tuple[tuple[int, int], ...] = ()
    latest: tuple[int, ...] = ()


class LamportMutex(CriticalSection):
    """Request to all; cross when your request is the oldest and all have been heard of later; tell all."""

    id = "lamport-mutex"

    def begin(self, process: int) -> Queued:
        return Queued(latest=(0,) * self.processes)

    def ask(self, process: int, state: Any) -> tuple[Any, tuple[Command, ...]]:
        state = replace(state, queue=tuple(sorted((*state.queue, (state.stamp, process)))))
        return state, self.to_all(process, Letter("request", state.stamp))

    def hear(self, process: int, state: Any, sender: int, letter: Letter) -> tuple[Any, tuple[Command, ...]]:
        latest = list(state.latest)
        latest[sender] = max(latest[sender], letter.at)
        state = replace(state, latest=tuple(latest))
        if letter.what == "request":
            queue = tuple(sorted((*state.queue, (letter.at, sender))))
            clock = state.clock + 1
            return replace(state, queue=queue, clock=clock), (Send(sender, Letter("reply", clock)),)
        if letter.what == "release":
            return replace(state, queue=tuple(row for row in state.queue if row[1] != sender)), ()
        return state, ()

    def may_enter(self, process: int, state: Any) -> bool:
        mine = (state.stamp, process)
        later = all((state.latest[p], p) > mine for p in range(self.processes) if p != process)
        return bool(state.queue[0] == mine and later)

    def go(self, process: int, state: Any) -> tuple[Any, tuple[Command, ...]]:
        queue = tuple(row for row in state.queue if row[1] != process)
        return replace(state, queue=queue), self.to_all(process, Letter("release", state.clock))

    def facts(self, process: int, state: Any) -> tuple[tuple[str, str], ...]:
        rows = [f"{self.names[p]}@{stamp}" for stamp, p in state.queue]
        # As much of it as fits a cell: the first two, else the first, and how many more there are.
        shown = [" ".join([*rows[:k], *([f"+{len(rows) - k}"] if len(rows) > k else [])]) for k in (2, 1)]
        fitting = shown[0] if len(shown[0]) <= 14 else shown[1]
        return (*super().facts(process, state), ("queue", fitting or "empty"))


LAMPORT_MUTEX = Protocol(
    "lamport-mutex",
    "One bridge: everybody keeps the queue of all requests, and the oldest request crosses.",
    LamportMutex,
    PARAMETERS,
    "none",
    ("network", "scheduler"),
    "Lamport 1978; slides 33-37",
    PROMISES,
)
