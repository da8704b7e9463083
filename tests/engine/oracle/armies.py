"""Armies for the oracle's tests."""

from engine.model import Faults, Model
from engine.protocols import machine
from engine.rounds import Rounds
from engine.script import Says, Script


def army(
    generals: int, depth: int, traitors: tuple[int, ...], order: str = "attack", **faults: object
) -> Model:
    """OM(depth) among so many."""
    om = machine("oral-messages", generals=generals, depth=depth)
    return Rounds(om, (order, *(None,) * (generals - 1)), Faults(traitors, **faults))  # type: ignore[arg-type]


def two_faced(attacked: int, generals: int) -> Script:
    """A commander who says ATTACK to the first so many lieutenants and RETREAT to the others (slide 22)."""
    return Script.of([Says(0, (), k, "attack" if k <= attacked else "retreat") for k in range(1, generals)])
