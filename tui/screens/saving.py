"""Saving what is on the desk of the war room as a level: its name, and what it asks for."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from tui.screens.choices import Choices
from tui.screens.orders import keys_line, prose

NOTE = (
    "A level asks to break a promise of the protocol, or to keep it. The oracle proves it before it is written."
)


class SaveLevel(ModalScreen[tuple[str, int] | None]):
    """The name of the level, and which of the goals; escape writes nothing."""

    KEYS = (("enter", "save"), ("up down", "goal"), ("esc", "leave it"))
    CSS_PATH = "../styles/dialog.tcss"
    BINDINGS = [("escape", "leave", "leave it"), ("up", "move(-1)", "up"), ("down", "move(1)", "down")]

    def __init__(self, goals: Sequence[str], ascii: bool, name: str = "", complaint: str = "") -> None:
        super().__init__()
        self._goals, self._ascii = tuple(goals), ascii
        self._name, self._complaint = name, complaint

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog") as box:
            box.border_title = Content("Save as a level")
            yield Static(prose(NOTE))
            name = Input(self._name, placeholder="its name: small-letters-and-hyphens", max_length=40)
            name.cursor_blink = False
            yield name
            yield Choices(self._goals, ascii=self._ascii, id="goals")
            yield Static(prose(self._complaint), id="complaint")
            yield Static(keys_line(*self.KEYS), classes="keys")

    def action_move(self, step: int) -> None:
        self.query_one(Choices).move(step)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        name = event.value.strip()
        self.dismiss((name, self.query_one(Choices).cursor) if name else None)

    def action_leave(self) -> None:
        self.dismiss(None)
