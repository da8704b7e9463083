"""Drawings against what a reader must see, as text; no application is needed."""

import itertools

import pytest
from rich.cells import cell_len

from levels.board import (
    Arrow,
    Camp,
    Cell,
    Chronicle,
    Event,
    Field,
    Goal,
    Grid,
    GridRow,
    Pair,
    Road,
    Row,
    Rows,
    Seen,
    Step,
    Timeline,
)
from tests.tui.boards import BOARDS
from tui.glyphs import ASCII, UNICODE
from tui.widgets.draw.body import layout, selectable
from tui.widgets.draw.ink import plain


def body(level, id):
    return next(panel.body for panel in BOARDS[level]().panels if panel.id == id)


def text(body, width, height=40, cursor=None, glyphs=UNICODE, **more):
    """What a drawing says, line by line, without the space at the ends."""
    return [plain(line).rstrip() for line in layout(body, width, height, cursor, glyphs, **more).lines]


def styles(body, width, word, height=40, cursor=None):
    """The styles in which a word is drawn."""
    lines = layout(body, width, height, cursor, UNICODE).lines
    return {style for line in lines for part, style in line if part.strip() == word}


EVERY = [(level, panel.id) for level in BOARDS for panel in BOARDS[level]().panels]


@pytest.mark.parametrize(("level", "id"), EVERY)
def test_no_drawing_is_wider_than_its_panel(level, id):
    drawn = body(level, id)
    places = selectable(drawn)
    for width, height, glyphs in itertools.product((20, 34, 54, 74, 116), (5, 12, 30), (UNICODE, ASCII)):
        drawing = layout(drawn, width, height, places[-1] if places else None, glyphs)
        assert drawing.lines
        for line in drawing.lines:
            assert cell_len(plain(line)) <= width
            if glyphs is ASCII:
                assert plain(line).replace("\u00a0", "").isascii()
        for spot in drawing.spots:
            assert 0 <= spot.y < len(drawing.lines)


@pytest.mark.parametrize("width", [34, 54, 74])
@pytest.mark.parametrize("level", BOARDS)
def test_nothing_in_a_table_is_cut_on_the_reference_sizes(level, width):
    main = BOARDS[level]().panels[0].body
    if not (level == "last-word" and width == 34):
        assert not any("…" in line for line in text(main, width))


def test_an_outbox_marks_the_cursor_the_value_and_the_lie():
    assert text(body("seven-tents", "dispatches"), 36, 13, (0, 0))[:5] == [
        "heard from C: A    honest: A to all",
        "",
        '› to L1 "C said" ‹RETREAT›  † a lie',
        '  to L2 "C said"  ATTACK',
        '  to L3 "C said"  ATTACK',
    ]


def test_only_the_focused_panel_lights_the_row():
    outbox = body("seven-tents", "dispatches")
    lit = layout(outbox, 50, 14, (0, 0), UNICODE, lit=True).lines
    unlit = layout(outbox, 50, 14, (0, 0), UNICODE, lit=False).lines
    assert any("chosen" in style for line in lit for _, style in line)
    assert not any("chosen" in style for line in unlit for _, style in line)
    assert "›" in "".join(map(plain, unlit))


def test_letters_at_the_gate():
    assert text(body("last-word", "dispatches"), 74, 9, (3, 0)) == [
        "  no   from         to           what it says       fate",
        '  1    Belisarius   Narses       "March at dawn"    arrived',
        '  2    Narses       Belisarius   "I have your 1"    arrived',
        '  3    Belisarius   Narses       "I have your 2"    arrived',
        '› 4    Narses       Belisarius   "I have your 3"   ‹at the gate›',
        '  5    Belisarius   Narses       "I have your 4"    not yet sent',
        "",
        "Belisarius marches if he holds letter 4. Narses, if he holds letter 5.",
    ]


def test_marks_and_alternatives_show_all_answers():
    assert text(body("three-tents", "suspects"), 74, 2, (0, 0)) == [
        "› C    loyal   traitor  [cannot tell]",
        "  L2   loyal   traitor  [cannot tell]",
    ]
    assert text(body("three-tents", "decision"), 74, 2, (1, 0)) == [
        "  (●) ATTACK    obey what the commander told me",
        "› ( ) RETREAT   the orders disagree: take the default",
    ]


def test_answers_that_do_not_fit_beside_go_under_all_rows_alike():
    assert text(body("columns-of-truth", "crosses"), 34, 9)[3:] == [
        "  x turns L1's row",
        "    [x]  A   R   silent",
        "  your bet",
        "    [0]  1   3   6",
    ]


def test_long_cells_wrap_and_a_meter_says_its_number():
    assert text(body("rule-forge", "fallen"), 74, 5) == [
        "world 1   L2 lies: order A, he says R   broke your majority law   128 fell",
        "world 2   C lies: A to L1, R to L2      named, not yet struck     ?",
        "",
        "[━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━───────────────────────────────] 128 of 256",
    ]
    narrow = " ".join(" ".join(text(body("rule-forge", "fallen"), 40)).split())
    for word in ("majority", "128", "named,", "struck"):
        assert word in narrow


def test_the_votes():
    assert text(body("seven-tents", "votes"), 35, 10)[:6] == [
        "    L1 L2 L3 L4 L5 L6",
        "L1 (A) A  A  R  R  R†  3:3 RETREAT",
        "L2  A (A) A  R  R  A   4:2 ATTACK",
        "L3  A  A (A) R  R  A   4:2 ATTACK",
        "L4  A  A  A (R) R  A   4:2 ATTACK",
        "L5  A  A  A  R (R) A   4:2 ATTACK",
    ]


def test_notes_are_shortened_to_a_letter_before_they_leave_their_row():
    assert text(body("seven-tents", "votes"), 28, 10)[1] == "L1(A) A  A  R  R  R†  3:3 R"


def test_the_scribes_table_and_its_cursor():
    lines = text(body("columns-of-truth", "table"), 74, 12, (8, 0))
    assert lines[1] == "L1 says   .    x†   x†   x†   x†   x†   x†    anything: press x"
    assert lines[-2:] == [
        "majority  _    A    _    _   (R)   _    _     (R) his own order",
        "he does  [_]",
    ]


def test_the_law_marks_what_is_fixed():
    assert text(body("rule-forge", "law"), 38, 8, (3, 2))[:5] == [
        "told  other says  L1 does  L2 does",
        "A     A           A        A",
        "A     R           A!       A",
        "R     A           R        R",
        "R     R           R       [R]",
    ]


def test_checked_cells_are_marked_by_sign():
    grid = Grid("", ("a", "b"), (GridRow("x", (Cell("A", mark="right"), Cell("R", mark="wrong"))),))
    assert text(grid, 20) == ["   a    b", "x  A✓   R×"]


def test_a_table_too_wide_is_folded_not_cut():
    wide = Grid(
        "", tuple(f"L{n}" for n in range(12)), (GridRow("all", tuple(Cell("A") for _ in range(12)), "12:0"),)
    )
    lines = text(wide, 24)
    assert sum(line.count("A") for line in lines) == 12
    assert "12:0" in "".join(lines)


def test_the_ladder_misses_the_rungs_that_are_not_reached():
    assert text(body("last-word", "knowledge"), 36, 6) == [
        "╭─╮ roof: common knowledge never",
        "│ │ N knows 4 arrived      needs 5",
        "│ │ B knows 3 arrived      needs 4",
        "╞═╡ N knows 2 arrived      by 3",
        "╞═╡ B knows 1 arrived      by 2",
        "╞═╡ N knows the plan       by 1",
    ]


def test_worlds_say_where_the_viewer_cannot_tell():
    assert text(body("three-tents", "worlds"), 60, 9)[:5] == [
        "C is the traitor           L1  L2 is the traitor",
        "──────────────────────────     ──────────────────────────",
        "C tells me ATTACK           =  C tells me ATTACK",
        "C tells L2 RETREAT          ·  C tells L2 ATTACK",
        "L2 says: C told me RETREAT  =  L2 says: C told me RETREAT",
    ]


def test_the_first_difference_is_marked_more_than_the_next():
    pair = Pair("L1", "one", "two", (Seen("a", "b", False), Seen("c", "d", False)))
    lines = layout(pair, 30, 9, None, UNICODE).lines
    assert [plain(line).count("≠") for line in lines] == [0, 0, 1, 1]
    assert any(style == "gold bold" for _, style in lines[2])
    assert not any(style == "gold bold" for _, style in lines[3])


def test_the_goal_says_in_a_word_whether_it_holds():
    assert text(body("seven-tents", "goal"), 74, 2) == [
        "Two loyal lieutenants decide differently",
        "✓ reached: agreement is broken: L1 retreats at 3:3, L2 to L5 attack at 4:2",
        "lies 3 · par sealed · validity not asked: C is a traitor",
    ]
    assert text(Goal("Win", False, "not so"), 30)[-1] == "× not yet: not so"
    assert text(Goal("Win", None, ""), 30)[-1] == "· open"


def test_facts_are_aligned_where_there_is_room():
    assert text(body("seven-tents", "goal"), 74, 9)[-3:] == [
        "lies      3",
        "par       sealed",
        "validity  not asked: C is a traitor",
    ]


def test_the_chronicle_names_a_moment_once_and_can_be_searched():
    tale = Chronicle(
        (Event("round 1", "C sends."), Event("round 1", "L1 hears."), Event("round 2", "L1 tells."))
    )
    assert text(tale, 40) == ["round 1  C sends.", "         L1 hears.", "round 2  L1 tells."]
    assert text(tale, 40, search="HEARS") == ["round 1  L1 hears."]
    assert text(tale, 60, search="x") == ["No event has “x” in it."]
    assert text(Chronicle(()), 40) == ["Nothing has happened yet."]


def test_the_field_has_a_city_camps_and_roads():
    lines = text(body("seven-tents", "field"), 36, 13)
    assert "█" in lines[7]
    for name in ("†C", "†L6", "○L1 R", "○L2 A", "○L3 A", "○L4 A", "○L5 A"):
        assert any(name in line for line in lines), name
    assert lines[-1].startswith("† traitor, or a lie  ○ loyal")
    assert lines[2].count("·") >= 8


@pytest.mark.parametrize(("width", "height"), [(24, 7), (30, 9), (36, 13), (48, 16), (60, 20)])
@pytest.mark.parametrize("count", range(2, 9))
def test_every_camp_is_named_whole_on_every_size(count, width, height):
    field = Field(tuple(Camp(f"G{n}", "loyal", order="ATTACK") for n in range(count)), ())
    lines = text(field, width, height)
    assert len(lines) <= height
    drawn = "\n".join(lines)
    assert all(f"G{n}" in drawn for n in range(count))
    assert "█" in drawn


def test_a_captured_messenger_is_marked_at_the_gate():
    camps = (Camp("C", "loyal"), Camp("L1", "loyal"), Camp("L2", "loyal"))
    assert any("×" in line for line in text(Field(camps, (Road(0, 1, "ATTACK", "captured"),)), 40, 13)[:-1])
    two = Field((Camp("B", "loyal"), Camp("N", "loyal")), (Road(0, 1, "ATTACK", "captured"),))
    assert "×" in "".join(text(two, 40, 13))


def test_kinds_of_generals_differ_by_sign():
    kinds = ("loyal", "traitor", "unknown", "crashed")
    lines = "\n".join(text(Field(tuple(Camp(kind[0].upper(), kind) for kind in kinds), ()), 40, 9))
    assert all(sign in lines for sign in ("○L", "†T", "?U", "×C"))
    assert styles(Field(tuple(Camp("M", "loyal", mine=True) for _ in range(3)), ()), 40, "M", 9) == {
        "plain bold under"
    }


def test_a_crowd_of_messengers_is_counted_not_drawn():
    camps = tuple(Camp(f"L{n}", "loyal") for n in range(6))
    roads = tuple(Road(a, b, "ATTACK") for a in range(6) for b in range(6) if a != b)
    lines = text(Field(camps, roads), 50, 16)
    assert any("30 messengers are on the roads." in line for line in lines)


def test_two_generals_stand_on_hills_with_the_city_between():
    lines = text(body("last-word", "field"), 60, 12)
    assert lines[-2].startswith("○ Belisarius ATTACK")
    assert lines[-2].endswith("○ Narses ATTACK")
    assert lines[-1].strip() == "· · · · · · · · · · ← ∙ ∙ ∙ ∙ ∙ ∙ ∙ ∙ ∙"
    assert lines[-3] == "╯                  ╰────█████   █████───╯                  ╰"


def test_the_timeline_of_seven_generals_in_nine_rows():
    assert text(body("seven-tents", "timeline"), 56, 9) == [
        "    order               notes",
        "C†  ─●──●──●──●──●──●────────────────────────┄┄┄┄┄┄┄┄┄┄┄",
        "L1  ─A──┼──┼──┼──┼──┼────●──A──A──R──R──R†─── ? RETREAT",
        "L2  ────A──┼──┼──┼──┼────A──●──A──R──R──A──── ? ATTACK",
        "L3  ───────A──┼──┼──┼────A──A──●──R──R──A──── ? ATTACK",
        "L4  ──────────R†─┼──┼────A──A──A──●──R──A──── ? ATTACK",
        "L5  ─────────────R†─┼────A──A──A──R──●──A──── ? ATTACK",
        "L6† ────────────────A────A──A──A──R──R──○────┄┄┄┄┄┄┄┄┄┄┄",
        "steps ○─○─○─○─●  L6 to L1: RETREAT",
    ]


def test_letters_between_two_generals_run_aslant_where_there_is_room():
    lines = text(body("last-word", "timeline"), 74, 14)
    assert any("╲" in line and "╱" in line for line in lines)


def test_the_timeline_marks_what_was_taken_and_what_was_silent():
    taken = Arrow(0, 0, 1, "ATTACK", "captured")
    silent = Arrow(0, 0, 2, "", "silent")
    line = Timeline(("C", "L1", "L2"), ("order",), (taken, silent), ("", "attack", ""))
    lines = text(line, 40, 4)
    assert "×" in lines[2]
    assert "–" in lines[3]
    assert lines[2].endswith("→A")


def test_branches_are_strings_of_their_own_and_steps_can_be_found():
    steps = (Step(0, "begin"), Step(1, "one"), Step(5, "other", current=True, branch=1))
    drawing = layout(Timeline(("C", "L1"), ("1",), (), ("", ""), steps=steps), 40, 9, None, UNICODE)
    assert [plain(line) for line in drawing.lines[-2:]] == ["steps ○─○", "    ╰─●  other"]
    assert [spot.node for spot in drawing.spots] == [0, 1, 5]


def test_many_steps_are_shown_around_the_present_one():
    steps = tuple(Step(n, f"step {n}", current=n == 50) for n in range(100))
    line = text(Timeline(("C", "L1"), ("1",), (), ("", ""), steps=steps), 40, 9)[-1]
    assert line.startswith("steps …○")
    assert "●" in line
    assert "…  step 50" in line


def test_outside_text_stays_text():
    hostile = "[red]x[/] [@click=quit]y"
    rows = Rows((), (Row((hostile,)),))
    assert text(rows, 60) == [hostile]
