"""Pictures without a terminal: a play drawn step by step, and what a drawing leaves out."""

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from levels import packs
from levels.matches import open_match
from levels.progress import Home
from levels.reference import follow
from tui.cli import run
from tui.pictures import Nowhere, studio


def played(home: Home, id: str = "last-word") -> Path:
    """A level won by its reference, and its transcript."""
    follow(open_match(packs.shipped().level(id), home=home))
    best = home.progress().best(id)
    assert best is not None
    return best


def test_replay_draws_every_step_and_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("STRATEGIKON_HOME", str(tmp_path / "home"))
    transcript = played(Home.default())
    folder = tmp_path / "a" / "pictures"
    assert run(["replay", str(transcript), "--svg", str(folder)]) == 0
    files = sorted(file.name for file in folder.iterdir())
    # The bet, four letters, the second stage, five letters, the debrief.
    assert files == [f"{number:03}.svg" for number in range(1, 13)]
    assert capsys.readouterr().out.splitlines()[-1] == f"12 pictures in {folder}"
    for file in folder.iterdir():
        ElementTree.parse(file)
    assert "Your run" in (folder / "012.svg").read_text(encoding="utf-8")


def test_a_play_that_diverges_is_drawn_as_far_as_it_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("STRATEGIKON_HOME", str(tmp_path / "home"))
    lines = played(Home.default(), "the-order").read_text(encoding="utf-8").splitlines()
    wrong = tmp_path / "wrong.jsonl"
    wrong.write_text("\n".join([*lines[:2], '{"move":"redo"}']) + "\n", encoding="utf-8")
    assert run(["replay", str(wrong), "--json", "--svg", str(tmp_path / "drawn")]) == 1
    assert json.loads(capsys.readouterr().out)["diverges"]["line"] == 3
    assert [file.name for file in (tmp_path / "drawn").iterdir()] == ["001.svg"]


def test_nothing_is_drawn_of_what_cannot_be_read_nor_where_nothing_can_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("STRATEGIKON_HOME", str(tmp_path / "home"))
    assert run(["replay", "no-such-file", "--svg", str(tmp_path / "drawn")]) == 2
    assert not (tmp_path / "drawn").exists()
    (tmp_path / "file").write_text("", encoding="utf-8")
    transcript = played(Home.default(), "the-order")
    capsys.readouterr()
    assert run(["replay", str(transcript), "--svg", str(tmp_path / "file")]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


async def test_equal_screens_give_equal_bytes_and_name_nothing_outside() -> None:
    drawn = []
    for _ in range(2):
        async with studio((80, 24), home=Nowhere({"last-word": 2})) as there:
            drawn.append(await there.picture())
    assert drawn[0] == drawn[1]
    assert not re.search(r"terminal-\d|@font-face|url\(http", drawn[0])


async def test_a_crash_of_the_app_is_a_crash_of_the_picture() -> None:
    async def crash() -> None:
        async with studio((80, 24)) as there:
            there.app.call_later(lambda: 1 // 0)
            await there.picture()

    with pytest.raises(ZeroDivisionError):
        await crash()
