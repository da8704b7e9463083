"""The field of the two generals: a hill on each side, and the city in the valley between."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from levels.board import Camp, Road
from tui.glyphs import Glyphs, spell
from tui.widgets.draw.canvas import Canvas
from tui.widgets.draw.ink import fit, tone_of


def draw_hills(canvas: Canvas, camps: Sequence[Camp], roads: Sequence[Road], glyphs: Glyphs) -> None:
    """The valley: tents on two hills, the city between them, and the road past its gate under it all."""
    lanes = max(1, min(len(roads), 1 + (canvas.height - 8) // 2))
    spare = max(0, canvas.height - lanes - 10)
    names = canvas.height - lanes - 1 - spare // 2
    ground = names - 1
    large = canvas.height >= 11 and canvas.width >= 44
    hill = (canvas.width - len((glyphs.city_large if large else glyphs.city)[0])) // 2 - 3
    hill = max(7, min(25, hill))
    steep = hill < 14 or glyphs.name == "ascii"
    rise = max(1, min((hill - 5) // 2 if steep else (hill - 5) // 3, ground // 2, 5))
    shape = (
        glyphs.city_large if large else glyphs.city if ground >= 4 and canvas.width >= 30 else glyphs.city_small
    )
    middle = canvas.width // 2
    _stars(canvas, ground - 6, glyphs)
    canvas.put(0, ground, glyphs.rule * canvas.width, "line")
    left = middle - len(shape[0]) // 2
    for index, line in enumerate(shape):
        row = ground - len(shape) + 1 + index
        for offset, sign in enumerate(line):
            if sign != " " or index == len(shape) - 1:
                canvas.put(left + offset, row, sign, "gold")
    for camp, start in ((camps[0], 0), (camps[1], canvas.width - hill)):
        _hill(canvas, start, ground, hill, rise, steep, camp, glyphs)
        _name(canvas, start, names, hill, camp, glyphs)
    for index, road in enumerate(roads[-lanes:]):
        _valley_road(canvas, names + 1 + index, road, hill, middle, glyphs)


def _stars(canvas: Canvas, rows: int, glyphs: Glyphs) -> None:
    """A quiet sky, where there is one: few stars, always the same."""
    if rows < 2:
        return
    for index in range(canvas.width * rows // 40):
        canvas.put((index * 37 + 11) % canvas.width, (index * index * 7 + index * 4) % rows, glyphs.dot, "line")


def _hill(
    canvas: Canvas, x: int, ground: int, width: int, rise: int, steep: bool, camp: Camp, glyphs: Glyphs
) -> None:
    """A slope up, a flat top with tents on it, and a slope down."""
    unit = 1 if steep else 2
    for step in range(rise):
        row = ground - step
        left, right = x + step * unit, x + width - 1 - step * unit
        canvas.put(left, row, " " * (right - left + 1), "line")
        if steep:
            canvas.put(left, row, glyphs.rising, "line")
            canvas.put(right, row, glyphs.falling, "line")
        else:
            canvas.put(left, row, glyphs.slope_left, "line")
            canvas.put(right, row, glyphs.slope_right, "line")
            canvas.put(left, row - 1, glyphs.hill_left + glyphs.rule, "line")
            canvas.put(right - 1, row - 1, glyphs.rule + glyphs.hill_right, "line")
    top = ground - rise
    flat = width - 2 * rise if steep else width - 4 * (rise - 1) - 2
    start = x + (width - flat) // 2
    canvas.put(start, top, (glyphs.ridge if steep else glyphs.rule) * flat, "line")
    tone = "gold" if camp.mine else "muted"
    count = max(1, min(4, flat // 3))
    start = x + (width - (3 * count - 2)) // 2
    for index in range(count):
        canvas.put(start + 3 * index, top - (0 if steep else 1), glyphs.tent, tone)
    behind = top - (1 if steep else 2)
    if behind >= 0 and count >= 2:
        for index in range(count - 1):
            canvas.put(start + 3 * index + 1, behind, glyphs.tent, tone)


def _name(canvas: Canvas, x: int, y: int, width: int, camp: Camp, glyphs: Glyphs) -> None:
    """The general under his hill, with the order that stands there."""
    sign = {
        "loyal": (glyphs.bullet if camp.decided else glyphs.hollow, "loyal"),
        "traitor": (glyphs.dagger, "lie"),
        "unknown": ("?", "muted"),
        "crashed": (glyphs.cross, "muted"),
    }[camp.kind]
    word = camp.order if tone_of(camp.order, "muted") != "muted" else ""
    full = cell_len(camp.name) + 2 + (cell_len(word) + 1 if word else 0)
    if full > canvas.width // 2 - 2:
        word = word[:1]
    name = fit(spell(camp.name, glyphs), max(3, canvas.width // 2 - 4 - len(word)), glyphs)
    parts = [sign, (f" {name}" if canvas.width >= 36 else name, "plain bold" + (" under" if camp.mine else ""))]
    if word:
        parts += [(" ", "plain"), (word, f"{tone_of(word)} bold")]
    size = sum(cell_len(text) for text, _ in parts)
    at = max(0, min(canvas.width - size, x + (width - size) // 2))
    for text, style in parts:
        canvas.put(at, y, text, style)
        at += cell_len(text)


def _valley_road(canvas: Canvas, y: int, road: Road, hill: int, middle: int, glyphs: Glyphs) -> None:
    """A messenger's road along the foot of the city: he must pass its gate in the middle."""
    first, last = hill // 2, canvas.width - 1 - hill // 2
    eastward = road.sender == 0
    tone = tone_of(road.order, "plain")
    taken = road.state in ("captured", "draft")
    for x in range(first, last + 1, 2):
        past = (x > middle) if eastward else (x < middle)
        if road.state == "silent" or (taken and past):
            canvas.put(x, y, glyphs.dot, "line")
        else:
            canvas.put(x, y, glyphs.road, tone)
    head = glyphs.right if eastward else glyphs.left
    if road.state == "captured":
        canvas.put(middle, y, glyphs.cross, "network bold")
    elif road.state == "draft":
        canvas.put(middle, y, head, f"{tone} bold")
    elif road.state == "sent":
        canvas.put(last if eastward else first, y, head, f"{tone} bold")
