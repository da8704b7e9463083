"""A scenario for each protocol: the one that is shipped, or the least that its table allows."""

import json
from typing import Any

import tomli

from engine.parameters import Parameter, Protocol
from engine.protocols import PROTOCOLS
from levels.war_room.examples import FOLDER


def example(id: str) -> str:
    """The `[scenario]` of a protocol as a file of its own, a key a line, the protocol in the second."""
    file = FOLDER / f"{id}.toml"
    if not file.exists():
        return least(PROTOCOLS[id])
    tables = tomli.loads(file.read_text(encoding="utf-8"))
    lines = [f"{name} = {written(value)}" for name, value in tables["scenario"].items() if name != "protocol"]
    return "\n".join(["[scenario]", f'protocol = "{id}"', *lines, ""])


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
