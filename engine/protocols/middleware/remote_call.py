"""A call to a server that may be lost, repeated or forgotten (Birrell, Nelson 1984; slides 33-37).

A client has ten drawn from an account that a server keeps, once for each request. Four things can go wrong:
the call is lost, the receipt is lost, the client loses patience too early, the server crashes, also between
the deed and its receipt. The account is on disk and outlives every crash. What else does depends on the style
of the call and on where the server notes what it has done.
"""

from dataclasses import dataclass, replace
from functools import partial
from typing import Any, ClassVar, Final, Literal

from engine.configuration import Configuration
from engine.machine import (
    Command,
    Decide,
    Event,
    Machine,
    Measure,
    Receive,
    Restart,
    Send,
    SetTimer,
    Start,
    Timeout,
    Timing,
)
from engine.model import Model
from engine.parameters import CAPTURES, CRASHES, FAIR, FIFO, RESTARTS, SEED, Parameter, Protocol
from engine.properties import Property, Verdict

CLIENT: Final = 0
SERVER: Final = 1
DEBIT: Final = 10
"""What each request draws, in gold."""

STYLES: Final = ("at-least-once", "at-most-once", "no-retry")
TABLES: Final = ("volatile", "atomic", "act-first", "note-first")
PAID: Final = "paid"
PROMISES: Final = ("exactly-once", "at-most-once", "at-least-once", "receipt")


@dataclass(frozen=True, slots=True, order=True)
class Letter:
    """A call or its receipt; `request` counts from 1."""

    what: Literal["call", "receipt"]
    request: int


@dataclass(frozen=True, slots=True, order=True)
class Patience:
    """The client's timer for a request."""

    request: int

    def __str__(self) -> str:
        return f"patience {self.request}"


@dataclass(frozen=True, slots=True, order=True)
class Task:
    """The server's timer for the rest of its work on a call: the second half of it, or the receipt."""

    request: int
    half: Literal["finish", "receipt"]

    def __str__(self) -> str:
        return f"{self.half} {self.request}"


@dataclass(frozen=True, slots=True)
class Client:
    """The caller. All of it is on disk, but for the timer.

    Attributes:
        request: which request is under way, from 1; one more than there are when all are answered or given up.
        tries: how often it has been called.
        receipts: which requests a receipt came for, ascending.
    """

    request: int = 0
    tries: int = 0
    receipts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Server:
    """The keeper of the account.

    Attributes:
        debits: how often each request has been carried out. On disk.
        table: which requests it has noted as done, ascending. In memory, or on disk if it is durable.
        working: which it has half done. In memory.
    """

    debits: tuple[int, ...]
    table: tuple[int, ...] = ()
    working: tuple[int, ...] = ()


class RemoteCall(Machine):
    """A client that calls, waits and perhaps calls again, and a server that perhaps knows the call already.

    Args:
        style: at-least-once (call until a receipt comes; the server does what it is told each time),
            at-most-once (the same, but the server notes each request and answers a known one from its
            table), no-retry (call once).
        tries: how often a request is called at most, where it is called again.
        requests: how many debits are wanted, one after the other.
        table: where an at-most-once server notes a request: `volatile` (in memory, with the deed),
            `atomic` (on disk, in one step with the deed), `act-first` and `note-first` (on disk, in a step
            of its own after or before the deed).
    """

    id = "remote-call"
    timing = Timing.ASYNC
    measures: ClassVar[tuple[Measure, ...]] = ("captures", "crashes", "steps")
    verdicts = (PAID,)

    def __init__(self, style: str, tries: int = 3, requests: int = 1, table: str = "volatile") -> None:
        self.processes = 2
        self.rounds = 0
        self.names = ("Client", "Server")
        self.style = style
        self.tries = 1 if style == "no-retry" else tries
        self.requests = requests
        self.table = table if style == "at-most-once" else ""

    def begin(self, process: int) -> Any:
        return Client() if process == CLIENT else Server((0,) * self.requests)

    def length(self, key: Any) -> int:
        return 1 if isinstance(key, Patience) else 0

    def step(self, process: int, state: Any, event: Event) -> tuple[Any, tuple[Command, ...]]:
        return self._client(state, event) if process == CLIENT else self._server(state, event)

    # The client.

    def _client(self, state: Client, event: Event) -> tuple[Client, tuple[Command, ...]]:
        if isinstance(event, Start):
            return self._next(state)
        if isinstance(event, Restart) and 1 <= state.request <= self.requests:
            return state, (SetTimer(Patience(state.request)),)
        if isinstance(event, Timeout) and event.key == Patience(state.request):
            return self._call(state) if state.tries < self.tries else self._next(state)
        if isinstance(event, Receive):
            request = event.message.payload.request
            state = replace(state, receipts=tuple(sorted({*state.receipts, request})))
            done = (Decide(PAID),) if len(state.receipts) == self.requests else ()
            state, commands = self._next(state) if request == state.request else (state, ())
            return state, (*done, *commands)
        return state, ()

    def _call(self, state: Client) -> tuple[Client, tuple[Command, ...]]:
        call = Send(SERVER, Letter("call", state.request))
        return replace(state, tries=state.tries + 1), (call, SetTimer(Patience(state.request)))

    def _next(self, state: Client) -> tuple[Client, tuple[Command, ...]]:
        """On to the next request, if there is one."""
        state = replace(state, request=state.request + 1, tries=0)
        return self._call(state) if state.request <= self.requests else (state, ())

    # The server.

    def _server(self, state: Server, event: Event) -> tuple[Server, tuple[Command, ...]]:
        if isinstance(event, Receive):
            return self._called(state, event.message.payload.request)
        if isinstance(event, Timeout) and isinstance(event.key, Task):
            request = event.key.request
            if event.key.half == "finish":
                working = tuple(other for other in state.working if other != request)
                rest = self._noted if self.table == "act-first" else self._acted
                state = rest(replace(state, working=working), request)
            return state, (Send(CLIENT, Letter("receipt", request)),)
        if isinstance(event, Restart):
            return replace(state, table=() if self.table == "volatile" else state.table, working=()), ()
        return state, ()

    def _called(self, state: Server, request: int) -> tuple[Server, tuple[Command, ...]]:
        if request in state.working:
            return state, ()
        if request in state.table:
            return state, (Send(CLIENT, Letter("receipt", request)),)
        receipt = (SetTimer(Task(request, "receipt")),)
        if not self.table:
            return self._acted(state, request), receipt
        if self.table in ("volatile", "atomic"):
            return self._noted(self._acted(state, request), request), receipt
        first = self._acted if self.table == "act-first" else self._noted
        working = tuple(sorted((*state.working, request)))
        return replace(first(state, request), working=working), (SetTimer(Task(request, "finish")),)

    def _acted(self, state: Server, request: int) -> Server:
        debits = list(state.debits)
        debits[request - 1] += 1
        return replace(state, debits=tuple(debits))

    def _noted(self, state: Server, request: int) -> Server:
        return replace(state, table=tuple(sorted({*state.table, request})))

    # What is shown, and what is promised.

    def words(self, payload: Letter) -> str:
        which = f" {payload.request}" if self.requests > 1 else ""
        return f"draw {DEBIT}, request{which}" if payload.what == "call" else f"receipt{which}"

    def facts(self, process: int, state: Any) -> tuple[tuple[str, str], ...]:
        if process == CLIENT:
            left = self.requests - len(state.receipts)
            waiting = f"try {state.tries} of {self.tries}" if state.request <= self.requests else "no more"
            return (("receipts", f"{len(state.receipts)}, wants {left}" if left else "all"), ("calls", waiting))
        balance = -DEBIT * sum(state.debits)
        table = " ".join(map(str, state.table)) or "empty" if self.table else "none kept"
        return (("account", str(balance)), ("table", table))

    def deed(self, value: Any, plural: bool = False) -> str:
        return "holds every receipt"

    def properties(self) -> tuple[Property, ...]:
        once = partial(self._judged, twice=True, never=True)
        most = partial(self._judged, twice=True, never=False)
        least = partial(self._judged, twice=False, never=True)
        off = "the account is off: a request was lost, or carried out twice"
        doubt = "the client ends without knowing whether a request was carried out"
        known = "the client ends with a receipt for every request"
        return (
            Property("exactly-once", "eventually", once, "every request is carried out exactly once", off),
            Property("at-most-once", "always", most, "no request is done twice", "a request is done twice"),
            Property("at-least-once", "eventually", least, "no request is lost", "a request is never done"),
            Property("receipt", "eventually", self._receipt, known, doubt),
        )

    def reported(self) -> tuple[str, ...]:
        return PROMISES

    def _judged(self, model: Model, configuration: Configuration, *, twice: bool, never: bool) -> Verdict:
        server: Any = configuration.states[SERVER]
        for request, count in enumerate(server.debits, 1):
            which = f"request {request}" if self.requests > 1 else "the request"
            if twice and count > 1:
                return Verdict(
                    False, f"{which} was carried out {count} times: {-DEBIT * count} instead of {-DEBIT}"
                )
            if never and not count:
                return Verdict(False, f"{which} was never carried out")
        return Verdict(True, f"the account stands at {-DEBIT * sum(server.debits)}")

    def _receipt(self, model: Model, configuration: Configuration) -> Verdict:
        client: Any = configuration.states[CLIENT]
        missing = self.requests - len(client.receipts)
        if CLIENT in configuration.crashed:
            return Verdict(True, "the client is down", stated=False)
        if missing:
            return Verdict(
                False, f"the client misses {missing} of {self.requests} receipts and cannot know why"
            )
        return Verdict(True, "the client holds every receipt")

    def report(self, model: Model, configuration: Configuration) -> dict[str, Any]:
        client: Any = configuration.states[CLIENT]
        server: Any = configuration.states[SERVER]
        return {"balance": -DEBIT * sum(server.debits), "receipts": len(client.receipts)}


REMOTE_CALL = Protocol(
    "remote-call",
    "A client has ten drawn from an account by calls that may be lost, repeated or forgotten.",
    RemoteCall,
    (
        Parameter(
            "style",
            "when a call is repeated, and whether the server notices",
            "word",
            words=STYLES,
            required=True,
        ),
        Parameter("tries", "how often a request is called at most", "number", 1, 6, absent=3),
        Parameter(
            "requests", "how many debits of ten are wanted, one after the other", "number", 1, 3, absent=1
        ),
        Parameter(
            "table",
            "where an at-most-once server notes a request: in memory; on disk with, after, or before the deed",
            "word",
            words=TABLES,
            absent="volatile",
        ),
        CAPTURES,
        CRASHES,
        RESTARTS,
        FIFO,
        FAIR,
        SEED,
    ),
    "none",
    ("network", "scheduler"),
    "Birrell, Nelson 1984; slides 33-37",
    PROMISES,
)
