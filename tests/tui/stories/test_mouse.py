"""A level won without a single key."""

from pathlib import Path

from tests.tui.stories.player import BriefingScreen, PlayScreen, player
from tui.screens.choices import Choices
from tui.screens.road import Road


async def test_a_level_is_won_with_the_mouse_alone(tmp_path: Path) -> None:
    async with player(tmp_path) as traitor:
        road = traitor.screen.query_one(Road)
        for _ in range(2):
            # The first click points at the level, the second opens it.
            await traitor.pilot.click(Road, offset=(8, road.line_of("retreat-to-be-safe")))
        await traitor.settled()
        assert isinstance(traitor.screen, BriefingScreen)
        await traitor.pilot.click(Choices, offset=(6, 1))
        await traitor.click_key("enter")
        assert isinstance(traitor.screen, PlayScreen)
        assert traitor.match.bet_made == "only from a lieutenant's"

        await traitor.click("seat", place=0, sets="L1")
        assert traitor.match.drafts == {0: "L1"}
        await traitor.click_key("enter")
        assert traitor.match.board.header.seat == "you: L1, traitor"

        # A click on the line under the cursor turns it.
        await traitor.click("dispatches", place=0)
        assert traitor.match.drafts == {0: "retreat"}
        await traitor.click_key("u")
        assert traitor.match.drafts == {}
        await traitor.click("dispatches", place=0)
        await traitor.click_key("enter")
        assert traitor.is_over
        assert traitor.stars == 3
        await traitor.click_key("enter")
        assert isinstance(traitor.screen, BriefingScreen)
        assert traitor.match.level.id == "last-word"
