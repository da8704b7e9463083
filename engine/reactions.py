"""What both timings share: how processes wake, react, decide and speak, and how letters are lost."""

from abc import abstractmethod
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from engine.configuration import Choice, Configuration, Option, Phase, Subject
from engine.journal import Entry
from engine.machine import Answer, Ask, Command, Decide, Message, Send, SetTimer, Start
from engine.model import Decision, Fate, Model, said

Sending = tuple[int, int, Any]
"""(sender, receiver, payload), before it has a number."""


class Reacting(Model):
    """A machine whose processes react to events. A timing says when the events come."""

    @abstractmethod
    def _quiet(self, configuration: Configuration, entries: list[Entry]) -> Configuration:
        """What follows when all have reacted, and every question and decision is answered."""

    @staticmethod
    @abstractmethod
    def _clock(configuration: Configuration) -> int:
        """The time that stands in the journal: the round, or the number of steps."""

    # Waking.

    def _begin(self, entries: list[Entry]) -> Configuration:
        machine = self.machine
        configuration = Configuration(
            round=0,
            phase=Phase.SEAT,
            states=tuple(machine.begin(p) for p in range(machine.processes)),
            traitors=tuple(sorted(self.faults.traitors)),
            decisions=(None,) * machine.processes,
        )
        if self.faults.seats:
            return replace(configuration, agenda=(self.faults.seats,))
        return self._wake(configuration, entries)

    def _sit(self, configuration: Configuration, entries: list[Entry]) -> Configuration:
        """The player has taken a seat; then everybody wakes."""
        seat = self.faults.seats[configuration.picked[0]]
        entries.append(Entry("seated", 0, seat))
        traitors = tuple(sorted({*configuration.traitors, seat}))
        return self._wake(replace(configuration, traitors=traitors, agenda=(), picked=()), entries)

    def _wake(self, configuration: Configuration, entries: list[Entry]) -> Configuration:
        for process, value in enumerate(self.inputs):
            entries.append(Entry("started", 0, process, payload=value))
        events = [Start(value) for value in self.inputs]
        return self._react(configuration, enumerate(events), entries)

    # Reacting.

    def _react(
        self, configuration: Configuration, events: Iterable[tuple[int, Any]], entries: list[Entry]
    ) -> Configuration:
        """Let each process react to its event; then ask and let decide; then go on."""
        states = list(configuration.states)
        outbox = list(configuration.outbox)
        timers = list(configuration.timers)
        asks: list[tuple[int, Ask]] = []
        decides: list[tuple[int, Any]] = []
        for process, event in events:
            states[process], commands = self.machine.step(process, states[process], event)
            self._sort_commands(process, commands, outbox, asks, decides, timers)
        held = self.held.difference(configuration.traitors)
        free = [(process, value) for process, value in decides if process not in held]
        mine = [
            Decision(process, value)
            for process, value in decides
            if process in held and configuration.decisions[process] is None
        ]
        after = self._decide(configuration, free, entries)
        after = replace(
            after,
            states=tuple(states),
            noted=self._noted(configuration.noted, tuple(states)),
            outbox=tuple(outbox),
            timers=tuple(timers),
        )
        if asks or mine:
            phase = Phase.QUESTIONS if asks else Phase.DECISIONS
            return replace(after, phase=phase, agenda=(*mine, *asks))
        return self._quiet(after, entries)

    def _noted(self, noted: tuple[Any, ...], states: tuple[Any, ...]) -> tuple[Any, ...]:
        """What the chronicler has written after this instant."""
        new = self.machine.notable(states)
        return tuple(sorted({*noted, *new})) if new else noted

    @staticmethod
    def _sort_commands(
        process: int,
        commands: tuple[Command, ...],
        outbox: list[Sending],
        asks: list[tuple[int, Ask]],
        decides: list[tuple[int, Any]],
        timers: list[tuple[int, Any]],
    ) -> None:
        for command in commands:
            if type(command) is Send:
                outbox.append((process, command.receiver, command.payload))
            elif type(command) is Decide:
                decides.append((process, command.value))
            elif type(command) is Ask:
                asks.append((process, command))
            elif type(command) is SetTimer and (process, command.key) not in timers:
                timers.append((process, command.key))

    def _answered(self, configuration: Configuration, entries: list[Entry]) -> Configuration:
        """Decisions made by the holders of seats stand; answers reach those who asked."""
        made: list[tuple[int, Any]] = []
        answers: list[tuple[int, Answer]] = []
        for item, pick in zip(configuration.agenda, configuration.picked, strict=True):
            if isinstance(item, Decision):
                made.append((item.process, self.machine.verdicts[pick]))
            else:
                process, ask = item
                answers.append((process, Answer(ask.key, ask.options[pick])))
        after = self._decide(replace(configuration, agenda=(), picked=()), made, entries)
        for process, answer in answers:
            entries.append(Entry("answered", self._clock(after), process, payload=answer.value))
        return self._react(after, answers, entries) if answers else self._quiet(after, entries)

    def _decide(
        self, configuration: Configuration, made: list[tuple[int, Any]], entries: list[Entry]
    ) -> Configuration:
        """The first decision of a process stands; whatever it decides later changes nothing."""
        if not made:
            return configuration
        decisions = list(configuration.decisions)
        for process, value in made:
            if decisions[process] is not None:
                continue
            decisions[process] = value
            if process not in configuration.traitors:
                entries.append(Entry("decided", self._clock(configuration), process, payload=value))
        return replace(configuration, decisions=tuple(decisions))

    # Speaking.

    def _post(
        self, configuration: Configuration, sends: Iterable[Sending], entries: list[Entry]
    ) -> tuple[tuple[Message, ...], int]:
        """Number the messages and put them on the road."""
        wire = list(configuration.wire)
        serial = configuration.sent
        clock = self._clock(configuration)
        for sender, receiver, payload in sends:
            serial += 1
            wire.append(Message(serial, sender, receiver, payload, configuration.round))
            entries.append(Entry("sent", clock, sender, receiver, payload, serial))
        return tuple(wire), serial

    def _post_loyal(self, configuration: Configuration, entries: list[Entry]) -> Configuration:
        """The loyal send; then it is the turn of those who speak freely. Phase and agenda are theirs."""
        sends = configuration.outbox
        wire, sent = self._post(
            configuration,
            ((s, r, p) for s, r, p in sends if not self._speaks_freely(configuration, s)),
            entries,
        )
        slots = self._slots(configuration, list(sends))
        return replace(
            configuration, outbox=(), wire=wire, sent=sent, phase=Phase.WORDS, agenda=slots, picked=()
        )

    def _say(self, configuration: Configuration, entries: list[Entry]) -> Configuration:
        """What the free speakers said goes on the road; what they altered is written down."""
        words = said(configuration)
        spoken: list[Sending] = []
        clock = self._clock(configuration)
        for slot, payload in words:
            if payload != slot.honest:
                number = 0 if payload is None else configuration.sent + len(spoken) + 1
                entries.append(
                    Entry("altered", clock, slot.sender, slot.receiver, payload, number, slot.honest)
                )
            if payload is not None:
                spoken += [(slot.sender, slot.receiver, part) for part in self.machine.parts(payload)]
        wire, sent = self._post(configuration, spoken, entries)
        return replace(configuration, wire=wire, sent=sent, agenda=(), picked=())

    # Losing.

    def _captures_left(self, configuration: Configuration) -> int | None:
        """How many more messages may be captured; None: any number."""
        if self.faults.captures is None:
            return None
        return self.faults.captures - configuration.taken - sum(configuration.picked)

    def _fates(self, messages: Iterable[Message]) -> tuple[Fate, ...]:
        """Equal messages are one fate: counted, not named, or the search explodes."""
        groups: dict[Sending, list[Message]] = {}
        for message in messages:
            groups.setdefault((message.sender, message.receiver, message.payload), []).append(message)
        return tuple(Fate(tuple(group)) for group in groups.values())

    def _capture(self, configuration: Configuration, entries: list[Entry]) -> Configuration:
        """The captured leave the road."""
        taken: set[int] = set()
        clock = self._clock(configuration)
        for item, pick in zip(configuration.agenda, configuration.picked, strict=True):
            for message in item.messages[:pick]:
                taken.add(message.serial)
                entries.append(
                    Entry("captured", clock, message.sender, message.receiver, message.payload, message.serial)
                )
        wire = tuple(message for message in configuration.wire if message.serial not in taken)
        return replace(configuration, wire=wire, taken=configuration.taken + len(taken), agenda=(), picked=())

    # What is chosen.

    def _fate_choice(self, configuration: Configuration, item: Fate) -> Choice:
        left = self._captures_left(configuration)
        count = len(item.messages)
        most = count if left is None else min(count, left)
        options = [Option("let through")]
        for j in range(1, most + 1):
            options.append(Option("capture" if count == 1 else f"capture {j} of {count}", j))
        first = item.messages[0]
        serials = tuple(message.serial for message in item.messages)
        words = self.machine.words(first.payload)
        which = f"letter {serials[0]}" if count == 1 else f"{count} letters"
        text = f"{which}, {self.name(first.sender)} to {self.name(first.receiver)}: {words}"
        subject = Subject("fate", first.sender, first.receiver, serials, configuration.round, text)
        return Choice("network", subject, tuple(options), 0, "captures")

    def _question_choice(self, item: Decision | tuple[int, Ask]) -> Choice:
        """A decision that a seat makes, or a question that a process put to somebody."""
        if isinstance(item, Decision):
            return self._decision_choice(item)
        process, ask = item
        text, secret = f"{self.name(process)}: {ask.key}", self.machine.secret(ask.key)
        subject = Subject("coin", process, text=text, secret=secret)
        options = tuple(Option(label) for label in ask.options)
        return Choice(ask.owner, subject, options, 0, weights=ask.weights)
