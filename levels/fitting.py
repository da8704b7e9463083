"""Whether the tables of a stage fit together: seats, tasks, claims and references against the scenario."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from engine.protocols import PROTOCOLS
from levels.army import Scenario
from levels.cast import capture_faults, cast_faults, says_faults
from levels.checks import Fault, listed, number, numbers
from levels.parts import DawnTask, Goal, LawTask, Reference, TableTask

if TYPE_CHECKING:
    from levels.schema import StageTables

_WORK = {"scribe": "table", "lawgiver": "law"}
"""The roles that only have a task to do."""

_RESULT = {"table": "table", "laws": "law", "worlds": "dawn"}
"""The properties that belong to a task."""


def stage_faults(stage: "StageTables") -> Iterator[Fault]:
    """Everything that does not fit, with paths from the stage's own table."""
    yield from (fault.below(("player",)) for fault in _player(stage))
    yield from (fault.below(("cast",)) for fault in cast_faults(stage.cast, stage.scenario, free_seats(stage)))
    yield from (fault.below(("goal",)) for fault in _goal(stage))
    yield from (fault.below(("task",)) for fault in _task(stage))
    yield from (fault.below(("claim",)) for fault in _claim(stage))
    if stage.reference is not None:
        yield from (fault.below(("reference",)) for fault in _reference(stage, stage.reference))


def free_seats(stage: "StageTables") -> frozenset[int]:
    """Who may say what he likes: traitors, who may become one, and generals who send by hand."""
    held = stage.player.seats if stage.player.sends else ()
    return frozenset((*stage.scenario.traitors, *stage.player.choose, *held))


def _player(stage: "StageTables") -> Iterator[Fault]:
    player, scenario = stage.player, stage.scenario
    yield from numbers(("seats",), player.seats, scenario.processes, "general")
    yield from numbers(("choose",), player.choose, scenario.processes, "general")
    if player.role == "traitor":
        yield from _traitor(stage)
    elif player.role == "general":
        yield from _general(stage)
    else:
        for name in sorted({"seats", "choose", "sends"} & player.model_fields_set):
            yield Fault((name,), f"the {player.role} holds no seat among the generals", key=True)
    if player.role == "city" and scenario.captures == 0:
        yield Fault(("role",), "the city may take nothing here: captures = 0")
    work = _WORK.get(player.role)
    kind = stage.task.kind if stage.task else None
    if work and kind != work:
        yield Fault(("role",), f'the {player.role} needs a [task] with kind = "{work}"')


def _traitor(stage: "StageTables") -> Iterator[Fault]:
    player, traitors = stage.player, stage.scenario.traitors
    if player.sends:
        yield Fault(("sends",), "a traitor always sends what he likes", key=True)
    if bool(player.seats) == bool(player.choose):
        yield Fault((), "a traitor has either “seats” or a “choose” of seats")
    for i, seat in enumerate(player.seats):
        if seat < stage.scenario.processes and seat not in traitors:
            yield Fault(("seats", i), f"general {seat} is loyal: [scenario] has traitors = {list(traitors)}")
    for i, seat in enumerate(player.choose):
        if seat in traitors:
            yield Fault(("choose", i), f"general {seat} is a traitor already")


def _general(stage: "StageTables") -> Iterator[Fault]:
    player, scenario = stage.player, stage.scenario
    if player.choose:
        yield Fault(("choose",), "only a traitor chooses his seat", key=True)
    if not player.seats:
        yield Fault((), "a general needs “seats”")
    for i, seat in enumerate(player.seats):
        if seat in scenario.traitors:
            yield Fault(("seats", i), f"general {seat} is a traitor; a general's seat is loyal")
        if seat == 0 and scenario.has_commander and not player.sends:
            yield Fault(("seats", i), "the commander decides nothing here; a lieutenant does")


def _goal(stage: "StageTables") -> Iterator[Fault]:
    goal = stage.goal
    kind = stage.task.kind if stage.task else None
    name = goal.name
    key = (goal.verb,)
    if name in _RESULT and kind != _RESULT[name]:
        yield Fault(key, f'“{name}” needs a [task] with kind = "{_RESULT[name]}"')
    if kind in _RESULT.values() and name not in _RESULT:
        wanted = [result for result, work in _RESULT.items() if work == kind]
        yield Fault(key, f"with this [task] the goal is about {listed(wanted)}")
    if kind not in _RESULT.values() and name not in _RESULT:
        yield from promise_faults(goal, scenario=stage.scenario)
    if goal.expect == "impossible" and stage.claim is None:
        yield Fault(("expect",), "what is impossible is won by a claim: a [claim] table is missing")


def promise_faults(goal: Goal, scenario: Scenario) -> Iterator[Fault]:
    """A goal about something that the protocol does not promise."""
    promises = PROTOCOLS[scenario.protocol].promises
    if goal.name not in promises:
        message = f"{scenario.protocol} knows no “{goal.name}”; a goal can be about {listed(promises, 'or')}"
        yield Fault((goal.verb,), message)


def _task(stage: "StageTables") -> Iterator[Fault]:
    task, scenario = stage.task, stage.scenario
    if isinstance(task, TableTask):
        yield from _lieutenant(("of",), task.of, stage)
        least = 2 if task.fill == "majorities" else 1
        if not scenario.has_commander:
            yield Fault(("kind",), "a table is dealt from oral-messages")
        elif min(scenario.depth or 0, scenario.processes - 2) < least:
            yield Fault(("fill",), f"“{task.fill}” needs notes: a depth of at least {least}")
        if task.crosses is not None:
            yield from number(("crosses",), task.crosses, scenario.processes, "general")
            if task.crosses == task.of:
                yield Fault(("crosses",), "a general's own row is no row of crosses")
    elif isinstance(task, DawnTask):
        yield from _lieutenant(("general",), task.general, stage)
        if stage.player.role != "general" or stage.player.seats != (task.general,):
            message = f'the player must hold this seat: role = "general", seats = [{task.general}]'
            yield Fault(("general",), message)
    elif isinstance(task, LawTask) and stage.player.role != "lawgiver":
        yield Fault(("kind",), "a law is written by the lawgiver")
    if isinstance(task, TableTask) and stage.player.role != "scribe":
        yield Fault(("kind",), "a table is filled by the scribe")


def _lieutenant(path: tuple[str], process: int, stage: "StageTables") -> Iterator[Fault]:
    yield from number(path, process, stage.scenario.processes, "general")
    if process == 0 and stage.scenario.has_commander:
        yield Fault(path, "the commander has no votes; a lieutenant has")


def _claim(stage: "StageTables") -> Iterator[Fault]:
    claim, scenario = stage.claim, stage.scenario
    if claim is None:
        return
    if not scenario.has_commander:
        yield Fault(("asks",), "votes are only counted in oral-messages")
        return
    yield from _lieutenant(("inside",), claim.inside, stage)
    yield from numbers(("about",), claim.about, scenario.processes, "general")
    longest = min(scenario.depth or 0, scenario.processes - 2) + 1
    about = claim.about
    if not about or about[0] != 0 or len(about) > longest or len({*about, claim.inside}) <= len(about):
        message = (
            f"a vote is about the commander's order, [0], or about what others say of it, [0, 2], without"
            f" {claim.inside} and at most {longest} long here"
        )
        yield Fault(("about",), message)


def _reference(stage: "StageTables", reference: Reference) -> Iterator[Fault]:
    scenario = stage.scenario
    if reference.claim is not None and stage.claim is None:
        yield Fault(("claim",), "nothing can be claimed here: a [claim] table is missing", key=True)
    if (reference.claim is None) != (reference.number is None):
        missing = "number" if reference.number is None else "claim"
        yield Fault((), f"a claim is argued with a number: “{missing}” is missing")
    if reference.claim is None and stage.goal.expect == "impossible":
        yield Fault((), "the goal is impossible: the reference must claim so")
    yield from says_faults(reference.says, scenario, free_seats(stage))
    yield from capture_faults(reference.capture, scenario)
    if reference.seat is not None and reference.seat not in stage.player.choose:
        yield Fault(("seat",), f"this seat is not to be chosen: choose = {list(stage.player.choose)}")
    if stage.player.choose and reference.seat is None and reference.claim is None:
        yield Fault((), "“seat” is missing: which seat is chosen")
    if reference.strikes and not isinstance(stage.task, LawTask):
        yield Fault(("strikes",), "only a lawgiver strikes laws", key=True)
    if reference.cells is not None and not isinstance(stage.task, TableTask):
        yield Fault(("cells",), "only a scribe fills cells", key=True)
