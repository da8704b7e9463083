"""`strategikon simulate --list`: the protocols and their parameters, with units and bounds."""

import json
from collections.abc import Sequence
from typing import Any, TextIO

from engine.parameters import Parameter
from engine.protocols import PROTOCOLS
from levels.checks import listed
from levels.knobs import KNOBS
from levels.reports import plain

Record = dict[str, Any]


def listing() -> list[Record]:
    """The protocols and their parameters, as `--list --json` prints them, one object each."""
    network = [_row(knob) for knob in KNOBS]
    return [
        {
            "protocol": protocol.id,
            "what": protocol.sentence,
            "source": protocol.source,
            "promises": list(protocol.promises),
            "parameters": [_row(parameter) for parameter in protocol.parameters],
            "network": network,
        }
        for protocol in PROTOCOLS.values()
    ]


def _row(parameter: Parameter) -> Record:
    row: Record = {
        "name": parameter.name,
        "what": parameter.sentence,
        "kind": parameter.kind,
        "least": parameter.least,
        "most": parameter.most,
        "required": parameter.required,
    }
    if parameter.instead:
        row["instead"] = parameter.instead
    if parameter.words:
        row["words"] = list(parameter.words)
    if parameter.absent is not None:
        row["absent"] = plain(parameter.absent)
    if parameter.only is not None:
        row["only"] = plain(parameter.only)
    if parameter.columns:
        row["columns"] = [_row(column) for column in parameter.columns]
    return row


def list_protocols(*, as_json: bool = False, out: TextIO, err: TextIO) -> int:
    """Name the protocols and their parameters, with units and bounds, and the network's knobs."""
    if as_json:
        for record in listing():
            print(json.dumps(record, ensure_ascii=False), file=out)
        return 0
    for protocol in PROTOCOLS.values():
        print(f"{protocol.id}\n  {protocol.sentence}", file=out)
        _table(protocol.parameters, out)
    print("[scenario.network], for all; without rounds only its edges", file=out)
    _table(KNOBS, out)
    return 0


def _table(parameters: Sequence[Parameter], out: TextIO) -> None:
    width = max(len(parameter.name) for parameter in parameters)
    for parameter in parameters:
        print(f"    {parameter.name:<{width}} {parameter.sentence}{_bounds(parameter)}", file=out)


def _bounds(parameter: Parameter) -> str:
    parts = []
    least, most, absent = parameter.least, parameter.most, parameter.absent
    if least is not None and most is not None and least != most:
        parts.append(f"{least} to {most:,}")
    if parameter.words:
        parts.append(listed(parameter.words, "or"))
    if parameter.kind == "flag":
        parts.append("yes if absent" if absent else "no if absent")
    elif isinstance(absent, int | str):
        parts.append(f"{absent} if absent")
    if parameter.required:
        parts.append(f"or “{parameter.instead}”" if parameter.instead else "required")
    return f" ({', '.join(parts)})" if parts else ""
