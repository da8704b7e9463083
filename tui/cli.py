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
    if sys.stdout is None:
        return _complain(Complaint("there is nothing to write to: the standard output is closed"))
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
        _drop_output()
        return 0
    except Exception as error:
        code = _complain(error)
        try:
            sys.stdout.flush()
        except OSError:
            _drop_output()
        return code


def _drop_output() -> None:
    """Nothing more can be written: the interpreter must not try to flush again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _run(arguments: Sequence[str] | None) -> int:
    if not (sys.argv[1:] if arguments is None else arguments):
        return play_game()
    from tui.commands import run_command

    return run_command(arguments)


def _complain(error: Exception) -> int:
    from levels.errors import LevelErrors
    from levels.text import clean

    said = clean(" ".join(str(error).split()), 400) or type(error).__name__
    if isinstance(error, LevelErrors):
        lines = [str(each) for each in error.errors]
    elif isinstance(error, OSError) and error.filename is not None:
        lines = [f"{clean(str(error.filename))}: {(error.strerror or 'cannot be read').lower()}"]
    elif isinstance(error, OSError):
        lines = [f"what there is to say cannot be written: {(error.strerror or said).lower()}"]
    elif isinstance(error, Complaint):
        lines = [said]
    else:
        lines = [f"something went wrong ({type(error).__name__}): {said}"]
    if sys.stderr is None:
        return 2
    for line in lines:
        print(f"{NAME}: {line}" if not isinstance(error, LevelErrors) else line, file=sys.stderr)
    return 2


def main() -> None:
    """The command `strategikon`."""
    sys.exit(run())


if __name__ == "__main__":
    main()
