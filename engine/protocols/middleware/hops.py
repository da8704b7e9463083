"""One hop of a letter from hand to hand, in three qualities (MQTT 3.1.1, 2014, section 4.3).

Quality 0: sent once, and nobody asks. Quality 1: sent again until a receipt comes, so perhaps twice. Quality
2: four letters; the receiver notes the letter's number until the sender has promised not to send it again, so
exactly once, where no letter of the hop overtakes another and the sender's tries suffice.
"""

from dataclasses import dataclass, replace
from typing import Final, Literal

from engine.machine import Command, Send, SetTimer

QUALITIES: Final = (0, 1, 2)
Ident = tuple[int, int]
"""A letter's publisher (its process) and number, from 1."""


@dataclass(frozen=True, slots=True, order=True)
class Letter:
    """What goes between publishers, broker and subscribers.

    Attributes:
        what: subscribe; news; or a letter of the handshakes: receipt (quality 1); received, release,
            complete (quality 2).
        publisher, number: which news it is about.
        topic: what the news, or the subscription, is about.
        rank: the broker's number of the news for this subscriber, where it is needed; else 0.
        stamp: of each publisher, how many letters had been read when it was written; where it is needed.
    """

    what: Literal["subscribe", "news", "receipt", "received", "release", "complete"]
    publisher: int = 0
    number: int = 0
    topic: int = 0
    rank: int = 0
    stamp: tuple[int, ...] = ()

    @property
    def ident(self) -> Ident:
        """Which news it is about."""
        return self.publisher, self.number


@dataclass(frozen=True, slots=True, order=True)
class Again:
    """The timer after which a letter is sent to a peer again."""

    peer: int
    publisher: int
    number: int

    def __str__(self) -> str:
        return f"again {self.publisher}.{self.number} to {self.peer}"


@dataclass(frozen=True, slots=True, order=True)
class Waiting:
    """A letter that the peer has not confirmed, and how often it was sent."""

    peer: int
    letter: Letter
    tries: int


@dataclass(frozen=True, slots=True)
class Post:
    """What a process keeps of its hops.

    Attributes:
        out: letters not yet confirmed.
        known: (peer, ident) of letters taken in that the peer may still send again (quality 2).
    """

    out: tuple[Waiting, ...] = ()
    known: tuple[tuple[int, Ident], ...] = ()


Posted = tuple[Post, tuple[Command, ...]]


@dataclass(frozen=True, slots=True)
class Hop:
    """The rules of a hop: its quality, and how often a letter is sent at most."""

    quality: int
    tries: int

    def send(self, post: Post, peer: int, letter: Letter) -> Posted:
        """Send a letter, and wait for its receipt where there is one."""
        if self.quality == 0:
            return post, (Send(peer, letter),)
        out = _without(post.out, peer, letter.ident)
        timer = SetTimer(Again(peer, letter.publisher, letter.number))
        return replace(post, out=tuple(sorted((*out, Waiting(peer, letter, 1))))), (Send(peer, letter), timer)

    def ring(self, post: Post, key: Again) -> Posted:
        """The receipt of a letter has not come: send it again, or give up."""
        ident = key.publisher, key.number
        out = _without(post.out, key.peer, ident)
        for waiting in set(post.out).difference(out):
            if waiting.tries < self.tries:
                once_more = replace(waiting, tries=waiting.tries + 1)
                after = replace(post, out=tuple(sorted((*out, once_more))))
                return after, (Send(key.peer, waiting.letter), SetTimer(key))
        return replace(post, out=out), ()

    def take(self, post: Post, sender: int, letter: Letter) -> tuple[Post, tuple[Command, ...], bool]:
        """A letter of a hop comes. Says as well whether it is news to be handed on."""
        known = (sender, letter.ident)
        bare = Letter("receipt", *letter.ident)
        match letter.what:
            case "news" if self.quality == 0:
                return post, (), True
            case "news" if self.quality == 1:
                return post, (Send(sender, bare),), True
            case "news":
                after = replace(post, known=tuple(sorted({*post.known, known})))
                return after, (Send(sender, replace(bare, what="received")),), known not in post.known
            case "received":
                release = replace(bare, what="release")
                # Only the first answer moves the handshake on; repetitions are answered and change nothing.
                unsure = any(
                    each.peer == sender and each.letter.ident == letter.ident
                    for each in post.out
                    if each.letter.what == "news"
                )
                after, commands = (
                    self.send(post, sender, release) if unsure else (post, (Send(sender, release),))
                )
                return after, commands, False
            case "release":
                after = replace(post, known=tuple(each for each in post.known if each != known))
                return after, (Send(sender, replace(bare, what="complete")),), False
            case _:
                return replace(post, out=_without(post.out, sender, letter.ident)), (), False


def _without(out: tuple[Waiting, ...], peer: int, ident: Ident) -> tuple[Waiting, ...]:
    return tuple(each for each in out if (each.peer, each.letter.ident) != (peer, ident))
