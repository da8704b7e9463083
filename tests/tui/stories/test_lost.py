"""Levels that are lost, and what one key does about it."""

from pathlib import Path

from tests.tui.stories.player import PlayScreen, player
from tui.screens.dialog import Argue


async def test_the_city_takes_the_wrong_letter_goes_back_one_key_and_wins(tmp_path: Path) -> None:
    async with player(tmp_path) as city:
        await city.play("last-word", bet="the first")
        # Letter 2 is taken: letters 3 and 4 are never written, and nobody marches.
        await city.press("cx")
        assert city.is_over
        assert "Lost." in city.shown()
        assert city.sentence == "u or enter takes you back to the move that lost. Nothing is spent."
        assert city.footer["u"] == "take it back"

        await city.press("u")
        assert isinstance(city.screen, PlayScreen)
        assert city.sentence == "You are looking back: ] goes on, a new move branches."
        assert city.match.run.picks == (0,)

        await city.press("ccx enter ccccx")
        assert city.match.status == "won"
        # The goal and the par are there; the bet was wrong.
        assert city.stars == 2


async def test_an_honest_traitor_loses_and_one_lie_later_wins(tmp_path: Path) -> None:
    async with player(tmp_path) as traitor:
        await traitor.play("retreat-to-be-safe", bet="only from a lieutenant")
        await traitor.press("down enter enter")
        assert traitor.panel.value == "attack"
        await traitor.press("enter")
        assert traitor.is_over
        assert "Lost." in traitor.shown()

        await traitor.press("u")
        assert isinstance(traitor.screen, PlayScreen)
        assert traitor.panel.panel is not None
        assert traitor.panel.panel.id == "dispatches"
        assert traitor.footer["enter"] == "dispatch"
        await traitor.press("r enter")
        assert traitor.match.status == "won"
        assert traitor.stars == 3
        await traitor.press("escape")
    assert traitor.home.progress().stars("retreat-to-be-safe") == 3


async def test_a_stage_without_undo_is_lost_and_begun_again(tmp_path: Path) -> None:
    async with player(tmp_path) as city:
        await city.play("last-word", bet="the last")
        await city.press("cccx enter")
        assert city.match.stage == 1
        # Here nothing is taken back, and the game says so.
        await city.press("c u")
        assert city.sentence == "This evening is played without going back."
        assert "u" not in city.footer
        await city.press("x")
        assert city.is_over
        assert "u" not in city.footer
        assert city.footer["R"] == "again"
        await city.press("u")
        assert city.sentence == "There is no lost move to go back to."

        await city.press("R")
        assert isinstance(city.screen, PlayScreen)
        assert city.match.stage == 1
        assert city.sentence == "Letter 1 stands at your gate."
        await city.press("ccccx")
        assert city.match.status == "won"
        assert city.stars == 3


async def test_whoever_loses_may_still_say_that_it_cannot_be_done(tmp_path: Path) -> None:
    async with player(tmp_path) as traitor:
        await traitor.play("the-fourth-general", bet="from none")
        await traitor.press("down*3 enter enter r down r enter")
        assert traitor.is_over
        assert "Lost." in traitor.shown()
        await traitor.press("u i")
        assert isinstance(traitor.screen, Argue)
        await traitor.press("3 enter")
        # A wrong number is answered, and costs a star, not the match.
        assert isinstance(traitor.screen, PlayScreen)
        assert traitor.sentence.startswith("Not 3.")
        await traitor.press("i escape")
        assert traitor.sentence == "You took the claim back. Play on."
        await traitor.press("i 2 enter")
        assert traitor.match.status == "won"
        assert [star.earned for star in traitor.screen.debrief.stars] == [True, False, True]
