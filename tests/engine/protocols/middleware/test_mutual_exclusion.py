"""Lamport's and Ricart and Agrawala's mutual exclusion: every schedule, and what order on the road is for."""

from typing import Any

import pytest

from engine.agents import Seeded
from engine.asynchronous import Asynchronous
from engine.machine import Machine, Message, Receive, Send, SetTimer, Start, Timeout
from engine.model import Faults
from engine.oracle.explore import explore
from engine.play import play
from engine.properties import Verdict, named
from engine.protocols import PROTOCOLS, machine
from engine.protocols.middleware.lamport_mutex import Queued
from engine.run import Run
from engine.script import Script, Step
from tests.engine.worlds import entries, merged_ends

BOTH = ("lamport-mutex", "ricart-agrawala")


def bridge(rule: str, generals: int = 2, each: int = 1, **faults: Any) -> Asynchronous:
    crossing = machine(rule, generals=generals, entries=each)
    return Asynchronous(crossing, (None,) * generals, Faults(**faults))


def judged(model: Asynchronous, now: Any, name: str = "mutual-exclusion") -> Verdict:
    return named(model, name).judge(model, now)


def walked(army: Machine) -> tuple[int, int]:
    """How many instants there are without order on the roads, and in how many two are on the bridge.

    A second method beside the engine: plain tuples, and nothing but the machine's own steps.
    """
    generals = range(army.processes)
    states = tuple(army.step(p, army.begin(p), Start(None))[0] for p in generals)
    start: Any = (states, (), tuple((p, "want") for p in generals))
    seen, pending, meetings = {start}, [start], 0
    while pending:
        states, road, timers = pending.pop()
        meetings += sum(state.stage == "inside" for state in states) > 1
        events: list[Any] = [
            (letter[1], Receive(Message(0, letter[0], letter[1], letter[2], 0)), letter, None)
            for letter in set(road)
        ]
        events += [(timer[0], Timeout(timer[1]), None, timer) for timer in timers]
        for process, event, letter, timer in events:
            state, commands = army.step(process, states[process], event)
            then, clocks = list(road), set(timers) - {timer}
            if letter is not None:
                then.remove(letter)
            for command in commands:
                if isinstance(command, Send):
                    then.append((process, command.receiver, command.payload))
                elif isinstance(command, SetTimer):
                    clocks.add((process, str(command.key)))
            changed = (*states[:process], state, *states[process + 1 :])
            after = (changed, tuple(sorted(then)), tuple(sorted(clocks)))
            if after not in seen:
                seen.add(after)
                pending.append(after)
    return len(seen), meetings


def _after(model: Asynchronous, picks: int) -> list[Any]:
    """Every configuration after so many picks."""
    front = [model.initial()]
    for _ in range(picks):
        front = [
            model.apply(now, option)
            for now in front
            if (choice := model.choice(now)) is not None
            for option in range(len(choice.options))
        ]
    return front


class TestEverySchedule:
    @pytest.mark.parametrize(
        ("rule", "each", "fifo", "states", "cost"),
        [
            ("lamport-mutex", 1, True, 78, 3.0),
            ("lamport-mutex", 2, True, 1649, 3.0),
            ("ricart-agrawala", 1, True, 31, 2.0),
            ("ricart-agrawala", 1, False, 46, 2.0),
            ("ricart-agrawala", 2, False, 403, 2.0),
        ],
    )
    def test_two_generals_never_meet_and_both_cross(
        self, rule: str, each: int, fifo: bool, states: int, cost: float
    ) -> None:
        """3(n-1) and 2(n-1) letters an entry, on every schedule. Counts of instants only inform."""
        model = bridge(rule, each=each, fifo=fifo)
        finals, met = merged_ends(model)
        assert met == states
        assert all(judged(model, now).holds and judged(model, now, "progress").holds for now in finals)
        assert {now.sent / (2 * each) for now in finals} == {cost}

    @pytest.mark.parametrize("rule", BOTH)
    def test_a_second_walk_meets_the_same_instants(self, rule: str) -> None:
        met = merged_ends(bridge(rule))[1]
        instants, meetings = walked(machine(rule, generals=2))
        if rule == "ricart-agrawala":
            assert (instants, meetings) == (met, 0)
        else:
            assert 0 < meetings < instants <= met, "the engine also remembers who met"

    def test_lamport_breaks_where_letters_overtake_each_other(self) -> None:
        model = bridge("lamport-mutex")
        finals, met = merged_ends(model)
        assert met == 415
        broken = [now for now in finals if not judged(model, now).holds]
        assert len(broken) == 13
        assert judged(model, broken[0]).why == "G0 and G1 were on the bridge at once"

    def test_three_generals_never_meet_under_ricart_agrawala(self) -> None:
        """All 27,938 instants, letters overtaking each other; walked without the engine's configurations."""
        army = machine("ricart-agrawala", generals=3)
        assert walked(army) == (27_938, 0)
        model = bridge("ricart-agrawala", 3)
        run = play(model, {"scheduler": Seeded(1)})
        assert run.now.sent == 3 * 4
        assert model.machine.report(model, run.now) == {"entries": 3, "messages_per_entry": 4.0}

    def test_three_generals_under_lamport(self) -> None:
        """6.0 letters an entry; 60 seeded schedules are safe in order, some of them break without."""
        orderly, hasty = (bridge("lamport-mutex", 3, fifo=fifo) for fifo in (True, False))
        ends = [play(orderly, {"scheduler": Seeded(seed)}).now for seed in range(60)]
        assert all(judged(orderly, now).holds and judged(orderly, now, "progress").holds for now in ends)
        assert {now.sent for now in ends} == {3 * 6}
        loose = [play(hasty, {"scheduler": Seeded(seed)}).now for seed in range(60)]
        assert not all(judged(hasty, now).holds for now in loose)


class TestTheRunThatBreaksLamport:
    def test_a_reply_overtakes_the_request_before_it(self) -> None:
        """G0 asks, then answers G1; the answer is there first, so G1 knows of no request that is older."""
        model = bridge("lamport-mutex")
        steps = [
            Step("timeout", 0),  # G0 asks at 1: letter 1
            Step("timeout", 1),  # G1 asks at 1 too, which is later: letter 2
            Step("deliver", 2),  # G0 has now heard something later from G1: he crosses, and replies: letter 3
            Step("deliver", 3),  # the reply overtakes letter 1, and G1 crosses as well
        ]
        run = play(model, {"scheduler": Script.of(steps=steps)})
        assert not judged(model, run.now).holds
        met = [now.noted for now in run.configurations]
        assert met.index(((0, 1),)) == 4

    def test_no_shorter_schedule_does_it(self) -> None:
        """Least steps to the end of a run; in the shortest the two meet at the fourth pick."""
        model = bridge("lamport-mutex")
        found = explore(Run(model), lambda now: bool(now.noted))
        assert found.witness is not None
        assert [now.noted for now in found.witness.configurations].index(((0, 1),)) == 4
        three = [now for now in _after(model, 3) if now.noted]
        assert three == []

    def test_orderly_roads_refuse_it(self) -> None:
        model = bridge("lamport-mutex", fifo=True)
        found = explore(Run(model), lambda now: bool(now.noted))
        assert found.verdict == "unreachable"


class TestWhatNeitherSurvives:
    @pytest.mark.parametrize("rule", BOTH)
    def test_one_crash_blocks_everybody(self, rule: str) -> None:
        model = bridge(rule, 3, crashes=1)
        run = play(model, {"scheduler": Script.of(steps=[Step("crash", 2)])})
        assert judged(model, run.now).holds
        assert judged(model, run.now, "progress").why == "G0 and G1 have not crossed"

    @pytest.mark.parametrize("rule", BOTH)
    def test_one_lost_letter_blocks_somebody(self, rule: str) -> None:
        model = bridge(rule, captures=1, fifo=True)
        found = explore(Run(model), lambda now: not judged(model, now, "progress").holds, owners={"network"})
        assert found.cost == 1

    def test_a_lost_request_even_lets_two_meet_under_lamport(self) -> None:
        """Whoever answers G1's letters without his request having come has still been "heard of later"."""
        ends = {rule: merged_ends(bridge(rule, captures=1, fifo=True))[0] for rule in BOTH}
        assert any(now.noted for now in ends["lamport-mutex"])
        assert not any(now.noted for now in ends["ricart-agrawala"]), "no reply, no entry"


class TestWhatIsShown:
    @pytest.mark.parametrize("rule", BOTH)
    def test_facts_are_short_and_named_alike(self, rule: str) -> None:
        army: Machine = machine(rule, generals=3, entries=2)
        model = Asynchronous(army, (None,) * 3)
        for seed in range(5):
            for now in play(model, {"scheduler": Seeded(seed)}).configurations:
                rows = [army.facts(p, now.states[p]) for p in range(3)]
                assert len({tuple(name for name, _ in row) for row in rows}) == 1
                assert all(len(value) <= 14 for row in rows for _, value in row)

    def test_what_lamport_s_generals_hold(self) -> None:
        model = bridge("lamport-mutex", 3, 2)
        run = play(
            model, {"scheduler": Script.of(steps=[Step("timeout", 0), Step("timeout", 1), Step("timeout", 2)])}
        )
        asked, four, full = (model.machine.facts(0, run.configurations[k].states[0]) for k in (1, 6, 9))
        assert asked == (("clock", "1"), ("bridge", "asked at 1"), ("crossed", "0 of 2"), ("queue", "G0@1"))
        assert four[3] == ("queue", "G0@1 G1@1")
        assert full[1:] == (("bridge", "on the bridge"), ("crossed", "0 of 2"), ("queue", "G0@1 G1@1 +1"))
        late = Queued(clock=150, queue=((98, 0), (100, 1), (101, 2)), latest=(0, 0, 0))
        assert model.machine.facts(0, late)[3] == ("queue", "G0@98 +2")
        assert model.machine.facts(0, Queued())[3] == ("queue", "empty")

    def test_what_ricart_and_agrawala_s_generals_hold(self) -> None:
        model = bridge("ricart-agrawala", 3, 2)
        steps = [
            Step("timeout", 0),
            Step("timeout", 1),
            Step("deliver", 1),
            Step("deliver", 3),
            Step("deliver", 4),
        ]
        run = play(model, {"scheduler": Script.of(steps=steps)})
        shown = [
            [value for _, value in model.machine.facts(p, run.configurations[k].states[p])]
            for p, k in ((0, 0), (0, 1), (0, 8), (0, 11), (0, 13), (1, 8))
        ]
        assert shown == [
            ["0", "away", "0 of 2", "-", "nobody"],
            ["1", "asked at 1", "0 of 2", "0 of 2", "nobody"],
            ["3", "asked at 1", "0 of 2", "1 of 2", "G1"],
            ["5", "on the bridge", "0 of 2", "-", "G1 G2"],
            ["6", "away", "1 of 2", "-", "nobody"],
            ["3", "asked at 1", "0 of 2", "1 of 2", "nobody"],
        ]

    def test_a_report_before_anybody_crossed(self) -> None:
        model = bridge("lamport-mutex")
        assert model.machine.report(model, model.initial()) == {"entries": 0, "messages_per_entry": None}
        assert judged(model, model.initial(), "progress").why == "G0 and G1 have not crossed"

    def test_words(self) -> None:
        run = play(bridge("lamport-mutex"), {})
        said = {run.model.machine.words(entry.payload) for entry in entries(run, "sent")}  # type: ignore[attr-defined]
        assert {"request at 1", "reply at 3"} <= said

    @pytest.mark.parametrize("rule", BOTH)
    def test_what_is_promised_exists(self, rule: str) -> None:
        assert set(PROTOCOLS[rule].promises) == {p.name for p in machine(rule, generals=2).properties()}
