"""Wrapping, shortening and the colour of orders."""

import pytest

from tui.glyphs import UNICODE
from tui.widgets.draw.ink import crop, fit, plain, stack, tint, tone_of, width_of, wrap


def coloured(text):
    """The parts of a text that are coloured as orders."""
    return [(part, style.split()[0]) for part, style in tint(text) if style.split()[0] in ("attack", "retreat")]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("C told me RETREAT", [("RETREAT", "retreat")]),
        ("L1 ATTACKS", [("ATTACKS", "attack")]),
        ("L1 A  L2 R†", [("A", "attack"), ("R", "retreat")]),
        ("heard from C: A    honest: A to all", [("A", "attack"), ("A", "attack")]),
        ("R R A", [("R", "retreat"), ("R", "retreat"), ("A", "attack")]),
        ("A tie is RETREAT.", [("RETREAT", "retreat")]),
        ("It came. A letter is lost.", []),
        ("FLP, OM(1), CAR, ATTACKER", []),
        ("L2 sees R, A: retreats", [("R", "retreat"), ("A", "attack")]),
    ],
)
def test_orders_are_coloured_wherever_they_stand_and_articles_are_not(text, parts):
    assert coloured(text) == parts
    assert plain(tint(text)) == text


def test_a_text_that_is_an_order_has_its_tone():
    assert (tone_of("?attack"), tone_of("R"), tone_of("marches", "muted")) == ("attack", "retreat", "muted")


def test_wrapping_breaks_between_words_and_loses_nothing():
    text = "every general must decide, and no two may differ"
    lines = wrap(text, 17)
    assert lines == ["every general", "must decide, and", "no two may differ"]
    assert " ".join(lines) == text


def test_wrapping_keeps_inner_spaces_and_the_indent():
    assert wrap("  L1 A  L2 R  L3 A", 12) == ["  L1 A  L2 R", "  L3 A"]


def test_a_word_longer_than_the_line_is_broken_not_lost():
    assert "".join(wrap("Constantinopolitan", 7)) == "Constantinopolitan"
    assert max(map(len, wrap("Constantinopolitan", 7))) == 7


def test_wide_signs_count_as_two_cells():
    assert wrap("東西南北", 4) == ["東西", "南北"]
    assert fit("東西南北", 5, UNICODE) == "東西…"


@pytest.mark.parametrize(("width", "shown"), [(9, "Narses"), (6, "Narses"), (5, "Nars…"), (1, "…"), (0, "")])
def test_what_is_cut_is_marked(width, shown):
    assert fit("Narses", width, UNICODE) == shown


def test_a_cropped_line_is_marked():
    line = crop((("Beli", "plain"), ("sarius", "gold")), 6, UNICODE)
    assert plain(line) == "Belis…"
    assert width_of(line) == 6


def test_blocks_get_air_only_where_there_is_room():
    one, two = [(("a", "plain"),)], [(("b", "plain"),)]
    assert len(stack([one, [], two], 3)[0]) == 3
    assert len(stack([one, [], two], 2)[0]) == 2
