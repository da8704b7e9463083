"""The chronicle: every event as a sentence in the words of the game. Drafts are no events."""

from collections.abc import Iterable, Sequence

from engine.orders import ATTACK
from levels.board import Chronicle, Event, Panel
from levels.boards.letters import sheaves
from levels.boards.sight import Sight, Told
from levels.boards.speech import capital, counted, initial, listing, shown

HELP = "What has happened, an event a sentence, newest last. What you have only drafted is not in it yet."


def panel(sight: Sight, more: Iterable[Event] = ()) -> Panel:
    """All events that may be known, and `more` after them."""
    return of([*(_letters(sight) if sight.two_hills else _words(sight)), *more])


def of(events: Sequence[Event]) -> Panel:
    """A chronicle of these events."""
    found = tuple(events) or (Event("", "Nothing has happened yet."),)
    return Panel("chronicle", "Chronicle", Chronicle(found), "more", HELP)


# Two generals and their letters.


def _letters(sight: Sight) -> Iterable[Event]:
    named = {serial: sheaf for sheaf in sheaves(sight) for serial in sheaf.serials}
    seen: set[tuple[str, str]] = set()
    for entry in sight.run.journal:
        if entry.kind == "decided":
            deed = "marches" if entry.payload == ATTACK else "stays"
            yield Event("dawn", f"{sight.name(entry.process)} {deed}.", matters=True)
            continue
        sheaf = named.get(entry.serial)
        if sheaf is None or entry.kind not in ("sent", "captured", "delivered"):
            continue
        if (entry.kind, sheaf.name) in seen:
            continue
        seen.add((entry.kind, sheaf.name))
        moment = sheaf.subject.lower()
        many = len(sheaf.serials) > 1
        number = sum(e.kind == entry.kind and e.serial in sheaf.serials for e in sight.run.journal)
        which = f"{counted(number).capitalize()} of {moment}" if number < len(sheaf.serials) else sheaf.subject
        were = "were" if many else "was"
        text = {
            "sent": f"{sight.name(entry.process)} wrote {moment}: {sheaf.words}.",
            "captured": f"{which} {were} taken at the gate.",
            "delivered": f"{which} passed the gate and reached {sight.name(entry.peer)}.",
        }[entry.kind]
        yield Event(moment, text, matters=entry.kind == "captured")


# Generals who tell each other.


def _words(sight: Sight) -> Iterable[Event]:
    for entry in sight.run.journal:
        if entry.kind == "seated":
            yield Event("", f"You took the tent of {sight.name(entry.process)}.", matters=True)
    if _commanded(sight) and sight.knows_order() and sight.round:
        order = shown(sight.model.inputs[0])
        whose = "true order" if sight.kind(0) == "traitor" else "order"
        yield Event("round 1", f"The {whose} of {sight.name(0)} is {order}.")
    told = [t for t in sight.told if t.state != "draft"]
    for round_ in sorted({t.round for t in told}):
        now = [t for t in told if t.round == round_]
        for speaker in sorted({t.sender for t in now}):
            mine = [t for t in now if t.sender == speaker]
            lied = any(t.lie or t.state == "captured" for t in mine)
            yield from (Event(f"round {round_}", text, lied) for text in _spoken(sight, speaker, mine))
        for entry in sight.run.journal:
            if entry.kind == "crashed" and entry.round == round_ and sight.viewers is None:
                yield Event(f"round {round_}", f"{sight.name(entry.process)} fell silent for good.", True)
    if not sight.scene.task:
        yield from _decided(sight)


def _commanded(sight: Sight) -> bool:
    """Whether one commands, and the others have no order of their own."""
    return sight.model.inputs[0] is not None and not any(sight.model.inputs[1:])


def _spoken(sight: Sight, speaker: int, mine: Sequence[Told]) -> Iterable[str]:
    short = sorted((t for t in mine if len(t.path) < 2), key=lambda t: t.receiver)
    groups: dict[tuple[tuple[int, ...], str, bool, bool], list[Told]] = {}
    for told in short:
        groups.setdefault((told.path, told.order, told.lie, told.state == "captured"), []).append(told)
    for (path, order, lie, captured), group in groups.items():
        hearers = _hearers(sight, speaker, path, [t.receiver for t in group])
        text = f"{_speaker(sight, speaker)} told {hearers} {_content(sight, path, order)}"
        if captured:
            text += "; the letter was taken" if len(group) == 1 else "; the letters were taken"
        if lie:
            each = "a lie" if len(group) == 1 else "a lie to each"
            text += f": {each}, for {_truth(sight, path, group[0])}"
        yield f"{text}."
    long = [t for t in mine if len(t.path) > 1]
    alike = {t.path: t for t in long}
    if len({t.receiver for t in long}) > 2 and all(
        not t.lie and t.state == "sent" and t.order == alike[t.path].order for t in long
    ):
        notes = ", ".join(_note(sight, told) for told in alike.values())
        yield f"{_speaker(sight, speaker)} told all the others what he had heard: {notes}."
        return
    for receiver in sorted({t.receiver for t in long}):
        to_him = [t for t in long if t.receiver == receiver]
        notes = ", ".join(_note(sight, told) for told in to_him)
        mark = ". † is a lie" if any(t.lie for t in to_him) else ""
        yield f"{_speaker(sight, speaker)} told {_hearer(sight, receiver)} what he had heard: {notes}{mark}."


def _note(sight: Sight, told: Told) -> str:
    """ "L3 A": what he says that L3 told him; "L3: L2 A": what L3 said of L2."""
    who = ": ".join(sight.name(p) for p in reversed(told.path[1:]))
    return f"{who} {initial(told.order or None)}{'†' if told.lie else ''}"


def _content(sight: Sight, path: tuple[int, ...], order: str) -> str:
    if not order:
        return "nothing"
    if path:
        return f"that {sight.name(path[0])} said {shown(order)}"
    return f"to {shown(order)}" if _commanded(sight) else f"that his own order is {shown(order)}"


def _truth(sight: Sight, path: tuple[int, ...], told: Told) -> str:
    order = shown(getattr(told.honest, "order", None))
    return f"{sight.name(path[-1])} had told him {order}" if path else f"the order was {order}"


def _hearers(sight: Sight, speaker: int, path: tuple[int, ...], receivers: Sequence[int]) -> str:
    """Those who are told, or "all the others" where that is everybody whom it could be told."""
    others = set(sight.processes) - {speaker, *path}
    if len(receivers) > 2 and set(receivers) == others:
        return "all the others"
    return listing([_hearer(sight, p) for p in receivers])


def _is_you(sight: Sight, process: int) -> bool:
    return sight.viewers is not None and sight.viewers == frozenset((process,))


def _speaker(sight: Sight, process: int) -> str:
    return "You" if _is_you(sight, process) else sight.name(process)


def _hearer(sight: Sight, process: int) -> str:
    return "you" if _is_you(sight, process) else sight.name(process)


def _decided(sight: Sight) -> Iterable[Event]:
    orders = dict.fromkeys(order for p, order in enumerate(sight.decided) if order and _decides(sight, p))
    for order in orders:
        those = [p for p, o in enumerate(sight.decided) if o == order and _decides(sight, p)]
        names = listing([_hearer(sight, p) for p in those])
        verb = shown(order).lower()
        plural = len(those) > 1 or _is_you(sight, those[0])
        yield Event("dawn", capital(f"{names} {verb if plural else verb + 's'}"), matters=True)


def _decides(sight: Sight, process: int) -> bool:
    """Whether a decision comes at dawn: a commander has decided before he speaks."""
    return not (_commanded(sight) and process == 0)
