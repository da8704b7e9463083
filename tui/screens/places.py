"""Questions about a board that the keys ask: pure functions."""

from collections.abc import Sequence

from levels.board import Board, Grid, Rows, Step


def only_place(board: Board) -> int | None:
    """The one place of the board where something can be set; None if there is none, or more than one."""
    places: set[int] = set()
    for panel in board.panels:
        if isinstance(panel.body, Rows):
            places |= {row.place for row in panel.body.rows if row.place is not None and row.options}
        elif isinstance(panel.body, Grid):
            places |= {
                cell.place
                for line in panel.body.rows
                for cell in line.cells
                if cell.place is not None and cell.options
            }
    return places.pop() if len(places) == 1 else None


def step_from(steps: Sequence[Step], by: int) -> int | None:
    """The node one step earlier (-1) or later (1) than the current one on its own branch, or None."""
    current = next((step for step in steps if step.current), None)
    if current is None:
        return None
    here = steps.index(current)
    rest = steps[:here][::-1] if by < 0 else steps[here + 1 :]
    near = next((step for step in rest if step.branch == current.branch), None)
    return near.node if near is not None else None
