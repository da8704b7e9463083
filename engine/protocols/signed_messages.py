"""SM(m): agreement by signed messages (Lamport, Shostak, Pease 1982, sections 4 and 6; slide 29)."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

from engine.evidence import evidence
from engine.machine import Command, Decide, Event, RoundEnd, Send, Start
from engine.orders import RETREAT, Order
from engine.parameters import CAPTURES, CRASHES, DEFAULT, ORDER, TRAITORS, Parameter, Protocol
from engine.parameters import generals as how_many
from engine.properties import Property, agreement, consistency, listing, split, validity
from engine.protocols.collusion import Colluding
from engine.protocols.graph import neighbours
from engine.protocols.proofs import proof
from engine.protocols.sealing import Held
from engine.seals import Chain, extended, sealed, wax_of

if TYPE_CHECKING:
    from engine.configuration import Configuration
    from engine.model import Model

CHOICES: Final = ("default", "retreat", "least", "median")
"""What a general obeys who holds both orders: his default; RETREAT; the first in the alphabet, which is
ATTACK; or the median of the set, the later one of two in the alphabet, which is RETREAT."""


class SignedMessages(Colluding):
    """The commander seals his order; everybody seals each new order he receives, and passes it on.

    Process 0 is the commander. In round r a general takes only letters with exactly r distinct seals, the
    commander's first, the bearer's last and not his own; a late letter would break SM(m) with one traitor.
    SM(m) solves the problem for any n and at most m traitors (Theorem 2); where the loyal form a graph of
    diameter d, SM(m+d-1) does (Theorem 4).

    Args:
        generals: n, commander included, at least 2.
        depth: m, in rounds after the first; more than n-2 is n-2, since then no seal is left to add.
        default: what no order at all means, for all or for each general.
        choice: one of `CHOICES`, for all or for each general.
        fresh: whether letters of earlier days are refused.
        edges: the pairs with a road between them; None: everybody reaches everybody.
        seals: "symbolic" or "ed25519".
        seed: of the match; the keys come from it.

    Raises:
        ValueError: the lists do not fit the army, or a road leads nowhere.
    """

    id = "signed-messages"

    def __init__(
        self,
        generals: int,
        depth: int,
        default: Order | tuple[Order, ...] = RETREAT,
        choice: str | tuple[str, ...] = "default",
        fresh: bool = True,
        edges: Sequence[tuple[int, int]] | None = None,
        seals: str = "symbolic",
        seed: int = 0,
    ) -> None:
        rounds = min(depth, max(generals - 2, 0)) + 1
        super().__init__(neighbours(generals, edges), rounds, wax_of(seals, seed), fresh)
        self.defaults = (default,) * generals if isinstance(default, str) else tuple(default)
        self.choices = (choice,) * generals if isinstance(choice, str) else tuple(choice)
        if len(self.defaults) != generals or len(self.choices) != generals:
            raise ValueError(f"{generals} generals need as many defaults and choices")
        for word in self.choices:
            if word not in CHOICES:
                raise ValueError(f"a choice is {listing(CHOICES)}, not {word}")

    def begin(self, process: int) -> Held:
        return Held()

    def step(self, process: int, state: Any, event: Event) -> tuple[Held, tuple[Command, ...]]:
        if type(event) is Start and process == 0:
            order = sealed(self.wax, event.input, (0,))
            sends = tuple(Send(k, order) for k in self.neighbours[0])
            return Held((order,)), (*sends, Decide(event.input))
        if type(event) is not RoundEnd or process == 0:
            return state, ()
        held, seen, commands = list(state.held), set(state.seen), list[Command]()
        # Of several letters with a new order in one round, the one with the greatest signers is passed on: a
        # rule that needs no order of arrival, which is no part of what a general sees.
        for message in sorted(event.inbox, key=lambda message: (message.payload, message.sender), reverse=True):
            chain = message.payload
            if self._broken(chain) is None:
                seen.add(chain)
            taken = [other.order for other in held]
            if chain.order in taken or self.refusal(process, event.round, message.sender, chain):
                continue
            held.append(chain)
            if event.round < self.rounds:
                commands += self._pass_on(process, chain)
        if event.round == self.rounds:
            commands.append(Decide(self.chosen(process, [chain.order for chain in held])))
        return Held(tuple(held), tuple(sorted(seen))), tuple(commands)

    def _pass_on(self, process: int, chain: Chain) -> list[Command]:
        letter = extended(self.wax, chain, process)
        return [Send(k, letter) for k in self.neighbours[process] if k not in letter.signers]

    def chosen(self, process: int, orders: Iterable[Order]) -> Order:
        """What a general obeys who holds this set of orders: LSP's function `choice`."""
        distinct = sorted(set(orders))
        if len(distinct) == 1:
            return distinct[0]
        if not distinct or self.choices[process] == "default":
            return self.defaults[process]
        if self.choices[process] == "retreat":
            return RETREAT
        return distinct[0] if self.choices[process] == "least" else distinct[len(distinct) // 2]

    def properties(self) -> tuple[Property, ...]:
        lieutenants = range(1, self.processes)
        both = (agreement(lieutenants), validity(0, lieutenants))
        return (*both, consistency(both), split(lieutenants), proof(lieutenants))

    def reported(self) -> tuple[str, ...]:
        return ("agreement", "validity", "proof")

    def report(self, model: "Model", configuration: "Configuration") -> dict[str, Any]:
        """`evidence`: the first that a loyal general holds against somebody, with who holds it; or nothing."""
        for process in model.loyal(configuration):
            state: Any = configuration.states[process]
            found = evidence(self.wax, state.held, self.names)
            if found is not None:
                return {"evidence": {"held_by": process, **found}}
        return {}


SIGNED_MESSAGES = Protocol(
    "signed-messages",
    "SM(m): everybody seals each new order he receives and passes it on; a seal cannot be forged.",
    SignedMessages,
    (
        how_many(sentence="how many generals, commander included"),
        Parameter(
            "depth",
            "m of SM(m): for how many rounds after the first letters are passed on",
            "number",
            0,
            30,
            required=True,
        ),
        ORDER,
        TRAITORS,
        DEFAULT,
        Parameter(
            "choice",
            "what a general does who holds both orders, for all or a list with one each: his default,"
            " retreat, the least in the alphabet (attack), or the median (the later one of two: retreat)",
            "words",
            words=CHOICES,
            absent="default",
        ),
        Parameter(
            "fresh", "whether letters bear the day, and those of earlier days are refused", "flag", absent=True
        ),
        Parameter("edges", "the pairs of generals with a road between them; absent: all pairs", "rows"),
        Parameter("seals", "symbolic, or real Ed25519 signatures", "word", words=("symbolic", "ed25519")),
        CAPTURES,
        CRASHES,
        Parameter(
            "seed", "the seed of every drawn coin and of the keys, a whole number", "number", 0, 10**9, absent=0
        ),
    ),
    "order",
    ("traitor", "network"),
    "Lamport, Shostak, Pease 1982, sections 4 and 6; slide 29",
    ("agreement", "validity", "consistency", "split", "proof"),
)
