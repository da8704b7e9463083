"""Single-decree Paxos: all schedules of two ballots, each missing rule, the duel, coming back after a crash."""

from collections import Counter
from collections.abc import Hashable, Iterator
from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.agents import Seeded
from engine.asynchronous import Asynchronous
from engine.configuration import Configuration
from engine.machine import Message, Receive, Restart, Start
from engine.model import Faults
from engine.orders import ATTACK, RETREAT
from engine.parameters import Unfit
from engine.play import play
from engine.properties import named
from engine.protocols import PROTOCOLS, machine
from engine.protocols.paxos import MUTANTS, Paxos
from engine.protocols.paxos_letters import Accept, Accepted, Acceptor, Prepare, Promise, Proposer
from engine.protocols.paxos_rules import chosen, pattern
from engine.run import Run
from tests.engine.schedules import Survey, delivered, happened, survey
from tests.engine.tables import bounds, differing, required, taken

TWO = (ATTACK, RETREAT)


def paxos(
    inputs: tuple[str, ...] = TWO, faults: Faults | None = None, **parameters: Any
) -> tuple[Asynchronous, Paxos]:
    built = machine("paxos", proposers=len(inputs), **parameters)
    assert isinstance(built, Paxos)
    return Asynchronous(built, (*inputs, *(None for _ in built.acceptors)), faults), built


def matters(built: Paxos, now: Configuration, message: Message) -> bool:
    """Whether a letter can still matter to what is chosen.

    `accepted` only tells proposers what stands in the acceptors' logs; and what a process ignores now it
    ignores for ever, since ballots and promises only grow (no mutant below but those that are not walked).
    """
    if type(message.payload) is Accepted:
        return False
    state = now.states[message.receiver]
    return built.step(message.receiver, state, Receive(message)) != (state, ())


def essence(built: Paxos, now: Configuration) -> Hashable:
    """States and the letters that matter, counted; and each acceptor a bundle of all that is about him, sorted.

    Acceptors are interchangeable: nothing that anybody does depends on which one it is.
    """
    proposers: list[Any] = [now.states[p] for p in built.proposers]
    road: dict[int, list[str]] = {a: [] for a in built.acceptors}
    for message in now.wire:
        if matters(built, now, message):
            acceptor = max(message.sender, message.receiver)
            road[acceptor].append(f"{min(message.sender, message.receiver)} {message.payload}")
    bundles = [
        (
            repr(now.states[a]),
            sorted(road[a]),
            [[row[1:] for row in state.promises if row[0] == a] for state in proposers],
            a in now.crashed,
        )
        for a in built.acceptors
    ]
    bare = tuple(replace(state, promises=(), votes=()) for state in proposers)
    return repr(sorted(bundles)), bare, frozenset(now.timers), now.restarts


def walked(
    names: tuple[str, ...], inputs: tuple[str, ...] = TWO, faults: Faults | None = None, **parameters: Any
) -> Survey:
    """All schedules, to the first in which one of these properties is broken."""
    model, built = paxos(inputs, faults, **parameters)
    rules = [named(model, name) for name in names]
    return survey(
        model,
        lambda now: not all(rule.judge(model, now).holds for rule in rules),
        merge=lambda now: essence(built, now),
        heed=lambda now, message: matters(built, now, message),
    )


def why(run: Run[Configuration] | None, name: str = "agreement") -> str:
    assert run is not None
    model: Any = run.model
    verdict = named(model, name).judge(model, run.now)
    assert not verdict.holds
    return verdict.why


class TestTwoBallots:
    def test_no_schedule_breaks_it(self) -> None:
        """Every order, and by that every loss and every crash of acceptors too: what never arrives is lost."""
        result = walked(("agreement", "validity", "promises-kept", "proposals-safe"), ballots=1)
        assert result.found is None
        assert (result.states, result.transitions) == (500, 1581), (
            "acceptors interchanged; 2,608 and 8,052 else"
        )

    def test_what_can_be_accepted_by_whom_is_what_the_paper_allows(self) -> None:
        """A second model of the paper, on sets of letters that are never consumed, reaches the same logs."""
        model, built = paxos(ballots=1)
        logs: set[tuple[tuple[tuple[int, str], ...], ...]] = set()

        def note(now: Configuration) -> bool:
            states: Any = now.states
            logs.add(tuple(sorted(states[a].log for a in built.acceptors)))
            return False

        survey(model, note, merge=lambda now: essence(built, now), heed=lambda n, m: matters(built, n, m))
        paper = papers_logs({1: ATTACK, 2: RETREAT}, 3)
        assert logs == {tuple(sorted(each)) for each in paper}
        assert any(((2, ATTACK),) in each for each in logs), "the second takes up what the first began"

    def test_with_nothing_lost_somebody_learns(self) -> None:
        model, _ = paxos(ballots=1)
        run = Run(model).honestly()
        assert run.now.decisions[:2] in ((ATTACK, None), (None, RETREAT), (ATTACK, ATTACK), (None, ATTACK))
        assert chosen(run.now, range(2, 5), 2)


def papers_logs(own: dict[int, str], acceptors: int) -> set[tuple[tuple[tuple[int, str], ...], ...]]:
    """The logs that ballots with these own values can lead to: phases 1b, 2a, 2b, in any order, repeated."""
    start: Any = (((0, ()),) * acceptors, frozenset(), frozenset())
    seen, pending = {start}, [start]
    majority = acceptors // 2 + 1

    def moves(state: Any) -> Iterator[Any]:
        voters, promises, proposed = state
        for b in own:
            for a, (bound, log) in enumerate(voters):
                if b > bound:
                    after = (*voters[:a], (b, log), *voters[a + 1 :])
                    yield after, promises | {(b, a, max(log, default=()))}, proposed
                for ballot, value in proposed:
                    if ballot == b >= bound and (b, value) not in log:
                        yield (*voters[:a], (b, (*log, (b, value))), *voters[a + 1 :]), promises, proposed
            if all(ballot != b for ballot, _ in proposed):
                told = [(a, last) for ballot, a, last in promises if ballot == b]
                for quorum in combinations(told, majority):
                    last = max((last for _, last in quorum), default=())
                    yield voters, promises, proposed | {(b, last[1] if last else own[b])}

    while pending:
        for after in moves(pending.pop()):
            if after not in seen:
                seen.add(after)
                pending.append(after)
    return {tuple(log for _, log in voters) for voters, _, _ in seen}


class TestMutants:
    @pytest.mark.parametrize(
        ("mutant", "steps"), [("ignore-accepted", 12), ("accept-below-promise", 12), ("small-quorum", 8)]
    )
    def test_the_shortest_schedule_that_chooses_two_values(self, mutant: str, steps: int) -> None:
        found = walked(("agreement",), ballots=1, mutant=mutant).found
        assert found is not None
        assert found.now.steps == steps
        assert "accepted ATTACK at 1" in why(found)
        assert "accepted RETREAT at 2" in why(found)

    def test_one_proposer_with_a_quorum_of_one(self) -> None:
        """The fifth fallacy: only P2 is configured otherwise."""
        found = walked(("agreement",), ballots=1, quorum=(2, 1)).found
        assert found is not None
        assert found.now.steps == 10
        assert why(found) == "A2 and A3 accepted ATTACK at 1, A1 and A2 accepted RETREAT at 2"

    def test_one_acceptor_that_breaks_its_promise_is_enough(self) -> None:
        found = walked(("agreement",), ballots=1, mutant="accept-below-promise", mutants=(3,)).found
        assert found is not None
        assert found.now.steps == 12

    @pytest.mark.parametrize(
        ("mutant", "mutants", "broken"),
        [
            ("ignore-accepted", (1,), "proposals-safe"),
            ("small-quorum", (1,), "proposals-safe"),
            ("accept-below-promise", (2,), "promises-kept"),
        ],
    )
    def test_which_line_each_of_them_breaks_first(self, mutant: str, mutants: tuple[int], broken: str) -> None:
        found = walked((broken,), ballots=1, mutant=mutant, mutants=mutants).found
        assert found is not None
        assert found.now.steps < 12
        model: Any = found.model
        assert named(model, "agreement").judge(model, found.now).holds, "nothing is chosen twice yet"

    def test_a_mutant_elsewhere_harms_nobody(self) -> None:
        """P1 ignores what was accepted, but his ballot is the lower one."""
        assert walked(("agreement",), ballots=1, mutant="ignore-accepted", mutants=(0,)).found is None

    def test_promising_below_a_promise(self) -> None:
        """A2 promises 2, then 1 to the other, and so lets both of them through."""
        run = Run(paxos(ballots=1, mutant="promise-below-promise", mutants=(3,))[0])
        run = prepared(run, "P2", 2, ("A2", "A3"))
        run = prepared(run, "P1", 1, ("A1", "A2"))
        run = accepted(run, "P1", 1, ATTACK, ("A1", "A2"))
        run = accepted(run, "P2", 2, RETREAT, ("A2", "A3"))
        assert why(run) == "A1 and A2 accepted ATTACK at 1, A2 and A3 accepted RETREAT at 2"
        assert run.now.steps == 12

    def test_the_lowest_accepted_instead_of_the_highest(self) -> None:
        """Three ballots: the third hears of two values and takes up the one that was not chosen."""
        run = Run(paxos(ballots=(2, 1), mutant="lowest-accepted")[0])
        run = prepared(run, "P1", 1, ("A1", "A2"))
        run = accepted(run, "P1", 1, ATTACK, ("A1",))
        run = prepared(run, "P2", 2, ("A2", "A3"))
        run = accepted(run, "P2", 2, RETREAT, ("A2", "A3"))
        run = happened(run, "timeout 0")
        run = prepared(run, "P1", 3, ("A1", "A2"))
        run = accepted(run, "P1", 3, ATTACK, ("A1", "A2"))
        assert why(run) == "A1 and A2 accepted ATTACK at 3, A2 and A3 accepted RETREAT at 2"
        assert why(run, "proposals-safe") == "no majority lets ATTACK be proposed at 3"

    def test_an_acceptor_without_stable_storage(self) -> None:
        """A2 has accepted ATTACK, forgets it in a crash, and promises P2 as if it were new."""
        run = Run(paxos(ballots=(1, 2), mutant="forget-at-restart", faults=Faults(crashes=1, restarts=1))[0])
        run = accepted(prepared(run, "P1", 1, ("A1", "A2")), "P1", 1, ATTACK, ("A1", "A2"))
        run = happened(run, "crash 3", "restart 3")
        assert run.now.states[3] == Acceptor(log=((1, ATTACK),)), "what it did is done"
        run = happened(run, "timeout 1")
        run = accepted(prepared(run, "P2", 4, ("A2", "A3")), "P2", 4, RETREAT, ("A2", "A3"))
        assert why(run) == "A1 and A2 accepted ATTACK at 1, A2 and A3 accepted RETREAT at 4"

    @pytest.mark.parametrize("mutant", ["lowest-accepted", "forget-at-restart"])
    def test_two_ballots_without_a_crash_do_not_show_these(self, mutant: str) -> None:
        """The highest among one is the lowest; and nobody forgets who does not fall."""
        assert walked(("agreement",), ballots=1, mutant=mutant).found is None


def prepared(run: Run[Any], proposer: str, ballot: int, by: tuple[str, ...]) -> Run[Any]:
    """Phase 1 with these acceptors, from asking to the promises' arrival."""
    for name in by:
        run = delivered(run, proposer, name, f"prepare {ballot}")
    model: Any = run.model
    for name in by:
        promise = next(
            m.payload for m in run.now.wire
            if type(m.payload) is Promise and m.payload.ballot == ballot and model.name(m.sender) == name
        )  # fmt: skip
        run = delivered(run, name, proposer, model.machine.words(promise))
    return run


def accepted(run: Run[Any], proposer: str, ballot: int, value: str, by: tuple[str, ...]) -> Run[Any]:
    """The first half of phase 2: these acceptors hear of the proposal."""
    for name in by:
        run = delivered(run, proposer, name, f"accept {value.upper()} at {ballot}")
    return run


class TestTheDuel:
    def test_two_proposers_keep_each_other_from_it_for_ever(self) -> None:
        """Each asks for promises before the other's proposal arrives. Every letter is delivered.

        After both have had their turn the army stands as before, two ballots higher: the schedule closes a
        loop, and as long as ballots last it can be driven again and again.
        """
        run = Run(paxos(ballots=20)[0])
        everybody = ("A1", "A2", "A3")
        run = prepared(run, "P1", 1, everybody)
        patterns = []
        for k in range(9):
            low, high = 2 * k + 1, 2 * k + 2
            run = prepared(run, "P2", high, everybody)
            run = accepted(run, "P1", low, ATTACK, everybody)
            run = happened(run, "timeout 0")
            run = prepared(run, "P1", high + 1, everybody)
            run = accepted(run, "P2", high, RETREAT, everybody)
            run = happened(run, "timeout 1")
            patterns.append(pattern(run.now, 2))
            assert all(m.payload.ballot > high for m in run.now.wire), "nothing old is left on the road"
        assert len(set(patterns)) == 1
        assert run.now.decisions == (None,) * 5
        assert chosen(run.now, range(2, 5), 2) == []
        last: Any = run.now.states
        assert all(not state.log for state in last[2:])

    def test_a_pattern_keeps_what_differs(self) -> None:
        model, built = paxos(ballots=3)
        rested = Run(model)
        one = prepared(rested, "P1", 1, ("A1", "A2"))
        assert len({pattern(run.now, 2) for run in (rested, one, happened(one, "timeout 0"))}) == 3
        both = happened(rested, "timeout 0", "timeout 1")
        assert pattern(both.now, 2) != pattern(rested.now, 2), "the old letters are still on the road"
        older: Any = rested.now
        shifted = replace(
            older,
            states=tuple(
                replace(state, opened=state.opened + 4, ballot=state.ballot + 8)
                if isinstance(state, Proposer)
                else state
                for state in older.states
            ),
            wire=tuple(replace(m, payload=Prepare(m.payload.ballot + 8)) for m in older.wire),
        )
        assert pattern(shifted, 2) == pattern(older, 2)
        assert built.ballots_of == (3, 3)

    def test_left_alone_one_of_them_gets_through(self) -> None:
        """Live with a single stable proposer: as soon as P2 keeps still, P1's next ballot is chosen."""
        run = Run(paxos(ballots=3)[0])
        run = prepared(run, "P1", 1, ("A1", "A2"))
        run = prepared(run, "P2", 2, ("A2", "A3"))
        run = happened(accepted(run, "P1", 1, ATTACK, ("A2",)), "timeout 0")
        run = accepted(prepared(run, "P1", 3, ("A1", "A2")), "P1", 3, ATTACK, ("A1", "A2")).honestly()
        assert run.now.decisions[:2] == (ATTACK, ATTACK)


class TestComingBack:
    def test_he_takes_up_the_value_of_the_highest_accepted_ballot(self) -> None:
        """P1's ATTACK is chosen by A1 and A2 before he crashes; A1 is down; P2 must find it at A2."""
        run = Run(paxos(ballots=2, faults=Faults(crashes=3, restarts=1))[0])
        run = accepted(prepared(run, "P1", 1, ("A1", "A2")), "P1", 1, ATTACK, ("A1", "A2"))
        run = happened(run, "crash 0", "crash 2")
        run = delivered(run, "P2", "A3", "prepare 2")
        run = delivered(run, "P2", "A2", "prepare 2")
        run = delivered(run, "A2", "P2", "promise 2, accepted ATTACK at 1")
        run = delivered(run, "A3", "P2", "promise 2, accepted nothing")
        assert {m.payload for m in run.now.wire} >= {Accept(2, ATTACK)}
        run = run.honestly()
        assert run.now.decisions[1] == ATTACK
        assert named(run.model, "agreement").judge(run.model, run.now).why == "A1 and A2 accepted ATTACK at 1"  # type: ignore[arg-type]

    def test_a_proposer_that_comes_back_opens_a_new_ballot(self) -> None:
        """He has forgotten his promises but not how many ballots he opened: no ballot is used twice."""
        run = Run(paxos(ballots=2, faults=Faults(crashes=1, restarts=1))[0])
        run = prepared(run, "P1", 1, ("A1", "A2"))
        run = happened(run, "crash 0", "restart 0")
        assert run.now.states[0] == Proposer(ATTACK, 2, 3, "prepare")
        assert (0, "patience") not in run.now.timers, "his last one"

    def test_an_acceptor_keeps_everything(self) -> None:
        _, built = paxos()
        state = Acceptor(4, (3, ATTACK), ((1, RETREAT), (3, ATTACK)))
        assert built.step(2, state, Restart()) == (state, ())

    def test_with_a_majority_of_acceptors_down_nothing_is_chosen_and_nothing_breaks(self) -> None:
        model, _ = paxos(faults=Faults(crashes=2))
        run = happened(Run(model), "crash 2", "crash 3").honestly()
        assert run.now.decisions[:2] == (None, None)
        assert not named(model, "termination").judge(model, run.now).holds
        assert named(model, "agreement").judge(model, run.now).why == "nothing is chosen yet"
        assert named(model, "validity").judge(model, run.now).why == "nothing is chosen yet"


class TestRandomSchedules:
    @settings(max_examples=60, deadline=None, derandomize=True)
    @given(
        st.integers(0, 10**6),
        st.sampled_from([3, 4, 5]),
        st.lists(st.sampled_from(TWO), min_size=1, max_size=3),
        st.booleans(),
    )
    def test_every_promise_of_the_protocol_at_every_instant(
        self, seed: int, acceptors: int, inputs: list[str], lossy: bool
    ) -> None:
        """P1a, P2c, agreement and validity, under loss, crashes and restarts, with three ballots each."""
        faults = Faults(captures=None if lossy else 3, crashes=4, restarts=3)
        model, built = paxos(tuple(inputs), faults, acceptors=acceptors, ballots=3)
        rules = [p for p in built.properties() if p.kind == "always"]
        dice = Seeded(seed)
        run = Run(model)
        while run.pending is not None:
            run.extend(dice.pick(run, run.pending))
            if run.choices[-1].measure == "steps":
                for rule in rules:
                    assert rule.judge(model, run.now).holds, rule.judge(model, run.now).why

    @pytest.mark.parametrize("mutant", ["ignore-accepted", "accept-below-promise", "small-quorum"])
    def test_chance_finds_the_mutants_too(self, mutant: str) -> None:
        broken = 0
        for seed in range(60):
            model, _ = paxos(faults=Faults(), ballots=3, mutant=mutant)
            run = play(model, {"scheduler": Seeded(seed)})
            broken += not named(model, "agreement").judge(model, run.now).holds
        assert broken

    def test_a_quiet_army_decides(self) -> None:
        for proposers in range(1, 5):
            model, _ = paxos((RETREAT,) * proposers, ballots=4)
            run = Run(model).honestly()
            assert set(run.now.decisions[:proposers]) == {RETREAT}
            assert named(model, "termination").judge(model, run.now).holds


class TestWords:
    def test_letters_and_facts(self) -> None:
        model, built = paxos()
        words = [
            Prepare(3), Promise(3, 0, ""), Promise(3, 1, ATTACK), Accept(3, ATTACK), Accepted(3, ATTACK)
        ]  # fmt: skip
        assert [built.words(each) for each in words] == [
            "prepare 3",
            "promise 3, accepted nothing",
            "promise 3, accepted ATTACK at 1",
            "accept ATTACK at 3",
            "accepted ATTACK at 3",
        ]
        assert built.forgeries(0, Accept(3, ATTACK), 2) == (Accept(3, ATTACK), Accept(3, RETREAT), None)
        assert built.forgeries(0, Prepare(3), 2) == (Prepare(3), None)
        asking = delivered(prepared(Run(model), "P1", 1, ("A1",)), "P2", "A2", "prepare 2").now.states
        assert built.facts(0, asking[0]) == (
            ("ballot", "1"), ("phase", "prepare"), ("value", "open"), ("heard from", "1 of 2")
        )  # fmt: skip
        assert built.facts(3, asking[3]) == (("promised", "2"), ("accepted", "nothing"))
        run = Run(model).honestly()
        facts = [built.facts(p, run.now.states[p]) for p in range(5)]
        assert facts[0] == (
            ("ballot", "3"),
            ("phase", "learned"),
            ("value", "RETREAT"),
            ("heard from", "2 of 2"),
        )
        assert facts[2] == (("promised", "3"), ("accepted", "RETREAT at 3"))
        assert all(len(value) <= 14 for each in facts for _, value in each)
        assert [name for name, _ in built.facts(0, built.begin(0))] == [name for name, _ in facts[0]]
        assert built.report(model, run.now)["chosen"][0] == {"ballot": 2, "value": RETREAT}

    def test_what_cannot_be_built(self) -> None:
        with pytest.raises(Unfit, match="2 proposers need as many numbers in “quorum”, not 3"):
            machine("paxos", quorum=(1, 2, 2))
        with pytest.raises(Unfit, match="no mutant “deaf”"):
            machine("paxos", mutant="deaf")
        assert machine("paxos", ballots=(7,)).ballots_of == (7, 7)  # type: ignore[attr-defined]

    def test_who_wakes_without_a_value_proposes_nothing(self) -> None:
        _, built = paxos()
        assert built.step(0, built.begin(0), Start(None)) == (Proposer(), ())

    def test_a_value_from_nowhere_would_be_seen(self) -> None:
        """The judges can say no: states that no run reaches."""
        model, built = paxos((RETREAT, RETREAT))
        now = model.initial()
        log = Acceptor(1, (1, ATTACK), ((1, ATTACK),))
        bad = replace(now, states=(*now.states[:2], log, log, now.states[4]))
        assert why_of(model, bad, "validity") == "ATTACK is chosen though no proposer came with it"
        assert why_of(model, replace(bad, decisions=(RETREAT, None, None, None, None)), "agreement") == (
            "A1 and A2 accepted ATTACK at 1, yet P1 retreats"
        )
        two = replace(now, decisions=(RETREAT, ATTACK, None, None, None))
        assert why_of(model, two, "agreement") == "P2 attacks, P1 retreats"
        assert built.reported()[:3] == ("agreement", "validity", "termination")

    def test_equal_letters_are_counted(self) -> None:
        """An acceptor answers the same prepare once."""
        _, built = paxos()
        state, commands = built.step(2, Acceptor(), Receive(Message(0, 0, 2, Prepare(1), 0)))
        assert len(commands) == 1
        assert built.step(2, state, Receive(Message(0, 0, 2, Prepare(1), 0))) == (state, ())
        assert Counter(type(c).__name__ for c in commands) == {"Send": 1}


def why_of(model: Asynchronous, now: Configuration, name: str) -> str:
    verdict = named(model, name).judge(model, now)
    assert not verdict.holds
    return verdict.why


class TestTheTable:
    def test_bounds_and_what_is_absent(self) -> None:
        assert bounds("paxos") == {
            "acceptors": (1, 9, 3),
            "proposers": (1, 5, 2),
            "ballots": (1, 20, 2),
            "mutant": (None, None, "none"),
            "mutants": (0, 29, None),
            "quorum": (1, 9, None),
        }
        assert differing("paxos") == []
        assert required("paxos") == ("inputs",)
        assert taken("paxos") == (
            "inputs", "order", "captures", "crashes", "restarts", "fair", "traitors", "seed"
        )  # fmt: skip

    def test_who_wakes_with_a_value(self) -> None:
        rows = {row.name: row for row in PROTOCOLS["paxos"].parameters}
        assert rows["inputs"].required
        assert rows["inputs"].instead == "order"
        assert rows["mutant"].words == MUTANTS
        assert rows["traitors"].only == ()
        assert machine("paxos", proposers=3).wishes == 3
