"""What pydantic finds wrong, in words for the author of a file."""

from collections.abc import Iterator, Mapping
from types import UnionType
from typing import Annotated, Any, Final, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from levels.checks import CROSS_CHECK, MOST, Fault
from levels.given import named, one_of, shown, unknown
from levels.positions import Path

_KINDS: Final[Mapping[str, str]] = {
    "string_type": "a text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "tuple_type": "a list",
    "list_type": "a list",
    "dict_type": "a table",
    "model_type": "a table",
    "model_attributes_type": "a table",
}


def faults_of(error: ValidationError, model: type[BaseModel], data: Any) -> list[Fault]:
    """The first faults that a validation found, at their paths in the data."""
    details = error.errors(include_url=False)
    faults = []
    paths = [_path_in(data, detail["loc"]) for detail in details]
    for detail, path in zip(details[:MOST], paths, strict=False):
        # Of the alternatives of a union the one that was meant went deeper.
        if len(path) < len(detail["loc"]) and any(_begins(other, path) for other in paths):
            continue
        for fault in _faults(detail, path, model, data):
            if fault not in faults:
                faults.append(fault)
    return faults


def _begins(longer: Path, shorter: Path) -> bool:
    return len(longer) > len(shorter) and longer[: len(shorter)] == shorter


def _path_in(data: Any, location: tuple[str | int, ...]) -> Path:
    """The part of a location that is a path of the data: pydantic also names the union's member in it."""
    path: list[str | int] = []
    for i, part in enumerate(location):
        if isinstance(data, dict) and (part in data or i == len(location) - 1):
            data = data.get(part)
        elif isinstance(data, list) and isinstance(part, int) and part < len(data):
            data = data[part]
        else:
            continue
        path.append(part)
    return tuple(path)


def _faults(detail: Any, path: Path, model: type[BaseModel], data: Any) -> Iterator[Fault]:
    kind, context = detail["type"], detail.get("ctx", {})
    name = _name(path)
    if kind == CROSS_CHECK:
        yield from (fault.below(path) for fault in context["faults"])
    elif kind == "missing":
        yield Fault(path, f"{name} is missing", key=True)
    elif kind == "extra_forbidden":
        yield Fault(path, _unknown(path, model, data), key=True)
    elif kind in ("union_tag_not_found", "union_tag_invalid"):
        tag = context["discriminator"].strip("'")
        if kind == "union_tag_not_found":
            yield Fault((*path, tag), f"“{tag}” is missing", key=True)
        else:
            yield Fault((*path, tag), _one_of(f"“{tag}”", context["expected_tags"], context["tag"]))
    elif kind == "literal_error":
        yield Fault(path, _one_of(name, context["expected"], detail["input"]))
    else:
        yield Fault(path, f"{name} {_demand(kind, context, detail)}")


def _name(path: Path) -> str:
    return named(path) if path else "the file"


def _demand(kind: str, context: Mapping[str, Any], detail: Any) -> str:
    value = shown(detail["input"])
    if kind in _KINDS:
        return f"must be {_KINDS[kind]}, not {value}"
    match kind:
        case "greater_than_equal":
            return f"must be at least {context['ge']}, not {value}"
        case "less_than_equal":
            return f"must be at most {context['le']}, not {value}"
        case "too_short":
            return f"has {_count(context['actual_length'])}: at least {context['min_length']} are needed"
        case "too_long":
            return f"has too many entries: at most {context['max_length']} are allowed"
        case "string_too_long":
            return f"is too long: at most {context['max_length']} characters are allowed"
        case "string_pattern_mismatch":
            return f"must be lower-case words joined by hyphens, as in three-tents, not {value}"
        case "value_error":
            return str(context["error"])
        case _:
            message = str(detail["msg"])
            return f"is not right: {message[:1].lower()}{message[1:]}"


def _count(number: int) -> str:
    return "1 entry" if number == 1 else f"{number} entries"


def _one_of(name: str, expected: str, value: Any) -> str:
    options = [option.strip().strip("'") for option in expected.replace(" or ", ", ").split(",")]
    return one_of(name, options, value)


def _unknown(path: Path, model: type[BaseModel], data: Any) -> str:
    key = str(path[-1])
    known = sorted(_keys(model, path[:-1]))
    if len(path) == 1 and isinstance(data, dict) and "stage" in data and key in _STAGE_KEYS:
        return f"where there is [[stage]], “{key}” belongs into a stage"
    return unknown(key, known)


_STAGE_KEYS: Final = frozenset(("scenario", "player", "goal", "cast", "task", "claim", "reference", "undo"))


def _keys(model: type[BaseModel], path: Path) -> set[str]:
    """The keys that a table at this path may have."""
    kinds: list[Any] = [model]
    for part in path:
        kinds = [inner for kind in kinds for inner in _inside(kind, part)]
    return {
        field.alias or name
        for kind in kinds
        for member in _members(kind)
        if isinstance(member, type) and issubclass(member, BaseModel)
        for name, field in member.model_fields.items()
    }


def _members(kind: Any) -> list[Any]:
    origin = get_origin(kind)
    if origin is Annotated:
        return _members(get_args(kind)[0])
    if origin in (Union, UnionType):
        return [member for argument in get_args(kind) for member in _members(argument)]
    return [kind]


def _inside(kind: Any, part: str | int) -> Iterator[Any]:
    for member in _members(kind):
        origin = get_origin(member)
        if origin is tuple and isinstance(part, int):
            yield get_args(member)[0]
        elif origin is dict and isinstance(part, str):
            yield get_args(member)[1]
        elif isinstance(member, type) and issubclass(member, BaseModel):
            for name, field in member.model_fields.items():
                if (field.alias or name) == part:
                    yield field.annotation
