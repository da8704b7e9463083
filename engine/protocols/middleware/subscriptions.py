"""What the broker, a publisher and a subscriber hold."""

from dataclasses import dataclass
from typing import Final

from engine.protocols.middleware.hops import Ident, Letter, Post

_NOTHING: Final = Post()


@dataclass(frozen=True, slots=True)
class Broker:
    """What the broker holds.

    Attributes:
        readers: who has subscribed, ascending, and how many letters he was sent.
        last: the last news of each topic.
        numbered: which news it has numbered (total order only), in their order.
        post: its hops.
    """

    readers: tuple[tuple[int, int], ...]
    last: tuple[Letter | None, ...]
    numbered: tuple[Ident, ...] = ()
    post: Post = _NOTHING


@dataclass(frozen=True, slots=True)
class Person:
    """What a publisher or a subscriber holds.

    Attributes:
        cried: how many letters he has published.
        read: what he has read, in order, repetitions and all.
        counts: of each publisher, how many different letters he has read; of himself, how many he has cried.
        held: what has come and is not yet to be read.
        post: his hops.
    """

    cried: int
    read: tuple[Ident, ...]
    counts: tuple[int, ...]
    held: tuple[Letter, ...] = ()
    post: Post = _NOTHING
