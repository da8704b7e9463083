"""The board: what is in sight, where the focus is, and what a resize keeps."""

from dataclasses import replace

import pytest

from tests.tui.boards import BOARDS, seven_tents
from tests.tui.widgets.bench import BoardApp
from tui.glyphs import ASCII
from tui.theme import NIGHT, PALETTES
from tui.widgets.panel import PanelView
from tui.widgets.tabs import TabLine


def sight(app):
    """The ids of the panels that can be seen."""
    return {view.panel.id for view in app.query(PanelView) if view.region.area}


@pytest.mark.parametrize("level", BOARDS)
async def test_the_first_panel_has_the_focus(level):
    app = BoardApp(BOARDS[level]())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        first = next(panel.id for panel in app.board.panels if panel.first)
        assert app.view.focused_panel is app.panel(first)
        assert app.focused is app.panel(first)


async def test_digits_and_tab_bring_panels_into_sight():
    app = BoardApp(seven_tents())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert sight(app) == {"dispatches", "votes", "goal"}
        assert app.view.focus_panel(4)
        await pilot.pause()
        assert app.focused is app.panel("field")
        assert sight(app) == {"dispatches", "field"}
        assert not app.view.focus_panel(9)
        app.view.next_panel(1)
        await pilot.pause()
        assert app.focused is app.panel("timeline")
        app.view.next_panel(2)
        await pilot.pause()
        assert app.focused is app.panel("dispatches")
        app.view.next_panel(-1)
        await pilot.pause()
        assert app.focused is app.panel("chronicle")


async def test_a_resize_keeps_the_focus_the_cursor_and_the_widgets():
    app = BoardApp(seven_tents())
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        panel = app.panel("dispatches")
        panel.move(0, 1)
        panel.move(0, 1)
        views = list(app.query(PanelView))
        assert len(sight(app)) == 6
        for size in ((80, 24), (60, 20), (160, 50), (80, 24)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            assert app.focused is panel
            assert panel.place == 8
            assert "dispatches" in sight(app)
        assert list(app.query(PanelView)) == views


async def test_a_panel_that_is_only_a_tab_stays_in_sight_when_the_terminal_shrinks():
    app = BoardApp(seven_tents())
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        app.view.focus_panel(5)
        await pilot.pause()
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert "timeline" in sight(app)
        assert app.focused is app.panel("timeline")


async def test_tabs_are_shown_on_a_small_board_only_and_can_be_clicked():
    app = BoardApp(seven_tents())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        tabs = app.query_one(TabLine)
        assert tabs.region.height == 1
        x = tabs.render_line(0).text.index("4 Field")
        await pilot.click(tabs, offset=(x + 1 + 1, 0))
        await pilot.pause()
        await pilot.pause()
        assert app.view.focused_panel is app.panel("field")
        await pilot.resize_terminal(120, 36)
        await pilot.pause()
        assert tabs.region.area == 0


async def test_a_move_mounts_nothing_and_another_set_of_panels_only_what_is_new():
    app = BoardApp(seven_tents())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        views = {view.panel.id: view for view in app.query(PanelView)}
        app.view.show(seven_tents("A"))
        await pilot.pause()
        assert {view.panel.id: view for view in app.query(PanelView)} == views
        fewer = replace(app.board, panels=app.board.panels[:2] + BOARDS["last-word"]().panels[1:2])
        app.view.show(fewer)
        await pilot.pause()
        assert [view.panel.id for view in app.query(PanelView)] == ["dispatches", "votes", "knowledge"]
        assert app.panel("dispatches") is views["dispatches"]
        app.view.show(replace(fewer, panels=fewer.panels[1:]))
        await pilot.pause()
        assert app.focused is app.panel("votes")


async def test_the_theme_changes_every_line():
    app = BoardApp(seven_tents())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        for theme in PALETTES:
            app.theme = theme
            await pilot.pause()
            style = next(iter(app.panel("votes").render_line(0))).style
            assert style.bgcolor.name == PALETTES[theme].panel
        assert NIGHT in PALETTES


async def test_in_ascii_nothing_else_is_drawn():
    app = BoardApp(BOARDS["last-word"](), glyphs=ASCII)
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        drawn = "".join(strip.text for strip in app.screen._compositor.render_strips())
        assert drawn.replace("\u00a0", " ").isascii()


async def test_a_board_can_be_drawn_again_in_other_signs():
    app = BoardApp(seven_tents())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        app.glyphs = ASCII
        app.view.redraw()
        await pilot.pause()
        assert app.panel("dispatches").render_line(1).text.isascii()


async def test_panels_do_not_jump_when_a_word_gets_longer():
    app = BoardApp(seven_tents("A"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        before = app.panel("dispatches").region
        app.view.show(seven_tents("R"))
        await pilot.pause()
        assert app.panel("dispatches").region == before
        outbox = app.board.panels[0]
        body = replace(outbox.body, rows=outbox.body.rows * 2)
        app.view.show(replace(app.board, panels=(replace(outbox, body=body), *app.board.panels[1:])))
        await pilot.pause()
        assert app.panel("dispatches").region.height > before.height
