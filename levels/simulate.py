"""`strategikon simulate`: scenarios without a player, run to the end and reported."""

import json
import os
from collections.abc import Iterator, Sequence
from typing import Any, TextIO

from engine.agents import Impossible, play
from engine.configuration import Configuration
from engine.model import Model
from engine.parameters import Parameter
from engine.properties import camps, named
from engine.protocols import PROTOCOLS, TooLarge
from engine.run import Run
from levels.casting import agents
from levels.checks import Fault
from levels.errors import LevelErrors
from levels.scenario import build
from levels.scenarios import ScenarioFile, read_scenario
from levels.source import read_source
from levels.text import clean

Record = dict[str, Any]


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

    Raises:
        LevelErrors: as `simulate`.
    """
    file = read_scenario(path)
    faults = list(_unplayable(file))
    if faults:
        raise refused(path, faults)
    try:
        model = build(file.scenario, cast=file.cast)
        return file, play(model, agents(file.cast, file.scenario.seed))
    except TooLarge as error:
        raise refused(path, [Fault(("scenario", "depth"), str(error))]) from None
    except Impossible as error:
        raise refused(path, [Fault(("cast", "scheduler"), str(error), key=True)]) from None


def refused(path: str | os.PathLike[str], faults: Sequence[Fault]) -> LevelErrors:
    """The faults of a file at their lines and columns."""
    return LevelErrors(read_source(path).errors(faults))


def _unplayable(file: ScenarioFile) -> Iterator[Fault]:
    """What is well written and still cannot be run, or would never be asked for."""
    scenario = file.scenario
    rounds = _rounds(file)
    for owner, entry in file.cast.items():
        for i, line in enumerate(entry.says):
            his = f"traitor:{line.general}"
            if owner != his and (his in file.cast or owner != "traitor"):
                who = f'[cast."{his}"]' if his in file.cast else "[cast.traitor]"
                yield Fault(("cast", owner, "says", i, "general"), f"{who} speaks for general {line.general}")
        if entry.agent == "oracle":
            message = f"the oracle cannot play the {owner} yet; a script, a seed or a habit can"
            yield Fault(("cast", owner, "agent"), message)
        if entry.steps:
            message = f"{scenario.protocol} runs in rounds: crashes are written as crash = [...]"
            yield Fault(("cast", owner, "steps"), message, key=True)
        for i, row in enumerate(entry.crash):
            place = ("cast", owner, "crash", i)
            if rounds is not None and row.round > rounds:
                yield Fault((*place, "round"), f"there are only {rounds} rounds")
            if row.general in scenario.traitors:
                yield Fault((*place, "general"), f"general {row.general} is a traitor; the loyal crash")
            if row.general in [other.general for other in entry.crash[:i]]:
                yield Fault((*place, "general"), f"general {row.general} crashes twice")
        if len(entry.crash) > scenario.crashes:
            message = f"{len(entry.crash)} crash here, but [scenario] has crashes = {scenario.crashes}"
            yield Fault(("cast", owner, "crash"), message, key=True)


def _rounds(file: ScenarioFile) -> int | None:
    """After how many rounds an army has decided; None for two generals, who cannot crash."""
    scenario = file.scenario
    if scenario.depth is None or scenario.about_loss:
        return None
    return min(scenario.depth, max(scenario.processes - 2, 0)) + 1


def record(file: str, protocol: str, run: Run[Configuration]) -> Record:
    """What there is to say of a finished run."""
    model, now = run.model, run.now
    assert isinstance(model, Model)
    loyal = set(model.loyal(now))
    spent: dict[str, int] = dict.fromkeys(model.machine.measures, 0)
    spent.update({measure: cost for measure, cost in run.spent().items() if cost})
    found: Record = {
        "file": clean(file),
        "protocol": protocol,
        "decisions": {str(p): decision if p in loyal else None for p, decision in enumerate(now.decisions)},
        "rounds": sum(entry.kind == "round" for entry in run.journal),
        "messages": _messages(run),
        "spent": spent,
        "properties": {},
    }
    for name in model.machine.reported():
        verdict = named(model, name).judge(model, now)
        found["properties"][name] = {"holds": verdict.holds, "why": verdict.why}
    return found | model.machine.report(model, now)


def _messages(run: Run[Configuration]) -> dict[str, Any]:
    kinds = [entry.kind for entry in run.journal]
    sent = [entry for entry in run.journal if entry.kind == "sent"]
    by_round = [0] * kinds.count("round")
    for entry in sent:
        by_round[entry.round - 1] += 1
    return {
        "sent": len(sent),
        "delivered": kinds.count("delivered"),
        "captured": kinds.count("captured"),
        "packets": len({(entry.round, entry.process, entry.peer) for entry in sent}),
        "by_round": by_round,
    }


def text(path: str | os.PathLike[str]) -> str:
    """The run of the scenario in a file, told in a few lines.

    Raises:
        LevelErrors: as `simulate`.
    """
    file, run = finished(path)
    model, now = run.model, run.now
    assert isinstance(model, Model)
    found = record(os.fspath(path), file.scenario.protocol, run)
    sent = found["messages"]
    by_round = " + ".join(str(count) for count in sent["by_round"])
    lines = [
        f"{clean(found['file'])}: {found['protocol']}",
        f"  {camps(model, now, model.loyal(now)) or 'nobody is loyal and up'}",
        f"  {_count(found['rounds'], 'round')}, {_count(sent['sent'], 'message')} ({by_round or '0'}),"
        f" {sent['delivered']} delivered, {sent['captured']} captured, {_count(sent['packets'], 'packet')}",
    ]
    spent = ", ".join(_paid(cost, measure) for measure, cost in found["spent"].items() if cost)
    if spent:
        lines.append(f"  {spent}")
    for name, verdict in found["properties"].items():
        lines.append(f"  {name} {'holds' if verdict['holds'] else 'is broken'}: {verdict['why']}")
    return "\n".join(lines)


_ONE = {"lies": "lie", "captures": "capture", "crashes": "crash", "steps": "step"}


def _paid(cost: int, measure: str) -> str:
    return f"{cost} {_ONE.get(measure, measure) if cost == 1 else measure}"


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


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
                told = {"file": clean(name), "error": "\n".join(lines)}
                print(json.dumps(told, ensure_ascii=False), file=out)
            for line in lines:
                print(line, file=err)
    return code


def listing() -> list[Record]:
    """The protocols and their parameters, as `--list --json` prints them, one object each."""
    return [
        {
            "protocol": protocol.id,
            "what": protocol.sentence,
            "parameters": [
                {
                    "name": parameter.name,
                    "what": parameter.sentence,
                    "least": parameter.least,
                    "most": parameter.most,
                    "required": parameter.required,
                }
                for parameter in protocol.parameters
            ],
        }
        for protocol in PROTOCOLS.values()
    ]


def list_protocols(*, as_json: bool = False, out: TextIO, err: TextIO) -> int:
    """Name the protocols and their parameters, with units and bounds."""
    for record in listing():
        if as_json:
            print(json.dumps(record, ensure_ascii=False), file=out)
    if not as_json:
        for protocol in PROTOCOLS.values():
            print(f"{protocol.id}\n  {protocol.sentence}", file=out)
            for parameter in protocol.parameters:
                print(f"    {parameter.name:<9} {parameter.sentence}{_bounds(parameter)}", file=out)
    return 0


def _bounds(parameter: Parameter) -> str:
    parts = []
    if parameter.least is not None and parameter.most is not None and parameter.least != parameter.most:
        parts.append(f"{parameter.least} to {parameter.most:,}")
    if parameter.required:
        parts.append(f"or “{parameter.instead}”" if parameter.instead else "required")
    return f" ({', '.join(parts)})" if parts else ""
