"""The letter keys of the player's part that act now."""

from collections.abc import Mapping, Sequence

from engine.configuration import Choice
from engine.orders import ATTACK, RETREAT
from levels.board import Letter
from levels.boards.speech import NOTHING
from levels.tasks.table import TIE

ORDER_KEYS = (Letter("a", ATTACK, "attack"), Letter("r", RETREAT, "retreat"))


def letters(batch: Sequence[Choice]) -> tuple[Letter, ...]:
    """A letter for each label that some choice of the batch offers.

    Capturing and letting through are done at once where one letter alone stands at the gate.
    """
    labels = {option.label for choice in batch if choice.subject.kind != "spinner" for option in choice.options}
    found = [letter for letter in ORDER_KEYS if letter.label in labels]
    if NOTHING in labels:
        found.append(Letter("s", NOTHING, "silence"))
    if TIE in labels:
        found.append(Letter("=", TIE, "tie"))
    for place, choice in enumerate(batch):
        if choice.subject.kind == "spinner" and choice.subject.process >= 0:
            # The crosses of a scribe's table: x turns them wherever the cursor stands.
            found.append(Letter("x", "", "crosses", place=place))
    fates = [choice for choice in batch if choice.subject.kind == "fate"]
    if fates:
        found += _gate(fates)
    return tuple(found)


def _gate(fates: Sequence[Choice]) -> list[Letter]:
    at_once = len(fates) == 1 and len(fates[0].options) <= 2
    most = fates[0].options[-1].label
    keys = []
    if len(fates[0].options) > 1 and all(c.options[-1].label == most for c in fates):
        keys.append(Letter("x", most, "capture", immediate=at_once))
    keys.append(Letter("c", fates[0].options[0].label, "let through", immediate=at_once))
    return keys


def act(batch: Sequence[Choice], drafts: Mapping[int, str]) -> str:
    """What enter does with this batch, in one or two words."""
    if len(batch) == 1 and batch[0].subject.kind == "fate" and drafts.get(0, "").startswith("capture"):
        return "capture"
    kinds = {choice.subject.kind for choice in batch}
    for kind, word in (
        ("seat", "take it"),
        ("law", "strike"),
        ("cell", "check"),
        ("decision", "seal"),
        ("fate", "let go"),
    ):
        if kind in kinds:
            return word
    return "dispatch"
