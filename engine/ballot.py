"""How one process counts: the votes it would weigh now, as data that any panel can draw."""

from dataclasses import dataclass

from engine.orders import Order


@dataclass(frozen=True, slots=True)
class Ballot:
    """One vote of one process.

    Attributes:
        about: the path voted on: (0,) is the commander's order, (0, 3) what general 3 says he was told.
        voters: who says it, in ascending order; the counting process itself votes with what it received.
        votes: what each is counted for, after defaults and after the votes below were resolved.
        attacks: how many votes say ATTACK.
        tie: whether neither order has a strict majority.
        result: what the vote yields.
    """

    about: tuple[int, ...]
    voters: tuple[int, ...]
    votes: tuple[Order, ...]
    attacks: int
    tie: bool
    result: Order
