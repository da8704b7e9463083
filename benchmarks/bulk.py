"""Large armies on bit sets, beside the plain recursion of the paper on the same words."""

from collections.abc import Iterator
from itertools import combinations
from random import Random

from benchmarks.report import Figure, timed
from engine.bulk import Row, decide, survey
from engine.orders import ATTACK, RETREAT
from engine.protocols.tree import Path, values_sent
from tests.engine.reference import by_recursion, majority


def figures() -> Iterator[Figure]:
    """One run of OM(4) and of OM(5), every traitor's word a coin; then many runs of OM(2) at once."""
    yield _run(13, 4, (0, 3, 7, 12), 15, 11, 3)
    yield _run(16, 5, (0, 3, 7, 11, 15), 600, 5, 1)
    yield _runs(1000)


def _run(n: int, m: int, traitors: tuple[int, ...], aim: float, times: int, plain_times: int) -> Figure:
    table = _coins(n, m, traitors)

    def bits() -> tuple[str, ...]:
        return decide(n, m, ATTACK, table)

    def told(path: Path, to: int, honest: str) -> str:
        row = table.get(path)
        return honest if row is None else ATTACK if row.attack >> to & 1 else RETREAT

    def recursion() -> dict[int, str]:
        return by_recursion(
            range(n), 0, m, ATTACK, told, lambda value, i: value, lambda votes, i: majority(votes, RETREAT)
        )

    assert dict(enumerate(bits()[1:], 1)) == recursion()
    taken, plain = timed(bits, times), timed(recursion, plain_times)
    what = f"OM({m}), {n} generals, {values_sent(n, m):,} values, bit sets"
    return Figure(
        what, taken, aim, "ms", f"the plain recursion: {plain / taken:.0f} times that ({plain:,.0f} ms)"
    )


def _runs(each: int) -> Figure:
    """Every placement of two traitors among seven, so many tables of words for each."""
    placements = list(combinations(range(7), 2))
    count = each * len(placements)
    taken = timed(lambda: survey(7, 2, placements, each, seed=1), 11)
    table = _coins(7, 2, (0, 6))
    alone = count * timed(lambda: decide(7, 2, ATTACK, table), 101)
    what = f"OM(2), 7 generals, {count:,} runs at once"
    return Figure(what, taken, 25, "ms", f"one by one: {alone / taken:,.0f} times that ({alone:,.0f} ms)")


def _coins(n: int, m: int, traitors: tuple[int, ...]) -> dict[Path, Row]:
    """Words for every path that ends with a traitor, to all."""
    random = Random(1)
    table: dict[Path, Row] = {}
    level: list[Path] = [(0,)]
    for left in range(m, -1, -1):
        for path in level:
            if path[-1] in traitors:
                table[path] = Row((1 << n) - 1, random.getrandbits(n))
        level = [(*path, k) for path in level for k in range(n) if k not in path] if left else []
    return table
