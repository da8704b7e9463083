"""The scribe's board: slide 28 to the cell, the crosses, the ballot of a lieutenant."""

from levels.board import Goal, Prose, Row, Timeline
from levels.match import Match
from tests.levels.boards.reading import cells, events, grid, ids, opened, panel, rows, table

DEALT = [
    "L1 says . x† x† x† x† x† x† anything: press x",
    "L2 says A . A A R R R",
    "L3 says A A . A R R R",
    "L4 says A A A . R R R",
    "L5 says R A A A . R R himself",
    "L6 says R A A A R . R",
    "L7 says R A A A R R .",
]
RIGHT = ("tie", "attack", "attack", "attack", "retreat", "retreat", "retreat")


def fill(match: Match, labels: tuple[str, ...]) -> None:
    for place, label in enumerate(labels, 1):
        match.set(place, label)


def column(match: Match) -> tuple[str, list[str]]:
    found = panel(match.board, "column")
    assert isinstance(found.body, Prose)
    return found.title, [line.text for line in found.body.lines]


def test_slide_28_to_the_cell() -> None:
    match = opened("columns-of-truth")
    made = match.board
    assert ids(made)[:4] == ["table", "column", "crosses", "goal"]
    assert grid(made, "table").columns == ("L1", "L2", "L3", "L4", "L5", "L6", "L7")
    assert table(made, "table") == [*DEALT, "majority _ _ _ _ (R) _ _ (R) his own order", "he does _"]
    majority = grid(made, "table").rows[7]
    assert [cell.place for cell in majority.cells] == [1, 2, 3, 4, None, 5, 6]
    assert majority.cells[0].options == ("attack", "retreat", "tie")
    assert majority.cells[0].why == "Majority of column L1, six voices: a ATTACK, r RETREAT, = tie."
    assert majority.cells[4].why == "What the commander told L5 himself: RETREAT. It is his own vote."
    assert grid(made, "table").rows[8].cells[0].place == 7
    assert made.header.seat == "you: the scribe of L5"
    assert made.header.spent == "cells 0 of 7"
    assert [(key.key, key.label, key.place) for key in made.letters] == [
        ("a", "attack", None),
        ("r", "retreat", None),
        ("=", "tie", None),
        ("x", "", 0),
    ]
    assert made.act == ""


def test_the_table_of_l2_has_another_row_and_the_same_bottom() -> None:
    match = opened("columns-of-truth")
    fill(match, RIGHT)
    match.dispatch()
    match.next_stage()
    lines = table(match.board, "table")
    assert lines[1] == "L2 says A . A A R R R himself"
    assert lines[4] == "L5 says R A A A . R R"
    assert lines[7] == "majority _ (A) _ _ _ _ _ (A) his own order"
    fill(match, ("tie", "attack", "attack", "retreat", "retreat", "retreat", "retreat"))
    match.dispatch()
    assert match.status == "won"
    assert table(match.board, "table")[7:] == [
        "majority =✓ (A) A✓ A✓ R✓ R✓ R✓ (A) his own order",
        "he does R✓",
    ]


def test_the_first_blank_column_is_counted_beside_the_table() -> None:
    match = opened("columns-of-truth")
    assert column(match) == (
        "Column L1",
        ["L2 A   L3 A   L4 A", "L5 R   L6 R   L7 R", "voices 3 A, 3 R, of 6"],
    )
    assert match.board.status == "Seven cells are still blank. Column L1: 3 A, 3 R, of 6."
    match.set(1, "tie")
    assert column(match) == (
        "Column L2",
        ["L1 x", "L3 A   L4 A   L5 A   L6 A   L7 A", "voices 5 A, 0 R, 1 x, of 6"],
    )
    fill(match, RIGHT)
    assert column(match)[0] == "The bottom row"
    assert match.board.status == "Every cell is filled: enter checks them."


def test_x_turns_the_whole_row_of_crosses_and_no_majority_moves() -> None:
    match = opened("columns-of-truth")
    seen = []
    for _ in range(4):
        seen.append(table(match.board, "table")[0])
        match.set(0, "")
    assert seen == [
        "L1 says . x† x† x† x† x† x† anything: press x",
        "L1 says . A† A† A† A† A† A† anything: press x",
        "L1 says . R† R† R† R† R† R† anything: press x",
        "L1 says . –† –† –† –† –† –† anything: press x",
    ]
    row = rows(match.board, "crosses").rows[0]
    assert isinstance(row, Row)
    assert (row.cells, row.place, row.value) == (("L1's row says", "x"), 0, "x")
    assert row.options == ("x", "attack", "retreat", "silence")
    fill(match, RIGHT)
    for label, l2, l6 in (("attack", "6 A, 0 R", "1 A, 5 R"), ("retreat", "5 A, 1 R", "0 A, 6 R")):
        match.set(0, label)
        below = [line.text for line in rows(match.board, "crosses").below]
        assert f"L1 3 A, 3 R    L2 {l2}" in below
        assert any(f"L6 {l6}" in text for text in below)
    match.dispatch()
    assert match.status == "between"


def test_the_check_marks_what_is_wrong_until_it_is_changed() -> None:
    match = opened("columns-of-truth")
    fill(match, ("tie", "attack", "attack", "retreat", "retreat", "retreat", "retreat"))
    match.dispatch()
    assert table(match.board, "table")[7] == "majority =✓ A✓ A✓ R× (R) R✓ R✓ (R) his own order"
    assert match.board.status == "One cell is wrong, and marked so in the table."
    assert column(match) == ("Columns", ["L4   5 A, 0 R, 1 x, of 6: you wrote R"])
    assert events(match.board)[-1] == "check 1: One cell was wrong."
    match.set(4, "attack")
    assert table(match.board, "table")[7] == "majority =✓ A✓ A✓ A (R) R✓ R✓ (R) his own order"
    match.dispatch()
    assert match.status == "between"
    assert match.board.letters == ()
    assert column(match)[1][0] == "L1   3 A, 3 R, of 6: you wrote ="


def test_nothing_tells_what_the_tent_does_before_it_is_checked() -> None:
    match = opened("columns-of-truth")
    timeline = panel(match.board, "timeline").body
    assert isinstance(timeline, Timeline)
    assert set(timeline.decisions) == {""}
    assert not any(text.startswith("round 3: L1 ") for text in events(match.board))
    assert not any("dawn" in text for text in events(match.board))


def test_the_ballot_of_l1_among_four() -> None:
    match = opened("count-the-notes")
    made = match.board
    assert ids(made) == ["table", "inbox", "goal", "field", "timeline", "chronicle"]
    assert panel(made, "table").title == "The votes of L1: three of them"
    assert table(made, "table") == ["votes _ _ _", "he does _"]
    assert cells(made, "inbox") == [
        ("1", "from C", "“ATTACK”"),
        ("2", "from L2", "“C told me ATTACK”"),
        ("2", "from L3", "“C told me RETREAT”"),
    ]
    cell = grid(made, "table").rows[0].cells[0]
    assert cell.why == "The vote of L1 himself: what did the commander tell him?"
    assert [key.key for key in made.letters] == ["a", "r"]
    for place, label in enumerate(("attack", "attack", "retreat")):
        match.set(place, label)
    assert table(match.board, "table") == ["votes (A) A R", "he does _"]
    goal = panel(match.board, "goal").body
    assert isinstance(goal, Goal)
    assert goal.facts[0] == ("filled", "3 of 4")
    match.set(3, "attack")
    match.dispatch()
    assert match.status == "between"
    match.next_stage()
    assert grid(match.board, "table").columns == ("L1", "L2", "L3", "L4", "L5", "L6", "L7")
    assert len(cells(match.board, "inbox")) == 7
