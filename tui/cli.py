"""The command line: the game, or one of its commands; an exit code, and at most a line of complaint.

What reads arguments is imported only where there are any: the game begins sooner without it.
"""

import os
import sys
from collections.abc import Sequence

from tui.game import NAME, Complaint, play_game

INTERRUPTED = 130


def run(arguments: Sequence[str] | None = None) -> int:
    """Runs a command line and gives its exit code. Never raises."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        code = _run(arguments)
        sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read has gone; the interpreter must not try to flush again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 0
    except Exception as error:
        return _complain(error)


def _run(arguments: Sequence[str] | None) -> int:
    if not (sys.argv[1:] if arguments is None else arguments):
        return play_game()
    from tui.commands import run_command

    return run_command(arguments)


def _complain(error: Exception) -> int:
    from levels.errors import LevelErrors

    said = " ".join(str(error).split()) or type(error).__name__
    if isinstance(error, LevelErrors):
        lines = [str(each) for each in error.errors]
    elif isinstance(error, OSError) and error.filename is not None:
        lines = [f"{error.filename}: {(error.strerror or 'cannot be read').lower()}"]
    elif isinstance(error, Complaint):
        lines = [said]
    else:
        lines = [f"something went wrong ({type(error).__name__}): {said}"]
    for line in lines:
        print(f"{NAME}: {line}" if not isinstance(error, LevelErrors) else line, file=sys.stderr)
    return 2


def main() -> None:
    """The command `strategikon`."""
    sys.exit(run())


if __name__ == "__main__":
    main()
