"""The general's board: what he heard, his own votes, his decision; and that nothing else leaks into it."""

from dataclasses import replace
from typing import Any

import pytest

from engine.protocols.oral_messages import OralMessages
from engine.run import Run
from levels.board import Board, Field, Goal, Pair, Prose, Timeline
from levels.boards import board
from levels.playing import Playing
from levels.scene import NOTES, Scene
from levels.tasks.dawn import Dawn
from tests.levels.boards.reading import (
    cells,
    events,
    grid,
    ids,
    of_text,
    opened,
    panel,
    rows,
    strings,
    table,
)


def army(generals: int, traitors: list[int], says: str = "", task: str = "", depth: int = 1) -> str:
    """A level in which the player is L1, loyal, and sees only what he sees."""
    goal = 'make = "worlds"' if task else 'keep = "consistency"'
    cast = "".join(f'[cast."traitor:{t}"]\nsays = [{says}]\n' for t in traitors)
    return f"""\
format = 1
id = "an-army"
title = "An army"
source = "slide 15"
idea = "Both worlds were open."
theorem = "Indistinguishability"
[scenario]
protocol = "oral-messages"
generals = {generals}
depth = {depth}
order = "attack"
traitors = {traitors}
{cast}[player]
role = "general"
seats = [1]
sees = "own-view"
{task}
[goal]
{goal}
[text]
before = "You are L1."
won = "So it went."
"""


def say(general: int, heard: list[int], to: int, order: str) -> str:
    return f'{{ general = {general}, heard = {heard}, to = {to}, order = "{order}" }}'


DAWN = '[task]\nkind = "dawn"\ngeneral = 1\n'
C_LIES = say(0, [], 2, "retreat")
L2_LIES = say(2, [0], 1, "retreat")


def test_the_order_with_three_loyal_generals() -> None:
    match = opened("the-order")
    made = match.board
    assert ids(made) == ["inbox", "votes", "decision", "goal", "field", "timeline", "chronicle"]
    assert rows(made, "inbox").columns == ("round", "", "")
    assert cells(made, "inbox") == [
        ("1", "from C", "“ATTACK”"),
        ("2", "from L2", "“C told me ATTACK”"),
        ("2", "to L2", "“C told me ATTACK”"),
    ]
    assert table(made, "votes") == ["heard (A) A 2 : 0"]
    assert cells(made, "decision") == [
        ("ATTACK", "obey what the commander told me, and every note says so"),
        ("RETREAT", "nobody told me so"),
    ]
    goal = panel(made, "goal").body
    assert isinstance(goal, Goal)
    assert (goal.holds, goal.why) == (None, "it cannot be said before dawn")
    assert made.header.seat == "you: L1, loyal"
    assert made.act == ""
    match.set(0, "attack")
    timeline = panel(match.board, "timeline").body
    assert isinstance(timeline, Timeline)
    assert timeline.decisions == ("", "?attack", "")
    match.dispatch()
    assert match.status == "won"
    assert cells(match.board, "decision") == [("L1", "ATTACK", "sealed")]
    assert events(match.board) == [
        "round 1: C told you to ATTACK.",
        "round 2: You told L2 that C said ATTACK.",
        "round 2: L2 told you that C said ATTACK.",
        "dawn: You attack.",
    ]


def test_three_tents_as_in_the_mock_up() -> None:
    match = opened("three-tents")
    made = match.board
    assert ids(made)[:5] == ["inbox", "votes", "suspects", "decision", "goal"]
    assert cells(made, "inbox") == [
        ("1", "from C", "“ATTACK”"),
        ("2", "from L2", "“C told me RETREAT”"),
        ("2", "to L2", "“C told me ATTACK”"),
    ]
    assert table(made, "votes") == ["heard (A) R 1 : 1, a tie"]
    assert grid(made, "votes").below[0].text == "The rule would say RETREAT."
    assert cells(made, "decision") == [
        ("ATTACK", "obey what the commander told me"),
        ("RETREAT", "the orders disagree: take the default"),
    ]
    assert [row.place for row in rows(made, "suspects").rows] == [NOTES, NOTES + 2]
    assert made.status == "Whatever you seal, dawn shows you a world that fits all you have seen."
    assert (made.header.clock, made.header.spent) == ("night 1 of 5", "worlds met 0 of 2")
    match.set(NOTES + 2, "traitor")
    assert rows(match.board, "suspects").rows[1].value == "traitor"


def test_two_dawns_put_two_worlds_side_by_side() -> None:
    match = opened("three-tents")
    assert isinstance(panel(match.board, "worlds").body, Prose)
    match.set(0, "attack")
    match.dispatch()
    first = panel(match.board, "worlds").body
    assert isinstance(first, Pair)
    assert (first.viewer, first.left, first.right) == ("L1", "C is the traitor", "another world")
    assert match.board.status == "Dawn: C is the traitor. L1 attacks, L2 retreats."
    match.set(0, "retreat")
    match.dispatch()
    pair = panel(match.board, "worlds").body
    assert isinstance(pair, Pair)
    assert (pair.left, pair.right) == ("C is the traitor", "L2 is the traitor")
    assert [(line.left, line.right, line.same, line.hidden) for line in pair.lines] == [
        ("C tells L1 ATTACK", "C tells L1 ATTACK", True, False),
        ("C tells L2 RETREAT †", "C tells L2 ATTACK", False, True),
        ("L1 tells L2: C said ATTACK", "L1 tells L2: C said ATTACK", True, False),
        ("L2 tells L1: C said RETREAT", "L2 tells L1: C said RETREAT", True, False),
    ]
    assert [line.text for line in pair.below] == [
        "Night 1, you sealed ATTACK: L1 attacks, L2 retreats.",
        "Night 2, you sealed RETREAT: L1 retreats though the loyal commander said ATTACK.",
        "You chose first. Both worlds were open until you did.",
    ]
    assert events(match.board)[3:] == [
        "night 1: You sealed ATTACK.",
        "dawn 1: Dawn: C is the traitor. L1 attacks, L2 retreats.",
        "night 2: You sealed RETREAT.",
        "dawn 2: Dawn: L2 is the traitor. L1 retreats though the loyal commander said ATTACK.",
    ]


def unlabelled(made: Board) -> Board:
    """A board without what the level file says of itself."""
    return replace(made, header=replace(made.header, title="", level=""))


TWINS = {
    "three tents": (army(3, [0], C_LIES), army(3, [2], L2_LIES)),
    "three tents, dawn": (army(3, [0], C_LIES, DAWN), army(3, [2], L2_LIES, DAWN)),
    "four tents": (army(4, [0], C_LIES), army(4, [2], L2_LIES)),
    "silence, or a silence passed on": (
        army(3, [0], say(0, [], 2, "silence")),
        army(3, [2], L2_LIES),
    ),
    "nobody lies, or only to others": (army(4, []), army(4, [2], say(2, [0], 3, "retreat"))),
    "two rounds of notes": (
        army(5, [], depth=2),
        army(5, [3], say(3, [0, 2], 4, "retreat"), depth=2),
    ),
}


@pytest.mark.parametrize("name", TWINS)
def test_what_he_cannot_tell_apart_looks_the_same(name: str) -> None:
    one, other = (of_text(text) for text in TWINS[name])
    dealt = [getattr(match.playing.model, "dealt", match.run) for match in (one, other)]
    assert dealt[0].view(1) == dealt[1].view(1)
    assert dealt[0].journal != dealt[1].journal
    assert unlabelled(one.board) == unlabelled(other.board)
    one.set(0, "retreat")
    other.set(0, "retreat")
    assert unlabelled(one.board) == unlabelled(other.board)


def test_even_a_careless_match_leaks_nothing() -> None:
    """A scene that brings along a preview and a verdict that its general must not see."""
    scenes: list[Scene] = []
    for text in TWINS["four tents"]:
        match = of_text(text)
        scene = match.scene
        told = match.run.honestly()
        scenes.append(replace(scene, preview=told, holds=True, why=f"{text.count('traitor')} secrets"))
    left, right = (unlabelled(board(scene)) for scene in scenes)
    assert left == right
    assert not any("secret" in text for text in strings(left))


def test_the_other_camps_are_unknown() -> None:
    match = opened("three-tents")
    field = panel(match.board, "field").body
    assert isinstance(field, Field)
    assert [(camp.kind, camp.mine, camp.order) for camp in field.camps] == [
        ("unknown", False, ""),
        ("loyal", True, ""),
        ("unknown", False, ""),
    ]
    timeline = panel(match.board, "timeline").body
    assert isinstance(timeline, Timeline)
    assert {1} <= set.intersection(*({arrow.sender, arrow.receiver} for arrow in timeline.arrows))
    assert timeline.marks == ("", "you", "")


def test_a_letter_that_did_not_come_is_noticed() -> None:
    match = of_text(army(3, [2], say(2, [0], 1, "silence")))
    inbox = rows(match.board, "inbox")
    assert inbox.rows[1].cells == ("2", "from L2", "silence")
    assert inbox.rows[1].why == "No letter came: silence, noticed when the round was over."
    assert not any("L2" in text for text in events(match.board) if "told you" in text)
    assert table(match.board, "votes") == ["heard (A) R 1 : 1, a tie"]


def test_among_four_he_may_suspect() -> None:
    match = of_text(army(4, [2], L2_LIES))
    assert cells(match.board, "suspects") == [("C",), ("L2",), ("L3",)]
    assert cells(match.board, "decision") == [
        ("ATTACK", "obey what the commander told me"),
        ("RETREAT", "believe L2"),
    ]
    assert "suspects" not in ids(opened("the-order").board)


def test_the_reasons_weigh_the_notes() -> None:
    lies = ", ".join((say(0, [], 2, "retreat"), say(0, [], 3, "retreat")))
    match = of_text(army(4, [0], lies))
    assert cells(match.board, "decision") == [
        ("ATTACK", "obey what the commander told me"),
        ("RETREAT", "the notes outvote it, 2 to 1"),
    ]


def test_the_dealt_run_decides_nothing_on_the_board() -> None:
    match = opened("three-tents")
    task: Any = match.playing.model
    assert isinstance(task, Dawn)
    dealt: Run[Any] = task.dealt
    assert isinstance(dealt.model.machine, OralMessages)  # type: ignore[attr-defined]
    assert dealt.now.decisions[1] == "retreat"
    timeline = panel(match.board, "timeline").body
    assert isinstance(timeline, Timeline)
    assert timeline.decisions == ("", "", "")
    assert isinstance(match.playing, Playing)
