"""A list with columns: an outbox, an inbox, letters, alternatives, suspects."""

from __future__ import annotations

from rich.cells import cell_len

from levels.board import Row, Rows
from tui.glyphs import Glyphs, spell
from tui.widgets.draw.ink import (
    Drawing,
    InkLine,
    Place,
    Span,
    Spot,
    all_prose,
    crop,
    fill,
    fit,
    restyle,
    stack,
    tint,
    tone_of,
    wrap,
)

GUTTER = 2
"""The room for the cursor at the left."""

LEAST = 6
"""A column is not made narrower than this; its cells go on several lines instead."""


def draw(body: Rows, width: int, height: int, cursor: Place | None, glyphs: Glyphs) -> list[InkLine]:
    """The list as lines."""
    return layout(body, width, height, cursor, glyphs).lines


def selectable(row: Row) -> bool:
    """Whether the cursor can stand on this row: something can be set there, or is said about it."""
    return row.place is not None or bool(row.why)


def natural(body: Rows, glyphs: Glyphs) -> int:
    """The width at which no cell has to wrap."""
    spins = _spinning(body)
    gutter = GUTTER if any(selectable(row) for row in body.rows) else 0
    lie, widths, _ = _measure(body, 10_000, spins, glyphs)
    answers = max((_answers_width(row, glyphs) + 2 for row in body.rows if _answered(row)), default=0)
    return gutter + sum(widths) + max(0, len(widths) - 1) + cell_len(lie) + answers


def layout(
    body: Rows, width: int, height: int, cursor: Place | None, glyphs: Glyphs, *, lit: bool = True
) -> Drawing:
    """The list as lines, with the places where the cursor can stand.

    `lit` is whether the panel has the focus: only then does the cursor's row get a ground.
    """
    spins = _spinning(body)
    gutter = GUTTER if any(selectable(row) for row in body.rows) else 0
    lie, widths, gap = _measure(body, width - gutter, spins, glyphs)
    used = sum(widths) + gap * max(0, len(widths) - 1)
    beside = all(
        _answers_width(row, glyphs) <= width - gutter - used - 2 for row in body.rows if _answered(row)
    )
    table: list[InkLine] = []
    marks: list[tuple[int, Spot]] = []
    if any(body.columns):
        cells: list[Span] = [(" " * gutter, "plain")]
        for index, name in enumerate(body.columns[: len(widths)]):
            inset = " " if index in spins else ""
            text = fit(inset + spell(name, glyphs), widths[index], glyphs)
            cells.append((text + " " * (widths[index] - cell_len(text) + gap), "muted"))
        table.append(_trim(tuple(cells)))
    for index, row in enumerate(body.rows):
        here = cursor is not None and cursor[0] == index and selectable(row)
        drawn, spots = _row(row, width, gutter, widths, gap, spins, here and lit, beside, glyphs)
        if row.lie:
            drawn[0] = (*drawn[0], (lie, "lie"))
        if here:
            sign: Span = (glyphs.cursor + " " * (gutter - 1), "gold bold" if lit else "muted")
            drawn[0] = (sign, *drawn[0][1:])
            if lit:
                drawn = [restyle(fill(line, width), "chosen") for line in drawn]
        if selectable(row):
            for offset in range(len(drawn)):
                marks.append((len(table), Spot((index, 0), offset, 0, width)))
            marks += [(len(table), spot._at(index)) for spot in spots]
        table += drawn
    above = all_prose(body.above, width, glyphs)
    below = all_prose(body.below, width, glyphs)
    meter = [_meter(body.meter, width, glyphs)] if body.meter else []
    lines, starts = stack([above, table, below, meter], height)
    spots_at = tuple(
        Spot(spot.at, starts[1] + start + spot.y, spot.x, spot.width, spot.sets) for start, spot in marks
    )
    return Drawing([crop(line, width, glyphs) for line in lines], spots_at)


class _Part:
    """A clickable part of a row: a radio answer that stands beside others on the same line."""

    __slots__ = ("sets", "width", "x", "y")

    def __init__(self, y: int, x: int, width: int, sets: str) -> None:
        self.y, self.x, self.width, self.sets = y, x, width, sets

    def _at(self, index: int) -> Spot:
        return Spot((index, 0), self.y, self.x, self.width, self.sets)


def _spinning(body: Rows) -> frozenset[int]:
    """The columns in which a value can be turned: they get room for a mark on each side."""
    return frozenset(
        row.shows
        for row in body.rows
        if row.state == "open" and row.shows >= 0 and len(row.options) > 1 and not row.sets
    )


def _cell(row: Row, index: int, glyphs: Glyphs) -> str:
    text = row.cells[index] if index < len(row.cells) else ""
    if index == row.shows and not text:
        text = row.value
    if index == 0 and row.sets:
        text = f"({glyphs.bullet if row.chosen else ' '}) {text}"
    return spell(text, glyphs)


def _measure(body: Rows, room: int, spins: frozenset[int], glyphs: Glyphs) -> tuple[str, list[int], int]:
    """The word that marks a lie, the widths of the columns and the gap: the longest word that fits."""
    if not any(row.lie for row in body.rows):
        return "", *_widths(body, room, spins, glyphs)
    for lie in (f"  {glyphs.dagger} a lie", f" {glyphs.dagger} lie", f" {glyphs.dagger}"):
        widths, gap = _widths(body, room - cell_len(lie), spins, glyphs)
        if widths == _widths(body, 10_000, spins, glyphs)[0]:
            break
    return lie, widths, gap


def _widths(body: Rows, room: int, spins: frozenset[int], glyphs: Glyphs) -> tuple[list[int], int]:
    """The width of each column, and the gap between them, so that all goes into `room` if it can."""
    count = max([len(body.columns), *(max(len(row.cells), row.shows + 1) for row in body.rows)], default=0)
    widths = []
    for index in range(count):
        texts = [_cell(row, index, glyphs) for row in body.rows]
        if index < len(body.columns):
            texts.append(spell(body.columns[index], glyphs))
        natural = max((cell_len(text) for text in texts), default=0)
        widths.append(natural + 2 if index in spins else natural)
    inner = max(0, count - 1)
    gap = next((gap for gap in (3, 2, 1) if sum(widths) + gap * inner <= room), 1)
    words = [_longest_word(body, index, glyphs) for index in range(count)]
    for floors in (words, [min(LEAST, size) for size in widths]):
        while sum(widths) + gap * inner > room:
            loose = [index for index in range(count) if index not in spins and widths[index] > floors[index]]
            if not loose:
                break
            widths[max(loose, key=lambda index: widths[index])] -= 1
    return widths, gap


def _longest_word(body: Rows, index: int, glyphs: Glyphs) -> int:
    """The width at which no word of a column has to be broken."""
    texts = [_cell(row, index, glyphs) for row in body.rows]
    if index < len(body.columns):
        texts.append(spell(body.columns[index], glyphs).replace(" ", "_"))
    return max((cell_len(word) for text in texts for word in text.split()), default=0)


def _row(
    row: Row,
    width: int,
    gutter: int,
    widths: list[int],
    gap: int,
    spins: frozenset[int],
    here: bool,
    beside: bool,
    glyphs: Glyphs,
) -> tuple[list[InkLine], list[_Part]]:
    """A row on one line, or on several where its cells are longer than their columns."""
    tone = "muted" if row.state == "waiting" else "plain"
    columns: list[list[InkLine]] = []
    for index, size in enumerate(widths):
        text = _cell(row, index, glyphs)
        if index in spins:
            columns.append([_value(row, index, text, size, here, glyphs)])
        elif index == row.shows or (row.sets and index == 0):
            bold = " bold" if row.chosen or index == row.shows else ""
            columns.append([tint(part, tone_of(text, tone) + bold) for part in wrap(text, size)] or [()])
        else:
            columns.append([tint(part, tone_of(text, tone)) for part in wrap(text, size)] or [()])
    lines: list[InkLine] = []
    for at in range(max((len(column) for column in columns), default=1)):
        spans: list[Span] = [(" " * gutter, "plain")]
        for index, column in enumerate(columns):
            spans += fill(column[at] if at < len(column) else (), widths[index] + gap)
        lines.append(_trim(tuple(spans)))
    parts: list[_Part] = []
    if _answered(row):
        used = sum(widths) + gap * max(0, len(widths) - 1)
        lines, parts = _answers(row, lines, width, gutter, used, beside, glyphs)
    return lines, parts


def _value(row: Row, index: int, text: str, size: int, here: bool, glyphs: Glyphs) -> InkLine:
    """A value that can be turned, between marks when the cursor stands on it."""
    open_here = index == row.shows and row.state == "open" and len(row.options) > 1
    left, right = (glyphs.spin_left, glyphs.spin_right) if open_here and here else (" ", " ")
    text = fit(text, size - 2, glyphs)
    tone = tone_of(text, "muted" if row.state == "waiting" or text == "silence" else "plain")
    return (
        (left, "gold bold"),
        (text, f"{tone} bold" if index == row.shows else tone),
        (right, "gold bold"),
    )


def _answered(row: Row) -> bool:
    """Whether all answers of a row are shown in it, as its value has no column of its own."""
    return bool(row.options) and row.shows < 0 and not row.sets and row.place is not None


def _answers_width(row: Row, glyphs: Glyphs) -> int:
    return sum(cell_len(spell(option, glyphs)) + 3 for option in row.options) - 1


def _answers(
    row: Row, lines: list[InkLine], width: int, gutter: int, used: int, beside: bool, glyphs: Glyphs
) -> tuple[list[InkLine], list[_Part]]:
    """All answers of a row on a line, the one that stands in brackets: beside its cells, or under them."""
    words = [spell(option, glyphs) for option in row.options]
    needed = _answers_width(row, glyphs)
    if not beside and needed > width - gutter - 2:
        at = row.options.index(row.value) if row.value in row.options else -1
        text = f"{glyphs.spin_left}{spell(row.value, glyphs) or glyphs.dash}{glyphs.spin_right}"
        count = f"  {at + 1} of {len(words)}" if at >= 0 else f"  of {len(words)}"
        one: InkLine = ((" " * (gutter + 2), "plain"), (text, tone_of(row.value) + " bold"), (count, "muted"))
        return [*lines, one], []
    if beside:
        start = gutter + used + 2
        spans = list(fill(lines[0], start))
        y = 0
    else:
        start = gutter + 2
        spans = [(" " * start, "plain")]
        y = len(lines)
    parts: list[_Part] = []
    x = start
    for option, word in zip(row.options, words, strict=True):
        stands = option == row.value
        left, right = ("[", "]") if stands else (" ", " ")
        spans += [
            (left, "gold"),
            (word, tone_of(word, "plain" if stands else "muted") + (" bold" if stands else "")),
            (right, "gold"),
            (" ", "plain"),
        ]
        parts.append(_Part(y, x, cell_len(word) + 2, option))
        x += cell_len(word) + 3
    drawn = _trim(tuple(spans))
    return ([drawn, *lines[1:]] if beside else [*lines, drawn]), parts


def _trim(line: InkLine) -> InkLine:
    """The line without the space at its end."""
    spans = list(line)
    while spans and not spans[-1][0].strip() and len(spans) > 1:
        spans.pop()
    if spans:
        text, style = spans[-1]
        spans[-1] = (text.rstrip() if text.strip() else text, style)
    return tuple(spans)


def _meter(meter: tuple[int, int] | None, width: int, glyphs: Glyphs) -> InkLine:
    """A bar: how much is done, of how much."""
    assert meter is not None
    done, total = meter
    words = f" {done} of {total}"
    room = max(4, width - cell_len(words) - 2)
    filled = max(0, min(room, round(room * done / total) if total else 0))
    return (
        ("[", "line"),
        (glyphs.full * filled, "gold"),
        (glyphs.empty * (room - filled), "line"),
        ("]", "line"),
        (words, "plain"),
    )
