"""What Paxos promises, judged from what acceptors have ever accepted (Lamport 2001, section 2.2).

The judges look at two kinds of state: a proposer's ballot, value, promises; an acceptor's log.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

from engine.configuration import Configuration
from engine.model import Model
from engine.properties import Property, Verdict, camps, listing

Proposal = tuple[int, str]
"""Ballot and value."""


def voters(configuration: Configuration, acceptors: Iterable[int], proposal: Proposal) -> list[int]:
    """Which acceptors have ever accepted this."""
    return [a for a in acceptors if proposal in _log(configuration, a)]


def chosen(configuration: Configuration, acceptors: Sequence[int], majority: int) -> list[Proposal]:
    """What a majority has ever accepted, by ballot, ascending."""
    everything = sorted({entry for a in acceptors for entry in _log(configuration, a)})
    return [entry for entry in everything if len(voters(configuration, acceptors, entry)) >= majority]


def agreement(proposers: Sequence[int], acceptors: Sequence[int], majority: int) -> Property:
    """At most one value is ever chosen, and nobody learns another; the crashed count as well."""

    def judge(model: Model, configuration: Configuration) -> Verdict:
        found = chosen(configuration, acceptors, majority)
        if len({value for _, value in found}) > 1:
            two = [next(entry for entry in found if entry[1] == value) for value in model.machine.verdicts]
            return Verdict(False, ", ".join(_voted(model, configuration, acceptors, entry) for entry in two))
        values = {value for _, value in found}
        learned = [p for p in proposers if configuration.decisions[p] is not None]
        for p in learned:
            values.add(configuration.decisions[p])
        if len(values) > 1:
            if len({configuration.decisions[p] for p in learned}) > 1:
                return Verdict(False, camps(model, configuration, learned))
            which = _voted(model, configuration, acceptors, found[0])
            return Verdict(False, f"{which}, yet {camps(model, configuration, learned)}")
        if not found:
            return Verdict(True, "nothing is chosen yet")
        return Verdict(True, _voted(model, configuration, acceptors, found[0]))

    kept = "at most one value is ever chosen"
    return Property("agreement", "always", judge, kept, "two values are chosen")


def validity(proposers: Sequence[int], acceptors: Sequence[int], majority: int) -> Property:
    """Only a value that some proposer came with is chosen or learned."""

    def judge(model: Model, configuration: Configuration) -> Verdict:
        own = {model.inputs[p] for p in proposers}
        values = {value for _, value in chosen(configuration, acceptors, majority)}
        values |= {configuration.decisions[p] for p in proposers} - {None}
        for value in sorted(values - own):
            return Verdict(False, f"{value.upper()} is chosen though no proposer came with it")
        if not values:
            return Verdict(True, "nothing is chosen yet")
        return Verdict(True, f"a proposer came with {listing(sorted(value.upper() for value in values))}")

    kept = "only a value that a proposer came with is chosen"
    return Property("validity", "always", judge, kept, "a value is chosen that no proposer came with")


def promises_kept(proposers: Sequence[int]) -> Property:
    """P1a: who has promised a ballot accepts nothing below it that the promise did not name."""

    def judge(model: Model, configuration: Configuration) -> Verdict:
        for p in proposers:
            state: Any = configuration.states[p]
            for acceptor, told, _ in state.promises:
                for ballot, value in _log(configuration, acceptor):
                    if told < ballot < state.ballot:
                        broken = f"{model.name(acceptor)} promised {state.ballot} and accepted"
                        return Verdict(False, f"{broken} {value.upper()} at {ballot} after it")
        return Verdict(True, "every promise that a proposer relies on is kept")

    kept = "every acceptor keeps its promises"
    return Property("promises-kept", "always", judge, kept, "an acceptor breaks its promise")


def proposals_safe(proposers: Sequence[int], acceptors: Sequence[int], majority: int) -> Property:
    """P2c: of every proposal (b, v) some majority has accepted nothing below b, or v at the highest below."""

    def judge(model: Model, configuration: Configuration) -> Verdict:
        states: list[Any] = [configuration.states[p] for p in proposers]
        proposals = {(state.ballot, state.value) for state in states if state.value}
        proposals |= {entry for a in acceptors for entry in _log(configuration, a)}
        for ballot, value in sorted(proposals):
            if not any(
                _backs(configuration, quorum, ballot, value) for quorum in combinations(acceptors, majority)
            ):
                return Verdict(False, f"no majority lets {value.upper()} be proposed at {ballot}")
        return Verdict(True, "a majority stands behind every proposal")

    kept = "every proposal takes up what a majority has accepted below it"
    return Property(
        "proposals-safe", "always", judge, kept, "a proposal passes over what was accepted below it"
    )


def pattern(configuration: Configuration, proposers: int) -> Hashable:
    """What counts of an instant when all ballots are moved together by as many rounds of all proposers.

    Proposers compare ballots and add to them, and do nothing else with them. So from two instants of one
    pattern the same picks lead to the same things, for as long as nobody has opened all his ballots: a
    schedule that leads from one to the other can be repeated for ever.
    """
    states: list[Any] = list(configuration.states)
    moved = proposers * min(state.opened for state in states[:proposers])

    def back(ballot: int) -> int | None:
        return ballot - moved if ballot else None

    asking = [
        (
            replace(state, opened=state.opened - moved // proposers, ballot=0, promises=()),
            back(state.ballot),
            tuple((a, back(ballot), value) for a, ballot, value in state.promises),
        )
        for state in states[:proposers]
    ]
    voting = [
        (back(state.promised), tuple((back(ballot), value) for ballot, value in (state.accepted, *state.log)))
        for state in states[proposers:]
    ]
    road = Counter(
        (
            m.sender,
            m.receiver,
            type(m.payload).__name__,
            back(m.payload.ballot),
            back(getattr(m.payload, "accepted", 0)),
            getattr(m.payload, "value", ""),
        )
        for m in configuration.wire
    )
    rest = (frozenset(configuration.timers), configuration.crashed, configuration.decisions)
    return (*asking, *voting, frozenset(road.items()), *rest)


def _backs(configuration: Configuration, quorum: Iterable[int], ballot: int, value: str) -> bool:
    below = [entry for a in quorum for entry in _log(configuration, a) if entry[0] < ballot]
    return not below or max(below)[1] == value


def _log(configuration: Configuration, acceptor: int) -> tuple[Proposal, ...]:
    state: Any = configuration.states[acceptor]
    log: tuple[Proposal, ...] = state.log
    return log


def _voted(model: Model, configuration: Configuration, acceptors: Iterable[int], proposal: Proposal) -> str:
    names = [model.name(a) for a in voters(configuration, acceptors, proposal)]
    return f"{listing(names)} accepted {proposal[1].upper()} at {proposal[0]}"


__all__ = [
    "Proposal",
    "agreement",
    "chosen",
    "pattern",
    "promises_kept",
    "proposals_safe",
    "validity",
    "voters",
]
