"""Every level of the first lesson, won from the campaign with keys alone, at 80x24, with three stars."""

from pathlib import Path

import pytest

from levels import packs
from tests.tui.stories.player import CampaignScreen, Player, player
from tui.screens.dialog import Argue, Notice


async def last_word(player: Player) -> None:
    await player.play("last-word", bet="the last")
    await player.press("ccc")
    assert player.sentence == "Letter 4 stands at your gate."
    await player.press("x")
    assert isinstance(player.screen, Notice)
    assert "Stage 1 is won" in player.shown()
    await player.press("enter cccc")
    assert player.sentence == "Letter 5 stands at your gate."
    await player.press("x")


async def the_order(player: Player) -> None:
    await player.play("the-order")
    await player.press("r")
    assert player.sentence == "Enter seals your decision."
    assert player.footer["enter"] == "seal"
    await player.press("a")
    assert player.match.drafts == {0: "attack"}
    await player.press("enter")


async def three_tents(player: Player) -> None:
    await player.play("three-tents", bet="neither")
    await player.press("a enter")
    assert player.sentence == "Dawn: C is the traitor. L1 attacks, L2 retreats."
    await player.press("r")
    assert player.footer["enter"] == "seal"
    await player.press("enter")


async def retreat_to_be_safe(player: Player) -> None:
    await player.play("retreat-to-be-safe", bet="only from a lieutenant")
    await player.press("down enter")
    assert player.footer["enter"] == "take it"
    await player.press("enter r")
    assert player.sentence == "L1, to L2: RETREAT is a lie (he was told ATTACK)."
    await player.press("enter")


async def rule_forge(player: Player) -> None:
    await player.play("rule-forge")
    # L2 lies: the order is ATTACK, he says RETREAT. The law that stands there at first falls.
    await player.press("2 space*2 down*2 space enter")
    assert "128 of 256" in player.shown()
    # C lies: ATTACK to L1, RETREAT to L2. Told ATTACK and hearing RETREAT, both now attack.
    await player.press("1 up*3 down a right a 2 up*2 down*2 space enter")
    assert "64 of 256" in player.shown()
    # L1 lies: the order is RETREAT, he says ATTACK. L2, told RETREAT and hearing ATTACK, now attacks.
    await player.press("1 down a 2 up*2 space down space")
    await player.press("enter")


async def count_the_notes(player: Player) -> None:
    await player.play("count-the-notes", bet="three")
    # After each letter the cursor stands on the next blank.
    await player.press("aara enter")
    assert isinstance(player.screen, Notice)
    await player.press("enter")
    await player.press("raaarrrr enter")


async def the_fourth_general(player: Player) -> None:
    await player.play("the-fourth-general", bet="from none")
    await player.press("i")
    assert isinstance(player.screen, Argue)
    await player.press("2 enter")


async def three_all(player: Player) -> None:
    await player.play("three-all", bet="only from L1")
    await player.press("i 4 enter")
    assert isinstance(player.screen, Notice)
    await player.press("enter down*3 r down r down r")
    assert player.match.board.header.spent == "lies 3"
    await player.press("enter")


async def columns_of_truth(player: Player) -> None:
    await player.play("columns-of-truth", bet="0")
    await player.press("=aaa left a")
    # The last a was on the general's own order, which is given: it changes nothing, and says so.
    assert player.sentence == "What the commander told L5 himself: RETREAT. It is his own vote."
    await player.press("right rrr enter")
    assert isinstance(player.screen, Notice)
    await player.press("enter =aarrrr enter")


async def another_round(player: Player) -> None:
    await player.play("another-round", bet="no number")
    await player.press("i 5 enter")


STORIES = (last_word, the_order, three_tents, retreat_to_be_safe, rule_forge, count_the_notes,
           the_fourth_general, three_all, columns_of_truth, another_round)  # fmt: skip


def test_there_is_a_story_for_every_level_of_the_lesson() -> None:
    assert [story.__name__.replace("_", "-") for story in STORIES] == list(packs.LESSON)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
async def test_a_level_is_won_with_keys_alone(story, tmp_path: Path) -> None:
    id = story.__name__.replace("_", "-")
    async with player(tmp_path) as someone:
        await story(someone)
        assert someone.is_over
        assert someone.match.status == "won"
        assert someone.stars == 3
        assert someone.shown().splitlines()[2].startswith("Won.")
        await someone.press("escape")
        assert isinstance(someone.screen, CampaignScreen)
        assert someone.screen.road.ids[someone.screen.road.cursor] == id
        assert "3 of 3 stars" in someone.shown()
    # It is kept: the next evening knows of it.
    assert someone.home.progress().stars(id) == 3
    assert someone.home.progress().unfinished == ()
