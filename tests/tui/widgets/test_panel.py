"""A panel and its cursor, by keys and by mouse."""

from dataclasses import replace

from textual.events import MouseScrollUp

from levels.board import Board, Chronicle, Event, Header, Panel, Prose, Row, Rows
from levels.board import Line as BoardLine
from tests.tui.boards import BOARDS, seven_tents
from tests.tui.widgets.bench import BoardApp
from tui.widgets.draw.ink import plain
from tui.widgets.panel import PanelView


def board(*panels):
    return Board(Header("", "", "Test", ""), panels)


def pressed(app):
    return [
        (event.panel_id, event.place, event.sets) for event in app.heard if isinstance(event, PanelView.Pressed)
    ]


async def test_the_cursor_begins_on_the_first_open_place_and_says_what_is_there():
    app = BoardApp(BOARDS["last-word"]())
    async with app.run_test(size=(80, 24)):
        panel = app.panel("dispatches")
        assert (panel.cursor, panel.place, panel.value) == ((3, 0), 3, "let through")
        assert panel.options == ("let through", "capture")
        assert panel.why == "Letter 4 stands at your gate."


async def test_moving_reads_settled_rows_and_says_so():
    app = BoardApp(BOARDS["last-word"]())
    async with app.run_test(size=(80, 24)) as pilot:
        panel = app.panel("dispatches")
        await pilot.pause()
        app.heard.clear()
        assert panel.move(0, -1)
        await pilot.pause()
        assert panel.place is None
        assert app.heard == [
            PanelView.Pointed("dispatches", None, "Letter 3 already arrived; u goes back to it.")
        ]


async def test_in_a_table_the_cursor_skips_what_cannot_be_chosen():
    app = BoardApp(BOARDS["columns-of-truth"]())
    async with app.run_test(size=(80, 24)):
        panel = app.panel("table")
        assert panel.cursor == (7, 0)
        panel.move(1, 0)
        panel.move(0, 1)
        assert (panel.cursor, panel.place) == ((8, 0), 7)
        panel.move(0, -1)
        assert panel.cursor == (7, 0)
        assert panel.point_at(6)
        assert panel.cursor == (7, 6)
        assert not panel.point_at(99)


async def test_a_new_board_keeps_the_cursor_on_its_place():
    app = BoardApp(seven_tents())
    async with app.run_test(size=(80, 24)):
        panel = app.panel("dispatches")
        panel.move(0, 1)
        panel.move(0, 1)
        assert panel.place == 8
        app.view.show(seven_tents("A"))
        assert panel.place == 8
        shown = app.board.panels[0]
        shorter = replace(shown, body=replace(shown.body, rows=shown.body.rows[2:]))
        panel.show(shorter, 1)
        assert (panel.cursor, panel.place) == ((0, 0), 8)
        panel.show(replace(shown, body=replace(shown.body, rows=shown.body.rows[:2])), 1)
        assert panel.place == 6


async def test_alternatives_keep_their_row_though_they_share_a_place():
    app = BoardApp(BOARDS["three-tents"]())
    async with app.run_test(size=(80, 24)):
        panel = app.panel("decision")
        assert (panel.cursor, panel.sets, panel.value) == ((0, 0), "ATTACK", "ATTACK")
        panel.move(0, 1)
        panel.show(app.board.panels[3], 4)
        assert (panel.cursor, panel.sets) == ((1, 0), "RETREAT")


async def test_only_lines_that_changed_are_painted():
    app = BoardApp(seven_tents())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        panel = app.panel("votes")
        painted = []
        panel.refresh_lines_at = painted.append
        app.view.show(seven_tents("A"))
        assert painted == [1]
        painted.clear()
        app.view.show(seven_tents("A"))
        assert painted == []


async def test_a_click_moves_the_cursor_and_a_second_presses():
    app = BoardApp(seven_tents())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        panel = app.panel("dispatches")
        assert await pilot.click(panel, offset=(6, 5))
        await pilot.pause()
        row = panel.cursor
        assert row is not None
        assert row != (0, 0)
        assert pressed(app) == []
        await pilot.click(panel, offset=(6, 5))
        await pilot.pause()
        assert pressed(app) == [("dispatches", 6 + row[0], "")]


async def test_the_click_that_gives_the_focus_does_not_press():
    app = BoardApp(BOARDS["rule-forge"]())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        panel = app.panel("world")
        assert panel.cursor == (0, 0)
        await pilot.click(panel, offset=(6, 1))
        await pilot.pause()
        assert panel.has_focus
        assert app.view.focused_panel is panel
        assert pressed(app) == []


async def test_a_click_on_an_alternative_chooses_it_at_once():
    app = BoardApp(BOARDS["three-tents"]())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.click(app.panel("decision"), offset=(8, 2))
        await pilot.click(app.panel("suspects"), offset=(10, 1))
        await pilot.pause()
        assert pressed(app) == [("decision", 0, "RETREAT"), ("suspects", 1, "loyal")]


async def test_a_click_on_a_bead_asks_for_its_step():
    app = BoardApp(seven_tents())
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        panel = app.panel("timeline")
        y = next(at for at, line in enumerate(panel.lines) if plain(line).startswith("steps"))
        await pilot.click(panel, offset=(2 + len("steps ○─"), y + 1))
        await pilot.pause()
        assert PanelView.Stepped("timeline", 1) in app.heard


async def test_what_does_not_fit_is_counted_in_the_frame_and_scrolls():
    many = Panel("column", "Many", Prose(tuple(BoardLine(f"line {n}") for n in range(40))), "main", "")
    app = BoardApp(board(many))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        panel = app.panel("column")
        room = panel.content_size.height
        assert str(panel._border_subtitle) == f"↓{40 - room} more"
        assert panel.move(0, 1)
        assert str(panel._border_subtitle) == f"↑1 ↓{39 - room} more"
        assert panel.render_line(0).text.startswith("line 1 ")
        await pilot._post_mouse_events([MouseScrollUp], panel, offset=(5, 5))
        await pilot.pause()
        assert panel.render_line(0).text.startswith("line 0 ")


async def test_the_cursor_is_always_in_sight():
    rows = Rows((), tuple(Row((f"row {n}",), place=n, options=("a", "b"), state="open") for n in range(40)))
    app = BoardApp(board(Panel("suspects", "Long", rows, "main", "")))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        panel = app.panel("suspects")
        for _ in range(39):
            panel.move(0, 1)
        height = panel.content_size.height
        assert "row 39" in panel.render_line(height - 1).text
        assert not panel.move(0, 1)
        await pilot.resize_terminal(70, 20)
        await pilot.pause()
        assert panel.place == 39
        assert any("row 39" in panel.render_line(y).text for y in range(panel.content_size.height))


async def test_a_chronicle_shows_its_end_and_can_be_searched():
    tale = Chronicle(tuple(Event(f"round {n}", f"event {n}") for n in range(60)))
    app = BoardApp(board(Panel("chronicle", "Chronicle", tale, "main", "")))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        panel = app.panel("chronicle")
        assert "event 59" in panel.render_line(panel.content_size.height - 1).text
        panel.find("event 7")
        assert [plain(line).split("  ")[-1] for line in panel.lines] == ["event 7"]
        panel.find("")
        assert len(panel.lines) == 60


async def test_hostile_texts_are_shown_as_they_are():
    hostile = "[@click=app.quit]x[/] [/unbalanced"
    rows = Rows((hostile,), (Row((hostile,), why=hostile),))
    app = BoardApp(board(Panel("inbox", hostile, rows, "main", hostile)))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert hostile in str(app.panel("inbox")._border_title)
        assert hostile in app.panel("inbox").render_line(1).text


async def test_the_cursor_follows_the_answer_to_another_alternative():
    def decision(chosen):
        labels = ("attack", "retreat")
        rows = tuple(
            Row((label,), place=0, options=labels, sets=label, chosen=chosen == label) for label in labels
        )
        return Panel("decision", "Your decision", Rows((), rows), "main", "")

    app = BoardApp(board(decision("")))
    async with app.run_test(size=(80, 24)):
        panel = app.panel("decision")
        assert panel.sets == "attack"
        panel.show(decision("retreat"), 1)
        assert panel.sets == "retreat"
        panel.move(0, -1)
        panel.show(decision("retreat"), 1)
        assert panel.sets == "attack"
        assert panel.point_at(0)
        assert panel.sets == "retreat"
