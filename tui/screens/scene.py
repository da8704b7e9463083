"""What every screen of the game shares: keys from the one table, a footer made from it, help, settings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, ClassVar, cast

from textual.containers import VerticalScroll
from textual.screen import Screen

from tui.keys import BY_ID, Command, Scope, fit, joined, scope_commands
from tui.screens.keyline import KeyLine

if TYPE_CHECKING:
    from levels.board import Letter, Panel
    from tui.app import StrategikonApp


NEEDED = ("act", "undo", "claim", "hint")
"""What the footer offers before it gives each letter a word of its own."""


class Scene(Screen[None]):
    """A screen that belongs to a scope of the command table.

    A command runs the method `do_<id>` of the screen; dashes become underscores. Role letters run
    `do_letter`, digits `do_panel`.
    """

    SCOPE: ClassVar[Scope]
    AUTO_FOCUS = None
    READS: ClassVar[str] = ""
    """The selector of the text that can be read on."""

    @property
    def game(self) -> StrategikonApp:
        """The application, as what it is."""
        return cast("StrategikonApp", self.app)

    def action_command(self, id: str) -> None:
        """A key, the palette or the footer asks for a command."""
        kind, _, rest = id.partition("-")
        if kind == "letter":
            self.do_letter(id)
        elif kind == "panel":
            self.do_panel(int(rest))
        else:
            getattr(self, "do_" + id.replace("-", "_"))()

    def acting(self) -> Iterator[Command]:
        """The commands that act now, for the palette."""
        silent = self.silent()
        for command in scope_commands(self.SCOPE):
            if command.id in silent or command.id == "palette" or command.family in ("arrows", "1-9"):
                continue
            yield command

    def silent(self) -> set[str]:
        """Ids of this screen's commands that do not act now."""
        return set()

    def never(self) -> set[str]:
        """Ids of this screen's commands that cannot act in it at any time: the help leaves them out."""
        return set()

    def letters(self) -> tuple[Letter, ...]:
        """The role letters that act now."""
        return ()

    def explained(self) -> Panel | None:
        """The panel that F1 explains, if the screen has panels."""
        return None

    def keys_now(self) -> list[tuple[str, str]]:
        """(key, words) for the footer."""
        return self.game.keyring.footer(self.SCOPE, without=self.silent())

    def show_keys(self) -> None:
        """Draws the footer anew: what acts now, as much of it as fits."""
        if self.app.screen is not self:
            # A window lies over this screen: only its keys act.
            self.query_one(KeyLine).show(getattr(self.app.screen, "KEYS", (("esc", "close"),)))
            return
        items, width = self.keys_now(), self.size.width - 2
        key = self.game.keyring.key
        same = [letter for letter in self.letters() if letter.label and not letter.immediate]
        letters = [self.game.keyring.letter_key(letter.key) for letter in same]
        needed = {*letters, *(key(id) for id in NEEDED)}
        wanted = [item for item in items[:-1] if item[0] in needed]
        if all(item[0] != key("undo") for item in wanted):
            # Its room is kept: the letters must not lose their words with the first of them.
            wanted.append((key("undo"), BY_ID["undo"].words))
        wanted += items[-1:]
        if fit(wanted, width) != wanted:
            items = joined(items, letters)
        self.query_one(KeyLine).show(fit(items, width))

    def on_screen_suspend(self) -> None:
        if self.is_mounted and self.query(KeyLine):
            self.show_keys()

    def on_screen_resume(self) -> None:
        if self.is_mounted and self.query(KeyLine):
            self.show_keys()

    def on_key_line_clicked(self, event: KeyLine.Clicked) -> None:
        """A click on the footer is the key itself."""
        silent = self.silent()
        for command in scope_commands(self.SCOPE):
            if command.id not in silent and self.game.keyring.key(command.id) == event.key:
                self.action_command(command.id)
                return

    def on_resize(self) -> None:
        self.show_keys()

    def once_drawn(self, act: Callable[[], None]) -> None:
        """Does something after the next refresh, unless the screen was left by then: keys may be faster."""

        def unless_left() -> None:
            if self in self.app.screen_stack:
                act()

        self.call_after_refresh(unless_left)

    def do_letter(self, id: str) -> None:
        """A role letter; only the play screen has any."""

    def do_panel(self, number: int) -> None:
        """A digit; only the play screen has panels."""

    def do_help(self) -> None:
        from tui.screens.help import HelpScreen

        told = (self.SCOPE, self.letters(), self.explained(), frozenset(self.silent()), frozenset(self.never()))
        self.app.push_screen(HelpScreen(*told))

    def do_palette(self) -> None:
        self.app.action_command_palette()

    def do_settings(self) -> None:
        from tui.screens.settings import SettingsScreen

        self.app.push_screen(SettingsScreen())

    def do_read_on(self) -> None:
        """Scrolls the screen's text by a page, from its end to its beginning."""
        text = self.query_one(self.READS, VerticalScroll)
        if text.scroll_y >= text.max_scroll_y:
            text.scroll_home(animate=False)
        else:
            text.scroll_relative(y=max(1, text.size.height - 1), animate=False)

    def do_leave(self) -> None:
        """Back to where one came from: the war room with its setting, or the level on the campaign's road."""
        match = getattr(self, "match", None)
        setting = getattr(match, "setting", None)
        if setting is not None:
            self.game.show_war_room(setting)
        else:
            self.game.show_campaign(match.level.id if match is not None else "")
