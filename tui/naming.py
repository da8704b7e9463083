"""What the screens ask of a pack: names and cards, and never a level that nobody opens."""

from typing import Any


def cards(pack: Any) -> list[Any]:
    """The cards of all levels, in the order of the road."""
    return [card for chapter in pack.chapters for card in chapter.cards]


def card_of(pack: Any, id: str) -> Any:
    """The card of a level; None if the pack has no such level."""
    return next((card for card in cards(pack) if card.id == id), None)


def chapter_name(pack: Any, id: str) -> str:
    """A level's chapter as the header names it ("3 · Notes and Votes"); "" for a level of no pack."""
    for chapter in pack.chapters:
        if id in chapter.names:
            return f"{chapter.number} · {chapter.title}"
    return ""
