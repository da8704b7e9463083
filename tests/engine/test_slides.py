"""Slides 15, 16 and 20-28 of the lecture, to the cell."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.orders import ATTACK, RETREAT
from engine.properties import named
from engine.run import Run, indistinguishable
from tests.engine.worlds import decided, entries, ic, om, say

A, R = ATTACK, RETREAT
WORD = st.sampled_from([A, R, None])

# Slides 22-28: the commander and L1 are traitors. What the commander orders, what L1 says he was told.
COMMANDER = {((0,), i): A if i <= 4 else R for i in range(1, 8)}
L1_ON_THE_ORDER = {((0, 1), i): A if i <= 4 else R for i in range(2, 8)}
SPLIT = {**COMMANDER, **L1_ON_THE_ORDER}
L1_VECTORS = [((0, j, 1), i) for j in range(2, 8) for i in range(2, 8) if i != j]
"""Round 3: the vectors X that L1 sends, one value for each lieutenant L_j that he reports on."""


def letters(orders: tuple[str, ...]) -> str:
    return "".join(order[0].upper() for order in orders)


class TestOneRoundOfNotes:
    """Slides 20-24: OM(1) with eight generals, two of them traitors."""

    def run(self, default: str = R) -> Run:
        return say(om(8, 1, A, (0, 1), default), SPLIT)

    def test_the_army_falls_apart(self) -> None:
        run = self.run()
        assert decided(run.now)[2:] == "AAARRR"
        verdict = named(run.model, "agreement").judge(run.model, run.now)
        assert not verdict.holds
        assert verdict.why == "L2 attacks, L5 retreats"
        assert named(run.model, "split").judge(run.model, run.now).holds
        assert len(entries(run, "sent")) == 49

    @pytest.mark.parametrize(("lieutenant", "attacks"), [(2, 4), (3, 4), (4, 4), (5, 3), (6, 3), (7, 3)])
    def test_every_tally(self, lieutenant: int, attacks: int) -> None:
        """4:3 in the tents of L2 to L4, 3:4 in those of L5 to L7."""
        run = self.run()
        ballot = run.model.machine.ballots(lieutenant, run.now.states[lieutenant])[0]
        assert ballot.voters == (1, 2, 3, 4, 5, 6, 7)
        assert letters(ballot.votes) == ("A" if lieutenant <= 4 else "R") + "AAARRR"
        assert (ballot.attacks, ballot.tie) == (attacks, False)

    def test_the_default_does_not_matter_without_a_tie(self) -> None:
        assert decided(self.run(A).now)[2:] == "AAARRR"

    def test_no_even_split_in_agreement(self) -> None:
        for words in (dict.fromkeys(SPLIT, A), dict.fromkeys(SPLIT, R)):
            run = say(om(8, 1, A, (0, 1)), words)
            verdict = named(run.model, "split").judge(run.model, run.now)
            assert not verdict.holds
        assert verdict.why == "0 attack, 6 retreat"

    def test_six_loyal_lieutenants_cannot_be_fooled_by_the_commander_alone(self) -> None:
        """Slide 20 with L1 loyal: everybody counts the same seven votes."""
        run = say(om(8, 1, A, (0,)), COMMANDER)
        assert decided(run.now)[1:] == "A" * 7


class TestTheTableOfSlide28:
    """OM(2): in round 3 the vectors are exchanged. Row i, column j: what L_i says that L_j was told."""

    def cell(self, run: Run, reader: int, i: int, j: int) -> str:
        """Row i, column j of a reader's table; "?" is what nobody tells him: his own order, of others."""
        if i == reader:
            path: tuple[int, ...] = (0,) if j == reader else (0, j)
        elif j == reader:
            return "?"
        else:
            path = (0, i) if j == i else (0, j, i)
        value = run.model.machine.tree.value_at(reader, run.now.states[reader], path)
        return value[0].upper()

    @pytest.mark.parametrize("reader", [2, 5])
    def test_the_rows(self, reader: int) -> None:
        """L2 to L4 were told A by L1, L5 to L7 R: that is all in which their vectors differ."""
        run = say(om(8, 2, A, (0, 1)), SPLIT)
        for i in range(2, 8):
            row = "".join(self.cell(run, reader, i, j) for j in range(1, 8))
            expected = "AAAARRR" if i <= 4 else "RAAARRR"
            if i != reader:
                expected = expected[: reader - 1] + "?" + expected[reader:]
            assert row == expected, f"row of L{i}"

    @pytest.mark.parametrize("reader", [2, 3, 4, 5, 6, 7])
    @pytest.mark.parametrize("default", [A, R])
    def test_the_column_majorities(self, reader: int, default: str) -> None:
        """A A A R R R for L2 to L7; the column of L1 is a tie and falls to the default."""
        run = say(om(8, 2, A, (0, 1), default), SPLIT)
        ballots = {b.about: b for b in run.model.machine.ballots(reader, run.now.states[reader])}
        final = ballots[(0,)]
        columns = [final.votes[final.voters.index(j)] for j in range(1, 8)]
        assert letters(tuple(columns)) == default[0].upper() + "AAARRR"
        first = ballots[(0, 1)]
        assert letters(first.votes) == "AAARRR"
        assert first.voters == (2, 3, 4, 5, 6, 7)
        assert first.tie
        for j in range(2, 8):
            if j != reader:
                column = ballots[(0, j)]
                honest = A if j <= 4 else R
                assert sum(v == honest for v in column.votes) >= 5
                assert len(column.votes) == 6
                assert column.result == honest
        assert final.attacks == (4 if default == A else 3)
        assert run.now.decisions[reader] == default

    def test_it_works_and_retreats_for_the_default(self) -> None:
        run = say(om(8, 2, A, (0, 1)), SPLIT)
        assert decided(run.now)[2:] == "RRRRRR"
        assert len(entries(run, "sent")) == 259
        assert decided(say(om(8, 2, A, (0, 1), A), SPLIT).now)[2:] == "AAAAAA"

    def test_without_his_vectors_thirty_values_fewer(self) -> None:
        run = say(om(8, 2, A, (0, 1)), {**SPLIT, **dict.fromkeys(L1_VECTORS)})
        assert len(entries(run, "sent")) == 229
        assert decided(run.now)[2:] == "RRRRRR"

    @settings(max_examples=60, deadline=None)
    @given(st.lists(WORD, min_size=30, max_size=30), st.sampled_from([A, R]))
    def test_whatever_x_is(self, x: list[str | None], default: str) -> None:
        """L1's vectors X move no column and no decision (slide 28)."""
        words = {**SPLIT, **dict(zip(L1_VECTORS, x, strict=True))}
        run = say(om(8, 2, A, (0, 1), default), words)
        assert decided(run.now)[2:] == default[0].upper() * 6
        for reader in range(2, 8):
            final = run.model.machine.ballots(reader, run.now.states[reader])[0]
            assert letters(final.votes) == default[0].upper() + "AAARRR"

    def test_every_column_of_x_for_itself(self) -> None:
        """Exhaustive: the three values of X in any one cell of a reader's column leave it as it is."""
        for j, value in product(range(2, 8), (A, R, None)):
            cells = {slot: value for slot in L1_VECTORS if slot[0][1] == j}
            run = say(om(8, 2, A, (0, 1)), {**SPLIT, **cells})
            assert decided(run.now)[2:] == "RRRRRR"

    def test_two_defaults_in_one_army(self) -> None:
        """Fallacy 5: L2 to L4 default to ATTACK, L5 to L7 to RETREAT: the traitors are within bounds."""
        defaults = (R, R, A, A, A, R, R, R)
        run = say(om(8, 2, A, (0, 1), defaults), SPLIT)
        assert decided(run.now)[2:] == "AAARRR"


class TestTheSlidesOwnReading:
    """Slides 25-28 leave the commander out: IC(1) among seven lieutenants, L1 the traitor."""

    INPUTS = (A, A, A, A, R, R, R)

    def run(self, default: str = R, x: dict | None = None) -> Run:
        words: dict = {((0,), i): A if i <= 3 else R for i in range(1, 7)}
        words.update(x or {})
        return say(ic(self.INPUTS, 1, (0,), default), words)

    @pytest.mark.parametrize("default", [A, R])
    def test_everybody_holds_the_same_vector(self, default: str) -> None:
        run = self.run(default)
        for p in range(1, 7):
            vector = run.model.machine.vector(p, run.now.states[p])
            assert letters(vector) == default[0].upper() + "AAARRR"
        assert decided(run.now)[1:] == default[0].upper() * 6

    def test_l1s_column_is_the_tie(self) -> None:
        run = self.run()
        for reader in (1, 4):
            ballots = {b.about: b for b in run.model.machine.ballots(reader, run.now.states[reader])}
            assert letters(ballots[(0,)].votes) == "AAARRR"
            assert ballots[(0,)].tie

    @settings(max_examples=30, deadline=None)
    @given(st.lists(WORD, min_size=30, max_size=30))
    def test_whatever_x_is(self, x: list[str | None]) -> None:
        slots = [((j, 0), i) for j in range(1, 7) for i in range(1, 7) if i != j]
        run = self.run(x=dict(zip(slots, x, strict=True)))
        assert decided(run.now)[1:] == "RRRRRR"
        assert named(run.model, "agreement").judge(run.model, run.now).holds
        assert named(run.model, "validity").judge(run.model, run.now).holds


class TestWorldsThatLookAlike:
    """Slides 15 and 16: three generals, and what one of them cannot tell apart."""

    def w1(self, to_l1: str, to_l2: str) -> Run:
        """The commander is the traitor."""
        return say(om(3, 1, A, (0,)), {((0,), 1): to_l1, ((0,), 2): to_l2})

    def lying(self, liar: int, order: str, lie: str) -> Run:
        """A lieutenant is."""
        return say(om(3, 1, order, (liar,)), {((0, liar), 3 - liar): lie})

    def test_slide_15(self) -> None:
        """A to L1 and R to L2, or A to both and L2 says R: L1 sees the same."""
        one, two = self.w1(A, R), self.lying(2, A, R)
        assert indistinguishable(1, one, two)
        assert one.now.decisions[1] == two.now.decisions[1] == R
        assert not named(two.model, "validity").judge(two.model, two.now).holds

    def test_slide_16_read_literally_is_no_such_pair(self) -> None:
        """Fact 7. In W1 L2 was told R; a loyal commander's A is not that."""
        assert not indistinguishable(2, self.w1(A, R), self.lying(1, A, R))

    def test_slide_16_mirrored(self) -> None:
        """The two readings that are."""
        assert indistinguishable(2, self.w1(A, R), self.lying(1, R, A))
        assert indistinguishable(2, self.w1(R, A), self.lying(1, A, R))

    def test_views_do_not_tell_what_others_saw(self) -> None:
        one, two = self.w1(A, R), self.lying(2, A, R)
        assert not indistinguishable(2, one, two)
        assert one.journal != two.journal
