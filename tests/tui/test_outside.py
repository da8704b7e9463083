"""What can go wrong outside the screens: settings, disks, streams, plays that cannot go on."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from textual.widgets import Input, Static

from tests.tui import fake_match
from tests.tui.test_app import SMALL, match_of, settled, status
from tui.app import StrategikonApp
from tui.screens.briefing import BriefingScreen
from tui.screens.campaign import CampaignScreen
from tui.screens.debrief import DebriefScreen
from tui.screens.dialog import Argue

Make = Callable[..., StrategikonApp]
FULL = "This play is not being kept: the disk is full."


@pytest.mark.parametrize("theme", ["dusk", 5, None, "", "\x1b"])
async def test_a_theme_that_does_not_exist_is_the_default(fake_app: Make, theme: Any) -> None:
    app = fake_app(home=fake_match.FakeHome(settings={"theme": theme}))
    async with app.run_test(size=SMALL):
        assert app.theme == "strategikon-night"


async def test_only_digits_answer_a_claim_and_a_refusal_asks_again(
    fake_app: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[int] = []

    def argue(self: fake_match.FakeMatch, number: int) -> None:
        given.append(number)
        raise fake_match.Refused("That is no answer.")

    monkeypatch.setattr(fake_match.FakeMatch, "argue", argue)
    app = fake_app(start="lies")
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("enter", "i")
        await pilot.press(*"-5+_1.2345678")
        assert app.screen.query_one(Input).value == "512345"
        await pilot.press("enter")
        await settled(app, pilot)
        assert given == [512345]
        assert isinstance(app.screen, Argue)
        assert "That is no answer." in str(app.screen.query_one("#complaint", Static).render())


async def test_a_warning_that_appears_while_playing_is_said_once(fake_app: Make) -> None:
    home = fake_match.FakeHome()
    app = fake_app(start="choice", home=home)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("enter")
        home.warning = FULL
        await pilot.press("a")
        assert status(app) == FULL
        await pilot.press("r")
        assert status(app) != FULL


async def test_a_warning_that_appears_at_the_end_is_said_there(fake_app: Make) -> None:
    home = fake_match.FakeHome()
    app = fake_app(start="choice", home=home)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("enter")
        await pilot.press("r")
        home.warning = FULL
        match_of(app).dispatch()
        app.finish(match_of(app))
        await pilot.pause()
        assert isinstance(app.screen, DebriefScreen)
        assert status(app) == FULL


def _left(*ids: str) -> fake_match.FakeHome:
    plays = tuple(SimpleNamespace(level_id=id, path=f"{id}-{at}", moves=1) for at, id in enumerate(ids))
    return fake_match.FakeHome(now=fake_match.FakeProgress(unfinished=plays))


async def test_a_stale_play_does_not_hide_the_others(fake_app: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    real = fake_match.resume

    def resume(path: object, *rest: Any) -> Any:
        if str(path).startswith("lies"):
            raise fake_match.Refused("The level has changed since this was played.")
        return real(path, *rest)

    monkeypatch.setattr(fake_match, "resume", resume)
    app = fake_app(home=_left("lies", "choice"))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("g")
        assert match_of(app).level.id == "choice"
    app = fake_app(home=_left("lies", "choice"))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("enter")
        assert isinstance(app.screen, CampaignScreen)
        assert status(app) == "The level has changed since this was played."
        await pilot.press("enter")
        assert isinstance(app.screen, BriefingScreen)


@pytest.mark.parametrize(
    ("given", "id"),
    [({"start": "lies"}, "lies"), ({"level": fake_match.LIES}, "lies"), ({"start": "lesson"}, "gate")],
)
async def test_a_level_that_was_left_is_offered(fake_app: Make, given: dict[str, Any], id: str) -> None:
    app = fake_app(home=_left("choice", id), **given)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.pause()
        assert isinstance(app.screen, CampaignScreen)
        await pilot.press("enter")
        assert match_of(app).level.id == id
