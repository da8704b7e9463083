"""The three themes of the game, and what each tone of the board looks like in them.

A tone is a name ("attack", "lie", "muted"); a drawing only knows tones. `Ink` turns a tone into a style of
the terminal, for a theme, a number of colours and the player's wish for none. Where there is no colour,
weight, underline and reverse stand in for it, and the drawings say everything with a letter or a shape
first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any, Final, Literal

from rich.style import Style
from textual.app import App
from textual.theme import Theme

Depth = Literal["none", "sixteen", "full"]


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of a theme by their role.

    `ground` lies under everything, `panel` inside a frame, `chosen` under the place of the cursor. Every
    other role is drawn on these: texts with a contrast of at least 4.5 to 1, lines with at least 3 to 1.
    """

    ground: str
    panel: str
    chosen: str
    text: str
    muted: str
    gold: str
    attack: str
    retreat: str
    lie: str
    holds: str
    network: str
    line: str


TEXT_ROLES: Final = ("text", "muted", "gold", "attack", "retreat", "lie", "holds", "network")

NIGHT: Final = "strategikon-night"
PARCHMENT: Final = "strategikon-parchment"
CONTRAST: Final = "strategikon-contrast"

PALETTES: Final[Mapping[str, Palette]] = {
    NIGHT: Palette(
        ground="#15121b",
        panel="#1d1925",
        chosen="#332a47",
        text="#ece6da",
        muted="#a79fb3",
        gold="#e0b84c",
        attack="#ff8a5c",
        retreat="#6db7ff",
        lie="#f06fa6",
        holds="#8fd694",
        network="#b48ade",
        line="#6e647d",
    ),
    PARCHMENT: Palette(
        ground="#f7f0df",
        panel="#efe5cd",
        chosen="#ead9b0",
        text="#2a2118",
        muted="#6b5d4b",
        gold="#7a5200",
        attack="#a83200",
        retreat="#0b5394",
        lie="#9c1458",
        holds="#1f6b2b",
        network="#6a2c8c",
        line="#8c7d66",
    ),
    CONTRAST: Palette(
        ground="#000000",
        panel="#000000",
        chosen="#303030",
        text="#ffffff",
        muted="#d0d0d0",
        gold="#ffd84d",
        attack="#ffb000",
        retreat="#7cc4ff",
        lie="#ff8fc7",
        holds="#a6f5a6",
        network="#d9b3ff",
        line="#ffffff",
    ),
}

# On sixteen colours the fine shades would fall together when the terminal picks the nearest of its own,
# so each role takes one of the sixteen by itself. These are their usual values.
_SIXTEEN_DARK: Final = Palette(
    ground="#000000",
    panel="#000000",
    chosen="#000000",
    text="#ffffff",
    muted="#aaaaaa",
    gold="#ffff55",
    attack="#ff5555",
    retreat="#55ffff",
    lie="#ff55ff",
    holds="#55ff55",
    network="#aa00aa",
    line="#555555",
)
_SIXTEEN_LIGHT: Final = Palette(
    ground="#ffffff",
    panel="#ffffff",
    chosen="#ffffff",
    text="#000000",
    muted="#555555",
    gold="#aa5500",
    attack="#aa0000",
    retreat="#0000aa",
    lie="#aa00aa",
    holds="#00aa00",
    network="#00aaaa",
    line="#555555",
)
SIXTEEN: Final[Mapping[str, Palette]] = {
    NIGHT: _SIXTEEN_DARK,
    PARCHMENT: _SIXTEEN_LIGHT,
    CONTRAST: _SIXTEEN_DARK,
}

_TITLES: Final = {NIGHT: "Night", PARCHMENT: "Parchment", CONTRAST: "High contrast"}


def title(theme: str) -> str:
    """The name of a theme as the settings show it."""
    return _TITLES.get(theme, theme)


def depth_of(app: App[Any]) -> Depth:
    """How many colours this application may show: none, sixteen, or enough."""
    if app.no_color:
        return "none"
    if app.console.color_system in (None, "standard", "windows"):
        return "sixteen"
    return "full"


def palette(theme: str, depth: Depth = "full") -> Palette:
    """The colours of a theme; those of the night where the theme is not one of ours."""
    table = SIXTEEN if depth == "sixteen" else PALETTES
    return table.get(theme, table[NIGHT])


def themes(depth: Depth = "full") -> tuple[Theme, ...]:
    """Our themes, ready for `App.register_theme`."""
    return tuple(_theme(name, palette(name, depth)) for name in PALETTES)


def _theme(name: str, roles: Palette) -> Theme:
    return Theme(
        name=name,
        primary=roles.gold,
        secondary=roles.network,
        accent=roles.gold,
        warning=roles.attack,
        error=roles.lie,
        success=roles.holds,
        foreground=roles.text,
        background=roles.ground,
        surface=roles.panel,
        panel=roles.panel,
        dark=name != PARCHMENT,
        text_alpha=1.0,
        variables=variables(roles),
    )


def variables(roles: Palette) -> dict[str, str]:
    """What the style sheets may name: our own roles, and those of Textual that we want otherwise."""
    own = {key: value for key, value in asdict(roles).items() if key not in ("attack", "retreat", "panel")}
    return own | {
        "frame-ground": roles.panel,
        "vote-attack": roles.attack,
        "vote-retreat": roles.retreat,
        "traitor": roles.lie,
        "loyal": roles.holds,
        "text-muted": roles.muted,
        "border": roles.gold,
        "border-blurred": roles.line,
        "scrollbar": roles.line,
        "scrollbar-hover": roles.gold,
        "scrollbar-active": roles.gold,
        "scrollbar-background": roles.panel,
        "scrollbar-background-hover": roles.panel,
        "scrollbar-background-active": roles.panel,
        "scrollbar-corner-color": roles.panel,
        "block-cursor-background": roles.chosen,
        "block-cursor-foreground": roles.text,
        "block-cursor-text-style": "bold",
        "input-cursor-background": roles.gold,
        "input-cursor-foreground": roles.ground,
        "input-selection-background": roles.chosen,
        "footer-key-foreground": roles.gold,
        "link-color": roles.gold,
    }


# Tones as the board names them, and the few more that drawings use.
_ROLE: Final = {
    "plain": "text",
    "muted": "muted",
    "gold": "gold",
    "attack": "attack",
    "retreat": "retreat",
    "lie": "lie",
    "loyal": "holds",
    "network": "network",
    "line": "line",
}
# What takes the place of colour where there is none.
_COLOURLESS: Final = {
    "gold": Style(bold=True),
    "attack": Style(bold=True),
    "retreat": Style(underline=True),
    "lie": Style(bold=True, underline=True),
    "loyal": Style(bold=True),
    "muted": Style(),
}


@dataclass(frozen=True, slots=True)
class Ink:
    """What the names of styles in a drawing look like.

    A name is a tone and any of the words `bold`, `under`, `chosen`, in any order: "attack bold chosen".
    `chosen` lays the cursor's ground under it (reverse, where there are too few colours for a ground).
    """

    theme: str
    depth: Depth = "full"

    def __call__(self, name: str) -> Style:
        """The style for a name. An unknown word means nothing, so that a drawing can never fail."""
        return _style(self.theme, self.depth, name)

    @property
    def blank(self) -> Style:
        """The style of empty space in a panel."""
        return self("plain")


@lru_cache(maxsize=1024)
def _style(theme: str, depth: Depth, name: str) -> Style:
    roles = palette(theme, depth)
    words = name.split()
    tone = next((word for word in words if word in _ROLE), "plain")
    chosen = "chosen" in words
    weight = Style(bold="bold" in words or None, underline="under" in words or None)
    if depth == "none":
        ground = Style(color=roles.text, bgcolor=roles.panel, reverse=chosen or None)
        return ground + _COLOURLESS.get(tone, Style()) + weight
    if depth == "sixteen" and chosen:
        # One even bar: a reversed line in many colours could not be read.
        return Style(color=roles.text, bgcolor=roles.panel, reverse=True) + weight
    beneath = roles.chosen if chosen else roles.panel
    return Style(color=getattr(roles, _ROLE[tone]), bgcolor=beneath) + weight


def ink_for(app: App[Any]) -> Ink:
    """The ink for what an application shows now."""
    return Ink(app.theme, depth_of(app))
