"""Exhaustive least-cost search over all choices of chosen owners.

Uniform-cost (Dijkstra) over configurations: exact for anything small, whatever the protocol. Who is not
searched over answers by his agent, or honestly. The state counts depend on the representation of a
configuration: they inform; the verdicts bind.
"""

from collections.abc import Callable, Collection, Hashable
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Any, Generic, Literal, TypeVar

from engine.agents import Cast, agent_for
from engine.configuration import Choice
from engine.machine import Measure
from engine.model import Transitions
from engine.run import Run

C = TypeVar("C")


@dataclass(frozen=True, slots=True)
class Explored(Generic[C]):
    """What a search found.

    Attributes:
        verdict: reached; unreachable (every behaviour was covered); unknown (a limit was met first).
        cost: the least total cost of the searched owners' picks that reaches it; None unless reached.
        witness: a run that reaches it at that cost, from where the search began; None unless reached.
        states: how many configurations were settled.
        transitions: how many picks were tried.
    """

    verdict: Literal["reached", "unreachable", "unknown"]
    cost: int | None
    witness: Run[C] | None
    states: int
    transitions: int


@dataclass(frozen=True, slots=True)
class _Position(Generic[C]):
    """What an agent looks at: a model and where it stands."""

    model: Transitions[C]
    now: C


MOST_WEIGHT = 3_000_000
"""So many letters and local states all configurations of a search may hold together: about a gigabyte."""


def _weight(now: Any) -> int:
    """How much a configuration holds: what is on the road counts, or a search could fill any memory."""
    return 1 + len(getattr(now, "states", ())) + len(getattr(now, "wire", ()))


def explore(
    start: Run[C],
    reached: Callable[[C], bool],
    owners: Collection[str] | None = None,
    cast: Cast | None = None,
    most_states: int = 500_000,
    stop: Callable[[], bool] | None = None,
    measure: Measure | None = None,
    merged: bool = False,
) -> Explored[C]:
    """The cheapest way on from `start` to a final configuration that is `reached`.

    Args:
        start: where to begin; what was spent before it does not count.
        reached: asked of final configurations only.
        owners: whose choices are searched over (None: everybody's).
        cast: who answers for the others; agents that remember (seeded coins) make no sense here.
        most_states: the limit after which the answer is "unknown"; so it is where the configurations together
            grow too heavy (`MOST_WEIGHT`).
        stop: asked now and then; if it says True the answer is "unknown".
        measure: what is counted (None: all costs of the searched owners, whatever they are counted in).
        merged: whether configurations of one essence are one; right only if every choice is searched over.
    """
    model, agents = start.model, dict(cast or {})
    first: Hashable = model.essence(start.now) if merged else start.now
    best: dict[Hashable, int] = {first: 0}
    trail: dict[Hashable, tuple[Hashable, int]] = {}
    queue: list[tuple[int, int, Hashable, C]] = [(0, 0, first, start.now)]
    pushed = transitions = states = weight = 0
    settled: set[Hashable] = set()
    while queue:
        cost, _, here, now = heappop(queue)
        if here in settled:
            continue
        settled.add(here)
        states += 1
        if states > most_states or weight > MOST_WEIGHT or (stop is not None and states % 16 == 0 and stop()):
            return Explored("unknown", None, None, states, transitions)
        pending = model.choice(now)
        if pending is None:
            if reached(now):
                return Explored("reached", cost, _witness(start, trail, first, here), states, transitions)
            continue
        for option in _options(model, now, pending, owners, agents):
            transitions += 1
            after = model.apply(now, option)
            counts = measure in (None, pending.measure) and _searched(pending, owners)
            dearer = cost + (pending.options[option].cost if counts else 0)
            there: Hashable = model.essence(after) if merged else after
            if there not in best or dearer < best[there]:
                best[there] = dearer
                trail[there] = (here, option)
                pushed += 1
                weight += _weight(after)
                heappush(queue, (dearer, pushed, there, after))
    return Explored("unreachable", None, None, states, transitions)


def _searched(choice: Choice, owners: Collection[str] | None) -> bool:
    return owners is None or choice.owner in owners or choice.owner.partition(":")[0] in owners


def _options(
    model: Transitions[C], now: C, choice: Choice, owners: Collection[str] | None, agents: Cast
) -> Collection[int]:
    if _searched(choice, owners):
        return range(len(choice.options))
    position: Any = _Position(model, now)
    return (agent_for(agents, choice.owner).pick(position, choice),)


def _witness(
    start: Run[C], trail: dict[Hashable, tuple[Hashable, int]], first: Hashable, end: Hashable
) -> Run[C]:
    picks: list[int] = []
    at = end
    while at in trail and at != first:
        at, option = trail[at]
        picks.append(option)
    return start.then(*reversed(picks))


__all__ = ["Explored", "explore"]
