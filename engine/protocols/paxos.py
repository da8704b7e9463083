"""Single-decree Paxos (Lamport 2001, "Paxos Made Simple"), and the mutants that each miss one of its rules.

Proposers come first, then acceptors. A proposer opens a ballot: *prepare* to all acceptors, *accept* to all of
them once a quorum has promised; it learns that its value is chosen from a quorum of *accepted*, and decides. An
acceptor that is asked for less than it promised says nothing. A proposer whose patience ends opens its next
ballot. Ballots count from 1; the k-th ballot of a proposer is its number plus k times their count, so that no
two proposers share one, and 0 stands for none.

A process that comes back after a crash has kept what the paper puts in stable storage: an acceptor everything,
a proposer how many ballots it has opened. It then opens its next one.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from engine.configuration import Configuration
from engine.machine import (
    Command,
    Decide,
    Event,
    Machine,
    Receive,
    Restart,
    Send,
    SetTimer,
    Start,
    Timeout,
    Timing,
)
from engine.model import Model
from engine.orders import ORDERS, Order
from engine.parameters import CAPTURES, CRASHES, FAIR, MOST_GENERALS, RESTARTS, SEED, Parameter, Protocol, Unfit
from engine.properties import Property, termination
from engine.protocols.paxos_letters import Accept, Accepted, Acceptor, Prepare, Promise, Proposer, words
from engine.protocols.paxos_rules import agreement, chosen, promises_kept, proposals_safe, validity

PATIENCE: Final = "patience"
MUTANTS: Final = (
    "none",
    "ignore-accepted",
    "lowest-accepted",
    "small-quorum",
    "accept-below-promise",
    "promise-below-promise",
    "forget-at-restart",
)
"""The first three rules that can be missing are a proposer's, the others an acceptor's."""


class Paxos(Machine):
    """Proposers and acceptors.

    Args:
        acceptors: how many.
        proposers: how many; they are the first processes.
        mutant: the rule that is missed, one of `MUTANTS`.
        mutants: who misses it; None: everybody whom the rule concerns.
        quorum: how many acceptors a proposer takes for enough, for all or one each; None: a majority.
        ballots: how many ballots a proposer may open in all, for all or one each.

    Raises:
        Unfit: a list does not have one number for each proposer, or there is no such mutant.
    """

    id = "paxos"
    timing = Timing.ASYNC
    measures = ("steps", "captures")

    def __init__(
        self,
        acceptors: int = 3,
        proposers: int = 2,
        mutant: str = "none",
        mutants: Sequence[int] | None = None,
        quorum: int | Sequence[int] | None = None,
        ballots: int | Sequence[int] = 2,
    ) -> None:
        if mutant not in MUTANTS:
            raise Unfit(("mutant",), f"there is no mutant “{mutant}”")
        self.processes = proposers + acceptors
        self.rounds = 0
        self.names = (*(f"P{i + 1}" for i in range(proposers)), *(f"A{i + 1}" for i in range(acceptors)))
        self.proposers = range(proposers)
        self.acceptors = range(proposers, self.processes)
        self.wishes = proposers
        self.majority = acceptors // 2 + 1
        self.mutant = mutant
        self.mutants = frozenset(range(self.processes) if mutants is None else mutants)
        self.quorums = self._each("quorum", self.majority if quorum is None else quorum)
        self.ballots_of = self._each("ballots", ballots)

    def _each(self, what: str, numbers: int | Sequence[int]) -> tuple[int, ...]:
        each = (numbers,) * len(self.proposers) if isinstance(numbers, int) else tuple(numbers)
        if len(each) == 1:
            each *= len(self.proposers)
        if len(each) != len(self.proposers):
            sentence = f"{len(self.proposers)} proposers need as many numbers in “{what}”, not {len(each)}"
            raise Unfit((what,), sentence)
        return each

    def _misses(self, process: int, rule: str) -> bool:
        return self.mutant == rule and process in self.mutants

    def begin(self, process: int) -> Proposer | Acceptor:
        return Proposer() if process in self.proposers else Acceptor()

    def step(self, process: int, state: Any, event: Event) -> tuple[Any, tuple[Command, ...]]:
        if process in self.proposers:
            return self._propose(process, state, event)
        if isinstance(event, Receive):
            return self._accept(process, state, event.message.sender, event.message.payload)
        if isinstance(event, Restart) and self._misses(process, "forget-at-restart"):
            return replace(state, promised=0, accepted=(0, "")), ()
        return state, ()

    # Proposers.

    def _propose(self, process: int, state: Proposer, event: Event) -> tuple[Proposer, tuple[Command, ...]]:
        if isinstance(event, Start):
            return self._open(process, replace(state, own=event.input or ""))
        if isinstance(event, Restart):
            return self._open(process, Proposer(state.own, state.opened))
        if isinstance(event, Timeout) and state.phase != "learned":
            return self._open(process, state)
        if isinstance(event, Receive) and event.message.payload.ballot == state.ballot:
            return self._heard(process, state, event.message.sender, event.message.payload)
        return state, ()

    def _open(self, process: int, state: Proposer) -> tuple[Proposer, tuple[Command, ...]]:
        """The next ballot, if there is one left."""
        if not state.own or state.opened == self.ballots_of[process]:
            return state, ()
        ballot = state.opened * len(self.proposers) + process + 1
        after = Proposer(state.own, state.opened + 1, ballot, "prepare")
        again = (SetTimer(PATIENCE),) if after.opened < self.ballots_of[process] else ()
        return after, (*(Send(a, Prepare(ballot)) for a in self.acceptors), *again)

    def _heard(
        self, process: int, state: Proposer, sender: int, payload: Any
    ) -> tuple[Proposer, tuple[Command, ...]]:
        quorum = self.quorums[process]
        if self._misses(process, "small-quorum"):
            quorum = max(1, self.majority - 1)
        if type(payload) is Promise and state.phase == "prepare":
            row = (sender, payload.accepted, payload.value)
            after = replace(state, promises=tuple(sorted({*state.promises, row})))
            if len(after.promises) < quorum:
                return after, ()
            value = self._value(process, after)
            after = replace(after, phase="accept", value=value)
            return after, tuple(Send(a, Accept(state.ballot, value)) for a in self.acceptors)
        if type(payload) is Accepted and state.phase == "accept":
            after = replace(state, votes=tuple(sorted({*state.votes, sender})))
            if len(after.votes) < quorum:
                return after, ()
            return replace(after, phase="learned"), (Decide(after.value),)
        return state, ()

    def _value(self, process: int, state: Proposer) -> Order:
        """P2c: the value of the highest ballot that the quorum has accepted, else one's own."""
        told = [(ballot, value) for _, ballot, value in state.promises if ballot]
        if not told or self._misses(process, "ignore-accepted"):
            return state.own
        return (min(told) if self._misses(process, "lowest-accepted") else max(told))[1]

    # Acceptors.

    def _accept(
        self, process: int, state: Acceptor, sender: int, payload: Any
    ) -> tuple[Acceptor, tuple[Command, ...]]:
        if type(payload) is Prepare:
            if payload.ballot <= state.promised and not self._misses(process, "promise-below-promise"):
                return state, ()
            promise = Promise(payload.ballot, *state.accepted)
            return replace(state, promised=payload.ballot), (Send(sender, promise),)
        if type(payload) is not Accept:
            return state, ()
        if payload.ballot < state.promised and not self._misses(process, "accept-below-promise"):
            return state, ()
        entry = (payload.ballot, payload.value)
        promised = max(state.promised, payload.ballot)
        after = Acceptor(promised, entry, tuple(sorted({*state.log, entry})))
        return after, (Send(sender, Accepted(*entry)),)

    # What a person sees.

    def forgeries(self, process: int, payload: Any, receiver: int) -> tuple[Any, ...]:
        if type(payload) is Accept:
            return (*(Accept(payload.ballot, order) for order in ORDERS), None)
        return (payload, None)

    def words(self, payload: Any) -> str:
        return words(payload)

    def facts(self, process: int, state: Any) -> tuple[tuple[str, str], ...]:
        if isinstance(state, Proposer):
            heard = len(state.votes if state.phase in ("accept", "learned") else state.promises)
            return (
                ("ballot", str(state.ballot or "none")),
                ("phase", state.phase),
                ("value", state.value.upper() or "open"),
                ("heard from", f"{heard} of {self.quorums[process]}"),
            )
        ballot, value = state.accepted
        return (
            ("promised", str(state.promised or "nothing")),
            ("accepted", f"{value.upper()} at {ballot}" if ballot else "nothing"),
        )

    def properties(self) -> tuple[Property, ...]:
        return (
            agreement(self.proposers, self.acceptors, self.majority),
            validity(self.proposers, self.acceptors, self.majority),
            termination(self.proposers),
            promises_kept(self.proposers),
            proposals_safe(self.proposers, self.acceptors, self.majority),
        )

    def reported(self) -> tuple[str, ...]:
        return ("agreement", "validity", "termination", "promises-kept", "proposals-safe")

    def report(self, model: Model, configuration: Configuration) -> dict[str, Any]:
        """`chosen`: ballot and value of everything that a majority has ever accepted."""
        found = chosen(configuration, self.acceptors, self.majority)
        return {"chosen": [{"ballot": ballot, "value": value} for ballot, value in found]}


PAXOS = Protocol(
    "paxos",
    "Proposers ask a majority of acceptors for promises, then for votes; what a majority accepts is chosen.",
    Paxos,
    (
        Parameter(
            "inputs",
            "the orders that the proposers propose, one each",
            "orders",
            required=True,
            instead="order",
            built=False,
        ),
        Parameter("order", "one order that all proposers propose, instead of inputs", "order", built=False),
        Parameter("acceptors", "how many acceptors vote", "number", 1, 9, absent=3),
        Parameter("proposers", "how many proposers there are", "number", 1, 5, absent=2),
        Parameter(
            "ballots",
            "how many ballots a proposer may open, for all, so that a run ends",
            "number",
            1,
            20,
            absent=2,
        ),
        Parameter("mutant", "the rule that is missed", "word", words=MUTANTS, absent="none"),
        Parameter(
            "mutants",
            "who misses it, by number, proposers first; absent: all whom it concerns",
            "processes",
            0,
            MOST_GENERALS - 1,
        ),
        Parameter(
            "quorum",
            "how many acceptors each proposer takes for enough; absent: a majority",
            "numbers",
            1,
            9,
        ),
        CAPTURES,
        CRASHES,
        RESTARTS,
        FAIR,
        Parameter(
            "traitors",
            "nobody here: processes crash and letters are lost, but nobody lies",
            "processes",
            only=(),
            built=False,
        ),
        SEED,
    ),
    "inputs",
    ("network", "scheduler"),
    "Lamport 2001, Paxos Made Simple",
    ("agreement", "validity", "termination", "promises-kept", "proposals-safe"),
)
