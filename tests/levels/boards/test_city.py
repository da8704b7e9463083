"""The city's board: the letters and their fates, the ladder, dawn."""

from levels.board import Goal, Ladder, Timeline
from levels.boards import board
from tests.levels.boards.reading import cells, events, ids, of_text, opened, panel, rows

FATES = ["arrived", "arrived", "arrived", "at the gate", "not yet sent"]

PLAN = """\
format = 1
id = "a-plan"
title = "A plan"
source = "slide 5"
idea = "Many at once."
theorem = "Two generals"
[scenario]
protocol = "act-on-acknowledgement"
copies = 3
acks = 2
order = "attack"
captures = 4
[player]
role = "city"
[goal]
break = "agreement"
measure = "captures"
[text]
before = "You are the city."
won = "So it went."
"""


def test_five_letters_with_the_fourth_at_the_gate() -> None:
    match = opened("last-word")
    for label in ("let through",) * 3 + ("capture",):
        match.set(0, label)
        match.dispatch()
    match.next_stage()
    for _ in range(3):
        match.set(0, "let through")
        match.dispatch()
    made = match.board
    assert ids(made) == ["dispatches", "knowledge", "dawn", "goal", "field", "timeline", "chronicle"]
    title = "Dispatches: five letters, each sent only if the one before it arrived"
    assert panel(made, "dispatches").title == title
    assert [row[-1] for row in cells(made, "dispatches")] == FATES
    assert cells(made, "dispatches")[3] == ("4", "Narses", "Belisarius", "“I have your 3”", "at the gate")
    letters = rows(made, "dispatches")
    assert [row.state for row in letters.rows] == ["sealed"] * 3 + ["open", "waiting"]
    assert letters.rows[3].options == ("let through", "capture")
    assert letters.rows[2].why == "Letter 3 already arrived; it cannot be taken back."
    assert letters.rows[4].why == "Letter 5 is sent only if letter 4 arrives."
    terms = "Belisarius marches if he holds letter 4.  Narses, if he holds letter 5."
    assert [line.text for line in letters.below] == [terms]
    assert made.status == "Letter 4 stands at your gate."
    assert [(key.key, key.label, key.immediate) for key in made.letters] == [
        ("x", "capture", True),
        ("c", "let through", True),
    ]
    assert made.header.seat == "you: the city"
    assert (made.header.clock, made.header.spent) == ("stage 2 of 2", "captures left 1 of 1")


def test_a_letter_that_has_arrived_can_be_gone_back_to() -> None:
    match = opened("last-word")
    match.set(0, "let through")
    match.dispatch()
    assert rows(match.board, "dispatches").rows[0].why == "Letter 1 already arrived; u goes back to it."


def test_the_ladder_rises_by_a_rung_a_letter_and_never_to_the_roof() -> None:
    match = opened("last-word")
    reached = []
    for _ in range(4):
        body = panel(match.board, "knowledge").body
        assert isinstance(body, Ladder)
        reached.append([rung.reached for rung in body.rungs])
        match.set(0, "let through")
        match.dispatch()
    assert reached == [[i < done for i in range(4)] + [None] for done in range(4)]
    body = panel(match.board, "knowledge").body
    assert isinstance(body, Ladder)
    assert [(rung.text, rung.note) for rung in body.rungs] == [
        ("N knows the plan", "by 1"),
        ("B knows 1 arrived", "by 2"),
        ("N knows 2 arrived", "by 3"),
        ("B knows 3 arrived", "by 4"),
        ("roof: common knowledge", "never"),
    ]


def test_the_ladder_has_as_many_rungs_as_letters_arrived() -> None:
    # The oracle's knowledge, over all runs of the plan, and the count of a chain's letters are the same.
    for taken in range(4):
        match = opened("last-word")
        for _ in range(taken):
            match.set(0, "let through")
            match.dispatch()
        match.set(0, "capture")
        match.dispatch()
        body = panel(match.board, "knowledge").body
        assert isinstance(body, Ladder)
        assert sum(rung.reached is True for rung in body.rungs) == taken
        assert body.rungs[taken].note == f"{taken + 1} taken"
        assert all(rung.note.startswith("needs") for rung in body.rungs[taken + 1 : 4])


def test_dawn_is_told_for_the_case_that_all_others_pass() -> None:
    match = opened("last-word")
    assert panel(match.board, "dawn").title == "Dawn, if no more are taken"
    assert cells(match.board, "dawn") == [
        ("Belisarius", "marches"),
        ("Narses", "marches"),
        ("the city", "falls"),
    ]
    match.set(0, "capture")
    match.dispatch()
    assert panel(match.board, "dawn").title == "Dawn"
    assert cells(match.board, "dawn") == [
        ("Belisarius", "stays"),
        ("Narses", "stays"),
        ("the city", "sleeps on"),
    ]
    fates = [row[-1] for row in cells(match.board, "dispatches")]
    assert fates == ["taken", "never sent", "never sent", "never sent"]
    why = rows(match.board, "dispatches").rows[1].why
    assert why == "Letter 2 was never sent: letter 1 did not arrive."


def test_the_last_letter_taken_leaves_one_army_alone() -> None:
    match = opened("last-word")
    for label in ("let through",) * 3 + ("capture",):
        match.set(0, label)
        match.dispatch()
    assert cells(match.board, "dawn")[2] == ("the city", "beats the lone army")
    goal = panel(match.board, "goal").body
    assert isinstance(goal, Goal)
    assert (goal.holds, goal.why) == (True, "Narses attacks, Belisarius retreats")
    assert goal.facts[0] == ("captures left", "0 of 1")
    assert events(match.board)[-4:] == [
        "letter 4: Narses wrote letter 4: “I have your 3”.",
        "letter 4: Letter 4 was taken at the gate.",
        "dawn: Belisarius stays.",
        "dawn: Narses marches.",
    ]
    timeline = panel(match.board, "timeline").body
    assert isinstance(timeline, Timeline)
    assert [arrow.state for arrow in timeline.arrows] == ["sent", "sent", "sent", "captured"]
    assert timeline.decisions == ("retreat", "attack")


def test_equal_letters_stand_as_one_row() -> None:
    match = of_text(PLAN)
    assert cells(match.board, "dispatches") == [
        ("1-3", "Belisarius", "Narses", "“March at dawn”", "3 at the gate"),
        ("4-5", "Narses", "Belisarius", "“I have it”", "not yet sent"),
    ]
    row = rows(match.board, "dispatches").rows[0]
    assert row.options == ("let through", "capture 1 of 3", "capture 2 of 3", "capture 3 of 3")
    assert match.board.status == "Letters 1 to 3 stand at your gate."
    assert [(key.key, key.label, key.immediate) for key in match.board.letters] == [
        ("x", "capture 3 of 3", False),
        ("c", "let through", False),
    ]
    assert "knowledge" not in ids(match.board)
    match.set(0, "capture 2 of 3")
    assert cells(match.board, "dispatches")[0][-1] == "capture 2 of 3"
    match.dispatch()
    assert [row[-1] for row in cells(match.board, "dispatches")] == ["2 of 3 taken", "2 at the gate"]
    assert "letters 1 to 3: Two of letters 1 to 3 were taken at the gate." in events(match.board)
    assert board(match.scene) == match.board
