"""OM(m,p): oral messages where not everybody reaches everybody (Lamport, Shostak, Pease 1982, section 5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import perm
from typing import Any

from engine.ballot import Ballot
from engine.machine import Command, Decide, Event, Machine, Payload, RoundEnd, Send, Start, Timing
from engine.orders import ATTACK, ORDERS, RETREAT, Order, majority, received
from engine.parameters import (
    CAPTURES,
    CRASHES,
    DEFAULT,
    ORDER,
    SEED,
    TRAITORS,
    Parameter,
    Protocol,
    TooLarge,
    bounded,
)
from engine.parameters import generals as how_many
from engine.properties import Property, agreement, consistency, split, validity
from engine.protocols.disjoint import Regular
from engine.protocols.graph import Neighbours, Way, ring_road
from engine.protocols.graph import neighbours as roads_of


@dataclass(frozen=True, slots=True, order=True)
class Carried:
    """ "I was told `order` along `path`; it is for `to`". The empty path is the speaker's own order."""

    path: Way
    order: Order
    to: int


@dataclass(frozen=True, slots=True)
class Leg:
    """A road that one value takes in one round: it has come along `path`, the last of which hands it over."""

    path: Way
    to: int


class OralMessagesOnGraph(Machine):
    """The commander tells p neighbours; each passes it on to everybody by a way of its own; then a majority.

    Process 0 is the commander. He tells a *regular* set of p neighbours: from them to everybody else lead
    ways that avoid him and share nobody but their end. If m = 1 each of them sends what he heard to everybody
    by these ways; if m > 1 he does it by OM(m-1, p-1) in the graph without the commander. Everybody takes the
    majority of the p values. On a complete graph with p = n-1 this is OM(m).

    Rounds: one for each of the m commanders on a path, and then as many as the longest way has roads. Who
    carries a letter for others passes it on in the next round; one that did not come he takes for his
    default, at receipt, as everybody does with what is missing. The order of all votes is known after the
    last round, and everybody decides then.

    With p >= 2k+m and at most k traitors it satisfies IC2 (Lemma 2); with p >= 3m and at most m traitors IC1
    and IC2 (Theorem 3).

    Args:
        roads: who is whose neighbour.
        depth: m, from 1.
        count: p, at least m.
        default: what silence and a tie mean, for all or for each general.

    Raises:
        ValueError: some commander has no regular set of neighbours, or the defaults do not fit the army.
        TooLarge: it would send too many values.
    """

    id = "oral-messages-on-graph"
    timing = Timing.ROUNDS
    measures = ("lies",)

    def __init__(self, roads: Neighbours, depth: int, count: int, default: Order | tuple[Order, ...]) -> None:
        self.processes = len(roads)
        self.names = ("C", *(f"L{i}" for i in range(1, self.processes)))
        self.neighbours = roads
        self.depth, self.count = depth, count
        self.defaults = (default,) * self.processes if isinstance(default, str) else tuple(default)
        if len(self.defaults) != self.processes:
            raise ValueError(f"{self.processes} generals need as many defaults")
        if depth < 1 or count < depth:
            raise ValueError(f"OM({depth},{count}) needs m from 1 to p")
        # No way is longer than all who are left, and each instance has one to each of them.
        bounded(perm(count, depth) * (self.processes - depth) * (self.processes - depth))
        instances = Regular(roads).instances(depth, count)
        if instances is None:
            raise ValueError(
                f"OM({depth},{count}) needs {count} {'neighbour' if count == 1 else 'neighbours'} of the"
                " commander from whom separate ways lead to everybody else, and one fewer each time the order"
                " is handed on; this graph has them not"
            )
        self.instances = instances
        self.legs = self._plan()
        self.rounds = len(self.legs)
        self._place = self._places()

    # The plan: which value takes which road in which round.

    def _plan(self) -> list[list[Leg]]:
        rounds: list[list[Leg]] = [[] for _ in range(self.depth)]
        for path, (chosen, ways) in self.instances.items():
            rounds[len(path) - 1] += [Leg(path, i) for i in chosen]
            if len(path) == self.depth:
                for k, those in ways.items():
                    for way in those:
                        for hop in range(1, len(way)):
                            while len(rounds) < self.depth + hop:
                                rounds.append([])
                            rounds[self.depth + hop - 1].append(Leg((*path, *way[:hop]), k))
        return rounds

    def _next(self, leg: Leg) -> int:
        """Who is at the other end of the road that a value takes."""
        if len(leg.path) <= self.depth:
            return leg.to
        path, hops = leg.path[: self.depth], len(leg.path) - self.depth
        chosen, ways = self.instances[path]
        return ways[leg.to][chosen.index(leg.path[self.depth])][hops]

    def _places(self) -> list[list[dict[tuple[Way, int], int]]]:
        """For each process and round, where it keeps which value that is handed to it."""
        places: list[list[dict[tuple[Way, int], int]]] = [
            [{} for _ in self.legs] for _ in range(self.processes)
        ]
        self._out: list[list[list[tuple[Leg, int]]]] = [[[] for _ in self.legs] for _ in range(self.processes)]
        for r, legs in enumerate(self.legs):
            for leg in legs:
                receiver = self._next(leg)
                place = places[receiver][r]
                place[leg.path, leg.to] = len(place)
                self._out[leg.path[-1]][r].append((leg, receiver))
        return places

    # The loyal general.

    def begin(self, process: int) -> tuple[tuple[Order, ...], ...]:
        return ()

    def step(self, process: int, state: Any, event: Event) -> tuple[Any, tuple[Command, ...]]:
        if type(event) is Start and process == 0:
            sends = tuple(Send(k, Carried((), event.input, leg.to)) for leg, k in self._out[0][0])
            return state, (*sends, Decide(event.input))
        if type(event) is not RoundEnd or process == 0:
            return state, ()
        place = self._place[process][event.round - 1]
        values = [self.defaults[process]] * len(place)
        for message in event.inbox:
            letter = message.payload
            where = place.get(((*letter.path, message.sender), letter.to))
            if where is not None:
                values[where] = received(letter.order, self.defaults[process])
        state = (*state, tuple(values))
        if event.round == self.rounds:
            return state, (Decide(self.vote(process, state, (0,))),)
        return state, tuple(
            Send(k, Carried(leg.path[:-1], self._heard(process, state, leg), leg.to))
            for leg, k in self._out[process][event.round]
        )

    def _heard(self, process: int, state: Any, leg: Leg) -> Order:
        """What a process was told along the path of a leg that begins with it."""
        before = leg.path[:-1]
        to = leg.to if len(before) > self.depth else process
        order: Order = state[len(before) - 1][self._place[process][len(before) - 1][before, to]]
        return order

    def votes(self, process: int, state: Any, path: Way) -> tuple[Order, ...]:
        """The p values that a general counts about what the last on this path was to hand on."""
        chosen, ways = self.instances[path]
        found = []
        for place, i in enumerate(chosen):
            if i == process:
                found.append(state[len(path) - 1][self._place[process][len(path) - 1][path, process]])
            elif len(path) < self.depth:
                found.append(self.vote(process, state, (*path, i)))
            else:
                route = (*path, *ways[process][place][:-1])
                found.append(state[len(route) - 1][self._place[process][len(route) - 1][route, process]])
        return tuple(found)

    def vote(self, process: int, state: Any, path: Way) -> Order:
        """The majority of these values."""
        return majority(self.votes(process, state, path), self.defaults[process])

    # The traitors, and how it is shown.

    def forgeries(self, process: int, payload: Payload, receiver: int) -> tuple[Any, ...]:
        assert isinstance(payload, Carried)
        return (*(Carried(payload.path, order, payload.to) for order in ORDERS), None)

    def words(self, payload: Any) -> str:
        text = str(payload.order).upper()
        if payload.path:
            text = f"{' said '.join(self.names[p] for p in reversed(payload.path))} said {text}"
        return f"{text}, for {self.names[payload.to]}"

    def label(self, payload: Any) -> str:
        return "silence" if payload is None else str(payload.order)

    def path(self, payload: Any) -> tuple[int, ...]:
        return tuple(payload.path)

    def recode(self, payload: Any) -> Any:
        return Carried(payload.path, RETREAT if payload.order == ATTACK else ATTACK, payload.to)

    def moment(self, round_: int) -> str:
        return "the order" if round_ == 1 else "notes" if round_ <= self.depth + 1 else "letters carried on"

    def ballots(self, process: int, state: Any) -> tuple[Ballot, ...]:
        """All votes, once everything has come; before that the values are not all there."""
        if process == 0 or len(state) < self.rounds:
            return ()
        ballots = []
        for path, (chosen, _) in self.instances.items():
            if process not in path:
                votes = self.votes(process, state, path)
                attacks = votes.count(ATTACK)
                result = majority(votes, self.defaults[process])
                ballots.append(Ballot(path, chosen, votes, attacks, 2 * attacks == len(votes), result))
        return tuple(ballots)

    def properties(self) -> tuple[Property, ...]:
        lieutenants = range(1, self.processes)
        both = (agreement(lieutenants), validity(0, lieutenants))
        return (*both, consistency(both), split(lieutenants))


def oral_messages_on_graph(
    generals: int,
    depth: int = 1,
    default: Order | tuple[Order, ...] = RETREAT,
    edges: Sequence[tuple[int, int]] | None = None,
    neighbours: int | None = None,
) -> OralMessagesOnGraph:
    """OM(depth, neighbours) on the graph of these edges, or on a ring road where none are given.

    Without `neighbours` p is the most that the graph allows; without either the graph is complete.

    Raises:
        ValueError: the graph has not what the algorithm needs.
        TooLarge: it would send too many values.
    """
    if edges is None:
        count = generals - 1 if neighbours is None else neighbours
        return OralMessagesOnGraph(ring_road(generals, count), depth, count, default)
    roads = roads_of(generals, edges)
    if neighbours is not None:
        return OralMessagesOnGraph(roads, depth, neighbours, default)
    for count in range(len(roads[0]), depth, -1):
        try:
            return OralMessagesOnGraph(roads, depth, count, default)
        except TooLarge:
            raise
        except ValueError:
            continue
    return OralMessagesOnGraph(roads, depth, depth, default)


ORAL_MESSAGES_ON_GRAPH = Protocol(
    "oral-messages-on-graph",
    "OM(m,p): oral messages where roads are missing: p neighbours, and a separate way from each to everybody.",
    oral_messages_on_graph,
    (
        how_many(sentence="how many generals, commander included"),
        Parameter(
            "depth", "m of OM(m,p): how often what was heard is handed on", "number", 1, 10, required=True
        ),
        ORDER,
        Parameter("edges", "the pairs of generals with a road between them; absent: a ring road", "rows"),
        Parameter(
            "neighbours",
            "p of OM(m,p): how many neighbours are told; absent: as many as the roads allow",
            "number",
            1,
            29,
        ),
        TRAITORS,
        DEFAULT,
        CAPTURES,
        CRASHES,
        SEED,
    ),
    "order",
    ("traitor", "network"),
    "Lamport, Shostak, Pease 1982, section 5",
    ("agreement", "validity", "consistency", "split"),
)
