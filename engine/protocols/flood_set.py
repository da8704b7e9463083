"""Crash-stop consensus in f+1 rounds: everybody floods the orders he has heard of; and deciding early.

A process that crashes may reach any part of those it is speaking to: the scheduler says which.

Sources: FloodSet, Lynch, Distributed Algorithms (1996), section 6.2; early deciding, Dolev, Reischuk,
Strong 1990 and Charron-Bost, Schiper 2004.
"""

from dataclasses import dataclass, replace
from typing import Any, ClassVar

from engine.configuration import Configuration
from engine.machine import Command, Decide, Event, Machine, Message, RoundEnd, Send, Start, Timing
from engine.model import Model
from engine.orders import ATTACK, ORDERS, RETREAT, Order
from engine.orders import choice as obeyed
from engine.parameters import (
    CAPTURES,
    CRASHES,
    DEFAULT,
    INPUTS,
    ONE_FOR_ALL,
    SEED,
    Parameter,
    Protocol,
    Unfit,
    generals,
)
from engine.properties import Property, Verdict, agreement, listing, termination
from engine.protocols.equals import unanimity, uniformity

MOST = 10
"""A crash in the middle of sending reaches one of 2^(n-1) parts of the others, each an option."""


@dataclass(frozen=True, slots=True, order=True)
class Heard:
    """ "These are the orders I have heard of", and perhaps "I have decided"."""

    orders: tuple[Order, ...]
    decided: bool = False


@dataclass(frozen=True, slots=True)
class Flooded:
    """What a process holds.

    Attributes:
        orders: the orders it has heard of, its own included, sorted.
        senders: whom it heard from in the last round, itself left out (early deciding only).
        before: whom it heard from in the round before that.
        decided: in which round it decided; 0: not yet.
    """

    orders: tuple[Order, ...] = ()
    senders: tuple[int, ...] = ()
    before: tuple[int, ...] = ()
    decided: int = 0


class FloodSet(Machine):
    """Everybody tells everybody all orders he has heard of, for `rounds` rounds; one order left is obeyed.

    Where both were heard of, the default is obeyed. With at most f crashes, f+1 rounds are enough, and f
    are not where n >= f+2: a chain of f crashes can hide an order from all but one survivor.

    Args:
        generals: n, at least 2.
        faults: f, for how many crashes the rounds are made, below n.
        rounds: how many rounds there are; f+1 if not given.
        default: what is obeyed where both orders were heard of, for all or for each process.

    Raises:
        Unfit: f is not below n.
    """

    id = "flood-set"
    timing = Timing.ROUNDS
    measures = ("crashes",)
    early: ClassVar[bool] = False

    def __init__(
        self,
        generals: int,
        faults: int,
        rounds: int | None = None,
        default: Order | tuple[Order, ...] = RETREAT,
    ) -> None:
        if faults >= generals:
            raise Unfit(
                ("faults",), f"faults must be below generals: at most {generals - 1} here, not {faults}"
            )
        self.processes = generals
        self.faults = faults
        self.rounds = faults + 1 if rounds is None else rounds
        self.names = tuple(f"P{i}" for i in range(generals))
        self.defaults = (default,) * generals if isinstance(default, str) else tuple(default)

    def begin(self, process: int) -> Flooded:
        everybody = self._others(process) if self.early else ()
        return Flooded(senders=everybody, before=everybody)

    def step(self, process: int, state: Any, event: Event) -> tuple[Flooded, tuple[Command, ...]]:
        assert isinstance(state, Flooded)
        if type(event) is Start:
            return self._tell(process, replace(state, orders=(event.input,)))
        if type(event) is not RoundEnd:
            return state, ()
        state = self._hear(state, event.inbox)
        commands: tuple[Command, ...] = ()
        if not state.decided and (event.round == self.rounds or self._sure(state, event.inbox)):
            state = replace(state, decided=event.round)
            commands = (Decide(obeyed(state.orders, self.defaults[process])),)
        if event.round < self.rounds:
            state, sends = self._tell(process, state)
            commands += sends
        return state, commands

    def _hear(self, state: Flooded, inbox: tuple[Message, ...]) -> Flooded:
        told = {order for message in inbox for order in message.payload.orders}
        return replace(state, orders=tuple(sorted({*state.orders, *told})))

    def _sure(self, state: Flooded, inbox: tuple[Message, ...]) -> bool:
        """Whether a process need not wait for the last round."""
        return False

    def _tell(self, process: int, state: Flooded) -> tuple[Flooded, tuple[Command, ...]]:
        heard = Heard(state.orders, self.early and state.decided > 0)
        return state, tuple(Send(p, heard) for p in self._others(process))

    def _others(self, process: int) -> tuple[int, ...]:
        return tuple(p for p in range(self.processes) if p != process)

    def forgeries(self, process: int, payload: Any, receiver: int) -> tuple[Heard | None, ...]:
        """Nobody lies in this model; this is what a letter can be rewritten to."""
        several = ((ATTACK,), (RETREAT,), tuple(sorted(ORDERS)))
        return (*(Heard(orders, payload.decided) for orders in several), None)

    # The words of the game.

    def words(self, payload: Any) -> str:
        orders = " and ".join(order.upper() for order in payload.orders)
        return f"{orders}, and I have decided" if payload.decided else orders

    def label(self, payload: Any) -> str:
        return "silence" if payload is None else self.words(payload).lower()

    def recode(self, payload: Any) -> Any:
        swapped = {ATTACK: RETREAT, RETREAT: ATTACK}
        return replace(payload, orders=tuple(sorted(swapped[order] for order in payload.orders)))

    def facts(self, process: int, state: Any) -> tuple[tuple[str, str], ...]:
        heard = "both orders" if len(state.orders) > 1 else "".join(state.orders).upper()
        return (
            ("has heard of", heard),
            ("decided", f"in round {state.decided}" if state.decided else "not yet"),
        )

    def moment(self, round_: int) -> str:
        return "own orders" if round_ == 1 else "all they heard"

    def report(self, model: Model, configuration: Configuration) -> dict[str, Any]:
        held: tuple[Any, ...] = configuration.states
        return {"decided_in": {str(p): state.decided or None for p, state in enumerate(held)}}

    # What is promised.

    def properties(self) -> tuple[Property, ...]:
        everybody = range(self.processes)
        return (
            agreement(everybody, "all survivors decide alike", "two survivors decide differently"),
            uniformity(everybody),
            unanimity(everybody),
            termination(everybody),
        )

    def reported(self) -> tuple[str, ...]:
        return tuple(promise.name for promise in self.properties())


class EarlyDeciding(FloodSet):
    """FloodSet in which nobody waits longer than the crashes that really happen make him.

    A process decides at the end of the first round in which it heard from the same processes as in the round
    before (before round 1: from everybody), or in which somebody said that he has decided; it goes on
    flooding. With t crashes the survivors have decided by round t+1, and agree; but one who decided and
    crashed at once may have decided otherwise (uniform agreement would take t+2 rounds).
    """

    id = "early-deciding"
    early = True

    def _hear(self, state: Flooded, inbox: tuple[Message, ...]) -> Flooded:
        senders = tuple(sorted({message.sender for message in inbox}))
        return replace(super()._hear(state, inbox), senders=senders, before=state.senders)

    def _sure(self, state: Flooded, inbox: tuple[Message, ...]) -> bool:
        return state.senders == state.before or any(message.payload.decided for message in inbox)

    def facts(self, process: int, state: Any) -> tuple[tuple[str, str], ...]:
        heard, *rest = super().facts(process, state)
        return (heard, ("heard from", str(len(state.senders))), ("before that", str(len(state.before))), *rest)

    def properties(self) -> tuple[Property, ...]:
        return (
            *super().properties(),
            Property(
                "promptness",
                "eventually",
                _promptly,
                "all survivors decide by the round after as many rounds as there were crashes",
                "a survivor decides later than one round more than there were crashes",
            ),
        )


def _promptly(model: Model, configuration: Configuration) -> Verdict:
    """Whether the survivors decided by round t+1, t being the crashes so far."""
    crashes = len(configuration.crashed)
    due = crashes + 1
    states: tuple[Any, ...] = configuration.states
    late = []
    for p in model.loyal(configuration):
        when = states[p].decided
        if when > due or (not when and configuration.round > due):
            late.append(model.name(p))
    counted = "no crash" if not crashes else f"{crashes} crash{'es' if crashes > 1 else ''}"
    if late:
        return Verdict(False, f"with {counted}, {listing(late)} had not decided by round {due}")
    return Verdict(True, f"with {counted}, nobody who is up needed more than round {due}")


def _protocol(machine: type[FloodSet], sentence: str, source: str, promises: tuple[str, ...]) -> Protocol:
    return Protocol(
        machine.id,
        sentence,
        machine,
        (
            generals(2, MOST, "how many processes, all equals"),
            Parameter(
                "faults",
                "f: for how many crashes the rounds are made, below the number of processes",
                "number",
                0,
                MOST - 1,
                required=True,
            ),
            INPUTS,
            ONE_FOR_ALL,
            Parameter("rounds", "how many rounds there are; absent: f+1", "number", 1, MOST),
            DEFAULT,
            CRASHES,
            CAPTURES,
            SEED,
        ),
        "inputs",
        ("scheduler", "network"),
        source,
        promises,
    )


FLOOD_SET = _protocol(
    FloodSet,
    "Everybody tells all orders he has heard of, for f+1 rounds; if one order is left, it is obeyed.",
    "Lynch 1996, section 6.2",
    ("agreement", "uniform-agreement", "validity", "termination"),
)

EARLY_DECIDING = _protocol(
    EarlyDeciding,
    "As flood-set, but whoever hears from the same processes twice running decides at once.",
    "Dolev, Reischuk, Strong 1990; Charron-Bost, Schiper 2004",
    ("agreement", "uniform-agreement", "validity", "termination", "promptness"),
)

__all__ = ["EARLY_DECIDING", "FLOOD_SET", "EarlyDeciding", "FloodSet", "Flooded", "Heard"]
