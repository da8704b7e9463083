"""Ben-Or's agreement without a clock, by coins (Ben-Or 1983, "Another advantage of free choice").

The first way around Fischer, Lynch, Paterson 1985: give up that every run ends, keep that it ends with
probability 1. With a rule in the place of the coin it is deterministic, and so a scheduler can keep it
from deciding for ever: that is their theorem on stage.
"""

from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from engine.configuration import Configuration
from engine.machine import Answer, Ask, Command, Decide, Event, Machine, Receive, Send, Start, Timing
from engine.model import Model
from engine.orders import ATTACK, ORDERS, RETREAT, Order
from engine.parameters import (
    CRASHES,
    FAIR,
    INPUTS,
    ONE_FOR_ALL,
    SEED,
    TRAITORS,
    Parameter,
    Protocol,
    Unfit,
    generals,
)
from engine.properties import Property, Verdict, agreement, camps, listing
from engine.protocols.equals import unanimity

Coin = Literal["fair", "zero", "parity", "keep"]
Faulty = Literal["crash", "byzantine"]

UNSURE: Final = "unsure"
"""What one says in the second phase who saw no majority in the first."""

TOSSING: Final = 3
DONE: Final = 0

MOST_ROUNDS: Final = 50
"""After so many rounds a process gives up, where nothing else is said; most runs end long before."""

_ASTRAY: Final = 3
"""About so many rounds a traitor may speak unasked, where the rounds have no end."""


@dataclass(frozen=True, slots=True, order=True)
class Vote:
    """What one says in a round: in phase 1 his order, in phase 2 the majority that he saw, or `unsure`."""

    round: int
    phase: int
    value: str


@dataclass(frozen=True, slots=True)
class Voter:
    """The state of a process.

    Attributes:
        round: the round it is in, from 1.
        phase: 1 or 2; 3 while the coin is in the air; 0 when it takes no further part.
        x: the order it holds.
        seen: (round, phase, sender, value) of the votes of this phase and of later ones, sorted, its own
            among them. What is past can change nothing and is forgotten.
        decided: the round in which it decided, or 0.
    """

    round: int = 0
    phase: int = 0
    x: Order = RETREAT
    seen: tuple[tuple[int, int, int, str], ...] = ()
    decided: int = 0


class BenOr(Machine):
    """Rounds of two phases; in each, wait for n-f votes, your own at once among them.

    Phase 1: tell your order; if more than half of all say the same, that is the majority you saw.
    Phase 2: tell it, or that you are unsure. More than f who saw a majority: decide for it. One: take it.
    None: let the coin say which order you hold in the next round.

    Among traitors (`byzantine`) more than (n+f)/2 votes make a majority and a decision, and f+1 are
    needed to take one over. Who has decided helps for one more round, which is all that anybody can need:
    everybody else decides in it at the latest.

    Agreement and validity hold for n > 2f (crashes) and n > 5f (traitors); with the fair coin everybody
    decides with probability 1. The machine itself can be built beyond the bounds, to see what breaks.

    Args:
        generals: n.
        faults: f, for how many it is built.
        coin: fair (nature's); or a rule: zero (always RETREAT), parity (ATTACK in odd rounds), keep (the
            order held).
        model: what the faulty do, stop or lie.
        rounds: after how many rounds a process gives up; None: never.
    """

    id = "ben-or"
    timing = Timing.ASYNC
    measures = ("steps", "lies")

    def __init__(
        self,
        generals: int,
        faults: int,
        coin: Coin = "fair",
        model: Faulty = "crash",
        rounds: int | None = MOST_ROUNDS,
    ) -> None:
        self.processes = generals
        self.rounds = 0
        self.names = tuple(f"P{i}" for i in range(generals))
        self.faults = faults
        self.coin = coin
        self.last = rounds
        self.wait = generals - faults
        traitors = model == "byzantine"
        # A majority, and a decision, take more than these; what is taken over takes at least so many.
        self.half = (generals + faults) // 2 if traitors else generals // 2
        self.few = self.half if traitors else faults
        self.enough = faults + 1 if traitors else 1

    def begin(self, process: int) -> Voter:
        return Voter()

    def step(self, process: int, state: Any, event: Event) -> tuple[Voter, tuple[Command, ...]]:
        if type(event) is Start:
            return self._go_on(process, *self._open(process, replace(state, x=event.input), 1))
        if type(event) is Answer and state.phase == TOSSING:
            tossed = replace(state, x=event.value)
            return self._go_on(process, *self._open(process, tossed, state.round + 1))
        if type(event) is not Receive:
            return state, ()
        vote, sender = event.message.payload, event.message.sender
        late = (vote.round, vote.phase) < (state.round, state.phase)
        twice = any(seen[:3] == (vote.round, vote.phase, sender) for seen in state.seen)
        if state.phase == DONE or late or twice:
            return state, ()
        heard = (*state.seen, (vote.round, vote.phase, sender, vote.value))
        return self._go_on(process, replace(state, seen=tuple(sorted(heard))), ())

    # The rounds.

    def _open(self, process: int, state: Voter, round_: int) -> tuple[Voter, tuple[Command, ...]]:
        """Begin a round; or stop, if one has helped long enough or has waited too long."""
        helped = state.decided and round_ > state.decided + 1
        if helped or (self.last is not None and round_ > self.last):
            return replace(state, phase=DONE, seen=()), ()
        return self._tell(process, replace(state, round=round_, phase=1), state.x)

    def _tell(self, process: int, state: Voter, value: str) -> tuple[Voter, tuple[Command, ...]]:
        """Say it to all others and count it oneself; forget what belongs to earlier phases."""
        now = (state.round, state.phase)
        kept = [seen for seen in state.seen if seen[:2] >= now]
        kept.append((*now, process, value))
        others = (p for p in range(self.processes) if p != process)
        vote = Vote(*now, value)
        return replace(state, seen=tuple(sorted(kept))), tuple(Send(p, vote) for p in others)

    def _go_on(
        self, process: int, state: Voter, commands: tuple[Command, ...]
    ) -> tuple[Voter, tuple[Command, ...]]:
        """Finish every phase for which enough votes are here."""
        while state.phase in (1, 2):
            votes = self.votes(state)
            if len(votes) < self.wait:
                break
            counts = [votes.count(order) for order in ORDERS]
            most = max(counts)
            leading = ORDERS[counts.index(most)]
            if state.phase == 1:
                seen = leading if most > self.half else UNSURE
                state, more = self._tell(process, replace(state, phase=2), seen)
            else:
                state, more = self._end(process, state, leading, most)
            commands = (*commands, *more)
        return state, commands

    def _end(self, process: int, state: Voter, leading: Order, most: int) -> tuple[Voter, tuple[Command, ...]]:
        """The end of a round: decide, take over what somebody saw, or let the coin say it."""
        decides: tuple[Command, ...] = ()
        if most > self.few and not state.decided:
            state = replace(state, decided=state.round)
            decides = (Decide(leading),)
        if most < self.enough and self.coin == "fair":
            asks = Ask(f"the coin of round {state.round}", ORDERS, "nature")
            return replace(state, phase=TOSSING), (*decides, asks)
        x = leading if most >= self.enough else self._rule(state)
        state, sends = self._open(process, replace(state, x=x), state.round + 1)
        return state, (*decides, *sends)

    def _rule(self, state: Voter) -> Order:
        """What stands in the place of the coin."""
        if self.coin == "keep":
            return state.x
        return ATTACK if self.coin == "parity" and state.round % 2 else RETREAT

    @staticmethod
    def votes(state: Voter) -> tuple[str, ...]:
        """The votes of the phase it is in, its own among them, by ascending sender."""
        return tuple(
            value for round_, phase, _, value in state.seen if (round_, phase) == (state.round, state.phase)
        )

    # What traitors can say.

    def forgeries(self, process: int, payload: Any, receiver: int) -> tuple[Any, ...]:
        values = ORDERS if payload.phase == 1 else (*ORDERS, UNSURE)
        return (*(replace(payload, value=value) for value in values), None)

    def utterances(self, process: int) -> tuple[tuple[int, Any], ...]:
        rounds = range(1, (_ASTRAY if self.last is None else min(self.last, _ASTRAY)) + 1)
        votes = [Vote(r, 1, value) for r in rounds for value in ORDERS]
        votes += [Vote(r, 2, value) for r in rounds for value in (*ORDERS, UNSURE)]
        others = (p for p in range(self.processes) if p != process)
        return tuple((p, vote) for p in others for vote in sorted(votes))

    # What is shown.

    def words(self, payload: Any) -> str:
        if payload.phase == 1:
            return f"round {payload.round}: I say {payload.value.upper()}"
        if payload.value == UNSURE:
            return f"round {payload.round}: I saw no majority"
        return f"round {payload.round}: most say {payload.value.upper()}"

    def label(self, payload: Any) -> str:
        return "silence" if payload is None else str(payload.value)

    def recode(self, payload: Any) -> Any:
        other = {ATTACK: RETREAT, RETREAT: ATTACK}
        return replace(payload, value=other.get(payload.value, payload.value))

    def facts(self, process: int, state: Any) -> tuple[tuple[str, str], ...]:
        phase = {1: "orders", 2: "majorities", TOSSING: "coin", DONE: "finished"}[state.phase]
        votes = self.votes(state)
        counts = " ".join(
            f"{votes.count(value)}{sign}" for value, sign in zip((*ORDERS, UNSURE), "AR?", strict=True)
        )
        return (("round", str(state.round)), ("phase", phase), ("order", state.x), ("votes", counts))

    def properties(self) -> tuple[Property, ...]:
        everybody = range(self.processes)
        return (
            agreement(everybody, "all loyal generals decide alike", "two loyal generals decide differently"),
            unanimity(everybody),
            Property("termination", "eventually", self._ended, "everybody decides", "somebody never decides"),
        )

    def _ended(self, model: Model, configuration: Configuration) -> Verdict:
        loyal = model.loyal(configuration)
        open_ones = [p for p in loyal if configuration.decisions[p] is None]
        if not open_ones:
            return Verdict(True, camps(model, configuration, loyal) or "nobody is loyal and up")
        names = listing([model.name(p) for p in open_ones])
        have = "have" if len(open_ones) > 1 else "has"
        states: tuple[Any, ...] = configuration.states
        tired = [p for p in open_ones if states[p].phase == DONE]
        if tired == open_ones:
            return Verdict(False, f"{names} gave up undecided after {self.last} rounds")
        if model.choice(configuration) is None:
            short = f"{self.wait} votes are needed and no more will come"
            return Verdict(False, f"{names} {have} not decided: {short}")
        return Verdict(False, f"{names} {have} not decided")

    def report(self, model: Model, configuration: Configuration) -> dict[str, Any]:
        """`decided_in`: the round in which each loyal process decided, or null; `last_round`: the last one."""
        states: tuple[Any, ...] = configuration.states
        loyal = model.loyal(configuration)
        return {
            "decided_in": {str(p): states[p].decided or None for p in loyal},
            "last_round": max((states[p].round for p in loyal), default=0),
        }


def ben_or(
    generals: int,
    faults: int | None = None,
    coin: Coin = "fair",
    model: Faulty = "crash",
    rounds: int | None = MOST_ROUNDS,
) -> BenOr:
    """Ben-Or's protocol within its bounds.

    Args:
        generals: n.
        faults: f; None: as many as the bound allows.
        coin: see `BenOr`.
        model: see `BenOr`.
        rounds: see `BenOr`.

    Raises:
        Unfit: n is not more than 2f (crashes) or 5f (traitors).
    """
    times = 5 if model == "byzantine" else 2
    if faults is None:
        faults = (generals - 1) // times
    if generals <= times * faults:
        who = "traitor" if model == "byzantine" else "crash"
        many = f"{faults} {who}{'' if faults == 1 else 's' if who == 'traitor' else 'es'}"
        raise Unfit(
            ("faults",),
            f"to stand {many} takes more than {times * faults} generals (n > {times}f), not {generals}",
        )
    return BenOr(generals, faults, coin, model, rounds)


BEN_OR = Protocol(
    "ben-or",
    "Agreement without a clock: two votes a round, and a coin for those who saw no majority.",
    ben_or,
    (
        generals(
            2, 15, "how many generals; more than 2 for each crash, or 5 for each traitor, it is built for"
        ),
        INPUTS,
        ONE_FOR_ALL,
        Parameter(
            "faults",
            "f: for how many crashes or traitors it is built; absent: as many as the number of generals allows",
            "number",
            0,
            7,
        ),
        Parameter(
            "coin",
            "fair, or a rule instead: zero (retreat), parity (attack in odd rounds), keep (one's own order)",
            "word",
            words=("fair", "zero", "parity", "keep"),
            absent="fair",
        ),
        Parameter(
            "model",
            "what the faulty do: crash or byzantine",
            "word",
            words=("crash", "byzantine"),
            absent="crash",
        ),
        Parameter(
            "rounds", "after how many rounds a general gives up", "number", 1, MOST_ROUNDS, absent=MOST_ROUNDS
        ),
        TRAITORS,
        CRASHES,
        FAIR,
        SEED,
    ),
    "inputs",
    ("scheduler", "traitor", "nature"),
    "Ben-Or 1983; Fischer, Lynch, Paterson 1985",
    ("agreement", "validity", "termination"),
)
