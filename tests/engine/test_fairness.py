"""A scheduler that must be fair, and processes that come back after a crash."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.asynchronous import Asynchronous
from engine.machine import Command, Event, Machine, Receive, Restart, Send, SetTimer, Start, Timeout, Timing
from engine.model import Faults
from engine.orders import ATTACK
from engine.run import Run
from tests.engine.machines import FirstVote


class Ponder(Machine):
    """P and Q throw two balls to and fro, for ever."""

    id = "ponder"
    timing = Timing.ASYNC

    def __init__(self) -> None:
        self.processes = 3
        self.rounds = 0
        self.names = ("P", "Q", "R")

    def begin(self, process: int) -> Any:
        return 0

    def step(self, process: int, state: Any, event: Event) -> tuple[Any, tuple[Command, ...]]:
        if isinstance(event, Start) and process == 0:
            return state, (Send(1, "ball"), Send(2, "letter"))
        if isinstance(event, Receive) and event.message.payload == "ball":
            return state, (Send(1 - process, "ball"),)
        return state, ()


def labels(run: Run[Any]) -> list[str]:
    pending = run.pending
    return [] if pending is None else [option.label for option in pending.options]


def test_an_unfair_scheduler_lets_a_letter_wait_for_ever() -> None:
    run: Run[Any] = Run(Asynchronous(Ponder(), (None,) * 3))
    for _ in range(50):
        pending = run.pending
        assert pending is not None
        run.extend(next(i for i, o in enumerate(pending.options) if o.label != "deliver 2"))
    assert not any(entry.kind == "delivered" and entry.peer == 2 for entry in run.journal)


@pytest.mark.parametrize("fair", [1, 2, 3, 7])
def test_a_fair_one_delivers_each_letter_in_time(fair: int) -> None:
    run: Run[Any] = Run(Asynchronous(Ponder(), (None,) * 3, Faults(fair=fair)))
    while not any(entry.kind == "delivered" and entry.peer == 2 for entry in run.journal):
        pending = run.pending
        assert pending is not None
        others = [i for i, o in enumerate(pending.options) if o.label != "deliver 2"]
        run.extend(others[0] if others else 0)
    # Both letters of the beginning are equally old, and the ball may be delivered first.
    (step,) = [entry.round for entry in run.journal if entry.kind == "delivered" and entry.peer == 2]
    assert step <= fair + 2


@given(st.lists(st.integers(0, 30), max_size=40), st.integers(1, 6))
def test_no_letter_waits_longer_than_is_fair_and_those_as_old(picks: list[int], fair: int) -> None:
    run: Run[Any] = Run(Asynchronous(FirstVote(4), (ATTACK,) * 4, Faults(fair=fair)))
    for pick in picks:
        pending = run.pending
        if pending is None:
            break
        run.extend(pick % len(pending.options))
    sent = {entry.serial: entry.round for entry in run.journal if entry.kind == "sent"}
    together = len(sent)
    for entry in run.journal:
        if entry.kind == "delivered":
            assert entry.round - sent[entry.serial] <= fair + together


def test_time_is_part_of_the_instant_only_where_fairness_is_demanded() -> None:
    free: Run[Any] = Run(Asynchronous(Ponder(), (None,) * 3))
    later = free.then(0, 0)
    assert free.model.essence(free.now) == later.model.essence(later.now)
    bound: Run[Any] = Run(Asynchronous(Ponder(), (None,) * 3, Faults(fair=9)))
    assert bound.now != bound.then(0, 0).now


class Diary(Machine):
    """P writes to Q, who keeps count in a book that outlives him, and in his head, which does not."""

    id = "diary"
    timing = Timing.ASYNC

    def __init__(self) -> None:
        self.processes = 2
        self.rounds = 0
        self.names = ("P", "Q")

    def begin(self, process: int) -> Any:
        return (0, 0)

    def step(self, process: int, state: Any, event: Event) -> tuple[Any, tuple[Command, ...]]:
        book, head = state
        if isinstance(event, Start):
            return state, (Send(1, "one"), Send(1, "two")) if process == 0 else (SetTimer("nap"),)
        if isinstance(event, Receive):
            return (book + 1, head + 1), ()
        if isinstance(event, Restart):
            return (book, 0), (Send(0, "I am back"),)
        if isinstance(event, Timeout):
            return (book, -1), ()
        return state, ()


def pick(run: Run[Any], *wanted: str) -> Run[Any]:
    for label in wanted:
        run = run.then(labels(run).index(label))
    return run


def test_who_comes_back_has_what_was_written_down() -> None:
    model = Asynchronous(Diary(), (None, None), Faults(crashes=1, restarts=1))
    run: Run[Any] = Run(model)
    assert "restart 1" not in labels(run)
    run = pick(run, "deliver 1", "crash 1")
    assert run.now.states[1] == (1, 1)
    assert "deliver 2" not in labels(run)
    run = pick(run, "restart 1")
    assert run.now.states[1] == (1, 0)
    assert model.loyal(run.now) == (0, 1)
    # The letter that was on the road is lost, his timer is gone, and he cannot crash a second time.
    assert labels(run) == ["deliver 3"]
    assert run.view(1) == (Start(None), run.view(1)[1], Restart())
    assert pick(run, "deliver 3").over


def test_where_nothing_else_can_happen_the_crashed_come_back() -> None:
    run: Run[Any] = Run(Asynchronous(Diary(), (None, None), Faults(crashes=1, restarts=1)))
    run = pick(run, "crash 1")
    assert labels(run) == ["restart 1"]
    assert run.pending is not None
    assert run.pending.honest == 0
    without: Run[Any] = Run(Asynchronous(Diary(), (None, None), Faults(crashes=1)))
    assert pick(without, "crash 1").over
