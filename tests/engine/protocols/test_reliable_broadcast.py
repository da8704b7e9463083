"""Reliable broadcast: every behaviour of a traitor who commands three, by a count that knows no machine.

What he can do to each of them: send one order, the other, or none; echo any of the two; be ready for any of
the two: 3 * 4 * 4 = 48 ways, 48 ** 3 = 110,592 behaviours. In all of them every schedule is covered, since
what matters of it is only in which order loyal generals become ready. The engine is held against that count
on behaviours drawn at random, and on the named ones.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from itertools import combinations_with_replacement, permutations, product
from math import factorial
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.agents import Agent, Flip, Seeded, Silent, Split
from engine.asynchronous import Asynchronous
from engine.configuration import Choice
from engine.machine import Decide, Message, Receive, Send
from engine.model import Faults
from engine.orders import ATTACK, RETREAT
from engine.parameters import Unfit
from engine.play import play
from engine.properties import named
from engine.protocols import PROTOCOLS, machine
from engine.protocols.reliable_broadcast import Listener, ReliableBroadcast, Word, reliable_broadcast
from engine.run import Run
from tests.engine.worlds import decided, entries

A, R = ATTACK, RETREAT
SUBSETS: list[frozenset[str]] = [frozenset(), frozenset(A.split()), frozenset(R.split()), frozenset((A, R))]
Ways = tuple[str | None, frozenset[str], frozenset[str]]
WAYS: list[Ways] = [(sent, echo, ready) for sent in (None, A, R) for echo in SUBSETS for ready in SUBSETS]
"""What a traitor who commands does to one general: order, echoes, readies."""

Outcome = tuple[str | None, ...]


# The count: no machine.


@cache
def outcomes(behaviour: tuple[Ways, ...], n: int, f: int) -> frozenset[tuple[frozenset[str], ...]]:
    """Which orders each general can have delivered when all has arrived, over all schedules.

    A scheduler can withhold whatever a general does not need to become ready; so the reachable ends are those
    of all orders in which they become ready. None: not ready.
    """
    loyal = range(len(behaviour))
    echoed = [sent for sent, _, _ in behaviour]

    def may(p: int, v: str, ready: tuple[str | None, ...]) -> bool:
        echoes = echoed.count(v) + (v in behaviour[p][1])
        return 2 * echoes > n + f or ready.count(v) + (v in behaviour[p][2]) >= f + 1

    seen = {(None,) * len(behaviour)}
    open_ones: list[tuple[str | None, ...]] = list(seen)
    ends = set()
    while open_ones:
        ready = open_ones.pop()
        after = [
            (*ready[:p], v, *ready[p + 1 :])
            for p in loyal
            for v in (A, R)
            if ready[p] is None and may(p, v, ready)
        ]
        if not after:
            ends.add(
                tuple(
                    frozenset(v for v in (A, R) if ready.count(v) + (v in behaviour[p][2]) >= 2 * f + 1)
                    for p in loyal
                )
            )
        for each in after:
            if each not in seen:
                seen.add(each)
                open_ones.append(each)
    return frozenset(ends)


def faults_of(ends: Iterable[tuple[frozenset[str], ...]]) -> set[str]:
    """What is broken in one of these ends."""
    broken = set()
    for end in ends:
        if len(frozenset().union(*end)) > 1:
            broken.add("agreement")
        if any(end) and not all(end):
            broken.add("totality")
    return broken


def all_behaviours(n: int, f: int) -> Counter[str]:
    """Over all behaviours of a traitor who commands n-1 loyal generals: how many break what.

    The generals are alike, so each set of ways is looked at once and counted as often as it can be dealt.
    """
    found: Counter[str] = Counter()
    for behaviour in combinations_with_replacement(WAYS, n - 1):
        times = factorial(n - 1)
        for count in Counter(behaviour).values():
            times //= factorial(count)
        found["all"] += times
        for name in faults_of(outcomes(behaviour, n, f)):
            found[name] += times
    return found


# The engine.


class Says(Agent):
    """A traitor who is silent where his machine would speak, and says at once what stands in a list."""

    def __init__(self, wanted: Iterable[tuple[int, Word]]) -> None:
        self.wanted = set(wanted)

    def pick(self, run: Run[Any], choice: Choice) -> int:
        if choice.subject.kind == "word":
            silence = choice.index("silence")
            assert silence is not None
            return silence
        army = run.model.machine
        for receiver, word in sorted(self.wanted):
            index = choice.index(f"{army.words(word)} to {army.names[receiver]}")
            if index is not None:
                self.wanted.discard((receiver, word))
                return index
        return 0


def words_of(behaviour: tuple[Ways, ...]) -> list[tuple[int, Word]]:
    found = []
    for p, (sent, echoes, readies) in enumerate(behaviour, 1):
        found += [(p, Word("send", sent))] if sent else []
        found += [(p, Word("echo", v)) for v in echoes] + [(p, Word("ready", v)) for v in readies]
    return found


def played(behaviour: tuple[Ways, ...], f: int, seed: int | None = None) -> Run[Any]:
    """The engine's run of it, under a random schedule if there is a seed."""
    n = len(behaviour) + 1
    model = Asynchronous(ReliableBroadcast(n, f), (A, *(None,) * (n - 1)), Faults((0,)))
    cast: dict[str, Agent] = {"traitor": Says(words_of(behaviour))}
    if seed is not None:
        cast["scheduler"] = Seeded(seed)
    return play(model, cast)


M: Ways = (A, frozenset(), frozenset())
M_AND_ECHO: Ways = (A, frozenset((A,)), frozenset())
OTHER: Ways = (R, frozenset(), frozenset())


class TestATraitorCommands:
    def test_110_592_behaviours_break_nothing(self) -> None:
        found = all_behaviours(4, 1)
        assert found == {"all": 110_592}

    def test_of_three_he_breaks_totality(self) -> None:
        """n = 3 is not more than 3f: 2,304 behaviours, one general delivers and the other does not."""
        found = all_behaviours(3, 1)
        assert found["all"] == 2_304
        assert found["agreement"] == 0
        assert found["totality"] == 128
        # The least he need do: send and echo to both, and tell only one that he is ready.
        behaviour = ((A, frozenset((A,)), frozenset((A,))), M_AND_ECHO)
        run = played(behaviour, 1)
        assert run.now.decisions[1:] == (A, None)
        verdict = named(run.model, "totality").judge(run.model, run.now)
        assert (verdict.holds, verdict.why) == (False, "L1 has delivered an order, and L2 never does")

    def test_m_m_and_another_then_silence(self) -> None:
        run = played((M, M, OTHER), 1)
        assert decided(run.now) == "----"
        assert outcomes((M, M, OTHER), 4, 1) == {(frozenset(),) * 3}
        verdict = named(run.model, "totality").judge(run.model, run.now)
        assert (verdict.holds, verdict.why) == (True, "nobody has delivered anything")

    def test_and_an_echo_to_two_of_them(self) -> None:
        behaviour = (M_AND_ECHO, M_AND_ECHO, OTHER)
        assert outcomes(behaviour, 4, 1) == {(frozenset((A,)),) * 3}
        for seed in range(10):
            assert played(behaviour, 1, seed).now.decisions[1:] == (A, A, A)

    def test_the_engine_agrees_with_the_count(self) -> None:
        """Behaviours drawn at random, twice as often such as send to all, under random schedules."""
        draw = Random(8)
        ends: Counter[str] = Counter()
        for seed in range(60):
            behaviour = tuple(draw.choice(WAYS[16 * (seed % 2) :]) for _ in range(3))
            run = played(behaviour, 1, seed)
            end = tuple(frozenset(filter(None, (made,))) for made in run.now.decisions[1:])
            assert any(
                all(one <= other and bool(one) == bool(other) for one, other in zip(end, each, strict=True))
                for each in outcomes(behaviour, 4, 1)
            )
            ends[decided(run.now)] += 1
        assert len(ends) == 3

    @settings(max_examples=25)
    @given(st.integers(0, 10**6), st.sampled_from([(4, 1), (5, 1), (7, 2)]))
    def test_any_traitors_under_any_schedule(self, seed: int, size: tuple[int, int]) -> None:
        """Seeded traitors, seated anywhere, who also speak unasked."""
        n, f = size
        traitors = tuple(sorted(Random(seed).sample(range(n), f)))
        model = Asynchronous(reliable_broadcast(n), (A, *(None,) * (n - 1)), Faults(traitors))
        run = play(model, {"traitor": Seeded(seed), "scheduler": Seeded(seed + 1)})
        for name in ("agreement", "validity", "totality"):
            verdict = named(model, name).judge(model, run.now)
            assert verdict.holds, verdict.why


class TestALoyalCommander:
    @pytest.mark.parametrize("order", [A, R])
    @pytest.mark.parametrize("habit", [Silent, Flip, Split])
    @pytest.mark.parametrize("who", [1, 2, 3])
    def test_his_order_is_delivered_by_all(self, order: str, habit: type[Agent], who: int) -> None:
        model = Asynchronous(reliable_broadcast(4), (order, None, None, None), Faults((who,)))
        for seed in range(3):
            run = play(model, {"traitor": habit(), "scheduler": Seeded(seed)})
            assert [made for p, made in enumerate(run.now.decisions) if p != who] == [order] * 3
            assert named(model, "validity").judge(model, run.now).holds

    def test_of_three_he_is_not_obeyed_when_one_is_silent(self) -> None:
        """n = 3f: two echoes of three that are needed."""
        model = Asynchronous(ReliableBroadcast(3, 1), (A, None, None), Faults((2,)))
        run = play(model, {"traitor": Silent()})
        verdict = named(model, "validity").judge(model, run.now)
        assert (verdict.holds, verdict.why) == (
            False,
            "the loyal commander said ATTACK, and C and L1 never do",
        )

    def test_one_crash_more_than_it_is_built_for_and_nobody_delivers(self) -> None:
        class CrashFirst(Agent):
            def pick(self, run: Run[Any], choice: Choice) -> int:
                crashes = [
                    i for i, option in enumerate(choice.options) if option.label in ("crash 2", "crash 3")
                ]
                return crashes[0] if crashes else choice.honest

        ends = {}
        for crashes in (1, 2):
            model = Asynchronous(reliable_broadcast(4), (A, None, None, None), Faults(crashes=crashes))
            ends[crashes] = decided(play(model, {"scheduler": CrashFirst()}).now)
        assert ends == {1: "AA-A", 2: "----"}

    def test_letters(self) -> None:
        """(n-1) orders, n(n-1) echoes and n(n-1) readies."""
        for n in (2, 4, 7):
            run = Run(Asynchronous(reliable_broadcast(n), (A, *(None,) * (n - 1)))).honestly()
            kinds = Counter(entry.payload.kind for entry in entries(run, "sent"))
            assert kinds == {"send": n - 1, "echo": n * (n - 1), "ready": n * (n - 1)}
            assert run.now.decisions == (A,) * n
            assert named(run.model, "totality").judge(run.model, run.now).why.startswith("all have delivered")


class TestTheRule:
    def receive(self, army: ReliableBroadcast, state: Listener, *words: tuple[int, Word]) -> Any:
        said: list[Any] = []
        for sender, word in words:
            state, commands = army.step(3, state, Receive(Message(0, sender, 3, word, 0)))
            said += [c.payload if isinstance(c, Send) else c for c in commands]
        return state, list(dict.fromkeys(said))

    def test_thresholds(self) -> None:
        for n, f in ((4, 1), (5, 1), (7, 2), (10, 3), (4, 0)):
            army = reliable_broadcast(n, f)
            assert 2 * army.echoes > n + f >= 2 * (army.echoes - 1)
            assert (army.support, army.readies) == (f + 1, 2 * f + 1)

    def test_only_the_first_order_counts_and_only_from_the_commander(self) -> None:
        army = ReliableBroadcast(4, 1)
        state, said = self.receive(army, Listener(), (1, Word("send", R)))
        assert (state, said) == (Listener(), [])
        state, said = self.receive(army, state, (0, Word("send", A)), (0, Word("send", R)))
        assert said == [Word("echo", A)]
        assert state.echoes == ((3, A),)

    def test_who_repeats_himself_counts_once(self) -> None:
        army = ReliableBroadcast(4, 1)
        state, said = self.receive(army, Listener(), *[(1, Word("echo", A))] * 3, *[(2, Word("ready", A))] * 3)
        assert said == []
        assert army.facts(3, state) == (
            ("heard", "nothing"),
            ("echoes", "1A 0R"),
            ("ready for", "nothing"),
            ("readies", "1A 0R"),
        )

    def test_ready_once_and_for_one_order(self) -> None:
        army = ReliableBroadcast(4, 1)
        state, said = self.receive(army, Listener(), *((p, Word("echo", A)) for p in (0, 1, 2)))
        assert said == [Word("ready", A)]
        state, said = self.receive(army, state, *((p, Word("ready", R)) for p in (0, 1)))
        assert said == []
        state, said = self.receive(army, state, *((p, Word("ready", A)) for p in (0, 1)))
        assert said == [Decide(A)]
        assert (state.readied, state.delivered) == (A, A)

    def test_two_who_are_ready_draw_in_the_third_without_any_order(self) -> None:
        army = ReliableBroadcast(4, 1)
        _, said = self.receive(army, Listener(), (1, Word("ready", A)), (2, Word("ready", A)))
        assert said == [Word("ready", A), Decide(A)]

    def test_any_arrival_order_of_a_full_set_of_words_ends_alike(self) -> None:
        army = ReliableBroadcast(4, 1)
        words = [(0, Word("send", A)), (1, Word("echo", A)), (2, Word("echo", A)), (1, Word("ready", A))]
        for order in permutations(words):
            state, said = self.receive(army, Listener(), *order)
            assert set(said) == {Word("echo", A), Word("ready", A)}
            assert state.delivered is None

    def test_what_traitors_can_say(self) -> None:
        army = reliable_broadcast(4)
        assert len(army.utterances(0)) == 3 * 6
        assert len(army.utterances(2)) == 3 * 4
        assert {word.kind for _, word in army.utterances(2)} == {"echo", "ready"}
        assert army.forgeries(0, Word("send", A), 1) == (Word("send", A), Word("send", R), None)

    def test_words(self) -> None:
        army = reliable_broadcast(4)
        said = [Word(kind, A) for kind in ("send", "echo", "ready")]
        assert [army.words(word) for word in said] == ["my order ATTACK", "he said ATTACK", "ready to ATTACK"]
        assert [army.path(word) for word in said] == [(), (0,), (0,)]
        assert {army.label(word) for word in said} == {A}
        assert {army.recode(word).order for word in said} == {R}

    def test_the_bound_is_in_the_refusal(self) -> None:
        with pytest.raises(Unfit, match=r"to stand 1 traitor takes more than 3 generals \(n > 3f\), not 3"):
            machine("reliable-broadcast", generals=3, faults=1)
        with pytest.raises(Unfit, match="to stand 2 traitors takes more than 6 generals") as caught:
            reliable_broadcast(6, 2)
        assert caught.value.place == ("faults",)
        assert [reliable_broadcast(n).faults for n in (2, 3, 4, 6, 7)] == [0, 0, 1, 1, 2]

    def test_its_promises(self) -> None:
        protocol = PROTOCOLS["reliable-broadcast"]
        army = machine("reliable-broadcast", generals=4)
        assert tuple(p.name for p in army.properties()) == protocol.promises == army.reported()

    def test_where_nothing_can_be_asked(self) -> None:
        run = played((M, M, OTHER), 1)
        verdict = named(run.model, "validity").judge(run.model, run.now)
        assert (verdict.stated, verdict.why) == (False, "the commander is a traitor")
        start = Run(Asynchronous(reliable_broadcast(4), (A, None, None, None)))
        verdict = named(start.model, "validity").judge(start.model, start.now)
        assert verdict.why == "the loyal commander said ATTACK, and C, L1, L2 and L3 have not yet"


def test_every_verdict_has_its_sentence() -> None:
    model = Asynchronous(reliable_broadcast(4), (A, None, None, None), Faults(crashes=1))
    start = model.initial()

    def why(name: str, made: str, **more: Any) -> tuple[bool, str]:
        decisions = tuple({"A": A, "R": R, "-": None}[letter] for letter in made)
        verdict = named(model, name).judge(model, replace(start, decisions=decisions, **more))
        return verdict.holds, verdict.why

    assert why("validity", "-R--") == (False, "L1 retreats though the loyal commander said ATTACK")
    assert why("validity", "A---", crashed=(0,)) == (True, "the commander crashed")
    assert why("validity", "AAA-") == (False, "the loyal commander said ATTACK, and L3 has not yet")
    assert why("totality", "A---") == (False, "C has delivered an order, and L1, L2 and L3 have not yet")
    assert why("totality", "AA--") == (False, "C and L1 have delivered an order, and L2 and L3 have not yet")
    assert why("agreement", "A-R-") == (False, "C attacks, L2 retreats")
    promised = named(model, "agreement")
    assert promised.kept == "no two loyal generals deliver different orders"
    assert promised.broken == "two loyal generals deliver different orders"
    held = Listener(None, None, None, ((1, R), (2, A), (3, R)), ((2, R),))
    assert dict(model.machine.facts(3, held))["echoes"] == "1A 2R"
    assert dict(model.machine.facts(3, held))["readies"] == "0A 1R"


def test_the_count_is_over_all_ways() -> None:
    assert len(WAYS) == len(set(WAYS)) == 48
    assert {len(list(product(WAYS[:2], repeat=3))), 48**3} == {8, 110_592}
