"""Mutual exclusion by replies that are held back (Ricart, Agrawala 1981).

2(n-1) letters an entry: the reply is the release. Letters may overtake each other. Whoever crashes blocks
everybody, as in Lamport's rule.
"""

from dataclasses import dataclass, replace
from typing import Any

from engine.machine import Command, Send
from engine.parameters import Protocol
from engine.protocols.middleware.critical_section import (
    PARAMETERS,
    PROMISES,
    CriticalSection,
    Crossing,
    Letter,
)


@dataclass(frozen=True, slots=True)
class Permitted(Crossing):
    """What a general keeps besides.

    Attributes:
        replies: who has let him cross, ascending.
        deferred: whom he answers only when he has crossed, ascending.
    """

    replies: tuple[int, ...] = ()
    deferred: tuple[int, ...] = ()


class RicartAgrawala(CriticalSection):
    """Request to all; cross when all have replied; hold your reply back while yours is the older request."""

    id = "ricart-agrawala"

    def begin(self, process: int) -> Permitted:
        return Permitted()

    def ask(self, process: int, state: Any) -> tuple[Any, tuple[Command, ...]]:
        return replace(state, replies=()), self.to_all(process, Letter("request", state.stamp))

    def hear(self, process: int, state: Any, sender: int, letter: Letter) -> tuple[Any, tuple[Command, ...]]:
        if letter.what == "reply":
            return replace(state, replies=tuple(sorted({*state.replies, sender}))), ()
        older = state.stage == "waiting" and (state.stamp, process) < (letter.at, sender)
        if state.stage == "inside" or older:
            return replace(state, deferred=tuple(sorted({*state.deferred, sender}))), ()
        return state, (Send(sender, Letter("reply", state.clock)),)

    def may_enter(self, process: int, state: Any) -> bool:
        return len(state.replies) == self.processes - 1

    def go(self, process: int, state: Any) -> tuple[Any, tuple[Command, ...]]:
        replies = tuple(Send(p, Letter("reply", state.clock)) for p in state.deferred)
        return replace(state, deferred=()), replies

    def facts(self, process: int, state: Any) -> tuple[tuple[str, str], ...]:
        held = " ".join(self.names[p] for p in state.deferred)
        waiting = state.stage == "waiting"
        replies = f"{len(state.replies)} of {self.processes - 1}" if waiting else "-"
        return (*super().facts(process, state), ("replies", replies), ("held back", held or "nobody"))


RICART_AGRAWALA = Protocol(
    "ricart-agrawala",
    "One bridge: ask all, cross when all have replied; the older request holds its reply back.",
    RicartAgrawala,
    PARAMETERS,
    "none",
    ("network", "scheduler"),
    "Ricart, Agrawala 1981; slides 33-37",
    PROMISES,
)
