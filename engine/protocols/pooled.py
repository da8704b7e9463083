"""What traitors can seal who share their keys and show each other every letter (slide 29).

A loyal seal cannot be made, but a chain that bears one can be cut back to it and sealed on by traitors. So what
they can send is the beginning of a letter that one of them has seen, up to some loyal seal, with seals of
their own behind it; or, where the commander is one of them, any order of his with seals of theirs.
"""

from collections.abc import Iterable

from engine.orders import ORDERS, Order
from engine.seals import Chain, Wax, extended, sealed, torn


class Pool:
    """The traitors' keys and the letters they have seen.

    Args:
        wax: the kind of the seals.
        traitors: who they are.
        seen: every letter under genuine seals that one of them holds; of letters with the same order and
            signers, the later day counts.
    """

    def __init__(self, wax: Wax, traitors: Iterable[int], seen: Iterable[Chain]) -> None:
        self.wax = wax
        self.traitors = tuple(sorted(traitors))
        # Letters to many receivers begin alike: what was sealed once on the same beginning is not sealed again.
        self._made: dict[tuple[Order, tuple[int, ...]], dict[tuple[int, ...], Chain]] = {}
        self._begun: dict[Order, dict[tuple[int, ...], Chain]] = {order: {} for order in ORDERS}
        if 0 in self.traitors:
            for order in ORDERS:
                self._begun[order][(0,)] = sealed(wax, order, (0,))
        for chain in sorted(seen, key=lambda chain: (-chain.day, chain)):
            for length, signer in enumerate(chain.signers, 1):
                if signer in self.traitors:
                    continue  # they can put that seal on again
                self._begun[chain.order].setdefault(chain.signers[:length], torn(chain, length))

    def least(self, order: Order, length: int, speaker: int, receiver: int) -> Chain | None:
        """The lexicographically least chain for an order with so many seals, the speaker's last; or None.

        It bears the commander's seal first, no seal twice, and not the receiver's.
        """
        if receiver == 0:
            return None
        if length == 1:
            return self._begun[order].get((0,)) if speaker == 0 and 0 in self.traitors else None
        found: list[tuple[tuple[int, ...], Chain]] = []
        for signers, chain in self._begun[order].items():
            if speaker in signers or receiver in signers:
                continue
            missing = length - 1 - len(signers)
            own = [t for t in self.traitors if t not in signers and t not in (speaker, receiver)]
            if 0 <= missing <= len(own):
                found.append(((*signers, *own[:missing], speaker), chain))
        if not found:
            return None
        signers, chain = min(found, key=lambda row: row[0])
        return self._seal_on(chain, signers)

    def bearing(self, order: Order, signers: tuple[int, ...]) -> Chain | None:
        """The chain for an order under exactly these seals, or None if they cannot make it."""
        begun = self._begun[order]
        for length in range(len(signers), 0, -1):
            chain = begun.get(signers[:length])
            if chain is not None and all(signer in self.traitors for signer in signers[length:]):
                return self._seal_on(chain, signers)
        return None

    def stranger(self, order: Order, signers: tuple[int, ...]) -> int:
        """The loyal general for want of whose seal they cannot make that chain."""
        begun = self._begun[order]
        known = max((k for k in range(len(signers) + 1) if k and signers[:k] in begun), default=0)
        return next(signer for signer in signers[known:] if signer not in self.traitors)

    def _seal_on(self, chain: Chain, signers: tuple[int, ...]) -> Chain:
        made = self._made.setdefault((chain.order, chain.signers), {chain.signers: chain})
        length = len(signers)
        while signers[:length] not in made:
            length -= 1
        found = made[signers[:length]]
        for signer in signers[length:]:
            found = extended(self.wax, found, signer)
            made[found.signers] = found
        return found
