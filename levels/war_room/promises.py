"""What a protocol promises, as a run of it stands, and what happened in the run, in numbers."""

from typing import Any

from engine.configuration import Configuration
from engine.model import Model
from engine.run import Run
from levels.board import Promise

BEFORE_THE_END = "it cannot be said before the end"


def promises(model: Model, now: Configuration, over: bool, hidden: bool = False) -> tuple[Promise, ...]:
    """Every property of the protocol, judged in a configuration.

    Args:
        model: what runs.
        now: the configuration.
        over: whether nothing can change any more.
        hidden: whether the verdicts would tell what the player may not know.
    """
    found = []
    for prop in model.machine.properties():
        if hidden:
            found.append(Promise(prop.name, prop.kept, None, BEFORE_THE_END))
            continue
        verdict = prop.judge(model, now)
        holds: bool | None = verdict.holds
        why = verdict.why
        if not verdict.stated:
            holds, why = None, f"not asked: {verdict.why}"
        elif not verdict.holds and (prop.kind == "sometimes" or (prop.kind == "eventually" and not over)):
            # What may come about, or is to some day, is not broken because it has not yet.
            holds = None
        found.append(Promise(prop.name, prop.kept, holds, why))
    return tuple(found)


def tallies(run: Run[Any]) -> tuple[tuple[str, str], ...]:
    """What happened, in numbers: letters by their fate, packets, rounds or steps, and what was spent."""
    kinds = [entry.kind for entry in run.journal]
    sent = [entry for entry in run.journal if entry.kind == "sent"]
    counts = [
        ("messages sent", len(sent)),
        ("packets", len({(entry.round, entry.process, entry.peer) for entry in sent})),
        ("delivered", kinds.count("delivered")),
    ]
    counts += [(kind, kinds.count(kind)) for kind in ("captured", "lost", "late", "rewritten", "replayed")]
    counts += [("rounds", kinds.count("round")), ("steps", run.now.steps)]
    counts += [(measure, cost) for measure, cost in run.spent().items() if measure != "steps"]
    always = ("messages sent", "packets", "delivered")
    return tuple((name, f"{number:,}") for name, number in counts if number or name in always)


__all__ = ["BEFORE_THE_END", "promises", "tallies"]
