"""The ten levels of the first lesson on the real match: each has a briefing and a board that can be drawn."""

from pathlib import Path

import pytest

from levels import matches, packs
from levels.board import Goal
from levels.progress import Home
from tui.app import StrategikonApp
from tui.screens.briefing import BriefingScreen
from tui.screens.goal_line import GoalLine
from tui.screens.play import PlayScreen
from tui.widgets.board import BoardView


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (60, 20)])
async def test_every_level_opens_with_its_goal_in_sight(size: tuple[int, int], tmp_path: Path) -> None:
    pack = packs.shipped()
    app = StrategikonApp(home=Home(tmp_path), pack=pack, matches=matches, lesson=packs.LESSON)
    app.animation_level = "none"
    async with app.run_test(size=size) as pilot:
        for id in packs.LESSON:
            app.open_level(pack.level(id))
            await pilot.pause()
            assert isinstance(app.screen, BriefingScreen), id
            await pilot.press("enter")
            await pilot.pause()
            assert isinstance(app.screen, PlayScreen), id
            view = app.screen.query_one(BoardView)
            goals = [panel.id for panel in app.screen.board.panels if isinstance(panel.body, Goal)]
            seen = goals[0] in view.arranged(view.size).regions
            assert seen or app.screen.query_one(GoalLine).display, id
            assert view.focused_panel is not None


async def test_the_last_word_is_won_with_keys_alone(tmp_path: Path) -> None:
    home = Home(tmp_path)
    app = StrategikonApp(home=home, pack=packs.shipped(), start="last-word", lesson=packs.LESSON)
    app.animation_level = "none"
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("down", "down", "enter", *"cccx", "enter", *"ccccx")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert app.screen.debrief.won  # type: ignore[attr-defined]
        await pilot.press("escape")
        assert home.progress().stars("last-word") == 3


async def test_a_play_that_was_left_goes_on_at_the_very_move(tmp_path: Path) -> None:
    # One home: a play that another window holds open is not offered.
    home = Home(tmp_path)
    for begins in (True, False):
        app = StrategikonApp(home=home, pack=packs.shipped(), lesson=packs.LESSON)
        app.animation_level = "none"
        async with app.run_test(size=(80, 24)) as pilot:
            if begins:
                app.open_level(packs.shipped().level("last-word"))
                await pilot.pause()
                await pilot.press("enter", "c", "c", "escape", "q")
            else:
                await pilot.press("g")
                await pilot.pause()
                assert isinstance(app.screen, PlayScreen)
                assert "Letter 3" in app.screen.board.status
