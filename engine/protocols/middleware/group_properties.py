"""What a group may be promised about the messages that its members deliver."""

from collections.abc import Iterator
from itertools import combinations

from engine.configuration import Configuration, Phase
from engine.model import Model
from engine.properties import Property, Verdict, listing
from engine.protocols.middleware.group_letters import Copy, Member, ordinal

PROMISES = ("agreement", "view-synchrony", "fifo", "total-order", "delivery")


def song(model: Model, copy: Copy) -> str:
    """The name of a message: "P1's 2nd message"."""
    return f"{model.name(copy.author)}'s {ordinal(copy.piece)} message"


def _survivors(model: Model, now: Configuration) -> Iterator[tuple[int, Member]]:
    """Who is up, with what it keeps."""
    for process in model.loyal(now):
        member = now.states[process]
        assert isinstance(member, Member)
        yield process, member


def _pairs(model: Model, now: Configuration) -> Iterator[tuple[tuple[int, Member], tuple[int, Member]]]:
    yield from combinations(_survivors(model, now), 2)


def _agreement(model: Model, now: Configuration) -> Verdict:
    """Judged at the end: before it, a copy may still come."""
    if now.phase is not Phase.OVER:
        return Verdict(True, "not all letters have come yet")
    for (p, one), (q, other) in _pairs(model, now):
        if one.members != other.members:
            continue
        mine, theirs = ({(c.author, c.piece): c for c in m.delivered} for m in (one, other))
        for key in sorted(mine.keys() ^ theirs.keys()):
            has, lacks = (p, q) if key in mine else (q, p)
            copy = mine.get(key) or theirs[key]
            return Verdict(
                False, f"{model.name(has)} delivered {song(model, copy)}, {model.name(lacks)} never does"
            )
    names = listing([model.name(p) for p, _ in _survivors(model, now)])
    return Verdict(True, f"{names or 'nobody'} survived, and whoever share a view delivered the same")


def _view_synchrony(model: Model, now: Configuration) -> Verdict:
    for (p, one), (q, other) in _pairs(model, now):
        for view in range(1, min(one.view, other.view)):
            if one.views[view - 1 : view + 1] != other.views[view - 1 : view + 1]:
                continue
            mine, theirs = ({copy for at, copy in m.log if at == view} for m in (one, other))
            for copy in sorted(mine ^ theirs):
                has, lacks = (p, q) if copy in mine else (q, p)
                return Verdict(
                    False,
                    f"{model.name(p)} and {model.name(q)} went on together from view {view}, but only "
                    f"{model.name(has)} had delivered {song(model, copy)} in it, not {model.name(lacks)}",
                )
    return Verdict(True, "whoever went on together from a view had delivered the same in it")


def _fifo(model: Model, now: Configuration) -> Verdict:
    for p, member in _survivors(model, now):
        heard = [0] * len(now.states)
        for copy in member.delivered:
            if copy.piece != heard[copy.author] + 1:
                before = f"its {ordinal(heard[copy.author] + 1)}"
                return Verdict(False, f"{model.name(p)} delivered {song(model, copy)} before {before}")
            heard[copy.author] = copy.piece
    return Verdict(True, "everybody delivered each sender's messages in the order in which they were sent")


def _total(model: Model, now: Configuration) -> Verdict:
    for (p, one), (q, other) in _pairs(model, now):
        theirs = [(c.author, c.piece) for c in other.delivered]
        both = [copy for copy in one.delivered if (copy.author, copy.piece) in theirs]
        for first, second in combinations(both, 2):
            if theirs.index((first.author, first.piece)) > theirs.index((second.author, second.piece)):
                return Verdict(
                    False,
                    f"{model.name(p)} delivered {song(model, first)} before {song(model, second)}, "
                    f"{model.name(q)} the other way round",
                )
    return Verdict(True, "no two members delivered two messages in different orders")


def promises(programme: tuple[int, ...]) -> tuple[Property, ...]:
    """The properties of a group.

    Args:
        programme: how many messages each member multicasts.
    """

    def delivery(model: Model, now: Configuration) -> Verdict:
        """Judged at the end, for the messages of those who survive."""
        if now.phase is not Phase.OVER:
            return Verdict(True, "not all letters have come yet")
        alive = list(_survivors(model, now))
        for author, _ in alive:
            for piece in range(1, programme[author] + 1):
                lacking = [
                    model.name(p)
                    for p, member in alive
                    if author in member.members
                    and (author, piece) not in {(c.author, c.piece) for c in member.delivered}
                ]
                if lacking:
                    what = f"{model.name(author)}'s {ordinal(piece)} message"
                    verb = "have" if len(lacking) > 1 else "has"
                    return Verdict(False, f"{listing(lacking)} {verb} not delivered {what}")
        return Verdict(True, "all messages of those who survived were delivered to all in their view")

    return (
        Property(
            "agreement",
            "always",
            _agreement,
            "all survivors of a group deliver the same messages in the end",
            "two survivors of a group differ in what they delivered",
        ),
        Property(
            "view-synchrony",
            "always",
            _view_synchrony,
            "whoever go on together from a view delivered the same in it",
            "two go on together from a view, and had not delivered the same in it",
        ),
        Property(
            "fifo",
            "always",
            _fifo,
            "nobody delivers a message before an earlier one of the same sender",
            "somebody delivers a message before an earlier one of the same sender",
        ),
        Property(
            "total-order",
            "always",
            _total,
            "all deliver in the same order",
            "two members deliver two messages in different orders",
        ),
        Property(
            "delivery",
            "eventually",
            delivery,
            "what a survivor multicasts is delivered by all in its view",
            "a survivor's message is not delivered by all in its view",
        ),
    )
