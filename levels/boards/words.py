"""The letters of the seats that speak: editable while they are drafts, then sealed, with the lies marked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from engine.configuration import Choice
from levels.board import Line, Panel, Row, Rows
from levels.boards.sight import Sight, Told
from levels.boards.speech import NOTHING, about, initial, listing, plural, shown

HELP = (
    "The letters your seats are about to send, and what each says. A letter key or space changes the one "
    "under the cursor; one that a loyal general would not have written is a lie, marked †. Enter sends all."
)
SEALED = "This letter is sealed and gone; u goes back to it."
OVER = "It is over: this letter can no longer be changed."


@dataclass(frozen=True, slots=True)
class Slip:
    """A letter of the outbox: still a choice, or sealed."""

    place: int | None
    sender: int
    receiver: int
    path: tuple[int, ...]
    value: str
    honest: str
    options: tuple[str, ...]
    lie: bool


def panel(sight: Sight) -> Panel:
    """The outbox of the player's seats in the round that is running, and what they sealed before."""
    drafts = [_draft(sight, place, choice) for place, choice in enumerate(sight.scene.batch)]
    sealed = [t for t in sight.told if t.sender in sight.seats]
    if drafts:
        slips = [slip for slip in drafts if slip is not None]
        now = sight.round
    else:
        now = max((t.round for t in sealed), default=sight.round)
        slips = [_sealed(t) for t in _in_order(sealed) if t.round == now]
    speakers = sorted({slip.sender for slip in slips})
    rounds = sight.model.machine.rounds
    body = Rows(
        columns=(),
        rows=tuple(_rows(sight, slips, speakers)),
        above=tuple(_heard(sight, slips, speakers)),
        below=tuple(_before(sight, [t for t in sealed if t.round < now])),
    )
    who = listing([sight.name(p) for p in speakers]) or listing([sight.name(p) for p in sight.seats])
    title = f"Outbox of {who}, round {now} of {rounds}" if who else "Outbox"
    return Panel("dispatches", title, body, "main", HELP, first=True)


def _draft(sight: Sight, place: int, choice: Choice) -> Slip | None:
    subject = choice.subject
    if subject.kind != "word":
        return None
    value = sight.drafted(place)
    index = choice.index(value)
    lie = index is not None and choice.options[index].cost > 0
    labels = tuple(option.label for option in choice.options)
    honest = choice.options[choice.honest].label
    return Slip(place, subject.process, subject.receiver, subject.path, value, honest, labels, lie)


def _sealed(told: Told) -> Slip:
    value = told.order or NOTHING
    honest = getattr(told.honest, "order", "")
    return Slip(None, told.sender, told.receiver, told.path, value, honest, (), told.lie)


def _gone(sight: Sight) -> str:
    return SEALED if "undo" in sight.scene.moves else OVER


def _in_order(sealed: Sequence[Told]) -> list[Told]:
    """Sealed letters in the order in which they stood while they were drafts."""
    return sorted(sealed, key=lambda told: (told.sender, told.path, told.receiver))


def _rows(sight: Sight, slips: Sequence[Slip], speakers: Sequence[int]) -> Iterable[Row]:
    quoting = any(slip.path for slip in slips)
    for speaker in speakers:
        mine = [slip for slip in slips if slip.sender == speaker]
        if len(speakers) > 1:
            yield Row((f"{sight.name(speaker)} writes",))
        for slip in mine:
            to = f"to {sight.name(slip.receiver)}"
            middle = (about(sight.model, slip.path),) if quoting else ()
            cells = (to, *middle, shown(slip.value))
            yield Row(
                cells,
                place=slip.place,
                value=slip.value,
                shows=len(cells) - 1,
                options=slip.options,
                lie=slip.lie,
                state="open" if slip.place is not None else "sealed",
                why=_why(sight, slip) if slip.place is not None else _gone(sight),
            )


def _why(sight: Sight, slip: Slip) -> str:
    speaker, receiver = sight.name(slip.sender), sight.name(slip.receiver)
    said = f"{speaker}, to {receiver}: {shown(slip.value)}"
    if not slip.lie:
        return f"{said} is {_truth(slip)}."
    source = f"({_source(sight, slip)} {shown(slip.honest)})"
    default = sight.default(slip.receiver)
    if slip.value == NOTHING and default:
        return f"{said} is a lie {source}; {receiver} will take it for {shown(default)}."
    return f"{said} is a lie {source}."


def _truth(slip: Slip) -> str:
    return "what he was told" if slip.path else "the true order"


def _source(sight: Sight, slip: Slip) -> str:
    if not slip.path:
        return "the true order is"
    if len(slip.path) == 1:
        return "he was told"
    return f"{sight.name(slip.path[-1])} told him"


def _heard(sight: Sight, slips: Sequence[Slip], speakers: Sequence[int]) -> Iterable[Line]:
    """What a loyal man in each place would write: what he has heard."""
    for speaker in speakers:
        truth: dict[tuple[int, ...], str] = {}
        for slip in slips:
            if slip.sender == speaker:
                truth.setdefault(slip.path, slip.honest)
        who = f"{sight.name(speaker)} " if len(speakers) > 1 else ""
        if list(truth) == [()]:
            order = initial(truth[()])
            yield Line(f"{who}true order: {order}    honest: {order} to all", "muted")
        elif len(truth) == 1:
            path, value = next(iter(truth.items()))
            order = initial(value)
            name = sight.name(path[-1])
            yield Line(f"{who}heard from {name}: {order}    honest: {order} to all", "muted")
        elif truth:
            values = "  ".join(f"{sight.name(path[-1])} {initial(value)}" for path, value in truth.items())
            yield Line(f"{who}heard: {values}", "muted")


def _before(sight: Sight, sealed: Sequence[Told]) -> Iterable[Line]:
    """The rounds sealed earlier: who was told what, a line a seat and a piece of news."""
    for round_ in sorted({t.round for t in sealed}):
        for speaker in sorted({t.sender for t in sealed if t.round == round_}):
            mine = [t for t in _in_order(sealed) if t.round == round_ and t.sender == speaker]
            yield Line(f"Round {round_}, sealed ({sight.name(speaker)}):", "muted")
            paths = list(dict.fromkeys(t.path for t in mine))
            for path in paths:
                says = "  ".join(
                    f"{sight.name(t.receiver)} {initial(t.order or None)}{'†' if t.lie else ''}"
                    for t in mine
                    if t.path == path
                )
                prefix = f"{about(sight.model, path)}  " if len(paths) > 1 else ""
                yield Line(f"{prefix}{says}")
            lies = sum(t.lie for t in mine)
            if lies:
                yield Line(f"† {plural(lies, 'lie')}.", "muted")


def status(sight: Sight) -> str:
    """What is to be done while a seat speaks."""
    speakers = sorted({c.subject.process for c in sight.scene.batch})
    names = listing([sight.name(p) for p in speakers])
    verb = "writes" if len(speakers) == 1 else "write"
    letters = plural(len(sight.scene.batch), "letter")
    return f"{names} {verb} {letters}. Those you leave alone are honest; enter sends them."
