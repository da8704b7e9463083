"""A panel that comes up in mid-play is drawn at once, and so are those that make room for it."""

from pathlib import Path

from levels.packs import shipped
from levels.progress import Home
from tui.app import StrategikonApp
from tui.widgets.panel import PanelView


async def test_votes_that_come_up_with_a_seat_are_drawn(tmp_path: Path) -> None:
    level = shipped().level("retreat-to-be-safe")
    app = StrategikonApp(home=Home(tmp_path), pack=shipped(), level=level)
    app.animation_level = "none"
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("enter")
        await pilot.pause()
        assert "votes" not in {view.panel.id for view in app.screen.query(PanelView) if view.panel}
        await pilot.press("space")
        await pilot.pause()
        await pilot.pause()
        views = {view.panel.id: view for view in app.screen.query(PanelView) if view.panel}
        assert views["votes"].lines
        for view in views.values():
            assert view._key is not None
            assert view._key[:2] == view._room
