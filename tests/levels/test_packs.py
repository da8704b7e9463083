"""Files, folders and the shipped campaign."""

import subprocess
import sys
from importlib.resources import as_file, files
from pathlib import Path

import pytest

from levels.errors import LevelErrors
from levels.packs import LESSON, load, load_folder, shipped
from tests.levels import samples

CHAPTER = """\
number = 2
title = "Second"
slides = "slide 4"
summary = "So it is."
order = ["two-boards", "not-yet"]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    inner = tmp_path / "02-second"
    inner.mkdir()
    (inner / "chapter.toml").write_text(CHAPTER)
    (inner / "two-boards.toml").write_text(samples.STAGED)
    (inner / "another.toml").write_text(samples.DAWN.replace("the-fourth-general", "another"))
    (tmp_path / "the-fourth-general.toml").write_text(samples.LEVEL)
    (tmp_path / "notes.txt").write_text("no level")
    return tmp_path


def test_one_file_may_have_any_name(tmp_path: Path) -> None:
    file = tmp_path / "x.toml"
    file.write_text(samples.LEVEL)
    assert load(file).id == "the-fourth-general"
    assert load(str(file)).file == str(file)


def test_a_folder_of_chapters_and_levels(folder: Path) -> None:
    pack = load_folder(folder)
    assert [(chapter.number, chapter.title) for chapter in pack.chapters] == [(2, "Second"), (3, folder.name)]
    assert pack.ids == ("two-boards", "another", "the-fourth-general")
    assert [level.id for level in pack.levels] == list(pack.ids)
    assert pack.level("another").stages[0].player.role == "general"
    assert pack.chapter_of("another").title == "Second"
    with pytest.raises(KeyError):
        pack.level("not-yet")


def test_the_errors_of_all_files_are_told(folder: Path) -> None:
    (folder / "02-second" / "another.toml").write_text("format = 1")
    (folder / "other-name.toml").write_text(samples.LEVEL)
    with pytest.raises(LevelErrors) as caught:
        load_folder(folder)
    text = str(caught.value)
    assert "another.toml:1:1: “title” is missing" in text
    assert "the file must be named after it" in text


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("nowhere", "there is no such folder"),
        ("empty", "there is no level in this folder"),
        ("file", "is a file, not a folder"),
        ("n\0l", "this is no name of a folder"),
    ],
)
def test_no_pack(tmp_path: Path, name: str, expected: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("")
    with pytest.raises(LevelErrors, match=expected):
        load_folder(tmp_path / name)


def test_a_faulty_chapter(folder: Path) -> None:
    (folder / "02-second" / "chapter.toml").write_text(CHAPTER.replace("order", "ordre"))
    with pytest.raises(LevelErrors, match="did you mean “order”"):
        load_folder(folder)


def test_the_shipped_chapters() -> None:
    pack = shipped()
    assert [(chapter.number, chapter.title, chapter.slides) for chapter in pack.chapters[:3]] == [
        (1, "Two Armies", "slides 2-5"),
        (2, "Three Tents", "slides 7-17"),
        (3, "Notes and Votes", "slides 18-30"),
    ]
    assert len(set(LESSON)) == 10


def test_the_map_is_drawn_without_checking_a_level() -> None:
    """Half of a cold start is the checker: it is imported when a level is opened, and not before."""
    code = (
        "import sys; from levels.packs import shipped; p = shipped(); p.ids; [c.cards for c in p.chapters];"
        "sys.exit('pydantic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_cards_say_what_the_checked_levels_say() -> None:
    for chapter in shipped().chapters:
        for card, level in zip(chapter.cards, chapter.levels, strict=True):
            assert (card.id, card.title, card.source, card.idea) == (
                level.id,
                level.title,
                level.source,
                level.idea,
            )
            assert card.role == level.stages[0].player.role
            assert card.before == level.text.before
            assert card.bets == (level.bet is not None)


def test_the_shipped_chapters_are_well_formed() -> None:
    with as_file(files("levels") / "campaign") as folder:
        checked = load_folder(folder)
    for light, chapter in zip(shipped().chapters, checked.chapters, strict=True):
        assert (light.number, light.title, light.slides, light.summary) == (
            chapter.number,
            chapter.title,
            chapter.slides,
            chapter.summary,
        )
        assert light.names == chapter.names
