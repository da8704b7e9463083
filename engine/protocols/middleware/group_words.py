"""A group in the words of the game: its letters, what its members hold, what a report adds."""

from typing import Any, cast

from engine.configuration import Configuration
from engine.machine import Machine
from engine.model import Model
from engine.properties import Property
from engine.protocols.middleware.group_letters import (
    Copy,
    Flush,
    GoOn,
    Member,
    Missing,
    News,
    Submission,
    ordinal,
)
from engine.protocols.middleware.group_properties import PROMISES, promises


class Group(Machine):
    """How any group that follows a programme is shown.

    Attributes:
        programme: how many messages each member multicasts.
        ordering: none, fifo or total: whether a copy's number is worth telling.
    """

    programme: tuple[int, ...]
    ordering: str

    def words(self, payload: Any) -> str:
        match payload:
            case GoOn():
                return "goes on"
            case Submission(author, piece):
                return f"to be numbered: {self.names[author]}'s {ordinal(piece)}"
            case Missing(number):
                return f"number {number} is missing"
            case News(suspects):
                return f"without {self._names(suspects)}"
            case Flush(view, suspects, copies):
                has = ", ".join(self._song(copy) for copy in copies) or "nothing"
                return f"view {view} without {self._names(suspects)}; I have {has}"
            case _:
                return self._song(payload)

    def _song(self, copy: Copy) -> str:
        name = f"{self.names[copy.author]}'s {ordinal(copy.piece)}"
        return f"number {copy.number}, {name}" if self.ordering == "total" else name

    def _names(self, members: tuple[int, ...]) -> str:
        return " ".join(self.names[p] for p in members)

    def facts(self, process: int, state: Any) -> tuple[tuple[str, str], ...]:
        heard = [f"{copy.author}.{copy.piece}" for copy in state.delivered]
        shown = " ".join(heard if len(heard) < 4 else ["..", *heard[-3:]])
        stage = "flushing" if state.flushing else f"view {state.view}"
        return (
            ("group", stage),
            ("members", " ".join(str(p) for p in state.members)),
            ("delivered", shown or "nothing"),
            ("held", str(len(state.held))),
        )

    def properties(self) -> tuple[Property, ...]:
        return promises(self.programme)

    def reported(self) -> tuple[str, ...]:
        return PROMISES

    def report(self, model: Model, configuration: Configuration) -> dict[str, Any]:
        states = cast("tuple[Member, ...]", configuration.states)
        return {
            "delivered": {
                str(p): [[copy.author, copy.piece] for copy in state.delivered]
                for p, state in enumerate(states)
            },
            "views": {str(p): [list(view) for view in state.views] for p, state in enumerate(states)},
        }
