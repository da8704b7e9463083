"""The lines around the board: header, keys, status, tabs."""

from levels.board import Header
from tests.tui.boards import BOARDS
from tui.glyphs import ASCII, UNICODE
from tui.widgets import footer, header, status, tabs
from tui.widgets.draw.ink import plain

HEADER = Header(
    "4 · Notes and Votes", "x", "Seven tents", "you: L6, a traitor", "round 2 of 2", "lies 3", "par 3"
)


def test_the_header_shows_all_where_there_is_room():
    line = plain(header.draw(HEADER, 118, UNICODE))
    assert line.startswith("STRATEGIKON   4 · Notes and Votes   Seven tents   ")
    assert line.endswith("you: L6, a traitor   round 2 of 2   lies 3   par 3")
    assert len(line) == 118


def test_the_header_tells_the_round_without_what_it_is_for_where_room_is_short():
    gossip = Header(
        "War room", "g", "gossip-membership", "you: the network", "round 5 of 36: their answers", "captures 1"
    )
    assert "round 5 of 36: their answers" in plain(header.draw(gossip, 90, UNICODE))
    narrow = plain(header.draw(gossip, 78, UNICODE))
    assert "round 5 of 36   captures 1" in narrow


def test_the_header_drops_the_least_needed_first():
    assert plain(header.draw(HEADER, 78, UNICODE)).split("   ")[0] == "STRATEGIKON"
    assert "Notes" not in plain(header.draw(HEADER, 78, UNICODE))
    narrow = plain(header.draw(HEADER, 40, UNICODE))
    assert narrow.startswith("Seven tents")
    assert narrow.endswith("you: L6, a traitor")


def test_a_traitors_seat_is_in_the_liars_colour_and_in_words():
    assert ("you: L6, a traitor", "lie bold") in header.draw(HEADER, 118, UNICODE)


def test_keys_are_dropped_from_the_end():
    keys = [("enter", "dispatch"), ("u", "undo"), ("i", "impossible"), ("?", "help")]
    assert plain(footer.draw(keys, 80, UNICODE)) == "enter dispatch   u undo   i impossible   ? help"
    assert plain(footer.draw(keys, 45, UNICODE)) == "enter dispatch  u undo  i impossible  ? help"
    assert plain(footer.draw(keys, 30, UNICODE)) == "enter dispatch   u undo"
    assert footer.draw(keys, 5, UNICODE) == ()


def test_the_status_is_shortened_between_words_with_a_mark():
    sentence = "Letter 4 stands at your gate, and nobody else saw it."
    assert [plain(line) for line in status.draw(sentence, "plain", 30, UNICODE)] == [
        "Letter 4 stands at your …"
    ]
    assert [plain(line) for line in status.draw(sentence, "plain", 30, UNICODE, lines=2)] == [
        "Letter 4 stands at your gate,",
        "and nobody else saw it.",
    ]
    assert [plain(line) for line in status.draw(sentence, "plain", 80, ASCII)] == [sentence]


def test_tabs_name_every_panel_with_its_digit():
    panels = BOARDS["three-tents"]().panels
    for width in (118, 78, 58):
        line, places = tabs.draw(panels, width, "goal", frozenset({"inbox"}), UNICODE)
        assert sum(len(text) for text, _ in line) <= width
        assert len(places) == len(panels)
        assert "5 Goal" in plain(line)
        assert ("Goal", "gold bold under") in line


def test_a_short_title_leaves_out_what_it_adds():
    assert tabs.short("Table of L5: slide 28, eight generals") == "Table of L5"
    assert tabs.short("The law (8 cells)") == "The law"
