"""One file per protocol, each small enough to read in one sitting."""

from collections.abc import Callable, Mapping
from typing import Any

from engine.machine import Machine
from engine.protocols.interactive_consistency import InteractiveConsistency
from engine.protocols.messengers import (
    acknowledgements,
    act_on_acknowledgement,
    flooding_messengers,
    messenger_plan,
)
from engine.protocols.oral_messages import OralMessages
from engine.protocols.tree import values_sent

MOST_VALUES = 500_000
"""More messages than this in one run are refused before any memory is touched."""


class TooLarge(ValueError):
    """A run would send more messages than a terminal game can hold."""


def _tree_size(count: int) -> None:
    if count > MOST_VALUES:
        raise TooLarge(f"this would send {count:,} messages; at most {MOST_VALUES:,} can be run")


def _oral_messages(generals: int, depth: int = 1, default: Any = "retreat") -> Machine:
    _tree_size(values_sent(generals, depth))
    return OralMessages(generals, depth, default)


def _interactive_consistency(generals: int, depth: int = 1, default: Any = "retreat") -> Machine:
    _tree_size(generals * values_sent(generals, depth))
    return InteractiveConsistency(generals, depth, default)


BUILDERS: Mapping[str, Callable[..., Machine]] = {
    "acknowledgements": acknowledgements,
    "flooding-messengers": flooding_messengers,
    "act-on-acknowledgement": act_on_acknowledgement,
    "messenger-plan": messenger_plan,
    "oral-messages": _oral_messages,
    "interactive-consistency": _interactive_consistency,
}


def machine(protocol: str, **parameters: Any) -> Machine:
    """The machine of a protocol.

    Raises:
        KeyError: there is no such protocol.
        TooLarge: it would send too many messages to be run.
        ValueError: the parameters make no plan.
    """
    return BUILDERS[protocol](**parameters)
