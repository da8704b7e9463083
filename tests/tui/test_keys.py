"""One table of commands feeds the bindings, the footer, the help and the palette."""

from collections import Counter

import pytest

from levels.board import Letter
from tests.tui import fake_match
from tui.keys import BY_ID, COMMANDS, LETTERS, Keyring, Scope, bindings, fit, scope_commands, shown

SCOPES: tuple[Scope, ...] = ("campaign", "briefing", "play", "debrief")


def test_every_id_is_defined_once() -> None:
    assert len(BY_ID) == len(COMMANDS)


@pytest.mark.parametrize("scope", SCOPES)
def test_no_key_means_two_things_on_one_screen(scope: Scope) -> None:
    keys = Counter(key for command in scope_commands(scope) for key in command.keys)
    assert [key for key, times in keys.items() if times > 1] == []


@pytest.mark.parametrize("scope", SCOPES)
def test_bindings_footer_and_help_come_from_the_same_commands(scope: Scope) -> None:
    ids = {command.id for command in scope_commands(scope)}
    assert {binding.id for binding in bindings(scope)} == ids
    helped = {line.help for line in Keyring().lines(scope)}
    for command in scope_commands(scope):
        if not command.letter and not command.family:
            assert command.help in helped
    footer = {words for _, words in Keyring().footer(scope)}
    assert footer <= {command.words for command in scope_commands(scope)}


def test_only_keys_that_reach_a_program_in_every_terminal_are_first_keys() -> None:
    special = {"enter", "space", "tab", "shift+tab", "escape", "up", "down", "left", "right", "ctrl+p",
               "left_square_bracket", "right_square_bracket", "question_mark", "equals_sign"}  # fmt: skip
    for command in COMMANDS:
        first = command.keys[0]
        assert len(first) == 1 or first in special or first.startswith("f"), command.id


def test_brackets_question_mark_and_ctrl_p_have_second_routes() -> None:
    for id in ("earlier", "later", "help", "palette"):
        assert any(key.startswith("f") for key in BY_ID[id].keys)


def test_the_footer_lists_the_boards_letters_and_moves_only() -> None:
    board = fake_match.FakeMatch(fake_match.GATE).board
    footer = Keyring().footer("play", board=board)
    assert footer[:3] == [("enter", "let through"), ("x", "capture"), ("c", "let through")]
    assert ("h", "hint") in footer
    keys = [key for key, _ in footer]
    assert "i" not in keys
    assert "u" not in keys


def test_a_changed_key_shows_everywhere() -> None:
    keyring = Keyring({"undo": "z", "letter-x": "k", "nonsense": "q"})
    match = fake_match.FakeMatch(fake_match.LIES)
    match.betting = False
    match.set(0, "RETREAT")
    assert ("z", "undo") in keyring.footer("play", board=match.board)
    lines = keyring.lines("play", (Letter("x", "captured", "capture", True),))
    assert "z" in [line.keys for line in lines]
    assert "k" in [line.keys for line in lines]


def test_letters_are_all_in_the_table() -> None:
    assert set(LETTERS) <= set(BY_ID)
    assert {"a", "r", "s", "=", "x", "c", "n", "b"} <= set(LETTERS.values())


def test_the_footer_keeps_help_when_it_has_to_drop_something() -> None:
    items = [("enter", "dispatch"), ("u", "undo"), ("w", "worlds"), ("?", "help")]
    assert fit(items, 80) == items
    assert fit(items, 24) == [("enter", "dispatch"), ("?", "help")]
    assert fit([], 10) == []


def test_keys_are_shown_as_they_are_typed() -> None:
    assert [shown(key) for key in ("question_mark", "f1", "escape", "U", "enter")] == [
        "?",
        "F1",
        "esc",
        "U",
        "enter",
    ]
