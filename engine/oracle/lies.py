"""Fewest lies in oral messages, exactly, on the explicit tree of paths.

Once the values that a node's receivers were told are fixed, the instances below it are independent; and a
broken condition shows in at most two loyal lieutenants, the *watched*. So a node needs only the least cost
of each pair of results (at one watched lieutenant, at the other), and children combine by a knapsack over
the ATTACK votes that each of the two counts. Subtrees in which nothing has been said yet look alike when
their counts of loyal and own generals are equal, and are solved once.

Silence never helps a traitor: it costs one lie and is taken for an order that he could have said for as
much or less. So two values a slot are enough.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Any, Literal

from engine.agents import Agent, Cast, Flip, Loyal, Silent, agent_for
from engine.configuration import Configuration, Phase
from engine.model import Model
from engine.orders import ATTACK, ORDERS, RETREAT, Order, received
from engine.properties import named
from engine.protocols.oral_messages import OralMessages
from engine.protocols.tree import Path
from engine.script import Says, Script

Condition = Literal["agreement", "validity", "consistency"]
Watched = tuple[int, int | None]
Pair = tuple[int, int]
"""Results at the two watched lieutenants, 1 for ATTACK; 0 also where there is nothing to watch."""
Costs = Mapping[Pair, int]
_ATTACKS = {ATTACK: 1, RETREAT: 0}


class Unanswerable(ValueError):
    """The position is none that this search can answer: another protocol, or an agent with a memory."""


@dataclass(frozen=True, slots=True)
class Fewest:
    """The least that it costs to break a condition from a position.

    Attributes:
        verdict: winnable, impossible, or vacuous (the condition cannot be stated there).
        lies: further lies needed, or None.
        says: what the player's seats must say from here on, where it is not honest.
        seat: which seat to take first, where there is a choice of seats; else None.
        watched: the lieutenants in whom the broken condition shows.
        states: how many tables were filled.
    """

    verdict: Literal["winnable", "impossible", "vacuous"]
    lies: int | None = None
    says: tuple[Says, ...] = ()
    seat: int | None = None
    watched: tuple[int, ...] = ()
    states: int = 0


def fewest_lies(
    model: Model,
    configuration: Configuration | None = None,
    condition: Condition = "agreement",
    seats: tuple[int, ...] | None = None,
    cast: Cast | None = None,
) -> Fewest:
    """The fewest further lies with which the player's seats break a condition, whatever was said before.

    Args:
        model: oral messages, without captures, crashes or held generals.
        configuration: where to begin; None: before the first word.
        condition: what is to be broken.
        seats: the traitors that are the player's (None: all of them).
        cast: who answers for the other traitors: the loyal rule, silence, contradiction, or a script.

    Raises:
        Unanswerable: it is no such model, or one of the agents has a memory.
    """
    if not isinstance(model.machine, OralMessages) or model.held or model.faults.crashes:
        raise Unanswerable("only oral messages without crashes can be answered by counting lies")
    if model.faults.captures != 0:
        raise Unanswerable("letters that may be captured are no matter of lies")
    now = model.initial() if configuration is None else configuration
    if now.phase is Phase.SEAT:
        return _best_seat(model, now, condition, cast or {})
    mine = set(now.traitors if seats is None else seats).intersection(now.traitors)
    if condition == "consistency":
        parts = [fewest_lies(model, now, part, tuple(mine), cast) for part in ("agreement", "validity")]
        return _cheapest(parts)
    if now.phase is Phase.OVER:
        verdict = named(model, condition).judge(model, now)
        if not verdict.stated:
            return Fewest("vacuous")
        return Fewest("impossible") if verdict.holds else Fewest("winnable", 0)
    return _Tables(model, now, frozenset(mine), cast or {}).answer(condition)


def _best_seat(model: Model, now: Configuration, condition: Condition, cast: Cast) -> Fewest:
    answers = []
    for pick, seat in enumerate(model.faults.seats):
        answer = fewest_lies(model, model.apply(now, pick), condition, (*now.traitors, seat), cast)
        answers.append(Fewest(answer.verdict, answer.lies, answer.says, seat, answer.watched, answer.states))
    return _cheapest(answers)


def _cheapest(answers: list[Fewest]) -> Fewest:
    states = sum(answer.states for answer in answers)
    won = [answer for answer in answers if answer.lies is not None]
    if won:
        best = min(won, key=lambda answer: answer.lies or 0)
        return Fewest(best.verdict, best.lies, best.says, best.seat, best.watched, states)
    vacuous = all(answer.verdict == "vacuous" for answer in answers)
    return Fewest("vacuous" if vacuous else "impossible", states=states)


class _Tables:
    """The tables of one position. `owner` of a slot: the player, somebody with a rule, or nobody's choice."""

    def __init__(self, model: Model, now: Configuration, mine: frozenset[int], cast: Cast) -> None:
        assert isinstance(model.machine, OralMessages)
        self.model, self.now, self.mine = model, now, mine
        self.machine = model.machine
        self.n = model.machine.processes
        self.last = model.machine.rounds
        self.agents: dict[int, Agent] = {}
        for traitor in now.traitors:
            if traitor not in mine:
                self.agents[traitor] = self._plain(agent_for(cast, f"traitor:{traitor}"))
        self.loyal = [p for p in model.loyal(now) if p != 0]
        self.watched: Watched = (-1, None)
        self.memo: dict[Any, Costs] = {}
        self.states = 0

    @staticmethod
    def _plain(agent: Agent) -> Agent:
        if not isinstance(agent, Loyal | Silent | Flip | Script):
            raise Unanswerable("this traitor's behaviour cannot be foreseen")
        return agent

    # What has been said already.

    @cached_property
    def words(self) -> Mapping[tuple[Path, int], Order]:
        """(node, receiver) -> what is on its way to him in this round, defaults already applied."""
        words: dict[tuple[Path, int], Order] = {}
        default = self.machine.defaults
        for message in self.now.wire:
            node = (*message.payload.path, message.sender)
            words[node, message.receiver] = received(message.payload.order, default[message.receiver])
        for slot, pick in zip(self.now.agenda, self.now.picked, strict=False):
            said = slot.payloads[pick]
            order = received(None if said is None else said.order, default[slot.receiver])
            words[(*slot.honest.path, slot.sender), slot.receiver] = order
        return words

    def _heard(self, node: Path, receiver: int) -> Order | None:
        """What `receiver` was told at `node`, or None if that is still open."""
        if len(node) < self.now.round:
            state: Any = self.now.states[receiver]
            return self.machine.tree.value_at(receiver, state, node)
        return self.words.get((node, receiver))

    @cached_property
    def touched(self) -> frozenset[Path]:
        """Nodes at or below which something is said or written in a script: each has its own table."""
        nodes: set[Path] = set()
        for node, _ in self.words:
            nodes.add(node)
        for agent in self.agents.values():
            if isinstance(agent, Script):
                nodes.update((*path, speaker) for speaker, path, _ in agent.says)
        return frozenset(node[:i] for node in nodes for i in range(1, len(node) + 1))

    def _alike(self, node: Path, holds: Order) -> Any:
        """Under what its table is kept: its own name, or its counts if nothing is said below it yet."""
        restless = any(isinstance(agent, Silent | Flip) for agent in self.agents.values())
        if restless or len(node) < self.now.round or node in self.touched:
            return node, holds
        a, b = self.watched
        rest = sum(p not in node for p in self.mine)
        return len(node), node[-1] in self.mine, holds, a not in node, b is not None and b not in node, rest

    # The tables.

    def _told(self, node: Path, receiver: int, holds: Order) -> tuple[tuple[Order, int], ...]:
        """What the last general of `node`, who holds an order, can tell a receiver, and at what cost."""
        fixed = self._heard(node, receiver)
        if fixed is not None:
            return ((fixed, 0),)
        sender = node[-1]
        if sender in self.mine:
            return tuple((order, int(order != holds)) for order in ORDERS)
        agent = self.agents.get(sender)
        if agent is None:
            return ((holds, 0),)
        return ((self._by_rule(agent, node, receiver, holds), 0),)

    def _by_rule(self, agent: Agent, node: Path, receiver: int, holds: Order) -> Order:
        said: Order | None = holds
        if isinstance(agent, Script):
            said = agent.says.get((node[-1], node[:-1], receiver), holds)
        elif isinstance(agent, Silent):
            said = None
        elif isinstance(agent, Flip):
            said = RETREAT if holds == ATTACK else ATTACK
        return received(said, self.machine.defaults[receiver])

    def costs(self, node: Path, holds: Order) -> Costs:
        """The least cost of each pair of results at a node whose last general holds an order."""
        key = self._alike(node, holds)
        known = self.memo.get(key)
        if known is None:
            self.states += 1
            known = self.memo[key] = {pair: cost for pair, (cost, _) in self._results(node, holds).items()}
        return known

    def _results(self, node: Path, holds: Order) -> dict[Pair, tuple[int, Any]]:
        """As `costs`, each with the trail of choices at this node that leads to it."""
        tallies = self._tallies(node, holds)
        votes = self.n - len(node)
        leaf = len(node) == self.last
        results: dict[Pair, tuple[int, Any]] = {}
        for (at_a, at_b), entry in tallies.items():
            pair = (
                at_a if leaf else self._outcome(self.watched[0], node, at_a, votes),
                at_b if leaf else self._outcome(self.watched[1], node, at_b, votes),
            )
            if pair not in results or entry[0] < results[pair][0]:
                results[pair] = entry
        return results

    def _outcome(self, watcher: int | None, node: Path, attacks: int, votes: int) -> int:
        if watcher is None or watcher in node:
            return 0
        if 2 * attacks == votes:
            return _ATTACKS[self.machine.defaults[watcher]]
        return int(2 * attacks > votes)

    def _tallies(self, node: Path, holds: Order) -> dict[Pair, tuple[int, Any]]:
        """How many ATTACK votes the two watched can be made to count at a node, at what least cost."""
        leaf = len(node) == self.last
        tallies: dict[Pair, tuple[int, Any]] = {(0, 0): (0, None)}
        for k in range(self.n):
            if k in node or (leaf and k not in self.watched):
                continue
            entries = self._entries(node, k, holds, leaf)
            fresh: dict[Pair, tuple[int, Any]] = {}
            for (at_a, at_b), (cost, trail) in tallies.items():
                for (add_a, add_b), (more, how) in entries.items():
                    key = (at_a + add_a, at_b + add_b)
                    if key not in fresh or cost + more < fresh[key][0]:
                        fresh[key] = (cost + more, (trail, k, how))
            tallies = fresh
        return tallies

    def _entries(self, node: Path, k: int, holds: Order, leaf: bool) -> dict[Pair, tuple[int, Any]]:
        """What one receiver adds to the two tallies: his own vote if he is watched, his relay to the others.

        The trail says what he was told and which pair of results his relay yields.
        """
        a, b = self.watched
        entries: dict[Pair, tuple[int, Any]] = {}
        for order, paid in self._told(node, k, holds):
            vote = _ATTACKS[order]
            own = (vote if k == a else 0, vote if k == b else 0)
            below: Costs = {(0, 0): 0}
            child = (*node, k)
            if not leaf and any(w is not None and w not in child for w in self.watched):
                below = self.costs(child, order)
            for pair, cost in below.items():
                key = (own[0] + pair[0], own[1] + pair[1])
                if key not in entries or paid + cost < entries[key][0]:
                    entries[key] = (paid + cost, (order, pair))
        return entries

    # The answer.

    def answer(self, condition: Condition) -> Fewest:
        commander_loyal = 0 not in self.now.traitors
        if condition == "validity":
            if not commander_loyal or not self.loyal:
                return Fewest("vacuous")
            candidates: list[Watched] = [(a, None) for a in self._representatives(1)]
        else:
            if len(self.loyal) < 2:
                return Fewest("vacuous")
            candidates = self._pairs()
        order: Order = self.model.inputs[0]
        best: tuple[int, Watched, Pair] | None = None
        for watched in candidates:
            self.watched = watched
            self.memo = {}
            for pair, cost in self.costs((0,), order).items():
                broken = pair[0] != (_ATTACKS[order] if condition == "validity" else pair[1])
                if broken and (best is None or cost < best[0]):
                    best = (cost, watched, pair)
        if best is None:
            return Fewest("impossible", states=self.states)
        self.watched, self.memo = best[1], {}
        says: list[Says] = []
        self._line((0,), order, best[2], says)
        watched_ones = tuple(w for w in best[1] if w is not None)
        return Fewest("winnable", best[0], tuple(says), None, watched_ones, self.states)

    def _kind(self, p: int) -> Any:
        """Loyal lieutenants of one kind are interchangeable; None: this one is like no other."""
        restless = any(isinstance(agent, Silent | Flip) for agent in self.agents.values())
        if restless or any(len(node) > 1 for node in self.touched) or self.now.round > 2:
            return p
        told = self._told((0,), p, self.model.inputs[0])
        return told, self.machine.defaults[p]

    def _representatives(self, most: int) -> list[int]:
        seen: dict[Any, int] = {}
        chosen = []
        for p in self.loyal:
            kind = self._kind(p)
            if seen.get(kind, 0) < most:
                seen[kind] = seen.get(kind, 0) + 1
                chosen.append(p)
        return chosen

    def _pairs(self) -> list[Watched]:
        pairs: dict[Any, Watched] = {}
        for a, b in combinations(self._representatives(2), 2):
            pairs.setdefault((self._kind(a), self._kind(b)), (a, b))
        return list(pairs.values())

    def _line(self, node: Path, holds: Order, wanted: Pair, says: list[Says]) -> None:
        """What must be said at a node and below it for a pair of results at the least cost."""
        _, trail = self._results(node, holds)[wanted]
        while trail is not None:
            trail, k, (order, pair) = trail
            open_word = self._heard(node, k) is None
            if node[-1] in self.mine and order != holds and open_word:
                says.append(Says(node[-1], node[:-1], k, order))
            child = (*node, k)
            if len(node) < self.last and any(w is not None and w not in child for w in self.watched):
                self._line(child, order, pair, says)


__all__ = ["Condition", "Fewest", "Unanswerable", "fewest_lies"]
