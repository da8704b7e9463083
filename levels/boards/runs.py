"""The board of a protocol run: the panels follow from what the player's choices are about."""

from levels.board import Board, Panel
from levels.boards import (
    choices,
    chronicle,
    dawn,
    decision,
    dispatches,
    events,
    facts,
    field,
    goal,
    inbox,
    ladder,
    letters,
    spacetime,
    suspects,
    timeline,
    votes,
    words,
)
from levels.boards.made import aside, made
from levels.boards.sight import Sight
from levels.scene import Scene

Work = tuple[list[Panel | None], str]
"""The player's panels, and the sentence on what is to be done."""


def board(scene: Scene, sight: Sight) -> Board:
    """The board of a run that is played."""
    if not scene.part.role or not (sight.hearsay or sight.two_hills):
        return generic(scene, sight)
    kinds = {"seat": seat, "word": word, "fate": fate, "decision": decide}
    panels, status = kinds.get(kind(scene), other)(sight)
    views = [field.panel(sight), timeline.panel(sight), chronicle.panel(sight)]
    return made(scene, sight, [*panels, *views], status)


def generic(scene: Scene, sight: Sight) -> Board:
    """The board of any protocol, for whoever plays any of its parts."""
    live = votes.panel(sight) if sight.viewers is None else own_votes(sight)
    held = facts.panel(sight)
    if live is not None and held is not None:
        held = aside(held)
    panels = [
        dispatches.panel(sight),
        live,
        held,
        ladder.panel(sight) if sight.two_hills and sight.viewers is None else None,
        goal.panel(scene, sight),
        inbox.panel(sight, "more") if sight.seats and sight.hearsay else None,
        field.panel(sight),
        spacetime.panel(sight),
        chronicle.of(events.events(sight)),
    ]
    return made(scene, sight, panels, dispatches.status(sight))


def kind(scene: Scene) -> str:
    """What the player's choices are about: those pending; when all is over, those of his part."""
    if scene.batch:
        return scene.batch[0].subject.kind
    return {"traitor": "word", "city": "fate", "general": "decision"}.get(scene.part.role, "")


def seat(sight: Sight) -> Work:
    """A traitor's tent is to be taken."""
    scene = sight.scene
    drafted = scene.drafts.get(0, "")
    status = "Choose the tent of the traitor that you are."
    if drafted:
        status = f"You would sit in the tent of {drafted}: enter takes it."
    live = votes.panel(sight) if scene.preview is not None and sight.viewers is None else None
    return [decision.seats(sight), live, goal.panel(scene, sight)], status


def word(sight: Sight) -> Work:
    """Letters are to be written."""
    live = votes.panel(sight) if sight.viewers is None else own_votes(sight)
    panels = [words.panel(sight), live, goal.panel(sight.scene, sight), inbox.panel(sight, "more")]
    return panels, words.status(sight)


def fate(sight: Sight) -> Work:
    """Letters stand at the gate."""
    last = goal.panel(sight.scene, sight)
    if sight.two_hills:
        low = dawn.panel(sight)
        return [letters.panel(sight), ladder.panel(sight), low, aside(last)], letters.status(sight)
    live = votes.panel(sight) if sight.viewers is None else None
    return [letters.panel(sight), live, last], letters.status(sight)


def decide(sight: Sight) -> Work:
    """A general is to decide."""
    scene = sight.scene
    drafted = any(
        choice.subject.kind == "decision" and p in scene.drafts for p, choice in enumerate(scene.batch)
    )
    status = "Enter seals your decision." if drafted else "All letters are in. Decide: a attacks, r retreats."
    # With three tents no note can speak for or against anybody.
    suspicious = sight.model.machine.processes > 3 and sight.viewers is not None
    panels = [
        inbox.panel(sight, "main", sent=True),
        own_votes(sight),
        suspects.panel(sight) if suspicious else None,
        decision.panel(sight, status),
        aside(goal.panel(scene, sight)),
    ]
    return panels, status


def other(sight: Sight) -> Work:
    """Choices that have no panel of their own."""
    live = votes.panel(sight) if sight.viewers is None else None
    panels = [choices.panel(sight), live, goal.panel(sight.scene, sight)]
    return panels, "Make your choices; enter makes them take effect."


def own_votes(sight: Sight) -> Panel | None:
    """The ballot of the first seat that counts one."""
    return next((panel for p in sight.seats if (panel := votes.own(sight, p)) is not None), None)
