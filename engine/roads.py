"""The network's knobs, as data: each turns one of the eight fallacies of distributed computing (slide 31).

A perfect network is `Roads()`. What a knob allows but does not decide (which letter is late, which is
rewritten) is a choice of the network's; what it fixes (a missing road, a full one, an empty purse) simply
happens. Knobs work in rounds; without rounds the scheduler already delays, and only `edges` matter.

Source: Deutsch and Gosling's fallacies (slides 31-32); A1 to A3 of Lamport, Shostak, Pease 1982.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

from engine.machine import Message


@dataclass(frozen=True, slots=True)
class Cut:
    """A road that is gone for some rounds.

    Attributes:
        a, b: its two ends; b = -1: every road of a, who is not a member of the group then.
        since: the first round in which it is gone, from 1.
        until: the last one; 0: it never comes back.
    """

    a: int
    b: int
    since: int = 1
    until: int = 0

    def closes(self, round_: int, sender: int, receiver: int) -> bool:
        """Whether it stops a letter of this round."""
        if round_ < self.since or (self.until and round_ > self.until):
            return False
        ends = {sender, receiver}
        return self.a in ends if self.b < 0 else ends == {self.a, self.b}


Overflow = Literal["lost", "waits"]
Paid = Literal["packet", "value"]


@dataclass(frozen=True, slots=True)
class Roads:
    """How the network is, and what it may do.

    Attributes:
        edges: the pairs with a road between them; None: everybody reaches everybody.
        cuts: roads that are gone for some rounds.
        delays: how many letters the network may make late, in all.
        delay: by how many rounds at most.
        rewrites: how many letters it may rewrite under their sender's name, in all.
        replays: how many letters of an earlier day it may bring again, in all.
        capacity: how many values a road carries from one end to the other in a round; None: any number.
        overflow: what happens to the others: they are lost, or wait, so that the round takes more ticks.
        price: what a messenger costs, in gold; 0: nothing.
        purse: how much gold the army has, in all.
        paid: whether one messenger carries all that one general tells another in a round, or one value.
        mirrored: the processes that write ATTACK for RETREAT and RETREAT for ATTACK.
        marshalled: whether everybody writes in one agreed script, whatever he uses at home.
    """

    edges: tuple[tuple[int, int], ...] | None = None
    cuts: tuple[Cut, ...] = ()
    delays: int = 0
    delay: int = 1
    rewrites: int = 0
    replays: int = 0
    capacity: int | None = None
    overflow: Overflow = "lost"
    price: int = 0
    purse: int = 0
    paid: Paid = "value"
    mirrored: tuple[int, ...] = ()
    marshalled: bool = False

    def joins(self, round_: int, sender: int, receiver: int) -> bool:
        """Whether there is a road between these two in this round."""
        edges = self.edges
        if edges is not None and (sender, receiver) not in edges and (receiver, sender) not in edges:
            return False
        return not any(cut.closes(round_, sender, receiver) for cut in self.cuts)

    def swaps(self, sender: int, receiver: int) -> bool:
        """Whether the receiver reads the opposite of what the sender means."""
        return not self.marshalled and (sender in self.mirrored) != (receiver in self.mirrored)

    @property
    def meddles(self) -> bool:
        """Whether the network has anything to choose besides captures."""
        return bool(self.delays or self.rewrites or self.replays)


PERFECT: Final = Roads()


@dataclass(frozen=True, slots=True)
class Replay:
    """Letters of an earlier day that may be put on the road again, as if from their senders."""

    receiver: int
    letters: tuple[tuple[int, Any], ...]


@dataclass(frozen=True, slots=True)
class Meddling:
    """What the network does with one letter, as one option of its fate.

    Attributes:
        label: the option's name.
        late: by how many rounds it is late.
        payload: what it says now, where it is rewritten.
    """

    label: str
    late: int = 0
    payload: Any = None


def loads(wire: Iterable[Message]) -> dict[tuple[int, int], int]:
    """How many values each road has to carry."""
    found: dict[tuple[int, int], int] = {}
    for message in wire:
        key = (message.sender, message.receiver)
        found[key] = found.get(key, 0) + 1
    return found


def carried(wire: Iterable[Message], capacity: int) -> Iterator[tuple[Message, bool]]:
    """Each letter, and whether its road had room for it: first sent, first carried."""
    used: dict[tuple[int, int], int] = {}
    for message in wire:
        key = (message.sender, message.receiver)
        used[key] = used.get(key, 0) + 1
        yield message, used[key] <= capacity


def ticks(wire: Iterable[Message], capacity: int | None) -> int:
    """How many ticks a round takes if each road carries so many values a tick; at least 1."""
    if capacity is None:
        return 1
    return max(1, *(-(-load // max(capacity, 1)) for load in loads(wire).values()), 1)


__all__ = [
    "PERFECT",
    "Cut",
    "Meddling",
    "Overflow",
    "Paid",
    "Replay",
    "Roads",
    "carried",
    "loads",
    "ticks",
]
