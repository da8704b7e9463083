"""The terminal changes its size in mid-play: nothing is lost, and the cursor stands where it stood."""

from pathlib import Path

from tests.tui.stories.player import PlayScreen, SmallScreen, player

SIZES = ((120, 36), (60, 20), (58, 18), (80, 24))


async def test_selection_drafts_and_focus_survive_every_size(tmp_path: Path) -> None:
    async with player(tmp_path) as traitor:
        await traitor.play("another-round")
        await traitor.press("down*4 r down s")
        standing = (traitor.chosen, dict(traitor.match.drafts))
        assert standing == (("dispatches", (5, 0), 5), {4: "retreat", 5: "silence"})
        for width, height in SIZES:
            await traitor.resize(width, height)
            if width < 60:
                assert isinstance(traitor.screen, SmallScreen)
                # Keys that a player presses blindly do nothing under it.
                await traitor.press("a enter u i q")
                assert isinstance(traitor.screen, SmallScreen)
                continue
            assert isinstance(traitor.screen, PlayScreen)
            assert (traitor.chosen, dict(traitor.match.drafts)) == standing
            assert traitor.panel.has_focus
            assert "‹silence›" in traitor.shown()
        await traitor.press("a")
        assert traitor.match.drafts == {4: "retreat", 5: "attack"}

        # The same in a panel that a small terminal shows only while it has the keys.
        await traitor.press("4 down")
        where = traitor.chosen
        assert where[0] == "inbox"
        for width, height in SIZES:
            await traitor.resize(width, height)
            assert isinstance(traitor.screen, SmallScreen) or traitor.chosen == where
        assert traitor.panel.has_focus
        assert "4 Inbox" in traitor.shown()


async def test_a_window_over_the_board_survives_too(tmp_path: Path) -> None:
    async with player(tmp_path) as traitor:
        await traitor.play("the-fourth-general", bet="from none")
        await traitor.press("down i")
        for width, height in SIZES:
            await traitor.resize(width, height)
        await traitor.press("2 enter")
        assert traitor.match.status == "won"
        for width, height in SIZES:
            await traitor.resize(width, height)
        assert traitor.is_over
        assert traitor.stars == 3
