"""Somebody leans on the keyboard. Only legal moves change the match; a key that does nothing says why."""

from pathlib import Path
from typing import Any

from levels import packs
from levels.matches import replay
from levels.transcript import read_transcript
from tests.tui.stories.player import NAMES, CampaignScreen, Player, PlayScreen, player
from tui.keys import scope_commands
from tui.screens.dialog import Argue, Notice
from tui.widgets.status import StatusLine

SIGNS = [chr(code) for code in range(33, 127)]
FUNCTION = [f"f{number}" for number in range(1, 13)]
OTHERS = ["space", "tab", "shift+tab", "up", "down", "left", "right", "home", "end", "pageup", "pagedown",
          "insert", "delete", "backspace", "é", "ß", "א", "ctrl+p", "ctrl+t", "alt+x"]  # fmt: skip
EVERY = [*SIGNS, *FUNCTION, *OTHERS]

OVER = {"?", "f1", "f4", "f5", "f6", "/", "h", "d", "ctrl+p"}
"""Keys that open a window over any screen."""


def moves(player: Player) -> list[dict[str, Any]]:
    """The moves that the game has written down for this play."""
    files = list((player.home.path / "transcripts").glob("*.jsonl"))
    return list(read_transcript(files[0]).moves) if files else []


def is_true_to_its_moves(player: Player) -> bool:
    """Whether the match is what its moves, every one of them legal, come to on a fresh board."""
    (file,) = (player.home.path / "transcripts").glob("*.jsonl")
    match = player.match
    again = replay(read_transcript(file), packs.shipped().level(match.level.id))
    return (again.reason, again.match.status, again.match.drafts, again.match.run.picks, again.match.stage) == (
        "",
        match.status,
        match.drafts,
        match.run.picks,
        match.stage,
    )


async def lean(player: Player, but: str = "") -> None:
    """Presses every key of the keyboard, but those named; windows that open are closed again."""
    stack = len(player.app.screen_stack)
    legal = set(but.split())
    await player.strike(*(key for key in EVERY if key not in OVER | legal))
    for key in sorted(OVER - legal):
        await player.strike(key)
        if len(player.app.screen_stack) > stack:
            await player.strike("escape")
    await player.settled()
    assert len(player.app.screen_stack) == stack


async def test_nonsense_at_every_turn_of_a_claim(tmp_path: Path) -> None:
    async with player(tmp_path) as traitor:
        road = traitor.screen.road
        await lean(traitor, but="g l q w")
        assert isinstance(traitor.screen, CampaignScreen)
        assert moves(traitor) == []
        await traitor.press(f"up*20 down*{road.ids.index('three-all')} enter")

        # Betting.
        await lean(traitor, but="q")
        assert traitor.match.status == "betting"
        assert moves(traitor) == []
        await traitor.bet("only from L1")

        # Arguing: of all the signs only digits, and a sign before them, can be an answer.
        await traitor.press("i")
        before = moves(traitor)
        await lean(traitor)
        assert isinstance(traitor.screen, Argue)
        assert traitor.match.status == "arguing"
        assert moves(traitor) == before
        await traitor.press("backspace*8 enter")
        assert isinstance(traitor.screen, Argue)
        assert "A whole number, please." in traitor.shown()
        await traitor.press("4 enter")

        # Between two stages.
        before = moves(traitor)
        await lean(traitor, but="space q")
        assert isinstance(traitor.screen, Notice)
        assert traitor.match.status == "between"
        assert moves(traitor) == before
        await traitor.press("enter")

        # Lost.
        await traitor.press("enter")
        assert traitor.match.status == "lost"
        before = moves(traitor)
        await lean(traitor, but="u R t q")
        assert traitor.is_over
        assert moves(traitor) == before
        await traitor.press("u down*3 r down r down r enter")

        # Won.
        assert traitor.match.status == "won"
        before = moves(traitor)
        await lean(traitor, but="R t q")
        await traitor.press("u")
        assert traitor.sentence == "There is no lost move to go back to."
        assert traitor.match.status == "won"
        assert moves(traitor) == before
        assert is_true_to_its_moves(traitor)


async def every_key_in_play(player: Player, but: str) -> None:
    """Every key by itself: it makes a move, goes somewhere, opens a window, or says why it does nothing."""
    bound = {key for command in scope_commands("play") for key in command.keys}
    mute = []
    for key in EVERY:
        if key in but.split():
            continue
        assert isinstance(player.screen, PlayScreen)
        line = player.screen.query_one(StatusLine)
        before = line.text
        known = NAMES.get(key, key) in bound
        if known:
            line.show("")
        await player.strike(key)
        await player.settled()
        if isinstance(player.screen, PlayScreen):
            if known and not player.sentence:
                mute.append(key)
            assert known or player.sentence == before, key
            continue
        assert known, key
        await player.press("escape")
    assert mute == []
    assert is_true_to_its_moves(player)


async def test_every_key_of_a_traitor_acts_or_says_why_not(tmp_path: Path) -> None:
    async with player(tmp_path) as traitor:
        await traitor.play("another-round")
        await every_key_in_play(traitor, but="q")


async def test_every_key_of_the_city_acts_or_says_why_not(tmp_path: Path) -> None:
    async with player(tmp_path) as city:
        await city.play("last-word", bet="the last")
        await every_key_in_play(city, but="q x")
        assert city.match.status == "playing"
