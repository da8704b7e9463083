"""One sentence for a terminal that is too small; the play goes on when it has grown."""

from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static


class SmallScreen(Screen[None]):
    """Lies over everything until the terminal has grown. Nothing beneath it is lost."""

    AUTO_FOCUS = None
    CSS = """
    SmallScreen { align: center middle; background: $background; color: $foreground; }
    SmallScreen Static { width: 100%; text-align: center; padding: 0 1; }
    """

    def __init__(self, width: int, height: int) -> None:
        super().__init__()
        self._width, self._height = width, height

    def compose(self) -> ComposeResult:
        yield Static(self._sentence(), id="sentence")

    def _sentence(self) -> Content:
        return Content(
            "Strategikon needs 60 columns and 20 rows; "
            f"this terminal has {self._width}x{self._height}: enlarge it to go on."
        )

    def show(self, width: int, height: int) -> None:
        """Says the terminal's new size."""
        self._width, self._height = width, height
        if self.is_mounted:
            self.query_one("#sentence", Static).update(self._sentence())
