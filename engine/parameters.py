"""What a protocol takes in a scenario: names, meanings, units and bounds, stated once for every reader.

`simulate --list`, the checks of a level file, the JSON Schema and the form of the war room are all made
from these rows, so they cannot disagree.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Literal

from engine.machine import Machine

Kind = Literal["number", "numbers", "word", "words", "order", "orders", "processes", "flag", "rows"]
"""A whole number, a list of them; one of `words`, one for all or one a process; an order, one order a
process; process numbers; yes or no; a table of its own form."""

Inputs = Literal["order", "inputs", "none"]
"""What the processes wake with: process 0 an order, everybody one of his own, or nobody anything."""

Role = Literal["traitor", "general", "network", "scheduler", "nature"]

MOST_GENERALS: Final = 30


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a protocol.

    Attributes:
        name: its key in `[scenario]`.
        sentence: what it is, with its unit.
        kind: what is written there.
        least, most: the bounds of a number, or of each number of a list; None where it is no number.
        words: what can be written, for a word.
        required: whether it must be given; `instead` names one that may take its place.
        absent: what it is when it is not given.
        only: the one value that this protocol allows, where the key exists for all protocols.
        built: whether the machine is built from it (as a keyword of this name); else it is a fault or an
            input, which the model takes.
        columns: the keys of each row, for rows that are tables; the machine gets each row's values in this
            order. Rows without columns are lists of whole numbers within the bounds, such as pairs.
    """

    name: str
    sentence: str
    kind: Kind = "number"
    least: int | None = None
    most: int | None = None
    words: tuple[str, ...] = ()
    required: bool = False
    instead: str = ""
    absent: Any = None
    only: object = None
    built: bool = True
    columns: "tuple[Parameter, ...]" = ()


@dataclass(frozen=True, slots=True)
class Protocol:
    """A protocol as a scenario names it.

    Attributes:
        id: its name in `[scenario]`, on the command line and in levels.
        sentence: what it does, in one sentence.
        build: makes the machine from the `built` parameters, by keyword; absent ones are left out.
        parameters: what it takes, the required ones first.
        inputs: what its processes wake with.
        roles: whose part can be played in it, besides a general's.
        source: the paper and its year, or the slides.
        promises: the properties that a goal can be about; a test holds them against the machines.
    """

    id: str
    sentence: str
    build: Callable[..., Machine]
    parameters: tuple[Parameter, ...]
    inputs: Inputs
    roles: tuple[Role, ...]
    source: str = ""
    promises: tuple[str, ...] = ("agreement", "validity")

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all its parameters."""
        return tuple(parameter.name for parameter in self.parameters)

    @property
    def built(self) -> tuple[str, ...]:
        """The names of those that make the machine."""
        return tuple(parameter.name for parameter in self.parameters if parameter.built)

    def parameter(self, name: str) -> Parameter | None:
        """The parameter of this name, or None."""
        return next((parameter for parameter in self.parameters if parameter.name == name), None)


class TooLarge(ValueError):
    """A run would send more messages than a terminal game can hold; the text names how many."""


class Unfit(ValueError):
    """Parameters that are well written and do not fit together.

    Attributes:
        place: the key that is best changed, as ("faults",), or a part of it, as ("messages", 2, "after").
    """

    def __init__(self, place: tuple[str | int, ...], sentence: str) -> None:
        super().__init__(sentence)
        self.place = place


MOST_VALUES: Final = 500_000
"""More messages than this in one run are refused before any memory is touched."""


def bounded(count: int) -> None:
    """Refuse a run of so many messages before it is built.

    Raises:
        TooLarge: it would send too many.
    """
    if count > MOST_VALUES:
        raise TooLarge(f"this would send {count:,} messages; at most {MOST_VALUES:,} can be run")


# Parameters that many protocols share. Their keys mean the same everywhere.

SEED: Final = Parameter("seed", "the seed of every drawn coin, a whole number", "number", 0, 10**9, built=False)
CAPTURES: Final = Parameter(
    "captures",
    "how many messages the city may take in all; absent: no limit to what it may take",
    "number",
    0,
    1000,
    built=False,
)
TRAITORS: Final = Parameter(
    "traitors", "the numbers of the traitors, from 0", "processes", 0, MOST_GENERALS - 1, built=False
)
CRASHES: Final = Parameter(
    "crashes", "how many processes may crash", "number", 0, MOST_GENERALS, absent=0, built=False
)
RESTARTS: Final = Parameter(
    "restarts", "how many times a crashed process may come back", "number", 0, 30, absent=0, built=False
)
FAIR: Final = Parameter(
    "fair", "how many picks a letter may wait at most; absent: for ever", "number", 1, 1000, built=False
)
FIFO: Final = Parameter(
    "fifo",
    "whether no letter overtakes another on the same road: true or false",
    "flag",
    absent=False,
    built=False,
)
ORDER: Final = Parameter(
    "order", "the commander's order, attack or retreat", "order", required=True, built=False
)
INPUTS: Final = Parameter(
    "inputs", "the order of each process, in their order", "orders", required=True, instead="order", built=False
)
ONE_FOR_ALL: Final = Parameter("order", "one order for all, instead of inputs", "order", built=False)
DEFAULT: Final = Parameter(
    "default", "what silence and a tie mean: attack or retreat, for all or a list with one each", "orders"
)
RETREAT_ONLY: Final = Parameter(
    "default", "what silence means; always retreat here", "order", only="retreat", built=False
)


def generals(least: int = 2, most: int = MOST_GENERALS, sentence: str = "how many processes") -> Parameter:
    """How many processes there are."""
    return Parameter("generals", sentence, "number", least, most, required=True)


__all__ = [
    "CAPTURES",
    "CRASHES",
    "DEFAULT",
    "FAIR",
    "FIFO",
    "INPUTS",
    "MOST_GENERALS",
    "MOST_VALUES",
    "ONE_FOR_ALL",
    "ORDER",
    "RESTARTS",
    "RETREAT_ONLY",
    "SEED",
    "TRAITORS",
    "Parameter",
    "Protocol",
    "TooLarge",
    "Unfit",
    "bounded",
    "generals",
]
