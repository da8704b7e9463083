"""Two generals and letters that may be captured: every capture set, the closed forms, the impossibility."""

from fractions import Fraction
from itertools import combinations, pairwise
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.configuration import Configuration
from engine.model import Faults, Model
from engine.orders import ATTACK, RETREAT
from engine.play import play
from engine.properties import named
from engine.protocols import machine
from engine.rounds import Rounds
from engine.run import Run, indistinguishable
from engine.script import Script
from tests.engine.worlds import decided, ends, entries, runs, two

QUARTER = Fraction(1, 4)
CHANCES = [QUARTER, Fraction(1, 2), Fraction(1, 10), Fraction(9, 10), Fraction(0), Fraction(1)]


def distribution(model: Model, p: Fraction) -> dict[str, Fraction]:
    """The exact chance of each pair of decisions: every letter captured with chance p, independently.

    Walked over the engine's own choices; "capture j of c" happens in comb(c, j) equally likely ways.
    """
    found: dict[str, Fraction] = {}

    def walk(now: Configuration, chance: Fraction) -> None:
        choice = model.choice(now)
        if choice is None:
            found[decided(now)] = found.get(decided(now), Fraction(0)) + chance
            return
        count = len(choice.options) - 1
        for j in range(count + 1):
            walk(model.apply(now, j), chance * comb(count, j) * p**j * (1 - p) ** (count - j))

    walk(model.initial(), Fraction(1))
    assert sum(found.values()) == 1
    return found


class TestChains:
    @pytest.mark.parametrize("k", range(1, 7))
    def test_every_capture_set(self, k: int) -> None:
        """2^k sets of serial numbers; what can really happen is k+1 runs, one for each first loss."""
        outcomes = set()
        for size in range(k + 1):
            for captured in combinations(range(1, k + 1), size):
                run = play(two("acknowledgements", depth=k), {"network": Script.of(capture=captured)})
                first = min(captured, default=k + 1)
                outcomes.add(run.picks)
                assert len(entries(run, "delivered")) == first - 1
                assert len(entries(run, "sent")) == min(first, k)
                both, last = first == k + 1, first == k
                sender = (k - 1) % 2
                expected = "AA" if both else ("AR" if sender == 0 else "RA") if last else "RR"
                if k == 1 and last:
                    expected = "AR"
                assert decided(run.now) == expected
                assert named(run.model, "agreement").judge(run.model, run.now).holds == (not last)
                assert named(run.model, "validity").judge(run.model, run.now).holds
        assert len(outcomes) == k + 1
        assert sum(1 for _ in ends(two("acknowledgements", depth=k))) == k + 1

    @pytest.mark.parametrize("k", range(1, 7))
    def test_the_last_messenger_is_the_one_to_capture(self, k: int) -> None:
        """Picks (1,), (0,1), (0,0,1), ...: one of them alone, always at the last letter."""
        alone = [run for run in runs(two("acknowledgements", depth=k)) if decided(run.now) in ("AR", "RA")]
        assert [run.picks for run in alone] == [(0,) * (k - 1) + (1,)]
        assert alone[0].spent() == {"captures": 1}

    @pytest.mark.parametrize("k", range(1, 7))
    @pytest.mark.parametrize("p", CHANCES)
    def test_the_closed_form(self, k: int, p: Fraction) -> None:
        q = 1 - p
        found = distribution(two("acknowledgements", depth=k), p)
        alone = "AR" if k % 2 else "RA"
        assert found.get("AA", 0) == q**k
        assert found.get(alone, 0) == p * q ** (k - 1)
        assert found.get("RR", 0) == 1 - q ** (k - 1)
        assert set(found) <= {"AA", alone, "RR"}

    @pytest.mark.parametrize("k", range(1, 7))
    def test_fact_9_disaster_given_that_anybody_attacks(self, k: int) -> None:
        """It is p, for every depth: receipts only make "nobody" likelier."""
        found = distribution(two("acknowledgements", depth=k), QUARTER)
        nobody = found.get("RR", Fraction(0))
        assert (found.get("AR", 0) + found.get("RA", 0)) / (1 - nobody) == QUARTER
        deeper = distribution(two("acknowledgements", depth=k + 1), QUARTER)
        assert deeper["RR"] > nobody

    @pytest.mark.parametrize(
        ("k", "both", "one", "none"),
        [
            (1, 0.75, 0.25, 0),
            (2, 0.5625, 0.1875, 0.25),
            (3, 0.421875, 0.140625, 0.4375),
            (6, 0.1780, 0.0593, 0.7627),
        ],
    )
    def test_the_published_vectors(self, k: int, both: float, one: float, none: float) -> None:
        found = distribution(two("acknowledgements", depth=k), QUARTER)
        assert float(found["AA"]) == pytest.approx(both, abs=1e-4)
        assert float(found.get("AR", 0) + found.get("RA", 0)) == pytest.approx(one, abs=1e-4)
        assert float(found.get("RR", 0)) == pytest.approx(none, abs=1e-4)

    def test_rounds_and_letters(self) -> None:
        run = Run(two("acknowledgements", depth=5)).honestly()
        assert run.now.round == 5
        assert [(e.round, e.process) for e in entries(run, "sent")] == [(1, 0), (2, 1), (3, 0), (4, 1), (5, 0)]

    def test_the_chain_of_worlds(self) -> None:
        """Delete the last delivered letter, again and again: its sender cannot tell, so he goes on.

        From "all arrive, both attack" to "nothing arrives"; there, the wish changes and G2 cannot tell.
        """
        k = 4
        model = two("acknowledgements", depth=k)
        worlds = [Run(model, (0,) * j + (1,)) for j in range(k)]
        worlds.append(Run(model, (0,) * k))
        for j, (lost, arrived) in enumerate(pairwise(worlds)):
            sender = j % 2
            assert indistinguishable(sender, lost, arrived)
            assert not indistinguishable(1 - sender, lost, arrived)
            assert lost.now.decisions[sender] == arrived.now.decisions[sender]
        wishless = Run(two("acknowledgements", wish=RETREAT, depth=k))
        assert indistinguishable(1, worlds[0], wishless)
        assert not indistinguishable(0, worlds[0], wishless)

    def test_who_wishes_to_retreat_sends_nothing(self) -> None:
        run = Run(two("acknowledgements", wish=RETREAT, depth=3))
        assert run.over
        assert decided(run.now) == "RR"
        assert entries(run, "sent") == []


class TestFlooding:
    @pytest.mark.parametrize("k", [1, 2, 3, 5, 20])
    @pytest.mark.parametrize("p", CHANCES)
    def test_the_closed_form(self, k: int, p: Fraction) -> None:
        found = distribution(two("flooding-messengers", copies=k), p)
        assert found.get("AA", 0) == 1 - p**k
        assert found.get("AR", 0) == p**k
        assert set(found) <= {"AA", "AR"}

    def test_the_published_vectors(self) -> None:
        assert float(distribution(two("flooding-messengers", copies=3), QUARTER)["AA"]) == 0.984375
        assert distribution(two("flooding-messengers", copies=5), QUARTER)["AR"] == Fraction(1, 1024)

    def test_twenty_copies_are_one_choice(self) -> None:
        """Equal letters are counted, not named: 21 runs, not a million."""
        model = two("flooding-messengers", copies=20)
        (choice,) = model.batch(model.initial())
        assert [option.cost for option in choice.options] == list(range(21))
        assert choice.options[3].label == "capture 3 of 20"
        assert choice.subject.path == tuple(range(1, 21))
        every = list(runs(model))
        assert len(every) == 21
        assert [run.picks for run in every if decided(run.now) == "AR"] == [(20,)]
        taken = Run(model, (3,))
        assert len(entries(taken, "captured")) == 3
        assert len(entries(taken, "delivered")) == 17


class TestActOnAcknowledgement:
    @pytest.mark.parametrize(("k", "r"), [(1, 1), (1, 3), (2, 1), (3, 3), (4, 2)])
    @pytest.mark.parametrize("p", CHANCES)
    def test_the_closed_form(self, k: int, r: int, p: Fraction) -> None:
        found = distribution(two("act-on-acknowledgement", copies=k, acks=r), p)
        assert found.get("AA", 0) == (1 - p**k) * (1 - p**r)
        assert found.get("RA", 0) == (1 - p**k) * p**r
        assert found.get("RR", 0) == p**k
        assert set(found) <= {"AA", "RA", "RR"}

    def test_the_published_vectors(self) -> None:
        one = distribution(two("act-on-acknowledgement", copies=1, acks=1), QUARTER)
        assert (float(one["AA"]), float(one["RA"]), float(one["RR"])) == (0.5625, 0.1875, 0.25)
        three = distribution(two("act-on-acknowledgement", copies=3, acks=3), QUARTER)
        assert float(three["AA"]) == pytest.approx(0.968994, abs=1e-6)
        assert float(three["RA"]) == pytest.approx(0.015381, abs=1e-6)
        assert float(three["RR"]) == 0.015625

    def test_every_capture_count(self) -> None:
        """4 of 4 or fewer orders, and 2 or fewer receipts if one came: 4 * 3 + 1 runs."""
        every = list(runs(two("act-on-acknowledgement", copies=4, acks=2)))
        assert len(every) == 13
        alone = [run for run in every if decided(run.now) == "RA"]
        assert min(run.spent()["captures"] for run in alone) == 2


Plan = tuple[list[tuple[int, int]], tuple[int, int]]


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Any plan of up to six letters, each at once or after an earlier one that its sender received."""
    messages: list[tuple[int, int]] = []
    for number in range(1, draw(st.integers(0, 6)) + 1):
        sender = draw(st.integers(0, 1))
        allowed = [0, *(j for j in range(1, number) if messages[j - 1][0] != sender)]
        messages.append((sender, draw(st.sampled_from(allowed))))
    return messages, (draw(st.integers(0, 3)), draw(st.integers(0, 3)))


def plan(messages: list[tuple[int, int]], marches: tuple[int, int]) -> Rounds:
    return two("messenger-plan", messages=messages, marches=marches)


class TestPlans:
    @settings(max_examples=200, deadline=None)
    @given(plans())
    def test_whatever_attacks_and_does_not_always_is_broken(self, drawn: Plan) -> None:
        """The impossibility, over every way of capturing letters of random plans."""
        model = plan(*drawn)
        full = decided(Run(model).honestly().now)
        found = {decided(now) for now in ends(model)}
        if full == "AA" and found != {"AA"}:
            assert found & {"AR", "RA"}

    @settings(max_examples=60, deadline=None)
    @given(plans())
    def test_no_plan_attacks_without_a_wish(self, drawn: Plan) -> None:
        """G1 stays. G2 marches without one letter only if he needs none: then validity is broken."""
        run = Run(two("messenger-plan", wish=RETREAT, messages=drawn[0], marches=drawn[1])).honestly()
        assert run.now.decisions[0] == RETREAT
        attacks = run.now.decisions[1] == ATTACK
        assert named(run.model, "validity").judge(run.model, run.now).holds == (not attacks)
        unasked = sum(sender == 1 and after == 0 for sender, after in drawn[0])
        assert len(entries(run, "sent")) <= unasked + sum(after > 0 for _, after in drawn[0])

    def test_self_destructing(self) -> None:
        """Even full delivery makes one attack: G2 waits for two letters and only one is sent."""
        model = plan([(0, 0)], (0, 2))
        assert decided(Run(model).honestly().now) == "AR"

    def test_never_attacks(self) -> None:
        model = plan([(0, 0), (1, 1)], (2, 2))
        assert {decided(now) for now in ends(model)} == {"RR"}

    def test_always_attacks(self) -> None:
        model = plan([(0, 0), (1, 1)], (0, 0))
        assert {decided(now) for now in ends(model)} == {"AA"}

    def test_no_letters_at_all(self) -> None:
        assert decided(Run(plan([], (0, 0))).now) == "AA"
        assert decided(Run(plan([], (0, 1))).now) == "AR"

    def test_a_chain_is_a_plan(self) -> None:
        for k in range(1, 7):
            chain = [(j % 2, j) for j in range(k)]
            as_plan = plan(chain, (k // 2, (k + 1) // 2))
            found = [(run.picks, decided(run.now)) for run in runs(as_plan)]
            assert found == [(run.picks, decided(run.now)) for run in runs(two("acknowledgements", depth=k))]

    def test_equal_letters_of_a_plan_are_one_choice(self) -> None:
        """Ten orders and ten receipts for the first: what waits for nothing else is bundled."""
        model = plan([(0, 0)] * 10 + [(1, 1)] * 10, (1, 1))
        first = model.batch(model.initial())
        assert [len(choice.options) for choice in first] == [2, 10]

    @pytest.mark.parametrize(
        ("messages", "reason"),
        [
            ([(0, 1)], "waits for message 1"),
            ([(0, 2), (1, 0)], "waits for message 2"),
            ([(0, 0), (0, 1)], "does not receive"),
        ],
    )
    def test_what_is_no_plan(self, messages: list[tuple[int, int]], reason: str) -> None:
        with pytest.raises(ValueError, match=reason):
            machine("messenger-plan", messages=messages, marches=(0, 0))

    def test_a_limit_on_captures(self) -> None:
        model = two("acknowledgements", depth=3, captures=0)
        assert sum(1 for _ in runs(model)) == 1
        bounded = two("act-on-acknowledgement", copies=3, acks=3, captures=2)
        assert all(now.taken <= 2 for now in ends(bounded))
        assert "RA" not in {decided(now) for now in ends(bounded)}
        assert bounded.objection(bounded.initial(), (3,)) == "The city can take no more than 2 of these."
        assert bounded.objection(bounded.initial(), (2,)) is None


def test_merged_letters_are_still_sent_in_the_plans_own_order() -> None:
    """Letter 4 waits for letter 2, so 2 is no copy of 1 and 3; taking serial number 2 must stop it."""
    plan = machine("messenger-plan", messages=[(0, 0), (0, 0), (0, 0), (1, 2)], marches=(1, 1))
    model = Rounds(plan, ("attack", None), Faults(captures=None))
    run = play(model, {"network": Script.of(capture=[2])})
    assert sum(entry.kind == "sent" for entry in run.journal) == 3
    run = play(model, {"network": Script.of(capture=[1])})
    assert sum(entry.kind == "sent" for entry in run.journal) == 4
