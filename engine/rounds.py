"""Synchronous time: crashes, loyal sends, traitors, the network, delivery, and the end of the round.

Traitors are rushing: they speak after the loyal messages of the round are on the road. The absence of a
message can be noticed at the end of a round, and only there.
"""

from dataclasses import replace
from itertools import combinations
from typing import Any

from engine.configuration import Choice, Configuration, Option, Phase, Subject
from engine.journal import Entry
from engine.machine import Message, RoundEnd
from engine.model import Crashing
from engine.network import Networked


class Rounds(Networked):
    """A machine in rounds."""

    @staticmethod
    def _clock(configuration: Configuration) -> int:
        return configuration.round

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
                return self._road_choice(configuration, item)
            case _:
                return self._question_choice(item)

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

    def objection(self, configuration: Configuration, picks: tuple[int, ...]) -> str | None:
        if configuration.phase is Phase.CRASHES:
            left = self.faults.crashes - len(configuration.crashed)
            if sum(pick > 0 for pick in (*configuration.picked, *picks)) > left:
                return f"No more than {left} of these may crash."
        return super().objection(configuration, picks)

    # What follows.

    def _begin(self, entries: list[Entry]) -> Configuration:
        return self._onwards(super()._begin(entries), entries)

    def _settle(self, configuration: Configuration, entries: list[Entry]) -> Configuration:
        return self._onwards(self._settled(configuration, entries), entries)

    def _onwards(self, configuration: Configuration, entries: list[Entry]) -> Configuration:
        """The rounds in which nobody chooses anything. Hundreds may follow each other: no calls in calls."""
        while configuration.phase is Phase.BETWEEN:
            configuration = self._open(configuration, entries)
        return configuration

    def _settled(self, configuration: Configuration, entries: list[Entry]) -> Configuration:
        match configuration.phase:
            case Phase.SEAT:
                return self._sit(configuration, entries)
            case Phase.CRASHES:
                return self._speak(self._crash(configuration, entries), entries)
            case Phase.WORDS:
                return self._gate(self._say(configuration, entries), entries)
            case Phase.NETWORK:
                return self._travel(self._suffered(configuration, entries), entries)
            case _:
                return self._answered(configuration, entries)

    def _quiet(self, configuration: Configuration, entries: list[Entry]) -> Configuration:
        if configuration.round >= self.machine.rounds:
            return replace(configuration, phase=Phase.OVER, outbox=())
        return replace(configuration, phase=Phase.BETWEEN)

    def _open(self, configuration: Configuration, entries: list[Entry]) -> Configuration:
        """The next round, up to its first choice."""
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
        after = self._post_loyal(configuration, entries)
        return after if after.agenda else self._gate(after, entries)

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


__all__ = ["Rounds", "subsets"]
