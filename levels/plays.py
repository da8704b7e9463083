"""Plays in short: what a transcript amounts to, and what all of them together say has been won."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from levels.text import clean
from levels.transcript import Header, Transcript

_COUNTED = ("set", "dispatch", "bet", "next", "hint", "argue")
"""What makes a play worth going on with; going back and forth alone does not."""

Judge = Callable[[Transcript], tuple[bool, int]]
"""Replays a transcript: (whether it was won, stars 0 to 3)."""


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A play that can go on at the very move where it was left.

    Attributes:
        level_id: what is played.
        path: its transcript.
        moves: how many moves there are since it began, or began again.
        header: by which level and which rules it was played.
    """

    level_id: str
    path: Path
    moves: int
    header: Header


@dataclass(frozen=True, slots=True)
class Progress:
    """What has been won so far.

    Attributes:
        unfinished: the plays that can go on, the latest first.
    """

    unfinished: tuple[Unfinished, ...] = ()
    _stars: Mapping[str, int] = field(default_factory=dict)
    _best: Mapping[str, Path] = field(default_factory=dict)
    _tried: frozenset[str] = frozenset()

    def won(self, id: str) -> bool:
        """Whether a level has been won."""
        return id in self._stars

    def tried(self, id: str) -> bool:
        """Whether a level has been played at all: moves were made in it."""
        return id in self._tried

    def stars(self, id: str) -> int:
        """The most stars that one play of a level has earned, 0 to 3."""
        return self._stars.get(id, 0)

    def best(self, id: str) -> Path | None:
        """The transcript that won a level with the most stars, the first of them; None if none did."""
        return self._best.get(id)


@dataclass(frozen=True, slots=True)
class Play:
    """One transcript in short, as the cache keeps it.

    Attributes:
        stamp: the size and the time of change of its file, to tell whether it is still the same.
        header: what was played.
        moves: how many moves there are since the play began, or began again.
        ended: whether its last line says how it ended.
        won, stars: the best it came to.
    """

    stamp: tuple[int, int]
    header: Header
    moves: int
    ended: bool
    won: bool
    stars: int


def progress_of(plays: Mapping[str, Play], folder: Path, is_free: Callable[[Path], bool]) -> Progress:
    """What these plays say; keys are the names of their files in `folder`.

    Args:
        plays: the plays.
        folder: where they are.
        is_free: whether no other window has a file open.
    """
    stars: dict[str, int] = {}
    best: dict[str, Path] = {}
    unfinished: list[tuple[int, str]] = []
    last_won: dict[str, int] = {}
    for play in plays.values():
        if play.won:
            last_won[play.header.level] = max(last_won.get(play.header.level, 0), play.stamp[1])
    for name, play in plays.items():
        level = play.header.level
        if play.won and play.stars > stars.get(level, -1):
            stars[level], best[level] = play.stars, folder / name
        # A win closes what was left lying before it.
        if not play.ended and play.moves and play.stamp[1] >= last_won.get(level, 0):
            unfinished.append((play.stamp[1], name))
    free = tuple(
        Unfinished(plays[name].header.level, folder / name, plays[name].moves, plays[name].header)
        for _, name in sorted(unfinished, reverse=True)
        if is_free(folder / name)
    )
    return Progress(free, stars, best, frozenset(play.header.level for play in plays.values() if play.moves))


def summary(transcript: Transcript, stamp: tuple[int, int], judge: Judge | None) -> Play:
    """A transcript in short. Without a judge its own notes of how it ended are believed."""
    ends = [move for move in transcript.moves if move["move"] == "end"]
    if judge is not None:
        won, stars = judge(transcript)
    else:
        won = any(move["won"] for move in ends)
        stars = max((move["stars"] for move in ends if move["won"]), default=0)
    moves = sum(move["move"] in _COUNTED for move in transcript.moves)
    ended = bool(transcript.moves) and transcript.moves[-1]["move"] == "end"
    return Play(stamp, transcript.header, moves, ended, won, stars if won else 0)


def entry_of(play: Play) -> dict[str, Any]:
    """A play as the cache writes it."""
    header = play.header
    return {
        "stamp": list(play.stamp),
        "header": [header.level, header.digest, header.seed, header.student, header.rules],
        "moves": play.moves,
        "ended": play.ended,
        "won": play.won,
        "stars": play.stars,
    }


def play_of(entry: Any) -> Play:
    """A play from the cache.

    Raises:
        KeyError, TypeError, ValueError: it is none.
    """
    size, changed = entry["stamp"]
    level, digest, seed, student, rules = entry["header"]
    texts, numbers = (level, digest, student), (size, changed, seed, rules, entry["moves"], entry["stars"])
    if not all(type(text) is str and text == clean(text) for text in texts):
        raise ValueError("no texts")
    if not all(type(number) is int and number >= 0 for number in numbers) or entry["stars"] > 3:
        raise ValueError("no numbers")
    if type(entry["won"]) is not bool or type(entry["ended"]) is not bool:
        raise ValueError("no truth values")
    header = Header(level, digest, seed, student, rules)
    return Play((size, changed), header, entry["moves"], entry["ended"], entry["won"], entry["stars"])
