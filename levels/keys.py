"""The JSON Schema of `[scenario]`, made from the protocols' own tables."""

from typing import Any

from engine.orders import ORDERS
from engine.parameters import Parameter, Protocol
from engine.protocols import PROTOCOLS
from levels.given import MOST_ROWS
from levels.knobs import KNOBS

Schema = dict[str, Any]

_ORDER: Schema = {"type": "string", "enum": list(ORDERS)}


def scenario_schema() -> Schema:
    """All keys of all protocols for completion, and for each protocol those that it takes, with its bounds."""
    keys: dict[str, Schema] = {}
    for protocol in PROTOCOLS.values():
        for parameter in protocol.parameters:
            keys.setdefault(parameter.name, {"description": _sentence(parameter.sentence)})
    network = {knob.name: parameter_schema(knob) for knob in KNOBS}
    return {
        "type": "object",
        "description": "A protocol, its parameters, its inputs, and the faults.",
        "properties": {
            "protocol": {
                "type": "string",
                "enum": list(PROTOCOLS),
                "description": "The protocol that runs.",
            },
            **keys,
            "network": {
                "type": "object",
                "description": "The network's knobs.",
                "properties": network,
                "additionalProperties": False,
            },
        },
        "required": ["protocol"],
        "additionalProperties": False,
        "allOf": [_taken(protocol) for protocol in PROTOCOLS.values()],
    }


def promises() -> list[str]:
    """What the protocols promise, the names of all their properties."""
    return list(dict.fromkeys(name for protocol in PROTOCOLS.values() for name in protocol.promises))


def _taken(protocol: Protocol) -> Schema:
    """What a scenario may say if it names this protocol."""
    required: list[Schema] = [
        {"anyOf": [{"required": [name]} for name in (parameter.name, parameter.instead) if name]}
        for parameter in protocol.parameters
        if parameter.required
    ]
    return {
        "if": {"properties": {"protocol": {"const": protocol.id}}, "required": ["protocol"]},
        "then": {
            "propertyNames": {"enum": ["protocol", *protocol.names, "network"]},
            "properties": {parameter.name: parameter_schema(parameter) for parameter in protocol.parameters},
            **({"allOf": required} if required else {}),
        },
    }


def parameter_schema(parameter: Parameter) -> Schema:
    """What may be written for a parameter."""
    return {"description": _sentence(parameter.sentence), **_kind(parameter)}


def _kind(parameter: Parameter) -> Schema:
    if parameter.only is not None:
        return {"const": list(parameter.only) if isinstance(parameter.only, tuple) else parameter.only}
    number: Schema = {"type": "integer"}
    if parameter.least is not None:
        number["minimum"] = parameter.least
    if parameter.most is not None:
        number["maximum"] = parameter.most
    match parameter.kind:
        case "number":
            return number
        case "word":
            return {"type": "string", "enum": list(parameter.words)}
        case "words":
            word: Schema = {"type": "string", "enum": list(parameter.words)}
            return {"anyOf": [word, _list(word)]}
        case "order":
            return _ORDER
        case "orders":
            each = _list(_ORDER)
            return each if parameter.name == "inputs" else {"anyOf": [_ORDER, each]}
        case "flag":
            return {"type": "boolean"}
        case "numbers" | "processes":
            return _list(number)
        case "rows":
            return _list(_row(parameter) if parameter.columns else _list(number))


def _row(parameter: Parameter) -> Schema:
    return {
        "type": "object",
        "properties": {column.name: parameter_schema(column) for column in parameter.columns},
        "required": [column.name for column in parameter.columns if column.required],
        "additionalProperties": False,
    }


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items, "maxItems": MOST_ROWS}


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
