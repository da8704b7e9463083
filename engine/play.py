"""A whole run: everybody answers by his agent, to the end."""

from typing import Any

from engine.agents import Cast, agent_for
from engine.model import Model
from engine.run import Run
from engine.script import Script


def briefed(model: Model, cast: Cast) -> Model:
    """The model in which the letters of scripts bear the seals that the scripts want on them."""
    scripts = (agent for agent in cast.values() if isinstance(agent, Script))
    lines = tuple(line for script in scripts for line in script.sealed.values() if line.chain)
    return model.under(model.machine.briefed(lines)) if lines else model


def play(model: Model, cast: Cast) -> Run[Any]:
    """The run in which everybody answers by his agent, to the end.

    Raises:
        Impossible: a script asks for what cannot happen.
    """
    run: Run[Any] = Run(briefed(model, cast))
    while (choice := run.pending) is not None:
        run.extend(agent_for(cast, choice.owner).pick(run, choice))
    for agent in cast.values():
        if isinstance(agent, Script):
            agent.finish(run)
    return run


__all__ = ["briefed", "play"]
