"""Where levels come from: a file, a folder, or the campaign that is shipped."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

from pydantic import Field

from levels.errors import LevelErrors, whole_file
from levels.fields import Id, Prose, Sentence, Table, Title
from levels.reading import digest, tables_of
from levels.schema import Level, SingleFile, StagedFile, level_of
from levels.source import Source, read_source, source_of

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
MOST_LEVELS: Final = 500
"""So many levels a folder may hold."""


class ChapterTables(Table):
    """`chapter.toml`: a chapter's name, and what is to be remembered of it."""

    number: int = Field(ge=1, le=99)
    title: Title
    slides: Sentence = Field(description="Which slides of the lecture, as in 2-5.")
    summary: Prose = Field(description="What was assumed, what follows, where real systems meet it.")
    order: tuple[Id, ...] = Field(max_length=100, description="The ids of its levels, in order.")


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
    def levels(self) -> tuple[Level, ...]:
        """Its levels, read when they are first asked for.

        Raises:
            LevelErrors: what is wrong with any of them.
        """
        return _all_or_errors(self.sources)

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
                    self._loaded[id] = _named(_load(_source(source)), source)
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
    """The level of a file, whatever the file is called.

    Raises:
        LevelErrors: everything that is wrong with it.
    """
    return _load(read_source(path))


def loads(text: str, file: str = "level") -> Level:
    """The level that a text says. `file` is only a name for messages.

    Raises:
        LevelErrors: everything that is wrong with it.
    """
    return _load(source_of(text.encode("utf-8", "surrogatepass"), file))


def load_folder(path: str | os.PathLike[str]) -> Pack:
    """The pack of a folder: its level files, and those in its folders that have a `chapter.toml`.

    Level files are named after the id of their level.

    Raises:
        LevelErrors: the folder cannot be read, holds no level, or something in it is not well formed.
    """
    folder = Path(path)
    file = os.fspath(path)
    try:
        chapters = tuple(_chapters(folder))
        loose = _level_files(folder)
    except FileNotFoundError:
        raise LevelErrors([whole_file(file, "there is no such folder")]) from None
    except NotADirectoryError:
        raise LevelErrors([whole_file(file, "is a file, not a folder")]) from None
    except OSError as error:
        raise LevelErrors([whole_file(file, f"cannot be read: {error.strerror}")]) from None
    except ValueError:
        raise LevelErrors([whole_file(file, "this is no name of a folder")]) from None
    if loose:
        number = max((chapter.number for chapter in chapters), default=0) + 1
        chapters = (*chapters, Chapter(number, folder.name or "Levels", "", "", loose))
    count = sum(len(chapter.sources) for chapter in chapters)
    if not count:
        raise LevelErrors([whole_file(file, "there is no level in this folder")])
    if count > MOST_LEVELS:
        raise LevelErrors([whole_file(file, f"{count:,} levels: at most {MOST_LEVELS} are allowed")])
    pack = Pack(chapters)
    _all_or_errors(tuple(source for chapter in chapters for source in chapter.sources))
    return pack


@cache
def shipped() -> Pack:
    """The campaign that comes with the game. Reads the chapters' own files, and no level."""
    return Pack(tuple(_chapters(files("levels") / "campaign")))


def _chapters(folder: Traversable) -> Iterator[Chapter]:
    for inner in sorted(folder.iterdir(), key=lambda entry: entry.name):
        chapter_file = inner / CHAPTER_FILE
        if inner.is_dir() and chapter_file.is_file():
            tables = tables_of(ChapterTables, _source(chapter_file))
            found = {source.name.removesuffix(".toml"): source for source in _level_files(inner)}
            # What the order does not name comes after it, by name; what is not there yet is left out.
            names = [id for id in tables.order if id in found]
            names += [name for name in found if name not in names]
            sources = tuple(found[name] for name in names)
            yield Chapter(tables.number, tables.title, tables.slides, tables.summary, sources)


def _level_files(folder: Traversable) -> tuple[Traversable, ...]:
    inside = sorted(folder.iterdir(), key=lambda entry: entry.name)
    return tuple(
        entry
        for entry in inside
        if entry.name.endswith(".toml") and entry.name != CHAPTER_FILE and not entry.name.startswith(".")
    )


def _source(entry: Traversable) -> Source:
    if isinstance(entry, Path):
        return read_source(entry)
    return source_of(entry.read_bytes(), entry.name)


def _load(source: Source) -> Level:
    model: type[SingleFile] | type[StagedFile] = StagedFile if "stage" in source.data else SingleFile
    return level_of(tables_of(model, source), digest(source), source.file)


def _named(level: Level, source: Traversable) -> Level:
    name = source.name.removesuffix(".toml")
    if level.id != name:
        message = f"the level in it is called “{level.id}”: the file must be named after it"
        raise LevelErrors([whole_file(level.file, message)])
    return level


def _all_or_errors(sources: tuple[Traversable, ...]) -> tuple[Level, ...]:
    """The levels of all sources, or the errors of all of them."""
    levels: list[Level] = []
    errors: list[LevelErrors] = []
    for source in sources:
        try:
            levels.append(_named(_load(_source(source)), source))
        except LevelErrors as found:
            errors.append(found)
    if errors:
        raise LevelErrors(error for found in errors for error in found.errors)
    return tuple(levels)
