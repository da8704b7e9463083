"""Crashes in the middle of sending, questions to nature, and lost messages, in rounds."""

import pytest

from engine.machine import Timing
from engine.model import Faults
from engine.orders import ATTACK, RETREAT
from engine.play import play
from engine.rounds import Rounds, subsets
from engine.run import Run
from engine.script import Crashes, Impossible, Script
from tests.engine.machines import Coin, Flood
from tests.engine.worlds import decided, ends, entries, om, runs

A, R = ATTACK, RETREAT


def survivors_agree(model: Rounds, now) -> bool:
    return len({now.decisions[p] for p in model.loyal(now)}) <= 1


def all_inputs(n: int) -> list[tuple[str, ...]]:
    return [tuple(A if i >> p & 1 else R for p in range(n)) for i in range(2**n)]


class TestCrashes:
    @pytest.mark.parametrize(
        ("n", "f", "rounds", "count", "broken"),
        [(3, 1, 2, 200, 0), (4, 1, 2, 1040, 0), (3, 1, 1, 104, 6), (3, 2, 2, None, 0)],
    )
    def test_flooding_over_every_crash_schedule(
        self, n: int, f: int, rounds: int, count: int | None, broken: int
    ) -> None:
        """f+1 rounds are enough, f are not (where n >= f+2): the runs of the published table."""
        found = bad = 0
        for inputs in all_inputs(n):
            model = Rounds(Flood(n, rounds), inputs, Faults(crashes=f))
            for now in ends(model):
                found += 1
                bad += not survivors_agree(model, now)
        assert count is None or found == count
        assert bad == broken

    def test_the_published_counterexample(self) -> None:
        """Inputs R A A; P0 crashes in round 1 and reaches only P1: P1 retreats, P2 attacks."""
        model = Rounds(Flood(3, 1), (R, A, A), Faults(crashes=1))
        run = play(model, {"scheduler": Script.of(crash=[Crashes(0, 1, (1,))])})
        assert decided(run.now) == "-RA"
        assert run.spent() == {"crashes": 1}
        assert [e.process for e in entries(run, "crashed")] == [0]
        assert len(entries(run, "sent")) == 1 + 4
        assert run.model.loyal(run.now) == (1, 2)

    def test_a_crashed_general_says_and_hears_nothing_more(self) -> None:
        model = Rounds(Flood(3, 2), (R, A, A), Faults(crashes=1))
        run = play(model, {"scheduler": Script.of(crash=[Crashes(0, 1, (1,))])})
        assert decided(run.now) == "-RR"
        assert {e.process for e in entries(run, "sent") if e.round == 2} == {1, 2}
        assert not [e for e in entries(run, "delivered") if e.peer == 0]
        assert len(run.view(0)) == 1

    def test_the_options_of_a_crash(self) -> None:
        model = Rounds(Flood(3, 1), (A, A, A), Faults(crashes=1))
        first, *others = model.batch(model.initial())
        assert [o.label for o in first.options] == [
            "stays up",
            "crashes, reaching nobody",
            "crashes, reaching P1",
            "crashes, reaching P2",
            "crashes, reaching P1, P2",
        ]
        assert [o.cost for o in first.options] == [0, 1, 1, 1, 1]
        assert (first.owner, first.measure, first.honest) == ("scheduler", "crashes", 0)
        assert len(others) == 2
        assert model.objection(model.initial(), (1, 2)) == "No more than 1 of these may crash."
        assert model.objection(model.initial(), (0, 2)) is None

    def test_the_second_crash_waits_for_its_round(self) -> None:
        """n=4, f=2: P0 crashes in round 1 reaching P1, P1 in round 2 reaching P2: two rounds are too few."""
        script = Script.of(crash=[Crashes(0, 1, (1,)), Crashes(1, 2, (2,))])
        two = play(Rounds(Flood(4, 2), (R, A, A, A), Faults(crashes=2)), {"scheduler": script})
        assert decided(two.now) == "--RA"
        three = play(Rounds(Flood(4, 3), (R, A, A, A), Faults(crashes=2)), {"scheduler": script})
        assert decided(three.now) == "--RR"

    def test_what_a_script_cannot_ask(self) -> None:
        model = Rounds(Flood(3, 1), (A, A, A), Faults(crashes=1))
        with pytest.raises(Impossible, match="P0 sends nothing to all of these"):
            play(model, {"scheduler": Script.of(crash=[Crashes(0, 1, (0,))])})
        with pytest.raises(Impossible, match="P1 cannot crash as well"):
            play(model, {"scheduler": Script.of(crash=[Crashes(0, 1), Crashes(1, 1)])})

    def test_a_traitor_does_not_crash(self) -> None:
        model = Rounds(Flood(3, 1), (A, A, A), Faults((1,), crashes=1))
        assert [c.subject.process for c in model.batch(model.initial())] == [0, 2]

    def test_subsets_from_small_to_large(self) -> None:
        assert subsets((1, 2)) == [(), (1,), (2,), (1, 2)]
        assert len(subsets(tuple(range(5)))) == 32


class TestQuestions:
    def test_nature_answers_before_the_round(self) -> None:
        model = Rounds(Coin(Timing.ROUNDS), (None, None))
        run = Run(model)
        assert run.pending is not None
        assert (run.pending.owner, run.pending.subject.kind) == ("nature", "coin")
        assert [run.now.states for run in runs(model)] == [(A, A), (R, R)]

    def test_a_decision_held_is_not_lost_beside_a_question(self) -> None:
        """Q decides while P asks nature: both are asked in one batch."""
        model = Rounds(Coin(Timing.ROUNDS), (None, None), held=(1,))
        batch = model.batch(model.initial())
        assert [choice.owner for choice in batch] == ["general:1", "nature"]
        run = Run(model, (0, 1))
        assert decided(run.now) == "RA"


class TestLoss:
    def test_any_messages_may_be_lost_in_an_army_too(self) -> None:
        model = Rounds(om(3, 1).machine, (A, None, None), Faults(captures=1))
        found = {decided(now) for now in ends(model)}
        assert found == {"AAA", "ARR", "ARA", "AAR"}
        assert all(now.taken <= 1 for now in ends(model))

    def test_captured_by_serial_number(self) -> None:
        model = Rounds(om(4, 1).machine, (A, None, None, None), Faults(captures=None))
        run = play(model, {"network": Script.of(capture=[2, 9, 99])})
        assert [e.serial for e in entries(run, "captured")] == [2, 9]
        assert len(entries(run, "delivered")) == 7
        assert run.spent() == {"captures": 2}
