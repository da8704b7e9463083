"""Why a move cannot be made now, in one sentence that a player understands."""

from typing import TYPE_CHECKING, Final

from levels.board import Move

if TYPE_CHECKING:
    from levels.match import Match

MOVES: Final[tuple[Move, ...]] = (
    "set",
    "dispatch",
    "empty",
    "undo",
    "redo",
    "hint",
    "bet",
    "claim",
    "forge",
    "next",
    "restart",
)
NO_WAY_BACK: Final = "This evening is played without going back."
NO_SEAL: Final = "There is no seal of a loyal general to break here."
NO_OLD: Final = "No old letters are waiting."
UNSEEN: Final = "What was revealed cannot be unseen."


def refusal(match: "Match", move: Move) -> str | None:
    """The reason against a move; None if it can be made."""
    status = match.status
    if move == "bet":
        if status == "betting":
            return None
        return "The bet is made, and final." if match.bet_made else "There is no bet in this level."
    if status == "betting":
        return "Bet first: what do you think will happen?"
    if move == "next":
        return None if status == "between" else "This stage is not won yet."
    if move == "forge" and not (status == "playing" and match.can_forge):
        return NO_SEAL
    if status == "won":
        return "This level is won."
    if status == "between":
        return "This stage is won; go on to the next."
    if status == "arguing":
        return "Answer the question first, or take the claim back."
    return _in_play(match, move)


def _in_play(match: "Match", move: Move) -> str | None:
    node, tables = match.node, match.tables
    match move:
        case "set" | "dispatch" | "empty":
            if match.status == "lost":
                return "It is over; u goes back." if tables.undo else "It is over; begin this stage again."
            return NO_OLD if move == "empty" and not match.old else None
        case "undo":
            if not tables.undo:
                return NO_WAY_BACK
            if node.parent is None:
                return "This is where it began."
            return UNSEEN if node.sealed else None
        case "redo":
            if not tables.undo:
                return NO_WAY_BACK
            return None if node.latest is not None else "There is nothing to do again."
        case "hint":
            return None if match.level.hints_for(match.stage) else "There is no hint for this."
        case "claim":
            return None if tables.claim else "This can be done: there is nothing to claim."
        case _:
            return None
