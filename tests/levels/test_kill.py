"""A play in a process that is killed, one of two at once, or one whose disk is full: nothing is lost.

A helper process loads the levels once and forks for each player, so that every one of them is a process
of its own, which SIGKILL ends as it would end the game.
"""

import errno
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from levels import packs
from levels.match import Match, Refused
from levels.matches import open_match, resume
from levels.progress import Home
from levels.transcript import read_transcript

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has neither SIGKILL nor fork")

SAFE: list[dict[str, Any]] = [
    {"move": "bet", "option": 1},
    {"move": "claim"},
    {"move": "withdraw"},
    {"move": "hint"},
    {"move": "claim"},
    {"move": "argue", "number": 1},
    {"move": "set", "place": 0, "label": "C"},
    {"move": "dispatch"},
    {"move": "set", "place": 0, "label": "silence"},
    {"move": "set", "place": 1, "label": "retreat"},
    {"move": "undo"},
    {"move": "redo"},
    {"move": "dispatch"},
    {"move": "goto", "node": 0},
    {"move": "set", "place": 0, "label": "L1"},
    {"move": "dispatch"},
    {"move": "set", "place": 0, "label": "retreat"},
    {"move": "dispatch"},
]
LAST_WORD: list[dict[str, Any]] = [
    {"move": "bet", "option": 0},
    {"move": "set", "place": 0, "label": "let through"},
    {"move": "dispatch"},
    {"move": "set", "place": 0, "label": "capture"},
    {"move": "dispatch"},
    {"move": "undo"},
    *[{"move": "set", "place": 0, "label": "let through"}, {"move": "dispatch"}] * 2,
    {"move": "set", "place": 0, "label": "capture"},
    {"move": "dispatch"},
    {"move": "next"},
    *[{"move": "set", "place": 0, "label": "let through"}, {"move": "dispatch"}] * 4,
    {"move": "set", "place": 0, "label": "capture"},
    {"move": "dispatch"},
]
THREE_TENTS: list[dict[str, Any]] = [
    {"move": "bet", "option": 2},
    {"move": "set", "place": 0, "label": "attack"},
    {"move": "dispatch"},
    {"move": "set", "place": 0, "label": "attack"},
    {"move": "set", "place": 0, "label": "retreat"},
    {"move": "dispatch"},
]

HELPER = """\
import json, os, resource, signal, sys, traceback
from levels import packs
from levels.matches import open_match, resume
from levels.progress import Busy, Home

pack = packs.shipped()

def say(**what):
    sys.stdout.write(json.dumps(what) + "\\n")
    sys.stdout.flush()

def stands(match, home):
    return dict(status=match.status, stage=match.stage, picks=list(match.run.picks), warning=home.warning,
                drafts=sorted(match.drafts.items()), hints=match.hints_shown, bet=match.bet_made)

def play(order):
    home = Home(order["home"])
    level = pack.level(order["level"])
    if order["room"]:
        resource.setrlimit(resource.RLIMIT_FSIZE, (order["room"], order["room"]))
    try:
        match = resume(order["path"], level, home) if order["path"] else open_match(level, home=home)
    except Busy as busy:
        say(busy=str(busy))
        return
    say(**stands(match, home))
    for move in order["moves"]:
        match.move(move)
        say(**stands(match, home))
    signal.pause()

for line in sys.stdin:
    order = json.loads(line)
    if "reap" in order:
        os.waitpid(order["reap"], 0)
        say(gone=True)
        continue
    child = os.fork()
    if child:
        continue
    try:
        say(pid=os.getpid())
        play(order)
        os._exit(0)
    except BaseException:
        traceback.print_exc()
        say(failed=True)
        os._exit(1)
"""


class Stage:
    """Where players come and are killed.

    Args:
        home: the folder that all of them keep their plays in.
    """

    def __init__(self, home: Path) -> None:
        self.home = home
        self.helper = subprocess.Popen(
            [sys.executable, "-c", HELPER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.alive: list[int] = []

    def _ask(self, **order: Any) -> None:
        assert self.helper.stdin is not None
        self.helper.stdin.write(json.dumps(order) + "\n")
        self.helper.stdin.flush()

    def _hear(self) -> dict[str, Any]:
        assert self.helper.stdout is not None
        said: dict[str, Any] = json.loads(self.helper.stdout.readline())
        return said

    def player(
        self, level: str, moves: list[dict[str, Any]], path: Path | None = None, room: int = 0
    ) -> tuple[int, list[dict[str, Any]]]:
        """A process that makes these moves and then waits: its number, and what it said at each position.

        Args:
            level: what it plays.
            moves: what it does.
            path: the play that it goes on with; None begins one.
            room: how many bytes a file may have; 0 sets no limit.
        """
        self._ask(home=str(self.home), level=level, moves=moves, path=str(path or ""), room=room)
        pid = self._hear()["pid"]
        self.alive.append(pid)
        said = [self._hear()]
        if "busy" not in said[0]:
            said += [self._hear() for _ in moves]
        return pid, said

    def kill(self, pid: int) -> None:
        """SIGKILL, and until it is gone."""
        self.alive.remove(pid)
        os.kill(pid, signal.SIGKILL)
        self._ask(reap=pid)
        assert self._hear() == {"gone": True}

    def close(self) -> None:
        """Kills whoever is left."""
        for pid in list(self.alive):
            self.kill(pid)
        assert self.helper.stdin is not None
        self.helper.stdin.close()
        self.helper.wait()
        assert self.helper.stdout is not None
        self.helper.stdout.close()


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    stage = Stage(tmp_path / "home")
    yield stage
    stage.close()


def stands(match: Match) -> dict[str, Any]:
    """What a player says of a match, when nothing is wrong with the folder."""
    said = {
        "status": match.status,
        "stage": match.stage,
        "picks": match.run.picks,
        "drafts": sorted(match.drafts.items()),
        "hints": match.hints_shown,
        "bet": match.bet_made,
        "warning": "",
    }
    again: dict[str, Any] = json.loads(json.dumps(said))
    return again


def positions(level: str, moves: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Where a match stands at first and after each move, without a file."""
    match = Match(packs.shipped().level(level))
    found = [stands(match)]
    for move in moves:
        match.move(move)
        found.append(stands(match))
    return found


@pytest.mark.parametrize(
    ("level", "moves"), [("retreat-to-be-safe", SAFE), ("last-word", LAST_WORD), ("three-tents", THREE_TENTS)]
)
def test_killed_after_any_move_a_play_goes_on_at_that_very_move(
    stage: Stage, level: str, moves: list[dict[str, Any]]
) -> None:
    expected = positions(level, moves)
    assert expected[-1]["status"] == "won"
    home = Home(stage.home)
    for done in range(1, len(moves)):
        pid, said = stage.player(level, moves[:done])
        assert said == expected[: done + 1]
        stage.kill(pid)

        (left,) = home.progress().unfinished
        assert (left.level_id, left.path.suffix) == (level, ".jsonl")
        pid, said = stage.player(level, moves[done:], path=left.path)
        assert said == expected[done:], f"killed after move {done}"
        stage.kill(pid)
        # It was won before the second kill, and that is known.
        assert home.progress().unfinished == ()
        assert home.progress().won(level)
        assert [move for move in read_transcript(left.path).moves if move["move"] != "end"] == moves
    assert len(list(home.transcripts.iterdir())) == len(moves) - 1


def test_killed_after_beginning_a_stage_again_the_stages_before_it_are_not_lost(stage: Stage) -> None:
    second = LAST_WORD.index({"move": "next"}) + 1
    moves = [*LAST_WORD[: second + 2], {"move": "restart"}]
    pid, said = stage.player("last-word", moves)
    stage.kill(pid)
    (left,) = Home(stage.home).progress().unfinished
    _, again = stage.player("last-word", [], path=left.path)
    assert again == [said[-1]]
    assert again[0]["stage"] == 1


def test_killed_before_the_first_move_nothing_is_left_behind(stage: Stage) -> None:
    pid, _ = stage.player("retreat-to-be-safe", [])
    stage.kill(pid)
    assert Home(stage.home).progress().unfinished == ()
    assert not stage.home.exists()


def test_of_two_games_at_once_only_one_has_a_play_and_both_play(stage: Stage) -> None:
    first, said = stage.player("retreat-to-be-safe", SAFE[:13])
    home = Home(stage.home)
    assert home.progress().unfinished == ()
    (path,) = home.transcripts.iterdir()

    second, refused = stage.player("retreat-to-be-safe", [], path=path)
    assert refused == [{"busy": "This play is open in another window."}]
    third, own = stage.player("three-tents", THREE_TENTS)
    fourth, same = stage.player("retreat-to-be-safe", SAFE[:-1])
    assert own[-1]["status"] == "won"
    assert same == positions("retreat-to-be-safe", SAFE[:-1])
    for pid in (second, third, fourth):
        stage.kill(pid)
    assert home.progress().won("three-tents")
    (left,) = home.progress().unfinished
    assert left.path != path

    # The first was never disturbed, and when it is gone its play is free.
    stage.kill(first)
    assert {left.path for left in home.progress().unfinished} == {left.path, path}
    _, again = stage.player("retreat-to-be-safe", [], path=path)
    assert again == [said[-1]]


def test_on_a_full_disk_the_play_goes_on_and_one_sentence_says_so(stage: Stage) -> None:
    pid, said = stage.player("retreat-to-be-safe", SAFE, room=512)
    expected = positions("retreat-to-be-safe", SAFE)
    assert [{**each, "warning": ""} for each in said] == expected
    warnings = {each["warning"] for each in said}
    assert warnings == {"", f"This play is not being kept: {os.strerror(errno.EFBIG).lower()}."}
    stage.kill(pid)
    # What there was room for is whole, and can be gone on with.
    (left,) = Home(stage.home).progress().unfinished
    kept = list(read_transcript(left.path).moves)
    assert 0 < len(kept) < len(SAFE)
    assert kept == SAFE[: len(kept)]
    _, again = stage.player("retreat-to-be-safe", SAFE[len(kept) :], path=left.path)
    assert again == expected[len(kept) :]


def refuse(code: int) -> Any:
    """A call of the system that fails."""

    def denied(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code))

    return denied


def test_a_folder_that_can_only_be_read_is_played_on_and_gone_on_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    level = packs.shipped().level("three-tents")
    before = Home(tmp_path)
    match = open_match(level, home=before)
    for move in THREE_TENTS[:3]:
        match.move(move)
    (path,) = before.transcripts.iterdir()
    kept = path.read_bytes()

    real = os.open

    def reads_only(file: Any, flags: int, *rest: Any, **named: Any) -> int:
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))
        return real(file, flags, *rest, **named)

    monkeypatch.setattr(os, "open", reads_only)
    monkeypatch.setattr(os, "replace", refuse(errno.EROFS))
    sentence = "This play is not being kept: read-only file system."
    for going_on in (True, False):
        home = Home(tmp_path)
        match = resume(path, level, home) if going_on else open_match(level, home=home)
        for move in THREE_TENTS[3:] if going_on else THREE_TENTS:
            match.move(move)
        assert match.status == "won"
        assert home.warning == sentence
    assert path.read_bytes() == kept
    assert list(before.transcripts.iterdir()) == [path]


def test_corrupt_small_files_are_set_aside_and_no_star_is_lost(tmp_path: Path) -> None:
    level = packs.shipped().level("three-tents")
    match = open_match(level, home=Home(tmp_path))
    for move in THREE_TENTS:
        match.move(move)
    assert Home(tmp_path).progress().stars("three-tents") == 3
    (tmp_path / "progress.json").write_bytes(b"{\xff\x00 half a fi")
    (tmp_path / "settings.json").write_bytes(b"[1, 2")

    home = Home(tmp_path)
    assert home.progress().stars("three-tents") == 3
    assert home.settings == {}
    home.save_settings({"theme": "parchment"})
    assert home.warning == (
        f"{tmp_path / 'progress.json'} made no sense: it was set aside as progress.corrupt-1.json."
    )
    assert (tmp_path / "progress.corrupt-1.json").read_bytes() == b"{\xff\x00 half a fi"
    assert (tmp_path / "settings.corrupt-1.json").read_bytes() == b"[1, 2"
    assert Home(tmp_path).settings == {"theme": "parchment"}
    assert Home(tmp_path).warning == ""


def test_a_transcript_of_a_changed_level_is_refused_and_left_alone(tmp_path: Path) -> None:
    level = packs.shipped().level("three-tents")
    home = Home(tmp_path)
    open_match(level, home=home).move(THREE_TENTS[0])
    (path,) = (tmp_path / "transcripts").iterdir()
    changed = path.read_text().replace(level.digest, "0" * 64)
    path.write_text(changed)
    with pytest.raises(Refused, match="The level has changed since this was played"):
        resume(path, level, home)
    assert path.read_text() == changed
