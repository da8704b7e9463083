"""One instant of the whole system: immutable, hashable, comparable. And the choice pending in it."""

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, Literal

from engine.machine import Measure, Message, State


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to a choice, and what it costs in the measure of the choice."""

    label: str
    cost: int = 0


SubjectKind = Literal[
    "seat",
    "crash",
    "word",
    "fate",
    "replay",
    "decision",
    "delivery",
    "utterance",
    "coin",
    "cell",
    "law",
    "spinner",
]


@dataclass(frozen=True, slots=True)
class Subject:
    """What a choice is about, as data: panels and scripts find their choice by it.

    seat: which seat is the traitor's; word: what `process` tells `receiver` about `path`, in `round`;
    replay: old letters that may be brought to `receiver` again;
    fate: the messages from `process` to `receiver`, serial numbers in `path`; decision: what `process`
    decides; cell and spinner: a cell of a task's table, a spinner beside it, numbered by `path`; coin: a
    question of `process`, and `secret` if nobody else may know the answer until the run is over.
    """

    kind: SubjectKind
    process: int = -1
    receiver: int = -1
    path: tuple[int, ...] = ()
    round: int = 0
    text: str = ""
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """The one choice now pending.

    Attributes:
        owner: whose it is: `traitor:3`, `general:2`, `network`, `scheduler`, `nature`, or a task's role.
        subject: what it is about.
        options: what can be answered, in a fixed order that tells nothing.
        honest: the index of what a loyal process, or a fair network, would do. Never shown.
        measure: what the options cost.
        weights: how likely each option is, in proportion, where a coin answers; () means all alike.
    """

    owner: str
    subject: Subject
    options: tuple[Option, ...]
    honest: int
    measure: Measure = "none"
    weights: tuple[int, ...] = ()

    def index(self, label: str) -> int | None:
        """The index of the option of this name, or None."""
        for i, option in enumerate(self.options):
            if option.label == label:
                return i
        return None


class Phase(IntEnum):
    """What the pending choices of an instant are about, in the order of a round."""

    SEAT = 0
    CRASHES = 1
    WORDS = 2
    NETWORK = 3
    QUESTIONS = 4
    DECISIONS = 5
    SCHEDULE = 6
    UTTERANCES = 7
    OVER = 8
    BETWEEN = 9
    """A round is over and the next has not begun: only within a step, never where something is pending."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A message that a seat is about to send, before its owner has said what it will be."""

    sender: int
    receiver: int
    honest: Any
    payloads: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Configuration:
    """One instant of a system. Two are equal if whatever follows is: the history is not compared.

    Attributes:
        round: the round now running, from 1 (ROUNDS); 0 where there are none (ASYNC), or the number of
            the scheduler's picks where it must be fair.
        phase: what `agenda` holds.
        states: the local state of each process.
        traitors: who is a traitor, ascending.
        agenda: the independent items to be chosen about in this phase; never shortened, so that a
            long agenda costs nothing to walk.
        picked: the answers given to the agenda so far.
        outbox: what is to be sent in this round: (sender, receiver, payload), in sending order.
        wire: the messages of this round (ROUNDS), or all undelivered ones (ASYNC).
        sent: how many messages have been sent in all: the last serial number. Not compared.
        taken: how many messages have been captured so far.
        crashed: who is down, ascending.
        restarts: how many times a process has come back (ASYNC).
        decisions: what each process has decided, or None.
        timers: who waits for which timer (ASYNC), the oldest first.
        spoken: which utterances traitors have used (ASYNC), sorted.
        noted: what the chronicler has written down so far (`Machine.notable`), sorted, each once.
        late: letters that arrive in a later round (ROUNDS): that round, and the letter.
        meddled: how many letters the network has made late, rewritten, brought again (ROUNDS).
        gold: what the messengers have cost so far (ROUNDS).
        ticks: how long the rounds have taken where full roads make letters wait (ROUNDS). Not compared.
        steps: how many picks the scheduler has made (ASYNC). Not compared.
    """

    round: int
    phase: Phase
    states: tuple[State, ...]
    traitors: tuple[int, ...]
    agenda: tuple[Any, ...] = ()
    picked: tuple[int, ...] = ()
    outbox: tuple[tuple[int, int, Any], ...] = ()
    wire: tuple[Message, ...] = ()
    sent: int = field(default=0, compare=False)
    taken: int = 0
    crashed: tuple[int, ...] = ()
    decisions: tuple[Any, ...] = ()
    timers: tuple[tuple[int, Any], ...] = ()
    spoken: tuple[tuple[int, int], ...] = ()
    restarts: int = 0
    noted: tuple[Any, ...] = ()
    late: tuple[tuple[int, Message], ...] = ()
    meddled: tuple[int, int, int] = (0, 0, 0)
    gold: int = 0
    steps: int = field(default=0, compare=False)
    ticks: int = field(default=0, compare=False)
