"""SM(m) a second time, one order at a time: an order spreads as if there were no other.

Nothing here is the engine's: a general is a number, a letter the tuple of its signers. Traitors pool their
keys and all letters that reached one of them; in each round they show each loyal general the lexicographically
least letter that would be valid, or none. A loyal general passes on the greatest of the new letters.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import permutations, product

from engine.orders import ATTACK, RETREAT

Letter = tuple[int, ...]


class Spread:
    """All the ways in which traitors can spread one order.

    Args:
        n: how many generals.
        m: of SM(m).
        traitors: who they are.
    """

    def __init__(self, n: int, m: int, traitors: tuple[int, ...]) -> None:
        self.n, self.m, self.traitors = n, m, traitors
        self.loyal = tuple(p for p in range(1, n) if p not in traitors)

    def makable(self, length: int, receiver: int, shown: frozenset[Letter]) -> Letter | None:
        """The least valid letter of so many seals that the traitors can make for a receiver."""
        for signers in permutations(range(self.n), length):
            made = signers[0] == 0 and receiver not in signers and signers[-1] in self.traitors
            if made and all(
                signer in self.traitors or signers[: place + 1] in shown for place, signer in enumerate(signers)
            ):
                return signers
        return None

    def histories(self, given: bool = False) -> Iterator[frozenset[int]]:
        """For each way to spread it: who holds the order in the end, the loyal commander not counted.

        Args:
            given: whether a loyal commander gives this order (he is no traitor then).
        """
        start: dict[int, list[Letter]] = {i: [(0,)] if given else [] for i in self.loyal}
        shown = {(0,)} if given and self.traitors else set()
        yield from self._round(1, frozenset(), start, frozenset(shown))

    def _round(
        self,
        r: int,
        holders: frozenset[int],
        arriving: dict[int, list[Letter]],
        shown: frozenset[Letter],
    ) -> Iterator[frozenset[int]]:
        if r > self.m + 1:
            yield holders
            return
        wiles = [self.makable(r, i, shown) for i in self.loyal]
        for picks in product(*((False, True) if wile else (False,) for wile in wiles)):
            after, sealed = set(holders), []
            for i, wile, pick in zip(self.loyal, wiles, picks, strict=True):
                letters = [*arriving[i], wile] if pick and wile else arriving[i]
                if letters and i not in holders:
                    after.add(i)
                    sealed.append((*max(letters), i))
            following: dict[int, list[Letter]] = {i: [] for i in self.loyal}
            seen = set(shown)
            if r <= self.m:
                for letter in sealed:
                    for i in self.loyal:
                        if i not in letter:
                            following[i].append(letter)
                    if any(t not in letter for t in self.traitors):
                        seen.add(letter)
            yield from self._round(r + 1, frozenset(after), following, frozenset(seen))


def outcomes(n: int, m: int, traitors: tuple[int, ...], order: str = ATTACK) -> Counter[tuple[str, ...]]:
    """How many of all injected sets end in which orders held by the loyal lieutenants.

    Of a loyal lieutenant: "A", "R", "AR" or "". One history of each order, independently: their product.
    """
    spread = Spread(n, m, traitors)
    loyal_commander = 0 not in traitors
    attack = Counter(spread.histories(loyal_commander and order == ATTACK))
    retreat = Counter(spread.histories(loyal_commander and order == RETREAT))
    found: Counter[tuple[str, ...]] = Counter()
    for (a, ways), (r, others) in product(attack.items(), retreat.items()):
        found[tuple("A" * (i in a) + "R" * (i in r) for i in spread.loyal)] += ways * others
    return found


def violations(held: Counter[tuple[str, ...]]) -> int:
    """How many of these have two loyal lieutenants who differ: two orders, or none, mean RETREAT."""
    return sum(count for each, count in held.items() if len({orders == "A" for orders in each}) > 1)
