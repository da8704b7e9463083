"""A small application around a board, for the widgets' tests."""

from textual.app import App, ComposeResult

from levels.board import Board
from tui.glyphs import UNICODE, Glyphs
from tui.theme import NIGHT, themes
from tui.widgets.board import BoardView
from tui.widgets.footer import KeyLine
from tui.widgets.header import HeaderLine
from tui.widgets.panel import PanelView
from tui.widgets.status import StatusLine


class BoardApp(App[None]):
    """A header, a board, a status line and keys; it keeps the messages that panels send."""

    CSS = "Screen { layout: vertical; background: $background; }"
    AUTO_FOCUS = None

    def __init__(self, board: Board, *, glyphs: Glyphs = UNICODE, theme: str = NIGHT) -> None:
        super().__init__()
        for each in themes():
            self.register_theme(each)
        self.theme = theme
        self.glyphs = glyphs
        self.board = board
        self.heard: list[object] = []

    def compose(self) -> ComposeResult:
        yield HeaderLine()
        yield BoardView()
        yield StatusLine()
        yield KeyLine()

    def on_mount(self) -> None:
        self.view.show(self.board)
        self.query_one(HeaderLine).show(self.board.header)
        self.query_one(StatusLine).show(self.board.status)

    @property
    def view(self) -> BoardView:
        """The board's widget."""
        return self.query_one(BoardView)

    def panel(self, id: str) -> PanelView:
        """A panel by its id."""
        view = self.view.panel_view(id)
        assert view is not None
        return view

    def on_panel_view_pointed(self, event: PanelView.Pointed) -> None:
        self.heard.append(event)

    def on_panel_view_pressed(self, event: PanelView.Pressed) -> None:
        self.heard.append(event)

    def on_panel_view_stepped(self, event: PanelView.Stepped) -> None:
        self.heard.append(event)
