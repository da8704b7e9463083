"""A protocol's table of parameters, held against the machine that is built from it."""

from inspect import signature
from typing import Any

from engine.protocols import PROTOCOLS

Bounds = tuple[int | None, int | None, Any]


def bounds(id: str) -> dict[str, Bounds]:
    """Least, most and value when absent, of every parameter that builds the machine."""
    rows = PROTOCOLS[id].parameters
    return {row.name: (row.least, row.most, row.absent) for row in rows if row.built}


def required(id: str) -> tuple[str, ...]:
    """The names of the parameters that must be given."""
    return tuple(row.name for row in PROTOCOLS[id].parameters if row.required)


def taken(id: str) -> tuple[str, ...]:
    """The names of the faults and inputs that the model takes."""
    return tuple(row.name for row in PROTOCOLS[id].parameters if not row.built)


def differing(id: str) -> list[str]:
    """Optional parameters whose value when absent is not the machine's own; required ones that have one."""
    defaults = {name: each.default for name, each in signature(PROTOCOLS[id].build).parameters.items()}
    rows = [row for row in PROTOCOLS[id].parameters if row.built]
    assert set(defaults) == {row.name for row in rows}
    return [row.name for row in rows if not row.required and row.absent != defaults[row.name]]
