"""From `[scenario]` to the engine's model of it."""

from typing import Any

import engine.protocols
from engine.model import Faults, Model
from engine.protocols import PROTOCOLS
from engine.rounds import Rounds
from levels.army import Scenario
from levels.cast import Cast
from levels.parts import Player


def build(scenario: Scenario, player: Player | None = None, cast: Cast | None = None) -> Model:
    """The model of a scenario.

    Args:
        scenario: what runs.
        player: whose part is played, in a level; None: nobody's, and whoever may misbehave is free to.
        cast: who answers for the others; it matters only where the city's share is left open.

    Raises:
        engine.protocols.TooLarge: the run would send too many messages.
    """
    machine = engine.protocols.machine(scenario.protocol, **parameters(scenario))
    faults = Faults(
        traitors=scenario.traitors,
        seats=player.choose if player else (),
        captures=_captures(scenario, player, cast or {}),
        crashes=scenario.crashes,
    )
    held = player.seats if player and player.role == "general" else ()
    sends = player.sends if player else False
    return Rounds(machine, inputs_of(scenario), faults, held=held, sends=sends)


def parameters(scenario: Scenario) -> dict[str, Any]:
    """What the protocol's machine is built from."""
    given: dict[str, Any] = {}
    for name in PROTOCOLS[scenario.protocol].built:
        given[name] = getattr(scenario, name)
    if "messages" in given:
        given["messages"] = [(rule.sender, rule.after) for rule in scenario.messages or ()]
    if "default" in given:
        given["default"] = scenario.defaults
    return given


def inputs_of(scenario: Scenario) -> tuple[Any, ...]:
    """The input of each process: the commander's order, or everybody's own."""
    if scenario.inputs is not None:
        return scenario.inputs
    if scenario.protocol == "interactive-consistency":
        return (scenario.order,) * scenario.processes
    return (scenario.order, *(None,) * (scenario.processes - 1))


def _captures(scenario: Scenario, player: Player | None, cast: Cast) -> int | None:
    """How many messages may be captured; None: as many as are sent.

    Where nothing is said, nobody captures, unless the city is played, is cast, or stands free in a model
    about the loss of letters.
    """
    if scenario.captures is not None:
        return scenario.captures
    if player is not None and player.role == "city":
        return None
    if "network" in cast or (player is None and scenario.two_generals):
        return None
    return 0
