"""A table: votes, the scribe's table, a law."""

from __future__ import annotations

from dataclasses import replace

from rich.cells import cell_len

from levels.board import Cell, Grid, GridRow
from tui.glyphs import Glyphs, spell
from tui.widgets.draw.ink import (
    Drawing,
    InkLine,
    Place,
    Span,
    Spot,
    all_prose,
    crop,
    fit,
    stack,
    tint,
    tone_of,
    wrap,
)

_AFTER = ("fixed", "wrong", "right", "lie")
"""The marks that stand behind the text of a cell."""

AIR = 2
"""At most this much more than one cell between columns."""


def draw(body: Grid, width: int, height: int, cursor: Place | None, glyphs: Glyphs) -> list[InkLine]:
    """The table as lines."""
    return layout(body, width, height, cursor, glyphs).lines


def selectable(cell: Cell) -> bool:
    """Whether the cursor can stand on this cell."""
    return cell.place is not None or bool(cell.why)


def natural(body: Grid, glyphs: Glyphs) -> int:
    """The width at which the table is whole, with its notes beside it."""
    body = _spelt(body, glyphs)
    labels = max([cell_len(body.corner), *(cell_len(row.label) for row in body.rows)], default=0)
    notes = max((cell_len(row.note) + 2 for row in body.rows if row.note), default=0)
    return labels + 1 + sum(_sizes(body)) + notes


def layout(
    body: Grid, width: int, height: int, cursor: Place | None, glyphs: Glyphs, *, lit: bool = True
) -> Drawing:
    """The table as lines, with the places where the cursor can stand.

    A table that is too wide is folded: its first columns, and under them the others.
    """
    body = _spelt(body, glyphs)
    labels = max([cell_len(body.corner), *(cell_len(row.label) for row in body.rows)], default=0)
    labels = min(labels, max(2, width // 3))
    sizes = _sizes(body)
    if labels and labels + sum(sizes) + 3 + max((cell_len(row.note) for row in body.rows), default=0) <= width:
        labels += 1
    notes = _notes(body, width - labels - sum(sizes) - 2)
    if sum(sizes) + labels > width and len(sizes) > 1:
        table, spots = _folded(body, sizes, labels, width, cursor, glyphs, lit)
    else:
        wanted = max((cell_len(note) + 3 for note in notes), default=0)
        spare = width - labels - sum(sizes) - wanted
        air = max(0, min(AIR, spare // max(1, len(sizes))))
        sizes = [size + air for size in sizes]
        table, spots = _table(body, range(len(sizes)), sizes, labels, notes, width, cursor, glyphs, lit)
    blocks = [all_prose(body.above, width, glyphs), table, all_prose(body.below, width, glyphs)]
    lines, starts = stack(blocks, height)
    lines = [crop(line, width, glyphs) for line in lines]
    return Drawing(lines, tuple(replace(spot, y=spot.y + starts[1]) for spot in spots))


def _spelt(body: Grid, glyphs: Glyphs) -> Grid:
    if glyphs.name != "ascii":
        return body
    return replace(
        body,
        corner=spell(body.corner, glyphs),
        columns=tuple(spell(name, glyphs) for name in body.columns),
        rows=tuple(
            replace(
                row,
                label=spell(row.label, glyphs),
                note=spell(row.note, glyphs),
                cells=tuple(replace(cell, text=spell(cell.text, glyphs)) for cell in row.cells),
            )
            for row in body.rows
        ),
    )


def _sizes(body: Grid) -> list[int]:
    """The least width of each column: a mark, the text, a mark."""
    count = max([len(body.columns), *(len(row.cells) for row in body.rows)], default=0)
    sizes = []
    for index in range(count):
        text = max((cell_len(row.cells[index].text) for row in body.rows if index < len(row.cells)), default=0)
        head = cell_len(body.columns[index]) if index < len(body.columns) else 0
        sizes.append(1 + max(head, max(1, text) + 1))
    return sizes


def _notes(body: Grid, room: int) -> tuple[str, ...]:
    """The notes at the right; orders in them are shortened to their letter where they would not fit."""
    notes = tuple(row.note for row in body.rows)
    if all(cell_len(note) <= room for note in notes):
        return notes
    return tuple(note.replace("ATTACK", "A").replace("RETREAT", "R") for note in notes)


def _folded(
    body: Grid, sizes: list[int], labels: int, width: int, cursor: Place | None, glyphs: Glyphs, lit: bool
) -> tuple[list[InkLine], list[Spot]]:
    lines: list[InkLine] = []
    spots: list[Spot] = []
    first = 0
    while first < len(sizes):
        last = first + 1
        while last < len(sizes) and labels + sum(sizes[first : last + 1]) <= width:
            last += 1
        notes = tuple(row.note for row in body.rows) if last == len(sizes) else ("",) * len(body.rows)
        part, found = _table(body, range(first, last), sizes, labels, notes, width, cursor, glyphs, lit)
        spots += [replace(spot, y=spot.y + len(lines)) for spot in found]
        lines += part
        first = last
    return lines, spots


def _table(
    body: Grid,
    columns: range,
    sizes: list[int],
    labels: int,
    notes: tuple[str, ...],
    width: int,
    cursor: Place | None,
    glyphs: Glyphs,
    lit: bool,
) -> tuple[list[InkLine], list[Spot]]:
    lines: list[InkLine] = []
    spots: list[Spot] = []
    span = labels + sum(sizes[index] for index in columns)
    if body.corner or any(body.columns):
        head: list[Span] = [(_padded(body.corner, labels, glyphs), "muted")]
        for index in columns:
            name = body.columns[index] if index < len(body.columns) else ""
            head.append((" " + _padded(name, sizes[index] - 1, glyphs), "muted"))
        lines.append(tuple(head))
    for at, row in enumerate(body.rows):
        if row.rule_above:
            lines.append(((" " * labels + " " + glyphs.rule * max(1, span - labels - 1), "line"),))
        line: list[Span] = [(_padded(row.label, labels, glyphs), _label_tone(row))]
        x, closes = labels, 0
        for index in columns:
            cell = row.cells[index] if index < len(row.cells) else None
            here = cursor == (at, index) and cell is not None and selectable(cell)
            if here and cell is not None and cell.mark in _AFTER:
                closes = len(line) + 3
            line += _cell(cell, sizes[index], here, lit, glyphs)
            if cell is not None and selectable(cell):
                spots.append(Spot((at, index), len(lines), x, sizes[index]))
            x += sizes[index]
        if closes:
            line = _closed(line, closes, lit)
        note = notes[at]
        room = width - span - 2
        if note and cell_len(note) <= room:
            line += [("  ", "plain"), *tint(note, "muted")]
            note = ""
        lines.append(tuple(line))
        if note:
            lines += [
                ((" " * (labels + 1), "plain"), *tint(part, "muted")) for part in wrap(note, width - labels - 1)
            ]
    return lines, spots


def _label_tone(row: GridRow) -> str:
    return "plain bold" if any(selectable(cell) and cell.place is not None for cell in row.cells) else "plain"


def _padded(text: str, width: int, glyphs: Glyphs) -> str:
    text = fit(text, width, glyphs)
    return text + " " * (width - cell_len(text))


def _closed(line: list[Span], at: int, lit: bool) -> list[Span]:
    """The line with the bracket closed behind a cell that has a mark, where the next cell leaves room."""
    bracket = ("]", "gold bold chosen" if lit else "muted")
    if at >= len(line):
        return [*line, bracket]
    text, style = line[at]
    if text.startswith(" "):
        return [*line[:at], bracket, *([(text[1:], style)] if text[1:] else []), *line[at + 1 :]]
    # Two brackets cannot stand in one place: here the sign of the cursor goes before the mark.
    return [*line[: at - 1], bracket, *line[at:]]


def _cell(cell: Cell | None, size: int, here: bool, lit: bool, glyphs: Glyphs) -> list[Span]:
    """A cell: a bracket or space, its text, a mark, and space up to its size."""
    if cell is None:
        return [(" " * size, "plain")]
    text = cell.text
    tone = tone_of(text, "plain")
    left, right, side = " ", " ", "muted"
    match cell.mark:
        case "own":
            left, right = "(", ")"
        case "blank":
            text, tone = text or "_", tone if text else "gold"
        case "fixed":
            right, side = "!", "gold"
        case "wrong":
            right, side = glyphs.cross, "lie bold"
        case "right":
            right, side = glyphs.check, "loyal bold"
        case "lie":
            right, side = glyphs.dagger, "lie"
            tone = tone_of(text, "lie")
        case "self":
            text, tone = text or glyphs.dot, "muted"
    if cell.place is not None and cell.mark not in ("own", "self"):
        tone += " bold"
    text = fit(text or " ", size - 2, glyphs)
    spans: list[Span] = [(left, side), (text, tone), (right, side)]
    if here:
        marked = cell.mark in _AFTER
        modifier = " chosen" if lit else ""
        edge = ("gold bold" if lit else "muted") + modifier
        last = (right, side + modifier) if marked else ("]", edge)
        spans = [("[", edge), (text, tone + modifier), last]
    rest = size - cell_len(text) - 2
    if rest > 0:
        spans.append((" " * rest, "plain"))
    return spans
