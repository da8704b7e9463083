"""What may be seen of a run: every panel draws from this, so that what is hidden is hidden in one place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Literal

from engine.ballot import Ballot
from engine.machine import Timing
from engine.model import Model
from engine.protocols.hearsay import Hearsay
from engine.protocols.messengers import Messengers
from engine.run import Run
from levels.boards.speech import order_of
from levels.scene import Scene

State = Literal["draft", "sent", "captured", "silent"]
SEALED: Final = "under seal"
"""What is shown of an answer that may not be known yet."""


@dataclass(frozen=True, slots=True)
class Told:
    """What one general tells another about one thing in one round.

    Attributes:
        path: by whom the news came to the speaker, first speaker first.
        payload: what is told; None: silence.
        honest: what a loyal general in his place would tell, where that may be known; else the payload.
        serial: the number of the letter; 0 where it has none, or where it may not be known.
        lie: whether it is a lie that may be known as one.
        state: draft (not yet dispatched, or at the city's gate), sent, captured, silent.
        arrived: the round or step in which it reached its receiver; -1 if it has not.
    """

    round: int
    sender: int
    receiver: int
    path: tuple[int, ...]
    payload: Any
    honest: Any
    serial: int
    lie: bool
    state: State
    arrived: int = -1

    @property
    def order(self) -> str:
        """The order it carries; "" for silence."""
        return order_of(self.payload)


@dataclass(frozen=True)
class Sight:
    """A run, and how much of it may be shown.

    Attributes:
        scene: the instant.
        model: the protocol that runs (for a task: that was dealt from).
        run: what has really happened in it.
        ahead: the same with the drafts and what follows from them, where that may be shown; else `run`.
        seats: the processes whose part the player plays.
        viewers: only what these have seen may be shown; None: everything.
        decided: for each process the order that it decided, or "".
        leaning: for each process the order that it would decide as things stand, or "".
        silenced: whose words in the last round are not shown (a scribe's crosses), or None.
    """

    scene: Scene
    model: Model
    run: Run[Any]
    ahead: Run[Any]
    seats: tuple[int, ...]
    viewers: frozenset[int] | None
    decided: tuple[str, ...]
    leaning: tuple[str, ...]
    silenced: int | None = None

    def name(self, process: int) -> str:
        """What a process is called."""
        return self.model.name(process)

    @property
    def processes(self) -> range:
        """All processes."""
        return range(self.model.machine.processes)

    @property
    def round(self) -> int:
        """The round that is running; 0 before the first."""
        return int(self.run.now.round)

    @property
    def stepwise(self) -> bool:
        """Whether there are no rounds: time goes by steps."""
        return self.model.machine.timing is Timing.ASYNC

    @property
    def clock(self) -> int:
        """The time: the round that is running, or how many steps there were."""
        return int(self.run.now.steps) if self.stepwise else self.round

    @cached_property
    def rounds_over(self) -> int:
        """How many rounds are over."""
        return sum(entry.kind == "round" for entry in self.run.journal)

    @cached_property
    def answers(self) -> dict[int, tuple[str, str]]:
        """Of each answer in the journal, by the entry's identity: what was asked, and the answer as far as it
        may be known."""
        # Answers come in the order of the questions.
        coins = [(place, c) for place, c in enumerate(self.run.choices) if c.subject.kind == "coin"]
        entries = [entry for entry in self.run.journal if entry.kind == "answered"]
        return {
            id(entry): (c.subject.text, SEALED if place in self.scene.secrets else str(entry.payload))
            for (place, c), entry in zip(coins, entries, strict=False)
        }

    @property
    def hearsay(self) -> bool:
        """Whether what is told are orders, and who told them: then there are words for all of it."""
        return isinstance(self.model.machine, Hearsay)

    @property
    def two_hills(self) -> bool:
        """Whether it is about two generals and their letters."""
        return isinstance(self.model.machine, Messengers)

    def kind(self, process: int) -> Literal["loyal", "traitor", "unknown", "crashed"]:
        """What may be known of a general."""
        if self.viewers is not None and process not in self.viewers:
            return "unknown"
        if process in self.ahead.now.crashed:
            return "crashed"
        return "traitor" if process in self.ahead.now.traitors else "loyal"

    def knows_order(self) -> bool:
        """Whether the commander's true order may be shown."""
        return self.viewers is None or 0 in self.viewers

    @cached_property
    def gate(self) -> frozenset[int]:
        """The serial numbers of the letters that stand at the city's gate."""
        return frozenset(s for c in self.scene.batch if c.subject.kind == "fate" for s in c.subject.path)

    @cached_property
    def told(self) -> tuple[Told, ...]:
        """All that was told up to the round that is running, drafts included, as far as it may be shown."""
        told = [t for t in map(self._veiled, self._all_told()) if t is not None]
        if self.viewers is not None:
            # Traitors speak last in a round: the order of sending would tell who they are.
            told.sort(key=lambda t: (t.round, t.sender, t.path, t.receiver))
        return tuple(told)

    def _all_told(self) -> Sequence[Told]:
        known = len(self.run.journal)
        journal = self.ahead.journal
        altered: dict[int, Any] = {}
        gone = {entry.serial for entry in journal if entry.kind in ("captured", "lost", "unpaid")}
        came = {entry.serial: entry.round for entry in self.run.journal if entry.kind == "delivered"}
        found: list[Told] = []
        for place, entry in enumerate(journal):
            if entry.round > self.clock:
                break
            if entry.kind == "altered" and entry.serial:
                altered[entry.serial] = entry.honest
            silent = entry.kind == "altered" and not entry.serial
            if entry.kind != "sent" and not silent:
                continue
            honest = entry.honest if silent else altered.get(entry.serial, entry.payload)
            state: State = "sent"
            if entry.serial in gone:
                state = "captured"
            elif place >= known or entry.serial in self.gate:
                state = "draft"
            elif silent:
                state = "silent"
            found.append(
                Told(
                    entry.round,
                    entry.process,
                    entry.peer,
                    self._path(entry.payload if honest is None else honest),
                    entry.payload,
                    honest,
                    entry.serial,
                    honest != entry.payload and entry.process in self.ahead.now.traitors,
                    state,
                    came.get(entry.serial, -1) if entry.serial else -1,
                )
            )
        return found

    def _path(self, payload: Any) -> tuple[int, ...]:
        return () if payload is None else tuple(self.model.machine.path(payload))

    def _veiled(self, told: Told) -> Told | None:
        """What the viewers see of it: what arrived with them as it was written, and what they sent."""
        if told.sender == self.silenced and told.round == self.model.machine.rounds:
            return None
        if self.viewers is None:
            return told
        if told.sender in self.viewers:
            # He does not know what became of it.
            state: State = "sent" if told.state == "captured" else told.state
            return Told(
                told.round, told.sender, told.receiver, told.path, told.payload, told.honest, 0, told.lie, state
            )
        if told.receiver not in self.viewers or told.state != "sent":
            return None
        if told.arrived < 0 if self.stepwise else max(told.round, told.arrived) > self.rounds_over:
            return None
        path = self._path(told.payload)
        # Where there are no rounds nobody can tell when a letter was sent.
        when = told.arrived if self.stepwise else told.round
        return Told(
            when, told.sender, told.receiver, path, told.payload, told.payload, 0, False, "sent", told.arrived
        )

    def ballots(self, process: int) -> tuple[Ballot, ...]:
        """How a general votes with what he holds (ahead, where that may be shown), the last vote first."""
        return self.model.machine.ballots(process, self.ahead.now.states[process])

    def default(self, process: int) -> str:
        """What a general takes a silence or a tie for; "" where there is no such rule."""
        defaults: Sequence[str] | None = getattr(self.model.machine, "defaults", None)
        return defaults[process] if defaults is not None else ""

    @cached_property
    def loyal(self) -> tuple[int, ...]:
        """Who is loyal and up, as far as things stand."""
        return self.model.loyal(self.ahead.now)

    def drafted(self, place: int) -> str:
        """What stands in the choice at a place: what was set, or what stands there unset."""
        choice = self.scene.batch[place]
        return self.scene.drafts.get(place, choice.options[choice.honest].label)


def decisions_of(model: Model, now: Any) -> tuple[str, ...]:
    """What each loyal process has decided; "" for traitors, the crashed and the undecided."""
    loyal = model.loyal(now)
    return tuple(
        str(now.decisions[p]) if p in loyal and now.decisions[p] is not None else ""
        for p in range(model.machine.processes)
    )


def drafted_decisions(scene: Scene) -> Mapping[int, str]:
    """What the player is about to decide: process -> order."""
    return {
        choice.subject.process: scene.drafts[place]
        for place, choice in enumerate(scene.batch)
        if choice.subject.kind == "decision" and place in scene.drafts
    }


def sight_of_run(scene: Scene, model: Model) -> Sight:
    """The sight of a protocol run that is played."""
    part = scene.part
    ahead = scene.run if scene.preview is None or part.own_view else scene.preview
    seated = tuple(entry.process for entry in ahead.journal if entry.kind == "seated")
    seats = part.seats or seated
    viewers = frozenset(seats) if part.own_view else None
    decided = decisions_of(model, scene.run.now)
    leaning = list(decisions_of(model, ahead.now))
    for process, order in drafted_decisions(scene).items():
        leaning[process] = order
    if viewers is not None:
        decided = tuple(d if p in viewers else "" for p, d in enumerate(decided))
        leaning = [d if p in viewers else "" for p, d in enumerate(leaning)]
    return Sight(scene, model, scene.run, ahead, seats, viewers, decided, tuple(leaning))


def sight_of_dealt(
    scene: Scene,
    dealt: Run[Any],
    general: int,
    viewers: frozenset[int] | None,
    decided: str = "",
    silenced: int | None = None,
) -> Sight:
    """The sight of a finished run that a task was dealt from.

    What it decided is the answer, or another night's, so nobody's decision is shown but this general's,
    as the task has it.
    """
    model = dealt.model
    assert isinstance(model, Model)
    blank = [""] * model.machine.processes
    blank[general] = decided
    leaning = list(blank)
    leaning[general] = drafted_decisions(scene).get(general, decided)
    return Sight(scene, model, dealt, dealt, (general,), viewers, tuple(blank), tuple(leaning), silenced)


__all__ = ["Sight", "Told", "decisions_of", "sight_of_dealt", "sight_of_run"]
