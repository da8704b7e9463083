"""Two worlds side by side, and what one general sees of them in the middle."""

from __future__ import annotations

from rich.cells import cell_len

from levels.board import Pair, Seen
from tui.glyphs import Glyphs, spell
from tui.widgets.draw.ink import InkLine, Place, all_prose, fit, stack, tint, wrap


def draw(body: Pair, width: int, height: int, cursor: Place | None, glyphs: Glyphs) -> list[InkLine]:
    """Left and right, with `=` where the viewer cannot tell and a mark at the first line where he can.

    What he cannot see at all is grey, with a dot between.
    """
    middle = max(5, cell_len(body.viewer) + 2)
    middle = min(middle, max(3, width // 4))
    natural = max((cell_len(text) for seen in body.lines for text in (seen.left, seen.right)), default=0)
    natural = max(natural, cell_len(body.left), cell_len(body.right))
    half = max(4, min(natural, (width - middle) // 2))
    head = _line(
        Seen(body.left, body.right, same=False),
        half,
        middle,
        fit(body.viewer, middle - 2, glyphs),
        "gold",
        glyphs,
    )
    rule: InkLine = ((glyphs.rule * half + " " * middle + glyphs.rule * half, "line"),)
    table = [*head, rule]
    found = False
    for seen in body.lines:
        if seen.hidden:
            mark, tone = glyphs.dot, "muted"
        elif seen.same:
            mark, tone = "=", "plain"
        else:
            mark, tone = glyphs.differs, "plain" if found else "gold bold"
            found = True
        table += _line(seen, half, middle, mark, tone, glyphs)
    lines, _ = stack([table, all_prose(body.below, width, glyphs)], height)
    return lines


def _line(seen: Seen, half: int, middle: int, mark: str, tone: str, glyphs: Glyphs) -> list[InkLine]:
    left = wrap(spell(seen.left, glyphs), half) or [""]
    right = wrap(spell(seen.right, glyphs), half) or [""]
    style = "muted" if seen.hidden else "gold" if tone == "gold" else "plain"
    lines: list[InkLine] = []
    for index in range(max(len(left), len(right))):
        one = left[index] if index < len(left) else ""
        two = right[index] if index < len(right) else ""
        sign = mark if index == 0 else ""
        before = (middle - cell_len(sign)) // 2
        between = " " * before + sign + " " * (middle - before - cell_len(sign))
        colour = tint if not seen.hidden else _grey
        lines.append(
            (
                *colour(one, style),
                (" " * (half - cell_len(one)), "plain"),
                (between, tone),
                *colour(two, style),
            )
        )
    return lines


def _grey(text: str, style: str) -> InkLine:
    return ((text, style),)
