"""What PBFT promises, judged from what replicas have committed (Castro, Liskov 1999, section 4.5)."""

from collections.abc import Sequence
from typing import Any

from engine.configuration import Configuration
from engine.model import Model
from engine.properties import Property, Verdict, listing
from engine.protocols.pbft_letters import NULL


def executed(committed: tuple[tuple[int, str], ...]) -> tuple[str, ...]:
    """The requests that can be executed: committed without a gap from 1, each once, null none."""
    done: list[str] = []
    for place, (number, request) in enumerate(sorted(committed), 1):
        if number != place:
            break
        if request != NULL and request not in done:
            done.append(request)
    return tuple(done)


def _loyal(model: Model, configuration: Configuration) -> list[tuple[int, Any]]:
    """Replicas that are no traitors, and their states; the crashed among them: what they did is done."""
    return [(p, state) for p, state in enumerate(configuration.states) if p not in configuration.traitors]


def _agreement(model: Model, configuration: Configuration) -> Verdict:
    first: dict[int, tuple[int, str]] = {}
    for p, state in _loyal(model, configuration):
        for number, request in state.committed:
            other, known = first.setdefault(number, (p, request))
            if known != request:
                ours = f"{model.name(other)} committed {known} as {number}"
                return Verdict(False, f"{ours}, {model.name(p)} committed {request}")
    if not first:
        return Verdict(True, "nobody has committed anything")
    what = [f"{request} as {number}" for number, (_, request) in sorted(first.items())]
    return Verdict(True, f"committed by loyal replicas: {listing(what)}")


def _validity(requests: Sequence[str], model: Model, configuration: Configuration) -> Verdict:
    for p, state in _loyal(model, configuration):
        for request in executed(state.committed):
            if request not in requests:
                return Verdict(False, f"{model.name(p)} executed {request}, which nobody asked for")
    return Verdict(True, "only what the clients asked for was executed, each request once")


def _answered(requests: Sequence[str], faults: int, model: Model, configuration: Configuration) -> Verdict:
    states = _loyal(model, configuration)
    for request in requests:
        by = [model.name(p) for p, state in states if request in executed(state.committed)]
        if len(by) <= faults:
            who = f"only {listing(by)}" if by else "no loyal replica"
            return Verdict(False, f"{who} executed {request}; its client waits for {faults + 1} equal replies")
    return Verdict(True, f"at least {faults + 1} loyal replicas executed each request")


def _termination(requests: Sequence[str], model: Model, configuration: Configuration) -> Verdict:
    waiting = [
        model.name(p)
        for p, state in _loyal(model, configuration)
        if p not in configuration.crashed and len(executed(state.committed)) < len(requests)
    ]
    if waiting:
        lack = "have" if len(waiting) > 1 else "has"
        return Verdict(False, f"{listing(waiting)} {lack} not executed every request")
    return Verdict(True, "every loyal replica executed every request")


def promised(requests: Sequence[str], faults: int) -> tuple[Property, ...]:
    """Agreement on each number, validity, that clients are answered, and that all replicas get through.

    Args:
        requests: what the clients asked for.
        faults: f; a client believes f + 1 equal replies.
    """
    return (
        Property(
            "agreement",
            "always",
            _agreement,
            "no two loyal replicas commit different requests as one number",
            "two loyal replicas commit different requests as one number",
        ),
        Property(
            "validity",
            "always",
            lambda model, now: _validity(requests, model, now),
            "only what clients asked for is executed",
            "something is executed that no client asked for",
        ),
        Property(
            "answered",
            "eventually",
            lambda model, now: _answered(requests, faults, model, now),
            "every client gets enough equal replies",
            "a client waits for ever",
        ),
        Property(
            "termination",
            "eventually",
            lambda model, now: _termination(requests, model, now),
            "every loyal replica executes every request",
            "a loyal replica is left behind",
        ),
    )


__all__ = ["executed", "promised"]
