"""What the oracle says of a stage: its verdict, its par, one line that reaches it, and why."""

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import Any, Literal

from engine.agents import Agent, Seeded
from engine.configuration import Choice
from engine.machine import Timing
from engine.model import Model
from engine.oracle.explore import explore
from engine.oracle.lemmas import Proof, Step, prove
from engine.oracle.lies import Fewest, Unanswerable, fewest_lies
from engine.orders import ATTACK
from engine.properties import named
from engine.protocols.messengers import Messengers
from engine.protocols.oral_messages import OralMessages
from engine.roads import PERFECT
from engine.run import Run
from engine.script import Script
from levels.playing import Playing
from levels.tasks.law import LawGiving, fewest_worlds
from levels.tasks.table import Table
from levels.walking import Drawn

MOST_STATES = 60_000
"""More configurations than this are not searched: the answer is then "unknown"."""

Verdict = Literal["winnable", "impossible", "vacuous", "unknown"]


def amount(number: int, measure: str) -> str:
    """A number of a measure: "1 lie", "3 lies", "1 crash"."""
    one = {"crashes": "crash", "gold": "gold"}.get(measure, measure.removesuffix("s"))
    return f"{number} {one if number == 1 else measure}"


@dataclass(frozen=True, slots=True)
class Pick:
    """One answer in a line of play."""

    owner: str
    subject: str
    pick: str
    cost: int


@dataclass(frozen=True, slots=True)
class Because:
    """Why a verdict holds: the name of the rule, and a sentence."""

    rule: str
    text: str


@dataclass(frozen=True, slots=True)
class Solution:
    """The oracle's answer.

    Attributes:
        verdict: winnable, impossible, vacuous (the goal cannot be stated), unknown (a limit was met).
        measure: what par is counted in.
        par: the least further cost that wins; None unless winnable.
        line: the picks of the player on one way that costs par, those that cost something first of all.
        because: why.
        states: tables or configurations looked at; it informs.
        run: a run that wins at par, or None.
        proof: the lines of the proof where there is one.
    """

    verdict: Verdict
    measure: str
    par: int | None
    line: tuple[Pick, ...]
    because: Because
    states: int
    run: Run[Any] | None = None
    proof: tuple[str, ...] = ()


def solve(
    playing: Playing,
    run: Run[Any] | None = None,
    most_states: int | None = None,
    stop: Callable[[], bool] | None = None,
) -> Solution:
    """The oracle's answer for a stage, from a position of it (None: from its beginning)."""
    start = playing.begin() if run is None else run
    match playing.model:
        case LawGiving():
            return _laws(playing, start)
        case Table():
            return _table(playing, start)
        case Model() as model if _counts_lies(playing, model):
            return _lies(playing, model, start)
        case _:
            return _search(playing, start, MOST_STATES if most_states is None else most_states, stop)


def _counts_lies(playing: Playing, model: Model) -> bool:
    goal = playing.stage.goal
    return (
        isinstance(model.machine, OralMessages)
        and not model.held
        and model.faults.captures == 0
        and model.faults.crashes == 0
        and model.faults.roads == PERFECT
        and all(owner.startswith("traitor") for owner in playing.owners)
        and goal.verb == "break"
        and goal.name in ("agreement", "validity", "consistency")
    )


def _lies(playing: Playing, model: Model, start: Run[Any]) -> Solution:
    goal, seats = playing.stage.goal, playing.stage.player.seats
    choosing = bool(playing.stage.player.choose)
    condition: Any = goal.name
    mine = tuple(p for p in start.now.traitors if f"traitor:{p}" in playing.owners)
    try:
        answer = fewest_lies(model, start.now, condition, mine if choosing else seats, playing.cast)
    except Unanswerable as reason:
        return Solution("unknown", "lies", None, (), Because("limit", str(reason)), 0)
    if answer.verdict == "vacuous":
        because = Because("vacuous", "The condition cannot be stated for this army.")
        return Solution("vacuous", "lies", None, (), because, answer.states)
    if answer.lies is not None and goal.within is not None:
        total = playing.spent(start) + answer.lies
        if total > goal.within:
            because = Because("fewest lies", f"It takes {total} lies; {goal.within} are allowed.")
            return Solution("impossible", "lies", None, (), because, answer.states, proof=(because.text,))
    if answer.verdict == "winnable":
        end = _along(playing, start, answer)
        where = ", ".join(model.name(p) for p in answer.watched)
        text = f"{answer.lies} {'lie does' if answer.lies == 1 else 'lies do'} it; it shows in {where}."
        if not answer.watched:
            text = "It is done already."
        line = _line(playing, start, end)
        because = Because("fewest lies", text)
        return Solution("winnable", "lies", answer.lies, line, because, answer.states, end)
    proof = proofs(playing, model, start)
    lines = tuple(step.text for step in proof.steps) if proof.proves else _covered(playing, start)
    because = Because("two lemmas" if proof.proves else "every behaviour covered", lines[0])
    return Solution("impossible", "lies", None, (), because, answer.states, proof=lines)


def proofs(playing: Playing, model: Model, start: Run[Any]) -> Proof:
    """The two lemmas with the numbers of this army, for each seat that the player could have."""
    steps: list[Step] = []
    proves = True
    now = start.now
    order = model.inputs[0]
    open_seats = model.faults.seats if not now.traitors or now.round == 0 else ()
    armies = [tuple(sorted({*now.traitors, seat})) for seat in open_seats] or [now.traitors]
    seen = set()
    for traitors in armies:
        kind = (len(traitors), 0 in traitors)
        if kind in seen:
            continue
        seen.add(kind)
        assert isinstance(model.machine, OralMessages)
        proof = prove(model.machine.processes, model.machine.depth, len(traitors), 0 not in traitors, order)
        steps += proof.steps
        proves = proves and proof.proves
    return Proof(proves, tuple(steps))


def _covered(playing: Playing, start: Run[Any]) -> tuple[str, ...]:
    """The count of behaviours that the tables cover, where no lemma speaks."""
    run, slots = start, 0
    while (batch := playing.batch(run)) and run.pending is not None:
        slots += len(batch)
        run = playing.dispatch(run, {})
    text = f"All 3^{slots} ways to fill your {slots} letters were covered: none breaks it."
    return (text, *_tallies(playing, run))


def _tallies(playing: Playing, end: Run[Any]) -> tuple[str, ...]:
    """For each loyal lieutenant, how many votes of his last ballot are beyond the player's reach."""
    model = playing.model
    if not isinstance(model, Model):
        return ()
    seats = [p for p in end.now.traitors if f"traitor:{p}" in playing.owners]
    lines = []
    for p in model.loyal(end.now):
        for ballot in model.machine.ballots(p, end.now.states[p])[:1]:
            # His own vote is what the speaker told him: it is in reach if that is the player.
            mine = {*seats, p} if ballot.about[-1] in seats else set(seats)
            sure = [v for voter, v in zip(ballot.voters, ballot.votes, strict=True) if voter not in mine]
            attacks = sure.count(ATTACK)
            lines.append(
                f"{model.name(p)} counts {len(ballot.votes)} votes: {attacks} ATTACK and {len(sure) - attacks}"
                f" RETREAT are beyond your reach, {len(ballot.votes) - len(sure)} yours."
            )
    return tuple(lines)


def _along(playing: Playing, start: Run[Any], answer: Fewest) -> Run[Any]:
    """The run that says what the oracle found, to its end."""
    script = Script.of(answer.says, seat=answer.seat)
    run = start.then()
    while (pending := run.pending) is not None:
        if playing.mine(pending):
            run.extend(script.pick(run, pending))
        else:
            run = playing.settle(run)
    return run


def _line(playing: Playing, start: Run[Any], end: Run[Any]) -> tuple[Pick, ...]:
    """The player's picks after `start` that are not plain honesty, or that had to be made."""
    first = len(start.picks)
    return tuple(
        Pick(choice.owner, choice.subject.text, choice.options[pick].label, choice.options[pick].cost)
        for choice, pick in zip(end.choices[first:], end.picks[first:], strict=True)
        if playing.mine(choice) and _says_something(choice, pick)
    )


def _says_something(choice: Choice, pick: int) -> bool:
    return choice.options[pick].cost > 0 or choice.subject.kind in ("seat", "decision")


def _search(playing: Playing, start: Run[Any], most_states: int, stop: Callable[[], bool] | None) -> Solution:
    goal = playing.stage.goal
    measure = goal.measure
    if _draws(playing):
        because = Because("chance", "somebody in the cast throws coins: there is no one answer")
        return Solution("unknown", measure, None, (), because, 0)
    unstated = _unstated(playing, start)
    if unstated:
        return Solution("vacuous", measure, None, (), Because("vacuous", unstated), 0)

    def reached(now: Any) -> bool:
        return playing.judge_now(now, over=True).reached is True

    try:
        cast = {**playing.cast, "nature": _Chance()}
        counted = None if measure == "none" else measure
        found = explore(start, reached, playing.owners, cast, most_states, stop, counted, _all_is_ours(playing))
    except _Thrown:
        because = Because("chance", "a coin decides here, and chance is nobody's opponent: it has no best play")
        return Solution("unknown", measure, None, (), because, 0)
    if found.verdict == "unknown":
        because = Because("limit", f"the search was stopped after {found.states:,} configurations")
        return Solution("unknown", measure, None, (), because, found.states)
    if found.verdict == "unreachable" and _may_never_end(playing):
        text = f"All {found.states:,} configurations were searched, but not the runs that never end"
        return Solution("unknown", measure, None, (), Because("limit", text), found.states)
    if found.verdict == "unreachable":
        text = f"All {found.states:,} configurations were searched: none reaches it."
        because = _plan_rule(playing, start) or Because("every behaviour covered", text)
        proof = (because.text, *_tallies(playing, playing.finish(start)))
        return Solution("impossible", measure, None, (), because, found.states, proof=proof)
    assert found.witness is not None
    assert found.cost is not None
    if goal.within is not None and playing.spent(found.witness) > goal.within:
        because = Because("least-cost search", f"It takes {found.cost} {measure}; {goal.within} are allowed.")
        return Solution("impossible", measure, None, (), because, found.states, proof=(because.text,))
    line = _line(playing, start, found.witness)
    par = None if measure == "none" else found.cost
    because = Because("least-cost search", f"Nothing cheaper exists among {found.states:,} configurations.")
    return Solution("winnable", measure, par, line, because, found.states, found.witness)


class _Thrown(Exception):
    """A coin would have to be thrown."""


class _Chance(Agent):
    """Stands where nature answers: a search asks for the best play, and nature has none."""

    def pick(self, run: Run[Any], choice: Choice) -> int:
        raise _Thrown


def _draws(playing: Playing) -> bool:
    """Whether somebody else's answers are thrown, or remember what was answered before."""
    return any(
        isinstance(agent, Seeded | Drawn) or (isinstance(agent, Script) and agent.draws)
        for owner, agent in playing.cast.items()
        if owner != "nature" and owner not in playing.owners
    )


def _all_is_ours(playing: Playing) -> bool:
    """Whether the player makes every choice: then it does not matter in which order letters wait."""
    model, owners = playing.model, playing.owners
    if not isinstance(model, Model) or model.machine.timing is Timing.ROUNDS or model.held:
        return False
    traitors = {f"traitor:{p}" for p in model.faults.traitors}
    return {"scheduler", *traitors} <= owners and ("network" in owners or model.faults.captures == 0)


def _may_never_end(playing: Playing) -> bool:
    """Whether what is promised for the end could fail because a run has none."""
    model = playing.model
    if not isinstance(model, Model) or model.machine.timing is Timing.ROUNDS:
        return False
    return named(model, playing.stage.goal.name).kind == "eventually"


def _unstated(playing: Playing, start: Run[Any]) -> str:
    """Why a goal cannot be stated of this army, in one sentence; "" if it can."""
    model, name = playing.model, playing.stage.goal.name
    if not isinstance(model, Model) or model.faults.seats:
        return ""
    end = playing.ahead(start)
    if end is None:
        return ""
    verdict = named(model, name).judge(model, end.now)
    return "" if verdict.stated or start.spent() != {} else f"It cannot be stated here: {verdict.why}."


def _plan_rule(playing: Playing, start: Run[Any]) -> Because | None:
    """The rule for a plan of letters that cannot be split: it always attacks, or never does."""
    model = playing.model
    if not isinstance(model, Model) or not isinstance(model.machine, Messengers):
        return None
    full = start.honestly().now.decisions
    if ATTACK not in full:
        return Because(
            "never attacks", "Even when every letter arrives nobody attacks: so nobody attacks alone."
        )
    if model.machine.marches == (0, 0):
        return Because("always attacks", "Both attack whatever arrives: so nobody attacks alone.")
    return None


def _laws(playing: Playing, start: Run[Any]) -> Solution:
    now = start.now
    if now.struck:
        because = Because("limit", "from here the worlds are counted by trying")
        return Solution("unknown", "worlds", None, (), because, 0)
    size, sets = fewest_worlds()
    worlds = sets[0]
    run = start
    picks = []
    for world in worlds:
        labels = law_labels(run, world)
        run = playing.dispatch(run, labels)
        picks.append(Pick("lawgiver", "strike", world.words(), 1))
    text = f"No {size - 1} of the 12 worlds break all 256 laws; {len(sets)} sets of {size} do."
    because = Because("every set of worlds", text)
    return Solution("winnable", "worlds", size, tuple(picks), because, 12, run)


def law_labels(run: Run[Any], world: Any) -> dict[int, str]:
    """Place -> label for a strike: the first standing law that this world breaks, and the world."""
    from levels.tasks.law import NAMES, standing

    law = next(law for law in standing(frozenset(run.now.struck)) if world.breaks(law))
    labels = dict(enumerate(law))
    return {**labels, 8: NAMES[world.traitor], 9: world.first, 10: world.second}


def _table(playing: Playing, start: Run[Any]) -> Solution:
    end = playing.dispatch(start, {})
    batch = playing.batch(start)
    line = tuple(Pick(c.owner, c.subject.text, c.options[c.honest].label, 0) for c in batch)
    because = Because("the protocol's own count", "The engine counted the same letters.")
    return Solution("winnable", "none", None, line, because, 1, end)


def timed(playing: Playing, seconds: float = 30.0) -> tuple[Solution, float]:
    """`solve` from the beginning, stopped after so many seconds, and how many it took."""
    began = perf_counter()
    solution = solve(playing, stop=lambda: perf_counter() - began > seconds)
    return solution, perf_counter() - began
