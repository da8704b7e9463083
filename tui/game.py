"""The game itself: on the screen, or line by line where there is none."""

import os
import sys
from pathlib import Path
from typing import Any

NAME = "strategikon"


class Complaint(Exception):
    """One sentence on stderr, exit 2."""


def no_terminal() -> bool:
    """Whether there is no terminal that a screen could be drawn on."""
    streams = (sys.stdin, sys.stdout)
    if any(stream is None or stream.closed or not stream.isatty() for stream in streams):
        return True
    return os.environ.get("TERM", "") == "dumb"


def play_game(
    name: str | None = None, *, plain: bool = False, student: str = "", scenario: str | None = None
) -> int:
    """Play, and give the exit code.

    Args:
        name: a level's id, a level's file, "lesson" for the first lesson, None for the campaign.
        plain: line by line even where there is a terminal.
        student: whose play it is, for the transcript.
        scenario: a scenario file that is played in the war room, instead of a level.

    Raises:
        Complaint: there is no such level, or the scenario cannot be played.
        LevelErrors: what is wrong with its file.
    """
    from levels import packs
    from levels.progress import Home

    home = Home.default()
    pack = packs.shipped()
    level = _level(name, pack) if name is not None and name != "lesson" else None
    setting = _setting(scenario) if scenario is not None else None
    if plain or no_terminal():
        return _play_plainly(name, level, home, pack, student, setting)

    from tui.app import StrategikonApp
    from tui.glyphs import speaks_unicode

    app = StrategikonApp(
        home=home,
        pack=pack,
        start="lesson" if name == "lesson" else None,
        level=level,
        setting=setting,
        lesson=tuple(id for id in packs.LESSON if id in pack.ids),
        ascii=None if speaks_unicode(os.environ) else True,
        student=student,
    )
    app.run()
    return app.return_code or 0


def _level(name: str, pack: Any) -> Any:
    """A level by its id, or from its file.

    Raises:
        Complaint: there is neither.
    """
    from levels import packs
    from levels.text import clean

    if name in pack.ids:
        return pack.level(name)
    if name.endswith(".toml") or os.sep in name or Path(name).is_file():
        return packs.load(name)
    from difflib import get_close_matches

    near = get_close_matches(name, pack.ids, n=1)
    raise Complaint(f"there is no level “{clean(name, 80)}”" + (f"; did you mean {near[0]}?" if near else ""))


def _setting(file: str) -> Any:
    """What a scenario file sets up in the war room.

    Raises:
        Complaint: nobody could play it.
        LevelErrors: what is wrong with the file.
    """
    from levels.war_room import NotASetting, setting_of_file

    try:
        return setting_of_file(file)
    except NotASetting as wrong:
        raise Complaint(f"this cannot be played: {wrong}") from None


def _play_plainly(name: str | None, level: Any, home: Any, pack: Any, student: str, setting: Any = None) -> int:
    from levels import matches, packs
    from tui.plain import Ended, PlainGame, campaign, play_level

    if sys.stdin is None or sys.stdin.closed:
        raise Complaint("there is nothing to read from: the standard input is closed")
    game = PlainGame(sys.stdin, sys.stdout, matches.Refused, home=home)
    before = home.warning
    try:
        if setting is not None:
            from levels.war_room import open_war_room

            game.play(open_war_room(setting, home=home, student=student))
        elif level is not None:
            play_level(game, matches, home, pack, student, level)
        else:
            lesson = [id for id in packs.LESSON if id in pack.ids]
            campaign(game, matches, home, pack, student, lesson if name == "lesson" else None)
    except Ended:
        game.warn()
        # What was wrong before there was a play is not about the play.
        if game.begun and home.warning in ("", before):
            print("The play is kept.")
    return 0
