"""The application: which screen is shown, and what all of them share. It knows no rule of the game."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual import events, work
from textual.app import App
from textual.binding import Binding
from textual.filter import LineFilter
from textual.screen import Screen

from levels.errors import LevelErrors
from tui.glyphs import ASCII, UNICODE, Glyphs
from tui.keys import BY_ID, Keyring
from tui.naming import card_of, chapter_name
from tui.spelling import Spelling
from tui.theme import NIGHT, depth_of, themes
from tui.widgets.status import StatusLine

if TYPE_CHECKING:
    from textual.command import Provider

_STYLES = Path(__file__).with_name("styles")

WIDTH, HEIGHT = 60, 20
"""The least terminal that can show a board without cutting it."""


def _palette() -> "type[Provider]":
    from tui.screens.palette import Commands

    return Commands


class StrategikonApp(App[None]):
    """Strategikon in a terminal.

    Args:
        home: where progress and settings are kept (levels.progress.Home).
        pack: the levels to play (levels.packs.Pack).
        matches: what opens and resumes matches, and their `Refused` (the module levels.matches).
        start: a level's id, "lesson" for the first of the lesson, None for the campaign.
        level: a level outside the pack to start with (a file), instead of `start`.
        setting: what the war room begins with (levels.war_room.Setting), instead of `start`.
        lesson: the ids of the first lesson, in order.
        theme: the name of a theme; None takes the setting's.
        ascii: whether to draw in ASCII; None takes the setting's.
        keys: command id -> keys, over the settings'.
        student: who plays, for the transcript.
        seed: what the match's drawn coins come from.
    """

    TITLE = "Strategikon"
    COMMANDS = {_palette}
    BINDINGS = [Binding(",".join(BY_ID["palette"].keys), "command_palette", show=False, id="palette")]
    CSS_PATH = [_STYLES / "app.tcss", _STYLES / "campaign.tcss"]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (34, "-tall")]

    def __init__(
        self,
        *,
        home: Any,
        pack: Any,
        matches: Any = None,
        start: str | None = None,
        level: Any = None,
        setting: Any = None,
        lesson: tuple[str, ...] = (),
        theme: str | None = None,
        ascii: bool | None = None,
        keys: Mapping[str, str] | None = None,
        student: str = "",
        seed: int = 0,
    ) -> None:
        super().__init__()
        self._matches = matches
        self.home, self.pack, self.lesson = home, pack, lesson
        self._start, self._level, self._setting = start, level, setting
        self.student, self.seed = student, seed
        self._spelling = Spelling()
        settings = home.settings
        self.ascii = bool(settings.get("ascii", False)) if ascii is None else ascii
        changed = {name[4:]: str(value) for name, value in settings.items() if name.startswith("key.")}
        self.keyring = Keyring({**changed, **(keys or {})})
        self.set_keymap(self.keyring.changed)
        if settings.get("motion") is False:
            self.animation_level = "none"
        for each in themes(depth_of(self)):
            self.register_theme(each)
        wanted = theme or f"strategikon-{settings.get('theme', 'night')}"
        self.theme = wanted if wanted in self.available_themes else NIGHT
        self._warned = ""

    @property
    def matches(self) -> Any:
        """What opens and resumes matches. The levels are half of a cold start: they wait for the first one."""
        if self._matches is None:
            from levels import matches

            self._matches = matches
        return self._matches

    @property
    def glyphs(self) -> Glyphs:
        """The signs to draw with."""
        return ASCII if self.ascii else UNICODE

    @property
    def motion(self) -> bool:
        """Whether anything may move on the screen."""
        return self.animation_level != "none"

    def get_default_screen(self) -> Screen[None]:
        """The campaign, unless the game begins with a level: then nothing, until that is open."""
        if any(first is not None for first in (self._start, self._level, self._setting)):
            return super().get_default_screen()
        from tui.screens.campaign import CampaignScreen

        return CampaignScreen()

    def on_mount(self) -> None:
        self.set_class(self.ascii, "-ascii")
        if self._setting is not None:
            self.play_setting(self._setting)
        elif self._level is not None:
            if not self._offers(self._level.id):
                self.open_level(self._level)
        elif self._start is not None:
            id = self._first_of_lesson() if self._start == "lesson" else self._start
            if not self._offers(id):
                self.open(id)
        elif self._matches is None:
            self.call_after_refresh(self.warm)
        self._fit(self.size.width, self.size.height)

    def _first_of_lesson(self) -> str:
        progress = self.home.progress()
        return next((id for id in self.lesson if not progress.won(id)), self.lesson[0])

    def _offers(self, id: str) -> bool:
        """Whether a level of the road was left unfinished: then the campaign asks at it how to go on."""
        left = any(play.level_id == id for play in self.home.progress().unfinished)
        if left and card_of(self.pack, id) is not None:
            self.show_campaign(id)
            return True
        return False

    @work(thread=True, exit_on_error=False, group="warm")
    def warm(self) -> None:
        """Imports what the first level needs, beside the player's first look at the map."""
        from levels import loading, matches
        from tui.screens import briefing, play

        # The first level is opened with all of them.
        _ = loading, matches, briefing, play

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's filters, and in ASCII mode the one that lets nothing else through."""
        filters = super().get_line_filters()
        return [*filters, self._spelling] if self.ascii else filters

    # Which screen is shown.

    def go(self, screen: Screen[None]) -> None:
        """Shows a screen in place of the one before; dialogs over it are closed."""
        while len(self.screen_stack) > 2:
            self.pop_screen()
        if len(self.screen_stack) == 2:
            self.switch_screen(screen)
        else:
            self.push_screen(screen)

    def show_campaign(self, level: str = "") -> None:
        """The campaign, with the cursor on a level if one is named."""
        from tui.screens.campaign import CampaignScreen

        self.go(CampaignScreen(level))

    def open(self, id: str) -> None:
        """A new match of a level of the pack. A level that is not well formed is said to be so."""
        try:
            level = self.pack.level(id)
        except LevelErrors as wrong:
            for line in self.screen.query(StatusLine):
                line.show(str(wrong.errors[0]), "lie")
            return
        self.open_level(level)

    def open_level(self, level: Any) -> None:
        """A new match of a level, from its briefing."""
        from tui.screens.briefing import BriefingScreen

        chapter = chapter_name(self.pack, level.id)
        match = self.matches.open_match(
            level, seed=self.seed, student=self.student, home=self.home, chapter=chapter
        )
        self.go(BriefingScreen(match))

    def go_on(self, unfinished: Any) -> None:
        """An unfinished match, at the very move where it was left.

        Raises:
            Exception: the transcript cannot be read, or another window has it open; the text says which.
        """
        level = self.pack.level(unfinished.level_id)
        self.play(self.matches.resume(unfinished.path, level, self.home, chapter_name(self.pack, level.id)))

    def play(self, match: Any) -> None:
        """The board of a match; its briefing where the bet is still open."""
        if match.status == "betting":
            from tui.screens.briefing import BriefingScreen

            self.go(BriefingScreen(match))
            return
        from tui.screens.play import PlayScreen

        self.go(PlayScreen(match))

    def show_war_room(self, setting: Any = None) -> None:
        """The war room, with a setting on the desk if there is one."""
        from tui.screens.war_room import WarRoomScreen

        self.go(WarRoomScreen(setting))

    def play_setting(self, setting: Any) -> None:
        """A new play of a setting of the war room."""
        from levels.war_room import open_war_room

        self.play(open_war_room(setting, student=self.student, home=self.home))

    def go_on_setting(self, unfinished: Any) -> None:
        """An unfinished play of the war room, at the very move where it was left.

        Raises:
            Exception: as `go_on`.
        """
        from levels.war_room import resume_war_room

        self.play(resume_war_room(unfinished.path, self.home))

    def finish(self, match: Any) -> None:
        """The debrief of a match that has ended."""
        from tui.screens.debrief import DebriefScreen

        self.go(DebriefScreen(match))

    def new_warning(self) -> str:
        """What the home warns of, if that has not been said yet; "" otherwise."""
        warning = str(self.home.warning)
        if warning == self._warned:
            return ""
        self._warned = warning
        return warning

    # Settings.

    def save(self, **changed: Any) -> None:
        """Keeps settings; a data folder that cannot be written is the home's to report."""
        self.home.save_settings({**self.home.settings, **changed})

    def draw_in_ascii(self, ascii: bool) -> None:
        """Draws everything in ASCII, or no longer."""
        self.ascii = ascii
        self.set_class(ascii, "-ascii")
        self.save(ascii=ascii)
        for screen in self.screen_stack:
            redraw = getattr(screen, "redraw", None)
            if redraw is not None:
                redraw()
            screen.refresh(layout=True)
        self.refresh_css(animate=False)

    # Terminals that are too small.

    def on_resize(self, event: events.Resize) -> None:
        self._fit(event.size.width, event.size.height)

    def _fit(self, width: int, height: int) -> None:
        from tui.screens.small import SmallScreen

        if type(self.screen) is Screen:
            return
        small = width < WIDTH or height < HEIGHT
        if isinstance(self.screen, SmallScreen):
            if small:
                self.screen.show(width, height)
            else:
                self.pop_screen()
        elif small:
            self.push_screen(SmallScreen(width, height))
