"""PBFT: the normal case, primaries that equivocate or fall silent, the change of view, one traitor too many."""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from itertools import combinations, product
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.agents import Agent, Seeded, Silent
from engine.asynchronous import Asynchronous
from engine.configuration import Choice, Configuration, Phase
from engine.machine import Message, Receive, SetTimer
from engine.model import Faults
from engine.parameters import Unfit
from engine.play import play
from engine.properties import Verdict, named
from engine.protocols import machine
from engine.protocols.pbft import Pbft, in_a_row
from engine.protocols.pbft_letters import Commit, NewView, Prepare, PrePrepare, Replica, ViewChange, proposals
from engine.protocols.pbft_rules import executed
from engine.run import Run
from tests.engine.schedules import Survey, happened, survey
from tests.engine.tables import bounds, differing, required, taken


class Liar(Agent):
    """Says to each receiver what stands in a table, by what he would say honestly; None is silence.

    The table goes by (receiver, honest words); what is not in it is honest. What he says unasked he says as
    soon as he may, in order.
    """

    def __init__(self, words: Mapping[tuple[int, str], str | None], unasked: Sequence[str] = ()) -> None:
        self.words = words
        self.unasked = unasked

    def pick(self, run: Run[Any], choice: Choice) -> int:
        if choice.subject.kind == "utterance":
            found = [choice.index(label) for label in self.unasked]
            return next((index for index in found if index is not None), choice.honest)
        honest = choice.options[choice.honest].label
        key = (choice.subject.receiver, honest)
        if key not in self.words:
            return choice.honest
        index = choice.index(self.words[key] or "silence")
        assert index is not None, f"he cannot say {self.words[key]}"
        return index


class Chatter(Agent):
    """A seeded traitor: mostly one story for the even, another for the odd; unasked, something now and then."""

    def __init__(self, seed: int) -> None:
        self.dice = Random(seed)

    def pick(self, run: Run[Any], choice: Choice) -> int:
        if choice.subject.kind == "utterance" and self.dice.random() < 0.85:
            return 0
        if choice.subject.kind == "word" and self.dice.random() < 0.8:
            return min(choice.subject.receiver % 2, len(choice.options) - 1)
        return self.dice.randrange(len(choice.options))


def army(faults: Faults | None = None, **parameters: Any) -> Asynchronous:
    built = machine("pbft", **{"generals": 4, **parameters})
    return Asynchronous(built, (None,) * built.processes, faults)


def held(run: Run[Configuration], what: str) -> list[str]:
    """One fact of every replica."""
    model: Any = run.model
    return [dict(model.machine.facts(p, state))[what] for p, state in enumerate(run.now.states)]


def verdict(run: Run[Configuration], name: str) -> Verdict:
    model: Any = run.model
    return named(model, name).judge(model, run.now)


def quiet(run: Run[Configuration], cast: Mapping[str, Agent] | None = None) -> Run[Configuration]:
    """The run that goes on, oldest letter first, until only timers are left."""
    run = run.then()
    while run.now.wire or run.now.phase is not Phase.SCHEDULE:
        if run.pending is None:
            break
        agent = (cast or {}).get(run.pending.owner.partition(":")[0])
        run.extend(agent.pick(run, run.pending) if agent else run.pending.honest)
    return run


class TestTheNormalCase:
    @pytest.mark.parametrize(
        ("generals", "requests", "letters"), [(4, 1, 24), (4, 2, 48), (4, 3, 72), (7, 2, 168)]
    )
    def test_three_phases(self, generals: int, requests: int, letters: int) -> None:
        """(n-1) words of the primary, (n-1)(n-1) prepares and n(n-1) commits for each request."""
        run = Run(army(generals=generals, requests=requests)).honestly()
        n = generals
        assert letters == requests * ((n - 1) + (n - 1) ** 2 + n * (n - 1)) == run.now.sent
        row = " ".join(f"r{k}" for k in range(1, requests + 1))
        assert set(run.now.decisions) == {row}
        assert held(run, "committed") == [row] * n
        assert {state.view for state in run.now.states} == {0}  # type: ignore[attr-defined]
        for name in ("agreement", "validity", "answered", "termination"):
            assert verdict(run, name).holds

    def test_numbers_are_executed_without_a_gap(self) -> None:
        assert executed(((1, "r2"), (3, "r1"))) == ("r2",)
        assert executed(((1, "null"), (2, "r1"), (3, "r1"), (4, "r2"))) == ("r1", "r2")
        assert executed(()) == ()

    def test_with_f_crashed_the_others_go_on(self) -> None:
        run = happened(Run(army(Faults(crashes=1))), "crash 3").honestly()
        assert run.now.decisions == ("r1 r2", "r1 r2", "r1 r2", None)
        assert verdict(run, "termination").holds


EQUIVOCATION = {
    (3, "view 0: number 1 is r1"): "view 0: number 1 is r2",
    **{(p, "view 0: number 2 is r2"): None for p in (1, 2, 3)},
}
MUTE_COMMITS = {(p, "view 0: commit r1 as 1"): None for p in (1, 2, 3)}


class TestAnEquivocatingPrimary:
    def test_one_request_is_prepared_the_other_never(self) -> None:
        """r1 as 1 to R1 and R2, r2 as 1 to R3; a backup counts its own prepare."""
        cast = {"traitor": Liar({**EQUIVOCATION, **MUTE_COMMITS})}
        run = quiet(Run(army(Faults((0,)))), cast)
        assert held(run, "prepared")[1:] == ["r1", "r1", "nothing"]
        assert held(run, "committed")[1:] == ["nothing"] * 3, "two commits are not 2f + 1"

    def test_it_commits_only_if_the_primary_says_commit_as_well(self) -> None:
        run = quiet(Run(army(Faults((0,)))), {"traitor": Liar(EQUIVOCATION)})
        assert held(run, "committed")[1:] == ["r1", "r1", "nothing"]
        assert verdict(run, "agreement").why == "committed by loyal replicas: r1 as 1"

    def test_the_next_view_brings_everybody_together(self) -> None:
        run = play(army(Faults((0,))), {"traitor": Liar(EQUIVOCATION)})
        assert run.now.decisions[1:] == ("r1 r2",) * 3
        assert held(run, "view")[1:] == ["1", "1", "1"]
        assert verdict(run, "termination").holds

    @pytest.mark.parametrize("told", list(product(("r1", "r2", None), repeat=3)))
    def test_every_equivocation_about_number_1(self, told: tuple[str | None, ...]) -> None:
        """All 27, against a formula: a request is committed by whom it was told, if two were told it.

        The primary says commit to everybody for both. In one view a replica does more the more it hears, so
        who says less than that cannot make anybody commit what is not committed here.
        """
        words: dict[tuple[int, str], str | None] = {(p, "view 0: number 2 is r2"): None for p in (1, 2, 3)}
        for backup, request in zip((1, 2, 3), told, strict=True):
            words[backup, "view 0: number 1 is r1"] = request and f"view 0: number 1 is {request}"
        unasked = [f"view 0: commit {r} as 1 to R{p}" for r in ("r1", "r2") for p in (1, 2, 3)]
        run = quiet(Run(army(Faults((0,)), views=1)), {"traitor": Liar(words, unasked)})
        expected = [request if request and told.count(request) >= 2 else "nothing" for request in told]
        assert held(run, "committed")[1:] == expected
        assert verdict(run, "agreement").holds

    def test_a_request_is_executed_once_however_often_it_is_numbered(self) -> None:
        twice = {(p, "view 0: number 2 is r2"): "view 0: number 2 is r1" for p in (1, 2, 3)}
        run = quiet(
            Run(army(Faults((0,)), views=1)), {"traitor": Liar(twice, ["view 0: commit r1 as 2 to R1"])}
        )
        assert held(run, "committed")[1:] == ["r1 r1", "r1 r1", "r1 r1"]
        assert run.now.decisions[1] is None, "r2 is still to come"
        assert "r2; its client waits for 2 equal replies" in verdict(run, "answered").why


class TestASilentPrimary:
    def test_patience_ends_and_view_1_does_the_work(self) -> None:
        run = play(army(Faults((0,))), {"traitor": Silent()})
        assert held(run, "view")[1:] == ["1", "1", "1"]
        assert run.now.decisions[1:] == ("r1 r2",) * 3
        assert verdict(run, "answered").holds

    def test_f_plus_1_who_ask_take_the_others_along(self) -> None:
        """R3's patience never ends before: two others are enough to know that a loyal one asks."""
        run = happened(Run(army(Faults(crashes=1))), "crash 0")
        run = happened(run, "timeout 1", "timeout 2")
        assert held(run, "view")[1:] == ["waits for 1", "waits for 1", "0"]
        run = quiet(run)
        assert held(run, "view")[1:] == ["1", "1", "1"]
        assert (3, "view 0") in run.now.timers

    def test_two_silent_primaries_in_a_row(self) -> None:
        run = play(army(Faults((0, 1)), generals=7, views=3), {"traitor": Silent()})
        assert held(run, "view")[2:] == ["2"] * 5
        assert run.now.decisions[2:] == ("r1 r2",) * 5

    def test_two_faulty_of_four_are_stuck_but_safe(self) -> None:
        run = play(army(Faults((0, 3)), views=4), {"traitor": Silent()})
        assert held(run, "committed")[1:3] == ["nothing", "nothing"]
        assert verdict(run, "agreement").why == "nobody has committed anything"
        assert verdict(run, "termination").why == "R1 and R2 have not executed every request"
        assert not verdict(run, "answered").holds

    def test_the_last_view_has_no_patience(self) -> None:
        run = play(army(Faults((0,)), views=1), {"traitor": Silent()})
        assert run.now.timers == ()
        assert run.over


def deliver_all(run: Run[Configuration], payload: Any, to: Sequence[int]) -> Run[Configuration]:
    """Deliver these letters to these, from everybody."""
    while True:
        options = [
            option
            for option, happening in enumerate(run.now.agenda[0])
            if hasattr(happening, "messages")
            and happening.messages[0].payload == payload
            and happening.messages[0].receiver in to
        ]
        if not options:
            return run
        run = run.then(options[0])
        while run.pending is not None and run.now.phase is not Phase.SCHEDULE:
            run.extend(run.pending.honest)


class TestTheChangeOfView:
    def test_what_one_replica_committed_is_proposed_again(self) -> None:
        """Only R2 commits r1 in view 0, and none of the three who change the view has heard of it."""
        run = Run(army())
        run = deliver_all(run, PrePrepare(0, 1, "r1"), (1, 2, 3))
        run = deliver_all(run, Prepare(0, 1, "r1"), (0, 1, 2, 3))
        run = deliver_all(run, Commit(0, 1, "r1"), (2,))
        assert held(run, "committed") == ["nothing", "nothing", "r1", "nothing"]
        run = happened(run, "timeout 0", "timeout 1", "timeout 3")
        asked = ViewChange(1, ((1, 0, "r1"),))
        run = deliver_all(run, asked, (1,))
        word = next(m.payload for m in run.now.wire if type(m.payload) is NewView)
        assert word == NewView(1, ((0, asked.prepared), (1, asked.prepared), (3, asked.prepared)), ((1, "r1"),))
        assert {m.payload for m in run.now.wire} >= {PrePrepare(1, 2, "r2")}
        done = quiet(run)
        assert held(done, "committed") == ["r1 r2"] * 4
        assert held(done, "view") == ["1"] * 4

    def test_the_highest_view_wins_and_gaps_are_null(self) -> None:
        changes = [(0, ((3, 0, "r1"),)), (1, ((1, 0, "r2"), (3, 1, "r2"))), (2, ())]
        assert proposals(changes) == ((1, "r2"), (2, "null"), (3, "r2"))
        assert proposals([(0, ()), (1, ())]) == ()

    def test_a_gap_is_filled_in_a_run(self) -> None:
        """The first primary numbers only r2, as 2; the next one puts null before it and r1 after it."""
        words = {(p, "view 0: number 1 is r1"): None for p in (1, 2, 3)}
        run = play(army(Faults((0,))), {"traitor": Liar(words)})
        assert held(run, "committed")[1:] == ["0 r2 r1"] * 3
        assert run.now.decisions[1:] == ("r2 r1",) * 3

    def test_a_new_view_that_leaves_out_what_follows_is_refused(self) -> None:
        built: Any = machine("pbft", generals=4)
        changes = ((0, ((1, 0, "r1"),)), (1, ()), (2, ()))
        state = Replica(view=1, active=False)

        def heard(word: NewView, sender: int = 1) -> Any:
            return built.step(3, state, Receive(Message(0, sender, 3, word, 0)))[0]

        assert heard(NewView(1, changes, ((1, "r1"),))).active
        assert heard(NewView(1, changes, ())) == state
        assert heard(NewView(1, changes, ((1, "r2"),))) == state
        assert heard(NewView(1, changes[:2], ((1, "r1"),))) == state, "two are too few"
        assert heard(NewView(1, changes, ((1, "r1"),)), sender=2) == state, "he is not its primary"

    def test_a_second_word_of_a_new_primary_is_not_heard(self) -> None:
        """It rests on other changes and is as rightful as the first; but who works in a view is in it."""
        built: Any = machine("pbft", generals=4)
        full = NewView(1, ((0, ((1, 0, "r1"),)), (1, ()), (2, ())), ((1, "r1"),))
        bare = NewView(1, ((0, ()), (1, ()), (2, ())), ())
        state = built.step(3, Replica(), Receive(Message(0, 1, 3, full, 0)))[0]
        assert built.step(3, state, Receive(Message(0, 1, 3, bare, 0))) == (state, ())
        assert built.step(3, Replica(view=2), Receive(Message(0, 1, 3, full, 0))) == (Replica(view=2), ())

    def test_one_who_asks_takes_nobody_along(self) -> None:
        """He may be the traitor."""
        run = quiet(happened(Run(army(views=3)), "timeout 3"))
        assert held(run, "view") == ["0", "0", "0", "waits for 1"]
        assert held(run, "committed") == ["r1 r2"] * 3 + ["nothing"]
        assert verdict(run, "termination").why == "R3 has not executed every request"
        assert verdict(run, "answered").holds

    def test_who_is_taken_along_has_patience_for_the_new_view_while_he_has_work(self) -> None:
        built: Any = machine("pbft", generals=4, views=3)
        word = Receive(Message(0, 1, 3, NewView(1, ((0, ()), (1, ()), (2, ())), ()), 0))
        assert built.step(3, Replica(), word)[1] == (SetTimer("view 1"),)
        assert built.step(3, Replica(view=1, active=False), word)[1] == (), "he set it when he asked"
        assert built.step(3, Replica(committed=((1, "r1"), (2, "r2"))), word)[1] == ()
        late = Receive(Message(0, 2, 3, NewView(2, ((0, ()), (1, ()), (2, ())), ()), 0))
        assert built.step(3, Replica(), late)[1] == (), "there is no view after it"

    def test_letters_of_the_next_view_wait(self) -> None:
        """A prepare of view 1 overtakes the new primary's word."""
        run = happened(Run(army(Faults(crashes=1))), "crash 0", "timeout 1", "timeout 2", "timeout 3")
        run = deliver_all(run, ViewChange(1, ()), (1,))
        word = next(m.payload for m in run.now.wire if type(m.payload) is NewView)
        run = deliver_all(run, word, (2,))
        run = deliver_all(run, PrePrepare(1, 1, "r1"), (2, 3))
        run = deliver_all(run, Prepare(1, 1, "r1"), (3,))
        assert held(run, "view")[3] == "waits for 1"
        run = deliver_all(run, word, (3,))
        assert held(run, "prepared")[3] == "r1"

    def test_who_left_a_view_prepares_nothing_there(self) -> None:
        run = happened(Run(army()), "timeout 3")
        run = deliver_all(run, PrePrepare(0, 1, "r1"), (3,))
        state: Any = run.now.states[3]
        assert state.proposed == frozenset()


def broken(run: Run[Configuration]) -> str:
    found = verdict(run, "agreement")
    assert not found.holds
    return found.why


class TestOneTooMany:
    def test_two_traitors_of_four_make_two_replicas_commit_differently(self) -> None:
        """R0 and R1 tell R2 one story and R3 the other."""
        table = {
            (3, f"view 0: {honest}"): f"view 0: {lie}"
            for honest, lie in (
                ("number 1 is r1", "number 1 is r2"),
                ("prepare r1 as 1", "prepare r2 as 1"),
                ("commit r1 as 1", "commit r2 as 1"),
            )
        }
        run = quiet(Run(army(Faults((0, 1)))), {"traitor": Liar(table)})
        assert broken(run) == "R2 committed r1 as 1, R3 committed r2"
        assert verdict(run, "validity").holds

    def test_a_quorum_too_small_breaks_with_a_single_traitor(self) -> None:
        """f prepares and f + 1 commits: two quorums need not share a loyal replica any more."""
        table = {
            (2, "view 0: number 1 is r1"): "view 0: number 1 is r2",
            (2, "view 0: commit r1 as 1"): "view 0: commit r2 as 1",
        }
        run = quiet(Run(army(Faults((0,)), mutant="small-quorum")), {"traitor": Liar(table)})
        assert broken(run) == "R1 committed r1 as 1, R2 committed r2"
        kept = quiet(Run(army(Faults((0,)))), {"traitor": Liar(table)})
        assert verdict(kept, "agreement").holds

    @pytest.mark.parametrize("mutant", ["none", "forget-prepared"])
    def test_a_change_of_view_must_carry_what_was_prepared(self, mutant: str) -> None:
        """R0 numbers r2 first; R2 alone commits it. If nobody remembers, R1 numbers r1 first."""
        swapped = {(p, "view 0: number 1 is r1"): "view 0: number 1 is r2" for p in (1, 2, 3)}
        cast = {"traitor": Liar(swapped, ["view 0: commit r2 as 1 to R2"])}
        run = Run(army(Faults((0,)), mutant=mutant))
        while run.now.phase is not Phase.SCHEDULE:
            assert run.pending is not None
            run.extend(cast["traitor"].pick(run, run.pending))
        run = deliver_all(run, PrePrepare(0, 1, "r2"), (1, 2, 3))
        run = deliver_all(run, Prepare(0, 1, "r2"), (1, 2, 3))
        run = deliver_all(run, Commit(0, 1, "r2"), (2,))
        assert held(run, "committed")[1:] == ["nothing", "r2", "nothing"]
        run = quiet(happened(run, "timeout 1", "timeout 3", "timeout 2"))
        if mutant == "none":
            assert held(run, "committed")[1:] == ["r2 r1"] * 3
        else:
            assert broken(run) == "R1 committed r1 as 1, R2 committed r2"


def first_view(told: tuple[str, str, str], mutant: str) -> Survey:
    """All schedules of view 0 in which R0 tells the others these requests as number 1, and commits to all.

    R0 is a traitor whose letters are on the road and who is silent afterwards. The walk goes on until somebody
    commits what some quorum of changes, R0 saying that he prepared nothing, does not oblige view 1 to repeat.

    Changes need not arrive: a replica says what it has prepared when it leaves. Commits may arrive at once:
    they change nothing but what is committed, and more of that is only more to be kept.
    """
    model = army(Faults(crashes=1), mutant=mutant)
    run = happened(Run(model), "crash 0")
    letters = [
        Message(0, 0, p, PrePrepare(0, 1, request), 0) for p, request in zip((1, 2, 3), told, strict=True)
    ]
    letters += [Message(0, 0, p, Commit(0, 1, request), 0) for request in set(told) for p in (1, 2, 3)]
    wire = tuple(replace(letter, serial=serial) for serial, letter in enumerate(letters, run.now.sent + 1))
    run.now = model._schedule(replace(run.now, wire=wire, sent=run.now.sent + len(wire)))
    built = model.machine

    def heed(now: Configuration, message: Message) -> bool:
        state = now.states[message.receiver]
        heard = built.step(message.receiver, state, Receive(message))
        return type(message.payload) is not ViewChange and heard != (state, ())

    def essence(now: Configuration) -> Hashable:
        road = Counter((m.sender, m.receiver, m.payload) for m in now.wire if heed(now, m))
        return now.states, frozenset(road.items()), frozenset(now.timers)

    def lost(now: Configuration) -> bool:
        states: Any = now.states[1:]
        committed = {each for state in states for each in state.committed}
        if len(committed) > 1 or not committed or any(state.active for state in states):
            return len(committed) > 1
        changes = [(p, held) for p, state in enumerate(states, 1) for _, q, held in state.changes if p == q]
        quorums = combinations([(0, ()), *changes], 3)
        return any(not committed <= set(proposals(quorum)) for quorum in quorums)

    return survey(model, lost, run, essence, heed, eager=lambda message: type(message.payload) is Commit)


class TestEverySchedule:
    @pytest.mark.parametrize(("told", "states"), [(("r1", "r1", "r1"), 4687), (("r1", "r1", "r2"), 2326)])
    def test_what_is_committed_is_carried_into_the_next_view(
        self, told: tuple[str, str, str], states: int
    ) -> None:
        """PBFT's theorem for n = 4 and one number, over all orders of letters and all ends of patience."""
        result = first_view(told, "none")
        assert result.found is None
        assert result.states == states

    def test_unless_the_changes_forget_it(self) -> None:
        result = first_view(("r1", "r1", "r1"), "forget-prepared")
        assert result.found is not None
        states: Any = result.found.now.states
        assert [state.committed for state in states[1:]].count(((1, "r1"),)) == 1


class TestRandomSchedules:
    @settings(max_examples=25, deadline=None, derandomize=True)
    @given(st.integers(0, 10**6), st.integers(0, 3), st.sampled_from([1, 2, 3]), st.booleans())
    def test_one_traitor_of_four_never_parts_the_loyal(
        self, seed: int, traitor: int, views: int, fair: bool
    ) -> None:
        model = army(Faults((traitor,), fair=12 if fair else None), views=views)
        run = play(model, {"traitor": Chatter(seed), "scheduler": Seeded(seed)})
        assert verdict(run, "agreement").holds, broken(run)
        assert verdict(run, "validity").holds

    @settings(max_examples=3, deadline=None, derandomize=True)
    @given(st.integers(0, 10**6), st.sampled_from([(0, 1), (0, 4), (1, 5)]))
    def test_two_traitors_of_seven(self, seed: int, traitors: tuple[int, ...]) -> None:
        model = army(Faults(traitors), generals=7, requests=2)
        run = play(model, {"traitor": Chatter(seed), "scheduler": Seeded(seed)})
        assert verdict(run, "agreement").holds, broken(run)

    @settings(max_examples=20, deadline=None, derandomize=True)
    @given(st.integers(0, 10**6))
    def test_a_crash_and_impatience_never_part_them(self, seed: int) -> None:
        dice = Seeded(seed)
        run = play(army(Faults(crashes=1), views=3), {"scheduler": dice})
        assert verdict(run, "agreement").holds
        assert verdict(run, "validity").holds

    def test_chance_parts_them_when_two_of_four_are_traitors(self) -> None:
        """The same dice do find what one traitor too many can do."""
        assert any(
            not verdict(
                play(army(Faults((0, 1)), views=1), {"traitor": Chatter(seed), "scheduler": Seeded(seed)}),
                "agreement",
            ).holds
            for seed in range(200)
        )


class TestWords:
    def test_letters_and_facts(self) -> None:
        built = machine("pbft", generals=4)
        assert isinstance(built, Pbft)
        assert [
            built.words(each)
            for each in (
                PrePrepare(0, 1, "r1"),
                Prepare(0, 1, "r1"),
                Commit(1, 2, "r2"),
                ViewChange(1, ()),
                ViewChange(1, ((1, 0, "r1"),)),
                NewView(1, ((0, ()), (1, ()), (2, ())), ()),
                NewView(1, ((0, ()), (1, ()), (2, ())), ((1, "null"), (2, "r2"))),
            )
        ] == [
            "view 0: number 1 is r1",
            "view 0: prepare r1 as 1",
            "view 1: commit r2 as 2",
            "change to view 1, nothing prepared",
            "change to view 1, prepared r1 as 1 in view 0",
            "new view 1 by R0, R1, R2: nothing to repeat",
            "new view 1 by R0, R1, R2: number 1 is null, number 2 is r2",
        ]
        assert built.facts(0, Replica()) == (("view", "0"), ("prepared", "nothing"), ("committed", "nothing"))
        assert in_a_row({1: "null", 3: "r2"}) == "0 - r2"
        assert built.deed("r1 r2") == "executes r1, then r2"
        assert built.verdicts == ("r1 r2", "r2 r1")
        assert built.rounds == 0
        assert [built.primary(v) for v in range(5)] == [0, 1, 2, 3, 0]

    def test_what_a_traitor_may_say(self) -> None:
        """Whatever he has heard: in his own name only, and each thing once."""
        built = machine("pbft", generals=4)
        sayings = built.utterances(0)
        assert len(sayings) == len(set(sayings)) == 3 * (2 * 2 * 2 * 2 + 1)
        assert (1, PrePrepare(0, 1, "r2")) in sayings
        assert (1, Prepare(1, 1, "r2")) in sayings
        assert not any(type(payload) is Prepare and payload.view == 0 for _, payload in sayings)
        assert all(receiver != 0 for receiver, _ in sayings)

    def test_what_he_may_say_instead(self) -> None:
        built = machine("pbft", generals=4)
        hidden = ViewChange(1, ())
        assert built.forgeries(1, ViewChange(1, ((1, 0, "r1"),)), 2) == (
            ViewChange(1, ((1, 0, "r1"),)), hidden, None
        )  # fmt: skip
        assert built.forgeries(1, hidden, 2) == (hidden, None)
        word = NewView(1, ((0, ()), (1, ((1, 0, "r1"),)), (2, ())), ((1, "r1"),))
        bare = NewView(1, ((0, ()), (1, ()), (2, ())), ())
        false = NewView(1, word.changes, ())
        assert built.forgeries(1, word, 2) == (word, bare, false, None)
        assert built.forgeries(0, Prepare(0, 1, "null"), 2)[0] == Prepare(0, 1, "null")

    def test_what_cannot_be_built(self) -> None:
        with pytest.raises(Unfit, match="2 faults need 7 replicas, not 4"):
            machine("pbft", generals=4, faults=2)
        with pytest.raises(Unfit, match="no mutant “deaf”"):
            machine("pbft", generals=4, mutant="deaf")
        sizes = {n: machine("pbft", generals=n).quorum for n in range(4, 11)}  # type: ignore[attr-defined]
        assert sizes == {4: 3, 5: 4, 6: 4, 7: 5, 8: 6, 9: 6, 10: 7}

    def test_the_report(self) -> None:
        run = play(army(Faults((0,))), {"traitor": Silent()})
        model: Any = run.model
        both = {"1": "r1", "2": "r2"}
        assert model.machine.report(model, run.now) == {
            "views": {"1": 1, "2": 1, "3": 1},
            "committed": {"1": both, "2": both, "3": both},
        }
        assert model.machine.reported() == tuple(p.name for p in model.machine.properties())

    def test_a_request_of_nobody_would_be_seen(self) -> None:
        model = army()
        start = Run(model)
        bad: Any = start.now.states[0]
        states = (Replica(committed=((1, "r9"),)), *start.now.states[1:])
        assert bad == Replica(proposed=frozenset({(0, 1, "r1"), (0, 2, "r2")}), backed=bad.backed)
        object.__setattr__(start.now, "states", states)
        assert verdict(start, "validity").why == "R0 executed r9, which nobody asked for"


class TestTheTable:
    def test_bounds_and_what_is_absent(self) -> None:
        assert bounds("pbft") == {
            "generals": (4, 10, None),
            "faults": (0, 3, None),
            "requests": (1, 3, 2),
            "views": (1, 6, 2),
            "mutant": (None, None, "none"),
        }
        assert differing("pbft") == []
        assert required("pbft") == ("generals",)
        assert taken("pbft") == ("traitors", "crashes", "fair", "seed")
