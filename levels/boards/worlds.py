"""Two worlds that one general cannot tell apart, side by side, with what he sees in the middle."""

from typing import Any

from engine.oracle.worlds import World
from engine.properties import listing
from engine.run import Run
from levels.board import Line, Pair, Panel, Prose, Seen
from levels.boards.speech import capital, order_of, shown
from levels.tasks.dawn import Dawn, DawnAt

HELP = (
    "Left and right, two worlds that dawn has shown. Where = stands between them you see the same in both; "
    "the grey lines you see in neither."
)
UNKNOWN = "not seen yet"

Line_ = tuple[int, int, int, tuple[int, ...]]


def panel(dawn: Dawn, now: DawnAt) -> Panel:
    """The worlds met so far; before the first, one line on what will stand here."""
    met = dawn.met(now)
    if not met:
        text = "After each dawn: the world it showed, line by line, and what you see of it."
        return Panel("worlds", "Worlds", Prose((Line(text, "muted"),)), "more", HELP)
    return Panel("worlds", f"Worlds met: {len(met)} of {dawn.enough}", pair(dawn, now), "more", HELP)


def pair(dawn: Dawn, now: DawnAt) -> Pair:
    """The first two worlds that were met, or the first beside one not yet seen."""
    met = dawn.met(now)
    name = _name(dawn, dawn.general)
    left = met[0]
    right = met[1] if len(met) > 1 else None
    told_left, told_right = _told(dawn, left.run), _told(dawn, right.run) if right is not None else {}
    lines = []
    for key in sorted({*told_left, *told_right}):
        sees = dawn.general in key[1:3]
        one = _line(dawn, key, told_left.get(key))
        unseen = one if sees else UNKNOWN
        other = unseen if right is None else _line(dawn, key, told_right.get(key))
        same = sees and _plain(one) == _plain(other)
        lines.append(Seen(_plain(one) if sees else one, _plain(other) if sees else other, same, not sees))
    below = [
        Line(f"Night {night}, you sealed {shown(order)}: {_dawn(dawn, order, index)}")
        for night, (order, index) in enumerate(zip(now.decided, now.met, strict=True), 1)
        if index >= 0 and index not in now.met[: night - 1]
    ]
    if right is not None:
        below.append(Line("You chose first. Both worlds were open until you did.", "gold"))
    return Pair(name, _title(dawn, left), _title(dawn, right), tuple(lines), tuple(below))


def _name(dawn: Dawn, process: int) -> str:
    return dawn.protocol.name(process)


def _title(dawn: Dawn, world: World | None) -> str:
    if world is None:
        return "another world"
    traitors = [_name(dawn, p) for p in world.traitors]
    if not traitors:
        return f"nobody lies, order {shown(world.order)}"
    return f"{listing(traitors)} {'is the traitor' if len(traitors) == 1 else 'are the traitors'}"


def _told(dawn: Dawn, run: Run[Any]) -> dict[Line_, tuple[Any, bool]]:
    """All that is said in a world: (round, speaker, hearer, path) -> what, and whether it is a lie."""
    machine = dawn.protocol.machine
    honest = {entry.serial: entry.honest for entry in run.journal if entry.kind == "altered" and entry.serial}
    found: dict[Line_, tuple[Any, bool]] = {}
    for entry in run.journal:
        if entry.kind == "sent":
            path = tuple(machine.path(entry.payload))
            found[entry.round, entry.process, entry.peer, path] = (entry.payload, entry.serial in honest)
        elif entry.kind == "altered" and not entry.serial:
            path = tuple(machine.path(entry.honest))
            found[entry.round, entry.process, entry.peer, path] = (None, True)
    return found


def _line(dawn: Dawn, key: Line_, told: tuple[Any, bool] | None) -> str:
    """ "L2 tells L1: C said RETREAT †"."""
    _, speaker, hearer, path = key
    payload, lie = told if told is not None else (None, False)
    names = f"{_name(dawn, speaker)} tells {_name(dawn, hearer)}"
    mark = " †" if lie else ""
    if payload is None:
        return f"{names} nothing{mark}"
    order = shown(order_of(payload))
    if not path:
        return f"{names} {order}{mark}"
    quoted = "".join(f"{_name(dawn, p)}: " for p in reversed(path[1:]))
    return f"{names}: {quoted}{_name(dawn, path[0])} said {order}{mark}"


def _plain(text: str) -> str:
    """A line as the viewer sees it: a lie bears no mark."""
    return text.removesuffix(" †")


def _dawn(dawn: Dawn, order: str, index: int) -> str:
    return capital(dawn.worlds[index].verdict(dawn.general, order).why)


def revealed(dawn: Dawn, order: str, index: int) -> str:
    """What a dawn showed, in one sentence; -1: no world condemned the decision."""
    if index < 0:
        return "Dawn showed no world that condemns it."
    return f"Dawn: {_title(dawn, dawn.worlds[index])}. {_dawn(dawn, order, index)}"
