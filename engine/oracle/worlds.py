"""Worlds that look alike from one tent: other traitors, other lies, the same local view.

For three generals this is the whole impossibility proof: in each of two worlds the same general sees the
same, and is obliged to do different things.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import prod

from engine.configuration import Configuration
from engine.model import Faults, Model
from engine.orders import ORDERS, Order
from engine.properties import Verdict, named
from engine.protocols.oral_messages import OralMessages
from engine.rounds import Rounds
from engine.run import Run, View

MOST_BEHAVIOURS = 20_000
"""More behaviours than this are not enumerated: the answer would be neither quick nor a sentence."""


@dataclass(frozen=True, slots=True)
class World:
    """A run that could be the real one.

    Attributes:
        traitors: who is a traitor in it.
        order: the commander's true order.
        run: the whole run, the viewer deciding by the rule of the protocol.
    """

    traitors: tuple[int, ...]
    order: Order
    run: Run[Configuration]

    def verdict(self, viewer: int, decision: Order, condition: str = "consistency") -> Verdict:
        """What the condition says of this world if the viewer decides like this."""
        now = self.run.now
        decisions = list(now.decisions)
        decisions[viewer] = decision
        model = self.run.model
        assert isinstance(model, Model)
        decided = Configuration(
            now.round, now.phase, now.states, now.traitors, crashed=now.crashed, decisions=tuple(decisions)
        )
        return named(model, condition).judge(model, decided)


def _model(machine: OralMessages, order: Order, traitors: tuple[int, ...]) -> Model:
    return Rounds(machine, (order, *(None,) * (machine.processes - 1)), Faults(traitors))


def behaviours(machine: OralMessages, order: Order, traitors: tuple[int, ...]) -> Iterator[Run[Configuration]]:
    """Every run with these traitors, their values and silences in the engine's order."""
    pending: list[Run[Configuration]] = [Run(_model(machine, order, traitors))]
    while pending:
        run = pending.pop()
        choice = run.pending
        if choice is None:
            yield run
        else:
            pending += [run.then(pick) for pick in reversed(range(len(choice.options)))]


def count_behaviours(machine: OralMessages, order: Order, traitors: tuple[int, ...]) -> int:
    """How many runs `behaviours` yields: the slots of a run are the same whatever is said in them."""
    honest = Run(_model(machine, order, traitors)).honestly()
    return prod(len(choice.options) for choice in honest.choices)


def alike(machine: OralMessages, viewer: int, view: View, most_traitors: int = 1) -> Sequence[World]:
    """All worlds with at most so many traitors in which a loyal viewer sees exactly this, fewest lies first.

    Raises:
        ValueError: there are too many behaviours to look through.
    """
    others = [p for p in range(machine.processes) if p != viewer]
    armies = [
        (traitors, order)
        for count in range(most_traitors + 1)
        for traitors in combinations(others, count)
        for order in ORDERS
    ]
    if sum(count_behaviours(machine, order, traitors) for traitors, order in armies) > MOST_BEHAVIOURS:
        raise ValueError("there are too many worlds to look through")
    worlds: list[tuple[int, int, World]] = []
    for traitors, order in armies:
        for run in behaviours(machine, order, traitors):
            if run.view(viewer) == view:
                worlds.append((run.spent().get("lies", 0), len(worlds), World(traitors, order, run)))
    return [world for _, _, world in sorted(worlds, key=lambda entry: entry[:2])]


def condemning(
    worlds: Sequence[World], viewer: int, decision: Order, condition: str = "consistency"
) -> World | None:
    """The first of these worlds in which this decision breaks the condition, or None: then it is safe."""
    for world in worlds:
        if not world.verdict(viewer, decision, condition).holds:
            return world
    return None
