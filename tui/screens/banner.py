"""The drawn title: a city between two camps. Pure functions; the campaign screen colours what they return."""

# Each row is pairs of (text, tone); a tone is a theme variable, or "" for quiet text.
Spans = list[tuple[str, str]]

MOTTO = "Many generals, one decision, and not everybody tells the truth."

_WORDMARK = (
    "█▀ ▀█▀ █▀█ ▄▀█ ▀█▀ █▀▀ █▀▀ █ █▄▀ █▀█ █▄ █",
    "▄█  █  █▀▄ █▀█  █  ██▄ █▄█ █ █ █ █▄█ █ ▀█",
)
_WORDMARK_ASCII = ("S T R A T E G I K O N", "=====================")

_CITY = (
    "  ▄ ▄ ▄  ",
    "▄ █████ ▄",
    "███▛▀▜███",
    "███▌ ▐███",
)
_CITY_ASCII = (
    "  _ _ _  ",
    "_|_|_|_|_",
    "|  ._.  |",
    "|__| |__|",
)
_CAMP = (
    "              ",
    "      ▗▖      ",
    " ▗▖  ▗██▖  ▗▖ ",
    "▗██▖▗████▖▗██▖",
)
_CAMP_ASCII = (
    "              ",
    "      /\\      ",
    " /\\  /  \\  /\\ ",
    "/__\\/____\\/__\\",
)


def wordmark(ascii: bool) -> list[Spans]:
    """The name alone, two rows."""
    return [[(row, "gold")] for row in (_WORDMARK_ASCII if ascii else _WORDMARK)]


def _road(width: int, sent: str, ascii: bool) -> Spans:
    """A messenger's road: dots, and the order he carries."""
    dot = "." if ascii else "·"
    half = (width - 3) // 2
    tone = "vote-attack" if sent == "A" else "vote-retreat"
    left = (dot + " ") * (half // 2)
    right = (" " + dot) * ((width - len(left) - 3) // 2)
    gap = width - len(left) - len(right) - 1
    return [
        (left, "line"),
        (" " * (gap // 2), ""),
        (sent, tone),
        (" " * (gap - gap // 2), ""),
        (right, "line"),
    ]


def landscape(ascii: bool) -> list[Spans]:
    """The city between two camps, and the messengers between them; four rows of 78 cells."""
    camp = _CAMP_ASCII if ascii else _CAMP
    city = _CITY_ASCII if ascii else _CITY
    rows: list[Spans] = []
    for number in range(4):
        before: Spans = [(" " * 20, "")]
        after: Spans = [(" " * 20, "")]
        if number == 2:
            before, after = _road(20, "A", ascii), _road(20, "R", ascii)
        rows.append(
            [(camp[number], "muted"), *before, ("  ", ""), (city[number], "gold"), ("  ", ""), *after,
             (camp[number], "muted")]
        )  # fmt: skip
    return rows
