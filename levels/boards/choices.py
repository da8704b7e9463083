"""Choices that have no panel of their own, each as a row."""

from levels.board import Panel, Row, Rows
from levels.boards.sight import Sight
from levels.boards.speech import shown

HELP = "What is to be chosen, a row a choice. Space goes through the answers; enter makes them take effect."


def panel(sight: Sight) -> Panel:
    """All pending choices."""
    rows = tuple(
        Row(
            (choice.subject.text, shown(sight.drafted(place))),
            place=place,
            value=sight.drafted(place),
            shows=1,
            options=tuple(option.label for option in choice.options),
            state="open",
            why=f"{choice.subject.text}: {shown(sight.drafted(place))}.",
        )
        for place, choice in enumerate(sight.scene.batch)
    )
    return Panel("dispatches", "To be chosen", Rows((), rows), "main", HELP, first=True)
