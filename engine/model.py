"""A scenario: a machine, its inputs, and the faults as data. `choice` and `apply` are all that moves it."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Hashable
from copy import copy
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from engine.configuration import Choice, Configuration, Option, Phase, Slot, Subject
from engine.journal import Entry
from engine.machine import Command, Machine, Message
from engine.roads import PERFECT, Roads

C = TypeVar("C")


class Transitions(ABC, Generic[C]):
    """A transition relation: what is chosen next, and what the choice leads to.

    Protocol runs and the player's other tasks (filling a table, writing a law) are all of this form, so
    a match, an undo, a transcript, a search and a hint exist once.
    """

    @abstractmethod
    def initial(self) -> C:
        """The first configuration."""

    @abstractmethod
    def choice(self, configuration: C) -> Choice | None:
        """The one choice now pending; None when all is over."""

    @abstractmethod
    def advance(self, configuration: C, option: int) -> tuple[C, tuple[Entry, ...]]:
        """The configuration after the pending choice is answered, and what happened on the way.

        Raises:
            IndexError: there is no such option, or nothing is pending.
        """

    @abstractmethod
    def batch(self, configuration: C, owners: Collection[str] | None = None) -> tuple[Choice, ...]:
        """The choices pending together, before any of them takes effect.

        They come in the engine's order; `owners` keeps those that face these owners (None: all of them).
        """

    def apply(self, configuration: C, option: int) -> C:
        """The only transition: the configuration after the pending choice is answered."""
        return self.advance(configuration, option)[0]

    def essence(self, configuration: C) -> Hashable:
        """What an explorer who answers *every* choice itself may merge configurations by."""
        return configuration

    def opening(self) -> tuple[Entry, ...]:
        """What happened before the first choice."""
        return ()

    def prefill(self, configuration: C) -> dict[int, str]:
        """What already stands in the batch before anything is set: place -> label."""
        return {}

    def reveals(self, configuration: C) -> bool:
        """Whether answering the pending choice shows what cannot be unseen: undo stops there."""
        return False

    def objection(self, configuration: C, picks: tuple[int, ...]) -> str | None:
        """Why these answers to the batch cannot all be given, in one sentence; None if they can."""
        return None


@dataclass(frozen=True, slots=True)
class Faults:
    """What may go wrong, as data.

    Attributes:
        traitors: who is a traitor from the start.
        seats: processes of which the player makes one his own, a traitor, before round 1.
        captures: how many messages may be captured in all; None: as many as are sent.
        crashes: how many crashes there may be.
        restarts: how many times a process that crashed may come back (ASYNC).
        roads: how the network is, and what it may do besides capturing.
        fair: how many picks of the scheduler a letter may wait at most (ASYNC); None: for ever.
        fifo: whether no letter overtakes another on the same road, from one process to one other (ASYNC).
    """

    traitors: tuple[int, ...] = ()
    seats: tuple[int, ...] = ()
    captures: int | None = 0
    crashes: int = 0
    restarts: int = 0
    fair: int | None = None
    roads: Roads = PERFECT
    fifo: bool = False


@dataclass(frozen=True, slots=True)
class Crashing:
    """A process that may crash in this round, and those it would send to."""

    process: int
    receivers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Fate:
    """Equal messages of one round: counted, not named, or the search explodes."""

    messages: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision that the holder of a general's seat makes in the place of the rule."""

    process: int
    value: Any


class Model(Transitions[Configuration]):
    """A machine under faults. See `rounds.Rounds` and `asynchronous.Asynchronous` for the two timings.

    Attributes:
        held: generals whose decision is a choice; they count as loyal.
        sends: whether what a held general sends is a choice as well.
    """

    def __init__(
        self,
        machine: Machine,
        inputs: tuple[Any, ...],
        faults: Faults | None = None,
        held: Collection[int] = (),
        sends: bool = False,
    ) -> None:
        if len(inputs) != machine.processes:
            raise ValueError(f"{machine.processes} processes need as many inputs, not {len(inputs)}")
        self.machine = machine
        self.inputs = inputs
        self.faults = faults or Faults()
        self.held = frozenset(held)
        self.sends = sends
        self._opening: tuple[Configuration, tuple[Entry, ...]] | None = None
        self._asked: tuple[Configuration, Choice] | None = None

    def under(self, machine: Machine) -> "Model":
        """This model with another machine of the same protocol and size."""
        twin = copy(self)
        twin.machine, twin._opening, twin._asked = machine, None, None
        return twin

    # What a timing must say.

    @abstractmethod
    def _begin(self, entries: list[Entry]) -> Configuration:
        """The first configuration, and what happened before it."""

    @abstractmethod
    def _choice(self, configuration: Configuration, item: Any, place: int) -> Choice:
        """The choice about one item of the agenda."""

    @abstractmethod
    def _settle(self, configuration: Configuration, entries: list[Entry]) -> Configuration:
        """What follows when the whole agenda has been answered."""

    # What the timings share.

    def initial(self) -> Configuration:
        return self._opened()[0]

    def opening(self) -> tuple[Entry, ...]:
        return self._opened()[1]

    def _opened(self) -> tuple[Configuration, tuple[Entry, ...]]:
        if self._opening is None:
            entries: list[Entry] = []
            self._opening = self._begin(entries), tuple(entries)
        return self._opening

    def choice(self, configuration: Configuration) -> Choice | None:
        place = len(configuration.picked)
        if place >= len(configuration.agenda):
            return None
        # A choice is looked at before it is answered: the answer need not work it out again.
        asked = self._asked
        if asked is not None and asked[0] is configuration:
            return asked[1]
        choice = self._choice(configuration, configuration.agenda[place], place)
        self._asked = configuration, choice
        return choice

    def advance(self, configuration: Configuration, option: int) -> tuple[Configuration, tuple[Entry, ...]]:
        pending = self.choice(configuration)
        if pending is None or not 0 <= option < len(pending.options):
            raise IndexError("no such option here")
        after = replace(configuration, picked=(*configuration.picked, option))
        if len(after.picked) < len(after.agenda):
            return after, ()
        entries: list[Entry] = []
        return self._settle(after, entries), tuple(entries)

    def batch(self, configuration: Configuration, owners: Collection[str] | None = None) -> tuple[Choice, ...]:
        start = len(configuration.picked)
        pending = (
            self._choice(configuration, item, start + i) for i, item in enumerate(configuration.agenda[start:])
        )
        return tuple(choice for choice in pending if owners is None or choice.owner in owners)

    def loyal(self, configuration: Configuration) -> tuple[int, ...]:
        """Who is neither a traitor nor crashed, ascending."""
        return tuple(
            p
            for p in range(self.machine.processes)
            if p not in configuration.traitors and p not in configuration.crashed
        )

    def name(self, process: int) -> str:
        """What a process is called."""
        return self.machine.names[process]

    def _speaks_freely(self, configuration: Configuration, process: int) -> bool:
        """Whether what this process sends is a choice."""
        return process in configuration.traitors or (self.sends and process in self.held)

    def _owner(self, configuration: Configuration, process: int) -> str:
        return f"traitor:{process}" if process in configuration.traitors else f"general:{process}"

    def _seat_choice(self) -> Choice:
        options = tuple(Option(self.name(p)) for p in self.faults.seats)
        return Choice("traitor", Subject("seat", text="your seat"), options, 0)

    def _word_choice(self, configuration: Configuration, slot: Slot) -> Choice:
        """What a seat says to one receiver. Every answer but the honest one costs a traitor one lie."""
        machine = self.machine
        traitor = slot.sender in configuration.traitors
        honest = slot.payloads.index(slot.honest)
        options = tuple(
            Option(machine.label(payload), 1 if traitor and i != honest else 0)
            for i, payload in enumerate(slot.payloads)
        )
        subject = Subject(
            "word",
            slot.sender,
            slot.receiver,
            self._path(slot.honest),
            configuration.round,
            f"{self.name(slot.sender)} to {self.name(slot.receiver)}{self._hearsay(slot.honest)}",
        )
        owner = self._owner(configuration, slot.sender)
        return Choice(owner, subject, options, honest, "lies" if traitor else "none")

    def _path(self, payload: Any) -> tuple[int, ...]:
        return () if payload is None else self.machine.path(payload)

    def _hearsay(self, payload: Any) -> str:
        path = self._path(payload)
        if not path:
            return ""
        return ", what " + " said that ".join(self.name(p) for p in reversed(path)) + " said"

    def _slots(self, configuration: Configuration, sends: list[tuple[int, int, Any]]) -> tuple[Slot, ...]:
        """The free sends as slots, the speakers in ascending order."""
        machine = self.machine
        free = [send for send in sends if self._speaks_freely(configuration, send[0])]
        free.sort(key=lambda send: send[0])
        own = self._liberties(configuration, free)
        slots = [
            Slot(sender, receiver, payload, machine.forgeries(sender, payload, receiver))
            for sender, receiver, payload in free
            if sender not in own
        ]
        slots += [Slot(sender, *row) for sender, rows in own.items() for row in rows]
        # Stable: each speaker's choices stay in the order in which his machine names them.
        return tuple(sorted(slots, key=lambda slot: slot.sender))

    def _liberties(
        self, configuration: Configuration, free: list[tuple[int, int, Any]]
    ) -> dict[int, tuple[tuple[int, Any, tuple[Any, ...]], ...]]:
        """What each traitor may say where his protocol lets him do more than replace his honest words."""
        found = {}
        for traitor in configuration.traitors:
            if traitor in configuration.crashed:
                continue
            honest = tuple((receiver, payload) for sender, receiver, payload in free if sender == traitor)
            rows = self.machine.liberties(
                traitor, configuration.round, configuration.states, configuration.traitors, honest
            )
            if rows is not None:
                found[traitor] = rows
        return found

    def _decision_choice(self, decision: Decision) -> Choice:
        values = self.machine.verdicts
        subject = Subject("decision", decision.process, text=f"{self.name(decision.process)} decides")
        options = tuple(Option(str(value)) for value in values)
        return Choice(f"general:{decision.process}", subject, options, values.index(decision.value))


def said(configuration: Configuration) -> list[tuple[Slot, Any]]:
    """The slots of a finished WORDS agenda with what was said in each."""
    return [
        (slot, slot.payloads[pick])
        for slot, pick in zip(configuration.agenda, configuration.picked, strict=True)
    ]


def commands_of(commands: tuple[Command, ...], kind: type[Any]) -> list[Any]:
    """The commands of one kind, in order."""
    return [command for command in commands if isinstance(command, kind)]


__all__ = [
    "Crashing",
    "Decision",
    "Fate",
    "Faults",
    "Model",
    "Phase",
    "Transitions",
    "commands_of",
    "said",
]
