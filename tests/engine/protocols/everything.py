"""All runs of a model counted without walking each: equal configurations are walked once."""

from collections import Counter
from collections.abc import Callable, Collection, Hashable
from typing import Any

from engine.configuration import Configuration
from engine.model import Model


def tally(
    model: Model, judge: Callable[[Configuration], Hashable], allowed: Collection[str] | None = None
) -> Counter[Any]:
    """How many runs end in each judgement. Every pick is tried, or those whose label is `allowed`.

    Exact, as long as the judgement looks at nothing that equal configurations differ in.
    """
    known: dict[Configuration, Counter[Any]] = {}

    def ends(now: Configuration) -> Counter[Any]:
        found = known.get(now)
        if found is None:
            choice = model.choice(now)
            found = Counter()
            if choice is None:
                found[judge(now)] += 1
            else:
                for option, answer in enumerate(choice.options):
                    if allowed is None or answer.label in allowed:
                        found.update(ends(model.apply(now, option)))
            known[now] = found
        return found

    return ends(model.initial())
