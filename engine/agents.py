"""Who may answer a choice: the loyal rule, silence, contradiction, a script, a seeded coin."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from itertools import accumulate
from random import Random
from typing import Any

from engine.configuration import Choice
from engine.model import Model
from engine.orders import ATTACK, RETREAT
from engine.run import Run


class Agent(ABC):
    """Answers choices. It sees the run so far and the choice, and gives the index of an option."""

    @abstractmethod
    def pick(self, run: Run[Any], choice: Choice) -> int:
        """The index of the option this agent takes."""


class Loyal(Agent):
    """What a loyal process, or a fair network, does."""

    def pick(self, run: Run[Any], choice: Choice) -> int:
        return choice.honest


class Silent(Agent):
    """Says nothing where it may; else honest."""

    def pick(self, run: Run[Any], choice: Choice) -> int:
        silence = choice.index("silence")
        return choice.honest if silence is None else silence


class Flip(Agent):
    """Says the other order; else honest."""

    def pick(self, run: Run[Any], choice: Choice) -> int:
        other = {ATTACK: RETREAT, RETREAT: ATTACK}.get(choice.options[choice.honest].label, "")
        flipped = choice.index(other)
        return choice.honest if flipped is None else flipped


class Split(Agent):
    """ATTACK to the lower half of the receivers of a word, rounded up; RETREAT to the others.

    He speaks only where a loyal process would; what he cannot say he says honestly.
    """

    def __init__(self) -> None:
        self._agenda: tuple[Any, ...] = ()
        self._lower: dict[tuple[int, tuple[int, ...]], set[int]] = {}

    def pick(self, run: Run[Any], choice: Choice) -> int:
        subject = choice.subject
        if subject.kind != "word" or choice.options[choice.honest].label == "silence":
            return choice.honest
        self._look_at(run)
        lower = subject.receiver in self._lower[subject.process, subject.path]
        order = choice.index(ATTACK if lower else RETREAT)
        return choice.honest if order is None else order

    def _look_at(self, run: Run[Any]) -> None:
        """Who hears each word of the agenda that is being walked: looked up once, not at every word."""
        model, agenda = run.model, run.now.agenda
        assert isinstance(model, Model)
        if agenda is self._agenda:
            return
        receivers: dict[tuple[int, tuple[int, ...]], list[int]] = {}
        for slot in agenda:
            if slot.honest is None:
                continue
            path = model.machine.path(slot.honest)
            receivers.setdefault((slot.sender, path), []).append(slot.receiver)
        self._agenda = agenda
        self._lower = {key: set(sorted(all_)[: (len(all_) + 1) // 2]) for key, all_ in receivers.items()}


class Seeded(Agent):
    """A coin over the options, the same for the same seed everywhere: fair, unless the choice has weights."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)

    def pick(self, run: Run[Any], choice: Choice) -> int:
        if not choice.weights:
            return self._random.randrange(len(choice.options))
        # Whole numbers only: the same draw on every machine.
        draw = self._random.randrange(sum(choice.weights))
        return next(i for i, upto in enumerate(accumulate(choice.weights)) if draw < upto)


Cast = Mapping[str, Agent]
"""Owner, or the role before its colon ("traitor:3", "traitor") -> agent."""

_LOYAL = Loyal()


def agent_for(cast: Cast, owner: str) -> Agent:
    """Who answers for an owner: his own entry, else his role's, else the loyal rule."""
    own = cast.get(owner)
    if own is not None:
        return own
    return cast.get(owner.partition(":")[0], _LOYAL)


__all__ = ["Agent", "Cast", "Flip", "Loyal", "Seeded", "Silent", "Split", "agent_for"]
