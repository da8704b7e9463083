"""A rumour that spreads by itself: whoever knows it tells somebody drawn by lot, round after round.

Push gossip, or simple epidemics (Demers and others 1987; Frieze and Grimmett 1985: with one push a round all n
know after about log2 n + ln n rounds). It is what carries the news of `gossip-membership`.
"""

from typing import Any, ClassVar

from engine.machine import Answer, Ask, Command, Decide, Event, Machine, Measure, RoundEnd, Send, Start, Timing
from engine.orders import Order
from engine.parameters import CAPTURES, CRASHES, ORDER, SEED, Parameter, Protocol
from engine.properties import Property, agreement, termination, validity


class PushGossip(Machine):
    """Process 0 has an order; nature draws whom each one who knows it tells next.

    Args:
        generals: n, at least 2.
        rounds: how many rounds there are.
        fanout: how many others each one tells in a round; the draws may fall on the same one.
    """

    id = "push-gossip"
    timing = Timing.ROUNDS
    measures: ClassVar[tuple[Measure, ...]] = ("captures", "crashes")

    def __init__(self, generals: int, rounds: int = 8, fanout: int = 1) -> None:
        self.processes = generals
        self.rounds = rounds
        self.fanout = fanout
        self.names = tuple(f"P{p}" for p in range(generals))

    def begin(self, process: int) -> Order | None:
        return None

    def step(self, process: int, state: Any, event: Event) -> tuple[Any, tuple[Command, ...]]:
        match event:
            case Start(order):
                if process:
                    return state, ()
                return order, (Decide(order), *self._lots(process, 1))
            case Answer(_, name):
                return state, (Send(self.names.index(name), state),)
            case RoundEnd(round_, inbox):
                news = state is None and bool(inbox)
                heard: tuple[Command, ...] = (Decide(inbox[0].payload),) if news else ()
                state = inbox[0].payload if news else state
                more = self._lots(process, round_ + 1) if state is not None and round_ < self.rounds else ()
                return state, (*heard, *more)
            case _:
                return state, ()

    def _lots(self, process: int, round_: int) -> tuple[Command, ...]:
        """Questions to nature: whom to tell in this round."""
        others = tuple(name for p, name in enumerate(self.names) if p != process)
        keys = (f"whom to tell in round {round_}" + f", no. {i + 1}" * (i > 0) for i in range(self.fanout))
        return tuple(Ask(key, others, "nature") for key in keys)

    def facts(self, process: int, state: Any) -> tuple[tuple[str, str], ...]:
        return (("rumour", "not heard" if state is None else str(state)),)

    def properties(self) -> tuple[Property, ...]:
        everybody = range(self.processes)
        others = range(1, self.processes)
        return (
            agreement(everybody, "nobody believes another rumour", "two believe different rumours"),
            validity(0, others),
            termination(everybody),
        )


PUSH_GOSSIP = Protocol(
    "push-gossip",
    "A rumour: whoever knows it tells somebody drawn by lot, round after round.",
    PushGossip,
    (
        Parameter("generals", "how many processes, the first of whom knows it", "number", 2, 30, required=True),
        ORDER,
        Parameter("rounds", "how many rounds", "number", 1, 50, absent=8),
        Parameter("fanout", "how many others each one tells in a round", "number", 1, 5, absent=1),
        CAPTURES,
        CRASHES,
        SEED,
    ),
    "order",
    ("nature", "network", "scheduler"),
    "Demers and others 1987; Frieze, Grimmett 1985",
    ("agreement", "validity", "termination"),
)
