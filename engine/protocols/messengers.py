"""Two generals and letters that may be captured (Akkoyunlu, Ekanadham, Huber 1975; Gray 1978; slides 2-5).

Every deterministic plan has one form: bundles of equal letters, each sent at once or when one letter of
another bundle has arrived; and for each general, how many letters he must hold to march. Equal letters are
counted, not named.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from engine.configuration import Configuration
from engine.machine import Command, Decide, Event, Machine, RoundEnd, Send, Start, Timing
from engine.model import Model
from engine.orders import ATTACK, RETREAT, Order
from engine.parameters import CAPTURES, RETREAT_ONLY, SEED, Parameter, Protocol, Unfit
from engine.properties import Property, Verdict, agreement, termination


@dataclass(frozen=True, slots=True, order=True)
class Letter:
    """One letter of a bundle. Letters of a bundle are equal."""

    bundle: int


@dataclass(frozen=True, slots=True)
class Bundle:
    """Equal letters that one general sends together.

    Attributes:
        sender: 0 or 1.
        copies: how many.
        after: the bundle of which one letter must have arrived first; None: sent at once.
        words: what the letter says.
    """

    sender: int
    copies: int
    after: int | None
    words: str


class Messengers(Machine):
    """Two generals with a plan. General 0 has the wish; if it is RETREAT he sends nothing and stays.

    Args:
        bundles: the letters, each bundle after the one that it waits for.
        marches: for each general, how many letters he must have received to march.
        order: the letters in sending order, each by its bundle; None: bundle by bundle.
    """

    id = "messengers"
    timing = Timing.ROUNDS
    measures = ("captures",)

    def __init__(
        self, bundles: Sequence[Bundle], marches: tuple[int, int], order: Sequence[int] | None = None
    ) -> None:
        self.processes = 2
        self.names = ("Belisarius", "Narses")
        self.bundles = tuple(bundles)
        self.marches = marches
        by_bundle = [i for i, bundle in enumerate(self.bundles) for _ in range(bundle.copies)]
        self.order = tuple(by_bundle if order is None else order)
        self.sent_in: list[int] = []
        for bundle in self.bundles:
            self.sent_in.append(1 if bundle.after is None else self.sent_in[bundle.after] + 1)
        self.rounds = max(self.sent_in, default=0)

    def begin(self, process: int) -> tuple[Order | None, tuple[int, ...]]:
        return None, (0,) * len(self.bundles)

    def step(self, process: int, state: Any, event: Event) -> tuple[Any, tuple[Command, ...]]:
        wish, held = state
        if type(event) is Start:
            state, round_ = (event.input, held), 0
        elif type(event) is RoundEnd:
            counts = list(held)
            for message in event.inbox:
                counts[message.payload.bundle] += 1
            state, round_ = (wish, tuple(counts)), event.round
        else:
            return state, ()
        return state, (*self._letters(process, state, round_ + 1), *self._decision(process, state, round_))

    def _letters(self, process: int, state: Any, round_: int) -> list[Command]:
        wish, held = state
        if process == 0 and wish != ATTACK:
            return []
        return [
            Send(1 - process, Letter(i))
            for i in self.order
            if (bundle := self.bundles[i]).sender == process
            and self.sent_in[i] == round_
            and (bundle.after is None or held[bundle.after])
        ]

    def _decision(self, process: int, state: Any, round_: int) -> list[Command]:
        if round_ < self.rounds:
            return []
        wish, held = state
        willing = process == 1 or wish == ATTACK
        return [Decide(ATTACK if willing and sum(held) >= self.marches[process] else RETREAT)]

    def words(self, payload: Any) -> str:
        return f"“{self.bundles[payload.bundle].words}”"

    def properties(self) -> tuple[Property, ...]:
        return (
            agreement((0, 1), "both armies march, or neither", "one army marches alone"),
            Property(
                "validity",
                "always",
                self._validity,
                "nobody marches unwished, and all march if every letter arrives",
                "somebody marches unwished, or stays though every letter arrived",
            ),
            termination((0, 1)),
        )

    def _validity(self, model: Model, configuration: Configuration) -> Verdict:
        wish = model.inputs[0]
        attackers = [model.name(p) for p in (0, 1) if configuration.decisions[p] == ATTACK]
        if wish != ATTACK:
            if attackers:
                return Verdict(False, f"{attackers[0]} attacks though nobody wished it")
            return Verdict(True, "nobody wished to attack, and nobody does")
        if configuration.taken:
            return Verdict(True, "a letter was taken, so nothing is promised", stated=False)
        idle = [model.name(p) for p in (0, 1) if configuration.decisions[p] == RETREAT]
        if idle:
            return Verdict(False, f"{idle[0]} stays though every letter arrived")
        return Verdict(True, "every letter arrived and both attack")


def acknowledgements(depth: int) -> Messengers:
    """A chain: letter j+1 is sent only when letter j arrived; the last one is not waited for.

    Each general marches if he got the last letter that was due to him.

    Args:
        depth: k, how many letters, at least 1.
    """
    words = ["March at dawn", *(f"I have your {j}" for j in range(1, depth))]
    bundles = [Bundle(j % 2, 1, j - 1 if j else None, words[j]) for j in range(depth)]
    return Messengers(bundles, (depth // 2, (depth + 1) // 2))


def flooding_messengers(copies: int) -> Messengers:
    """Slide 5, first approach: so many messengers at once, then attack, whatever happens to them."""
    return Messengers([Bundle(0, copies, None, "March at dawn")], (0, 1))


def act_on_acknowledgement(copies: int, acks: int) -> Messengers:
    """Slide 5, second approach: so many orders, so many receipts; attack when one receipt has come."""
    bundles = [Bundle(0, copies, None, "March at dawn"), Bundle(1, acks, 0, "I have it")]
    return Messengers(bundles, (1, 1))


def messenger_plan(messages: Sequence[tuple[int, int]], marches: tuple[int, int]) -> Messengers:
    """Any plan: (sender, number of the message that must have arrived first, counted from 1; 0: none).

    Messages with the same sender and condition that nothing else waits for are one bundle.

    Raises:
        Unfit: a message waits for itself, for a later one, or for one that its sender does not get; or
            `marches` are not two.
    """
    if len(marches) != 2:
        raise Unfit(("marches",), f"two generals need two numbers here, not {len(marches)}")
    bundles: list[Bundle] = []
    bundle_of: list[int] = []
    awaited = {after for _, after in messages}
    merged: dict[tuple[int, int], int] = {}
    for number, (sender, after) in enumerate(messages, 1):
        place = ("messages", number - 1, "after")
        if after >= number:
            raise Unfit(place, f"message {number} waits for message {after}, which is not sent before it")
        if after and messages[after - 1][0] == sender:
            message = f"message {number} waits for message {after}, which its sender does not receive"
            raise Unfit(place, message)
        key = (sender, after)
        if number not in awaited and key in merged:
            bundle = merged[key]
            old = bundles[bundle]
            bundles[bundle] = Bundle(old.sender, old.copies + 1, old.after, old.words)
        else:
            bundle = len(bundles)
            words = f"I have your {after}" if after else "March at dawn"
            bundles.append(Bundle(sender, 1, bundle_of[after - 1] if after else None, words))
            if number not in awaited:
                merged[key] = bundle
        bundle_of.append(bundle)
    # Merged letters are equal, but each is sent in its own place: serial numbers tell it.
    return Messengers(bundles, marches, bundle_of)


_PAIR = (
    Parameter("order", "what the first general wishes, attack or retreat", "order", required=True, built=False),
    Parameter("generals", "how many generals; always 2 here", "number", 2, 2, absent=2, built=False),
    Parameter(
        "traitors", "nobody here: these two are loyal, only the road is not", "processes", only=(), built=False
    ),
    RETREAT_ONLY,
    CAPTURES,
    SEED,
)
_PROMISES = ("agreement", "validity", "termination")
_SOURCE = "Akkoyunlu, Ekanadham, Huber 1975; Gray 1978; slides 2-5"


def _some(name: str, sentence: str, most: int = 50) -> Parameter:
    return Parameter(name, sentence, "number", 1, most, required=True)


ACKNOWLEDGEMENTS = Protocol(
    "acknowledgements",
    "Two generals; a chain of letters, each sent only if the one before arrived.",
    acknowledgements,
    (_some("depth", "how many letters the chain has", 30), *_PAIR),
    "order",
    ("network",),
    _SOURCE,
    _PROMISES,
)
FLOODING_MESSENGERS = Protocol(
    "flooding-messengers",
    "Two generals; many messengers at once, then attack whatever happens to them.",
    flooding_messengers,
    (_some("copies", "how many messengers carry the order"), *_PAIR),
    "order",
    ("network",),
    "slide 5",
    _PROMISES,
)
ACT_ON_ACKNOWLEDGEMENT = Protocol(
    "act-on-acknowledgement",
    "Two generals; attack only when one receipt for one of the orders has come.",
    act_on_acknowledgement,
    (
        _some("copies", "how many messengers carry the order"),
        _some("acks", "how many messengers carry the receipt"),
        *_PAIR,
    ),
    "order",
    ("network",),
    "slide 5",
    _PROMISES,
)
MESSENGER_PLAN = Protocol(
    "messenger-plan",
    "Two generals; any plan of letters and of how many each must hold to march.",
    messenger_plan,
    (
        Parameter(
            "messages",
            "the letters in order, { from = 0 or 1, after = number of the letter waited for, 0: none }",
            "rows",
            0,
            256,
            required=True,
            columns=(
                Parameter("from", "who sends it, 0 or 1", "number", 0, 1, required=True),
                Parameter(
                    "after",
                    "the letter that must have arrived first, from 1; 0: none",
                    "number",
                    0,
                    256,
                    required=True,
                ),
            ),
        ),
        Parameter(
            "marches", "how many letters each general must hold to march", "numbers", 0, 256, required=True
        ),
        *_PAIR,
    ),
    "order",
    ("network",),
    _SOURCE,
    _PROMISES,
)
