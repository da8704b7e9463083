"""`strategikon simulate`: scenarios without a player, run to the end and reported."""

import json
import os
from collections.abc import Iterator, Sequence
from typing import Final, TextIO

from engine.agents import Seeded, agent_for
from engine.configuration import Choice, Configuration
from engine.machine import Timing
from engine.play import briefed
from engine.run import Run
from engine.script import Impossible, Script
from levels.casting import agents
from levels.checks import Fault, listed
from levels.errors import LevelErrors
from levels.reports import Record, count, record, told
from levels.scenario import build
from levels.scenarios import ScenarioFile, read_scenario
from levels.source import read_source
from levels.text import clean

MOST_STEPS: Final = 10_000
"""Where there are no rounds, so many picks of the scheduler at most."""

MOST_OPTIONS: Final = 1_500_000
"""Where there are no rounds, so many options are weighed at most: with thousands of letters on the road a
pick of the scheduler takes long."""


def simulate(path: str | os.PathLike[str]) -> Record:
    """Run the scenario in a file, all traitors' costs counted, and report it as `--json` prints it.

    `decisions` are null for traitors and the crashed; keys are process numbers as text. `messages.packets`
    counts what one process sends another in one round as one. `vectors` (interactive consistency only)
    lists, for each loyal general in the order of their numbers, the orders that he holds.

    Raises:
        LevelErrors: the file cannot be read, or asks for what cannot be.
    """
    file, run = finished(path)
    return record(os.fspath(path), file.scenario.protocol, run)


def finished(path: str | os.PathLike[str]) -> tuple[ScenarioFile, Run[Configuration]]:
    """The scenario in a file and its whole run, everybody answering by the file's cast.

    Where there are no rounds a run may have no end: after `MOST_STEPS` picks of the scheduler it is left, or
    after `MOST_OPTIONS` options among which all picks were made.

    Raises:
        LevelErrors: as `simulate`.
    """
    file = read_scenario(path)
    faults = list(_unplayable(file))
    if faults:
        raise refused(path, faults)
    cast = {"nature": Seeded(file.scenario.seed), **agents(file.cast, file.scenario.seed)}
    model = briefed(build(file.scenario, cast=file.cast), cast)
    run: Run[Configuration] = Run(model)
    weighed, endless = 0, model.machine.timing is Timing.ASYNC
    while (choice := run.pending) is not None and run.now.steps < MOST_STEPS:
        weighed += len(choice.options)
        if endless and weighed > MOST_OPTIONS:
            break
        try:
            run.extend(agent_for(cast, choice.owner).pick(run, choice))
        except Impossible as error:
            raise refused(path, [Fault(("cast", _entry(file, choice.owner)), str(error), key=True)]) from None
    for owner, agent in cast.items():
        try:
            if isinstance(agent, Script):
                agent.finish(run)
        except Impossible as error:
            raise refused(path, [Fault(("cast", owner), str(error), key=True)]) from None
    unasked = list(_unasked(file, run))
    if unasked:
        raise refused(path, unasked)
    return file, run


def _entry(file: ScenarioFile, owner: str) -> str:
    """The entry of the cast that answers for an owner."""
    return owner if owner in file.cast else owner.partition(":")[0]


def refused(path: str | os.PathLike[str], faults: Sequence[Fault]) -> LevelErrors:
    """The faults of a file at their lines and columns."""
    return LevelErrors(read_source(path).errors(faults))


def _unplayable(file: ScenarioFile) -> Iterator[Fault]:
    """What is well written and still cannot be run, or would never be asked for."""
    scenario = file.scenario
    for owner, entry in file.cast.items():
        for part in ("says", "utters"):
            for i, line in enumerate(getattr(entry, part)):
                his = f"traitor:{line.general}"
                if owner != his and (his in file.cast or owner != "traitor"):
                    who = f'[cast."{his}"]' if his in file.cast else "[cast.traitor]"
                    message = f"{who} speaks for general {line.general}"
                    yield Fault(("cast", owner, part, i, "general"), message)
        if entry.agent == "oracle":
            message = f"the oracle cannot play the {owner} yet; a script, a seed or a habit can"
            yield Fault(("cast", owner, "agent"), message)
        for i, row in enumerate(entry.crash):
            place = ("cast", owner, "crash", i)
            if row.round > scenario.machine.rounds:
                yield Fault((*place, "round"), f"there are only {scenario.machine.rounds} rounds")
            if row.general in scenario.traitors:
                yield Fault((*place, "general"), f"general {row.general} is a traitor; the loyal crash")
            if row.general in [other.general for other in entry.crash[:i]]:
                yield Fault((*place, "general"), f"general {row.general} crashes twice")
        if len(entry.crash) > scenario.crashes:
            message = f"{len(entry.crash)} crash here, but [scenario] has crashes = {scenario.crashes}"
            yield Fault(("cast", owner, "crash"), message, key=True)


def _unasked(file: ScenarioFile, run: Run[Configuration]) -> Iterator[Fault]:
    """Lines of scripts for which the run had no place: their authors meant something else."""
    asked: dict[tuple[int, int], list[Choice]] = {}
    for choice in run.choices:
        if choice.subject.kind == "word":
            asked.setdefault((choice.subject.process, choice.subject.receiver), []).append(choice)
    for owner, entry in file.cast.items():
        for i, line in enumerate(entry.says):
            if line.words is None:
                continue
            fitting = [
                choice
                for choice in asked.get((line.general, line.to), [])
                if (line.heard is None or line.heard == choice.subject.path)
                and (line.round is None or line.round == choice.subject.round)
            ]
            row = ("cast", owner, "says", i)
            if not fitting:
                yield Fault(row, f"general {line.general} has nothing to tell {line.to} there, in this run")
            elif all(choice.index(line.words) is None for choice in fitting):
                can = listed([f"“{option.label}”" for option in fitting[0].options], "or")
                name = "order" if line.order is not None else "says"
                yield Fault((*row, name), f"general {line.general} cannot say this there; he can say {can}")
        if len(entry.steps) > run.now.steps:
            message = f"this step never comes: all is over after {count(run.now.steps, 'step')}"
            yield Fault(("cast", owner, "steps", run.now.steps), message)
        said = [
            (choice.subject.process, choice.options[pick].label)
            for choice, pick in zip(run.choices, run.picks, strict=True)
            if choice.subject.kind == "utterance" and entry.utters
        ]
        for i, utter in enumerate(entry.utters):
            words = (utter.general, f"{utter.says} to {file.scenario.machine.names[utter.to]}")
            if words not in said:
                yield Fault(("cast", owner, "utters", i), "all is over before this can be said")
            else:
                said.remove(words)


def text(path: str | os.PathLike[str]) -> str:
    """The run of the scenario in a file, told in a few lines.

    Raises:
        LevelErrors: as `simulate`.
    """
    file, run = finished(path)
    return told(record(os.fspath(path), file.scenario.protocol, run), run)


def simulate_files(names: Sequence[str], *, as_json: bool = False, out: TextIO, err: TextIO) -> int:
    """Run each file in order. Exit 0 whatever the properties say; 2 if a file could not be read."""
    code = 0
    for name in names:
        try:
            if as_json:
                print(json.dumps(simulate(name), ensure_ascii=False), file=out)
            else:
                print(text(name), file=out)
        except LevelErrors as errors:
            code = 2
            lines = [str(error) for error in errors.errors]
            if as_json:
                refusal = {"file": clean(name), "error": "\n".join(lines)}
                print(json.dumps(refusal, ensure_ascii=False), file=out)
            for line in lines:
                print(line, file=err)
    return code
