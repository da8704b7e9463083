"""Small protocols that exist for the tests only."""

from dataclasses import dataclass
from typing import Any

from engine.machine import (
    Answer,
    Ask,
    Command,
    Decide,
    Event,
    Machine,
    Receive,
    RoundEnd,
    Send,
    SetTimer,
    Start,
    Timeout,
    Timing,
)
from engine.orders import ATTACK, ORDERS, RETREAT, majority


class FirstVote(Machine):
    """Everybody tells his vote, and decides by his own and the first that he hears; a tie is RETREAT.

    The first naive step towards agreement without a clock (protocols of the course, FLP): it is wrong.
    """

    id = "first-vote"
    timing = Timing.ASYNC
    measures = ("steps",)

    def __init__(self, processes: int = 3, says: tuple[tuple[int, str], ...] = ()) -> None:
        self.processes = processes
        self.rounds = 0
        self.names = tuple("PQRSTU"[:processes])
        self.says = says

    def begin(self, process: int) -> Any:
        return (None, False)

    def step(self, process: int, state: Any, event: Event) -> tuple[Any, tuple[Command, ...]]:
        vote, done = state
        if isinstance(event, Start):
            others = (p for p in range(self.processes) if p != process)
            return (event.input, False), tuple(Send(p, event.input) for p in others)
        if isinstance(event, Receive) and not done:
            return (vote, True), (Decide(majority((vote, event.message.payload))),)
        return state, ()

    def forgeries(self, process: int, payload: Any, receiver: int) -> tuple[Any, ...]:
        return (*ORDERS, None)

    def utterances(self, process: int) -> tuple[tuple[int, Any], ...]:
        return self.says


class Patience(Machine):
    """P tells Q; Q attacks on the letter, or retreats when his patience ends, whichever comes first."""

    id = "patience"
    timing = Timing.ASYNC

    def __init__(self, timers: tuple[str, ...] = ("t0",)) -> None:
        self.processes = 2
        self.rounds = 0
        self.names = ("P", "Q")
        self.timers = timers

    def begin(self, process: int) -> Any:
        return 0

    def step(self, process: int, state: Any, event: Event) -> tuple[Any, tuple[Command, ...]]:
        if isinstance(event, Start) and process == 0:
            return state, (Send(1, ATTACK), Decide(ATTACK))
        if isinstance(event, Start):
            return state, tuple(SetTimer(key) for key in self.timers)
        if isinstance(event, Receive):
            return state + 1, (Decide(ATTACK),)
        if isinstance(event, Timeout):
            return state + 1, (Decide(RETREAT),)
        return state, ()


class Coin(Machine):
    """P asks nature which order to give and tells Q, in rounds or without."""

    id = "coin"

    def __init__(self, timing: Timing) -> None:
        self.timing = timing  # type: ignore[misc]
        self.processes = 2
        self.rounds = 1
        self.names = ("P", "Q")

    def begin(self, process: int) -> Any:
        return None

    def step(self, process: int, state: Any, event: Event) -> tuple[Any, tuple[Command, ...]]:
        if isinstance(event, Start):
            ask = Ask("heads?", ORDERS, "nature")
            return state, (ask,) if process == 0 else (Decide(RETREAT),)
        if isinstance(event, Answer):
            return event.value, (Send(1, event.value), Decide(event.value))
        if isinstance(event, Receive):
            return event.message.payload, ()
        if isinstance(event, RoundEnd) and event.inbox:
            return event.inbox[0].payload, ()
        return state, ()


class Eavesdropper(Machine):
    """P and Q tell R and each other; every process keeps the messages themselves, numbers and all."""

    id = "eavesdropper"
    timing = Timing.ASYNC

    def __init__(self) -> None:
        self.processes = 3
        self.rounds = 0
        self.names = ("P", "Q", "R")

    def begin(self, process: int) -> Any:
        return ()

    def step(self, process: int, state: Any, event: Event) -> tuple[Any, tuple[Command, ...]]:
        if isinstance(event, Start) and process < 2:
            return state, (Send(2, process), Send(1 - process, process))
        if isinstance(event, Receive):
            return (*state, (event.message.serial, event.message.round, event.message.payload)), ()
        return state, ()


@dataclass(frozen=True, slots=True, order=True)
class Heard:
    """Which orders somebody has heard of."""

    orders: tuple[str, ...]


class Flood(Machine):
    """FloodSet: everybody tells all orders he has heard of, for so many rounds; one order left is obeyed.

    ATTACK only if nothing else was heard of; else RETREAT (the default).
    """

    id = "flood"
    timing = Timing.ROUNDS
    measures = ("crashes",)

    def __init__(self, processes: int, rounds: int) -> None:
        self.processes = processes
        self.rounds = rounds
        self.names = tuple(f"P{i}" for i in range(processes))

    def begin(self, process: int) -> Any:
        return ()

    def step(self, process: int, state: Any, event: Event) -> tuple[Any, tuple[Command, ...]]:
        if isinstance(event, Start):
            return self._tell(process, (event.input,))
        if not isinstance(event, RoundEnd):
            return state, ()
        heard = tuple(sorted({*state, *(order for m in event.inbox for order in m.payload.orders)}))
        if event.round < self.rounds:
            return self._tell(process, heard)
        return heard, (Decide(heard[0] if len(heard) == 1 else RETREAT),)

    def _tell(self, process: int, heard: tuple[str, ...]) -> tuple[Any, tuple[Command, ...]]:
        others = (p for p in range(self.processes) if p != process)
        return heard, tuple(Send(p, Heard(heard)) for p in others)
