"""A payment in the longest chain, and the race to take it back (Nakamoto 2008; Rosenfeld 2014).

No majority of heads is counted here but one of work: whoever finds blocks faster owns the truth, and a
payment is never final, only ever less likely to be undone.
"""

from dataclasses import dataclass, replace
from typing import Any, Final

from engine.configuration import Configuration
from engine.machine import Answer, Ask, Command, Decide, Event, Machine, RoundEnd, Send, Start, Timing
from engine.model import Model
from engine.parameters import SEED, Parameter, Protocol, Unfit
from engine.properties import Property, Verdict
from engine.protocols.catch_up import FORMULAS, percent

ATTACKER: Final = 0
MERCHANT: Final = 1

STANDS: Final = "stands"
REPLACED: Final = "replaced"

PUBLISH: Final = "publish"
GO_ON: Final = "go on"
GIVE_UP: Final = "give up"

MOST_BLOCKS: Final = 1000
USUAL_BLOCKS: Final = 100


@dataclass(frozen=True, slots=True, order=True)
class Branch:
    """The attacker shows his branch: so many blocks, where so many are public."""

    secret: int
    public: int


@dataclass(frozen=True, slots=True)
class Race:
    """What the attacker sees.

    Attributes:
        public: the miners' blocks, the first of which has the payment.
        secret: his own, on a branch without it; he has mined one in advance.
        found: how many blocks have been found in the race, by whomever.
        over: whether he has published or given up.
    """

    public: int = 0
    secret: int = 1
    found: int = 0
    over: bool = False


class LongestChain(Machine):
    """Nature draws who finds the next block; after each, the attacker goes on, gives up, or publishes.

    The merchant hands over the goods when the payment has z confirmations. From then on the attacker can
    publish as soon as his branch is longer than the public one: everybody follows the longest, and the
    payment is gone. A tie is not enough; but he begins with a block in hand, as both formulas have it.

    Args:
        share: q, the attacker's part of all work, in percent.
        confirmations: z, in blocks.
        blocks: after how many blocks the race ends and the payment stands.

    Raises:
        Unfit: the race is over before there can be z confirmations.
    """

    id = "longest-chain"
    timing = Timing.ROUNDS
    verdicts = (STANDS, REPLACED)

    def __init__(self, share: int, confirmations: int = 6, blocks: int = USUAL_BLOCKS) -> None:
        if blocks < confirmations:
            raise Unfit(
                ("blocks",), f"{confirmations} confirmations need at least as many blocks, not {blocks}"
            )
        self.processes = 2
        # The whole race is a chain of questions; the round is for the letter at its end.
        self.rounds = 1
        self.names = ("Attacker", "Merchant")
        self.share = share
        self.confirmations = confirmations
        self.blocks = blocks

    def begin(self, process: int) -> Race | None:
        return Race() if process == ATTACKER else None

    def step(self, process: int, state: Any, event: Event) -> tuple[Race | None, tuple[Command, ...]]:
        if process == MERCHANT:
            if type(event) is not RoundEnd:
                return state, ()
            return state, (Decide(REPLACED if event.inbox else STANDS),)
        if type(event) is Start:
            return self._turn(state) if self.longer(state) else self._draw(state)
        if type(event) is not Answer:
            return state, ()
        if event.value == GO_ON:
            return self._draw(state)
        if event.value in (PUBLISH, GIVE_UP):
            return self._end(state, event.value == PUBLISH)
        mine = event.value == self._finders()[1]
        found = replace(
            state, public=state.public + (not mine), secret=state.secret + mine, found=state.found + 1
        )
        return self._turn(found)

    def longer(self, race: Race) -> bool:
        """Whether the goods are handed over and the secret branch would replace the public one."""
        return race.public >= self.confirmations and race.secret > race.public

    def _finders(self) -> tuple[str, str]:
        return "the miners", "the attacker"

    def _draw(self, race: Race) -> tuple[Race, tuple[Command, ...]]:
        """Let nature say who finds the next block."""
        weights = (100 - self.share, self.share)
        return race, (Ask(f"who finds block {race.found + 1}?", self._finders(), "nature", weights),)

    def _turn(self, race: Race) -> tuple[Race, tuple[Command, ...]]:
        """What the attacker may do now. The first option is what serves him best if he never gives up."""
        options = [PUBLISH] if self.longer(race) else []
        options += [GO_ON] if race.found < self.blocks else []
        if not options:
            return self._end(race, published=False)
        key = f"{race.public} public, {race.secret} in secret"
        return race, (Ask(key, (*options, GIVE_UP), f"traitor:{ATTACKER}"),)

    def _end(self, race: Race, published: bool) -> tuple[Race, tuple[Command, ...]]:
        over = replace(race, over=True)
        if not published:
            return over, (Decide(STANDS),)
        return over, (Send(MERCHANT, Branch(race.secret, race.public)), Decide(REPLACED))

    def forgeries(self, process: int, payload: Any, receiver: int) -> tuple[Any, ...]:
        """Work cannot be forged, and whether to show it has been asked already."""
        return (payload,)

    # What is shown.

    def words(self, payload: Any) -> str:
        return f"my {_blocks(payload.secret)} replace {_blocks(payload.public)}"

    def deed(self, value: Any, plural: bool = False) -> str:
        end = "taken back" if value == REPLACED else "stand"
        return f"see{'' if plural else 's'} the payment {end}"

    def facts(self, process: int, state: Any) -> tuple[tuple[str, str], ...]:
        if process == MERCHANT:
            return ()
        goods = "handed over" if state.public >= self.confirmations else "kept"
        return (("public", _blocks(state.public)), ("secret", _blocks(state.secret)), ("goods", goods))

    def properties(self) -> tuple[Property, ...]:
        return (
            Property(
                "finality",
                "always",
                self._final,
                "a payment that was confirmed is never taken back",
                "a payment that was confirmed is taken back",
            ),
        )

    def reported(self) -> tuple[str, ...]:
        return ("finality",)

    def _final(self, model: Model, configuration: Configuration) -> Verdict:
        race: Any = configuration.states[ATTACKER]
        if configuration.decisions[MERCHANT] == REPLACED:
            why = f"{_blocks(race.secret)} found in secret replace {race.public} that were public"
            return Verdict(False, why)
        asked = f"{race.public} of {self.confirmations} confirmations"
        if race.public >= self.confirmations:
            asked = f"the goods were handed over, {_blocks(race.public)} are public"
        return Verdict(True, f"{asked}, and the attacker has {race.secret} in secret")

    def report(self, model: Model, configuration: Configuration) -> dict[str, Any]:
        """`blocks`: who found how many; `double_spend`: by each formula, the chance and its label.

        The chances are those of an attacker who never gives up; no end of the race is in them.
        """
        race: Any = configuration.states[ATTACKER]
        share = percent(self.share)
        return {
            "blocks": {"public": race.public, "secret": race.secret},
            "double_spend": {
                name: {"chance": float(formula(share, self.confirmations)), "formula": label}
                for name, (label, formula) in FORMULAS.items()
            },
        }


def _blocks(count: int) -> str:
    return f"{count} block" if count == 1 else f"{count} blocks"


LONGEST_CHAIN = Protocol(
    "longest-chain",
    "A payment in a chain of blocks, and an attacker who mines in secret to take it back.",
    LongestChain,
    (
        Parameter("share", "q: the attacker's part of all work, in percent", "number", 1, 99, required=True),
        Parameter(
            "confirmations",
            "z: after how many public blocks the merchant hands over the goods",
            "number",
            0,
            100,
            absent=6,
        ),
        Parameter(
            "blocks",
            "after how many blocks the race ends, whoever found them",
            "number",
            1,
            MOST_BLOCKS,
            absent=USUAL_BLOCKS,
        ),
        Parameter(
            "traitors", "the attacker, number 0, where a player takes his seat", "processes", 0, 0, built=False
        ),
        SEED,
    ),
    "none",
    ("traitor", "nature"),
    "Nakamoto 2008, section 11; Rosenfeld 2014",
    ("finality",),
)
