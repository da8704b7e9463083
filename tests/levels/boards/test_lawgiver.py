"""The lawgiver's board: the law, the world that is named, what has fallen."""

from levels.board import Field, Timeline
from levels.match import Match
from tests.levels.boards.reading import cells, events, grid, ids, opened, panel, rows, table


def strike(match: Match, law: str, traitor: str, first: str, second: str) -> None:
    words = {"A": "attack", "R": "retreat"}
    for place, letter in enumerate(law):
        match.set(place, words[letter])
    for place, label in ((8, traitor), (9, words[first]), (10, words[second])):
        match.set(place, label)


def test_the_forge_before_the_first_strike() -> None:
    match = opened("rule-forge")
    made = match.board
    assert ids(made) == ["law", "world", "fallen", "goal", "field", "timeline", "chronicle"]
    assert grid(made, "law").columns == ("other says", "L1 does", "L2 does")
    assert table(made, "law") == ["A A A A", "A R R R", "R A R R", "R R R R"]
    assert [cell.place for row in grid(made, "law").rows for cell in row.cells] == [
        None, 0, 4, None, 1, 5, None, 2, 6, None, 3, 7,
    ]  # fmt: skip
    assert made.header.spent == "standing 256 of 256"
    assert made.act == ""  # this world breaks nothing yet: enter would be refused
    assert made.status == "This law survives that world: name one that breaks it."


def test_the_mock_up_after_one_strike() -> None:
    match = opened("rule-forge")
    strike(match, "ARRRARRR", "L2", "A", "R")
    assert cells(match.board, "world") == [
        ("traitor", "L2"),
        ("C tells both", "ATTACK"),
        ("he says C said", "RETREAT"),
    ]
    outcome = [line.text for line in rows(match.board, "world").below]
    assert outcome == ["L1 sees A, R: retreats.", "L1 disobeys C: this breaks it."]
    match.dispatch()
    assert match.board.header.spent == "standing 128 of 256"
    assert match.board.status == "World 1 has felled this law already: write one that still stands."
    assert table(match.board, "law")[1] == "A R R× R"
    strike(match, "AARRAARR", "C", "A", "R")
    made = match.board
    assert table(made, "law") == ["A A A A", "A R A! A", "R A R R", "R R R R"]
    assert [line.text for line in grid(made, "law").below] == ["This law: each obeys C.", "! fixed by world 1."]
    outcome = [line.text for line in rows(made, "world").below]
    assert outcome == ["L1 sees A, R: attacks.", "L2 sees R, A: retreats.", "They part: this breaks it."]
    assert cells(made, "fallen") == [
        ("world 1", "L2 lies: order A, he says R", "majority, ties retreat", "128"),
        ("world 2", "C lies: A to L1, R to L2", "named, not yet struck", "?"),
    ]
    assert rows(made, "fallen").meter == (128, 256)
    free, fixed = grid(made, "law").rows[2].cells[2], grid(made, "law").rows[1].cells[1]
    assert free.why == "L2, told R and hearing A: R. No struck world fixes this cell; space flips it."
    assert fixed.why == ("L1, told A and hearing R: A. World 1 fixed this cell: A in every law that stands.")
    assert made.status == "This law stands, and this world breaks it: enter strikes."


def test_three_worlds_fell_all_and_the_board_comes_to_rest() -> None:
    match = opened("rule-forge")
    strike(match, "ARRRARRR", "L2", "A", "R")
    match.dispatch()
    strike(match, "AARRAARR", "C", "A", "R")
    match.dispatch()
    strike(match, "AARRAAAR", "L1", "R", "A")
    match.dispatch()
    assert match.status == "won"
    made = match.board
    assert rows(made, "fallen").meter == (256, 256)
    assert [row[-1] for row in cells(made, "fallen")] == ["128", "64", "64"]
    assert events(made) == [
        "world 1: L2 lies: order A, he says R. 128 laws fell.",
        "world 2: C lies: A to L1, R to L2. 64 laws fell.",
        "world 3: L1 lies: order R, he says A. 64 laws fell.",
    ]
    assert made.letters == ()


def test_the_named_world_stands_on_the_field_under_the_drafted_law() -> None:
    match = opened("rule-forge")
    strike(match, "AARRAARR", "C", "A", "R")
    field = panel(match.board, "field").body
    assert isinstance(field, Field)
    assert [(camp.kind, camp.order) for camp in field.camps] == [
        ("traitor", ""),
        ("loyal", "ATTACK"),
        ("loyal", "RETREAT"),
    ]
    assert [(r.sender, r.receiver, r.order, r.lie) for r in field.roads] == [
        (0, 1, "ATTACK", False),
        (0, 2, "RETREAT", True),
        (1, 2, "ATTACK", False),
        (2, 1, "RETREAT", False),
    ]
    timeline = panel(match.board, "timeline").body
    assert isinstance(timeline, Timeline)
    assert timeline.decisions == ("", "attack", "retreat")
