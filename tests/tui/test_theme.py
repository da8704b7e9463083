"""The colours can be read: every role on every ground, in every theme, and without colour at all."""

import itertools

import pytest

from tui.theme import (
    CONTRAST,
    NIGHT,
    PALETTES,
    PARCHMENT,
    SIXTEEN,
    TEXT_ROLES,
    Ink,
    palette,
    themes,
    title,
)


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, two: str) -> float:
    """The contrast of two colours, 1 to 21."""
    dark, light = sorted((luminance(one), luminance(two)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_of_black_and_white_is_twenty_one():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("ground", ["ground", "panel", "chosen"])
@pytest.mark.parametrize("role", TEXT_ROLES)
@pytest.mark.parametrize("theme", PALETTES)
def test_texts_can_be_read_on_every_ground(theme, role, ground):
    roles = PALETTES[theme]
    assert contrast(getattr(roles, role), getattr(roles, ground)) >= 4.5


@pytest.mark.parametrize("ground", ["ground", "panel"])
@pytest.mark.parametrize("theme", PALETTES)
def test_lines_can_be_seen_on_every_ground(theme, ground):
    roles = PALETTES[theme]
    assert contrast(roles.line, getattr(roles, ground)) >= 3.0


def test_the_colours_are_those_of_the_design():
    assert PALETTES[NIGHT].attack == "#ff8a5c"
    assert PALETTES[PARCHMENT].gold == "#7a5200"
    assert PALETTES[CONTRAST].lie == "#ff8fc7"
    assert [title(name) for name in PALETTES] == ["Night", "Parchment", "High contrast"]


def test_each_theme_gives_the_style_sheets_its_roles():
    for theme in themes():
        for name in (
            "vote-attack",
            "vote-retreat",
            "traitor",
            "lie",
            "holds",
            "network",
            "line",
            "muted",
            "gold",
        ):
            assert theme.variables[name].startswith("#")
    assert [theme.dark for theme in themes()] == [True, False, True]


@pytest.mark.parametrize("theme", PALETTES)
def test_orders_and_lies_differ_in_every_depth(theme):
    for depth in ("none", "sixteen", "full"):
        ink = Ink(theme, depth)
        for one, two in itertools.combinations(("attack", "retreat", "lie"), 2):
            assert ink(one) != ink(two)
        assert ink("plain chosen") != ink("plain")
        assert ink("gold bold") != ink("plain")


@pytest.mark.parametrize("theme", SIXTEEN)
def test_sixteen_colours_are_enough_for_the_texts_that_matter(theme):
    roles = palette(theme, "sixteen")
    for role in ("text", "muted", "attack", "retreat", "lie"):
        assert contrast(getattr(roles, role), roles.panel) >= 4.5


def test_without_colour_nothing_but_the_text_colour_is_used():
    ink = Ink(NIGHT, "none")
    assert {ink(tone).color for tone in ("attack", "retreat", "lie", "gold", "muted")} == {ink("plain").color}
    assert ink("plain chosen").reverse


def test_an_unknown_style_is_plain():
    assert Ink("no-such-theme")("no-such-tone") == Ink(NIGHT)("plain")
