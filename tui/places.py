"""Questions about a board that the keys ask: pure functions."""

from collections.abc import Sequence

from levels.board import Board, Grid, Panel, Rows, Step


def only_place(board: Board, label: str = "") -> int | None:
    """The one place of the board where something can be set; None if there is none, or more than one.

    Args:
        board: the board.
        label: only places count that offer this label; "" counts all.
    """

    places: set[int] = set()
    for panel in board.panels:
        places |= places_of(panel, label)
    return places.pop() if len(places) == 1 else None


def places_of(panel: Panel, label: str = "") -> set[int]:
    """The places of a panel where something can be set; with a label, those that offer it."""

    def fits(options: Sequence[str]) -> bool:
        return bool(options) and (not label or label.lower() in (option.lower() for option in options))

    match panel.body:
        case Rows(rows=rows):
            return {row.place for row in rows if row.place is not None and fits(row.options)}
        case Grid(rows=lines):
            cells = [cell for line in lines for cell in line.cells]
            return {cell.place for cell in cells if cell.place is not None and fits(cell.options)}
        case _:
            return set()


def batch_of(board: Board) -> tuple[object, ...]:
    """What can be set on a board, whatever stands there: equal as long as the same is to be decided."""
    found: list[object] = [board.header.clock, next((panel.id for panel in board.panels if panel.first), "")]
    for panel in board.panels:
        places = places_of(panel)
        if places:
            found.append((panel.id, tuple(sorted(places))))
    return tuple(found)


def next_blank(panel: Panel, place: int) -> int | None:
    """In a table, the place of the next cell that is still blank, after `place` and round; None if none is."""
    if not isinstance(panel.body, Grid):
        return None
    cells = [cell for row in panel.body.rows for cell in row.cells if cell.place is not None]
    at = next((at for at, cell in enumerate(cells) if cell.place == place), -1)
    after = [*cells[at + 1 :], *cells[: max(0, at)]]
    return next((cell.place for cell in after if cell.mark == "blank"), None)


def bead_from(steps: Sequence[Step], by: int) -> int | None:
    """The node before (-1) or after (1) the current one among all of them, old branches too, or None."""
    at = next((at for at, step in enumerate(steps) if step.current), None)
    if at is None or not 0 <= at + by < len(steps):
        return None
    return steps[at + by].node


def step_from(steps: Sequence[Step], by: int) -> int | None:
    """The node one step earlier (-1) or later (1) than the current one on its own branch, or None."""
    current = next((step for step in steps if step.current), None)
    if current is None:
        return None
    here = steps.index(current)
    rest = steps[:here][::-1] if by < 0 else steps[here + 1 :]
    near = next((step for step in rest if step.branch == current.branch), None)
    return near.node if near is not None else None
