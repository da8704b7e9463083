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
    if batch and batch[0].subject.kind == "delivery":
        found += _schedule(batch[0])
    crashes = [choice for choice in batch if choice.subject.kind == "crash" and len(choice.options) > 1]
    if crashes and all(choice.options[1].label == crashes[0].options[1].label for choice in crashes):
        found.append(Letter("x", crashes[0].options[1].label, "crash"))
        found.append(Letter("c", crashes[0].options[0].label, "stays up"))
    fates = [choice for choice in batch if choice.subject.kind == "fate"]
    if fates:
        found += _gate(fates)
    return tuple(found)


def _schedule(choice: Choice) -> list[Letter]:
    """What happens next: the row under the cursor says whom a letter key is about."""
    labels = [option.label for option in choice.options]
    keys = []
    if any(label.startswith("crash ") for label in labels):
        keys.append(Letter("x", "", "crash", immediate=True, by_row=True))
    if any(label.startswith("timeout ") for label in labels):
        keys.append(Letter("o", "", "timeout", immediate=True, by_row=True))
    return keys


def _gate(fates: Sequence[Choice]) -> list[Letter]:
    at_once = len(fates) == 1 and len(fates[0].options) <= 2
    takes = [[o.label for o in choice.options if o.label.startswith("capture")][-1:] for choice in fates]
    keys = []
    if takes[0] and all(take == takes[0] for take in takes):
        keys.append(Letter("x", takes[0][0], "capture", immediate=at_once))
    keys.append(Letter("c", fates[0].options[0].label, "let through", immediate=at_once))
    return keys


def act(batch: Sequence[Choice], drafts: Mapping[int, str]) -> str:
    """What enter does with this batch, in one or two words."""
    if len(batch) == 1 and batch[0].subject.kind == "fate" and drafts.get(0, "").startswith("capture"):
        return "capture"
    if not batch:
        return "go on"
    kinds = {choice.subject.kind for choice in batch}
    for kind, word in (
        ("seat", "take it"),
        ("law", "strike"),
        ("cell", "check"),
        ("decision", "seal"),
        ("fate", "let go"),
        ("delivery", "deliver"),
        ("crash", "go on"),
        ("utterance", "go on"),
    ):
        if kind in kinds:
            return word
    return "dispatch"
