"""The chronicle of any protocol: every event of the journal as a sentence, as far as it may be known."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from engine.journal import Entry
from levels.board import Event
from levels.boards.sight import Sight
from levels.boards.speech import capital, listing, quoted, shown


def events(sight: Sight) -> list[Event]:
    """All that has happened and may be known, the newest last."""
    journal = sight.run.journal
    honest = {entry.serial: entry for entry in journal if entry.kind == "altered" and entry.serial}
    found: list[Event] = []
    for key, group in groupby(journal, key=_alike):
        entries = list(group)
        # Equal words of one speaker are one sentence, whoever hears them.
        found += _sent(sight, entries, honest) if key[0] == "sent" else _each(sight, entries)
    return found


def _alike(entry: Entry) -> tuple[Any, ...]:
    if entry.kind == "sent":
        return ("sent", entry.round, entry.process, entry.payload)
    return (entry.kind, id(entry))


def _each(sight: Sight, entries: Sequence[Entry]) -> Iterable[Event]:
    for entry in entries:
        if _hidden(sight, entry):
            continue
        told = _told(sight, entry)
        if told is not None:
            text, matters = told
            yield Event(when(sight, entry.round), capital(text), matters)


def when(sight: Sight, clock: int) -> str:
    """The moment of an event: "round 2", "the king speaks", "step 14"; "" before the first."""
    if not clock:
        return ""
    if sight.stepwise:
        return f"step {clock}"
    return sight.model.machine.moment(clock) or f"round {clock}"


def _hidden(sight: Sight, entry: Entry) -> bool:
    """Whether the viewers have not seen this."""
    if sight.viewers is None:
        return False
    if entry.kind == "delivered":
        return entry.peer not in sight.viewers or (not sight.stepwise and entry.round > sight.rounds_over)
    if entry.kind in ("captured", "unpaid", "lost", "late", "rewritten", "replayed", "crashed", "restarted"):
        return entry.process not in sight.viewers or entry.kind not in ("crashed", "restarted")
    return entry.process not in sight.viewers and entry.kind != "round"


def _sent(sight: Sight, entries: Sequence[Entry], honest: dict[int, Entry]) -> Iterable[Event]:
    first = entries[0]
    if sight.viewers is not None and first.process not in sight.viewers:
        return
    truths: dict[Any, list[Entry]] = {}
    for entry in entries:
        lied = honest.get(entry.serial)
        truths.setdefault(("lie", lied.honest) if lied is not None else (), []).append(entry)
    for truth, those in truths.items():
        hearers = listing(list(dict.fromkeys(_name(sight, entry.peer) for entry in those)))
        times = f" ({len(those)} times)" if len({entry.peer for entry in those}) < len(those) else ""
        text = f"{_name(sight, first.process)} to {hearers}: {_words(sight, first.payload)}{times}"
        if truth:
            text += "; unasked" if truth[1] is None else f"; a loyal one would say {_words(sight, truth[1])}"
        yield Event(when(sight, first.round), capital(text), bool(truth))


def _told(sight: Sight, entry: Entry) -> tuple[str, bool] | None:
    """A sentence on an event, and whether it matters; None for what is told elsewhere."""
    who = _name(sight, entry.process) if entry.process >= 0 else ""
    peer = _name(sight, entry.peer) if entry.peer >= 0 else ""
    letter = f"{f'letter {entry.serial}' if entry.serial and sight.viewers is None else 'a letter'}"
    words = _words(sight, entry.payload) if entry.peer >= 0 else ""
    match entry.kind:
        case "seated":
            return f"you took the tent of {who}", True
        case "started":
            return None if entry.payload is None else (f"{who} begins with {shown(entry.payload)}", False)
        case "altered":
            # What was said in its place is told where it is sent.
            if entry.payload is not None:
                return None
            return f"{who} says nothing to {peer}; a loyal one would say {_words(sight, entry.honest)}", True
        case "captured":
            return f"{letter}, {who} to {peer}, is taken: {words}", True
        case "unpaid":
            return f"there is no gold left to carry {who}'s letter to {peer}", True
        case "lost":
            return f"there is no way for {who}'s letter to {peer}", True
        case "late":
            return f"{letter}, {who} to {peer}, is late", True
        case "rewritten":
            was = f", not {_words(sight, entry.honest)}" if entry.honest is not None else ""
            return f"{letter}, {who} to {peer}, now says {words}{was}", True
        case "replayed":
            return f"an old letter of {who} reaches {peer} again: {words}", True
        case "delivered":
            if not sight.stepwise and sight.viewers is None:
                return None
            return f"{peer} receives {letter} from {who}: {words}", False
        case "timeout":
            key = f": {entry.payload}" if str(entry.payload) else ""
            return f"{who}'s timer runs out{key}", False
        case "crashed":
            return f"{who} crashes", True
        case "restarted":
            return f"{who} comes back", True
        case "answered":
            question, answer = sight.answers.get(id(entry), (who, str(entry.payload)))
            return f"{question if question.endswith('?') else f'{question}:'} {shown(answer)}", False
        case "decided":
            return f"{who} {sight.model.machine.deed(entry.payload)}", True
        case _:
            return None


def _name(sight: Sight, process: int) -> str:
    return sight.name(process)


def _words(sight: Sight, payload: Any) -> str:
    return "nothing" if payload is None else quoted(sight.model.machine.words(payload))


__all__ = ["events", "when"]
