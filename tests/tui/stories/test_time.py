"""Going back and forward: undo, redo, the steps of the timeline, branches that stay; votes that are live."""

from pathlib import Path

from tests.tui.stories.player import Player, PlayScreen, player


def notes(player: Player) -> list[str]:
    """What each tent counts, and would do, as the votes panel says it."""
    return [row.note for row in player.body("votes").rows]


def branches(player: Player) -> list[tuple[str, int]]:
    """The steps of the timeline: what led there, on which branch."""
    return [(step.title.rpartition(": ")[2], step.branch) for step in player.body("timeline").steps]


async def test_undo_and_redo_walk_all_the_way_and_back(tmp_path: Path) -> None:
    async with player(tmp_path) as city:
        await city.play("last-word", bet="the last")
        await city.press("u")
        assert city.sentence == "This is where it began."
        await city.press("ccc")
        there = city.match.board
        await city.press("u*6")
        assert city.match.run.picks == ()
        assert city.match.drafts == {}
        await city.press("U*6")
        assert city.match.board == there
        await city.press("U")
        assert city.sentence == "There is nothing to do again."


async def test_the_steps_of_time_are_walked_and_an_old_branch_stays(tmp_path: Path) -> None:
    async with player(tmp_path) as city:
        await city.play("last-word", bet="the last")
        await city.press("cc")
        assert city.sentence == "Letter 3 stands at your gate."
        await city.press("[")
        assert city.sentence == "You are looking back: ] goes on, a new move branches."
        await city.press("f2 [")
        assert city.sentence == "This is the beginning."
        await city.press("] f3")
        assert city.sentence == "Letter 3 stands at your gate."
        await city.press("]")
        assert city.sentence == "This is as far as you have played."

        # Another fate for letter 2: the evening is lost, and the old one is still there.
        await city.press("[ x")
        assert city.is_over
        await city.press("u")
        assert branches(city) == [("the beginning", 0), ("let through", 0), ("let through", 1), ("capture", 0)]
        await city.press("t")
        assert [line for line in city.shown().splitlines() if "steps ○─●─○" in line]
        assert [line for line in city.shown().splitlines() if "    ╰─○" in line]

        # One click on its step, and play goes on there.
        old = next(step.node for step in city.body("timeline").steps if step.branch == 1)
        await city.click("timeline", node=old)
        assert city.match.run.picks == (0, 0)
        assert city.sentence == "Letter 3 stands at your gate."
        await city.press("cx enter")
        assert city.match.stage == 1
        assert isinstance(city.screen, PlayScreen)
        assert branches(city) == [("the beginning", 0)]
        await city.press("c [")
        assert city.sentence == "This evening is played without going back."


async def test_votes_are_live(tmp_path: Path) -> None:
    async with player(tmp_path) as traitor:
        await traitor.play("three-all", bet="only from L1")
        await traitor.press("i 4 enter enter")
        before = ["4:3 ATTACK"] * 6
        assert notes(traitor) == before
        assert traitor.shown().count("4:3 ATTACK") == 6
        # One note, and what its reader would do turns at once; nobody else is moved by it.
        await traitor.press("down*3 r")
        assert notes(traitor) == [*before[:3], "3:4 RETREAT", *before[4:]]
        assert traitor.shown().count("3:4 RETREAT") == 1
        assert traitor.body("goal").holds is False
        await traitor.press("down s")
        assert notes(traitor) == [*before[:3], "3:4 RETREAT", "3:4 RETREAT", before[5]]
        await traitor.press("down space")
        assert traitor.body("goal").holds is True
        assert traitor.shown().count("4:3 ATTACK") == 3
        # Nothing was sent yet: undo takes it back, and the votes with it.
        await traitor.press("u*3")
        assert notes(traitor) == before
        await traitor.press("U")
        assert notes(traitor)[3] == "3:4 RETREAT"


async def test_old_branches_are_reached_by_keys_in_the_timeline(tmp_path: Path) -> None:
    async with player(tmp_path) as city:
        await city.play("last-word", bet="the last")
        await city.press("cc [ x u t")
        assert city.match.run.picks == (0,)
        await city.press("right")
        assert city.match.run.picks == (0, 0)
        assert city.panel.panel is not None
        assert city.panel.panel.id == "timeline"
        await city.press("left left left")
        assert city.match.run.picks == ()


async def test_the_chronicle_is_searched_and_shown_whole_again(tmp_path: Path) -> None:
    async with player(tmp_path) as city:
        await city.play("last-word", bet="the last")
        await city.press("cc")
        await city.press("/ reached enter")
        view = city.board.panel_view("chronicle")
        assert view is not None
        assert view.search == "reached"
        found = [line for line in city.shown().splitlines() if "passed the gate and reached" in line]
        assert len(found) == 2
        assert "wrote letter" not in city.shown()
        await city.press("f6 escape")
        assert view.search == ""
        assert "wrote letter 3" in city.shown()
