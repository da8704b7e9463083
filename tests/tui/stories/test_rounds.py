"""Where the cursor stands when a round begins, what follows it, and what escape closes."""

from pathlib import Path

from tests.tui.stories.player import CampaignScreen, PlayScreen, player


async def test_a_round_begins_on_the_first_row_of_the_work(tmp_path: Path) -> None:
    async with player(tmp_path) as traitor:
        await traitor.play("another-round", bet="no number")
        await traitor.press("down*2")
        assert traitor.chosen[1] == (2, 0)
        await traitor.press("enter")
        assert traitor.chosen == ("dispatches", (0, 0), 0)
        # What is drafted changes no round: the cursor stays.
        await traitor.press("down*2 r")
        assert traitor.chosen[1] == (2, 0)


async def test_escape_closes_an_opened_panel_and_then_leaves(tmp_path: Path) -> None:
    async with player(tmp_path) as city:
        await city.play("last-word", bet="the last")
        assert city.footer.get("esc") != "close"
        await city.press("t")
        assert city.chosen[0] == "timeline"
        assert city.footer["esc"] == "close"
        await city.press("escape")
        assert isinstance(city.screen, PlayScreen)
        assert city.chosen[0] == "dispatches"
        await city.press("c escape")
        assert isinstance(city.screen, CampaignScreen)
        assert city.screen.road.ids[city.screen.road.cursor] == "last-word"
        # Enter goes on with it.
        assert city.footer["enter"] == "go on"
        await city.press("enter")
        assert city.match.run.picks == (0,)


async def test_the_counting_follows_the_cursor_of_the_table(tmp_path: Path) -> None:
    async with player(tmp_path) as scribe:
        await scribe.play("columns-of-truth", bet="0")
        view = scribe.board.panel_view("column")
        assert view is not None
        size = view.size
        seen = []
        for _ in range(3):
            assert view.panel is not None
            seen.append(view.panel.title)
            await scribe.press("right")
        assert len(set(seen)) == 3
        assert view.size == size


async def test_time_is_in_the_footer_only_where_it_acts(tmp_path: Path) -> None:
    async with player(tmp_path, size=(160, 48)) as city:
        await city.play("last-word", bet="the last")
        assert "[ ]" not in city.footer
        await city.press("c")
        assert city.footer["[ ]"] == "time"
