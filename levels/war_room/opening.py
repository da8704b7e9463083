"""Opening a setting of the war room, going on with one, and replaying a transcript of one."""

import os
from typing import Final, NoReturn

from levels.course import Refused
from levels.matches import Replayed, recorded, replayed
from levels.progress import Home
from levels.transcript import RULES, Header, Transcript, TranscriptError, read_transcript
from levels.war_room.sandbox import Sandbox
from levels.war_room.setting import NotASetting, Setting

ID: Final = "war-room"
"""What stands in a transcript in the place of a level's id."""


def open_war_room(setting: Setting, *, home: Home | None = None, student: str = "") -> Sandbox:
    """A new play of a setting. It is kept in `home` from its first move on; None: nowhere.

    Raises:
        NotASetting: it cannot be played; its faults say why.
    """
    if home is None:
        return Sandbox(setting)
    _ = setting.checked
    header = Header(ID, setting.digest, _seed(setting), student, setting=setting.data)
    return recorded(lambda record: Sandbox(setting, record=record), home.begin(header))


def resume_war_room(path: str | os.PathLike[str], home: Home) -> Sandbox:
    """Go on with a play at the very move where it was left; the transcript says what was set up.

    Raises:
        Refused: the rules have changed since, or a move of it can no longer be made.
        levels.recorder.Busy: another window has it open.
        levels.transcript.TranscriptError: it cannot be read.
    """
    transcript, recorder = home.resume(path)
    try:
        setting = _setting(transcript.header)
        return recorded(lambda record: Sandbox(setting, record=record), recorder, transcript.moves)
    except Refused:
        recorder.close()
        raise


def title_of(path: str | os.PathLike[str]) -> str:
    """What the play of a transcript is called; "" where that cannot be read."""
    try:
        header = read_transcript(path).header
        setting = Setting.of(header.setting)
    except (TranscriptError, NotASetting):
        return ""
    return setting.title or str(setting.scenario["protocol"])


def replay_war_room(transcript: Transcript) -> Replayed:
    """Execute a transcript of the war room again; it needs nothing else.

    Raises:
        Refused: it was made by other rules, or what it says was set up cannot be played.
    """
    return replayed(transcript, begun(transcript))


def begun(transcript: Transcript) -> Sandbox:
    """The play of a transcript before its first move.

    Raises:
        Refused: as `replay_war_room`.
    """
    return Sandbox(_setting(transcript.header))


def _setting(header: Header) -> Setting:
    if header.setting is None:
        raise Refused(f"This is a play of {header.level}, not of the war room.")
    if header.rules != RULES:
        _refuse(f"This play was made by rules {header.rules}; these are rules {RULES}.")
    try:
        setting = Setting.of(header.setting)
    except NotASetting as wrong:
        _refuse(f"What was set up here cannot be played: {wrong}.")
    if setting.digest != header.digest:
        _refuse("What was set up here has been changed since it was played.")
    return setting


def _refuse(sentence: str) -> NoReturn:
    raise Refused(sentence)


def _seed(setting: Setting) -> int:
    seed = setting.scenario.get("seed", 0)
    return seed if isinstance(seed, int) and seed >= 0 else 0


__all__ = ["ID", "begun", "open_war_room", "replay_war_room", "resume_war_room", "title_of"]
