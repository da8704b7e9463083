"""Ben-Or: every schedule of three generals, the theorem of Fischer, Lynch, Paterson on stage, the coins' odds.

Three methods that share no code: the engine; a walk over all schedules that uses the machine's `step` and
nothing else of the engine; and a model of sets and numbers, phase by phase, that knows no machine.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from functools import cache
from itertools import combinations, permutations, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.agents import Agent, Seeded, Silent
from engine.asynchronous import Asynchronous
from engine.configuration import Choice, Configuration
from engine.machine import Answer, Ask, Decide, Message, Receive, Send, Start
from engine.model import Faults
from engine.oracle.coins import majorities, most_rounds
from engine.orders import ATTACK, RETREAT
from engine.parameters import Unfit
from engine.play import play
from engine.properties import named
from engine.protocols import PROTOCOLS, machine
from engine.protocols.ben_or import DONE, UNSURE, BenOr, Vote, Voter, ben_or
from engine.protocols.equals import uniformity
from engine.run import Run
from tests.engine.worlds import decided, entries, merged_ends

A, R = ATTACK, RETREAT
ORDER = (R, A)
MIXED = [(R, R, A), (R, A, R), (A, R, R)]


# The machine under a scheduler of ten lines: all schedules, fast.


Letter = tuple[int, int, Vote]
"""Sender, receiver, what it says."""

Instant = tuple[tuple[Voter, ...], frozenset[Letter], tuple[str, ...], frozenset[int]]
"""States, what is on the road, what each has decided or "", and who has crashed."""


class Walk:
    """Every schedule of a machine with rule coins: what is decided, and how soon.

    Letters that would change nothing are dropped when they are sent, or when they fall behind.

    Args:
        crashes: how many may crash, at any moment.
        alike: renamings of processes that wake alike; instants that differ only so are one.
        stop: whether to look no further than a first decision, nor on when both have been met.

    Attributes:
        first: value -> after how many steps it can first have been decided.
        finals: what has been decided when nothing is left on the road.
        apart: whether two ever decide differently, be it just before a crash.
        states: how many instants there are.
    """

    def __init__(
        self,
        army: BenOr,
        inputs: tuple[str, ...],
        crashes: int = 0,
        alike: tuple[tuple[int, ...], ...] = (),
        stop: bool = False,
    ) -> None:
        self.army, self.crashes, self.alike = army, crashes, alike or (tuple(range(len(inputs))),)
        self._step, self._rename = cache(self._react), cache(self._renamed)
        self.first: dict[str, int] = {}
        self.finals: set[tuple[str, ...]] = set()
        self.apart = False
        waking = tuple(army.begin(p) for p in range(len(inputs)))
        start: Instant = (waking, frozenset(), ("",) * len(inputs), frozenset())
        for p, value in enumerate(inputs):
            start = self._after(start, p, Start(value))
        depth = {self._same(start): 0}
        queue = deque([(start, 0)])
        while queue and not (stop and len(self.first) == 2):
            now, steps = queue.popleft()
            made = {value for value in now[2] if value}
            for value in made:
                self.first.setdefault(value, steps)
            self.apart = self.apart or len(made) > 1
            if stop and made:
                continue
            if not now[1]:
                self.finals.add(now[2])
            for after in self._moves(now):
                key = self._same(after)
                if key not in depth:
                    depth[key] = steps + 1
                    queue.append((after, steps + 1))
        self.states = len(depth)

    def _moves(self, now: Instant) -> Iterator[Instant]:
        states, road, made, down = now
        for letter in road:
            sender, receiver, vote = letter
            rest = (states, road - {letter}, made, down)
            yield self._after(rest, receiver, Receive(Message(0, sender, receiver, vote, 0)))
        for p in range(len(states)) if len(down) < self.crashes else ():
            if p not in down:
                left = frozenset(letter for letter in road if letter[1] != p)
                yield states, left, made, down | {p}

    def _after(self, now: Instant, process: int, event: Any) -> Instant:
        states, road, made, down = now
        state, sends, values = self._step(process, states[process], event)
        states = (*states[:process], state, *states[process + 1 :])
        for value in values:
            assert made[process] in ("", value)
            made = (*made[:process], value, *made[process + 1 :])
        road = frozenset(x for x in road | sends if x[1] not in down and self._matters(states[x[1]], x[2]))
        return states, road, made, down

    def _react(self, process: int, state: Voter, event: Any) -> tuple[Voter, frozenset[Letter], list[str]]:
        after, commands = self.army.step(process, state, event)
        assert not any(isinstance(command, Ask) for command in commands)
        sends = frozenset((process, c.receiver, c.payload) for c in commands if isinstance(c, Send))
        return after, sends, [c.value for c in commands if isinstance(c, Decide)]

    @staticmethod
    def _matters(state: Voter, vote: Vote) -> bool:
        awake = state.round == 0 or state.phase != DONE
        return awake and (vote.round, vote.phase) >= (state.round, state.phase)

    def _same(self, now: Instant) -> Any:
        """One name for all instants that differ only in how processes that woke alike are numbered."""
        states, road, made, down = now
        names = []
        for to in self.alike:
            renamed: list[Any] = [None] * len(to)
            for p, new in enumerate(to):
                renamed[new] = (self._rename(states[p], to), made[p], p in down)
            names.append((tuple(renamed), tuple(sorted([(to[s], to[r], v) for s, r, v in road]))))
        return min(names)

    @staticmethod
    def _renamed(state: Voter, to: tuple[int, ...]) -> tuple[Any, ...]:
        seen = tuple(sorted((r, phase, to[who], v) for r, phase, who, v in state.seen))
        return state.round, state.phase, state.x, seen, state.decided


# Sets and numbers, phase by phase: no machine.


Vector = tuple[int, ...]


@cache
def next_vectors(x: Vector, f: int, coin: int | None) -> frozenset[tuple[Vector, frozenset[int]]]:
    """All (orders after a round, values decided in it), each process hearing any n-f, itself among them."""
    n = len(x)
    quorums = [
        [(p, *rest) for rest in combinations([q for q in range(n) if q != p], n - f - 1)] for p in range(n)
    ]
    found = set()

    def majority(p: int, heard: tuple[int, ...]) -> int | None:
        return next((v for v in (0, 1) if 2 * sum(x[q] == v for q in heard) > n), None)

    for seen in product(*({majority(p, heard) for heard in quorums[p]} for p in range(n))):
        ends = []
        for p in range(n):
            can = set()
            for heard in quorums[p]:
                votes = [seen[q] for q in heard if seen[q] is not None]
                assert len(set(votes)) < 2
                if votes:
                    can.add((votes[0], len(votes) > f))
                else:
                    can.add((x[p] if coin is None else coin, False))
            ends.append(can)
        for end in product(*ends):
            found.add((tuple(v for v, _ in end), frozenset(v for v, done in end if done)))
    return frozenset(found)


def coin_of(rule: str, round_: int) -> int | None:
    return {"zero": 0, "parity": round_ % 2, "keep": None}[rule]


def valence(x: Vector, f: int, rule: str, round_: int = 1) -> frozenset[int]:
    """Which first decisions can be reached: a fixpoint over (orders, parity of the round)."""
    reach: dict[tuple[Vector, int], frozenset[int]] = {}
    places = [(y, parity) for y in product((0, 1), repeat=len(x)) for parity in (0, 1)]
    while True:
        after = {}
        for y, parity in places:
            found: frozenset[int] = frozenset()
            for z, made in next_vectors(y, f, coin_of(rule, parity)):
                found |= made or reach.get((z, 1 - parity), frozenset())
            after[y, parity] = found
        if after == reach:
            return reach[x, round_ % 2]
        reach = after


def endless(x: Vector, f: int, rule: str, round_: int = 1) -> bool:
    """Whether nobody need ever decide: the largest set of places that can be kept to without a decision."""
    safe = {(y, parity) for y in product((0, 1), repeat=len(x)) for parity in (0, 1)}
    while True:
        kept = {
            (y, parity)
            for y, parity in safe
            if any(
                not made and (z, 1 - parity) in safe for z, made in next_vectors(y, f, coin_of(rule, parity))
            )
        }
        if kept == safe:
            return (x, round_ % 2) in safe
        safe = kept


def bits(inputs: Iterable[str]) -> Vector:
    return tuple(int(value == A) for value in inputs)


class TestUnanimity:
    @pytest.mark.parametrize("order", [A, R])
    def test_all_decide_in_round_1_under_every_schedule(self, order: str) -> None:
        """Three generals, no crash: every schedule of round 1, up to their numbering."""
        walk = Walk(BenOr(3, 1, "parity", rounds=1), (order,) * 3, alike=tuple(permutations(range(3))))
        assert walk.finals == {(order,) * 3}
        assert walk.first == {order: 3}
        assert walk.states == 18

    def test_a_crash_at_any_moment_changes_nothing_for_the_others(self) -> None:
        walk = Walk(BenOr(3, 1, "parity", rounds=1), (A, A, A), 1, tuple(permutations(range(3))))
        assert all(made.count("") <= 1 for made in walk.finals)
        assert set(walk.first) == {A}

    def test_the_engine_meets_the_same_ends(self) -> None:
        """All schedules again, by `choice` and `apply`, from where two have told each other everything."""
        run = Run(Asynchronous(BenOr(3, 1, "parity", rounds=1), (A, A, A)))
        run = deliver(run, [(0, 1), (1, 0)], Vote(1, 1, A))
        ends, _ = merged_ends(Continued(run))
        assert {decided(now) for now in ends} == {"AAA"}
        assert {state.decided for now in ends for state in now.states} == {1}

    @settings(max_examples=20)
    @given(st.integers(0, 10**6), st.sampled_from([(4, 1), (5, 2), (6, 2)]), st.sampled_from([A, R]))
    def test_larger_armies_too(self, seed: int, size: tuple[int, int], order: str) -> None:
        n, f = size
        run = play(Asynchronous(ben_or(n, f), (order,) * n), {"scheduler": Seeded(seed)})
        assert run.now.decisions == (order,) * n
        assert {state.decided for state in run.now.states} == {1}


class Continued(Asynchronous):
    """A model that begins where a run has come to."""

    def __init__(self, run: Run[Configuration]) -> None:
        model = run.model
        assert isinstance(model, Asynchronous)
        super().__init__(model.machine, model.inputs, model.faults)
        self._opening = run.now, ()


def deliver(
    run: Run[Configuration], roads: Iterable[tuple[int, int]], vote: Vote | None = None
) -> Run[Configuration]:
    """The run in which these letters arrive next; on each road the oldest, or the one that says this."""
    for sender, receiver in roads:
        choice = run.pending
        assert choice is not None
        here = [m for m in run.now.wire if (m.sender, m.receiver) == (sender, receiver)]
        letter = next(m for m in here if vote is None or m.payload == vote)
        index = choice.index(f"deliver {letter.serial}")
        assert index is not None
        run = run.then(index)
    return run


class TestValency:
    """By the number of ATTACKs, for three generals: which decisions a scheduler can still bring about."""

    RULES = {
        "zero": ["0", "0", "01", "1"],
        "parity": ["0", "01", "1", "1"],
        "keep": ["0", "0", "1", "1"],
    }

    @pytest.mark.parametrize("rule", RULES)
    def test_the_table(self, rule: str) -> None:
        for x in product((0, 1), repeat=3):
            assert "".join(map(str, sorted(valence(x, 1, rule)))) == self.RULES[rule][sum(x)]

    @pytest.mark.parametrize("rule", RULES)
    def test_two_rounds_letter_by_letter_are_enough_to_see_it(self, rule: str) -> None:
        """The machine, every schedule up to the first decision: the same table, both sides of it reached."""
        for ones in range(3):
            inputs = (R,) * (3 - ones) + (A,) * ones
            swap = {0: tuple(permutations(range(3))), 1: ((0, 1, 2), (1, 0, 2)), 2: ((0, 1, 2), (0, 2, 1))}[
                ones
            ]
            walk = Walk(BenOr(3, 1, rule, rounds=2), inputs, alike=swap, stop=True)
            assert {str(ORDER.index(v)) for v in walk.first} == set(self.RULES[rule][ones])

    def test_even_rounds_are_the_mirror_of_odd_ones(self) -> None:
        for x in product((0, 1), repeat=3):
            mirror = tuple(1 - bit for bit in x)
            flipped = {1 - value for value in valence(mirror, 1, "parity", 2)}
            assert valence(x, 1, "parity", 1) == flipped

    @pytest.mark.parametrize("inputs", MIXED)
    def test_bivalent_inputs_admit_an_endless_run(self, inputs: tuple[str, ...]) -> None:
        assert valence(bits(inputs), 1, "parity") == {0, 1}
        assert endless(bits(inputs), 1, "parity")

    def test_keeping_ones_own_order_is_never_bivalent_and_yet_can_stall(self) -> None:
        """A good contrast: no bivalence, no decision either."""
        for x in product((0, 1), repeat=3):
            assert len(valence(x, 1, "keep")) == 1
            assert endless(x, 1, "keep") == (0 < sum(x) < 3)

    def test_unanimous_inputs_always_end(self) -> None:
        for rule in ("zero", "parity", "keep"):
            assert not endless((0, 0, 0), 1, rule)
            assert not endless((1, 1, 1), 1, rule)

    def test_the_shortest_ways_to_each_decision(self) -> None:
        """Inputs (0,0,1), round parity: RETREAT after 3 deliveries, ATTACK after 7, and not sooner."""
        walk = Walk(BenOr(3, 1, "parity", rounds=3), (R, R, A), alike=((0, 1, 2), (1, 0, 2)), stop=True)
        assert walk.first == {R: 3, A: 7}

    @pytest.mark.parametrize(
        ("coin", "crashes", "states"),
        [("parity", 0, 4503), ("parity", 1, 17429), ("zero", 0, 3177), ("keep", 0, 3556)],
    )
    def test_agreement_is_never_broken(self, coin: str, crashes: int, states: int) -> None:
        """Inputs (0,0,1), letter by letter, two rounds in full."""
        army = BenOr(3, 1, coin, rounds=2)
        walk = Walk(army, (R, R, A), crashes, alike=((0, 1, 2), (1, 0, 2)))
        assert not walk.apart
        assert walk.states == states

    def test_both_ways_in_the_engine(self) -> None:
        start = Run(Asynchronous(BenOr(3, 1, "parity"), (R, R, A)))
        retreats = deliver(deliver(start, [(0, 1), (1, 0)], Vote(1, 1, R)), [(0, 1)], Vote(1, 2, R))
        assert decided(retreats.now) == "-R-"
        assert retreats.spent() == {"steps": 3}
        attacks = deliver(start, [(2, 0), (1, 2)])
        attacks = deliver(attacks, [(0, 2), (2, 0)], Vote(1, 2, UNSURE))
        attacks = deliver(attacks, [(0, 2), (2, 0)], Vote(2, 1, A))
        attacks = deliver(attacks, [(0, 2)], Vote(2, 2, A))
        assert decided(attacks.now) == "--A"
        assert attacks.spent() == {"steps": 7}


def shifted(now: Configuration, rounds: int) -> Configuration:
    """The same instant so many rounds earlier."""
    states: Any = now.states
    return replace(
        now,
        states=tuple(
            replace(s, round=s.round - rounds, seen=tuple((r - rounds, ph, who, v) for r, ph, who, v in s.seen))
            for s in states
        ),
        wire=tuple(replace(m, payload=replace(m.payload, round=m.payload.round - rounds)) for m in now.wire),
        agenda=(),
    )


class TestTheEndlessRun:
    QUORUMS = [
        {0: 1, 1: 2, 2: 0},
        {0: 1, 1: 2, 2: 1},
        {0: 1, 1: 0, 2: 1},
        {0: 1, 1: 0, 2: 0},
    ]
    """Phase by phase: whom each hears beside himself."""

    def cycle(self, run: Run[Configuration], first: int) -> Run[Configuration]:
        """Two rounds, message by message; then every letter that was held back arrives as well."""
        for phase, quorum in enumerate(self.QUORUMS):
            number = (first + phase // 2, phase % 2 + 1)
            for hearer, teller in quorum.items():
                votes = {m.payload for m in run.now.wire if (m.sender, m.receiver) == (teller, hearer)}
                (vote,) = [v for v in votes if (v.round, v.phase) == number]
                run = deliver(run, [(teller, hearer)], vote)
        late = [m for m in run.now.wire if m.payload.round < first + 2]
        for message in late:
            run = deliver(run, [(message.sender, message.receiver)], message.payload)
        return run

    def test_two_rounds_lead_back_to_the_same_instant(self) -> None:
        """Nobody crashed, everything was delivered, nobody decided, and nothing has changed but the round."""
        model = Asynchronous(BenOr(3, 1, "parity"), (R, R, A))
        start = Run(model)
        run = self.cycle(start, 1)
        assert model.essence(shifted(run.now, 2)) == model.essence(replace(start.now, agenda=()))
        assert run.now.crashed == ()
        assert run.now.decisions == (None,) * 3
        assert len(entries(run, "delivered")) == 24

    def test_between_the_rounds_the_orders_are_mirrored(self) -> None:
        assert ((0, 1, 1), frozenset()) in next_vectors((0, 0, 1), 1, 1)
        assert ((0, 0, 1), frozenset()) in next_vectors((0, 1, 1), 1, 0)

    def test_ten_times_round_and_still_nothing(self) -> None:
        run = Run(Asynchronous(BenOr(3, 1, "parity"), (R, R, A)))
        for turn in range(10):
            run = self.cycle(run, 2 * turn + 1)
        assert run.now.decisions == (None,) * 3
        assert [state.x for state in run.now.states] == [R, R, A]
        why = named(run.model, "termination").judge(run.model, run.now)
        assert (why.holds, why.why) == (False, "P0, P1 and P2 have not decided")

    def test_the_fair_schedule_decides(self) -> None:
        """Bivalent, and yet live when nobody works against it (fact 10)."""
        run = Run(Asynchronous(BenOr(3, 1, "parity"), (R, R, A))).honestly()
        assert len(set(run.now.decisions)) == 1
        assert None not in run.now.decisions


class TestCoins:
    @pytest.mark.parametrize(
        ("n", "f", "ones", "rounds"),
        [(3, 1, k, Fraction(5)) for k in (1, 2)]
        + [(5, 1, k, Fraction(21, 5)) for k in (2, 3)]
        + [(5, 2, k, Fraction(17)) for k in (1, 2, 3, 4)]
        + [(3, 1, 0, Fraction(1)), (5, 2, 5, Fraction(1)), (5, 1, 1, Fraction(1))],
    )
    def test_the_best_scheduler_against_fair_coins(self, n: int, f: int, ones: int, rounds: Fraction) -> None:
        assert most_rounds(n, f, ones) == rounds

    @pytest.mark.parametrize(("n", "f"), [(3, 1), (4, 1)])
    def test_every_quorum_of_every_process_gives_the_same_values(self, n: int, f: int) -> None:
        """Value iteration over the orders themselves, all quorums, coins in any order of processes."""
        values = patient(n, f)
        for x, value in values.items():
            assert value == pytest.approx(float(most_rounds(n, f, sum(x))), abs=1e-6)

    def test_how_many_can_see_a_majority(self) -> None:
        """Against all quorums, process by process."""
        for n, f in ((2, 0), (3, 1), (4, 1), (5, 1), (5, 2), (6, 2), (7, 3)):
            for ones in range(n + 1):
                x = (1,) * ones + (0,) * (n - ones)
                v = int(2 * ones > n)
                low = high = 0
                for p in range(n):
                    heard = [
                        2 * sum(x[q] == v for q in (p, *rest)) > n
                        for rest in combinations([q for q in range(n) if q != p], n - f - 1)
                    ]
                    low, high = low + all(heard), high + any(heard)
                assert majorities(n, f, ones) == tuple(range(low, high + 1))

    def test_what_makes_no_army_is_refused(self) -> None:
        with pytest.raises(ValueError, match="n > 2f"):
            most_rounds(4, 2, 1)
        with pytest.raises(ValueError, match="0 to 3"):
            most_rounds(3, 1, 4)

    def test_a_scheduler_without_a_plan_is_soon_beaten(self) -> None:
        """Fifty seeds: all decide, alike; on average long before the five rounds that the best one gets."""
        last = []
        for seed in range(50):
            cast = {"scheduler": Seeded(seed), "nature": Seeded(seed + 1000)}
            run = play(Asynchronous(ben_or(3), (R, R, A)), cast)
            assert len(set(run.now.decisions)) == 1
            assert None not in run.now.decisions
            last.append(max(state.decided for state in run.now.states))
        assert 1 < sum(last) / len(last) < 5


def patient(n: int, f: int) -> dict[Vector, float]:
    """For all orders, the most rounds to the first decision, by value iteration over what quorums allow."""
    places = list(product((0, 1), repeat=n))
    values = dict.fromkeys(places, 1.0)
    outcomes = {x: rounds_of(x, f) for x in places}
    for _ in range(2000):
        after = {
            x: 1 + max((tossed(options, {}, values) for options in outcomes[x]), default=0.0) for x in places
        }
        if max(abs(after[x] - values[x]) for x in places) < 1e-9:
            return after
        values = after
    raise AssertionError("no end")


def rounds_of(x: Vector, f: int) -> set[tuple[frozenset[int | None], ...]]:
    """Phase 1 in all ways: for each process, what phase 2 can make it hold without deciding; None: a coin."""
    n = len(x)
    quorums = [
        [(p, *rest) for rest in combinations([q for q in range(n) if q != p], n - f - 1)] for p in range(n)
    ]
    ways = set()
    options = [
        {next((v for v in (0, 1) if 2 * sum(x[q] == v for q in heard) > n), None) for heard in quorums[p]}
        for p in range(n)
    ]
    for seen in product(*options):
        can = []
        for p in range(n):
            held: set[int | None] = set()
            for heard in quorums[p]:
                votes = [seen[q] for q in heard if seen[q] is not None]
                if len(votes) <= f:
                    held.add(votes[0] if votes else None)
            can.append(frozenset(held))
        if all(can):
            ways.add(tuple(can))
    return ways


def tossed(
    options: tuple[frozenset[int | None], ...], held: dict[int, int], values: dict[Vector, float]
) -> float:
    """The rest of a round: whose turn is next is the scheduler's choice, and so is a coin or an order."""
    n = len(options)
    memo: dict[tuple[int | None, ...], float] = {}

    def best(now: tuple[int | None, ...]) -> float:
        if None not in now:
            return values[tuple(bit for bit in now if bit is not None)]
        if now not in memo:
            found = 0.0
            # One process in each camp of equals is enough: the first whose options are these.
            turns = {options[p]: p for p in reversed(range(n)) if now[p] is None}
            for can, p in turns.items():
                each = {v: best((*now[:p], v, *now[p + 1 :])) for v in (0, 1)}
                found = max(found, *(sum(each.values()) / 2 if v is None else each[v] for v in can))
            memo[now] = found
        return memo[now]

    return best(tuple(held.get(p) for p in range(n)))


class Picks(Agent):
    """Answers by a list of numbers, each taken modulo the number of options."""

    def __init__(self, numbers: list[int]) -> None:
        self.numbers = numbers
        self.used = 0

    def pick(self, run: Run[Any], choice: Choice) -> int:
        if self.used >= len(self.numbers):
            return choice.honest
        self.used += 1
        return self.numbers[self.used - 1] % len(choice.options)


class TestSafety:
    @settings(max_examples=60)
    @given(
        st.lists(st.sampled_from([A, R]), min_size=3, max_size=5),
        st.lists(st.integers(0, 2**16), max_size=120),
        st.sampled_from(["fair", "zero", "parity", "keep"]),
        st.integers(0, 2),
    )
    def test_agreement_under_any_schedule_and_crash(
        self, inputs: list[str], picks: list[int], coin: str, crashes: int
    ) -> None:
        n = len(inputs)
        army = ben_or(n, coin=coin, rounds=6)
        cast = {"scheduler": Picks(picks), "nature": Seeded(sum(picks))}
        run = play(Asynchronous(army, tuple(inputs), Faults(crashes=min(crashes, (n - 1) // 2))), cast)
        assert named(run.model, "agreement").judge(run.model, run.now).holds
        assert named(run.model, "validity").judge(run.model, run.now).holds
        # Also of those who decided and crashed afterwards.
        assert uniformity(range(n)).judge(run.model, run.now).holds

    @settings(max_examples=10)
    @given(st.lists(st.sampled_from([A, R]), min_size=6, max_size=6), st.integers(0, 10**6))
    def test_one_traitor_of_six(self, inputs: list[str], seed: int) -> None:
        """n > 5f: whatever he says, also unasked, all loyal decide, and alike."""
        army = ben_or(6, model="byzantine")
        assert army.faults == 1
        cast = {"scheduler": Seeded(seed), "traitor": Seeded(seed + 1), "nature": Seeded(seed + 2)}
        run = play(Asynchronous(army, tuple(inputs), Faults((seed % 6,), fair=60)), cast)
        for name in ("agreement", "validity", "termination"):
            verdict = named(run.model, name).judge(run.model, run.now)
            assert verdict.holds, verdict.why

    def test_a_silent_traitor_is_a_crash(self) -> None:
        run = play(Asynchronous(ben_or(6, model="byzantine"), (A,) * 6, Faults((2,))), {"traitor": Silent()})
        assert [state.decided for p, state in enumerate(run.now.states) if p != 2] == [1] * 5

    def test_one_who_has_decided_helps_for_one_more_round(self) -> None:
        run = Run(Asynchronous(ben_or(3), (A, A, A))).honestly()
        assert {(s.decided, s.round, s.phase, s.seen) for s in run.now.states} == {(1, 2, DONE, ())}
        assert run.model.machine.report(run.model, run.now) == {
            "decided_in": {"0": 1, "1": 1, "2": 1},
            "last_round": 2,
        }

    def test_a_vote_counts_once_and_not_when_late(self) -> None:
        army = BenOr(4, 1)
        state, _ = army.step(0, army.begin(0), Start(A))
        heard, _ = army.step(0, state, Receive(Message(0, 1, 0, Vote(1, 1, R), 0)))
        assert army.votes(heard) == (A, R)
        assert army.step(0, heard, Receive(Message(0, 1, 0, Vote(1, 1, A), 0))) == (heard, ())
        later, commands = army.step(0, heard, Receive(Message(0, 2, 0, Vote(1, 1, A), 0)))
        assert commands == tuple(Send(p, Vote(1, 2, UNSURE)) for p in (1, 2, 3))
        assert army.step(0, later, Receive(Message(0, 3, 0, Vote(1, 1, A), 0))) == (later, ())

    def test_votes_of_later_phases_are_kept_for_them(self) -> None:
        army = BenOr(3, 1, "keep")
        state, _ = army.step(0, army.begin(0), Start(A))
        for vote in (Vote(2, 1, A), Vote(1, 2, A)):
            state, commands = army.step(0, state, Receive(Message(0, 1, 0, vote, 0)))
            assert commands == ()
        state, commands = army.step(0, state, Receive(Message(0, 2, 0, Vote(1, 1, A), 0)))
        assert [c.payload for c in commands if isinstance(c, Send)] == [
            *[Vote(1, 2, A)] * 2,
            *[Vote(2, 1, A)] * 2,
            *[Vote(2, 2, A)] * 2,
        ]
        assert Decide(A) in commands
        assert (state.round, state.phase, state.decided) == (2, 2, 1)

    def test_the_coin_is_asked_of_nature(self) -> None:
        army = BenOr(3, 1)
        unsure = ((1, 2, 0, UNSURE),)
        state = Voter(1, 2, A, unsure)
        state, commands = army.step(0, state, Receive(Message(0, 1, 0, Vote(1, 2, UNSURE), 0)))
        assert commands == (Ask("the coin of round 1", (A, R), "nature"),)
        state, commands = army.step(0, state, Answer("the coin of round 1", R))
        assert commands == (Send(1, Vote(2, 1, R)), Send(2, Vote(2, 1, R)))


def first_letters(run: Run[Any], wanted: Callable[[Message], int]) -> int:
    """The option that delivers the letter of least rank, the oldest of those."""
    letters = sorted(run.now.wire, key=lambda m: (wanted(m), m.serial))
    choice = run.pending
    assert choice is not None
    for letter in letters:
        index = choice.index(f"deliver {letter.serial}")
        if index is not None:
            return index
    raise AssertionError


class Rank(Agent):
    """A scheduler that delivers by rank."""

    def __init__(self, rank: Callable[[Message], int]) -> None:
        self.rank = rank

    def pick(self, run: Run[Any], choice: Choice) -> int:
        return first_letters(run, self.rank)


class Says(Agent):
    """A traitor, or nature, who says one thing wherever he can."""

    def __init__(self, label: str) -> None:
        self.label = label

    def pick(self, run: Run[Any], choice: Choice) -> int:
        index = choice.index(self.label)
        return choice.honest if index is None else index


class TestTheBoundsAreTight:
    def test_the_bounds_are_in_the_refusal(self) -> None:
        with pytest.raises(
            Unfit, match=r"to stand 2 crashes takes more than 4 generals \(n > 2f\), not 4"
        ) as caught:
            machine("ben-or", generals=4, faults=2)
        assert caught.value.place == ("faults",)
        with pytest.raises(Unfit, match=r"to stand 1 traitor takes more than 5 generals \(n > 5f\), not 5"):
            machine("ben-or", generals=5, faults=1, model="byzantine")
        assert [ben_or(n).faults for n in (2, 3, 4, 5, 7)] == [0, 1, 1, 2, 3]
        assert [ben_or(n, model="byzantine").faults for n in (5, 6, 11)] == [0, 1, 2]

    def test_at_n_2f_two_halves_can_be_kept_apart_for_ever(self) -> None:
        """n=4, f=2, all wish to attack: each half hears itself and nobody ever sees a majority."""
        apart = Rank(lambda m: (m.sender < 2) != (m.receiver < 2))
        run = play(Asynchronous(BenOr(4, 2, "keep", rounds=8), (A,) * 4), {"scheduler": apart})
        assert run.now.decisions == (None,) * 4
        verdict = named(run.model, "termination").judge(run.model, run.now)
        assert verdict.why == "P0, P1, P2 and P3 gave up undecided after 8 rounds"
        closer = play(Asynchronous(BenOr(5, 2, "keep", rounds=8), (A,) * 5), {"scheduler": apart})
        assert closer.now.decisions == (A,) * 5

    def test_one_crash_more_and_the_rest_waits_for_ever(self) -> None:
        """n=5, f=2, three crash before anything arrives: the others have two votes of three."""
        run = play(Asynchronous(ben_or(5), (A,) * 5, Faults(crashes=3)), {"scheduler": Crashing()})
        assert run.now.crashed == (0, 1, 2)
        assert run.now.decisions == (None,) * 5
        # The letters of the three are still delivered: enough for the first phase, not for the second.
        assert [state.phase for state in run.now.states[3:]] == [2, 2]
        verdict = named(run.model, "termination").judge(run.model, run.now)
        assert verdict.why == "P3 and P4 have not decided: 3 votes are needed and no more will come"
        run = play(Asynchronous(ben_or(5), (A,) * 5, Faults(crashes=2)), {"scheduler": Crashing()})
        assert run.now.decisions == (None, None, A, A, A)

    def test_at_n_5f_one_traitor_breaks_validity(self) -> None:
        """n=5, f=1, all loyal wish to attack: he says RETREAT, the coins too, and they retreat."""
        cast = {"traitor": Says(R), "nature": Says(R), "scheduler": Rank(lambda m: m.sender != 4)}
        run = play(Asynchronous(BenOr(5, 1, "fair", "byzantine"), (A,) * 5, Faults((4,))), cast)
        assert run.now.decisions[:4] == (R,) * 4
        verdict = named(run.model, "validity").judge(run.model, run.now)
        assert verdict.why == "P0 retreats though all began with ATTACK"
        one_more = {**cast, "scheduler": Rank(lambda m: m.sender != 5)}
        run = play(Asynchronous(ben_or(6, 1, "fair", "byzantine"), (A,) * 6, Faults((5,))), one_more)
        assert run.now.decisions[:5] == (A,) * 5

    def test_built_for_crashes_it_does_not_stand_a_traitor(self) -> None:
        """n=3, f=1: he tells one that most say ATTACK, the other that most say RETREAT."""
        soon = Rank(lambda m: (m.sender != 2) + (m.sender != 2 and m.receiver != 2))
        cast = {"traitor": TwoFaced(), "scheduler": soon}
        run = play(Asynchronous(BenOr(3, 1), (A, R, A), Faults((2,))), cast)
        verdict = named(run.model, "agreement").judge(run.model, run.now)
        assert (verdict.holds, verdict.why) == (False, "P0 attacks, P1 retreats")


class Crashing(Agent):
    """A scheduler that crashes whom it can, the lowest number first; then it is fair."""

    def pick(self, run: Run[Any], choice: Choice) -> int:
        return next((i for i, o in enumerate(choice.options) if o.label.startswith("crash")), choice.honest)


class TwoFaced(Agent):
    """ATTACK to P0, RETREAT to P1."""

    def pick(self, run: Run[Any], choice: Choice) -> int:
        if choice.subject.kind != "word":
            return choice.honest
        index = choice.index(A if choice.subject.receiver == 0 else R)
        return choice.honest if index is None else index


class TestWords:
    def test_what_is_said_and_shown(self) -> None:
        army = ben_or(3)
        votes = [Vote(1, 1, A), Vote(2, 2, R), Vote(2, 2, UNSURE)]
        assert [army.words(vote) for vote in votes] == [
            "round 1: I say ATTACK",
            "round 2: most say RETREAT",
            "round 2: I saw no majority",
        ]
        assert [army.label(vote) for vote in (*votes, None)] == ["attack", "retreat", "unsure", "silence"]
        assert [army.recode(vote).value for vote in votes] == [R, A, UNSURE]
        run = Run(Asynchronous(army, (A, R, A)))
        assert army.facts(0, run.now.states[0]) == (
            ("round", "1"),
            ("phase", "orders"),
            ("order", "attack"),
            ("votes", "1A 0R 0?"),
        )
        ended = run.honestly()
        assert dict(army.facts(0, ended.now.states[0]))["phase"] == "finished"

    def test_every_end_has_its_sentence(self) -> None:
        model = Asynchronous(ben_or(3), (A, R, A), Faults(crashes=2))

        def why(made: tuple[str | None, ...], **more: Any) -> tuple[bool, str]:
            verdict = named(model, "termination").judge(model, replace(model.initial(), decisions=made, **more))
            return verdict.holds, verdict.why

        assert why((A, A, A)) == (True, "P0, P1 and P2 attack")
        assert why((A, None, A)) == (False, "P1 has not decided")
        assert why((None, A, None)) == (False, "P0 and P2 have not decided")
        assert why((None, A, A), agenda=()) == (
            False,
            "P0 has not decided: 2 votes are needed and no more will come",
        )
        assert why((None, A, A), crashed=(0,)) == (True, "P1 and P2 attack")
        assert why((None, None, None), crashed=(0, 1, 2)) == (True, "nobody is loyal and up")

    def test_a_traitor_may_say_a_finite_number_of_things(self) -> None:
        army = ben_or(6, model="byzantine")
        things = army.utterances(5)
        assert len(things) == len(set(things)) == 5 * 3 * (2 + 3)
        assert {receiver for receiver, _ in things} == {0, 1, 2, 3, 4}
        assert len(BenOr(6, 1, rounds=1).utterances(5)) == 5 * (2 + 3)
        assert army.forgeries(5, Vote(1, 1, A), 0) == (Vote(1, 1, A), Vote(1, 1, R), None)
        assert len(army.forgeries(5, Vote(1, 2, A), 0)) == 4

    def test_it_is_in_the_list_with_its_promises(self) -> None:
        protocol = PROTOCOLS["ben-or"]
        assert tuple(p.name for p in ben_or(3).properties()) == protocol.promises
        assert ben_or(3).reported() == protocol.promises
