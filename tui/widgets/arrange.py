"""Where the panels of a board stand on a screen of a given size: a pure function, tested without one.

A small board shows the player's work, what belongs beside it and what belongs under it; the other panels
take their place when they are asked for. A large one shows everything at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from textual.geometry import Region

from levels.board import Chronicle, Field, Goal, Pair, Panel, Timeline
from tui.glyphs import Glyphs
from tui.widgets.draw.body import natural_height, natural_width

LARGE = (116, 28)
"""From this size on (columns, rows, without header and footer) everything is shown at once."""

FRAME_X = 4
FRAME_Y = 2
"""What a frame and its padding take from a panel."""

_SCROLLS = 14
"""The least height of the player's work in which a long list is still read with ease."""


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The regions of the panels that are in sight, by id, and whether a line of tabs names the others."""

    regions: dict[str, Region] = field(default_factory=dict)
    tabs: bool = False


def arrange(panels: Sequence[Panel], width: int, height: int, asked: str, glyphs: Glyphs) -> Arrangement:
    """The arrangement of a board.

    Args:
        panels: the board's panels, in the order of their digits.
        width, height: the room, in cells.
        asked: the id of the panel that must be in sight.
        glyphs: the signs they are drawn with.
    """
    if not panels or width < 8 or height < 4:
        return Arrangement()
    table = _Table(tuple(panels), width, height, glyphs)
    if width >= LARGE[0] and height >= LARGE[1]:
        return Arrangement(table.large())
    return table.small(asked)


def _least(panel: Panel) -> int:
    """The least width in which a panel is still itself, where its body can adapt."""
    match panel.body:
        case Field():
            return 28
        case Timeline():
            return 36
        case Pair():
            return 40
        case Goal() | Chronicle():
            return 28
    return 24


class _Table:
    """The panels of one board, measured, and the room they have."""

    def __init__(self, panels: tuple[Panel, ...], width: int, height: int, glyphs: Glyphs) -> None:
        self.panels = panels
        self.by_id = {panel.id: panel for panel in panels}
        self.width = width
        self.height = height
        self.glyphs = glyphs

    # Measures, frames included.

    def wide(self, panel: Panel) -> int:
        return natural_width(panel.body, self.glyphs) + FRAME_X

    def tall(self, panel: Panel, width: int, *, airy: bool = True) -> int:
        return max(1, natural_height(panel.body, width - FRAME_X, self.glyphs, airy=airy)) + FRAME_Y

    def slot(self, name: str) -> list[Panel]:
        return [panel for panel in self.panels if panel.slot == name]

    # Small: what is in sight depends on what was asked for.

    def small(self, asked: str) -> Arrangement:
        everything = len(self.panels)
        if not any(panel.slot == "more" for panel in self.panels):
            regions = self._sight(asked, self.height)
            if len(regions) == everything:
                return Arrangement(regions)
        regions = self._sight(asked, self.height - 1)
        if len(regions) == everything:
            return Arrangement(self._sight(asked, self.height))
        return Arrangement({id: region.translate((0, 1)) for id, region in regions.items()}, tabs=True)

    def _sight(self, asked: str, room: int) -> dict[str, Region]:
        """The usual panels if the one that was asked for is among them, else that one in their place."""
        regions = self._base(room)
        if asked in regions or asked not in self.by_id:
            return regions
        return self._with_more(self.by_id[asked], room)

    def _base(self, room: int) -> dict[str, Region]:
        """The work, what is beside it, what is under both; and the goal too where there is room left.

        What would have to be cut to fit is left out: it has a tab.
        """
        top = [*self.slot("main"), *self.slot("side")]
        low = self.slot("low")
        if not top:
            top, low = low, []
        if not top:
            top = list(self.panels[:1])
        if len(top) > 1 and not self._beside(top):
            low = [*top[1:], *low]
            top = top[:1]
        rows = [top, *self._rows(low, room - self._row_height(top))]
        while len(rows) > 1 and sum(self._row_height(row, airy=False) for row in rows) > room + 1:
            rows.pop()
        used = sum(self._row_height(row, airy=False) for row in rows)
        spare = self._spare(rows, room - used)
        if spare:
            rows.append(spare)
        return self._place(rows, room)

    def _beside(self, row: Sequence[Panel]) -> bool:
        """Whether panels can stand side by side without squeezing a table."""
        return sum(self.wide(panel) for panel in row) <= self.width + 1 * len(row)

    def _rows(self, low: list[Panel], room: int) -> list[list[Panel]]:
        """The low panels one under the other if that fits, else in pairs, else all in one row."""
        if not low:
            return []
        single = [[panel] for panel in low]
        if sum(self._row_height(row) for row in single) <= room and len(low) < 3:
            pairs = self._pairs(low)
            # Two short lists side by side leave room for more than two half-empty rows.
            if len(low) < 2 or self._row_height(low) >= room // 2 or not self._narrow(low):
                return single
            return pairs
        pairs = self._pairs(low)
        if sum(self._row_height(row) for row in pairs) <= room or len(low) == 2:
            return pairs
        return [low]

    def _narrow(self, row: Sequence[Panel]) -> bool:
        return all(self.wide(panel) <= self.width // len(row) for panel in row)

    @staticmethod
    def _pairs(low: list[Panel]) -> list[list[Panel]]:
        return [low[at : at + 2] for at in range(0, len(low), 2)]

    def _spare(self, rows: list[list[Panel]], room: int) -> list[Panel]:
        """Panels that would be tabs, but for which there is room: the goal first, then what happened."""
        shown = {panel.id for row in rows for panel in row}
        more = [panel for panel in self.panels if panel.id not in shown]
        goals = [panel for panel in more if isinstance(panel.body, Goal)]
        others = [panel for panel in more if isinstance(panel.body, Chronicle)]
        left_out = [panel for panel in more if panel.slot in ("side", "low") and panel not in goals]
        pair = [*goals[:1], *(left_out or others)[:1]]
        if len(pair) == 2 and self._row_height(pair, airy=False) <= room:
            return pair
        for panel in pair:
            if self.tall(panel, self.width, airy=False) <= room:
                return [panel]
        return []

    def _with_more(self, panel: Panel, room: int) -> dict[str, Region]:
        """A panel that was asked for, beside the work if both have room, or over it, or alone."""
        main = (self.slot("main") or list(self.panels[:1]))[0]
        if main.id == panel.id:
            return {panel.id: Region(0, 0, self.width, room)}
        left = self.wide(main)
        if left + _least(panel) + FRAME_X <= self.width:
            left = max(left, self.width - max(self.wide(panel), self.width // 2))
            right = self.width - left
            regions: dict[str, Region] = {}
            regions |= self._stack([main, *self._under(main, panel, left, room)], 0, left, 0, room)
            beneath = self._under(panel, main, right, room, taken=set(regions))
            regions |= self._stack([panel, *beneath], left, right, 0, room)
            return regions
        tall = self.tall(main, self.width)
        wanted = self.tall(panel, self.width, airy=False)
        if tall + min(wanted, 11) <= room:
            return self._stack([main, panel], 0, self.width, 0, room)
        alone = [panel, *self._under(panel, main, self.width, room)]
        return self._stack(alone, 0, self.width, 0, room)

    def _under(
        self, panel: Panel, other: Panel, width: int, room: int, taken: set[str] | None = None
    ) -> list[Panel]:
        """What fills the room that a panel leaves under itself in a column: something that fits whole."""
        if isinstance(panel.body, Field | Timeline):
            return []
        left = room - self.tall(panel, width)
        found: list[Panel] = []
        avoid = {panel.id, other.id} | (taken or set())
        ranked = sorted(
            self.panels, key=lambda each: (not isinstance(each.body, Goal), each.slot not in ("side", "low"))
        )
        for each in ranked:
            if each.id in avoid or each.slot == "main" or isinstance(each.body, Field | Timeline):
                continue
            fits = self.wide(each) <= width or isinstance(each.body, Goal | Chronicle)
            tall = self.tall(each, width, airy=False)
            if fits and tall <= left:
                found.append(each)
                left -= tall
        return found

    # Rows of panels.

    def _widths(self, row: Sequence[Panel], room: int = 0) -> list[int]:
        """The widths of panels side by side: each what it needs, and a share of the rest."""
        room = room or self.width
        if len(row) == 1:
            return [room]
        wants = [self.wide(panel) for panel in row]
        rest = room - sum(wants)
        if rest >= 0:
            widths = [want + rest // len(row) for want in wants]
        else:
            widths = [
                max(_least(panel), room * want // sum(wants)) for panel, want in zip(row, wants, strict=True)
            ]
        widths[-1] = room - sum(widths[:-1])
        return widths

    def _row_height(self, row: Sequence[Panel], width: int = 0, *, airy: bool = True) -> int:
        if not row:
            return 0
        widths = self._widths(row, width)
        return max(self.tall(panel, wide, airy=airy) for panel, wide in zip(row, widths, strict=True))

    def _place(self, rows: list[list[Panel]], room: int, x: int = 0, width: int = 0) -> dict[str, Region]:
        """Rows of panels one under the other, in all the room."""
        width = width or self.width
        wants = [(self._row_height(row, width), self._row_height(row, width, airy=False)) for row in rows]
        regions: dict[str, Region] = {}
        y = 0
        for row, height in zip(rows, _shared(wants, room), strict=True):
            left = x
            for panel, wide in zip(row, self._widths(row, width), strict=True):
                regions[panel.id] = Region(left, y, wide, height)
                left += wide
            y += height
        return regions

    def _stack(self, column: Sequence[Panel], x: int, width: int, y: int, room: int) -> dict[str, Region]:
        """Panels one under the other in a column; those that can use more room take what is left."""
        wants = [(self.tall(panel, width), self.tall(panel, width, airy=False)) for panel in column]
        elastic = [
            at for at, panel in enumerate(column) if isinstance(panel.body, Field | Timeline | Chronicle)
        ]
        heights = _shared(wants, room, grows=elastic or None)
        regions: dict[str, Region] = {}
        for panel, height in zip(column, heights, strict=True):
            regions[panel.id] = Region(x, y, width, height)
            y += height
        return regions

    # Large: everything at once.

    def large(self, *, goal_above: bool = False) -> dict[str, Region]:
        """Field, work and what is beside it on top; timeline and goal under them; the chronicle last.

        Where the work leaves room for it beside the field, the goal goes there.
        """
        fields = [panel for panel in self.panels if isinstance(panel.body, Field)][:1]
        times = [panel for panel in self.panels if isinstance(panel.body, Timeline)][:1]
        goals = [panel for panel in self.panels if isinstance(panel.body, Goal)][:1]
        pairs = [panel for panel in self.panels if isinstance(panel.body, Pair)]
        tales = [panel for panel in self.panels if isinstance(panel.body, Chronicle)][:1]
        below = [*times, *pairs, *goals]
        if goal_above:
            below = [*times, *pairs]
        taken = {panel.id for panel in (*fields, *below, *tales)}
        work = [panel for panel in self.panels if panel.id not in taken]
        side = 0
        if fields:
            side = min(max(34, self.width * 3 // 10), 60) if work else self.width
            widest = max((self.wide(panel) for panel in work), default=0)
            side = max(32, min(side, self.width - widest)) if work else side
            beside = self.width - side - sum(self.wide(panel) for panel in work[:2])
            # The field gives up a little where that lets the work stand side by side.
            if beside < 0 and side + beside >= 32:
                side += beside
        rows = self._packed(work, self.width - side)
        low_widths = self._below_widths(below)
        tale = min(7, max(4, self.tall(tales[0], self.width))) if tales else 0
        wanted = [self._row_height(row, self.width - side) for row in rows]
        floors = [self._row_height(row, self.width - side, airy=False) for row in rows]
        under, under_floor = (
            max(
                (self.tall(panel, width, airy=airy) for panel, width in zip(below, low_widths, strict=True)),
                default=0,
            )
            for airy in (True, False)
        )
        work_wants, work_floor = sum(wanted), sum(floors)
        rest = self.height - under_floor - min(tale, 4)
        if rest >= _SCROLLS and any(row > rest for row in floors):
            # A list that must scroll anyway scrolls a little more, and the timeline and the goal stay whole.
            work_wants, work_floor = min(work_wants, rest), min(work_floor, rest)
        parts = [
            (max(work_wants, 11 if fields else 0), max(work_floor, 11 if fields else 0)),
            (under, under_floor),
            (tale, min(tale, 4)),
        ]
        heights = iter(_shared([part for part in parts if part[0]], self.height, grows=self._growing(parts)))
        top, under, tale = (next(heights) if part[0] else 0 for part in parts)
        if goals and fields and work and (times or pairs) and not goal_above:
            left = top - sum(wanted)
            if left >= self.tall(goals[0], self.width - side):
                return self.large(goal_above=True)
        regions: dict[str, Region] = {}
        if fields:
            regions[fields[0].id] = Region(0, 0, side, top)
        regions |= self._place(rows, top, x=side, width=self.width - side)
        x = 0
        for panel, width in zip(below, low_widths, strict=True):
            regions[panel.id] = Region(x, top, width, under)
            x += width
        if tales:
            regions[tales[0].id] = Region(0, top + under, self.width, tale)
        return regions

    @staticmethod
    def _growing(parts: Sequence[tuple[int, int]]) -> list[int]:
        """Which of the parts that are there take what is left over: all, the first more than the last."""
        there = sum(1 for part in parts if part[0])
        return [0, 1, 0, 1, 2] if there == 3 else [0, 0, 1] if there == 2 else [0]

    def _packed(self, panels: Sequence[Panel], width: int) -> list[list[Panel]]:
        """Panels in their order, as many side by side as go without squeezing a table."""
        rows: list[list[Panel]] = []
        used = 0
        for panel in panels:
            wide = self.wide(panel)
            if rows and used + wide <= width + 1:
                rows[-1].append(panel)
                used += wide
            else:
                rows.append([panel])
                used = wide
        return rows

    def _below_widths(self, below: Sequence[Panel]) -> list[int]:
        """The lower row: the timeline takes what the others leave."""
        if not below:
            return []
        widths = [
            0
            if isinstance(panel.body, Timeline)
            else min(self.wide(panel), 40 if isinstance(panel.body, Goal) else 66)
            for panel in below
        ]
        rest = self.width - sum(widths)
        first = next((at for at, width in enumerate(widths) if width == 0), 0)
        if widths[first] == 0 and rest < 46:
            short = 46 - rest
            for at in sorted(range(len(widths)), key=lambda at: -widths[at]):
                cut = min(short, max(0, widths[at] - _least(below[at]) - FRAME_X))
                widths[at] -= cut
                short -= cut
            rest = self.width - sum(widths)
        widths[first] += rest
        return widths


def _shared(wants: Sequence[tuple[int, int]], room: int, *, grows: Sequence[int] | None = None) -> list[int]:
    """Heights that add up to the room: what each wants, and who takes more or goes without.

    Args:
        wants: for each part, the height with air between its blocks, and the one without.
        room: how much there is.
        grows: the indices of those that take what is left over, in turn; the first two if none is named.
    """
    heights = [want for want, _ in wants]
    if not heights:
        return []
    floors = [floor for _, floor in wants]
    # First the air goes, then the lower parts scroll, and the player's work last of all.
    for least, parts in (
        (floors, range(len(heights))),
        ([4] * len(heights), range(1, len(heights))),
        ([4], [0]),
    ):
        while sum(heights) > room:
            loose = [at for at in parts if heights[at] > least[at]]
            if not loose:
                break
            heights[max(loose, key=lambda at: heights[at] - least[at])] -= 1
    rest = room - sum(heights)
    takers = list(grows) if grows is not None else list(range(min(2, len(heights))))
    for turn in range(max(0, rest)):
        heights[takers[turn % len(takers)]] += 1
    return heights
