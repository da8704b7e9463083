"""Roads on which no letter overtakes another, long timers and short, and what a chronicler notes down."""

from dataclasses import replace
from typing import Any

import pytest

from engine.asynchronous import Asynchronous
from engine.machine import Command, Event, Machine, Receive, Send, Start, Timing
from engine.model import Faults
from engine.play import play
from engine.run import Run
from engine.script import Impossible, Script, Step
from tests.engine.machines import Patience
from tests.engine.worlds import entries, merged_ends, runs


class Counting(Machine):
    """P sends Q and R the numbers 1 to 3; both keep what comes, in its order."""

    id = "counting"
    timing = Timing.ASYNC

    def __init__(self) -> None:
        self.processes = 3
        self.rounds = 0
        self.names = ("P", "Q", "R")

    def begin(self, process: int) -> Any:
        return ()

    def step(self, process: int, state: Any, event: Event) -> tuple[Any, tuple[Command, ...]]:
        if isinstance(event, Start) and process == 0:
            return state, tuple(Send(q, number) for number in (1, 2, 3) for q in (1, 2))
        if isinstance(event, Receive):
            return (*state, event.message.payload), ()
        return state, ()

    def notable(self, states: tuple[Any, ...]) -> tuple[Any, ...]:
        return ("both hold one",) if len(states[1]) == len(states[2]) == 1 else ()


def heard(faults: Faults, process: int = 1) -> set[tuple[int, ...]]:
    return {now.states[process] for now in merged_ends(Asynchronous(Counting(), (None,) * 3, faults))[0]}


class TestOrder:
    def test_without_it_letters_come_in_any_order(self) -> None:
        assert len(heard(Faults())) == 6

    def test_with_it_only_in_the_order_of_sending(self) -> None:
        assert heard(Faults(fifo=True)) == {(1, 2, 3)}

    def test_two_roads_still_overtake_each_other(self) -> None:
        """Six deliveries, three on each road in their order: 6!/(3!3!) = 20 runs, 4 x 4 instants."""
        model = Asynchronous(Counting(), (None,) * 3, Faults(fifo=True))
        assert sum(1 for _ in runs(model)) == 20
        assert merged_ends(model)[1] == 16 + 8, "the eight after (1, 1) are met with the note below and without"

    def test_a_lost_letter_leaves_a_gap_but_no_disorder(self) -> None:
        lost = heard(Faults(fifo=True, captures=1))
        assert lost == {(1, 2, 3), (2, 3), (1, 3), (1, 2)}

    def test_only_the_oldest_of_a_road_can_be_picked(self) -> None:
        model = Asynchronous(Counting(), (None,) * 3, Faults(fifo=True))
        pending = Run(model).pending
        assert pending is not None
        assert [option.label for option in pending.options] == ["deliver 1", "deliver 2"]
        with pytest.raises(Impossible, match="deliver 3"):
            play(model, {"scheduler": Script.of(steps=[Step("deliver", 3)])})

    def test_essence_keeps_the_order_of_each_road_and_no_more(self) -> None:
        model = Asynchronous(Counting(), (None,) * 3, Faults(fifo=True))
        now = model.initial()
        one, two, *rest = now.wire
        swapped = replace(now, wire=(two, one, *rest))
        assert swapped != now
        assert model.essence(swapped) == model.essence(now), "different roads"
        one, two, three, *rest = now.wire
        crossed = replace(now, wire=(three, two, one, *rest))
        assert model.essence(crossed) != model.essence(now), "the same road"


class Naps(Patience):
    """Q's first timer is long, his second short."""

    def length(self, key: Any) -> int:
        return 2 if key == "long" else 1


class TestTimers:
    def test_a_fair_scheduler_lets_the_shorter_run_out_first(self) -> None:
        model = Asynchronous(Naps(("long", "short", "shorter")), (None, None))
        rung = [entry.payload for entry in entries(Run(model).honestly(), "timeout")]
        assert rung == ["short", "shorter", "long"], "of equally long ones the older first"

    def test_another_scheduler_need_not(self) -> None:
        pending = Run(Asynchronous(Naps(("long", "short")), (None, None)), (0,)).pending
        assert pending is not None
        assert {option.label for option in pending.options} == {"timeout 1 long", "timeout 1 short"}


class TestTheChronicler:
    def test_what_was_so_for_one_instant_stays_written(self) -> None:
        model = Asynchronous(Counting(), (None,) * 3, Faults(fifo=True))
        noted = [run.now.noted for run in runs(model)]
        assert noted.count(("both hold one",)) == 2 * 6, "first one each, in two orders; then 4!/(2!2!)"
        assert noted.count(()) == 20 - 12

    def test_it_is_part_of_the_instant(self) -> None:
        now = Asynchronous(Counting(), (None,) * 3).initial()
        assert replace(now, noted=("x",)) != now
