"""Named predicates that explain themselves: what must be kept, or is to be broken."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from engine.configuration import Configuration
from engine.machine import Timing
from engine.model import Model
from engine.orders import ATTACK

PropertyKind = Literal["always", "sometimes", "eventually"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a property holds, and why, in the words of the game.

    `stated` is False where the property cannot even be asked (validity under a traitor commander); it then
    holds, for want of anybody to break it.
    """

    holds: bool
    why: str
    stated: bool = True


@dataclass(frozen=True, slots=True)
class Property:
    """A named predicate over a model and one of its configurations.

    `kept` and `broken` are the sentences of a goal that wants it to hold, or not to hold.
    """

    name: str
    kind: PropertyKind
    judge: Callable[[Model, Configuration], Verdict]
    kept: str = ""
    broken: str = ""


def listing(names: Sequence[str]) -> str:
    """Names in a sentence: "L1, L2 and L3"."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def camps(model: Model, configuration: Configuration, processes: Sequence[int]) -> str:
    """Who does what, in one sentence: "L2 and L3 attack, L5 retreats"."""
    parts = []
    for value in model.machine.verdicts:
        those = [model.name(p) for p in processes if configuration.decisions[p] == value]
        if those:
            parts.append(f"{listing(those)} {model.machine.deed(value, len(those) > 1)}")
    open_ones = [model.name(p) for p in processes if configuration.decisions[p] is None]
    if open_ones:
        parts.append(f"{listing(open_ones)} {'have' if len(open_ones) > 1 else 'has'} not decided")
    return ", ".join(parts)


def _loyal_among(model: Model, configuration: Configuration, processes: Sequence[int]) -> list[int]:
    loyal = set(model.loyal(configuration))
    return [p for p in processes if p in loyal]


def agreement(
    processes: Sequence[int],
    kept: str = "all loyal lieutenants decide alike",
    broken: str = "two loyal lieutenants decide differently",
) -> Property:
    """Agreement (IC1): no two loyal of these processes decide differently."""

    def judge(model: Model, configuration: Configuration) -> Verdict:
        loyal = _loyal_among(model, configuration, processes)
        if len(loyal) < 2:
            return Verdict(True, "there are no two loyal generals who could differ", stated=False)
        decided = [p for p in loyal if configuration.decisions[p] is not None]
        first: dict[Any, int] = {}
        for p in decided:
            first.setdefault(configuration.decisions[p], p)
        if len(first) > 1:
            two = [first[value] for value in model.machine.verdicts if value in first]
            why = ", ".join(f"{model.name(p)} {model.machine.deed(configuration.decisions[p])}" for p in two)
            return Verdict(False, why)
        return Verdict(True, camps(model, configuration, loyal))

    return Property("agreement", "always", judge, kept, broken)


def validity(commander: int, processes: Sequence[int]) -> Property:
    """Validity (IC2): if the commander is loyal, every loyal one of these processes obeys his order."""

    def judge(model: Model, configuration: Configuration) -> Verdict:
        if commander in configuration.traitors:
            return Verdict(True, "the commander is a traitor", stated=False)
        if commander in configuration.crashed:
            return Verdict(True, "the commander crashed", stated=False)
        order = model.inputs[commander]
        loyal = _loyal_among(model, configuration, processes)
        if not loyal:
            return Verdict(True, "there is no loyal lieutenant", stated=False)
        for p in loyal:
            if configuration.decisions[p] not in (None, order):
                did = model.machine.deed(configuration.decisions[p])
                return Verdict(False, f"{model.name(p)} {did} though the loyal commander said {order.upper()}")
        return Verdict(True, f"the loyal commander said {order.upper()}: {camps(model, configuration, loyal)}")

    kept = "every loyal lieutenant obeys a loyal commander"
    return Property("validity", "always", judge, kept, "a loyal lieutenant disobeys a loyal commander")


def consistency(parts: Sequence[Property]) -> Property:
    """Both interactive consistency conditions, IC1 and IC2, as one property."""

    def judge(model: Model, configuration: Configuration) -> Verdict:
        verdicts = [part.judge(model, configuration) for part in parts]
        for verdict in verdicts:
            if not verdict.holds:
                return verdict
        stated = [verdict for verdict in verdicts if verdict.stated]
        return stated[0] if stated else Verdict(True, verdicts[0].why, stated=False)

    kept = "obey a loyal commander, and never part from a loyal colleague"
    broken = "two loyal lieutenants part, or one disobeys a loyal commander"
    return Property("consistency", "always", judge, kept, broken)


def termination(processes: Sequence[int]) -> Property:
    """Every loyal one of these processes decides in the end."""

    def judge(model: Model, configuration: Configuration) -> Verdict:
        loyal = _loyal_among(model, configuration, processes)
        waiting = [model.name(p) for p in loyal if configuration.decisions[p] is None]
        if waiting:
            return Verdict(False, f"{listing(waiting)} {'have' if len(waiting) > 1 else 'has'} not decided")
        when = f" by round {configuration.round}" if model.machine.timing is Timing.ROUNDS else ""
        return Verdict(True, f"everybody decided{when}")

    return Property("termination", "eventually", judge, "everybody decides", "somebody never decides")


def split(processes: Sequence[int]) -> Property:
    """The loyal of these processes stand evenly divided, half against half (slide 24)."""

    def judge(model: Model, configuration: Configuration) -> Verdict:
        loyal = _loyal_among(model, configuration, processes)
        attack = sum(configuration.decisions[p] == ATTACK for p in loyal)
        retreat = sum(configuration.decisions[p] not in (None, ATTACK) for p in loyal)
        return Verdict(attack == retreat > 0, f"{attack} attack, {retreat} retreat")

    kept = "the loyal lieutenants stand half against half"
    return Property("split", "sometimes", judge, kept, "the loyal lieutenants do not stand half against half")


def named(model: Model, name: str) -> Property:
    """The property of this name that the model's protocol promises.

    Raises:
        KeyError: the protocol has no such property.
    """
    for candidate in model.machine.properties():
        if candidate.name == name:
            return candidate
    raise KeyError(name)
