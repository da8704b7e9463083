"""Where levels come from: a file, a folder, or the campaign that is shipped.

The map of the campaign is drawn from cards, which are read without checking a level: the checker is only
imported when a level is opened, since that is half of a cold start.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import tomli

from levels.text import clean

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from levels.schema import Level

LESSON: Final = (
    "last-word",
    "the-order",
    "three-tents",
    "retreat-to-be-safe",
    "rule-forge",
    "count-the-notes",
    "the-fourth-general",
    "three-all",
    "columns-of-truth",
    "another-round",
)
"""The ids of the first lesson, in its order."""

CHAPTER_FILE: Final = "chapter.toml"


@dataclass(frozen=True, slots=True)
class Card:
    """What a map shows of a level: nothing in it was checked, and nothing in it is raw.

    Attributes:
        id, title, source, idea: as in the file.
        role: the player's role in its first stage.
        before: the words before the play, paragraphs kept.
        bets: whether a bet comes first.
    """

    id: str
    title: str
    source: str
    idea: str
    role: str
    before: str
    bets: bool


@dataclass(frozen=True)
class Chapter:
    """A chapter of a pack.

    Attributes:
        number: from 1.
        title: its name.
        slides: which slides of the lecture it follows; "" if none.
        summary: one screen at its end; "" if none.
        sources: its level files, in order.
    """

    number: int
    title: str
    slides: str
    summary: str
    sources: tuple[Traversable, ...]

    @cached_property
    def cards(self) -> tuple[Card, ...]:
        """What a map shows of its levels."""
        return tuple(_card(source) for source in self.sources)

    @cached_property
    def levels(self) -> tuple[Level, ...]:
        """Its levels, read when they are first asked for.

        Raises:
            LevelErrors: what is wrong with any of them.
        """
        from levels.loading import all_or_errors

        return all_or_errors(self.sources)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its files without their ending: the ids of its levels."""
        return tuple(source.name.removesuffix(".toml") for source in self.sources)


class Pack:
    """Some chapters of levels. Nothing but the chapters' own files is read before it is asked for."""

    def __init__(self, chapters: tuple[Chapter, ...]) -> None:
        self.chapters = chapters
        self._loaded: dict[str, Level] = {}

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all levels, in order; no level is read for it."""
        return tuple(name for chapter in self.chapters for name in chapter.names)

    @property
    def levels(self) -> tuple[Level, ...]:
        """All levels, in order.

        Raises:
            LevelErrors: what is wrong with any of them.
        """
        return tuple(level for chapter in self.chapters for level in chapter.levels)

    def level(self, id: str) -> Level:
        """One level; only its own file is read.

        Raises:
            KeyError: there is no such level.
            LevelErrors: it is not well formed.
        """
        if id not in self._loaded:
            for chapter in self.chapters:
                if id in chapter.names:
                    source = chapter.sources[chapter.names.index(id)]
                    from levels.loading import read

                    self._loaded[id] = read(source)
        return self._loaded[id]

    def chapter_of(self, id: str) -> Chapter:
        """The chapter that holds a level.

        Raises:
            KeyError: there is no such level.
        """
        for chapter in self.chapters:
            if id in chapter.names:
                return chapter
        raise KeyError(id)


def load(path: str | os.PathLike[str]) -> Level:
    """As `levels.loading.load`."""
    from levels import loading

    return loading.load(path)


def loads(text: str, file: str = "level") -> Level:
    """As `levels.loading.loads`."""
    from levels import loading

    return loading.loads(text, file)


def load_folder(path: str | os.PathLike[str]) -> Pack:
    """As `levels.loading.load_folder`."""
    from levels import loading

    return loading.load_folder(path)


@cache
def shipped() -> Pack:
    """The campaign that comes with the game. Reads the chapters' own files, and no level.

    They are not checked here: the tests check that they are well formed.
    """
    return Pack(tuple(_shipped_chapters(Path(__file__).with_name("campaign"))))


def _shipped_chapters(folder: Traversable) -> Iterator[Chapter]:
    for inner in sorted(folder.iterdir(), key=lambda entry: entry.name):
        chapter_file = inner / CHAPTER_FILE
        if inner.is_dir() and chapter_file.is_file():
            said = _tables(chapter_file)
            title, slides, summary = (
                clean(said[name], lines=True).strip() for name in ("title", "slides", "summary")
            )
            yield Chapter(int(said["number"]), title, slides, summary, in_order(inner, said["order"]))


def in_order(folder: Traversable, order: Sequence[str]) -> tuple[Traversable, ...]:
    """The level files of a folder: those that the order names, then the others by name."""
    found = {source.name.removesuffix(".toml"): source for source in level_files(folder)}
    names = [id for id in order if id in found]
    names += [name for name in found if name not in names]
    return tuple(found[name] for name in names)


def level_files(folder: Traversable) -> tuple[Traversable, ...]:
    """The level files that stand in a folder itself, by name."""
    inside = sorted(folder.iterdir(), key=lambda entry: entry.name)
    return tuple(
        entry
        for entry in inside
        if entry.name.endswith(".toml") and entry.name != CHAPTER_FILE and not entry.name.startswith(".")
    )


def _tables(file: Traversable) -> dict[str, Any]:
    return tomli.loads(file.read_text(encoding="utf-8"))


def _card(file: Traversable) -> Card:
    said = _tables(file)
    first = said["stage"][0] if "stage" in said else said
    names = ("id", "title", "source", "idea")
    id, title, source, idea = (" ".join(clean(said[name]).split()) for name in names)
    before = clean(said["text"]["before"], lines=True).strip()
    return Card(id, title, source, idea, clean(first["player"]["role"]), before, "bet" in said)
