"""A program in a terminal of its own, measured from outside: what it writes, when, and how large it is."""

import os
import re
import select
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

ROOT = Path(__file__).parent.parent
_ESCAPES = re.compile(rb"\x1b\[[0-9;?<>$]*[a-zA-Z]|\x1b\][^\x07\x1b]*(\x07|\x1b\\)")


@dataclass(frozen=True, slots=True)
class Repaint:
    """What one key brought about: milliseconds until the last byte of it, and how many bytes."""

    took: float
    written: int


class Terminal:
    """A child process on a pseudo terminal of 24 lines and 80 columns. POSIX only.

    Raises:
        OSError, ImportError: there are no pseudo terminals here.
    """

    def __init__(self, arguments: Sequence[str]) -> None:
        import fcntl
        import pty
        import struct
        import termios

        self._home = tempfile.TemporaryDirectory(prefix="strategikon-bench-")
        environment = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
        environment.update(STRATEGIKON_HOME=self._home.name, TERM="xterm-256color", COLORTERM="truecolor")
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self._began = perf_counter()
        self._process = subprocess.Popen(
            [sys.executable, *arguments],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            cwd=ROOT,
            env=environment,
            start_new_session=True,
        )
        os.close(slave)

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._master)
        self._home.cleanup()

    def _read(self, seconds: float) -> bytes:
        ready, _, _ = select.select([self._master], [], [], seconds)
        try:
            return os.read(self._master, 1 << 16) if ready else b""
        except OSError:
            return b""

    def shows(self, words: str, within: float = 20) -> float:
        """Seconds from the start until these words stand on the screen.

        Raises:
            TimeoutError: they never do.
        """
        seen = b""
        while perf_counter() - self._began < within:
            seen += self._read(0.1)
            if words.encode() in _ESCAPES.sub(b"", seen):
                return perf_counter() - self._began
        raise TimeoutError(f"“{words}” never came: {_ESCAPES.sub(b'', seen)[-200:]!r}")

    def rest(self, quiet: float = 0.5) -> None:
        """Waits until nothing has been written for so many seconds."""
        while self._read(quiet):
            pass

    def press(self, key: bytes, quiet: float = 0.08) -> Repaint:
        """Presses a key and waits until it has been answered and nothing more comes."""
        began = perf_counter()
        os.write(self._master, key)
        last, written, wait = began, 0, 1.0
        while chunk := self._read(wait):
            last, wait = perf_counter(), quiet
            written += len(chunk)
        return Repaint((last - began) * 1000, written)

    def memory(self) -> float:
        """How much memory the process holds now, in megabytes."""
        status = Path(f"/proc/{self._process.pid}/status")
        if status.exists():
            found = re.search(r"VmRSS:\s+(\d+) kB", status.read_text())
            assert found is not None
            return int(found[1]) / 1024
        told = subprocess.run(
            ["ps", "-o", "rss=", "-p", str(self._process.pid)], capture_output=True, text=True, check=True
        )
        return int(told.stdout) / 1024


def typical(repaints: Sequence[Repaint]) -> Repaint:
    """The median time and the median number of bytes."""
    return Repaint(median(r.took for r in repaints), round(median(r.written for r in repaints)))
