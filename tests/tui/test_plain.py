"""The plain mode: the same match, line by line."""

import io

import pytest

from tests.tui import fake_match
from tests.tui.boards import BOARDS
from tui.plain import Ended, PlainGame, campaign, options
from tui.sentences import panel_lines


def played(lines: str, level: fake_match.FakeLevel) -> tuple[str, str]:
    """What was printed, and how it ended."""
    out = io.StringIO()
    game = PlainGame(io.StringIO(lines), out, fake_match.Refused)
    try:
        ended = game.play(fake_match.FakeMatch(level))
    except Ended:
        ended = "kept"
    return out.getvalue(), ended


def test_a_level_is_won_with_numbers_and_words() -> None:
    out, ended = played("1\n2\ndispatch\n", fake_match.LIES)
    assert ended == "won"
    assert "How many lies will it take?" in out
    assert "L2 C said: RETREAT (stands)" in out
    assert "Won. One army marched alone." in out


def test_the_end_of_the_input_keeps_the_play() -> None:
    out, ended = played("1\n2\n", fake_match.LIES)
    assert ended == "kept"
    assert out.endswith("\n")


def test_a_refusal_is_printed_and_the_play_goes_on() -> None:
    out, ended = played("1\nundo\n2\ndispatch\n", fake_match.LIES)
    assert "There is nothing to take back." in out
    assert ended == "won"


def test_a_claim_is_argued_with_a_number() -> None:
    out, ended = played("1\nimpossible\nmany\n7\nimpossible\n2\n", fake_match.LIES)
    assert "A whole number, please." in out
    assert out.count("Your number was wrong.") == 1
    assert ended == "won"


def test_a_lost_level_can_go_back_to_the_move_that_lost_it() -> None:
    out, ended = played("1\ndispatch\nback\n2\ndispatch\n", fake_match.LIES)
    assert "Lost. Nobody marched." in out
    assert ended == "won"


def test_the_letters_that_the_briefings_name_act_here_too() -> None:
    out, ended = played("x\nback\nu\nc\nc\nx\nc\nc\nx\n", fake_match.GATE)
    assert "Stage 2." in out
    assert ended == "won"


def test_letters_that_act_at_once_dispatch() -> None:
    out, ended = played("1\n1\n2\n1\n1\n2\n", fake_match.GATE)
    assert "Stage 2." in out
    assert ended == "won"


@pytest.mark.parametrize("nonsense", ["99", "-1", "abc", "", "forge", "goto 9", "9" * 30, "\x1b[A", "²"])
def test_nonsense_is_answered_and_harms_nothing(nonsense: str) -> None:
    _, ended = played(f"1\n{nonsense}\n2\ndispatch\n", fake_match.LIES)
    assert ended == "won"


def test_the_campaign_offers_levels_by_number() -> None:
    out = io.StringIO()
    game = PlainGame(io.StringIO("2\n1\n2\ndispatch\n"), out, fake_match.Refused)
    with pytest.raises(Ended):
        campaign(game, fake_match, fake_match.FakeHome(), fake_match.PACK, "")
    assert "2  Three lies" in out.getvalue()


@pytest.mark.parametrize("name", BOARDS)
def test_every_kind_of_panel_has_lines(name: str) -> None:
    board = BOARDS[name]()
    for panel in board.panels:
        lines = panel_lines(panel)
        assert lines[0] == panel.title
        assert len(lines) > 1
    places = {option.place for option in options(board)}
    assert ("set" in board.moves) == bool(places)
