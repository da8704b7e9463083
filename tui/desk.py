"""What lies on the desk of the war room: the protocol chosen, what is written in its form, and the cursor.

No widget and no rule: what may be written, and why not, the form of `levels.war_room` says.
"""

from dataclasses import dataclass, replace
from typing import Any, Literal

from levels import war_room
from levels.war_room import Field, Form, PartField

Kind = Literal["heading", "field", "part", "begin"]

_EXPLAINED = {
    "you": "you",
    "loyal": "by the protocol",
    "silent": "says nothing",
    "flip": "says the other order",
    "split": "tells half of them ATTACK",
    "seeded": "draws, by the seed",
    "script": "as the file says",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the form.

    Attributes:
        kind: a heading; a parameter; a part and who plays it; or the line that begins the play.
        name: what stands at the left.
        value: what stands there now.
        quiet: whether the value is only what is taken for granted.
        note: what it is, for the status line.
        error: what is wrong with it, or "".
        field, part: what it is about.
    """

    kind: Kind
    name: str
    value: str = ""
    quiet: bool = False
    note: str = ""
    error: str = ""
    field: Field | None = None
    part: PartField | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """The form as it lies there. Immutable: every change is a new one.

    Attributes:
        protocol: the id of the protocol that is set up.
        values: what is written: parameter -> data.
        setting: where plays, scripts and the title are taken from.
        form: what the levels make of it.
        cursor: the line of the form under the cursor.
    """

    protocol: str
    values: dict[str, Any]
    setting: Any
    form: Form
    cursor: int = 1

    @classmethod
    def of(cls, protocol: str) -> "Desk":
        """A protocol as one would begin with it: the shipped example, else the least that can be played."""
        example = war_room.example(protocol)
        if example is not None:
            return cls.of_setting(example.setting)
        values = war_room.initial(protocol)
        return cls.laid(protocol, values, war_room.Setting({}))._mine()

    @classmethod
    def of_setting(cls, setting: Any) -> "Desk":
        """The desk with a setting on it, from a file or from the last play."""
        values = {name: value for name, value in setting.scenario.items() if name != "protocol"}
        return cls.laid(setting.scenario["protocol"], values, setting)

    @classmethod
    def laid(cls, protocol: str, values: dict[str, Any], setting: Any, cursor: int = 1) -> "Desk":
        """The desk with these values on it."""
        form = war_room.form(protocol, values, setting)
        desk = cls(protocol, values, setting, form, cursor)
        return desk.at(cursor)

    def _mine(self) -> "Desk":
        """The parts that one would play here are the player's: the traitors, else who has the letters."""
        owners = [part.owner for part in self.form.parts]
        traitors = [owner for owner in owners if owner.startswith("traitor")]
        wanted = traitors or [owner for owner in ("scheduler", "network", *owners) if owner in owners][:1]
        setting = replace(self.setting, plays={**self.setting.plays, **dict.fromkeys(wanted, "you")})
        return self.laid(self.protocol, self.values, setting, self.cursor)

    # Lines.

    @property
    def lines(self) -> tuple[Line, ...]:
        """The form, line by line."""
        form = self.form
        lines = [Line("heading", "Setting")]
        lines += [_field(field) for field in form.fields if not field.network and not field.fixed]
        if form.parts:
            lines.append(Line("heading", "Who plays what"))
            lines += [_part(part) for part in form.parts]
        knobs = [_field(field) for field in form.fields if field.network and not field.fixed]
        if knobs:
            lines += [Line("heading", "The network"), *knobs]
        ready = form.setting is not None
        note = "Begin this play." if ready else form.error or "Something above cannot be so yet."
        lines.append(Line("begin", "Begin", note=note, error="" if ready else note))
        return tuple(lines)

    @property
    def here(self) -> Line:
        """The line under the cursor."""
        return self.lines[self.cursor]

    def at(self, place: int) -> "Desk":
        """The desk with the cursor on a line, or on the next one that is no heading."""
        lines = self.lines
        place = max(0, min(len(lines) - 1, place))
        if lines[place].kind == "heading":
            place += 1
        return replace(self, cursor=place)

    def moved(self, step: int) -> "Desk":
        """The cursor up or down by so many lines, past headings; it stops at the ends."""
        lines, place = self.lines, self.cursor + step
        while 0 <= place < len(lines) and lines[place].kind == "heading":
            place += 1 if step > 0 else -1
        return replace(self, cursor=place) if 0 <= place < len(lines) else self

    # Changes.

    def written(self, field: Field, text: str) -> "Desk":
        """The desk after somebody wrote this in a line."""
        values = war_room.with_value(self.protocol, self.values, field.name, text, field.network)
        return self.laid(self.protocol, values, self.setting, self.cursor)

    def played(self, part: PartField, who: str) -> "Desk":
        """The desk after somebody else got a part."""
        setting = replace(self.setting, plays={**self.setting.plays, part.owner: who})
        return self.laid(self.protocol, self.values, setting, self.cursor)

    def turned(self, by: int) -> "Desk":
        """The line under the cursor with its next value, or the one before; the same where it has no next."""
        line = self.here
        if line.part is not None:
            choices = line.part.choices
            return self.played(line.part, choices[(choices.index(line.part.who) + by) % len(choices)])
        field = line.field
        if field is None:
            return self
        if field.words:
            words = field.words if field.required else ("", *field.words)
            place = words.index(field.text) if field.text in words else -1 if by > 0 else 0
            return self.written(field, words[(place + by) % len(words)])
        if field.kind == "number":
            return self.written(field, str(_next_number(field, by)))
        return self


def _next_number(field: Field, by: int) -> int:
    shown = field.text or field.absent
    least, most = field.least or 0, field.most if field.most is not None else 10**9
    if not shown.lstrip("-").isdigit():
        return least
    return max(least, min(most, int(shown) + by))


def _field(field: Field) -> Line:
    bounds = ""
    if field.least is not None and field.most is not None and field.least != field.most:
        bounds = f" ({field.least:,} to {field.most:,})"
    note = f"{field.sentence[:1].upper()}{field.sentence[1:]}{bounds}."
    value, quiet = field.text, False
    if not value:
        value, quiet = field.absent or "none", True
    return Line("field", field.name, value, quiet, note, field.error, field=field)


def _part(part: PartField) -> Line:
    note = f"{part.name[:1].upper()}{part.name[1:]}: {_EXPLAINED[part.who]}."
    return Line("part", part.name, _EXPLAINED[part.who], part.who == "loyal", note, part.error, part=part)


__all__ = ["Desk", "Line"]
