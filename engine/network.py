"""The road in a round: who can reach whom and at what price, what the network does, what it cannot carry.

`roads.Roads` says how the network is; here it acts, between the last word of a round and its end.
"""

from abc import abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from engine.configuration import Choice, Configuration, Option, Phase, Subject
from engine.journal import Entry
from engine.machine import Measure, Message
from engine.model import Fate
from engine.reactions import Reacting, Sending
from engine.roads import Meddling, Replay, carried, ticks

THROUGH = Meddling("let through")


class Networked(Reacting):
    """A machine in rounds whose letters travel by `Faults.roads`."""

    # Setting out.

    def _post(
        self, configuration: Configuration, sends: Iterable[Sending], entries: list[Entry]
    ) -> tuple[tuple[Message, ...], int]:
        """Who cannot pay a messenger sends none; a letter without a road is sent in vain."""
        roads = self.faults.roads
        if roads.price:
            sends = self._paid(configuration, sends, entries)
        wire, sent = super()._post(configuration, sends, entries)
        if roads.edges is None and not roads.cuts:
            return wire, sent
        going = []
        for message in wire:
            if message.serial <= configuration.sent or roads.joins(
                configuration.round, message.sender, message.receiver
            ):
                going.append(message)
            else:
                entries.append(_entry("lost", configuration.round, message))
        return tuple(going), sent

    def _paid(
        self, configuration: Configuration, sends: Iterable[Sending], entries: list[Entry]
    ) -> list[Sending]:
        """The letters that there is gold for, in sending order."""
        roads = self.faults.roads
        left = roads.purse - configuration.gold - self._owed(configuration.wire)
        travelling = {(m.sender, m.receiver) for m in configuration.wire}
        going = []
        for sender, receiver, payload in sends:
            free = roads.paid == "packet" and (sender, receiver) in travelling
            if not free and left < roads.price:
                entries.append(Entry("unpaid", configuration.round, sender, receiver, payload))
                continue
            left -= 0 if free else roads.price
            travelling.add((sender, receiver))
            going.append((sender, receiver, payload))
        return going

    def _owed(self, wire: Sequence[Message]) -> int:
        """What the messengers of this round cost, in gold."""
        roads = self.faults.roads
        count = len({(m.sender, m.receiver) for m in wire}) if roads.paid == "packet" else len(wire)
        return roads.price * count

    # What is chosen.

    def _gate(self, configuration: Configuration, entries: list[Entry]) -> Configuration:
        """The network's turn, if there is anything that it may do."""
        roads = self.faults.roads
        if roads.price:
            configuration = replace(configuration, gold=configuration.gold + self._owed(configuration.wire))
        agenda = self._business(replace(configuration, picked=()))
        if not agenda:
            return self._travel(configuration, entries)
        return replace(configuration, phase=Phase.NETWORK, agenda=agenda, picked=())

    def _business(self, configuration: Configuration) -> tuple[Fate | Replay, ...]:
        roads = self.faults.roads
        if not roads.meddles:
            left = self._captures_left(configuration)
            return () if left == 0 else self._fates(configuration.wire)
        fates: list[Fate | Replay] = []
        if any(self._budgets(configuration)[:3]):
            fates += [Fate((message,)) for message in configuration.wire]
        if self._budgets(configuration)[3]:
            for receiver in range(self.machine.processes):
                letters = self.machine.recorded(receiver)
                if letters and receiver not in configuration.crashed:
                    fates.append(Replay(receiver, letters))
        return tuple(fates)

    def _budgets(self, configuration: Configuration) -> tuple[int, int, int, int]:
        """What the network may still do: captures, delays, rewritings, replays."""
        roads, done = self.faults.roads, configuration.meddled
        captures = self.faults.captures
        return (
            len(configuration.wire) if captures is None else captures - configuration.taken,
            roads.delays - done[0],
            roads.rewrites - done[1],
            roads.replays - done[2],
        )

    def _road_choice(self, configuration: Configuration, item: Fate | Replay) -> Choice:
        """The fate of what is on the road, with all that the network may still do to it."""
        if not self.faults.roads.meddles:
            assert isinstance(item, Fate)
            return self._fate_choice(configuration, item)
        captures = self.faults.captures
        measure: Measure = "captures" if captures is None or captures else "letters"
        left = self._left(configuration)
        if isinstance(item, Replay):
            options = [Option("bring nothing")]
            if left[3] > 0:
                for sender, payload in item.letters:
                    words = f"bring {self.machine.words(payload)}, as from {self.name(sender)}"
                    options.append(Option(words, 1))
            text = f"old letters to {self.name(item.receiver)}"
            subject = Subject("replay", -1, item.receiver, (), configuration.round, text)
            return Choice("network", subject, tuple(options), 0, measure)
        (message,) = item.messages
        meddlings = self._meddlings(message, left)
        options = [Option(meddling.label, 1 if i else 0) for i, meddling in enumerate(meddlings)]
        words = self.machine.words(message.payload)
        text = f"letter {message.serial}, {self.name(message.sender)} to {self.name(message.receiver)}: {words}"
        subject = Subject(
            "fate", message.sender, message.receiver, (message.serial,), configuration.round, text
        )
        return Choice("network", subject, tuple(options), 0, measure)

    def _meddlings(self, message: Message, left: Sequence[int]) -> tuple[Meddling, ...]:
        """What may be done with a letter while so much may still be done."""
        roads = self.faults.roads
        found = [THROUGH]
        if left[0] > 0:
            found.append(Meddling("capture"))
        if left[1] > 0:
            for by in range(1, roads.delay + 1):
                found.append(Meddling(f"late by {by}", late=by))
        if left[2] > 0:
            machine = self.machine
            for other in machine.forgeries(message.sender, message.payload, message.receiver):
                if other is not None and other != message.payload:
                    found.append(Meddling(f"now says {machine.words(other)}", payload=other))
        return tuple(found)

    def _left(self, configuration: Configuration) -> list[int]:
        """What may still be done after the answers given so far in this round."""
        left = list(self._budgets(configuration))
        for place, pick in enumerate(configuration.picked):
            if pick:
                left[self._kind(configuration.agenda[place], pick, left)] -= 1
        return left

    def _kind(self, item: Fate | Replay, pick: int, left: Sequence[int]) -> int:
        """Which budget an answer draws on."""
        if isinstance(item, Replay):
            return 3
        meddling = self._meddlings(item.messages[0], left)[pick]
        return 1 if meddling.late else 2 if meddling.payload is not None else 0

    def objection(self, configuration: Configuration, picks: tuple[int, ...]) -> str | None:
        if configuration.phase is not Phase.NETWORK:
            return None
        if not self.faults.roads.meddles:
            if self.faults.captures is not None:
                left = self.faults.captures - configuration.taken
                if sum(configuration.picked) + sum(picks) > left:
                    return f"The city can take no more than {left} of these."
            return None
        start = len(configuration.picked)
        budget = self._left(configuration)
        words = ("take", "make late", "rewrite", "bring again")
        offered = list(budget)
        used = [0, 0, 0, 0]
        for item, pick in zip(configuration.agenda[start:], picks, strict=True):
            if pick:
                # The board offers every letter what the first one may still suffer.
                used[self._kind(item, pick, offered)] += 1
        for number, limit, word in zip(used, budget, words, strict=True):
            if number > limit:
                return f"The network can {word} no more than {limit} of these."
        return None

    # What follows.

    def _suffered(self, configuration: Configuration, entries: list[Entry]) -> Configuration:
        """What the network chose is done to the letters."""
        if not self.faults.roads.meddles:
            return self._capture(configuration, entries)
        left = list(self._budgets(configuration))
        before = list(left)
        wire: list[Message] = []
        late = list(configuration.late)
        sent = configuration.sent
        handled = set()
        brought: list[Message] = []
        for item, pick in zip(configuration.agenda, configuration.picked, strict=True):
            if isinstance(item, Replay):
                if pick:
                    sender, payload = item.letters[pick - 1]
                    sent += 1
                    message = Message(sent, sender, item.receiver, payload, configuration.round)
                    entries.append(_entry("replayed", configuration.round, message))
                    brought.append(message)
                    left[3] -= 1
                continue
            (message,) = item.messages
            handled.add(message.serial)
            if not pick:
                wire.append(message)
                continue
            meddling = self._meddlings(message, left)[pick]
            left[self._kind(item, pick, left)] -= 1
            if meddling.late:
                entries.append(_entry("late", configuration.round, message))
                late.append((configuration.round + meddling.late, message))
            elif meddling.payload is not None:
                forged = replace(message, payload=meddling.payload)
                entries.append(
                    replace(_entry("rewritten", configuration.round, forged), honest=message.payload)
                )
                wire.append(forged)
            else:
                entries.append(_entry("captured", configuration.round, message))
        wire += [message for message in configuration.wire if message.serial not in handled]
        spent = [was - now for was, now in zip(before, left, strict=True)]
        done = tuple(a + b for a, b in zip(configuration.meddled, spent[1:], strict=True))
        return replace(
            configuration,
            wire=(*sorted(wire, key=lambda message: message.serial), *brought),
            late=tuple(late),
            sent=sent,
            taken=configuration.taken + spent[0],
            meddled=(done[0], done[1], done[2]),
            agenda=(),
            picked=(),
        )

    def _travel(self, configuration: Configuration, entries: list[Entry]) -> Configuration:
        """What was late and is due joins the letters of this round; then the roads carry what they can."""
        roads = self.faults.roads
        current = configuration.round
        if configuration.late:
            due = tuple(message for when, message in configuration.late if when <= current)
            late = tuple(row for row in configuration.late if row[0] > current)
            configuration = replace(configuration, wire=(*due, *configuration.wire), late=late)
        if roads.capacity is not None:
            if roads.overflow == "waits":
                took = ticks(configuration.wire, roads.capacity)
                configuration = replace(configuration, ticks=configuration.ticks + took)
            else:
                going = []
                for message, fits in carried(configuration.wire, roads.capacity):
                    if fits:
                        going.append(message)
                    else:
                        entries.append(_entry("lost", current, message))
                configuration = replace(configuration, wire=tuple(going))
        if roads.mirrored and not roads.marshalled:
            configuration = replace(configuration, wire=tuple(map(self._as_read, configuration.wire)))
        return self._deliver(configuration, entries)

    def _as_read(self, message: Message) -> Message:
        """The letter as one reads it who may write the two orders the other way round."""
        if not self.faults.roads.swaps(message.sender, message.receiver):
            return message
        return replace(message, payload=self.machine.recode(message.payload))

    @abstractmethod
    def _deliver(self, configuration: Configuration, entries: list[Entry]) -> Configuration:
        """Everything still on the road arrives."""


def _entry(kind: Any, round_: int, message: Message) -> Entry:
    return Entry(kind, round_, message.sender, message.receiver, message.payload, message.serial)


__all__ = ["Networked"]
