"""Roads between generals: who is whose neighbour, ways, and separate ways from several to one."""

from collections import deque
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

Neighbours = tuple[tuple[int, ...], ...]
"""For each general, those to whom a road leads, ascending."""

Way = tuple[int, ...]


def neighbours(generals: int, edges: Sequence[tuple[int, int]] | None = None) -> Neighbours:
    """Who is whose neighbour; everybody everybody's where no edges are given.

    Raises:
        ValueError: a road leads to nobody, or back to where it came from.
    """
    if edges is None:
        return tuple(tuple(k for k in range(generals) if k != p) for p in range(generals))
    found: list[set[int]] = [set() for _ in range(generals)]
    for a, b in edges:
        if a == b or not (0 <= a < generals and 0 <= b < generals):
            raise ValueError(f"a road joins two of the generals 0 to {generals - 1}, not {a} and {b}")
        found[a].add(b)
        found[b].add(a)
    return tuple(tuple(sorted(those)) for those in found)


def ring_road(generals: int, degree: int) -> Neighbours:
    """A graph in which so many separate ways join any two, with as few roads as possible (Harary 1962).

    Everybody stands on a ring and knows the nearest half of `degree` on either side; an odd degree adds a road
    to the opposite side (of which the last general has two where their number is odd).

    Raises:
        ValueError: there are not so many others.
    """
    if not 1 <= degree < generals:
        raise ValueError(
            f"among {generals} generals each has from 1 to {generals - 1} neighbours, not {degree}"
        )
    if degree == 1:
        return neighbours(generals, [(p, p + 1) for p in range(generals - 1)])
    edges = {(p, (p + step) % generals) for p in range(generals) for step in range(1, degree // 2 + 1)}
    if degree % 2:
        half = (generals + 1) // 2
        edges |= {((p - 1) % generals, (p - 1 + half) % generals) for p in range(half)}
    return neighbours(generals, sorted(edges))


def path_between(roads: Neighbours, start: int, end: int, avoiding: Collection[int] = ()) -> Way | None:
    """A shortest way from one general to another, the first of these in the order of numbers; or None."""
    before = {start: start}
    queue = deque([start])
    while queue:
        here = queue.popleft()
        if here == end:
            way = [end]
            while way[-1] != start:
                way.append(before[way[-1]])
            return tuple(reversed(way))
        for there in roads[here]:
            if there not in before and there not in avoiding:
                before[there] = here
                queue.append(there)
    return None


def separate_ways(
    roads: Neighbours, starts: Sequence[int], end: int, avoiding: Collection[int] = ()
) -> tuple[Way, ...] | None:
    """A way from each start to the end, no two of which share a general but the end; or None.

    The way of a start that is itself the end is (end,). Found by augmenting shortest ways (Menger 1927; Ford
    and Fulkerson 1956) in the graph in which each general is a gate that lets one way through.
    """
    after: dict[int, int] = {}
    """For each general on a way, the next one on it."""
    for start in starts:
        if start != end and not _augment(roads, start, end, avoiding, after):
            return None
    ways = []
    for start in starts:
        way = [start]
        while way[-1] != end:
            way.append(after[way[-1]])
        ways.append(tuple(way))
    return tuple(ways)


def _augment(roads: Neighbours, start: int, end: int, avoiding: Collection[int], after: dict[int, int]) -> bool:
    """Lengthen the ways found so far by one more, rerouting others where that helps."""
    prior = {there: here for here, there in after.items() if there != end}
    # A general is entered at its gate's front (True) and left at its back (False).
    trail: dict[tuple[int, bool], tuple[int, bool] | None] = {(start, True): None}
    queue = deque(trail)
    while queue:
        place = queue.popleft()
        for step in _steps(roads, place, end, avoiding, after, prior):
            if step in trail:
                continue
            trail[step] = place
            if step[0] == end:
                _reroute(trail, step, after)
                return True
            queue.append(step)
    return False


def _steps(
    roads: Neighbours,
    place: tuple[int, bool],
    end: int,
    avoiding: Collection[int],
    after: dict[int, int],
    prior: dict[int, int],
) -> Iterator[tuple[int, bool]]:
    here, front = place
    used = here in after
    if front and not used:
        yield here, False
    if front and here in prior:
        yield prior[here], False  # back along the way that comes through here
    if not front:
        if used:
            yield here, True  # the way through this gate starts elsewhere now
        for there in roads[here]:
            if there not in avoiding and after.get(here) != there:
                yield there, True


def _reroute(
    trail: dict[tuple[int, bool], tuple[int, bool] | None], last: tuple[int, bool], after: dict[int, int]
) -> None:
    steps = [last]
    while (before := trail[steps[-1]]) is not None:
        steps.append(before)
    steps.reverse()
    gone, new = [], []
    for (a, a_front), (b, b_front) in pairwise(steps):
        if a == b:
            continue
        if not a_front and b_front:
            new.append((a, b))
        else:
            gone.append(b)  # b led to a; it leads elsewhere now
    for b in gone:
        after.pop(b, None)
    after.update(new)


__all__ = ["Neighbours", "Way", "neighbours", "path_between", "ring_road", "separate_ways"]
