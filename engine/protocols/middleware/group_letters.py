"""What members of a group write to each other, and what each keeps."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True, order=True)
class Copy:
    """One copy of a message on its way to one member.

    Attributes:
        stream: whose numbers it bears: its author's, or the sequencer's.
        number: its place in that stream, from 1.
        author: who multicast the message.
        piece: which of its author's messages it is, from 1.
        view: the number of the view in which it was sent, from 1.
    """

    stream: int
    number: int
    author: int
    piece: int
    view: int


@dataclass(frozen=True, slots=True, order=True)
class Submission:
    """A message on its way to the sequencer, who will number it."""

    author: int
    piece: int


@dataclass(frozen=True, slots=True, order=True)
class GoOn:
    """A letter to oneself: a copy is out, and the next one is a step of its own."""


@dataclass(frozen=True, slots=True, order=True)
class Missing:
    """A negative acknowledgement: the sequencer's copy of this number has not come, a later one has."""

    number: int


@dataclass(frozen=True, slots=True, order=True)
class News:
    """Whom the writer holds for crashed."""

    suspects: tuple[int, ...]


@dataclass(frozen=True, slots=True, order=True)
class Flush:
    """Whom the writer holds for crashed, and all that it has of this view."""

    view: int
    suspects: tuple[int, ...]
    copies: tuple[Copy, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """What a member keeps.

    Attributes:
        views: the members of each view it has been in, the first view first.
        log: what it delivered, in order: (the number of its view then, the copy).
        held: copies that came before their turn, or in a view that has not begun here, ascending.
        queue: copies still to be sent, (receiver, copy), in order.
        going: whether its letter to itself is on the road.
        sung: how many of its own messages it has multicast.
        suspects: whom it holds for crashed, ascending.
        flushing: whether it waits for the words of the others to go into the next view.
        words: what each has said of this view or a later one, (who, what), ascending; its own among them.
    """

    views: tuple[tuple[int, ...], ...]
    log: tuple[tuple[int, Copy], ...] = ()
    held: tuple[Copy, ...] = ()
    queue: tuple[tuple[int, Copy], ...] = ()
    going: bool = False
    sung: int = 0
    suspects: tuple[int, ...] = ()
    flushing: bool = False
    words: tuple[tuple[int, Flush], ...] = ()

    @property
    def view(self) -> int:
        """The number of its view, from 1."""
        return len(self.views)

    @property
    def members(self) -> tuple[int, ...]:
        """Who is in its view."""
        return self.views[-1]

    @property
    def delivered(self) -> tuple[Copy, ...]:
        """What it delivered, in order."""
        return tuple(copy for _, copy in self.log)

    def of_stream(self, stream: int) -> int:
        """How many copies of a stream it has delivered."""
        return sum(copy.stream == stream for copy in self.delivered)

    def has(self, copy: Copy) -> bool:
        """Whether it has this copy already."""
        return copy in self.delivered or copy in self.held

    def delivers(self, copy: Copy) -> "Member":
        """Itself after it has delivered this copy."""
        return replace(self, log=(*self.log, (self.view, copy)))

    def of_view(self) -> tuple[Copy, ...]:
        """All that it has of this view, ascending."""
        held = [copy for copy in self.held if copy.view == self.view]
        return tuple(sorted((*held, *(copy for view, copy in self.log if view == self.view))))

    def word_of(self, member: int) -> Flush | None:
        """What a member has said that goes into the same next view, or None."""
        for who, word in self.words:
            if who == member and (word.view, word.suspects) == (self.view, self.suspects):
                return word
        return None

    def hears(self, member: int, word: Flush) -> "Member":
        """Itself with this word in place of what the member said of the same view before."""
        others = (row for row in self.words if (row[0], row[1].view) != (member, word.view))
        return replace(self, words=tuple(sorted((*others, (member, word)))))


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 4th, ... for a small number."""
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number, 'th') }"
