"""What is true of every board of every shipped level, in every position that a play comes to."""

from collections.abc import Iterator
from random import Random

import pytest

from levels.board import Board, Cell, Grid, Prose, Row, Rows
from levels.match import Match, Refused
from levels.reference import follow
from levels.scene import NOTES, SUSPICIONS
from levels.text import is_clean
from tests.levels.boards.reading import PACK, begun, ids, strings

Position = tuple[Match, Board]
WIDE = 78


def played_well(id: str) -> Iterator[Board]:
    """The boards of the reference solution, one a move, checked as they come."""
    boards: list[Board] = []

    def keep(_: object) -> None:
        if match.level.bet is None or match.bet_made:
            check(match, match.board)
            boards.append(match.board)

    match = Match(PACK.level(id), record=keep)
    follow(match)
    yield from boards


def played_anyhow(id: str, seed: int) -> None:
    """A play by a seeded coin: sets, dispatches, undo; every board is checked."""
    coin = Random(seed)
    match = begun(Match(PACK.level(id)))
    for _ in range(40):
        check(match, match.board)
        batch = match.batch
        try:
            if match.status == "between":
                match.next_stage()
            elif match.over or coin.random() < 0.08:
                match.undo()
            elif coin.random() < 0.3 or not batch:
                for place, choice in enumerate(batch):
                    match.set(place, coin.choice(choice.options).label)
                match.dispatch()
            else:
                place = coin.randrange(len(batch))
                match.set(place, coin.choice(batch[place].options).label)
        except Refused:
            continue


def items(board: Board) -> Iterator[Row | Cell]:
    for panel in board.panels:
        if isinstance(panel.body, Rows):
            yield from panel.body.rows
        elif isinstance(panel.body, Grid):
            for row in panel.body.rows:
                yield from row.cells


def check(match: Match, board: Board) -> None:
    assert len(ids(board)) == len(set(ids(board))) <= 9
    assert board.panels[0].slot == "main"
    assert sum(panel.first for panel in board.panels) == 1
    assert {"goal", "field", "timeline", "chronicle"} <= set(ids(board))
    texts(board)
    places(match, board)


def texts(board: Board) -> None:
    for text in strings(board):
        assert is_clean(text), text
    for panel in board.panels:
        assert len(panel.title) <= 72, panel.title
        assert 1 <= panel.help.count(". ") + 1 <= 3, panel.help
        assert panel.help.endswith("."), panel.help
        body = panel.body
        if isinstance(body, Rows):
            assert all(len(cell) <= WIDE for row in body.rows for cell in row.cells)
            assert all(len(line.text) <= WIDE for line in (*body.above, *body.below))
            if panel.slot in ("main", "side") and not body.columns:
                assert all(len(" ".join(row.cells)) <= 34 for row in body.rows)
        if isinstance(body, Grid):
            assert all(len(line.text) <= 40 for line in (*body.above, *body.below))
        if isinstance(body, Prose):
            assert all(len(line.text) <= WIDE for line in body.lines)
    for item in items(board):
        # The status line has two lines.
        assert len(item.why) <= 2 * WIDE, item.why
    assert len(board.status) <= 2 * WIDE
    assert board.status or not board.moves & {"set"}
    assert all(sentence.strip() for sentence in board.describe)


def places(match: Match, board: Board) -> None:
    scene = match.scene
    batch = () if scene.over else scene.batch
    shown = set()
    for item in items(board):
        if item.place is None:
            assert not item.options
            assert not (isinstance(item, Row) and item.state == "open")
            continue
        assert item.why
        if item.place >= NOTES:
            assert item.options == SUSPICIONS
            continue
        assert item.place < len(batch)
        labels = tuple(option.label for option in batch[item.place].options)
        assert item.options == labels
        if isinstance(item, Row):
            assert item.value in (*labels, "")
            assert item.state == "open"
        shown.add(item.place)
    assert shown == set(range(len(batch)))
    offered = {option.label for choice in batch for option in choice.options}
    for letter in board.letters:
        assert letter.label in offered or letter.place is not None


@pytest.mark.parametrize("id", PACK.ids)
def test_the_boards_of_the_reference(id: str) -> None:
    assert list(played_well(id))


@pytest.mark.parametrize("id", PACK.ids)
@pytest.mark.parametrize("seed", [1, 2])
def test_the_boards_of_a_careless_play(id: str, seed: int) -> None:
    played_anyhow(id, seed)


@pytest.mark.parametrize("id", PACK.ids)
def test_a_board_is_the_same_for_the_same_scene(id: str) -> None:
    match = begun(Match(PACK.level(id)))
    other = begun(Match(PACK.level(id)))
    assert match.board == other.board
