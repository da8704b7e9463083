"""No clock: a scheduler says what happens next, one delivery, one timeout or one crash at a time.

After each of its picks the loyal react and what they send goes on the road; what a traitor's loyal machine
would send are slots that he fills as he likes; then every traitor may `wait` or use one of his *utterances*,
each once, until he waits. Waking counts as a pick: traitors may speak before the first delivery as well.

What costs what: a pick of the scheduler costs one step, whatever it is (crashes are bounded by `Faults`, not
priced); a false word or an utterance costs one lie; a capture costs one capture. It is offered to the
network when the scheduler has picked the message, so a message can be lost and no two orders of loss differ.

A process crashes between its steps: what it sent stays on the road, what was on the road to it is gone. Where
restarts are allowed it may come back, told by the event `Restart`; its timers are gone.

A scheduler may be made fair: no letter then waits for more than `Faults.fair` picks; when one has waited so
long, the only picks left are to deliver the oldest.

Roads may be made orderly (`Faults.fifo`): of the letters from one process to one other only the oldest can then
be delivered, or lost. Letters on different roads still overtake each other.

Equality of configurations: serial numbers and the number of steps are history and are not compared. The order
of the road *is*, since a fair scheduler delivers the oldest message first. Who searches over all schedules
asks `essence`, which forgets that order too: there the options stand in the same order whatever the
history, so that a pick means the same thing in every configuration of one essence.
"""

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from engine.configuration import Choice, Configuration, Option, Phase, Subject
from engine.journal import Entry
from engine.machine import Machine, Message, Receive, Restart, Timeout
from engine.model import Fate
from engine.reactions import Reacting, Sending


@dataclass(frozen=True, slots=True)
class Delivery:
    """Equal messages, of which the oldest may arrive next."""

    messages: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class Expiry:
    """A timer that may run out next."""

    process: int
    key: Hashable


@dataclass(frozen=True, slots=True)
class Crash:
    """A process that may crash next."""

    process: int


@dataclass(frozen=True, slots=True)
class Recovery:
    """A process that is down and may come back next."""

    process: int


Happening = Delivery | Expiry | Crash | Recovery


@dataclass(frozen=True, slots=True)
class Speaking:
    """A traitor whose turn it is, and the numbers of the utterances that he has not used."""

    process: int
    unused: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Repertory:
    """What one traitor may say of himself to whom, by number, and as it is offered to him."""

    machine: Machine
    utterances: tuple[tuple[int, Any], ...]
    options: tuple[Option, ...]


@lru_cache(maxsize=65_536)
def _spelled(payload: Hashable) -> str:
    """A payload as a text to sort by: spelled once, since every pick of the scheduler sorts the road."""
    return repr(payload)


class Asynchronous(Reacting):
    """A machine without rounds. `steps` counts the picks.

    `Configuration.round` is 0 throughout, unless fairness is demanded: then it counts the picks, and a letter
    is of the round in which it was sent, so that one that has waited too long can be told from a new one.
    """

    def _repertory(self, process: int) -> "Repertory":
        """What a traitor may say of himself; asked of the machine once, since he is asked at every turn."""
        known: dict[int, Repertory] = self.__dict__.setdefault("_repertories", {})
        found = known.get(process)
        if found is None or found.machine is not self.machine:
            utterances = self.machine.utterances(process)
            options = tuple(
                Option(f"{self.machine.words(payload)} to {self.name(receiver)}", 1)
                for receiver, payload in utterances
            )
            found = known[process] = Repertory(self.machine, utterances, options)
        return found

    @staticmethod
    def _clock(configuration: Configuration) -> int:
        return configuration.steps

    def essence(self, configuration: Configuration) -> Hashable:
        bare = replace(configuration, wire=(), timers=())
        return bare, self._road(configuration.wire), frozenset(configuration.timers)

    def _road(self, wire: tuple[Message, ...]) -> Hashable:
        """What is on the road, without the order in which it does not matter to be there."""
        if not self.faults.fifo:
            road = Counter((m.sender, m.receiver, m.payload, m.round) for m in wire)
            return frozenset(road.items())
        queues: dict[tuple[int, int], list[tuple[Any, int]]] = {}
        for m in wire:
            queues.setdefault((m.sender, m.receiver), []).append((m.payload, m.round))
        return frozenset((link, tuple(queue)) for link, queue in queues.items())

    # What is chosen.

    def _choice(self, configuration: Configuration, item: Any, place: int) -> Choice:
        match configuration.phase:
            case Phase.SEAT:
                return self._seat_choice()
            case Phase.WORDS:
                return self._word_choice(configuration, item)
            case Phase.NETWORK:
                return self._fate_choice(configuration, item)
            case Phase.SCHEDULE:
                return self._schedule_choice(configuration, item)
            case Phase.UTTERANCES:
                return self._utterance_choice(item)
            case _:
                return self._question_choice(item)

    def _schedule_choice(self, configuration: Configuration, happenings: tuple[Any, ...]) -> Choice:
        options: list[Option] = []
        serials: list[int] = []
        for happening in happenings:
            match happening:
                case Delivery(messages):
                    serials.append(messages[0].serial)
                    label = f"deliver {messages[0].serial}"
                case Expiry(process, key):
                    several = sum(p == process for p, _ in configuration.timers) > 1
                    label = f"timeout {process} {key}" if several else f"timeout {process}"
                case Crash(process):
                    label = f"crash {process}"
                case Recovery(process):
                    label = f"restart {process}"
            options.append(Option(label, 1))
        if serials:
            honest = serials.index(min(serials))
        elif configuration.timers:
            # The shortest, and of equally long ones the oldest.
            first = min(configuration.timers, key=lambda timer: self.machine.length(timer[1]))
            honest = happenings.index(Expiry(*first))
        else:
            honest = next(i for i, h in enumerate(happenings) if isinstance(h, Recovery))
        subject = Subject("delivery", path=tuple(serials), text="what happens next")
        return Choice("scheduler", subject, tuple(options), honest, "steps")

    def _utterance_choice(self, item: Speaking) -> Choice:
        sayings = self._repertory(item.process).options
        options = [Option("wait"), *(sayings[number] for number in item.unused)]
        subject = Subject("utterance", item.process, text=f"{self.name(item.process)} may speak")
        return Choice(f"traitor:{item.process}", subject, tuple(options), 0, "lies")

    # What follows.

    def _settle(self, configuration: Configuration, entries: list[Entry]) -> Configuration:
        match configuration.phase:
            case Phase.SEAT:
                return self._sit(configuration, entries)
            case Phase.WORDS:
                said = self._say(configuration, entries)
                return self._murmur(said, said.traitors)
            case Phase.UTTERANCES:
                return self._utter(configuration, entries)
            case Phase.SCHEDULE:
                return self._happen(configuration, entries)
            case Phase.NETWORK:
                (message,) = configuration.agenda[0].messages
                if configuration.picked[0]:
                    after = self._capture(configuration, entries)
                    return self._murmur(after, after.traitors)
                return self._arrive(configuration, message, entries)
            case _:
                return self._answered(configuration, entries)

    def _quiet(self, configuration: Configuration, entries: list[Entry]) -> Configuration:
        after = self._post_loyal(configuration, entries)
        return after if after.agenda else self._murmur(after, after.traitors)

    def _post(
        self, configuration: Configuration, sends: Iterable[Sending], entries: list[Entry]
    ) -> tuple[tuple[Message, ...], int]:
        """What is sent to the crashed, or where no road leads, is sent in vain: nobody need deliver it."""
        wire, sent = super()._post(configuration, sends, entries)
        if self.faults.roads.edges is not None:
            joins = self.faults.roads.joins
            wire = tuple(message for message in wire if joins(0, message.sender, message.receiver))
        if configuration.crashed:
            wire = tuple(message for message in wire if message.receiver not in configuration.crashed)
        return wire, sent

    def _murmur(self, configuration: Configuration, speakers: Iterable[int]) -> Configuration:
        """These traitors' turn to speak, as far as they have something left to say."""
        turns = []
        spoken = frozenset(configuration.spoken)
        for process in speakers:
            count = len(self._repertory(process).options)
            unused = tuple(i for i in range(count) if (process, i) not in spoken)
            if unused:
                turns.append(Speaking(process, unused))
        if not turns:
            return self._schedule(configuration)
        return replace(configuration, phase=Phase.UTTERANCES, agenda=tuple(turns), picked=())

    def _utter(self, configuration: Configuration, entries: list[Entry]) -> Configuration:
        sends: list[Sending] = []
        spoken = set(configuration.spoken)
        again = []
        for turn, pick in zip(configuration.agenda, configuration.picked, strict=True):
            if not pick:
                continue
            number = turn.unused[pick - 1]
            receiver, payload = self._repertory(turn.process).utterances[number]
            spoken.add((turn.process, number))
            again.append(turn.process)
            serial = configuration.sent + len(sends) + 1
            sends.append((turn.process, receiver, payload))
            entries.append(Entry("altered", configuration.steps, turn.process, receiver, payload, serial))
        wire, sent = self._post(configuration, sends, entries)
        after = replace(configuration, wire=wire, sent=sent, spoken=tuple(sorted(spoken)), agenda=(), picked=())
        return self._murmur(after, again)

    def _schedule(self, configuration: Configuration) -> Configuration:
        """The scheduler's turn; or the end, if nothing waits to be delivered, to ring or to come back."""
        happenings = self._happenings(configuration)
        waiting = configuration.wire or configuration.timers
        if not waiting and not any(isinstance(h, Recovery) for h in happenings):
            return replace(configuration, phase=Phase.OVER, agenda=(), picked=())
        return replace(configuration, phase=Phase.SCHEDULE, agenda=(happenings,), picked=())

    def _happenings(self, configuration: Configuration) -> tuple[Happening, ...]:
        """What can happen next, in an order that does not depend on history."""
        deliveries = sorted(
            (Delivery(fate.messages) for fate in self._fates(self._deliverable(configuration.wire))),
            key=lambda d: (d.messages[0].receiver, d.messages[0].sender, _spelled(d.messages[0].payload)),
        )
        expiries = (Expiry(*timer) for timer in sorted(configuration.timers, key=repr))
        overdue = self._overdue(configuration)
        if overdue is not None:
            return tuple(delivery for delivery in deliveries if delivery.messages[0].round <= overdue)
        crashes: Iterable[Happening] = ()
        # Each recovery is one more crash survived: a process that came back may crash again.
        if len(configuration.crashed) + configuration.restarts < self.faults.crashes:
            crashes = (Crash(process) for process in self.loyal(configuration))
        recoveries: Iterable[Happening] = ()
        if configuration.restarts < self.faults.restarts:
            recoveries = (Recovery(process) for process in configuration.crashed)
        return (*deliveries, *expiries, *crashes, *recoveries)

    def _deliverable(self, wire: tuple[Message, ...]) -> tuple[Message, ...]:
        """The letters that can arrive next: all, or on orderly roads the first of each. Oldest first."""
        if not self.faults.fifo:
            return wire
        first: dict[tuple[int, int], Message] = {}
        for message in wire:
            first.setdefault((message.sender, message.receiver), message)
        return tuple(first.values())

    def _overdue(self, configuration: Configuration) -> int | None:
        """Where the scheduler must be fair: letters sent at this time or before have waited too long."""
        fair = self.faults.fair
        if fair is None or not configuration.wire:
            return None
        oldest = min(message.round for message in configuration.wire)
        return oldest if configuration.round - oldest >= fair else None

    def _happen(self, configuration: Configuration, entries: list[Entry]) -> Configuration:
        happening = configuration.agenda[0][configuration.picked[0]]
        # Who demands fairness needs the time as part of the instant; else it is history.
        clock = 0 if self.faults.fair is None else configuration.round + 1
        now = replace(configuration, steps=configuration.steps + 1, round=clock, agenda=(), picked=())
        match happening:
            case Delivery(messages):
                if self._captures_left(now) == 0:
                    return self._arrive(now, messages[0], entries)
                return replace(now, phase=Phase.NETWORK, agenda=(Fate(messages[:1]),))
            case Expiry(process, key):
                entries.append(Entry("timeout", now.steps, process, payload=key))
                timers = tuple(timer for timer in now.timers if timer != (process, key))
                return self._react(replace(now, timers=timers), [(process, Timeout(key))], entries)
            case Crash(process):
                entries.append(Entry("crashed", now.steps, process))
                now = replace(
                    now,
                    crashed=tuple(sorted((*now.crashed, process))),
                    wire=tuple(message for message in now.wire if message.receiver != process),
                    timers=tuple(timer for timer in now.timers if timer[0] != process),
                )
                return self._murmur(now, now.traitors)
            case Recovery(process):
                entries.append(Entry("restarted", now.steps, process))
                crashed = tuple(other for other in now.crashed if other != process)
                now = replace(now, crashed=crashed, restarts=now.restarts + 1)
                return self._react(now, [(process, Restart())], entries)
        raise AssertionError(happening)

    def _arrive(self, configuration: Configuration, message: Message, entries: list[Entry]) -> Configuration:
        """A message arrives. Its number stays behind: nobody sees how many letters others have sent."""
        entries.append(
            Entry(
                "delivered",
                configuration.steps,
                message.sender,
                message.receiver,
                message.payload,
                message.serial,
            )
        )
        wire = tuple(other for other in configuration.wire if other.serial != message.serial)
        now = replace(configuration, wire=wire, agenda=(), picked=())
        return self._react(now, [(message.receiver, Receive(replace(message, serial=0)))], entries)
