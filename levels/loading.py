"""Levels read and checked, from a file, a text or a folder."""

import os
from collections.abc import Iterator
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

from pydantic import Field

from levels.errors import LevelErrors, whole_file
from levels.fields import Id, Prose, Sentence, Table, Title
from levels.packs import CHAPTER_FILE, Chapter, Pack, in_order, level_files
from levels.reading import digest, tables_of
from levels.schema import Level, SingleFile, StagedFile, level_of
from levels.source import Source, read_source, source_of

MOST_LEVELS: Final = 500
"""So many levels a folder may hold."""


class ChapterTables(Table):
    """`chapter.toml`: a chapter's name, and what is to be remembered of it."""

    number: int = Field(ge=1, le=99)
    title: Title
    slides: Sentence = Field(description="Which slides of the lecture, as in 2-5.")
    summary: Prose = Field(description="What was assumed, what follows, where real systems meet it.")
    order: tuple[Id, ...] = Field(max_length=100, description="The ids of its levels, in order.")


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
        loose = level_files(folder)
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
    all_or_errors(tuple(source for chapter in chapters for source in chapter.sources))
    return pack


def _chapters(folder: Path) -> Iterator[Chapter]:
    for inner in sorted(folder.iterdir(), key=lambda entry: entry.name):
        chapter_file = inner / CHAPTER_FILE
        if inner.is_dir() and chapter_file.is_file():
            tables = tables_of(ChapterTables, read_source(chapter_file))
            sources = in_order(inner, tables.order)
            yield Chapter(tables.number, tables.title, tables.slides, tables.summary, sources)


def read(source: Traversable) -> Level:
    """The level of a file in a pack, which is named after it.

    Raises:
        LevelErrors: everything that is wrong with it.
    """
    return _named(_load(_source(source)), source)


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


def all_or_errors(sources: tuple[Traversable, ...]) -> tuple[Level, ...]:
    """The levels of all sources, or the errors of all of them."""
    levels: list[Level] = []
    errors: list[LevelErrors] = []
    for source in sources:
        try:
            levels.append(read(source))
        except LevelErrors as found:
            errors.append(found)
    if errors:
        raise LevelErrors(error for found in errors for error in found.errors)
    return tuple(levels)
