"""OM(m,p): Lemma 2 and Theorem 3 on graphs with missing roads, the bound tight, and the ways themselves.

The engine is held against the definition, written here as plain recursion over the same chosen neighbours
and ways; on a complete graph also against OM(m).
"""

from collections.abc import Callable, Mapping
from itertools import combinations, pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.agents import Agent, Flip, Silent
from engine.configuration import Choice, Configuration
from engine.model import Faults
from engine.oracle.explore import explore
from engine.orders import ATTACK, ORDERS, RETREAT
from engine.play import play
from engine.properties import named
from engine.protocols import PROTOCOLS, TooLarge, machine
from engine.protocols.graph import neighbours, path_between, ring_road, separate_ways
from engine.rounds import Rounds
from engine.run import Run
from engine.script import Says, Script
from tests.engine.worlds import Told, decided, entries, om

TWO_SIDES = tuple((a, b) for a in range(3) for b in range(3, 6))
"""K(3,3): two sides of three generals each; everybody knows the other side only."""
CUBE = tuple((a, a | 1 << i) for a in range(8) for i in range(3) if not a & 1 << i)
SQUARE = ((0, 1), (1, 2), (2, 3), (3, 0))


def omp(
    n: int,
    m: int,
    order: str = ATTACK,
    traitors: tuple[int, ...] = (),
    **parameters: Any,
) -> Rounds:
    """OM(m,p), the commander's order given."""
    army = machine("oral-messages-on-graph", generals=n, depth=m, **parameters)
    return Rounds(army, (order, *(None,) * (n - 1)), Faults(traitors))


def holds(run: Run[Any], name: str = "consistency") -> bool:
    return named(run.model, name).judge(run.model, run.now).holds  # type: ignore[arg-type]


def breaks(model: Rounds, name: str) -> Callable[[Configuration], bool]:
    """Whether a property does not hold."""
    rule = named(model, name)
    return lambda now: not rule.judge(model, now).holds


Words = Mapping[tuple[tuple[int, ...], int, int], str | None]
"""(path that ends with the speaker, next hearer, final receiver) -> what a traitor says there."""


class Spoken(Agent):
    """A traitor who says what a function of the place says."""

    def __init__(self, words: Callable[[tuple[int, ...], int], str | None]) -> None:
        self.words = words

    def pick(self, run: Run[Any], choice: Choice) -> int:
        slot = run.now.agenda[len(run.now.picked)]
        label = self.words((*slot.honest.path, slot.sender), slot.honest.to) or "silence"
        index = choice.index(label)
        assert index is not None
        return index


def by_definition(
    army: Any, order: str, traitors: tuple[int, ...], words: Callable[[tuple[int, ...], int], str | None]
) -> dict[int, str]:
    """What each lieutenant uses, by LSP's recursion. Silence is RETREAT at receipt."""

    def passed(path: tuple[int, ...], to: int, order: str) -> str:
        """What arrives where the last on this path hands an order on for `to`."""
        if path[-1] in traitors:
            return words(path, to) or RETREAT
        return order

    def run(path: tuple[int, ...], order: str) -> dict[int, str]:
        chosen, ways = army.instances[path]
        told = {i: passed(path, i, order) for i in chosen}
        below = {} if len(path) == army.depth else {i: run((*path, i), told[i]) for i in chosen}
        used = {}
        for k in ways:
            votes = []
            for i, way in zip(chosen, ways[k], strict=True):
                if i == k:
                    votes.append(told[i])
                elif below:
                    votes.append(below[i][k])
                else:
                    value = told[i]
                    for hop in range(1, len(way)):
                        value = passed((*path, *way[:hop]), k, value)
                    votes.append(value)
            used[k] = ATTACK if 2 * votes.count(ATTACK) > len(votes) else RETREAT
        return used

    return run((0,), order)


class TestWays:
    @settings(max_examples=150, deadline=None)
    @given(st.integers(3, 6), st.data())
    def test_separate_ways_against_all_ways(self, n: int, data: st.DataObject) -> None:
        """The augmenting search finds them if and only if trying all ways does."""
        pairs = list(combinations(range(n), 2))
        roads = neighbours(n, data.draw(st.lists(st.sampled_from(pairs), unique=True)))
        starts = data.draw(st.lists(st.integers(1, n - 1), min_size=1, max_size=3, unique=True))
        end = data.draw(st.integers(1, n - 1))
        found = separate_ways(roads, starts, end, {0})
        assert (found is not None) == any_separate(roads, starts, end, set())
        if found is not None:
            inner = [p for way in found for p in way[:-1]]
            assert len(inner) == len(set(inner))
            for start, way in zip(starts, found, strict=True):
                assert (way[0], way[-1]) == (start, end)
                assert 0 not in way
                assert all(b in roads[a] for a, b in pairwise(way))

    @pytest.mark.parametrize(("n", "degree"), [(n, d) for n in range(3, 9) for d in range(1, n)])
    def test_a_ring_road_has_so_many_separate_ways_and_few_roads(self, n: int, degree: int) -> None:
        """Harary's graphs: as many roads as there must be, and no fewer separate ways."""
        roads = ring_road(n, degree)
        count = sum(map(len, roads)) // 2
        assert count == (n - 1 if degree == 1 else (n * degree + 1) // 2)
        for gone in combinations(range(n), degree - 1):
            left = [p for p in range(n) if p not in gone]
            assert all(path_between(roads, left[0], k, gone) for k in left)
        assert len(roads[0]) == degree

    def test_a_way_around(self) -> None:
        roads = neighbours(5, [(0, 1), (1, 2), (2, 4), (0, 3), (3, 4)])
        assert path_between(roads, 0, 4) == (0, 3, 4)
        assert path_between(roads, 0, 4, {3}) == (0, 1, 2, 4)
        assert path_between(roads, 0, 4, {3, 1}) is None
        assert path_between(roads, 2, 2) == (2,)

    @pytest.mark.parametrize(("edges", "n"), [(SQUARE, 4), (TWO_SIDES, 6), (CUBE, 8)])
    def test_the_ways_of_a_machine_are_what_the_paper_asks_for(self, edges: Any, n: int) -> None:
        army: Any = omp(n, 1, edges=edges).machine
        (instance,) = army.instances.values()
        chosen, ways = instance
        assert chosen == army.neighbours[0]
        assert sorted(ways) == list(range(1, n))
        for k, those in ways.items():
            inner = [p for way in those for p in way if p != k]
            assert len(inner) == len(set(inner))
            assert 0 not in inner
            assert [way[0] for way in those] == list(chosen)
            assert {way[-1] for way in those} == {k}


def any_separate(roads: Any, starts: list[int], end: int, used: set[int]) -> bool:
    """Whether there are separate ways that avoid 0, by trying all."""

    def ways(here: int, been: tuple[int, ...]) -> Any:
        if here == end:
            yield been
            return
        for there in roads[here]:
            if there and there not in been:
                yield from ways(there, (*been, here))

    if not starts:
        return True
    return any(
        any_separate(roads, starts[1:], end, used | set(way))
        for way in ways(starts[0], ())
        if not used & set(way)
    )


class TestVectors:
    @pytest.mark.parametrize(
        ("n", "m", "parameters", "p", "rounds", "values"),
        [
            (4, 1, {}, 3, 2, 9),
            (7, 2, {}, 6, 3, 156),
            (4, 1, {"edges": SQUARE}, 2, 3, 8),
            (6, 1, {"edges": TWO_SIDES}, 3, 3, 21),
            (8, 1, {"edges": CUBE}, 3, 4, 36),
            (6, 1, {"neighbours": 4}, 4, 3, 24),
            (8, 2, {"neighbours": 6}, 6, 4, 210),
        ],
    )
    def test_all_loyal(
        self, n: int, m: int, parameters: dict[str, Any], p: int, rounds: int, values: int
    ) -> None:
        """m rounds of telling and one for each road of the longest way; the complete graph is OM(m)."""
        for order in ORDERS:
            run = Run(omp(n, m, order, **parameters)).honestly()
            army: Any = run.model.machine  # type: ignore[attr-defined]
            assert army.count == p
            assert run.now.round == army.rounds == rounds
            assert len(entries(run, "sent")) == values
            assert set(run.now.decisions) == {order}

    @settings(max_examples=60, deadline=None)
    @given(st.integers(3, 6), st.integers(1, 2), st.sets(st.integers(0, 5), max_size=3), st.randoms())
    def test_on_a_complete_graph_it_is_om_m(self, n: int, m: int, where: set[int], random: Any) -> None:
        traitors = tuple(sorted(p for p in where if p < n))
        m = min(m, n - 2)
        said: dict[tuple[tuple[int, ...], int], str | None] = {}
        honest = Run(om(n, m)).honestly()
        for e in entries(honest, "sent"):
            said[(*e.payload.path, e.process), e.peer] = random.choice((*ORDERS, None))
        table = {key: word for key, word in said.items() if key[0][-1] in traitors}
        one = play(om(n, m, ATTACK, traitors), {"traitor": Told(table)})
        other = play(omp(n, m, ATTACK, traitors), {"traitor": Told(table)})
        assert one.now.decisions == other.now.decisions
        assert one.spent() == other.spent()

    @settings(max_examples=80, deadline=None)
    @given(
        st.sampled_from(
            [
                (6, 1, {"edges": TWO_SIDES}),
                (8, 1, {"edges": CUBE}),
                (7, 1, {"neighbours": 3}),
                (7, 2, {"neighbours": 4}),
                (8, 2, {"neighbours": 6}),
            ]
        ),
        st.sets(st.integers(0, 7), max_size=3),
        st.integers(0, 10**6),
        st.sampled_from(ORDERS),
    )
    def test_it_is_the_recursion_of_the_paper(
        self, size: tuple[int, int, dict[str, Any]], where: set[int], seed: int, order: str
    ) -> None:
        n, m, parameters = size
        traitors = tuple(sorted(p for p in where if p < n))

        def words(path: tuple[int, ...], to: int) -> str | None:
            return (*ORDERS, None)[hash((path, to, seed)) % 3]

        run = play(omp(n, m, order, traitors, **parameters), {"traitor": Spoken(words)})
        army: Any = run.model.machine  # type: ignore[attr-defined]
        assert dict(enumerate(run.now.decisions[1:], 1)) == by_definition(army, order, traitors, words)

    def test_a_traitor_on_the_way(self) -> None:
        """In the square L2 hears from L1 and L3; what L1 hears from L3 comes by L2."""
        army: Any = omp(4, 1, edges=SQUARE).machine
        assert army.instances[0,] == ((1, 3), {1: ((1,), (3, 2, 1)), 2: ((1, 2), (3, 2)), 3: ((1, 2, 3), (3,))})
        lie = Script.of([Says(2, (0, 3), 1, RETREAT)])
        run = play(omp(4, 1, ATTACK, (2,), edges=SQUARE), {"traitor": lie})
        assert run.spent() == {"lies": 1}
        assert decided(run.now)[1] == "R", "ATTACK from C, RETREAT from L3 by L2: a tie"
        votes = [ballot.votes for ballot in army.ballots(1, run.now.states[1])]
        assert votes == [(ATTACK, RETREAT)]
        assert army.ballots(1, ()) == ()
        assert army.ballots(0, run.now.states[0]) == ()

    def test_what_does_not_come_is_carried_on_as_the_default(self) -> None:
        """L1 is silent to L2 about what is for L3: L2 takes it for RETREAT at receipt, and carries that."""
        silent = Script.of([Says(1, (0,), 2, "silence")])
        run = play(omp(4, 1, ATTACK, (1,), edges=SQUARE), {"traitor": silent})
        carried = [(e.peer, e.payload.order) for e in entries(run, "sent") if e.process == 2]
        assert sorted(carried) == [(1, ATTACK), (3, RETREAT)]
        brave = play(omp(4, 1, ATTACK, (1,), edges=SQUARE, default=ATTACK), {"traitor": silent})
        assert decided(brave.now) == "AAAA"


class TestTheorem:
    @pytest.mark.parametrize("order", ORDERS)
    @pytest.mark.parametrize("traitor", range(6))
    def test_3_on_two_sides_of_three(self, traitor: int, order: str) -> None:
        """p = 3 = 3m with one traitor, whoever he is: every behaviour of his."""
        model = omp(6, 1, order, (traitor,), edges=TWO_SIDES)
        found = explore(Run(model), breaks(model, "consistency"))
        assert found.verdict == "unreachable"

    @pytest.mark.parametrize("traitor", range(4))
    def test_3_on_four_generals(self, traitor: int) -> None:
        for order in ORDERS:
            model = omp(4, 1, order, (traitor,))
            assert explore(Run(model), breaks(model, "consistency")).verdict == "unreachable"

    @settings(max_examples=60, deadline=None)
    @given(
        st.sampled_from([(5, 1, 3), (6, 1, 3), (7, 1, 3), (8, 1, 4), (9, 1, 3), (7, 2, 6), (8, 2, 6)]),
        st.data(),
    )
    def test_3_at_random(self, size: tuple[int, int, int], data: st.DataObject) -> None:
        n, m, p = size
        traitors = tuple(sorted(data.draw(st.sets(st.integers(0, n - 1), max_size=m))))
        seed = data.draw(st.integers(0, 10**6))
        model = omp(n, m, data.draw(st.sampled_from(ORDERS)), traitors, neighbours=p)
        run = play(model, {"traitor": Spoken(lambda path, to: (*ORDERS, None)[hash((path, to, seed)) % 3])})
        assert holds(run)

    @settings(max_examples=60, deadline=None)
    @given(st.sampled_from([(7, 1, 5, 2), (8, 1, 5, 2), (8, 1, 7, 3), (7, 2, 4, 1), (8, 2, 6, 2)]), st.data())
    def test_lemma_2_at_random(self, size: tuple[int, int, int, int], data: st.DataObject) -> None:
        """p = 2k+m (or one more): a loyal commander is obeyed whatever k traitors do."""
        n, m, p, k = size
        traitors = tuple(sorted(data.draw(st.sets(st.integers(1, n - 1), min_size=k, max_size=k))))
        seed = data.draw(st.integers(0, 10**6))
        model = omp(n, m, data.draw(st.sampled_from(ORDERS)), traitors, neighbours=p)
        run = play(model, {"traitor": Spoken(lambda path, to: (*ORDERS, None)[hash((path, to, seed)) % 3])})
        assert holds(run, "validity")

    @pytest.mark.parametrize(
        ("n", "m", "parameters", "traitors", "name", "par"),
        [
            (4, 1, {"edges": SQUARE}, (1,), "validity", 1),
            (6, 1, {"neighbours": 2}, (3,), "validity", 1),
            (6, 1, {"edges": TWO_SIDES}, (3, 4), "validity", 2),
            (6, 1, {"edges": TWO_SIDES}, (0, 3), "agreement", 2),
        ],
    )
    def test_the_bound_is_tight(
        self, n: int, m: int, parameters: dict[str, Any], traitors: tuple[int, ...], name: str, par: int
    ) -> None:
        """One neighbour fewer (p = 2), or one traitor more, breaks it."""
        model = omp(n, m, ATTACK, traitors, **parameters)
        found = explore(Run(model), breaks(model, name))
        assert (found.verdict, found.cost) == ("reached", par)

    def test_the_bound_is_tight_for_m_2(self) -> None:
        """p = 5 < 2k+m with k = m = 2: two lieutenants who say RETREAT break IC2; with p = 6 they do not."""
        flip = {"traitor": Flip()}
        assert not holds(play(omp(6, 2, ATTACK, (4, 5)), flip), "validity")
        assert not holds(play(omp(8, 2, ATTACK, (1, 2), neighbours=5), flip), "validity")
        assert holds(play(omp(8, 2, ATTACK, (1, 2), neighbours=6), flip), "validity")

    @pytest.mark.parametrize("gone", [0, 1])
    def test_silence_is_a_lie_too(self, gone: int) -> None:
        run = play(omp(6, 1, ATTACK, (gone,), edges=TWO_SIDES), {"traitor": Silent()})
        assert holds(run)
        assert run.spent()["lies"] > 0


class TestRefused:
    @pytest.mark.parametrize(
        ("parameters", "why"),
        [
            (
                {"generals": 4, "depth": 1, "edges": SQUARE, "neighbours": 3},
                "needs 3 neighbours of the commander",
            ),
            ({"generals": 4, "depth": 1, "edges": ((0, 1), (1, 2))}, "needs 1 neighbour of the commander"),
            ({"generals": 4, "depth": 2, "edges": SQUARE, "neighbours": 1}, "m from 1 to p"),
            (
                {"generals": 4, "depth": 1, "neighbours": 4},
                "among 4 generals each has from 1 to 3 neighbours, not 4",
            ),
            ({"generals": 4, "depth": 1, "edges": ((0, 4),)}, "a road joins two of the generals 0 to 3"),
            ({"generals": 4, "depth": 0}, "m from 1 to p"),
            ({"generals": 4, "depth": 1, "default": (ATTACK,)}, "4 generals need as many defaults"),
        ],
    )
    def test_a_structure_that_is_not_there(self, parameters: dict[str, Any], why: str) -> None:
        with pytest.raises(ValueError, match=why):
            machine("oral-messages-on-graph", **parameters)

    def test_too_many_values(self) -> None:
        with pytest.raises(TooLarge, match="messages"):
            machine("oral-messages-on-graph", generals=30, depth=9)
        with pytest.raises(TooLarge, match="messages"):
            machine("oral-messages-on-graph", generals=30, depth=9, edges=list(combinations(range(30), 2)))

    def test_a_hopeless_search_is_given_up(self) -> None:
        """A hub with many neighbours in three clusters: nobody looks through all the sets of neighbours."""
        edges = [(0, k) for k in range(1, 25)]
        edges += [(a, b) for a, b in combinations(range(1, 25), 2) if a % 3 == b % 3]
        with pytest.raises(ValueError):
            machine("oral-messages-on-graph", generals=25, depth=1, edges=edges, neighbours=12)


class TestShown:
    def test_words(self) -> None:
        army: Any = omp(4, 1, edges=SQUARE).machine
        payload = next(
            e.payload
            for e in entries(Run(omp(4, 1, edges=SQUARE)).honestly(), "sent")
            if (e.round, e.peer) == (3, 3)
        )
        assert army.words(payload) == "L1 said C said ATTACK, for L3"
        assert army.path(payload) == (0, 1)
        assert [army.label(p) for p in army.forgeries(2, payload, 3)] == ["attack", "retreat", "silence"]
        assert army.words(army.recode(payload)) == "L1 said C said RETREAT, for L3"
        assert army.recode(army.recode(payload)) == payload
        assert [army.moment(r) for r in (1, 2, 3)] == ["the order", "notes", "letters carried on"]
        first = army.forgeries(0, type(payload)((), ATTACK, 1), 1)[0]
        assert army.words(first) == "ATTACK, for L1"

    def test_promises(self) -> None:
        protocol = PROTOCOLS["oral-messages-on-graph"]
        assert set(protocol.promises) == {p.name for p in omp(4, 1).machine.properties()}
        assert omp(4, 1).machine.reported() == ("agreement", "validity")
