"""Writes a play down, move by move, so that killing the game loses nothing.

A line is with the system before the move's picture is on the screen. Where the disk is full or forbidden,
play goes on in memory and each move tries again to save what is not saved yet.
"""

import os
import weakref
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from levels.files import reason
from levels.locks import hold
from levels.transcript import MOST_MOVES, Header, Transcript, move_line, read_transcript

_BINARY = getattr(os, "O_BINARY", 0)


class Busy(Exception):
    """The play is open in another window."""


class Recorder:
    """Keeps one play.

    Attributes:
        header: what is played.
        path: its file; None as long as there is none.
        warning: why moves are not kept, in one sentence; "" while they are.
    """

    def __init__(self, header: Header, create: Callable[[], Path] | None) -> None:
        """Nothing is written before the first move.

        Args:
            header: what is played.
            create: makes an empty file of its own for this play; None: the play is kept in memory only.

        """
        self.header = header
        self.path: Path | None = None
        self.warning = ""
        self._create = create
        self._descriptor: int | None = None
        self._closer: weakref.finalize[Any, Recorder] | None = None
        self._saved = 0
        """How many bytes of the file are whole lines."""
        self._waiting = header.line().encode()
        self._moves = 0
        self._closed = False

    @classmethod
    def resume(cls, path: Path) -> tuple[Transcript, "Recorder"]:
        """Go on with a play. What was torn off its end is dropped.

        Raises:
            Busy: it is open in another window.
            OSError: it cannot be opened for writing.
            TranscriptError: it cannot be read.
        """
        descriptor = os.open(path, os.O_RDWR | _BINARY)
        try:
            if not hold(descriptor):
                raise Busy("This play is open in another window.")
            transcript = read_transcript(path)
        except BaseException:
            os.close(descriptor)
            raise
        recorder = cls(transcript.header, None)
        recorder._take(path, descriptor)
        recorder._saved = transcript.length
        recorder._waiting = b"\n" if transcript.unended else b""
        recorder._moves = len(transcript.moves)
        recorder._save()
        return transcript, recorder

    def write(self, move: Mapping[str, Any]) -> None:
        """Keep a move. Never raises for the disk's sake: see `warning`.

        Raises:
            ValueError: it is no move.
        """
        line = move_line(move).encode()
        if self._closed:
            return
        if self._moves >= MOST_MOVES:
            self.warning = f"A play of more than {MOST_MOVES:,} moves is not kept further."
            return
        self._moves += 1
        self._waiting += line
        self._save()

    def close(self) -> None:
        """Let the file go; later moves are not kept."""
        self._closed = True
        self._descriptor = None
        if self._closer is not None:
            self._closer()

    def _take(self, path: Path, descriptor: int) -> None:
        self.path = path
        self._descriptor = descriptor
        self._closer = weakref.finalize(self, os.close, descriptor)

    def _save(self) -> None:
        try:
            if self._descriptor is None:
                self._open()
            if self._descriptor is not None:
                self._put(self._descriptor)
                self.warning = ""
        except OSError as error:
            self.warning = f"This play is not being kept: {reason(error)}."

    def _open(self) -> None:
        if self._create is None:
            return
        path = self._create()
        descriptor = os.open(path, os.O_RDWR | _BINARY)
        hold(descriptor)
        self._take(path, descriptor)

    def _put(self, descriptor: int) -> None:
        os.ftruncate(descriptor, self._saved)
        if not self._waiting:
            return
        os.lseek(descriptor, self._saved, os.SEEK_SET)
        rest = memoryview(self._waiting)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        self._saved += len(self._waiting)
        self._waiting = b""
