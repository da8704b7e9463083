"""The odds of two generals: formula, sum over letters, walk through the engine, matches played with a seed."""

from fractions import Fraction
from math import comb
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.model import Faults
from engine.oracle.odds import (
    Odds,
    Raiders,
    binomial,
    chain,
    enumerated,
    flood,
    plan,
    receipt,
    simulated,
)
from engine.orders import ATTACK, RETREAT
from engine.protocols import machine
from engine.protocols.messengers import Messengers
from engine.rounds import Rounds
from engine.run import Run
from tests.engine.worlds import om, two

QUARTER = Fraction(1, 4)
CHANCES = [Fraction(0), Fraction(1, 10), QUARTER, Fraction(1, 2), Fraction(9, 10), Fraction(1)]


def three_ways(formula: Odds, p: Fraction, protocol: str, **parameters: Any) -> None:
    """Formula, sum over letters and walk through the engine give the same four fractions."""
    army = machine(protocol, **parameters)
    assert isinstance(army, Messengers)
    assert plan(army, p) == formula
    assert Odds.of(enumerated(two(protocol, **parameters), p)) == formula


@pytest.mark.parametrize("p", CHANCES)
@pytest.mark.parametrize("k", range(1, 8))
def test_chains(k: int, p: Fraction) -> None:
    three_ways(chain(k, p), p, "acknowledgements", depth=k)
    if p < 1:
        # Fact 9: disaster, if anybody attacks, is as likely as the loss of one letter, for every depth.
        assert chain(k, p).alone_if_any == p


@pytest.mark.parametrize("p", CHANCES)
@pytest.mark.parametrize("k", [1, 2, 3, 5, 20])
def test_floods(k: int, p: Fraction) -> None:
    three_ways(flood(k, p), p, "flooding-messengers", copies=k)


@pytest.mark.parametrize("p", CHANCES)
@pytest.mark.parametrize(("k", "r"), [(1, 1), (1, 3), (2, 1), (3, 3), (4, 2)])
def test_receipts(k: int, r: int, p: Fraction) -> None:
    three_ways(receipt(k, r, p), p, "act-on-acknowledgement", copies=k, acks=r)


def test_the_published_vectors() -> None:
    """p = 1/4, as decimal fractions with as many digits as they were published."""

    def digits(odds: Odds, places: int = 4) -> tuple[float, ...]:
        return tuple(round(float(x), places) for x in (odds.both, odds.alone, odds.neither))

    assert digits(chain(1, QUARTER)) == (0.75, 0.25, 0)
    assert digits(chain(2, QUARTER)) == (0.5625, 0.1875, 0.25)
    assert digits(chain(3, QUARTER), 6) == (0.421875, 0.140625, 0.4375)
    assert digits(chain(6, QUARTER)) == (0.1780, 0.0593, 0.7627)
    assert digits(flood(3, QUARTER), 6) == (0.984375, 0.015625, 0)
    assert flood(5, QUARTER).alone == Fraction(1, 1024)
    assert digits(receipt(1, 1, QUARTER)) == (0.5625, 0.1875, 0.25)
    assert digits(receipt(3, 3, QUARTER), 6) == (0.968994, 0.015381, 0.015625)
    assert (receipt(1, 1, QUARTER).first, receipt(1, 1, QUARTER).second) == (0, Fraction(3, 16))


@pytest.mark.parametrize(("k", "copies"), [(2, 2), (3, 3), (5, 2)])
def test_several_messengers_a_letter_are_one_better_messenger(k: int, copies: int) -> None:
    """c copies a hop: replace p by p^c. Added up over the first letter of which every copy is lost."""
    for p in CHANCES:
        assert chain(k, p, copies) == chain(k, p**copies)
    lost = QUARTER**copies
    found = [Fraction(0)] * 4
    for arrived in range(k + 1):
        chance = (1 - lost) ** arrived * (lost if arrived < k else 1)
        # Belisarius waits for the last letter of even number, Narses for the last of odd number.
        marching = [arrived >= k // 2 * 2, arrived >= (k + 1) // 2 * 2 - 1]
        found[2 * (not marching[0]) + (not marching[1])] += chance
    assert Odds(*found) == chain(k, QUARTER, copies)


@pytest.mark.parametrize("budget", [2, 3, 4, 5])
def test_a_flood_is_the_least_dangerous_way_to_spend_messengers(budget: int) -> None:
    """P(one alone) = p^N, the least of all strategies; but one general carries all of it."""
    best = flood(budget, QUARTER)
    assert best.alone == best.first == QUARTER**budget
    others = [chain(budget, QUARTER)] + [receipt(k, budget - k, QUARTER) for k in range(1, budget)]
    assert all(odds.alone > best.alone for odds in others)


Plan = tuple[list[tuple[int, int]], tuple[int, int]]


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Any plan of up to five letters, each at once or after an earlier one that its sender received."""
    letters: list[tuple[int, int]] = []
    for number in range(1, draw(st.integers(1, 5)) + 1):
        sender = draw(st.integers(0, 1))
        before = [0, *(j for j in range(1, number) if letters[j - 1][0] != sender)]
        letters.append((sender, draw(st.sampled_from(before))))
    return letters, (draw(st.integers(0, 3)), draw(st.integers(0, 3)))


@settings(max_examples=60)
@given(plans(), st.sampled_from(CHANCES))
def test_any_plan(drawn: Plan, p: Fraction) -> None:
    messages, marches = drawn
    parameters = {"messages": messages, "marches": marches}
    army = machine("messenger-plan", **parameters)
    assert isinstance(army, Messengers)
    assert plan(army, p) == Odds.of(enumerated(two("messenger-plan", **parameters), p))


def test_who_does_not_wish_it_has_no_odds() -> None:
    assert enumerated(two("acknowledgements", wish=RETREAT, depth=3), QUARTER) == {(RETREAT, RETREAT): 1}
    assert Odds.of({(RETREAT, RETREAT): Fraction(1)}).alone_if_any == 0


def test_there_are_no_odds_where_somebody_chooses() -> None:
    with pytest.raises(ValueError, match="traitor:1 chooses here"):
        enumerated(om(4, 1, traitors=(1,)), QUARTER)
    counted = Rounds(machine("flooding-messengers", copies=3), (ATTACK, None), Faults(captures=1))
    with pytest.raises(ValueError, match="not lost independently"):
        enumerated(counted, QUARTER)


class TestMatches:
    def test_the_truth_lies_in_the_stated_interval(self) -> None:
        """With certainty 99.9 % it was to be; the same seed plays the same matches."""
        found = simulated(two("acknowledgements", depth=3), QUARTER, matches=1000, seed=1)
        truth = enumerated(two("acknowledgements", depth=3), QUARTER)
        assert sum(found.counts.values()) == 1000
        assert 0.06 < found.margin < 0.07
        assert all(found.admits(decisions, chance) for decisions, chance in truth.items())
        assert found == simulated(two("acknowledgements", depth=3), QUARTER, matches=1000, seed=1)

    def test_another_chance_does_not(self) -> None:
        found = simulated(two("flooding-messengers", copies=1), QUARTER, matches=400, seed=2)
        low, high = found.interval((ATTACK, ATTACK))
        assert low < 0.75 < high
        assert not found.admits((ATTACK, ATTACK), Fraction(1, 2))

    def test_the_interval_is_hoeffdings(self) -> None:
        """2 exp(-2 N margin^2) for each of four outcomes is together what is left to chance."""
        from math import exp

        found = simulated(two("flooding-messengers", copies=1), QUARTER, 50, 3, Fraction(19, 20))
        assert 4 * 2 * exp(-2 * 50 * found.margin**2) == pytest.approx(1 / 20)
        assert found.interval((RETREAT, RETREAT))[0] == 0

    def test_raiders_take_each_of_equal_messengers_for_itself(self) -> None:
        model = two("flooding-messengers", copies=3)
        run: Run[Any] = Run(model)
        assert run.pending is not None
        raiders = Raiders(QUARTER, seed=4)
        picks = [raiders.pick(run, run.pending) for _ in range(2000)]
        for taken in range(4):
            expected = comb(3, taken) * 0.25**taken * 0.75 ** (3 - taken)
            assert abs(picks.count(taken) / 2000 - expected) < 0.05
            assert binomial(3, taken, QUARTER) == Fraction(expected)
        assert Raiders(Fraction(0), 1).pick(run, run.pending) == 0
        assert Raiders(Fraction(1), 1).pick(run, run.pending) == 3
