"""What traitors do with sealed letters: what they may send, what they may try, and why a script is refused."""

from collections.abc import Iterable
from copy import copy
from functools import lru_cache
from operator import is_
from typing import TYPE_CHECKING, Any

from engine.machine import Payload
from engine.orders import ATTACK, ORDERS, RETREAT, Order
from engine.protocols.graph import Neighbours, path_between
from engine.protocols.pooled import Pool
from engine.protocols.sealing import Held, Letters, Sealing, count_seals
from engine.seals import TODAY, Chain, Wax, altered, extended, sealed, torn

if TYPE_CHECKING:
    from engine.script import Sealed


class Colluding(Sealing):
    """Sealed letters among traitors who share their keys and show each other every letter (slide 29)."""

    def __init__(self, roads: Neighbours, rounds: int, wax: Wax, fresh: bool) -> None:
        super().__init__(roads, rounds, wax, fresh)
        self._lines: dict[tuple[int, int, int], Sealed] = {}
        self._pooled = lru_cache(maxsize=256)(self._pool)
        self._latest: tuple[tuple[int, ...], tuple[Held, ...], Pool] | None = None

    def liberties(
        self,
        process: int,
        round_: int,
        states: tuple[Any, ...],
        traitors: tuple[int, ...],
        honest: tuple[tuple[int, Any], ...],
    ) -> tuple[tuple[int, Any, tuple[Any, ...]], ...]:
        """One choice for each receiver to whom the pooled keys and letters can make anything valid."""
        pool = self._common(traitors, tuple(states[t] for t in traitors))
        rows: list[tuple[int, Any, tuple[Any, ...]]] = []
        for receiver in self.neighbours[process]:
            loyal = tuple(sorted(chain for k, chain in honest if k == receiver))
            makable: dict[Order, Chain] = {}
            for order in ORDERS:
                chain = pool.least(order, round_, process, receiver)
                if chain is not None:
                    makable[order] = chain
            if not makable:
                continue
            sets = [(order,) for order in makable] + ([ORDERS] if len(makable) == 2 else [])
            payloads, own = list[Any](), None
            for orders in sets:
                is_honest = orders == tuple(chain.order for chain in loyal)
                letters = loyal if is_honest else tuple(makable[order] for order in orders)
                payload = _together(self._dictated(pool, process, round_, receiver, orders) or letters)
                payloads.append(payload)
                own = payload if is_honest else own
            rows.append((receiver, own, (*payloads, None)))
        return tuple(rows)

    def _common(self, traitors: tuple[int, ...], states: tuple[Held, ...]) -> Pool:
        """The traitors' pool. Each traitor asks in turn with the very same states, which are long to hash."""
        if self._latest is not None:
            whose, held, pool = self._latest
            if whose == traitors and all(map(is_, held, states)):
                return pool
        pool = self._pooled(traitors, states)
        self._latest = traitors, states, pool
        return pool

    def _pool(self, traitors: tuple[int, ...], states: tuple[Held, ...]) -> Pool:
        seen = {chain for state in states for chain in state.seen}
        if not self.fresh:
            seen |= {chain for chain in self._old((0,)) if any(t in self.neighbours[0] for t in traitors)}
        return Pool(self.wax, traitors, seen)

    def _dictated(
        self, pool: Pool, process: int, round_: int, receiver: int, orders: tuple[Order, ...]
    ) -> tuple[Chain, ...]:
        """The letters with the seals that a script wants on them; () where it wants none."""
        line = self._lines.get((process, round_, receiver))
        if line is None or set(line.orders) != set(orders) or self._flaw(line):
            return ()
        found = [pool.bearing(order, line.chain) for order in orders]
        return tuple(chain for chain in found if chain is not None) if all(found) else ()

    def briefed(self, lines: tuple[Any, ...]) -> "Colluding":
        twin = copy(self)
        twin._lines = {(line.general, line.round, line.to): line for line in lines if line.chain}
        return twin

    def hindrance(self, line: Any, states: tuple[Any, ...], traitors: tuple[int, ...]) -> str | None:
        if not line.orders:
            return None
        flaw = self._flaw(line)
        if flaw is not None:
            return flaw
        speaker, receiver = self.names[line.general], self.names[line.to]
        if line.general not in traitors:
            return f"{speaker} is loyal, and no script speaks for him"
        seen = (chain for t in traitors for chain in states[t].seen if len(chain.signers) < line.round)
        pool = self._pool(traitors, (Held((), tuple(seen)),))
        for order in line.orders:
            if line.chain and pool.bearing(order, line.chain) is None:
                stranger = self.names[pool.stranger(order, line.chain)]
                return f"{stranger} is loyal, and no traitor holds {order.upper()} under his seal in that place"
            if pool.least(order, line.round, line.general, line.to) is None:
                return (
                    f"{speaker} cannot send {order.upper()} to {receiver} in round {line.round}: no letter"
                    f" with {count_seals(line.round)} can be made of what the traitors hold"
                )
        return None

    def _flaw(self, line: "Sealed") -> str | None:
        """What is wrong with a line of a script whatever the traitors hold."""
        numbers = (line.general, line.to, *line.chain)
        if any(not 0 <= number < self.processes for number in numbers):
            return f"the generals are numbered from 0 to {self.processes - 1}"
        if not 1 <= line.round <= self.rounds:
            return f"there is no round {line.round}; there {_are(self.rounds, 'round')}"
        speaker, receiver = self.names[line.general], self.names[line.to]
        if line.to not in self.neighbours[line.general]:
            return f"no road leads from {speaker} to {receiver}"
        if any(order not in ORDERS for order in line.orders):
            return "an order is attack or retreat"
        if line.to == 0:
            return f"{receiver} takes no letter, since each bears his own seal"
        chain = line.chain
        if not chain:
            return None
        if len(chain) != line.round:
            return f"a letter of round {line.round} bears {count_seals(line.round)}, not {len(chain)}"
        if len(set(chain)) < len(chain):
            return "nobody seals a letter twice"
        if chain[0] != 0:
            return f"the first seal must be that of {self.names[0]}"
        if chain[-1] != line.general:
            return f"the last seal must be that of {speaker}, who brings the letter"
        if line.to in chain:
            return f"{receiver} takes no letter that bears his own seal"
        return None

    def forgeries(self, process: int, payload: Payload, receiver: int) -> tuple[Any, ...]:
        """Whoever has no key but his own can only spoil a letter: the other order under the same seals."""
        assert isinstance(payload, Chain)
        return (*sorted((payload, altered(payload))), None)

    def forged(
        self, process: int, payload: Any, receiver: int, traitors: tuple[int, ...]
    ) -> tuple[tuple[str, Any, str], ...]:
        if payload is None:
            return ()
        chain = self.parts(payload)[0]
        length = len(chain.signers)
        tried: list[tuple[str, Chain]] = []
        loyal = [place for place, signer in enumerate(chain.signers) if signer not in traitors]
        if loyal:
            first = torn(altered(chain), loyal[-1] + 1)
            tried.append(("alter the order", self._resealed(first, chain.signers[loyal[-1] + 1 :])))
        if loyal and length > 1 and loyal[-1] > 0:
            bare = torn(chain, loyal[-1])
            tried.append(("strike out a name", self._resealed(bare, chain.signers[loyal[-1] + 1 :])))
        old = [letter for sender, letter in self.recorded(receiver) if sender == process]
        tried += [("show an old letter", letter) for letter in old if len(letter.signers) == length]
        rows: list[tuple[str, Any, str]] = []
        for attempt, letter in tried:
            why = self.refusal(receiver, length, process, letter)
            if why is not None and attempt not in [row[0] for row in rows]:
                rows.append((attempt, letter, why))
        return tuple(rows)

    def _resealed(self, chain: Chain, signers: Iterable[int]) -> Chain:
        for signer in signers:
            chain = extended(self.wax, chain, signer)
        return chain

    def recorded(self, receiver: int) -> tuple[tuple[int, Any], ...]:
        """Yesterday's ATTACK and the RETREAT of the day before, as each neighbour brought them then."""
        letters = []
        for sender in self.neighbours[receiver] if receiver else ():
            way = path_between(self.neighbours, 0, sender, {receiver})
            if way is not None and len(way) <= self.rounds:
                letters += [(sender, chain) for chain in self._old(way)]
        return tuple(letters)

    def _old(self, way: tuple[int, ...]) -> tuple[Chain, Chain]:
        return sealed(self.wax, ATTACK, way, TODAY - 1), sealed(self.wax, RETREAT, way, TODAY - 2)


def _together(letters: tuple[Chain, ...]) -> Chain | Letters:
    return letters[0] if len(letters) == 1 else Letters(letters)


def _are(count: int, word: str) -> str:
    return f"is 1 {word}" if count == 1 else f"are {count} {word}s"
