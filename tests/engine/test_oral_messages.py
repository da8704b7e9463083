"""OM(m) on its published numbers: the facts, the vectors, and three implementations that agree."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.agents import Flip, Silent, Split
from engine.model import Faults
from engine.orders import ATTACK, RETREAT
from engine.play import play
from engine.properties import named
from engine.protocols import TooLarge, machine
from engine.protocols.tree import values_sent
from engine.rounds import Rounds
from engine.run import Run
from engine.script import Says, Script
from tests.engine import reference
from tests.engine.worlds import decided, entries, ic, om, say


def holds(run: Run, name: str) -> bool:
    return named(run.model, name).judge(run.model, run.now).holds  # type: ignore[arg-type]


def always(order: str, n: int, m: int, traitors: tuple[int, ...]) -> dict:
    return dict.fromkeys(reference.slots(n, m, traitors), order)


class TestVectors:
    def test_1_a_lieutenant_who_always_says_retreat(self) -> None:
        run = say(om(4, 1, ATTACK, (3,)), always(RETREAT, 4, 1, (3,)))
        assert decided(run.now)[1:3] == "AA"
        assert holds(run, "agreement")
        assert holds(run, "validity")
        assert len(entries(run, "sent")) == 9
        model = run.model
        votes = model.machine.ballots(1, run.now.states[1])[0]
        assert (votes.voters, votes.votes) == ((1, 2, 3), (ATTACK, ATTACK, RETREAT))

    def test_2_a_commander_who_says_this_and_that(self) -> None:
        words = {((0,), 1): ATTACK, ((0,), 2): ATTACK, ((0,), 3): RETREAT}
        assert decided(say(om(4, 1, ATTACK, (0,)), words).now)[1:] == "AAA"
        words = {((0,), 1): ATTACK, ((0,), 2): RETREAT, ((0,), 3): None}
        run = say(om(4, 1, ATTACK, (0,)), words)
        assert decided(run.now)[1:] == "RRR"
        assert len(entries(run, "sent")) == 8, "silence is not sent"

    def test_6_a_flat_majority_is_another_protocol(self) -> None:
        """Fact 1. Recursive: all attack. Flat over all copies: 10 A against 16 R."""
        words = always(RETREAT, 7, 2, (5, 6))
        run = say(om(7, 2, ATTACK, (5, 6)), words)
        assert decided(run.now)[1:5] == "AAAA"
        assert holds(run, "validity")
        wrong = reference.flat(7, 2, ATTACK, words, [RETREAT] * 7)
        assert [wrong[i] for i in (1, 2, 3, 4)] == [RETREAT] * 4

    def test_7_one_general_too_few(self) -> None:
        words = always(RETREAT, 6, 2, (4, 5))
        run = say(om(6, 2, ATTACK, (4, 5)), words)
        assert decided(run.now)[1:4] == "RRR"
        assert not holds(run, "validity")
        assert holds(run, "agreement")

    def test_fact_2_silence_becomes_retreat_at_receipt(self) -> None:
        """The commander is silent to L1; L1 relays RETREAT, it does not stay silent itself."""
        run = say(om(4, 1, ATTACK, (0,)), {((0,), 1): None})
        relayed = [e for e in entries(run, "sent") if e.process == 1]
        assert [(e.payload.path, e.payload.order) for e in relayed] == [((0,), RETREAT)] * 2

    def test_fact_3_a_tie_is_the_receivers_default(self) -> None:
        words = {((0,), 1): ATTACK, ((0,), 2): RETREAT}
        assert decided(say(om(3, 1, ATTACK, (0,)), words).now)[1:] == "RR"
        assert decided(say(om(3, 1, ATTACK, (0,), ATTACK), words).now)[1:] == "AA"
        two_defaults = say(om(3, 1, ATTACK, (0,), (RETREAT, RETREAT, ATTACK)), words)
        assert decided(two_defaults.now)[1:] == "RA"
        assert not holds(two_defaults, "agreement")

    def test_m_beyond_n_minus_2_is_n_minus_2(self) -> None:
        assert om(4, 9).machine.rounds == om(4, 2).machine.rounds == 3


@pytest.mark.parametrize(
    ("n", "m", "values", "packets"),
    [
        (4, 1, 9, 9),
        (7, 2, 156, 66),
        (8, 1, 49, 49),
        (8, 2, 259, 91),
        (10, 3, 3609, 225),
        (13, 4, 108_384, 540),
        (16, 5, 3_999_675, 1065),
    ],
)
def test_fact_8_values_and_packets(n: int, m: int, values: int, packets: int) -> None:
    """Values explode; packets, one for each pair and round, stay (n-1) + m(n-1)(n-2)."""
    assert values_sent(n, m) == values
    if n > 10:
        return
    run = Run(om(n, m)).honestly()
    sent = entries(run, "sent")
    assert len(sent) == len(entries(run, "delivered")) == values
    assert len({(e.round, e.process, e.peer) for e in sent}) == packets
    assert run.now.round == m + 1
    by_round = [sum(e.round == r for e in sent) for r in range(1, m + 2)]
    term = 1
    for k, count in enumerate(by_round, 1):
        term *= n - k
        assert count == term


def test_more_values_than_a_terminal_holds_are_refused() -> None:
    with pytest.raises(TooLarge, match="3,999,675"):
        machine("oral-messages", generals=16, depth=5)


SMALL = st.tuples(st.integers(3, 8), st.integers(0, 3))
TRAITORS = st.sets(st.integers(0, 7), max_size=4)
SEED = st.integers(0, 10**6)
ORDER = st.sampled_from([ATTACK, RETREAT])


class TestThreeImplementationsAgree:
    """The engine, the recursion of the paper, and the tree of paths: no line in common."""

    @settings(max_examples=150, deadline=None)
    @given(SMALL, TRAITORS, SEED, ORDER, st.lists(ORDER, min_size=8, max_size=8))
    def test_on_random_adversaries(
        self, size: tuple[int, int], where: set[int], seed: int, order: str, defaults: list[str]
    ) -> None:
        n, m = size
        traitors = tuple(sorted(p for p in where if p < n))
        words = reference.random_words(n, m, traitors, seed)
        recursive = reference.recursive(n, m, order, words, defaults[:n])
        assert recursive == reference.by_tree(n, m, order, words, defaults[:n])
        run = say(om(n, m, order, traitors, tuple(defaults[:n])), words)
        assert dict(enumerate(run.now.decisions[1:], 1)) == recursive

    @settings(max_examples=60, deadline=None)
    @given(st.integers(2, 6), st.integers(0, 2), TRAITORS, SEED, st.lists(ORDER, min_size=6, max_size=6), ORDER)
    def test_interactive_consistency_is_one_om_a_general(
        self, n: int, m: int, where: set[int], seed: int, inputs: list[str], default: str
    ) -> None:
        traitors = tuple(sorted(p for p in where if p < n))
        inputs = inputs[:n]
        words = {}
        for commander in range(n):
            words.update(reference.random_words(n, m, traitors, seed + commander, commander))
        run = say(ic(tuple(inputs), m, traitors, default), words)
        model = run.model
        defaults = [default] * n
        used = [reference.recursive(n, m, inputs[c], words, defaults, c) for c in range(n)]
        assert used == [reference.by_tree(n, m, inputs[c], words, defaults, c) for c in range(n)]
        for i in range(n):
            vector = [inputs[i] if c == i else used[c][i] for c in range(n)]
            assert list(model.machine.vector(i, run.now.states[i])) == vector
            assert run.now.decisions[i] == reference.majority(vector, default)


class TestAgents:
    def test_silent_flip_and_split(self) -> None:
        silent = play(om(4, 1, ATTACK, (0,)), {"traitor": Silent()})
        assert decided(silent.now)[1:] == "RRR"
        assert len(entries(silent, "sent")) == 6
        assert silent.spent() == {"lies": 3}
        flip = play(om(4, 1, ATTACK, (0,)), {"traitor": Flip()})
        assert decided(flip.now)[1:] == "RRR"
        split = play(om(8, 1, ATTACK, (0,)), {"traitor": Split()})
        first = [(e.peer, e.payload.order) for e in entries(split, "sent") if e.round == 1]
        assert [peer for peer, order in sorted(first) if order == ATTACK] == [1, 2, 3, 4]

    @settings(max_examples=30, deadline=None)
    @given(st.integers(3, 8), st.integers(0, 3), st.sets(st.integers(0, 7), min_size=1, max_size=3))
    def test_split_halves_the_receivers_of_every_word(self, n: int, m: int, where: set[int]) -> None:
        traitors = tuple(sorted(p for p in where if p < n))
        run = play(om(n, m, ATTACK, traitors), {"traitor": Split()})
        heard: dict = {}
        for e in entries(run, "sent"):
            if e.process in traitors:
                heard.setdefault((e.process, e.payload.path), []).append((e.peer, e.payload.order))
        for words in heard.values():
            orders = [order for _, order in sorted(words)]
            half = (len(orders) + 1) // 2
            assert orders == [ATTACK] * half + [RETREAT] * (len(orders) - half)

    def test_flip_does_not_lie_about_a_lie_twice(self) -> None:
        """To flip is to say the other order than one heard; passing a lie on is honest and free."""
        run = play(om(4, 1, ATTACK, (0, 1)), {"traitor:0": Flip()})
        assert run.spent() == {"lies": 3}
        assert run.spent({"traitor:1"}) == {"lies": 0}

    def test_a_script_says_what_is_written_and_the_rest_honestly(self) -> None:
        script = Script.of([Says(0, (), 2, RETREAT), Says(3, (0,), 1, "silence")])
        run = play(om(4, 1, ATTACK, (0, 3)), {"traitor": script})
        assert run.spent() == {"lies": 2}
        altered = entries(run, "altered")
        assert [(e.process, e.peer, e.serial) for e in altered] == [(0, 2, 2), (3, 1, 0)]
        assert altered[0].payload.order == RETREAT
        assert altered[0].honest.order == ATTACK
        assert altered[1].payload is None

    def test_a_seat_is_taken_before_round_1(self) -> None:
        army = machine("oral-messages", generals=4, depth=1)
        model = Rounds(army, (ATTACK, None, None, None), Faults(seats=(0, 2)))
        start = Run(model)
        assert start.pending is not None
        assert [option.label for option in start.pending.options] == ["C", "L2"]
        assert start.then(1).now.traitors == (2,)
        taken = play(model, {"traitor": Script(seat=2)})
        assert taken.now.traitors == (2,)
        assert [e.process for e in entries(taken, "seated")] == [2]

    def test_a_held_general_decides_and_counts_as_loyal(self) -> None:
        army = machine("oral-messages", generals=4, depth=1)
        model = Rounds(army, (ATTACK, None, None, None), held=(2,))
        run = play(model, {"general": Script(decides={2: RETREAT})})
        assert decided(run.now) == "AARA"
        assert run.spent() == {}
        assert not holds(run, "agreement")
        assert not holds(run, "validity")
        honest = Run(model).honestly()
        assert decided(honest.now) == "AAAA"

    def test_a_held_general_may_hold_his_words_too(self) -> None:
        army = machine("oral-messages", generals=4, depth=1)
        model = Rounds(army, (ATTACK, None, None, None), held=(2,), sends=True)
        batch = model.batch(Run(model).now)
        assert [choice.owner for choice in batch] == ["general:2", "general:2"]
        assert {option.cost for choice in batch for option in choice.options} == {0}
