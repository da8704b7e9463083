"""The board: all panels of a match, arranged for the size of the terminal."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.geometry import NULL_OFFSET, Region, Size, Spacing
from textual.layout import ArrangeResult, Layout, WidgetPlacement
from textual.widget import Widget

from levels.board import Board, Panel
from tui.glyphs import UNICODE, Glyphs
from tui.widgets.arrange import Arrangement, arrange
from tui.widgets.panel import PanelView
from tui.widgets.tabs import TabLine

if TYPE_CHECKING:
    from collections.abc import Iterable


class _BoardLayout(Layout):
    """Places the panels where the arrangement says; those that it leaves out are out of sight."""

    name = "board"

    def arrange(self, parent: Widget, children: list[Widget], size: Size, greedy: bool = True) -> ArrangeResult:
        assert isinstance(parent, BoardView)
        arrangement = parent.laid = parent.arranged(size)
        placements: list[WidgetPlacement] = []
        for child in children:
            if isinstance(child, TabLine):
                region = Region(0, 0, size.width, 1) if arrangement.tabs else None
            elif isinstance(child, PanelView) and child.panel is not None:
                region = arrangement.regions.get(child.panel.id)
            else:
                region = None
            if region is not None:
                placements.append(
                    WidgetPlacement(region, NULL_OFFSET, Spacing(), child, 0, False, False, False)
                )
        return placements


class BoardView(Widget):
    """The panels of a board.

    Panels are mounted once; a new board only redraws the lines that changed, and only another set of
    panels mounts anything. The focus and each panel's cursor survive every resize.
    """

    DEFAULT_CSS = """
    BoardView {
        height: 1fr;
        width: 1fr;
        overflow: hidden hidden;
        background: $background;
    }
    """

    def __init__(self) -> None:
        super().__init__()
        # What Textual has for a widget with a layout of its own; it declares only its usual one.
        self._default_layout = _BoardLayout()  # type: ignore[assignment]
        self._board: Board | None = None
        self._views: dict[str, PanelView] = {}
        self._focused = ""
        self._tabs = TabLine()
        self._arrangement: Arrangement | None = None
        self._measured: object = None
        self._worked_out: dict[tuple[Size, str, str], Arrangement] = {}
        """The arrangements of this very board: they are asked for at every key."""
        self.laid: Arrangement | None = None
        """The arrangement in which the panels stand."""
        self._place: int | None = None
        """Where the cursor of the work stands, for the panels that follow it."""

    def compose(self) -> ComposeResult:
        yield self._tabs

    # What it shows.

    def show(self, board: Board) -> None:
        """Shows a board."""
        tight = {id for id, view in self._views.items() if view.overflows}
        self._board = board
        self._worked_out.clear()
        ids = [panel.id for panel in board.panels]
        gone = [view for id, view in self._views.items() if id not in ids]
        for view in gone:
            assert view.panel is not None
            del self._views[view.panel.id]
        new = [
            PanelView(panel, number)
            for number, panel in enumerate(board.panels, start=1)
            if panel.id not in self._views
        ]
        begins = self._focused not in ids
        if begins:
            self._focused = self._first(board.panels)
        for view in new:
            assert view.panel is not None
            self._views[view.panel.id] = view
        for number, panel in enumerate(board.panels, start=1):
            if self._views[panel.id] not in new:
                self._views[panel.id].show(self._following(panel), number)
        self._follow()
        # An arrangement stays as it is while all goes into it: nothing jumps because a word got longer.
        if any(view.overflows for id, view in self._views.items() if id not in tight):
            self._measured = None
        if gone:
            self.call_next(self._remove, tuple(gone))
        if new:
            self.mount(*new)
        self._settle()
        if begins and self._focused:
            self._focus(self._views[self._focused])

    def _following(self, panel: Panel) -> Panel:
        """A panel as it is while the cursor of the work stands where it stands."""
        if self._place is None or self._place not in panel.follows:
            return panel
        title, body = panel.follows[self._place]
        return replace(panel, title=title, body=body)

    def _follow(self) -> None:
        """Lets panels speak of the place under the cursor; their room stays as it is."""
        work = self.focused_panel
        # A panel without a cursor is read: what it says must not change because one looks at it.
        if self._board is None or work is None or work.cursor is None or work.place == self._place:
            return
        self._place = work.place
        for number, panel in enumerate(self._board.panels, start=1):
            if panel.follows and panel.id in self._views:
                self._views[panel.id].show(self._following(panel), number)

    def on_panel_view_pointed(self) -> None:
        self._follow()

    async def _remove(self, gone: Iterable[PanelView]) -> None:
        for view in gone:
            await view.remove()

    @staticmethod
    def _first(panels: tuple[Panel, ...]) -> str:
        for panel in panels:
            if panel.first:
                return panel.id
        return panels[0].id if panels else ""

    def redraw(self) -> None:
        """Draws everything again, after the signs or the theme have changed."""
        self._measured = None
        if self._board is not None:
            self.show(self._board)
        self._tabs.refresh()

    # Where it stands.

    @property
    def glyphs(self) -> Glyphs:
        """The signs of the application."""
        return getattr(self.app, "glyphs", UNICODE)

    def arranged(self, size: Size) -> Arrangement:
        """The arrangement for a size, remembered until something that matters changes."""
        if self._board is None:
            return Arrangement()
        slots = tuple((panel.id, panel.slot) for panel in self._board.panels)
        key = (size, self._focused, self.glyphs.name, slots)
        if self._arrangement is None or key != self._measured:
            self._measured = key
            self._arrangement = self._work_out(self._board.panels, size, self._focused)
        return self._arrangement

    def _work_out(self, panels: tuple[Panel, ...], size: Size, asked: str) -> Arrangement:
        key = (size, asked, self.glyphs.name)
        if key not in self._worked_out:
            self._worked_out[key] = arrange(panels, size.width, size.height, asked, self.glyphs)
        return self._worked_out[key]

    def _settle(self) -> None:
        """Lays out anew if the arrangement is not as it was, and names the panels in sight."""
        if self._board is None or not self.is_attached:
            return
        now = self.arranged(self.content_size)
        if now != self.laid:
            self._clear_arrangement_cache()
            self.refresh(layout=True)
        self._name_tabs(now)

    def _name_tabs(self, now: Arrangement) -> None:
        if self._board is not None:
            self._tabs.show(self._board.panels, self._focused, frozenset(now.regions))

    def on_resize(self, event: events.Resize) -> None:
        self._name_tabs(self.arranged(self.content_size))

    # The focus.

    @property
    def focused_panel(self) -> PanelView | None:
        """The panel that the keys go to."""
        return self._views.get(self._focused)

    def panel_view(self, id: str) -> PanelView | None:
        """A panel by its id."""
        return self._views.get(id)

    def focus_panel(self, number: int) -> bool:
        """Gives the focus to a panel by its digit, bringing it into sight; False if there is none."""
        if self._board is None or not 1 <= number <= len(self._board.panels):
            return False
        self._go_to(self._board.panels[number - 1].id)
        return True

    def begin(self) -> None:
        """Gives the focus to the panel on which a round begins, its cursor to the first choice."""
        if self._board is None or not self._board.panels:
            return
        view = self._views[self._first(self._board.panels)]
        view.begin()
        if view.panel is not None:
            self._go_to(view.panel.id)
        self._follow()

    @property
    def opened(self) -> bool:
        """Whether the focused panel has taken the place of others, so that there is something to close."""
        if self._board is None:
            return False
        panels = self._board.panels
        usual = self._work_out(panels, self.content_size, self._first(panels))
        return bool(usual.regions) and self._focused not in usual.regions

    def close(self) -> None:
        """Back from an opened panel to the one on which a round begins."""
        if self._board is not None:
            self._go_to(self._first(self._board.panels))

    def next_panel(self, by: int = 1) -> None:
        """Gives the focus to the next panel, or the one before; round and round."""
        if self._board is None or not self._board.panels:
            return
        ids = [panel.id for panel in self._board.panels]
        at = ids.index(self._focused) if self._focused in ids else 0
        self._go_to(ids[(at + by) % len(ids)])

    def _go_to(self, id: str) -> None:
        self._focused = id
        self._settle()
        self._focus(self._views[id])

    def _focus(self, view: PanelView) -> None:
        def give() -> None:
            view.focus(scroll_visible=False)
            view.armed = True

        # A panel that comes into sight only now can take the focus only after the new layout.
        if view.is_attached and view.region and not view.region.overlaps(Region(0, 0, 0, 0)):
            give()
        self.call_after_refresh(give)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        view = event.widget
        if isinstance(view, PanelView) and view.panel is not None and view.panel.id != self._focused:
            self._focused = view.panel.id
            self._settle()

    def on_tab_line_chosen(self, event: TabLine.Chosen) -> None:
        self.focus_panel(event.number)
        event.stop()
