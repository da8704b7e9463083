"""Whatever faces the player, as rows: the board of any protocol. A choice is a row, or a list of alternatives.

Letters to write, letters at the gate and crashes in mid-round are many choices of one kind, a row each. What
happens next, what a traitor may blurt out, how a coin falls: one choice, and a row for each answer.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from engine.asynchronous import Crash, Delivery, Expiry, Recovery
from engine.configuration import Choice, Slot
from levels.board import Line, Panel, Row, Rows
from levels.boards.sight import Sight
from levels.boards.speech import NOTHING, about, capital, listing, plural, quoted, shown
from levels.letters import slots

HELP = (
    "All that faces you now. A letter key or space sets an answer; what you leave alone is answered as a "
    "loyal general or a fair network would. Enter makes it take effect."
)
SCHEDULE_HELP = (
    "What can happen next: a letter arrives, a timer runs out, somebody crashes or comes back. Enter lets the "
    "thing under the cursor happen; old letters change nothing any more."
)
ALTERNATIVES = ("delivery", "utterance", "coin", "seat")
"""Kinds of choices whose answers are told one under the other."""


def panel(sight: Sight) -> Panel:
    """All pending choices."""
    batch = sight.scene.batch
    if len(batch) == 1 and batch[0].subject.kind == "delivery":
        return _schedule(sight, batch[0])
    rows: list[Row] = []
    columns: tuple[str, ...] = ()
    kinds = {choice.subject.kind for choice in batch}
    if kinds == {"fate"}:
        columns = ("no", "from", "to", "what it says", "fate")
    under = ""
    written = slots(sight.model, sight.run.now, batch)
    single = len(batch) == 1
    for place, choice in enumerate(batch):
        subject = choice.subject
        if subject.kind == "word":
            head = f"{sight.name(subject.process)} writes"
            if head != under and len({c.subject.process for c in batch}) > 1:
                rows.append(Row((head,)))
            under = head
            rows.append(_word(sight, place, choice, written[place]))
        elif subject.kind == "fate":
            rows.append(_fate(sight, place, choice))
        elif subject.kind in ALTERNATIVES or (single and len(choice.options) < 13):
            if not single:
                rows.append(Row((subject.text,)))
            rows += _alternatives(sight, place, choice)
        else:
            rows.append(_any(sight, place, choice))
    above = tuple(_above(sight, batch))
    return Panel(
        "dispatches", _title(sight, batch), Rows(columns, tuple(rows), above=above), "main", HELP, True
    )


def _above(sight: Sight, batch: Sequence[Choice]) -> Iterable[Line]:
    if not batch:
        yield Line("It is over." if sight.run.over else "Nothing of yours is to be chosen.", "muted")
    elif len(batch) == 1 and batch[0].subject.kind not in ("word", "fate") and batch[0].subject.text:
        yield Line(asked(batch[0].subject.text), "muted")


def _title(sight: Sight, batch: Sequence[Choice]) -> str:
    kinds = {choice.subject.kind for choice in batch}
    if kinds == {"word"}:
        who = listing([sight.name(p) for p in sorted({c.subject.process for c in batch})])
        return f"Outbox of {who}, {moment(sight)}" if len(who) < 40 else f"Outbox, {moment(sight)}"
    if kinds == {"fate"}:
        return f"At the gate: {plural(len(batch), 'letter')}"
    if kinds == {"crash"}:
        return f"Who crashes, {moment(sight)}"
    return "To be chosen" if batch else "Dispatches"


def asked(text: str) -> str:
    """What a choice is about, before its answers."""
    return capital(text) if text.endswith("?") else f"{capital(text).rstrip('.')}:"


def moment(sight: Sight) -> str:
    """The time as a title says it: "round 2 of 3", "step 14"."""
    if sight.stepwise:
        return f"step {sight.clock}"
    return f"round {sight.round} of {sight.model.machine.rounds}"


# Many choices, a row each.


def _word(sight: Sight, place: int, choice: Choice, slot: Slot | None) -> Row:
    subject = choice.subject
    value = sight.drafted(place)
    index = choice.index(value)
    lie = index is not None and choice.options[index].cost > 0
    to = f"to {sight.name(subject.receiver)}"
    cells = [to]
    if subject.path and sight.hearsay:
        cells.append(about(sight.model, subject.path))
    shows = len(cells)
    cells.append(shown(value))
    words, seals = _words(sight, slot, choice, value), _seals(sight, slot, choice, value)
    if words and not (subject.path and sight.hearsay):
        cells.append(words)
    elif seals:
        cells.append(seals)
    said = f"{sight.name(subject.process)}, {to}: {shown(value)}"
    loyal = shown(choice.options[choice.honest].label)
    return Row(
        tuple(cells),
        place=place,
        value=value,
        shows=shows,
        options=tuple(option.label for option in choice.options),
        lie=lie,
        state="open",
        why=_short(f"{said}. A loyal one would say {loyal}." if lie else f"{said}."),
    )


def _words(sight: Sight, slot: Slot | None, choice: Choice, value: str) -> str:
    """What the letter says in full, where its label does not tell; "" where it does."""
    index = choice.index(value)
    if slot is None or index is None:
        return ""
    payload = slot.payloads[index]
    words = "" if payload is None else sight.model.machine.words(payload)
    return "" if words == shown(value) else words


def _seals(sight: Sight, slot: Slot | None, choice: Choice, value: str) -> str:
    """Whose seals the letter bears."""
    index = choice.index(value)
    if slot is None or index is None or slot.payloads[index] is None:
        return ""
    seals = sight.model.machine.seals(slot.payloads[index])
    return f"sealed {', '.join(sight.name(p) for p in seals)}" if seals else ""


def _fate(sight: Sight, place: int, choice: Choice) -> Row:
    subject = choice.subject
    value = sight.drafted(place)
    serials = subject.path
    number = str(serials[0]) if len(serials) == 1 else f"{serials[0]} ×{len(serials)}"
    ends = (sight.name(subject.process), sight.name(subject.receiver))
    words = subject.text.rpartition(": ")[2] if sight.viewers is None else "a letter"
    fate = "at the gate" if value == choice.options[choice.honest].label else value
    return Row(
        (number, *ends, words, fate),
        place=place,
        value=value,
        shows=4,
        options=tuple(option.label for option in choice.options),
        state="open",
        why=_short(f"{capital(subject.text)[:-1]}: {fate}."),
    )


def _any(sight: Sight, place: int, choice: Choice) -> Row:
    value = sight.drafted(place)
    text = choice.subject.text
    return Row(
        (text, shown(value)),
        place=place,
        value=value,
        shows=1,
        options=tuple(option.label for option in choice.options),
        state="open",
        why=_short(f"{text}: {shown(value)}."),
    )


# One choice, a row an answer.


def _alternatives(sight: Sight, place: int, choice: Choice) -> Iterable[Row]:
    stands = sight.scene.drafts.get(place, "")
    labels = tuple(option.label for option in choice.options)
    alone = len(sight.scene.batch) == 1
    for label in labels:
        answer = shown(label) if label != "wait" else "say nothing more"
        yield Row(
            (answer,),
            place=place,
            value=stands,
            options=labels,
            sets=label,
            chosen=stands == label,
            state="open",
            why=_short(f"{choice.subject.text}{'' if choice.subject.text.endswith('?') else ':'} {answer}."),
            # Where nothing else is to be answered, enter on an answer gives it.
            at_once=alone,
        )


def _schedule(sight: Sight, choice: Choice) -> Panel:
    """What happens next, a row a letter, a timer, a crash, a recovery."""
    stands = sight.scene.drafts.get(0, "")
    labels = tuple(option.label for option in choice.options)
    happenings: tuple[Any, ...] = sight.run.now.agenda[0]
    crashes = {h.process: label for h, label in zip(happenings, labels, strict=True) if isinstance(h, Crash)}
    timers: dict[int, str] = {}
    for happening, label in zip(happenings, labels, strict=True):
        if isinstance(happening, Expiry):
            timers.setdefault(happening.process, label)
    sent = {told.serial: told.round for told in sight.told}
    rows = []
    for happening, label in zip(happenings, labels, strict=True):
        cells, whom, why = _happening(sight, happening, sent)
        keys = []
        if whom in crashes:
            keys.append(("x", crashes[whom]))
        if isinstance(happening, Expiry):
            keys.append(("o", label))
        elif whom in timers:
            keys.append(("o", timers[whom]))
        rows.append(
            Row(
                cells,
                place=0,
                value=stands,
                options=labels,
                sets=label,
                chosen=stands == label,
                state="open",
                why=why,
                at_once=True,
                keys=tuple(keys),
                act=_ACTS.get(type(happening), ""),
            )
        )
    letters = sum(isinstance(happening, Delivery) for happening in happenings)
    below: tuple[Line, ...] = ()
    if sight.scene.old:
        below = (Line(f"{plural(len(sight.scene.old), 'old letter')}: nobody minds them any more.", "muted"),)
    title = f"What happens next, after step {sight.clock}: {plural(letters, 'letter')} on the road"
    body = Rows(("no", "to", "from", "what happens", "sent"), tuple(rows), below=below)
    return Panel("dispatches", title, body, "main", SCHEDULE_HELP, True)


_ACTS: dict[type, str] = {Expiry: "timeout", Crash: "crash", Recovery: "bring back"}
"""What it is to let something happen that is no delivery."""


def _happening(
    sight: Sight, happening: Any, sent: dict[int, int]
) -> tuple[tuple[str, str, str, str, str], int, str]:
    """The cells of a row, whom it happens to, and a sentence on it."""
    name: Callable[[int], str] = sight.name
    match happening:
        case Delivery(messages):
            message = messages[0]
            number = str(message.serial) if len(messages) == 1 else f"{message.serial} ×{len(messages)}"
            machine = sight.model.machine
            words = machine.words(message.payload) if sight.viewers is None else "a letter"
            seals = machine.seals(message.payload)
            if seals and sight.viewers is None:
                words += f" (sealed {', '.join(name(p) for p in seals)})"
            step = sent.get(message.serial, -1)
            age = "" if step < 0 else "at once" if step == 0 else f"step {step}"
            old = message.serial in sight.scene.old
            ends = (name(message.receiver), name(message.sender))
            why = f"Letter {message.serial}, {ends[1]} to {ends[0]}: {words}."
            if old:
                why = f"{_short(why, 110)} It changes nothing any more."
            return (number, *ends, words, "old" if old else age), message.receiver, _short(why)
        case Expiry(process, key):
            text = f"timer runs out: {key}" if str(key) else "timer runs out"
            return ("", name(process), "", text, ""), process, _short(f"{name(process)}'s {text}.")
        case Crash(process):
            return ("", name(process), "", "crashes", ""), process, f"{name(process)} crashes."
        case Recovery(process):
            return ("", name(process), "", "comes back", ""), process, f"{name(process)} comes back."
    raise AssertionError(happening)


def _short(text: str, most: int = 150) -> str:
    """A text for the status line, which has two lines."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def status(sight: Sight) -> str:
    """What is to be done."""
    batch = sight.scene.batch
    if not batch:
        return "It is over." if sight.run.over else "Nothing of yours is to be chosen: enter goes on."
    kinds = {choice.subject.kind for choice in batch}
    if kinds == {"delivery"}:
        return "Choose what happens next; enter lets it happen."
    if kinds == {"word"}:
        names = listing([sight.name(p) for p in sorted({c.subject.process for c in batch})])
        letters = plural(len(batch), "letter")
        return _short(f"{names}: {letters} to write. Those you leave alone are honest; enter sends them.")
    if kinds == {"fate"}:
        stand = "stands" if len(batch) == 1 else "stand"
        letters = plural(len(batch), "letter").capitalize()
        return f"{letters} {stand} at the gate; enter lets go what you do not take."
    if kinds == {"crash"}:
        return "Choose who crashes, and whom his last letters reach; enter goes on."
    if len(batch) == 1:
        return _short(f"{asked(batch[0].subject.text)} enter takes what is under the cursor.")
    return "Make your choices; enter makes them take effect."


__all__ = ["HELP", "NOTHING", "moment", "panel", "quoted", "status"]
