"""The war room: any scenario, whoever plays which part, played on the same board as a level.

A screen asks `form` for what to draw and to fill in, makes a `Setting` of it, and opens that.
"""

from levels.war_room.examples import Example, example
from levels.war_room.form import Field, Form, fields, form, initial, parsed, with_value, written
from levels.war_room.opening import ID, open_war_room, replay_war_room, resume_war_room, title_of
from levels.war_room.parts import PartField, parts
from levels.war_room.sandbox import Sandbox
from levels.war_room.saving import NotALevel, goals, save_as_level
from levels.war_room.setting import NotASetting, Setting, Who, setting_of_file

__all__ = [
    "ID",
    "Example",
    "Field",
    "Form",
    "NotALevel",
    "NotASetting",
    "PartField",
    "Sandbox",
    "Setting",
    "Who",
    "example",
    "fields",
    "form",
    "goals",
    "initial",
    "open_war_room",
    "parsed",
    "parts",
    "replay_war_room",
    "resume_war_room",
    "save_as_level",
    "setting_of_file",
    "title_of",
    "with_value",
    "written",
]
