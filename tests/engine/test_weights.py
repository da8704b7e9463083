"""Questions whose answers are not equally likely."""

from collections import Counter
from typing import Any

import pytest

from engine.agents import Loyal, Seeded
from engine.configuration import Choice, Option, Subject
from engine.machine import Ask, Command, Decide, Event, Machine, Start, Timing
from engine.orders import ATTACK, ORDERS, RETREAT
from engine.play import play
from engine.rounds import Rounds
from engine.run import Run

ANSWERS = ("a", "b", "c")


class Lot(Machine):
    """P draws a lot and attacks on the first one."""

    id = "lot"
    timing = Timing.ROUNDS

    def __init__(self, weights: tuple[int, ...]) -> None:
        self.processes, self.rounds, self.names = 1, 0, ("P",)
        self.weights = weights

    def begin(self, process: int) -> Any:
        return None

    def step(self, process: int, state: Any, event: Event) -> tuple[Any, tuple[Command, ...]]:
        if isinstance(event, Start):
            return state, (Ask("which lot?", ORDERS, "nature", self.weights),)
        return state, (Decide(getattr(event, "value", RETREAT)),)


def drawn(weights: tuple[int, ...], seed: int, count: int) -> Counter[int]:
    choice = Choice("nature", Subject("coin"), tuple(Option(a) for a in ANSWERS), 0, weights=weights)
    agent = Seeded(seed)
    run: Run[Any] = Run(Rounds(Lot(()), (None,)))
    return Counter(agent.pick(run, choice) for _ in range(count))


def test_a_question_carries_its_weights_to_whoever_answers() -> None:
    run = Run(Rounds(Lot((9, 1)), (None,)))
    assert run.pending is not None
    assert run.pending.weights == (9, 1)
    assert Run(Rounds(Lot(()), (None,))).pending.weights == ()  # type: ignore[union-attr]


def test_a_coin_is_as_loaded_as_the_weights_say() -> None:
    """Within six standard deviations, of 3,000 draws."""
    found = drawn((1, 0, 2), seed=5, count=3000)
    assert abs(found[0] - 1000) < 6 * (3000 * 2 / 9) ** 0.5
    assert found[1] == 0
    assert found == drawn((1, 0, 2), seed=5, count=3000)


def test_without_weights_all_options_are_alike() -> None:
    found = drawn((), seed=5, count=3000)
    assert all(abs(found[i] - 1000) < 6 * (3000 * 2 / 9) ** 0.5 for i in range(3))


@pytest.mark.parametrize("weights", [(0, 0), (3, -1), (1,), (1, 2, 3)])
def test_weights_that_make_no_coin_are_refused(weights: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="a weight for each option"):
        Ask("which lot?", ORDERS, "nature", weights)


def test_whoever_is_loyal_takes_the_first_answer() -> None:
    run = play(Rounds(Lot((1, 99)), (None,)), {"nature": Loyal()})
    assert run.now.decisions == (ATTACK,)
    often = [play(Rounds(Lot((1, 99)), (None,)), {"nature": Seeded(s)}).now.decisions for s in range(20)]
    assert often.count((RETREAT,)) > 15
