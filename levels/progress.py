"""What the player has done, derived from the transcripts, and where all of it is kept.

A home is a folder: `transcripts/` with a file a play, `progress.json`, which is a cache of them, and
`settings.json`. Whatever is wrong with it, the game goes on: `Home.warning` says what is not kept.
"""

import json
import os
import weakref
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from levels.files import Unreadable, read_bytes, reason, replace_text, set_aside
from levels.locks import hold
from levels.plays import Judge, Play, Progress, Unfinished, entry_of, play_of, progress_of, summary
from levels.recorder import Busy, Recorder
from levels.text import clean
from levels.transcript import Header, Transcript, TranscriptError, read_transcript

_CACHE_BYTES: Final = 8 * 2**20
_SETTINGS_BYTES: Final = 64 * 2**10
_MOST_PLAYS: Final = 20_000

Setting = str | int | float | bool | None


class Home:
    """A folder with a player's transcripts and settings. It is made when there is something to keep.

    Attributes:
        path: the folder.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        self._warnings: list[str] = []
        self._settings: dict[str, Setting] | None = None
        self._recorders: weakref.WeakSet[Recorder] = weakref.WeakSet()
        self._blocked: set[str] = set()
        """Files that could neither be read nor set aside: they are not written over."""

    @classmethod
    def default(cls) -> "Home":
        """The folder that STRATEGIKON_HOME names, else the one that the system has for such data."""
        named = os.environ.get("STRATEGIKON_HOME")
        if named:
            return cls(named)
        # Imported here: with a named folder nothing is asked of the system.
        from platformdirs import user_data_dir

        return cls(user_data_dir("strategikon", appauthor=False))

    @property
    def transcripts(self) -> Path:
        """The folder of the plays."""
        return self.path / "transcripts"

    @property
    def warning(self) -> str:
        """What is not kept, or could not be read, in one sentence; "" if all is well."""
        for recorder in self._recorders:
            if recorder.warning:
                return recorder.warning
        return self._warnings[0] if self._warnings else ""

    def _complain(self, sentence: str) -> None:
        if sentence not in self._warnings:
            self._warnings.append(clean(sentence, 300))

    # Plays.

    def begin(self, header: Header) -> Recorder:
        """A recorder for a new play. Its file is made at the first move."""
        recorder = Recorder(header, lambda: self._new_file(header.level))
        self._recorders.add(recorder)
        return recorder

    def resume(self, path: str | os.PathLike[str]) -> tuple[Transcript, Recorder]:
        """Go on with a play. Only one window can.

        Where its file may be read but not written, play goes on in memory and `warning` says so.

        Raises:
            Busy: another window has it open.
            TranscriptError: it cannot be read.
        """
        file = Path(path)
        self._release(file)
        try:
            transcript, recorder = Recorder.resume(file)
        except OSError as error:
            transcript = read_transcript(file)
            recorder = Recorder(transcript.header, None)
            recorder.warning = f"This play is not being kept: {reason(error)}."
        self._recorders.add(recorder)
        return transcript, recorder

    def _release(self, file: Path) -> None:
        """Let go of a play that this very game still holds open."""
        for recorder in [held for held in self._recorders if held.path == file]:
            recorder.close()
            self._recorders.discard(recorder)

    def _new_file(self, level: str) -> Path:
        try:
            self.transcripts.mkdir(parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError):
            raise NotADirectoryError(0, f"{clean(str(self.path))} is no folder") from None
        taken = {name for name in os.listdir(self.transcripts) if name.startswith(f"{level}-")}
        number = 1
        while True:
            name = f"{level}-{number:04}.jsonl"
            number += 1
            if name in taken:
                continue
            file = self.transcripts / name
            try:
                # Two windows may be here at once: only one of them makes the file.
                os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            except FileExistsError:
                continue
            return file

    # Progress.

    def progress(self, judge: Judge | None = None) -> Progress:
        """What the transcripts say.

        Args:
            judge: replays each transcript and tells how it ended; None: what the transcripts note of their
                own end is believed, which does for a map of the campaign, and never for a grade.
        """
        cached = self._cached()
        plays: dict[str, Play] = {}
        unreadable: list[str] = []
        for file, stamp in self._files():
            play = cached.get(file.name)
            if play is None or play.stamp != stamp or judge is not None:
                try:
                    play = summary(read_transcript(file), stamp, judge)
                except TranscriptError as error:
                    # A game that was killed before its first line has left nothing to lose.
                    if stamp[0]:
                        unreadable.append(str(error))
                    continue
            plays[file.name] = play
        if unreadable:
            more = f", and {len(unreadable) - 1} more" if len(unreadable) > 1 else ""
            self._complain(f"A play cannot be read and was left alone: {unreadable[0]}{more}.")
        if plays != cached:
            self._write_cache(plays)
        return progress_of(plays, self.transcripts, self._is_free)

    def _is_free(self, file: Path) -> bool:
        """Whether no other window has this play open."""
        if any(recorder.path == file for recorder in self._recorders):
            return True
        try:
            descriptor = os.open(file, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        except OSError:
            return False
        try:
            return hold(descriptor)
        finally:
            os.close(descriptor)

    def _files(self) -> Iterator[tuple[Path, tuple[int, int]]]:
        try:
            names = sorted(os.listdir(self.transcripts))
        except FileNotFoundError:
            return
        except NotADirectoryError:
            self._complain(f"{self.path} is no folder: nothing is kept.")
            return
        except OSError as error:
            self._complain(f"The plays in {self.transcripts} cannot be read: {reason(error)}.")
            return
        for name in names[:_MOST_PLAYS]:
            if name.endswith(".jsonl"):
                try:
                    found = os.stat(self.transcripts / name)
                except OSError:
                    continue
                yield self.transcripts / name, (found.st_size, found.st_mtime_ns)

    def _cached(self) -> dict[str, Play]:
        record = self._record("progress.json", _CACHE_BYTES)
        if record is None:
            return {}
        try:
            return {name: play_of(entry) for name, entry in record["plays"].items()}
        except (KeyError, TypeError, ValueError, AttributeError):
            self._put_aside("progress.json")
            return {}

    def _write_cache(self, plays: Mapping[str, Play]) -> None:
        record = {"format": 1, "plays": {name: entry_of(play) for name, play in plays.items()}}
        self._replace("progress.json", record, "What you have won is not being kept")

    # Settings.

    @property
    def settings(self) -> dict[str, Setting]:
        """The settings: a copy; keys of a newer game among them."""
        if self._settings is None:
            record = self._record("settings.json", _SETTINGS_BYTES) or {}
            self._settings = {
                clean(key, 64): clean(value) if isinstance(value, str) else value
                for key, value in record.items()
                if value is None or isinstance(value, (str, int, float, bool))
            }
        return dict(self._settings)

    def save_settings(self, settings: Mapping[str, Setting]) -> None:
        """Keep the settings. Where that cannot be, they hold for this session and `warning` says so."""
        # What is on the disk is looked at first, or a corrupt file would be overwritten.
        _ = self.settings
        self._settings = dict(settings)
        self._replace("settings.json", dict(settings), "The settings are not being kept")

    # Small files.

    def _record(self, name: str, limit: int) -> dict[str, Any] | None:
        """What a JSON file holds; None if it is not there. What makes no sense is set aside."""
        file = self.path / name
        if not os.path.lexists(file):
            if self.path.exists() and not self.path.is_dir():
                self._complain(f"{self.path} is no folder: nothing is kept.")
            return None
        try:
            raw = read_bytes(file, limit)
        except Unreadable as unreadable:
            self._blocked.add(name)
            self._complain(f"{file} {unreadable}.")
            return None
        try:
            record = json.loads(raw.decode("utf-8")) if len(raw) <= limit else None
        except (ValueError, RecursionError):
            record = None
        if not isinstance(record, dict):
            self._put_aside(name)
            return None
        return record

    def _put_aside(self, name: str) -> None:
        aside = set_aside(self.path / name)
        if aside is None:
            self._blocked.add(name)
        end = f"it was set aside as {aside.name}" if aside else "and it cannot be moved"
        self._complain(f"{self.path / name} made no sense: {end}.")

    def _replace(self, name: str, record: Mapping[str, Any], complaint: str) -> None:
        if name in self._blocked:
            return
        file = self.path / name
        try:
            replace_text(file, json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True) + "\n")
        except (FileExistsError, NotADirectoryError):
            self._complain(f"{complaint}: {self.path} is no folder.")
        except OSError as error:
            self._complain(f"{complaint}: {reason(error)}.")
        except ValueError:
            self._complain(f"{complaint}: {self.path} is no name of a folder.")


__all__ = ["Busy", "Home", "Judge", "Progress", "Recorder", "Unfinished"]
