"""Opening a match, going on with one, and replaying a transcript of one."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from levels.course import Course
from levels.match import Match, Refused
from levels.progress import Home
from levels.recorder import Recorder
from levels.schema import Level
from levels.stars import stars
from levels.transcript import RULES, Header, Transcript

C = TypeVar("C", bound=Course)
Record = Mapping[str, Any]
Write = Callable[[dict[str, Any]], None]


def open_match(
    level: Level, *, seed: int = 0, student: str = "", home: Home | None = None, chapter: str = ""
) -> Match:
    """A new play of a level. It is kept in `home` from its first move on; None: nowhere."""
    if home is None:
        return Match(level, seed, chapter)
    recorder = home.begin(Header(level.id, level.digest, seed, student))
    return recorded(lambda record: Match(level, seed, chapter, record), recorder)


def resume(path: str | os.PathLike[str], level: Level, home: Home, chapter: str = "") -> Match:
    """Go on with a play at the very move where it was left.

    Raises:
        Refused: the level or the rules have changed since, or a move of it can no longer be made.
        levels.recorder.Busy: another window has it open.
        levels.transcript.TranscriptError: it cannot be read.
    """
    transcript, recorder = home.resume(path)
    reason = stale(transcript.header, level)
    if reason:
        recorder.close()
        raise Refused(reason)
    try:
        seed = transcript.header.seed
        return recorded(lambda record: Match(level, seed, chapter, record), recorder, transcript.moves)
    except Refused:
        recorder.close()
        raise


def recorded(make: Callable[[Write], C], recorder: Recorder, moves: Sequence[Record] = ()) -> C:
    """A play that has made these moves, and writes down every further one, and its end.

    Args:
        make: makes it, given what is to be called after each move.
        recorder: what keeps it.
        moves: what has been played and kept already.

    Raises:
        Refused: one of these moves cannot be made.
    """
    replaying = True

    def record(move: dict[str, Any]) -> None:
        if replaying:
            return
        recorder.write(move)
        if play.status in ENDS:
            recorder.write(_end_of(play))

    play = make(record)
    for move in moves:
        play.move(move)
    replaying = False
    if play.status in ENDS and moves and moves[-1]["move"] != "end":
        # Killed between the last move and the note of it: the note is written now.
        recorder.write(_end_of(play))
    return play


ENDS: Final = ("won", "over")
"""Where a play has come to its end, though it can be taken back."""


def _end_of(play: Course) -> dict[str, Any]:
    earned = sum(star.earned for star in stars(play)) if isinstance(play, Match) else 0
    return {"move": "end", "won": play.status == "won", "stars": earned}


def stale(header: Header, level: Level) -> str:
    """Why a transcript cannot be replayed on a level, in one sentence; "" if it can."""
    if header.level != level.id:
        return f"This is a play of {header.level}, not of {level.id}."
    if header.rules != RULES:
        return f"This play was made by rules {header.rules}; these are rules {RULES}."
    if header.digest != level.digest:
        return "The level has changed since this was played."
    return ""


@dataclass(frozen=True, slots=True)
class Replayed:
    """A transcript executed again.

    Attributes:
        match: where it stands at the end, or at the first difference.
        line: the line of the file where it could not go on as written; 0 if it went to its end.
        reason: why not, in one sentence; "" if it did.
        won, stars: what it comes to.
    """

    match: Course
    line: int
    reason: str
    won: bool
    stars: int


def replay(transcript: Transcript, level: Level) -> Replayed:
    """Execute a transcript on its level.

    Raises:
        Refused: it belongs to another level, or to other rules.
    """
    reason = stale(transcript.header, level)
    if reason:
        raise Refused(reason)
    return replayed(transcript, Match(level, transcript.header.seed))


def replayed(transcript: Transcript, match: Course) -> Replayed:
    """Make the moves of a transcript in a play that begins."""
    line, why = 0, ""
    for number, move in enumerate(transcript.moves, 2):
        try:
            match.move(move)
        except Refused as refused:
            line, why = number, str(refused)
            break
        if move["move"] == "end":
            said = (bool(move["won"]), int(move["stars"]))
            end = _end_of(match)
            came = (bool(end["won"]), int(end["stars"]))
            if said != came:
                line, why = number, f"It says {_end(*said)}; it comes to {_end(*came)}."
                break
    end = _end_of(match)
    return Replayed(match, line, why, bool(end["won"]), int(end["stars"]))


def _end(won: bool, earned: int) -> str:
    return f"won with {earned} stars" if won else "not won"


__all__ = ["Match", "Refused", "Replayed", "open_match", "recorded", "replay", "replayed", "resume", "stale"]
