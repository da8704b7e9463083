"""What replicas write to each other in PBFT, and what they hold (Castro, Liskov 1999, section 4)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

NULL: Final = "null"
"""What a new view puts where nothing was prepared: a request that does nothing."""

Backing = tuple[int, int, str]
"""View, sequence number, request."""

Certificate = tuple[int, int, str]
"""Sequence number, view, request: that it was prepared. In the paper it holds the letters that prove it; here
nobody is ever offered to name one that he does not hold."""

Change = tuple[int, tuple[Certificate, ...]]
"""A replica, and what it said to have prepared when it asked for the new view."""


@dataclass(frozen=True, slots=True, order=True)
class PrePrepare:
    """The primary of a view gives a request its number."""

    view: int
    number: int
    request: str


@dataclass(frozen=True, slots=True, order=True)
class Prepare:
    """A backup has accepted the primary's word."""

    view: int
    number: int
    request: str


@dataclass(frozen=True, slots=True, order=True)
class Commit:
    """A replica has seen a quorum stand behind it."""

    view: int
    number: int
    request: str


@dataclass(frozen=True, slots=True, order=True)
class ViewChange:
    """A replica wants this view, and says what it has prepared, the last for each number."""

    view: int
    prepared: tuple[Certificate, ...]


@dataclass(frozen=True, slots=True, order=True)
class NewView:
    """The new primary's word: the changes it rests on, and what follows from them, by number."""

    view: int
    changes: tuple[Change, ...]
    proposals: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Replica:
    """What a replica holds. Letters of later views wait here until it gets there.

    Attributes:
        view: the view it is in.
        active: whether it works there; False: it waits for the new primary's word.
        proposed: what the primaries said first, one request for each view and number.
        prepares, commits: who said so, itself included.
        backed: what it has accepted of `proposed`.
        prepared: what it has prepared.
        committed: number and request, ascending.
        changes: (view, replica, prepared certificates), the first of each replica for each view.
    """

    view: int = 0
    active: bool = True
    proposed: frozenset[Backing] = frozenset()
    prepares: frozenset[tuple[Backing, int]] = frozenset()
    commits: frozenset[tuple[Backing, int]] = frozenset()
    backed: frozenset[Backing] = frozenset()
    prepared: frozenset[Backing] = frozenset()
    committed: tuple[tuple[int, str], ...] = ()
    changes: frozenset[tuple[int, int, tuple[Certificate, ...]]] = frozenset()


def proposals(changes: Iterable[Change]) -> tuple[tuple[int, str], ...]:
    """What these changes oblige a new view to propose again: for each number up to the highest, the request
    prepared in the highest view, and null where there is none."""
    last: dict[int, Certificate] = {}
    for _, certificates in changes:
        for certificate in certificates:
            number = certificate[0]
            last[number] = max(last.get(number, certificate), certificate)
    return tuple((k, last[k][2] if k in last else NULL) for k in range(1, max(last, default=0) + 1))


def words(payload: Any) -> str:
    """A letter in the words of the game."""
    match payload:
        case PrePrepare(view, number, request):
            return f"view {view}: number {number} is {request}"
        case Prepare(view, number, request):
            return f"view {view}: prepare {request} as {number}"
        case Commit(view, number, request):
            return f"view {view}: commit {request} as {number}"
        case ViewChange(view, ()):
            return f"change to view {view}, nothing prepared"
        case ViewChange(view, prepared):
            held = ", ".join(f"{request} as {number} in view {seen}" for number, seen, request in prepared)
            return f"change to view {view}, prepared {held}"
        case NewView(view, changes, again):
            by = ", ".join(f"R{replica}" for replica, _ in changes)
            what = (
                ", ".join(f"number {number} is {request}" for number, request in again) or "nothing to repeat"
            )
            return f"new view {view} by {by}: {what}"
    return str(payload)


__all__ = [
    "NULL",
    "Backing",
    "Certificate",
    "Change",
    "Commit",
    "NewView",
    "PrePrepare",
    "Prepare",
    "Replica",
    "ViewChange",
    "proposals",
    "words",
]
