"""Messengers as they are drawn: one wire from a sender to a receiver, however many things he tells him."""

from collections.abc import Iterable
from dataclasses import dataclass

from levels.boards.sight import Sight, State, Told
from levels.boards.speech import SEVERAL, carried


@dataclass(frozen=True, slots=True)
class Wire:
    """All that one general tells another in one round.

    order: in capitals; "notes" where he tells him several things, "" for silence.
    """

    round: int
    sender: int
    receiver: int
    order: str
    state: State
    lie: bool


def wires(sight: Sight, rounds: Iterable[int] | None = None) -> tuple[Wire, ...]:
    """The wires of some rounds (None: of all), in the order of sending."""
    wanted = None if rounds is None else set(rounds)
    groups: dict[tuple[int, int, int], list[Told]] = {}
    for told in sight.told:
        if wanted is None or told.round in wanted:
            groups.setdefault((told.round, told.sender, told.receiver), []).append(told)
    return tuple(
        Wire(*key, order=_order(sight, group), state=_state(group), lie=any(t.lie for t in group))
        for key, group in groups.items()
    )


def on_the_road(sight: Sight) -> tuple[Wire, ...]:
    """Where there are no rounds: what is on the road from one to another, all together."""
    crashed = set(sight.run.now.crashed)
    groups: dict[tuple[int, int, int], list[Told]] = {}
    for told in sight.told:
        if told.arrived < 0 and told.state in ("sent", "draft") and told.receiver not in crashed:
            groups.setdefault((0, told.sender, told.receiver), []).append(told)
    return tuple(
        Wire(*key, order=_order(sight, group), state=_state(group), lie=any(t.lie for t in group))
        for key, group in groups.items()
    )


def _order(sight: Sight, group: list[Told]) -> str:
    orders = {carried(sight.model, told.payload) for told in group if told.payload is not None}
    if len(orders) == 1:
        return orders.pop()
    return SEVERAL if orders else ""


def _state(group: list[Told]) -> State:
    if all(told.payload is None for told in group):
        return "silent"
    states = [told.state for told in group]
    order: tuple[State, ...] = ("draft", "sent", "captured")
    return next((state for state in order if state in states), "silent")
