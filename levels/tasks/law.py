"""The lawgiver: no law for three generals survives all worlds (slides 14-17; Lamport, Shostak, Pease 1982).

A law says what each of two lieutenants does for each pair he can see: what the commander told him, and what
the other lieutenant says he was told. 256 laws; twelve worlds with one traitor and no silence. Each world
that is struck fells every law that it breaks.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, product

from engine.configuration import Choice, Option, Subject
from engine.journal import Entry
from engine.model import Transitions
from engine.orders import ORDERS, RETREAT, Order, majority

Law = tuple[Order, ...]
"""What L1 does on (told, other says) = AA, AR, RA, RR; then what L2 does."""
VIEWS: tuple[tuple[Order, Order], ...] = tuple(product(ORDERS, ORDERS))
NAMES = ("C", "L1", "L2")


def cell(general: int, told: Order, other: Order) -> int:
    """The index of a cell of a law; general is 1 or 2."""
    return 4 * (general - 1) + VIEWS.index((told, other))


@dataclass(frozen=True, slots=True)
class Named:
    """A world by its traitor and two words.

    C: what he tells L1, what he tells L2. L1 or L2: the loyal commander's order, and what the traitor says
    that it was.
    """

    traitor: int
    first: Order
    second: Order

    def seen(self, general: int) -> int:
        """The cell that applies to a loyal lieutenant in this world."""
        if self.traitor == 0:
            mine, other = (self.first, self.second) if general == 1 else (self.second, self.first)
            return cell(general, mine, other)
        return cell(general, self.first, self.second)

    def breaks(self, law: Law) -> bool:
        """Whether a law fails in this world: the loyal two part, or the loyal one disobeys."""
        if self.traitor == 0:
            return law[self.seen(1)] != law[self.seen(2)]
        return law[self.seen(3 - self.traitor)] != self.first

    def words(self, spell: Callable[[Order], str] = str.upper) -> str:
        """The world in one phrase, its orders spelled like this."""
        first, second = spell(self.first), spell(self.second)
        if self.traitor == 0:
            return f"{'C says' if first == second else 'C lies:'} {first} to L1, {second} to L2"
        verb = "is honest" if first == second else "lies"
        return f"{NAMES[self.traitor]} {verb}: order {first}, he says {second}"


WORLDS: tuple[Named, ...] = tuple(
    Named(traitor, first, second) for traitor in range(3) for first, second in VIEWS
)


@lru_cache(maxsize=4096)
def standing(struck: frozenset[Named]) -> tuple[Law, ...]:
    """The laws that no struck world breaks, in a fixed order."""
    laws = product(ORDERS, repeat=8)
    return tuple(law for law in laws if not any(world.breaks(law) for world in struck))


@dataclass(frozen=True, slots=True)
class LawAt:
    """Attributes:
    law: the law last written.
    struck: the worlds struck so far, in order, repeats and misses included.
    fell: for each strike, how many laws it felled.
    picked: the answers given to the agenda since the last strike.
    """

    law: Law
    struck: tuple[Named, ...] = ()
    fell: tuple[int, ...] = ()
    picked: tuple[int, ...] = ()


class LawGiving(Transitions[LawAt]):
    """Write a standing law, name a world that breaks it; until no law stands."""

    spinners = (NAMES, ORDERS, ORDERS)

    def initial(self) -> LawAt:
        law = tuple(majority(view, RETREAT) for _ in range(2) for view in VIEWS)
        return LawAt(law)

    def agenda(self, configuration: LawAt) -> tuple[Choice, ...]:
        """Eight cells and three spinners; the last spinner bears the cost of a world."""
        choices = []
        for place in range(8):
            told, other = VIEWS[place % 4]
            general = 1 + place // 4
            text = f"{NAMES[general]}, told {told.upper()} and hearing {other.upper()}"
            subject = Subject("law", general, path=(place,), text=text)
            honest = ORDERS.index(configuration.law[place])
            choices.append(Choice("lawgiver", subject, tuple(Option(o) for o in ORDERS), honest))
        for place, (labels, text) in enumerate(
            zip(self.spinners, ("the traitor", "his first word", "his second word"), strict=True)
        ):
            cost = int(place == 2)
            options = tuple(Option(label, cost) for label in labels)
            subject = Subject("spinner", path=(place,), text=text)
            choices.append(Choice("lawgiver", subject, options, 0, "worlds" if cost else "none"))
        return tuple(choices)

    def choice(self, configuration: LawAt) -> Choice | None:
        if not standing(frozenset(configuration.struck)):
            return None
        return self.agenda(configuration)[len(configuration.picked)]

    def batch(self, configuration: LawAt, owners: Collection[str] | None = None) -> tuple[Choice, ...]:
        if self.choice(configuration) is None or (owners is not None and "lawgiver" not in owners):
            return ()
        return self.agenda(configuration)[len(configuration.picked) :]

    @staticmethod
    def read(picks: Sequence[int]) -> tuple[Law, Named]:
        """The law and the world that eleven answers spell."""
        law = tuple(ORDERS[pick] for pick in picks[:8])
        return law, Named(picks[8], ORDERS[picks[9]], ORDERS[picks[10]])

    def advance(self, configuration: LawAt, option: int) -> tuple[LawAt, tuple[Entry, ...]]:
        pending = self.choice(configuration)
        if pending is None or not 0 <= option < len(pending.options):
            raise IndexError("no such option here")
        picked = (*configuration.picked, option)
        if len(picked) < 11:
            return LawAt(configuration.law, configuration.struck, configuration.fell, picked), ()
        law, world = self.read(picked)
        before = standing(frozenset(configuration.struck))
        # A strike at a fallen law, or one that misses, fells nothing and still costs its world.
        hits = law in before and world.breaks(law)
        struck = (*configuration.struck, world) if hits else configuration.struck
        fell = len(before) - len(standing(frozenset(struck)))
        return LawAt(law, struck, (*configuration.fell, fell) if hits else configuration.fell), ()

    def objection(self, configuration: LawAt, picks: tuple[int, ...]) -> str | None:
        law, world = self.read((*configuration.picked, *picks))
        for number, struck in enumerate(configuration.struck, 1):
            if struck.breaks(law):
                return f"World {number} has felled this law already: write one that still stands."
        if not world.breaks(law):
            return "This law survives that world: name one that breaks it."
        return None

    def prefill(self, configuration: LawAt) -> dict[int, str]:
        return dict(enumerate(configuration.law))

    def fixed(self, configuration: LawAt) -> dict[int, Order]:
        """The cells that every standing law fills alike, once a world was struck."""
        laws = standing(frozenset(configuration.struck))
        if not laws:
            return {}
        return {place: laws[0][place] for place in range(8) if len({law[place] for law in laws}) == 1}


def fewest_worlds() -> tuple[int, tuple[tuple[Named, ...], ...]]:
    """How few worlds break all 256 laws, and every such set of that size: by trying all sets in order."""
    for size in range(1, len(WORLDS) + 1):
        sets = tuple(chosen for chosen in combinations(WORLDS, size) if not standing(frozenset(chosen)))
        if sets:
            return size, sets
    raise AssertionError("some law survives every world")


__all__ = ["WORLDS", "Law", "LawAt", "LawGiving", "Named", "fewest_worlds", "standing"]
