"""Crash-stop consensus: every crash schedule of the small armies, and the bound one round too early.

Two independent ways: the engine, whose scheduler picks each crash and whom it reaches, and a plain
enumeration over sets of numbers, which knows no engine. The enumeration walks all schedules, up to the
numbering of the processes, at which flooding does not look. The engine walks those of three processes and of
one crash; with four processes and two crashes it walks those that begin R A A A (all would take it half a
minute), and random schedules show that both are the same.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import combinations, product
from math import comb
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.machine import Start
from engine.model import Faults
from engine.orders import ATTACK, RETREAT
from engine.parameters import Unfit
from engine.play import play
from engine.properties import named
from engine.protocols import PROTOCOLS, machine
from engine.protocols.flood_set import EarlyDeciding, FloodSet, Heard
from engine.roads import Roads
from engine.rounds import Rounds
from engine.run import Run
from engine.script import Crashes, Script
from tests.engine.protocols.everything import tally
from tests.engine.worlds import decided, entries

A, R = ATTACK, RETREAT
Schedule = dict[int, tuple[int, tuple[int, ...]]]
"""Who crashes: in which round, and whom he still reaches."""


# The second method: numbers in sets, no engine.


def schedules(n: int, f: int, rounds: int) -> Iterator[Schedule]:
    """Every crash schedule with at most f crashes."""

    def crashes(p: int) -> list[tuple[int, tuple[int, ...]]]:
        others = [q for q in range(n) if q != p]
        parts = [part for size in range(n) for part in combinations(others, size)]
        return list(product(range(1, rounds + 1), parts))

    for t in range(f + 1):
        for who in combinations(range(n), t):
            for chosen in product(*map(crashes, who)):
                yield dict(zip(who, chosen, strict=True))


def plain(
    inputs: tuple[int, ...], rounds: int, crash: Schedule, early: bool = False
) -> tuple[list[int | None], list[int]]:
    """What each decides (0 is the default) and in which round; None and 0: never."""
    n = len(inputs)
    everybody = range(n)
    known = [{value} for value in inputs]
    before = [set(everybody) for _ in everybody]
    decision: list[int | None] = [None] * n
    when = [0] * n
    for r in range(1, rounds + 1):
        told: list[list[tuple[int, set[int], bool]]] = [[] for _ in everybody]
        for p in everybody:
            at, part = crash.get(p, (rounds + 1, ()))
            for q in everybody:
                if q != p and (at > r or (at == r and q in part)):
                    told[q].append((p, set(known[p]), when[p] > 0))
        for q in everybody:
            if crash.get(q, (rounds + 1, ()))[0] <= r:
                continue
            known[q].update(*(values for _, values, _ in told[q]))
            senders = {q, *(p for p, _, _ in told[q])}
            sure = early and (senders == before[q] or any(flag for _, _, flag in told[q]))
            before[q] = senders
            if decision[q] is None and (sure or r == rounds):
                decision[q], when[q] = (min(known[q]) if len(known[q]) == 1 else 0), r
    return decision, when


def counted(n: int, f: int, rounds: int, early: bool = False) -> tuple[Counter[str], dict[int, int]]:
    """How many schedules there are and break what, over all inputs; and the last decision by crashes."""
    found: Counter[str] = Counter()
    last: dict[int, int] = {}
    for attacks in range(n + 1):
        # Who begins with what does not matter, only how many: processes look at no numbers.
        inputs = (0,) * (n - attacks) + (1,) * attacks
        weight = comb(n, attacks)
        for crash in schedules(n, f, rounds):
            decision, when = plain(inputs, rounds, crash, early)
            up = [p for p in range(n) if p not in crash]
            ever = {value for value in decision if value is not None}
            found["runs"] += weight
            found["agreement"] += weight * (len({decision[p] for p in up}) > 1)
            found["uniform-agreement"] += weight * (len(ever) > 1)
            found["validity"] += weight * (len(set(inputs)) == 1 and ever != set(inputs))
            last[len(crash)] = max(last.get(len(crash), 0), *(when[p] for p in up))
    return found, last


# The engine.


def army(kind: str, inputs: tuple[str, ...], f: int, rounds: int | None = None, **more: Any) -> Rounds:
    plan = machine(kind, generals=len(inputs), faults=f, rounds=rounds, **more)
    return Rounds(plan, inputs, Faults(crashes=f))


def broken(model: Rounds, now: Any) -> tuple[str, ...]:
    return tuple(p.name for p in model.machine.properties() if not p.judge(model, now).holds)


def engine(kind: str, n: int, f: int, rounds: int, attacks: int) -> Counter[tuple[str, ...]]:
    model = army(kind, (R,) * (n - attacks) + (A,) * attacks, f, rounds)
    return tally(model, lambda now: broken(model, now))


def engine_counted(kind: str, n: int, f: int, rounds: int) -> Counter[str]:
    found: Counter[str] = Counter()
    for attacks in range(n + 1):
        for names, runs in engine(kind, n, f, rounds, attacks).items():
            found["runs"] += comb(n, attacks) * runs
            for name in names:
                found[name] += comb(n, attacks) * runs
    return found


class TestFloodSet:
    @pytest.mark.parametrize(
        ("n", "f", "rounds", "runs", "bad"),
        [
            (3, 1, 2, 200, 0),
            (4, 1, 2, 1040, 0),
            (3, 1, 1, 104, 6),
            (3, 2, 2, 1736, 0),
            (4, 2, 2, 25_616, 48),
        ],
    )
    def test_every_schedule(self, n: int, f: int, rounds: int, runs: int, bad: int) -> None:
        """f+1 rounds are enough; f are not where n >= f+2; (3, 2, 2) shows where the bound does not bite."""
        found, _ = counted(n, f, rounds)
        assert found == Counter({"runs": runs, "agreement": bad, "uniform-agreement": bad, "validity": 0})
        if n * f * rounds < 16:
            assert +engine_counted("flood-set", n, f, rounds) == +found

    def test_four_processes_two_crashes_two_rounds_through_the_engine(self) -> None:
        """All runs from R A A A; the 48 are 12 from each of the four places of the one R."""
        found = engine("flood-set", 4, 2, 2, attacks=3)
        assert found == Counter({(): 25_616 // 16 - 12, ("agreement", "uniform-agreement"): 12})

    def test_four_processes_two_crashes_three_rounds(self) -> None:
        found, last = counted(4, 2, 3)
        assert +found == Counter({"runs": 56_848})
        assert last == {0: 3, 1: 3, 2: 3}

    def test_one_crash_and_one_round_are_not_enough(self) -> None:
        """Inputs R A A; P0 crashes in round 1 and reaches only P1."""
        script = Script.of(crash=[Crashes(0, 1, (1,))])
        run = play(army("flood-set", (R, A, A), 1, 1), {"scheduler": script})
        assert decided(run.now) == "-RA"
        verdict = named(run.model, "agreement").judge(run.model, run.now)  # type: ignore[arg-type]
        assert (verdict.holds, verdict.why) == (False, "P2 attacks, P1 retreats")
        assert decided(play(army("flood-set", (R, A, A), 1), {"scheduler": script}).now) == "-RR"

    def test_two_crashes_and_two_rounds_are_not_enough(self) -> None:
        """A chain of crashes hides an order: P0 to P1 alone, P1 to P2 alone."""
        script = Script.of(crash=[Crashes(0, 1, (1,)), Crashes(1, 2, (2,))])
        run = play(army("flood-set", (R, A, A, A), 2, 2), {"scheduler": script})
        assert decided(run.now) == "--RA"
        assert broken(run.model, run.now) == ("agreement", "uniform-agreement")  # type: ignore[arg-type]
        assert decided(play(army("flood-set", (R, A, A, A), 2), {"scheduler": script}).now) == "--RR"

    def test_messages_and_the_default(self) -> None:
        """(f+1)n(n-1) messages; who heard of both obeys the default, each his own."""
        run = Run(army("flood-set", (R, A, A, A), 2)).honestly()
        assert len(entries(run, "sent")) == 3 * 4 * 3
        assert decided(run.now) == "RRRR"
        assert run.model.machine.report(run.model, run.now) == {"decided_in": dict.fromkeys("0123", 3)}
        split = Run(army("flood-set", (R, A, A), 1, default=(A, A, R))).honestly()
        assert decided(split.now) == "AAR"

    def test_a_lost_letter_is_worse_than_a_crash(self) -> None:
        """The city takes one letter of two: rounds made for crashes do not help against loss."""
        flood = machine("flood-set", generals=2, faults=0)
        run = Run(Rounds(flood, (R, A), Faults(captures=1)), (1,)).honestly()
        assert decided(run.now) == "RA"

    def test_as_many_faults_as_processes_make_no_plan(self) -> None:
        with pytest.raises(Unfit, match="at most 2 here, not 3") as unfit:
            machine("flood-set", generals=3, faults=3)
        assert unfit.value.place == ("faults",)


class TestEarlyDeciding:
    @pytest.mark.parametrize(
        ("n", "f", "rounds", "runs", "apart"),
        [(3, 1, 2, 200, 0), (4, 1, 2, 1040, 0), (3, 2, 3, 3752, 12), (4, 2, 3, 56_848, 24)],
    )
    def test_every_schedule(self, n: int, f: int, rounds: int, runs: int, apart: int) -> None:
        """With t crashes the last survivor decides in round t+1; survivors agree; who crashed may differ."""
        found, last = counted(n, f, rounds, early=True)
        assert found == Counter({"runs": runs, "uniform-agreement": apart, "agreement": 0, "validity": 0})
        assert last == {t: t + 1 for t in range(f + 1)}
        if n * f < 6:
            assert +engine_counted("early-deciding", n, f, rounds) == +found

    def test_four_processes_and_two_crashes_through_the_engine(self) -> None:
        """All runs from R A A A; the 24 are 6 from each of the four places of the one R."""
        found = engine("early-deciding", 4, 2, 3, attacks=3)
        assert found == Counter({(): 56_848 // 16 - 6, ("uniform-agreement",): 6})

    def test_who_decides_and_crashes_may_differ(self) -> None:
        """P0 reaches only P1, who decides R in round 1 and is never heard of again; the others attack."""
        script = Script.of(crash=[Crashes(0, 1, (1,)), Crashes(1, 2)])
        run = play(army("early-deciding", (R, A, A, A), 2), {"scheduler": script})
        assert decided(run.now) == "-RAA"
        model = run.model
        verdict = named(model, "uniform-agreement").judge(model, run.now)  # type: ignore[arg-type]
        assert (verdict.holds, verdict.why) == (False, "P2 attacks, P1 retreats and then crashed")
        assert named(model, "agreement").judge(model, run.now).holds  # type: ignore[arg-type]
        assert model.machine.report(model, run.now) == {"decided_in": {"0": None, "1": 1, "2": 3, "3": 3}}

    def test_who_hears_of_a_decision_decides(self) -> None:
        """P1 alone hears P0 out and decides in round 1; P2 falls in round 2; P3 decides because P1 has.

        From the numbers alone it could not: it heard from two in round 1 and from one in round 2.
        """
        script = Script.of(crash=[Crashes(0, 1, (1,)), Crashes(2, 2, (1,))])
        run = play(army("early-deciding", (A, A, A, A), 2), {"scheduler": script})
        model: Any = run.model
        assert model.machine.report(model, run.now) == {"decided_in": {"0": None, "1": 1, "2": None, "3": 2}}
        told = [e.payload for e in entries(run, "sent") if e.round == 2 and e.process == 1]
        assert told == [Heard((A,), True)] * 3

    def test_a_round_too_few_breaks_agreement(self) -> None:
        found, _ = counted(4, 2, 2, early=True)
        assert found["agreement"] > 0
        script = Script.of(crash=[Crashes(0, 1, (1,)), Crashes(1, 2, (2,))])
        run = play(army("early-deciding", (R, A, A, A), 2, 2), {"scheduler": script})
        assert decided(run.now) == "-RRA"

    def test_without_crashes_one_round_is_enough(self) -> None:
        run = Run(army("early-deciding", (A, R, A, A), 2)).honestly()
        made = entries(run, "decided")
        assert [(e.round, e.payload) for e in made] == [(1, R)] * 4
        assert len(entries(run, "sent")) == 3 * 4 * 3, "they go on flooding"

    def test_the_last_to_know_is_late_where_letters_are_lost(self) -> None:
        """Letters lost one by one look like ever more crashes: promptness is a promise about crashes."""
        early = machine("early-deciding", generals=3, faults=2)
        model = Rounds(early, (A, A, A), Faults(captures=None))
        run = Run(model)
        while (choice := run.pending) is not None:
            lost = choice.subject.receiver == 2 and (choice.subject.round == 1) == (choice.subject.process == 0)
            run.extend(int(lost and choice.subject.round < 3))
        verdict = named(model, "promptness").judge(model, run.now)
        assert not verdict.holds
        assert verdict.why == "with no crash, P2 had not decided by round 1"


@settings(max_examples=80)
@given(st.data())
def test_the_engine_and_the_enumeration_agree(data: st.DataObject) -> None:
    n = data.draw(st.integers(2, 5))
    f = data.draw(st.integers(0, n - 1))
    rounds = data.draw(st.integers(1, f + 1))
    inputs = data.draw(st.tuples(*[st.integers(0, 1)] * n))
    early = data.draw(st.booleans())
    crash: Schedule = {}
    for p in data.draw(st.sets(st.integers(0, n - 1), max_size=f)):
        reached = data.draw(st.sets(st.integers(0, n - 1).filter(lambda q, p=p: q != p)))
        crash[p] = (data.draw(st.integers(1, rounds)), tuple(sorted(reached)))
    script = Script.of(crash=[Crashes(p, at, part) for p, (at, part) in crash.items()])
    orders = tuple(A if value else R for value in inputs)
    run = play(army("early-deciding" if early else "flood-set", orders, f, rounds), {"scheduler": script})
    decision, when = plain(inputs, rounds, crash, early)
    assert run.now.decisions == tuple(None if d is None else (R, A)[d] for d in decision)
    assert [state.decided for state in run.now.states] == when  # type: ignore[attr-defined]


class TestWords:
    def test_what_is_said(self) -> None:
        flood = FloodSet(3, 1)
        assert flood.words(Heard((A, R))) == "ATTACK and RETREAT"
        assert flood.words(Heard((A,), True)) == "ATTACK, and I have decided"
        labels = [flood.label(p) for p in flood.forgeries(0, Heard((A,)), 1)]
        assert labels == ["attack", "retreat", "attack and retreat", "silence"]
        assert flood.forgeries(0, Heard((A,), True), 1)[1] == Heard((R,), True)
        assert flood.recode(Heard((A,), True)) == Heard((R,), True)
        assert flood.recode(Heard((A, R))) == Heard((A, R))
        assert [flood.moment(r) for r in (1, 2)] == ["own orders", "all they heard"]

    def test_what_is_held(self) -> None:
        early = EarlyDeciding(3, 1)
        run = Run(Rounds(early, (A, R, A)))
        assert early.facts(0, early.begin(0)) == (
            ("has heard of", ""),
            ("heard from", "2"),
            ("before that", "2"),
            ("decided", "not yet"),
        )
        alone, _ = early.step(1, early.begin(1), Start(R))
        assert early.facts(1, alone)[0] == ("has heard of", "RETREAT")
        assert early.facts(0, run.now.states[0]) == (
            ("has heard of", "both orders"),
            ("heard from", "2"),
            ("before that", "2"),
            ("decided", "in round 1"),
        )
        assert all(len(value) <= 14 for _, value in early.facts(0, run.now.states[0]))


class TestPromises:
    @pytest.mark.parametrize(("id", "kind"), [("flood-set", FloodSet), ("early-deciding", EarlyDeciding)])
    def test_what_a_scenario_gives(self, id: str, kind: type[FloodSet]) -> None:
        protocol = PROTOCOLS[id]
        assert protocol.build is kind
        assert (protocol.inputs, protocol.roles) == ("inputs", ("scheduler", "network"))
        assert protocol.built == ("generals", "faults", "rounds", "default")

    def test_what_is_promised(self) -> None:
        flood, early = FloodSet(3, 1), EarlyDeciding(3, 1)
        promised = [(p.name, p.kind, p.kept, p.broken) for p in early.properties()]
        assert promised == [
            ("agreement", "always", "all survivors decide alike", "two survivors decide differently"),
            (
                "uniform-agreement",
                "always",
                "all who ever decide decide alike, even those who crash afterwards",
                "two decide differently, of whom one may have crashed",
            ),
            (
                "validity",
                "always",
                "where all begin with one order, that order is done",
                "all begin with one order, and somebody does the other",
            ),
            ("termination", "eventually", "everybody decides", "somebody never decides"),
            (
                "promptness",
                "eventually",
                "all survivors decide by the round after as many rounds as there were crashes",
                "a survivor decides later than one round more than there were crashes",
            ),
        ]
        names = tuple(name for name, *_ in promised)
        assert (flood.reported(), early.reported()) == (names[:4], names)

    def test_why_they_hold(self) -> None:
        script = Script.of(crash=[Crashes(0, 1, (1,))])
        run = play(army("early-deciding", (A, A, A, A), 2), {"scheduler": script})
        assert _whys(run) == {
            "agreement": (True, True, "P1, P2 and P3 attack"),
            "uniform-agreement": (True, True, "no two who decided differ, the crashed included"),
            "validity": (True, True, "all began with ATTACK: P1, P2 and P3 attack"),
            "termination": (True, True, "everybody decided by round 3"),
            "promptness": (True, True, "with 1 crash, nobody who is up needed more than round 2"),
        }
        two = Script.of(crash=[Crashes(0, 1), Crashes(1, 1)])
        run = play(army("early-deciding", (R, A, A, A), 2), {"scheduler": two})
        assert _whys(run)["promptness"][2] == "with 2 crashes, nobody who is up needed more than round 3"
        assert _whys(run)["validity"] == (True, False, "they did not all begin with the same order")

    def test_before_anybody_has_decided(self) -> None:
        run = Run(army("flood-set", (A, A, A), 1))
        assert _whys(run)["validity"] == (True, True, "all began with ATTACK: nobody has decided")
        early = Run(army("early-deciding", (A, A, A), 1))
        assert _whys(early)["promptness"] == (
            True,
            True,
            "with no crash, nobody who is up needed more than round 1",
        )

    def test_validity_is_about_what_all_began_with(self) -> None:
        """A rewritten letter makes both decide what nobody began with: it has to be R, the default."""
        flood = machine("flood-set", generals=2, faults=0)
        model = Rounds(flood, (A, A), Faults(roads=Roads(rewrites=2)))
        run = Run(model)
        assert run.pending is not None
        assert [option.label for option in run.pending.options] == [
            "let through",
            "now says RETREAT",
            "now says ATTACK and RETREAT",
        ]
        forged = run.then(1).honestly()
        assert _whys(forged)["validity"] == (False, True, "P1 retreats though all began with ATTACK")


def _whys(run: Run[Any]) -> dict[str, tuple[bool, bool, str]]:
    model: Any = run.model
    found = {}
    for promise in model.machine.properties():
        verdict = promise.judge(model, run.now)
        found[promise.name] = (verdict.holds, verdict.stated, verdict.why)
    return found
