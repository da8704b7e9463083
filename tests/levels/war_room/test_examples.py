"""The shipped scenarios: one for each protocol, playable at once, with a sentence on what to try."""

import pytest

from engine.protocols import PROTOCOLS
from levels.war_room import example, form, open_war_room
from levels.war_room.examples import FOLDER


def test_there_is_one_for_each_protocol_and_no_other() -> None:
    assert {path.stem for path in FOLDER.glob("*.toml")} == set(PROTOCOLS)


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_it_can_be_played_at_once_and_says_what_to_try(protocol: str) -> None:
    found = example(protocol)
    assert found is not None
    assert found.setting.scenario["protocol"] == protocol
    assert found.setting.faults == ()
    assert found.setting.mine
    assert found.sentence.endswith((".", "?", "!"))
    assert len(found.sentence) <= 110
    match = open_war_room(found.setting)
    assert match.batch
    assert match.board.panels


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_its_form_is_without_a_fault(protocol: str) -> None:
    found = example(protocol)
    assert found is not None
    values = {name: value for name, value in found.setting.scenario.items() if name != "protocol"}
    laid = form(protocol, values, found.setting)
    assert laid.error == ""
    assert [field.error for field in laid.fields if field.error] == []
    assert laid.setting is not None
    assert laid.setting.digest == found.setting.digest
