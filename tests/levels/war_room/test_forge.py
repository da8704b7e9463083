"""Altering a letter under a loyal seal can be tried, and is always detected."""

import pytest

from levels.course import Refused
from levels.war_room import Sandbox, Setting

SM = {
    "protocol": "signed-messages",
    "generals": 4,
    "depth": 1,
    "order": "attack",
    "traitors": [1],
}


def relaying() -> Sandbox:
    """L1, a traitor, is about to pass on what the loyal commander has sealed."""
    match = Sandbox(Setting(SM, {"traitor:1": "you"}))
    while not match.can_forge:
        match.dispatch()
    return match


def test_it_is_seen_by_everybody_costs_a_lie_and_says_nothing() -> None:
    match = relaying()
    place = next(p for p, choice in enumerate(match.batch) if choice.options[choice.honest].label != "silence")
    assert "forge" in match.moves
    before = match.scene.spent.get("lies", 0)
    match.forge(place)
    assert match.feedback.startswith("Everybody sees that the seal of C is broken: L")
    assert match.drafts[place] == "silence"
    assert match.scene.spent["lies"] == before + 1
    match.undo()
    assert place not in match.drafts
    assert match.feedback == ""


def test_it_is_a_move_of_the_transcript() -> None:
    records = []
    setting = Setting(SM, {"traitor:1": "you"})
    match = Sandbox(setting, record=records.append)
    while not match.can_forge:
        match.dispatch()
    match.forge(0)
    match.dispatch()
    again = Sandbox(setting)
    for record in records:
        again.move(record)
    assert again.run.picks == match.run.picks
    assert {"move": "forge", "place": 0} in records


def test_there_is_nothing_to_forge_in_mere_words_or_under_ones_own_seal() -> None:
    for scenario, owner in (
        ({**SM, "protocol": "oral-messages"}, "traitor:1"),
        ({**SM, "traitors": [0]}, "traitor:0"),
    ):
        match = Sandbox(Setting(scenario, {owner: "you"}))
        with pytest.raises(Refused, match="no seal"):
            match.forge(0)


def test_a_place_that_is_none_is_refused() -> None:
    with pytest.raises(Refused, match="nothing to forge"):
        relaying().forge(99)
