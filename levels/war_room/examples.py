"""The shipped scenarios of the war room: for each protocol one that is worth playing, and what to try in it."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from levels.war_room.setting import Setting, setting_of_file

FOLDER: Final = Path(__file__).with_name("scenarios")


@dataclass(frozen=True, slots=True)
class Example:
    """A shipped scenario.

    Attributes:
        protocol: the protocol that it is about.
        sentence: what to try; the file says it in its first line, as a comment.
        setting: the scenario, and who plays what: whoever may misbehave is the player's, as far as the file
            does not give the part away.
    """

    protocol: str
    sentence: str
    setting: Setting


@cache
def example(protocol: str) -> Example | None:
    """The shipped scenario of a protocol, or None."""
    path = FOLDER / f"{protocol}.toml"
    if not path.is_file():
        return None
    first = path.read_text(encoding="utf-8").partition("\n")[0]
    return Example(protocol, first.lstrip("# ").strip(), setting_of_file(path))


__all__ = ["FOLDER", "Example", "example"]
