"""OM(m): agreement by oral messages (Lamport, Shostak, Pease 1982, section 3; slides 18-28)."""

from typing import Any

from engine.ballot import Ballot
from engine.machine import Command, Decide, Event, RoundEnd, Start
from engine.orders import Order
from engine.parameters import (
    CAPTURES,
    CRASHES,
    DEFAULT,
    ORDER,
    SEED,
    TRAITORS,
    Parameter,
    Protocol,
    bounded,
    generals,
)
from engine.properties import Property, agreement, consistency, split, validity
from engine.protocols.hearsay import Hearsay
from engine.protocols.tree import values_sent

State = tuple[tuple[Order, ...], ...]


class OralMessages(Hearsay):
    """The commander tells his order; everybody relays what he heard m times; then a recursive majority.

    Process 0 is the commander. OM(m) solves the problem for n > 3m and at most m traitors (Theorem 1).

    Args:
        generals: n, commander included, at least 2.
        depth: m, in rounds of notes; more than n-2 is n-2, since then nobody is left to tell.
        default: what silence and a tie mean, for all or for each general.
    """

    id = "oral-messages"

    def __init__(self, generals: int, depth: int, default: Order | tuple[Order, ...] = "retreat") -> None:
        self.names = ("C", *(f"L{i}" for i in range(1, generals)))
        super().__init__(generals, depth, default, roots=(0,))

    def begin(self, process: int) -> State:
        return ()

    def step(self, process: int, state: Any, event: Event) -> tuple[State, tuple[Command, ...]]:
        if type(event) is Start:
            if process:
                return state, ()
            return state, (*self.tree.announce(process, event.input), Decide(event.input))
        if type(event) is not RoundEnd or process == 0:
            return state, ()
        values = self.tree.store(process, event.round, event.inbox)
        state = (*state, values)
        if event.round < self.rounds:
            return state, self.tree.relay(process, event.round, values)
        return state, (Decide(self.tree.resolve(process, state)[0][0]),)

    def properties(self) -> tuple[Property, ...]:
        lieutenants = range(1, self.processes)
        both = (agreement(lieutenants), validity(0, lieutenants))
        return (*both, consistency(both), split(lieutenants))

    def ballots(self, process: int, state: Any) -> tuple[Ballot, ...]:
        return () if process == 0 else self.tree.ballots(process, state)


def oral_messages(
    generals: int, depth: int = 1, default: Order | tuple[Order, ...] = "retreat"
) -> OralMessages:
    """OM(depth), if it can be held in memory.

    Raises:
        TooLarge: it would send too many values.
    """
    bounded(values_sent(generals, depth))
    return OralMessages(generals, depth, default)


ORAL_MESSAGES = Protocol(
    "oral-messages",
    "OM(m): the commander orders, the lieutenants pass on what they heard, then vote.",
    oral_messages,
    (
        generals(sentence="how many generals, commander included"),
        Parameter(
            "depth", "m of OM(m): how many rounds of notes follow the order", "number", 0, 30, required=True
        ),
        ORDER,
        TRAITORS,
        DEFAULT,
        CAPTURES,
        CRASHES,
        SEED,
    ),
    "order",
    ("traitor", "network"),
    "Lamport, Shostak, Pease 1982; slides 18-28",
    ("agreement", "validity", "consistency", "split"),
)
