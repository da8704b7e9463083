"""The goal: the engine's sentence, whether it holds and why, and what has been spent."""

from collections.abc import Iterable

from engine.model import Model
from engine.properties import named
from levels.board import Goal, Panel
from levels.boards.sight import Sight
from levels.scene import Scene

HELP = "The goal, whether it is reached as things stand, and why. What you have spent stands below it."
PROMISES_HELP = (
    "What the protocol promises, whether it holds as things stand, and why. Nothing is asked of you here. What "
    "your parts have spent stands below it."
)
AT_DAWN = "it cannot be said before dawn"


def panel(scene: Scene, sight: Sight | None, facts: Iterable[tuple[str, str]] = ()) -> Panel:
    """The goal, with these facts after what is spent."""
    unseen = sight is not None and sight.viewers is not None
    hidden = unseen and scene.goal is not None and not scene.over and not scene.task
    holds = None if hidden else scene.holds
    why = AT_DAWN if hidden else scene.why
    all_facts = (*spent(scene), *facts, *_asked(scene, sight), *_promised(scene))
    body = Goal(scene.sentence, holds, why, all_facts, scene.promises)
    if scene.goal is None:
        return Panel("goal", "What is promised", body, "low", PROMISES_HELP)
    return Panel("goal", "Goal", body, "low", HELP)


def spent(scene: Scene) -> tuple[tuple[str, str], ...]:
    """What has been spent: (measure, number). For captures, what is left."""
    facts = []
    for measure, number in scene.spent.items():
        if measure == "captures" and isinstance(scene.model, Model):
            limit = scene.model.faults.captures
            text = str(number) if limit is None else f"{limit - number} of {limit}"
            facts.append(("captures" if limit is None else "captures left", text))
            continue
        within = scene.goal.within if scene.goal else None
        facts.append((measure, str(number) if within is None else f"{number} of {within}"))
    return tuple(facts)


def _asked(scene: Scene, sight: Sight | None) -> Iterable[tuple[str, str]]:
    """The protocol's other promises that cannot even be asked here."""
    if scene.goal is None or sight is None or sight.viewers is not None or sight.two_hills:
        return
    if not isinstance(scene.model, Model):
        return
    for prop in scene.model.machine.properties():
        if prop.name in ("agreement", "validity") and prop.name != scene.goal.name:
            verdict = named(scene.model, prop.name).judge(scene.model, sight.ahead.now)
            if not verdict.stated and sight.ahead.now.traitors:
                yield prop.name, f"not asked: {verdict.why}"


def _promised(scene: Scene) -> Iterable[tuple[str, str]]:
    if scene.par:
        yield "par", scene.par.removeprefix("par ")
    if scene.bet:
        yield "bet", f"“{scene.bet}”"
