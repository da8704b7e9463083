"""Prose with its orders coloured: ATTACK and RETREAT stand in capitals in every text of a board."""

import re

from textual.content import Content

_ORDER = re.compile(r"\b(ATTACK|RETREAT)\b")
_STYLE = {"ATTACK": "$vote-attack bold", "RETREAT": "$vote-retreat bold"}


def keys_line(*pairs: tuple[str, str]) -> Content:
    """Keys and what they do, on one line, for the foot of a window."""
    parts: list[tuple[str, str]] = []
    for key, words in pairs:
        parts += [(key, "$gold bold"), (f" {words}   ", "$muted")]
    return Content.assemble(*parts)


def prose(text: str, style: str = "") -> Content:
    """A text in one style, its orders in their colours. Never parsed as markup."""
    content = Content.styled(text, style) if style else Content(text)
    for found in _ORDER.finditer(text):
        content = content.stylize(_STYLE[found.group()], found.start(), found.end())
    return content
