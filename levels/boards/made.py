"""The last step of every board: the header, the keys, the status, and the board in sentences."""

from collections.abc import Sequence

from levels.board import Board, Letter, Panel
from levels.boards.describe import describe
from levels.boards.header import header
from levels.boards.keys import act, letters
from levels.boards.sight import Sight
from levels.boards.speech import capital
from levels.scene import Scene


def made(
    scene: Scene,
    sight: Sight | None,
    panels: Sequence[Panel | None],
    status: str,
    told: str = "",
    clock: str = "",
) -> Board:
    """The board with these panels, in the order of their digit keys.

    `told` and `clock` are what a task says of itself in the header.
    """
    top = header(scene, sight, told, clock)
    kept = tuple(panel for panel in panels if panel is not None)
    if scene.over:
        status = capital(scene.why) or "It is over."
    return Board(
        header=top,
        panels=kept,
        letters=() if scene.over else (*letters(scene.batch), *_at_once(scene)),
        moves=scene.moves,
        # Where enter would be refused, no key line should offer it.
        act="" if scene.obstacle else act(scene.batch, scene.drafts),
        status=status,
        describe=describe(top, kept, status),
    )


def _at_once(scene: Scene) -> tuple[Letter, ...]:
    """Keys that set nothing, but do something by themselves."""
    return (Letter("e", "", "old letters", move="empty"),) if "empty" in scene.moves else ()


def aside(panel: Panel) -> Panel:
    """A panel that gives up its place under the work to what belongs closer to it."""
    return Panel(panel.id, panel.title, panel.body, "more", panel.help, panel.first)
