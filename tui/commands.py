"""The commands after the game's name. Those without a screen import none; what they do lives in `levels`.

A headless command calls one function of `levels` with what was asked and two streams, and exits with the
number it returns: 0 well, 1 the answer is no, 2 unreadable input.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from tui.game import NAME, Complaint, play_game


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
    return 0 if context.invoked_subcommand else play_game()


@commands.command()
@click.argument("level", required=False)
@click.option("--plain", is_flag=True, help="Numbered choices line by line; for pipes and screen readers.")
@click.option("--student", default="", metavar="ID", help="Whose play it is, for the transcript.")
@click.option("--scenario", metavar="FILE", help="A scenario file, opened in the war room.")
def play(level: str | None, plain: bool, student: str, scenario: str | None) -> int:
    """Play one LEVEL: an id, a file, or `lesson` for the first lesson."""
    if level is not None and scenario is not None:
        raise click.UsageError("name a level or a scenario, not both")
    return play_game(level, plain=plain, student=student, scenario=scenario)


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
    from levels.catalogue import list_protocols
    from levels.simulate import simulate_files

    if listing:
        return list_protocols(as_json=as_json, out=sys.stdout, err=sys.stderr)
    return simulate_files(files, as_json=as_json, out=sys.stdout, err=sys.stderr)


@commands.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--json", "as_json", is_flag=True, help="One object for each piece of evidence.")
def verify(files: tuple[str, ...], as_json: bool) -> int:
    """Check evidence: two contradictory orders under one seal, as `simulate --json` prints it."""
    from levels.verifying import verify_files

    return verify_files(files, as_json=as_json, out=sys.stdout, err=sys.stderr)


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
@click.option("--svg", "folder", metavar="DIR", help="Draw each step: 001.svg, 002.svg, ... in this folder.")
def replay(transcript: str, as_json: bool, folder: str | None) -> int:
    """Re-execute a TRANSCRIPT: outcome, stars, and the first difference if it diverges."""
    from levels.replay import moments, replay_file

    code = replay_file(transcript, as_json=as_json, out=sys.stdout, err=sys.stderr)
    if folder is not None and code < 2:
        from levels.text import clean
        from tui.pictures import draw_play

        count = draw_play(moments(transcript), Path(folder))
        if not as_json:
            click.echo(f"{count} picture{'' if count == 1 else 's'} in {clean(folder)}")
    return code


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


def run_command(arguments: Sequence[str] | None) -> int:
    """Reads a command line, runs its command and gives the exit code.

    Raises:
        Complaint: the line makes no sense, or the command cannot do it.
        KeyboardInterrupt: it was broken off.
    """
    try:
        code = commands.main(args=arguments, prog_name=NAME, standalone_mode=False)
    except click.exceptions.Exit as left:
        return left.exit_code
    except click.Abort:
        raise KeyboardInterrupt from None
    except SystemExit:
        # It leaves so only where whoever read has gone.
        raise BrokenPipeError from None
    except click.ClickException as wrong:
        raise Complaint(wrong.format_message()) from None
    return code if isinstance(code, int) else 0
