"""Panels as lines of plain text: for the plain mode, where nothing moves and nothing is coloured."""

from collections.abc import Sequence
from typing import Any

from levels.board import (
    Arrow,
    Body,
    Chronicle,
    Field,
    Goal,
    Grid,
    Ladder,
    Line,
    Pair,
    Panel,
    Prose,
    Rows,
    Timeline,
)


def columns(rows: Sequence[Sequence[str]], gap: str = "  ") -> list[str]:
    """Rows of cells, each column as wide as its widest cell."""
    count = max((len(row) for row in rows), default=0)
    widths = [max((len(row[c]) for row in rows if c < len(row)), default=0) for c in range(count)]
    return [
        gap.join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=False)).rstrip() for row in rows
    ]


def interlude(match: Any) -> tuple[str, list[str]]:
    """The words between two stages: a title, why this stage is won, and how the next begins."""
    lines = [match.feedback] if match.feedback else []
    for panel in match.board.panels:
        if isinstance(panel.body, Goal):
            argued = panel.body.holds is False
            why = "Rightly argued: it cannot be done" if argued else panel.body.why
            lines.append(f"{why[:1].upper()}{why[1:].rstrip('.')}.")
    stages = getattr(match.level, "stages", ())
    here = stages[match.stage].text if match.stage < len(stages) else None
    after = stages[match.stage + 1].text if match.stage + 1 < len(stages) else None
    for text in (here.won if here else None, after.before if after else None):
        if text:
            lines += ["", text]
    return f"Stage {match.stage + 1} is won", lines


def panel_lines(panel: Panel) -> list[str]:
    """A panel: its title, then its body, indented."""
    return [panel.title, *(f"  {line}".rstrip() for line in body_lines(panel.body))]


def body_lines(body: Body) -> list[str]:
    """The body of a panel, whichever it is."""
    match body:
        case Rows():
            return _rows(body)
        case Grid():
            return _grid(body)
        case Field():
            return _field(body)
        case Timeline():
            return _timeline(body)
        case Ladder():
            return _ladder(body)
        case Pair():
            return _pair(body)
        case Goal():
            return _goal(body)
        case Prose():
            return _texts(body.lines)
        case Chronicle():
            return [f"{event.moment}: {event.text}" if event.moment else event.text for event in body.events]


def _texts(lines: Sequence[Line]) -> list[str]:
    return [line.text for line in lines]


def _rows(body: Rows) -> list[str]:
    table = [list(body.columns)] if any(body.columns) else []
    for row in body.rows:
        cells = list(row.cells)
        if row.lie and not any("lie" in cell for cell in cells):
            cells.append("a lie")
        if row.chosen:
            cells.append("(chosen)")
        table.append(cells)
    lines = [*_texts(body.above), *columns(table), *_texts(body.below)]
    if body.meter is not None:
        lines.append(f"{body.meter[0]} of {body.meter[1]}")
    return lines


_MARKS = {"own": ("(", ")"), "fixed": ("", "*"), "wrong": ("", " wrong"), "lie": ("", "!"), "blank": ("_", "")}


def _grid(body: Grid) -> list[str]:
    table = [[body.corner, *body.columns, ""]]
    for row in body.rows:
        cells = []
        for cell in row.cells:
            before, after = _MARKS.get(cell.mark, ("", ""))
            cells.append(f"{before}{cell.text}{after}" if cell.text or cell.mark == "blank" else "")
        table.append([row.label, *cells, row.note])
    return [*_texts(body.above), *columns(table), *_texts(body.below)]


def _field(body: Field) -> list[str]:
    lines = []
    for camp in body.camps:
        words: list[str] = [camp.kind] if camp.kind != "unknown" else []
        if camp.mine:
            words.append("you")
        if camp.order:
            words.append(camp.order if camp.decided else f"leans to {camp.order}")
        lines.append(f"{camp.name}: {', '.join(words)}" if words else camp.name)
    names = [camp.name for camp in body.camps]
    for road in body.roads:
        lines.append(_message(names[road.sender], names[road.receiver], road.order, road.state, road.lie))
    return lines + _texts(body.below)


def _message(sender: str, receivers: str, order: str, state: str, lie: bool) -> str:
    says = f" {order}" if order else ""
    after = {"captured": ", captured", "silent": ", silent", "draft": ", not yet sent"}.get(state, "")
    return f"{sender} to {receivers}:{says or ' a letter'}{after}{', a lie' if lie else ''}"


def _timeline(body: Timeline) -> list[str]:
    lines = []
    for number, column in enumerate(body.columns):
        arrows: list[Arrow] = [arrow for arrow in body.arrows if arrow.seen == number]
        if arrows:
            lines.append(f"{column}:")
            lines += [f"  {line}" for line in _sent(arrows, body.lanes)]
    for lane, decision in zip(body.lanes, body.decisions, strict=False):
        if decision.startswith("?"):
            lines.append(f"{lane} would {decision[1:]}")
        elif decision:
            lines.append(f"{lane} decides: {decision}")
    return lines


def _sent(arrows: Sequence[Arrow], lanes: Sequence[str]) -> list[str]:
    """Messages as lines: one for all to whom one sender says the same."""
    groups: dict[tuple[int, str, str, bool], list[int]] = {}
    for arrow in arrows:
        # What a drawing has no room for.
        says = f"“{arrow.text}”" if arrow.order == "notes" and arrow.text else arrow.order
        key = (arrow.sender, says, arrow.state, arrow.lie)
        groups.setdefault(key, []).append(arrow.receiver)
    lines = []
    for (sender, order, state, lie), receivers in groups.items():
        names = ", ".join(lanes[receiver] for receiver in receivers)
        lines.append(_message(lanes[sender], names, order, state, lie))
    return lines


def _ladder(body: Ladder) -> list[str]:
    words = {True: "reached", False: "not reached", None: "never"}
    table = [[rung.text, words[rung.reached], rung.note] for rung in body.rungs]
    return [*columns(table), *_texts(body.below)]


def _pair(body: Pair) -> list[str]:
    table = [[body.left, body.viewer, body.right]]
    for line in body.lines:
        sees = "does not see" if line.hidden else ("the same" if line.same else "differs")
        table.append([line.left, sees, line.right])
    return [*columns(table), *_texts(body.below)]


def _goal(body: Goal) -> list[str]:
    state = {True: "reached", False: "not reached", None: "open"}[body.holds]
    lines = [body.sentence, f"{state}: {body.why}" if body.why else state]
    if body.promises:
        holds = {True: "holds", False: "broken", None: "open"}
        lines = [f"{each.name}: {holds[each.holds]}, {each.why}" for each in body.promises]
    return lines + [f"{name}: {value}" for name, value in body.facts]
