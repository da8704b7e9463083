"""Oral messages on bit sets: one run of a large army, or very many runs of a small one, in plain integers.

`decide` is one run. A number has six bits a general; in it the votes of all generals on one path are counted
at once, by addition. `decide_many` is many runs. In its numbers each bit is a run, and votes are counted by
adding bits in binary, each place of the sum being a number of its own (bit slicing). Neither builds messages
or states; both give what `protocols.oral_messages` gives, which tests hold them to.

Source: the recursion of Lamport, Shostak, Pease 1982, section 3.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from random import Random
from typing import Final

from engine.orders import ATTACK, RETREAT, Order, received
from engine.parameters import TooLarge
from engine.protocols.tree import Path, values_sent

MOST_AT_ONCE: Final = 200_000_000
"""More values than this in one run are refused: minutes, not seconds."""

MOST_BITS: Final = 1 << 36
"""More values than this over all runs together are refused."""

MOST_HELD: Final = 1 << 32
"""More bits than this would be held at a time: half a gigabyte."""

Default = Order | tuple[Order, ...]


_LANE: Final = 6
"""Bits a general in one run: enough for a count of 30 votes, and one to carry."""

_HIGH: Final = 1 << (_LANE - 1)
_SPREAD: Final = [sum((byte >> bit & 1) << (_LANE * bit) for bit in range(8)) for byte in range(256)]


def _spread(mask: int) -> int:
    """A number with a bit a general as one with a lane a general."""
    spread = _SPREAD[mask & 255]
    shift = 8 * _LANE
    while mask := mask >> 8:
        spread |= _SPREAD[mask & 255] << shift
        shift += 8 * _LANE
    return spread


@dataclass(frozen=True, slots=True)
class Row:
    """What a traitor says about one path, bit i being general i.

    Attributes:
        to: whom he tells something of his own; the others hear what a loyal general would say.
        attack: who of them hears ATTACK. Whoever hears silence takes it for his default.
    """

    to: int
    attack: int
    _keeps: int = field(init=False, repr=False, compare=False)
    _adds: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # In lanes once, since a table is read more often than written.
        object.__setattr__(self, "_keeps", ~_spread(self.to))
        object.__setattr__(self, "_adds", _spread(self.to & self.attack))

    def bends(self, honest: int) -> int:
        """What is heard in place of what would honestly be said, in lanes."""
        return honest & self._keeps | self._adds


Table = Mapping[Path, Row]
"""By the path that ends with the traitor; what is not in it is said honestly."""


def rows(words: Mapping[tuple[Path, int], Order | None], generals: int, default: Default = RETREAT) -> Table:
    """A table of words, (path that ends with the traitor, receiver) -> order or silence, as rows."""
    defaults = _each(default, generals)
    to: dict[Path, int] = {}
    attack: dict[Path, int] = {}
    for (path, receiver), word in words.items():
        to[path] = to.get(path, 0) | 1 << receiver
        if received(word, defaults[receiver]) == ATTACK:
            attack[path] = attack.get(path, 0) | 1 << receiver
    return {path: Row(mask, attack.get(path, 0)) for path, mask in to.items()}


# One run.


def _each(default: Default, generals: int) -> tuple[Order, ...]:
    return (default,) * generals if isinstance(default, str) else tuple(default)


def decide(
    generals: int,
    depth: int,
    order: Order,
    table: Table,
    default: Default = RETREAT,
) -> tuple[Order, ...]:
    """What each general of OM(depth) does in one run, the commander's order first.

    Args:
        generals: n, commander included, 2 to 30.
        depth: m; more than n-2 is n-2.
        order: what the commander holds.
        table: what traitors say. Whoever has a row is one; what is not in it is said honestly.
        default: what a tie means, for all or for each general; silence is dealt with in `rows`.

    Raises:
        TooLarge: it would send more values than can be counted in seconds. Nothing was built.
    """
    _affordable(generals, depth, 1)
    depth = min(depth, generals - 2)
    traitors = sorted({path[-1] for path in table})
    everybody = (1 << (_LANE * generals)) // ((1 << _LANE) - 1)
    lanes = [(p, 1 << (_LANE * p)) for p in range(generals)]
    liar_lanes = [lanes[p] for p in traitors]
    liars = sum(lane for _, lane in liar_lanes)
    ties = sum(1 << (_LANE * p) for p, each in enumerate(_each(default, generals)) if each == ATTACK)

    def said(path: Path, honest: int) -> int:
        """What the last of the path tells all others, who would all hear `honest` from a loyal general."""
        row = table.get(path)
        return honest if row is None else row.bends(honest)

    def vote(total: int, votes: int, others: int) -> int:
        """Who sees more than half of so many votes for ATTACK, or half of them and takes that for ATTACK."""
        more = (total + others * (_HIGH - votes // 2 - 1)) >> (_LANE - 1) & others
        if ties and not votes & 1:
            half = (total + others * (_HIGH - votes // 2)) >> (_LANE - 1) & others
            more |= half & ties
        return more

    def used(path: Path, others: int, held: int, left: int) -> int:
        """What the others use for the value that the path brought them, `held`, with `left` rounds to go."""
        if left == 0:
            return held
        votes = others.bit_count()
        if left == 1:
            # A loyal general tells all others what he holds, and counts it himself: one addition for all.
            total = (held & ~liars).bit_count() * others + (held & liars)
            for k, lane in liar_lanes:
                if others & lane:
                    rest = others ^ lane
                    total += said((*path, k), rest if held & lane else 0) & rest
            return vote(total, votes, others)
        total = held
        for k, lane in lanes:
            if others & lane:
                rest = others ^ lane
                below = (*path, k)
                honest = rest if held & lane else 0
                total += used(below, rest, (said(below, honest) if liars & lane else honest) & rest, left - 1)
        return vote(total, votes, others)

    others = everybody ^ 1
    first = said((0,), others if order == ATTACK else 0) & others
    attack = used((0,), others, first, depth)
    return (order, *(ATTACK if attack >> (_LANE * p) & 1 else RETREAT for p in range(1, generals)))


# Many runs.

Words = Callable[[Path, int], int]
"""(path that ends with the speaker, receiver) -> the runs in which he says ATTACK, if he is a traitor there."""


def decide_many(
    generals: int,
    depth: int,
    order: int,
    runs: int,
    traitors: Mapping[int, int],
    words: Words,
    default: Default = RETREAT,
) -> tuple[int, ...]:
    """What each general of OM(depth) does in each of many runs; bit b of every number is run b.

    Args:
        generals: n, commander included, 2 to 30.
        depth: m; more than n-2 is n-2.
        order: the runs in which the commander holds ATTACK.
        runs: how many there are.
        traitors: for each general the runs in which he is a traitor; who is missing never is.
        words: asked once for each path and receiver whose speaker is a traitor in some run. Silence is the
            receiver's default there.
        default: what a tie means, for all or for each general.

    Returns:
        For each general, the runs in which he decides ATTACK; the commander's is `order`.

    Raises:
        TooLarge: too many values in all, or too many bits at a time. Nothing was built.
    """
    _affordable(generals, depth, runs)
    depth = min(depth, generals - 2)
    ones = (1 << runs) - 1
    takes = [ones if each == ATTACK else 0 for each in _each(default, generals)]

    def heard(path: Path, receiver: int, honest: int) -> int:
        lying = traitors.get(path[-1], 0)
        return honest & ~lying | words(path, receiver) & lying if lying else honest

    def used(path: Path, held: dict[int, int], left: int) -> dict[int, int]:
        if left == 0:
            return held
        votes = {i: [own] for i, own in held.items()}
        for k, holds in held.items():
            below = (*path, k)
            told = {i: heard(below, i, holds) for i in held if i != k}
            for i, use in used(below, told, left - 1).items():
                votes[i].append(use)
        return {i: majority(cast, ones, takes[i]) for i, cast in votes.items()}

    first = {i: heard((0,), i, order) for i in range(1, generals)}
    return (order, *used((0,), first, depth).values())


def majority(votes: Sequence[int], ones: int, tie: int = 0) -> int:
    """The runs in which more than half of the votes say ATTACK, or half of them where `tie` has a bit.

    Args:
        votes: each the runs in which that vote says ATTACK.
        ones: all runs.
        tie: the runs in which half against half is ATTACK.
    """
    places: list[int] = []
    for vote in votes:
        carry = vote
        for place, digit in enumerate(places):
            if not carry:
                break
            places[place], carry = digit ^ carry, digit & carry
        if carry:
            places.append(carry)
    half, odd = divmod(len(votes), 2)
    more, equal = 0, ones
    for place in range(max(len(places), half.bit_length()) - 1, -1, -1):
        digit = places[place] if place < len(places) else 0
        if half >> place & 1:
            equal &= digit
        else:
            more |= equal & digit
            equal &= ~digit
    return more if odd else more | equal & tie


# Statistics.


@dataclass(frozen=True, slots=True)
class Broken:
    """In how many of so many runs two loyal lieutenants part, and a loyal one disobeys a loyal commander."""

    runs: int
    agreement: int
    validity: int

    def share(self, condition: str) -> Fraction:
        """The exact share of runs that break `agreement` or `validity`."""
        return Fraction(self.validity if condition == "validity" else self.agreement, self.runs)


def survey(
    generals: int,
    depth: int,
    placements: Iterable[tuple[int, ...]],
    runs: int,
    seed: int,
    order: Order = ATTACK,
) -> dict[tuple[int, ...], Broken]:
    """Traitors who toss a fair coin for every word: so many runs of each placement, all at once.

    Args:
        generals, depth, order: the army.
        placements: who are the traitors, for each block of runs.
        runs: how many runs a placement has.
        seed: of the coins; the same seed gives the same runs everywhere.

    Raises:
        TooLarge: as `decide_many`.
    """
    places = list(placements)
    total = runs * len(places)
    _affordable(generals, depth, total)
    block = (1 << runs) - 1
    traitors: dict[int, int] = {}
    for number, place in enumerate(places):
        for p in place:
            traitors[p] = traitors.get(p, 0) | block << (number * runs)
    coins = Random(seed)
    found = _broken(generals, depth, order, total, traitors, lambda path, to: coins.getrandbits(total))
    return {
        place: Broken(runs, *((each >> (number * runs) & block).bit_count() for each in found))
        for number, place in enumerate(places)
    }


def census(generals: int, depth: int, traitors: Sequence[int], order: Order = ATTACK) -> Broken:
    """Every behaviour of these traitors in ATTACK and RETREAT, each once.

    Words to fellow traitors are left out: nobody loyal hears them, and a traitor may say anything anyway.
    Silence is RETREAT at receipt, so that two values a word cover all three.

    Raises:
        TooLarge: as `decide_many`.
    """
    spoken = _spoken(generals, min(depth, generals - 2), set(traitors))
    if spoken > MOST_HELD.bit_length():
        raise TooLarge(f"these traitors have 2^{spoken} behaviours: too many to try each")
    runs = 1 << spoken
    _affordable(generals, depth, runs)
    ones = (1 << runs) - 1
    columns: dict[tuple[Path, int], int] = {}

    def words(path: Path, to: int) -> int:
        if to in traitors:
            return 0
        if (path, to) not in columns:
            columns[path, to] = _column(len(columns), spoken)
        return columns[path, to]

    found = _broken(generals, depth, order, runs, dict.fromkeys(traitors, ones), words)
    return Broken(runs, *(each.bit_count() for each in found))


def _spoken(generals: int, depth: int, traitors: set[int]) -> int:
    """How many words these traitors say to the loyal."""
    count = 0
    # By how many loyal and lying generals a path has been: that is all that matters, and few.
    level = {(int(0 not in traitors), int(0 in traitors), 0 in traitors): 1}
    lying, loyal = len(traitors), generals - len(traitors)
    for _ in range(depth + 1):
        count += sum(ways * (loyal - good) for (good, _, lies), ways in level.items() if lies)
        after: dict[tuple[int, int, bool], int] = {}
        for (good, bad, _), ways in level.items():
            for key, more in (((good + 1, bad, False), loyal - good), ((good, bad + 1, True), lying - bad)):
                if more:
                    after[key] = after.get(key, 0) + ways * more
        level = after
    return count


def _column(place: int, size: int) -> int:
    """The number whose bit b is bit `place` of b, for all b below 2^size."""
    pattern = ((1 << (1 << place)) - 1) << (1 << place)
    for doubled in range(place + 1, size):
        pattern |= pattern << (1 << doubled)
    return pattern


def _broken(
    generals: int, depth: int, order: Order, runs: int, traitors: Mapping[int, int], words: Words
) -> tuple[int, int]:
    """The runs in which agreement is broken, and those in which validity is."""
    ones = (1 << runs) - 1
    held = ones if order == ATTACK else 0
    attack = retreat = 0
    for p, decided in enumerate(decide_many(generals, depth, held, runs, traitors, words)[1:], 1):
        loyal = ones & ~traitors.get(p, 0)
        attack |= decided & loyal
        retreat |= loyal & ~decided
    disobeyed = (retreat if held else attack) & ~traitors.get(0, 0)
    return attack & retreat, disobeyed


def _affordable(generals: int, depth: int, runs: int) -> None:
    """Refuse what would take minutes or the memory of the machine, before anything is built."""
    values = values_sent(generals, depth)
    most = MOST_AT_ONCE if runs == 1 else MOST_BITS
    if values * runs > most:
        raise TooLarge(f"this would send {values * runs:,} messages; at most {most:,} can be counted")
    if runs > 1 and generals * generals * runs > MOST_HELD:
        raise TooLarge(f"{runs:,} runs of {generals} generals are more than can be held at once")


__all__ = [
    "MOST_AT_ONCE",
    "Broken",
    "Row",
    "Table",
    "Words",
    "census",
    "decide",
    "decide_many",
    "majority",
    "rows",
    "survey",
]
