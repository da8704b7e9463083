"""Two generals with a coin (Varghese, Lynch 1992; Lynch 1996, section 5.2).

No plan without a coin is safe from a single lost letter. With one, the danger can be made small, though not
for nothing: after r rounds it is at most 1/r for any letters that are lost, and no plan does better than
1/(r+1). Both attack for certain if every letter arrives.
"""

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from engine.configuration import Configuration
from engine.machine import Answer, Ask, Command, Decide, Event, Machine, RoundEnd, Send, Start, Timing
from engine.model import Model
from engine.orders import ATTACK, RETREAT, Order
from engine.parameters import CAPTURES, INPUTS, ONE_FOR_ALL, RETREAT_ONLY, SEED, Parameter, Protocol
from engine.properties import Property, Verdict, agreement, termination

MOST_ROUNDS = 20


@dataclass(frozen=True, slots=True, order=True)
class Notice:
    """All that its sender knows.

    Attributes:
        level: his information level.
        key: the key, or 0 if he does not know it.
        wishes: what each general wishes, "" where he does not know it.
    """

    level: int
    key: int
    wishes: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Informed:
    """The state of a general: what a notice of his would say."""

    level: int = 0
    key: int = 0
    wishes: tuple[str, str] = ("", "")


class InformationLevels(Machine):
    """The first general draws a key from 1 to r and seals it; in each of r rounds both tell all they know.

    A level counts how often news of news has come through: 0 until one has heard of the other at all, then
    one more than the highest level the other was last known to have. After round r a general attacks if both
    wish it and his level is at least the key. The two levels never differ by more than one, so of the r keys
    at most one parts them.

    The bound is about letters lost without a look at the key. A city that knows the key parts them always.

    Args:
        rounds: r, at least 1.
    """

    id = "information-levels"
    timing = Timing.ROUNDS
    measures = ("captures",)

    def __init__(self, rounds: int) -> None:
        self.processes = 2
        self.rounds = rounds
        self.names = ("Belisarius", "Narses")

    def begin(self, process: int) -> Informed:
        return Informed()

    def step(self, process: int, state: Any, event: Event) -> tuple[Informed, tuple[Command, ...]]:
        if type(event) is Start:
            wishes = ("", event.input) if process else (event.input, "")
            state = replace(state, wishes=wishes)
            if process == 0:
                keys = tuple(str(key) for key in range(1, self.rounds + 1))
                return state, (Ask("the key", keys, "nature"),)
            return state, self._tell(process, state)
        if type(event) is Answer:
            state = replace(state, key=int(event.value))
            return state, self._tell(process, state)
        if type(event) is not RoundEnd:
            return state, ()
        for message in event.inbox:
            state = self._hear(state, message.payload)
        if event.round < self.rounds:
            return state, self._tell(process, state)
        return state, (Decide(self.verdict(state)),)

    @staticmethod
    def _tell(process: int, state: Informed) -> tuple[Command, ...]:
        return (Send(1 - process, Notice(state.level, state.key, state.wishes)),)

    @staticmethod
    def _hear(state: Informed, notice: Notice) -> Informed:
        """Know what he knows, and be one level above him."""
        wishes = (state.wishes[0] or notice.wishes[0], state.wishes[1] or notice.wishes[1])
        return Informed(max(state.level, notice.level + 1), state.key or notice.key, wishes)

    @staticmethod
    def verdict(state: Informed) -> Order:
        """What a general does who holds this after the last round."""
        ready = 0 < state.key <= state.level
        return ATTACK if ready and state.wishes == (ATTACK, ATTACK) else RETREAT

    def danger(self, configuration: Configuration) -> Fraction:
        """With which chance one attacks alone where the letters are lost that were lost here, over all keys.

        For a finished run. Which key was drawn changes no level.
        """
        states: tuple[Any, ...] = configuration.states
        parted = 0
        for key in range(1, self.rounds + 1):
            ends = [self.verdict(replace(s, key=key) if s.key else s) for s in states]
            parted += ends[0] != ends[1]
        return Fraction(parted, self.rounds)

    # What is shown.

    def words(self, payload: Any) -> str:
        key = "the key under seal" if payload.key else "no key yet"
        told = " and ".join(
            f"{n} wishes {w.upper()}" for n, w in zip(self.names, payload.wishes, strict=True) if w
        )
        return f"level {payload.level}, {key}; {told}"

    def label(self, payload: Any) -> str:
        return "silence" if payload is None else f"level {payload.level}"

    def secret(self, key: Any) -> bool:
        return True

    def recode(self, payload: Any) -> Any:
        other = {ATTACK: RETREAT, RETREAT: ATTACK, "": ""}
        return replace(payload, wishes=tuple(other[wish] for wish in payload.wishes))

    def facts(self, process: int, state: Any) -> tuple[tuple[str, str], ...]:
        return (
            ("level", str(state.level)),
            # The city must not read it here either: the bound is about losses chosen without it.
            ("key", "under seal" if state.key else "unknown"),
            ("his wish", state.wishes[1 - process] or "unknown"),
        )

    def properties(self) -> tuple[Property, ...]:
        return (
            agreement((0, 1), "both armies march, or neither", "one army marches alone"),
            Property(
                "validity",
                "always",
                self._validity,
                "nobody marches unless both wish it, and both march if they do and every letter arrives",
                "somebody marches unwished, or stays though both wish it and every letter arrived",
            ),
            termination((0, 1)),
        )

    def _validity(self, model: Model, configuration: Configuration) -> Verdict:
        decisions = configuration.decisions
        if set(model.inputs) != {ATTACK}:
            marching = [model.name(p) for p in (0, 1) if decisions[p] == ATTACK]
            if marching:
                return Verdict(False, f"{marching[0]} attacks though not both wished it")
            return Verdict(True, "not both wished to attack, and nobody does")
        if configuration.taken:
            return Verdict(True, "a letter was taken, so nothing is promised", stated=False)
        idle = [model.name(p) for p in (0, 1) if decisions[p] == RETREAT]
        if idle:
            return Verdict(False, f"{idle[0]} stays though both wished to attack and every letter arrived")
        return Verdict(True, "both wished to attack, and no letter was lost")

    def report(self, model: Model, configuration: Configuration) -> dict[str, Any]:
        """`key`, `levels`, and `danger`: over all keys, the chance that these losses part the two."""
        states: tuple[Any, ...] = configuration.states
        return {
            "key": states[0].key,
            "levels": [state.level for state in states],
            "danger": str(self.danger(configuration)),
        }


INFORMATION_LEVELS = Protocol(
    "information-levels",
    "Two generals and a key drawn by lot: whoever knows more than the key asks for attacks.",
    InformationLevels,
    (
        Parameter(
            "rounds",
            "r: how many rounds of letters, and keys to draw from",
            "number",
            1,
            MOST_ROUNDS,
            required=True,
        ),
        INPUTS,
        ONE_FOR_ALL,
        Parameter("generals", "how many generals; always 2 here", "number", 2, 2, absent=2, built=False),
        RETREAT_ONLY,
        CAPTURES,
        SEED,
    ),
    "inputs",
    ("network", "nature"),
    "Varghese, Lynch 1992; Lynch 1996, section 5.2",
    ("agreement", "validity", "termination"),
)
