"""What proposers and acceptors write to each other in Paxos, and what they hold (Lamport 2001, section 2.2)."""

from dataclasses import dataclass
from typing import Any

from engine.orders import Order


@dataclass(frozen=True, slots=True, order=True)
class Prepare:
    """1a: a proposer asks for a promise to heed nothing below its ballot."""

    ballot: int


@dataclass(frozen=True, slots=True, order=True)
class Promise:
    """1b: an acceptor's promise, with the last it accepted: ballot and value, or 0 and ""."""

    ballot: int
    accepted: int
    value: str


@dataclass(frozen=True, slots=True, order=True)
class Accept:
    """2a: a proposer asks to accept a value at its ballot."""

    ballot: int
    value: str


@dataclass(frozen=True, slots=True, order=True)
class Accepted:
    """2b: an acceptor has accepted."""

    ballot: int
    value: str


@dataclass(frozen=True, slots=True)
class Proposer:
    """What a proposer holds.

    Attributes:
        own: the value it would propose.
        opened: how many ballots it has opened. Stable.
        ballot: the one now open, or 0.
        phase: asleep, prepare, accept, or learned.
        value: what it proposes or learned, or "".
        promises: (acceptor, accepted ballot, its value) from its quorum, ascending.
        votes: which acceptors have accepted at its ballot, ascending.
    """

    own: Order = ""
    opened: int = 0
    ballot: int = 0
    phase: str = "asleep"
    value: Order = ""
    promises: tuple[tuple[int, int, Order], ...] = ()
    votes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Acceptor:
    """What an acceptor holds, all of it stable.

    Attributes:
        promised: it heeds nothing below this ballot.
        accepted: ballot and value of what it accepted last, or (0, "").
        log: everything that it has ever accepted, ascending; what is chosen is judged by it.
    """

    promised: int = 0
    accepted: tuple[int, Order] = (0, "")
    log: tuple[tuple[int, Order], ...] = ()


def words(payload: Any) -> str:
    """A letter in the words of the game."""
    match payload:
        case Prepare(ballot):
            return f"prepare {ballot}"
        case Promise(ballot, 0):
            return f"promise {ballot}, accepted nothing"
        case Promise(ballot, accepted, value):
            return f"promise {ballot}, accepted {value.upper()} at {accepted}"
        case Accept(ballot, value):
            return f"accept {value.upper()} at {ballot}"
        case Accepted(ballot, value):
            return f"accepted {value.upper()} at {ballot}"
    return str(payload)


__all__ = ["Accept", "Accepted", "Acceptor", "Prepare", "Promise", "Proposer", "words"]
