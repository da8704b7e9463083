"""Every kind of screen: in every theme, without colour, in ASCII, and on small terminals."""

from typing import Any

import pytest

from tests.tui.snapshots.conftest import Visit
from tests.tui.snapshots.sizes import LARGE, LEAST, SMALL, at_both_sizes
from tests.tui.snapshots.tour import Tour
from tui.pictures import Nowhere

WON = {"last-word": 3, "the-order": 3, "three-tents": 2, "retreat-to-be-safe": 1}

LOOKS: dict[str, tuple[tuple[int, int], dict[str, Any]]] = {
    "parchment": (SMALL, {"theme": "strategikon-parchment"}),
    "parchment wide": (LARGE, {"theme": "strategikon-parchment"}),
    "high contrast": (SMALL, {"theme": "strategikon-contrast"}),
    "no colour": (SMALL, {}),
    "ascii": (SMALL, {"ascii": True}),
    "ascii wide": (LARGE, {"ascii": True}),
    "60x20": (LEAST, {}),
}


@at_both_sizes
async def test_campaign(visit: Visit, size: tuple[int, int]) -> None:
    """The title, the road with its milestones and stars, what is next, and what is known of one level."""
    async with visit(size) as tour:
        await tour.see("new")
        await tour.command("down", "down")
        await tour.see("another level")
        await tour.command("help")
        await tour.see("help")
    async with visit(size, home=Nowhere(WON)) as tour:
        await tour.see("under way")
    async with visit(size, home=Nowhere(dict.fromkeys(tour.ids, 3))) as tour:
        await tour.see("all won")


@at_both_sizes
async def test_over_the_board(visit: Visit, size: tuple[int, int]) -> None:
    """Help explains the focused panel first; hints, sentences, settings and the palette lie over the board."""
    async with visit(size, "last-word") as tour:
        await tour.command("help")
        await tour.see("help of the briefing")
        await tour.close()
        await tour.begin(bet=2)
        await tour.command("help")
        await tour.see("help of the letters")
        await tour.close()
        await tour.panel("knowledge")
        await tour.command("help")
        await tour.see("help of the ladder")
        await tour.close()
        await tour.command("hint")
        await tour.see("hint")
        await tour.close()
        await tour.command("describe")
        await tour.see("the board in sentences")
        await tour.close()
        await tour.command("settings")
        await tour.see("settings")
        await tour.close()
        await tour.command("palette")
        await tour.see("palette")


@pytest.mark.parametrize("look", LOOKS)
async def test_looks(visit: Visit, look: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same game in other clothes: nothing is lost with the colours, the signs or the room."""
    size, given = LOOKS[look]
    if look == "no colour":
        monkeypatch.setenv("NO_COLOR", "1")
    async with visit(size, home=Nowhere(WON), **given) as tour:
        await tour.see("campaign")
        await tour.open("three-all")
        await tour.see("briefing")
        await three_lies(tour)
        await tour.see("play")
        await tour.panels("field", "timeline")
        await tour.command("help")
        await tour.see("help")
        await tour.close()
        await tour.dispatch()
        await tour.follow()
        await tour.see("won")
        await tour.open("last-word")
        await tour.begin(bet=2)
        await tour.see("letters")
        await tour.set("capture", 0)
        await tour.dispatch()
        await tour.follow()
        await tour.see("lost")


async def three_lies(tour: Tour) -> None:
    """The second stage of Three all, its three lies written."""
    await tour.begin(bet=1)
    await tour.do(lambda match: match.claim(), lambda match: match.argue(4), lambda match: match.next_stage())
    await tour.set("retreat", 3, 4, 5)


async def test_too_small(visit: Visit) -> None:
    """One sentence; and the board as it was when the terminal has grown again."""
    async with visit(SMALL, "last-word") as tour:
        await tour.begin(bet=2)
        await tour.panel("knowledge")
        await tour.pilot.resize_terminal(50, 12)
        await tour.see("too small")
        await tour.pilot.resize_terminal(*LARGE)
        await tour.see("grown again")
