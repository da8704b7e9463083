"""Protocols in which everybody relays what everybody said: the sayings, and the words for them."""

from typing import Any

from engine.machine import Machine, Payload, Timing
from engine.orders import Order
from engine.protocols.tree import Saying, Tree, sayings


class Hearsay(Machine):
    """A machine whose messages are sayings, kept in a tree of paths.

    Args:
        generals: how many processes, at least 2.
        depth: how often what was heard is relayed; more than n-2 is n-2, since then nobody is left to tell.
        default: what silence and a tie mean, for all or for each process.
        roots: the processes whose own order is told in round 1.
    """

    timing = Timing.ROUNDS
    measures = ("lies",)

    def __init__(
        self, generals: int, depth: int, default: Order | tuple[Order, ...], roots: tuple[int, ...]
    ) -> None:
        self.processes = generals
        self.depth = min(depth, max(generals - 2, 0))
        self.rounds = self.depth + 1
        self.defaults = (default,) * generals if isinstance(default, str) else tuple(default)
        self.tree = Tree(generals, self.depth, roots, self.defaults)

    def forgeries(self, process: int, payload: Payload, receiver: int) -> tuple[Saying | None, ...]:
        assert isinstance(payload, Saying)
        return (*sayings(payload.path), None)

    def words(self, payload: Any) -> str:
        order = str(payload.order).upper()
        if not payload.path:
            return order
        return f"{' said '.join(self.names[p] for p in reversed(payload.path))} said {order}"

    def label(self, payload: Any) -> str:
        return "silence" if payload is None else str(payload.order)

    def recode(self, payload: Any) -> Saying:
        attack, retreat = sayings(payload.path)
        return retreat if payload.order == attack.order else attack

    def path(self, payload: Any) -> tuple[int, ...]:
        return tuple(payload.path)
