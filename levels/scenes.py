"""From a match to the scene of it: the preview, the goal as it stands, what is spent, what par says."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from engine.configuration import Choice
from engine.model import Model
from engine.run import Run
from levels.playing import Judgement
from levels.scene import Part, Scene
from levels.walking import Walking

if TYPE_CHECKING:
    from levels.match import Match


def preview(match: "Match") -> Run[Any] | None:
    """The drafts applied and everything later honest; None where it would tell too much, and for tasks."""
    playing = match.playing
    if match.tables.player.sees == "own-view":
        return None
    return drafted(playing, match.run, match.drafts)


def drafted(walking: Walking, run: Run[Any], drafts: Mapping[int, str]) -> Run[Any] | None:
    """A run with these drafts applied and everything later honest, to its end.

    None for what is no protocol run, before a seat is chosen, and where the end cannot be told.
    """
    if not isinstance(walking.model, Model):
        return None
    if run.over:
        return run
    if secrets(walking, run):
        # What comes of a move would tell what was answered.
        return None
    batch = walking.batch(run)
    if any(choice.subject.kind == "seat" for choice in batch) and not drafts:
        return None
    if drafts and walking.model.objection(run.now, picks_of(batch, drafts)):
        return None
    return walking.ahead(walking.answered(run, dict(drafts)))


def secrets(walking: Walking, run: Run[Any]) -> frozenset[int]:
    """Which answers the player may not know yet, by their places among the choices of the run."""
    if run.over:
        return frozenset()
    found = (n for n, c in enumerate(run.choices) if c.subject.secret and not walking.mine(c))
    return frozenset(found)


def picks_of(batch: Sequence[Choice], drafts: Mapping[int, str]) -> tuple[int, ...]:
    """The answers to a batch: what is drafted, honest for the rest."""
    picks = []
    for place, choice in enumerate(batch):
        index = choice.index(drafts[place]) if place in drafts else choice.honest
        assert index is not None
        picks.append(index)
    return tuple(picks)


def judgement(match: "Match", seen: Run[Any] | None) -> Judgement:
    """Whether the goal is reached as things stand, drafts included, and why."""
    if seen is None and not match.run.over and isinstance(match.playing.model, Model):
        return Judgement(None, "")
    return match.playing.judge(seen or match.run)


def spent(match: "Match") -> dict[str, int]:
    """What the player has spent in this stage, drafts included."""
    measure = match.tables.goal.measure
    if measure == "none":
        return {}
    total = match.playing.spent(match.run)
    for place, choice in enumerate(match.batch):
        label = match.drafts.get(place)
        index = None if label is None else choice.index(label)
        # A spinner costs when it is dispatched, whatever it points at.
        if index is not None and choice.measure == measure and choice.subject.kind != "spinner":
            total += choice.options[index].cost
    return {measure: total}


def par_text(match: "Match") -> str:
    """What is told of par: it is sealed wherever "impossible" may be claimed, until the level is won."""
    goal = match.tables.goal
    if match.tables.claim is not None and match.status != "won":
        return "par sealed"
    return "" if goal.par is None else f"par {goal.par}"


def scene_of(match: "Match") -> Scene:
    """All that a board is made from."""
    seen = preview(match)
    judged = judgement(match, seen)
    player = match.tables.player
    return Scene(
        chapter=match.chapter,
        id=match.level.id,
        title=match.level.title,
        number=match.stage,
        stages=len(match.level.stages),
        part=Part(player.role, player.seats, player.sees == "own-view"),
        goal=match.tables.goal,
        task=match.tables.task is not None,
        model=match.playing.model,
        run=match.run,
        preview=seen,
        batch=match.batch,
        drafts=match.drafts,
        sentence=match.playing.sentence,
        holds=judged.reached,
        why=judged.why,
        spent=spent(match),
        par=par_text(match),
        bet=match.bet_made,
        notes=match.notes,
        steps=match.steps,
        moves=match.moves,
        shown=match.hints_shown,
        over=match.run.over or match.status in ("won", "between"),
        obstacle=match.obstacle,
        old=match.old,
        secrets=secrets(match.playing, match.run),
    )
