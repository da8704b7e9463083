"""How long the best possible scheduler can keep Ben-Or's fair coins from a decision, exactly.

The scheduler is adaptive: it sees every order, vote and coin so far, and holds back any f votes from each
process in each phase. It works phase by phase and lets the coins of a round fall one by one, so that what
the one shows decides whether the next is tossed at all. Nobody crashes: holding back is enough. The value
is the largest expected number of rounds to the first decision, as a fraction.

Only the number of processes that hold ATTACK matters, so there are n+1 positions. In one of them:

- Phase 1. Let v be the order of the larger camp. The scheduler chooses how many (a) see a majority for v,
  within what the f held-back votes allow. If a > f, nobody misses it; if a > 2f, somebody must see more than
  f of them and decides; in between nobody need decide, but all hold v.
- Phase 2 with a <= f. Those who saw v hold v. To each of the others it shows one who saw v, where there is
  one, or none: then a coin falls. Whoever can hear only the unsure can be made to, as a <= f.

Computed by Howard's policy iteration with exact fractions.
"""

from fractions import Fraction
from functools import cache
from typing import Final

from engine.protocols.ben_or import ben_or

_ONE: Final = Fraction(1)

Spread = tuple[Fraction, ...]
"""With which chance so many hold ATTACK in the next round, by their number; in sum 1, or 0 once decided."""


def majorities(generals: int, faults: int, attackers: int) -> tuple[int, ...]:
    """How many processes the scheduler can let see the majority of the larger camp, each number once.

    A process hears its own vote and those of any n-f-1 others, and a majority is more than n/2 votes.
    """
    wait, half = generals - faults, generals // 2
    big = max(attackers, generals - attackers)
    small = generals - big
    # In a camp: the fewest and the most votes of the larger camp that one of it, or of the other, can hear.
    least = _seen(big - 1, small, wait - 1, most=False) + 1, _seen(big, small - 1, wait - 1, most=False)
    most = _seen(big - 1, small, wait - 1, most=True) + 1, _seen(big, small - 1, wait - 1, most=True)
    camps = (big, small)
    low = sum(size for size, votes in zip(camps, least, strict=True) if votes > half)
    high = sum(size for size, votes in zip(camps, most, strict=True) if votes > half)
    return tuple(range(low, high + 1))


def _seen(these: int, others: int, heard: int, most: bool) -> int:
    """How many of `these` are among `heard` voters at most, or at least."""
    return min(these, heard) if most else max(0, heard - others)


def most_rounds(generals: int, faults: int, attackers: int) -> Fraction:
    """The largest expected number of rounds to the first decision, from this many inputs of ATTACK.

    Args:
        generals: n, more than 2f.
        faults: f, votes that may be held back from each process in each phase; crashes are not needed.
        attackers: how many wake with ATTACK.

    Raises:
        ValueError: n is not more than 2f (as `Unfit`), or there are not so many generals.
    """
    ben_or(generals, faults)
    if not 0 <= attackers <= generals:
        raise ValueError(f"of {generals} generals, 0 to {generals} can wish to attack, not {attackers}")
    return _values(generals, faults)[attackers]


@cache
def _values(generals: int, faults: int) -> tuple[Fraction, ...]:
    """The value of every position: policy iteration from "decide as soon as you can"."""
    values = (_ONE,) * (generals + 1)
    while True:
        plan = [_best(generals, faults, k, values) for k in range(generals + 1)]
        better = _solve(plan)
        if better == values:
            return values
        values = better


def _best(generals: int, faults: int, attackers: int, values: tuple[Fraction, ...]) -> Spread:
    """What the best choices lead to, if the rounds after this one are worth `values`."""
    spread: Spread = (Fraction(0),) * (generals + 1)
    worth = Fraction(0)
    forward = attackers * 2 > generals
    for seen in majorities(generals, faults, attackers):
        if seen > 2 * faults:
            continue
        if seen > faults:
            held, left = generals if forward else 0, 0
        else:
            held, left = seen if forward else 0, generals - seen
        value, outcome = _toss(generals, left, held, seen > 0, forward, values)
        if value > worth:
            worth, spread = value, outcome
    return spread


def _toss(
    generals: int, left: int, held: int, shown: bool, forward: bool, values: tuple[Fraction, ...]
) -> tuple[Fraction, Spread]:
    """The best way to let the rest of a round happen: its worth, and where it leads.

    Args:
        left: how many have not ended the round.
        held: how many hold ATTACK so far.
        shown: whether somebody saw a majority, so that the others can be shown it.
        forward: whether that majority was for ATTACK.
        values: what the positions after this round are worth.
    """

    @cache
    def go_on(left: int, held: int) -> tuple[Fraction, Spread]:
        if not left:
            return values[held], tuple(Fraction(k == held) for k in range(generals + 1))
        heads, tails = go_on(left - 1, held + 1), go_on(left - 1, held)
        both = zip(heads[1], tails[1], strict=True)
        best = (heads[0] + tails[0]) / 2, tuple((one + other) / 2 for one, other in both)
        if shown:
            taken = heads if forward else tails
            best = max(best, taken, key=lambda outcome: outcome[0])
        return best

    return go_on(left, held)


def _solve(plan: list[Spread]) -> tuple[Fraction, ...]:
    """The expected rounds if the plan is kept to: value = 1 + the chances times the values (Gauss, Jordan)."""
    size = len(plan)
    rows = [[Fraction(i == j) - plan[i][j] for j in range(size)] + [_ONE] for i in range(size)]
    for i in range(size):
        pivot = next(r for r in range(i, size) if rows[r][i])
        rows[i], rows[pivot] = rows[pivot], rows[i]
        scale = rows[i][i]
        rows[i] = [entry / scale for entry in rows[i]]
        for r in range(size):
            factor = rows[r][i]
            if r != i and factor:
                rows[r] = [entry - factor * other for entry, other in zip(rows[r], rows[i], strict=True)]
    return tuple(row[-1] for row in rows)


__all__ = ["majorities", "most_rounds"]
