"""Synchronous time: crashes, loyal sends, traitors, the network, delivery, and the end of the round.

Traitors are rushing: they speak after the loyal messages of the round are on the road. The absence of a
message can be noticed at the end of a round, and only there.
"""

from collections.abc import Iterable
from dataclasses import replace
from itertools import combinations
from typing import Any

from engine.configuration import Choice, Configuration, Option, Phase, Slot, Subject
from engine.journal import Entry
from engine.machine import Answer, Ask, Command, Decide, Message, RoundEnd, Send, Start
from engine.model import Crashing, Decision, Fate, Model, said


class Rounds(Model):
    """A machine in rounds."""

    # The first instant.

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

    def _wake(self, configuration: Configuration, entries: list[Entry]) -> Configuration:
        for process, value in enumerate(self.inputs):
            entries.append(Entry("started", 0, process, payload=value))
        events = [Start(value) for value in self.inputs]
        return self._react(configuration, enumerate(events), entries)

    # What is chosen.

    def _choice(self, configuration: Configuration, item: Any, place: int) -> Choice:
        match configuration.phase:
            case Phase.SEAT:
                return self._seat_choice()
            case Phase.CRASHES:
                return self._crash_choice(configuration, item)
            case Phase.WORDS:
                return self._word_choice(configuration, item)
            case Phase.NETWORK:
                return self._fate_choice(configuration, item)
            case Phase.QUESTIONS:
                process, ask = item
                subject = Subject("coin", process, text=f"{self.name(process)}: {ask.key}")
                return Choice(ask.owner, subject, tuple(Option(label) for label in ask.options), 0)
            case _:
                return self._decision_choice(item)

    def _crash_choice(self, configuration: Configuration, item: Crashing) -> Choice:
        options = [Option("stays up")]
        used = len(configuration.crashed) + sum(pick > 0 for pick in configuration.picked)
        if used < self.faults.crashes:
            for reach in subsets(item.receivers):
                names = ", ".join(self.name(p) for p in reach) or "nobody"
                options.append(Option(f"crashes, reaching {names}", 1))
        text = f"{self.name(item.process)} in round {configuration.round}"
        subject = Subject("crash", item.process, path=item.receivers, round=configuration.round, text=text)
        return Choice("scheduler", subject, tuple(options), 0, "crashes")

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

    def _captures_left(self, configuration: Configuration) -> int | None:
        if self.faults.captures is None:
            return None
        return self.faults.captures - configuration.taken - sum(configuration.picked)

    def objection(self, configuration: Configuration, picks: tuple[int, ...]) -> str | None:
        if configuration.phase is Phase.NETWORK and self.faults.captures is not None:
            left = self.faults.captures - configuration.taken
            if sum(configuration.picked) + sum(picks) > left:
                return f"The city can take no more than {left} of these."
        if configuration.phase is Phase.CRASHES:
            left = self.faults.crashes - len(configuration.crashed)
            if sum(pick > 0 for pick in (*configuration.picked, *picks)) > left:
                return f"No more than {left} of these may crash."
        return None

    # What follows.

    def _settle(self, configuration: Configuration, entries: list[Entry]) -> Configuration:
        match configuration.phase:
            case Phase.SEAT:
                seat = self.faults.seats[configuration.picked[0]]
                entries.append(Entry("seated", 0, seat))
                traitors = tuple(sorted({*configuration.traitors, seat}))
                return self._wake(replace(configuration, traitors=traitors, agenda=(), picked=()), entries)
            case Phase.CRASHES:
                return self._speak(self._crash(configuration, entries), entries)
            case Phase.WORDS:
                return self._gate(self._say(configuration, entries), entries)
            case Phase.NETWORK:
                return self._deliver(self._capture(configuration, entries), entries)
            case Phase.QUESTIONS:
                answers = [
                    (process, Answer(ask.key, ask.options[pick]))
                    for (process, ask), pick in zip(configuration.agenda, configuration.picked, strict=True)
                ]
                for process, answer in answers:
                    entries.append(Entry("answered", configuration.round, process, payload=answer.value))
                return self._react(replace(configuration, agenda=(), picked=()), answers, entries)
            case _:
                made = [
                    (item.process, self.machine.verdicts[pick])
                    for item, pick in zip(configuration.agenda, configuration.picked, strict=True)
                ]
                decided = self._decide(replace(configuration, agenda=(), picked=()), made, entries)
                return self._next_round(decided, entries)

    def _react(
        self, configuration: Configuration, events: Iterable[tuple[int, Any]], entries: list[Entry]
    ) -> Configuration:
        """Let each process react to its event; then ask, then let decide, then open the next round."""
        states = list(configuration.states)
        outbox = list(configuration.outbox)
        asks: list[tuple[int, Ask]] = []
        decides: list[tuple[int, Any]] = []
        for process, event in events:
            states[process], commands = self.machine.step(process, states[process], event)
            self._sort_commands(process, commands, outbox, asks, decides)
        held = self.held.difference(configuration.traitors)
        free = [(process, value) for process, value in decides if process not in held]
        mine = tuple(Decision(process, value) for process, value in decides if process in held)
        after = self._decide(configuration, free, entries)
        after = replace(after, states=tuple(states), outbox=tuple(outbox))
        if asks:
            return replace(after, phase=Phase.QUESTIONS, agenda=tuple(asks))
        if mine:
            return replace(after, phase=Phase.DECISIONS, agenda=mine)
        return self._next_round(after, entries)

    @staticmethod
    def _sort_commands(
        process: int,
        commands: tuple[Command, ...],
        outbox: list[tuple[int, int, Any]],
        asks: list[tuple[int, Ask]],
        decides: list[tuple[int, Any]],
    ) -> None:
        for command in commands:
            if type(command) is Send:
                outbox.append((process, command.receiver, command.payload))
            elif type(command) is Decide:
                decides.append((process, command.value))
            elif type(command) is Ask:
                asks.append((process, command))

    @staticmethod
    def _decide(
        configuration: Configuration, made: list[tuple[int, Any]], entries: list[Entry]
    ) -> Configuration:
        if not made:
            return configuration
        decisions = list(configuration.decisions)
        for process, value in made:
            decisions[process] = value
            if process not in configuration.traitors:
                entries.append(Entry("decided", configuration.round, process, payload=value))
        return replace(configuration, decisions=tuple(decisions))

    def _next_round(self, configuration: Configuration, entries: list[Entry]) -> Configuration:
        if configuration.round >= self.machine.rounds:
            return replace(configuration, phase=Phase.OVER, outbox=())
        opened = replace(configuration, round=configuration.round + 1)
        if self.faults.crashes <= len(opened.crashed):
            return self._speak(opened, entries)
        agenda = tuple(
            Crashing(p, tuple(sorted({r for s, r, _ in opened.outbox if s == p}))) for p in self.loyal(opened)
        )
        return replace(opened, phase=Phase.CRASHES, agenda=agenda)

    def _crash(self, configuration: Configuration, entries: list[Entry]) -> Configuration:
        """Take the crashed out of the run; of what they were sending, some receivers get theirs."""
        lost: dict[int, set[int]] = {}
        for item, pick in zip(configuration.agenda, configuration.picked, strict=True):
            if pick:
                reach = subsets(item.receivers)[pick - 1]
                lost[item.process] = set(item.receivers).difference(reach)
                entries.append(Entry("crashed", configuration.round, item.process))
        outbox = tuple(send for send in configuration.outbox if send[1] not in lost.get(send[0], ()))
        crashed = tuple(sorted({*configuration.crashed, *lost}))
        return replace(configuration, outbox=outbox, crashed=crashed, agenda=(), picked=())

    def _speak(self, configuration: Configuration, entries: list[Entry]) -> Configuration:
        """The loyal send; then it is the turn of those who speak freely."""
        sends = configuration.outbox
        wire, sent = self._post(
            configuration,
            ((s, r, p) for s, r, p in sends if not self._speaks_freely(configuration, s)),
            entries,
        )
        slots = self._slots(configuration, list(sends))
        after = replace(
            configuration, outbox=(), wire=wire, sent=sent, phase=Phase.WORDS, agenda=slots, picked=()
        )
        return after if slots else self._gate(after, entries)

    def _post(
        self, configuration: Configuration, sends: Iterable[tuple[int, int, Any]], entries: list[Entry]
    ) -> tuple[tuple[Message, ...], int]:
        """Number the messages and put them on the road."""
        wire = list(configuration.wire)
        serial = configuration.sent
        for sender, receiver, payload in sends:
            serial += 1
            wire.append(Message(serial, sender, receiver, payload, configuration.round))
            entries.append(Entry("sent", configuration.round, sender, receiver, payload, serial))
        return tuple(wire), serial

    def _say(self, configuration: Configuration, entries: list[Entry]) -> Configuration:
        words = said(configuration)
        spoken = [(slot.sender, slot.receiver, payload) for slot, payload in words if payload is not None]
        serial = configuration.sent
        for slot, payload in words:
            serial += payload is not None
            if payload != slot.honest:
                number = serial if payload is not None else 0
                entries.append(
                    Entry(
                        "altered",
                        configuration.round,
                        slot.sender,
                        slot.receiver,
                        payload,
                        number,
                        slot.honest,
                    )
                )
        wire, sent = self._post(configuration, spoken, entries)
        return replace(configuration, wire=wire, sent=sent, agenda=(), picked=())

    def _gate(self, configuration: Configuration, entries: list[Entry]) -> Configuration:
        """The network's turn, if it may take anything that is on the road."""
        left = self._captures_left(replace(configuration, picked=()))
        if left == 0 or not configuration.wire:
            return self._deliver(configuration, entries)
        groups: dict[tuple[int, int, Any], list[Message]] = {}
        for message in configuration.wire:
            groups.setdefault((message.sender, message.receiver, message.payload), []).append(message)
        agenda = tuple(Fate(tuple(messages)) for messages in groups.values())
        return replace(configuration, phase=Phase.NETWORK, agenda=agenda, picked=())

    def _capture(self, configuration: Configuration, entries: list[Entry]) -> Configuration:
        taken: set[int] = set()
        for item, pick in zip(configuration.agenda, configuration.picked, strict=True):
            for message in item.messages[:pick]:
                taken.add(message.serial)
                entries.append(
                    Entry(
                        "captured",
                        message.round,
                        message.sender,
                        message.receiver,
                        message.payload,
                        message.serial,
                    )
                )
        wire = tuple(message for message in configuration.wire if message.serial not in taken)
        return replace(configuration, wire=wire, taken=configuration.taken + len(taken), agenda=(), picked=())

    def _deliver(self, configuration: Configuration, entries: list[Entry]) -> Configuration:
        """Everything still on the road arrives, and the round ends for all who are up."""
        inboxes: list[list[Message]] = [[] for _ in range(self.machine.processes)]
        current = configuration.round
        for message in configuration.wire:
            if message.receiver in configuration.crashed:
                continue
            inboxes[message.receiver].append(message)
            entries.append(
                Entry("delivered", current, message.sender, message.receiver, message.payload, message.serial)
            )
        entries.append(Entry("round", current))
        events = [
            (p, RoundEnd(current, tuple(inboxes[p])))
            for p in range(self.machine.processes)
            if p not in configuration.crashed
        ]
        return self._react(replace(configuration, wire=(), agenda=(), picked=()), events, entries)


def subsets(items: tuple[int, ...]) -> list[tuple[int, ...]]:
    """All subsets, the smaller first."""
    return [chosen for size in range(len(items) + 1) for chosen in combinations(items, size)]


__all__ = ["Rounds", "Slot", "subsets"]
