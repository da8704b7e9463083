"""A setting saved as a level is one that `strategikon check` proves."""

import io
from pathlib import Path
from typing import Any

import pytest

from levels.certify import check_paths
from levels.packs import load
from levels.war_room import NotALevel, Setting, goals, save_as_level

OM: dict[str, Any] = {
    "protocol": "oral-messages",
    "generals": 4,
    "depth": 1,
    "order": "attack",
    "traitors": [3],
}
CHAIN: dict[str, Any] = {"protocol": "acknowledgements", "depth": 3, "order": "attack"}
FLOOD: dict[str, Any] = {
    "protocol": "flood-set",
    "generals": 3,
    "faults": 1,
    "rounds": 1,
    "inputs": ["retreat", "attack", "attack"],
    "crashes": 1,
}


@pytest.mark.parametrize(
    ("setting", "goal", "expect", "par"),
    [
        (Setting(OM, {"traitor:3": "you"}), None, "impossible", None),
        (
            Setting({**OM, "generals": 7, "traitors": [0, 6]}, {"traitor:0": "you", "traitor:6": "you"}),
            ("break", "agreement"),
            "winnable",
            3,
        ),
        (
            Setting({**OM, "generals": 7, "traitors": [0, 6]}, {"traitor:0": "flip", "traitor:6": "you"}),
            ("keep", "agreement"),
            "winnable",
            0,
        ),
        (Setting(CHAIN, {"network": "you"}), ("break", "agreement"), "winnable", 1),
        (Setting(FLOOD, {"scheduler": "you"}), ("break", "agreement"), "winnable", 1),
        (
            Setting(OM, {"traitor:3": "flip", "general:1": "you"}, sees="own-view"),
            ("keep", "agreement"),
            "winnable",
            None,
        ),
    ],
)
def test_a_saved_level_is_proved(
    tmp_path: Path, setting: Setting, goal: Any, expect: str, par: int | None
) -> None:
    assert goal is None or goal in goals(setting)
    file = save_as_level(setting, "made-here", goal, tmp_path)
    out = io.StringIO()
    assert check_paths([str(file)], out=out, err=out) == 0, out.getvalue()
    level = load(file)
    assert level.id == "made-here"
    assert level.stages[0].goal.expect == expect
    assert level.stages[0].goal.par == par


def test_what_is_there_is_not_written_over(tmp_path: Path) -> None:
    setting = Setting(CHAIN, {"network": "you"})
    save_as_level(setting, "once", folder=tmp_path)
    with pytest.raises(FileExistsError):
        save_as_level(setting, "once", folder=tmp_path)


@pytest.mark.parametrize(
    ("setting", "name", "reason"),
    [
        (Setting(OM, {"traitor:3": "you"}), "No Id", "lower-case words"),
        (Setting(OM, {}), "a", "needs a player"),
        (Setting(OM, {"traitor:3": "you", "network": "you"}), "a", "one part"),
        (Setting({**OM, "generals": 99}, {"traitor:3": "you"}), "a", "must be at most 30"),
        (Setting({**FLOOD, "rounds": 2}, {"scheduler": "you"}), "a", "cannot be won"),
    ],
)
def test_what_makes_no_level_is_refused_in_a_sentence(
    tmp_path: Path, setting: Setting, name: str, reason: str
) -> None:
    with pytest.raises(NotALevel, match=reason):
        save_as_level(setting, name, folder=tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_promise_that_is_not_asked_for_is_no_goal_and_why_is_said(tmp_path: Path) -> None:
    setting = Setting({**OM, "traitors": [0]}, {"traitor:0": "you"})
    with pytest.raises(NotALevel) as refused:
        save_as_level(setting, "unasked", ("break", "validity"), tmp_path)
    assert str(refused.value) == (
        "“validity” cannot be a goal here, where nobody asks for it: the commander is a traitor."
    )
    assert not list(tmp_path.iterdir())
