"""With which chance a payment in a chain of blocks can be taken back: two formulas, which differ.

Both are about a race: the next block is the attacker's with chance q, the miners' with chance p = 1-q, and
the merchant hands over the goods when z blocks of the miners are public. Then the attacker, so many blocks
behind as he may be, goes on until his branch is the longer one, for ever if need be.

Nakamoto (2008, section 11) takes the attacker's blocks until then for Poisson distributed. They are not: their
number is negative binomial, as Rosenfeld (2014, "Analysis of hashrate-based double spending", section 4) has
it. Both let the attacker begin with one block in hand. Say which of the two a number comes from.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import comb, exp, lgamma, log
from typing import Final

_PERCENT: Final = 100


def catch_up(share: Fraction, behind: int) -> Fraction:
    """The gambler's ruin: with which chance somebody with this share ever makes up for so many blocks.

    Args:
        share: q, the attacker's part of all work, between 0 and 1.
        behind: how many blocks he is behind; 0 or less: none.
    """
    if behind <= 0 or share * 2 >= 1:
        return Fraction(1)
    return (share / (1 - share)) ** behind


def nakamoto(share: Fraction, confirmations: int) -> float:
    """Nakamoto's formula, an approximation (the attacker's luck is Poisson distributed).

    1 - sum over k = 0..z of Poisson(k; z q/p) * (1 - (q/p)^(z-k)), written without the difference, which
    would leave no digits where the chance is small.

    Args:
        share: q, between 0 and 1.
        confirmations: z, in blocks.
    """
    if share * 2 >= 1 or confirmations == 0:
        return 1.0
    if not share:
        return 0.0
    ratio = float(share / (1 - share))
    expected = confirmations * ratio
    found, k = 0.0, 0
    while True:
        part = exp(k * log(expected) - expected - lgamma(k + 1))
        found += part * ratio ** max(confirmations - k, 0)
        if k > confirmations and part <= found * 1e-17:
            return found
        k += 1


def exact(share: Fraction, confirmations: int) -> Fraction:
    """Rosenfeld's formula, exact: the attacker's luck is negative binomial.

    1 - sum over k = 0..z of C(k+z-1, k) * (p^z q^k - p^k q^z).

    Args:
        share: q, between 0 and 1.
        confirmations: z, in blocks.
    """
    q, p, z = share, 1 - share, confirmations
    if q >= p or z == 0:
        return Fraction(1)
    kept = sum((comb(k + z - 1, k) * (p**z * q**k - p**k * q**z) for k in range(z + 1)), Fraction(0))
    return 1 - kept


Formula = Callable[[Fraction, int], Fraction | float]

FORMULAS: Final[Mapping[str, tuple[str, Formula]]] = {
    "nakamoto": ("Nakamoto 2008, an approximation by Poisson's law", nakamoto),
    "exact": ("Rosenfeld 2014, exact: negative binomial", exact),
}
"""Name -> (the label that goes with every number from it, the formula)."""


def confirmations_for(formula: Formula, share: Fraction, risk: Fraction, most: int = 1000) -> int | None:
    """How many confirmations make the chance smaller than `risk`; None if not even `most` do."""
    return next((z for z in range(most + 1) if formula(share, z) < risk), None)


def percent(share: int) -> Fraction:
    """A share in percent of all work, as a fraction."""
    return Fraction(share, _PERCENT)


__all__ = ["FORMULAS", "catch_up", "confirmations_for", "exact", "nakamoto", "percent"]
