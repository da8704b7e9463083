"""Decide; then dawn reveals a world that fits all you have seen, and condemns you (slide 15).

The general is dealt one view of a real run. The worlds are found by running the protocol under every
traitor and every lie (`engine.oracle.worlds`); whichever way he decides, the first of them in which that
breaks agreement or validity is the one that was real.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from engine.configuration import Choice, Configuration, Option, Subject
from engine.journal import Entry
from engine.model import Model, Transitions
from engine.oracle.worlds import World, alike, condemning
from engine.orders import ORDERS, Order
from engine.protocols.oral_messages import OralMessages
from engine.run import Run


@dataclass(frozen=True, slots=True)
class DawnAt:
    """Attributes:
    decided: what was decided, night by night.
    met: for each night the index of the world that dawn revealed, or -1 if none condemned the decision.
    """

    decided: tuple[Order, ...] = ()
    met: tuple[int, ...] = ()


class Dawn(Transitions[DawnAt]):
    """Nights with the same view, until two worlds have been met that condemn opposite decisions.

    Args:
        dealt: the finished run whose view is dealt.
        general: who decides.
        nights: after how many nights it ends in any case.
        enough: how many different worlds are to be met.
    """

    def __init__(self, dealt: Run[Configuration], general: int, nights: int = 5, enough: int = 2) -> None:
        assert isinstance(dealt.model, Model)
        self.dealt = dealt
        self.protocol: Model = dealt.model
        self.general = general
        self.nights = nights
        self.enough = enough

    @cached_property
    def worlds(self) -> Sequence[World]:
        """All worlds with this view, fewest lies first."""
        machine = self.protocol.machine
        assert isinstance(machine, OralMessages)
        return alike(machine, self.general, self.dealt.view(self.general))

    @cached_property
    def rule(self) -> Order:
        """What the protocol's rule would decide on this view."""
        order: Order = self.worlds[0].run.now.decisions[self.general]
        return order

    def met(self, configuration: DawnAt) -> tuple[World, ...]:
        """The different worlds met so far, told apart by who is the traitor."""
        seen: dict[tuple[int, ...], World] = {}
        for index in configuration.met:
            if index >= 0:
                seen.setdefault(self.worlds[index].traitors, self.worlds[index])
        return tuple(seen.values())

    def initial(self) -> DawnAt:
        return DawnAt()

    def choice(self, configuration: DawnAt) -> Choice | None:
        if len(configuration.decided) >= self.nights or len(self.met(configuration)) >= self.enough:
            return None
        name = self.protocol.name(self.general)
        night = len(configuration.decided) + 1
        subject = Subject("decision", self.general, round=night, text=f"{name} decides, night {night}")
        options = tuple(Option(order) for order in ORDERS)
        return Choice(f"general:{self.general}", subject, options, ORDERS.index(self.rule))

    def batch(self, configuration: DawnAt, owners: Collection[str] | None = None) -> tuple[Choice, ...]:
        pending = self.choice(configuration)
        if pending is None or (owners is not None and pending.owner not in owners):
            return ()
        return (pending,)

    def advance(self, configuration: DawnAt, option: int) -> tuple[DawnAt, tuple[Entry, ...]]:
        pending = self.choice(configuration)
        if pending is None or not 0 <= option < len(pending.options):
            raise IndexError("no such option here")
        order = ORDERS[option]
        world = condemning(self.worlds, self.general, order)
        met = -1 if world is None else self.worlds.index(world)
        after = replace(configuration, decided=(*configuration.decided, order), met=(*configuration.met, met))
        night = len(after.decided)
        return after, (Entry("decided", night, self.general, payload=order),)

    def reveals(self, configuration: DawnAt) -> bool:
        return True
