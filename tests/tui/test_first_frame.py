"""The map stands before anything is imported that only a level needs, and the rest comes after it."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
BEGIN = """
import asyncio, sys
from levels import packs
from levels.progress import Home
from tui.app import StrategikonApp
from tui.screens.campaign import CampaignScreen

async def begin():
    app = StrategikonApp(home=Home.default(), pack=packs.shipped(), lesson=packs.LESSON)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await app.workers.wait_for_complete()
"""


def python(code: str, home: Path) -> None:
    """Runs a program in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "STRATEGIKON_HOME": str(home)},
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_the_map_is_drawn_without_levels_engine_and_pydantic(tmp_path: Path) -> None:
    code = f"""{BEGIN}
drawn = []
def looked(app):
    drawn.append("The last word" in app.export_screenshot(simplify=True).replace("&#160;", " "))
    heavy = {{"pydantic", "engine", "click", "levels.loading", "levels.schema", "levels.match",
             "levels.matches", "levels.board", "tui.screens.play", "tui.screens.briefing", "tui.widgets.panel"}}
    drawn.append(sorted(heavy & set(sys.modules)))
StrategikonApp.warm = looked
asyncio.run(begin())
assert drawn == [True, []], drawn
"""
    python(code, tmp_path)


def test_what_a_level_needs_is_imported_behind_the_map(tmp_path: Path) -> None:
    code = f"""{BEGIN}
asyncio.run(begin())
missing = {{"levels.loading", "levels.matches", "tui.screens.play", "tui.screens.briefing"}} - set(sys.modules)
assert not missing, missing
"""
    python(code, tmp_path)
