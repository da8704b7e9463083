"""Group communication: multicast to a group whose members come to know that one of them has crashed.

After Birman and Joseph 1987 (virtual synchrony) and Hadzilacos and Toueg 1994 (reliable broadcast). The
programme is common knowledge: everybody knows who multicasts how many messages.

A multicast is not one act. The sender sends one copy at each step of its own and then tells itself to go on
(a letter to itself), so a crash between two copies leaves a message with some members and not with others. A
step cannot be cut in two, and what is on the road stays there: crashes need no lost letters here.

A crash is never seen. A member waits for what the programme owes it until a timer runs out, then suspects
whoever is late, rightly or not, and tells the others; the next view of the group is without the suspect, who
is told nothing. Where views are synchronous, they first flush: each tells the others all that it has of this
view, and nobody goes on into the next view before it has heard all who go with it.
"""

from dataclasses import replace
from typing import Any, ClassVar

from engine.machine import Command, Event, Measure, Receive, Send, SetTimer, Start, Timeout, Timing
from engine.parameters import CAPTURES, CRASHES, SEED, Parameter, Protocol
from engine.protocols.middleware.group_letters import (
    Copy,
    Flush,
    GoOn,
    Member,
    Missing,
    News,
    Submission,
)
from engine.protocols.middleware.group_properties import PROMISES
from engine.protocols.middleware.group_words import Group

MULTICASTS = ("best-effort", "reliable", "view-synchronous")
ORDERINGS = ("none", "fifo", "total")
SEQUENCER = 0


class GroupCommunication(Group):
    """A choir: each member multicasts what the programme says, and delivers what it gets.

    Args:
        generals: n, how many members the first view has.
        senders: who multicasts each message, in the order of the programme.
        multicast: best-effort sends a copy to each; reliable also passes on what it gets for the first time,
            before it delivers it; view-synchronous flushes at each change of the view.
        ordering: none delivers at receipt; fifo numbers each sender's messages and delivers them in turn;
            total sends them to member 0 alone, who numbers them all and multicasts them.
    """

    id = "group-communication"
    timing = Timing.ASYNC
    measures: ClassVar[tuple[Measure, ...]] = ("steps", "captures")

    def __init__(
        self,
        generals: int = 3,
        senders: tuple[int, ...] = (0,),
        multicast: str = "reliable",
        ordering: str = "fifo",
    ) -> None:
        for sender in senders:
            if sender >= generals:
                raise ValueError(f"member {sender} cannot multicast: there are {generals} members, from 0")
        self.processes = generals
        self.rounds = 0
        self.names = tuple(f"P{p}" for p in range(generals))
        self.programme = tuple(senders.count(p) for p in range(generals))
        self.multicast = multicast
        self.ordering = ordering
        # What each stream of numbered copies carries in all: one a sender, or the sequencer's alone.
        total = ordering == "total"
        self.streams = tuple(
            (len(senders) if p == SEQUENCER else 0) if total else self.programme[p] for p in range(generals)
        )

    def begin(self, process: int) -> Member:
        return Member(views=(tuple(range(self.processes)),))

    def step(self, process: int, state: Any, event: Event) -> tuple[Any, tuple[Command, ...]]:
        if isinstance(event, Start):
            owing = [p for p in range(self.processes) if self._late(process, state, p)]
            state, commands = self._sing(process, state)
            return state, (*(SetTimer(self.names[p]) for p in owing), *commands)
        if isinstance(event, Timeout):
            late = self.names.index(event.key)
            if late in state.suspects or not self._late(process, state, late):
                return state, ()
            return self._suspect(process, state, (late,))
        if not isinstance(event, Receive):
            return state, ()
        sender, payload = event.message.sender, event.message.payload
        match payload:
            case GoOn():
                return self._go_on(process, replace(state, going=False))
            case Submission():
                return self._multicast(process, state, payload.author, payload.piece)
            case Missing():
                copy = next((c for c in state.delivered if c.number == payload.number), None)
                return state, () if copy is None else (Send(sender, copy),)
            case Copy():
                return self._hear(process, state, payload)
            case _:
                return self._hear_news(process, state, sender, payload)

    # Singing.

    def _sing(self, process: int, state: Member) -> tuple[Member, tuple[Command, ...]]:
        """Multicast the next message of one's own, if nothing else is to be sent; or submit them all."""
        count = self.programme[process]
        if state.sung == count or state.queue or state.flushing:
            return state, ()
        if self.ordering == "total" and process != SEQUENCER:
            pieces = range(1, count + 1)
            return replace(state, sung=count), tuple(Send(SEQUENCER, Submission(process, i)) for i in pieces)
        state = replace(state, sung=state.sung + 1)
        return self._multicast(process, state, process, state.sung)

    def _multicast(
        self, process: int, state: Member, author: int, piece: int
    ) -> tuple[Member, tuple[Command, ...]]:
        """Number a message in one's own stream, deliver it, and begin to send its copies."""
        number = state.of_stream(process) + 1
        copy = Copy(process, number, author, piece, state.view)
        return self._send(process, state.delivers(copy), copy, ())

    def _send(
        self, process: int, state: Member, copy: Copy, passing_over: tuple[int, ...]
    ) -> tuple[Member, tuple[Command, ...]]:
        """Copies for all members but these; the first one at once, if nothing else waits."""
        receivers = (p for p in state.members if p != process and p not in passing_over)
        state = replace(state, queue=(*state.queue, *((p, copy) for p in receivers)))
        return (state, ()) if state.going else self._go_on(process, state)

    def _go_on(self, process: int, state: Member) -> tuple[Member, tuple[Command, ...]]:
        """The next copy leaves; then the next message, when all copies of one are out."""
        commands: tuple[Command, ...] = ()
        if state.queue:
            (receiver, copy), *rest = state.queue
            state, commands = replace(state, queue=tuple(rest)), (Send(receiver, copy),)
        elif state.sung < self.programme[process]:
            return self._sing(process, state)
        if state.queue or state.sung < self.programme[process]:
            state, commands = replace(state, going=True), (*commands, Send(process, GoOn()))
        return state, commands

    # Listening.

    def _hear(self, process: int, state: Member, copy: Copy) -> tuple[Member, tuple[Command, ...]]:
        """A copy comes: keep it, pass it on if that is the rule, and deliver what is now in turn."""
        synchronous = self.multicast == "view-synchronous"
        if state.has(copy):
            return state, ()
        if synchronous and (copy.view < state.view or (copy.view == state.view and state.flushing)):
            return state, ()
        commands: tuple[Command, ...] = ()
        state = replace(state, held=tuple(sorted((*state.held, copy))))
        if self.multicast == "reliable":
            state, commands = self._send(process, state, copy, (copy.stream,))
        state = self._deliver(state)
        return state, (*commands, *self._missing(state, copy))

    def _deliver(self, state: Member) -> Member:
        """Deliver what is held of this view and in turn, until nothing is."""
        synchronous = self.multicast == "view-synchronous"
        for copy in state.held:
            if synchronous and copy.view != state.view:
                continue
            if self.ordering == "none" or copy.number == state.of_stream(copy.stream) + 1:
                held = tuple(other for other in state.held if other != copy)
                return self._deliver(replace(state, held=held).delivers(copy))
        return state

    def _missing(self, state: Member, copy: Copy) -> tuple[Command, ...]:
        """Ask the sequencer for the numbers before a copy that is held, unless they are here or asked for."""
        if self.ordering != "total" or copy not in state.held:
            return ()
        here = {other.number for other in state.held if other < copy}
        first = max(here, default=state.of_stream(copy.stream)) + 1
        return tuple(Send(copy.stream, Missing(number)) for number in range(first, copy.number))

    # Suspecting.

    def _late(self, process: int, state: Member, other: int) -> bool:
        """Whether this member still owes something: a part of the programme, or its word in a flush."""
        if other == process or other not in state.members:
            return False
        if state.flushing:
            return state.word_of(other) is None
        return state.of_stream(other) < self.streams[other]

    def _suspect(
        self, process: int, state: Member, suspects: tuple[int, ...]
    ) -> tuple[Member, tuple[Command, ...]]:
        """Hold these for crashed as well, tell the others, and go on without them when that is the rule."""
        state = replace(state, suspects=tuple(sorted({*state.suspects, *suspects})))
        others = [p for p in state.members if p != process and p not in state.suspects]
        if self.multicast != "view-synchronous":
            told = tuple(Send(p, News(state.suspects)) for p in others)
            members = tuple(p for p in state.members if p not in state.suspects)
            queue = tuple(row for row in state.queue if row[0] in members)
            return replace(state, views=(*state.views, members), queue=queue), told
        word = Flush(state.view, state.suspects, state.of_view())
        # What was still to be sent is in the flush.
        state = replace(state, flushing=True, queue=()).hears(process, word)
        waits = tuple(SetTimer(self.names[p]) for p in others if state.word_of(p) is None)
        told = tuple(Send(p, word) for p in others)
        state, more = self._install(process, state)
        return state, (*told, *waits, *more)

    def _hear_news(
        self, process: int, state: Member, sender: int, news: News | Flush
    ) -> tuple[Member, tuple[Command, ...]]:
        """Another member suspects somebody, and has said what it has of this view if that is the rule."""
        if sender in state.suspects:
            return state, ()
        if isinstance(news, Flush):
            if news.view < state.view:
                return state, ()
            state = state.hears(sender, news)
            if news.view > state.view:
                return state, ()
        if not set(news.suspects) <= set(state.suspects):
            return self._suspect(process, state, news.suspects)
        return self._install(process, state) if isinstance(news, Flush) else (state, ())

    def _install(self, process: int, state: Member) -> tuple[Member, tuple[Command, ...]]:
        """The next view begins for one who has heard from all who go with it, of the same suspects."""
        staying = tuple(p for p in state.members if p not in state.suspects)
        words = [state.word_of(p) for p in staying]
        if any(word is None for word in words):
            return state, ()
        copies = {copy for word in words if word is not None for copy in word.copies}
        later = tuple(copy for copy in state.held if copy.view > state.view)
        state = self._deliver(replace(state, held=tuple(sorted(copies.difference(state.delivered)))))
        state = replace(state, held=later, views=(*state.views, staying), flushing=False)
        state = self._deliver(state)
        state = replace(state, words=tuple(row for row in state.words if row[1].view >= state.view))
        ahead = [(who, word) for who, word in state.words if word.view == state.view]
        if ahead:
            return self._hear_news(process, state, *ahead[0])
        waits = tuple(SetTimer(self.names[p]) for p in staying if self._late(process, state, p))
        state, commands = (state, ()) if state.going else self._sing(process, state)
        return state, (*waits, *commands)


GROUP_COMMUNICATION = Protocol(
    "group-communication",
    "A group multicasts while its members crash: who delivers what, in which order, in which view.",
    GroupCommunication,
    (
        Parameter("generals", "how many members the group has", "number", 2, 5, required=True),
        Parameter(
            "senders", "who multicasts each message: member numbers from 0", "numbers", 0, 4, absent=(0,)
        ),
        Parameter(
            "multicast",
            "best-effort, reliable (all pass on), or view-synchronous (and flush before each new view)",
            "word",
            words=MULTICASTS,
            absent="reliable",
        ),
        Parameter(
            "ordering",
            "none, fifo (as each sender sent), or total (as member 0 numbers them)",
            "word",
            words=ORDERINGS,
            absent="fifo",
        ),
        CAPTURES,
        CRASHES,
        SEED,
    ),
    "none",
    ("scheduler", "network"),
    "Birman, Joseph 1987; Hadzilacos, Toueg 1994; slides 33-37",
    PROMISES,
)
