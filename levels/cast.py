"""`[cast]`: who answers for each role that the player does not hold, and scripts for them."""

from collections.abc import Iterator, Mapping
from typing import Final, Literal

from pydantic import Field, model_validator

from engine.machine import Machine, Timing
from levels.army import Scenario
from levels.checks import Fault, listed, number, numbers, report
from levels.fields import Label, Table
from levels.lines import Crash, Late, Replay, Rewrite, Says, Serial, Step, Utter

AgentName = Literal["loyal", "silent", "flip", "split", "script", "seeded", "oracle"]

ROLES: Final = ("traitor", "general", "network", "scheduler", "nature")
_SEATED: Final = ("traitor", "general")
_AGENTS: Final[Mapping[str, tuple[str, ...]]] = {
    "traitor": ("loyal", "silent", "flip", "split", "script", "seeded", "oracle"),
    "general": ("loyal", "silent", "flip", "split", "script", "seeded", "oracle"),
    "network": ("loyal", "script", "seeded", "oracle"),
    "scheduler": ("loyal", "script", "seeded", "oracle"),
    "nature": ("loyal", "script", "seeded"),
}
_SCRIPTS: Final[Mapping[str, str]] = {
    "says": "traitor",
    "utters": "traitor",
    "capture": "network",
    "late": "network",
    "rewrite": "network",
    "replay": "network",
    "steps": "scheduler",
    "crash": "scheduler",
    "draws": "nature",
}
"""Which part of a script belongs to which role; a held general may speak too."""
_OF_ROUNDS: Final = {"crash": "a crash is a step: steps = [{ crash = 1 }]"}
_OF_STEPS: Final = {
    "steps": "crashes are written as crash = [...]",
    "utters": "what a traitor says is written as says = [...]",
}
"""Parts that need the one timing, and what is written in the other."""
_KNOBS: Final = {"late": "delays", "rewrite": "rewrites", "replay": "replays"}
_TOLD: Final = 12


class CastEntry(Table):
    """Who answers for a role, or for one seat."""

    agent: AgentName = Field("script", description="Who answers; what a script leaves out is done honestly.")
    says: tuple[Says, ...] = Field((), max_length=256, description="A traitor's words.")
    utters: tuple[Utter, ...] = Field(
        (), max_length=256, description="What traitors say of themselves, where there are no rounds."
    )
    capture: tuple[Serial, ...] = Field((), max_length=256, description="Messages that never arrive.")
    late: tuple[Late, ...] = Field((), max_length=256, description="Messages that arrive in a later round.")
    rewrite: tuple[Rewrite, ...] = Field((), max_length=256, description="Messages that are rewritten.")
    replay: tuple[Replay, ...] = Field((), max_length=256, description="Old messages that come again.")
    steps: tuple[Step, ...] = Field((), max_length=256, description="The scheduler's picks, in order.")
    crash: tuple[Crash, ...] = Field((), max_length=30, description="Who crashes, and when.")
    draws: tuple[Label, ...] = Field((), max_length=256, description="How nature's coins fall, in order.")

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
    rounds = scenario.machine.timing is Timing.ROUNDS
    for part, instead in (_OF_STEPS if rounds else _OF_ROUNDS).items():
        if getattr(entry, part):
            how = "runs in rounds" if rounds else "has no rounds"
            yield Fault((part,), f"{scenario.protocol} {how}: {instead}", key=True)
    yield from says_faults(entry.says, scenario, free)
    yield from capture_faults(entry.capture, scenario)
    for part, knob in _KNOBS.items():
        allowed = getattr(scenario.network, knob)
        if len(getattr(entry, part)) > allowed:
            message = f"[scenario.network] has {knob} = {allowed}, and here are {len(getattr(entry, part))}"
            yield Fault((part,), message, key=True)
    for i, replay in enumerate(entry.replay):
        yield from number(("replay", i, "to"), replay.to, scenario.processes, "general")
    for i, step in enumerate(entry.steps):
        for name in ("crash", "timeout", "restart"):
            process = getattr(step, name)
            if process is not None:
                yield from number(("steps", i, name), process, scenario.processes, "general")
    for i, crash in enumerate(entry.crash):
        yield from number(("crash", i, "general"), crash.general, scenario.processes, "general")
        yield from numbers(("crash", i, "reaches"), crash.reaches, scenario.processes, "general")
    if not rounds:
        yield from _utters_faults(entry.utters, scenario, free)


def capture_faults(capture: tuple[int, ...], scenario: Scenario) -> Iterator[Fault]:
    """Messages that stand there twice, or are more than the city may take."""
    for i, serial in enumerate(capture):
        if serial in capture[:i]:
            yield Fault(("capture", i), f"message {serial} stands here twice")
    if scenario.captures is not None and len(capture) > scenario.captures:
        yield Fault(("capture",), f"the city may take {scenario.captures} messages here, not {len(capture)}")


def _utters_faults(utters: tuple[Utter, ...], scenario: Scenario, free: frozenset[int]) -> Iterator[Fault]:
    """What nobody can say of himself here."""
    machine = scenario.machine
    for i, line in enumerate(utters):
        row = ("utters", i)
        unknown = list(_speaker(row, line.general, line.to, scenario, free))
        yield from unknown
        if unknown:
            continue
        said = [machine.words(payload) for to, payload in machine.utterances(line.general) if to == line.to]
        if line.says not in said:
            more = [] if len(said) <= _TOLD else ["more"]
            can = listed([f"“{words}”" for words in said[:_TOLD]] + more, "or") if said else "nothing"
            message = f"general {line.general} cannot say this to {line.to} of himself; he can say {can}"
            yield Fault((*row, "says"), message)


def says_faults(says: tuple[Says, ...], scenario: Scenario, free: frozenset[int]) -> Iterator[Fault]:
    """Lines that nobody can say in this army."""
    seen: set[tuple[object, ...]] = set()
    for i, line in enumerate(says):
        row = ("says", i)
        unknown = [
            *_speaker(row, line.general, line.to, scenario, free),
            *numbers((*row, "heard"), line.heard or (), scenario.processes, "general"),
            *numbers((*row, "chain"), line.chain or (), scenario.processes, "general"),
        ]
        yield from unknown
        if not unknown:
            yield from (fault.below(row) for fault in _form_faults(line, scenario))
        key = (line.general, line.heard, line.round, line.to)
        if key in seen:
            yield Fault(row, "this line stands here twice")
        seen.add(key)


def _speaker(
    row: tuple[str, int], general: int, to: int, scenario: Scenario, free: frozenset[int]
) -> Iterator[Fault]:
    yield from number((*row, "to"), to, scenario.processes, "general")
    known = number((*row, "general"), general, scenario.processes, "general")
    yield from known
    if not known and general not in free:
        yield Fault((*row, "general"), f"general {general} is loyal: he says what he heard")
    if to == general:
        yield Fault((*row, "to"), "nobody writes to himself")


def _form_faults(line: Says, scenario: Scenario) -> Iterator[Fault]:
    """Whether a line has the keys by which this protocol tells what is said."""
    machine = scenario.machine
    sealed = type(machine).seals is not Machine.seals
    passed_on = type(machine).path is not Machine.path and not sealed
    if line.round is not None and machine.timing is Timing.ASYNC:
        yield Fault(("round",), f"{scenario.protocol} has no rounds", key=True)
    elif line.round is not None and line.round > machine.rounds:
        yield Fault(("round",), f"there are only {machine.rounds} rounds")
    if sealed:
        if line.orders is None:
            name = "order" if line.order is not None else "says"
            yield Fault((name,), "letters are sealed here: a line has “round” and “orders”", key=True)
        elif line.round is None:
            yield Fault(("round",), "“round” is missing: letters are sealed here", key=True)
    elif line.orders is not None:
        yield Fault(("orders",), "letters bear no seals here: a line has “order”", key=True)
    if line.heard is not None and line.round is not None:
        yield Fault(("heard",), "a line has “heard” or “round”, not both", key=True)
    elif line.heard is not None and not passed_on:
        message = f"{scenario.protocol} does not say by whom one heard it: a line has “round”"
        yield Fault(("heard",), message, key=True)
    elif line.heard is not None:
        yield from _heard_faults(line.general, line.to, line.heard, scenario)
    elif passed_on and line.round is None and machine.timing is Timing.ROUNDS:
        yield Fault(("heard",), "“heard” is missing: by whom the news reached him", key=True)


def _heard_faults(general: int, to: int, heard: tuple[int, ...], scenario: Scenario) -> Iterator[Fault]:
    path = ("heard",)
    if general in heard or to in heard:
        who = general if general in heard else to
        yield Fault(path, f"general {who} is no part of the path by which he hears")
    if scenario.depth is not None and len(heard) > scenario.depth:
        yield Fault(path, f"nothing is passed on more than {scenario.depth} times here")
    if scenario.has_commander:
        if heard and heard[0] != 0:
            yield Fault(path, "all news begins with the commander: [0, ...]")
        if not heard and general != 0:
            yield Fault(path, "only the commander has heard it from nobody; a lieutenant has heard [0]")


__all__ = [
    "ROLES",
    "AgentName",
    "Cast",
    "CastEntry",
    "Crash",
    "Says",
    "Serial",
    "Step",
    "capture_faults",
    "cast_faults",
    "entry_faults",
    "says_faults",
]
