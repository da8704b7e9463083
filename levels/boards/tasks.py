"""The boards of the tasks that are no protocol run: dawn, the scribe's table, the law."""

from collections.abc import Iterable
from dataclasses import replace

from engine.model import Model
from levels.board import Board, Event, Panel
from levels.boards import (
    chronicle,
    decision,
    field,
    goal,
    inbox,
    law,
    suspects,
    table,
    tallies,
    timeline,
    votes,
    worlds,
)
from levels.boards.made import aside, made
from levels.boards.sight import Sight, sight_of_dealt
from levels.boards.speech import counted, shown
from levels.scene import Scene
from levels.tasks.dawn import Dawn, DawnAt
from levels.tasks.law import LawGiving
from levels.tasks.table import Table

SEALS_DAWN = "Whatever you seal, dawn shows you a world that fits all you have seen."


def dawn_board(scene: Scene, task: Dawn) -> Board:
    """A general decides, night after night, before a world is shown."""
    now: DawnAt = scene.run.now
    decided = now.decided[-1] if scene.over and now.decided else ""
    sight = sight_of_dealt(scene, task.dealt, task.general, frozenset((task.general,)), decided)
    night = f"{len(now.decided) + (not scene.over)} of {task.nights}"
    facts = (("night", night), ("default", shown(sight.default(task.general))))
    panels = [
        inbox.panel(sight, "main", sent=True),
        votes.own(sight, task.general),
        suspects.panel(sight),
        decision.panel(sight, SEALS_DAWN),
        aside(goal.panel(scene, sight, facts)),
        worlds.panel(task, now),
        field.panel(sight),
        timeline.panel(sight),
        chronicle.panel(sight, _nights(task, now)),
    ]
    status = SEALS_DAWN
    if now.decided and not scene.drafts:
        status = worlds.revealed(task, now.decided[-1], now.met[-1])
        if now.met.count(now.met[-1]) > 1 and not scene.over:
            status = f"The same world again, for the same deed. {status}"
        # What dawn has shown is what there is to see now.
        panels = [p and replace(p, first=p.id == "worlds") for p in panels]
    met = f"worlds met {len(task.met(now))} of {task.enough}"
    return made(scene, sight, panels, status, told=met, clock=f"night {night}")


def _nights(task: Dawn, now: DawnAt) -> Iterable[Event]:
    for number, (order, index) in enumerate(zip(now.decided, now.met, strict=True), 1):
        yield Event(f"night {number}", f"You sealed {shown(order)}.", True)
        yield Event(f"dawn {number}", worlds.revealed(task, order, index), True)


def table_board(scene: Scene, task: Table) -> Board:
    """A scribe fills in a table or a ballot."""
    viewers = frozenset((task.of,)) if scene.part.own_view else None
    filled = table.filling(scene, task)
    decided = str(task.dealt.now.decisions[task.of]) if filled.over else ""
    sight = sight_of_dealt(scene, task.dealt, task.of, viewers, decided, task.crosses)
    done = f"{filled.count - len(filled.blanks)} of {filled.count}"
    goals = goal.panel(scene, sight, (("filled", done),))
    work: list[Panel | None] = [table.panel(sight, filled)]
    if task.fill == "votes":
        work += [inbox.panel(sight, "side"), goals]
    else:
        work += [tallies.column(sight, filled), tallies.crosses(sight, filled), aside(goals)]
    views = [
        field.panel(sight, rounds=(1,)),
        timeline.panel(sight),
        chronicle.panel(sight, _checks(scene, task)),
    ]
    return made(scene, sight, [*work, *views], table.status(sight, filled), told=f"cells {done}")


def _checks(scene: Scene, task: Table) -> Iterable[Event]:
    checked = 0
    for at in scene.run.configurations:
        if at.checks == checked:
            continue
        checked = at.checks
        wrong = len(task.wrong(at))
        cells = "cell was" if wrong == 1 else "cells were"
        text = f"{counted(wrong).capitalize()} {cells} wrong." if wrong else "Every cell was right."
        yield Event(f"check {checked}", text, True)


def law_board(scene: Scene, task: LawGiving) -> Board:
    """A lawgiver writes a law and names the world that breaks it."""
    drawn = law.draft(scene, task)
    run = law.world_run(drawn.world)
    model = run.model
    assert isinstance(model, Model)
    deeds = (drawn.world.first, drawn.does(1), drawn.does(2))
    decided = tuple("" if p == drawn.world.traitor else deed for p, deed in enumerate(deeds))
    sight = Sight(scene, model, run, run, (), None, decided, decided)
    standing = ("standing", f"{drawn.left} of 256")
    events = [
        Event(f"world {number}", f"{law.short(world)}. {fell} laws fell.", True)
        for number, (world, _, fell) in enumerate(law.strikes(scene), 1)
    ]
    panels = [
        law.panel(drawn),
        law.world_panel(drawn),
        law.fallen(drawn),
        aside(goal.panel(scene, None, (standing,))),
        field.panel(sight, rounds=(1, 2)),
        timeline.panel(sight),
        chronicle.of(events),
    ]
    return made(scene, None, panels, law.status(drawn), told=" ".join(standing))
