"""Who tells whom, and by which ways, in OM(m,p): chosen once for a machine (LSP 1982, definition 1)."""

from collections.abc import Collection
from functools import lru_cache
from typing import Final

from engine.protocols.graph import Neighbours, Way, separate_ways

MOST_LOOKED_AT: Final = 300
"""How many sets of neighbours are tried for one commander before the search is given up."""

Chosen = tuple[int, ...]
Ways = dict[int, tuple[Way, ...]]
"""For each general, a way to him from each chosen neighbour, no two of which share anybody but him."""


class Regular:
    """Regular sets of neighbours in a graph, and in what is left of it without some generals.

    Args:
        roads: who is whose neighbour.
    """

    def __init__(self, roads: Neighbours) -> None:
        self.roads = roads
        self.found = lru_cache(maxsize=None)(self._find)

    def _find(self, commander: int, count: int, gone: frozenset[int]) -> tuple[Chosen, Ways] | None:
        """So many neighbours of a commander with separate ways from them to everybody that avoid him.

        The first such set in the order of numbers; None if there is none. `gone` have left the graph.

        Raises:
            ValueError: the search takes too long.
        """
        away = {*gone, commander}
        near = [k for k in self.roads[commander] if k not in gone]
        looked = 0
        chosen: list[int] = []
        place = 0
        while True:
            if len(chosen) == count:
                ways = self._ways(tuple(chosen), away)
                assert ways is not None
                return tuple(chosen), ways
            if len(near) - place < count - len(chosen):
                if not chosen:
                    return None
                place = near.index(chosen.pop()) + 1
                continue
            looked += 1
            if looked > MOST_LOOKED_AT:
                raise ValueError("there are too many sets of neighbours to look through: leave some roads out")
            # A set that has no separate ways is not mended by one neighbour more.
            if self._ways((*chosen, near[place]), away) is not None:
                chosen.append(near[place])
            place += 1

    def _ways(self, chosen: Chosen, away: Collection[int]) -> Ways | None:
        ways: Ways = {}
        for k in range(len(self.roads)):
            if k not in away:
                those = separate_ways(self.roads, chosen, k, away)
                if those is None:
                    return None
                ways[k] = those
        return ways

    def instances(self, depth: int, count: int) -> dict[Way, tuple[Chosen, Ways]] | None:
        """The commanders' neighbours and their ways in OM(depth, count) and all its sub-instances, by path.

        (0,) is the whole; (0, 2) the instance in which general 2 hands on what 0 told him, without 0. None
        where some commander has no regular set.
        """
        found: dict[Way, tuple[Chosen, Ways]] = {}
        level: list[Way] = [(0,)]
        for k in range(depth):
            below: list[Way] = []
            for path in level:
                instance = self.found(path[-1], count - k, frozenset(path[:-1]))
                if instance is None:
                    return None
                found[path] = instance
                below += [(*path, i) for i in instance[0]]
            level = below
        return found
