"""A walk through the app in one run: moves made on the match itself, and pictures on the way."""

import re
from collections import defaultdict
from collections.abc import Callable
from difflib import unified_diff
from html import unescape
from pathlib import Path

from syrupy.assertion import SnapshotAssertion
from textual.widgets import Input

from levels.match import Match
from tui.naming import chapter_name
from tui.pictures import Studio
from tui.screens.briefing import BriefingScreen
from tui.screens.play import PlayScreen

_TEXT = re.compile(r'<text class="[^"]+" x="([\d.]+)" y="([\d.]+)"[^>]*>([^<]*)</text>')
CELL = 12.2


def lines_of(svg: str) -> list[str]:
    """What can be read in a picture, line by line."""
    rows: dict[float, str] = defaultdict(str)
    for x, y, text in _TEXT.findall(svg):
        rows[float(y)] = rows[float(y)].ljust(round(float(x) / CELL)) + unescape(text)
    return [rows[y].rstrip() for y in sorted(rows)]


def difference(name: str, before: str | None, now: str, kept: Path) -> str:
    """What a reviewer is told of a picture that is not the one on record."""
    if before is None:
        return f"{name}: no such picture on record; it is in {kept}"
    lines = list(unified_diff(lines_of(before), lines_of(now), "on record", "now", lineterm="", n=0))
    return "\n".join(
        [f"{name}: not the picture on record; the new one is {kept}", *(lines or ["only colours differ"])]
    )


class Tour:
    """An app, a match on it, and the pictures that were not as recorded."""

    def __init__(self, there: Studio, on_record: SnapshotAssertion, folder: Path) -> None:
        self.studio, self.app, self.pilot = there, there.app, there.pilot
        self._on_record, self._folder = on_record, folder
        self.wrong: list[str] = []
        self._seen: list[str] = []
        self._match: Match | None = None

    @property
    def match(self) -> Match:
        """The match at play."""
        assert self._match is not None
        return self._match

    @property
    def small(self) -> bool:
        """Whether the panels are behind tabs, so that each wants a picture of its own."""
        return self.app.size.width < 116

    async def see(self, name: str) -> None:
        """Compares the screen as it is now with the picture of this name."""
        assert name not in self._seen, f"two pictures are called {name}"
        self._seen.append(name)
        now = await self.studio.picture()
        shot = self._on_record(name=name)
        if not shot == now:  # noqa: SIM201
            kept = self._folder / f"{name}.svg"
            kept.write_text(now, encoding="utf-8", newline="\n")
            recalled = shot.executions[max(shot.executions)].recalled_data if shot.executions else None
            before = recalled.decode("utf-8") if isinstance(recalled, bytes) else recalled
            self.wrong.append(difference(name, before, now, kept))

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all levels."""
        return tuple(self.app.pack.ids)

    # The match.

    async def open(self, id: str) -> None:
        """A new match of a level, at its briefing."""
        pack = self.app.pack
        self._match = Match(pack.level(id), chapter=chapter_name(pack, id))
        self.app.go(BriefingScreen(self.match))
        await self.pilot.pause()

    async def begin(self, bet: int = 0) -> None:
        """From the briefing to the board."""
        if self.match.bet_options:
            self.match.bet(bet)
        self.app.play(self.match)
        await self.pilot.pause()

    async def do(self, *moves: Callable[[Match], object]) -> None:
        """Makes moves and shows the board that comes of them."""
        for move in moves:
            move(self.match)
        self.board.redraw()
        await self.pilot.pause()

    async def set(self, label: str, *places: int) -> None:
        """Sets choices."""
        await self.do(*(lambda match, place=place: match.set(place, label) for place in places))

    async def dispatch(self) -> None:
        """What enter does."""
        await self.do(lambda match: match.dispatch())
        self.board._settle()
        await self.pilot.pause()

    async def follow(self) -> None:
        """Goes where the match has gone: a question, the word between stages, the debrief."""
        self.board._follow()
        await self.pilot.pause()

    async def back(self) -> None:
        """From a lost debrief to the move that lost."""
        await self.command("back-to-fatal")

    @property
    def board(self) -> PlayScreen:
        """The board's screen."""
        return next(screen for screen in reversed(self.app.screen_stack) if isinstance(screen, PlayScreen))

    # The screen.

    async def panel(self, id: str) -> None:
        """Gives the focus to a panel."""
        ids = [panel.id for panel in self.board.board.panels]
        await self.command(f"panel-{ids.index(id) + 1}")

    async def panels(self, *ids: str) -> None:
        """A picture of each of these panels at the moment seen last, where one cannot see them all at once."""
        if self.small:
            moment = self._seen[-1]
            for id in ids:
                await self.panel(id)
                await self.see(f"{moment}, {id}")
            await self.command("panel-1")

    async def command(self, *ids: str) -> None:
        """What a key, the palette or a click does."""
        for id in ids:
            self.app.screen.action_command(id)  # type: ignore[attr-defined]
            await self.pilot.pause()
            for field in self.app.screen.query(Input):
                field.cursor_blink = False

    async def close(self) -> None:
        """Closes a dialog."""
        self.app.screen.dismiss(None)
        await self.pilot.pause()
