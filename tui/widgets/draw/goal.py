"""The goal, whether it holds, why, and what has been spent."""

from __future__ import annotations

from rich.cells import cell_len

from levels.board import Goal
from tui.glyphs import Glyphs, spell
from tui.widgets.draw.ink import InkLine, Place, Span, fit, stack, tint, width_of, wrap


def draw(body: Goal, width: int, height: int, cursor: Place | None, glyphs: Glyphs) -> list[InkLine]:
    """The sentence, the mark with its reason, the facts; the facts go on one line where room is short."""
    sentence = [tint(part, "plain bold") for part in wrap(spell(body.sentence, glyphs), width)]
    if body.promises:
        lines, _ = stack([_promises(body, width, glyphs), _aligned(body, width, glyphs)], height)
        return lines
    verdict = _verdict(body, width, glyphs)
    facts = _aligned(body, width, glyphs)
    if facts and len(sentence) + len(verdict) + len(facts) > height:
        facts = _inline(body, width, glyphs)
        beside = width - width_of(sentence[-1]) - width_of(facts[0]) if sentence else 0
        if len(facts) == 1 and beside >= 3 and len(sentence) + len(verdict) + 1 > height:
            sentence[-1] = (*sentence[-1], (" " * beside, "plain"), *facts[0])
            facts = []
    lines, _ = stack([sentence, verdict, facts], height)
    return lines


def _verdict(body: Goal, width: int, glyphs: Glyphs) -> list[InkLine]:
    mark, tone, word = {
        True: (glyphs.check, "loyal", "reached"),
        False: (glyphs.cross, "muted", "not yet"),
        None: (glyphs.dot, "muted", "open"),
    }[body.holds]
    reason = spell(body.why, glyphs)
    text = f"{word}: {reason}" if reason else word
    lines: list[InkLine] = []
    for index, part in enumerate(wrap(text, max(4, width - 2))):
        head: Span = (f"{mark} " if index == 0 else "  ", f"{tone} bold")
        lines.append((head, *tint(part, tone, letters=False)))
    return lines


def _promises(body: Goal, width: int, glyphs: Glyphs) -> list[InkLine]:
    """What a protocol promises, each with its mark and its reason."""
    lines: list[InkLine] = []
    for promise in body.promises:
        mark, tone = {
            True: (glyphs.check, "loyal"),
            False: (glyphs.cross, "lie"),
            None: (glyphs.dot, "muted"),
        }[promise.holds]
        text = spell(f"{promise.name}: {promise.why}" if promise.why else promise.name, glyphs)
        for index, part in enumerate(wrap(text, max(4, width - 2))):
            head: Span = (f"{mark} " if index == 0 else "  ", f"{tone} bold")
            lines.append((head, *tint(part, tone, letters=False)))
    return lines


def _aligned(body: Goal, width: int, glyphs: Glyphs) -> list[InkLine]:
    if not body.facts:
        return []
    names = min(max(cell_len(spell(name, glyphs)) for name, _ in body.facts), max(4, width // 2))
    lines: list[InkLine] = []
    for name, value in body.facts:
        name = fit(spell(name, glyphs), names, glyphs)
        gap = " " * (names - cell_len(name) + 2)
        for index, part in enumerate(wrap(spell(value, glyphs), max(4, width - names - 2))):
            head = name + gap if index == 0 else " " * (names + 2)
            lines.append(((head, "muted"), *tint(part)))
    return lines


def _inline(body: Goal, width: int, glyphs: Glyphs) -> list[InkLine]:
    """The facts one after the other, as many on a line as go."""
    lines: list[InkLine] = []
    now: list[Span] = []
    used = 0
    for name, value in body.facts:
        name, value = spell(name, glyphs), spell(value, glyphs)
        size = cell_len(f"{name} {value}")
        if now and used + 3 + size > width:
            lines.append(tuple(now))
            now, used = [], 0
        if now:
            now.append((f" {glyphs.dot} ", "muted"))
            used += 3
        if size > width:
            lines.extend(tint(part, "plain") for part in wrap(f"{name} {value}", width))
            continue
        now.extend(((f"{name} ", "muted"), *tint(value)))
        used += size
    if now:
        lines.append(tuple(now))
    return lines
