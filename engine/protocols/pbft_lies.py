"""What a traitor among PBFT's replicas can say under no name but his own (Castro, Liskov 1999, section 2)."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from engine.protocols.pbft_letters import Commit, NewView, Prepare, PrePrepare, ViewChange, proposals


def instead_of(process: int, payload: Any, requests: Sequence[str]) -> tuple[Any, ...]:
    """What he can send in place of a letter; silence last.

    He can name another request, hide what he has prepared, and say a new view that rests on having hidden it,
    or one that leaves out what follows: the others refuse that one. He cannot claim more than he holds.
    """
    match payload:
        case PrePrepare() | Prepare() | Commit():
            named = sorted({*requests, payload.request})
            return (*(replace(payload, request=request) for request in named), None)
        case ViewChange(view, prepared) if prepared:
            return (payload, ViewChange(view, ()), None)
        case NewView(view, changes, again):
            bare = tuple((p, () if p == process else held) for p, held in changes)
            lies = (NewView(view, bare, proposals(bare)), NewView(view, changes, again[:-1]))
            return (*dict.fromkeys((payload, *lies)), None)
    return (payload, None)


def sayings(process: int, replicas: int, requests: Sequence[str], views: int) -> Iterator[Any]:
    """What he can say at any time, to anybody, whatever he has heard."""
    for view in range(views):
        if view:
            yield ViewChange(view, ())
        for number in range(1, len(requests) + 1):
            for request in requests:
                leads = process == view % replicas
                yield PrePrepare(view, number, request) if leads else Prepare(view, number, request)
                yield Commit(view, number, request)


__all__ = ["instead_of", "sayings"]
