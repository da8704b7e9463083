"""A scenario file in the plain mode: numbered choices, no end to win or lose, a transcript that replays."""

import io
from pathlib import Path

import pytest

from levels.course import Refused
from levels.progress import Home
from levels.replay import replay_file
from levels.war_room import open_war_room, setting_of_file
from tests.tui.test_cli import strategikon
from tui.plain import Ended, PlainGame

PAXOS = """
[scenario]
protocol = "paxos"
acceptors = 3
proposers = 2
inputs = ["attack", "retreat"]
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "duel.toml"
    path.write_text(PAXOS, encoding="utf-8")
    return path


def played(file: Path, lines: str, home: Home) -> tuple[str, str]:
    """What was printed, and how it ended."""
    out = io.StringIO()
    game = PlainGame(io.StringIO(lines), out, Refused, home=home)
    try:
        return game_over(game.play(open_war_room(setting_of_file(file), home=home)), out)
    except Ended:
        return game_over("kept", out)


def game_over(ended: str, out: io.StringIO) -> tuple[str, str]:
    return out.getvalue(), ended


def test_a_letter_is_delivered_by_its_number_and_the_rest_finished(file: Path, tmp_path: Path) -> None:
    out, ended = played(file, "1\nx\nfinish\nend\n", Home(tmp_path))
    assert ended == "over"
    assert "step 1: A1 receives letter 1 from P1: “prepare 1”." in out
    assert "\nP1 begins with ATTACK.\n" in out
    assert "\nNothing is asked of you: this is what the protocol promises.\n" in out
    assert "P1 to A1, A2, A3: “prepare 1”\n" in out
    assert "agreement: kept, " in out
    assert "Won" not in out
    assert "Lost" not in out


def test_an_end_can_be_taken_back(file: Path, tmp_path: Path) -> None:
    out, ended = played(file, "finish\nundo\n1\nquit\n", Home(tmp_path))
    assert ended == "kept"
    assert "step 1: A1 receives letter 1" in out


def test_the_command_opens_a_scenario_and_keeps_the_play(file: Path, tmp_path: Path) -> None:
    done = strategikon(
        "play", "--plain", "--scenario", str(file), home=tmp_path, stdin="1\nfinish\nundo\nquit\n"
    )
    assert done.returncode == 0, done.stderr
    assert "The play is kept." in done.stdout
    (transcript,) = (tmp_path / "transcripts").iterdir()
    out = io.StringIO()
    assert replay_file(str(transcript), out=out, err=out) == 0
    assert "war-room: 5 moves, playing" in out.getvalue()


@pytest.mark.parametrize(
    "arguments", [["--scenario", "no-such-file"], ["last-word", "--scenario", "a.toml"], ["--scenario"]]
)
def test_what_cannot_be_opened_is_one_line_and_exit_2(arguments: list[str], tmp_path: Path) -> None:
    done = strategikon("play", "--plain", *arguments, home=tmp_path)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
