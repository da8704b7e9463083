"""From a scene to the board of it. Which panels there are follows from what is to be chosen, not from names."""

from dataclasses import replace

from engine.model import Model
from levels.board import Board
from levels.boards import runs, tasks
from levels.boards.sight import sight_of_run
from levels.scene import Scene
from levels.tasks.dawn import Dawn
from levels.tasks.law import LawGiving
from levels.tasks.table import Table


def board(scene: Scene) -> Board:
    """The board of a scene.

    Raises:
        TypeError: no board shows this kind of task.
    """
    if scene.over:
        # A claim ends a stage in the middle of a batch: nothing of it can be set any more.
        scene = replace(scene, batch=())
    match scene.model:
        case Dawn() as task:
            return tasks.dawn_board(scene, task)
        case Table() as task:
            return tasks.table_board(scene, task)
        case LawGiving() as task:
            return tasks.law_board(scene, task)
        case Model() as model:
            return runs.board(scene, sight_of_run(scene, model))
        case _:
            raise TypeError(f"no board shows a {type(scene.model).__name__}")


__all__ = ["board"]
