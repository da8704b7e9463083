"""Two generals in small: who is called what, what a letter says, the reasons, and plans that make no sense."""

from typing import Any

import pytest

from engine.model import Faults
from engine.orders import ATTACK, RETREAT
from engine.parameters import Unfit
from engine.play import play
from engine.properties import Verdict, named
from engine.protocols import machine
from engine.protocols.messengers import Bundle, Letter, Messengers
from engine.rounds import Rounds
from engine.run import Run
from engine.script import Script
from tests.engine.worlds import two


def judged(run: Run[Any], promise: str) -> Verdict:
    assert isinstance(run.model, Rounds)
    return named(run.model, promise).judge(run.model, run.now)


def lost(*captured: int, protocol: str = "acknowledgements", wish: str = ATTACK, **plan: Any) -> Run[Any]:
    return play(two(protocol, wish, **plan), {"network": Script.of(capture=captured)})


class TestLetters:
    def test_the_chain(self) -> None:
        plan = machine("acknowledgements", depth=4)
        assert isinstance(plan, Messengers)
        assert plan.names == ("Belisarius", "Narses")
        assert [plan.words(Letter(i)) for i in range(4)] == [
            "“March at dawn”",
            "“I have your 1”",
            "“I have your 2”",
            "“I have your 3”",
        ]
        assert plan.marches == (2, 2)
        assert machine("acknowledgements", depth=5).marches == (2, 3)  # type: ignore[attr-defined]

    def test_the_slides(self) -> None:
        flood = machine("flooding-messengers", copies=3)
        assert isinstance(flood, Messengers)
        assert flood.bundles == (Bundle(0, 3, None, "March at dawn"),)
        answer = machine("act-on-acknowledgement", copies=3, acks=2)
        assert isinstance(answer, Messengers)
        assert answer.bundles == (Bundle(0, 3, None, "March at dawn"), Bundle(1, 2, 0, "I have it"))

    def test_a_plan(self) -> None:
        """Two orders that nobody waits for are one bundle; the third is waited for and stands alone."""
        plan = machine("messenger-plan", messages=((0, 0), (0, 0), (0, 0), (1, 3), (1, 3)), marches=(1, 1))
        assert isinstance(plan, Messengers)
        assert plan.bundles == (
            Bundle(0, 2, None, "March at dawn"),
            Bundle(0, 1, None, "March at dawn"),
            Bundle(1, 2, 1, "I have your 3"),
        )
        assert plan.order == (0, 0, 1, 2, 2)
        assert plan.rounds == 2

    def test_no_letters_at_all(self) -> None:
        plan = machine("messenger-plan", messages=(), marches=(0, 0))
        assert plan.rounds == 0

    def test_equal_letters_are_counted(self) -> None:
        run = play(two("flooding-messengers", captures=1, copies=3), {"network": Script.of(capture=[2])})
        assert run.now.states[1] == (None, (2,))


class TestRefusals:
    @pytest.mark.parametrize(
        ("messages", "number", "why"),
        [
            (((0, 0), (1, 2)), 1, "message 2 waits for message 2, which is not sent before it"),
            (((0, 1),), 0, "message 1 waits for message 1, which is not sent before it"),
            (((0, 0), (1, 1), (1, 2)), 2, "message 3 waits for message 2, which its sender does not receive"),
        ],
    )
    def test_a_letter_that_cannot_be_waited_for(self, messages: Any, number: int, why: str) -> None:
        with pytest.raises(Unfit) as caught:
            machine("messenger-plan", messages=messages, marches=(1, 1))
        assert str(caught.value) == why
        assert caught.value.place == ("messages", number, "after")

    def test_three_marches(self) -> None:
        with pytest.raises(Unfit) as caught:
            machine("messenger-plan", messages=((0, 0),), marches=(0, 1, 1))
        assert str(caught.value) == "two generals need two numbers here, not 3"
        assert caught.value.place == ("marches",)


class TestReasons:
    def test_all_well(self) -> None:
        run = lost(depth=3)
        assert judged(run, "validity") == Verdict(True, "every letter arrived and both attack")
        assert judged(run, "agreement").why == "Belisarius and Narses attack"
        assert judged(run, "termination") == Verdict(True, "everybody decided by round 3")

    def test_one_marches_alone(self) -> None:
        run = lost(1, protocol="flooding-messengers", copies=1)
        assert judged(run, "agreement") == Verdict(False, "Belisarius attacks, Narses retreats")
        taken = judged(run, "validity")
        assert taken == Verdict(True, "a letter was taken, so nothing is promised", stated=False)

    def test_nobody_wished(self) -> None:
        run = lost(wish=RETREAT, depth=2)
        assert judged(run, "validity") == Verdict(True, "nobody wished to attack, and nobody does")

    @pytest.mark.parametrize(("marches", "who"), [((1, 0), "Narses"), ((9, 0), "Narses")])
    def test_somebody_attacks_unwished(self, marches: tuple[int, int], who: str) -> None:
        run = lost(protocol="messenger-plan", wish=RETREAT, messages=((0, 0),), marches=marches)
        assert judged(run, "validity") == Verdict(False, f"{who} attacks though nobody wished it")

    @pytest.mark.parametrize(
        ("marches", "who"), [((0, 2), "Narses"), ((1, 1), "Belisarius"), ((1, 2), "Belisarius")]
    )
    def test_somebody_stays_though_all_came(self, marches: tuple[int, int], who: str) -> None:
        run = lost(protocol="messenger-plan", messages=((0, 0),), marches=marches)
        assert judged(run, "validity") == Verdict(False, f"{who} stays though every letter arrived")

    def test_the_goals(self) -> None:
        agreement = named(two("acknowledgements", depth=1), "agreement")
        assert agreement.kept == "both armies march, or neither"
        assert agreement.broken == "one army marches alone"

    def test_before_the_end_nobody_has_decided(self) -> None:
        model = Rounds(machine("acknowledgements", depth=2), (ATTACK, None), Faults(captures=None))
        verdict = named(model, "termination").judge(model, model.initial())
        assert verdict == Verdict(False, "Belisarius and Narses have not decided")
