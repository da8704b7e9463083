"""A framed panel of the board, with a cursor of its own. It draws lines; it knows no rule of the game."""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.content import Content
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from levels.board import Cell, Chronicle, Grid, Panel, Row, Rows
from tui.glyphs import UNICODE, Glyphs, spell
from tui.theme import ink_for
from tui.widgets.draw.body import layout, selectable
from tui.widgets.draw.ink import Drawing, InkLine, Place, Spot, fit
from tui.widgets.tabs import short


class PanelView(Widget, can_focus=True):
    """One panel: the frame, its title with the digit that leads to it, and the lines of its body.

    A body with places to stand on has a cursor; any other scrolls. What does not fit is counted in the
    frame. Panels draw themselves line by line, and only the lines that changed.
    """

    DEFAULT_CSS = """
    PanelView {
        border: round $line;
        border-title-color: $gold;
        border-subtitle-color: $text-muted;
        border-subtitle-align: right;
        background: $frame-ground;
        padding: 0 1;
        &:focus {
            border: round $gold;
            border-title-style: bold;
        }
        &.-ascii {
            border: ascii $line;
        }
        &.-ascii:focus {
            border: ascii $gold;
        }
    }
    """

    @dataclass
    class Pointed(Message):
        """The cursor has moved, by key or mouse, or the panel was given the focus."""

        panel_id: str
        place: int | None
        why: str

    @dataclass
    class Pressed(Message):
        """A place was pressed with the mouse; `sets` is the label it stands for, or ""."""

        panel_id: str
        place: int | None
        sets: str

    @dataclass
    class Stepped(Message):
        """A step of the timeline was pressed with the mouse."""

        panel_id: str
        node: int

    def __init__(self, panel: Panel | None = None, number: int = 0) -> None:
        super().__init__()
        self.panel: Panel | None = None
        self.number = number
        self.search = ""
        self.armed = False
        """Whether a click on the cursor's own place presses it: not with the click that gives the focus."""
        self._cursor: Place | None = None
        self._top = 0
        self._drawing = Drawing([])
        self._key: tuple[int, int, str] | None = None
        if panel is not None:
            self._take(panel)

    # What it shows.

    def show(self, panel: Panel, number: int) -> None:
        """Shows a panel; the cursor stays on its place if it is still there."""
        self.number = number
        self._take(panel)
        self._redraw()

    def find(self, search: str) -> None:
        """Shows only the events of a chronicle that contain a text; "" shows all."""
        self.search = search
        self._top = 0
        self._redraw()

    def _take(self, panel: Panel) -> None:
        before, here = self.panel, self._item
        self.panel = panel
        places = selectable(panel.body)
        if not places:
            self._cursor = None
            if before is None or before.id != panel.id:
                self._top = 0
            return
        same = before is not None and before.id == panel.id
        answer = _answer(panel)
        if same and before is not None and answer is not None and answer != _answer(before):
            # A letter, undo or redo has turned to another answer: enter must not turn it back.
            self._cursor = answer
            return
        if same and here is not None and self._cursor in places:
            now = self._item
            if now is not None and (now.place == here.place or here.place is None):
                return
        if same and here is not None and here.place is not None and self._find(here.place):
            return
        self._cursor = self._first(places)

    def _first(self, places: tuple[Place, ...]) -> Place:
        """Where the cursor begins: the answer that stands, else the first open place, else the top."""
        items = [(at, self._at(at)) for at in places]
        for at, item in items:
            if isinstance(item, Row) and item.sets and item.chosen:
                return at
        for at, item in items:
            if isinstance(item, Row) and item.state == "open" and item.place is not None:
                return at
            if isinstance(item, Cell) and item.place is not None and item.mark in ("blank", "wrong"):
                return at
        for at, item in items:
            if item is not None and item.place is not None:
                return at
        return places[0]

    def _find(self, place: int) -> bool:
        assert self.panel is not None
        found = [at for at in selectable(self.panel.body) if (item := self._at(at)) and item.place == place]
        if found:
            answer = _answer(self.panel)
            self._cursor = answer if answer in found else found[0]
        return bool(found)

    def _at(self, at: Place) -> Row | Cell | None:
        body = self.panel.body if self.panel is not None else None
        if isinstance(body, Rows) and 0 <= at[0] < len(body.rows):
            return body.rows[at[0]]
        if isinstance(body, Grid) and 0 <= at[0] < len(body.rows) and 0 <= at[1] < len(body.rows[at[0]].cells):
            return body.rows[at[0]].cells[at[1]]
        return None

    # What is under the cursor.

    @property
    def _item(self) -> Row | Cell | None:
        return self._at(self._cursor) if self._cursor is not None else None

    @property
    def cursor(self) -> Place | None:
        """The row and column of the body under the cursor; None where there is nothing to stand on."""
        return self._cursor

    @property
    def place(self) -> int | None:
        """What `Match.set` calls the choice under the cursor."""
        return self._item.place if self._item is not None else None

    @property
    def value(self) -> str:
        """The label that stands there now."""
        item = self._item
        return item.value if isinstance(item, Row) else item.text if isinstance(item, Cell) else ""

    @property
    def options(self) -> tuple[str, ...]:
        """The labels that can be set there."""
        return self._item.options if self._item is not None else ()

    @property
    def sets(self) -> str:
        """In a list of alternatives, the label that this row stands for."""
        return self._item.sets if isinstance(self._item, Row) else ""

    @property
    def row(self) -> Row | None:
        """The row under the cursor, where the panel is a list."""
        return self._item if isinstance(self._item, Row) else None

    @property
    def why(self) -> str:
        """One sentence about what is under the cursor."""
        return self._item.why if self._item is not None else ""

    @property
    def lines(self) -> list[InkLine]:
        """All lines of the body as they are drawn now, those outside the frame too."""
        return self._drawing.lines

    @property
    def overflows(self) -> bool:
        """Whether lines of the body are out of sight that another arrangement might show."""
        body = self.panel.body if self.panel is not None else None
        return not isinstance(body, Chronicle) and 0 < self._room[1] < len(self._drawing.lines)

    # Moving.

    def point_at(self, place: int) -> bool:
        """Puts the cursor on a place, among alternatives on its answer; False if it is not in this panel."""
        if self.panel is None or not self._find(place):
            return False
        self._moved()
        return True

    def begin(self) -> None:
        """The cursor to where a round begins: the answer that stands, else the first choice."""
        places = selectable(self.panel.body) if self.panel is not None else ()
        if places:
            self._cursor = self._first(places)
            self._moved()

    def move(self, dx: int, dy: int) -> bool:
        """Moves the cursor, or scrolls where there is none. Whether anything moved."""
        if self._cursor is None or self.panel is None:
            return self.scroll_lines(dy)
        target = self._neighbour(dx, dy)
        if target is None:
            # At the end of its places the rest of the panel can still be read.
            return self.scroll_lines(dy)
        self._cursor = target
        self._moved()
        return True

    def _neighbour(self, dx: int, dy: int) -> Place | None:
        assert self._cursor is not None
        assert self.panel is not None
        row, column = self._cursor
        places = selectable(self.panel.body)
        if dx:
            beside = [at for at in places if at[0] == row and (at[1] - column) * dx > 0]
            return min(beside, key=lambda at: abs(at[1] - column), default=None)
        beyond = [at for at in places if (at[0] - row) * dy > 0]
        if not beyond:
            return None
        nearest = min((at[0] for at in beyond), key=lambda other: abs(other - row))
        return min((at for at in beyond if at[0] == nearest), key=lambda at: abs(at[1] - column))

    def scroll_lines(self, by: int) -> bool:
        """Scrolls by lines; whether it could."""
        last = max(0, len(self._drawing.lines) - self._room[1])
        top = max(0, min(last, self._top + by))
        if top == self._top:
            return False
        self._top = top
        self._count()
        self.refresh()
        return True

    def _moved(self) -> None:
        self.armed = True
        self._redraw()
        self._announce()

    def _announce(self) -> None:
        if self.panel is not None:
            self.post_message(self.Pointed(self.panel.id, self.place, self.why))

    # Drawing.

    @property
    def glyphs(self) -> Glyphs:
        """The signs of the application, Unicode if it does not say."""
        return getattr(self.app, "glyphs", UNICODE)

    @property
    def _room(self) -> tuple[int, int]:
        size = self.content_size
        return size.width, size.height

    def _redraw(self) -> None:
        """Draws the body anew and refreshes the lines that are not as before."""
        if self.panel is None or not self.is_attached:
            return
        self.set_class(self.glyphs.name == "ascii", "-ascii")
        width, height = self._room
        title = self._title(width)
        if self.border_title is None or str(self._border_title) != title:
            self.border_title = Content(title)
        if width <= 0 or height <= 0:
            return
        before, top = self._drawing, self._top
        grown = len(before.lines)
        self._drawing = layout(
            self.panel.body, width, height, self._cursor, self.glyphs, lit=self.has_focus, search=self.search
        )
        lines = self._drawing.lines
        last = max(0, len(lines) - height)
        shown = self._key[1] if self._key else height
        if isinstance(self.panel.body, Chronicle) and (grown != len(lines) or top >= grown - shown):
            # The newest is in sight until one scrolls away from it, also when the panel gets smaller.
            self._top = last
        self._top = min(self._top, last)
        self._reveal(height)
        self._count()
        key = (width, height, self.app.theme)
        if self._top != top or key != self._key:
            self._key = key
            self.refresh()
            return
        for y in range(height):
            at = self._top + y
            old = before.lines[at] if at < len(before.lines) else ()
            new = lines[at] if at < len(lines) else ()
            if old != new:
                self.refresh_lines_at(y)

    def refresh_lines_at(self, y: int) -> None:
        """Paints one line of the panel again."""
        self.refresh(Region(0, y, self._room[0], 1))

    def _reveal(self, height: int) -> None:
        """Scrolls so far that the cursor can be seen, and the head of a table with its first row."""
        spots = [spot for spot in self._drawing.spots if spot.at == self._cursor and spot.node is None]
        if not spots:
            return
        first, last = min(spot.y for spot in spots), max(spot.y for spot in spots)
        if first == min(spot.y for spot in self._drawing.spots) and last < height:
            first = 0
        if first < self._top:
            self._top = first
        elif last >= self._top + height:
            self._top = last - height + 1

    def _title(self, width: int) -> str:
        if self.panel is None:
            return ""
        number, room = f"{self.number} " if self.number else "", max(1, width - 2)
        title = spell(f"{number}{self.panel.title}", self.glyphs)
        if cell_len(title) > room:
            title = spell(f"{number}{short(self.panel.title)}", self.glyphs)
        return fit(title, room, self.glyphs)

    def _count(self) -> None:
        """How many lines are out of sight, in the frame."""
        above = self._top
        below = max(0, len(self._drawing.lines) - self._room[1] - self._top)
        glyphs = self.glyphs
        parts = [f"{glyphs.up}{above}"] if above else []
        parts += [f"{glyphs.down}{below} more"] if below else []
        words = " ".join(parts)
        if str(self._border_subtitle or "") != words:
            self.border_subtitle = Content(words) if words else None

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines within a region, drawn for the size that the panel has now."""
        # Textual tells a widget of its new size only if nobody asked for it before the layout was done.
        if self._key is None or self._key[:2] != self._room:
            self._redraw()
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """One line of the body."""
        ink = ink_for(self.app)
        width = self._room[0]
        at = self._top + y
        line = self._drawing.lines[at] if at < len(self._drawing.lines) else ()
        segments = [Segment(text, ink(style)) for text, style in line]
        return Strip(segments).adjust_cell_length(width, ink.blank)

    # Events.

    def on_mount(self) -> None:
        self.watch(self.app, "theme", self._theme_changed, init=False)

    def _theme_changed(self) -> None:
        self._key = None
        self._redraw()

    def on_resize(self) -> None:
        self._redraw()

    def watch_has_focus(self, has_focus: bool) -> None:
        """The cursor's row is lit in the focused panel only."""
        super().watch_has_focus(has_focus)
        self._redraw()
        if has_focus:
            self._announce()
        else:
            self.armed = False

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        self.scroll_lines(1)
        event.stop()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        self.scroll_lines(-1)
        event.stop()

    def on_click(self, event: events.Click) -> None:
        spot = self._spot(event)
        if spot is None or self.panel is None:
            return
        if spot.node is not None:
            self.post_message(self.Stepped(self.panel.id, spot.node))
            return
        again = self.armed and spot.at == self._cursor
        self._cursor = spot.at
        self._moved()
        sets = spot.sets or self.sets
        if again or sets:
            self.post_message(self.Pressed(self.panel.id, self.place, sets))

    def _spot(self, event: events.Click) -> Spot | None:
        offset = event.get_content_offset(self)
        if offset is None:
            return None
        y = self._top + offset.y
        hits = [
            spot for spot in self._drawing.spots if spot.y == y and spot.x <= offset.x < spot.x + spot.width
        ]
        return min(hits, key=lambda spot: spot.width, default=None)


def _answer(panel: Panel) -> Place | None:
    """In a list of alternatives, where the answer stands that is chosen."""
    rows = panel.body.rows if isinstance(panel.body, Rows) else ()
    return next(((at, 0) for at, row in enumerate(rows) if row.sets and row.chosen), None)
