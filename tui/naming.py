"""How the screens call what the packs hold."""

from typing import Any


def chapter_name(pack: Any, id: str) -> str:
    """A level's chapter as the header names it ("3 · Notes and Votes"); "" for a level of no pack."""
    for chapter in pack.chapters:
        if id in getattr(chapter, "names", ()) or any(level.id == id for level in chapter.levels):
            return f"{chapter.number} · {chapter.title}"
    return ""
