"""A player's folder: what is derived from it, and what may be wrong with it."""

import errno
import json
import os
from pathlib import Path
from typing import Any

import pytest

import levels.files
from levels.progress import Busy, Home
from levels.recorder import Recorder
from levels.transcript import Header, Transcript, TranscriptError

DIGEST = "0" * 64
GO = {"move": "dispatch"}
WON = {"move": "end", "won": True, "stars": 2}
LOST = {"move": "end", "won": False, "stars": 0}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def play(home: Home, level: str, *moves: dict[str, Any]) -> Recorder:
    recorder = home.begin(Header(level, DIGEST))
    for move in moves:
        recorder.write(move)
    return recorder


def again(home: Home) -> Home:
    """The same folder after the game was started anew."""
    return Home(home.path)


def test_an_empty_home_is_no_fault_and_makes_no_folder(home: Home) -> None:
    progress = home.progress()
    assert (progress.won("last-word"), progress.stars("last-word"), progress.unfinished) == (False, 0, ())
    assert home.settings == {}
    assert home.warning == ""
    assert not home.path.exists()


def test_what_was_won_and_the_best_of_it(home: Home) -> None:
    play(home, "last-word", GO, LOST, {"move": "undo"}, WON).close()
    best = play(home, "last-word", GO, {**WON, "stars": 3})
    play(home, "three-all", GO, LOST).close()
    for progress in (home.progress(), again(home).progress()):
        assert (progress.won("last-word"), progress.stars("last-word")) == (True, 3)
        assert progress.best("last-word") == best.path
        assert (progress.won("three-all"), progress.best("three-all")) == (False, None)
        assert progress.unfinished == ()


def test_each_play_has_a_file_of_its_own(home: Home) -> None:
    names = [play(home, "last-word", GO).path for _ in range(3)]
    names.append(play(again(home), "last-word", GO).path)
    assert [path.name for path in names if path] == [f"last-word-000{n}.jsonl" for n in (1, 2, 3, 4)]


def test_unfinished_plays_are_offered_and_go_on_at_that_very_move(home: Home) -> None:
    play(home, "last-word", GO, GO, {"move": "restart"}, GO).close()
    play(home, "the-order", GO, WON).close()
    play(home, "three-all", GO, {"move": "restart"}).close()
    begun_again, unfinished = again(home).progress().unfinished
    assert (begun_again.level_id, begun_again.moves) == ("three-all", 1)
    assert (unfinished.level_id, unfinished.moves, unfinished.header.digest) == ("last-word", 3, DIGEST)
    later = again(home)
    transcript, recorder = later.resume(unfinished.path)
    assert len(transcript.moves) == 4
    recorder.write(WON)
    assert [play.level_id for play in later.progress().unfinished] == ["three-all"]
    assert later.progress().won("last-word")


def test_a_play_in_another_window_is_neither_offered_nor_taken(home: Home) -> None:
    other = again(home)
    recorder = play(other, "last-word", GO)
    assert home.progress().unfinished == ()
    assert recorder.path is not None
    with pytest.raises(Busy):
        home.resume(recorder.path)
    recorder.close()
    assert len(home.progress().unfinished) == 1


def test_a_play_left_in_this_window_is_offered_and_taken(home: Home) -> None:
    left = play(home, "last-word", GO)
    (unfinished,) = home.progress().unfinished
    _, recorder = home.resume(unfinished.path)
    recorder.write(GO)
    left.write({"move": "undo"})
    assert len(home.resume(unfinished.path)[0].moves) == 2


def test_a_judge_is_believed_and_not_the_transcript(home: Home) -> None:
    play(home, "last-word", GO, WON).close()

    def judge(transcript: Transcript) -> tuple[bool, int]:
        assert list(transcript.moves) == [GO, WON]
        return False, 0

    assert not home.progress(judge).won("last-word")


def test_the_cache_can_be_lost_and_is_made_again(home: Home) -> None:
    play(home, "last-word", GO, WON).close()
    home.progress()
    cache = home.path / "progress.json"
    content = cache.read_text()
    cache.unlink()
    assert again(home).progress().stars("last-word") == 2
    assert cache.read_text() == content


def test_the_cache_spares_reading_what_has_not_changed(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    play(home, "last-word", GO, WON).close()
    home.progress()
    monkeypatch.setattr("levels.progress.read_transcript", lambda file: pytest.fail(f"read {file}"))
    assert again(home).progress().won("last-word")


@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b"[]",
        b"\xff",
        b"",
        b"null",
        b"[" * 100_000,
        b'{"plays": 3}',
        b'{"plays": {"a": {}}}',
        b'{"plays": {"a": {"stamp": [1, 2], "header": ["\\u001b", "", 0, "", 1], '
        b'"moves": 0, "ended": true, "won": true, "stars": 3}}}',
        b'{"plays": {"a": {"stamp": [1, 2], "header": ["a", "", 0, "", 1], '
        b'"moves": 0, "ended": true, "won": true, "stars": 9}}}',
    ],
)
def test_a_corrupt_cache_is_set_aside_and_made_again(home: Home, content: bytes) -> None:
    play(home, "last-word", GO, WON).close()
    cache = home.path / "progress.json"
    cache.write_bytes(content)
    later = again(home)
    assert later.progress().stars("last-word") == 2
    assert later.warning.endswith("made no sense: it was set aside as progress.corrupt-1.json.")
    assert (home.path / "progress.corrupt-1.json").read_bytes() == content
    assert again(home).progress().won("last-word")


def test_corrupt_settings_are_set_aside_each_under_a_new_name(home: Home) -> None:
    home.path.mkdir()
    for number in (1, 2):
        (home.path / "settings.json").write_text(f"corrupt {number}")
        later = again(home)
        later.save_settings({"theme": "day"})
        assert f"set aside as settings.corrupt-{number}.json" in later.warning
        assert (home.path / f"settings.corrupt-{number}.json").read_text() == f"corrupt {number}"
        assert again(home).settings == {"theme": "day"}


def test_settings_come_back_and_are_clean(home: Home) -> None:
    home.save_settings({"theme": "night", "ascii": True, "motion": None})
    assert again(home).settings == {"theme": "night", "ascii": True, "motion": None}
    (home.path / "settings.json").write_text('{"theme": "\\u001b[31m", "of-tomorrow": 1, "list": []}')
    assert again(home).settings == {"theme": "[31m", "of-tomorrow": 1}
    copy = home.settings
    copy["theme"] = "x"
    assert home.settings["theme"] == "night"


def test_a_play_that_cannot_be_read_is_left_alone_and_told(home: Home) -> None:
    play(home, "last-word", GO, WON).close()
    bad = home.transcripts / "bad.jsonl"
    bad.write_bytes(b"\x1b[2J\n\n")
    (home.transcripts / "empty.jsonl").touch()
    (home.transcripts / "notes.txt").write_text("no play")
    later = again(home)
    assert later.progress().won("last-word")
    assert "A play cannot be read and was left alone: " in later.warning
    assert "bad.jsonl:1: this line is no JSON record." in later.warning
    assert bad.read_bytes() == b"\x1b[2J\n\n"
    with pytest.raises(TranscriptError):
        later.resume(bad)


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("precious")
    home = Home(tmp_path / "home")
    assert home.progress().unfinished == ()
    assert "is no folder: nothing is kept." in home.warning
    assert home.settings == {}
    home.save_settings({"theme": "day"})
    assert home.settings == {"theme": "day"}
    recorder = play(home, "last-word", GO)
    assert "is no folder" in recorder.warning
    assert home.warning == recorder.warning
    assert (tmp_path / "home").read_text() == "precious"


def refuse(code: int) -> Any:
    def denied(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code))

    return denied


def test_a_folder_that_may_only_be_read(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    play(home, "last-word", GO).close()
    later = again(home)
    monkeypatch.setattr("levels.recorder.os.open", refuse(errno.EROFS))
    transcript, recorder = later.resume(home.transcripts / "last-word-0001.jsonl")
    assert len(transcript.moves) == 1
    recorder.write(WON)
    assert later.warning == "This play is not being kept: read-only file system."
    monkeypatch.setattr(levels.files.os, "replace", refuse(errno.EROFS))
    later.save_settings({"theme": "day"})
    assert later.settings == {"theme": "day"}
    assert not list(home.path.glob("*.tmp"))


def test_a_full_disk_leaves_the_old_settings_whole(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.save_settings({"theme": "night"})
    later = again(home)
    monkeypatch.setattr(Path, "write_bytes", refuse(errno.ENOSPC))
    later.save_settings({"theme": "day"})
    assert later.warning == "The settings are not being kept: no space left on device."
    monkeypatch.undo()
    assert json.loads((home.path / "settings.json").read_text()) == {"theme": "night"}
    assert [file.name for file in home.path.iterdir()] == ["settings.json"]


def test_what_can_be_neither_read_nor_moved_is_not_written_over(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.path.mkdir()
    (home.path / "settings.json").write_text("corrupt")
    monkeypatch.setattr(levels.files.os, "link", refuse(errno.EPERM))
    monkeypatch.setattr(levels.files.os, "rename", refuse(errno.EPERM))
    home.save_settings({"theme": "day"})
    assert home.warning.endswith("made no sense: and it cannot be moved.")
    assert (home.path / "settings.json").read_text() == "corrupt"


def test_a_file_system_without_links(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.path.mkdir()
    (home.path / "settings.json").write_text("corrupt")
    monkeypatch.setattr(levels.files.os, "link", refuse(errno.EPERM))
    assert home.settings == {}
    assert (home.path / "settings.corrupt-1.json").read_text() == "corrupt"


def test_the_folder_that_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STRATEGIKON_HOME", str(tmp_path / "x"))
    assert Home.default().path == tmp_path / "x"
    monkeypatch.delenv("STRATEGIKON_HOME")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert "strategikon" in str(Home.default().path)
