"""Agents that do what is written: the lines of a script for each role, and what they may ask for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from engine.agents import Agent
from engine.configuration import Choice, Subject
from engine.model import Model
from engine.rounds import subsets
from engine.run import Run


@dataclass(frozen=True, slots=True)
class Says:
    """A line of a traitor's script: what he tells `to` about what he heard by the path `heard`."""

    general: int
    heard: tuple[int, ...]
    to: int
    order: str


@dataclass(frozen=True, slots=True)
class Tells:
    """A line of a traitor's script: what he tells `to` in a round, by the option's name; round 0: always."""

    general: int
    round: int
    to: int
    words: str


@dataclass(frozen=True, slots=True)
class Utters:
    """A line of a script without rounds: what a traitor says of himself once so many steps are done."""

    general: int
    to: int
    words: str
    step: int = 0


@dataclass(frozen=True, slots=True)
class Sealed:
    """A line of a traitor's script under seals: which orders he sends `to` in a round; () is silence.

    `chain` is who signs, in order, the speaker's seal last; () is the lexicographically least chain.
    """

    general: int
    round: int
    to: int
    orders: tuple[str, ...]
    chain: tuple[int, ...] = ()

    @property
    def label(self) -> str:
        """The name of the option that sends this."""
        return " and ".join(sorted(set(self.orders))) or "silence"


@dataclass(frozen=True, slots=True)
class Crashes:
    """A line of a scheduler's script in rounds: a general crashes while he sends, and reaches only these."""

    general: int
    round: int
    reaches: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """A line of a scheduler's script without rounds: `deliver` a message by its serial number, let a
    process `crash` or `restart`, or let its oldest timer run out."""

    what: Literal["deliver", "crash", "timeout", "restart"]
    number: int


class Impossible(ValueError):
    """A script asks for what cannot happen; the text is one sentence."""


@dataclass(frozen=True, slots=True)
class Script(Agent):
    """Does what is written; what is not written is answered honestly.

    Attributes:
        says: (speaker, path, receiver) -> the label of the order, or "silence".
        tells: (speaker, round, receiver) -> the label of what he says; round 0 stands for every round.
        utters: what traitors say of themselves where there are no rounds, each once, in this order.
        capture: serial numbers of the messages that never arrive.
        fates: serial number -> the label of what else the network does with a letter.
        replays: (round, receiver) -> how the label of the old letter begins that is brought to him.
        seat: the process whose seat is taken, or None.
        decides: what each held general decides, where that is scripted.
        crash: who crashes in which round, and whom he reaches.
        steps: what happens first, where there are no rounds; after that the scheduler is fair.
        draws: the labels of nature's answers, in the order of its questions.
        sealed: (speaker, round, receiver) -> what he sends then, under seals.

    Raises:
        Impossible: when a crash, a step, a fate, a draw or a sealed letter that is written cannot happen.
    """

    says: Mapping[tuple[int, tuple[int, ...], int], str] = field(default_factory=dict)
    capture: frozenset[int] = frozenset()
    seat: int | None = None
    decides: Mapping[int, str] = field(default_factory=dict)
    crash: Mapping[tuple[int, int], tuple[int, ...]] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()
    tells: Mapping[tuple[int, int, int], str] = field(default_factory=dict)
    utters: tuple[Utters, ...] = ()
    fates: Mapping[int, str] = field(default_factory=dict)
    replays: Mapping[tuple[int, int], str] = field(default_factory=dict)
    draws: tuple[str, ...] = ()
    sealed: Mapping[tuple[int, int, int], Sealed] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        says: Sequence[Says | Sealed] = (),
        capture: Sequence[int] = (),
        crash: Sequence[Crashes] = (),
        steps: Sequence[Step] = (),
        tells: Sequence[Tells] = (),
        **rest: Any,
    ) -> "Script":
        """A script from its lines."""
        table = {(line.general, line.heard, line.to): line.order for line in says if isinstance(line, Says)}
        letters = {(line.general, line.round, line.to): line for line in says if isinstance(line, Sealed)}
        crashes = {(line.general, line.round): tuple(sorted(line.reaches)) for line in crash}
        told = {(line.general, line.round, line.to): line.words for line in tells}
        return cls(
            table, frozenset(capture), crash=crashes, steps=tuple(steps), tells=told, sealed=letters, **rest
        )

    def pick(self, run: Run[Any], choice: Choice) -> int:
        subject = choice.subject
        label: str | None = None
        if subject.kind == "word":
            label = self._letter(run, subject) or self._word(subject)
        elif subject.kind == "decision":
            label = self.decides.get(subject.process)
        elif subject.kind == "seat" and self.seat is not None:
            label = run.model.name(self.seat) if isinstance(run.model, Model) else None
        elif subject.kind == "fate":
            return self._fate(choice)
        elif subject.kind == "replay":
            return self._replay(choice)
        elif subject.kind == "crash":
            return self._crash(run, choice)
        elif subject.kind == "delivery":
            return self._step(run, choice)
        elif subject.kind == "utterance":
            return self._utterance(run, choice)
        elif subject.kind == "coin":
            return self._draw(run, choice)
        index = None if label is None else choice.index(label)
        return choice.honest if index is None else index

    def _word(self, subject: Subject) -> str | None:
        """What is to be said in this place, if anything is written for it."""
        speaker, receiver = subject.process, subject.receiver
        label = self.says.get((speaker, subject.path, receiver))
        if label is None:
            label = self.tells.get((speaker, subject.round, receiver))
        return self.tells.get((speaker, 0, receiver)) if label is None else label

    def _utterance(self, run: Run[Any], choice: Choice) -> int:
        """The first line that is his, that is due and that he can still say."""
        model, speaker = run.model, choice.subject.process
        assert isinstance(model, Model)
        for line in self.utters:
            if line.general == speaker and line.step <= run.now.steps:
                index = choice.index(f"{line.words} to {model.name(line.to)}")
                if index is not None:
                    return index
        return choice.honest

    def _fate(self, choice: Choice) -> int:
        """How many of equal letters are captured, or what else happens to a letter that stands alone."""
        serials = choice.subject.path
        label = self.fates.get(serials[0])
        if label is not None:
            # "now says retreat" will do for "now says C said RETREAT", where only one ends so.
            head, _, order = label.rpartition(" ")
            alike = [
                i
                for i, option in enumerate(choice.options)
                if option.label.startswith(head) and option.label.lower().endswith(f" {order.lower()}")
            ]
            return alike[0] if len(alike) == 1 else _offered(choice, label, f"letter {serials[0]}")
        wanted = sum(serial in self.capture for serial in serials)
        if len(serials) == 1:
            return (choice.index("capture") if wanted else None) or choice.honest
        return min(wanted, len(choice.options) - 1)

    def _replay(self, choice: Choice) -> int:
        begins = self.replays.get((choice.subject.round, choice.subject.receiver))
        if begins is None:
            return choice.honest
        options = [option.label.lower() for option in choice.options]
        found = next((i for i, label in enumerate(options) if label.startswith(begins.lower())), None)
        return _offered(choice, begins, choice.subject.text) if found is None else found

    def _draw(self, run: Run[Any], choice: Choice) -> int:
        done = sum(earlier.subject.kind == "coin" for earlier in run.choices) if self.draws else 0
        if done >= len(self.draws):
            return choice.honest
        return _offered(choice, self.draws[done], f"coin {done + 1}")

    def _letter(self, run: Run[Any], subject: Subject) -> str | None:
        """What is to be sent in this place under seals, if anything is written for it."""
        line = self.sealed.get((subject.process, subject.round, subject.receiver))
        if line is None:
            return None
        _possible(run, line)
        return line.label

    def finish(self, run: Run[Any]) -> None:
        """Refuse the letters for which the run had no place: there was nothing that could be sent.

        Raises:
            Impossible: there are such.
        """
        asked = {
            (choice.subject.process, choice.subject.round, choice.subject.receiver) for choice in run.choices
        }
        for place, line in self.sealed.items():
            if place not in asked:
                _possible(run, line)

    def _crash(self, run: Run[Any], choice: Choice) -> int:
        who, receivers = choice.subject.process, choice.subject.path
        reaches = self.crash.get((who, choice.subject.round))
        if reaches is None:
            return choice.honest
        name = run.model.name(who) if isinstance(run.model, Model) else str(who)
        if not set(reaches) <= set(receivers):
            raise Impossible(f"{name} sends nothing to all of these in round {choice.subject.round}")
        pick = 1 + subsets(receivers).index(reaches)
        if pick >= len(choice.options):
            raise Impossible(f"{name} cannot crash as well: that would be more crashes than may happen")
        return pick

    def _step(self, run: Run[Any], choice: Choice) -> int:
        done = run.now.steps
        if done >= len(self.steps):
            return choice.honest
        step = self.steps[done]
        index = choice.index(f"{step.what} {step.number}")
        if index is None:
            index = _stands_for(run, choice, step)
        if index is None:
            raise Impossible(f"step {done + 1}, {step.what} {step.number}, cannot happen then")
        return index


def _offered(choice: Choice, label: str, what: str) -> int:
    """The option of this name.

    Raises:
        Impossible: there is none.
    """
    index = choice.index(label)
    if index is None:
        options = ", ".join(f"“{option.label}”" for option in choice.options)
        raise Impossible(f"{what} cannot be “{label}” then: there are {options}")
    return index


def _possible(run: Run[Any], line: Sealed) -> None:
    """Refuse a letter that cannot be made."""
    if isinstance(run.model, Model):
        why = run.model.machine.hindrance(line, run.now.states, run.now.traitors)
        if why is not None:
            raise Impossible(why)


def _stands_for(run: Run[Any], choice: Choice, step: Step) -> int | None:
    """The option that names an equal message, or the oldest timer of a process that has several."""
    now = run.now
    if step.what == "timeout":
        keys = [key for process, key in now.timers if process == step.number]
        return choice.index(f"timeout {step.number} {keys[0]}") if keys else None
    for message in now.wire:
        if step.what == "deliver" and message.serial == step.number:
            return choice.index(f"deliver {min(m.serial for m in now.wire if m == message)}")
    return None


__all__ = ["Crashes", "Impossible", "Says", "Script", "Sealed", "Step", "Tells", "Utters"]
