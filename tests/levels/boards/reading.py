"""Reading a board in a test: its panels by id, its tables as text, all of its strings."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from levels.board import Board, Chronicle, Grid, Panel, Rows
from levels.match import Match
from levels.packs import loads, shipped

PACK = shipped()


def opened(id: str) -> Match:
    """A shipped level, its bet made."""
    return begun(Match(PACK.level(id), chapter="a chapter"))


def of_text(text: str) -> Match:
    """A level written in a test, its bet made."""
    return begun(Match(loads(text)))


def begun(match: Match) -> Match:
    if match.bet_options:
        match.bet(0)
    return match


def panel(board: Board, id: str) -> Panel:
    return next(panel for panel in board.panels if panel.id == id)


def ids(board: Board) -> list[str]:
    return [panel.id for panel in board.panels]


def rows(board: Board, id: str) -> Rows:
    body = panel(board, id).body
    assert isinstance(body, Rows)
    return body


def grid(board: Board, id: str) -> Grid:
    body = panel(board, id).body
    assert isinstance(body, Grid)
    return body


def cells(board: Board, id: str) -> list[tuple[str, ...]]:
    """The cells of a list, a tuple a row."""
    return [row.cells for row in rows(board, id).rows]


_MARKS = {"own": "(%s)", "lie": "%s†", "fixed": "%s!", "wrong": "%s×", "right": "%s✓", "blank": "_%s"}


def table(board: Board, id: str) -> list[str]:
    """A table as lines: the label, the cells with their marks, the note."""
    lines = []
    for row in grid(board, id).rows:
        texts = [_MARKS.get(cell.mark, "%s") % cell.text for cell in row.cells]
        lines.append(" ".join([row.label, *texts, row.note]).strip())
    return lines


def events(board: Board) -> list[str]:
    body = panel(board, "chronicle").body
    assert isinstance(body, Chronicle)
    return [f"{event.moment}: {event.text}" for event in body.events]


def strings(thing: Any) -> Iterator[str]:
    """Every string anywhere in a board."""
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, tuple | list | frozenset):
        for part in thing:
            yield from strings(part)
    elif is_dataclass(thing):
        for field in fields(thing):
            yield from strings(getattr(thing, field.name))
