"""From `[scenario]` to the engine's model of it."""

from dataclasses import fields
from typing import Any, Final

from engine.asynchronous import Asynchronous
from engine.machine import Timing
from engine.model import Faults, Model
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
    """
    faults = Faults(
        traitors=scenario.traitors,
        seats=player.choose if player else (),
        captures=_captures(scenario, player, cast or {}),
        roads=scenario.network,
        **{name: value for name in _FAULTS if (value := scenario.value(name)) is not None},
    )
    held = player.seats if player and player.role == "general" else ()
    sends = player.sends if player else False
    timing = Asynchronous if scenario.machine.timing is Timing.ASYNC else Rounds
    return timing(scenario.played, inputs_of(scenario), faults, held=held, sends=sends)


_FAULTS: Final = tuple(
    field.name for field in fields(Faults) if field.name not in ("traitors", "seats", "captures", "roads")
)
"""Faults that are parameters of the same name, where a protocol takes them: crashes, restarts, fair, ..."""


def inputs_of(scenario: Scenario) -> tuple[Any, ...]:
    """The input of each process: the commander's order, everybody's own, or nobody's."""
    nobody = (None,) * scenario.processes
    match scenario.table.inputs:
        case "order":
            return (scenario.order, *nobody[1:])
        case "inputs":
            machine = scenario.machine
            wishes = machine.processes if machine.wishes is None else machine.wishes
            given = (scenario.order,) * wishes if scenario.inputs is None else scenario.inputs
            return (*given, *nobody[len(given) :])
        case _:
            return nobody


def _captures(scenario: Scenario, player: Player | None, cast: Cast) -> int | None:
    """How many messages may be captured; None: as many as are sent.

    Where nothing is said, nobody captures, unless the city is played, is cast, or stands free in a model
    about the loss of letters.
    """
    if scenario.captures is not None:
        return scenario.captures
    if player is not None and player.role == "city":
        return None
    if "network" in cast or (player is None and scenario.about_loss):
        return None
    return 0
