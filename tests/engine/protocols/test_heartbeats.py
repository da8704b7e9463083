"""Crashed or slow: every patience errs where delays have no bound; a least one never does where they have."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.agents import Seeded
from engine.asynchronous import Asynchronous
from engine.configuration import Configuration
from engine.model import Faults
from engine.oracle.explore import explore
from engine.play import play
from engine.properties import named
from engine.protocols import machine
from engine.protocols.heartbeats import ALIVE, DEAD, Ask, Beat, Heartbeats, Watch
from engine.run import Run
from tests.engine.schedules import Survey, happened, survey
from tests.engine.tables import bounds, differing, required, taken


def watch(faults: Faults | None = None, generals: int = 2, **parameters: Any) -> Asynchronous:
    return Asynchronous(machine("heartbeats", generals=generals, **parameters), (None,) * generals, faults)


def broken(model: Asynchronous, name: str, final: bool = False) -> Survey:
    """All schedules, to the first instant (or the first end) at which this does not hold."""
    judge = named(model, name).judge

    def wanted(now: Configuration) -> bool:
        return (not final or model.choice(now) is None) and not judge(model, now).holds

    return survey(model, wanted)


def errs(model: Asynchronous) -> bool:
    return broken(model, "accuracy").found is not None


def verdict(run: Run[Any], name: str) -> Any:
    model: Any = run.model
    return named(model, name).judge(model, run.now)


class TestNoBound:
    @pytest.mark.parametrize("patience", range(1, 7))
    def test_every_patience_is_broken_and_each_takes_one_step_more(self, patience: int) -> None:
        found = broken(watch(patience=patience, beats=2), "accuracy").found
        assert found is not None
        assert found.now.steps == patience
        assert verdict(found, "accuracy").why == "W1 takes the outpost for dead, and it lives"
        assert found.now.decisions == (None, DEAD)

    def test_the_oracle_says_so_too(self) -> None:
        """Runs are judged at their ends: all letters on the road arrive as well, too late."""
        costs = []
        for patience in (1, 2, 3):
            model = watch(patience=patience, beats=1)
            judge = named(model, "accuracy").judge
            result = explore(Run(model), lambda now, m=model, j=judge: not j(m, now).holds)  # type: ignore[misc]
            assert result.cost is not None
            costs.append(result.cost)
        assert costs == sorted(set(costs))

    def test_alive_and_crashed_look_the_same(self) -> None:
        """Until his patience ends a watcher has seen the same: timeouts, and nothing else."""
        slow = happened(Run(watch(patience=2)), "timeout 1", "timeout 1").honestly()
        dead = happened(Run(watch(Faults(crashes=1), patience=2)), "crash 0", "timeout 1", "timeout 1")
        assert slow.view(1)[:3] == dead.view(1)[:3]
        assert slow.now.decisions[1] == dead.now.decisions[1] == DEAD
        assert not verdict(slow, "accuracy").holds
        assert verdict(dead, "accuracy").holds

    def test_a_friendly_schedule_errs_never(self) -> None:
        run = Run(watch(patience=1, beats=5)).honestly()
        assert run.now.decisions == (None, ALIVE)
        assert verdict(run, "accuracy").why == "the outpost lives and nobody takes it for dead"


class TestABound:
    @pytest.mark.parametrize(("fair", "least"), [(1, 2), (2, 3), (3, 4), (4, 5)])
    @pytest.mark.parametrize("beats", [1, 2])
    def test_there_is_a_least_patience_that_never_errs(self, fair: int, least: int, beats: int) -> None:
        """All fair schedules: one timeout more than a letter may wait. One less errs."""
        faults = Faults(fair=fair)
        assert not errs(watch(faults, patience=least, beats=beats))
        assert errs(watch(faults, patience=least - 1, beats=beats))

    def test_it_is_the_same_for_two_watchers(self) -> None:
        assert not errs(watch(Faults(fair=2), 3, patience=3, beats=1))
        assert errs(watch(Faults(fair=2), 3, patience=2, beats=1))

    @pytest.mark.parametrize("captures", [1, 2])
    def test_each_letter_that_may_be_lost_costs_one_timeout_more(self, captures: int) -> None:
        faults = Faults(fair=2, captures=captures)
        assert not errs(watch(faults, patience=3 + captures, beats=1))
        assert errs(watch(faults, patience=2 + captures, beats=1))

    def test_with_any_loss_there_is_none_again(self) -> None:
        faults = Faults(fair=1, captures=None)
        assert all(errs(watch(faults, patience=patience, beats=1)) for patience in range(1, 6))

    def test_the_number_of_schedules_walked(self) -> None:
        """A regression test of the model, no more."""
        result = broken(watch(Faults(fair=3), patience=4, beats=2), "accuracy")
        assert (result.states, result.transitions) == (682, 995)

    @settings(max_examples=30, deadline=None, derandomize=True)
    @given(st.integers(0, 10**6), st.integers(1, 6), st.integers(2, 4), st.integers(0, 2))
    def test_random_fair_schedules_of_larger_watches(
        self, seed: int, fair: int, generals: int, captures: int
    ) -> None:
        model = watch(Faults(fair=fair, captures=captures), generals, patience=fair + captures + 1, beats=4)
        dice = Seeded(seed)
        run = play(model, {"scheduler": dice, "network": dice})
        assert set(run.now.decisions[1:]) == {ALIVE}


class TestCompleteness:
    @pytest.mark.parametrize("captures", [0, 2])
    @pytest.mark.parametrize("patience", [1, 2, 3])
    @pytest.mark.parametrize("eventual", [False, True])
    def test_who_crashed_is_suspected_at_every_end(self, patience: int, captures: int, eventual: bool) -> None:
        beats = 1 if eventual else 2
        model = watch(Faults(crashes=1, captures=captures), patience=patience, beats=beats, eventual=eventual)
        assert broken(model, "completeness", final=True).found is None

    def test_it_is_only_so_in_the_end(self) -> None:
        model = watch(Faults(crashes=1), patience=2)
        run = happened(Run(model), "crash 0", "timeout 1")
        assert verdict(run, "completeness").why == "W1 still believes it alive"
        assert verdict(happened(run, "timeout 1"), "completeness").why == "W1 took the crashed outpost for dead"

    def test_a_watch_that_was_over_says_nothing(self) -> None:
        model = watch(Faults(crashes=1), patience=1, beats=1)
        run = happened(Run(model), "deliver 1", "deliver 2", "crash 0")
        late = verdict(run, "completeness")
        assert late.holds
        assert not late.stated
        assert not verdict(Run(model), "completeness").stated

    def test_a_watcher_that_crashes_need_not_know(self) -> None:
        model = watch(Faults(crashes=2), 3, patience=1)
        run = happened(Run(model), "crash 0", "crash 1", "timeout 2")
        assert verdict(run, "completeness").why == "W2 took the crashed outpost for dead"
        assert verdict(run, "termination").holds


class TestTakingBack:
    def test_a_beat_takes_it_back_and_teaches_patience(self) -> None:
        run = happened(Run(watch(patience=1, eventual=True, beats=2)), "timeout 1")
        assert run.now.states[1] == Watch(1, 1, 1, suspects=True)
        assert run.now.decisions[1] is None
        run = happened(run, "deliver 1", "deliver 2")
        assert run.now.states[1] == Watch(2, 0, 2, suspects=False, mistakes=1)
        assert run.now.timers == ((1, "look"),)
        assert run.honestly().now.decisions[1] == ALIVE

    @pytest.mark.parametrize(("fair", "start"), [(1, 1), (2, 1), (2, 2)])
    def test_where_delays_are_bounded_he_errs_only_so_often(self, fair: int, start: int) -> None:
        """From patience k he reaches the least that never errs, fair + 1, in fair + 1 - k mistakes."""
        model = watch(Faults(fair=fair), patience=start, eventual=True, beats=fair + 1)
        most = 0

        def note(now: Configuration) -> bool:
            nonlocal most
            states: Any = now.states
            most = max(most, states[1].mistakes)
            return False

        ends = survey(model, note).ends
        assert most == fair + 1 - start
        assert {end.decisions[1] for end in ends} == {ALIVE}, "in the end he trusts the living"

    def test_who_has_decided_is_not_persuaded(self) -> None:
        run = happened(Run(watch(patience=1)), "timeout 1", "deliver 1", "deliver 2")
        assert run.now.states[1] == Watch(1, 1, 1, suspects=True)
        assert run.over


class TestWords:
    def test_what_is_shown(self) -> None:
        built = machine("heartbeats", generals=3, patience=2)
        assert isinstance(built, Heartbeats)
        assert (built.words(Ask(2)), built.words(Beat(2))) == ("are you there, 2?", "beat 2")
        assert built.names == ("Outpost", "W1", "W2")
        assert (built.deed(DEAD), built.deed(ALIVE, plural=True)) == (
            "declares the outpost dead",
            "declare the outpost alive",
        )
        assert built.facts(0, None) == ()
        assert built.facts(1, Watch(2, 1, 2)) == (
            ("waits for", "beat 2"),
            ("in vain", "1 of 2"),
            ("believes", "alive"),
            ("mistakes", "0"),
        )
        assert built.facts(1, Watch(3, 0, 2))[0] == ("waits for", "beat 3")
        assert built.facts(1, Watch(4, 0, 2))[0] == ("waits for", "nothing")
        assert built.reported() == ("completeness", "accuracy", "termination")

    def test_the_report_says_who_suspects(self) -> None:
        run = happened(Run(watch(patience=1)), "timeout 1")
        model: Any = run.model
        assert model.machine.report(model, run.now) == {"suspects": {"1": True}, "mistakes": {"1": 0}}

    def test_several_are_wrong_together(self) -> None:
        model = watch(generals=3, patience=1)
        run = happened(Run(model), "timeout 1", "timeout 2")
        assert verdict(run, "accuracy").why == "W1 and W2 take the outpost for dead, and it lives"
        crashed = replace(run.now, crashed=(1,))
        assert (
            named(model, "accuracy").judge(model, crashed).why == "W2 takes the outpost for dead, and it lives"
        )

    def test_a_timer_that_outlives_the_watch_means_nothing(self) -> None:
        run = happened(Run(watch(patience=1, beats=1)), "deliver 1", "deliver 2", "timeout 1")
        assert run.now.decisions[1] == ALIVE
        assert verdict(run, "accuracy").holds
        assert run.over


class TestTheTable:
    def test_bounds_and_what_is_absent(self) -> None:
        assert bounds("heartbeats") == {
            "generals": (2, 6, None),
            "patience": (1, 30, None),
            "beats": (1, 20, 3),
            "eventual": (None, None, False),
        }
        assert differing("heartbeats") == []
        assert required("heartbeats") == ("generals", "patience")
        assert taken("heartbeats") == ("crashes", "captures", "fair", "traitors", "seed")
