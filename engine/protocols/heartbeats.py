"""A failure detector by patience: crashed, or only slow? (Chandra, Toueg 1996; slide 6)

Process 0 is an outpost; everybody else watches it. A watcher asks it for a beat, again at each timeout, and
asks for the next beat when one has come. After so many timeouts in a row without a beat his patience ends: he
declares the outpost dead. There is no clock: what a timeout means against the delay of a letter is only known
where the scheduler must be fair (`fair` picks at most for each letter).

In the eventual version a suspicion is no decision. A beat takes it back, and the watcher, who was wrong, has
one timeout more patience from then on: so he errs only so often, if delays are bounded at all.
"""

from dataclasses import dataclass, replace
from typing import Any, Final

from engine.configuration import Configuration
from engine.machine import Command, Decide, Event, Machine, Receive, Send, SetTimer, Start, Timeout, Timing
from engine.model import Model
from engine.parameters import CAPTURES, CRASHES, FAIR, SEED, Parameter, Protocol, generals
from engine.properties import Property, Verdict, listing, termination

OUTPOST: Final = 0
LOOK: Final = "look"
ALIVE: Final = "alive"
DEAD: Final = "dead"


@dataclass(frozen=True, slots=True, order=True)
class Ask:
    """A watcher wants beat `number`, counted from 1."""

    number: int


@dataclass(frozen=True, slots=True, order=True)
class Beat:
    """The outpost lives."""

    number: int


@dataclass(frozen=True, slots=True)
class Watch:
    """What a watcher holds.

    Attributes:
        number: the beat that he waits for, from 1; 0 before he wakes.
        silence: timeouts in a row without it.
        patience: how many of them he bears.
        suspects: whether he takes the outpost for dead.
        mistakes: how often he had to take that back.
    """

    number: int
    silence: int
    patience: int
    suspects: bool = False
    mistakes: int = 0


class Heartbeats(Machine):
    """An outpost and its watchers.

    Args:
        generals: how many processes, the outpost included.
        patience: after how many timeouts in a row without a beat a watcher suspects.
        beats: how many beats a watcher hears before his watch ends.
        eventual: whether a suspicion is taken back when a beat comes.
    """

    id = "heartbeats"
    timing = Timing.ASYNC
    measures = ("steps", "captures", "crashes")
    verdicts = (ALIVE, DEAD)

    def __init__(self, generals: int = 2, patience: int = 1, beats: int = 3, eventual: bool = False) -> None:
        self.processes = generals
        self.rounds = 0
        self.names = ("Outpost", *(f"W{i}" for i in range(1, generals)))
        self.watchers = range(1, generals)
        self.patience = patience
        self.beats = beats
        self.eventual = eventual

    def begin(self, process: int) -> Watch | None:
        return None if process == OUTPOST else Watch(0, 0, self.patience)

    def step(self, process: int, state: Any, event: Event) -> tuple[Any, tuple[Command, ...]]:
        if process == OUTPOST:
            if isinstance(event, Receive) and type(event.message.payload) is Ask:
                return state, (Send(event.message.sender, Beat(event.message.payload.number)),)
            return state, ()
        if isinstance(event, Start):
            return replace(state, number=1), (Send(OUTPOST, Ask(1)), SetTimer(LOOK))
        if isinstance(event, Timeout):
            return self._look(state)
        if isinstance(event, Receive) and event.message.payload == Beat(state.number):
            return self._hear(state)
        return state, ()

    def _look(self, state: Watch) -> tuple[Watch, tuple[Command, ...]]:
        """A timeout: one more look in vain. The timer that outlives the watch means nothing."""
        if state.number > self.beats:
            return state, ()
        silence = state.silence + 1
        if silence < state.patience:
            return replace(state, silence=silence), (Send(OUTPOST, Ask(state.number)), SetTimer(LOOK))
        after = replace(state, silence=silence, suspects=True)
        return after, () if self.eventual else (Decide(DEAD),)

    def _hear(self, state: Watch) -> tuple[Watch, tuple[Command, ...]]:
        if state.suspects and not self.eventual:
            return state, ()
        after = replace(state, number=state.number + 1, silence=0)
        timer: tuple[Command, ...] = ()
        if state.suspects:
            # His timer has run out; and he learns from having been wrong.
            after = replace(after, suspects=False, patience=state.patience + 1, mistakes=state.mistakes + 1)
            timer = (SetTimer(LOOK),)
        if after.number > self.beats:
            return after, (Decide(ALIVE),)
        return after, (Send(OUTPOST, Ask(after.number)), *timer)

    def words(self, payload: Any) -> str:
        return f"are you there, {payload.number}?" if type(payload) is Ask else f"beat {payload.number}"

    def deed(self, value: Any, plural: bool = False) -> str:
        return f"declare{'' if plural else 's'} the outpost {value}"

    def facts(self, process: int, state: Any) -> tuple[tuple[str, str], ...]:
        if state is None:
            return ()
        over = state.number > self.beats
        return (
            ("waits for", "nothing" if over else f"beat {state.number}"),
            ("in vain", f"{state.silence} of {state.patience}"),
            ("believes", DEAD if state.suspects else ALIVE),
            ("mistakes", str(state.mistakes)),
        )

    def properties(self) -> tuple[Property, ...]:
        accuracy = Property(
            "accuracy",
            "always",
            self._accuracy,
            "nobody takes a living outpost for dead",
            "somebody takes a living outpost for dead",
        )
        completeness = Property(
            "completeness",
            "eventually",
            self._completeness,
            "every watcher takes a crashed outpost for dead in the end",
            "a watcher never takes a crashed outpost for dead",
        )
        return (completeness, accuracy, termination(self.watchers))

    def reported(self) -> tuple[str, ...]:
        return ("completeness", "accuracy", "termination")

    def _watching(self, configuration: Configuration) -> list[tuple[int, Watch]]:
        states: Any = configuration.states
        return [(p, states[p]) for p in self.watchers if p not in configuration.crashed]

    def _accuracy(self, model: Model, configuration: Configuration) -> Verdict:
        if OUTPOST in configuration.crashed:
            return Verdict(True, "the outpost has crashed", stated=False)
        wrong = [model.name(p) for p, watch in self._watching(configuration) if watch.suspects]
        if wrong:
            take = "takes" if len(wrong) == 1 else "take"
            return Verdict(False, f"{listing(wrong)} {take} the outpost for dead, and it lives")
        return Verdict(True, "the outpost lives and nobody takes it for dead")

    def _completeness(self, model: Model, configuration: Configuration) -> Verdict:
        if OUTPOST not in configuration.crashed:
            return Verdict(True, "the outpost has not crashed", stated=False)
        watching = self._watching(configuration)
        on = [(model.name(p), watch) for p, watch in watching if watch.number <= self.beats]
        if not on:
            return Verdict(True, "every watch was over when the outpost crashed", stated=False)
        unaware = [name for name, watch in on if not watch.suspects]
        if unaware:
            return Verdict(
                False, f"{listing(unaware)} still believe{'s' if len(unaware) == 1 else ''} it alive"
            )
        return Verdict(True, f"{listing([name for name, _ in on])} took the crashed outpost for dead")

    def report(self, model: Model, configuration: Configuration) -> dict[str, Any]:
        """`suspects` and `mistakes`: by watcher, whether he suspects at the end, and how often he was wrong."""
        states: Any = configuration.states
        return {
            "suspects": {str(p): states[p].suspects for p in self.watchers},
            "mistakes": {str(p): states[p].mistakes for p in self.watchers},
        }


HEARTBEATS = Protocol(
    "heartbeats",
    "Watchers ask an outpost for beats; one whose patience ends declares it dead. Crashed, or slow?",
    Heartbeats,
    (
        generals(2, 6, "how many processes, the outpost included"),
        Parameter(
            "patience",
            "after how many timeouts in a row without a beat a watcher suspects",
            "number",
            1,
            30,
            required=True,
        ),
        Parameter("beats", "how many beats end a watch", "number", 1, 20, absent=3),
        Parameter(
            "eventual",
            "whether a beat takes a suspicion back, and adds a timeout of patience",
            "flag",
            absent=False,
        ),
        CRASHES,
        CAPTURES,
        FAIR,
        Parameter(
            "traitors",
            "nobody here: the outpost crashes or is slow, but nobody lies",
            "processes",
            only=(),
            built=False,
        ),
        SEED,
    ),
    "none",
    ("network", "scheduler"),
    "Chandra, Toueg 1996; slide 6",
    ("completeness", "accuracy", "termination"),
)
