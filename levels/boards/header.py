"""The line over the board: where we are, whose part is played, the clock, and what is spent."""

from engine.model import Model
from levels.board import Header
from levels.boards.goal import spent
from levels.boards.sight import Sight
from levels.boards.speech import listing
from levels.scene import Scene


def header(scene: Scene, sight: Sight | None, told: str = "", clock: str = "") -> Header:
    """The header; a task has its own to tell in the place of what is spent, and its own clock."""
    return Header(
        chapter=scene.chapter,
        level=scene.id,
        title=scene.title,
        seat=f"you: {_seat(scene, sight)}",
        clock=_clock(scene, sight, clock),
        spent=told or ", ".join(f"{name} {value}" for name, value in spent(scene)),
        par=scene.par,
    )


def _seat(scene: Scene, sight: Sight | None) -> str:
    role = scene.part.role
    if scene.part.words:
        return scene.part.words
    names = listing([sight.name(p) for p in sight.seats]) if sight is not None else ""
    match role:
        case "traitor" if not names:
            return "a traitor, no tent yet"
        case "traitor":
            return f"{names}, traitor{'s' if sight is not None and len(sight.seats) > 1 else ''}"
        case "general":
            return f"{names}, loyal"
        case "scribe":
            return f"the scribe of {names}"
        case _:
            return f"the {role}"


def _clock(scene: Scene, sight: Sight | None, clock: str) -> str:
    parts = [clock] if clock else []
    if scene.stages > 1:
        parts.insert(0, f"stage {scene.number + 1} of {scene.stages}")
    if sight is not None and isinstance(scene.model, Model):
        if sight.stepwise:
            parts.append(f"step {sight.clock}")
        elif sight.round and not sight.two_hills:
            moment = sight.model.machine.moment(sight.round)
            now = f"round {sight.round} of {sight.model.machine.rounds}"
            parts.append(f"{now}: {moment}" if moment else now)
    return " · ".join(parts)
