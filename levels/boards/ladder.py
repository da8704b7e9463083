"""The knowledge ladder of two generals: one rung a letter, and a roof that no letter reaches."""

from engine.oracle.knowledge import ladder as rungs_reached
from levels.board import Ladder, Line, Panel, Rung
from levels.boards.letters import Sheaf, is_chain, sheaves
from levels.boards.sight import Sight

HELP = (
    "What the letters that arrived let each general know of the other, lowest rung first. "
    "Each rung needs one letter more. Common knowledge, the roof, would need a last letter that is "
    "answered for ever."
)


def panel(sight: Sight) -> Panel | None:
    """The ladder of a chain of letters; None for any other plan."""
    letters = sheaves(sight)
    if not letters or not is_chain(letters):
        return None
    reached = rungs_reached(sight.model, sight.run, most=len(letters))
    rungs = [_rung(sight, letters, place, place < reached) for place in range(len(letters))]
    rungs.append(Rung("roof: common knowledge", "never", None))
    names = ", ".join(f"{_short(sight, p)} {sight.name(p)}" for p in sight.processes)
    return Panel("knowledge", "Knowledge", Ladder(tuple(rungs), (Line(names, "muted"),)), "side", HELP)


def _short(sight: Sight, process: int) -> str:
    """The initial of a name, where the two differ in it."""
    name, other = sight.name(process), sight.name(1 - process)
    return name if name[0] == other[0] else name[0]


def _rung(sight: Sight, letters: tuple[Sheaf, ...], place: int, reached: bool) -> Rung:
    sheaf = letters[place]
    number = sheaf.name
    what = "the plan" if place == 0 else f"{letters[place - 1].name} arrived"
    note = f"by {number}" if reached else f"needs {number}"
    if any(e.kind == "captured" and e.serial in sheaf.serials for e in sight.run.journal):
        note = f"{number} taken"
    return Rung(f"{_short(sight, sheaf.receiver)} knows {what}", note, reached)
