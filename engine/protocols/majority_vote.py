"""The shuttle's redundant set: computers compare what they put out, and vote out who differs.

Voting masks a faulty computer, but only if all of them read the same. A source that tells one computer this
and another that makes healthy computers differ, and the vote throws out a healthy one, or finds no majority.
The same source with the same words under oral messages (OM(1), the source as commander) cannot: what the
computers exchange there is what they *read*, before they use it, and not what came of it.

Sources: slide 30; STS-124, 13 May 2008 (a failed diode in the multiplexer FA2); Driscoll, Hall, Sivencrona,
Zumsteg 2003.
"""

from dataclasses import dataclass, replace
from typing import Any, Final

from engine.configuration import Configuration
from engine.machine import Command, Decide, Event, Machine, RoundEnd, Send, Start, Timing
from engine.model import Model
from engine.orders import ATTACK, ORDERS, RETREAT, Order, received
from engine.parameters import (
    CAPTURES,
    DEFAULT,
    MOST_GENERALS,
    ORDER,
    SEED,
    TRAITORS,
    Protocol,
    generals,
)
from engine.properties import Property, Verdict, agreement, camps, listing

READING: Final = "reading"
OUTPUT: Final = "output"


@dataclass(frozen=True, slots=True, order=True)
class Signal:
    """A reading from the source, or what a computer puts out."""

    kind: str
    order: Order


@dataclass(frozen=True, slots=True)
class Computer:
    """What a computer holds.

    Attributes:
        reading: what it read, and so what it puts out.
        outputs: what each computer put out, its own included, in their order, None where one put out
            nothing; () before they are compared.
    """

    reading: Order = RETREAT
    outputs: tuple[Order | None, ...] = ()


class MajorityVote(Machine):
    """The source sends its reading to each computer; each puts out what it read; the outputs are compared.

    Process 0 is the source, MDM. Each computer decides what it puts out; whoever differs from what more than
    half of all computers put out is voted out. There is no exchange of readings.

    Args:
        generals: how many processes, source included, at least 3.
        default: what a computer takes a missing reading for, for all or for each.
    """

    id = "majority-vote"
    timing = Timing.ROUNDS
    measures = ("lies",)

    def __init__(self, generals: int, default: Order | tuple[Order, ...] = RETREAT) -> None:
        self.processes = generals
        self.rounds = 2
        self.names = ("MDM", *(f"GPC{i}" for i in range(1, generals)))
        self.computers = range(1, generals)
        self.defaults = (default,) * generals if isinstance(default, str) else tuple(default)

    def begin(self, process: int) -> Computer:
        return Computer()

    def step(self, process: int, state: Any, event: Event) -> tuple[Computer, tuple[Command, ...]]:
        assert isinstance(state, Computer)
        if type(event) is Start and process == 0:
            signal = Signal(READING, event.input)
            sends = tuple(Send(p, signal) for p in self.computers)
            return replace(state, reading=event.input), (*sends, Decide(event.input))
        if type(event) is not RoundEnd or process == 0:
            return state, ()
        said: dict[int, Signal] = {m.sender: m.payload for m in event.inbox}
        if event.round == 1:
            heard = said.get(0)
            reading = received(heard.order if heard else None, self.defaults[process])
            output = Signal(OUTPUT, reading)
            sends = tuple(Send(p, output) for p in self.computers if p != process)
            return replace(state, reading=reading), sends
        outputs = {p: signal.order for p, signal in said.items() if signal.kind == OUTPUT}
        outputs[process] = state.reading
        state = replace(state, outputs=tuple(outputs.get(p) for p in self.computers))
        return state, (Decide(state.reading),)

    def majority(self, state: Computer) -> Order | None:
        """What more than half of all computers put out, as this one saw it; None: nothing."""
        for order in ORDERS:
            if 2 * state.outputs.count(order) > len(self.computers):
                return order
        return None

    def voted_out(self, state: Computer) -> tuple[int, ...]:
        """Whom this computer votes out: all who differ from a majority, perhaps itself."""
        most = self.majority(state)
        if most is None:
            return ()
        return tuple(p for p, output in zip(self.computers, state.outputs, strict=True) if output != most)

    # What a traitor could say.

    def forgeries(self, process: int, payload: Any, receiver: int) -> tuple[Signal | None, ...]:
        return (*(Signal(payload.kind, order) for order in ORDERS), None)

    # The words of the game.

    def words(self, payload: Any) -> str:
        return f"{'reading' if payload.kind == READING else 'I put out'} {payload.order.upper()}"

    def label(self, payload: Any) -> str:
        return "silence" if payload is None else str(payload.order)

    def recode(self, payload: Any) -> Signal:
        return Signal(payload.kind, RETREAT if payload.order == ATTACK else ATTACK)

    def facts(self, process: int, state: Any) -> tuple[tuple[str, str], ...]:
        if process == 0:
            return ()
        out = [self.names[p] for p in self.voted_out(state)] if state.outputs else []
        thrown = " ".join(out) if len(out) < 3 else f"{len(out)} of them"
        return (
            ("reading", state.reading.upper()),
            ("outputs", tally(state) if state.outputs else "not compared"),
            ("votes out", thrown or "nobody"),
        )

    def moment(self, round_: int) -> str:
        return ("readings", "outputs")[round_ - 1]

    def report(self, model: Model, configuration: Configuration) -> dict[str, Any]:
        seen = self._seen(model, configuration)
        return {"voted_out": {str(p): list(self.voted_out(state)) for p, state in seen.items()}}

    # What is promised.

    def properties(self) -> tuple[Property, ...]:
        return (
            agreement(
                self.computers,
                "all healthy computers put out the same",
                "two healthy computers put out different things",
            ),
            Property(
                "validity",
                "always",
                self._validity,
                "every healthy computer puts out what a healthy source reads",
                "a healthy computer puts out what a healthy source did not read",
            ),
            Property(
                "majority",
                "always",
                self._majority,
                "the outputs have a majority",
                "the outputs have no majority",
            ),
            Property(
                "healthy-stay",
                "always",
                self._healthy_stay,
                "no healthy computer is voted out",
                "a healthy computer is voted out",
            ),
        )

    def reported(self) -> tuple[str, ...]:
        return tuple(promise.name for promise in self.properties())

    def _seen(self, model: Model, configuration: Configuration) -> dict[int, Computer]:
        """The healthy computers that have compared the outputs, and what they hold."""
        states: tuple[Any, ...] = configuration.states
        return {p: states[p] for p in model.loyal(configuration) if p and states[p].outputs}

    def _validity(self, model: Model, configuration: Configuration) -> Verdict:
        if 0 not in model.loyal(configuration):
            return Verdict(True, f"{model.name(0)} is broken", stated=False)
        order = model.inputs[0]
        healthy = [p for p in model.loyal(configuration) if p]
        for p in healthy:
            if configuration.decisions[p] not in (None, order):
                did = model.machine.deed(configuration.decisions[p])
                return Verdict(False, f"{model.name(p)} {did} though {model.name(0)} read {order.upper()}")
        return Verdict(True, f"{model.name(0)} read {order.upper()}: {camps(model, configuration, healthy)}")

    def _majority(self, model: Model, configuration: Configuration) -> Verdict:
        seen = self._seen(model, configuration)
        if not seen:
            return Verdict(True, "the outputs have not been compared", stated=False)
        for p, state in seen.items():
            if self.majority(state) is None:
                return Verdict(
                    False, f"{model.name(p)} sees {tally(state)}: no majority, nobody can be voted out"
                )
        first = next(iter(seen))
        return Verdict(True, f"{model.name(first)} sees {tally(seen[first])}")

    def _healthy_stay(self, model: Model, configuration: Configuration) -> Verdict:
        seen = self._seen(model, configuration)
        if not seen:
            return Verdict(True, "the outputs have not been compared", stated=False)
        for p, state in seen.items():
            out = [j for j in self.voted_out(state) if j in seen]
            if out:
                names = listing([model.name(j) for j in out])
                are = "are" if len(out) > 1 else "is"
                return Verdict(
                    False, f"{names} {are} healthy and voted out: {model.name(p)} sees {tally(state)}"
                )
        return Verdict(True, "nobody healthy is voted out")


def tally(state: Computer) -> str:
    """How the outputs stand, as a computer saw them: "3 A, 1 R"."""
    silent = state.outputs.count(None)
    counts = f"{state.outputs.count(ATTACK)} A, {state.outputs.count(RETREAT)} R"
    return f"{counts}, {silent} -" if silent else counts


MAJORITY_VOTE = Protocol(
    "majority-vote",
    "The shuttle's computers compare what they put out, and vote out who differs.",
    MajorityVote,
    (
        generals(3, MOST_GENERALS, "how many processes: the source of the readings, and the computers"),
        replace(ORDER, sentence="what the source reads, attack or retreat"),
        TRAITORS,
        DEFAULT,
        CAPTURES,
        SEED,
    ),
    "order",
    ("traitor", "network"),
    "slide 30; STS-124, 2008; Driscoll, Hall, Sivencrona, Zumsteg 2003",
    ("agreement", "validity", "majority", "healthy-stay"),
)

__all__ = ["MAJORITY_VOTE", "Computer", "MajorityVote", "Signal"]
