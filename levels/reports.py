"""What there is to say of a finished run: as data, and in a few lines."""

from collections.abc import Mapping
from typing import Any, Final

from engine.configuration import Configuration
from engine.machine import Timing
from engine.model import Model
from engine.properties import camps, named
from engine.run import Run
from levels.text import clean

Record = dict[str, Any]


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
        "decisions": {
            str(p): plain(decision) if p in loyal else None for p, decision in enumerate(now.decisions)
        },
        "rounds": sum(entry.kind == "round" for entry in run.journal),
    }
    if model.machine.timing is Timing.ASYNC:
        found["steps"] = now.steps
    if waits(model):
        found["ticks"] = now.ticks
    if run.pending is not None:
        found["stopped"] = f"after {now.steps:,} steps"
    found |= {"messages": _messages(run), "spent": spent, "properties": {}}
    for name in model.machine.reported():
        verdict = named(model, name).judge(model, now)
        found["properties"][name] = {"holds": verdict.holds, "why": verdict.why}
    return found | {name: plain(value) for name, value in model.machine.report(model, now).items()}


def waits(model: Model) -> bool:
    """Whether letters wait where a road is full, so that a round takes several ticks."""
    roads = model.faults.roads
    return roads.capacity is not None and roads.overflow == "waits"


def plain(value: Any) -> Any:
    """A value as JSON has it: what is no text, number, list or table is told in its own words."""
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, set | frozenset):
        return sorted((plain(item) for item in value), key=str)
    return str(value)


_LOST: Final = ("lost", "unpaid", "late", "rewritten", "replayed")
"""What else can happen to letters; told where it happens."""


def _messages(run: Run[Configuration]) -> dict[str, Any]:
    """What became of the messages. Without rounds there is no count by round, and no two share a packet
    unless they were sent in one step."""
    kinds = [entry.kind for entry in run.journal]
    sent = [entry for entry in run.journal if entry.kind == "sent"]
    by_round = [0] * kinds.count("round")
    for entry in sent:
        if by_round:
            by_round[max(entry.round, 1) - 1] += 1
    return {
        "sent": len(sent),
        "delivered": kinds.count("delivered"),
        "captured": kinds.count("captured"),
        **{kind: kinds.count(kind) for kind in _LOST if kind in kinds},
        "packets": len({(entry.round, entry.process, entry.peer) for entry in sent}),
        "by_round": by_round,
    }


def told(found: Record, run: Run[Configuration]) -> str:
    """The record of a run in a few lines."""
    model, now = run.model, run.now
    assert isinstance(model, Model)
    sent = found["messages"]
    by_round = f" ({' + '.join(str(count) for count in sent['by_round']) or '0'})"
    steps = found.get("steps")
    lasted = count(found["rounds"], "round") if steps is None else count(steps, "step")
    lasted += f" in {count(found['ticks'], 'tick')}" if "ticks" in found else ""
    others = "".join(f", {sent[kind]} {kind}" for kind in _LOST if kind in sent)
    lines = [f"{clean(found['file'])}: {found['protocol']}"]
    if _decides(model, now):
        lines.append(f"  {camps(model, now, model.loyal(now)) or 'nobody is loyal and up'}")
    lines.append(
        f"  {lasted}, {count(sent['sent'], 'message')}{by_round if steps is None else ''},"
        f" {sent['delivered']} delivered, {sent['captured']} captured{others},"
        f" {count(sent['packets'], 'packet')}"
    )
    if "stopped" in found:
        lines.append(f"  stopped {found['stopped']}: it may have no end")
    paid = {measure: cost for measure, cost in found["spent"].items() if cost and measure != "steps"}
    spent = ", ".join(_paid(cost, measure) for measure, cost in paid.items())
    if spent:
        lines.append(f"  {spent}")
    for name, verdict in found["properties"].items():
        broken = "is broken" if named(model, name).kind != "sometimes" else "does not hold"
        lines.append(f"  {name} {'holds' if verdict['holds'] else broken}: {verdict['why']}")
    return "\n".join(lines)


def _decides(model: Model, now: Configuration) -> bool:
    """Whether there is something to say of decisions; services decide nothing."""
    promised = {promise.name for promise in model.machine.properties()}
    return any(value is not None for value in now.decisions) or bool(promised & {"validity", "termination"})


_ONE: Final = {"letters": "letter", "lies": "lie", "captures": "capture", "crashes": "crash", "steps": "step"}


def _paid(cost: int, measure: str) -> str:
    return f"{cost} {_ONE.get(measure, measure) if cost == 1 else measure}"


def count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
