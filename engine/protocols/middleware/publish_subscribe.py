"""Publishers cry news on topics, a broker hands them to whoever subscribed, and neither side knows the other.

What a subscriber reads, and in which order, is bought: by the quality of each hop (`hops`), by the broker that
keeps the last news of a topic for latecomers, and by the numbers a letter carries, by which its reader holds it
back until it is its turn:

- fifo: the publisher's own count. Nobody reads a publisher's second letter before his first.
- causal: for each publisher, how many letters had been read by then (Birman, Schiper, Stephenson 1991). Nobody
  reads an answer before its question.
- total: the broker's count (a sequencer: Kaashoek, Tanenbaum 1991). All read in the same order.

A letter that is read by its number is read once, so each order also hides repetitions. (MQTT 3.1.1; slides
33-37.)
"""

from dataclasses import replace
from typing import Any, ClassVar, Final

from engine.configuration import Configuration
from engine.machine import Command, Event, Machine, Measure, Receive, Send, SetTimer, Start, Timeout, Timing
from engine.model import Model
from engine.parameters import CAPTURES, CRASHES, FAIR, FIFO, SEED, Parameter, Protocol, Unfit
from engine.properties import Property
from engine.protocols.middleware.hops import Again, Hop, Ident, Letter
from engine.protocols.middleware.reading import PROMISES, promises
from engine.protocols.middleware.subscriptions import Broker, Person

BROKER: Final = 0
CRY: Final = "cry"
SUBSCRIBE: Final = "subscribe"
ORDERINGS: Final = ("none", "fifo", "causal", "total")


class PublishSubscribe(Machine):
    """A broker (process 0), publishers, then subscribers. When who cries or joins is the scheduler's to say.

    Args:
        publishers: how many. With several topics they take turns with them, as do the subscribers.
        subscribers: how many.
        letters: how many each publisher cries.
        topics: how many topics there are.
        late: how many of the subscribers, the last ones, are not there from the start.
        retained: whether the broker hands the last news of a topic to a new subscriber.
        quality: 0, 1 or 2, of each hop.
        tries: how often a letter is sent at most on a hop of quality 1 or 2.
        ordering: none, fifo, causal or total.
        answers: whether the last publisher reads as well, and cries only to answer P1's first letter.
    """

    id = "publish-subscribe"
    timing = Timing.ASYNC
    measures: ClassVar[tuple[Measure, ...]] = ("steps", "captures", "crashes")

    def __init__(
        self,
        publishers: int = 1,
        subscribers: int = 1,
        letters: int = 1,
        topics: int = 1,
        late: int = 0,
        retained: bool = False,
        quality: int = 0,
        tries: int = 2,
        ordering: str = "none",
        answers: bool = False,
    ) -> None:
        self.publishers = range(1, publishers + 1)
        self.subscribers = range(publishers + 1, publishers + 1 + subscribers)
        self.latecomers = self.subscribers[subscribers - late :]
        self.letters = letters
        self.topics = topics
        self.retained = retained
        self.hop = Hop(quality, tries)
        self.ordering = ordering
        self.answerer = publishers if answers else BROKER
        self.processes = 1 + publishers + subscribers
        self.rounds = 0
        people = (*(f"P{i + 1}" for i in range(publishers)), *(f"S{i + 1}" for i in range(subscribers)))
        self.names = ("Broker", *people)

    def topic(self, process: int) -> int:
        """The topic on which a publisher cries, and to which a subscriber listens."""
        first = 1 if process in self.publishers else self.subscribers.start
        return (process - first) % self.topics

    def due(self, publisher: int) -> int:
        """How many letters a publisher cries in all."""
        return 1 if publisher == self.answerer else self.letters

    def begin(self, process: int) -> Any:
        if process != BROKER:
            return Person(0, (), (0,) * len(self.publishers))
        early = [p for p in self.subscribers if p not in self.latecomers]
        answerer = [self.answerer] if self.answerer else []
        return Broker(tuple((p, 0) for p in sorted((*early, *answerer))), (None,) * self.topics)

    def length(self, key: Any) -> int:
        return 1 if isinstance(key, Again) else 0

    def step(self, process: int, state: Any, event: Event) -> tuple[Any, tuple[Command, ...]]:
        if isinstance(event, Start):
            cries = process in self.publishers and process != self.answerer
            waits = (CRY,) if cries else (SUBSCRIBE,) if process in self.latecomers else ()
            return state, tuple(SetTimer(key) for key in waits)
        if isinstance(event, Timeout) and isinstance(event.key, Again):
            post, commands = self.hop.ring(state.post, event.key)
            return replace(state, post=post), commands
        if isinstance(event, Timeout) and event.key == SUBSCRIBE:
            return state, (Send(BROKER, Letter("subscribe", topic=self.topic(process))),)
        if isinstance(event, Timeout):
            return self._cry(process, state)
        if not isinstance(event, Receive):
            return state, ()
        sender, letter = event.message.sender, event.message.payload
        if letter.what == "subscribe":
            return self._enrol(state, sender, letter.topic)
        post, commands, fresh = self.hop.take(state.post, sender, letter)
        state = replace(state, post=post)
        more: tuple[Command, ...] = ()
        if fresh and process == BROKER:
            state, more = self._hand_out(state, letter)
        elif fresh:
            state, more = self._get(process, state, letter)
        return state, (*commands, *more)

    # A publisher.

    def _cry(self, process: int, state: Person) -> tuple[Person, tuple[Command, ...]]:
        number = state.cried + 1
        stamp = list(state.counts)
        stamp[process - 1] = number
        letter = Letter("news", process, number, self.topic(process))
        if self.ordering == "causal":
            letter = replace(letter, stamp=tuple(stamp))
        post, commands = self.hop.send(state.post, BROKER, letter)
        timer = (SetTimer(CRY),) if number < self.due(process) else ()
        return replace(state, cried=number, counts=tuple(stamp), post=post), (*commands, *timer)

    # The broker.

    def _enrol(self, state: Broker, reader: int, topic: int) -> tuple[Broker, tuple[Command, ...]]:
        state = replace(state, readers=tuple(sorted((*state.readers, (reader, 0)))))
        kept = state.last[topic]
        return self._pass_on(state, kept, [reader]) if self.retained and kept else (state, ())

    def _hand_out(self, state: Broker, letter: Letter) -> tuple[Broker, tuple[Command, ...]]:
        """News has come: to all who listen, but not back to whoever cried it."""
        if self.ordering == "total":
            if letter.ident in state.numbered:
                return state, ()
            state = replace(state, numbered=(*state.numbered, letter.ident))
        last = (*state.last[: letter.topic], letter, *state.last[letter.topic + 1 :])
        listening = [p for p, _ in state.readers if p != letter.publisher and self.topic(p) == letter.topic]
        return self._pass_on(replace(state, last=last), letter, listening)

    def _pass_on(self, state: Broker, letter: Letter, to: list[int]) -> tuple[Broker, tuple[Command, ...]]:
        readers, post = dict(state.readers), state.post
        commands: list[Command] = []
        for reader in to:
            readers[reader] += 1
            rank = readers[reader] if self.ordering == "total" else 0
            post, sends = self.hop.send(post, reader, replace(letter, rank=rank))
            commands += sends
        # How many letters somebody was sent matters only where they are numbered by it.
        if self.ordering == "total":
            state = replace(state, readers=tuple(sorted(readers.items())))
        return replace(state, post=post), tuple(commands)

    # A reader.

    def _get(self, process: int, state: Person, letter: Letter) -> tuple[Person, tuple[Command, ...]]:
        """News has come: read what is to be read now."""
        if not self._past(state, letter) and letter not in state.held:
            state = replace(state, held=tuple(sorted((*state.held, letter))))
        asked = False
        while ready := [each for each in state.held if self._turn(state, each)]:
            one = ready[0]
            counts = list(state.counts)
            counts[one.publisher - 1] += one.ident not in state.read
            held = tuple(each for each in state.held if each != one)
            asked = asked or (one.ident == (1, 1) and one.ident not in state.read)
            state = replace(state, read=(*state.read, one.ident), counts=tuple(counts), held=held)
        if asked and process == self.answerer:
            return self._cry(process, state)
        return state, ()

    def _past(self, state: Person, letter: Letter) -> bool:
        """Whether its turn is over."""
        if self.ordering == "none":
            return False
        return letter.rank <= len(state.read) if letter.rank else letter.ident in state.read

    def _turn(self, state: Person, letter: Letter) -> bool:
        """Whether it is this letter's turn."""
        if self.ordering == "none":
            return True
        if letter.rank:
            return letter.rank == len(state.read) + 1
        first = state.counts[letter.publisher - 1] + 1 == letter.number
        before = [count for p, count in enumerate(letter.stamp, 1) if p != letter.publisher]
        mine = [count for p, count in enumerate(state.counts, 1) if p != letter.publisher]
        return first and all(theirs <= own for theirs, own in zip(before, mine, strict=False))

    # What is shown, and what is promised.

    def title(self, ident: Ident) -> str:
        """What a letter is called: "P1.2", "question", "answer"."""
        if self.answerer and ident in ((1, 1), (self.answerer, 1)):
            return "question" if ident == (1, 1) else "answer"
        return f"{self.names[ident[0]]}.{ident[1]}"

    def words(self, payload: Letter) -> str:
        if payload.what == "subscribe":
            return "subscribes" + (f" to topic {payload.topic + 1}" if self.topics > 1 else "")
        rank = f", number {payload.rank}" if payload.rank else ""
        return ("" if payload.what == "news" else f"{payload.what}: ") + self.title(payload.ident) + rank

    def facts(self, process: int, state: Any) -> tuple[tuple[str, str], ...]:
        open_ = str(len(state.post.out)) if state.post.out else "none"
        if process == BROKER:
            readers = " ".join(self.names[p] for p, _ in state.readers)
            last = " ".join(self.title(letter.ident) for letter in state.last if letter)
            return (("readers", _short(readers)), ("last", _short(last)), ("unconfirmed", open_))
        read = _short(" ".join(self.title(ident) for ident in state.read))
        held = _short(" ".join(self.title(letter.ident) for letter in state.held))
        cried = f"{state.cried} of {self.due(process)}" if process in self.publishers else "-"
        return (("read", read), ("held back", held), ("cried", cried), ("unconfirmed", open_))

    def properties(self) -> tuple[Property, ...]:
        return promises(self)

    def reported(self) -> tuple[str, ...]:
        return PROMISES

    def report(self, model: Model, configuration: Configuration) -> dict[str, Any]:
        states: tuple[Any, ...] = configuration.states
        readers = [p for p in range(1, self.processes) if p in self.subscribers or p == self.answerer]
        numbers = {"none": 0, "fifo": 1, "causal": len(self.publishers), "total": 1}
        return {
            "read": {self.names[p]: [self.title(ident) for ident in states[p].read] for p in readers},
            "numbers_per_letter": numbers[self.ordering],
        }


def _short(text: str) -> str:
    """The end of a text that fits a cell; a dash for nothing."""
    return text if 0 < len(text) <= 14 else f"…{text[-13:]}" if text else "-"


def publish_subscribe(**parameters: Any) -> PublishSubscribe:
    """A service whose parameters fit together.

    Raises:
        Unfit: they do not.
    """
    service = PublishSubscribe(**parameters)
    if service.answerer and len(service.publishers) < 2:
        raise Unfit(("publishers",), "an answer needs a second publisher")
    if len(service.latecomers) < parameters.get("late", 0):
        raise Unfit(
            ("late",), f"{parameters['late']} cannot be late where {len(service.subscribers)} subscribe"
        )
    if service.latecomers and service.ordering in ("fifo", "causal"):
        raise Unfit(("late",), f"a latecomer waits for ever for the first letters in {service.ordering} order")
    if service.topics > 1 and (service.ordering == "causal" or service.answerer):
        raise Unfit(("topics",), "causes across topics are not tracked: one topic here")
    return service


def _some(name: str, sentence: str, least: int, most: int, absent: int) -> Parameter:
    return Parameter(name, sentence, "number", least, most, absent=absent)


PUBLISH_SUBSCRIBE = Protocol(
    "publish-subscribe",
    "Publishers cry news on topics, and a broker hands them to whoever subscribed.",
    publish_subscribe,
    (
        _some("publishers", "how many publishers", 1, 4, 1),
        _some("subscribers", "how many subscribers", 1, 4, 1),
        _some("letters", "how many letters each publisher cries", 1, 4, 1),
        _some("topics", "how many topics; publishers and subscribers take turns with them", 1, 3, 1),
        _some("late", "how many of the subscribers, the last ones, join later", 0, 4, 0),
        Parameter("retained", "whether a latecomer gets the last news: true or false", "flag", absent=False),
        _some("quality", "0 sends once, 1 until a receipt comes, 2 exactly once by four letters", 0, 2, 0),
        _some("tries", "how often a letter is sent at most on one hop of quality 1 or 2", 1, 5, 2),
        Parameter(
            "ordering", "by which numbers readers hold letters back", "word", words=ORDERINGS, absent="none"
        ),
        Parameter(
            "answers", "whether the last publisher cries only to answer the first letter", "flag", absent=False
        ),
        FIFO,
        CAPTURES,
        CRASHES,
        FAIR,
        SEED,
    ),
    "none",
    ("network", "scheduler"),
    "MQTT 3.1.1; Birman, Schiper, Stephenson 1991; Kaashoek, Tanenbaum 1991; slides 33-37",
    PROMISES,
)
