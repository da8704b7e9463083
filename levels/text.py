"""The one gate through which outside text enters.

A terminal obeys what it is sent. Rich and Textual pass ESC and C1 bytes straight on, in every widget, and
an SVG picture with such a byte in it is no XML any more. So whatever comes from a file, a name or a command
line goes through `clean` before anything else sees it.
"""

import unicodedata
from typing import Final

LIMIT: Final = 4_000
"""The longest text, in characters, that any part of the game takes from outside."""

_ELLIPSIS: Final = "…"
_REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"
_MARKS: Final = 3
"""How many combining marks may stand on one letter: more is no language, and overflows its line."""

_BLANKS: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Characters that are no format characters to Unicode, and yet show nothing."""


def clean(text: str, limit: int = LIMIT, *, lines: bool = False) -> str:
    """The text without anything that is not text, in Unicode's normal form C.

    Control characters (C0, C1, DEL, ESC among them) and format characters (bidirectional overrides,
    zero-width joiners, tags, variation selectors) vanish; tabs and other white space become a single
    blank each; what cannot be shown at all (a lone surrogate, a private or no character) becomes U+FFFD.

    Args:
        text: anything.
        limit: the greatest length of the result, in characters; what is longer ends in an ellipsis.
        lines: keep line breaks, as `\\n`; otherwise they become blanks too.
    """
    if len(text) <= limit and text.isascii() and text.isprintable():
        return text
    if lines:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    # Nothing beyond this prefix can survive, unless most of it is rubbish: then the rest is no loss.
    text = text[: 8 * limit + 64]
    kept = "".join(_shown(character, lines) for character in text)
    kept = unicodedata.normalize("NFC", _thin_marks(unicodedata.normalize("NFC", kept)))
    if len(kept) <= limit:
        return kept
    return kept[: max(limit - 1, 0)] + _ELLIPSIS[:limit]


def is_clean(text: str, limit: int = LIMIT, *, lines: bool = False) -> bool:
    """Whether `clean` would leave the text as it is."""
    return clean(text, limit, lines=lines) == text


def _shown(character: str, lines: bool) -> str:
    if " " <= character <= "~":
        return character
    if character in "\n\u2028\u2029\x85":
        return "\n" if lines else " "
    if character in "\t\r\v\f":
        return " "
    kind = unicodedata.category(character)
    if kind in ("Cc", "Cf") or character in _BLANKS or _selects_variant(character):
        return ""
    # Unassigned characters stand here too: one Python knows them and the next does not, but no
    # terminal we run on shows them alike.
    if kind in ("Cs", "Co", "Cn"):
        return _REPLACEMENT
    return character


def _selects_variant(character: str) -> bool:
    return (
        "\ufe00" <= character <= "\ufe0f"
        or "\U000e0100" <= character <= "\U000e01ef"
        or "\u180b" <= character <= "\u180f"
    )


def _thin_marks(text: str) -> str:
    kept: list[str] = []
    run = 0
    for character in text:
        run = run + 1 if unicodedata.category(character)[0] == "M" else 0
        if run <= _MARKS:
            kept.append(character)
    return "".join(kept)
