"""A play in the war room: the moves of every play, nothing to be reached, and at the end what came of it."""

from collections.abc import Callable
from typing import Any, ClassVar

from engine.agents import Cast as Agents
from engine.machine import Timing
from engine.model import Model
from engine.play import briefed
from engine.run import Run
from levels.board import Chronicle, Debrief, Move
from levels.cast import CastEntry
from levels.casting import agent
from levels.course import Course, Refused, Status
from levels.parts import Player
from levels.refusals import NO_OLD, NO_SEAL
from levels.scenario import build
from levels.scene import Part, Scene
from levels.scenes import drafted, secrets
from levels.walking import Drawn, Walking
from levels.war_room.parts import part_name
from levels.war_room.promises import promises, tallies
from levels.war_room.setting import Checked, Setting

TITLE = "War room"
MOST_DRAFTED = 1_000
"""With more choices than this on the table nothing is foretold: a board must stand at once."""
ASKED = "Nothing is asked of you: this is what the protocol promises"


class Sandbox(Course):
    """A play of a setting of the war room.

    Args:
        setting: what is played.
        chapter: how the header names the place.
        record: called with each move after it was made.

    Raises:
        NotASetting: it cannot be played.
    """

    MOVES: ClassVar[tuple[Move, ...]] = (
        "set",
        "dispatch",
        "empty",
        "finish",
        "forge",
        "undo",
        "redo",
        "restart",
    )

    def __init__(
        self,
        setting: Setting,
        chapter: str = TITLE,
        record: Callable[[dict[str, Any]], None] | None = None,
    ) -> None:
        self.setting = setting
        self._checked = setting.checked
        self._walking = _walking(setting, self._checked)
        super().__init__(chapter, record)

    @property
    def walking(self) -> Walking:
        """What is chosen about, and by whom."""
        return self._walking

    @property
    def model(self) -> Model:
        """What runs."""
        assert isinstance(self._walking.model, Model)
        return self._walking.model

    @property
    def title(self) -> str:
        """What it is called."""
        return self.setting.title or self._checked.scenario.protocol

    @property
    def status(self) -> Status:
        """Whether it is over: there is no way to win or to lose it."""
        return "over" if self.run.over else "playing"

    @property
    def never(self) -> frozenset[Move]:
        """The moves that cannot be made here at any time."""
        return frozenset(_NEVER)

    @property
    def may_go_back(self) -> bool:
        """Always: nothing is at stake."""
        return True

    # Moves.

    def _dispatched(self, batch: Any) -> None:
        self.feedback = ""
        if not self.run.over and not self.batch:
            self.feedback = "It is not over after a long time, and may never be; enter goes on."

    def finish(self) -> None:
        """Let everybody be honest from here on, the player's own parts too, as one move."""
        self._demand("finish")
        run = self.walking.run_on(self.walking.answered(self.run, dict(self.drafts)))
        self._go_on(run, "to the end")
        self._dispatched(())
        if not run.over:
            self.feedback = "It is not over after a long time, and may never be."
        self._made({"move": "finish"}, keep_feedback=True)

    def move(self, record: Any) -> None:
        """Make the move that a record of a transcript says.

        Raises:
            Refused: it cannot be made here.
        """
        if record == {"move": "finish"}:
            self.finish()
        else:
            super().move(record)

    def hint(self) -> str:
        """There is none.

        Raises:
            Refused: always.
        """
        raise Refused(_NEVER["hint"])

    def claim(self) -> None:
        """There is nothing to claim.

        Raises:
            Refused: always.
        """
        raise Refused(_NEVER["claim"])

    def refusal(self, move: Move) -> str | None:
        """Why a move cannot be made now, in one sentence; None if it can."""
        if move in _NEVER:
            return _NEVER[move]
        node = self.node
        match move:
            case "set" | "dispatch" | "finish" | "empty" | "forge" if self.run.over:
                return "It is over; u goes back."
            case "forge":
                return None if self.can_forge else NO_SEAL
            case "empty":
                return None if self.old else NO_OLD
            case "undo":
                return None if node.parent is not None else "This is where it began."
            case "redo":
                return None if node.latest is not None else "There is nothing to do again."
            case _:
                return None

    # What is shown.

    @property
    def scene(self) -> Scene:
        """All that a board is made from."""
        part = self._part
        blind = part.own_view or len(self.batch) > MOST_DRAFTED
        seen = None if blind else drafted(self.walking, self.run, self.drafts)
        # Without rounds what would follow from now on is one run of very many: only what is so is judged.
        judged = self.run if seen is None or self.model.machine.timing is Timing.ASYNC else seen
        return Scene(
            chapter=self.chapter,
            id=self._checked.scenario.protocol,
            title=self.title,
            number=0,
            stages=1,
            part=part,
            goal=None,
            task=False,
            model=self.model,
            run=self.run,
            preview=seen,
            batch=self.batch,
            drafts=self.drafts,
            sentence=ASKED,
            holds=None,
            why="",
            spent=self._spent(),
            par="",
            bet="",
            notes=self.notes,
            steps=self.steps,
            moves=self.moves,
            shown=(),
            over=self.run.over,
            obstacle=self.obstacle,
            promises=promises(self.model, judged.now, judged.over, hidden=part.own_view),
            old=self.old,
            secrets=secrets(self.walking, self.run),
        )

    @property
    def _part(self) -> Part:
        mine = self.setting.mine
        seats = tuple(sorted(int(owner.partition(":")[2]) for owner in mine if ":" in owner))
        names = [part_name(self._checked.scenario, owner) for owner in mine]
        # The city and the scheduler see all; and when all is over, everybody may see what there was.
        seated = bool(seats) and all(":" in owner for owner in mine)
        own_view = self.setting.sees == "own-view" and seated and not self.run.over
        return Part("", seats, own_view, "; ".join(names) or "an onlooker")

    def _spent(self) -> dict[str, int]:
        total: dict[str, int] = {}
        for measure, cost in self.run.spent(self.walking.owners).items():
            # How many steps there were, the clock says.
            if measure != "steps":
                total[measure] = cost
        for place, choice in enumerate(self.batch):
            index = choice.index(self.drafts[place]) if place in self.drafts else None
            if index is not None and choice.measure not in ("none", "steps"):
                total[choice.measure] = total.get(choice.measure, 0) + choice.options[index].cost
        return total

    def _account(self) -> Debrief:
        run: Run[Any] = self.run
        said = promises(self.model, run.now, True)
        broken = [promise for promise in said if promise.holds is False]
        headline = "Every promise that could be asked was kept."
        if broken:
            names = ", ".join(promise.name for promise in broken)
            headline = f"Not kept: {names}."
        elif not said:
            headline = "It has come to its end."
        table = self._checked.scenario.table
        return Debrief(
            won=None,
            headline=headline,
            why="",
            stars=(),
            trace=self._trace(),
            proof=(),
            best=(),
            par=None,
            idea="",
            theorem="",
            source=table.source,
            text=table.sentence,
            promises=said,
            counts=tallies(run),
        )

    def _trace(self) -> tuple[tuple[str, bool], ...]:
        for panel in self.board.panels:
            if isinstance(panel.body, Chronicle):
                return tuple((f"{e.moment}  {e.text}".strip(), e.matters) for e in panel.body.events)
        return ()


_NEVER: dict[Move, str] = {
    "bet": "Nothing is bet in the war room.",
    "hint": "There are no hints in the war room.",
    "claim": "Nothing is asked of you here, so nothing can be impossible.",
    "next": "There is no other stage.",
}


def _walking(setting: Setting, checked: Checked) -> Walking:
    scenario, plays = checked.scenario, checked.plays
    held = tuple(
        int(owner.partition(":")[2])
        for owner, who in plays.items()
        if owner.startswith("general:") and who != "loyal"
    )
    cast: Agents = {
        owner: _agent(checked, owner, place)
        for place, (owner, who) in enumerate(sorted(plays.items()))
        if who != "you"
    }
    # The city's share is open only where somebody may want it.
    open_to = {owner: CastEntry(agent="loyal") for owner, who in plays.items() if who != "loyal"}
    player = Player(role="general", seats=held, sends=setting.sends) if held else None
    return Walking(briefed(build(scenario, player, open_to), cast), setting.mine, cast)


def _agent(checked: Checked, owner: str, place: int) -> Any:
    who = checked.plays[owner]
    seed = checked.scenario.seed + place
    if who == "seeded":
        return Drawn(seed)
    entry = checked.scripts[owner] if who == "script" else CastEntry.model_validate({"agent": who})
    return agent(entry, seed, owner)


__all__ = ["ASKED", "TITLE", "Sandbox"]
