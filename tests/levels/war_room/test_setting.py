"""A setting: from a file, from data, in a transcript; what it refuses, and in which words."""

import io
import json
from pathlib import Path
from typing import Any

import pytest

from levels.errors import LevelErrors
from levels.progress import Home
from levels.replay import replay_file
from levels.simulate import simulate
from levels.transcript import read_transcript
from levels.war_room import (
    ID,
    NotASetting,
    Setting,
    form,
    initial,
    open_war_room,
    resume_war_room,
    setting_of_file,
    with_value,
)

OM = {"protocol": "oral-messages", "generals": 4, "depth": 1, "order": "attack", "traitors": [3]}


def nested(depth: int) -> Any:
    """Lists in lists."""
    data: Any = []
    for _ in range(depth):
        data = [data]
    return data


def file(folder: Path, text: str) -> Path:
    path = folder / "army.toml"
    path.write_text(text, encoding="utf-8")
    return path


def toml(cast: str = "", **changed: Any) -> str:
    lines = [f"{name} = {json.dumps(value)}" for name, value in {**OM, **changed}.items()]
    return "\n".join(["[scenario]", *lines, cast])


def test_a_file_gives_the_player_whoever_may_misbehave_and_is_not_cast(tmp_path: Path) -> None:
    setting = setting_of_file(file(tmp_path, toml(generals=7, depth=2, traitors=[0, 6])))
    assert setting.plays == {"traitor:0": "you", "traitor:6": "you"}
    assert setting.title == "army"
    cast = '[cast."traitor:6"]\nagent = "flip"\n'
    assert setting_of_file(file(tmp_path, toml(cast, generals=7, depth=2, traitors=[0, 6]))).plays == {
        "traitor:0": "you",
        "traitor:6": "flip",
    }


def test_a_script_for_all_traitors_is_parted_among_them(tmp_path: Path) -> None:
    cast = """
[cast.traitor]
says = [
  { general = 0, heard = [], to = 1, order = "retreat" },
  { general = 6, heard = [0], to = 1, order = "retreat" },
]
"""
    setting = setting_of_file(file(tmp_path, toml(cast, generals=7, depth=1, traitors=[0, 6])))
    assert [row["to"] for row in setting.scripts["traitor:0"]["says"]] == [1]
    assert setting.plays == {"traitor:0": "script", "traitor:6": "script"}
    match = open_war_room(setting)
    assert match.status == "over"
    assert match.run.spent() == {"lies": 2}


@pytest.mark.parametrize(
    ("name", "text"),
    [("generals", "99"), ("generals", "many"), ("depth", "-1"), ("traitors", "7"), ("order", "perhaps")],
)
def test_what_the_form_refuses_simulate_refuses_in_the_same_words(tmp_path: Path, name: str, text: str) -> None:
    values = with_value(
        "oral-messages", {key: value for key, value in OM.items() if key != "protocol"}, name, text
    )
    wrong = [line.error for line in form("oral-messages", values).fields if line.error]
    assert len(wrong) == 1
    with pytest.raises(LevelErrors) as caught:
        simulate(file(tmp_path, toml(**{name: values[name]})))
    assert [error.message for error in caught.value.errors] == wrong


def test_what_is_missing_is_told_at_its_own_line() -> None:
    found = form("oral-messages", {"generals": 4, "order": "attack"})
    assert [line.name for line in found.fields if line.error] == ["depth"]
    assert found.setting is None


def test_a_form_without_faults_makes_a_setting_that_keeps_who_plays_what() -> None:
    values = initial("oral-messages") | {"traitors": [0]}
    before = Setting({}, {"traitor:0": "you", "traitor:3": "flip"}, title="mine")
    made = form("oral-messages", values, before).setting
    assert made is not None
    assert made.plays == {"traitor:0": "you"}
    assert made.title == "mine"
    parts = {part.owner: part.who for part in form("oral-messages", values, before).parts}
    assert parts["traitor:0"] == "you"
    assert parts["general:2"] == "loyal"


@pytest.mark.parametrize(
    "data",
    [
        {"scenario": {**OM, "generals": 99}},
        {"scenario": OM, "plays": {"traitor:2": "you"}},
        {"scenario": OM, "plays": {"traitor:3": "script"}},
        {"scenario": OM, "plays": {"traitor:3": "nobody"}},
        {"scenario": OM, "more": 1},
        {"scenario": OM, "title": "\x1b[2J"},
        [],
        {"scenario": {"protocol": "no-such"}},
        {"scenario": nested(3_000)},
    ],
)
def test_data_that_is_no_setting_is_refused(data: Any) -> None:
    with pytest.raises(NotASetting):
        Setting.of(data)


def test_a_play_is_kept_with_its_setting_and_resumed_and_replayed_anywhere(tmp_path: Path) -> None:
    home = Home(tmp_path)
    setting = Setting(OM, {"traitor:3": "you"})
    match = open_war_room(setting, home=home)
    match.set(0, "retreat")
    match.dispatch()
    assert match.status == "over"
    match.undo()
    (left,) = home.progress().unfinished
    assert left.level_id == ID
    again = resume_war_room(left.path, home)
    assert again.setting == setting
    assert again.drafts == match.drafts
    transcript = read_transcript(left.path)
    assert transcript.header.setting == setting.data
    out = io.StringIO()
    assert replay_file(str(left.path), out=out, err=out) == 0
    assert out.getvalue() == "war-room: 4 moves, playing\n"


def test_a_setting_that_was_changed_in_its_transcript_is_refused(tmp_path: Path) -> None:
    home = Home(tmp_path)
    match = open_war_room(Setting(OM, {"traitor:3": "you"}), home=home)
    match.set(0, "retreat")
    path = next(home.transcripts.iterdir())
    path.write_text(path.read_text().replace('"order":"attack"', '"order":"retreat"'))
    err = io.StringIO()
    assert replay_file(str(path), out=err, err=err) == 2
    assert "has been changed" in err.getvalue()
