"""The last gate before a terminal that has only ASCII: whatever is drawn, every sign keeps its one cell."""

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

_SIGNS = {
    "…": "~", "†": "%", "‡": "%", "·": ".", "∙": ".", "•": "*", "—": "-", "–": "-", "‑": "-", "−": "-",
    "“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "‹": "<", "›": ">", "«": "<", "»": ">",
    "→": ">", "←": "<", "↑": "^", "↓": "v", "▲": "^", "▼": "v", "×": "x", "✓": "+", "✗": "x", "√": "+",
    "≠": "#", "≤": "<", "≥": ">", "●": "*", "○": "o", "◆": "*", "◇": ".", "■": "#", "□": "-", "\xa0": " ",
}  # fmt: skip

_LINES = {"─": "-", "━": "=", "│": "|", "┃": "|", "┄": ".", "┆": ":", "┊": ":", "╱": "/", "╲": "\\", "═": "="}


def _sign(sign: str) -> str:
    if sign.isascii():
        return sign
    if sign in _SIGNS:
        return _SIGNS[sign]
    code = ord(sign)
    if 0x2500 <= code < 0x2580:  # lines of a frame
        return _LINES.get(sign, "+")
    if 0x2581 <= code < 0x2588:  # the ends of a scroll bar
        return " "
    if 0x2580 <= code < 0x25A0:  # blocks
        return "#"
    return "?" * cell_len(sign)


def spelled(text: str) -> str:
    """The text in ASCII, in as many cells."""
    return text if text.isascii() else "".join(map(_sign, text))


class Spelling(LineFilter):
    """Spells every line in ASCII on its way to the terminal."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        return [Segment(spelled(text), style, control) for text, style, control in segments]
