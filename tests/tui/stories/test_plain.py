"""The same game line by line, through a pipe: the same moves are kept as by the screen."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from levels import packs
from levels.progress import Home
from levels.transcript import read_transcript
from tests.tui.stories.player import player


def typed(home: Path, *arguments: str, lines: str) -> str:
    """What the game prints for these lines on its standard input."""
    done = subprocess.run(
        [sys.executable, "-m", "tui.cli", "play", *arguments],
        input=lines,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "STRATEGIKON_HOME": str(home), "PYTHONIOENCODING": "utf-8"},
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def moves(home: Path) -> list[dict[str, Any]]:
    """The moves of the one play that a folder keeps."""
    (file,) = (home / "transcripts").iterdir()
    return list(read_transcript(file).moves)


async def test_the_last_word_is_won_through_a_pipe_as_on_the_screen(tmp_path: Path) -> None:
    async with player(tmp_path / "screen") as city:
        await city.play("last-word", bet="the last")
        await city.press("cccx enter ccccx")
        assert city.stars == 3
    out = typed(tmp_path / "pipe", "last-word", lines="3\nc\nc\nc\nx\nc\nc\nc\nc\nx\n")
    assert "Won. One army marches alone." in out
    assert out.count("\nstar: ") == 3
    assert moves(tmp_path / "pipe") == moves(tmp_path / "screen")


async def test_the_fourth_general_is_argued_through_a_pipe_as_on_the_screen(tmp_path: Path) -> None:
    async with player(tmp_path / "screen") as traitor:
        await traitor.play("the-fourth-general", bet="from none")
        await traitor.press("i 2 enter")
        assert traitor.stars == 3
    out = typed(tmp_path / "pipe", "the-fourth-general", "--plain", lines="4\nimpossible\n2\n")
    assert out.count("\nstar: ") == 3
    assert moves(tmp_path / "pipe") == moves(tmp_path / "screen")


def test_the_end_of_the_input_keeps_the_play_and_the_next_start_offers_it(tmp_path: Path) -> None:
    out = typed(tmp_path, "last-word", lines="3\nc\nc\n")
    assert out.endswith("The play is kept.\n")
    kept = moves(tmp_path)
    (left,) = Home(tmp_path).progress().unfinished
    assert (left.level_id, left.moves) == ("last-word", len(kept))

    offer = len(packs.LESSON) + 1
    out = typed(tmp_path, "--plain", lines=f"{offer}\nc\nx\nc\nc\nc\nc\nx\n")
    assert f"  {offer}  go on with The last word" in out
    assert "Letter 3 stands at your gate." in out
    assert out.count("\nstar: ") == 3
    assert "The last word  won, 3 of 3 stars" in out
    assert moves(tmp_path)[: len(kept)] == kept
    assert Home(tmp_path).progress().unfinished == ()
