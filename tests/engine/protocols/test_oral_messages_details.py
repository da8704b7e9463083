"""Hearsay in small: the tree of what was said along which path, its ballots, its words and its reasons."""

import pytest

from engine.ballot import Ballot
from engine.machine import Message, RoundEnd, Send, Start
from engine.orders import ATTACK, RETREAT
from engine.parameters import TooLarge
from engine.play import play
from engine.properties import named
from engine.protocols import machine
from engine.protocols.hearsay import Hearsay
from engine.protocols.interactive_consistency import InteractiveConsistency
from engine.protocols.oral_messages import OralMessages
from engine.protocols.tree import Saying, Tree, sayings, values_sent
from engine.rounds import Rounds
from tests.engine.worlds import ic, om, say

A, R = ATTACK, RETREAT


class TestTree:
    def test_values_sent(self) -> None:
        """(n-1) + (n-1)(n-2) + ..., until nobody is left to tell."""
        assert [values_sent(4, m) for m in (0, 1, 2, 3, 9)] == [3, 9, 15, 15, 15]
        assert [values_sent(n, 1) for n in (1, 2, 3, 5)] == [0, 1, 4, 16]
        assert values_sent(2, 5) == 1

    def test_its_shape(self) -> None:
        tree = Tree(4, 1, (0,), (R,) * 4)
        assert (tree.processes, tree.depth, tree.roots) == (4, 1, (0,))
        assert tree.levels == [[(0,)], [(0, 1), (0, 2), (0, 3)]]
        two = Tree(3, 1, (0, 2), (R,) * 3)
        assert two.roots == (0, 2)
        assert two.levels[1] == [(0, 1), (0, 2), (2, 0), (2, 1)]

    def test_nonsense_and_silence_are_the_default_at_receipt(self) -> None:
        for default in (A, R):
            tree = Tree(4, 1, (0,), (default,) * 4)
            nonsense = Message(1, 0, 1, Saying((), "sing"), 1)
            stray = Message(2, 2, 1, Saying((3,), A), 1)
            assert tree.store(1, 1, (nonsense,)) == (default,)
            assert tree.store(1, 1, (stray,)) == (default,)
            assert tree.store(1, 1, ()) == (default,)

    def test_what_is_told_comes_back_by_its_path(self) -> None:
        tree = Tree(4, 1, (0,), (R,) * 4)
        assert tree.announce(0, A) == tuple(Send(k, Saying((), A)) for k in (1, 2, 3))
        assert tree.relay(2, 1, (A,)) == (Send(1, Saying((0,), A)), Send(3, Saying((0,), A)))
        inbox = (Message(1, 3, 2, Saying((0,), A), 2),)
        assert tree.store(2, 2, inbox) == (R, A)
        assert tree.value_at(2, ((A,), (R, A)), (0,)) == A
        assert tree.value_at(2, ((A,), (R, A)), (0, 1)) == R
        assert tree.value_at(2, ((A,), (R, A)), (0, 3)) == A

    def test_what_nobody_told_him_has_no_value(self) -> None:
        tree = Tree(4, 2, (0,), (R,) * 4)
        assert tree.value_at(2, ((A,),), (0, 3)) is None, "not heard of yet"
        assert tree.value_at(2, ((A,), (R, A)), (0, 2)) is None, "he does not tell himself"
        assert tree.value_at(2, ((A,), (R, A)), (1, 3)) is None, "1 gives no orders"
        assert tree.value_at(2, (), (0,)) is None

    @pytest.mark.parametrize("default", [A, R])
    def test_ballots_name_voters_votes_ties_and_results(self, default: str) -> None:
        """General 2 holds A of the commander, and heard R from 1: a tie; the leaves are votes of one."""
        tree = Tree(3, 1, (0,), (default,) * 3)
        top, leaf = tree.ballots(2, ((A,), (R,)))
        assert top == Ballot((0,), (1, 2), (R, A), 1, True, default)
        assert leaf == Ballot((0, 1), (2,), (R,), 0, False, R)
        assert tree.ballots(2, ()) == ()
        assert tree.ballots(2, ((A,),)) == (Ballot((0,), (2,), (A,), 1, False, A),)

    def test_the_ballots_of_four(self) -> None:
        tree = Tree(4, 1, (0,), (R,) * 4)
        top, one, two = tree.ballots(3, ((R,), (A, A)))
        assert top == Ballot((0,), (1, 2, 3), (A, A, R), 2, False, A)
        assert (one.about, one.result, two.about, two.result) == ((0, 1), A, (0, 2), A)

    def test_the_ballots_of_two_rounds_of_notes(self) -> None:
        tree = Tree(5, 2, (0,), (R,) * 5)
        top, one, two, three, *leaves = tree.ballots(4, ((A,), (R, A, R), (A, R, A, A, R, R)))
        assert top == Ballot((0,), (1, 2, 3, 4), (R, A, R, A), 2, True, R)
        assert one == Ballot((0, 1), (2, 3, 4), (A, R, R), 1, False, R)
        assert two == Ballot((0, 2), (1, 3, 4), (A, A, A), 3, False, A)
        assert three == Ballot((0, 3), (1, 2, 4), (R, R, R), 0, False, R)
        assert [leaf.voters for leaf in leaves] == [(4,)] * 6

    def test_resolved_from_the_leaves_up(self) -> None:
        tree = Tree(4, 2, (0,), (R,) * 4)
        levels = ((A,), (R, R), (A, A))
        assert tree.resolve(1, levels) == ((R,), (R, R), (A, A)), "each R and its one report A tie to R"
        eager = Tree(4, 2, (0,), (A,) * 4)
        assert eager.resolve(1, levels) == ((A,), (A, A), (A, A))


class TestWords:
    def test_what_is_said(self) -> None:
        army = machine("oral-messages", generals=4, depth=2)
        assert isinstance(army, Hearsay)
        assert army.words(Saying((), A)) == "ATTACK"
        assert army.words(Saying((0,), R)) == "C said RETREAT"
        assert army.words(Saying((0, 2), A)) == "L2 said C said ATTACK"
        assert army.label(Saying((0,), A)) == "attack"
        assert army.label(None) == "silence"
        assert army.path(Saying((0, 2), A)) == (0, 2)
        assert army.forgeries(1, Saying((0,), A), 2) == (*sayings((0,)), None)

    def test_who_writes_attack_for_retreat(self) -> None:
        army = machine("oral-messages", generals=4, depth=1)
        assert army.recode(Saying((0,), A)) == Saying((0,), R)
        assert army.recode(Saying((0, 1), R)) == Saying((0, 1), A)

    @pytest.mark.parametrize(("generals", "depth", "rounds"), [(1, 3, 1), (2, 3, 1), (3, 3, 2), (4, 1, 2)])
    def test_no_more_rounds_than_there_are_listeners(self, generals: int, depth: int, rounds: int) -> None:
        army = OralMessages(generals, depth)
        assert (army.depth, army.rounds) == (rounds - 1, rounds)

    def test_what_is_not_said(self) -> None:
        """RETREAT for silence; one round of notes."""
        for protocol in ("oral-messages", "interactive-consistency"):
            army = machine(protocol, generals=4)
            assert isinstance(army, Hearsay)
            assert army.defaults == (R,) * 4
            assert army.depth == 1
        assert OralMessages(4, 1).defaults == InteractiveConsistency(4, 1).defaults == (R,) * 4


class TestOralMessages:
    def test_the_commander_takes_no_vote(self) -> None:
        run = say(om(4, 1), {})
        army = run.model.machine  # type: ignore[attr-defined]
        assert army.ballots(0, run.now.states[0]) == ()
        assert len(army.ballots(1, run.now.states[1])) == 3

    def test_both_conditions_as_one(self) -> None:
        lied = say(om(4, 1, A, (0,)), {((0,), 1): R, ((0,), 2): None})
        both = named(lied.model, "consistency").judge(lied.model, lied.now)  # type: ignore[arg-type]
        assert both.holds
        broken = say(om(3, 1, A, (2,)), {((0, 2), 1): R})
        judge = named(broken.model, "consistency").judge(broken.model, broken.now)  # type: ignore[arg-type]
        assert (judge.holds, judge.why) == (False, "L1 retreats though the loyal commander said ATTACK")

    def test_half_against_half(self) -> None:
        run = say(om(3, 0, A, (0,)), {((0,), 2): R})
        verdict = named(run.model, "split").judge(run.model, run.now)  # type: ignore[arg-type]
        assert (verdict.holds, verdict.why) == (True, "1 attack, 1 retreat")


class TestInteractiveConsistency:
    def test_a_vector_holds_ones_own_order_in_its_place(self) -> None:
        army = InteractiveConsistency(3, 0)
        assert army.names == ("L1", "L2", "L3")
        for p in range(3):
            state, sends = army.step(p, army.begin(p), Start(A))
            assert [send.receiver for send in sends] == [q for q in range(3) if q != p]  # type: ignore[union-attr]
            state, _ = army.step(p, state, RoundEnd(1, ()))
            assert army.vector(p, state) == tuple(A if q == p else R for q in range(3))

    def test_the_reasons(self) -> None:
        """L1 is a traitor among three: L2 hears A of him and L3 hears R; then L1 bends what L3 said."""
        parted = say(ic((A, A, A), 0, (0,)), {((0,), 2): R})
        verdict = named(parted.model, "agreement").judge(parted.model, parted.now)  # type: ignore[arg-type]
        assert (verdict.holds, verdict.why) == (False, "L2 holds ATTACK for L1, L3 RETREAT")
        bent = say(ic((A, A, A), 1, (0,)), {((2, 0), 1): R})
        verdict = named(bent.model, "validity").judge(bent.model, bent.now)  # type: ignore[arg-type]
        assert (verdict.holds, verdict.why) == (False, "L2 holds RETREAT for the loyal L3, who said ATTACK")

    def test_all_well(self) -> None:
        run = say(ic((A, R, A), 1), {})
        assert isinstance(run.model, Rounds)
        agreement = named(run.model, "agreement").judge(run.model, run.now)
        assert (agreement.holds, agreement.stated) == (True, True)
        assert agreement.why == "all loyal generals hold the same vector"
        validity = named(run.model, "validity").judge(run.model, run.now)
        assert (validity.holds, validity.why) == (True, "every loyal general's order stands as he gave it")
        assert run.model.machine.report(run.model, run.now) == {"vectors": [[A, R, A]] * 3}

    def test_two_vectors_can_differ_and_one_cannot(self) -> None:
        alone = say(ic((A, R), 0, (0,)), {})
        verdict = named(alone.model, "agreement").judge(alone.model, alone.now)  # type: ignore[arg-type]
        assert (verdict.holds, verdict.stated) == (True, False)
        assert verdict.why == "there are no two loyal generals who could differ"
        assert isinstance(alone.model, Rounds)
        assert alone.model.machine.report(alone.model, alone.now) == {"vectors": [[A, R]]}

    def test_before_the_end_nothing_can_be_said(self) -> None:
        model = ic((A, R, A), 1, (0,))
        verdict = named(model, "agreement").judge(model, model.initial())
        assert (verdict.holds, verdict.stated) == (True, False)

    def test_ballots_about_every_general_but_oneself(self) -> None:
        model = ic((A, R, A), 0)
        run = play(model, {})
        ballots = model.machine.ballots(1, run.now.states[1])
        assert [(b.about, b.result) for b in ballots] == [((0,), A), ((2,), A)]

    def test_too_many_values_are_refused_before_they_are_held(self) -> None:
        with pytest.raises(TooLarge, match="this would send 1,"):
            machine("interactive-consistency", generals=20, depth=3)
        assert machine("interactive-consistency", generals=20, depth=2).processes == 20
