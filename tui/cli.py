"""The command line. Commands without a screen import none; what they do lives in `levels`.

A headless command calls one function of `levels` with what was asked and two streams, and exits with the
number it returns: 0 well, 1 the answer is no, 2 unreadable input.
"""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

NAME = "strategikon"
INTERRUPTED = 130


class Complaint(click.ClickException):
    """One sentence on stderr, exit 2."""

    exit_code = 2


@click.group(
    name=NAME,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(None, "--version", package_name=NAME, prog_name=NAME)
@click.pass_context
def commands(context: click.Context) -> int:
    """A game about agreement among generals who cannot trust each other, or the road between them.

    Without a command the game begins.
    """
    return 0 if context.invoked_subcommand else _play(None, plain=False, student="")


@commands.command()
@click.argument("level", required=False)
@click.option("--plain", is_flag=True, help="Numbered choices line by line; for pipes and screen readers.")
@click.option("--student", default="", metavar="ID", help="Whose play it is, for the transcript.")
def play(level: str | None, plain: bool, student: str) -> int:
    """Play one LEVEL: an id, a file, or `lesson` for the first lesson."""
    return _play(level, plain=plain, student=student)


@commands.command()
@click.option("--answers", is_flag=True, help="For lecturers: also what is expected, and par.")
@click.option("--json", "as_json", is_flag=True, help="One object a line.")
def levels(answers: bool, as_json: bool) -> int:
    """List the campaign."""
    from levels.listing import list_levels

    return list_levels(answers=answers, as_json=as_json, out=sys.stdout, err=sys.stderr)


@commands.command()
@click.argument("files", nargs=-1, metavar="FILE...")
@click.option("--json", "as_json", is_flag=True, help="One object a line, in the order of the files.")
@click.option("--list", "listing", is_flag=True, help="Name the protocols and their parameters.")
def simulate(files: tuple[str, ...], as_json: bool, listing: bool) -> int:
    """Run scenarios without a player."""
    if not files and not listing:
        raise click.UsageError("name a scenario file, or --list")
    from levels.simulate import list_protocols, simulate_files

    if listing:
        return list_protocols(as_json=as_json, out=sys.stdout, err=sys.stderr)
    return simulate_files(files, as_json=as_json, out=sys.stdout, err=sys.stderr)


@commands.command()
@click.argument("files", nargs=-1, required=True, metavar="LEVEL-or-FILE...")
@click.option("--json", "as_json", is_flag=True, help="One object a stage, one a line.")
def solve(files: tuple[str, ...], as_json: bool) -> int:
    """Ask the oracle: impossible, or par and a line of play that reaches it."""
    from levels.solving import solve_files

    return solve_files(files, as_json=as_json, out=sys.stdout, err=sys.stderr)


@commands.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--format", "style", type=click.Choice(["text", "json", "github"]), default="text")
@click.option("--fix", is_flag=True, help="Write the proved par into the files.")
def check(paths: tuple[str, ...], style: str, fix: bool) -> int:
    """Check level files: all errors with line and column, then what the levels say of themselves."""
    from levels.certify import check_paths

    return check_paths(paths, style=style, fix=fix, out=sys.stdout, err=sys.stderr)


@commands.command()
@click.argument("transcript")
@click.option("--json", "as_json", is_flag=True, help="One object.")
def replay(transcript: str, as_json: bool) -> int:
    """Re-execute a TRANSCRIPT: outcome, stars, and the first difference if it diverges."""
    from levels.replay import replay_file

    return replay_file(transcript, as_json=as_json, out=sys.stdout, err=sys.stderr)


@commands.command()
@click.argument("ids", nargs=-1, required=True, metavar="LEVEL...")
@click.option("-o", "--output", required=True, metavar="FILE", help="The file to hand in.")
def export(ids: tuple[str, ...], output: str) -> int:
    """Put the best transcripts of these levels into one file."""
    from levels.export import export_levels

    return export_levels(ids, output, out=sys.stdout, err=sys.stderr)


@commands.command()
@click.argument("id")
def new(id: str) -> int:
    """Write a template for a level with this ID, into ID.toml."""
    from levels.template import write_template

    return write_template(id, out=sys.stdout, err=sys.stderr)


@commands.command()
def schema() -> int:
    """Print the JSON Schema of level files, for editors."""
    import json

    from levels.schema import schema as level_schema

    click.echo(json.dumps(level_schema(), indent=2, ensure_ascii=False))
    return 0


@commands.command()
@click.option("--json", "as_json", is_flag=True, help="One object a level.")
def selftest(as_json: bool) -> int:
    """Play every shipped level's reference through the engine; a line a level."""
    from levels.certify import selftest as run_selftest

    return run_selftest(as_json=as_json, out=sys.stdout, err=sys.stderr)


def no_terminal() -> bool:
    """Whether there is no terminal that a screen could be drawn on."""
    streams = (sys.stdin, sys.stdout)
    if any(stream is None or stream.closed or not stream.isatty() for stream in streams):
        return True
    return os.environ.get("TERM", "") == "dumb"


def _play(name: str | None, *, plain: bool, student: str) -> int:
    """The game: on the screen, or line by line."""
    from levels import packs
    from levels.progress import Home

    home = Home.default()
    pack = packs.shipped()
    level = _level(name, pack) if name is not None and name != "lesson" else None
    if plain or no_terminal():
        return _play_plainly(name, level, home, pack, student)

    from tui.app import StrategikonApp
    from tui.glyphs import speaks_unicode

    StrategikonApp(
        home=home,
        pack=pack,
        start="lesson" if name == "lesson" else None,
        level=level,
        lesson=tuple(id for id in packs.LESSON if id in pack.ids),
        ascii=None if speaks_unicode(os.environ) else True,
        student=student,
    ).run()
    return 0


def _level(name: str, pack: Any) -> Any:
    """A level by its id, or from its file.

    Raises:
        Complaint: there is neither.
    """
    from levels import packs

    if name in pack.ids:
        return pack.level(name)
    if name.endswith(".toml") or os.sep in name or Path(name).is_file():
        return packs.load(name)
    from difflib import get_close_matches

    near = get_close_matches(name, pack.ids, n=1)
    raise Complaint(f"there is no level “{name}”" + (f"; did you mean {near[0]}?" if near else ""))


def _play_plainly(name: str | None, level: Any, home: Any, pack: Any, student: str) -> int:
    from levels import matches, packs
    from tui.naming import chapter_name
    from tui.plain import Ended, PlainGame, campaign

    game = PlainGame(sys.stdin, sys.stdout, matches.Refused)
    if home.warning:
        print(home.warning, file=sys.stderr)
    try:
        if level is not None:
            game.play(
                matches.open_match(level, student=student, home=home, chapter=chapter_name(pack, level.id))
            )
        else:
            lesson = [id for id in packs.LESSON if id in pack.ids]
            campaign(game, matches, home, pack, student, lesson if name == "lesson" else None)
    except Ended:
        print("The play is kept.")
    return 0


def _line(error: BaseException) -> str:
    """An error in one line."""
    text = error.format_message() if isinstance(error, click.ClickException) else str(error)
    return " ".join(text.split()) or type(error).__name__


def run(arguments: Sequence[str] | None = None) -> int:
    """Runs a command line and gives its exit code. Never raises."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        code = commands.main(args=arguments, prog_name=NAME, standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except click.exceptions.Exit as left:
        return left.exit_code
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read has gone; the interpreter must not try to flush again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 0
    except Exception as error:
        return _complain(error)


def _complain(error: Exception) -> int:
    from levels.errors import LevelErrors

    if isinstance(error, LevelErrors):
        lines = [str(each) for each in error.errors]
    elif isinstance(error, OSError) and error.filename is not None:
        lines = [f"{error.filename}: {(error.strerror or 'cannot be read').lower()}"]
    elif isinstance(error, click.ClickException):
        lines = [_line(error)]
    else:
        lines = [f"something went wrong ({type(error).__name__}): {_line(error)}"]
    for line in lines:
        print(f"{NAME}: {line}" if not isinstance(error, LevelErrors) else line, file=sys.stderr)
    return 2


def main() -> None:
    """The command `strategikon`."""
    sys.exit(run())


if __name__ == "__main__":
    main()
