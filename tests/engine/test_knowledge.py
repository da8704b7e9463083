"""The ladder of knowledge, by its definition over all runs (Halpern, Moses)."""

import pytest

from engine.model import Faults
from engine.oracle.knowledge import (
    Knowledge,
    common_knowledge,
    knows,
    ladder,
    runs_until,
    wishes_attack,
)
from engine.orders import ATTACK, RETREAT
from engine.play import play
from engine.protocols import machine
from engine.rounds import Rounds
from engine.run import Run
from engine.script import Script
from tests.engine.worlds import om, two


def chain(k: int) -> tuple[Rounds, list[Run], list[Run]]:
    """A chain; its runs A0..Ak by how many letters arrive; and those with the run of no wish."""
    model = two("acknowledgements", depth=k)
    arrivals = [play(model, {"network": Script.of(capture=[j + 1])}) for j in range(k + 1)]
    wishless = Run(two("acknowledgements", wish=RETREAT, depth=k))
    return model, arrivals, [*arrivals, wishless]


class TestTheTable:
    @pytest.mark.parametrize(
        ("knowers", "first"),
        [((1,), 1), ((0, 1), 2), ((1, 0, 1), 3), ((0, 1, 0, 1), 4)],
    )
    def test_each_rung_needs_one_more_letter(self, knowers: tuple[int, ...], first: int) -> None:
        """K2 in A1..A4, K1K2 in A2..A4, K2K1K2 in A3 and A4, K1K2K1K2 in A4."""
        model, arrivals, possible = chain(4)
        holds = [knows(model, possible, run, knowers, wishes_attack) for run in arrivals]
        assert holds == [j >= first for j in range(5)]

    def test_depth_five_holds_nowhere(self) -> None:
        model, arrivals, possible = chain(4)
        assert not any(knows(model, possible, run, (1, 0, 1, 0, 1), wishes_attack) for run in arrivals)

    @pytest.mark.parametrize("k", range(1, 7))
    def test_common_knowledge_nowhere(self, k: int) -> None:
        model, arrivals, possible = chain(k)
        assert not any(common_knowledge(model, possible, run, (0, 1), wishes_attack) for run in arrivals)

    @pytest.mark.parametrize("k", range(1, 7))
    def test_the_ladder_counts_the_letters(self, k: int) -> None:
        model, arrivals, _ = chain(k)
        assert [ladder(model, run) for run in arrivals] == list(range(k + 1))

    def test_the_sender_knows_his_own_wish(self) -> None:
        model, arrivals, possible = chain(2)
        assert all(knows(model, possible, run, (0,), wishes_attack) for run in arrivals)
        assert not knows(model, possible, possible[-1], (0,), wishes_attack)


class TestTheLadderInPlay:
    def test_it_grows_while_the_letters_arrive(self) -> None:
        run = Run(two("acknowledgements", depth=4))
        model = run.model
        rungs = [ladder(model, run)]  # type: ignore[arg-type]
        while run.pending is not None:
            run.extend(0)
            rungs.append(ladder(model, run))  # type: ignore[arg-type]
        assert rungs == [0, 1, 2, 3, 4]

    def test_a_road_that_loses_nothing_gives_common_knowledge(self) -> None:
        model = two("acknowledgements", depth=2, captures=0)
        run = Run(model).honestly()
        assert ladder(model, run) == 64
        wishless = Run(two("acknowledgements", wish=RETREAT, depth=2, captures=0))
        assert common_knowledge(model, [run, wishless], run, (0, 1), wishes_attack)

    def test_flooding_gives_one_rung(self) -> None:
        model = two("flooding-messengers", copies=20)
        assert ladder(model, Run(model, (19,))) == 1
        assert ladder(model, Run(model, (20,))) == 0

    def test_receipts_give_two(self) -> None:
        model = two("act-on-acknowledgement", copies=3, acks=3)
        assert ladder(model, Run(model, (0, 2))) == 2
        assert ladder(model, Run(model, (0, 3))) == 1


class TestDefinitions:
    def test_common_knowledge_is_where_every_depth_holds(self) -> None:
        """By components, and by knowing ever deeper until nothing changes: the same runs."""
        for k in (1, 2, 3):
            model, _, possible = chain(k)
            knowledge = Knowledge(model, possible)
            for fact in (wishes_attack, lambda run: True, lambda run: run.now.taken == 0):
                holds = knowledge.where(fact)
                deeper, last = holds, None
                while deeper != last:
                    last = deeper
                    deeper = knowledge.known((0,), deeper) & knowledge.known((1,), deeper)
                assert deeper == knowledge.common((0, 1), holds)

    def test_a_run_that_is_not_possible(self) -> None:
        model, arrivals, _ = chain(2)
        with pytest.raises(ValueError):
            knows(model, arrivals[:2], arrivals[2], (1,), wishes_attack)

    def test_three_generals_never_know_the_order(self) -> None:
        """With one traitor anywhere, L1 who heard ATTACK twice cannot know that it was ordered."""
        model = om(3, 1, ATTACK)
        possible = [
            run
            for order in (ATTACK, RETREAT)
            for traitors in ((), (0,), (1,), (2,))
            for run in runs_until(om(3, 1, order, traitors), 2)
        ]
        honest = Run(model).honestly()
        assert not knows(model, possible, honest, (1,), lambda run: 0 not in run.now.traitors)
        assert knows(model, possible, honest, (1,), lambda run: len(run.now.traitors) < 2)

    def test_all_runs_until_a_round(self) -> None:
        model = Rounds(machine("oral-messages", generals=4, depth=1), (ATTACK, None, None, None), Faults((1,)))
        assert len(runs_until(model, 0)) == 1
        assert len(runs_until(model, 1)) == 1
        assert len(runs_until(model, 2)) == 9
