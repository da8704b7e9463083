"""A group that multicasts while its members crash: what each promise costs, and the schedule that breaks it.

Every schedule is walked, falsely ended patience included, for three members; state counts are pinned.
"""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.agents import Seeded
from engine.asynchronous import Asynchronous
from engine.configuration import Phase
from engine.machine import Machine, Message, Receive, Send, SetTimer, Start, Timeout
from engine.model import Faults
from engine.oracle.explore import explore
from engine.play import play
from engine.properties import named
from engine.protocols import PROTOCOLS, machine
from engine.protocols.middleware.group_letters import (
    Copy,
    Flush,
    GoOn,
    Member,
    Missing,
    News,
    Submission,
    ordinal,
)
from engine.run import Run
from engine.script import Script, Step
from tests.engine.schedules import Survey, survey


def group(
    multicast: str = "best-effort",
    ordering: str = "fifo",
    senders: tuple[int, ...] = (0,),
    generals: int = 3,
    **faults: Any,
) -> Asynchronous:
    choir = machine(
        "group-communication", generals=generals, senders=senders, multicast=multicast, ordering=ordering
    )
    return Asynchronous(choir, (None,) * generals, Faults(**faults))


def breaking(model: Asynchronous, promise: str) -> Survey:
    """All schedules, up to the first of fewest steps that breaks a promise."""
    judge = named(model, promise).judge
    return survey(model, lambda now: not judge(model, now).holds)


def line(found: Survey) -> list[str]:
    """What the scheduler picked."""
    assert found.found is not None
    run = found.found
    return [choice.options[pick].label for choice, pick in zip(run.choices, run.picks, strict=True)]


def why(run: Run[Any], promise: str) -> str:
    assert isinstance(run.model, Asynchronous)
    verdict = named(run.model, promise).judge(run.model, run.now)
    return verdict.why if not verdict.holds else ""


def scripted(model: Asynchronous, *steps: str, lost: tuple[int, ...] = ()) -> Run[Any]:
    """The run of these steps, "deliver 3" or "crash 0", then a fair scheduler."""
    rows = [Step(what, int(number)) for what, number in (step.split() for step in steps)]  # type: ignore[arg-type]
    return play(model, {"scheduler": Script.of(steps=rows), "network": Script.of(capture=lost)})


def delivered(run: Run[Any], process: int) -> list[tuple[int, int]]:
    return [(copy.author, copy.piece) for copy in run.now.states[process].delivered]


def copies(run: Run[Any]) -> int:
    """How many letters went to somebody else."""
    return sum(entry.kind == "sent" and entry.process != entry.peer for entry in run.journal)


class TestTheSenderCrashesInItsMulticast:
    """P0 sends m to P1 only and crashes."""

    @pytest.mark.parametrize(
        ("multicast", "p2_gets_it"), [("best-effort", False), ("reliable", True), ("view-synchronous", True)]
    )
    def test_who_delivers(self, multicast: str, p2_gets_it: bool) -> None:
        run = scripted(group(multicast, crashes=1), "crash 0")
        assert delivered(run, 1) == [(0, 1)]
        assert delivered(run, 2) == ([(0, 1)] if p2_gets_it else [])
        assert bool(why(run, "agreement")) is not p2_gets_it

    def test_p1_relays_before_anybody_suspects(self) -> None:
        run = scripted(group("reliable", crashes=1), "crash 0", "deliver 1")
        relay = next(entry for entry in run.journal if entry.kind == "sent" and entry.process == 1)
        assert (relay.peer, relay.payload) == (2, Copy(0, 1, 0, 1, 1))
        assert run.now.states[2].views == ((0, 1, 2),), "it lacks nothing, so nobody suspects P0"

    def test_the_reason_names_who_lacks_what(self) -> None:
        run = scripted(group(crashes=1), "crash 0")
        assert why(run, "agreement") == "P1 delivered P0's 1st message, P2 never does"
        holds = named(run.model, "delivery").judge(run.model, run.now)  # type: ignore[arg-type]
        assert holds.why == "all messages of those who survived were delivered to all in their view"

    def test_who_gets_nothing_at_all_agree_too(self) -> None:
        """Uniform agreement is not promised: the dead may have delivered what nobody else has."""
        run = scripted(group("reliable", crashes=1, captures=1), "crash 0", lost=(1,))
        assert [delivered(run, p) for p in range(3)] == [[(0, 1)], [], []]
        assert not why(run, "agreement")


class TestAgreement:
    def test_best_effort_breaks_in_six_steps(self) -> None:
        found = breaking(group(crashes=1), "agreement")
        assert len(line(found)) == 6
        assert "crash 0" in line(found)

    def test_the_search_for_least_crashes_needs_one(self) -> None:
        model = group(crashes=2)
        judge = named(model, "agreement").judge
        found = explore(Run(model), lambda now: not judge(model, now).holds)
        assert found.cost == 6
        assert found.witness is not None
        assert len(found.witness.now.crashed) == 1

    @pytest.mark.parametrize(
        ("multicast", "crashes", "states"),
        [("best-effort", 0, 97), ("reliable", 1, 812), ("reliable", 2, 1033), ("view-synchronous", 2, 1112)],
    )
    def test_the_others_keep_it_on_every_schedule(self, multicast: str, crashes: int, states: int) -> None:
        found = breaking(group(multicast, crashes=crashes), "agreement")
        assert found.found is None
        assert found.states == states

    def test_relays_need_roads_that_lose_nothing(self) -> None:
        """One fault more of another kind: a crash and one lost letter break reliable multicast."""
        found = breaking(group("reliable", crashes=1, captures=1), "agreement")
        assert found.found is not None
        assert found.found.now.steps == 7
        assert {"crash 0", "capture"} <= set(line(found))


class TestViews:
    """The group changes while a message is in flight."""

    @pytest.mark.parametrize("multicast", ["best-effort", "reliable"])
    def test_without_view_synchrony_survivors_differ_in_three_steps(self, multicast: str) -> None:
        """Even without a crash: who is slow is taken for dead."""
        found = breaking(group(multicast), "view-synchrony")
        assert len(line(found)) == 3
        assert found.found is not None
        assert why(found.found, "view-synchrony") == (
            "P1 and P2 went on together from view 1, but only P1 had delivered P0's 1st message in it, not P2"
        )

    @pytest.mark.parametrize(("crashes", "states"), [(0, 305), (1, 838), (2, 1112)])
    def test_with_it_no_schedule_does(self, crashes: int, states: int) -> None:
        found = breaking(group("view-synchronous", crashes=crashes), "view-synchrony")
        assert found.found is None
        assert found.states == states

    def test_two_messages_in_flight(self) -> None:
        model = group("view-synchronous", senders=(0, 0), crashes=1)
        judges = [
            named(model, promise).judge for promise in ("view-synchrony", "agreement", "fifo", "delivery")
        ]
        found = survey(model, lambda now: not all(judge(model, now).holds for judge in judges))
        assert found.found is None
        assert found.states == 8146

    def test_the_flush_carries_what_the_sender_could_not_send(self) -> None:
        """P1 has m, P2 suspects P0; both go on with m, and the copy that comes late changes nothing."""
        run = scripted(group("view-synchronous"), "deliver 1", "deliver 2", "timeout 2")
        for p in (1, 2):
            state = run.now.states[p]
            assert state.views == ((0, 1, 2), (1, 2))
            assert state.log == ((1, Copy(0, 1, 0, 1, 1)),)
        assert run.now.states[0].views == ((0, 1, 2),), "P0 is up, and was left behind"

    def test_a_suspect_that_lives_ends_up_alone(self) -> None:
        """P0 and P1 suspect each other: P2 goes with the one that it hears first, and P1 waits in vain."""
        model = group("view-synchronous", senders=(0, 1))
        run = scripted(model, "timeout 0", "timeout 1")
        assert [run.now.states[p].views[-1] for p in range(3)] == [(0, 2), (1,), (0, 2)]
        assert not why(run, "view-synchrony")

    def test_a_second_crash_while_they_flush(self) -> None:
        """P0 has crashed, P1 crashes when it has flushed: P2 and P3 go on without both, with what they have."""
        model = group("view-synchronous", generals=4, crashes=2)
        run = scripted(model, "deliver 1", "crash 0", "timeout 2", "crash 1")
        assert run.now.states[2].views[-1] == (2, 3)
        assert run.now.states[2].log == run.now.states[3].log == ()
        assert not why(run, "view-synchrony")

    @given(st.integers(0, 10**6), st.sampled_from([(0,), (0, 1), (1, 1, 2)]), st.integers(2, 5))
    def test_random_schedules_of_larger_groups(
        self, seed: int, senders: tuple[int, ...], generals: int
    ) -> None:
        singers = tuple(min(sender, generals - 1) for sender in senders)
        for ordering in ("fifo", "total"):
            model = group("view-synchronous", ordering, singers, generals, crashes=generals - 1)
            run = play(model, {"scheduler": Seeded(seed)})
            assert not why(run, "view-synchrony")
            assert not why(run, "agreement")
            assert not why(run, "total-order" if ordering == "total" else "fifo")

    def test_random_schedules_do_break_the_others(self) -> None:
        runs = [play(group("reliable", generals=4), {"scheduler": Seeded(seed)}) for seed in range(100)]
        assert 0 < sum(bool(why(run, "view-synchrony")) for run in runs) < 100


class TestFifo:
    def test_without_numbers_the_second_overtakes_the_first(self) -> None:
        found = breaking(group(ordering="none", senders=(0, 0)), "fifo")
        assert len(line(found)) == 3
        assert found.found is not None
        assert why(found.found, "fifo") == "P1 delivered P0's 2nd message before its 1st"

    def test_with_numbers_never(self) -> None:
        found = breaking(group(senders=(0, 0)), "fifo")
        assert found.found is None
        assert found.states == 733

    def test_the_second_is_held_until_the_first_has_come(self) -> None:
        start = Run(group(senders=(0, 0)))
        early = start.then(*picks(start, "deliver 2", "deliver 4", "deliver 5"))
        assert delivered(early, 1) == []
        assert [copy.piece for copy in early.now.states[1].held] == [2]
        assert delivered(early.honestly(), 1) == [(0, 1), (0, 2)]


class TestTotalOrder:
    def test_two_senders_need_a_sequencer(self) -> None:
        """With numbers of each sender's own, two steps put the messages in two orders."""
        found = breaking(group(senders=(0, 1)), "total-order")
        assert len(line(found)) == 2
        assert found.found is not None
        assert why(found.found, "total-order") == (
            "P0 delivered P0's 1st message before P1's 1st message, P1 the other way round"
        )

    @pytest.mark.parametrize(("senders", "states"), [((0, 1), 1702), ((1, 2), 3415)])
    def test_with_one_no_schedule_does(self, senders: tuple[int, ...], states: int) -> None:
        found = breaking(group(ordering="total", senders=senders), "total-order")
        assert found.found is None
        assert found.states == states

    @pytest.mark.parametrize("generals", [2, 3, 4, 5])
    def test_n_letters_a_message(self, generals: int) -> None:
        run = play(group(ordering="total", senders=(1,), generals=generals), {})
        assert copies(run) == generals, "one to the sequencer, n-1 from it"
        assert all(delivered(run, p) == [(1, 1)] for p in range(generals))

    def test_the_sequencer_does_not_keep_the_order_of_one_sender(self) -> None:
        """Total is not fifo: submissions overtake each other on the road."""
        found = breaking(group(ordering="total", senders=(1, 1)), "fifo")
        assert line(found) == ["deliver 2"]

    def test_one_three_two_holds_three(self) -> None:
        """P1 gets number 1, then 3: it holds 3 and says that 2 is missing; 2 comes, and both are delivered."""
        start = Run(group(ordering="total", senders=(0, 0, 0), generals=2))
        run = start.then(*picks(start, "deliver 1", "deliver 2", "deliver 4"))
        run = run.then(*picks(run, "deliver 5"))
        state = run.now.states[1]
        assert [copy.number for copy in state.delivered] == [1]
        assert [copy.number for copy in state.held] == [3]
        assert run.now.wire[-1].payload == Missing(2)
        assert delivered(run.honestly(), 1) == [(0, 1), (0, 2), (0, 3)]

    def test_a_lost_number_is_asked_for_and_sent_again(self) -> None:
        model = group(ordering="total", senders=(0, 0, 0), generals=2, captures=1)
        run = scripted(model, lost=(3,))
        asked = [entry for entry in run.journal if entry.kind == "sent" and entry.payload == Missing(2)]
        assert len(asked) == 1
        assert delivered(run, 1) == [(0, 1), (0, 2), (0, 3)]
        assert copies(run) == 5

    def test_the_sequencer_crashes_and_nobody_delivers(self) -> None:
        run = scripted(group(ordering="total", senders=(1, 2), crashes=1), "crash 0")
        assert [delivered(run, p) for p in (1, 2)] == [[], []]
        assert why(run, "delivery") == "P1 and P2 have not delivered P1's 1st message"

    def test_a_flush_saves_what_was_numbered_and_nothing_else(self) -> None:
        run = scripted(
            group("view-synchronous", "total", (1, 2), crashes=1), "deliver 1", "deliver 3", "crash 0"
        )
        assert delivered(run, 1) == delivered(run, 2) == [(1, 1)]
        assert why(run, "delivery") == "P1 and P2 have not delivered P2's 1st message"


class TestMember:
    def test_all_that_it_has_of_this_view(self) -> None:
        """What it delivered in it and what it still holds; nothing of a later view, nor of an older one."""
        old, new, held, later = (
            Copy(0, 1, 0, 1, 1),
            Copy(1, 1, 1, 1, 2),
            Copy(0, 3, 0, 3, 2),
            Copy(1, 2, 1, 2, 3),
        )
        member = Member(((0, 1, 2), (0, 1)), log=((1, old), (2, new)), held=(held, later))
        assert member.of_view() == (held, new)
        assert member.view == 2
        assert member.delivered == (old, new)
        assert (member.of_stream(0), member.of_stream(1), member.of_stream(2)) == (1, 1, 0)
        assert member.has(held)
        assert member.has(old)
        assert not member.has(Copy(2, 1, 2, 1, 2))

    def test_a_word_takes_the_place_of_an_earlier_one_of_the_same_view(self) -> None:
        first, second, ahead = Flush(1, (2,), ()), Flush(1, (2, 3), ()), Flush(2, (2,), ())
        member = Member(((0, 1, 2, 3),), suspects=(2, 3)).hears(1, first).hears(0, first)
        assert member.word_of(1) is None, "it said so of fewer suspects"
        member = member.hears(1, second).hears(1, ahead)
        assert member.words == ((0, first), (1, second), (1, ahead))
        assert member.word_of(1) == second
        assert member.word_of(0) is None

    def test_what_it_delivers_is_of_its_view_then(self) -> None:
        late = Copy(0, 1, 0, 1, 1)
        assert Member(((0, 1), (1,))).delivers(late).log == ((2, late),)


class TestStepByStep:
    """One member, and what it does about each letter."""

    def member(
        self, process: int, generals: int, senders: tuple[int, ...], multicast: str = "view-synchronous"
    ) -> "Alone":
        return Alone(
            machine("group-communication", generals=generals, senders=senders, multicast=multicast), process
        )

    def test_the_words_of_a_view_that_has_not_begun_here_are_kept(self) -> None:
        """P1 is in view 2 already and suspects P2 there, while P3 still waits for P2's word of view 1."""
        three = self.member(3, 4, (0,))
        assert three.hears(1, Flush(1, (0,), ())) == (
            Send(1, Flush(1, (0,), ())),
            Send(2, Flush(1, (0,), ())),
            SetTimer("P2"),
        )
        assert three.hears(1, Flush(2, (0, 2), ())) == ()
        assert three.state.flushing
        assert three.hears(2, Flush(1, (0,), ())) == (Send(1, Flush(2, (0, 2), ())),)
        assert three.state.views == ((0, 1, 2, 3), (1, 2, 3), (1, 3))
        assert not three.state.flushing
        assert three.hears(2, Flush(2, (0, 1), ())) == (), "P2 is no member any more"

    def test_a_copy_of_a_view_that_has_not_begun_here_waits(self) -> None:
        """And what nobody can deliver in turn goes with the old view."""
        three = self.member(3, 4, (0, 0, 1))
        gap, new = Copy(0, 2, 0, 2, 1), Copy(1, 1, 1, 1, 2)
        three.hears(0, gap)
        assert three.hears(1, Flush(1, (0,), ()))[0] == Send(1, Flush(1, (0,), (gap,)))
        assert three.hears(1, new) == ()
        assert three.hears(0, Copy(0, 1, 0, 1, 1)) == (), "it has said what it has: too late"
        assert three.state.held == (gap, new)
        assert three.hears(2, Flush(1, (0,), ())) == (), "and P1 owes it nothing more"
        assert three.state.log == ((2, new),)
        assert three.state.held == ()

    def test_in_the_next_view_it_waits_for_what_is_owed_there(self) -> None:
        two = self.member(2, 3, (0, 1))
        assert two.hears(1, Flush(1, (0,), ())) == (Send(1, Flush(1, (0,), ())), SetTimer("P1"))
        assert two.hears(1, Copy(1, 1, 1, 1, 2)) == ()
        assert two.state.log == ((2, Copy(1, 1, 1, 1, 2)),)

    def test_it_sings_on_in_the_next_view(self) -> None:
        """P1's second message waits until the flush is over: its letter to itself came in the middle of it."""
        one = self.member(1, 4, (1, 1))
        assert one.start == (Send(0, Copy(1, 1, 1, 1, 1)), Send(1, GoOn()))
        own = (Copy(1, 1, 1, 1, 1),)
        one.hears(2, Flush(1, (0,), ()))
        assert one.hears(1, GoOn()) == ()
        assert one.hears(3, Flush(1, (0,), ())) == (Send(2, Copy(1, 2, 1, 2, 2)), Send(1, GoOn()))
        assert one.state.log == ((1, *own), (2, Copy(1, 2, 1, 2, 2)))
        assert one.hears(1, GoOn()) == (Send(3, Copy(1, 2, 1, 2, 2)),)
        assert one.hears(1, GoOn()) == ()

    def test_or_when_its_letter_to_itself_comes(self) -> None:
        one = self.member(1, 4, (1, 1))
        one.hears(2, Flush(1, (0,), ()))
        assert one.hears(3, Flush(1, (0,), ())) == ()
        assert one.state.view == 2
        assert one.hears(1, GoOn()) == (Send(2, Copy(1, 2, 1, 2, 2)), Send(1, GoOn()))

    def test_no_copies_to_the_suspected(self) -> None:
        nothing_left = self.member(0, 3, (0,), "best-effort")
        assert nothing_left.hears(1, News((2,))) == (Send(1, News((2,))),)
        assert nothing_left.state.queue == ()
        assert nothing_left.hears(0, GoOn()) == ()
        one_left = self.member(0, 3, (0,), "best-effort")
        assert one_left.hears(2, News((1,))) == (Send(2, News((1,))),)
        assert one_left.hears(0, GoOn()) == (Send(2, Copy(0, 1, 0, 1, 1)),)

    def test_the_same_news_again_is_no_news(self) -> None:
        two = self.member(2, 4, (0,), "reliable")
        assert two.start == (SetTimer("P0"),)
        assert two.hears(1, News((0,))) == (Send(1, News((0,))), Send(3, News((0,))))
        assert two.hears(3, News((0,))) == ()
        assert two.hears(0, News((1,))) == (), "nobody listens to a suspect"
        assert two.state.views == ((0, 1, 2, 3), (1, 2, 3))

    def test_patience_with_one_who_owes_nothing(self) -> None:
        two = self.member(2, 3, (0,), "best-effort")
        two.hears(0, Copy(0, 1, 0, 1, 1))
        assert two.runs_out("P0") == ()
        assert two.runs_out("P1") == ()
        late = self.member(2, 3, (0,), "best-effort")
        assert late.runs_out("P0") == (Send(1, News((0,))),)
        assert late.runs_out("P0") == ()

    def test_a_relay_goes_to_all_but_the_author(self) -> None:
        two = self.member(2, 4, (0,), "reliable")
        copy = Copy(0, 1, 0, 1, 1)
        assert two.hears(3, copy) == (Send(1, copy), Send(2, GoOn()))
        assert two.hears(0, copy) == ()
        assert two.hears(2, GoOn()) == (Send(3, copy),)

    def test_one_letter_to_itself_at_a_time(self) -> None:
        two = self.member(2, 4, (0, 1), "reliable")
        first, second = Copy(0, 1, 0, 1, 1), Copy(1, 1, 1, 1, 1)
        assert two.hears(0, first) == (Send(1, first), Send(2, GoOn()))
        assert two.hears(1, second) == ()
        assert two.hears(2, GoOn()) == (Send(3, first), Send(2, GoOn()))
        assert two.hears(2, GoOn()) == (Send(0, second), Send(2, GoOn()))
        assert two.hears(2, GoOn()) == (Send(3, second),)
        assert two.hears(2, GoOn()) == ()

    def test_only_the_copies_of_its_own_view_are_delivered(self) -> None:
        three = self.member(3, 4, (0, 1))
        later, now = Copy(0, 1, 0, 1, 2), Copy(1, 1, 1, 1, 1)
        three.hears(0, later)
        three.hears(1, now)
        assert (three.state.log, three.state.held) == (((1, now),), (later,))

    def test_nobody_is_asked_for_what_a_sender_numbered(self) -> None:
        """Only the sequencer sends again."""
        two = self.member(2, 3, (0, 0), "best-effort")
        assert two.hears(0, Copy(0, 2, 0, 2, 1)) == ()

    def test_what_the_sequencer_has_not_numbered_it_cannot_send(self) -> None:
        choir = machine(
            "group-communication", generals=3, senders=(0,), multicast="best-effort", ordering="total"
        )
        sequencer = Alone(choir, 0)
        assert sequencer.hears(1, Missing(2)) == ()
        assert sequencer.hears(1, Missing(1)) == (Send(1, Copy(0, 1, 0, 1, 1)),)


class Alone:
    """A member by itself: what it keeps, and what it answers."""

    def __init__(self, choir: Machine, process: int) -> None:
        self.choir = choir
        self.process = process
        self.state: Any
        self.state, self.start = choir.step(process, choir.begin(process), Start(None))

    def hears(self, sender: int, payload: Any) -> tuple[Any, ...]:
        return self._does(Receive(Message(0, sender, self.process, payload, 0)))

    def runs_out(self, key: str) -> tuple[Any, ...]:
        return self._does(Timeout(key))

    def _does(self, event: Any) -> tuple[Any, ...]:
        self.state, commands = self.choir.step(self.process, self.state, event)
        return commands


class TestVerdicts:
    """The promises, judged on what members keep, whatever led to it."""

    ALL, XY, YZ, Y, Z = (0, 1, 2), (0, 1), (1, 2), (1,), (2,)
    A, B = Copy(0, 1, 0, 1, 1), Copy(1, 1, 1, 1, 1)

    def verdict(
        self, promise: str, *members: Member, over: bool = True, crashed: tuple[int, ...] = ()
    ) -> tuple[bool, str]:
        model = group(senders=(0, 1), crashes=3)
        phase = Phase.OVER if over else Phase.SCHEDULE
        now = replace(model.initial(), states=members, phase=phase, crashed=crashed)
        judged = named(model, promise).judge(model, now)
        assert judged.stated
        return judged.holds, judged.why

    def test_agreement_names_who_has_it_and_who_has_not(self) -> None:
        has, lacks = Member((self.ALL,), log=((1, self.A),)), Member((self.ALL,))
        what = "delivered P0's 1st message"
        assert self.verdict("agreement", has, lacks, has) == (False, f"P0 {what}, P1 never does")
        assert self.verdict("agreement", lacks, lacks, has) == (False, f"P2 {what}, P0 never does")
        ok = "P0, P1 and P2 survived, and whoever share a view delivered the same"
        assert self.verdict("agreement", has, has, has) == (True, ok)
        assert self.verdict("agreement", has, lacks, has, over=False) == (True, "not all letters have come yet")

    def test_agreement_is_among_those_who_share_a_view_and_are_up(self) -> None:
        has, lacks = Member((self.ALL, self.XY), log=((1, self.A),)), Member((self.ALL, self.YZ))
        assert self.verdict("agreement", has, lacks, lacks)[0]
        other = Member((self.ALL, self.YZ), log=((1, self.B),))
        assert self.verdict("agreement", has, lacks, other) == (
            False,
            "P2 delivered P1's 1st message, P1 never does",
        )
        assert self.verdict("agreement", has, lacks, other, crashed=(1,))[1].startswith("P0 and P2 survived")
        gone = self.verdict("agreement", has, lacks, other, crashed=(0, 1, 2))
        assert gone == (True, "nobody survived, and whoever share a view delivered the same")

    def test_view_synchrony_looks_at_what_they_left_together(self) -> None:
        why = "went on together from view 1, but only"
        has = Member((self.ALL, self.YZ), log=((1, self.A),))
        late = Member((self.ALL, self.YZ), log=((2, self.A),))
        off = Member((self.ALL, self.XY))
        assert self.verdict("view-synchrony", off, has, late) == (
            False,
            f"P1 and P2 {why} P1 had delivered P0's 1st message in it, not P2",
        )
        assert self.verdict("view-synchrony", off, late, has) == (
            False,
            f"P1 and P2 {why} P2 had delivered P0's 1st message in it, not P1",
        )
        assert self.verdict("view-synchrony", late, off, has, over=False)[0] is False

    def test_not_at_the_view_they_are_in(self) -> None:
        one = Member((self.ALL, self.YZ), log=((1, self.A), (2, self.B)))
        other = Member((self.ALL, self.YZ), log=((1, self.A),))
        ok = "whoever went on together from a view had delivered the same in it"
        assert self.verdict("view-synchrony", Member((self.ALL,)), one, other) == (True, ok)

    def test_also_when_one_has_gone_further(self) -> None:
        one, further = Member((self.ALL, self.YZ), log=((1, self.A),)), Member((self.ALL, self.YZ, self.Z))
        assert not self.verdict("view-synchrony", Member((self.ALL,)), one, further)[0]
        assert not self.verdict("view-synchrony", Member((self.ALL,)), further, one)[0]

    def test_also_when_they_parted_before(self) -> None:
        one = Member((self.ALL, self.XY, self.Y, self.Z), log=((3, self.A),))
        other = Member((self.ALL, self.YZ, self.Y, self.Z))
        holds, why_ = self.verdict("view-synchrony", Member((self.ALL,)), one, other)
        assert (holds, why_.partition(",")[0]) == (False, "P1 and P2 went on together from view 3")

    def test_fifo_and_total_order(self) -> None:
        second = Copy(0, 2, 0, 2, 1)
        skips = Member((self.ALL,), log=((1, self.B), (1, second)))
        empty = Member((self.ALL,))
        fifo = self.verdict("fifo", empty, empty, skips, over=False)
        assert fifo == (False, "P2 delivered P0's 2nd message before its 1st")
        one, other = (
            Member((self.ALL,), log=((1, x), (1, y))) for x, y in ((self.A, self.B), (self.B, self.A))
        )
        assert self.verdict("total-order", one, empty, one, over=False)[0] is True
        total = self.verdict("total-order", empty, one, other, over=False)
        assert total == (
            False,
            "P1 delivered P0's 1st message before P1's 1st message, P2 the other way round",
        )

    def test_delivery_is_for_the_messages_of_survivors_in_ones_own_view(self) -> None:
        nothing, all_ = Member((self.ALL,)), Member((self.ALL,), log=((1, self.A), (1, self.B)))
        assert self.verdict("delivery", all_, all_, nothing) == (False, "P2 has not delivered P0's 1st message")
        assert self.verdict("delivery", all_, nothing, nothing) == (
            False,
            "P1 and P2 have not delivered P0's 1st message",
        )
        assert self.verdict("delivery", all_, nothing, nothing, over=False) == (
            True,
            "not all letters have come yet",
        )
        alone = Member((self.ALL, self.Z))
        assert self.verdict("delivery", all_, all_, alone)[0] is True
        assert self.verdict("delivery", nothing, nothing, nothing, crashed=(0, 1))[0] is True


class TestCosts:
    @pytest.mark.parametrize("generals", [2, 3, 4, 5])
    def test_copies_of_a_message(self, generals: int) -> None:
        """n-1 by best effort; with relays all but the author tell all but the author: (n-1) + (n-1)(n-2)."""
        assert copies(play(group(generals=generals), {})) == generals - 1
        assert copies(play(group("view-synchronous", generals=generals), {})) == generals - 1
        relayed = copies(play(group("reliable", generals=generals), {}))
        assert relayed == (generals - 1) ** 2

    @pytest.mark.parametrize("multicast", ["best-effort", "reliable", "view-synchronous"])
    @pytest.mark.parametrize("ordering", ["none", "fifo", "total"])
    def test_a_fair_schedule_keeps_every_promise_but_total_order(self, multicast: str, ordering: str) -> None:
        run = play(group(multicast, ordering, (0, 1, 0, 2), 4), {})
        for promise in ("agreement", "view-synchrony", "fifo", "delivery"):
            assert not why(run, promise)
        for p in range(4):
            assert sorted(delivered(run, p)) == [(0, 1), (0, 2), (1, 1), (2, 1)]
            assert run.now.states[p].views == ((0, 1, 2, 3),), "nobody is suspected"


class TestWords:
    def test_letters(self) -> None:
        choir = machine("group-communication", generals=3)
        copy = Copy(0, 1, 0, 1, 1)
        assert choir.words(copy) == "P0's 1st"
        assert choir.words(GoOn()) == "goes on"
        assert choir.words(News((0, 2))) == "without P0 P2"
        assert choir.words(Flush(1, (0,), (copy,))) == "view 1 without P0; I have P0's 1st"
        assert choir.words(Flush(2, (0,), ())) == "view 2 without P0; I have nothing"
        numbered = machine("group-communication", generals=3, ordering="total")
        assert numbered.words(Copy(0, 2, 1, 1, 1)) == "number 2, P1's 1st"
        assert numbered.words(Submission(1, 2)) == "to be numbered: P1's 2nd"
        assert numbered.words(Missing(2)) == "number 2 is missing"
        assert [ordinal(n) for n in (1, 2, 3, 4)] == ["1st", "2nd", "3rd", "4th"]

    def test_facts(self) -> None:
        model = group("view-synchronous", senders=(0, 0, 0, 0))
        run = play(model, {})
        choir = model.machine
        assert choir.facts(1, run.now.states[1]) == (
            ("group", "view 1"),
            ("members", "0 1 2"),
            ("delivered", ".. 0.2 0.3 0.4"),
            ("held", "0"),
        )
        assert choir.facts(1, choir.begin(1))[2] == ("delivered", "nothing")
        start = Run(group("view-synchronous"))
        flushing = start.then(*picks(start, "timeout 2"))
        assert choir.facts(2, flushing.now.states[2])[0] == ("group", "flushing")

    def test_report(self) -> None:
        run = scripted(group(crashes=1), "crash 0")
        assert isinstance(run.model, Asynchronous)
        assert run.model.machine.report(run.model, run.now) == {
            "delivered": {"0": [[0, 1]], "1": [[0, 1]], "2": []},
            "views": {"0": [[0, 1, 2]], "1": [[0, 1, 2], [1, 2]], "2": [[0, 1, 2], [1, 2]]},
        }

    def test_the_protocol(self) -> None:
        protocol = PROTOCOLS["group-communication"]
        assert protocol.promises == machine("group-communication", generals=2).reported()
        assert protocol.built == ("generals", "senders", "multicast", "ordering")
        with pytest.raises(ValueError, match="member 3 cannot multicast: there are 3 members"):
            machine("group-communication", generals=3, senders=(0, 3))


def picks(run: Run[Any], *labels: str) -> list[int]:
    """The indices of these options, one after the other."""
    found = []
    for label in labels:
        assert run.pending is not None
        index = run.pending.index(label)
        assert index is not None, [option.label for option in run.pending.options]
        found.append(index)
        run = run.then(index)
    return found
