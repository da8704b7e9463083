"""One bridge, several generals who want to cross it, and nobody who hands out turns.

What all rules of mutual exclusion share: when somebody wants to cross and when he has crossed is the
scheduler's to say (two timers, `want` and `leave`), and a chronicler notes every two who stood on the bridge
at one instant, since none of them need ever notice.
"""

from abc import abstractmethod
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any, ClassVar, Final, Literal

from engine.configuration import Configuration
from engine.machine import Command, Event, Machine, Measure, Receive, Send, SetTimer, Start, Timeout, Timing
from engine.model import Model
from engine.parameters import CAPTURES, CRASHES, FAIR, FIFO, SEED, Parameter
from engine.properties import Property, Verdict, listing

Stage = Literal["away", "waiting", "inside"]

WANT: Final = "want"
LEAVE: Final = "leave"


@dataclass(frozen=True, slots=True, order=True)
class Letter:
    """A request, a reply or a release, with the sender's Lamport clock."""

    what: Literal["request", "reply", "release"]
    at: int


@dataclass(frozen=True, slots=True)
class Crossing:
    """What every general keeps.

    Attributes:
        clock: his Lamport clock: no unit, only an order.
        stage: away from the bridge, waiting for it, or on it.
        stamp: the clock of his own request, 0 while he has none.
        entered: how many times he has gone onto the bridge.
    """

    clock: int = 0
    stage: Stage = "away"
    stamp: int = 0
    entered: int = 0


class CriticalSection(Machine):
    """Generals who each cross the bridge so many times.

    Args:
        generals: n, how many there are.
        entries: how many times each of them crosses.
    """

    timing = Timing.ASYNC
    measures: ClassVar[tuple[Measure, ...]] = ("steps", "captures")

    def __init__(self, generals: int, entries: int = 1) -> None:
        self.processes = generals
        self.rounds = 0
        self.entries = entries
        self.names = tuple(f"G{i}" for i in range(generals))

    # What a rule says.

    @abstractmethod
    def hear(self, process: int, state: Any, sender: int, letter: Letter) -> tuple[Any, tuple[Command, ...]]:
        """One letter comes."""

    @abstractmethod
    def ask(self, process: int, state: Any) -> tuple[Any, tuple[Command, ...]]:
        """He wants to cross: his clock has moved on and is the stamp of his request."""

    @abstractmethod
    def go(self, process: int, state: Any) -> tuple[Any, tuple[Command, ...]]:
        """He has crossed and is away again."""

    @abstractmethod
    def may_enter(self, process: int, state: Any) -> bool:
        """Whether one who waits may go onto the bridge now."""

    # What all rules share.

    def step(self, process: int, state: Any, event: Event) -> tuple[Any, tuple[Command, ...]]:
        if isinstance(event, Start):
            return state, (SetTimer(WANT),)
        if isinstance(event, Receive):
            state = replace(state, clock=max(state.clock, event.message.payload.at) + 1)
            state, commands = self.hear(process, state, event.message.sender, event.message.payload)
        elif isinstance(event, Timeout) and event.key == WANT:
            clock = state.clock + 1
            state, commands = self.ask(process, replace(state, clock=clock, stage="waiting", stamp=clock))
        elif isinstance(event, Timeout):
            state, commands = self.go(process, replace(state, clock=state.clock + 1, stage="away", stamp=0))
            if state.entered < self.entries:
                commands = (*commands, SetTimer(WANT))
        else:
            return state, ()
        if state.stage == "waiting" and self.may_enter(process, state):
            state = replace(state, stage="inside", entered=state.entered + 1)
            commands = (*commands, SetTimer(LEAVE))
        return state, commands

    def to_all(self, process: int, letter: Letter) -> tuple[Command, ...]:
        """The same letter to everybody else."""
        return tuple(Send(p, letter) for p in range(self.processes) if p != process)

    def notable(self, states: tuple[Any, ...]) -> tuple[Any, ...]:
        inside = [p for p, state in enumerate(states) if state.stage == "inside"]
        return tuple(combinations(inside, 2))

    def words(self, payload: Letter) -> str:
        return f"{payload.what} at {payload.at}"

    def facts(self, process: int, state: Any) -> tuple[tuple[str, str], ...]:
        stage = {"away": "away", "waiting": f"asked at {state.stamp}", "inside": "on the bridge"}
        crossed = f"{state.entered - (state.stage == 'inside')} of {self.entries}"
        return (("clock", str(state.clock)), ("bridge", stage[state.stage]), ("crossed", crossed))

    def properties(self) -> tuple[Property, ...]:
        return (
            Property(
                "mutual-exclusion",
                "always",
                self._alone,
                "no two generals are ever on the bridge at once",
                "two generals are on the bridge at once",
            ),
            Property(
                "progress",
                "eventually",
                self._progress,
                "everybody who wants to cross has crossed in the end",
                "somebody waits at the bridge for ever",
            ),
        )

    def reported(self) -> tuple[str, ...]:
        return ("mutual-exclusion", "progress")

    def _alone(self, model: Model, configuration: Configuration) -> Verdict:
        if configuration.noted:
            one, other = configuration.noted[0]
            return Verdict(False, f"{model.name(one)} and {model.name(other)} were on the bridge at once")
        return Verdict(True, "nobody ever met another on the bridge")

    def _progress(self, model: Model, configuration: Configuration) -> Verdict:
        states: tuple[Any, ...] = configuration.states
        stuck = [
            model.name(p)
            for p in model.loyal(configuration)
            if states[p].entered < self.entries or states[p].stage == "inside"
        ]
        if stuck:
            return Verdict(False, f"{listing(stuck)} {'have' if len(stuck) > 1 else 'has'} not crossed")
        return Verdict(True, "everybody crossed as often as he wanted")

    def report(self, model: Model, configuration: Configuration) -> dict[str, Any]:
        states: tuple[Any, ...] = configuration.states
        entries = sum(state.entered for state in states)
        return {
            "entries": entries,
            "messages_per_entry": round(configuration.sent / entries, 3) if entries else None,
        }


PARAMETERS: Final = (
    Parameter("generals", "how many generals want to cross", "number", 2, 6, required=True),
    Parameter("entries", "how many times each of them crosses", "number", 1, 5, absent=1),
    FIFO,
    CAPTURES,
    CRASHES,
    FAIR,
    SEED,
)
PROMISES: Final = ("mutual-exclusion", "progress")
