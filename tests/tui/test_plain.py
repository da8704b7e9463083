"""The plain mode: the same match, line by line."""

import io
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from tests.tui import fake_match
from tests.tui.boards import BOARDS
from tui.plain import Ended, PlainGame, campaign, options, play_level
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


@pytest.mark.parametrize("answer", ["-5", "9" * 5000, "²", "١"])
def test_what_is_no_number_is_no_argument(answer: str) -> None:
    out, ended = played(f"1\nimpossible\n{answer}\n2\n", fake_match.LIES)
    assert "A whole number, please." in out or "Your number was wrong." in out
    assert ended in ("won", "kept")


def test_a_refused_argument_is_a_sentence_and_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def argue(self: fake_match.FakeMatch, number: int) -> None:
        raise fake_match.Refused("That is no answer.")

    monkeypatch.setattr(fake_match.FakeMatch, "argue", argue)
    out, ended = played("1\nimpossible\n99999999\nback\n2\ndispatch\n", fake_match.LIES)
    assert "That is no answer." in out
    assert ended == "won"


def test_an_act_without_a_word_is_not_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = fake_match.FakeMatch.board
    monkeypatch.setattr(fake_match.FakeMatch, "board", property(lambda self: replace(whole.fget(self), act="")))
    out, ended = played("\n", fake_match.CHOICE)
    assert "\n  , " not in out
    assert "\n  hint, " in out
    assert ended == "kept"


def test_a_warning_is_said_once_as_soon_as_there_is_one() -> None:
    out, home = io.StringIO(), fake_match.FakeHome()
    game = PlainGame(io.StringIO("1\n2\nboard\n"), out, fake_match.Refused, home=home)
    home.warning = "This play is not being kept: the disk is full."
    with pytest.raises(Ended):
        game.play(fake_match.FakeMatch(fake_match.CHOICE))
    assert game.begun
    assert out.getvalue().count(home.warning) == 1


def _left(*ids: str) -> fake_match.FakeHome:
    plays = tuple(SimpleNamespace(level_id=id, path=f"{id}-{at}", moves=1) for at, id in enumerate(ids))
    return fake_match.FakeHome(now=fake_match.FakeProgress(unfinished=plays))


def test_a_level_that_was_left_offers_to_go_on() -> None:
    out = io.StringIO()
    game = PlainGame(io.StringIO("1\ndispatch\n"), out, fake_match.Refused)
    assert play_level(game, fake_match, _left("lies"), fake_match.PACK, "", fake_match.LIES) == "won"
    assert "You left Three lies after 1 move." in out.getvalue()


def test_every_unfinished_play_is_offered_and_a_stale_one_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = fake_match.resume

    def resume(path: object, *rest: Any) -> Any:
        if path == "lies-0":
            raise fake_match.Refused("The level has changed since this was played.")
        return real(path, *rest)

    monkeypatch.setattr(fake_match, "resume", resume)
    out = io.StringIO()
    game = PlainGame(io.StringIO("4\n4\ndispatch\n"), out, fake_match.Refused)
    with pytest.raises(Ended):
        campaign(game, fake_match, _left("lies", "choice"), fake_match.PACK, "")
    assert "5  go on with The choice" in out.getvalue()
    assert "The level has changed" in out.getvalue()
    assert "Won." in out.getvalue()
