"""Which parameters each protocol of this release takes in `[scenario]`: what `simulate --list` prints."""

from dataclasses import dataclass
from typing import Final

ORDER: Final = "attack or retreat"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a protocol.

    Attributes:
        name: its key in `[scenario]`.
        sentence: what it is, with its unit.
        least, most: its bounds, for a number or for each number of a list; None where it is no number.
        required: whether it must be given; `instead` names one that may take its place.
        only: the one value this protocol allows, where the key exists for all protocols.
    """

    name: str
    sentence: str
    least: int | None = None
    most: int | None = None
    required: bool = False
    instead: str = ""
    only: object = None


@dataclass(frozen=True, slots=True)
class Protocol:
    """A protocol as a scenario names it.

    Attributes:
        id: its name in `[scenario]`.
        sentence: what it does.
        parameters: what it takes, the required ones first.
        built: the names of those that make the machine; the others are faults and inputs.
        two_generals: whether it is about two generals and lost letters.
    """

    id: str
    sentence: str
    parameters: tuple[Parameter, ...]
    built: tuple[str, ...]
    two_generals: bool

    @property
    def promises(self) -> tuple[str, ...]:
        """The properties that a goal can be about; a test holds them against the machines."""
        if self.two_generals:
            return ("agreement", "validity", "termination")
        if self.id == "oral-messages":
            return ("agreement", "validity", "consistency", "split")
        return ("agreement", "validity")

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all its parameters."""
        return tuple(parameter.name for parameter in self.parameters)


_SEED = Parameter("seed", "the seed of every drawn coin, a whole number", 0, 10**9)
_CAPTURES = Parameter(
    "captures", "how many messages the city may take in all; absent: no limit to what it may take", 0, 1000
)
_WISH = Parameter("order", "what the first general wishes, attack or retreat", required=True)
_PAIR = (
    _WISH,
    Parameter("generals", "how many generals; always 2 here", 2, 2),
    Parameter("traitors", "nobody here: these two are loyal, only the road is not", only=()),
    Parameter("default", "what silence means; always retreat here", only="retreat"),
    _CAPTURES,
    _SEED,
)
_ARMY = (
    Parameter("traitors", "the numbers of the traitors, from 0", 0, 29),
    Parameter("default", "what silence and a tie mean: attack or retreat, for all or a list with one each"),
    _CAPTURES,
    Parameter("crashes", "how many generals may crash", 0, 30),
    _SEED,
)
_GENERALS = Parameter("generals", "how many generals, commander included", 2, 30, required=True)
_DEPTH = Parameter("depth", "m of OM(m): how many rounds of notes follow the order", 0, 30, required=True)


def _copies(name: str, sentence: str) -> Parameter:
    return Parameter(name, sentence, 1, 50, required=True)


PROTOCOLS: Final[dict[str, Protocol]] = {
    protocol.id: protocol
    for protocol in (
        Protocol(
            "acknowledgements",
            "Two generals; a chain of letters, each sent only if the one before arrived.",
            (
                Parameter("depth", "how many letters the chain has", 1, 30, required=True),
                *_PAIR,
            ),
            ("depth",),
            True,
        ),
        Protocol(
            "flooding-messengers",
            "Two generals; many messengers at once, then attack whatever happens to them.",
            (_copies("copies", "how many messengers carry the order"), *_PAIR),
            ("copies",),
            True,
        ),
        Protocol(
            "act-on-acknowledgement",
            "Two generals; attack only when one receipt for one of the orders has come.",
            (
                _copies("copies", "how many messengers carry the order"),
                _copies("acks", "how many messengers carry the receipt"),
                *_PAIR,
            ),
            ("copies", "acks"),
            True,
        ),
        Protocol(
            "messenger-plan",
            "Two generals; any plan of letters and of how many each must hold to march.",
            (
                Parameter(
                    "messages",
                    "the letters in order, { from = 0 or 1, after = number of the letter waited for, 0: none }",
                    0,
                    256,
                    required=True,
                ),
                Parameter("marches", "how many letters each general must hold to march", 0, 256, required=True),
                *_PAIR,
            ),
            ("messages", "marches"),
            True,
        ),
        Protocol(
            "oral-messages",
            "OM(m): the commander orders, the lieutenants pass on what they heard, then vote.",
            (
                _GENERALS,
                _DEPTH,
                Parameter("order", "the commander's order, attack or retreat", required=True),
                *_ARMY,
            ),
            ("generals", "depth", "default"),
            False,
        ),
        Protocol(
            "interactive-consistency",
            "One OM(m) for each general's own order; everybody ends with the same list of orders.",
            (
                _GENERALS,
                _DEPTH,
                Parameter(
                    "inputs", "the order of each general, in their order", required=True, instead="order"
                ),
                Parameter("order", "one order for all, instead of inputs"),
                *_ARMY,
            ),
            ("generals", "depth", "default"),
            False,
        ),
    )
}
