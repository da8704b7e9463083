"""What is promised where all processes are equals and each wakes with an order of its own."""

from collections.abc import Sequence

from engine.configuration import Configuration
from engine.model import Model
from engine.properties import Property, Verdict, camps


def unanimity(processes: Sequence[int]) -> Property:
    """Validity among equals: if all wake with one order, nobody who decides, decides another.

    Args:
        processes: who is meant. Traitors are left out on both sides; what the crashed woke with counts, and
            what they decided before they crashed counts too.
    """

    def judge(model: Model, configuration: Configuration) -> Verdict:
        honest = [p for p in processes if p not in configuration.traitors]
        inputs = {model.inputs[p] for p in honest}
        if len(inputs) != 1:
            return Verdict(True, "they did not all begin with the same order", stated=False)
        order = inputs.pop()
        for p in honest:
            if configuration.decisions[p] not in (None, order):
                did = model.machine.deed(configuration.decisions[p])
                return Verdict(False, f"{model.name(p)} {did} though all began with {order.upper()}")
        decided = [p for p in honest if configuration.decisions[p] is not None]
        did = camps(model, configuration, decided) if decided else "nobody has decided"
        return Verdict(True, f"all began with {order.upper()}: {did}")

    kept = "where all begin with one order, that order is done"
    return Property("validity", "always", judge, kept, "all begin with one order, and somebody does the other")


def uniformity(processes: Sequence[int]) -> Property:
    """Uniform agreement: no two of these decide differently, not even those who decided and then crashed."""

    def judge(model: Model, configuration: Configuration) -> Verdict:
        first: dict[object, int] = {}
        for p in processes:
            if p not in configuration.traitors and configuration.decisions[p] is not None:
                first.setdefault(configuration.decisions[p], p)
        if len(first) < 2:
            return Verdict(True, "no two who decided differ, the crashed included")
        two = [first[value] for value in model.machine.verdicts if value in first]
        deeds = []
        for p in two:
            down = " and then crashed" if p in configuration.crashed else ""
            deeds.append(f"{model.name(p)} {model.machine.deed(configuration.decisions[p])}{down}")
        return Verdict(False, ", ".join(deeds))

    kept = "all who ever decide decide alike, even those who crash afterwards"
    broken = "two decide differently, of whom one may have crashed"
    return Property("uniform-agreement", "always", judge, kept, broken)


__all__ = ["unanimity", "uniformity"]
