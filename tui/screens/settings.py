"""Settings: the theme, plain characters, motion. Each takes effect at once and is kept."""

from typing import TYPE_CHECKING, cast

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from tui.screens.choices import Choices
from tui.screens.orders import keys_line
from tui.theme import PALETTES, title

if TYPE_CHECKING:
    from tui.app import StrategikonApp


class SettingsScreen(ModalScreen[None]):
    """A list; enter or space turns the line under the cursor."""

    KEYS = (("enter", "change"), ("esc", "close"))
    CSS_PATH = "../styles/dialog.tcss"
    AUTO_FOCUS = None
    BINDINGS = [
        ("escape,q,f4", "close", "close"),
        ("up", "move(-1)", "up"),
        ("down", "move(1)", "down"),
        ("enter,space,right", "turn(1)", "change"),
        ("left", "turn(-1)", "change"),
    ]

    @property
    def game(self) -> "StrategikonApp":
        """The application, as what it is."""
        return cast("StrategikonApp", self.app)

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog") as box:
            box.border_title = Content("Settings")
            yield Choices(self._options(), ascii=self.game.ascii, id="settings")
            yield Static("", id="complaint")
            yield Static(keys_line(*self.KEYS), classes="keys")

    def _options(self) -> tuple[str, ...]:
        return (
            f"Colours      {title(self.game.theme)}",
            f"Characters   {'plain ASCII' if self.game.ascii else 'drawn'}",
            f"Motion       {'messengers walk' if self.game.motion else 'none'}",
        )

    def action_move(self, step: int) -> None:
        self.query_one(Choices).move(step)

    def action_turn(self, by: int) -> None:
        game, choices = self.game, self.query_one(Choices)
        if choices.cursor == 0:
            names = list(PALETTES)
            place = names.index(game.theme) if game.theme in names else 0
            game.theme = names[(place + by) % len(names)]
            game.save(theme=game.theme.removeprefix("strategikon-"))
        elif choices.cursor == 1:
            game.draw_in_ascii(not game.ascii)
        else:
            game.animation_level = "none" if game.motion else "full"
            game.save(motion=game.motion)
        choices.ascii = game.ascii
        choices.options = self._options()
        choices.draw()
        self.query_one("#complaint", Static).update(Content(game.home.warning))

    def on_choices_clicked(self) -> None:
        self.action_turn(1)

    def action_close(self) -> None:
        self.dismiss(None)
