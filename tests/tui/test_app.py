"""The screens on a match without an engine: what keys and the mouse do, what is said when they do nothing."""

from collections.abc import Callable
from typing import Any

import pytest

from levels.board import Goal
from tests.tui import fake_match
from tui.app import StrategikonApp
from tui.keys import BY_ID
from tui.screens.briefing import BriefingScreen
from tui.screens.campaign import CampaignScreen
from tui.screens.choices import Choices
from tui.screens.debrief import DebriefScreen
from tui.screens.dialog import Argue, Notice
from tui.screens.goal_line import GoalLine
from tui.screens.help import HelpScreen, help_lines
from tui.screens.keyline import KeyLine
from tui.screens.palette import Commands
from tui.screens.play import PlayScreen
from tui.screens.road import Road
from tui.screens.small import SmallScreen
from tui.widgets.board import BoardView
from tui.widgets.status import StatusLine

Make = Callable[..., StrategikonApp]
SMALL, LARGE = (80, 24), (120, 36)


def status(app: StrategikonApp) -> str:
    """What the status line says."""
    return app.screen.query_one(StatusLine).text


def footer(app: StrategikonApp) -> dict[str, str]:
    """The footer: key -> words."""
    return dict(app.screen.query_one(KeyLine)._keys)


def match_of(app: StrategikonApp) -> Any:
    """The match that is played."""
    assert isinstance(app.screen, PlayScreen | DebriefScreen)
    return app.screen.match


async def settled(app: StrategikonApp, pilot: Any) -> None:
    """Until slow moves are made and everything is drawn."""
    await app.workers.wait_for_complete()
    await pilot.pause()


# The campaign.


async def test_a_new_player_is_offered_the_first_lesson(fake_app: Make) -> None:
    app = fake_app()
    async with app.run_test(size=SMALL) as pilot:
        assert isinstance(app.screen, CampaignScreen)
        assert "l begins the first lesson" in status(app)
        await pilot.press("l")
        assert app.screen.match.level.id == "gate"  # type: ignore[attr-defined]


async def test_nothing_is_locked_and_arrows_and_enter_open_any_level(fake_app: Make) -> None:
    app = fake_app()
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("down", "down", "down", "down", "enter", "enter")
        assert match_of(app).level.id == "choice"


async def test_an_unfinished_play_can_go_on(fake_app: Make) -> None:
    from types import SimpleNamespace

    left = SimpleNamespace(level_id="lies", path="somewhere", moves=3)
    home = fake_match.FakeHome(now=fake_match.FakeProgress(unfinished=(left,)))
    app = fake_app(home=home)
    async with app.run_test(size=SMALL) as pilot:
        assert "Three lies is unfinished: g goes on" in status(app)
        await pilot.press("g")
        assert isinstance(app.screen, PlayScreen)
        assert match_of(app).state.drafts[0] == "RETREAT"


async def test_enter_goes_on_with_a_level_that_was_left_and_n_begins_it_anew(fake_app: Make) -> None:
    from types import SimpleNamespace

    left = SimpleNamespace(level_id="lies", path="somewhere", moves=3)
    home = fake_match.FakeHome(now=fake_match.FakeProgress(unfinished=(left,)))
    for key, words, screen in (("enter", "go on", PlayScreen), ("n", "begin anew", BriefingScreen)):
        app = fake_app(home=home)
        async with app.run_test(size=SMALL) as pilot:
            assert footer(app)[key] == words
            await pilot.press(key)
            assert isinstance(app.screen, screen)
            assert app.screen.match.level.id == "lies"
    app = fake_app(home=home)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("up")
        assert footer(app)["enter"] == "play"
        assert "n" not in footer(app)


async def test_a_level_is_picked_and_opened_with_the_mouse(fake_app: Make) -> None:
    app = fake_app()
    async with app.run_test(size=SMALL) as pilot:
        road = app.screen.query_one(Road)
        line = road.line_of("lies")
        await pilot.click(Road, offset=(8, line))
        assert road.ids[road.cursor] == "lies"
        await pilot.click(Road, offset=(8, line))
        assert app.screen.match.level.id == "lies"  # type: ignore[attr-defined]


async def test_a_warning_of_the_home_is_said(fake_app: Make) -> None:
    app = fake_app(home=fake_match.FakeHome(warning="Nothing can be kept: the disk is full."))
    async with app.run_test(size=SMALL):
        assert status(app) == "Nothing can be kept: the disk is full."


# The briefing and the bet.


async def test_the_bet_under_the_cursor_is_taken(fake_app: Make) -> None:
    app = fake_app(start="lies")
    async with app.run_test(size=SMALL) as pilot:
        assert footer(app)["enter"] == "bet and begin"
        await pilot.press("down", "down", "down", "up", "enter")
        assert match_of(app).picked == 1


async def test_the_bet_is_picked_with_the_mouse_and_begun_in_the_footer(fake_app: Make) -> None:
    app = fake_app(start="lies")
    async with app.run_test(size=SMALL) as pilot:
        await pilot.click(Choices, offset=(4, 2))
        await pilot.click(KeyLine, offset=(2, 0))
        assert match_of(app).picked == 2


# Playing.


async def test_letters_set_what_is_under_the_cursor_and_enter_dispatches(fake_app: Make) -> None:
    app = fake_app(start="lies")
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("enter", "down", "r")
        assert match_of(app).state.drafts == ("ATTACK", "RETREAT", "ATTACK")
        assert status(app) == "To L3: RETREAT."
        await pilot.press("enter")
        await settled(app, pilot)
        assert isinstance(app.screen, DebriefScreen)


async def test_space_turns_and_undo_and_redo_walk(fake_app: Make) -> None:
    app = fake_app(start="lies")
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("enter", "space")
        assert match_of(app).state.drafts[0] == "RETREAT"
        await pilot.press("space", "u")
        assert match_of(app).state.drafts[0] == "RETREAT"
        await pilot.press("U")
        assert match_of(app).state.drafts[0] == "silence"


async def test_a_key_that_does_nothing_says_why(fake_app: Make) -> None:
    app = fake_app(start="lies")
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("enter", "u")
        assert status(app) == "There is nothing to take back."
        await pilot.press("x")
        assert status(app) == BY_ID["letter-x"].idle
        await pilot.press("w")
        assert status(app) == "There are no two worlds to compare here."
        await pilot.press("9")
        assert status(app) == "There are 6 panels."
        await pilot.press("f")
        assert status(app) == "No forge now."


async def test_letters_of_the_gate_act_at_once_and_a_settled_letter_says_so(fake_app: Make) -> None:
    app = fake_app(start="gate")
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("enter", "c")
        assert match_of(app).state.passed == 1
        await pilot.press("up", "x")
        assert status(app) == "Letter 1 already arrived; u goes back to it."
        assert match_of(app).state.passed == 1


async def test_between_two_stages_a_word_is_said(fake_app: Make) -> None:
    app = fake_app(start="gate")
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("enter", "c", "c", "x")
        assert isinstance(app.screen, Notice)
        await pilot.press("enter")
        assert match_of(app).stage == 1
        await pilot.press("c", "c", "x")
        await settled(app, pilot)
        assert isinstance(app.screen, DebriefScreen)


async def test_alternatives_are_chosen_then_sealed_and_the_footer_says_which(fake_app: Make) -> None:
    app = fake_app(start="choice")
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("enter", "down")
        assert footer(app)["enter"] == "choose"
        await pilot.press("enter")
        assert match_of(app).state.drafts[0] == "RETREAT"
        assert footer(app)["enter"] == "seal"
        await pilot.press("enter")
        await settled(app, pilot)
        assert isinstance(app.screen, DebriefScreen)


async def test_a_claim_is_argued_or_taken_back(fake_app: Make) -> None:
    app = fake_app(start="lies")
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("enter", "i")
        assert isinstance(app.screen, Argue)
        await pilot.press("escape")
        assert match_of(app).status == "playing"
        await pilot.press("i", "7", "enter")
        await settled(app, pilot)
        assert status(app) == "L2 hears three true votes. Your number was wrong."
        await pilot.press("i", "enter", "2", "enter")
        await settled(app, pilot)
        assert isinstance(app.screen, DebriefScreen)
        assert app.screen.debrief.won


async def test_time_goes_back_and_forward(fake_app: Make) -> None:
    app = fake_app(start="lies")
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("enter", "r", "down", "r", "left_square_bracket", "f2")
        assert match_of(app).at == 0
        await pilot.press("left_square_bracket")
        assert status(app) == "This is the beginning."
        await pilot.press("f3", "right_square_bracket", "right_square_bracket")
        assert match_of(app).at == 2
        assert status(app) == "This is as far as you have played."


async def test_hints_and_the_description_open_and_close(fake_app: Make) -> None:
    app = fake_app(start="lies")
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("enter", "h")
        assert isinstance(app.screen, Notice)
        await pilot.press("escape", "d")
        assert isinstance(app.screen, Notice)
        await pilot.press("enter")
        assert match_of(app).hints_shown == ("Look at the middle.",)


async def test_digits_and_tab_walk_the_panels_and_f1_explains_the_focused_one(fake_app: Make) -> None:
    app = fake_app(start="lies")
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("enter", "3")
        view = app.screen.query_one(BoardView).focused_panel
        assert view is not None
        assert view.panel is not None
        assert view.panel.id == "votes"
        await pilot.press("f1")
        assert isinstance(app.screen, HelpScreen)
        await pilot.press("f1", "tab", "question_mark")
        assert isinstance(app.screen, HelpScreen)
        assert app.screen._panel is not None
        assert app.screen._panel.id == "timeline"


async def test_leaving_keeps_the_play_and_comes_to_the_campaign(fake_app: Make) -> None:
    app = fake_app(start="lies")
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("enter", "r", "escape")
        assert isinstance(app.screen, CampaignScreen)
        assert app.screen.road.ids[app.screen.road.cursor] == "lies"


async def test_the_mouse_points_and_turns(fake_app: Make) -> None:
    app = fake_app(start="lies")
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("enter")
        view = app.screen.query_one(BoardView).focused_panel
        assert view is not None
        x, y = view.content_region.offset
        await pilot.click(offset=(x + 4, y + 2))
        assert match_of(app).state.drafts == ("ATTACK", "ATTACK", "ATTACK")
        await pilot.click(offset=(x + 4, y + 2))
        assert match_of(app).state.drafts == ("ATTACK", "RETREAT", "ATTACK")


async def test_nonsense_harms_nothing(fake_app: Make) -> None:
    app = fake_app(start="lies")
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("enter", *"zkvjyp=ncobe9UU[]", "left", "right", "tab", "shift+tab")
        assert match_of(app).state.drafts == ("ATTACK", "ATTACK", "ATTACK")


# Losing and winning.


async def test_one_key_goes_back_to_the_move_that_lost(fake_app: Make) -> None:
    app = fake_app(start="lies")
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("enter", "enter")
        await settled(app, pilot)
        assert isinstance(app.screen, DebriefScreen)
        assert next(iter(footer(app).items())) == ("u", "take it back")
        await pilot.press("u")
        assert isinstance(app.screen, PlayScreen)
        assert match_of(app).status == "playing"


async def test_enter_on_a_lost_level_is_the_way_back_and_never_the_next_level(fake_app: Make) -> None:
    app = fake_app(start="lies")
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("enter", "enter")
        await settled(app, pilot)
        assert "next level" not in footer(app).values()
        assert status(app).startswith("u or enter takes you back")
        await pilot.press("enter")
        assert isinstance(app.screen, PlayScreen)
        assert match_of(app).level.id == "lies"
        assert match_of(app).status == "playing"


async def test_at_the_end_of_the_road_enter_leads_back_to_the_campaign(fake_app: Make) -> None:
    everything = frozenset({"gate", "lies", "choice"})
    app = fake_app(start="lies", home=fake_match.FakeHome(now=fake_match.FakeProgress(won_ids=everything)))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("enter", "r", "enter")
        await settled(app, pilot)
        assert "end of the road" in status(app)
        assert footer(app)["enter"] == "the campaign"
        await pilot.press("enter")
        assert isinstance(app.screen, CampaignScreen)
        assert app.screen.road.ids[app.screen.road.cursor] == "lies"


async def test_enter_goes_to_the_next_level_and_t_to_the_twin(fake_app: Make) -> None:
    home = fake_match.FakeHome(now=fake_match.FakeProgress(won_ids=frozenset({"gate"})))
    app = fake_app(start="lies", home=home)
    async with app.run_test(size=LARGE) as pilot:
        await pilot.press("enter", "r", "enter")
        await settled(app, pilot)
        assert "The choice" in status(app)
        assert footer(app)["t"] == "twin level"
        assert footer(app)["enter"] == "next level"
        await pilot.press("enter")
        assert app.screen.match.level.id == "choice"  # type: ignore[attr-defined]


# Sizes.


async def test_below_sixty_by_twenty_one_sentence_says_so_and_play_goes_on(fake_app: Make) -> None:
    app = fake_app(start="lies")
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("enter", "down", "r")
        await pilot.resize_terminal(59, 24)
        await pilot.pause()
        assert isinstance(app.screen, SmallScreen)
        lines = [strip.text.strip() for strip in app.screen._compositor.render_strips()]
        shown = " ".join(line for line in lines if line)
        assert shown == (
            "Strategikon needs 60 columns and 20 rows; this terminal has 59x24: enlarge it to go on."
        )
        await pilot.press("a", "enter")
        await pilot.resize_terminal(60, 20)
        await pilot.pause()
        assert isinstance(app.screen, PlayScreen)
        view = app.screen.query_one(BoardView).focused_panel
        assert view is not None
        assert view.place == 1
        assert match_of(app).state.drafts == ("ATTACK", "RETREAT", "ATTACK")


async def test_a_terminal_that_is_too_small_from_the_start_says_so(fake_app: Make) -> None:
    app = fake_app()
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.pause()
        assert isinstance(app.screen, SmallScreen)
        await pilot.resize_terminal(*LARGE)
        await pilot.pause()
        assert isinstance(app.screen, CampaignScreen)


async def test_resizing_in_mid_play_keeps_the_selection(fake_app: Make) -> None:
    app = fake_app(start="lies")
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("enter", "down", "down")
        for size in (LARGE, (60, 20), SMALL):
            await pilot.resize_terminal(*size)
            await pilot.pause()
        view = app.screen.query_one(BoardView).focused_panel
        assert view is not None
        assert view.place == 2


# One table.


async def test_footer_help_and_palette_tell_the_same(fake_app: Make) -> None:
    app = fake_app(start="lies")
    async with app.run_test(size=LARGE) as pilot:
        await pilot.press("enter", "r")
        screen = app.screen
        assert isinstance(screen, PlayScreen)
        palette = {title for title, _, _ in Commands(screen)._entries()}
        helped = help_lines(app.keyring, "play", screen.letters(), None, 100)
        words = " ".join(" ".join(line.plain for line in helped).split())
        for key, said in screen.keys_now():
            assert said
            ids = [id for id in BY_ID if app.keyring.key(id) == key and "play" in BY_ID[id].scopes]
            for id in ids[:1]:
                assert " ".join(BY_ID[id].help.split()) in words
                if BY_ID[id].letter:
                    assert f"{said.capitalize()}  ({key})" in palette
                else:
                    assert any(title.startswith(BY_ID[id].title) for title in palette)


async def test_the_palette_opens_levels_and_acts(fake_app: Make) -> None:
    app = fake_app()
    async with app.run_test(size=SMALL) as pilot:
        entries = {title: act for title, _, act in Commands(app.screen)._entries()}
        assert "Play: The choice" in entries
        await pilot.press("f5")
        assert type(app.screen).__name__ == "CommandPalette"
        await pilot.press("escape")
        entries["Play: The choice"]()
        await pilot.pause()
        assert app.screen.match.level.id == "choice"  # type: ignore[attr-defined]


async def test_keys_can_be_changed_in_the_settings(fake_app: Make) -> None:
    app = fake_app(start="lies", home=fake_match.FakeHome(settings={"key.undo": "z"}))
    async with app.run_test(size=LARGE) as pilot:
        await pilot.press("enter", "r")
        assert footer(app)["z"] == "undo"
        await pilot.press("z")
        assert match_of(app).at == 0


# Settings.


async def test_settings_take_effect_at_once_and_are_kept(fake_app: Make) -> None:
    home = fake_match.FakeHome()
    app = fake_app(start="lies", home=home)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("enter", "f4", "enter", "down", "enter", "escape")
        assert app.theme == "strategikon-parchment"
        assert home.settings == {"theme": "parchment", "ascii": True}
        await pilot.pause()
        lines = [strip.text for strip in app.screen._compositor.render_strips()]
        assert all(line.isascii() for line in lines)


@pytest.mark.parametrize("theme", ["night", "parchment", "contrast"])
async def test_every_theme_of_ours_is_known(fake_app: Make, theme: str) -> None:
    app = fake_app(home=fake_match.FakeHome(settings={"theme": theme}))
    async with app.run_test(size=SMALL):
        assert app.theme == f"strategikon-{theme}"


# The footer, as wide as it is.


async def test_behind_a_window_the_footer_offers_only_what_acts_in_the_window(fake_app: Make) -> None:
    app = fake_app(start="lies")
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("enter")
        play = app.screen
        before = footer(app)
        await pilot.press("i")
        assert isinstance(app.screen, Argue)
        assert dict(play.query_one(KeyLine)._keys) == {"enter": "answer", "esc": "take it back"}
        await pilot.press("escape", "f1")
        assert dict(play.query_one(KeyLine)._keys)["esc"] == "close"
        await pilot.press("escape")
        await pilot.pause()
        assert footer(app) == before


async def test_a_narrow_goal_line_cuts_the_sentence_and_never_the_state(fake_app: Make) -> None:
    app = fake_app(start="lies")
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.press("enter")
        line = app.screen.query_one(GoalLine)
        goal = Goal("All loyal lieutenants do the same, and what a loyal commander orders, always", False, "")
        line.display = True
        line.show(goal)
        assert str(line.content).endswith("…   not yet")
        assert len(str(line.content)) <= 58
