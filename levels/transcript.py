"""A play as JSON Lines: a header, then a line a move, so that it can be replayed to the same end anywhere."""

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NoReturn

from levels.files import Unreadable, read_bytes
from levels.text import clean, is_clean

FORMAT: Final = 1
RULES: Final = 1
"""The version of the rules by which moves are replayed: raised when an old transcript would end differently."""

MOST_BYTES: Final = 8 * 2**20
MOST_LINE: Final = 4_096
MOST_HEADER: Final = 64 * 2**10
MOST_MOVES: Final = 50_000
STUDENT: Final = 64
"""Limits: bytes of a file, of a line and of the first line, moves of a play, characters of a student's name."""

Move = dict[str, Any]

_LABEL: Final = 500
_ID: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
_DIGEST: Final = re.compile(r"[0-9a-f]{64}\Z")

_SHAPES: Final[Mapping[str, Mapping[str, type]]] = {
    "set": {"place": int, "label": str},
    "dispatch": {},
    "empty": {},
    "finish": {},
    "undo": {},
    "redo": {},
    "goto": {"node": int},
    "hint": {},
    "bet": {"option": int},
    "forge": {"place": int},
    "claim": {},
    "argue": {"number": int},
    "withdraw": {},
    "next": {},
    "restart": {},
    "end": {"won": bool, "stars": int},
}
"""Every move and what belongs to it."""


class TranscriptError(Exception):
    """A transcript that cannot be read: `file:line: message`, or `file: message`."""

    def __init__(self, file: str, line: int, message: str) -> None:
        self.file, self.line, self.message = clean(file), line, clean(message)
        super().__init__(f"{self.file}:{line}: {self.message}" if line else f"{self.file}: {self.message}")


@dataclass(frozen=True, slots=True)
class Header:
    """What is played, and by which rules.

    Attributes:
        level: the level's id.
        digest: of the level's parsed content.
        seed: of every drawn coin.
        student: whose play it is; "" if nobody's.
        rules: the version of the rules.
        setting: what was set up in the war room, as JSON data; None for a level. The digest is then its own.
    """

    level: str
    digest: str
    seed: int = 0
    student: str = ""
    rules: int = RULES
    setting: Mapping[str, Any] | None = field(default=None, hash=False)

    def line(self) -> str:
        """The first line of a transcript."""
        return _line(
            {
                "format": FORMAT,
                "engine": self.rules,
                "level": self.level,
                "digest": self.digest,
                "seed": self.seed,
                "student": clean(self.student, STUDENT),
                **({} if self.setting is None else {"setting": dict(self.setting)}),
            }
        )


@dataclass(frozen=True, slots=True)
class Transcript:
    """A play that was read.

    Attributes:
        file: its name as it was given.
        header: what was played.
        moves: in order, notes of the end among them.
        length: how many bytes of the file are whole lines; what follows was torn off.
        unended: whether the last whole line lacks its line end.
    """

    file: str
    header: Header
    moves: tuple[Move, ...]
    length: int
    unended: bool = False


def move_line(move: Mapping[str, Any]) -> str:
    """A move as a line.

    Raises:
        ValueError: it is no move.
    """
    complaint = complaint_about(move)
    if complaint:
        raise ValueError(complaint)
    return _line(move)


def _line(record: Mapping[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n"


def read_transcript(file: str | os.PathLike[str]) -> Transcript:
    """Read a transcript. A torn last line is left out.

    Raises:
        TranscriptError: it cannot be read, is too large, or a line makes no sense.
    """
    name = os.fspath(file)
    try:
        raw = read_bytes(file, MOST_BYTES)
    except Unreadable as unreadable:
        raise TranscriptError(name, 0, str(unreadable)) from None
    return transcript_of(raw, name)


def read_transcripts(file: str | os.PathLike[str]) -> tuple[Transcript, ...]:
    """Read a file of one play or of several, one after the other, as `export` writes it.

    Raises:
        TranscriptError: it cannot be read, is too large, or a line makes no sense.
    """
    name = os.fspath(file)
    try:
        raw = read_bytes(file, MOST_BYTES)
    except Unreadable as unreadable:
        raise TranscriptError(name, 0, str(unreadable)) from None
    lines = raw.split(b"\n")
    # A header is the only line that names the format.
    starts = [i for i, line in enumerate(lines) if line.startswith(b'{"format":')] or [0]
    if starts[0] != 0:
        starts.insert(0, 0)
    plays = []
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        last = end == len(lines)
        text = b"\n".join(lines[start:end]) + (b"" if last else b"\n")
        try:
            plays.append(transcript_of(text, name))
        except TranscriptError as error:
            raise TranscriptError(name, error.line and error.line + start, error.message) from None
    return tuple(plays)


def transcript_of(raw: bytes, file: str) -> Transcript:
    """What these bytes say; `file` is only a name for messages.

    Raises:
        TranscriptError: they are too many, or a line makes no sense.
    """
    if len(raw) > MOST_BYTES:
        raise TranscriptError(file, 0, f"is larger than {MOST_BYTES // 2**20} MiB")
    *lines, rest = raw.split(b"\n", MOST_MOVES + 2)
    if len(lines) > MOST_MOVES + 1:
        raise TranscriptError(file, 0, f"has more than {MOST_MOVES:,} moves")
    records = [_record(line, file, number) for number, line in enumerate(lines, 1)]
    length = len(raw) - len(rest)
    unended = False
    if rest:
        # Killed between the line and its end, a play has lost nothing; killed before, only this line.
        try:
            record = _record(rest, file, len(lines) + 1)
            unended = not (complaint_about(record) if lines else _header_complaint(record))
        except TranscriptError:
            unended = False
        if unended:
            records.append(record)
            length = len(raw)
    if not records:
        raise TranscriptError(file, 0, "holds no play")
    header, *moves = records
    complaint = _header_complaint(header)
    if complaint:
        raise TranscriptError(file, 1, complaint)
    for number, move in enumerate(moves, 2):
        complaint = complaint_about(move)
        if complaint:
            raise TranscriptError(file, number, complaint)
    return Transcript(file, _header(header), tuple(moves), length, unended)


def complaint_about(move: object) -> str:
    """What is wrong with a move, in a few words; "" if it is one."""
    if not isinstance(move, Mapping) or not isinstance(move.get("move"), str):
        return "this is no move"
    shape = _SHAPES.get(move["move"])
    if shape is None:
        return f"unknown move “{clean(move['move'], 40)}”"
    if set(move) != {"move", *shape}:
        parts = ", ".join(shape) or "nothing"
        return f"the move {move['move']} takes {parts}"
    for name, kind in shape.items():
        if type(move[name]) is not kind:
            return f"“{name}” of the move {move['move']} is of the wrong kind"
    return _out_of_range(move)


def _out_of_range(move: Mapping[str, Any]) -> str:
    for name, value in move.items():
        if type(value) is int and not 0 <= value <= (3 if name == "stars" else 10**6):
            return f"“{name}” is out of range"
        if type(value) is str and (not is_clean(value, _LABEL) or not value):
            return f"“{name}” is no label"
    return ""


def _header_complaint(header: object) -> str:
    if not isinstance(header, Mapping) or "format" not in header:
        return "this is no header of a transcript"
    if header["format"] != FORMAT or type(header["format"]) is not int:
        return f"the format is not {FORMAT}: another version of the game wrote it"
    kinds = {"format": int, "engine": int, "level": str, "digest": str, "seed": int, "student": str}
    wrong = set(header) - {"setting"} != set(kinds)
    if wrong or any(type(header[name]) is not kind for name, kind in kinds.items()):
        return f"a header has {', '.join(kinds)}"
    if not _ID.match(header["level"]) or len(header["level"]) > 40:
        return "“level” is no id of a level"
    if not _DIGEST.match(header["digest"]):
        return "“digest” is no digest"
    if not 0 <= header["seed"] <= 2**63 or not 0 <= header["engine"] <= 10**6:
        return "a number is out of range"
    if not isinstance(header.get("setting", {}), Mapping):
        return "“setting” is no table"
    return "" if is_clean(header["student"], STUDENT) else "“student” is no name"


def _header(record: Mapping[str, Any]) -> Header:
    return Header(
        record["level"],
        record["digest"],
        record["seed"],
        record["student"],
        rules=record["engine"],
        setting=record.get("setting"),
    )


def _record(line: bytes, file: str, number: int) -> Any:
    most = MOST_HEADER if number == 1 else MOST_LINE
    if len(line) > most:
        raise TranscriptError(file, number, f"a line of more than {most:,} bytes")
    try:
        return json.loads(line.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise TranscriptError(file, number, "this line is no JSON record") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    if len(record) < len(pairs):
        raise ValueError("a key stands twice")
    return record


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number")
