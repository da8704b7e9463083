"""The words of the boards: orders in capitals or as letters, quotes, names in a row, counts."""

from collections.abc import Sequence
from typing import Any

from engine.model import Model
from engine.orders import ATTACK, ORDERS, RETREAT
from engine.properties import listing
from engine.protocols.messengers import Letter

_COUNTS = [
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
]
_SHOWN = {ATTACK: "ATTACK", RETREAT: "RETREAT"}
_LETTERS = {ATTACK: "A", RETREAT: "R", "tie": "="}
NOTHING = "silence"
SEVERAL = "notes"


def shown(label: Any) -> str:
    """A label of the engine as it stands in a sentence: orders in capitals, the rest as it is."""
    return _SHOWN.get(label, NOTHING if label is None else str(label))


def initial(label: Any) -> str:
    """A label as it stands in a cell: A, R, = for a tie, a dash for silence."""
    return _LETTERS.get(label, "–" if label in (None, NOTHING) else str(label))


def order_of(payload: Any) -> str:
    """The order that a payload carries, as the engine writes it; "" for silence."""
    if isinstance(payload, Letter):
        return ATTACK  # Every letter of the two generals is about marching at dawn.
    order = payload if isinstance(payload, str) else getattr(payload, "order", "")
    return str(order) if order in ORDERS else ""


def carried(model: Model, payload: Any) -> str:
    """What a drawing shows of a payload: ATTACK or RETREAT if it is about one of them, else "notes"."""
    if payload is None:
        return ""
    order = order_of(payload)
    if order:
        return shown(order)
    words = model.machine.words(payload)
    named = [text for text in _SHOWN.values() if text in words]
    return named[0] if len(named) == 1 else SEVERAL


def quoted(text: str) -> str:
    """A text in quotation marks, once."""
    return text if text.startswith("“") else f"“{text}”"


def counted(number: int) -> str:
    """A number as a word, as far as words are short."""
    return _COUNTS[number] if number < len(_COUNTS) else str(number)


def plural(number: int, noun: str) -> str:
    """ "one lie", "three lies"."""
    return f"{counted(number)} {noun}{'' if number == 1 else 's'}"


def capital(text: str) -> str:
    """A text as a sentence: a capital letter, a full stop."""
    if not text:
        return ""
    return text[0].upper() + text[1:] + ("" if text[-1] in ".!?:" else ".")


def about(model: Model, path: Sequence[int]) -> str:
    """Who is quoted when news of this path is passed on: “C said”, “L2: C said”; "" for one's own word."""
    if not path:
        return ""
    before = "".join(f"{model.name(p)}: " for p in reversed(path[1:]))
    return f"“{before}{model.name(path[0])} said”"


def heard(model: Model, payload: Any) -> str:
    """A letter as its reader reads it: “ATTACK”, “C told me RETREAT”, “L3 told me: C said RETREAT”."""
    path = model.machine.path(payload)
    order = order_of(payload)
    if isinstance(payload, Letter) or not order:
        return quoted(model.machine.words(payload))
    if not path:
        return f"“{shown(order)}”"
    if len(path) == 1:
        return f"“{model.name(path[0])} told me {shown(order)}”"
    before = "".join(f"{model.name(p)} said: " for p in reversed(path[1:-1]))
    return f"“{model.name(path[-1])} told me: {before}{model.name(path[0])} said {shown(order)}”"


__all__ = [
    "NOTHING",
    "SEVERAL",
    "about",
    "capital",
    "carried",
    "counted",
    "heard",
    "initial",
    "listing",
    "order_of",
    "plural",
    "quoted",
    "shown",
]
