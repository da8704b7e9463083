"""`strategikon replay`: a transcript executed again."""

import json
from collections.abc import Iterator
from typing import Any, TextIO

from levels import packs
from levels.course import Course
from levels.errors import LevelErrors
from levels.matches import Match, Refused, Replayed, replay
from levels.text import clean
from levels.transcript import Transcript, TranscriptError, read_transcript, read_transcripts

TAKE_EFFECT = ("bet", "dispatch", "empty", "finish", "argue", "next", "restart")
"""The moves after which a board is worth a picture; drafts and steps through time are on the way to them."""


def report(transcript: Transcript, replayed: Replayed) -> dict[str, Any]:
    """What `--json` prints."""
    match = replayed.match
    return {
        "file": clean(transcript.file),
        "level": transcript.header.level,
        "student": transcript.header.student,
        "moves": len(transcript.moves),
        "status": match.status,
        "won": replayed.won,
        "stars": replayed.stars,
        "spent": list(match.spent_by_stage) if isinstance(match, Match) else [],
        "diverges": {"line": replayed.line, "why": replayed.reason} if replayed.line else None,
    }


def replay_file(file: str, *, as_json: bool = False, level: str | None = None, out: TextIO, err: TextIO) -> int:
    """Exit 0 if it replays to its end, 1 if it diverges, 2 if it cannot be read or belongs to no level.

    Args:
        file: the transcript.
        as_json: print one object.
        level: the level's file, where it is none of the campaign.
        out, err: where to print.
    """
    try:
        plays = read_transcripts(file)
    except TranscriptError as error:
        print(error, file=err)
        return 2
    return max(_replay_one(play, as_json, level, out, err) for play in plays)


def _replay_one(transcript: Transcript, as_json: bool, level: str | None, out: TextIO, err: TextIO) -> int:
    file = clean(transcript.file)
    try:
        replayed = _replayed(transcript, level)
    except (TranscriptError, LevelErrors) as error:
        print(error, file=err)
        return 2
    except Refused as refused:
        print(f"{file}: {refused}", file=err)
        return 2
    if as_json:
        print(json.dumps(report(transcript, replayed), ensure_ascii=False), file=out)
    else:
        header = transcript.header
        who = f" by {header.student}" if header.student else ""
        outcome = f"won, {replayed.stars} of 3 stars" if replayed.won else replayed.match.status
        print(f"{header.level}{who}: {len(transcript.moves)} moves, {outcome}", file=out)
        if replayed.line:
            print(f"{file}:{replayed.line}: {replayed.reason}", file=out)
    return 1 if replayed.line else 0


def _replayed(transcript: Transcript, level: str | None) -> Replayed:
    if transcript.header.setting is None:
        return replay(transcript, _level(transcript, level))
    from levels.war_room.opening import replay_war_room

    return replay_war_room(transcript)


def _begun(transcript: Transcript, level: str | None) -> Course:
    if transcript.header.setting is None:
        return Match(_level(transcript, level), transcript.header.seed)
    from levels.war_room.opening import begun

    return begun(transcript)


def moments(file: str, level: str | None = None) -> Iterator[Course]:
    """The match of a transcript at its beginning, and after each move that takes effect, as far as it goes.

    It is one match that goes on: look at it before you ask for the next moment.

    Raises:
        TranscriptError, LevelErrors: it cannot be read, or belongs to no level.
        Refused: what was set up in the war room cannot be played.
    """
    transcript = read_transcript(file)
    match = _begun(transcript, level)
    if not match.bet_options:
        yield match
    for move in transcript.moves:
        try:
            match.move(move)
        except Refused:
            return
        if move["move"] in TAKE_EFFECT:
            yield match


def _level(transcript: Transcript, file: str | None) -> Any:
    if file is not None:
        return packs.load(file)
    pack = packs.shipped()
    if transcript.header.level not in pack.ids:
        raise TranscriptError(
            transcript.file, 1, f"no shipped level is called {transcript.header.level}; name its file"
        )
    return pack.level(transcript.header.level)
