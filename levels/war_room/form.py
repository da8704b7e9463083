"""The form of the war room as data: what a protocol takes, what stands there now, and what is wrong with it.

It is made from the protocol's own table and checked as a scenario file is, so a sentence of refusal is the
same here and in `simulate`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import Field as Entry
from pydantic import ValidationError

from engine.machine import Timing
from engine.parameters import Kind, Parameter
from engine.protocols import PROTOCOLS
from levels.army import NETWORK, Scenario
from levels.checks import Fault
from levels.fields import Table
from levels.knobs import KNOBS
from levels.text import clean
from levels.war_room.examples import example
from levels.war_room.parts import PartField, parts
from levels.war_room.setting import Setting
from levels.wording import faults_of

Values = Mapping[str, Any]
_LETTERS = {"a": "attack", "r": "retreat"}


@dataclass(frozen=True, slots=True)
class Field:
    """One line of the form.

    Attributes:
        name: the key in `[scenario]`; of a knob of the network the key in `[scenario.network]`.
        sentence: what it is, with its unit.
        kind: what is written there (`engine.parameters.Kind`).
        text: what stands there, as a player writes it; "" where nothing is given.
        value: the same as data; None where nothing is given.
        least, most: its bounds, where it has any.
        words: what can be chosen, where that is a short list: an order, a word, yes and no.
        required: whether something must stand there.
        absent: what it is taken for when nothing is given, as text; "" if that cannot be said.
        network: whether it is a knob of the network.
        fixed: whether the protocol allows one value only.
        error: what is wrong with it, in one sentence; "" if nothing is.
    """

    name: str
    sentence: str
    kind: Kind
    text: str
    value: Any
    least: int | None
    most: int | None
    words: tuple[str, ...]
    required: bool
    absent: str
    network: bool
    fixed: bool
    error: str


@dataclass(frozen=True, slots=True)
class Form:
    """The whole form.

    Attributes:
        protocol, sentence, source: which protocol, what it does, where it is from.
        fields: its parameters, then the network's knobs.
        parts: who plays what; () as long as the fields are not right.
        error: what is wrong with the whole and with no field, in one sentence; "" if nothing is.
        setting: what the form makes, to be opened; None as long as anything is wrong.
    """

    protocol: str
    sentence: str
    source: str
    fields: tuple[Field, ...]
    parts: tuple[PartField, ...]
    error: str
    setting: Setting | None


class _Form(Table):
    scenario: Scenario = Entry()


def fields(protocol: str, values: Values) -> tuple[Field, ...]:
    """The lines of the form of a protocol with these values: name -> plain data, as in `[scenario]`.

    Knobs of the network stand in a table of their own: `{"network": {"price": 3}}`.

    Raises:
        KeyError: there is no such protocol.
    """
    return _lines(protocol, values, _faults(protocol, values))


def form(protocol: str, values: Values, setting: Setting | None = None) -> Form:
    """The form of a protocol with these values, and of who plays what.

    Args:
        protocol: its id.
        values: as in `fields`.
        setting: what the rest is taken from: plays, scripts, what is seen, the title.

    Raises:
        KeyError: there is no such protocol.
    """
    table = PROTOCOLS[protocol]
    wrong = _faults(protocol, values)
    lines = _lines(protocol, values, wrong)
    rest = _elsewhere(lines, wrong)
    base = setting or Setting({})
    made: Setting | None = None
    offered: tuple[PartField, ...] = ()
    if not wrong:
        scenario = {"protocol": protocol, **values}
        checked = Scenario.model_validate_json(json.dumps(scenario))
        offered = parts(checked, base.plays, base.scripts)
        known = {part.owner: part.who for part in offered if part.owner in base.plays and not part.error}
        scripts = {owner: base.scripts[owner] for owner, who in known.items() if who == "script"}
        made = Setting(scenario, known, scripts, base.sees, base.sends, base.title)
        faults = made.faults
        if faults:
            rest, made = faults[0].message, None
    return Form(table.id, table.sentence, table.source, lines, offered, rest, made)


def _faults(protocol: str, values: Values) -> tuple[Fault, ...]:
    data = {"scenario": {"protocol": protocol, **values}}
    try:
        _Form.model_validate_json(json.dumps(data))
    except ValidationError as error:
        return tuple(faults_of(error, _Form, data))
    return ()


def _lines(protocol: str, values: Values, wrong: tuple[Fault, ...]) -> tuple[Field, ...]:
    network = values.get(NETWORK, {})
    knobs = network if isinstance(network, Mapping) else {}
    found = [_line(p, values.get(p.name), wrong, ("scenario", p.name)) for p in PROTOCOLS[protocol].parameters]
    found += [
        _line(k, knobs.get(k.name), wrong, ("scenario", NETWORK, k.name), network=True)
        for k in KNOBS
        if k.name in knobs or k.name == "edges" or _has_rounds(protocol)
    ]
    return tuple(found)


@cache
def _has_rounds(protocol: str) -> bool:
    """Whether time passes in rounds: only then do the knobs mean anything, but for the roads that there are."""
    found = example(protocol)
    return found is None or found.setting.checked.scenario.machine.timing is Timing.ROUNDS


def _line(
    parameter: Parameter, value: Any, wrong: tuple[Fault, ...], path: tuple[str, ...], network: bool = False
) -> Field:
    shown = parameter.only if parameter.only is not None else value
    words = {"order": tuple(_LETTERS.values()), "flag": ("yes", "no")}.get(parameter.kind, parameter.words)
    return Field(
        name=parameter.name,
        sentence=parameter.sentence,
        kind=parameter.kind,
        text=written(parameter, shown),
        value=shown,
        least=parameter.least,
        most=parameter.most,
        words=words,
        required=parameter.required,
        absent=written(parameter, parameter.absent),
        network=network,
        fixed=parameter.only is not None,
        error=next((fault.message for fault in wrong if _is_about(fault, path, parameter.name)), ""),
    )


def _is_about(fault: Fault, path: tuple[str, ...], name: str) -> bool:
    if fault.path[: len(path)] == path:
        return True
    # What is missing is told at the protocol, by its name.
    return fault.path == ("scenario", "protocol") and fault.message.startswith(f"“{name}”")


def _elsewhere(lines: tuple[Field, ...], wrong: tuple[Fault, ...]) -> str:
    told = {line.error for line in lines}
    return next((fault.message for fault in wrong if fault.message not in told), "")


# What a player writes, and what it means.


def written(parameter: Parameter, value: Any) -> str:
    """A value as a player writes it; what is no such value as it is."""
    if value is None:
        return ""
    match parameter.kind:
        case "flag" if isinstance(value, bool):
            return "yes" if value else "no"
        case "orders" if isinstance(value, list | tuple):
            return " ".join(str(item) for item in value)
        case "numbers" | "processes" if isinstance(value, list | tuple):
            return ", ".join(str(item) for item in value)
        case "rows" if isinstance(value, list | tuple):
            return ", ".join(_row_written(parameter, row) for row in value)
        case _:
            return str(value)


def _row_written(parameter: Parameter, row: Any) -> str:
    if isinstance(row, Mapping):
        cells = [row.get(column.name, column.absent) for column in parameter.columns]
        return ":".join("" if cell is None else str(cell) for cell in cells)
    return ":".join(str(cell) for cell in row) if isinstance(row, list | tuple) else str(row)


def parsed(parameter: Parameter, text: str) -> Any:
    """What a player has written, as data; None if it is nothing. What makes no sense stays a text, and is
    refused as such.

    Numbers are joined by commas, orders by spaces (a and r will do), the cells of a row by colons.
    """
    text = " ".join(clean(text, 1_000).split())
    if not text:
        return None
    match parameter.kind:
        case "number":
            return _number(text)
        case "flag":
            return {"yes": True, "no": False}.get(text.lower(), text)
        case "order":
            return _order(text)
        case "orders":
            return _orders(parameter, text)
        case "numbers" | "processes":
            return [_number(item) for item in text.replace(",", " ").split()]
        case "rows":
            return [_row(parameter, item) for item in text.replace(",", " ").split()]
        case _:
            return text


def _number(text: str) -> Any:
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdecimal() and len(digits) <= 12 else text


def _order(text: str) -> str:
    return _LETTERS.get(text.lower(), text.lower())


def _orders(parameter: Parameter, text: str) -> Any:
    words = text.replace(",", " ").split()
    if len(words) == 1 and len(text) > 1 and set(text.lower()) <= set(_LETTERS):
        words = list(text)
    orders = [_order(word) for word in words]
    return orders[0] if len(orders) == 1 and parameter.name != "inputs" else orders


def _row(parameter: Parameter, text: str) -> Any:
    cells = text.split(":")
    if not parameter.columns:
        return [_number(cell) for cell in cells]
    return {
        column.name: parsed(column, cell)
        for column, cell in zip(parameter.columns, cells, strict=False)
        if cell
    } or text


def with_value(protocol: str, values: Values, name: str, text: str, network: bool = False) -> dict[str, Any]:
    """The values with what a player has written in one line of the form.

    Raises:
        KeyError: there is no such line.
    """
    table = KNOBS if network else PROTOCOLS[protocol].parameters
    parameter = next((each for each in table if each.name == name), None)
    if parameter is None:
        raise KeyError(name)
    value = parsed(parameter, text)
    after = dict(values)
    inner = dict(after.get(NETWORK, {})) if network else after
    inner.pop(name, None)
    if value is not None:
        inner[name] = value
    if network:
        after.pop(NETWORK, None)
        if inner:
            after[NETWORK] = inner
    return after


# Where a form begins.


def initial(protocol: str) -> dict[str, Any]:
    """Values with which a protocol can be played at once, or nearly: what must be given, as small as it may be.

    Raises:
        KeyError: there is no such protocol.
    """
    table = PROTOCOLS[protocol]
    values: dict[str, Any] = {}
    for parameter in table.parameters:
        if not parameter.required or parameter.only is not None:
            continue
        if parameter.instead and table.parameter(parameter.instead) is not None:
            parameter = table.parameter(parameter.instead) or parameter
        values[parameter.name] = _first(parameter)
    return values


def _first(parameter: Parameter) -> Any:
    least = parameter.least or 0
    if parameter.absent is not None:
        return parameter.absent
    match parameter.kind:
        case "number":
            wanted = 4 if parameter.name == "generals" else 1
            return min(max(wanted, least), wanted if parameter.most is None else parameter.most)
        case "word":
            return parameter.words[0]
        case "order" | "orders":
            return "attack"
        case "flag":
            return False
        case "numbers" | "processes":
            return [least, max(least, 1)]
        case "rows":
            return [{c.name: _first(c) if c.kind != "number" else c.least or 0 for c in parameter.columns}]


__all__ = ["Field", "Form", "fields", "form", "initial", "parsed", "with_value", "written"]
