"""The odds of two generals: each letter is captured with chance p, independently of the others.

Three ways to the same numbers. By formula, for the strategies that have one; by adding up over the letters of
any plan; and by walking all that the network and nature can do in the engine. All three are exact fractions.
A fourth, playing many matches with a seed, says between which bounds the truth lies, and how surely.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from math import comb, log, sqrt
from random import Random
from typing import Any

from engine.agents import Agent, Seeded
from engine.configuration import Choice, Configuration
from engine.model import Model
from engine.orders import ATTACK
from engine.play import play
from engine.protocols.messengers import Messengers
from engine.run import Run

Decisions = tuple[Any, ...]
"""What each process decides."""

_NONE = Fraction(0)
_ALL = Fraction(1)


@dataclass(frozen=True, slots=True)
class Odds:
    """The chances of what two generals do; in sum 1.

    Attributes:
        both: both attack.
        first: general 0 attacks alone.
        second: general 1 attacks alone.
        neither: nobody attacks.
    """

    both: Fraction
    first: Fraction
    second: Fraction
    neither: Fraction

    @property
    def alone(self) -> Fraction:
        """One attacks alone: disaster."""
        return self.first + self.second

    @property
    def alone_if_any(self) -> Fraction:
        """Disaster, given that anybody attacks; 0 if nobody ever does."""
        return self.alone / (1 - self.neither) if self.neither != 1 else _NONE

    @classmethod
    def of(cls, chances: Mapping[Decisions, Fraction]) -> "Odds":
        """From the chance of each pair of decisions."""
        found = dict.fromkeys(((True, True), (True, False), (False, True), (False, False)), _NONE)
        for (one, other), chance in chances.items():
            found[one == ATTACK, other == ATTACK] += chance
        return cls(*found.values())


# By formula.


def chain(letters: int, p: Fraction, copies: int = 1) -> Odds:
    """A chain: letter j+1 goes only when letter j has come; the last one is not waited for.

    Args:
        letters: k, at least 1.
        p: the chance that a messenger is captured.
        copies: how many messengers carry each letter, one of whom is enough.
    """
    lost = p**copies
    arrives = 1 - lost
    alone = lost * arrives ** (letters - 1)
    odd = letters % 2 == 1
    first, second = (alone, _NONE) if odd else (_NONE, alone)
    return Odds(arrives**letters, first, second, 1 - arrives ** (letters - 1))


def flood(copies: int, p: Fraction) -> Odds:
    """So many messengers at once, then attack whatever happens (slide 5, first approach)."""
    return Odds(1 - p**copies, p**copies, _NONE, _NONE)


def receipt(copies: int, acks: int, p: Fraction) -> Odds:
    """So many orders, so many receipts; attack when one receipt has come (slide 5, second approach)."""
    ordered = 1 - p**copies
    return Odds(ordered * (1 - p**acks), _NONE, ordered * p**acks, p**copies)


# By adding up.

Held = dict[tuple[int, int], Fraction]
"""How likely it is that the generals have received so many letters, each counted up to what he needs."""


def plan(machine: Messengers, p: Fraction) -> Odds:
    """Any plan of letters, the first general wishing to attack.

    What hangs on different letters is independent, so the letters that each receives add up bundle by bundle.
    """
    enough = machine.marches
    answers: dict[int | None, list[int]] = {}
    for number, bundle in enumerate(machine.bundles):
        answers.setdefault(bundle.after, []).append(number)

    def together(one: Held, other: Held) -> Held:
        found: Held = {}
        for (a, b), chance in one.items():
            for (c, d), more in other.items():
                key = min(a + c, enough[0]), min(b + d, enough[1])
                found[key] = found.get(key, _NONE) + chance * more
        return found

    def sent(number: int) -> Held:
        """What comes of a bundle that is sent."""
        bundle = machine.bundles[number]
        follow: Held = reduce(together, (sent(each) for each in answers.get(number, ())), {(0, 0): _ALL})
        found: Held = {}
        for arrived in range(bundle.copies + 1):
            chance = binomial(bundle.copies, bundle.copies - arrived, p)
            letters = (arrived, 0) if bundle.sender else (0, arrived)
            received: Held = together({letters: chance}, follow if arrived else {(0, 0): _ALL})
            for key, more in received.items():
                found[key] = found.get(key, _NONE) + more
        return found

    held: Held = reduce(together, (sent(each) for each in answers.get(None, ())), {(0, 0): _ALL})
    found = [_NONE] * 4
    for (a, b), chance in held.items():
        found[2 * (a < enough[0]) + (b < enough[1])] += chance
    return Odds(*found)


def binomial(count: int, taken: int, p: Fraction) -> Fraction:
    """The chance that of so many messengers so many are captured."""
    return comb(count, taken) * p**taken * (1 - p) ** (count - taken)


# By walking.


def enumerated(model: Model, p: Fraction) -> dict[Decisions, Fraction]:
    """The exact chance of every outcome, over all that the network and nature can do in the engine.

    Raises:
        ValueError: the city may not take all it wants, or somebody else has a choice: then there are no odds.
    """
    ends: dict[Decisions, Fraction] = {}
    now = {model.initial(): _ALL}
    while now:
        after: dict[Configuration, Fraction] = {}
        for configuration, chance in now.items():
            choice = model.choice(configuration)
            if choice is None:
                decisions = configuration.decisions
                ends[decisions] = ends.get(decisions, _NONE) + chance
                continue
            for option, weight in enumerate(chances(choice, p)):
                if weight:
                    reached = model.apply(configuration, option)
                    after[reached] = after.get(reached, _NONE) + chance * weight
        now = after
    return ends


def chances(choice: Choice, p: Fraction) -> list[Fraction]:
    """How likely each option of a choice is, if it is the network's or nature's.

    Raises:
        ValueError: it is somebody else's, or the city may not take all it wants.
    """
    if choice.owner == "nature":
        weights = choice.weights or (1,) * len(choice.options)
        return [Fraction(weight, sum(weights)) for weight in weights]
    count = len(choice.subject.path)
    if choice.owner != "network" or choice.subject.kind != "fate":
        raise ValueError(f"{choice.owner} chooses here, and nobody knows how likely what is")
    if len(choice.options) != count + 1:
        raise ValueError("where the city's messengers are counted, letters are not lost independently")
    return [binomial(count, taken, p) for taken in range(count + 1)]


# By playing.


class Raiders(Agent):
    """A city that captures each messenger with chance p. Whole numbers only: the same draw on every machine."""

    def __init__(self, p: Fraction, seed: int) -> None:
        self.p = p
        self._random = Random(seed)

    def pick(self, run: Run[Any], choice: Choice) -> int:
        """How many of the equal messengers are captured."""
        draws = (self._random.randrange(self.p.denominator) for _ in choice.subject.path)
        return min(sum(draw < self.p.numerator for draw in draws), len(choice.options) - 1)


@dataclass(frozen=True, slots=True)
class Estimate:
    """What came out of many matches.

    With probability `confidence` or more, the true chance of *every* outcome lies within `margin` of its share
    of the matches: Hoeffding's inequality 1963 for each of the four outcomes of two generals, the four errors
    added. It holds for any number of matches and any chances, not only in the limit.
    """

    matches: int
    counts: Mapping[Decisions, int]
    confidence: Fraction

    @property
    def margin(self) -> float:
        """Half the width of the interval, as a share of all matches."""
        return sqrt(log(8 / float(1 - self.confidence)) / (2 * self.matches))

    def share(self, decisions: Decisions) -> float:
        """In which share of the matches this came out."""
        return self.counts.get(decisions, 0) / self.matches

    def interval(self, decisions: Decisions) -> tuple[float, float]:
        """Between which bounds the true chance of this outcome lies."""
        share = self.share(decisions)
        return max(0.0, share - self.margin), min(1.0, share + self.margin)

    def admits(self, decisions: Decisions, chance: Fraction) -> bool:
        """Whether this chance is within the interval."""
        low, high = self.interval(decisions)
        return low <= chance <= high


def simulated(
    model: Model, p: Fraction, matches: int, seed: int, confidence: Fraction = Fraction(999, 1000)
) -> Estimate:
    """Play so many matches through the engine, the same ones for the same seed.

    Args:
        model: two generals under a city that may take all it wants.
        p: the chance that a messenger is captured.
        matches: how many.
        seed: of all drawn coins.
        confidence: how sure the interval is to hold the truth.
    """
    cast = {"network": Raiders(p, seed), "nature": Seeded(seed + 1)}
    counts: dict[Decisions, int] = {}
    for _ in range(matches):
        decisions = play(model, cast).now.decisions
        counts[decisions] = counts.get(decisions, 0) + 1
    return Estimate(matches, counts, confidence)


__all__ = [
    "Estimate",
    "Odds",
    "Raiders",
    "binomial",
    "chain",
    "chances",
    "enumerated",
    "flood",
    "plan",
    "receipt",
    "simulated",
]
