"""Matches through `choice` and `apply`, beside the plain recursion of the paper on the same words."""

from collections.abc import Iterator

from benchmarks.report import Figure, timed
from engine.model import Faults
from engine.orders import ATTACK, RETREAT
from engine.protocols import machine
from engine.protocols.tree import values_sent
from engine.rounds import Rounds
from tests.engine.reference import random_words, recursive


def figures() -> Iterator[Figure]:
    """OM(2) with seven generals and OM(3) with ten, every traitor's word a pick."""
    yield _match(7, 2, (0, 6), 5, 31)
    yield _match(10, 3, (0, 8, 9), 50, 11)


def _match(n: int, m: int, traitors: tuple[int, ...], aim: float, times: int) -> Figure:
    army = machine("oral-messages", generals=n, depth=m)
    words = random_words(n, m, traitors, seed=1)
    inputs = (ATTACK, *(None,) * (n - 1))

    def match() -> tuple[str, ...]:
        model = Rounds(army, inputs, Faults(traitors))
        now = model.initial()
        while (choice := model.choice(now)) is not None:
            subject = choice.subject
            label = words[(*subject.path, subject.process), subject.receiver] or "silence"
            pick = choice.index(label)
            assert pick is not None
            now = model.apply(now, pick)
        return now.decisions

    def recursion() -> dict[int, str]:
        return recursive(n, m, ATTACK, words, [RETREAT] * n)

    assert dict(enumerate(match()[1:], 1)) == recursion()
    taken, plain = timed(match, times), timed(recursion, times)
    what = f"OM({m}), {n} generals, {values_sent(n, m):,} values, a match"
    return Figure(what, taken, aim, "ms", f"{taken / plain:.1f} times the plain recursion ({plain:.2f} ms)")
