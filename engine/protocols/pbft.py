"""PBFT: n = 3f + 1 replicas execute the same requests in one order (Castro, Liskov 1999, section 4).

Every replica has heard all requests, r1, r2, ... of the clients. The primary of view v is replica v mod n; it
numbers the requests. A backup *prepares* what the primary of its view says first about a number. A replica
has prepared a request when the primary's word and 2f prepares of backups, its own among them, say the same;
then it *commits*, and has committed when 2f + 1 replicas do.

Who still has work when his patience ends asks for the next view, and so does who hears f + 1 others ask. He
says what he has prepared, and takes no further part in the old view. With 2f + 1 such words the new primary
proposes again what was prepared in the highest view for each number, and null where nothing was; everybody
checks that. Then it numbers what is left.

There are no checkpoints and so no water marks: a match is short. A replica that fell behind is not helped.
Certificates are symbolic: traitors are offered no words that would need a loyal replica's signature.
"""

from dataclasses import replace
from itertools import permutations
from typing import Any, Final

from engine.configuration import Configuration
from engine.machine import Command, Decide, Event, Machine, Receive, Send, SetTimer, Start, Timeout, Timing
from engine.model import Model
from engine.parameters import CRASHES, FAIR, SEED, TRAITORS, Parameter, Protocol, Unfit, generals
from engine.properties import Property
from engine.protocols.pbft_letters import (
    NULL,
    Backing,
    Certificate,
    Commit,
    NewView,
    Prepare,
    PrePrepare,
    Replica,
    ViewChange,
    proposals,
    words,
)
from engine.protocols.pbft_lies import instead_of, sayings
from engine.protocols.pbft_rules import executed, promised

MUTANTS: Final = ("none", "small-quorum", "forget-prepared")


class Pbft(Machine):
    """Replicas.

    Args:
        generals: n, how many replicas.
        faults: f; None: as many as n can bear, (n - 1) // 3.
        requests: how many requests the clients have.
        views: how many views there may be in all, so that a run ends.
        mutant: the rule that everybody misses: `small-quorum` (f prepares and f + 1 commits are enough),
            `forget-prepared` (who asks for a view says nothing of what he prepared), or none.

    Raises:
        Unfit: fewer than 3f + 1 replicas, or no such mutant.
    """

    id = "pbft"
    timing = Timing.ASYNC
    measures = ("lies", "steps", "crashes")

    def __init__(
        self,
        generals: int = 4,
        faults: int | None = None,
        requests: int = 2,
        views: int = 2,
        mutant: str = "none",
    ) -> None:
        self.faults = (generals - 1) // 3 if faults is None else faults
        if generals < 3 * self.faults + 1:
            least = 3 * self.faults + 1
            raise Unfit(("faults",), f"{self.faults} faults need {least} replicas, not {generals}")
        if mutant not in MUTANTS:
            raise Unfit(("mutant",), f"there is no mutant “{mutant}”")
        self.processes = generals
        self.rounds = 0
        self.names = tuple(f"R{i}" for i in range(generals))
        self.requests = tuple(f"r{k}" for k in range(1, requests + 1))
        self.verdicts = tuple(" ".join(order) for order in permutations(self.requests))
        self.views = views
        self.mutant = mutant
        # Two quorums of so many share a loyal replica; it is 2f + 1 where n = 3f + 1.
        self.quorum = (generals + self.faults) // 2 + 1
        if mutant == "small-quorum":
            self.quorum = self.faults + 1

    def primary(self, view: int) -> int:
        """Who numbers the requests in a view."""
        return view % self.processes

    def begin(self, process: int) -> Replica:
        return Replica()

    def step(self, process: int, state: Any, event: Event) -> tuple[Any, tuple[Command, ...]]:
        commands: list[Command] = []
        if isinstance(event, Start):
            commands += self._timer(0)
            if process == self.primary(0):
                state = self._number(process, state, commands)
        elif isinstance(event, Timeout):
            waits = not self._done(state) and state.view + 1 < self.views
            if event.key == f"view {state.view}" and waits:
                state = self._leave(process, state, state.view + 1, commands)
        elif isinstance(event, Receive):
            state = self._hear(process, state, event.message.sender, event.message.payload, commands)
        before = self._done(state)
        state = self._go_on(process, state, commands)
        if self._done(state) and not before:
            commands.append(Decide(" ".join(executed(state.committed))))
        return state, tuple(commands)

    def _done(self, state: Replica) -> bool:
        return len(executed(state.committed)) == len(self.requests)

    def _timer(self, view: int) -> list[Command]:
        return [SetTimer(f"view {view}")] if view + 1 < self.views else []

    def _to_all(self, process: int, payload: Any) -> list[Command]:
        return [Send(p, payload) for p in range(self.processes) if p != process]

    def _hear(
        self, process: int, state: Replica, sender: int, payload: Any, commands: list[Command]
    ) -> Replica:
        """Write down what was said. Words of views that are over mean nothing."""
        if payload.view < state.view:
            return state
        match payload:
            case PrePrepare(view, number, request):
                known = any((v, k) == (view, number) for v, k, _ in state.proposed)
                if sender != self.primary(view) or known or request not in self.requests:
                    return state
                return replace(state, proposed=state.proposed | {(view, number, request)})
            case Prepare(view, number, request):
                if sender == self.primary(view):
                    return state
                return replace(state, prepares=state.prepares | {((view, number, request), sender)})
            case Commit(view, number, request):
                return replace(state, commits=state.commits | {((view, number, request), sender)})
            case ViewChange(view, prepared):
                if view == 0 or any((v, p) == (view, sender) for v, p, _ in state.changes):
                    return state
                return replace(state, changes=state.changes | {(view, sender, prepared)})
            case NewView(view):
                if sender == self.primary(view) and self._rightful(state, payload):
                    return self._enter(state, payload, commands)
        return state

    def _rightful(self, state: Replica, word: NewView) -> bool:
        """Whether a new view rests on enough changes and says what follows from them; once for each view."""
        senders = {replica for replica, _ in word.changes}
        due = word.view > state.view or not state.active
        return due and len(senders) >= self.quorum and word.proposals == proposals(word.changes)

    def _enter(self, state: Replica, word: NewView, commands: list[Command]) -> Replica:
        """Work in a new view, from what it repeats. What its primary said apart from that is void."""
        if word.view > state.view and not self._done(state):
            commands += self._timer(word.view)
        repeated = {(word.view, number, request) for number, request in word.proposals}
        others = {b for b in state.proposed if b[0] != word.view or b[1] > len(word.proposals)}
        return replace(state, view=word.view, active=True, proposed=frozenset(others | repeated))

    def _leave(self, process: int, state: Replica, view: int, commands: list[Command]) -> Replica:
        """Ask for a later view, and say what was prepared, the last for each number."""
        last: dict[int, Certificate] = {}
        for seen, number, request in sorted(state.prepared):
            last[number] = (number, seen, request)
        prepared = () if self.mutant == "forget-prepared" else tuple(last[k] for k in sorted(last))
        commands += self._to_all(process, ViewChange(view, prepared))
        if not self._done(state):
            commands += self._timer(view)
        return replace(state, view=view, active=False, changes=state.changes | {(view, process, prepared)})

    def _go_on(self, process: int, state: Replica, commands: list[Command]) -> Replica:
        """Everything that follows from what is written down."""
        state = self._join(process, state, commands)
        if not state.active and process == self.primary(state.view):
            state = self._lead(process, state, commands)
        if not state.active:
            return state
        here = sorted(b for b in state.proposed if b[0] == state.view)
        for backing in here:
            if backing not in state.backed:
                state = replace(state, backed=state.backed | {backing})
                if process != self.primary(state.view):
                    commands += self._to_all(process, Prepare(*backing))
                    state = replace(state, prepares=state.prepares | {(backing, process)})
            if backing not in state.prepared and self._count(state.prepares, backing) >= self.quorum - 1:
                commands += self._to_all(process, Commit(*backing))
                commits = state.commits | {(backing, process)}
                state = replace(state, prepared=state.prepared | {backing}, commits=commits)
            fresh = all(number != backing[1] for number, _ in state.committed)
            if fresh and backing in state.prepared and self._count(state.commits, backing) >= self.quorum:
                state = replace(state, committed=tuple(sorted((*state.committed, backing[1:]))))
        return state

    @staticmethod
    def _count(said: frozenset[tuple[Backing, int]], backing: Backing) -> int:
        return sum(1 for what, _ in said if what == backing)

    def _join(self, process: int, state: Replica, commands: list[Command]) -> Replica:
        """f + 1 others want a later view: one of them is loyal."""
        for view in range(state.view + 1, self.views):
            if sum(v == view for v, _, _ in state.changes) > self.faults:
                return self._leave(process, state, view, commands)
        return state

    def _lead(self, process: int, state: Replica, commands: list[Command]) -> Replica:
        """A new primary with enough changes says what follows from them, then numbers what is left."""
        changes = tuple(sorted((p, prepared) for v, p, prepared in state.changes if v == state.view))
        if len(changes) < self.quorum:
            return state
        word = NewView(state.view, changes, proposals(changes))
        commands += self._to_all(process, word)
        return self._number(process, self._enter(state, word, commands), commands)

    def _number(self, process: int, state: Replica, commands: list[Command]) -> Replica:
        """The primary gives every request its number that has none in this view."""
        named = {request for view, _, request in state.proposed if view == state.view}
        number = sum(view == state.view for view, _, _ in state.proposed)
        for request in self.requests:
            if request not in named:
                number += 1
                commands += self._to_all(process, PrePrepare(state.view, number, request))
                state = replace(state, proposed=state.proposed | {(state.view, number, request)})
        return state

    # What traitors say, and what a person sees.

    def forgeries(self, process: int, payload: Any, receiver: int) -> tuple[Any, ...]:
        return instead_of(process, payload, self.requests)

    def utterances(self, process: int) -> tuple[tuple[int, Any], ...]:
        return tuple(
            (receiver, payload)
            for payload in sayings(process, self.processes, self.requests, self.views)
            for receiver in range(self.processes)
            if receiver != process
        )

    def words(self, payload: Any) -> str:
        return words(payload)

    def deed(self, value: Any, plural: bool = False) -> str:
        return f"execute{'' if plural else 's'} {', then '.join(str(value).split())}"

    def facts(self, process: int, state: Any) -> tuple[tuple[str, str], ...]:
        prepared = {number: request for _, number, request in sorted(state.prepared)}
        return (
            ("view", f"{state.view}" if state.active else f"waits for {state.view}"),
            ("prepared", in_a_row(prepared)),
            ("committed", in_a_row(dict(state.committed))),
        )

    def properties(self) -> tuple[Property, ...]:
        return promised(self.requests, self.faults)

    def reported(self) -> tuple[str, ...]:
        return ("agreement", "validity", "answered", "termination")

    def report(self, model: Model, configuration: Configuration) -> dict[str, Any]:
        """`views` and `committed`: by loyal replica, its view, and the requests it committed by number."""
        states: Any = configuration.states
        loyal = [p for p in range(self.processes) if p not in configuration.traitors]
        return {
            "views": {str(p): states[p].view for p in loyal},
            "committed": {str(p): {str(k): request for k, request in states[p].committed} for p in loyal},
        }


def in_a_row(requests: dict[int, str]) -> str:
    """Requests by their numbers: "r2 - r1" is number 1 and 3; 0 stands for null."""
    if not requests:
        return "nothing"
    row = (requests.get(number, "-") for number in range(1, max(requests) + 1))
    return " ".join("0" if request == NULL else request for request in row)


PBFT = Protocol(
    "pbft",
    "A primary numbers requests; 2f + 1 of 3f + 1 replicas stand behind each number, or change the primary.",
    Pbft,
    (
        generals(4, 10, "how many replicas; replica v mod n is the primary of view v"),
        Parameter("faults", "f, how many traitors are provided for; absent: as many as can be", "number", 0, 3),
        Parameter("requests", "how many requests the clients have", "number", 1, 3, absent=2),
        Parameter("views", "how many views there may be in all, so that a run ends", "number", 1, 6, absent=2),
        Parameter("mutant", "the rule that everybody misses", "word", words=MUTANTS, absent="none"),
        TRAITORS,
        CRASHES,
        FAIR,
        SEED,
    ),
    "none",
    ("traitor", "scheduler"),
    "Castro, Liskov 1999, Practical Byzantine Fault Tolerance",
    ("agreement", "validity", "answered", "termination"),
)
