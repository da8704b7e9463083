"""Names instead of places: a directory, a server that moves, and clients who remember (slides 33-37).

Time is in ticks, one a round. The server tells the directory where it is and repeats it, since an entry counts
only for a while. A client asks the directory, and then writes to the camp it was told for `ttl` ticks without
asking again. A letter of a client in those ticks may go to a camp that the server has left: location is
hidden, at the price of being out of date (Grapevine: Birrell and others 1982; leases: Gray, Cheriton 1989).
"""

from dataclasses import dataclass, replace
from typing import Any, ClassVar, Final, Literal

from engine.configuration import Configuration
from engine.machine import Command, Event, Machine, Measure, Message, RoundEnd, Send, Start, Timing
from engine.model import Model
from engine.parameters import CAPTURES, CRASHES, SEED, Parameter, Protocol, Unfit
from engine.properties import Property, Verdict, listing

DIRECTORY: Final = 0
OLD: Final = 1
NEW: Final = 2
CLIENTS: Final = 3
"""The first of the clients."""
NOWHERE: Final = 0
"""An answer of the directory that knows of no camp. Camps are told by the number of their process."""
PROMISES: Final = ("staleness", "found")

Inbox = tuple[Message, ...]


@dataclass(frozen=True, slots=True, order=True)
class Letter:
    """`camp` is the place a registration or an answer names; `at` the tick in which it was written."""

    what: Literal["register", "ask", "answer", "errand"]
    camp: int = NOWHERE
    at: int = 0


@dataclass(frozen=True, slots=True)
class Directory:
    """What the directory holds.

    Attributes:
        camp: where the server is.
        at: the tick of the registration that said so.
        learned: the tick at whose end it heard of the new camp, 0 if it has not.
    """

    camp: int = NOWHERE
    at: int = 0
    learned: int = 0


@dataclass(frozen=True, slots=True)
class Camp:
    """A camp: how many letters found the server in it, and how many came in vain."""

    served: int = 0
    astray: int = 0


@dataclass(frozen=True, slots=True)
class Client:
    """What a client remembers.

    Attributes:
        camp: where he was told the server is; kept when it is too old to be used.
        until: the last tick in which he writes there without asking.
        asked: the tick of his last question.
        lookups: how many questions he has sent.
        errands: how many letters he has written to the server.
        wrote_old: the last tick in which he wrote to the old camp, 0 if never.
    """

    camp: int = NOWHERE
    until: int = 0
    asked: int = -2
    lookups: int = 0
    errands: int = 0
    wrote_old: int = 0


class Naming(Machine):
    """A directory, two camps, and clients who write to the server in every tick in which they know where.

    Args:
        ttl: for how many ticks a client uses an answer.
        moves: the tick in which the server is in the new camp for the first time; 0: it never moves.
        register: in which tick from its move on it tells the directory; 1 is the tick of the move.
        periods: how many ticks there are.
        clients: how many clients; the second begins a tick after the first, and so on.
        renew: every how many ticks the server repeats where it is.
        registration: for how many ticks an entry of the directory counts.
    """

    id = "naming"
    timing = Timing.ROUNDS
    measures: ClassVar[tuple[Measure, ...]] = ("captures", "crashes")

    def __init__(
        self,
        ttl: int = 5,
        moves: int = 9,
        register: int = 1,
        periods: int = 24,
        clients: int = 1,
        renew: int = 3,
        registration: int = 6,
    ) -> None:
        self.ttl = ttl
        self.moves = moves
        self.register = register
        self.rounds = periods
        self.renew = renew
        self.registration = registration
        self.clients = range(CLIENTS, CLIENTS + clients)
        self.processes = CLIENTS + clients
        self.names = ("Directory", "Old camp", "New camp", *(f"R{i}" for i in range(1, clients + 1)))

    def home(self, tick: int) -> int:
        """The camp that the server is in."""
        return NEW if self.moves and tick >= self.moves else OLD

    def begin(self, process: int) -> Any:
        return Directory() if process == DIRECTORY else Camp() if process in (OLD, NEW) else Client()

    def step(self, process: int, state: Any, event: Event) -> tuple[Any, tuple[Command, ...]]:
        if not isinstance(event, (Start, RoundEnd)):
            return state, ()
        inbox = event.inbox if isinstance(event, RoundEnd) else ()
        tick = event.round if isinstance(event, RoundEnd) else 0
        if process == DIRECTORY:
            return self._direct(state, tick, inbox)
        if process in (OLD, NEW):
            return self._serve(process, state, tick, inbox)
        return self._ask(process, state, tick, inbox)

    def _direct(self, state: Directory, tick: int, inbox: Inbox) -> tuple[Directory, tuple[Command, ...]]:
        """The directory: note what the server says, then answer."""
        for message in inbox:
            letter = message.payload
            if letter.what == "register" and letter.at > state.at:
                learned = state.learned or (tick if letter.camp == NEW else 0)
                state = Directory(letter.camp, letter.at, learned)
        camp = state.camp if tick + 1 <= state.at + self.registration else NOWHERE
        asking = (message.sender for message in inbox if message.payload.what == "ask")
        return state, tuple(Send(client, Letter("answer", camp, tick + 1)) for client in asking)

    def _serve(self, process: int, state: Camp, tick: int, inbox: Inbox) -> tuple[Camp, tuple[Command, ...]]:
        """A camp: serve if the server is here; and tell the directory so, now and then."""
        came = sum(message.payload.what == "errand" for message in inbox)
        here = self.home(tick) == process
        state = Camp(state.served + came * here, state.astray + came * (not here))
        coming = tick + 1
        first = self.moves + self.register - 1 if process == NEW else 1
        due = coming >= first and (coming - first) % self.renew == 0
        if not due or self.home(coming) != process:
            return state, ()
        return state, (Send(DIRECTORY, Letter("register", process, coming)),)

    def _ask(self, process: int, state: Client, tick: int, inbox: Inbox) -> tuple[Client, tuple[Command, ...]]:
        """A client: write where he was told, or ask; a question is given up when its answer is late."""
        for message in inbox:
            if message.payload.what == "answer" and message.payload.camp != NOWHERE:
                state = replace(state, camp=message.payload.camp, until=tick + self.ttl)
        coming = tick + 1
        if not process - CLIENTS < coming <= self.rounds:
            return state, ()
        if coming <= state.until:
            wrote_old = coming if state.camp == OLD else state.wrote_old
            state = replace(state, errands=state.errands + 1, wrote_old=wrote_old)
            return state, (Send(state.camp, Letter("errand")),)
        if coming - state.asked < 2:
            return state, ()
        return replace(state, asked=coming, lookups=state.lookups + 1), (Send(DIRECTORY, Letter("ask")),)

    # What is shown, and what is promised.

    def words(self, payload: Letter) -> str:
        place = self.names[payload.camp].lower() if payload.camp else "nowhere known"
        said = {"register": f"I am in the {place}", "ask": "where is the server?", "answer": place}
        return said.get(payload.what, "an errand")

    def moment(self, round_: int) -> str:
        return "the server moves" if round_ == self.moves else ""

    def facts(self, process: int, state: Any) -> tuple[tuple[str, str], ...]:
        if process in (OLD, NEW):
            return (("served", str(state.served)), ("astray", str(state.astray)))
        camp = self.names[state.camp] if state.camp else "nowhere"
        if process == DIRECTORY:
            return (("server at", camp), ("good until", str(state.at + self.registration) if state.at else "-"))
        return (("server at", camp), ("good until", str(state.until)), ("lookups", str(state.lookups)))

    def properties(self) -> tuple[Property, ...]:
        stale = f"ticks after the directory knew better; ttl is {self.ttl}"
        return (
            Property(
                "staleness",
                "always",
                self._staleness,
                f"no letter is sent to the old camp more than {self.ttl} {stale}",
                f"a letter is sent to the old camp more than {self.ttl} {stale}",
            ),
            Property(
                "found",
                "eventually",
                self._found,
                "in the end every client writes to where the server is",
                "in the end a client does not write to where the server is",
            ),
        )

    def reported(self) -> tuple[str, ...]:
        return PROMISES

    def _staleness(self, model: Model, configuration: Configuration) -> Verdict:
        states: tuple[Any, ...] = configuration.states
        directory = states[DIRECTORY]
        if not self.moves or self.moves > configuration.round:
            return Verdict(True, "the server has not moved", stated=False)
        # It knew better when it heard of the new camp, or when the old entry no longer counted.
        knew = directory.learned or directory.at + self.registration
        last, who = max((states[client].wrote_old, client) for client in self.clients)
        if last > knew + self.ttl:
            why = f"{model.name(who)} wrote to the old camp in tick {last}; the directory knew better in {knew}"
            return Verdict(False, why)
        return Verdict(True, f"the directory knew better in tick {knew}; the last letter astray was in {last}")

    def _found(self, model: Model, configuration: Configuration) -> Verdict:
        states: tuple[Any, ...] = configuration.states
        home = self.home(configuration.round)
        lost = [
            model.name(client)
            for client in self.clients
            if client not in configuration.crashed
            and (states[client].camp != home or home in configuration.crashed)
        ]
        if lost:
            return Verdict(
                False, f"{listing(lost)} {'do' if len(lost) > 1 else 'does'} not write to the server"
            )
        return Verdict(True, f"everybody writes to the {self.names[home].lower()}")

    def report(self, model: Model, configuration: Configuration) -> dict[str, Any]:
        states: tuple[Any, ...] = configuration.states
        return {
            "lookups": sum(states[client].lookups for client in self.clients),
            "errands": sum(states[client].errands for client in self.clients),
            "astray": states[OLD].astray + states[NEW].astray,
        }


def naming(renew: int = 3, registration: int = 6, **rest: Any) -> Naming:
    """A directory whose entries do not run out between two repetitions.

    Raises:
        Unfit: they do.
    """
    if registration < renew:
        sentence = f"an entry that counts for {registration} ticks is repeated every {renew}: it would run out"
        raise Unfit(("registration",), sentence)
    return Naming(renew=renew, registration=registration, **rest)


def _ticks(name: str, sentence: str, least: int, most: int, absent: int) -> Parameter:
    return Parameter(name, sentence, "number", least, most, absent=absent)


NAMING = Protocol(
    "naming",
    "A directory tells clients where a server is; they remember it for a while, and the server moves.",
    naming,
    (
        _ticks("ttl", "for how many ticks a client uses an answer without asking again", 1, 30, 5),
        _ticks("moves", "the tick in which the server has moved to its new camp; 0: never", 0, 60, 9),
        _ticks(
            "register", "in which tick from its move on, 1 that of the move, it tells the directory", 1, 30, 1
        ),
        _ticks("periods", "how many ticks there are", 1, 60, 24),
        _ticks("clients", "how many clients write to the server", 1, 5, 1),
        _ticks("renew", "every how many ticks the server repeats where it is", 1, 30, 3),
        _ticks("registration", "for how many ticks an entry of the directory counts", 1, 60, 6),
        CAPTURES,
        CRASHES,
        SEED,
    ),
    "none",
    ("network",),
    "Birrell, Levin, Needham, Schroeder 1982; Gray, Cheriton 1989; slides 33-37",
    PROMISES,
)
