"""`[cast]`: who answers for each role that the player does not hold, and scripts for them."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Final, Literal

from pydantic import Field, model_validator

from levels.army import Scenario
from levels.checks import Fault, listed, number, numbers, report
from levels.fields import Path, Process, Table, Word

Serial = Annotated[int, Field(ge=1, le=10**6)]
AgentName = Literal["loyal", "silent", "flip", "split", "script", "seeded", "oracle"]

ROLES: Final = ("traitor", "general", "network", "scheduler", "nature")
_SEATED: Final = ("traitor", "general")
_AGENTS: Final[Mapping[str, tuple[str, ...]]] = {
    "traitor": ("loyal", "silent", "flip", "split", "script", "seeded", "oracle"),
    "general": ("loyal", "silent", "flip", "split", "script", "seeded", "oracle"),
    "network": ("loyal", "script", "seeded", "oracle"),
    "scheduler": ("loyal", "script", "seeded", "oracle"),
    "nature": ("loyal", "seeded"),
}
_SCRIPTS: Final[Mapping[str, str]] = {
    "says": "traitor",
    "capture": "network",
    "steps": "scheduler",
    "crash": "scheduler",
}
"""Which part of a script belongs to which role; a held general may speak too."""


class Says(Table):
    """A line of a traitor's script: what he tells whom about what he heard."""

    general: Process = Field(description="The speaker.")
    heard: Path = Field(description="By whom the news reached him: [] is the commander's own order.")
    to: Process = Field(description="The listener.")
    order: Word = Field(description="What he says.")


class Step(Table):
    """One pick of the scheduler."""

    deliver: Serial | None = Field(None, description="The serial number of a message.")
    crash: Process | None = Field(None, description="The number of a process.")
    timeout: Process | None = Field(None, description="The number of a process whose timer runs out.")

    @model_validator(mode="after")
    def _one_pick(self) -> "Step":
        if len(self.model_fields_set) != 1:
            report([Fault((), "a step is one of deliver, crash and timeout")])
        return self


class Crash(Table):
    """A general who crashes in the middle of his sending."""

    general: Process = Field(description="Who crashes.")
    round: int = Field(ge=1, le=31, description="In which round.")
    reaches: tuple[Process, ...] = Field(max_length=30, description="To whom his messages still go.")


class CastEntry(Table):
    """Who answers for a role, or for one seat."""

    agent: AgentName = Field("script", description="Who answers; what a script leaves out is done honestly.")
    says: tuple[Says, ...] = Field((), max_length=256, description="A traitor's words.")
    capture: tuple[Serial, ...] = Field((), max_length=256, description="Messages that never arrive.")
    steps: tuple[Step, ...] = Field((), max_length=256, description="The scheduler's picks, in order.")
    crash: tuple[Crash, ...] = Field((), max_length=30, description="Who crashes, and when.")

    @model_validator(mode="after")
    def _scripted(self) -> "CastEntry":
        parts = self.model_fields_set & set(_SCRIPTS)
        faults = []
        if "agent" not in self.model_fields_set and not parts:
            faults.append(Fault(("agent",), "“agent” is missing"))
        if self.agent != "script":
            faults += [
                Fault((part,), f'“{part}” is for agent = "script", not for {self.agent}', key=True)
                for part in sorted(parts)
            ]
        report(faults)
        return self


Cast = dict[str, CastEntry]


def cast_faults(cast: Cast, scenario: Scenario, free: frozenset[int]) -> Iterator[Fault]:
    """What does not fit the scenario. `free` are the seats that may speak freely: traitors and held."""
    for owner, entry in cast.items():
        role, _, seat = owner.partition(":")
        if role not in ROLES or (":" in owner and not _is_seat(role, seat)):
            message = f"unknown role “{owner}”; there are {listed(ROLES)}, and one seat as in traitor:3"
            yield Fault((owner,), message, key=True)
            continue
        if seat:
            yield from _seat_faults(owner, role, int(seat), scenario, free)
        if entry.agent not in _AGENTS[role]:
            yield Fault((owner, "agent"), f"the {role} can be {listed(_AGENTS[role], 'or')}")
        for part in sorted(entry.model_fields_set & set(_SCRIPTS)):
            if _SCRIPTS[part] != role and (part, role) != ("says", "general"):
                yield Fault(
                    (owner, part), f"“{part}” is for the {_SCRIPTS[part]}, not for the {role}", key=True
                )
        yield from (fault.below((owner,)) for fault in entry_faults(entry, scenario, free))


def _is_seat(role: str, seat: str) -> bool:
    return role in _SEATED and seat.isascii() and seat.isdecimal() and len(seat) <= 2


def _seat_faults(owner: str, role: str, seat: int, scenario: Scenario, free: frozenset[int]) -> Iterator[Fault]:
    faults = number((owner,), seat, scenario.processes, "general")
    if not faults and role == "traitor" and seat not in free:
        faults = [Fault((owner,), f"general {seat} is loyal", key=True)]
    yield from faults


def entry_faults(entry: CastEntry, scenario: Scenario, free: frozenset[int]) -> Iterator[Fault]:
    """What in one script does not fit the scenario."""
    yield from says_faults(entry.says, scenario, free)
    yield from capture_faults(entry.capture, scenario)
    for i, step in enumerate(entry.steps):
        for name in ("crash", "timeout"):
            process = getattr(step, name)
            if process is not None:
                yield from number(("steps", i, name), process, scenario.processes, "general")
    for i, crash in enumerate(entry.crash):
        yield from number(("crash", i, "general"), crash.general, scenario.processes, "general")
        yield from numbers(("crash", i, "reaches"), crash.reaches, scenario.processes, "general")


def capture_faults(capture: tuple[int, ...], scenario: Scenario) -> Iterator[Fault]:
    """Messages that stand there twice, or are more than the city may take."""
    for i, serial in enumerate(capture):
        if serial in capture[:i]:
            yield Fault(("capture", i), f"message {serial} stands here twice")
    if scenario.captures is not None and len(capture) > scenario.captures:
        yield Fault(("capture",), f"the city may take {scenario.captures} messages here, not {len(capture)}")


def says_faults(says: tuple[Says, ...], scenario: Scenario, free: frozenset[int]) -> Iterator[Fault]:
    """Lines that nobody can say in this army."""
    seen: set[tuple[int, tuple[int, ...], int]] = set()
    for i, line in enumerate(says):
        row = ("says", i)
        unknown = [
            *number((*row, "general"), line.general, scenario.processes, "general"),
            *number((*row, "to"), line.to, scenario.processes, "general"),
            *numbers((*row, "heard"), line.heard, scenario.processes, "general"),
        ]
        yield from unknown
        if unknown:
            continue
        if line.general not in free:
            yield Fault((*row, "general"), f"general {line.general} is loyal: he says what he heard")
        if line.to == line.general:
            yield Fault((*row, "to"), "nobody writes to himself")
        yield from (fault.below(row) for fault in _heard_faults(line, scenario))
        key = (line.general, line.heard, line.to)
        if key in seen:
            yield Fault(row, "this line stands here twice")
        seen.add(key)


def _heard_faults(line: Says, scenario: Scenario) -> Iterator[Fault]:
    path = ("heard",)
    if line.general in line.heard or line.to in line.heard:
        who = line.general if line.general in line.heard else line.to
        yield Fault(path, f"general {who} is no part of the path by which he hears")
    if scenario.depth is not None and not scenario.about_loss and len(line.heard) > scenario.depth:
        yield Fault(path, f"nothing is passed on more than {scenario.depth} times here")
    if scenario.has_commander:
        if line.heard and line.heard[0] != 0:
            yield Fault(path, "all news begins with the commander: [0, ...]")
        if not line.heard and line.general != 0:
            yield Fault(path, "only the commander has heard it from nobody; a lieutenant has heard [0]")
