"""The lawgiver's law: what two lieutenants do on all that they can see, and the world named against it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from engine.configuration import Configuration
from engine.model import Faults
from engine.orders import ATTACK, ORDERS, RETREAT, Order
from engine.play import play
from engine.protocols.oral_messages import OralMessages
from engine.rounds import Rounds
from engine.run import Run
from engine.script import Says, Script
from levels.board import Cell, Grid, GridRow, Line, Panel, Row, Rows, Tone
from levels.boards.speech import initial, listing, shown
from levels.scene import Scene
from levels.tasks.law import NAMES, VIEWS, Law, LawAt, LawGiving, Named, standing

HELP = (
    "A row is what a lieutenant may see: what the commander told him, and what the other says he was told. "
    "Write what each then does. ! marks a cell that the struck worlds have fixed."
)
WORLD_HELP = (
    "A world in which one of the three lies, and what the loyal ones then see and do under your law. "
    "Strike it at a law that it breaks, and every law it breaks falls."
)
FALLEN_HELP = "The worlds that were struck, and how many laws each felled. There are 256 laws in all."
CELLS = 8


@dataclass(frozen=True, slots=True)
class Draft:
    """What is written and named, and not yet struck."""

    task: LawGiving
    scene: Scene
    law: Law
    world: Named

    @property
    def now(self) -> LawAt:
        """What was struck so far."""
        now: LawAt = self.scene.run.now
        return now

    @property
    def stands(self) -> bool:
        """Whether no struck world breaks this law."""
        return not any(world.breaks(self.law) for world in self.now.struck)

    @property
    def left(self) -> int:
        """How many laws stand."""
        return len(standing(frozenset(self.now.struck)))

    @property
    def open(self) -> bool:
        """Whether there is anything to set."""
        return bool(self.scene.batch) and not self.scene.over

    def does(self, general: int) -> Order:
        """What a lieutenant does in the named world, by this law."""
        return self.law[self.world.seen(general)]


def draft(scene: Scene, task: LawGiving) -> Draft:
    """Reads the scene: the law and the world as they are drafted."""
    now: LawAt = scene.run.now
    if not scene.batch:
        last = now.struck[-1] if now.struck else Named(0, ATTACK, ATTACK)
        return Draft(task, scene, now.law, last)
    labels = [scene.drafts.get(p, c.options[c.honest].label) for p, c in enumerate(scene.batch)]
    world = Named(NAMES.index(labels[CELLS]), labels[CELLS + 1], labels[CELLS + 2])
    return Draft(task, scene, tuple(labels[:CELLS]), world)


def panel(drawn: Draft) -> Panel:
    """The law: four views, two lieutenants."""
    fixed = drawn.task.fixed(drawn.now)
    rows = []
    for view, (told, other) in enumerate(VIEWS):
        cells = [Cell(initial(other))]
        for general in (1, 2):
            place = view + 4 * (general - 1)
            order = drawn.law[place]
            cells.append(
                Cell(
                    initial(order),
                    place=place if drawn.open else None,
                    options=ORDERS if drawn.open else (),
                    mark=_mark(order, fixed.get(place)),
                    why=_why(drawn, general, told, other, order, place),
                )
            )
        rows.append(GridRow(initial(told), tuple(cells)))
    columns = ("other says", "L1 does", "L2 does")
    grid = Grid("told", columns, tuple(rows), below=tuple(_law_lines(drawn, fixed)))
    return Panel("law", "The law (8 cells)", grid, "main", HELP, first=True)


def _mark(order: Order, wanted: Order | None) -> Literal["", "fixed", "wrong"]:
    """Whether the struck worlds leave a cell no choice, and whether this is the other one."""
    if wanted is None:
        return ""
    return "fixed" if order == wanted else "wrong"


def _why(drawn: Draft, general: int, told: Order, other: Order, order: Order, place: int) -> str:
    text = f"{NAMES[general]}, told {initial(told)} and hearing {initial(other)}: {initial(order)}."
    by = _fixed_by(drawn, place)
    if by is None:
        return f"{text} No struck world fixes this cell{'; space flips it' if drawn.open else ''}."
    number, wanted = by
    return f"{text} World {number} fixed this cell: {initial(wanted)} in every law that stands."


def _fixed_by(drawn: Draft, place: int) -> tuple[int, Order] | None:
    """The first struck world after which every law that stands has the same in this cell."""
    struck = drawn.now.struck
    for number in range(1, len(struck) + 1):
        found = drawn.task.fixed(LawAt(drawn.now.law, struck[:number])).get(place)
        if found is not None:
            return number, found
    return None


def _law_lines(drawn: Draft, fixed: dict[int, Order]) -> Iterable[Line]:
    name = law_name(drawn.law)
    if name:
        yield Line(f"This law: {name}.", "muted")
    if fixed:
        numbers = sorted({by[0] for place in fixed if (by := _fixed_by(drawn, place)) is not None})
        worlds = "world" if len(numbers) == 1 else "worlds"
        yield Line(f"! fixed by {worlds} {listing([str(number) for number in numbers])}.", "muted")
    for number, world in enumerate(drawn.now.struck, 1):
        if drawn.open and world.breaks(drawn.law):
            yield Line(f"World {number} has felled this law.", "lie")
            break


def law_name(law: Law) -> str:
    """What a law of a simple kind is called; "" for the others."""
    told = tuple(view[0] for view in VIEWS)
    other = tuple(view[1] for view in VIEWS)
    tie = tuple(ATTACK if view == (ATTACK, ATTACK) else RETREAT for view in VIEWS)
    brave = tuple(RETREAT if view == (RETREAT, RETREAT) else ATTACK for view in VIEWS)
    names = {
        told: "each obeys C",
        other: "each trusts the other",
        tie: "majority, ties retreat",
        brave: "majority, ties attack",
        (ATTACK,) * 4: "always attack",
        (RETREAT,) * 4: "always retreat",
    }
    return names.get(law[:4], "") if law[:4] == law[4:] else ""


def world_panel(drawn: Draft) -> Panel:
    """The world that is named: three spinners, and what comes of it under this law."""
    world = drawn.world
    if world.traitor == 0:
        texts = ("traitor", "he tells L1", "he tells L2")
    else:
        texts = ("traitor", "C tells both", "he says C said")
    values = (NAMES[world.traitor], world.first, world.second)
    whys = (
        "Who lies in the world you name.",
        "What C tells L1." if world.traitor == 0 else "What C, who is loyal, tells both lieutenants.",
        "What C tells L2." if world.traitor == 0 else f"What {NAMES[world.traitor]} says that C told him.",
    )
    rows = tuple(
        Row(
            (text, shown(value)),
            place=CELLS + i if drawn.open else None,
            value=value,
            shows=1,
            options=drawn.task.spinners[i] if drawn.open else (),
            state="open" if drawn.open else "settled",
            why=why,
        )
        for i, (text, value, why) in enumerate(zip(texts, values, whys, strict=True))
    )
    body = Rows((), rows, below=tuple(_outcome(drawn)))
    return Panel("world", "The world you name", body, "side", WORLD_HELP)


def _outcome(drawn: Draft) -> Iterable[Line]:
    """What each loyal lieutenant sees and does, and whether that breaks the law."""
    world = drawn.world
    for general in (1, 2):
        if general == world.traitor:
            continue
        told, other = VIEWS[world.seen(general) % 4]
        does = f"{drawn.does(general)}s"
        yield Line(f"{NAMES[general]} sees {initial(told)}, {initial(other)}: {does}.")
    broken = world.breaks(drawn.law)
    if world.traitor == 0:
        yield Line("They part: this breaks it." if broken else "They do the same: it survives.", _tone(broken))
    else:
        loyal = NAMES[3 - world.traitor]
        text = "disobeys C: this breaks it." if broken else "obeys C: it survives."
        yield Line(f"{loyal} {text}", _tone(broken))


def _tone(broken: bool) -> Tone:
    return "loyal" if broken else "muted"


def short(world: Named) -> str:
    """A world in a few words: "C lies: A to L1, R to L2"."""
    return world.words(initial)


def strikes(scene: Scene) -> list[tuple[Named, Law, int]]:
    """The worlds struck so far, the law each was struck at, and how many laws it felled."""
    found = []
    before = 0
    for at in scene.run.configurations:
        if len(at.struck) > before:
            found.append((at.struck[-1], at.law, at.fell[-1]))
            before = len(at.struck)
    return found


def fallen(drawn: Draft) -> Panel:
    """The worlds struck, the one that is named, and how many of all laws have fallen."""
    rows = []
    struck = strikes(drawn.scene)
    for number, (world, law, fell) in enumerate(struck, 1):
        name = law_name(law)
        broke = name or "no simple law"
        why = f"World {number} felled {fell} laws. It stays struck; u goes back before it."
        rows.append(Row((f"world {number}", short(world), broke, str(fell)), state="sealed", why=why))
    if drawn.open:
        cells = (f"world {len(struck) + 1}", short(drawn.world), "named, not yet struck", "?")
        rows.append(Row(cells, state="waiting"))
    columns = ("", "the world", "the law it broke", "fell")
    body = Rows(columns if rows else (), tuple(rows), meter=(256 - drawn.left, 256))
    return Panel("fallen", "Fallen", body, "low", FALLEN_HELP)


def status(drawn: Draft) -> str:
    """What stands in the way of a strike, or that it can be struck."""
    if not drawn.open:
        return ""
    picks = tuple(
        choice.index(drawn.scene.drafts.get(p, choice.options[choice.honest].label)) or 0
        for p, choice in enumerate(drawn.scene.batch)
    )
    objection = drawn.task.objection(drawn.now, picks)
    return objection or "This law stands, and this world breaks it: enter strikes."


def world_run(world: Named) -> Run[Configuration]:
    """The named world, played by the protocol: for the field and the timeline."""
    order = world.first
    if world.traitor == 0:
        says = [Says(0, (), 1, world.first), Says(0, (), 2, world.second)]
    else:
        says = [Says(world.traitor, (0,), 3 - world.traitor, world.second)]
    model = Rounds(OralMessages(3, 1), (order, None, None), Faults((world.traitor,)))
    return play(model, {"traitor": Script.of(says)})
