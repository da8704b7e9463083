"""Two formulas for one race, which differ: each against its published numbers and against a slower way."""

from fractions import Fraction
from math import exp, factorial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.protocols.catch_up import FORMULAS, catch_up, confirmations_for, exact, nakamoto, percent

TENTH = Fraction(1, 10)
THOUSANDTH = Fraction(1, 1000)


class TestTheFormulas:
    def test_nakamotos_table(self) -> None:
        """q = 0.1, as printed in the paper."""
        printed = [
            1, 0.2045873, 0.0509779, 0.0131722, 0.0034552, 0.0009137,
            0.0002428, 0.0000647, 0.0000173, 0.0000046, 0.0000012,
        ]  # fmt: skip
        assert [round(nakamoto(TENTH, z), 7) for z in range(11)] == printed

    def test_the_exact_ones(self) -> None:
        found = [float(exact(TENTH, z)) for z in range(1, 7)]
        assert found == pytest.approx([0.2, 0.056, 0.01712, 0.005456, 0.0017818, 0.0005914], abs=5e-8)
        assert exact(TENTH, 0) == 1
        assert exact(TENTH, 1) == 2 * TENTH

    def test_how_many_confirmations_make_it_less_than_a_thousandth(self) -> None:
        """Both lists: they differ from the first entry on."""
        shares = [percent(share) for share in (10, 15, 20, 25, 30, 35, 40)]
        assert [confirmations_for(nakamoto, q, THOUSANDTH) for q in shares] == [5, 8, 11, 15, 24, 41, 89]
        assert [confirmations_for(exact, q, THOUSANDTH) for q in shares] == [6, 9, 13, 20, 32, 58, 133]
        assert confirmations_for(nakamoto, percent(45), THOUSANDTH) == 340
        assert confirmations_for(nakamoto, percent(50), THOUSANDTH) is None

    @pytest.mark.parametrize("q", [TENTH, Fraction(3, 10), Fraction(2, 5)])
    def test_nakamotos_formula_as_he_wrote_it(self, q: Fraction) -> None:
        """1 - sum of Poisson(k) * (1 - (q/p)^(z-k)): the machine's sum is the same, without the difference."""
        ratio = float(q / (1 - q))
        for z in range(1, 12):
            mean = z * ratio
            kept = sum(exp(-mean) * mean**k / factorial(k) * (1 - ratio ** (z - k)) for k in range(z + 1))
            assert nakamoto(q, z) == pytest.approx(1 - kept, abs=1e-12)

    @pytest.mark.parametrize("q", [TENTH, Fraction(3, 10), Fraction(9, 20)])
    def test_the_exact_formula_is_the_race_added_up(self, q: Fraction) -> None:
        """At the miners' block z the attacker has k more with chance C(k+z-1, k) p^z q^k; then the ruin."""
        p = 1 - q
        for z in range(1, 8):
            ahead, chance = Fraction(0), p**z
            total = Fraction(0)
            for k in range(z):
                total += chance * catch_up(q, z - k)
                ahead += chance
                chance = chance * (k + z) * q / (k + 1)
            assert exact(q, z) == total + 1 - ahead

    @settings(max_examples=40)
    @given(st.integers(1, 49), st.integers(0, 30))
    def test_more_blocks_are_safer_and_more_work_is_not(self, share: int, z: int) -> None:
        q = percent(share)
        for _, formula in FORMULAS.values():
            assert 0 <= formula(q, z + 1) <= formula(q, z) <= 1
            assert formula(q, z) <= formula(percent(share + 1), z)

    def test_half_of_all_work_always_catches_up(self) -> None:
        for q in (Fraction(1, 2), Fraction(3, 5)):
            assert nakamoto(q, 50) == exact(q, 50) == catch_up(q, 50) == 1
        assert catch_up(TENTH, 3) == Fraction(1, 729)
        assert catch_up(TENTH, 0) == catch_up(TENTH, -2) == 1
        assert nakamoto(Fraction(0), 1) == exact(Fraction(0), 1) == 0

    def test_many_confirmations_keep_their_digits(self) -> None:
        """Also where 1 - (1 - x) would be 0 in floating point."""
        assert 0 < nakamoto(TENTH, 30) < 1e-15
        assert nakamoto(TENTH, 30) < exact(TENTH, 30)
        assert 0 < nakamoto(Fraction(49, 100), 1000) < 1

    def test_the_last_number_tried_counts_too(self) -> None:
        assert confirmations_for(nakamoto, TENTH, THOUSANDTH, most=5) == 5
        assert confirmations_for(nakamoto, TENTH, THOUSANDTH, most=4) is None
        assert confirmations_for(exact, TENTH, exact(TENTH, 3)) == 4

    def test_each_number_has_a_label_that_says_whose_it_is(self) -> None:
        assert list(FORMULAS) == ["nakamoto", "exact"]
        assert [formula for _, formula in FORMULAS.values()] == [nakamoto, exact]
        assert [label.split(",")[0] for label, _ in FORMULAS.values()] == ["Nakamoto 2008", "Rosenfeld 2014"]
