"""Reading and replacing files so that nothing hangs, nothing is half written and nothing is lost."""

import os
import stat
from pathlib import Path


class Unreadable(Exception):
    """A file cannot be read; the text is the reason, in a few words."""


def read_bytes(file: str | os.PathLike[str], limit: int) -> bytes:
    """What a plain file holds, but at most `limit` bytes and one more.

    Raises:
        Unreadable: there is no such file, or it is a folder, a pipe, a device, or forbidden.
    """
    try:
        # A pipe that nobody fills would hang for ever in open().
        found = os.stat(file)
        if stat.S_ISDIR(found.st_mode):
            raise Unreadable("is a folder, not a file")
        if not stat.S_ISREG(found.st_mode):
            raise Unreadable("is no plain file")
        with open(file, "rb") as stream:
            return stream.read(limit + 1)
    except FileNotFoundError:
        raise Unreadable("there is no such file") from None
    except PermissionError:
        raise Unreadable("may not be read: permission is missing") from None
    except OSError as error:
        raise Unreadable(f"cannot be read: {reason(error)}") from None
    except ValueError:
        raise Unreadable("this is no name of a file") from None


def replace_text(file: Path, text: str) -> None:
    """As `replace_bytes`, in UTF-8."""
    replace_bytes(file, text.encode())


def replace_bytes(file: Path, content: bytes) -> None:
    """Put something in the place of a file: whoever reads it finds the old one or the new one, whole.

    Raises:
        OSError: it cannot be written; the old file is still there.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.{os.getpid()}.tmp")
    try:
        draft.write_bytes(content)
        os.replace(draft, file)
    except OSError:
        with_no_trace(draft)
        raise


def with_no_trace(file: Path) -> None:
    """Remove a file if it is there and can be removed."""
    try:
        file.unlink(missing_ok=True)
    except OSError:
        return


def set_aside(file: Path) -> Path | None:
    """Give a file that makes no sense a name under which nothing overwrites it; None if it cannot be."""
    for number in range(1, 1000):
        aside = file.with_name(f"{file.stem}.corrupt-{number}{file.suffix}")
        try:
            # A link never takes the place of a file that is there, as a rename would.
            os.link(file, aside)
        except FileExistsError:
            continue
        except OSError:
            return _renamed(file, aside)
        with_no_trace(file)
        return aside
    return None


def _renamed(file: Path, aside: Path) -> Path | None:
    """For file systems without links."""
    if aside.exists():
        return None
    try:
        os.rename(file, aside)
    except OSError:
        return None
    return aside


def reason(error: OSError) -> str:
    """Why the system refused, in its own words, with a small first letter."""
    text = error.strerror or "no reason given"
    return text[:1].lower() + text[1:]
