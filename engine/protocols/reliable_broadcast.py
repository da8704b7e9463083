"""Reliable broadcast without a clock (Bracha 1987, "Asynchronous Byzantine agreement protocols").

A traitor can say different things to different people, but he cannot make loyal ones deliver different
things; nor can he make one deliver and leave another without. What he can do is say nothing.
"""

from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from engine.configuration import Configuration
from engine.machine import Command, Decide, Event, Machine, Receive, Send, Start, Timing
from engine.model import Model
from engine.orders import ATTACK, ORDERS, RETREAT, Order
from engine.parameters import CRASHES, FAIR, ORDER, SEED, TRAITORS, Parameter, Protocol, Unfit, generals
from engine.properties import Property, Verdict, agreement, camps, listing

Kind = Literal["send", "echo", "ready"]
KINDS: Final[tuple[Kind, ...]] = ("send", "echo", "ready")


@dataclass(frozen=True, slots=True, order=True)
class Word:
    """The commander's order; or that one has heard it; or that one is ready to act on it."""

    kind: Kind
    order: Order


@dataclass(frozen=True, slots=True)
class Listener:
    """The state of a process.

    Attributes:
        echoed: the order it took from the commander, or None.
        readied: the order that it said it is ready for, or None.
        delivered: the order that it has delivered, or None.
        echoes: (sender, order) of the echoes heard, sorted, its own among them.
        readies: the same of those who are ready.
    """

    echoed: Order | None = None
    readied: Order | None = None
    delivered: Order | None = None
    echoes: tuple[tuple[int, Order], ...] = ()
    readies: tuple[tuple[int, Order], ...] = ()


class ReliableBroadcast(Machine):
    """Process 0 sends an order to all. On its first order from him, everybody says ECHO to all; on more than
    (n+f)/2 echoes of one order, or f+1 who are ready for it, READY to all, once; on 2f+1 who are ready for it,
    it delivers. Its own words count at once.

    For n > 3f: agreement, validity (a loyal commander's order is delivered by all who are loyal) and totality
    (if one loyal general delivers, all do). With a traitor as commander it need not end. The machine itself
    can be built beyond the bound, to see what breaks.

    Args:
        generals: n, commander included.
        faults: f, for how many traitors it is built.
    """

    id = "reliable-broadcast"
    timing = Timing.ASYNC
    measures = ("steps", "lies")

    def __init__(self, generals: int, faults: int) -> None:
        self.processes = generals
        self.rounds = 0
        self.names = ("C", *(f"L{i}" for i in range(1, generals)))
        self.faults = faults
        self.echoes = (generals + faults) // 2 + 1
        self.support = faults + 1
        self.readies = 2 * faults + 1

    def begin(self, process: int) -> Listener:
        return Listener()

    def step(self, process: int, state: Any, event: Event) -> tuple[Listener, tuple[Command, ...]]:
        if type(event) is Start and process == 0:
            sends = self._tell(process, Word("send", event.input))
            after, commands = self._heard(process, state, 0, Word("send", event.input))
            return after, (*sends, *commands)
        if type(event) is Receive:
            return self._heard(process, state, event.message.sender, event.message.payload)
        return state, ()

    def _tell(self, process: int, word: Word) -> tuple[Command, ...]:
        return tuple(Send(p, word) for p in range(self.processes) if p != process)

    def _heard(
        self, process: int, state: Listener, sender: int, word: Word
    ) -> tuple[Listener, tuple[Command, ...]]:
        """Write it down; then say and do what has become due."""
        commands: tuple[Command, ...] = ()
        if word.kind == "send":
            if sender != 0 or state.echoed is not None:
                return state, ()
            state = replace(state, echoed=word.order)
            commands = self._tell(process, Word("echo", word.order))
            sender, word = process, Word("echo", word.order)
        if word.kind == "echo":
            state = replace(state, echoes=_with(state.echoes, sender, word.order))
        else:
            state = replace(state, readies=_with(state.readies, sender, word.order))
        for order in ORDERS:
            enough = _count(state.echoes, order) >= self.echoes
            if state.readied is None and (enough or _count(state.readies, order) >= self.support):
                state = replace(state, readied=order, readies=_with(state.readies, process, order))
                commands = (*commands, *self._tell(process, Word("ready", order)))
            if state.delivered is None and _count(state.readies, order) >= self.readies:
                state = replace(state, delivered=order)
                commands = (*commands, Decide(order))
        return state, commands

    # What traitors can say.

    def forgeries(self, process: int, payload: Any, receiver: int) -> tuple[Any, ...]:
        return (*(replace(payload, order=order) for order in ORDERS), None)

    def utterances(self, process: int) -> tuple[tuple[int, Any], ...]:
        kinds = KINDS if process == 0 else KINDS[1:]
        others = (p for p in range(self.processes) if p != process)
        return tuple((p, Word(kind, order)) for p in others for kind in kinds for order in ORDERS)

    # What is shown.

    def words(self, payload: Any) -> str:
        lead = {"send": "my order", "echo": "he said", "ready": "ready to"}[payload.kind]
        return f"{lead} {payload.order.upper()}"

    def label(self, payload: Any) -> str:
        return "silence" if payload is None else str(payload.order)

    def path(self, payload: Any) -> tuple[int, ...]:
        return () if payload.kind == "send" else (0,)

    def recode(self, payload: Any) -> Any:
        return replace(payload, order={ATTACK: RETREAT, RETREAT: ATTACK}[payload.order])

    def facts(self, process: int, state: Any) -> tuple[tuple[str, str], ...]:
        counts = [
            f"{_count(heard, ATTACK)}A {_count(heard, RETREAT)}R" for heard in (state.echoes, state.readies)
        ]
        return (
            ("heard", state.echoed or "nothing"),
            ("echoes", counts[0]),
            ("ready for", state.readied or "nothing"),
            ("readies", counts[1]),
        )

    def properties(self) -> tuple[Property, ...]:
        everybody = range(self.processes)
        return (
            agreement(
                everybody,
                "no two loyal generals deliver different orders",
                "two loyal generals deliver different orders",
            ),
            Property(
                "validity",
                "eventually",
                self._valid,
                "every loyal general delivers a loyal commander's order",
                "a loyal general does not deliver a loyal commander's order",
            ),
            Property(
                "totality",
                "eventually",
                self._total,
                "if one loyal general delivers an order, all do",
                "one loyal general delivers an order, and another never does",
            ),
        )

    def reported(self) -> tuple[str, ...]:
        return ("agreement", "validity", "totality")

    def _valid(self, model: Model, configuration: Configuration) -> Verdict:
        for down, why in ((configuration.traitors, "is a traitor"), (configuration.crashed, "crashed")):
            if 0 in down:
                return Verdict(True, f"the commander {why}", stated=False)
        order = model.inputs[0]
        loyal = model.loyal(configuration)
        for p in loyal:
            if configuration.decisions[p] not in (None, order):
                did = self.deed(configuration.decisions[p])
                return Verdict(False, f"{model.name(p)} {did} though the loyal commander said {order.upper()}")
        waiting = [model.name(p) for p in loyal if configuration.decisions[p] is None]
        said = f"the loyal commander said {order.upper()}"
        if waiting:
            return Verdict(False, f"{said}, and {self._without(model, configuration, waiting)}")
        return Verdict(True, f"{said}: {camps(model, configuration, loyal)}")

    def _total(self, model: Model, configuration: Configuration) -> Verdict:
        loyal = model.loyal(configuration)
        done = [model.name(p) for p in loyal if configuration.decisions[p] is not None]
        waiting = [model.name(p) for p in loyal if configuration.decisions[p] is None]
        if not done:
            return Verdict(True, "nobody has delivered anything")
        if waiting:
            without = self._without(model, configuration, waiting)
            have = "have" if len(done) > 1 else "has"
            return Verdict(False, f"{listing(done)} {have} delivered an order, and {without}")
        return Verdict(True, f"all have delivered: {camps(model, configuration, loyal)}")

    @staticmethod
    def _without(model: Model, configuration: Configuration, waiting: list[str]) -> str:
        """Who goes without, for now or for ever."""
        if model.choice(configuration) is None:
            return f"{listing(waiting)} never {'do' if len(waiting) > 1 else 'does'}"
        return f"{listing(waiting)} {'have' if len(waiting) > 1 else 'has'} not yet"


def _with(heard: tuple[tuple[int, Order], ...], sender: int, order: Order) -> tuple[tuple[int, Order], ...]:
    return tuple(sorted({*heard, (sender, order)}))


def _count(heard: tuple[tuple[int, Order], ...], order: Order) -> int:
    """How many different senders said this."""
    return sum(said == order for _, said in heard)


def reliable_broadcast(generals: int, faults: int | None = None) -> ReliableBroadcast:
    """Bracha's broadcast within its bound.

    Args:
        generals: n, commander included.
        faults: f; None: as many as the bound allows.

    Raises:
        Unfit: n is not more than 3f.
    """
    if faults is None:
        faults = (generals - 1) // 3
    if generals <= 3 * faults:
        many = f"{faults} traitor{'' if faults == 1 else 's'}"
        need = f"to stand {many} takes more than {3 * faults} generals (n > 3f), not {generals}"
        raise Unfit(("faults",), need)
    return ReliableBroadcast(generals, faults)


RELIABLE_BROADCAST = Protocol(
    "reliable-broadcast",
    "The commander's order reaches all loyal generals alike or none, without a clock: send, echo, ready.",
    reliable_broadcast,
    (
        generals(2, 15, "how many generals, commander included; more than 3 for each traitor it is built for"),
        ORDER,
        Parameter(
            "faults",
            "f: for how many traitors it is built; absent: as many as the number of generals allows",
            "number",
            0,
            4,
        ),
        TRAITORS,
        CRASHES,
        FAIR,
        SEED,
    ),
    "order",
    ("traitor", "scheduler"),
    "Bracha 1987",
    ("agreement", "validity", "totality"),
)
