"""Transcripts: what is written can be read, and what was never written is refused."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levels.transcript import (
    MOST_BYTES,
    MOST_MOVES,
    Header,
    Move,
    Transcript,
    TranscriptError,
    complaint_about,
    move_line,
    read_transcript,
    transcript_of,
)

HEADER = Header("last-word", "0" * 64, seed=7, student="Æthelred")

MOVES: list[Move] = [
    {"move": "bet", "option": 1},
    {"move": "set", "place": 3, "label": "retreat"},
    {"move": "dispatch"},
    {"move": "undo"},
    {"move": "redo"},
    {"move": "goto", "node": 2},
    {"move": "hint"},
    {"move": "forge", "place": 0},
    {"move": "claim"},
    {"move": "argue", "number": 2},
    {"move": "withdraw"},
    {"move": "next"},
    {"move": "restart"},
    {"move": "end", "won": True, "stars": 3},
]


def written(moves: list[Move], header: Header = HEADER) -> bytes:
    return (header.line() + "".join(move_line(move) for move in moves)).encode()


def test_every_move_comes_back() -> None:
    transcript = transcript_of(written(MOVES), "a.jsonl")
    assert transcript.header == HEADER
    assert list(transcript.moves) == MOVES
    assert not transcript.unended


@pytest.mark.parametrize("cut", range(1, len(written(MOVES)) - len(HEADER.line().encode())))
def test_wherever_it_is_torn_the_whole_lines_are_there(cut: int) -> None:
    raw = written(MOVES)[:-cut]
    transcript = transcript_of(raw, "a.jsonl")
    lines = raw.count(b"\n") - 1
    assert list(transcript.moves) == MOVES[: lines + transcript.unended]
    assert transcript.unended == (written(MOVES)[transcript.length : transcript.length + 1] == b"\n")


@given(st.binary(max_size=40))
def test_rubbish_after_the_last_line_end_is_torn_off(rubbish: bytes) -> None:
    rubbish = rubbish.replace(b"\n", b"")
    assert transcript_of(written(MOVES) + rubbish, "a.jsonl").moves[: len(MOVES)] == tuple(MOVES)


@given(st.binary(max_size=80))
def test_rubbish_anywhere_is_a_sentence_and_never_another_exception(rubbish: bytes) -> None:
    with pytest.raises(TranscriptError, match=r"^a\.jsonl:\d+: "):
        transcript_of(written(MOVES[:2]) + rubbish + b"\n" + written(MOVES), "a.jsonl")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("{", "a.jsonl:2: this line is no JSON record"),
        ("", "a.jsonl:2: this line is no JSON record"),
        ("[]", "a.jsonl:2: this is no move"),
        ("{}", "a.jsonl:2: this is no move"),
        ('{"move":"fly"}', "a.jsonl:2: unknown move “fly”"),
        ('{"move":"\\u001b[2J"}', "a.jsonl:2: unknown move “[2J”"),
        ('{"move":"undo","node":1}', "a.jsonl:2: the move undo takes nothing"),
        ('{"move":"set","place":1}', "a.jsonl:2: the move set takes place, label"),
        ('{"move":"set","place":true,"label":"attack"}', "“place” of the move set is of the wrong kind"),
        ('{"move":"set","place":1.0,"label":"attack"}', "“place” of the move set is of the wrong kind"),
        ('{"move":"set","place":-1,"label":"attack"}', "“place” is out of range"),
        ('{"move":"set","place":1,"label":"\\u001b"}', "“label” is no label"),
        ('{"move":"set","place":1,"label":"\\ud800"}', "“label” is no label"),
        ('{"move":"set","place":1,"label":""}', "“label” is no label"),
        ('{"move":"end","won":true,"stars":4}', "“stars” is out of range"),
        ('{"move":"undo","move":"redo"}', "a.jsonl:2: this line is no JSON record"),
        ('{"move":"bet","option":NaN}', "a.jsonl:2: this line is no JSON record"),
        ("[" * 4_000, "a.jsonl:2: this line is no JSON record"),
        ("9" * 4_000, "a.jsonl:2: this is no move"),
        (" " * 5_000, "a.jsonl:2: a line of more than 4,096 bytes"),
    ],
)
def test_a_corrupt_line_is_told_with_its_number(line: str, expected: str) -> None:
    with pytest.raises(TranscriptError) as caught:
        transcript_of((HEADER.line() + line + "\n" + move_line({"move": "undo"})).encode(), "a.jsonl")
    assert expected in str(caught.value)


def header_with(**changes: Any) -> bytes:
    record = {**json.loads(HEADER.line()), **changes}
    return (json.dumps({key: value for key, value in record.items() if value is not None}) + "\n").encode()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\n",
        b"{}\n",
        b"[1]\n",
        b"\xff\xfe\n",
        b"\0" * 100,
        move_line({"move": "undo"}).encode(),
        HEADER.line().encode()[:-5],
        header_with(format=2),
        header_with(format=True),
        header_with(level="../../etc/passwd"),
        header_with(level="x" * 41),
        header_with(digest="0"),
        header_with(seed=-1),
        header_with(seed=None),
        header_with(student="\x1b"),
        header_with(student="x" * 65),
        header_with(colour="red"),
    ],
)
def test_what_has_no_header_is_no_transcript(raw: bytes) -> None:
    with pytest.raises(TranscriptError):
        transcript_of(raw, "a.jsonl")


def test_a_transcript_too_large_is_not_read() -> None:
    with pytest.raises(TranscriptError, match="larger than 8 MiB"):
        transcript_of(b"x" * (MOST_BYTES + 1), "a.jsonl")
    with pytest.raises(TranscriptError, match="more than 50,000 moves"):
        transcript_of(HEADER.line().encode() + b"{}\n" * (MOST_MOVES + 1), "a.jsonl")


def test_what_is_no_file(tmp_path: Path) -> None:
    for name in ("missing", ".", "x" * 300):
        with pytest.raises(TranscriptError):
            read_transcript(tmp_path / name)


def test_the_message_holds_no_raw_byte() -> None:
    with pytest.raises(TranscriptError) as caught:
        transcript_of(b"{", "a\x1b[2J.jsonl")
    assert str(caught.value).isprintable()


def test_what_is_no_move_is_not_written() -> None:
    with pytest.raises(ValueError, match="unknown move"):
        move_line({"move": "fly"})
    assert complaint_about(["undo"]) == "this is no move"


LABELS = st.sampled_from(["attack", "retreat", "silence", "tie", "capture 2 of 3", "L1"])
NUMBERS = st.integers(0, 1_000)
ANY_MOVE = st.one_of(
    st.sampled_from([{"move": name} for name in ("dispatch", "undo", "redo", "hint", "claim", "next")]),
    st.builds(lambda place, label: {"move": "set", "place": place, "label": label}, NUMBERS, LABELS),
    st.builds(lambda node: {"move": "goto", "node": node}, NUMBERS),
)


@given(st.lists(ANY_MOVE, max_size=20), st.integers(0, 2**63), st.text(max_size=80))
def test_written_and_read_is_the_same(moves: list[Move], seed: int, student: str) -> None:
    header = Header("x", "f" * 64, seed, student)
    transcript: Transcript = transcript_of(written(moves, header), "a.jsonl")
    assert list(transcript.moves) == moves
    assert transcript.header.seed == seed
    assert Header("x", "f" * 64, seed, transcript.header.student).line() == header.line()
