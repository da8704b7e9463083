"""One stage made playable: its transition relation, whose choices are the player's, and how it is judged."""

from dataclasses import dataclass
from typing import Any

from engine.agents import Cast as Agents
from engine.agents import agent_for
from engine.agents import play as play_out
from engine.configuration import Choice
from engine.model import Model, Transitions
from engine.properties import named
from engine.run import Run
from levels.casting import agents
from levels.parts import DawnTask, LawTask, TableTask
from levels.scenario import build
from levels.schema import Stage
from levels.tasks.dawn import Dawn, DawnAt
from levels.tasks.law import LawAt, LawGiving, standing
from levels.tasks.table import Table, TableAt


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether a goal is reached, and why; `reached` is None while it cannot be said yet."""

    reached: bool | None
    why: str


class Playing:
    """A stage at play.

    Attributes:
        stage: its tables.
        model: what is chosen and what follows.
        owners: whose choices are the player's.
        cast: who answers for everybody else.
    """

    def __init__(self, stage: Stage, seed: int = 0) -> None:
        self.stage = stage
        self.cast: Agents = agents(stage.cast, stage.scenario.seed + seed)
        self.model: Transitions[Any] = self._model()
        self.owners = self._owners()
        self._faced: tuple[Any, tuple[Choice, ...]] | None = None

    def _model(self) -> Transitions[Any]:
        stage = self.stage
        match stage.task:
            case LawTask():
                return LawGiving()
            case TableTask(of=of, fill=fill, crosses=crosses):
                return Table(self._dealt(), of, fill, crosses)
            case DawnTask(general=general, nights=nights):
                return Dawn(self._dealt(), general, nights)
            case _:
                return build(stage.scenario, stage.player, stage.cast)

    def _dealt(self) -> Run[Any]:
        """The finished run from which a task is dealt."""
        return play_out(build(self.stage.scenario, None, self.stage.cast), self.cast)

    def _owners(self) -> frozenset[str]:
        player = self.stage.player
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

    def mine(self, choice: Choice) -> bool:
        """Whether a choice is the player's."""
        return choice.owner in self.owners

    # Walking.

    def begin(self) -> Run[Any]:
        """The run up to the player's first choice."""
        return self.settle(Run(self.model))

    def settle(self, run: Run[Any]) -> Run[Any]:
        """Let the others answer until it is the player's turn, or all is over."""
        run = run.then()
        while (pending := run.pending) is not None and not self.mine(pending):
            run.extend(agent_for(self.cast, pending.owner).pick(run, pending))
        return run

    def finish(self, run: Run[Any]) -> Run[Any]:
        """The run to its end with every choice of the player honest, and the others by their cast."""
        run = run.then()
        while (pending := run.pending) is not None:
            mine = self.mine(pending)
            run.extend(pending.honest if mine else agent_for(self.cast, pending.owner).pick(run, pending))
        return run

    def dispatch(self, run: Run[Any], labels: dict[int, str]) -> Run[Any]:
        """Answer the batch that now faces the player: with these labels by place, honestly for the rest.

        Then the others answer, up to the player's next choice.

        Raises:
            KeyError: a label is not offered at its place.
        """
        size = len(self.batch(run))
        run = run.then()
        answered = 0
        while answered < size and (pending := run.pending) is not None:
            if self.mine(pending):
                pick = pending.honest
                if answered in labels:
                    index = pending.index(labels[answered])
                    if index is None:
                        raise KeyError(labels[answered])
                    pick = index
                answered += 1
            else:
                pick = agent_for(self.cast, pending.owner).pick(run, pending)
            run.extend(pick)
        return self.settle(run)

    def batch(self, run: Run[Any]) -> tuple[Choice, ...]:
        """The choices that face the player together; their index is the place of the rows on a board."""
        # A board asks many times about one configuration.
        if self._faced is None or self._faced[0] is not run.now:
            self._faced = run.now, self.model.batch(run.now, self.owners)
        return self._faced[1]

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
