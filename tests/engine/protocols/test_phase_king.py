"""Phase King: every behaviour of the small armies, both bounds shown tight, and what it costs beside OM.

Two independent ways: the engine, and `count`, which knows no messages. `count` walks all behaviours at once:
what traitors tell one process is nobody else's business, so only how many of them say ATTACK to it matters,
and a phase leads from one tuple of orders to others in so many ways. So seven processes with two traitors,
some 10^25 behaviours, are covered too.
"""

from collections import Counter
from collections.abc import Iterable
from functools import cache
from itertools import product
from math import comb
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.agents import Seeded, Silent
from engine.machine import Message, RoundEnd, Start
from engine.model import Faults
from engine.oracle.explore import explore
from engine.orders import ATTACK, RETREAT
from engine.parameters import Unfit
from engine.play import play
from engine.properties import named
from engine.protocols import machine
from engine.protocols.phase_king import PhaseKing, Voice, words_sent
from engine.protocols.tree import values_sent
from engine.rounds import Rounds
from engine.run import Run
from tests.engine.protocols.everything import tally
from tests.engine.worlds import decided, entries

A, R = ATTACK, RETREAT
Orders = tuple[int, ...]
"""The orders of the loyal processes, 1 for ATTACK."""


# The second method: no engine, no messages.


def every(choices: list[Counter[Any]]) -> Counter[tuple[Any, ...]]:
    """In how many ways each combination of independent outcomes comes about."""
    found: Counter[tuple[Any, ...]] = Counter({(): 1})
    for each in choices:
        longer: Counter[tuple[Any, ...]] = Counter()
        for so_far, ways in found.items():
            for outcome, more in each.items():
                longer[(*so_far, outcome)] += ways * more
        found = longer
    return found


@cache
def phase(n: int, f: int, variant: int, orders: Orders, king: int) -> Counter[Orders]:
    """In how many ways a phase leads from these orders to others; a king below 0 is a traitor."""
    traitors = n - len(orders)
    said = [(a, comb(traitors, a)) for a in range(traitors + 1)]
    found: Counter[Orders] = Counter()
    first: Counter[Any] = Counter()
    for a, ways in said:
        ones = sum(orders) + a
        larger = int(2 * ones > n)
        most = ones if larger else n - ones
        first[(larger, 2 * most > n + 2 * f) if variant == 2 else larger if most >= n - f else None] += ways
    for heard, ways in every([first] * len(orders)).items():
        if variant == 2:
            follow(found, heard, ways, king)
            continue
        second = []
        for own in orders:
            each: Counter[Any] = Counter()
            for a, more in said:
                ones, zeros = heard.count(1) + a, heard.count(0) + traitors - a
                most, larger = max((zeros, 0), (ones, 1)) if ones != zeros else (zeros, 0)
                each[(larger if most > f else own, most > f and most >= n - f)] += more
            second.append(each)
        for taken, more in every(second).items():
            follow(found, taken, ways * more, king)
    return found


def follow(found: Counter[Orders], held: tuple[tuple[int, bool], ...], ways: int, king: int) -> None:
    """The king speaks: to the loyal one thing, if he is loyal; a traitor to each what he likes."""
    if king >= 0:
        found[tuple(order if firm else held[king][0] for order, firm in held)] += ways
        return
    told = [Counter({order: 2}) if firm else Counter({0: 1, 1: 1}) for order, firm in held]
    for orders, more in every(told).items():
        found[orders] += ways * more


def count(n: int, f: int, variant: int, traitors: tuple[int, ...], inputs: Iterable[Orders]) -> Counter[str]:
    """How many behaviours there are in ATTACK and RETREAT, and how many break what."""
    loyal = [p for p in range(n) if p not in traitors]
    found: Counter[str] = Counter()
    for orders in inputs:
        now = Counter({orders: 1})
        for king in range(f + 1):
            after: Counter[Orders] = Counter()
            for held, ways in now.items():
                place = loyal.index(king) if king in loyal else -1
                for next_, more in phase(n, f, variant, held, place).items():
                    after[next_] += ways * more
            now = after
        for held, ways in now.items():
            found["runs"] += ways
            found["agreement"] += ways * (len(set(held)) > 1)
            found["validity"] += ways * (len(set(orders)) == 1 and set(held) != set(orders))
    return +found


def all_orders(loyal: int) -> list[Orders]:
    return list(product((0, 1), repeat=loyal))


# The engine.


def court(n: int, f: int, variant: int, inputs: tuple[str, ...], traitors: tuple[int, ...] = ()) -> Rounds:
    return Rounds(machine("phase-king", generals=n, faults=f, variant=variant), inputs, Faults(traitors))


def engine(n: int, f: int, variant: int, traitor: int) -> Counter[str]:
    """The same as `count`, for one traitor, run by run."""
    found: Counter[str] = Counter()
    for orders in all_orders(n - 1):
        inputs = [A if order else R for order in orders]
        inputs.insert(traitor, R)
        model = court(n, f, variant, tuple(inputs), (traitor,))
        promises = model.machine.properties()

        def broken(now: Any, model: Rounds = model, promises: Any = promises) -> tuple[str, ...]:
            return tuple(promise.name for promise in promises if not promise.judge(model, now).holds)

        ends = tally(model, broken, {A, R})
        for names, runs in ends.items():
            found["runs"] += runs
            for name in names:
                found[name] += runs
    return found


class TestEveryBehaviour:
    @pytest.mark.parametrize(
        ("variant", "n", "expected"),
        [
            (2, 5, {"runs": 143_360}),
            (2, 4, {"runs": 9216, "agreement": 2304, "validity": 824}),
            (3, 4, {"runs": 589_824}),
            (3, 3, {"runs": 9216, "agreement": 288}),
        ],
    )
    def test_one_traitor_in_any_place(self, variant: int, n: int, expected: dict[str, int]) -> None:
        """Two rounds a phase need n > 4f, three n > 3f; one process fewer, and it breaks."""
        found: Counter[str] = Counter()
        for traitor in range(n):
            found += count(n, 1, variant, (traitor,), all_orders(n - 1))
        assert found == Counter(expected)

    @pytest.mark.parametrize(("variant", "n", "traitors"), [(2, 4, (1, 2)), (3, 3, (0, 1, 2)), (2, 5, (4,))])
    def test_through_the_engine(self, variant: int, n: int, traitors: tuple[int, ...]) -> None:
        for traitor in traitors:
            expected = count(n, 1, variant, (traitor,), all_orders(n - 1))
            assert engine(n, 1, variant, traitor) == expected

    @pytest.mark.parametrize("traitors", [(0, 1), (0, 2), (1, 2), (0, 6), (1, 6), (2, 6), (5, 6)])
    def test_seven_processes_and_two_traitors(self, traitors: tuple[int, ...]) -> None:
        """Three rounds a phase; whether a traitor is one of the three kings is all that his place means."""
        found = count(7, 2, 3, traitors, all_orders(5))
        assert set(found) == {"runs"}
        kings = sum(traitor < 3 for traitor in traitors)
        assert found["runs"] == 2**5 * (2**20) ** 3 * (2**5) ** kings

    def test_nine_processes_and_two_traitors(self) -> None:
        """Two rounds a phase, a traitor king; the loyal ones but the other kings are alike."""
        found = count(
            9,
            2,
            2,
            (0, 8),
            [(a, b, *((0,) * (5 - k) + (1,) * k)) for a, b, k in product((0, 1), (0, 1), range(6))],
        )
        assert set(found) == {"runs"}

    @pytest.mark.parametrize(
        ("variant", "n", "traitors", "broken"),
        [(3, 6, (0, 1), "agreement"), (3, 6, (4, 5), "agreement"), (2, 8, (0, 2), "agreement")],
    )
    def test_two_traitors_too_many(self, variant: int, n: int, traitors: tuple[int, ...], broken: str) -> None:
        orders = [(0,) * (n - 2 - k) + (1,) * k for k in range(n - 1)]
        assert count(n, 2, variant, traitors, orders)[broken] > 0

    def test_one_phase_too_few(self) -> None:
        """With f = 0 there is one phase, and its king is the traitor."""
        found = count(4, 0, 3, (0,), all_orders(3))
        assert found["agreement"] > 0


class TestCounterexamples:
    def test_four_processes_and_two_rounds_a_phase(self) -> None:
        """All loyal ones hold R and end with A: three votes of four are not more than n/2 + f."""
        model = court(4, 1, 2, (R, R, R, R), (0,))
        validity = named(model, "validity")
        found = explore(Run(model), lambda now: not validity.judge(model, now).holds)
        assert (found.verdict, found.cost) == ("reached", 5)
        assert found.witness is not None
        assert decided(found.witness.now)[1:] in ("AAA", "RAA", "ARA", "AAR")

    def test_all_can_end_with_what_nobody_wanted(self) -> None:
        model = court(4, 1, 2, (R, R, R, R), (0,))
        found = explore(Run(model), lambda now: decided(now)[1:] == "AAA")
        assert (found.verdict, found.cost) == ("reached", 5)

    def test_three_processes_and_three_rounds_a_phase(self) -> None:
        model = court(3, 1, 3, (R, R, A), (0,))
        agreement = named(model, "agreement")
        found = explore(Run(model), lambda now: not agreement.judge(model, now).holds)
        assert found.verdict == "reached"
        assert found.witness is not None
        verdict = agreement.judge(model, found.witness.now)
        assert verdict.why in ("P1 attacks, P2 retreats", "P2 attacks, P1 retreats")


# One run, by the text of the algorithms; words: (round, traitor, receiver) -> what he says.


def plain(
    n: int, f: int, variant: int, inputs: tuple[str, ...], traitors: set[int], words: dict[Any, str | None]
) -> dict[int, str]:
    x = {i: inputs[i] for i in range(n) if i not in traitors}

    def told(honest: dict[int, Any], round_: int, to: int) -> list[Any]:
        return [honest[j] if j in honest else words.get((round_, j, to)) for j in range(n)]

    for king in range(f + 1):
        r = king * variant + 1
        firm = {}
        if variant == 2:
            for i in list(x):
                firm[i] = [v if v in (A, R) else R for v in told(x, r, i)]
            most = {i: A if 2 * votes.count(A) > n else R for i, votes in firm.items()}
            keep = {i: 2 * firm[i].count(most[i]) > n + 2 * f for i in x}
            x = most
        else:
            y: dict[int, Any] = {}
            for i in x:
                votes = [v if v in (A, R) else R for v in told(x, r, i)]
                y[i] = next((v for v in (A, R) if votes.count(v) >= n - f), None)
            keep = {}
            taken = dict(x)
            for i in x:
                proposals = told(y, r + 1, i)
                for v in (A, R):
                    if proposals.count(v) > f:
                        taken[i] = v
                keep[i] = max(proposals.count(A), proposals.count(R)) >= n - f
            x = taken
        said = {i: told(x, r + variant - 1, i)[king] for i in x}
        x = {i: x[i] if keep[i] else (said[i] if said[i] in (A, R) else R) for i in x}
    return x


@settings(max_examples=60)
@given(st.data())
def test_the_engine_does_what_is_written(data: st.DataObject) -> None:
    """Any words of the traitors, silence and empty proposals too, within the bound."""
    variant = data.draw(st.sampled_from([2, 3]))
    f = data.draw(st.integers(0, 2))
    least = (4 if variant == 2 else 3) * f + 1
    n = data.draw(st.integers(max(least, 2), least + 2))
    traitors = data.draw(st.sets(st.integers(0, n - 1), max_size=f))
    inputs = tuple(data.draw(st.lists(st.sampled_from([A, R]), min_size=n, max_size=n)))
    model = court(n, f, variant, inputs, tuple(sorted(traitors)))
    run = play(model, {"traitor": Seeded(data.draw(st.integers(0, 10**6)))})
    words: dict[Any, str | None] = {
        (choice.subject.round, choice.subject.process, choice.subject.receiver): choice.options[pick].label
        for choice, pick in zip(run.choices, run.picks, strict=True)
    }
    x = plain(n, f, variant, inputs, traitors, words)
    assert {p: run.now.decisions[p] for p in x} == x
    assert all(promise.judge(model, run.now).holds for promise in model.machine.properties())


class TestCost:
    @pytest.mark.parametrize(
        ("d", "words", "om", "om_packets"), [(1, 54, 9, 9), (2, 270, 156, 66), (3, 756, 3609, 225)]
    )
    def test_words_beside_oral_messages(self, d: int, words: int, om: int, om_packets: int) -> None:
        """n = 3d+1: cheaper in words from d = 3 on; in packets not yet, for every word is one."""
        n = 3 * d + 1
        run = Run(court(n, d, 3, (A,) * n)).honestly()
        sent = entries(run, "sent")
        assert len(sent) == words_sent(n, d) == words
        assert len({(e.round, e.process, e.peer) for e in sent}) == words
        assert run.now.round == run.model.machine.rounds == 3 * (d + 1)  # type: ignore[attr-defined]
        assert (values_sent(n, d), (n - 1) + d * (n - 1) * (n - 2)) == (om, om_packets)

    def test_two_rounds_a_phase_are_cheaper_and_need_more_processes(self) -> None:
        run = Run(court(5, 1, 2, (A, A, R, R, R))).honestly()
        assert len(entries(run, "sent")) == words_sent(5, 1, 2) == 48


class TestWords:
    def test_what_is_said(self) -> None:
        king = PhaseKing(4, 1)
        kinds = [king.kind(r) for r in range(1, 7)]
        assert kinds == ["holds", "proposes", "rules"] * 2
        assert [king.king(r) for r in range(1, 7)] == [0, 0, 0, 1, 1, 1]
        assert [king.moment(r) for r in (1, 2, 3)] == ["orders", "proposals", "the king speaks"]
        assert [king.words(Voice(k, A)) for k in kinds[:3]] == [
            "I hold ATTACK",
            "I propose ATTACK",
            "I, the king, say ATTACK",
        ]
        assert king.words(Voice("proposes", "nothing")) == "I propose nothing"
        offered = king.forgeries(0, Voice("proposes", A), 1)
        assert [king.label(p) for p in offered] == ["attack", "retreat", "nothing", "silence"]
        assert [king.label(p) for p in king.forgeries(0, Voice("holds", A), 1)] == [
            "attack",
            "retreat",
            "silence",
        ]
        swapped = [Voice("proposes", order) for order in (R, A, "nothing")]
        assert [king.recode(p) for p in offered if p] == swapped

    def test_what_is_held(self) -> None:
        run = play(court(4, 1, 3, (A, A, A, R), (3,)), {"traitor": Silent()})
        state = run.now.states[0]
        machine_ = run.model.machine  # type: ignore[attr-defined]
        assert machine_.facts(0, state) == (
            ("holds", "ATTACK"),
            ("heard", "3 A, 0 R"),
            ("proposes", "ATTACK"),
            ("the king", "cannot move it"),
        )
        assert all(len(value) <= 14 for _, value in machine_.facts(0, state))
        assert len(PhaseKing(5, 1, 2).facts(0, state)) == 3
        assert machine_.facts(0, machine_.begin(0)) == (
            ("holds", "RETREAT"),
            ("heard", "0 A, 0 R"),
            ("proposes", "nothing"),
            ("the king", "is obeyed"),
        )

    def test_a_letter_of_another_round_is_no_letter(self) -> None:
        """An order that comes a round late is not taken for a proposal, nor for the king's word."""
        king = PhaseKing(3, 0)
        state, _ = king.step(1, king.begin(1), Start(R))
        late = Message(1, 0, 1, Voice("holds", A), 1)
        for round_ in (2, 3):
            assert king.step(1, state, RoundEnd(round_, (late,))) == king.step(1, state, RoundEnd(round_, ()))
        heard, _ = king.step(1, state, RoundEnd(1, (late,)))
        assert (heard.attacks, heard.retreats) == (1, 2)

    def test_what_makes_no_plan(self) -> None:
        with pytest.raises(Unfit, match="at most 2 here, not 3") as unfit:
            PhaseKing(3, 3)
        assert unfit.value.place == ("faults",)
        with pytest.raises(Unfit, match="2 or 3 rounds, not 4") as unfit:
            PhaseKing(4, 1, 4)
        assert unfit.value.place == ("variant",)

    def test_what_is_promised(self) -> None:
        king = PhaseKing(4, 1)
        assert [(p.name, p.kept, p.broken) for p in king.properties()] == [
            ("agreement", "all loyal processes decide alike", "two loyal processes decide differently"),
            (
                "validity",
                "where all begin with one order, that order is done",
                "all begin with one order, and somebody does the other",
            ),
        ]
        assert king.reported() == ("agreement", "validity")
        assert king.names == ("P0", "P1", "P2", "P3")

    def test_each_has_a_default_of_his_own(self) -> None:
        """The traitor king is silent: who is not firm takes that for his own default."""
        model = Rounds(PhaseKing(3, 0, 3, (R, R, A)), (A, A, R), Faults((0,)))
        run = play(model, {"traitor": Silent()})
        assert decided(run.now)[1:] == "RA"
        assert PhaseKing(3, 0, 3, A).defaults == (A, A, A)

    def test_silence_is_counted_as_the_default(self) -> None:
        """Two hold A, one R, one is silent: with A for silence that is three of four."""
        for default, counted in ((A, (3, 1)), (R, (2, 2))):
            king = PhaseKing(4, 1, 2, default)
            state, _ = king.step(1, king.begin(1), Start(A))
            inbox = (Message(1, 0, 1, Voice("holds", A), 1), Message(2, 2, 1, Voice("holds", R), 1))
            heard, _ = king.step(1, state, RoundEnd(1, inbox))
            assert (heard.attacks, heard.retreats) == counted
            assert (heard.order, heard.support) == (default, counted[0])

    def test_his_own_proposal_is_a_voice_for_the_order_he_holds(self) -> None:
        """n = 2f, so that n-f is no more than f: one proposal, his own, is too few to take an order up, but
        enough to keep the one he holds though the king is silent."""
        king = PhaseKing(2, 1, 3)
        state, _ = king.step(1, king.begin(1), Start(A))
        for round_ in (1, 2, 3):
            letters = (Message(1, 0, 1, Voice("holds", A), 1),) if round_ == 1 else ()
            state, _ = king.step(1, state, RoundEnd(round_, letters))
        assert (state.proposal, state.support, state.order) == (A, 1, A)
