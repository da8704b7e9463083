"""Time without rounds, in the same choice and apply."""

from dataclasses import replace

import pytest

from engine.agents import Seeded
from engine.asynchronous import Asynchronous
from engine.configuration import Phase
from engine.machine import Message, Receive, Start, Timeout, Timing
from engine.model import Faults
from engine.orders import ATTACK, RETREAT
from engine.play import play
from engine.run import Run, indistinguishable
from engine.script import Impossible, Script, Step
from tests.engine.machines import Coin, Eavesdropper, FirstVote, Patience
from tests.engine.worlds import decided, ends, entries, merged_ends, runs

VOTES = (RETREAT, ATTACK, ATTACK)


def outcomes(model: Asynchronous) -> set[str]:
    return {decided(now) for now in merged_ends(model)[0]}


class TestTheFirstNaiveStep:
    def test_every_schedule_of_the_first_vote(self) -> None:
        """Inputs (0,1,1): exactly {000, 001, 010, 011}, so agreement is lost."""
        assert outcomes(Asynchronous(FirstVote(), VOTES)) == {"RRR", "RRA", "RAR", "RAA"}

    def test_merging_changes_no_outcome(self) -> None:
        """All 720 orders of the six deliveries, walked one by one."""
        every = list(ends(Asynchronous(FirstVote(), VOTES)))
        assert len(every) == 720
        assert {decided(now) for now in every} == {"RRR", "RRA", "RAR", "RAA"}

    def test_deliveries_to_different_processes_commute(self) -> None:
        """FLP, lemma 1: 64 sets of delivered letters, but who heard whom first is remembered."""
        _, met = merged_ends(Asynchronous(FirstVote(), VOTES))
        assert met <= 5**3

    def test_unanimous_votes_agree_on_every_schedule(self) -> None:
        assert outcomes(Asynchronous(FirstVote(), (ATTACK,) * 3)) == {"AAA"}

    def test_the_fair_schedule_delivers_the_oldest_first(self) -> None:
        run = Run(Asynchronous(FirstVote(), VOTES)).honestly()
        assert [entry.serial for entry in entries(run, "delivered")] == [1, 2, 3, 4, 5, 6]
        assert run.spent() == {"steps": 6}

    def test_options_stand_in_an_order_that_tells_nothing_of_age(self) -> None:
        run = Run(Asynchronous(FirstVote(), VOTES))
        assert run.pending is not None
        labels = [option.label for option in run.pending.options]
        assert labels == ["deliver 3", "deliver 5", "deliver 1", "deliver 6", "deliver 2", "deliver 4"]
        assert run.pending.options[run.pending.honest].label == "deliver 1"
        assert {option.cost for option in run.pending.options} == {1}
        assert (run.pending.owner, run.pending.measure) == ("scheduler", "steps")


class TestEquality:
    def test_serial_numbers_and_steps_are_history(self) -> None:
        """A lie and the truth, and a silence elsewhere, may lead to one configuration."""
        assert Message(1, 0, 1, ATTACK, 0) == Message(7, 0, 1, ATTACK, 0)
        assert hash(Message(1, 0, 1, ATTACK, 0)) == hash(Message(7, 0, 1, ATTACK, 0))

    def test_a_pick_means_the_same_in_every_configuration_of_one_essence(self) -> None:
        """The timing's promise to explorers, on all pairs of configurations of the first vote."""
        model = Asynchronous(FirstVote(3, ((1, ATTACK),)), VOTES, Faults((0,), crashes=1))
        seen: dict[object, object] = {}
        pending = [model.initial()]
        checked = 0
        while pending:
            now = pending.pop()
            choice = model.choice(now)
            options = range(len(choice.options)) if choice else ()
            after = [model.apply(now, option) for option in options]
            reached = [model.essence(each) for each in after]
            known = seen.setdefault(model.essence(now), reached)
            checked += known is not reached
            assert known == reached
            if known is reached:
                pending += after
        assert checked > 1000

    def test_steps_are_not_compared(self) -> None:
        """Lost at once, or lost after the timer: the same instant, reached in one step or two."""
        model = Asynchronous(Patience(), (None, None), Faults(captures=1))
        dead = Run(model, (0, 1))
        assert dead.now.steps == 1
        rest = model.initial()
        assert replace(rest, steps=5, sent=9) == rest
        assert hash(replace(rest, steps=5, sent=9)) == hash(rest)

    def test_nobody_sees_numbers_that_count_what_others_do(self) -> None:
        """A machine that keeps whole messages still merges: serials and steps are 0 for it."""
        model = Asynchronous(Eavesdropper(), (None,) * 3)
        finals, _ = merged_ends(model)
        assert {now.states[2] for now in finals} == {((0, 0, 0), (0, 0, 1)), ((0, 0, 1), (0, 0, 0))}
        assert len(finals) == 2

    def test_the_order_of_the_road_is_compared_for_the_fair_scheduler(self) -> None:
        """Equal configurations have the same honest future; equal essences need not."""
        model = Asynchronous(FirstVote(), VOTES)
        start = Run(model)
        one = start.then(0).now
        assert one != start.now
        assert model.essence(one) != model.essence(start.now)


class TestTraitors:
    def test_his_loyal_sends_are_word_slots_at_waking(self) -> None:
        model = Asynchronous(FirstVote(), VOTES, Faults((0,)))
        batch = model.batch(model.initial())
        assert [choice.subject.kind for choice in batch] == ["word", "word"]
        assert [choice.owner for choice in batch] == ["traitor:0", "traitor:0"]
        assert [option.label for option in batch[0].options] == ["attack", "retreat", "silence"]

    def test_silence_is_never_on_the_road(self) -> None:
        model = Asynchronous(FirstVote(), VOTES, Faults((0,)))
        run = Run(model, (2, 2)).honestly()
        assert len(entries(run, "sent")) == 4
        assert run.spent()["lies"] == 2
        assert decided(run.now) == "RAA"

    def test_an_utterance_is_used_once_until_he_waits(self) -> None:
        """A traitor with one thing to say: at waking, after any pick, or never."""
        machine = FirstVote(3, ((2, RETREAT),))
        model = Asynchronous(machine, VOTES, Faults((0,)))
        run = Run(model, (1, 1))
        assert run.now.phase is Phase.UTTERANCES
        assert run.pending is not None
        assert [option.label for option in run.pending.options] == ["wait", "retreat to R"]
        assert run.pending.honest == 0
        spoken = run.then(1)
        assert spoken.now.phase is Phase.SCHEDULE, "he has nothing left to say"
        assert len(entries(spoken, "sent")) == 7
        assert spoken.spent() == {"lies": 1}
        waiting = run.then(0)
        assert waiting.now.phase is Phase.SCHEDULE
        asked_again = waiting.then(0)
        assert asked_again.now.phase is Phase.UTTERANCES, "after each pick he may speak"
        assert waiting.honestly().now.phase is Phase.OVER

    def test_a_traitor_with_several_utterances_speaks_until_he_waits(self) -> None:
        machine = FirstVote(3, ((1, ATTACK), (2, RETREAT)))
        run = Run(Asynchronous(machine, VOTES, Faults((0,))), (1, 1))
        both = run.then(2, 1)
        assert both.now.spoken == ((0, 0), (0, 1))
        assert both.now.phase is Phase.SCHEDULE
        stopped = run.then(2, 0)
        assert stopped.now.spoken == ((0, 1),)

    def test_several_traitors_speak_in_one_batch(self) -> None:
        machine = FirstVote(4, ((3, ATTACK),))
        model = Asynchronous(machine, (ATTACK,) * 4, Faults((0, 1)))
        run = Run(model)
        while run.now.phase is Phase.WORDS:
            run.extend(run.pending.honest)  # type: ignore[union-attr]
        assert [choice.owner for choice in model.batch(run.now)] == ["traitor:0", "traitor:1"]
        assert len(model.batch(run.now, {"traitor:1"})) == 1

    def test_an_utterance_widens_what_can_happen(self) -> None:
        """Loyal votes AA: without traitors' words Q and R attack; one false vote makes one of them stay."""
        votes = (ATTACK,) * 3
        honest = {out[1:] for out in outcomes(Asynchronous(FirstVote(), votes))}
        assert honest == {"AA"}
        model = Asynchronous(FirstVote(3, ((1, RETREAT),)), votes, Faults((0,)))
        lied = {decided(now)[1:] for now in merged_ends(model)[0] if (0, 0) in now.spoken}
        assert "RA" in lied


class TestCrashes:
    def test_a_crash_takes_what_is_on_the_road_to_him(self) -> None:
        model = Asynchronous(FirstVote(), VOTES, Faults(crashes=1))
        run = play(model, {"scheduler": Script.of(steps=[Step("crash", 1)])})
        assert run.now.crashed == (1,)
        assert decided(run.now) == "R-R"
        assert len(entries(run, "delivered")) == 4, "his own letters still arrive"
        assert len(entries(run, "sent")) == 6

    def test_all_outcomes_with_one_crash(self) -> None:
        model = Asynchronous(FirstVote(), VOTES, Faults(crashes=1))
        crashed = [now for now in merged_ends(model)[0] if now.crashed]
        assert all(len(now.crashed) == 1 for now in crashed)
        assert {decided(now) for now in crashed} >= {"-RR", "R-R", "RR-", "-AA", "RA-", "RAA"}
        assert "---" not in {decided(now) for now in crashed}

    def test_no_more_than_allowed(self) -> None:
        model = Asynchronous(FirstVote(), VOTES, Faults(crashes=1))
        script = Script.of(steps=[Step("crash", 1), Step("crash", 2)])
        with pytest.raises(Impossible, match="step 2, crash 2"):
            play(model, {"scheduler": script})

    def test_what_is_sent_to_the_crashed_is_not_on_the_road(self) -> None:
        model = Asynchronous(FirstVote(3, ((1, ATTACK),)), VOTES, Faults((0,), crashes=1))
        run = Run(model, (2, 2, 0))
        assert run.pending is not None
        crash = run.pending.index("crash 1")
        assert crash is not None
        run = run.then(crash, 1)
        assert len(entries(run, "sent")) == 5, "he speaks to the dead"
        assert all(message.receiver != 1 for message in run.now.wire)

    def test_a_view_ends_with_the_crash(self) -> None:
        model = Asynchronous(FirstVote(), VOTES, Faults(crashes=1))
        early = play(model, {"scheduler": Script.of(steps=[Step("crash", 1)])})
        assert early.view(1) == (Start(ATTACK),)


class TestTimers:
    def test_a_timer_runs_out_before_or_after_the_letter(self) -> None:
        model = Asynchronous(Patience(), (None, None))
        assert outcomes(model) == {"AA", "AR"}

    def test_a_fair_scheduler_lets_letters_come_first(self) -> None:
        run = Run(Asynchronous(Patience(), (None, None))).honestly()
        assert decided(run.now) == "AA"
        assert run.now.timers == ()
        assert run.now.states[1] == 2, "the timer still runs out in the end"

    def test_a_script_ends_his_patience(self) -> None:
        run = play(Asynchronous(Patience(), (None, None)), {"scheduler": Script.of(steps=[Step("timeout", 1)])})
        assert decided(run.now) == "AR"
        letter = Receive(Message(0, 0, 1, ATTACK, 0))
        assert run.view(1) == (Start(None), Timeout("t0"), letter)

    def test_views_keep_the_order_of_events(self) -> None:
        model = Asynchronous(Patience(), (None, None))
        late = Run(model).honestly()
        early = play(model, {"scheduler": Script.of(steps=[Step("timeout", 1)])})
        assert not indistinguishable(1, late, early)
        assert indistinguishable(0, late, early)

    def test_the_oldest_of_several_timers_is_meant(self) -> None:
        model = Asynchronous(Patience(("t1", "t0", "t1")), (None, None))
        assert model.initial().timers == ((1, "t1"), (1, "t0")), "set twice is set once"
        run = play(model, {"scheduler": Script.of(steps=[Step("timeout", 1)])})
        assert [entry.payload for entry in entries(run, "timeout")] == ["t1", "t0"]

    def test_the_options_of_timers_do_not_tell_which_is_older(self) -> None:
        for keys in (("t0", "t1"), ("t1", "t0")):
            run = Run(Asynchronous(Patience(keys), (None, None)), (0,))
            assert run.pending is not None
            assert [o.label for o in run.pending.options] == ["timeout 1 t0", "timeout 1 t1"]
            assert run.pending.honest == int(keys[0] == "t1"), "the fair choice is the oldest"

    def test_a_timer_dies_with_its_process(self) -> None:
        model = Asynchronous(Patience(), (None, None), Faults(crashes=1))
        run = play(model, {"scheduler": Script.of(steps=[Step("crash", 1)])})
        assert run.now.phase is Phase.OVER
        assert run.now.timers == ()
        assert run.now.steps == 1

    def test_a_timer_that_is_not_set_cannot_run_out(self) -> None:
        with pytest.raises(Impossible, match="timeout 0"):
            play(Asynchronous(Patience(), (None, None)), {"scheduler": Script.of(steps=[Step("timeout", 0)])})


class TestLossAndCoins:
    def test_the_network_is_asked_when_a_message_is_picked(self) -> None:
        model = Asynchronous(Patience(), (None, None), Faults(captures=1))
        lost = play(model, {"network": Script.of(capture=[1])})
        assert decided(lost.now) == "AR"
        assert lost.now.taken == 1
        assert lost.spent() == {"steps": 2, "captures": 1}

    def test_what_is_lost_by_any_schedule(self) -> None:
        model = Asynchronous(FirstVote(), VOTES, Faults(captures=None))
        found = outcomes(model)
        assert "---" in found
        assert {"RRR", "RRA", "RAR", "RAA"} <= found

    def test_nature_answers_the_question(self) -> None:
        model = Asynchronous(Coin(Timing.ASYNC), (None, None))
        assert {run.now.states for run in runs(model)} == {(ATTACK, ATTACK), (RETREAT, RETREAT)}
        run = Run(model)
        assert run.pending is not None
        assert run.pending.owner == "nature"

    def test_equal_messages_are_one_delivery(self) -> None:
        machine = FirstVote(3, ((1, ATTACK), (1, ATTACK), (1, ATTACK)))
        run = Run(Asynchronous(machine, VOTES, Faults((0,))), (2, 2, 1, 1, 1))
        assert run.now.phase is Phase.SCHEDULE
        assert run.pending is not None
        assert [option.label for option in run.pending.options] == [
            "deliver 1", "deliver 3", "deliver 5", "deliver 4", "deliver 2"
        ]  # fmt: skip
        script = Script.of(steps=[Step("deliver", 7)])
        pick = script.pick(run, run.pending)
        assert run.pending.options[pick].label == "deliver 5"


class TestScripts:
    def test_deliveries_by_serial_number_then_fair(self) -> None:
        script = Script.of(steps=[Step("deliver", 6), Step("deliver", 3)])
        run = play(Asynchronous(FirstVote(), VOTES), {"scheduler": script})
        assert [entry.serial for entry in entries(run, "delivered")] == [6, 3, 1, 2, 4, 5]

    def test_what_is_not_on_the_road_cannot_be_delivered(self) -> None:
        script = Script.of(steps=[Step("deliver", 6), Step("deliver", 6)])
        with pytest.raises(Impossible, match="step 2, deliver 6"):
            play(Asynchronous(FirstVote(), VOTES), {"scheduler": script})

    def test_a_seeded_scheduler_repeats_itself(self) -> None:
        model = Asynchronous(FirstVote(), VOTES)
        assert play(model, {"scheduler": Seeded(5)}).picks == play(model, {"scheduler": Seeded(5)}).picks

    def test_replay_from_the_picks(self) -> None:
        model = Asynchronous(FirstVote(3, ((1, ATTACK),)), VOTES, Faults((0,), captures=None, crashes=1))
        for seed in range(20):
            dice = Seeded(seed)
            run = play(model, dict.fromkeys(("traitor", "scheduler", "network"), dice))
            again = Run(model, run.picks)
            assert again.journal == run.journal
            assert again.configurations == run.configurations
