"""IC(m): everybody learns a vector with one order from each (Pease, Shostak, Lamport 1980; slides 25-28).

One OM(m) for each process as commander. The table of slides 25-28 is IC(1) among the seven lieutenants;
the missing last step is the majority of the vector.
"""

from typing import Any

from engine.ballot import Ballot
from engine.configuration import Configuration
from engine.machine import Command, Decide, Event, RoundEnd, Start
from engine.model import Model
from engine.orders import Order, majority
from engine.parameters import (
    CAPTURES,
    CRASHES,
    DEFAULT,
    INPUTS,
    ONE_FOR_ALL,
    SEED,
    TRAITORS,
    Parameter,
    Protocol,
    bounded,
    generals,
)
from engine.properties import Property, Verdict
from engine.protocols.hearsay import Hearsay
from engine.protocols.tree import Levels, values_sent

State = tuple[Order | None, Levels]


class InteractiveConsistency(Hearsay):
    """All processes are equals; each has its own input.

    Args:
        generals: n, at least 2.
        depth: m of each OM.
        default: what silence and a tie mean, for all or for each general.
    """

    id = "interactive-consistency"

    def __init__(self, generals: int, depth: int, default: Order | tuple[Order, ...] = "retreat") -> None:
        self.names = tuple(f"L{i}" for i in range(1, generals + 1))
        super().__init__(generals, depth, default, roots=tuple(range(generals)))

    def begin(self, process: int) -> State:
        return None, ()

    def step(self, process: int, state: Any, event: Event) -> tuple[State, tuple[Command, ...]]:
        own, levels = state
        if type(event) is Start:
            return (event.input, ()), self.tree.announce(process, event.input)
        if type(event) is not RoundEnd:
            return state, ()
        values = self.tree.store(process, event.round, event.inbox)
        state = (own, (*levels, values))
        if event.round < self.rounds:
            return state, self.tree.relay(process, event.round, values)
        return state, (Decide(majority(self.vector(process, state), self.defaults[process])),)

    def vector(self, process: int, state: Any) -> tuple[Order, ...]:
        """What a process holds for each process's order, at the end of the last round."""
        own, levels = state
        resolved = list(self.tree.resolve(process, levels)[0])
        resolved.insert(process, own)
        return tuple(resolved)

    def properties(self) -> tuple[Property, ...]:
        return (
            Property(
                "agreement",
                "always",
                self._agreement,
                "all loyal generals hold the same vector",
                "two loyal generals hold different vectors",
            ),
            Property(
                "validity",
                "always",
                self._validity,
                "every loyal general's order stands in every loyal vector",
                "a loyal general's order is bent in a loyal vector",
            ),
        )

    def ballots(self, process: int, state: Any) -> tuple[Ballot, ...]:
        return self.tree.ballots(process, state[1])

    def _vectors(self, model: Model, configuration: Configuration) -> dict[int, tuple[Order, ...]]:
        return {
            p: self.vector(p, configuration.states[p])
            for p in model.loyal(configuration)
            if configuration.decisions[p] is not None
        }

    def _agreement(self, model: Model, configuration: Configuration) -> Verdict:
        vectors = self._vectors(model, configuration)
        if len(vectors) < 2:
            return Verdict(True, "there are no two loyal generals who could differ", stated=False)
        first, *others = vectors
        for p in others:
            for j, (mine, his) in enumerate(zip(vectors[first], vectors[p], strict=True)):
                if mine != his:
                    ours = f"{model.name(first)} holds {mine.upper()} for {model.name(j)}"
                    return Verdict(False, f"{ours}, {model.name(p)} {his.upper()}")
        return Verdict(True, "all loyal generals hold the same vector")

    def _validity(self, model: Model, configuration: Configuration) -> Verdict:
        for p, vector in self._vectors(model, configuration).items():
            for j in model.loyal(configuration):
                if vector[j] != model.inputs[j]:
                    return Verdict(
                        False,
                        f"{model.name(p)} holds {vector[j].upper()} for the loyal {model.name(j)},"
                        f" who said {model.inputs[j].upper()}",
                    )
        return Verdict(True, "every loyal general's order stands as he gave it")

    def report(self, model: Model, configuration: Configuration) -> dict[str, Any]:
        loyal = model.loyal(configuration)
        return {"vectors": [list(self.vector(p, configuration.states[p])) for p in loyal]}


def interactive_consistency(
    generals: int, depth: int = 1, default: Order | tuple[Order, ...] = "retreat"
) -> InteractiveConsistency:
    """IC(depth), if it can be held in memory.

    Raises:
        TooLarge: it would send too many values.
    """
    bounded(generals * values_sent(generals, depth))
    return InteractiveConsistency(generals, depth, default)


INTERACTIVE_CONSISTENCY = Protocol(
    "interactive-consistency",
    "One OM(m) for each general's own order; everybody ends with the same list of orders.",
    interactive_consistency,
    (
        generals(sentence="how many generals"),
        Parameter(
            "depth", "m of OM(m): how many rounds of notes follow the orders", "number", 0, 30, required=True
        ),
        INPUTS,
        ONE_FOR_ALL,
        TRAITORS,
        DEFAULT,
        CAPTURES,
        CRASHES,
        SEED,
    ),
    "inputs",
    ("traitor", "network"),
    "Pease, Shostak, Lamport 1980; slides 25-28",
)
