"""The city's gate: every letter of the evening, and what became of it. Equal letters stand as one row."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from engine.configuration import Choice
from engine.orders import ATTACK
from engine.protocols.messengers import Letter, Messengers
from levels.board import Line, Panel, Row, Rows
from levels.boards.sight import Sight
from levels.boards.speech import counted, listing, quoted

HELP = (
    "The letters in the order in which they are written, and the fate of each. "
    "Only a letter at the gate is yours: x takes it, c lets it through. "
    "A letter that was taken is never answered, so the later ones are never written."
)
PASS = "let through"


@dataclass(frozen=True, slots=True)
class Sheaf:
    """Equal letters: one of a chain, or many copies.

    Attributes:
        numbers: what they are called, counted from 1.
        after: the sheaf of which one must have arrived first, or None.
        serials: the letters of it that were sent, as the engine numbers them.
    """

    numbers: range
    sender: int
    receiver: int
    words: str
    after: int | None
    serials: tuple[int, ...]

    @property
    def name(self) -> str:
        """ "4", or "1-5"."""
        first, last = self.numbers[0], self.numbers[-1]
        return str(first) if first == last else f"{first}-{last}"

    @property
    def subject(self) -> str:
        """ "Letter 4", "Letters 1 to 5"."""
        first, last = self.numbers[0], self.numbers[-1]
        return f"Letter {first}" if first == last else f"Letters {first} to {last}"


def sheaves(sight: Sight) -> tuple[Sheaf, ...]:
    """All letters that the plan has; where there is no plan, all that were sent."""
    sent = [entry for entry in sight.run.journal if entry.kind == "sent"]
    machine = sight.model.machine
    found: list[Sheaf] = []
    first = 1
    if isinstance(machine, Messengers):
        for place, bundle in enumerate(machine.bundles):
            serials = tuple(e.serial for e in sent if e.payload == Letter(place))
            numbers = range(first, first + bundle.copies)
            words = quoted(bundle.words)
            found.append(Sheaf(numbers, bundle.sender, 1 - bundle.sender, words, bundle.after, serials))
            first += bundle.copies
        return tuple(found)
    for entry in sent:
        words = quoted(machine.words(entry.payload))
        numbers = range(entry.serial, entry.serial + 1)
        found.append(Sheaf(numbers, entry.process, entry.peer, words, None, (entry.serial,)))
    return tuple(found)


def panel(sight: Sight) -> Panel:
    """The letters, with the one at the gate open."""
    all_sheaves = sheaves(sight)
    rows = tuple(_row(sight, sheaf, all_sheaves) for sheaf in all_sheaves)
    body = Rows(("no", "from", "to", "what it says", "fate"), rows, below=tuple(_terms(sight, all_sheaves)))
    return Panel("dispatches", _title(all_sheaves), body, "main", HELP, first=True)


def _title(all_sheaves: Sequence[Sheaf]) -> str:
    count = all_sheaves[-1].numbers[-1] if all_sheaves else 0
    if is_chain(all_sheaves) and count > 1:
        return f"Dispatches: {counted(count)} letters, each sent only if the one before it arrived"
    return f"Dispatches: {counted(count)} letter{'' if count == 1 else 's'}"


def is_chain(all_sheaves: Sequence[Sheaf]) -> bool:
    """Whether each letter answers the one before it."""
    return all(
        len(sheaf.numbers) == 1 and sheaf.after == (place - 1 if place else None)
        for place, sheaf in enumerate(all_sheaves)
    )


def _row(sight: Sight, sheaf: Sheaf, all_sheaves: Sequence[Sheaf]) -> Row:
    ends = (sight.name(sheaf.sender), sight.name(sheaf.receiver))
    head = (sheaf.name, *ends, sheaf.words)
    for place, choice in enumerate(sight.scene.batch):
        if choice.subject.kind == "fate" and set(choice.subject.path) & set(sheaf.serials):
            return _pending(sight, place, choice, head, sheaf)
    taken = _count(sight, "captured", sheaf)
    if sheaf.serials and not taken and not _count(sight, "delivered", sheaf):
        return Row(
            (*head, "at the gate"), state="settled", why="It is over: this letter stands where it stood."
        )
    if sheaf.serials:
        back = "u goes back to it" if "undo" in sight.scene.moves else "it cannot be taken back"
        if not taken:
            were = "arrived" if len(sheaf.serials) == 1 else "all arrived"
            why = f"{sheaf.subject} already arrived; {back}."
            return Row((*head, were), state="sealed", why=why)
        if taken == len(sheaf.serials):
            were = "was" if len(sheaf.serials) == 1 else "were"
            return Row((*head, "taken"), state="sealed", why=f"{sheaf.subject} {were} taken; {back}.")
        fate = f"{taken} of {len(sheaf.serials)} taken"
        return Row((*head, fate), state="sealed", why=f"Of {sheaf.subject.lower()} {taken} were taken; {back}.")
    dead = _never(sight, sheaf, all_sheaves)
    fate = "never sent" if dead else "not yet sent"
    return Row((*head, fate), state="waiting", why=_unsent(sight, sheaf, all_sheaves, dead))


def _pending(sight: Sight, place: int, choice: Choice, head: tuple[str, ...], sheaf: Sheaf) -> Row:
    value = sight.drafted(place)
    gate = "at the gate" if len(sheaf.serials) < 2 else f"{len(sheaf.serials)} at the gate"
    fate = gate if value == PASS else value
    stands = "stands" if len(sheaf.serials) < 2 else "stand"
    return Row(
        (*head, fate),
        place=place,
        value=value,
        shows=len(head),
        options=tuple(option.label for option in choice.options),
        state="open",
        why=f"{sheaf.subject} {stands} at your gate.",
    )


def _count(sight: Sight, kind: str, sheaf: Sheaf) -> int:
    return sum(entry.kind == kind and entry.serial in sheaf.serials for entry in sight.run.journal)


def _never(sight: Sight, sheaf: Sheaf, all_sheaves: Sequence[Sheaf]) -> bool:
    """Whether a letter that was not sent can no longer be sent."""
    if sight.scene.over or sight.run.over or sheaf.after is None:
        return True
    before = all_sheaves[sheaf.after]
    if before.serials:
        return _count(sight, "captured", before) == len(before.serials)
    return _never(sight, before, all_sheaves)


def _unsent(sight: Sight, sheaf: Sheaf, all_sheaves: Sequence[Sheaf], dead: bool) -> str:
    if sheaf.after is None:
        return f"{sheaf.subject} was never written: nobody wished to attack."
    before = all_sheaves[sheaf.after].subject.lower()
    one = len(sheaf.numbers) == 1
    one_of = "one of " if len(all_sheaves[sheaf.after].numbers) > 1 else ""
    if dead:
        were = "was" if one else "were"
        return f"{sheaf.subject} {were} never sent: {before} did not arrive."
    are = "is" if one else "are"
    return f"{sheaf.subject} {are} sent only if {one_of}{before} arrives."


def _terms(sight: Sight, all_sheaves: Sequence[Sheaf]) -> Iterable[Line]:
    """Who marches on what."""
    machine = sight.model.machine
    if not isinstance(machine, Messengers):
        return
    terms = []
    for p, needed in enumerate(machine.marches):
        due = [sheaf for sheaf in all_sheaves if sheaf.receiver == p]
        if not needed:
            terms.append("in any case")
        elif is_chain(all_sheaves) and needed == len(due):
            terms.append(f"if he holds letter {due[-1].name}")
        else:
            terms.append(f"if he holds {'a letter' if needed == 1 else f'{counted(needed)} letters'}")
    one, other = sight.name(0), sight.name(1)
    yield Line(f"{one} marches {terms[0]}.  {other}, {terms[1]}.", "muted")


def status(sight: Sight) -> str:
    """What stands at the gate."""
    names = []
    for sheaf in sheaves(sight):
        if sight.gate & set(sheaf.serials):
            names.append(sheaf.subject.lower())
    if not names:
        return ""
    text = listing(names)
    stands = "stands" if len(names) == 1 and "letters" not in text else "stand"
    return f"{text[0].upper()}{text[1:]} {stands} at your gate."


def marches(sight: Sight, process: int) -> str:
    """What a general does at dawn as things stand; "" if it cannot be said."""
    order = sight.decided[process] or sight.leaning[process]
    return "" if not order else "marches" if order == ATTACK else "stays"
