"""The two orders, and how a general makes one order out of several."""

from collections.abc import Iterable
from typing import Final

Order = str

ATTACK: Final[Order] = "attack"
RETREAT: Final[Order] = "retreat"
SILENCE: Final = None
"""What a general hears when no messenger comes: absence, noticed at the end of the round."""

ORDERS: Final[tuple[Order, Order]] = (ATTACK, RETREAT)


def received(value: Order | None, default: Order) -> Order:
    """The order a general takes a message for.

    Silence and anything that is no order become his default *at receipt*, before he relays it or
    votes on it (Lamport, Shostak, Pease 1982, OM step 2). Defaulting later is a different protocol.
    """
    return value if value in ORDERS else default


def majority(votes: Iterable[Order | None], default: Order = RETREAT) -> Order:
    """The order that a strict majority of the votes names, else `default`.

    LSP's first choice of the function `majority`. A vote that is no order counts as the default.
    """
    attacks = retreats = 0
    for vote in votes:
        if received(vote, default) == ATTACK:
            attacks += 1
        else:
            retreats += 1
    if attacks == retreats:
        return default
    return ATTACK if attacks > retreats else RETREAT


def choice(orders: Iterable[Order], default: Order = RETREAT) -> Order:
    """What a general obeys who holds this *set* of orders (LSP, signed messages).

    One order is obeyed; none, or two that contradict each other, mean the default.
    """
    distinct = {order for order in orders if order in ORDERS}
    return distinct.pop() if len(distinct) == 1 else default
