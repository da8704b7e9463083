"""SWIM: who is up, known without anybody who watches all (Das, Gupta, Motivala 2002).

Time is in rounds; a protocol period takes six of them, or two where nobody is asked to ping for another:

    1 ping          each pings one other member
    2 ack           who was pinged answers
    3 ask           who got no answer asks k others to ping in its place
    4 ping          they do
    5 ack           who was pinged answers
    6 pass on       and they pass the answer on; who has none now suspects

Every letter carries the whole list of its writer (the paper's piggybacking; the groups here are small). Of two
statements about a member the one of the higher incarnation is believed, and of the same incarnation the worse
one. Only the member itself makes a higher incarnation, when it hears that it is suspected or dead. Two things
are as in the services built on the paper and not as in it: death can be refuted, and the dead are pinged too,
so that two halves of a group that have buried each other meet again when the roads are mended.
"""

from dataclasses import dataclass, replace
from typing import Any, ClassVar, Final, Literal

from engine.configuration import Configuration, Phase
from engine.machine import Answer, Ask, Command, Event, Machine, Measure, RoundEnd, Send, Start, Timing
from engine.model import Model
from engine.parameters import CAPTURES, CRASHES, SEED, Parameter, Protocol
from engine.properties import Property, Verdict, listing

TARGETS: Final = ("random", "round-robin")
STATUSES: Final = ("alive", "suspect", "dead")
ALIVE, SUSPECT, DEAD = range(3)

Standing = tuple[int, int]
"""(incarnation, status): the greater of two is believed."""


@dataclass(frozen=True, slots=True, order=True)
class Letter:
    """A letter of a period, with its writer's list.

    Attributes:
        kind: what it is.
        about: who is, or was, to be pinged.
        asker: who wants to know whether `about` is up.
        members: how each member stands, as the writer believes.
    """

    kind: Literal["ping", "ack", "ask"]
    about: int
    asker: int
    members: tuple[Standing, ...]


@dataclass(frozen=True, slots=True)
class Peer:
    """What a member keeps.

    Attributes:
        members: how each member stands.
        since: the period in which each one's standing was last believed anew.
        period: the period that runs, from 1.
        target: whom it pings in it; -1 before it has pinged anybody.
        answered: whether an answer has come.
    """

    members: tuple[Standing, ...]
    since: tuple[int, ...]
    period: int = 0
    target: int = -1
    answered: bool = False

    def believes(self, member: int, standing: Standing) -> "Peer":
        """Itself after it has heard how a member stands."""
        if standing <= self.members[member]:
            return self
        members = (*self.members[:member], standing, *self.members[member + 1 :])
        since = (*self.since[:member], self.period, *self.since[member + 1 :])
        return replace(self, members=members, since=since)


class GossipMembership(Machine):
    """Each member pings another in each period; silence makes a suspect, and patience spent makes him dead.

    Args:
        generals: n, how many members.
        periods: how many protocol periods there are.
        proxies: k, how many others are asked to ping one who did not answer.
        patience: after how many periods a suspect is held for dead.
        target: whom to ping: random (nature draws among all others), or round-robin (in each period each is
            pinged by exactly one).
    """

    id = "gossip-membership"
    timing = Timing.ROUNDS
    measures: ClassVar[tuple[Measure, ...]] = ("captures", "crashes")

    def __init__(
        self, generals: int, periods: int = 4, proxies: int = 1, patience: int = 2, target: str = "random"
    ) -> None:
        self.processes = generals
        self.beats = 6 if proxies else 2
        self.rounds = periods * self.beats
        self.proxies = proxies
        self.patience = patience
        self.target = target
        self.names = tuple(f"P{p}" for p in range(generals))

    def begin(self, process: int) -> Peer:
        return Peer(((0, ALIVE),) * self.processes, (0,) * self.processes)

    def step(self, process: int, state: Any, event: Event) -> tuple[Any, tuple[Command, ...]]:
        match event:
            case Start():
                return self._open(process, state)
            case Answer(_, name):
                return self._ping(process, state, self.names.index(name))
            case RoundEnd(round_, inbox):
                letters = [(message.sender, message.payload) for message in inbox]
                for _, letter in letters:
                    state = self._learn(process, state, letter.members)
                replies: list[Command] = []
                for sender, letter in letters:
                    state, reply = self._hear(process, state, sender, letter)
                    replies += reply
                place = round_ % self.beats
                if place == 2 and not state.answered:
                    replies += self._ask_others(process, state)
                if place:
                    return state, tuple(replies)
                state = self._close(state)
                return self._open(process, state) if round_ < self.rounds else (state, ())
            case _:
                return state, ()

    # A period.

    def _open(self, process: int, state: Peer) -> tuple[Peer, tuple[Command, ...]]:
        """A period begins: whom to ping."""
        state = replace(state, period=state.period + 1, answered=False)
        others = tuple(name for p, name in enumerate(self.names) if p != process)
        if self.target == "random" and len(others) > 1:
            return state, (Ask(f"whom to ping in period {state.period}", others, "nature"),)
        turn = 1 + (state.period - 1) % (self.processes - 1)
        return self._ping(process, state, (process + turn) % self.processes)

    def _ping(self, process: int, state: Peer, target: int) -> tuple[Peer, tuple[Command, ...]]:
        ping = Letter("ping", target, process, state.members)
        return replace(state, target=target), (Send(target, ping),)

    def _ask_others(self, process: int, state: Peer) -> list[Command]:
        """The k members after the target in the order of numbers, round the end, who are not held for dead."""
        order = ((state.target + i) % self.processes for i in range(1, self.processes))
        willing = [p for p in order if p != process and state.members[p][1] != DEAD]
        ask = Letter("ask", state.target, process, state.members)
        return [Send(p, ask) for p in willing[: self.proxies]]

    def _close(self, state: Peer) -> Peer:
        """A period ends: no answer makes a suspect, and a suspect of long standing is dead."""
        for member, (incarnation, status) in enumerate(state.members):
            if status == SUSPECT and state.period - state.since[member] >= self.patience:
                state = state.believes(member, (incarnation, DEAD))
        incarnation = state.members[state.target][0]
        return state if state.answered else state.believes(state.target, (incarnation, SUSPECT))

    # Letters.

    def _learn(self, process: int, state: Peer, members: tuple[Standing, ...]) -> Peer:
        """Believe what is newer or worse; about oneself, refute what is worse."""
        for member, standing in enumerate(members):
            if member != process:
                state = state.believes(member, standing)
            elif standing > state.members[process]:
                state = state.believes(process, (standing[0] + 1, ALIVE))
        return state

    def _hear(self, process: int, state: Peer, sender: int, letter: Letter) -> tuple[Peer, tuple[Command, ...]]:
        """Answer a ping, ping for another, or take an answer, one's own or one to be passed on."""
        told = replace(letter, members=state.members)
        if letter.kind == "ping":
            return state, (Send(sender, replace(told, kind="ack")),)
        if letter.kind == "ask":
            return state, (Send(letter.about, replace(told, kind="ping")),)
        if letter.asker != process:
            return state, (Send(letter.asker, told),)
        return replace(state, answered=state.answered or letter.about == state.target), ()

    # How it is shown.

    def moment(self, round_: int) -> str:
        place = (round_ - 1) % self.beats
        return ("pings", "answers", "asking others", "their pings", "their answers", "passing on")[place]

    def words(self, payload: Any) -> str:
        about, asker = self.names[payload.about], self.names[payload.asker]
        said = {
            "ping": f"{asker} asks: is {about} up?",
            "ack": f"{about} is up",
            "ask": f"ping {about} for {asker}",
        }[payload.kind]
        news = [
            f"{self.names[p]} {STATUSES[status]} {incarnation}"
            for p, (incarnation, status) in enumerate(payload.members)
            if (incarnation, status) != (0, ALIVE)
        ]
        return f"{said} ({', '.join(news)})" if news else said

    def facts(self, process: int, state: Any) -> tuple[tuple[str, str], ...]:
        return tuple(
            (name, f"{STATUSES[status]} {incarnation}")
            for name, (incarnation, status) in zip(self.names, state.members, strict=True)
        )

    def report(self, model: Model, configuration: Configuration) -> dict[str, Any]:
        states: tuple[Any, ...] = configuration.states
        return {
            "members": {
                str(p): [STATUSES[status] for _, status in state.members] for p, state in enumerate(states)
            },
            "incarnations": [state.members[p][0] for p, state in enumerate(states)],
        }

    def properties(self) -> tuple[Property, ...]:
        return (
            Property(
                "accuracy",
                "always",
                self._accuracy,
                "nobody who is up is held for dead",
                "somebody who is up is held for dead",
            ),
            Property(
                "completeness",
                "eventually",
                self._completeness,
                "who has crashed is held for dead by all in the end",
                "somebody who has crashed is not held for dead by all",
            ),
        )

    def reported(self) -> tuple[str, ...]:
        return PROMISES

    def _holding(self, model: Model, configuration: Configuration, member: int, dead: bool) -> list[str]:
        """Who of those who are up, himself aside, holds this member for dead, or does not."""
        states: tuple[Any, ...] = configuration.states
        return [
            model.name(p)
            for p in model.loyal(configuration)
            if p != member and (states[p].members[member][1] == DEAD) is dead
        ]

    def _accuracy(self, model: Model, configuration: Configuration) -> Verdict:
        for member in model.loyal(configuration):
            wrong = self._holding(model, configuration, member, True)
            if wrong:
                verb = "hold" if len(wrong) > 1 else "holds"
                return Verdict(False, f"{listing(wrong)} {verb} {model.name(member)} for dead, who is up")
        return Verdict(True, "nobody who is up is held for dead")

    def _completeness(self, model: Model, configuration: Configuration) -> Verdict:
        if configuration.phase is not Phase.OVER:
            return Verdict(True, "there is still time to notice")
        for member in configuration.crashed:
            unaware = self._holding(model, configuration, member, False)
            if unaware:
                verb = "do" if len(unaware) > 1 else "does"
                return Verdict(False, f"{listing(unaware)} {verb} not hold {model.name(member)} for dead")
        return Verdict(True, "all who crashed are held for dead by all")


PROMISES: Final = ("accuracy", "completeness")

GOSSIP_MEMBERSHIP = Protocol(
    "gossip-membership",
    "SWIM: each pings somebody, asks others when no answer comes, suspects, buries, and may be refuted.",
    GossipMembership,
    (
        Parameter("generals", "how many members the group has", "number", 2, 8, required=True),
        Parameter("periods", "how many protocol periods", "number", 1, 30, absent=4),
        Parameter(
            "proxies", "how many others are asked to ping one who did not answer", "number", 0, 3, absent=1
        ),
        Parameter("patience", "after how many periods a suspect is held for dead", "number", 1, 10, absent=2),
        Parameter(
            "target",
            "whom to ping: random (nature draws), or round-robin (each is pinged once a period)",
            "word",
            words=TARGETS,
            absent="random",
        ),
        CAPTURES,
        CRASHES,
        SEED,
    ),
    "none",
    ("nature", "network", "scheduler"),
    "Das, Gupta, Motivala 2002 (SWIM); slides 33-37",
    PROMISES,
)
