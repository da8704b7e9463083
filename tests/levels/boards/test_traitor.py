"""The traitor's board: the outbox with its lies, the live votes, what is sealed."""

from levels.board import Field, Goal, Timeline
from tests.levels.boards.reading import cells, events, grid, ids, of_text, opened, panel, rows, table

SEVEN = """\
format = 1
id = "seven-tents"
title = "Seven tents"
source = "slides 19-24"
idea = "A traitor who is believed by half the army needs no more friends."
theorem = "Theorem 1"
[scenario]
protocol = "oral-messages"
generals = 7
depth = 1
order = "attack"
traitors = [0, 6]
[player]
role = "traitor"
seats = [0, 6]
[goal]
break = "agreement"
measure = "lies"
par = 3
[claim]
asks = "sure-votes"
inside = 1
[text]
before = "You are C and L6."
won = "Three lies."
"""
TWO_LIARS = SEVEN.replace("[0, 6]", "[5, 6]")
VECTORS = (
    SEVEN.replace('protocol = "oral-messages"', 'protocol = "interactive-consistency"')
    .replace("[0, 6]", "[6]")
    .replace('[claim]\nasks = "sure-votes"\ninside = 1\n', "")
)


def test_seven_tents_as_in_the_mock_up() -> None:
    match = of_text(SEVEN)
    assert cells(match.board, "dispatches")[0] == ("to L1", "ATTACK")
    assert panel(match.board, "dispatches").title == "Outbox of C, round 1 of 2"
    match.set(3, "retreat")
    match.set(4, "retreat")
    match.dispatch()
    match.set(0, "retreat")
    made = match.board
    assert ids(made) == ["dispatches", "votes", "goal", "inbox", "field", "timeline", "chronicle"]
    assert panel(made, "dispatches").title == "Outbox of L6, round 2 of 2"
    outbox = rows(made, "dispatches")
    assert cells(made, "dispatches") == [
        ("to L1", "“C said”", "RETREAT"),
        *((f"to L{i}", "“C said”", "ATTACK") for i in range(2, 6)),
    ]
    assert [row.lie for row in outbox.rows] == [True, False, False, False, False]
    assert [row.value for row in outbox.rows] == ["retreat"] + ["attack"] * 4
    assert outbox.rows[0].why == "L6, to L1: RETREAT is a lie (he was told ATTACK)."
    assert outbox.rows[1].why == "L6, to L2: ATTACK is what he was told."
    assert [line.text for line in outbox.above] == ["heard from C: A    honest: A to all"]
    assert [line.text for line in outbox.below] == [
        "Round 1, sealed (C):",
        "L1 A  L2 A  L3 A  L4 R†  L5 R†  L6 A",
        "† two lies.",
    ]
    assert table(made, "votes") == [
        "L1 (A) A A R R R† 3:3 RETREAT",
        "L2 A (A) A R R A 4:2 ATTACK",
        "L3 A A (A) R R A 4:2 ATTACK",
        "L4 A A A (R) R A 4:2 ATTACK",
        "L5 A A A R (R) A 4:2 ATTACK",
    ]
    assert [line.text for line in grid(made, "votes").below] == [
        "( ) own order, one vote of six.",
        "A tie is RETREAT.",
    ]
    goal = panel(made, "goal").body
    assert isinstance(goal, Goal)
    assert (goal.holds, goal.why) == (True, "L2 attacks, L1 retreats")
    assert goal.facts == (
        ("lies", "3"),
        ("validity", "not asked: the commander is a traitor"),
        ("par", "sealed"),
    )
    assert made.header.seat == "you: C and L6, traitors"
    assert (made.header.clock, made.header.spent, made.header.par) == ("round 2 of 2", "lies 3", "par sealed")
    assert made.status == "L6 writes five letters. Those you leave alone are honest; enter sends them."
    assert [key.key for key in made.letters] == ["a", "r", "s"]


def test_drafts_are_no_events_and_are_drawn_as_drafts() -> None:
    match = of_text(SEVEN)
    match.set(0, "retreat")
    match.set(1, "silence")
    assert events(match.board) == ["round 1: The true order of C is ATTACK."]
    field = panel(match.board, "field").body
    assert isinstance(field, Field)
    assert [(r.sender, r.receiver, r.order, r.state, r.lie) for r in field.roads] == [
        (0, 2, "", "silent", True),
        (0, 1, "RETREAT", "draft", True),
        *((0, i, "ATTACK", "draft", False) for i in range(3, 7)),
    ]
    match.dispatch()
    assert events(match.board)[1:4] == [
        "round 1: C told L1 to RETREAT: a lie, for the order was ATTACK.",
        "round 1: C told L2 nothing: a lie, for the order was ATTACK.",
        "round 1: C told L3, L4, L5 and L6 to ATTACK.",
    ]


def test_silence_says_what_it_will_be_taken_for() -> None:
    match = of_text(SEVEN)
    match.set(1, "silence")
    row = rows(match.board, "dispatches").rows[1]
    assert row.why == "C, to L2: silence is a lie (the true order is ATTACK); L2 will take it for RETREAT."
    assert row.cells == ("to L2", "silence")


def test_two_seats_that_speak_at_once_are_two_groups() -> None:
    match = of_text(TWO_LIARS)
    outbox = rows(match.board, "dispatches")
    assert panel(match.board, "dispatches").title == "Outbox of L5 and L6, round 2 of 2"
    assert [row.cells for row in outbox.rows if row.place is None] == [("L5 writes",), ("L6 writes",)]
    assert [row.place for row in outbox.rows if row.place is not None] == list(range(10))
    assert match.board.status.startswith("L5 and L6 write ten letters.")


def test_when_it_is_over_the_letters_stand_sealed() -> None:
    match = of_text(SEVEN)
    match.dispatch()
    match.set(0, "retreat")
    match.dispatch()
    outbox = rows(match.board, "dispatches")
    assert match.status == "lost"
    assert {row.state for row in outbox.rows} == {"sealed"}
    assert outbox.rows[0].why == "This letter is sealed and gone; u goes back to it."
    assert cells(match.board, "dispatches")[0] == ("to L1", "“C said”", "RETREAT")
    assert match.board.letters == ()
    assert events(match.board)[-1] == "dawn: L1, L2, L3, L4 and L5 attack."


def test_a_claim_settles_the_letters_that_were_never_sent() -> None:
    match = opened("another-round")
    match.set(0, "retreat")
    match.claim()
    match.argue(5)
    assert match.status == "won"
    outbox = rows(match.board, "dispatches")
    assert {row.place for row in outbox.rows} == {None}
    assert outbox.rows[0].why == "It is over: this letter can no longer be changed."


def test_the_tent_is_taken_first() -> None:
    match = opened("retreat-to-be-safe")
    made = match.board
    assert ids(made) == ["seat", "goal", "field", "timeline", "chronicle"]
    assert cells(made, "seat") == [
        ("C", "the commander, who orders all"),
        ("L1", "a lieutenant, who passes it on"),
        ("L2", "a lieutenant, who passes it on"),
    ]
    assert made.header.seat == "you: a traitor, no tent yet"
    assert made.act == ""
    match.set(0, "L1")
    assert [row.chosen for row in rows(match.board, "seat").rows] == [False, True, False]
    assert table(match.board, "votes") == ["L2 A (A) 2:0 ATTACK"]
    match.dispatch()
    assert match.board.header.seat == "you: L1, traitor"
    assert cells(match.board, "dispatches") == [("to L2", "“C said”", "ATTACK")]
    assert events(match.board)[0] == ": You took the tent of L1."


def test_l1_among_eight_moves_votes_but_no_tent_with_another_round() -> None:
    match = opened("another-round")
    match.dispatch()
    outbox = rows(match.board, "dispatches")
    assert len(outbox.rows) == 30
    assert outbox.rows[0].cells == ("to L3", "“L2: C said”", "ATTACK")
    assert outbox.rows[29].cells == ("to L6", "“L7: C said”", "RETREAT")
    assert [line.text for line in outbox.above] == ["heard: L2 A  L3 A  L4 A  L5 R  L6 R  L7 R"]
    for place in range(30):
        match.set(place, "retreat")
    assert outbox.rows[0].why == "L1, to L3: ATTACK is what he was told."
    lying = rows(match.board, "dispatches").rows[0]
    assert lying.why == "L1, to L3: RETREAT is a lie (L2 told him ATTACK)."
    assert table(match.board, "votes") == [
        "L2 A (A) A A R R R 4:3 ATTACK",
        "L3 A A (A) A R R R 4:3 ATTACK",
        "L4 A A A (A) R R R 4:3 ATTACK",
        "L5 A A A A (R) R R 4:3 ATTACK",
        "L6 A A A A R (R) R 4:3 ATTACK",
        "L7 A A A A R R (R) 4:3 ATTACK",
    ]
    legend = [line.text for line in grid(match.board, "votes").below]
    assert legend[1] == "Others: the majority of a column."


def test_three_all_splits_the_army_from_the_swing_seat() -> None:
    match = opened("three-all")
    match.claim()
    match.argue(4)
    match.next_stage()
    for place in (3, 4, 5):
        match.set(place, "retreat")
    assert table(match.board, "votes") == [
        "L2 A (A) A A R R R 4:3 ATTACK",
        "L3 A A (A) A R R R 4:3 ATTACK",
        "L4 A A A (A) R R R 4:3 ATTACK",
        "L5 R† A A A (R) R R 3:4 RETREAT",
        "L6 R† A A A R (R) R 3:4 RETREAT",
        "L7 R† A A A R R (R) 3:4 RETREAT",
    ]


def test_many_notes_on_one_road_are_called_notes() -> None:
    match = opened("another-round")
    match.dispatch()
    timeline = panel(match.board, "timeline").body
    assert isinstance(timeline, Timeline)
    assert timeline.columns == ("order", "notes", "notes on notes")
    third = [arrow for arrow in timeline.arrows if arrow.column == 2]
    assert len(third) == 42
    assert {arrow.order for arrow in third} == {"notes"}
    assert timeline.marks == ("traitor", "traitor", "", "", "", "", "", "")
    assert timeline.now == 2
    match.set(0, "retreat")
    match.dispatch()
    told = [text for text in events(match.board) if text.startswith("round 3: L1 told L3")]
    assert told == ["round 3: L1 told L3 what he had heard: L2 R†, L4 A, L5 R, L6 R, L7 R. † is a lie."]
    honest = "round 3: L2 told all the others what he had heard: L1 A, L3 A, L4 A, L5 R, L6 R, L7 R."
    assert honest in events(match.board)


def test_where_all_have_an_order_of_their_own_the_votes_are_the_vector() -> None:
    match = of_text(VECTORS)
    made = match.board
    assert table(made, "votes")[0] == "L1 (A) A A A A A A 7:0 ATTACK"
    match.set(0, "retreat")
    assert rows(match.board, "dispatches").rows[0].lie
