"""Evidence that leaves the game: anybody can check it, and nobody can make it up."""

import io
import json
from pathlib import Path
from typing import Any

import pytest

from levels.simulate import simulate
from levels.verifying import verify_files

ARMY = """
[scenario]
protocol = "signed-messages"
generals = 4
depth = 1
order = "attack"
traitors = [0]

[cast.traitor]
says = [{ general = 0, round = 1, to = 2, orders = ["retreat"] }]
"""


def verify(*names: Path, as_json: bool = False) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    code = verify_files([str(name) for name in names], as_json=as_json, out=out, err=err)
    return code, out.getvalue(), err.getvalue()


@pytest.fixture
def found(tmp_path: Path) -> dict[str, Any]:
    """The report of a run in which the commander sealed both orders."""
    army = tmp_path / "army.toml"
    army.write_text(ARMY, encoding="utf-8")
    return simulate(army)


@pytest.mark.parametrize("whole", [True, False])
def test_what_a_loyal_general_kept_convicts_the_commander(
    tmp_path: Path, found: dict[str, Any], whole: bool
) -> None:
    file = tmp_path / "evidence.json"
    file.write_text(json.dumps(found if whole else found["evidence"], indent=2), encoding="utf-8")
    code, out, err = verify(file)
    assert (code, err) == (0, "")
    assert "proved: C has sealed ATTACK and RETREAT on the same day." in out
    code, out, _ = verify(file, as_json=True)
    assert json.loads(out)["holds"] is True


def test_a_seal_that_is_changed_in_one_digit_proves_nothing(tmp_path: Path, found: dict[str, Any]) -> None:
    seal = found["evidence"]["statements"][0]["seal"]
    found["evidence"]["statements"][0]["seal"] = ("0" if seal[0] != "0" else "1") + seal[1:]
    file = tmp_path / "evidence.json"
    file.write_text(json.dumps(found), encoding="utf-8")
    code, out, _ = verify(file)
    assert code == 1
    assert "not proved: The seal on" in out


@pytest.mark.parametrize("text", ["", "{}", "[1, 2]", "\x00\x1b[31m", "[" * 5000, '{"evidence": null}'])
def test_what_is_no_evidence_is_said_to_be_none(tmp_path: Path, text: str) -> None:
    file = tmp_path / "nothing.json"
    file.write_text(text, encoding="utf-8")
    code, out, err = verify(file, tmp_path / "missing.json")
    assert code == 2
    assert out == ""
    assert [line.rpartition(": ")[2] for line in err.splitlines()] == [
        "there is no evidence in this file",
        "no such file or directory",
    ]


@pytest.mark.parametrize("wrong", [{"statements": 3}, {"statements": [], "name": "\x1b[2J"}])
def test_evidence_that_is_none_is_not_proved(tmp_path: Path, wrong: dict[str, Any]) -> None:
    file = tmp_path / "wrong.json"
    file.write_text(json.dumps(wrong), encoding="utf-8")
    code, out, err = verify(file)
    assert (code, err) == (1, "")
    assert "not proved" in out
    assert "\x1b" not in out
