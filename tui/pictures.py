"""Pictures of the game, drawn by the game itself: SVG, the same bytes for the same screen.

The app runs without a terminal, on a match that has already been played; nothing is pressed and nothing
is kept.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from textual import constants
from textual.pilot import Pilot

from levels import packs
from levels.course import Course
from levels.match import Match
from levels.plays import Progress
from levels.war_room import Sandbox, example, open_war_room
from tui.app import StrategikonApp
from tui.naming import chapter_name
from tui.screens.play import PlayScreen
from tui.theme import palette

SIZE = (120, 36)
"""Columns and rows of a picture: the least terminal on which everything is seen at once."""

PATIENCE = 40
"""How often a screen is asked whether it has settled."""

_PLAIN = tuple(
    (re.compile(pattern, re.DOTALL), instead)
    for pattern, instead in (
        # A number made from the whole screen stands in every line; so one changed word changed them all.
        (r"terminal-\d+", "s"),
        (r"\s*@font-face \{.*?\n    \}", ""),
        (r"Fira Code, monospace", "Fira Code, DejaVu Sans Mono, Menlo, Consolas, monospace"),
        # Letters as wide as the cells, also where the lengths of texts are not heeded.
        (r"font-size: 20px", "font-size: 19.825px"),
        # No text leaves its line: its length is given with it.
        (r'<clipPath id="s-line-.*?</clipPath>\s*', ""),
        (r' clip-path="url\(#s-line-\d+\)"', ""),
        (r' shape-rendering="crispEdges"', ""),
        (r"&#160;", " "),
        (r"^<svg ", '<svg xml:space="preserve" '),
        (r"\.s-matrix \{", ".s-matrix {\n        white-space: pre;"),
        (r"<g class=\"s-matrix\">\n", '<g class="s-matrix" shape-rendering="crispEdges">\n'),
        (r"(?<=>)(<(?:rect|text) )", r"\n\1"),
        (r"\n[ \n]*(?=\n)", ""),
    )
)

_PIECE = re.compile(r'<rect fill="([^"]+)" x="([^"]+)" y="([^"]+)" width="([^"]+)" height="24.65"/>\n')
_GROUND = re.compile(f"(?:{_PIECE.pattern.replace('([', '(?:[')})+")


class Nowhere:
    """A home that keeps nothing, so that drawing needs no data folder and leaves none."""

    warning = ""

    def __init__(self, stars: Mapping[str, int] | None = None, **settings: Any) -> None:
        self.settings: dict[str, Any] = settings
        self._stars = dict(stars or {})

    def progress(self) -> Progress:
        """The stars it was given."""
        return Progress((), self._stars)

    def save_settings(self, settings: Mapping[str, Any]) -> None:
        """Settings last as long as the app."""
        self.settings = dict(settings)


class Unsettled(RuntimeError):
    """A screen that never stops changing."""


class Studio:
    """An app that runs without a terminal, and the pictures taken of it."""

    def __init__(self, app: StrategikonApp, pilot: Pilot[None]) -> None:
        self.app, self.pilot = app, pilot

    async def board(self, match: Any) -> None:
        """Shows the board of a match as it stands, over whatever was shown. Follows it nowhere."""
        screen = self.app.screen
        if not isinstance(screen, PlayScreen) or screen.match is not match:
            self.app.go(_Still(match))
            await self.pilot.pause()
        else:
            screen.redraw()

    async def picture(self) -> str:
        """The screen as SVG, once it has settled.

        Raises:
            Exception: whatever crashed the app.
            Unsettled: it changes without end.
        """
        await self.app.workers.wait_for_complete()
        before: object = None
        for _ in range(PATIENCE):
            await self.pilot.pause()
            if self.app._exception is not None:
                raise self.app._exception
            now = [screen._compositor.render_strips() for screen in self.app.screen_stack]
            if now == before:
                colours = palette(self.app.theme)
                svg = self.app.export_screenshot(title="Strategikon", simplify=True)
                return plain(svg, colours.ground, colours.muted)
            before = now
        raise Unsettled("the screen never stands still")


class _Still(PlayScreen):
    """A board that is only looked at: it does not go on to the debrief by itself."""

    CSS_PATH = [Path(__file__).with_name("styles") / name for name in ("panels.tcss", "play.tcss")]

    def _follow(self) -> None:
        pass


def plain(svg: str, ground: str, title: str) -> str:
    """An SVG of Textual's without what differs between equal screens, fonts from the web, and ballast.

    Args:
        svg: the picture.
        ground, title: the colours of the frame around the screen, and of what is written in it.
    """
    for pattern, instead in _PLAIN:
        svg = pattern.sub(instead, svg)
    svg = svg.replace('fill="#292929"', f'fill="{ground}"', 1)
    svg = svg.replace('class="s-title" fill="#c5c8c6"', f'class="s-title" fill="{title}"', 1)
    return _GROUND.sub(_joined, svg).rstrip() + "\n"


def _joined(found: re.Match[str]) -> str:
    """Neighbours of one colour on one line become one rectangle."""
    lines: list[str] = []
    before, begin, end = ("", ""), 0.0, 0.0
    for colour, x, y, width in _PIECE.findall(found.group()):
        look = (colour, y)
        if lines and look == before and abs(float(x) - end) < 0.05:
            lines.pop()
        else:
            before, begin = look, float(x)
        end = float(x) + float(width)
        lines.append(
            f'<rect fill="{colour}" x="{begin:g}" y="{y}" width="{round(end - begin, 2):g}" height="24.65"/>'
        )
    return "\n".join(lines) + "\n"


@asynccontextmanager
async def studio(size: tuple[int, int] = SIZE, **given: Any) -> AsyncIterator[Studio]:
    """An app without a terminal; `given` goes to `StrategikonApp`."""
    given.setdefault("home", Nowhere())
    given.setdefault("pack", packs.shipped())
    given.setdefault("lesson", packs.LESSON)
    given.setdefault("theme", "strategikon-night")
    # Nothing here tells how many colours there are; a picture has all of them.
    constants.COLOR_SYSTEM = "truecolor"  # type: ignore[misc]
    app = StrategikonApp(**given)
    app.animation_level = "none"
    async with app.run_test(size=size) as pilot:
        yield Studio(app, pilot)


async def _draw_play(moments: Iterator[Course], folder: Path) -> int:
    """Draws each moment, and the debrief if the last is the end; says how many pictures there are."""
    count = 0

    def keep(svg: str) -> None:
        nonlocal count
        count += 1
        (folder / f"{count:03}.svg").write_text(svg, encoding="utf-8", newline="\n")

    async with studio() as app:
        last = None
        for match in moments:
            # A transcript does not say in which chapter its level stands.
            if isinstance(match, Match):
                match.chapter = chapter_name(app.app.pack, match.level.id)
            await app.board(match)
            keep(await app.picture())
            last = match
        if last is not None and last.over:
            app.app.finish(last)
            keep(await app.picture())
    return count


def draw_play(moments: Iterator[Course], folder: Path) -> int:
    """Writes 001.svg, 002.svg, ... into a folder: each moment of a play, and its debrief.

    Args:
        moments: the match at each moment that is to be drawn (levels.replay.moments).
        folder: where to; made if it is not there.

    Raises:
        OSError: it cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    return asyncio.run(_draw_play(moments, folder))


# The pictures of the documentation.


def three_against_three() -> Match:
    """The second stage of Three all, its three lies written and not yet sent."""
    pack = packs.shipped()
    match = Match(pack.level("three-all"), chapter=chapter_name(pack, "three-all"))
    match.bet(1)
    match.claim()
    match.argue(4)
    match.next_stage()
    for place, choice in enumerate(match.batch):
        if choice.subject.text.split(",")[0][-2:] in ("L5", "L6", "L7"):
            match.set(place, "retreat")
    return match


def one_seal_too_many() -> Sandbox:
    """SM(1) among four in the war room: a late whisper under two seals is about to part the loyal."""
    found = example("signed-messages")
    assert found is not None
    sandbox = open_war_room(found.setting)
    sandbox.dispatch()
    sandbox.set(0, "retreat")
    return sandbox


async def _draw_documentation(folder: Path) -> None:
    won = {"last-word": 3, "the-order": 3, "three-tents": 2, "retreat-to-be-safe": 3, "rule-forge": 2}
    async with studio(home=Nowhere(won)) as app:
        (folder / "campaign.svg").write_text(await app.picture(), encoding="utf-8", newline="\n")
        await app.board(three_against_three())
        (folder / "play.svg").write_text(await app.picture(), encoding="utf-8", newline="\n")
        await app.board(one_seal_too_many())
        (folder / "war-room.svg").write_text(await app.picture(), encoding="utf-8", newline="\n")


def main() -> None:
    """`make pictures`."""
    folder = Path(__file__).parents[1] / "docs"
    folder.mkdir(exist_ok=True)
    asyncio.run(_draw_documentation(folder))


if __name__ == "__main__":
    main()
