"""Proves what a level says of itself: its verdict, its par, its reference, its bet and its question."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from engine.script import Impossible
from levels import packs
from levels.errors import LevelErrors
from levels.files import reason, replace_bytes
from levels.match import Match, Refused
from levels.reference import NoReference, claim_number, follow
from levels.schema import Level
from levels.solve import Solution, amount
from levels.source import Source, read_source
from levels.stars import stars


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a level says of itself and that is not so.

    `path` is where in the file it stands; `par` is the proved par where that is all there is to mend.
    """

    path: tuple[str | int, ...]
    message: str
    par: int | None = None


@dataclass(frozen=True, slots=True)
class Certificate:
    """What was found out about a level.

    Attributes:
        findings: what is not so; () for a level that may ship.
        verdicts: the oracle's answer for each stage.
        stars: how many stars the reference earns; 0 if it does not win.
    """

    findings: tuple[Finding, ...]
    verdicts: tuple[Solution, ...]
    stars: int


def certify(level: Level) -> Certificate:
    """Check a level that was read: expect and par against the oracle, the reference by playing it."""
    findings: list[Finding] = []
    verdicts: list[Solution] = []
    earned = 0
    try:
        earned = _play(level, Match(level), verdicts, findings)
    except Impossible as reason:
        findings.append(Finding(("cast",), f"a script asks for what cannot happen: {reason}"))
    return Certificate(tuple(findings), tuple(verdicts), earned)


def _play(level: Level, match: Match, verdicts: list[Solution], findings: list[Finding]) -> int:
    """Ask the oracle about each stage and play the references; how many stars they earn."""
    for number, stage in enumerate(level.stages):
        top: tuple[str | int, ...] = ("stage", number) if _staged(level) else ()
        solution = match.solution_of(number)
        verdicts.append(solution)
        findings += _goal(stage.goal, solution, (*top, "goal"))
        if stage.claim is not None and stage.reference is not None and stage.reference.claim is not None:
            findings += _number(level, number, (*top, "reference", "number"))
    earned = 0
    try:
        follow(match)
        earned = sum(star.earned for star in stars(match))
        if match.status != "won":
            said = match.feedback or match.playing.judge(match.run).why
            findings.append(Finding(("reference",), f"the reference does not win: {said}"))
        elif earned < 3:
            missing = next(star for star in stars(match) if not star.earned)
            findings.append(Finding(("reference",), f"the reference misses a star: {missing.why}"))
    except (Refused, NoReference) as reason:
        findings.append(Finding(("reference",), f"the reference cannot be played: {reason}"))
    return earned


def _staged(level: Level) -> bool:
    return len(level.stages) > 1


def _goal(goal: Any, solution: Solution, path: tuple[str | int, ...]) -> list[Finding]:
    if solution.verdict == "vacuous":
        return [Finding(path, "the goal cannot be stated here: " + solution.because.text)]
    if solution.verdict == "unknown":
        return [Finding(path, "the oracle gave up: " + solution.because.text)]
    if solution.verdict != goal.expect:
        message = f"the oracle says {solution.verdict}: {solution.because.text}"
        return [Finding((*path, "expect"), message)]
    if solution.par != goal.par:
        said = "no par" if goal.par is None else f"par {goal.par}"
        message = f"{said} is said; the oracle proves {solution.par}"
        return [Finding((*path, "par"), message, solution.par)]
    return []


def _number(level: Level, stage: int, path: tuple[str | int, ...]) -> list[Finding]:
    match = Match(level)
    match.stage = stage
    right, reference = claim_number(match), level.stages[stage].reference
    assert reference is not None
    if reference.number != right:
        return [Finding(path, f"the answer to the claim's question is {right}, not {reference.number}")]
    return []


# The command.


def check_paths(
    paths: Sequence[str], *, style: str = "text", fix: bool = False, out: TextIO, err: TextIO
) -> int:
    """`strategikon check`: files or folders of them. Exit 0 if all hold, 1 if something does not, 2 if
    something cannot be read as a level."""
    code = 0
    for file in _files(paths):
        try:
            source = read_source(file)
            level = packs.load(file)
        except LevelErrors as errors:
            code = 2
            for error in errors.errors:
                _say(style, error.file, error.line, error.column, error.message, error.shown(), out, err)
            continue
        certificate = certify(level)
        try:
            if fix and _mend(source, certificate.findings):
                source, level = read_source(file), packs.load(file)
                certificate = certify(level)
        except OSError as error:
            print(f"{file}: cannot be mended: {reason(error)}; it is as it was", file=err)
            code = 2
        for finding in certificate.findings:
            code = max(code, 1)
            place = source.positions.key(finding.path)
            shown = f"{file}:{place.line}:{place.column}: {finding.message}"
            _say(style, str(file), place.line, place.column, finding.message, shown, out, err)
        if not certificate.findings:
            _hold(style, str(file), level, certificate, out)
    return code


def _files(paths: Sequence[str]) -> list[str]:
    files: list[str] = []
    for path in paths:
        folder = Path(path)
        if folder.is_dir():
            found = sorted(p for p in folder.rglob("*.toml") if p.name != packs.CHAPTER_FILE)
            # An empty folder is read as a file, so that the complaint is one sentence.
            files += [str(p) for p in found] or [path]
        else:
            files.append(path)
    return files


def _say(
    style: str, file: str, line: int, column: int, message: str, shown: str, out: TextIO, err: TextIO
) -> None:
    if style == "json":
        record = {"file": file, "line": line, "column": column, "error": message}
        print(json.dumps(record, ensure_ascii=False), file=out)
    elif style == "github":
        text = message.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
        print(f"::error file={file},line={line},col={column}::{text}", file=out)
    else:
        print(shown, file=err)


def _hold(style: str, file: str, level: Level, certificate: Certificate, out: TextIO) -> None:
    verdicts = []
    for solution in certificate.verdicts:
        par = f", par {amount(solution.par, solution.measure)}" if solution.par is not None else ""
        verdicts.append(solution.verdict + par)
    if style == "json":
        pars = [solution.par for solution in certificate.verdicts]
        record = {
            "file": file,
            "id": level.id,
            "verdicts": [solution.verdict for solution in certificate.verdicts],
            "par": pars,
            "stars": certificate.stars,
        }
        print(json.dumps(record, ensure_ascii=False), file=out)
    elif style == "text":
        print(f"{file}: {level.id} holds: {'; '.join(verdicts)}", file=out)


_MEASURE = re.compile(r"^(\s*(?:[\w.\"-]+\.)?)measure\s*=")


def _mend(source: Source, findings: Sequence[Finding]) -> bool:
    """Write the proved pars into the file. Only the number changes, or one line is added.

    What cannot be mended so (a goal in an inline table) is left as it is, and so is every other byte.
    """
    changes = [f for f in findings if f.path[-1] == "par" and f.par is not None]
    if not changes:
        return False
    raw = Path(source.file).read_bytes()
    mark = b"\xef\xbb\xbf" if raw.startswith(b"\xef\xbb\xbf") else b""
    ending = "\r\n" if b"\r\n" in raw else "\n"
    lines = source.text.split("\n")
    # From the bottom up, so that an added line moves no place that is still to be mended.
    for finding in sorted(changes, key=lambda f: -source.positions.key(f.path).line):
        if finding.path in source.positions.values:
            place = source.positions.values[finding.path]
            row = lines[place.line - 1]
            rest = re.sub(r"^[+-]?[0-9a-zA-Z_]+", "", row[place.column - 1 :])
            lines[place.line - 1] = f"{row[: place.column - 1]}{finding.par}{rest}"
        else:
            place = source.positions.key((*finding.path[:-1], "measure"))
            before = _MEASURE.match(lines[place.line - 1])
            if before:
                lines.insert(place.line, f"{before[1]}par = {finding.par}")
    text = "\n".join(lines)
    try:
        packs.loads(text, source.file)
    except LevelErrors:
        return False
    replace_bytes(Path(source.file), mark + text.replace("\n", ending).encode())
    return True


def selftest(*, as_json: bool = False, out: TextIO, err: TextIO) -> int:
    """`strategikon selftest`: every shipped level's reference through the engine, a line a level."""
    code = 0
    pack = packs.shipped()
    for id in pack.ids:
        certificate = certify(pack.level(id))
        ok = not certificate.findings
        code = code if ok else 1
        if as_json:
            problems = [finding.message for finding in certificate.findings]
            record = {"id": id, "holds": ok, "stars": certificate.stars, "findings": problems}
            print(json.dumps(record, ensure_ascii=False), file=out)
        else:
            print(f"{'ok  ' if ok else 'FAIL'} {id}: {certificate.stars} of 3 stars", file=out)
            for finding in certificate.findings:
                print(f"     {finding.message}", file=out)
    return code
