"""Letters under seals: what a general holds, what he takes, and how all that is told."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from engine.machine import Machine, Timing
from engine.properties import listing
from engine.protocols.graph import Neighbours
from engine.seals import TODAY, Chain, Wax, altered, verify


@dataclass(frozen=True, slots=True, order=True)
class Letters:
    """Two letters that go to the same general in the same round, the orders in the order of the alphabet."""

    chains: tuple[Chain, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """What a general holds.

    Attributes:
        held: for each order he has taken, the letter it came by, the earliest first.
        seen: every letter under genuine seals that reached him: what he could show to fellow traitors.
    """

    held: tuple[Chain, ...] = ()
    seen: tuple[Chain, ...] = ()


class Sealing(Machine):
    """A machine whose messages are orders under seals, the first that of process 0, the commander.

    Args:
        roads: who is whose neighbour.
        rounds: how many rounds there are.
        wax: the kind of the seals.
        fresh: whether letters of earlier days are refused.
    """

    timing = Timing.ROUNDS
    measures = ("lies",)

    def __init__(self, roads: Neighbours, rounds: int, wax: Wax, fresh: bool) -> None:
        self.processes = len(roads)
        self.names = ("C", *(f"L{i}" for i in range(1, self.processes)))
        self.neighbours = roads
        self.rounds = rounds
        self.wax = wax
        self.fresh = fresh
        self._broken = lru_cache(maxsize=65_536)(self._verify)

    def _verify(self, chain: Chain) -> str | None:
        return verify(self.wax, chain, self.names)

    def refusal(self, process: int, round_: int, sender: int, chain: Chain) -> str | None:
        """Why a general does not take a letter that this sender brings in this round; None if he takes it."""
        broken = self._broken(chain)
        if broken is not None:
            return broken
        if self.fresh and chain.day != TODAY:
            return "it is of an earlier day"
        signers = chain.signers
        if signers[0] != 0:
            return f"the first seal is not that of {self.names[0]}"
        if process in signers:
            return f"it bears the seal of {self.names[process]}, who is to take it"
        if signers[-1] != sender:
            return f"the last seal is not that of {self.names[sender]}, who brings it"
        if len(signers) != round_:
            return f"it bears {count_seals(len(signers))}, and this is round {round_}"
        return None

    # How it is shown.

    def parts(self, payload: Any) -> tuple[Any, ...]:
        return payload.chains if isinstance(payload, Letters) else (payload,)

    def words(self, payload: Any) -> str:
        if isinstance(payload, Letters):
            return "; and ".join(self.words(chain) for chain in payload.chains)
        names = listing([self.names[p] if 0 <= p < self.processes else str(p) for p in payload.signers])
        text = f"{payload.order.upper()}, sealed by {names or 'nobody'}"
        if payload.day != TODAY:
            text += ", of an earlier day"
        return text if self._broken(payload) is None else f"{text}, but broken"

    def label(self, payload: Any) -> str:
        if payload is None:
            return "silence"
        if isinstance(payload, Letters):
            return " and ".join(chain.order for chain in payload.chains)
        return str(payload.order) if self._broken(payload) is None else "a broken seal"

    def seals(self, payload: Any) -> tuple[int, ...]:
        chains = self.parts(payload) if payload is not None else ()
        return tuple(dict.fromkeys(signer for chain in chains for signer in chain.signers))

    def facts(self, process: int, state: Any) -> tuple[tuple[str, str], ...]:
        orders = sorted(chain.order[0].upper() for chain in state.held)
        seals = ["".join(self.names[p] for p in chain.signers) for chain in sorted(state.held)]
        text = " ".join(seals) or "-"
        if len(text) > 14:
            text = " ".join(count_seals(len(chain.signers)).partition(" ")[0] for chain in sorted(state.held))
        return (("holds", " ".join(orders) or "-"), ("seals", text))

    def moment(self, round_: int) -> str:
        return count_seals(round_)

    def recode(self, payload: Any) -> Any:
        """The same letter, read the other way: the seals stay on the word that is written there."""
        turned = altered(payload)
        return Chain(turned.order, turned.signers, turned.day, turned.seals, not payload.mirrored)


def count_seals(count: int) -> str:
    """ "1 seal", "2 seals"."""
    return "1 seal" if count == 1 else f"{count} seals"
