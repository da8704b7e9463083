"""Somebody at the keyboard: opens the real game on a folder of his own, presses keys, reads the screen."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from textual import events
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.worker import WorkerCancelled

from levels import matches, packs
from levels.match import Match
from levels.progress import Home
from tui.app import StrategikonApp
from tui.screens.briefing import BriefingScreen
from tui.screens.campaign import CampaignScreen
from tui.screens.debrief import DebriefScreen
from tui.screens.keyline import KeyLine
from tui.screens.play import PlayScreen
from tui.screens.small import SmallScreen
from tui.widgets.board import BoardView
from tui.widgets.panel import PanelView
from tui.widgets.status import StatusLine

__all__ = [
    "SMALL",
    "BriefingScreen",
    "CampaignScreen",
    "DebriefScreen",
    "PlayScreen",
    "Player",
    "SmallScreen",
    "keys",
    "player",
]

SMALL = (80, 24)

NAMES = {
    "[": "left_square_bracket",
    "]": "right_square_bracket",
    "=": "equals_sign",
    "?": "question_mark",
    "/": "slash",
}
"""Textual's names of keys that a player knows by their sign."""


def keys(text: str) -> list[str]:
    """Keys from one line: words are names of keys, `down*3` is three of them, `cccx` is four letters."""
    found: list[str] = []
    for word in text.split():
        name, _, times = word.partition("*")
        named = len(name) > 1 and (name in _WORDS or (name[0] == "f" and name[1:].isdigit()))
        found += ([name] if named else [NAMES.get(sign, sign) for sign in name]) * int(times or 1)
    return found


_WORDS = {"up", "down", "left", "right", "enter", "space", "tab", "shift+tab", "escape", "backspace"}


class Player:
    """What a player can do, and what he can see. The match is looked at, never touched.

    Args:
        app: the game.
        pilot: presses its keys.
    """

    def __init__(self, app: StrategikonApp, pilot: Pilot[Any]) -> None:
        self.app, self.pilot = app, pilot

    # What he does.

    async def press(self, text: str) -> None:
        """Presses keys, as `keys` reads them, and waits until the game has done what they ask."""
        await self.strike(*keys(text))
        await self.settled()

    async def strike(self, *names: str) -> None:
        """Presses keys as fast as the game takes them; `Pilot.press` waits for an idle processor at each."""
        for name in names:
            key = name if len(name) > 1 or name.isalnum() else _character_to_key(name)
            self.app.post_message(events.Key(key, name if len(name) == 1 else None))
            await self.heard()

    async def heard(self) -> None:
        """Until a key has gone all its way, application, screen, widget and back, and slow moves are made."""
        for _ in range(4):
            await self.pilot._wait_for_screen()
        slow = [worker for worker in self.app.workers if worker.group == "match"]
        if slow:
            # A screen that goes takes its workers along, once they have told what they found.
            with suppress(WorkerCancelled):
                await self.app.workers.wait_for_complete(slow)
            await self.heard()

    async def settled(self) -> None:
        """Until slow moves are made and everything is drawn."""
        await self.heard()
        await self.pilot.pause()

    async def play(self, id: str, bet: str | None = None) -> None:
        """From the campaign to the board of a level: arrows, enter, the bet if there is one, enter."""
        assert isinstance(self.screen, CampaignScreen)
        road = self.screen.road
        way = road.ids.index(id) - road.cursor
        await self.press(f"{'down' if way > 0 else 'up'}*{abs(way)} enter")
        await self.bet(bet)

    async def bet(self, bet: str | None = None) -> None:
        """Begins from a briefing, with the bet whose words begin so."""
        assert isinstance(self.screen, BriefingScreen)
        options = self.match.bet_options
        way = next(n for n, option in enumerate(options) if option.startswith(bet)) if bet else 0
        await self.press(f"down*{way} enter")
        assert isinstance(self.screen, PlayScreen)

    async def click(
        self, panel: str, *, place: int | None = None, sets: str = "", node: int | None = None
    ) -> None:
        """Clicks what stands in a panel: a choice by its place, an answer of it, a step of the timeline."""
        view = self.board.panel_view(panel)
        assert view is not None
        spots = [
            spot
            for spot in view._drawing.spots
            if spot.node == node and (node is not None or view._at(spot.at).place == place)
        ]
        spot = next(
            spot for spot in spots if not sets or sets in (spot.sets, getattr(view._at(spot.at), "sets", ""))
        )
        x, y = view.content_region.offset
        await self.pilot.click(offset=(x + spot.x, y + spot.y - view._top))
        await self.settled()

    async def click_key(self, key: str) -> None:
        """Clicks a key in the footer."""
        line = self.screen.query_one(KeyLine)
        column = next(x for x in range(line.content_size.width) if line.key_at(x) == key)
        x, y = line.content_region.offset
        await self.pilot.click(offset=(x + column, y))
        await self.settled()

    async def resize(self, width: int, height: int) -> None:
        """Drags the terminal to another size."""
        await self.pilot.resize_terminal(width, height)
        await self.pilot.pause()

    # What he sees.

    @property
    def screen(self) -> Any:
        """The screen that is shown."""
        return self.app.screen

    @property
    def match(self) -> Match:
        """The match on the screen, or under the window that lies over it."""
        screen = next(screen for screen in reversed(self.app.screen_stack) if hasattr(screen, "match"))
        match = screen.match  # type: ignore[attr-defined]
        assert isinstance(match, Match)
        return match

    @property
    def home(self) -> Home:
        """Where the game keeps what he plays."""
        home = self.app.home
        assert isinstance(home, Home)
        return home

    @property
    def sentence(self) -> str:
        """What the status line says."""
        return str(self.screen.query_one(StatusLine).text)

    @property
    def footer(self) -> dict[str, str]:
        """The keys in the footer and what they do."""
        return dict(self.screen.query_one(KeyLine)._keys)

    @property
    def panel(self) -> PanelView:
        """The panel that the keys go to."""
        panel = self.board.focused_panel
        assert panel is not None
        return panel

    @property
    def board(self) -> BoardView:
        """The panels of the board."""
        board = self.screen.query_one(BoardView)
        assert isinstance(board, BoardView)
        return board

    def body(self, id: str) -> Any:
        """What stands in a panel."""
        return next(panel.body for panel in self.match.board.panels if panel.id == id)

    def shown(self) -> str:
        """The whole screen as text, its lines stripped."""
        strips = self.screen._compositor.render_strips()
        return "\n".join(strip.text.strip() for strip in strips)

    @property
    def chosen(self) -> tuple[str, Any, int | None]:
        """Where he is: the panel that has the keys, the row and column of its cursor, the choice there."""
        assert self.panel.panel is not None
        return self.panel.panel.id, self.panel.cursor, self.panel.place

    @property
    def is_over(self) -> bool:
        """Whether the debrief is shown."""
        return isinstance(self.screen, DebriefScreen)

    @property
    def stars(self) -> int:
        """How many stars the debrief on the screen gives."""
        assert isinstance(self.screen, DebriefScreen)
        return sum(star.earned for star in self.screen.debrief.stars)


@asynccontextmanager
async def player(home: Path, size: tuple[int, int] = SMALL, **given: Any) -> AsyncIterator[Player]:
    """The game on a folder, and somebody at its keyboard; it begins on the campaign."""
    given.setdefault("lesson", packs.LESSON)
    app = StrategikonApp(home=Home(home), pack=packs.shipped(), matches=matches, **given)
    app.animation_level = "none"
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        yield Player(app, pilot)
    # Here the process would end, and the system let go of its files.
    for recorder in list(app.home._recorders):
        recorder.close()
