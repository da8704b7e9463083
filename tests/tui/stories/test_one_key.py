"""What one key did, one key takes back; and the footer promises only what the keys do."""

from pathlib import Path

from textual import events

from tests.tui.stories.player import CampaignScreen, PlayScreen, keys, player


async def test_a_letter_dealt_with_at_once_is_taken_back_at_once(tmp_path: Path) -> None:
    async with player(tmp_path) as city:
        await city.play("last-word", bet="the last")
        await city.press("c u")
        assert (city.match.run.picks, dict(city.match.drafts)) == ((), {})
        assert "This is where it began." not in city.sentence
        await city.press("U")
        assert city.match.run.picks == (0,)
        assert city.sentence == "Letter 2 stands at your gate."

        # Back at the fatal move nothing is captured any more.
        await city.press("x u")
        assert isinstance(city.screen, PlayScreen)
        assert (city.match.run.picks, dict(city.match.drafts)) == ((0,), {})
        assert city.match.board.header.spent == "captures left 1 of 1"
        assert "‹at the gate›" in city.shown()


async def test_a_screen_may_be_left_before_it_is_drawn(tmp_path: Path) -> None:
    async with player(tmp_path) as hasty:
        # All at once, as a player types who knows the level: no key waits for a picture.
        for name in keys("enter x escape g u c"):
            hasty.app.post_message(events.Key(name, name if len(name) == 1 else None))
        await hasty.settled()
        for _ in range(3):
            await hasty.press("escape g escape enter escape")
        assert isinstance(hasty.screen, CampaignScreen)


async def test_at_the_gate_enter_is_promised_only_where_it_acts(tmp_path: Path) -> None:
    async with player(tmp_path) as city:
        await city.play("last-word", bet="the last")
        assert "enter" not in city.footer
        await city.press("enter")
        assert city.sentence == "The letter waits: x captures it, c lets it through."
        assert city.match.run.picks == ()
        # Space turns the letter's fate without sealing it; enter then does what stands there.
        await city.press("space")
        assert "‹capture›" in city.shown()
        assert "enter" in city.footer
        await city.press("enter")
        assert city.match.run.picks == (1,)
