"""A play that is left in the middle goes on at that very move, in another game on the same folder."""

from pathlib import Path

from levels import packs
from tests.tui.stories.player import CampaignScreen, PlayScreen, player


async def test_a_play_is_left_and_gone_on_with_drafts_and_all(tmp_path: Path) -> None:
    async with player(tmp_path) as traitor:
        await traitor.play("three-all", bet="only from L1")
        await traitor.press("i 4 enter enter")
        await traitor.press("down*3 r down r h enter")
        left = traitor.match
        assert left.drafts == {3: "retreat", 4: "retreat"}
        # The game ends at once, the window is closed: nobody says goodbye.

    async with player(tmp_path) as again:
        title = packs.shipped().level("three-all").title
        assert again.sentence == f"{title} is unfinished: g goes on where you left it."
        assert again.footer["g"] == "go on"
        await again.press("g")
        assert isinstance(again.screen, PlayScreen)
        assert again.match.stage == 1
        assert again.match.drafts == left.drafts
        assert again.match.run.picks == left.run.picks
        assert again.match.board == left.board
        assert again.match.hints_shown == left.hints_shown
        assert again.match.bet_made == "only from L1's"
        # Undo reaches back over the night.
        await again.press("u")
        assert again.match.drafts == {3: "retreat"}
        await again.press("escape")
        assert isinstance(again.screen, CampaignScreen)
        assert f"{title} is unfinished" in again.sentence
        await again.press("q")

    async with player(tmp_path) as third:
        await third.press("g U down*5 r enter")
        assert third.match.status == "won"
        # The hint of the first evening is remembered.
        assert [star.earned for star in third.screen.debrief.stars] == [True, True, False]
        await third.press("escape g")
        assert third.sentence == "No play is unfinished."


async def test_a_play_left_between_stages_lost_or_in_an_argument_goes_on_there(tmp_path: Path) -> None:
    async with player(tmp_path) as city:
        await city.play("last-word", bet="the last")
        await city.press("cccx")
        assert city.match.status == "between"
    async with player(tmp_path) as city:
        await city.press("g")
        assert "Stage 1 is won" in city.shown()
        await city.press("enter x")
        assert city.is_over
    async with player(tmp_path) as city:
        await city.press("g")
        assert city.is_over
        assert "Lost." in city.shown()
        await city.press("R escape")
        await city.play("the-fourth-general", bet="from none")
        await city.press("i")
    async with player(tmp_path) as traitor:
        await traitor.press("g")
        assert "You say: this cannot be done" in traitor.shown()
        await traitor.press("2 enter")
        assert traitor.match.status == "won"


async def test_two_games_on_one_folder_leave_each_other_in_peace(tmp_path: Path) -> None:
    async with player(tmp_path) as first:
        await first.play("three-tents", bet="neither")
        await first.press("a enter")
        async with player(tmp_path) as second:
            # What the first has open is not offered here.
            await second.press("g")
            assert second.sentence == "No play is unfinished."
            await second.play("the-order")
            await second.press("a enter")
            assert second.stars == 3
        await first.press("r enter")
        assert first.stars == 3
    assert first.home.progress().stars("the-order") == 3
    assert first.home.progress().stars("three-tents") == 3
