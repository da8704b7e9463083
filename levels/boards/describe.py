"""The board in sentences: all that the panels show, for those who would rather read or hear it."""

from collections.abc import Iterable, Sequence

from levels.board import Chronicle, Goal, Grid, Header, Ladder, Pair, Panel, Prose, Row, Rows
from levels.boards.speech import capital

LATEST = 5
"""So many events of the chronicle are told."""

MOST_ROWS = 60
"""So many rows of a list are told: nobody listens to a thousand."""

_MARKS = {"own": " (his own)", "lie": " (a lie)", "wrong": " (wrong)", "fixed": " (fixed)"}


def describe(header: Header, panels: Sequence[Panel], status: str) -> tuple[str, ...]:
    """Sentences, the most needed first."""
    told = [capital(header.seat)]
    told.append(capital(", ".join(part for part in (header.clock, header.spent, header.par) if part)))
    for panel in sorted(panels, key=lambda panel: not isinstance(panel.body, Goal)):
        told += _panel(panel)
    told.append(status)
    return tuple(text for text in told if text)


def _panel(panel: Panel) -> Iterable[str]:
    body = panel.body
    match body:
        case Goal():
            state = {True: "Reached", False: "Not reached", None: "Open"}[body.holds]
            if body.promises:
                holds = {True: "holds", False: "is broken", None: "is open"}
                yield from (capital(f"{each.name} {holds[each.holds]}: {each.why}") for each in body.promises)
                return
            yield f"Goal: {capital(body.sentence)}"
            yield f"{state}: {capital(body.why)}" if body.why else f"{state}."
        case Rows():
            yield capital(f"{panel.title}:")
            yield from (line.text for line in body.above)
            yield from (_row(row, body.columns) for row in body.rows[:MOST_ROWS])
            if len(body.rows) > MOST_ROWS:
                yield f"And {len(body.rows) - MOST_ROWS:,} more."
            yield from (line.text for line in body.below)
        case Grid():
            yield capital(f"{panel.title}:")
            yield from _grid(body)
        case Ladder():
            yield f"{panel.title}:"
            words = {True: "reached", False: "not reached", None: "never"}
            yield from (f"{rung.text}: {words[rung.reached]}, {rung.note}." for rung in body.rungs)
        case Pair():
            yield f"{panel.title}, {body.left}, and {body.right}:"
            for line in body.lines:
                sees = "the same in both" if line.same else "not seen" if line.hidden else "differs"
                yield f"{line.left}; {line.right}: {sees}."
            yield from (line.text for line in body.below)
        case Prose():
            yield capital(f"{panel.title}:")
            yield from (line.text for line in body.lines)
        case Chronicle():
            latest = body.events[-LATEST:]
            yield "Lately:"
            yield from (f"{event.moment}: {event.text}" if event.moment else event.text for event in latest)


def _row(row: Row, columns: Sequence[str]) -> str:
    heads = (*columns, *("" for _ in row.cells))
    text = ", ".join(
        f"{head} {cell}".strip() for head, cell in zip(heads, row.cells, strict=False) if cell.strip()
    )
    if row.lie:
        text += ", a lie"
    if row.chosen:
        text += ", chosen"
    return capital(text)


def _grid(grid: Grid) -> Iterable[str]:
    for row in grid.rows:
        cells = []
        for at, cell in enumerate(row.cells):
            if cell.mark == "self":
                continue
            head = grid.columns[at] if at < len(grid.columns) and len(row.cells) > 1 else ""
            value = cell.text or "blank"
            cells.append(f"{head} {value}{_MARKS.get(cell.mark, '')}".strip())
        said = ", ".join(cells)
        note = f"; {row.note}" if row.note else ""
        yield capital(f"{row.label}: {said}{note}" if said else f"{row.label}: {row.note}")
    yield from (line.text for line in grid.below)
