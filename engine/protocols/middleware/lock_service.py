"""A lock that is lent for a while, and what a sleeper does with one that has run out.

Clients ask the lock service, write to a store while they hold the lock, and hand it back. A lease lets the
lock be lent again when a holder does not come back; but no client can know that his has not run out between
looking and writing. Each loan has a number one higher than the last: the fencing token, which the store can
compare (leases: Gray, Cheriton 1989; sequencers: Burrows 2006; this run: Kleppmann 2016; slides 33-37).
"""

from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any, ClassVar, Final, Literal

from engine.configuration import Configuration
from engine.machine import (
    Command,
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
from engine.properties import Property, Verdict, listing

FIRST_TOKEN: Final = 33
"""The number of the first loan. Any would do."""
WORK: Final = "work"
PROMISES: Final = ("no-overwrite", "mutual-exclusion", "progress")


@dataclass(frozen=True, slots=True, order=True)
class Letter:
    """What clients, the lock service and the store tell each other; `token` is 0 where there is none."""

    what: Literal["ask", "grant", "release", "write", "written", "refused"]
    token: int = 0


@dataclass(frozen=True, slots=True, order=True)
class Lease:
    """The timer of a loan, at the lock service."""

    token: int

    def __str__(self) -> str:
        return f"lease {self.token}"


@dataclass(frozen=True, slots=True)
class Client:
    """A client.

    Attributes:
        stage: waiting for the lock, holding it as far as he knows, or done with it in one of two ways.
        token: the number of his loan, 0 before.
    """

    stage: Literal["waiting", "holding", "written", "refused"] = "waiting"
    token: int = 0


@dataclass(frozen=True, slots=True)
class Lock:
    """The lock service. All of it is on disk but the timer.

    Attributes:
        holder: to whom the lock is lent, or -1.
        token: the number of the last loan.
        queue: who waits, the first first.
    """

    holder: int = -1
    token: int = FIRST_TOKEN - 1
    queue: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Store:
    """What is written, on disk.

    Attributes:
        writes: the tokens of the writes that were taken, in their order.
        refused: those that were refused.
    """

    writes: tuple[int, ...] = ()
    refused: tuple[int, ...] = ()


class LockService(Machine):
    """Clients, a lock service and a store.

    How long a client works, or sleeps, and when a lease runs out is the scheduler's to say; a fair one lets
    everybody finish in time.

    Args:
        clients: how many want the lock, each once.
        fencing: whether the store refuses a write whose token is lower than one that it has seen.
        lease: whether a loan runs out; if not, only its holder can end it.
    """

    id = "lock-service"
    timing = Timing.ASYNC
    measures: ClassVar[tuple[Measure, ...]] = ("steps", "captures", "crashes")

    def __init__(self, clients: int = 2, fencing: bool = False, lease: bool = True) -> None:
        self.clients = clients
        self.fencing = fencing
        self.lease = lease
        self.processes = clients + 2
        self.rounds = 0
        self.lock = clients
        self.store = clients + 1
        self.names = (*(f"C{i}" for i in range(1, clients + 1)), "Lock", "Store")

    def begin(self, process: int) -> Any:
        return Lock() if process == self.lock else Store() if process == self.store else Client()

    def length(self, key: Any) -> int:
        return 1 if isinstance(key, Lease) else 0

    def step(self, process: int, state: Any, event: Event) -> tuple[Any, tuple[Command, ...]]:
        if process == self.lock:
            return self._lend(state, event)
        if process == self.store:
            return self._keep(state, event)
        return self._use(state, event)

    def _use(self, state: Client, event: Event) -> tuple[Client, tuple[Command, ...]]:
        """A client."""
        if isinstance(event, (Start, Restart)):
            again: tuple[Command, ...] = (SetTimer(WORK),) if state.stage == "holding" else ()
            return state, (Send(self.lock, Letter("ask")),) if state.stage == "waiting" else again
        if isinstance(event, Timeout):
            return state, (Send(self.store, Letter("write", state.token)),)
        if not isinstance(event, Receive):
            return state, ()
        letter = event.message.payload
        if letter.what == "grant":
            return Client("holding", letter.token), (SetTimer(WORK),)
        stage: Any = letter.what
        return replace(state, stage=stage), (Send(self.lock, Letter("release", state.token)),)

    def _lend(self, state: Lock, event: Event) -> tuple[Lock, tuple[Command, ...]]:
        """The lock service."""
        if isinstance(event, Receive) and event.message.payload.what == "ask":
            return self._asked(state, event.message.sender)
        ended = 0
        if isinstance(event, Receive):
            ended = event.message.payload.token
        elif isinstance(event, Timeout) and isinstance(event.key, Lease):
            ended = event.key.token
        elif isinstance(event, Restart) and self.lease and state.holder >= 0:
            return state, (SetTimer(Lease(state.token)),)
        if state.holder < 0 or ended != state.token:
            return state, ()
        return self._grant(replace(state, holder=-1))

    def _asked(self, state: Lock, client: int) -> tuple[Lock, tuple[Command, ...]]:
        """Somebody wants the lock. One who came back after a crash may ask for what he already has."""
        if client == state.holder:
            return state, (Send(client, Letter("grant", state.token)),)
        queue = state.queue if client in state.queue else (*state.queue, client)
        return self._grant(replace(state, queue=queue))

    def _grant(self, state: Lock) -> tuple[Lock, tuple[Command, ...]]:
        """Lend the lock to the next, if it is here and somebody waits."""
        if state.holder >= 0 or not state.queue:
            return state, ()
        lent = Lock(state.queue[0], state.token + 1, state.queue[1:])
        timer = (SetTimer(Lease(lent.token)),) if self.lease else ()
        return lent, (Send(lent.holder, Letter("grant", lent.token)), *timer)

    def _keep(self, state: Store, event: Event) -> tuple[Store, tuple[Command, ...]]:
        """The store."""
        if not isinstance(event, Receive):
            return state, ()
        token, client = event.message.payload.token, event.message.sender
        if self.fencing and token < max(state.writes, default=0):
            return replace(state, refused=(*state.refused, token)), (Send(client, Letter("refused", token)),)
        return replace(state, writes=(*state.writes, token)), (Send(client, Letter("written", token)),)

    # What is shown, and what is promised.

    def words(self, payload: Letter) -> str:
        said = {
            "ask": "asks for the lock",
            "grant": f"the lock, loan {payload.token}",
            "release": f"hands back loan {payload.token}",
            "write": f"writes under loan {payload.token}",
            "written": f"written under {payload.token}",
            "refused": f"refused: {payload.token} is old",
        }
        return said[payload.what]

    def facts(self, process: int, state: Any) -> tuple[tuple[str, str], ...]:
        if process == self.lock:
            holder = self.names[state.holder] if state.holder >= 0 else "nobody"
            waiting = " ".join(self.names[p] for p in state.queue)
            last = str(state.token) if state.token >= FIRST_TOKEN else "none"
            return (("lent to", holder), ("last loan", last), ("queue", waiting or "nobody"))
        if process == self.store:
            newest = str(max(state.writes, default="none")) if self.fencing else "not kept"
            return (("last write", f"loan {state.writes[-1]}" if state.writes else "none"), ("newest", newest))
        return (("lock", state.stage), ("loan", str(state.token) if state.token else "none"))

    def notable(self, states: tuple[Any, ...]) -> tuple[Any, ...]:
        holding = [p for p in range(self.clients) if states[p].stage == "holding"]
        return tuple(combinations(holding, 2))

    def properties(self) -> tuple[Property, ...]:
        return (
            Property(
                "no-overwrite",
                "always",
                self._in_order,
                "no write of an older loan replaces that of a newer one",
                "a write of an older loan replaces that of a newer one",
            ),
            Property(
                "mutual-exclusion",
                "always",
                self._alone,
                "no two clients ever think at once that they hold the lock",
                "two clients think at once that they hold the lock",
            ),
            Property(
                "progress",
                "eventually",
                self._progress,
                "every client that is up gets the lock in the end",
                "a client waits for the lock for ever",
            ),
        )

    def reported(self) -> tuple[str, ...]:
        return PROMISES

    def _in_order(self, model: Model, configuration: Configuration) -> Verdict:
        store: Any = configuration.states[self.store]
        for earlier, later in zip(store.writes, store.writes[1:], strict=False):
            if later < earlier:
                return Verdict(False, f"loan {later} wrote over what loan {earlier} had written")
        for token in store.refused:
            return Verdict(True, f"the store refused the late write of loan {token}")
        return Verdict(True, "every write came in the order of the loans")

    def _alone(self, model: Model, configuration: Configuration) -> Verdict:
        if configuration.noted:
            one, other = (model.name(p) for p in configuration.noted[0])
            return Verdict(False, f"{one} and {other} thought at once that they held the lock")
        return Verdict(True, "never did two think that they held the lock")

    def _progress(self, model: Model, configuration: Configuration) -> Verdict:
        states: tuple[Any, ...] = configuration.states
        up = [p for p in model.loyal(configuration) if p < self.clients]
        stuck = [model.name(p) for p in up if states[p].stage == "waiting"]
        if stuck:
            return Verdict(False, f"{listing(stuck)} {'wait' if len(stuck) > 1 else 'waits'} for the lock")
        return Verdict(True, "everybody who is up got the lock")

    def report(self, model: Model, configuration: Configuration) -> dict[str, Any]:
        store: Any = configuration.states[self.store]
        return {"writes": list(store.writes), "refused": list(store.refused)}


LOCK_SERVICE = Protocol(
    "lock-service",
    "A lock lent for a while by numbered leases, and a store that may or may not look at the number.",
    LockService,
    (
        Parameter("clients", "how many clients want the lock, each once", "number", 1, 5, absent=2),
        Parameter(
            "fencing", "whether the store refuses writes of older loans: true or false", "flag", absent=False
        ),
        Parameter("lease", "whether a loan runs out by itself: true or false", "flag", absent=True),
        CAPTURES,
        CRASHES,
        RESTARTS,
        FIFO,
        FAIR,
        SEED,
    ),
    "none",
    ("network", "scheduler"),
    "Gray, Cheriton 1989; Burrows 2006; Kleppmann 2016; slides 33-37",
    PROMISES,
)
