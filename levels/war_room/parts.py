"""The parts that a scenario has, and who may play each of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from engine.machine import Timing
from levels.army import Scenario

Who = Literal["you", "loyal", "silent", "flip", "split", "seeded", "script"]

_SEATED: Final[tuple[Who, ...]] = ("you", "loyal", "silent", "flip", "split", "seeded")
_OTHERS: Final[tuple[Who, ...]] = ("you", "loyal", "seeded")
_COIN: Final[tuple[Who, ...]] = ("seeded", "you", "loyal")

SENTENCES: Final[Mapping[str, str]] = {
    "you": "you",
    "loyal": "does what the protocol says",
    "silent": "says nothing",
    "flip": "says the other order",
    "split": "ATTACK to one half, RETREAT to the other",
    "seeded": "draws, by the seed",
    "script": "does what is written in the file",
}
"""Who may play a part, in a few words."""


@dataclass(frozen=True, slots=True)
class PartField:
    """A part of a scenario as a form shows it.

    Attributes:
        owner: its name in `Setting.plays`.
        name: what it is called on screen ("L3, a traitor", "the network").
        who: who plays it now.
        choices: who may play it.
        error: why that cannot be, or "".
    """

    owner: str
    name: str
    who: Who
    choices: tuple[Who, ...]
    error: str = ""


def owners_of(scenario: Scenario) -> tuple[str, ...]:
    """The owners of all choices that there can be, those who may misbehave first."""
    table, machine = scenario.table, scenario.machine
    traitors = tuple(sorted(scenario.traitors))
    owners = [f"traitor:{p}" for p in traitors]
    if "network" in table.roles or scenario.captures or scenario.network.meddles:
        owners.append("network")
    if machine.timing is Timing.ASYNC or scenario.crashes:
        owners.append("scheduler")
    if "nature" in table.roles:
        owners.append("nature")
    return (*owners, *(f"general:{p}" for p in range(machine.processes) if p not in traitors))


def choosers(scenario: Scenario) -> dict[str, tuple[Who, ...]]:
    """Owner -> who may play the part."""
    found = {}
    for owner in owners_of(scenario):
        role = owner.partition(":")[0]
        found[owner] = _SEATED if role in ("traitor", "general") else _COIN if role == "nature" else _OTHERS
    return found


def part_name(scenario: Scenario, owner: str) -> str:
    """What a part is called on screen."""
    role, _, seat = owner.partition(":")
    if not seat:
        return f"the {role}" if role != "nature" else "nature"
    name = scenario.machine.names[int(seat)]
    return f"{name}, a traitor" if role == "traitor" else name


def parts(scenario: Scenario, plays: Mapping[str, Any], scripts: Mapping[str, Any]) -> tuple[PartField, ...]:
    """The parts of a scenario, with who plays them now."""
    found = []
    for owner, choices in choosers(scenario).items():
        offered: tuple[Who, ...] = (*choices, "script") if owner in scripts else choices
        standing = "seeded" if owner == "nature" else "loyal"
        who = plays.get(owner, standing)
        error = "" if who in offered else f"{owner} cannot be {who}: it is {' or '.join(offered)}"
        found.append(PartField(owner, part_name(scenario, owner), who, offered, error))
    return tuple(found)


__all__ = ["SENTENCES", "PartField", "Who", "choosers", "owners_of", "part_name", "parts"]
