"""The war room by keys: a protocol is chosen, set up, played, left and played again."""

from pathlib import Path
from random import Random

import pytest

from engine.protocols import PROTOCOLS
from levels import packs
from levels.board import Promise
from levels.war_room import Sandbox, Setting, example
from tests.tui.stories.player import DebriefScreen, Player, PlayScreen, player
from tui.screens.debrief import promise_lines
from tui.screens.goal_line import GoalLine
from tui.screens.war_room import WarRoomScreen, Write

KEYS = ("enter", "enter", "space", "down enter", "space enter", "u", "U")
"""What somebody presses who tries things out."""


async def to_the_desk(somebody: Player, protocol: str) -> WarRoomScreen:
    """From the campaign to the desk with a protocol on it."""
    await somebody.press("w")
    screen = somebody.screen
    assert isinstance(screen, WarRoomScreen)
    await somebody.press(f"down*{screen.names.index(protocol)}")
    assert screen.desk.protocol == protocol
    return screen


def sandbox(somebody: Player) -> Sandbox:
    screen = next(screen for screen in reversed(somebody.app.screen_stack) if hasattr(screen, "match"))
    match = screen.match
    assert isinstance(match, Sandbox)
    return match


@pytest.mark.parametrize("protocol", PROTOCOLS)
async def test_every_protocol_is_played_by_keys_for_ten_moves(tmp_path: Path, protocol: str) -> None:
    drawn = Random(protocol)
    async with player(tmp_path) as somebody:
        found = example(protocol)
        assert found is not None
        somebody.app.show_war_room(found.setting)
        await somebody.press("p")
        match = sandbox(somebody)
        moves = 0
        for _ in range(60):
            if moves >= 10:
                break
            before = len(match.steps), match.node.number
            if match.status == "over":
                await somebody.press("u" if match.refusal("undo") is None else "R")
            else:
                await somebody.press(
                    drawn.choice(["enter", "enter", "space", "down enter", "space enter", "u", "U"])
                )
            assert isinstance(somebody.screen, PlayScreen)
            moves += (len(match.steps), match.node.number) != before
        assert moves >= 10
        assert somebody.screen.board.panels


async def test_a_value_is_turned_written_and_refused_as_simulate_refuses(tmp_path: Path) -> None:
    async with player(tmp_path) as somebody:
        screen = await to_the_desk(somebody, "oral-messages")
        await somebody.press("tab")
        assert screen.desk.here.name == "generals"
        await somebody.press("right right left")
        assert screen.desk.values["generals"] == 9
        await somebody.press("enter")
        assert isinstance(somebody.screen, Write)
        await somebody.press("backspace*3 99 enter")
        assert screen.desk.here.error == "“generals” must be at most 30 here, not 99"
        assert somebody.sentence == screen.desk.here.error
        await somebody.press("p")
        assert somebody.screen is screen
        assert "must be at most 30" in somebody.sentence
        await somebody.press("enter backspace*3 7 enter")
        assert screen.desk.here.error == ""
        await somebody.press("enter escape")
        assert screen.desk.values["generals"] == 7


async def test_a_part_changes_hands_and_the_desk_is_found_again_as_it_was_left(tmp_path: Path) -> None:
    async with player(tmp_path) as somebody:
        screen = await to_the_desk(somebody, "oral-messages")
        await somebody.press("tab")
        while screen.desk.here.name != "L1, a traitor":
            await somebody.press("down")
        await somebody.press("right")
        assert screen.desk.here.part is not None
        assert screen.desk.here.part.who == "loyal"
        await somebody.press("p")
        assert sandbox(somebody).setting.mine == ("traitor:0",)
        assert sandbox(somebody).batch
        await somebody.press("r enter")
        await somebody.press("escape")
        again = somebody.screen
        assert isinstance(again, WarRoomScreen)
        assert again.desk.protocol == "oral-messages"
        assert sandbox_plays(again) == {"traitor:0": "you", "traitor:1": "loyal"}


def sandbox_plays(screen: WarRoomScreen) -> dict[str, str]:
    return {owner: who for owner, who in screen.desk.setting.plays.items() if owner.startswith("traitor")}


async def test_a_play_goes_on_to_its_end_and_its_account_says_what_was_kept(tmp_path: Path) -> None:
    async with player(tmp_path) as somebody:
        await to_the_desk(somebody, "lamport-mutex")
        await somebody.press("p g")
        match = sandbox(somebody)
        assert match.status == "over"
        assert isinstance(somebody.screen, PlayScreen)
        await somebody.press("enter")
        assert isinstance(somebody.screen, DebriefScreen)
        shown = somebody.shown()
        assert "Over." in shown
        assert "mutual-exclusion" in shown
        await somebody.press("enter")
        assert isinstance(somebody.screen, WarRoomScreen)


async def test_the_scheduler_delivers_with_one_key_and_rings_timers_with_another(tmp_path: Path) -> None:
    async with player(tmp_path) as somebody:
        await to_the_desk(somebody, "lamport-mutex")
        await somebody.press("p")
        match = sandbox(somebody)
        assert match.run.now.steps == 0
        await somebody.press("o")
        assert match.run.now.steps == 1
        await somebody.press("enter")
        assert match.run.now.steps == 2
        assert [entry.kind for entry in match.run.journal].count("delivered") == 1
        await somebody.press("x")
        assert "Not here" in somebody.sentence or "x acts only" in somebody.sentence


async def test_nobody_needs_to_play_and_the_mouse_works_too(tmp_path: Path) -> None:
    async with player(tmp_path) as somebody:
        screen = await to_the_desk(somebody, "flooding-messengers")
        await somebody.pilot.click("#form", offset=(6, 1))
        await somebody.settled()
        assert screen.on_form
        assert screen.desk.here.name == "copies"
        await somebody.pilot.click("#names", offset=(6, 0))
        await somebody.settled()
        assert not screen.on_form
        assert screen.desk.protocol == "acknowledgements"


async def test_what_is_on_the_desk_is_saved_as_a_level_that_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with player(tmp_path / "home") as somebody:
        screen = await to_the_desk(somebody, "flooding-messengers")
        await somebody.press("s")
        await somebody.press("my-flood enter")
        await somebody.settled()
        assert somebody.screen is screen
        assert somebody.sentence.startswith("Saved: strategikon play my-flood.toml")
        level = packs.load("my-flood.toml")
        assert level.stages[0].goal.par == 3
        await somebody.press("s my-flood enter")
        await somebody.settled()
        assert "There is a file my-flood.toml here already." in somebody.shown()
        # The window stays open with what was typed.
        await somebody.press("backspace*8 Not.A.Name enter")
        await somebody.settled()
        assert "lower-case words" in somebody.shown()
        await somebody.press("escape")
        assert somebody.screen is screen


async def test_a_play_that_was_left_goes_on_where_it_was_left(tmp_path: Path) -> None:
    async with player(tmp_path) as somebody:
        screen = await to_the_desk(somebody, "lamport-mutex")
        assert "unfinished" not in somebody.sentence
        await somebody.press("g")
        assert somebody.sentence == "No play of the war room is unfinished."
        await somebody.press("p enter enter")
        before = sandbox(somebody)
        assert before.run.now.steps == 2
        await somebody.press("escape")
        assert somebody.sentence == "lamport-mutex is unfinished: g goes on where you left it."
        await somebody.press("down")
        assert "unfinished" not in somebody.sentence
        await somebody.press("g")
        assert isinstance(somebody.screen, PlayScreen)
        assert sandbox(somebody).run.now == before.run.now
        await somebody.press("escape escape")
    async with player(tmp_path) as somebody:
        # Another day, and another program.
        await somebody.press("w")
        assert "unfinished" in somebody.sentence
        await somebody.press("g")
        assert sandbox(somebody).run.now == before.run.now
        await somebody.press("g escape")
        screen = somebody.screen
        assert isinstance(screen, WarRoomScreen)
        assert "go-on" in screen.silent()


async def test_a_play_that_cannot_go_on_is_not_offered_again(tmp_path: Path) -> None:
    async with player(tmp_path) as somebody:
        await to_the_desk(somebody, "ben-or")
        await somebody.press("p enter escape")
        (kept,) = somebody.app.home.transcripts.iterdir()
        kept.write_text(kept.read_text().replace('"coin":"parity"', '"coin":"fair"'))
        await somebody.press("g")
        assert isinstance(somebody.screen, WarRoomScreen)
        assert somebody.sentence == "What was set up here has been changed since it was played."
        await somebody.press("g")
        assert somebody.sentence == "No play of the war room is unfinished."


async def test_who_begins_with_something_wrong_is_taken_to_it(tmp_path: Path) -> None:
    async with player(tmp_path) as somebody:
        screen = await to_the_desk(somebody, "oral-messages")
        await somebody.press("tab enter backspace*3 99 enter down*4 tab p")
        assert screen.on_form
        assert screen.desk.here.name == "generals"
        assert somebody.sentence == screen.desk.here.error


async def test_over_a_long_list_one_line_says_how_the_promises_stand(tmp_path: Path) -> None:
    async with player(tmp_path) as somebody:
        await to_the_desk(somebody, "pbft")
        await somebody.press("p enter")
        line = somebody.screen.query_one(GoalLine)
        assert line.display
        assert str(line.content) == "Promised  ✓ agreement  ✓ validity  · answered  · termination"
        assert somebody.sentence == "R0 may speak: enter takes what is under the cursor."
        await somebody.press("down")
        assert somebody.sentence.startswith("R0 may speak: view 0:")


def test_a_long_verdict_of_the_account_goes_on_under_the_name() -> None:
    promise = Promise("finality", "", True, "the goods were handed over, 63 blocks are public, 38 are not")
    lines = [str(line) for line in promise_lines(promise, False, 40)]
    assert lines == ["✓ finality: the goods were handed over,", "  63 blocks are public, 38 are not"]
    assert len(promise_lines(promise, True, 90)) == 1


async def test_the_help_over_a_board_of_the_war_room_leaves_out_what_never_acts_here(tmp_path: Path) -> None:
    async with player(tmp_path) as somebody:
        await to_the_desk(somebody, "oral-messages")
        await somebody.press("p f1")
        shown = somebody.shown()
        assert "Plays on to the end" in shown
        assert "Claims that nobody" not in shown
        assert "next hint" not in shown


async def test_the_footer_says_what_enter_lets_happen_on_each_line(tmp_path: Path) -> None:
    async with player(tmp_path) as somebody:
        await to_the_desk(somebody, "heartbeats")
        await somebody.press("p")
        board = somebody.screen
        assert isinstance(board, PlayScreen)
        said = []
        for _ in range(3):
            said.append(board.keys_now()[0])
            await somebody.press("down")
        assert said == [("enter", "deliver"), ("enter", "timeout"), ("enter", "crash")]


ARMY = {"protocol": "signed-messages", "generals": 7, "depth": 3, "order": "attack", "traitors": [0, 1, 2]}


async def test_a_status_of_two_lines_never_takes_the_goal_out_of_sight(tmp_path: Path) -> None:
    async with player(tmp_path) as somebody:
        somebody.app.show_war_room(Setting(ARMY, {"traitor:0": "you", "traitor:1": "you", "traitor:2": "you"}))
        await somebody.press("p enter")
        assert "ten letters to write" in somebody.sentence
        assert somebody.screen.query_one(GoalLine).display
        assert "Promised" in somebody.shown()
