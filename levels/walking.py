"""A transition relation that is walked: whose choices are the player's, and who answers the others."""

from collections.abc import Collection
from typing import Any, Final

from engine.agents import Agent, Seeded, agent_for
from engine.agents import Cast as Agents
from engine.asynchronous import Asynchronous
from engine.configuration import Choice
from engine.model import Transitions
from engine.run import Run

MOST_AHEAD: Final = 2_000
MOST_WEIGHED: Final = 400_000
MOST_LOOKED_AT: Final = 1_500
"""How far anybody looks where there are no rounds, and so may be no end: so many picks of the scheduler, and so
many options in all, when the others play; in a preview so many options, at about ten microseconds each."""

_APART: Final = 1_000_003
"""Two seeds have no coin in common: no run is so long."""


class Drawn(Agent):
    """The coin that `Seeded` throws, but it falls the same way whenever a run comes to the same length.

    A stream of numbers would not do: a match looks ahead and goes back, and must not use up coins with it.
    """

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def pick(self, run: Run[Any], choice: Choice) -> int:
        return Seeded(self._seed * _APART + len(run.choices)).pick(run, choice)


class _Budget:
    """How far others may go before the player is asked again. It looks at no clock, so replays agree."""

    def __init__(self, model: Transitions[Any]) -> None:
        self._endless = isinstance(model, Asynchronous)
        self._scheduled = self._weighed = 0

    def allows(self, pending: Choice) -> bool:
        """Whether one more choice may be answered; counts it."""
        self._weighed += len(pending.options)
        if pending.owner == "scheduler":
            self._scheduled += 1
        return not self._endless or (self._scheduled <= MOST_AHEAD and self._weighed <= MOST_WEIGHED)


class Walking:
    """Something to be chosen about, and those who choose.

    Attributes:
        model: what is chosen and what follows.
        owners: whose choices are the player's.
        cast: who answers for everybody else.
    """

    model: Transitions[Any]
    owners: frozenset[str]
    cast: Agents

    def __init__(self, model: Transitions[Any], owners: Collection[str], cast: Agents) -> None:
        self.model = model
        self.owners = frozenset(owners)
        self.cast = cast
        self._faced: tuple[Any, tuple[Choice, ...]] | None = None

    def mine(self, choice: Choice) -> bool:
        """Whether a choice is the player's."""
        return choice.owner in self.owners

    def begin(self) -> Run[Any]:
        """The run up to the player's first choice."""
        return self.settle(Run(self.model))

    def settle(self, run: Run[Any]) -> Run[Any]:
        """Let the others answer until it is the player's turn, or all is over.

        A run without rounds may never come to him: after `MOST_AHEAD` picks of the scheduler, or after
        `MOST_WEIGHED` options, it stands still.
        """
        run = run.then()
        budget = _Budget(self.model)
        while (pending := run.pending) is not None and not self.mine(pending) and budget.allows(pending):
            run.extend(self._answer(run, pending))
        return run

    def finish(self, run: Run[Any]) -> Run[Any]:
        """The run to its end with every choice of the player honest, and the others by their cast."""
        run = run.then()
        while (pending := run.pending) is not None:
            run.extend(pending.honest if self.mine(pending) else self._answer(run, pending))
        return run

    def ahead(self, run: Run[Any]) -> Run[Any] | None:
        """As `finish`; None where that takes too long, or hangs on a coin that is yet to fall."""
        run = run.then()
        endless = isinstance(self.model, Asynchronous)
        looked_at = 0
        while (pending := run.pending) is not None:
            looked_at += len(pending.options)
            if endless and looked_at > MOST_LOOKED_AT:
                return None
            if pending.owner == "nature":
                return None
            agent = None if self.mine(pending) else agent_for(self.cast, pending.owner)
            # What somebody will draw is not told: he is taken for honest.
            drawn = agent is None or isinstance(agent, Drawn)
            run.extend(pending.honest if drawn or agent is None else agent.pick(run, pending))
        return run

    def run_on(self, run: Run[Any]) -> Run[Any]:
        """As `finish`, but no further than `settle` goes, for there may be no end."""
        run = run.then()
        budget = _Budget(self.model)
        while (pending := run.pending) is not None and budget.allows(pending):
            run.extend(pending.honest if self.mine(pending) else self._answer(run, pending))
        return run

    def _answer(self, run: Run[Any], pending: Choice) -> int:
        return agent_for(self.cast, pending.owner).pick(run, pending)

    def dispatch(self, run: Run[Any], labels: dict[int, str]) -> Run[Any]:
        """Answer the batch that now faces the player: with these labels by place, honestly for the rest.

        Then the others answer, up to the player's next choice.

        Raises:
            KeyError: a label is not offered at its place.
        """
        return self.settle(self.answered(run, labels))

    def answered(self, run: Run[Any], labels: dict[int, str]) -> Run[Any]:
        """As `dispatch`, up to the moment when the last of the batch is answered.

        Raises:
            KeyError: a label is not offered at its place.
        """
        size = len(self.batch(run))
        run = run.then()
        answered = 0
        while answered < size and (pending := run.pending) is not None:
            if self.mine(pending):
                pick = pending.honest
                if answered in labels:
                    index = pending.index(labels[answered])
                    if index is None:
                        raise KeyError(labels[answered])
                    pick = index
                answered += 1
            else:
                pick = self._answer(run, pending)
            run.extend(pick)
        return run

    def batch(self, run: Run[Any]) -> tuple[Choice, ...]:
        """The choices that face the player together; their index is the place of the rows on a board."""
        # A board asks many times about one configuration.
        if self._faced is None or self._faced[0] is not run.now:
            self._faced = run.now, self.model.batch(run.now, self.owners)
        return self._faced[1]


__all__ = ["MOST_AHEAD", "MOST_LOOKED_AT", "MOST_WEIGHED", "Drawn", "Walking"]
