"""Keeping a play: through a killed process, a full disk, and two windows at once."""

import errno
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from levels.recorder import Busy, Recorder
from levels.transcript import Header, read_transcript

HEADER = Header("last-word", "0" * 64)
SET = {"move": "set", "place": 1, "label": "attack"}
GO = {"move": "dispatch"}
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="signals and limits of POSIX")


def creating(file: Path) -> Callable[[], Path]:
    def create() -> Path:
        file.touch(exist_ok=False)
        return file

    return create


def moves_in(file: Path) -> list[dict[str, object]]:
    return list(read_transcript(file).moves)


def test_nothing_is_written_before_the_first_move(tmp_path: Path) -> None:
    recorder = Recorder(HEADER, creating(tmp_path / "a.jsonl"))
    assert list(tmp_path.iterdir()) == []
    recorder.write(SET)
    assert moves_in(tmp_path / "a.jsonl") == [SET]
    recorder.write(GO)
    assert moves_in(tmp_path / "a.jsonl") == [SET, GO]
    recorder.close()
    recorder.write(GO)
    assert moves_in(tmp_path / "a.jsonl") == [SET, GO]


def test_going_on_drops_what_was_torn_off(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text(HEADER.line() + '{"move":"dispatch"}\n{"move":"set","pla')
    transcript, recorder = Recorder.resume(file)
    assert list(transcript.moves) == [GO]
    recorder.write(SET)
    assert moves_in(file) == [GO, SET]


def test_going_on_after_a_line_that_only_lacks_its_end(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text(HEADER.line() + '{"move":"dispatch"}')
    transcript, recorder = Recorder.resume(file)
    assert list(transcript.moves) == [GO]
    recorder.write(SET)
    assert moves_in(file) == [GO, SET]


CHILD = """\
import sys
from pathlib import Path
from levels.recorder import Recorder
from levels.transcript import Header

def create():
    Path(sys.argv[1]).touch()
    return Path(sys.argv[1])

recorder = Recorder(Header("last-word", "0" * 64), create)
for place in range(int(sys.argv[2])):
    recorder.write({"move": "set", "place": place, "label": "attack"})
print("written", flush=True)
sys.stdin.read()
"""


def start(file: Path, moves: int) -> "subprocess.Popen[str]":
    """A process that has written its moves and waits."""
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(file), str(moves)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "written\n"
    return child


def kill(child: "subprocess.Popen[str]") -> None:
    child.kill()
    child.communicate()


@pytest.mark.parametrize("moves", [1, 2, 5])
def test_a_killed_process_has_lost_no_move(tmp_path: Path, moves: int) -> None:
    file = tmp_path / "a.jsonl"
    kill(start(file, moves))
    transcript, recorder = Recorder.resume(file)
    assert [move["place"] for move in transcript.moves] == list(range(moves))
    recorder.write(GO)
    assert moves_in(file)[-1] == GO


def test_only_one_window_goes_on_with_a_play(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    child = start(file, 1)
    try:
        with pytest.raises(Busy, match="open in another window"):
            Recorder.resume(file)
    finally:
        kill(child)
    _, recorder = Recorder.resume(file)
    with pytest.raises(Busy):
        Recorder.resume(file)
    recorder.close()
    Recorder.resume(file)[1].close()


def test_a_recorder_that_is_forgotten_lets_its_file_go(tmp_path: Path) -> None:
    recorder = Recorder(HEADER, creating(tmp_path / "a.jsonl"))
    recorder.write(GO)
    del recorder
    Recorder.resume(tmp_path / "a.jsonl")[1].close()


def test_a_full_disk_is_a_sentence_and_later_nothing_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.jsonl"
    recorder = Recorder(HEADER, creating(file))
    recorder.write(SET)
    real, room = os.write, [7]

    def full(descriptor: int, data: bytes) -> int:
        if not room:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(descriptor, data[: room.pop()])

    monkeypatch.setattr(os, "write", full)
    recorder.write(GO)
    recorder.write({"move": "undo"})
    assert recorder.warning == "This play is not being kept: no space left on device."
    assert moves_in(file) == [SET]
    monkeypatch.setattr(os, "write", real)
    recorder.write({"move": "redo"})
    assert recorder.warning == ""
    assert moves_in(file) == [SET, GO, {"move": "undo"}, {"move": "redo"}]


LIMITED = """\
import resource, sys
from pathlib import Path
resource.setrlimit(resource.RLIMIT_FSIZE, (300, 300))
from levels.recorder import Recorder
from levels.transcript import Header

def create():
    Path(sys.argv[1]).touch()
    return Path(sys.argv[1])

recorder = Recorder(Header("last-word", "0" * 64), create)
for place in range(10):
    recorder.write({"move": "set", "place": place, "label": "attack"})
print(recorder.warning)
"""


@POSIX
def test_a_real_limit_of_the_system(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    done = subprocess.run(
        [sys.executable, "-B", "-c", LIMITED, str(file)], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("This play is not being kept: ")
    assert 0 < len(moves_in(file)) < 10


def test_no_permission_is_a_sentence() -> None:
    def create() -> Path:
        raise PermissionError(errno.EACCES, "Permission denied")

    recorder = Recorder(HEADER, create)
    recorder.write(GO)
    assert recorder.warning == "This play is not being kept: permission denied."
    assert recorder.path is None


def test_a_play_in_memory_warns_of_nothing() -> None:
    recorder = Recorder(HEADER, None)
    recorder.write(GO)
    assert (recorder.path, recorder.warning) == (None, "")


def test_what_is_no_move_is_refused_and_not_kept(tmp_path: Path) -> None:
    recorder = Recorder(HEADER, creating(tmp_path / "a.jsonl"))
    recorder.write(GO)
    with pytest.raises(ValueError, match="unknown move"):
        recorder.write({"move": "fly"})
    assert moves_in(tmp_path / "a.jsonl") == [GO]
