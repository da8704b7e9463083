"""Oral messages in bulk: equal to the engine and to the recursion, and what it counts of many runs."""

from collections.abc import Callable
from itertools import combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.bulk import Broken, Row, census, decide, decide_many, majority, rows, survey
from engine.orders import ATTACK, RETREAT
from engine.parameters import TooLarge
from tests.engine import reference
from tests.engine.worlds import om, say

A, R = ATTACK, RETREAT
ORDER = st.sampled_from([A, R])


class TestOneRun:
    @settings(max_examples=150)
    @given(
        st.integers(2, 8),
        st.integers(0, 3),
        st.sets(st.integers(0, 7), max_size=4),
        st.integers(0, 10**6),
        ORDER,
        st.lists(ORDER, min_size=8, max_size=8),
    )
    def test_it_is_the_engine(
        self, n: int, m: int, where: set[int], seed: int, order: str, defaults: list[str]
    ) -> None:
        """Any traitors, silence too, and each general a default of his own; what traitors do included."""
        traitors = tuple(sorted(p for p in where if p < n))
        words = reference.random_words(n, m, traitors, seed)
        each = tuple(defaults[:n])
        assert (
            decide(n, m, order, rows(words, n, each), each)
            == say(om(n, m, order, traitors, each), words).now.decisions
        )

    @settings(max_examples=60)
    @given(st.integers(3, 7), st.integers(0, 2), st.data(), st.integers(0, 10**6), ORDER)
    def test_what_is_not_said_is_said_honestly(
        self, n: int, m: int, data: st.DataObject, seed: int, order: str
    ) -> None:
        """A row may be for some receivers only."""
        traitors = tuple(sorted(data.draw(st.sets(st.integers(0, n - 1), max_size=3))))
        words = reference.random_words(n, m, traitors, seed)
        some = {slot: word for i, (slot, word) in enumerate(words.items()) if (i * 7 + seed) % 3}
        assert decide(n, m, order, rows(some, n)) == say(om(n, m, order, traitors), some).now.decisions

    @pytest.mark.parametrize("seed", [1, 2])
    def test_thirteen_generals_are_the_plain_recursion(self, seed: int) -> None:
        """OM(4), four traitors: too large for a match, not for the paper's own recursion."""
        traitors = (0, 3, 7, 12)
        words = reference.random_words(13, 4, traitors, seed)
        expected = reference.recursive(13, 4, A, words, [R] * 13)
        found = decide(13, 4, A, rows(words, 13))
        assert dict(enumerate(found[1:], 1)) == expected
        loyal = {found[i] for i in expected if i not in traitors}
        assert len(loyal) == 1, "agreement"

    def test_sixteen_generals_and_five_traitors_agree(self) -> None:
        """OM(5), 3,999,675 values; the traitors' words are coins, or ATTACK to the even ones."""
        coins = Random(1)
        for table in (
            _table(16, 5, (0, 3, 7, 11, 15), lambda path: coins.getrandbits(16)),
            _table(16, 5, (0, 3, 7, 11, 15), lambda path: 0x5555),
        ):
            found = decide(16, 5, A, table)
            assert len({found[i] for i in range(1, 16) if i not in (3, 7, 11, 15)}) == 1

    def test_one_general_too_few(self) -> None:
        """Vector 7: n=6, m=2; L4 and L5 always say R: the loyal retreat under ATTACK."""
        table = _table(6, 2, (4, 5), lambda path: 0)
        assert decide(6, 2, A, table)[:4] == (A, R, R, R)
        table = _table(7, 2, (5, 6), lambda path: 0)
        assert decide(7, 2, A, table)[:5] == (A, A, A, A, A)


def _table(n: int, m: int, traitors: tuple[int, ...], attack: Callable[[tuple[int, ...]], int]) -> dict:
    """A row for each path that ends with a traitor, to all."""
    table = {}
    level = [(0,)]
    for left in range(m, -1, -1):
        for path in level:
            if path[-1] in traitors:
                table[path] = Row((1 << n) - 1, attack(path))
        level = [(*path, k) for path in level for k in range(n) if k not in path] if left else []
    return table


class TestManyRuns:
    @settings(max_examples=40)
    @given(st.integers(2, 6), st.integers(0, 2), st.integers(0, 10**6), st.lists(ORDER, min_size=6, max_size=6))
    def test_every_bit_is_a_run_of_the_engine(self, n: int, m: int, seed: int, defaults: list[str]) -> None:
        """Each run has an order, traitors and words of its own."""
        runs = 6
        random = Random(seed)
        each = tuple(defaults[:n])
        orders = [random.choice((A, R)) for _ in range(runs)]
        places = [tuple(p for p in range(n) if random.random() < 0.4) for _ in range(runs)]
        words = [reference.random_words(n, m, place, seed + b) for b, place in enumerate(places)]

        def said(path: tuple[int, ...], to: int) -> int:
            heard = (words[b].get((path, to)) for b in range(runs))
            return sum((word or each[to]) == A and 1 << b for b, word in enumerate(heard))

        found = decide_many(
            n,
            m,
            sum(order == A and 1 << b for b, order in enumerate(orders)),
            runs,
            {p: sum(p in place and 1 << b for b, place in enumerate(places)) for p in range(n)},
            said,
            each,
        )
        for b in range(runs):
            run = say(om(n, m, orders[b], places[b], each), words[b])
            assert tuple(A if bits >> b & 1 else R for bits in found) == run.now.decisions

    def test_one_run_of_many_is_decide(self) -> None:
        traitors = (0, 4, 8)
        words = reference.random_words(10, 3, traitors, 3)
        found = decide_many(10, 3, 1, 1, dict.fromkeys(traitors, 1), lambda path, to: int(words[path, to] == A))
        assert tuple(A if bit else R for bit in found) == decide(10, 3, A, rows(words, 10))

    @given(st.lists(st.integers(0, 255), min_size=1, max_size=31), st.integers(0, 255))
    def test_votes_are_counted_right(self, votes: list[int], tie: int) -> None:
        found = majority(votes, 255, tie)
        for b in range(8):
            attacks = 2 * sum(vote >> b & 1 for vote in votes)
            wins = attacks > len(votes) or (attacks == len(votes) and tie >> b & 1)
            assert found >> b & 1 == wins


class TestCensus:
    def test_7_every_behaviour_of_two_traitors_among_six(self) -> None:
        """OM(2), L4 and L5, 2^24 behaviours: the exact share behind the 10,078 of 20,000 that were drawn."""
        found = census(6, 2, (4, 5))
        assert (found.runs, found.validity) == (2**24, 8_459_025)
        assert census(6, 2, (4, 5), R).validity == 0

    def test_fact_4(self) -> None:
        assert census(6, 2, (0, 5)) == Broken(2**20, 0, 0)

    def test_7_om_1_against_two_traitors(self) -> None:
        """n=7, {0, L6}: 300 of 1,024 part; 866 of 3,000 were drawn once."""
        found = census(7, 1, (0, 6))
        assert (found.runs, found.agreement) == (1024, 300)
        assert abs(found.share("agreement") - 866 / 3000) < 0.01

    def test_every_placement_of_one_traitor(self) -> None:
        """n > 3m: nothing is ever broken; n = 3: validity is, agreement never."""
        for n in (4, 5, 6, 7):
            for traitor in range(n):
                for order in (A, R):
                    found = census(n, 1, (traitor,), order)
                    assert (found.agreement, found.validity) == (0, 0)
        assert [census(3, 1, (p,)) for p in range(3)] == [Broken(4, 0, 0), Broken(2, 0, 1), Broken(2, 0, 1)]

    @given(st.integers(2, 7), st.integers(0, 2), st.sets(st.integers(0, 6), max_size=2))
    def test_it_counts_the_words_before_it_begins(self, n: int, m: int, where: set[int]) -> None:
        traitors = tuple(sorted(p for p in where if p < n))
        words = [slot for slot in reference.slots(n, m, traitors) if slot[1] not in traitors]
        if len(words) <= 12:
            assert census(n, m, traitors).runs == 2 ** len(words)
        elif len(words) > 34:
            with pytest.raises(TooLarge, match=f"2\\^{len(words)} behaviours"):
                census(n, m, traitors)


class TestSurvey:
    def test_7_traitors_who_toss_coins(self) -> None:
        """OM(2), six generals, L4 and L5: 10,075 of 20,000 lose validity; exactly 50.42 % would."""
        (found,) = survey(6, 2, [(4, 5)], 20_000, seed=1).values()
        assert found == Broken(20_000, 9529, 10_075)
        exact = census(6, 2, (4, 5))
        for condition in ("agreement", "validity"):
            assert abs(found.share(condition) - exact.share(condition)) < 0.01

    def test_theorem_1_in_every_place(self) -> None:
        """n=7, m=2: 21 placements of two traitors, 4,096 tables each; one traitor more, and many break."""
        kept = survey(7, 2, combinations(range(7), 2), 4096, seed=2)
        assert len(kept) == 21
        assert set(kept.values()) == {Broken(4096, 0, 0)}
        lost = survey(7, 2, [(0, 5, 6), (4, 5, 6)], 4096, seed=2)
        assert lost == {(0, 5, 6): Broken(4096, 792, 0), (4, 5, 6): Broken(4096, 1648, 1840)}

    def test_a_block_is_the_survey_of_its_placement(self) -> None:
        """What one placement does is not mixed with another's: L5's lies leave a loyal commander obeyed."""
        found = survey(5, 1, [(0,), (4,), (3, 4)], 512, seed=3)
        assert found[0,] == Broken(512, 0, 0)
        assert found[4,] == Broken(512, 0, 0)
        assert found[3, 4].validity > 0


class TestWhatIsTooLarge:
    def test_it_is_refused_with_the_number_of_messages(self) -> None:
        with pytest.raises(TooLarge, match="76,500,427,777,789 messages"):
            decide(30, 9, A, {})
        with pytest.raises(TooLarge, match="messages"):
            survey(30, 9, [(1,)], 2, seed=1)
        with pytest.raises(TooLarge, match="more than can be held at once"):
            decide_many(30, 0, 0, 1 << 24, {}, lambda path, to: 0)
        with pytest.raises(TooLarge, match="messages"):
            census(7, 2, (0, 6))
