"""`strategikon solve`: the oracle's verdict on levels, and on scenarios with a goal and no player."""

import json
from collections.abc import Iterator, Sequence
from typing import Any, TextIO

from engine.machine import Timing
from levels import packs
from levels.errors import LevelErrors, whole_file
from levels.parts import Player
from levels.playing import Playing
from levels.scenarios import ScenarioFile, read_scenario
from levels.schema import Stage
from levels.solve import Solution, amount, timed
from levels.source import read_source
from levels.text import clean


def playing_of(file: ScenarioFile) -> Playing:
    """A scenario with a goal, played by whoever may misbehave and is not cast, all together.

    Seals are symbolic: a search makes too many.

    Raises:
        LevelErrors: there is no goal, or nobody may misbehave.
    """
    scenario = file.scenario
    if file.goal is None:
        raise LevelErrors([whole_file(file.file, "there is nothing to solve: a [goal] table is missing")])
    traitors = tuple(p for p in scenario.traitors if f"traitor:{p}" not in file.cast)
    owners = {f"traitor:{p}" for p in traitors}
    if scenario.about_loss or ("network" not in file.cast and (scenario.captures or scenario.network.meddles)):
        owners.add("network")
    scheduled = scenario.machine.timing is Timing.ASYNC or scenario.crashes > 0
    if scheduled and "scheduler" not in file.cast:
        owners.add("scheduler")
    if not owners:
        raise LevelErrors([whole_file(file.file, "there is nobody to play: every general is loyal")])
    if scenario.about_loss:
        player = Player(role="city")
    else:
        player = Player(role="traitor", seats=traitors) if traitors else Player(role="scheduler")
    cast = {owner: entry for owner, entry in file.cast.items() if owner != "traitor" and owner not in owners}
    stage = Stage.model_construct(
        scenario=scenario.symbolic,
        player=player,
        goal=file.goal,
        cast=cast,
        task=None,
        claim=None,
        reference=None,
    )
    playing = Playing(stage)
    playing.owners = frozenset(owners)
    return playing


def plays_of(name: str) -> Iterator[tuple[Playing, int]]:
    """What there is to solve in a level's id, a level file or a scenario file, numbered from 1.

    Raises:
        LevelErrors: what is wrong with the file.
    """
    pack = packs.shipped()
    if name in pack.ids:
        level = pack.level(name)
    else:
        data = read_source(name).data
        if "format" not in data and "id" not in data and "scenario" in data:
            yield playing_of(read_scenario(name)), 1
            return
        level = packs.load(name)
    yield from ((Playing(stage), number) for number, stage in enumerate(level.stages, 1))


def record(file: str, number: int, solution: Solution, seconds: float) -> dict[str, Any]:
    """A verdict as `--json` prints it."""
    return {
        "file": clean(file),
        "stage": number,
        "verdict": solution.verdict,
        "measure": solution.measure,
        "par": solution.par,
        "line": [
            {"owner": p.owner, "subject": p.subject, "pick": p.pick, "cost": p.cost} for p in solution.line
        ],
        "because": {"rule": solution.because.rule, "text": solution.because.text},
        "states": solution.states,
        "seconds": round(seconds, 6),
    }


def text(file: str, number: int, solution: Solution) -> str:
    """A verdict in a few lines."""
    par = f", par {amount(solution.par, solution.measure)}" if solution.par is not None else ""
    lines = [f"{clean(file)}, stage {number}: {solution.verdict}{par}", f"  {solution.because.text}"]
    lines += [f"  {pick.subject}: {pick.pick}" for pick in solution.line]
    lines += [f"  {line}" for line in solution.proof if line != solution.because.text]
    return "\n".join(lines)


def solve_files(names: Sequence[str], *, as_json: bool = False, out: TextIO, err: TextIO) -> int:
    """Exit 0 if all are decided, 1 if any is unknown, 2 if a file cannot be read."""
    code = 0
    for name in names:
        try:
            for playing, number in plays_of(name):
                solution, seconds = timed(playing)
                if solution.verdict == "unknown":
                    code = max(code, 1)
                if as_json:
                    print(json.dumps(record(name, number, solution, seconds), ensure_ascii=False), file=out)
                else:
                    print(text(name, number, solution), file=out)
        except (LevelErrors, ValueError) as error:
            code = 2
            if as_json:
                first = str(error.errors[0]) if isinstance(error, LevelErrors) else str(error)
                print(json.dumps({"file": clean(name), "error": first}, ensure_ascii=False), file=out)
            else:
                lines = error.errors if isinstance(error, LevelErrors) else (f"{clean(name)}: {error}",)
                print(*lines, sep="\n", file=err)
    return code
