"""What a service of publishers and subscribers promises its readers, each by its own sentence."""

from itertools import combinations
from typing import TYPE_CHECKING, Any, Final

from engine.configuration import Configuration
from engine.model import Model
from engine.properties import Property, PropertyKind, Verdict

if TYPE_CHECKING:
    from engine.protocols.middleware.publish_subscribe import PublishSubscribe

PROMISES: Final = (
    "at-least-once",
    "at-most-once",
    "up-to-date",
    "fifo-order",
    "causal-order",
    "total-order",
)


def promises(service: "PublishSubscribe") -> tuple[Property, ...]:
    """The properties of a service, in the order of `PROMISES`."""
    judge = _Readers(service)
    sentences = {
        "at-least-once": ("every subscriber reads all that is cried on his topic", "a letter is never read"),
        "at-most-once": ("nobody reads a letter twice", "somebody reads a letter twice"),
        "up-to-date": (
            "every subscriber ends with the last news of his topic",
            "a subscriber ends without the last news of his topic",
        ),
        "fifo-order": (
            "nobody reads a publisher's later letter before his earlier one",
            "somebody reads a publisher's later letter before his earlier one",
        ),
        "causal-order": (
            "nobody reads an answer before its question",
            "somebody reads the answer before its question",
        ),
        "total-order": ("all read in the same order", "two read the same letters in different orders"),
    }
    judges = (judge.least, judge.most, judge.newest, judge.fifo, judge.causal, judge.total)
    kinds: tuple[PropertyKind, ...] = ("eventually", "always", "eventually", "always", "always", "always")
    return tuple(
        Property(name, kind, by, *sentences[name])
        for name, kind, by in zip(PROMISES, kinds, judges, strict=True)
    )


class _Readers:
    """What the readers of a service have read, judged."""

    def __init__(self, service: "PublishSubscribe") -> None:
        self.service = service

    def _up(self, configuration: Configuration) -> list[tuple[int, Any]]:
        """The readers that are up, with their states: subscribers, and a publisher who answers."""
        states: tuple[Any, ...] = configuration.states
        answerer = [self.service.answerer] if self.service.answerer else []
        people = [*answerer, *self.service.subscribers]
        return [(p, states[p]) for p in people if p not in configuration.crashed]

    def least(self, model: Model, configuration: Configuration) -> Verdict:
        service = self.service
        states: tuple[Any, ...] = configuration.states
        cried = [
            (publisher, number)
            for publisher in service.publishers
            if publisher not in configuration.crashed
            for number in range(1, states[publisher].cried + 1)
        ]
        for p, reader in self._up(configuration):
            if p in service.latecomers:
                continue
            for ident in cried:
                wanted = ident[0] != p and service.topic(ident[0]) == service.topic(p)
                if wanted and ident not in reader.read:
                    why = (
                        "holds it back" if any(each.ident == ident for each in reader.held) else "never got it"
                    )
                    return Verdict(False, f"{model.name(p)} does not read {service.title(ident)}: he {why}")
        return Verdict(True, "everybody who was there from the start read all that was cried")

    def most(self, model: Model, configuration: Configuration) -> Verdict:
        for p, reader in self._up(configuration):
            for ident in reader.read:
                times = reader.read.count(ident)
                if times > 1:
                    title = self.service.title(ident)
                    return Verdict(False, f"{model.name(p)} reads {title} {times} times")
        return Verdict(True, "nobody reads anything twice")

    def newest(self, model: Model, configuration: Configuration) -> Verdict:
        broker: Any = configuration.states[0]
        for p, reader in self._up(configuration):
            last = broker.last[self.service.topic(p)]
            if last is not None and last.publisher != p and last.ident not in reader.read:
                return Verdict(False, f"{model.name(p)} does not know {self.service.title(last.ident)}")
        return Verdict(True, "everybody knows the last news of his topic")

    def fifo(self, model: Model, configuration: Configuration) -> Verdict:
        for p, reader in self._up(configuration):
            for early, late in combinations(_first(reader.read), 2):
                if early[0] == late[0] and early[1] > late[1]:
                    titles = self.service.title(early), self.service.title(late)
                    return Verdict(False, f"{model.name(p)} reads {titles[0]} before {titles[1]}")
        return Verdict(True, "everybody reads each publisher in his order")

    def causal(self, model: Model, configuration: Configuration) -> Verdict:
        service = self.service
        if not service.answerer:
            return Verdict(True, "nobody answers anything", stated=False)
        question, answer = (1, 1), (service.answerer, 1)
        for p, reader in self._up(configuration):
            read = _first(reader.read)
            if answer in read and question not in read[: read.index(answer)]:
                return Verdict(False, f"{model.name(p)} reads the answer before its question")
        return Verdict(True, "nobody reads the answer before its question")

    def total(self, model: Model, configuration: Configuration) -> Verdict:
        readers = self._up(configuration)
        if len(readers) < 2:
            return Verdict(True, "there are no two readers", stated=False)
        for (p, one), (q, other) in combinations(readers, 2):
            mine, his = _first(one.read), _first(other.read)
            common = [ident for ident in mine if ident in his]
            for early, late in combinations(common, 2):
                if his.index(early) > his.index(late):
                    titles = self.service.title(early), self.service.title(late)
                    why = f"{model.name(p)} reads {titles[0]} before {titles[1]}, {model.name(q)} the other way"
                    return Verdict(False, why)
        return Verdict(True, "all read in the same order")


def _first(read: tuple[tuple[int, int], ...]) -> list[tuple[int, int]]:
    """What was read, without repetitions, in the order of the first time."""
    return list(dict.fromkeys(read))
