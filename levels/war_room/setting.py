"""What is set up in the war room: a scenario, and who plays which part in it."""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from pydantic import Field, ValidationError

from levels.army import Scenario
from levels.cast import Cast, CastEntry, cast_faults
from levels.checks import Fault
from levels.fields import Table
from levels.scenarios import read_scenario
from levels.source import read_source
from levels.text import is_clean
from levels.war_room.parts import Who, choosers, owners_of
from levels.wording import faults_of

Sees = Literal["everything", "own-view"]

MOST_TEXT = 4_000
"""So many characters a text of a setting has at most."""


class NotASetting(ValueError):
    """A setting that cannot be played; the text is its first fault.

    Attributes:
        faults: all of them, with paths below the setting: ("scenario", "generals"), ("plays", "traitor:3").
    """

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        super().__init__(faults[0].message if faults else "this cannot be played")


class _Tables(Table):
    """A setting as it stands in a transcript."""

    scenario: Scenario
    plays: dict[str, Who] = Field(default_factory=dict, max_length=100)
    scripts: Cast = Field(default_factory=dict, max_length=100)
    sees: Sees = "everything"
    sends: bool = False
    title: str = Field("", max_length=100)


@dataclass(frozen=True)
class Setting:
    """A scenario and who plays its parts, as plain data: what a file of `[scenario]` and `[cast]` says.

    Attributes:
        scenario: what stands in `[scenario]`.
        plays: owner -> who plays: `{"traitor:3": "you", "network": "loyal"}`. Who is not named is loyal;
            nature draws.
        scripts: owner -> what stands in `[cast.OWNER]`, for those who play "script".
        sees: whether the board shows everything, or, as long as it goes on, only what the seats have seen that
            are the player's; who plays the city, the scheduler or nature sees everything.
        sends: whether generals that are not loyal by rule also send what they like.
        title: what it is called; "" for the protocol's name.
    """

    scenario: Mapping[str, Any]
    plays: Mapping[str, Who] = field(default_factory=dict)
    scripts: Mapping[str, Any] = field(default_factory=dict)
    sees: Sees = "everything"
    sends: bool = False
    title: str = ""

    @property
    def data(self) -> dict[str, Any]:
        """The whole setting as JSON data: a transcript carries it."""
        return {
            "scenario": dict(self.scenario),
            "plays": dict(self.plays),
            "scripts": dict(self.scripts),
            "sees": self.sees,
            "sends": self.sends,
            "title": self.title,
        }

    @classmethod
    def of(cls, data: Any) -> "Setting":
        """The setting that JSON data says.

        Raises:
            NotASetting: it cannot be played.
        """
        names = {"scenario", "plays", "scripts", "sees", "sends", "title"}
        try:
            if isinstance(data, Mapping) and set(data) <= names and _is_clean(data):
                _checked(data)
                return cls(**data)
        except RecursionError:
            # Nested so deeply that no setting can be meant.
            pass
        raise NotASetting((Fault((), "this is no setting of the war room"),))

    @property
    def digest(self) -> str:
        """The SHA-256 of the setting, in hexadecimal digits."""
        text = json.dumps(self.data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    @cached_property
    def checked(self) -> "Checked":
        """The setting's tables.

        Raises:
            NotASetting: it cannot be played.
        """
        return _checked(self.data)

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Why it cannot be played; () if it can."""
        try:
            _ = self.checked
        except NotASetting as wrong:
            return wrong.faults
        return ()

    @property
    def mine(self) -> tuple[str, ...]:
        """The owners whose choices are the player's."""
        return tuple(owner for owner, who in self.plays.items() if who == "you")


@dataclass(frozen=True, slots=True)
class Checked:
    """A setting that can be played.

    Attributes:
        scenario: its scenario.
        plays: owner -> who plays, for every part that there is.
        scripts: the scripts, checked.
    """

    scenario: Scenario
    plays: Mapping[str, Who]
    scripts: Cast


def _checked(data: Mapping[str, Any]) -> Checked:
    try:
        tables = _Tables.model_validate_json(json.dumps(data))
    except ValidationError as error:
        raise NotASetting(tuple(faults_of(error, _Tables, dict(data)))) from None
    scenario = tables.scenario
    free = frozenset(scenario.traitors)
    if tables.sends:
        free |= {int(owner.partition(":")[2]) for owner in tables.plays if owner.startswith("general:")}
    faults = [fault.below(("scripts",)) for fault in cast_faults(tables.scripts, scenario, free)]
    offered = choosers(scenario)
    for owner, who in tables.plays.items():
        path = ("plays", owner)
        if owner not in offered:
            message = f"there is no {owner} here: the parts are {', '.join(offered)}"
            faults.append(Fault(path, message, key=True))
        elif who == "script" and owner not in tables.scripts:
            faults.append(Fault(path, f"{owner} has no script"))
        elif who != "script" and who not in offered[owner]:
            faults.append(Fault(path, f"{owner} cannot be {who}: it is {' or '.join(offered[owner])}"))
    if faults:
        raise NotASetting(tuple(faults))
    standing: dict[str, Who] = {owner: "seeded" if owner == "nature" else "loyal" for owner in offered}
    return Checked(scenario, {**standing, **tables.plays}, tables.scripts)


def _is_clean(value: Any) -> bool:
    """Whether no text in JSON data could do harm on a screen."""
    if isinstance(value, str):
        return is_clean(value, MOST_TEXT)
    if isinstance(value, Mapping):
        return all(_is_clean(part) for pair in value.items() for part in pair)
    if isinstance(value, list | tuple):
        return all(_is_clean(part) for part in value)
    return True


def setting_of_file(path: str | os.PathLike[str]) -> Setting:
    """The setting of a scenario file: whom its `[cast]` does not name, and who may misbehave, the player plays.

    Raises:
        LevelErrors: everything that is wrong with the file.
        NotASetting: nobody but an oracle could play it.
    """
    file = read_scenario(path)
    source = read_source(path).data
    plays: dict[str, Who] = {}
    scripts: dict[str, Any] = {}
    for owner in owners_of(file.scenario):
        role = owner.partition(":")[0]
        named = owner if owner in file.cast else role
        if named not in file.cast:
            if role in ("traitor", "scheduler") or (role == "network" and _matters(file.scenario)):
                plays[owner] = "you"
            continue
        entry = file.cast[named]
        if entry.agent == "oracle":
            message = f"the oracle cannot play the {owner} yet; a script, a seed or a habit can"
            raise NotASetting((Fault(("plays", owner), message),))
        plays[owner] = entry.agent
        if entry.agent == "script":
            scripts[owner] = _of_one(owner, entry, source["cast"][named])
    if "nature" in owners_of(file.scenario) and not file.cast and "you" not in plays.values():
        # Nobody can misbehave: what is left to be played is chance.
        plays["nature"] = "you"
    name = os.path.basename(os.fspath(path)).removesuffix(".toml")
    setting = Setting(source["scenario"], plays, scripts, title=name if is_clean(name, 60) else "")
    _ = setting.checked
    return setting


def _matters(scenario: Scenario) -> bool:
    """Whether the network has something to do that a scenario is about."""
    return scenario.about_loss or bool(scenario.captures) or scenario.network.meddles


def _of_one(owner: str, entry: CastEntry, table: Mapping[str, Any]) -> dict[str, Any]:
    """What a script for a role says of one seat."""
    seat = owner.partition(":")[2]
    if not seat or not entry.says:
        return dict(table)
    says = [dict(row) for row in table["says"] if row["general"] == int(seat)]
    return {**table, "agent": "script", "says": says}


__all__ = ["Checked", "NotASetting", "Sees", "Setting", "Who", "setting_of_file"]
