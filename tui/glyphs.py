"""The few signs that the screens draw with, in Unicode and in ASCII.

Every Unicode sign stands in the fonts people use in terminals (checked with Fira Code and DejaVu Sans
Mono), and each is one cell wide.
"""

from __future__ import annotations

import locale
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, eq=False)
class Glyphs:
    """A set of signs. All single signs are one cell wide; the city is drawn line by line.

    Two sets are equal if they are the same one: drawings are remembered by it.
    """

    name: str
    cursor: str
    spin_left: str
    spin_right: str
    check: str
    cross: str
    dagger: str
    more: str
    dot: str
    road: str
    bullet: str
    hollow: str
    square: str
    square_open: str
    tent: str
    right: str
    left: str
    up: str
    down: str
    rule: str
    wall: str
    wire_draft: str
    lane_ahead: str
    crossing: str
    branch: str
    differs: str
    full: str
    empty: str
    rung: tuple[str, str, str]
    no_rung: tuple[str, str, str]
    rising: str
    falling: str
    hill_left: str
    hill_top: str
    hill_right: str
    slope_left: str
    slope_right: str
    ridge: str
    dash: str
    star: str
    star_open: str
    open_quote: str
    close_quote: str
    city_small: tuple[str, ...]
    city: tuple[str, ...]
    city_large: tuple[str, ...]


UNICODE: Final = Glyphs(
    name="unicode",
    cursor="›",
    spin_left="‹",
    spin_right="›",
    check="✓",
    cross="×",
    dagger="†",
    more="…",
    dot="·",
    road="∙",
    bullet="●",
    hollow="○",
    square="■",
    square_open="□",
    tent="▲",
    right="→",
    left="←",
    up="↑",
    down="↓",
    rule="─",
    wall="│",
    wire_draft="┊",
    lane_ahead="┄",
    crossing="┼",
    branch="╰",
    differs="≠",
    full="━",
    empty="─",
    rung=("╞", "═", "╡"),
    no_rung=("│", " ", "│"),
    rising="╱",
    falling="╲",
    hill_left="╭",
    hill_top="─",
    hill_right="╮",
    slope_left="╯",
    slope_right="╰",
    ridge="_",
    dash="–",
    star="◆",
    star_open="◇",
    open_quote="“",
    close_quote="”",
    city_small=(
        "▄ ▄ ▄ ▄",
        "███████",
        "███ ███",
    ),
    city=(
        "▄ ▄   ▄ ▄",
        "███▄▄▄███",
        "█████████",
        "███▛ ▜███",
    ),
    city_large=(
        "▄ ▄       ▄ ▄",
        "███ ▄ ▄ ▄ ███",
        "█▪█████████▪█",
        "█████▀▀▀█████",
        "█████   █████",
    ),
)

ASCII: Final = Glyphs(
    name="ascii",
    cursor=">",
    spin_left="<",
    spin_right=">",
    check="+",
    cross="x",
    dagger="%",
    more="~",
    dot=".",
    road=".",
    bullet="*",
    hollow="o",
    square="#",
    square_open="-",
    tent="^",
    right=">",
    left="<",
    up="^",
    down="v",
    rule="-",
    wall="|",
    wire_draft=":",
    lane_ahead=".",
    crossing="+",
    branch="`",
    differs="#",
    full="#",
    empty=".",
    rung=("|", "=", "|"),
    no_rung=("|", " ", "|"),
    rising="/",
    falling="\\",
    hill_left="/",
    hill_top="-",
    hill_right="\\",
    slope_left="/",
    slope_right="\\",
    ridge="_",
    dash="-",
    star="*",
    star_open="-",
    open_quote='"',
    close_quote='"',
    city_small=(
        "M M M M",
        "#######",
        "##[ ]##",
    ),
    city=(
        "M M   M M",
        "###MMM###",
        "#########",
        "###[ ]###",
    ),
    city_large=(
        "M M       M M",
        "### M M M ###",
        "#o#########o#",
        "####.---.####",
        "####|   |####",
    ),
)

_TO_ASCII: Final = {
    "…": "~",
    "†": "%",
    "·": ".",
    "—": "-",
    "–": "-",
    "“": '"',
    "”": '"',
    "‘": "'",
    "’": "'",
    "→": ">",
    "←": "<",
    "×": "x",
    "≤": "<=",
    "≥": ">=",
    "≠": "#",
    "✓": "+",
    "›": ">",
    "‹": "<",
}


def spell(text: str, glyphs: Glyphs) -> str:
    """A text in the signs of a set: in ASCII, typeset signs are spelt with plain ones, others as `?`."""
    if glyphs.name != "ascii" or text.isascii():
        return text
    return "".join(_TO_ASCII.get(sign, sign if sign.isascii() else "?") for sign in text)


def speaks_unicode(environ: Mapping[str, str]) -> bool:
    """Whether the terminal's locale is a UTF-8 one, by the variables that say so on every Unix.

    Where none of them is set (Windows, mostly), the encoding of standard output decides.
    """
    for name in ("LC_ALL", "LC_CTYPE", "LANG"):
        value = environ.get(name, "")
        if value:
            return "utf-8" in value.lower() or "utf8" in value.lower()
    encoding = getattr(sys.stdout, "encoding", None) or locale.getpreferredencoding(False)
    return encoding.lower().replace("-", "") in ("utf8", "cp65001")


def glyphs_for(environ: Mapping[str, str], *, ascii_only: bool = False) -> Glyphs:
    """The set of signs to draw with: ASCII when the player or the locale asks for it."""
    return UNICODE if speaks_unicode(environ) and not ascii_only else ASCII
