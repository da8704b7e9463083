"""One stage of a level made playable: its transition relation, whose choices are the player's, its goal."""

from dataclasses import dataclass
from typing import Any

from engine.agents import Agent
from engine.agents import Cast as Agents
from engine.model import Model, Transitions
from engine.play import briefed
from engine.play import play as play_out
from engine.properties import named
from engine.run import Run
from levels.cast import Cast
from levels.casting import agents
from levels.parts import DawnTask, LawTask, TableTask
from levels.scenario import build
from levels.schema import Stage
from levels.tasks.dawn import Dawn, DawnAt
from levels.tasks.law import LawAt, LawGiving, standing
from levels.tasks.table import Table, TableAt
from levels.walking import Drawn, Walking


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether a goal is reached, and why; `reached` is None while it cannot be said yet."""

    reached: bool | None
    why: str


class Playing(Walking):
    """A stage at play.

    Attributes:
        stage: its tables.
    """

    def __init__(self, stage: Stage, seed: int = 0) -> None:
        self.stage = stage
        cast = steadied(stage.cast, stage.scenario.seed + seed)
        super().__init__(_model(stage, cast), _owners(stage), cast)

    # Judging.

    @property
    def sentence(self) -> str:
        """The goal, as the engine states it, with a capital letter and no full stop."""
        goal = self.stage.goal
        match goal.name:
            case "worlds":
                text = "meet two different worlds that fit all your letters"
            case "table":
                table = self.model
                assert isinstance(table, Table)
                text = f"fill in what {table.protocol.name(table.of)} believes, and what he does"
            case "laws":
                text = "name worlds that between them break every law"
            case name:
                assert isinstance(self.model, Model)
                prop = named(self.model, name)
                text = prop.broken if goal.verb == "break" else prop.kept
        return text[0].upper() + text[1:]

    def judge(self, run: Run[Any]) -> Judgement:
        """Whether the goal is reached where a run stands, within what may be spent."""
        judgement = self.judge_now(run.now, run.over)
        goal, spent = self.stage.goal, self.spent(run)
        if judgement.reached and goal.within is not None and spent > goal.within:
            return Judgement(False, f"{judgement.why}; but {spent} {goal.measure}, not {goal.within}")
        return judgement

    def judge_now(self, now: Any, over: bool) -> Judgement:
        """Whether the goal is reached in a configuration; `over` says that nothing can be chosen any more."""
        match self.model:
            case Dawn() as dawn:
                assert isinstance(now, DawnAt)
                met = len(dawn.met(now))
                if met >= dawn.enough:
                    return Judgement(True, "both worlds were open until you chose")
                return Judgement(False if over else None, f"{met} of {dawn.enough} worlds met")
            case Table() as table:
                assert isinstance(now, TableAt)
                if now.right:
                    return Judgement(True, "every cell is right")
                wrong = len(table.wrong(now))
                why = (
                    f"{wrong} {'cell is' if wrong == 1 else 'cells are'} wrong" if now.checks else "not checked"
                )
                return Judgement(None, why)
            case LawGiving():
                assert isinstance(now, LawAt)
                left = len(standing(frozenset(now.struck)))
                return Judgement(left == 0 or None, f"{left} of 256 laws stand")
            case _:
                assert isinstance(self.model, Model)
                goal = self.stage.goal
                verdict = named(self.model, goal.name).judge(self.model, now)
                return Judgement(verdict.stated and verdict.holds is not (goal.verb == "break"), verdict.why)

    def spent(self, run: Run[Any]) -> int:
        """What the player has spent in the goal's measure."""
        total = run.spent(self.owners)
        measure = self.stage.goal.measure
        return 0 if measure == "none" else total.get(measure, 0)


def steadied(cast: Cast, seed: int) -> Agents:
    """Who answers for whom; whoever draws draws the same at the same length of the run, nature of itself."""
    found: dict[str, Agent] = {"nature": Drawn(seed), **agents(cast, seed)}
    for place, (owner, entry) in enumerate(sorted(cast.items())):
        if entry.agent == "seeded":
            found[owner] = Drawn(seed + place)
    return found


def _model(stage: Stage, cast: Agents) -> Transitions[Any]:
    match stage.task:
        case LawTask():
            return LawGiving()
        case TableTask(of=of, fill=fill, crosses=crosses):
            return Table(_dealt(stage, cast), of, fill, crosses)
        case DawnTask(general=general, nights=nights):
            return Dawn(_dealt(stage, cast), general, nights)
        case _:
            return briefed(build(stage.scenario, stage.player, stage.cast), cast)


def _dealt(stage: Stage, cast: Agents) -> Run[Any]:
    """The finished run from which a task is dealt."""
    return play_out(build(stage.scenario, None, stage.cast), cast)


def _owners(stage: Stage) -> frozenset[str]:
    player = stage.player
    match player.role:
        case "traitor":
            seats = {f"traitor:{seat}" for seat in (*player.seats, *player.choose)}
            return frozenset(seats | ({"traitor"} if player.choose else set()))
        case "general":
            return frozenset(f"general:{seat}" for seat in player.seats)
        case "city":
            return frozenset({"network"})
        case role:
            return frozenset({role})
