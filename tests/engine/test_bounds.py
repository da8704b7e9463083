"""The theorems: every behaviour where that can be run, random ones beyond, and how tight they are."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.orders import ATTACK, RETREAT
from engine.properties import named
from engine.run import Run
from tests.engine import reference
from tests.engine.worlds import om, runs, say


def broken(run: Run) -> set[str]:
    """Which of the two conditions a run breaks."""
    model = run.model
    return {
        name
        for name in ("agreement", "validity")
        if not named(model, name).judge(model, run.now).holds  # type: ignore[arg-type]
    }


def behaviours(n: int, m: int, traitors: tuple[int, ...], orders: tuple[str, ...]) -> list[set[str]]:
    return [broken(run) for order in orders for run in runs(om(n, m, order, traitors))]


class TestEveryBehaviour:
    """Attack, retreat and silence at every word, through `choice` and `apply`."""

    def test_three_generals_and_a_traitor_commander(self) -> None:
        """Fact 5: 9 runs, agreement holds in all."""
        found = behaviours(3, 1, (0,), (ATTACK,))
        assert found == [set()] * 9

    @pytest.mark.parametrize("traitor", [1, 2])
    def test_three_generals_and_a_traitor_lieutenant(self, traitor: int) -> None:
        """6 runs; under ATTACK, RETREAT and silence break validity; nothing breaks agreement."""
        found = behaviours(3, 1, (traitor,), (ATTACK, RETREAT))
        assert len(found) == 6
        assert sum("validity" in each for each in found) == 2
        assert not any("agreement" in each for each in found)

    def test_four_generals_and_a_traitor_commander(self) -> None:
        found = behaviours(4, 1, (0,), (ATTACK,))
        assert found == [set()] * 27

    @pytest.mark.parametrize("traitor", [1, 2, 3])
    def test_four_generals_and_a_traitor_lieutenant(self, traitor: int) -> None:
        found = behaviours(4, 1, (traitor,), (ATTACK, RETREAT))
        assert found == [set()] * 18

    def test_an_extra_round_can_hurt(self) -> None:
        """OM(2) with n=4 and one traitor is broken although n > 3t: OM(m) needs n > 2t + m."""
        assert any("validity" in each for each in behaviours(4, 2, (3,), (ATTACK,)))

    @pytest.mark.parametrize("n", [5, 6, 7])
    def test_one_traitor_in_larger_armies(self, n: int) -> None:
        """A lieutenant's words to each of the n-2 others: 3^(n-2) runs an order."""
        found = behaviours(n, 1, (n - 1,), (ATTACK, RETREAT))
        assert found == [set()] * (2 * 3 ** (n - 2))


class TestAMillionAtOnce:
    """The recursion of the paper on numbers of which every bit is a behaviour.

    Silence is RETREAT at receipt, so two values a word cover all three (fact 2). What traitors tell each
    other is left out: nobody loyal hears it, and they may say anything anyway.
    """

    def test_fact_4_six_generals_and_a_traitor_commander_keep_agreement(self) -> None:
        """OM(2), traitors 0 and L5: all 2^20 behaviours."""
        ones, at = reference.all_behaviours(6, 2, (0, 5), ATTACK)
        assert ones.bit_count() == 2**20
        assert not any(at[1] ^ at[i] for i in (2, 3, 4))

    def test_7_six_generals_and_two_traitor_lieutenants_lose_validity(self) -> None:
        """OM(2), traitors L4 and L5, order ATTACK: 8,459,025 of 2^24 behaviours; under RETREAT none."""
        ones, at = reference.all_behaviours(6, 2, (4, 5), ATTACK)
        assert ones.bit_count() == 2**24
        lost = ones & ~(at[1] & at[2] & at[3])
        assert lost.bit_count() == 8_459_025
        assert abs(lost.bit_count() / 2**24 - 10_078 / 20_000) < 0.01
        # ATTACK loses ties, RETREAT wins them: here n = 2t + m is enough.
        _, at = reference.all_behaviours(6, 2, (4, 5), RETREAT)
        assert not at[1] | at[2] | at[3]

    def test_7_two_traitors_against_om_1(self) -> None:
        """n=7, m=1, traitors 0 and L6: exactly 300 of 1,024 behaviours break agreement."""
        _, at = reference.all_behaviours(7, 1, (0, 6), ATTACK)
        assert sum((at[1] ^ at[i]).bit_count() > 0 for i in (2, 3, 4, 5)) == 4
        differing = (at[1] ^ at[2]) | (at[1] ^ at[3]) | (at[1] ^ at[4]) | (at[1] ^ at[5])
        assert differing.bit_count() == 300

    def test_8_seven_generals_and_two_traitors_keep_agreement(self) -> None:
        """OM(2), traitors 0 and L6: all 2^30 behaviours.

        The 20 words of L6 about loyal relays are varied inside the numbers, each relay's instance of OM(1)
        being solved once for either order it may relay; the 5 words of the commander and the 5 that L6
        says he heard from him are varied one by one over their 2^10 combinations. Then step (3) of OM(2).
        """
        n, traitors, loyal = 7, (0, 6), (1, 2, 3, 4, 5)
        inner = [slot for slot in reference.slots(n, 2, traitors) if len(slot[0]) == 3 and slot[1] in loyal]
        inner = [(path, to) for path, to in inner if path[1] in loyal]
        assert len(inner) == 20
        ones = (1 << (1 << 20)) - 1
        words = {slot: reference.column(place, 20) for place, slot in enumerate(inner)}
        instance = {
            (j, order): reference.bitwise(range(1, 7), j, 1, order, words, (0,))
            for j in loyal
            for order in (0, ones)
        }
        checked = 0
        for orders in product((0, ones), repeat=5):
            told = dict(zip(loyal, orders, strict=True))
            for lies in product((0, ones), repeat=5):
                relay = dict(zip((((0, 6), i) for i in loyal), lies, strict=True))
                instance[6, 0] = reference.bitwise(range(1, 7), 6, 1, 0, relay, (0,))
                uses = [
                    reference.bit_vote(
                        [told[i], instance[6, 0][i], *(instance[j, told[j]][i] for j in loyal if j != i)]
                    )
                    for i in loyal
                ]
                assert all(use == uses[0] for use in uses)
                checked += ones.bit_length()
        assert checked == 2**30

    @settings(max_examples=40, deadline=None)
    @given(st.sampled_from([(6, 2, (0, 5)), (6, 2, (4, 5)), (7, 1, (0, 6))]), st.data())
    def test_a_bit_is_a_run_of_the_engine(self, case: tuple, data: st.DataObject) -> None:
        n, m, traitors = case
        told = [(path, to) for path, to in reference.slots(n, m, traitors) if to not in traitors]
        bit = data.draw(st.integers(0, 2 ** len(told) - 1))
        words = {slot: (ATTACK if bit >> place & 1 else RETREAT) for place, slot in enumerate(told)}
        run = say(om(n, m, ATTACK, traitors), words)
        _, at = _columns(case)
        for i in range(1, n):
            if i not in traitors:
                assert run.now.decisions[i] == (ATTACK if at[i] >> bit & 1 else RETREAT)


_KNOWN: dict = {}


def _columns(case: tuple) -> tuple[int, dict[int, int]]:
    if case not in _KNOWN:
        n, m, traitors = case
        _KNOWN[case] = reference.all_behaviours(n, m, traitors, ATTACK)
    return _KNOWN[case]


SEED = st.integers(0, 10**6)
ORDER = st.sampled_from([ATTACK, RETREAT])


class TestTheoremsOnRandomTraitors:
    @settings(max_examples=80, deadline=None)
    @given(st.sampled_from([(4, 1), (5, 1), (6, 1), (7, 1), (7, 2), (8, 2)]), st.data(), SEED, ORDER)
    def test_theorem_1(self, size: tuple[int, int], data: st.DataObject, seed: int, order: str) -> None:
        """n > 3m and at most m traitors: both conditions."""
        n, m = size
        traitors = tuple(sorted(data.draw(st.sets(st.integers(0, n - 1), max_size=m))))
        run = say(om(n, m, order, traitors), reference.random_words(n, m, traitors, seed))
        assert broken(run) == set()

    @settings(max_examples=10, deadline=None)
    @given(st.sets(st.integers(0, 9), min_size=3, max_size=3), SEED, ORDER)
    def test_theorem_1_for_ten(self, where: set[int], seed: int, order: str) -> None:
        traitors = tuple(sorted(where))
        run = say(om(10, 3, order, traitors), reference.random_words(10, 3, traitors, seed))
        assert broken(run) == set()

    @settings(max_examples=60, deadline=None)
    @given(st.sampled_from([(6, 1, 2), (7, 2, 2), (8, 3, 2), (8, 1, 3), (5, 2, 1)]), st.data(), SEED, ORDER)
    def test_lemma_1(self, size: tuple[int, int, int], data: st.DataObject, seed: int, order: str) -> None:
        """n > 2t + m, a loyal commander: validity, even where t > m."""
        n, m, t = size
        traitors = tuple(sorted(data.draw(st.sets(st.integers(1, n - 1), max_size=t))))
        run = say(om(n, m, order, traitors), reference.random_words(n, m, traitors, seed))
        assert "validity" not in broken(run)

    @pytest.mark.parametrize(("n", "m"), [(3, 1), (6, 2)])
    def test_the_bound_is_tight(self, n: int, m: int) -> None:
        """n = 3m: m lieutenants who always say RETREAT."""
        traitors = tuple(range(n - m, n))
        words = dict.fromkeys(reference.slots(n, m, traitors), RETREAT)
        assert "validity" in broken(say(om(n, m, ATTACK, traitors), words))

    def test_nine_generals_and_three_traitors(self) -> None:
        """n = 3m for m = 3, on the recursion and the engine alike."""
        traitors = (6, 7, 8)
        words = dict.fromkeys(reference.slots(9, 3, traitors), RETREAT)
        run = say(om(9, 3, ATTACK, traitors), words)
        assert "validity" in broken(run)
        assert run.now.decisions[1] == reference.recursive(9, 3, ATTACK, words, [RETREAT] * 9)[1]
