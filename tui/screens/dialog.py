"""Small windows over the board: a notice to read, a number to give."""

from collections.abc import Sequence

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from tui.screens.orders import keys_line, prose

COSTS = "A false claim or a wrong number costs the second star."


class Notice(ModalScreen[None]):
    """Something to read: a hint, the board in sentences, the word between two stages.

    Enter, escape, space or a click outside it close it.
    """

    KEYS = (("enter", "close"), ("up down", "scroll"))
    CSS_PATH = "../styles/dialog.tcss"
    AUTO_FOCUS = None
    BINDINGS = [
        ("enter,escape,space,q", "close", "close"),
        ("up", "scroll(-1)", "up"),
        ("down", "scroll(1)", "down"),
        ("pageup", "scroll(-8)", "up"),
        ("pagedown", "scroll(8)", "down"),
    ]

    def __init__(self, title: str, lines: Sequence[str | Content], close: str = "close") -> None:
        super().__init__()
        self._title, self._lines, self._close = title, tuple(lines), close

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog") as box:
            box.border_title = Content(self._title)
            with VerticalScroll(can_focus=False):
                yield Static(
                    Content("\n").join(
                        [line if isinstance(line, Content) else prose(line) for line in self._lines]
                    )
                )
            yield Static(keys_line(("enter", self._close)), classes="keys")

    def action_close(self) -> None:
        self.dismiss(None)

    def action_scroll(self, rows: int) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=rows, animate=False)

    def on_click(self, event: events.Click) -> None:
        if event.widget is self or (event.widget is not None and event.widget.has_class("keys")):
            self.dismiss(None)


class Find(ModalScreen[str | None]):
    """What to look for in the chronicle. Nothing, or escape, shows all of it again."""

    KEYS = (("enter", "search"), ("esc", "show all"))
    CSS_PATH = "../styles/dialog.tcss"
    BINDINGS = [("escape", "show_all", "show all")]

    def __init__(self, before: str = "") -> None:
        super().__init__()
        self._before = before

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog") as box:
            box.border_title = Content("Search the chronicle")
            word = Input(self._before, placeholder="a word", max_length=40)
            word.cursor_blink = False
            yield word
            yield Static(keys_line(*self.KEYS), classes="keys")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.dismiss(event.value.strip())

    def action_show_all(self) -> None:
        self.dismiss(None)


class Argue(ModalScreen[int | None]):
    """The one question after "impossible", whose answer is a number. Escape takes the claim back."""

    KEYS = (("enter", "answer"), ("esc", "take it back"))
    CSS_PATH = "../styles/dialog.tcss"
    BINDINGS = [("escape", "withdraw", "withdraw")]

    def __init__(self, question: str, complaint: str = "") -> None:
        super().__init__()
        self._question, self._complaint = question, complaint

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog") as box:
            box.border_title = Content("You say: this cannot be done")
            yield Static(prose(self._question))
            yield Static(Content.styled(COSTS, "$muted"), id="costs")
            number = Input(restrict=r"[0-9]{0,6}", placeholder="a number", id="number")
            number.cursor_blink = False
            yield number
            yield Static(prose(self._complaint), id="complaint")
            yield Static(keys_line(*self.KEYS), classes="keys")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        try:
            number = int(event.value)
        except ValueError:
            self.query_one("#complaint", Static).update(Content("A whole number, please."))
            return
        self.dismiss(number)

    def action_withdraw(self) -> None:
        self.dismiss(None)
