"""The space-time diagram: a lane a general, time to the right, a wire a message, decisions at the end."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from levels.board import Arrow, Step, Timeline
from tui.glyphs import Glyphs, spell
from tui.widgets.draw.canvas import Canvas
from tui.widgets.draw.ink import Drawing, InkLine, Place, Span, Spot, fit, tone_of

SPREAD = 4
"""At most this many rows from one lane to the next."""


def draw(body: Timeline, width: int, height: int, cursor: Place | None, glyphs: Glyphs) -> list[InkLine]:
    """The diagram as lines."""
    return layout(body, width, height, cursor, glyphs).lines


def layout(body: Timeline, width: int, height: int, cursor: Place | None, glyphs: Glyphs) -> Drawing:
    """The diagram as lines, with the steps of the match that can be clicked under it."""
    steps, spots = _steps(body.steps, width, max(1, height - len(body.lanes) - 1), glyphs)
    room = height - len(steps) - 1
    count = max(1, len(body.lanes))
    most = SPREAD + 1 if count == 2 else SPREAD
    spread = max(1, min(most, (room - 1) // (count - 1) if count > 1 else 1))
    rows = 1 + spread * (count - 1)
    canvas = Canvas(width, 1 + rows)
    _Diagram(body, canvas, spread, glyphs).draw()
    lines = canvas.lines()
    if not body.arrows and len(lines) + len(steps) + 2 < height:
        lines += [(), (("No letter has been written yet.", "muted"),)]
    if steps and len(lines) + 1 + len(steps) <= height:
        lines.append(())
    spots = tuple(Spot(spot.at, spot.y + len(lines), spot.x, spot.width, node=spot.node) for spot in spots)
    return Drawing([*lines, *steps], spots)


class _Diagram:
    """One drawing of a timeline: where its lanes and columns lie, and the strokes on them."""

    def __init__(self, body: Timeline, canvas: Canvas, spread: int, glyphs: Glyphs) -> None:
        self.body = body
        self.canvas = canvas
        self.spread = spread
        self.glyphs = glyphs
        self.names = [self._name(index) for index in range(len(body.lanes))]
        longest = max((cell_len(name) for name, _ in self.names), default=0)
        self.left = min(longest, max(3, canvas.width // 4)) + 1
        words = max((cell_len(self._decision(text)[0]) for text in body.decisions), default=0)
        self.short = canvas.width < 44 or words == 0
        self.right = canvas.width - (words + 2 if words and not self.short else 4 if words else 0)
        count = max(1, len(body.columns))
        span = max(count, self.right - self.left)
        loads = [self._load(column) for column in range(count)]
        total = sum(loads)
        edges = [self.left]
        for load in loads:
            edges.append(edges[-1] + max(1, span * load // total))
        edges[-1] = self.right
        self.edges = edges
        self.daggers: list[tuple[int, int]] = []

    def _load(self, column: int) -> int:
        """How much room a column wants: its name, and a place for each wire that is drawn in it."""
        name = cell_len(self.body.columns[column]) + 2 if column < len(self.body.columns) else 4
        return max(name, 3 * len(self._wires(column)) + 2, 4)

    def _name(self, lane: int) -> tuple[str, str]:
        mark = self.body.marks[lane] if lane < len(self.body.marks) else ""
        name = spell(self.body.lanes[lane], self.glyphs)
        if mark == "traitor":
            return name + self.glyphs.dagger, "lie bold"
        if mark == "crashed":
            return name + self.glyphs.cross, "muted"
        if mark:
            return name, "plain bold under"
        return name, "plain bold"

    def _y(self, lane: int) -> int:
        return 1 + lane * self.spread

    def _decision(self, text: str) -> tuple[str, str]:
        """What is written at the end of a lane, and its tone."""
        if not text:
            return "", "muted"
        open_yet = text.startswith("?")
        word = text.lstrip("? ")
        tone = tone_of(word, "plain")
        if tone != "plain":
            word = word.upper()
        return f"{'?' if open_yet else self.glyphs.right} {spell(word, self.glyphs)}", tone

    def draw(self) -> None:
        """All strokes, from the ground up: columns, lanes, wires, decisions."""
        for column, name in enumerate(self.body.columns):
            room = self.edges[column + 1] - self.edges[column] - 1
            now = column == self.body.now
            self.canvas.put(
                self.edges[column], 0, self._head(column, name, room), "gold bold" if now else "muted"
            )
        for lane in range(len(self.body.lanes)):
            self._lane(lane)
        for column in range(len(self.edges) - 1):
            self._column(column)
        glyphs = self.glyphs
        # Last of all: where wires stand close, the next one must not hide that this one lies.
        strokes = " " + glyphs.rule + glyphs.lane_ahead + glyphs.crossing + glyphs.wall + glyphs.wire_draft
        for x, y in self.daggers:
            if self.canvas.at(x, y) in strokes:
                self.canvas.put(x, y, self.glyphs.dagger, "lie bold")

    def _head(self, column: int, name: str, room: int) -> str:
        """What stands over a column: its name, or where that is too long its number."""
        text = spell(name, self.glyphs)
        numbered = any(other.isdigit() for other in self.body.columns)
        if cell_len(text) > room and not numbered:
            text = str(column + 1)
        return fit(text, room, self.glyphs)

    def _lane(self, lane: int) -> None:
        y = self._y(lane)
        name, style = self.names[lane]
        self.canvas.put(0, y, fit(name, self.left - 1, self.glyphs), style)
        text, tone = self._decision(self.body.decisions[lane] if lane < len(self.body.decisions) else "")
        end = self.right if text else self.canvas.width
        lived = self.edges[min(len(self.edges) - 1, self.body.now + 1)]
        for x in range(self.left, end):
            self.canvas.put(x, y, self.glyphs.rule if x < lived else self.glyphs.lane_ahead, "line")
        if text:
            if self.short:
                text = text[:3]
            self.canvas.put(self.right + 1, y, text[:1], "muted" if text[0] == "?" else f"{tone} bold")
            self.canvas.put(self.right + 3 if not self.short else self.right + 2, y, text[2:], f"{tone} bold")

    def _wires(self, column: int) -> list[list[Arrow]]:
        """The arrows of a column, in bundles that share one upright: one sender's, or one arrow each.

        A lone sender's messages fan out side by side; where several send, each has one upright.
        """
        arrows = [arrow for arrow in self.body.arrows if arrow.seen == column]
        senders = sorted({arrow.sender for arrow in arrows})
        if len(senders) == 1 or len(arrows) <= 3:
            return [[arrow] for arrow in sorted(arrows, key=lambda arrow: (arrow.sender, arrow.receiver))]
        return [[arrow for arrow in arrows if arrow.sender == sender] for sender in senders]

    def _column(self, column: int) -> None:
        bundles = self._wires(column)
        first, last = self.edges[column], self.edges[column + 1] - 1
        room = max(1, last - first)
        if len(self.body.lanes) == 2 and self.spread >= 3 and len(bundles) == 1:
            self._slope(bundles[0][0], first, room)
            return
        step = max(1, room // max(1, len(bundles)))
        step = min(step, 8)
        if len(bundles) > room and bundles and len({bundle[0].sender for bundle in bundles}) == 1:
            # Too narrow for a fan: all on one upright.
            bundles, step = [[arrow for bundle in bundles for arrow in bundle]], room
        for index, bundle in enumerate(bundles):
            x = min(last, first + min(1, room - 1) + index * step)
            self._upright(bundle, x, last)

    def _upright(self, bundle: Sequence[Arrow], x: int, last: int) -> None:
        """One sender's wire, up and down from his lane, with a letter on each lane that hears him."""
        sender = bundle[0].sender
        ends = [self._y(arrow.receiver) for arrow in bundle]
        start = self._y(sender)
        heard = {self._y(arrow.receiver): arrow for arrow in bundle}
        lanes = {self._y(lane) for lane in range(len(self.body.lanes))}
        alone = tone_of(bundle[0].order, "line") if len(bundle) == 1 else "line"
        draft = all(arrow.state in ("draft", "open") for arrow in bundle)
        for y in range(min(start, *ends), max(start, *ends) + 1):
            if y == start or y in heard:
                continue
            sign = self.glyphs.crossing if y in lanes else self.glyphs.wire_draft if draft else self.glyphs.wall
            if y not in lanes or len(bundle) == 1:
                self.canvas.put(x, y, sign, alone)
        self.canvas.put(x, start, self.glyphs.hollow if draft else self.glyphs.bullet, "plain")
        for y, arrow in heard.items():
            self._letter(arrow, x, y, last)

    def _letter(self, arrow: Arrow, x: int, y: int, last: int) -> None:
        """What arrives: the letter of the order, a cross where it was taken, a dash for silence."""
        if arrow.state == "captured":
            self.canvas.put(x, y, self.glyphs.cross, "network bold")
            return
        if arrow.state == "silent":
            self.canvas.put(x, y, self.glyphs.dash, "muted")
            return
        if arrow.state == "open":
            self.canvas.put(x, y, self.glyphs.hollow, "muted")
            return
        tone = tone_of(arrow.order, "muted")
        # Several things at once have no letter, but hide nothing; what is hidden is asked after.
        several = self.glyphs.dot if arrow.order else "?"
        self.canvas.put(x, y, arrow.order[:1].upper() if tone != "muted" else several, f"{tone} bold")
        if arrow.lie and x < last:
            self.daggers.append((x + 1, y))

    def _slope(self, arrow: Arrow, first: int, room: int) -> None:
        """Between two lanes far apart a letter takes time: its wire runs aslant."""
        top, bottom = self._y(0), self._y(1)
        rows = bottom - top - 1
        down = arrow.sender == 0
        lean = 1 if room > rows + 3 else 0
        tone = tone_of(arrow.order, "plain")
        start = top if down else bottom
        x = first + 1
        self.canvas.put(x, start, self.glyphs.hollow if arrow.state == "draft" else self.glyphs.bullet, "plain")
        taken_at = (rows + 1) // 2
        for step in range(1, rows + 1):
            y = start + step if down else start - step
            x = first + 1 + lean * step
            if arrow.state == "captured" and step == taken_at:
                self.canvas.put(x, y, self.glyphs.cross, "network bold")
                return
            if arrow.state == "silent":
                continue
            if arrow.state == "draft":
                sign = self.glyphs.dot
            elif lean == 0:
                sign = self.glyphs.wall
            else:
                sign = self.glyphs.falling if down else self.glyphs.rising
            self.canvas.put(x, y, sign, tone)
        self._letter(arrow, first + 1 + lean * (rows + 1), bottom if down else top, first + room)


def _steps(
    steps: Sequence[Step], width: int, height: int, glyphs: Glyphs
) -> tuple[list[InkLine], tuple[Spot, ...]]:
    """The steps of the match as beads on a string, a string a branch; the present one filled, and named."""
    if len(steps) < 2:
        return [], ()
    branches = sorted({step.branch for step in steps})
    current = next((step for step in steps if step.current), None)
    title = spell(current.title, glyphs) if current else ""
    lines: list[InkLine] = []
    spots: list[Spot] = []
    for branch in branches[: max(1, height)]:
        beads = [step for step in steps if step.branch == branch]
        head = "steps " if not lines else "    " + glyphs.branch + glyphs.rule
        tail = f"  {title}" if any(step.current for step in beads) else ""
        room = max(1, (width - len(head) - min(cell_len(tail), width // 2) - 4 + 1) // 2)
        if cell_len(head) + 2 * len(beads) - 1 + cell_len(tail) <= width:
            room = len(beads)
        at = next((index for index, step in enumerate(beads) if step.current), len(beads) - 1)
        begin = max(0, min(at - room // 2, len(beads) - room))
        shown = beads[begin : begin + room]
        spans: list[Span] = [(head, "muted" if not lines else "line")]
        if begin:
            spans.append((glyphs.more, "muted"))
        x = len(head) + (1 if begin else 0)
        for index, step in enumerate(shown):
            if index:
                spans.append((glyphs.rule, "line"))
                x += 1
            spans.append((glyphs.bullet, "gold bold") if step.current else (glyphs.hollow, "muted"))
            spots.append(Spot((0, 0), len(lines), x, 1, node=step.node))
            x += 1
        if begin + room < len(beads):
            spans.append((glyphs.more, "muted"))
            x += 1
        if tail:
            spans.append((fit(tail, width - x, glyphs), "plain"))
        lines.append(tuple(spans))
    return lines, tuple(spots)
