"""Letters that are being written, and letters on the road: what they are, and which change nothing any more."""

from collections.abc import Sequence
from typing import Any

from engine.asynchronous import Delivery
from engine.configuration import Choice, Configuration, Slot
from engine.machine import Receive
from engine.model import Model


def slots(model: Model, now: Configuration, batch: Sequence[Choice]) -> tuple[Slot | None, ...]:
    """For each choice that faces the player, the slot that it fills; None for what is no word."""
    if not any(choice.subject.kind == "word" for choice in batch):
        return (None,) * len(batch)
    mine = {choice.owner for choice in batch}
    agenda = now.agenda[len(now.picked) :]
    items = [item for item, choice in zip(agenda, model.batch(now), strict=True) if choice.owner in mine]
    return tuple(item if isinstance(item, Slot) else None for item in items)


def scheduled(batch: Sequence[Choice]) -> bool:
    """Whether what faces the player is what happens next, and nothing else."""
    return len(batch) == 1 and batch[0].subject.kind == "delivery"


def deliveries(now: Configuration) -> list[tuple[int, Delivery]]:
    """What can be delivered next, each with the index of its option."""
    happenings: tuple[Any, ...] = now.agenda[0] if now.agenda else ()
    return [(i, happening) for i, happening in enumerate(happenings) if isinstance(happening, Delivery)]


def old(model: Model, now: Configuration) -> frozenset[int]:
    """The serial numbers of those letters whose reader would neither change nor do anything."""
    return frozenset(
        message.serial
        for _, delivery in deliveries(now)
        if _changes_nothing(model, now, delivery)
        for message in delivery.messages
    )


def oldest(model: Model, now: Configuration) -> str | None:
    """The label of the first such letter's delivery; None if there is none."""
    choice = model.choice(now)
    assert choice is not None
    for index, delivery in sorted(deliveries(now), key=lambda found: found[1].messages[0].serial):
        if _changes_nothing(model, now, delivery):
            return choice.options[index].label
    return None


def _changes_nothing(model: Model, now: Configuration, delivery: Delivery) -> bool:
    message = delivery.messages[0]
    state = now.states[message.receiver]
    after, commands = model.machine.step(message.receiver, state, Receive(message))
    return after == state and not commands


__all__ = ["deliveries", "old", "oldest", "scheduled", "slots"]
