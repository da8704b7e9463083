"""The field: the walled city, the camps around it, and this round's messengers on their roads."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, pi, sin

from rich.cells import cell_len

from levels.board import Camp, Field, Line, Road
from tui.glyphs import Glyphs, spell
from tui.widgets.draw.canvas import Canvas
from tui.widgets.draw.hills import draw_hills
from tui.widgets.draw.ink import InkLine, Place, all_prose, fit, tone_of

CROWD = 12
"""More roads than this are a tangle: then only those of the player's camps are drawn."""


def draw(body: Field, width: int, height: int, cursor: Place | None, glyphs: Glyphs) -> list[InkLine]:
    """The picture, with what is said under it, in all the room there is."""
    roads = _told_apart(body.roads, body.camps)
    below = all_prose(body.below, width, glyphs)
    if len(roads) < len(body.roads):
        words = f"{len(body.roads)} messengers are on the roads"
        words += "; only yours are drawn." if roads else "."
        below += all_prose([Line(words, "muted")], width, glyphs)
    if height - len(below) >= 10:
        legend = _legend(body.camps, roads, width, glyphs)
        below = [*below, *legend]
    tall = max(5, height - len(below))
    canvas = Canvas(width, tall)
    if len(body.camps) == 2:
        draw_hills(canvas, body.camps, roads, glyphs)
    else:
        _ring(canvas, body.camps, roads, glyphs)
    return [*canvas.lines(), *below]


def sign_of(camp: Camp, glyphs: Glyphs) -> tuple[str, str]:
    """The sign that says what is known of a general, and its tone."""
    return {
        "loyal": (glyphs.bullet if camp.decided else glyphs.hollow, "loyal"),
        "traitor": (glyphs.dagger, "lie"),
        "unknown": ("?", "muted"),
        "crashed": (glyphs.cross, "muted"),
    }[camp.kind]


def _told_apart(roads: Sequence[Road], camps: Sequence[Camp]) -> tuple[Road, ...]:
    """The roads that can be told apart: all of them, or only those from and to the player's camps."""
    if len(roads) <= CROWD:
        return tuple(roads)
    drafts = tuple(road for road in roads if road.state == "draft")
    if 0 < len(drafts) <= CROWD:
        return drafts
    mine = tuple(road for road in roads if camps[road.sender].mine)
    if 0 < len(mine) <= CROWD:
        return mine
    return tuple(road for road in roads if camps[road.receiver].mine)[:CROWD]


def _legend(camps: Sequence[Camp], roads: Sequence[Road], width: int, glyphs: Glyphs) -> list[InkLine]:
    """What the signs mean: only those that are there, and only if it goes on one line."""
    lies = any(road.lie for road in roads)
    for words in ("a lie on a road", "a lie", "") if lies else ("",):
        if legend := _legend_line(camps, roads, width, glyphs, words):
            return legend
    return []


def _legend_line(
    camps: Sequence[Camp], roads: Sequence[Road], width: int, glyphs: Glyphs, lie: str
) -> list[InkLine]:
    """The legend if it goes on one line; `lie` is what it says of the dagger on a road."""
    parts = []
    if lie:
        parts.append((glyphs.dagger, "lie", lie))
    for kind, words in (("traitor", "traitor"), ("unknown", "unknown"), ("crashed", "crashed")):
        for camp in camps:
            if camp.kind == kind:
                sign, tone = sign_of(camp, glyphs)
                if lie and kind == "traitor":
                    parts[0] = (sign, tone, f"{words}, or {lie}")
                else:
                    parts.append((sign, tone, words))
                break
    loyal = [camp for camp in camps if camp.kind == "loyal"]
    if loyal and len(loyal) < len(camps):
        parts.append((*sign_of(loyal[0], glyphs), "loyal"))
    if any(road.state == "captured" for road in roads):
        parts.append((glyphs.cross, "network bold", "taken"))
    used = sum(cell_len(words) + 2 for _, _, words in parts) + 2 * max(0, len(parts) - 1)
    if any(camp.mine for camp in camps) and used + 8 <= width:
        parts.append(("", "", "yours"))
    if not parts or used > width:
        return []
    line: list[tuple[str, str]] = []
    for sign, tone, words in parts:
        if line:
            line.append(("  ", "plain"))
        if sign:
            line += [(sign, tone), (f" {words}", "muted")]
        else:
            line.append((words, "muted under"))
    return [tuple(line)]


def _ring(canvas: Canvas, camps: Sequence[Camp], roads: Sequence[Road], glyphs: Glyphs) -> None:
    """The city in the middle and the camps on an ellipse, the first in the north, then with the sun."""
    tall = canvas.height
    tents = 1 if tall >= 2 * len(camps) * 0.75 + 5 and tall >= 10 else 0
    labels = [_label(camp, canvas.width, glyphs) for camp in camps]
    widest = max((sum(cell_len(text) for text, _ in label) for label in labels), default=4)
    middle_x = canvas.width / 2 - 0.5
    reach_x = max(4.0, min((canvas.width - widest) / 2 - 0.5, (tall - tents) * 1.9))
    top = tents
    middle_y = (top + tall - 1) / 2
    reach_y = (tall - 1 - top) / 2
    heights = [-cos(2 * pi * index / max(1, len(camps))) for index in range(len(camps))]
    # Few camps would leave the south empty: their ellipse is drawn out to the whole height.
    lowest = max(heights, default=1.0) if len(camps) > 1 else 1.0
    spots = []
    for index, high in enumerate(heights):
        angle = 2 * pi * index / max(1, len(camps))
        drawn = high if high <= 0 else high / lowest
        spots.append((middle_x + reach_x * sin(angle), middle_y + reach_y * drawn))
    centres = [(round(x), round(y)) for x, y in spots]
    gate = _city(canvas, round(middle_x), round(middle_y), reach_x, reach_y, widest, tents, glyphs)
    for camp, label, (x, y) in zip(camps, labels, centres, strict=True):
        size = sum(cell_len(text) for text, _ in label)
        at = max(0, min(canvas.width - size, x - size // 2))
        if tents:
            tone = "muted" if camp.kind == "crashed" else "gold" if camp.mine else "line"
            pitched = glyphs.tent * (1 if camp.kind == "crashed" else 2)
            canvas.put(at + (size - len(pitched)) // 2, y - 1, pitched, tone)
        for text, style in label:
            canvas.put(at, y, text, style)
            at += cell_len(text)
    ways = {(road.sender, road.receiver) for road in roads}
    # The messengers of lies first: dots never cover dots, so nothing hides theirs.
    for road in sorted(roads, key=lambda road: (not road.lie, road.state != "captured")):
        start, end = spots[road.sender], spots[road.receiver]
        if road.sender > road.receiver and (road.receiver, road.sender) in ways:
            # Two messengers who go opposite ways walk beside each other, not through each other.
            start, end = (start[0], start[1] - 1), (end[0], end[1] - 1)
        _road(canvas, road, start, end, gate, glyphs)


def _label(camp: Camp, width: int, glyphs: Glyphs) -> list[tuple[str, str]]:
    sign, tone = sign_of(camp, glyphs)
    name = fit(spell(camp.name, glyphs), max(3, width // 4), glyphs)
    order = tone_of(camp.order, "muted")
    letter = camp.order[:1].upper() if camp.order else ""
    if letter and order == "muted":
        letter = ""
    who = "lie" if camp.kind == "traitor" else "muted" if camp.kind == "crashed" else "plain"
    label = [(sign, tone), (name, f"{who} bold" + (" under" if camp.mine else ""))]
    if letter:
        label += [(" ", "plain"), (letter, f"{order} bold")]
    return label


def _city(
    canvas: Canvas,
    x: int,
    y: int,
    reach_x: float,
    reach_y: float,
    widest: int,
    tents: int,
    glyphs: Glyphs,
) -> tuple[int, int]:
    """The city, as large as the camps leave room for. Returns where its gate is."""
    for shape in (glyphs.city_large, glyphs.city, glyphs.city_small):
        wide, high = len(shape[0]), len(shape)
        if wide * 2.4 <= 2 * reach_x - widest / 2 and high * 2.2 + tents <= 2 * reach_y + 1:
            break
    left, top = x - len(shape[0]) // 2, y - len(shape) // 2
    for index, line in enumerate(shape):
        for offset, sign in enumerate(line):
            # The gate stays dark: a road may not run through it.
            inside = index > 0 or sign != " "
            if sign != " ":
                canvas.put(left + offset, top + index, sign, "gold")
            elif inside and index == len(shape) - 1:
                canvas.put(left + offset, top + index, "\u00a0", "gold")
    return x, top + len(shape)


def _road(
    canvas: Canvas,
    road: Road,
    start: tuple[float, float],
    end: tuple[float, float],
    gate: tuple[int, int],
    glyphs: Glyphs,
) -> None:
    """Dots from the sender to the receiver in the colour of the order, and its letter where they end."""
    tone = tone_of(road.order, "muted")
    if road.state == "captured":
        end = (float(gate[0]), float(gate[1]))
        tone = tone_of(road.order, "network")
    if road.state == "silent":
        tone = "line"
    wide, high = end[0] - start[0], end[1] - start[1]
    steps = max(2, round(max(abs(wide) / 2, abs(high))))
    stride = 2 if road.state == "silent" else 1
    drawn: list[tuple[int, int]] = []
    for step in range(1, steps):
        if step % stride:
            continue
        x, y = round(start[0] + wide * step / steps), round(start[1] + high * step / steps)
        if canvas.soft(x, y, glyphs.dot if road.state == "draft" else glyphs.road, tone):
            drawn.append((x, y))
    if road.state == "captured":
        canvas.put(*gate, glyphs.cross, "network bold")
        return
    if not drawn:
        return
    free = (" ", glyphs.dot, glyphs.road)
    x, y = next(
        (
            (x, y)
            for x, y in reversed(drawn[-4:])
            if canvas.at(x - 1, y) in free and canvas.at(x + 1, y) in free
        ),
        drawn[-1],
    )
    if road.state == "silent":
        canvas.put(x, y, glyphs.dash, "muted")
    elif road.lie:
        canvas.put(x, y, glyphs.dagger, "lie bold")
    elif tone in ("attack", "retreat"):
        canvas.put(x, y, road.order[:1].upper(), f"{tone} bold")
