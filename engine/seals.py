"""Seals: what makes an order one that cannot be denied, altered or made up (LSP 1982, assumption A4).

A letter is a *chain*: an order, and who sealed it, one after the other. Each seal covers the day, the order,
all signers up to its own, and the seal before it. So no seal can be put on another order, moved to another
place or kept while an earlier one is taken away; only the last seals can be torn off. Anybody can check it.

Seals are of two kinds. Symbolic ones cost nothing and serve searches: nobody makes another's because nobody
but this module makes any. Ed25519 ones are real: their keys come from the seed of a match, so that the same
match yields the same bytes everywhere.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, ClassVar, Final

from engine.orders import ATTACK, ORDERS, RETREAT, Order

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

TODAY: Final = 3
"""The number of the day of the battle; letters of earlier days bear a smaller one."""

OTHER: Final = {ATTACK: RETREAT, RETREAT: ATTACK}


@dataclass(frozen=True, slots=True, order=True)
class Chain:
    """An order under seals.

    Attributes:
        order: the order, as its reader reads it.
        signers: who sealed it, the first first.
        day: the number of the day it was sealed on.
        seals: the seal of each signer.
        mirrored: whether its reader writes ATTACK for RETREAT and RETREAT for ATTACK: then the seals are on
            the other word.
    """

    order: Order
    signers: tuple[int, ...]
    day: int = TODAY
    seals: tuple[bytes, ...] = ()
    mirrored: bool = False

    @property
    def written(self) -> Order:
        """The word that the seals are on."""
        return OTHER.get(self.order, self.order) if self.mirrored else self.order


def content(order: Order, day: int, signers: tuple[int, ...], before: bytes = b"") -> bytes:
    """What the last of these signers seals, in canonical bytes: the same for the same chain everywhere.

    Four lines: the day, the order, the signers with the sealing one last, and the seal before his in
    hexadecimal digits (empty for the first).
    """
    who = " ".join(str(signer) for signer in signers)
    return f"day {day}\norder {order}\nsigners {who}\nafter {before.hex()}\n".encode()


class Wax(ABC):
    """A kind of seal: who can make which, and how it is checked."""

    kind: ClassVar[str]

    @abstractmethod
    def sign(self, general: int, text: bytes) -> bytes:
        """The seal of a general on a text. Who calls it must hold that general's key."""

    @abstractmethod
    def valid(self, general: int, text: bytes, seal: bytes) -> bool:
        """Whether this is that general's seal on that text."""

    @abstractmethod
    def public(self, general: int) -> str:
        """What anybody checks this general's seals with, in hexadecimal digits."""


class Symbolic(Wax):
    """Seals that only this module makes: a mark for each general and text. No key, and no proof outside."""

    kind = "symbolic"

    def sign(self, general: int, text: bytes) -> bytes:
        return sha256(b"seal of %d\n" % general + text).digest()[:8]

    def valid(self, general: int, text: bytes, seal: bytes) -> bool:
        return seal == self.sign(general, text)

    def public(self, general: int) -> str:
        return ""


class Ed25519(Wax):
    """Real seals (RFC 8032). Sealing is deterministic; a check costs about 0.1 ms and is done once.

    Args:
        seed: the seed of the match; the key of general i is made from the SHA-256 digest of "seed|i".
    """

    kind = "ed25519"

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self._key = lru_cache(maxsize=64)(self._make_key)
        self._signed = lru_cache(maxsize=65_536)(self._sign)
        self._checked = lru_cache(maxsize=65_536)(self._check)

    def _make_key(self, general: int) -> "tuple[Ed25519PrivateKey, str]":
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        key = Ed25519PrivateKey.from_private_bytes(sha256(f"{self.seed}|{general}".encode()).digest())
        return key, key.public_key().public_bytes_raw().hex()

    def _sign(self, general: int, text: bytes) -> bytes:
        return self._key(general)[0].sign(text)

    def _check(self, general: int, text: bytes, seal: bytes) -> bool:
        return genuine(self.public(general), text, seal)

    def sign(self, general: int, text: bytes) -> bytes:
        return self._signed(general, text)

    def valid(self, general: int, text: bytes, seal: bytes) -> bool:
        return self._checked(general, text, seal)

    def public(self, general: int) -> str:
        return self._key(general)[1]


def genuine(public: str, text: bytes, seal: bytes) -> bool:
    """Whether a seal on a text was made with the key that belongs to this public one (hexadecimal digits)."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(seal, text)
    except (InvalidSignature, ValueError):
        return False
    return True


SYMBOLIC: Final = Symbolic()


@lru_cache(maxsize=16)
def wax_of(kind: str, seed: int = 0) -> Wax:
    """Seals of a kind: "symbolic" or "ed25519". One object for each seed, so that its checks are shared.

    Raises:
        ValueError: there is no such kind.
    """
    if kind == "symbolic":
        return SYMBOLIC
    if kind == "ed25519":
        return Ed25519(seed)
    raise ValueError(f"seals are symbolic or ed25519, not {kind}")


def extended(wax: Wax, chain: Chain, signer: int) -> Chain:
    """The chain under one more seal. Who calls it must hold the signer's key."""
    signers = (*chain.signers, signer)
    before = chain.seals[-1] if chain.seals else b""
    seal = wax.sign(signer, content(chain.written, chain.day, signers, before))
    return replace(chain, signers=signers, seals=(*chain.seals, seal))


def sealed(wax: Wax, order: Order, signers: tuple[int, ...], day: int = TODAY) -> Chain:
    """An order under the seals of these. Who calls it must hold the keys of all of them."""
    chain = Chain(order, (), day)
    for signer in signers:
        chain = extended(wax, chain, signer)
    return chain


def torn(chain: Chain, length: int) -> Chain:
    """The chain with only its first seals left: whoever holds the whole can show that."""
    return replace(chain, signers=chain.signers[:length], seals=chain.seals[:length])


def altered(chain: Chain) -> Chain:
    """The other order under the same seals. They are not on it any more, and every check says so."""
    return replace(chain, order=OTHER.get(chain.order, ATTACK))


def verify(wax: Wax, chain: Chain, names: tuple[str, ...]) -> str | None:
    """Why a chain is no order under seals, in one sentence; None if every seal on it is genuine.

    Args:
        wax: the kind of its seals.
        chain: what is shown.
        names: what the generals are called, by their numbers.
    """
    if chain.order not in ORDERS:
        return "it bears no order"
    if not chain.signers:
        return "nobody has sealed it"
    if len(chain.seals) != len(chain.signers):
        return "it has not as many seals as signers"
    before = b""
    for place, (signer, seal) in enumerate(zip(chain.signers, chain.seals, strict=True), 1):
        if not 0 <= signer < len(names):
            return f"there is no general {signer}"
        if signer in chain.signers[: place - 1]:
            return f"{names[signer]} has sealed it twice"
        text = content(chain.written, chain.day, chain.signers[:place], before)
        if not wax.valid(signer, text, seal):
            return f"the seal of {names[signer]} is not on this letter"
        before = seal
    return None


__all__ = [
    "SYMBOLIC",
    "TODAY",
    "Chain",
    "Ed25519",
    "Symbolic",
    "Wax",
    "altered",
    "content",
    "extended",
    "genuine",
    "sealed",
    "torn",
    "verify",
    "wax_of",
]
