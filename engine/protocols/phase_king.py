"""Phase King: agreement with few words, where oral messages need exponentially many.

f+1 phases, each with a king of its own, process 0 the first: at least one of them is loyal, and after his
phase all loyal processes hold one order, which no later king can move.

Sources: Berman, Garay 1989 (two rounds a phase, n > 4f); Berman, Garay, Perry 1989 (three rounds, n > 3f).
"""

from dataclasses import dataclass, replace
from typing import Any, Final

from engine.machine import Command, Decide, Event, Machine, Message, RoundEnd, Send, Start, Timing
from engine.orders import ATTACK, ORDERS, RETREAT, Order, received
from engine.parameters import (
    CAPTURES,
    DEFAULT,
    INPUTS,
    MOST_GENERALS,
    ONE_FOR_ALL,
    SEED,
    TRAITORS,
    Parameter,
    Protocol,
    Unfit,
    generals,
)
from engine.properties import Property, agreement
from engine.protocols.equals import unanimity

NOTHING: Final = "nothing"
"""What a process proposes that saw no order often enough."""

HOLDS: Final = "holds"
PROPOSES: Final = "proposes"
RULES: Final = "rules"

ROUNDS: Final = {2: (HOLDS, RULES), 3: (HOLDS, PROPOSES, RULES)}
"""What is said in each round of a phase, by variant."""

_WORDS: Final = {HOLDS: "I hold {}", PROPOSES: "I propose {}", RULES: "I, the king, say {}"}
_MOMENTS: Final = {HOLDS: "orders", PROPOSES: "proposals", RULES: "the king speaks"}


@dataclass(frozen=True, slots=True, order=True)
class Voice:
    """ "I hold, I propose, or I as the king say, this order" (or nothing, where it is a proposal)."""

    kind: str
    order: str


@dataclass(frozen=True, slots=True)
class Court:
    """What a process holds.

    Attributes:
        order: the order it holds.
        attacks: how many said ATTACK in the last round in which all spoke, itself included.
        retreats: how many said RETREAT in it. The rest of them proposed nothing.
        proposal: what it is about to propose, or NOTHING (three rounds a phase only).
        support: how many spoke for the order it would rather keep; too few, and the king's word is taken.
    """

    order: Order = RETREAT
    attacks: int = 0
    retreats: int = 0
    proposal: str = NOTHING
    support: int = 0


class PhaseKing(Machine):
    """All tell the order they hold; those who see too little support for one take the king's.

    Variant 2: all tell their orders; then the king tells the majority that he counted. Who counted at most
    n/2 + f votes for his own majority takes the king's word. Variant 3: all tell their orders; all propose
    the order that n-f told, or nothing; who hears more than f proposals of an order takes that; then the
    king tells his. Who heard fewer than n-f proposals takes the king's word.

    Args:
        generals: n, at least 2.
        faults: f, for how many traitors the phases are made, below n.
        variant: 2 or 3 rounds a phase.
        default: what silence and a tie mean, for all or for each process.

    Raises:
        Unfit: f is not below n, or the variant is neither.
    """

    id = "phase-king"
    timing = Timing.ROUNDS
    measures = ("lies",)

    def __init__(
        self,
        generals: int,
        faults: int,
        variant: int = 3,
        default: Order | tuple[Order, ...] = RETREAT,
    ) -> None:
        if faults >= generals:
            sentence = f"faults must be below generals: at most {generals - 1} here, not {faults}"
            raise Unfit(("faults",), sentence)
        if variant not in ROUNDS:
            raise Unfit(("variant",), f"a phase has 2 or 3 rounds, not {variant}")
        self.processes = generals
        self.faults = faults
        self.variant = variant
        self.kinds = ROUNDS[variant]
        self.rounds = (faults + 1) * variant
        self.names = tuple(f"P{i}" for i in range(generals))
        self.defaults = (default,) * generals if isinstance(default, str) else tuple(default)

    def kind(self, round_: int) -> str:
        """What is said in a round: HOLDS, PROPOSES or RULES."""
        return self.kinds[(round_ - 1) % self.variant]

    def king(self, round_: int) -> int:
        """Whose phase a round belongs to."""
        return (round_ - 1) // self.variant

    def begin(self, process: int) -> Court:
        return Court()

    def step(self, process: int, state: Any, event: Event) -> tuple[Court, tuple[Command, ...]]:
        assert isinstance(state, Court)
        if type(event) is Start:
            state = replace(state, order=event.input)
            return state, self._speak(process, state, 1)
        if type(event) is not RoundEnd:
            return state, ()
        kind = self.kind(event.round)
        said = self._said(kind, event.inbox)
        if kind == RULES:
            state = self._obey(process, state, self.king(event.round), said)
        elif kind == PROPOSES:
            state = self._support(process, state, said)
        else:
            state = self._count(process, state, said)
        if event.round == self.rounds:
            return state, (Decide(state.order),)
        return state, self._speak(process, state, event.round + 1)

    def _said(self, kind: str, inbox: tuple[Message, ...]) -> dict[int, str]:
        """What each sender said; a letter that another kind of round should have brought is none."""
        return {m.sender: m.payload.order for m in inbox if m.payload.kind == kind}

    def _speak(self, process: int, state: Court, round_: int) -> tuple[Command, ...]:
        kind = self.kind(round_)
        if kind == RULES and process != self.king(round_):
            return ()
        voice = Voice(kind, state.proposal if kind == PROPOSES else state.order)
        return tuple(Send(p, voice) for p in range(self.processes) if p != process)

    def _count(self, process: int, state: Court, said: dict[int, str]) -> Court:
        """The orders are counted: his own, and those of the others, silence being the default."""
        default = self.defaults[process]
        votes = [received(said.get(p), default) for p in range(self.processes) if p != process]
        attacks = votes.count(ATTACK) + (state.order == ATTACK)
        state = replace(state, attacks=attacks, retreats=self.processes - attacks)
        if self.variant == 2:
            order, support = self._larger(state, default)
            return replace(state, order=order, support=support)
        enough = self.processes - self.faults
        order, support = self._larger(state, default)
        return replace(state, proposal=order if support >= enough else NOTHING)

    def _support(self, process: int, state: Court, said: dict[int, str]) -> Court:
        """The proposals are counted: his own, and those of the others, silence being none."""
        proposals = [state.proposal, *(order for p, order in said.items() if p != process)]
        state = replace(state, attacks=proposals.count(ATTACK), retreats=proposals.count(RETREAT))
        order, support = self._larger(state, self.defaults[process])
        if support > self.faults:
            return replace(state, order=order, support=support)
        return replace(state, support=proposals.count(state.order))

    def _larger(self, state: Court, default: Order) -> tuple[Order, int]:
        """The order with more voices, the default on a tie, and how many those are."""
        if state.attacks == state.retreats:
            return default, state.attacks
        return max((state.attacks, ATTACK), (state.retreats, RETREAT))[::-1]

    def _obey(self, process: int, state: Court, king: int, said: dict[int, str]) -> Court:
        """Who has too little support takes the king's word, silence being the default."""
        if king == process or self._firm(state):
            return state
        return replace(state, order=received(said.get(king), self.defaults[process]))

    def _firm(self, state: Court) -> bool:
        """Whether no king can move him in this phase."""
        if self.variant == 2:
            return 2 * state.support > self.processes + 2 * self.faults
        return state.support >= self.processes - self.faults

    # What a traitor could say.

    def forgeries(self, process: int, payload: Any, receiver: int) -> tuple[Voice | None, ...]:
        words = (*ORDERS, NOTHING) if payload.kind == PROPOSES else ORDERS
        return (*(Voice(payload.kind, word) for word in words), None)

    # The words of the game.

    def words(self, payload: Any) -> str:
        order = payload.order
        return _WORDS[payload.kind].format(order if order == NOTHING else order.upper())

    def label(self, payload: Any) -> str:
        return "silence" if payload is None else str(payload.order)

    def recode(self, payload: Any) -> Voice:
        swapped = {ATTACK: RETREAT, RETREAT: ATTACK}
        return Voice(payload.kind, swapped.get(payload.order, payload.order))

    def facts(self, process: int, state: Any) -> tuple[tuple[str, str], ...]:
        facts = [("holds", state.order.upper()), ("heard", f"{state.attacks} A, {state.retreats} R")]
        if self.variant == 3:
            facts.append(("proposes", state.proposal if state.proposal == NOTHING else state.proposal.upper()))
        return (*facts, ("the king", "cannot move it" if self._firm(state) else "is obeyed"))

    def moment(self, round_: int) -> str:
        return _MOMENTS[self.kind(round_)]

    def properties(self) -> tuple[Property, ...]:
        everybody = range(self.processes)
        both = "all loyal processes decide alike", "two loyal processes decide differently"
        return agreement(everybody, *both), unanimity(everybody)


def words_sent(generals: int, faults: int, variant: int = 3) -> int:
    """How many words a run sends: (f+1) phases of n(n-1) for each common round, and n-1 from the king."""
    return (faults + 1) * ((variant - 1) * generals * (generals - 1) + generals - 1)


PHASE_KING = Protocol(
    "phase-king",
    "f+1 phases: all tell their orders, and who sees too little support for one takes the king's word.",
    PhaseKing,
    (
        generals(2, MOST_GENERALS, "how many processes, all equals; the first f+1 are kings in turn"),
        Parameter(
            "faults",
            "f: for how many traitors the phases are made, below the number of processes",
            "number",
            0,
            MOST_GENERALS - 1,
            required=True,
        ),
        INPUTS,
        ONE_FOR_ALL,
        Parameter(
            "variant",
            "how many rounds a phase has: 2 (right for n > 4f) or 3 (for n > 3f)",
            "number",
            2,
            3,
            absent=3,
        ),
        TRAITORS,
        DEFAULT,
        CAPTURES,
        SEED,
    ),
    "inputs",
    ("traitor", "network"),
    "Berman, Garay 1989; Berman, Garay, Perry 1989",
)

__all__ = ["NOTHING", "PHASE_KING", "Court", "PhaseKing", "Voice", "words_sent"]
