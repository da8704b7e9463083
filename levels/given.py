"""Whether what is written for a parameter is of its kind and within its bounds, and the value it means.

All of it comes from the protocol's own table (`engine.parameters`): a key has no other bounds anywhere.
"""

from collections.abc import Generator, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from engine.orders import ORDERS
from engine.parameters import Parameter
from levels.checks import Fault, listed
from levels.positions import Path

MOST_ROWS = 256
"""So many rows, or numbers in a list, at most."""


def faults_of_given(parameter: Parameter, value: Any) -> Iterator[Fault]:
    """What is wrong with a value, with paths below the table in which it stands."""
    path: Path = (parameter.name,)
    if parameter.only is not None:
        if settled(parameter, value) != parameter.only:
            yield Fault(path, f"“{parameter.name}” does not fit here: {parameter.sentence}")
        return
    match parameter.kind:
        case "number":
            yield from _number(path, parameter, value)
        case "word":
            yield from _word(path, value, parameter.words)
        case "order":
            yield from _word(path, value, ORDERS)
        case "orders" if parameter.name == "inputs" and not isinstance(value, list | tuple):
            yield Fault(path, f"{named(path)} must be a list, not {shown(value)}")
        case "orders":
            yield from _words(path, value, ORDERS)
        case "words":
            yield from _words(path, value, parameter.words)
        case "flag":
            if not isinstance(value, bool):
                yield Fault(path, f"{named(path)} must be true or false, not {shown(value)}")
        case "numbers" | "processes":
            for i, item in enumerate((yield from _list(path, value))):
                yield from _number((*path, i), parameter, item)
        case "rows":
            for i, row in enumerate((yield from _list(path, value))):
                yield from _row((*path, i), parameter, row)


def settled(parameter: Parameter, value: Any) -> Any:
    """The value as a machine takes it: lists are tuples, and a row is the tuple of its values."""
    if isinstance(value, Mapping):
        columns = [(column, value.get(column.name, column.absent)) for column in parameter.columns]
        return tuple(settled(column, cell) for column, cell in columns)
    if isinstance(value, list | tuple):
        return tuple(settled(parameter, item) for item in value)
    return value


def named(path: Path) -> str:
    """What a value is called in a sentence."""
    if isinstance(path[-1], str):
        return f"“{path[-1]}”"
    key = next((part for part in reversed(path) if isinstance(part, str)), "the list")
    return f"item {path[-1] + 1} of “{key}”"


def shown(value: Any) -> str:
    """A value in a sentence."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f"“{value if len(value) <= 40 else value[:39] + '…'}”"
    if isinstance(value, Mapping):
        return "a table"
    if isinstance(value, list | tuple):
        return "a list"
    return str(value)


def one_of(name: str, options: Sequence[str], value: Any) -> str:
    """The sentence about a word that is none of those that can be written."""
    quoted = [option if option.isdecimal() else f"“{option}”" for option in options]
    return f"{name} must be {listed(quoted, 'or')}, not {shown(value)}{meant(value, options)}"


def meant(value: Any, options: Sequence[str]) -> str:
    """The question whether another word was meant, or nothing."""
    near = get_close_matches(value, options, 1) if isinstance(value, str) and len(value) <= 60 else []
    return f"; did you mean “{near[0]}”?" if near and len(options) > 2 else ""


def unknown(key: str, known: Sequence[str]) -> str:
    """The sentence about a key that a table does not have."""
    near = get_close_matches(key, known, 1) if len(key) <= 60 else []
    if near:
        return f"unknown key {shown(key)}; did you mean “{near[0]}”?"
    return f"unknown key {shown(key)}; the keys here are {listed(known)}"


def _number(path: Path, parameter: Parameter, value: Any) -> Iterator[Fault]:
    least, most = parameter.least, parameter.most
    if isinstance(value, bool) or not isinstance(value, int):
        yield Fault(path, f"{named(path)} must be a whole number, not {shown(value)}")
    elif least is not None and least == most and value != least:
        yield Fault(path, f"{named(path)} must be {least} here, not {value}")
    elif least is not None and value < least:
        yield Fault(path, f"{named(path)} must be at least {least:,} here, not {value:,}")
    elif most is not None and value > most:
        yield Fault(path, f"{named(path)} must be at most {most:,} here, not {value:,}")


def _word(path: Path, value: Any, words: Sequence[str]) -> Iterator[Fault]:
    if value not in words:
        yield Fault(path, one_of(named(path), words, value))


def _words(path: Path, value: Any, words: Sequence[str]) -> Iterator[Fault]:
    """One word for all, or a list of them."""
    if isinstance(value, list | tuple):
        for i, item in enumerate(value):
            yield from _word((*path, i), item, words)
    else:
        yield from _word(path, value, words)


def _list(path: Path, value: Any) -> Generator[Fault, None, Sequence[Any]]:
    if not isinstance(value, list | tuple):
        yield Fault(path, f"{named(path)} must be a list, not {shown(value)}")
        return ()
    if len(value) > MOST_ROWS:
        yield Fault(path, f"{named(path)} has too many entries: at most {MOST_ROWS} are allowed")
        return ()
    return value


def _row(path: Path, parameter: Parameter, row: Any) -> Iterator[Fault]:
    if not parameter.columns:
        items = yield from _list(path, row)
        for i, item in enumerate(items):
            yield from _number((*path, i), parameter, item)
        if parameter.name == "edges" and isinstance(row, list | tuple) and len(items) != 2:
            yield Fault(path, f"a road has two ends, not {len(items)}")
        return
    if not isinstance(row, Mapping):
        yield Fault(path, f"{named(path)} must be a table, not {shown(row)}")
        return
    columns = {column.name: column for column in parameter.columns}
    for key in row:
        if key not in columns:
            yield Fault((*path, key), unknown(key, sorted(columns)), key=True)
    for name, column in columns.items():
        if name in row:
            yield from (fault.below(path) for fault in faults_of_given(column, row[name]))
        elif column.required:
            yield Fault((*path, name), f"“{name}” is missing", key=True)
