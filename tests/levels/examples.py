"""A scenario for each protocol: the one kept in tests/data/scenarios, or the least that its table allows."""

import json
from pathlib import Path
from typing import Any

from engine.parameters import Parameter, Protocol
from engine.protocols import PROTOCOLS

FOLDER = Path(__file__).parents[1] / "data" / "scenarios"

EXAMPLES = {id: file for id in PROTOCOLS if (file := FOLDER / f"{id}.toml").exists()}


def example(id: str) -> str:
    """The text of a scenario file for a protocol."""
    return EXAMPLES[id].read_text(encoding="utf-8") if id in EXAMPLES else least(PROTOCOLS[id])


def least(protocol: Protocol) -> str:
    """The shortest scenario that a protocol's table allows: what is required, at its least."""
    lines = ["[scenario]", f'protocol = "{protocol.id}"']
    given = [p for p in protocol.parameters if p.required and not (p.instead and protocol.parameter(p.instead))]
    given += [
        p for p in protocol.parameters if any(q.required and q.instead == p.name for q in protocol.parameters)
    ]
    return "\n".join([*lines, *(f"{p.name} = {written(some(p))}" for p in given), ""])


def some(parameter: Parameter) -> Any:
    """A value that a parameter may have."""
    least = parameter.least or 0
    match parameter.kind:
        case "number":
            return least
        case "word":
            return parameter.words[0]
        case "order" | "orders":
            return "attack"
        case "flag":
            return True
        case "numbers":
            return [least, least]
        case _:
            return []


def written(value: Any) -> str:
    """A value as TOML writes it."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {written(item)}" for key, item in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(written(item) for item in value) + "]"
    return json.dumps(value)


def changed(text: str, name: str, value: Any) -> str:
    """The scenario with one key set to another value, in a line of its own or in its old place."""
    lines = [line for line in text.splitlines() if not line.startswith(f"{name} =")]
    return "\n".join([*lines[:2], f"{name} = {written(value)}", *lines[2:], ""])
