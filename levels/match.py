"""One play of one level: bets, hints, claims, stages and stars, over the moves that every play has."""

from collections.abc import Callable
from typing import Any, ClassVar

from engine.configuration import Choice
from levels import claims
from levels.board import Debrief, Move
from levels.course import WORDS, Course, Record, Refused, Status
from levels.fatal import last_chance
from levels.playing import Playing
from levels.refusals import MOVES, refusal
from levels.scene import Scene
from levels.scenes import scene_of
from levels.schema import Level, Stage
from levels.solve import Solution, solve

MOST_ARGUED = 1_000_000
"""No number of a proof is larger."""


class Match(Course):
    """A play of a level.

    Args:
        level: what is played.
        seed: of every drawn coin.
        chapter: how the header names the chapter.
        record: called with each move after it was made.
    """

    MOVES: ClassVar[tuple[Move, ...]] = MOVES
    MUST = {**Course.MUST, "fate": "The letter waits: x captures it, c lets it through."}

    def __init__(
        self,
        level: Level,
        seed: int = 0,
        chapter: str = "",
        record: Callable[[dict[str, Any]], None] | None = None,
    ) -> None:
        self.level = level
        self.seed = seed
        self.stage = 0
        self._bet: int | None = None
        self._arguing = False
        self._hints: list[list[str]] = [[] for _ in level.stages]
        self._false_claims = 0
        self._wrong_numbers = 0
        self._done: list[int | None] = []
        """For each stage that is won, what was spent in it; None where it was won by a claim."""
        self._playings: dict[int, Playing] = {}
        self._solutions: dict[int, Solution] = {}
        self._wrong_checks = 0
        super().__init__(chapter, record)

    # What it is.

    @property
    def playing(self) -> Playing:
        """The stage at play."""
        return self.playing_of(self.stage)

    walking = playing

    @property
    def title(self) -> str:
        """The level's title."""
        return self.level.title

    @property
    def before(self) -> str:
        """The words before the play."""
        return self.level.text.before

    @property
    def tables(self) -> Stage:
        """The tables of the stage at play."""
        return self.level.stages[self.stage]

    @property
    def may_go_back(self) -> bool:
        """Whether moves may be taken back in this stage."""
        return self.tables.undo

    @property
    def status(self) -> Status:
        """Where the match stands."""
        if self.level.bet is not None and self._bet is None:
            return "betting"
        if len(self._done) > self.stage:
            return "won" if self.stage + 1 == len(self.level.stages) else "between"
        if self._arguing:
            return "arguing"
        return "lost" if self.run.over else "playing"

    def playing_of(self, stage: int) -> Playing:
        """A stage of the level, made playable."""
        if stage not in self._playings:
            self._playings[stage] = Playing(self.level.stages[stage], self.seed)
        return self._playings[stage]

    def solution_of(self, stage: int) -> Solution:
        """What the oracle says of a stage, from its beginning."""
        if stage not in self._solutions:
            self._solutions[stage] = solve(self.playing_of(stage))
        return self._solutions[stage]

    @property
    def bet_question(self) -> str:
        """What the bet asks; "" if there is none."""
        return self.level.bet.question if self.level.bet else ""

    @property
    def bet_options(self) -> tuple[str, ...]:
        """What can be bet."""
        return self.level.bet.options if self.level.bet else ()

    @property
    def bet_made(self) -> str:
        """What was bet, or ""."""
        return "" if self._bet is None else self.bet_options[self._bet]

    @property
    def question(self) -> str:
        """The question of the claim; "" where none may be made."""
        claim = self.tables.claim
        return claims.question(self.playing, claim) if claim else ""

    @property
    def hints_shown(self) -> tuple[str, ...]:
        """The hints shown in this stage."""
        return tuple(self._hints[self.stage])

    # Moves.

    def _dispatched(self, batch: tuple[Choice, ...]) -> None:
        run = self.run
        judgement = self.playing.judge(run)
        if judgement.reached and run.over:
            self._done.append(self.playing.spent(run))
        elif not run.over and judgement.reached is None and batch and batch[-1].subject.kind == "cell":
            self._wrong_checks += 1
            self.feedback = f"Not yet: {judgement.why}."

    def back_to_fatal(self) -> None:
        """From a lost play to the position before the move that lost it."""
        if self.status != "lost":
            raise Refused("Nothing is lost yet.")
        fatal = self.fatal
        if fatal is None:
            raise Refused(self.refusal("undo") or "There is no way back: begin this stage again.")
        self.goto(fatal)

    @property
    def fatal(self) -> int | None:
        """The last position from which the goal could still be reached; the last of the player's own if none.

        None where nothing can be taken back.
        """
        if not self.tables.undo:
            return None
        found = last_chance(self.playing, self._tree, self._armed)
        return None if found is None else found.number

    def hint(self) -> str:
        """The next hint of this stage, or the last one again."""
        self._demand("hint")
        texts = [hint.text for hint in self.level.hints_for(self.stage)]
        shown = self._hints[self.stage]
        if len(shown) < len(texts):
            shown.append(texts[len(shown)])
        self._made({"move": "hint"})
        return shown[-1]

    def bet(self, option: int) -> None:
        """Bet, once and for all, before the play."""
        self._demand("bet")
        if not 0 <= option < len(self.bet_options):
            raise Refused("There is no such bet.")
        self._bet = option
        self._made({"move": "bet", "option": option})

    def claim(self) -> None:
        """Say that it cannot be done; one question follows."""
        self._demand("claim")
        self._arguing = True
        self._made({"move": "claim"})

    def withdraw(self) -> None:
        """Take a claim back before it is argued."""
        if self.status != "arguing":
            raise Refused("Nothing was claimed.")
        self._arguing = False
        self._made({"move": "withdraw"})

    def argue(self, number: int) -> None:
        """Answer the question of the claim."""
        if self.status != "arguing":
            raise Refused("Nothing was claimed.")
        if not 0 <= number <= MOST_ARGUED:
            raise Refused(f"The answer is a number from 0 to {MOST_ARGUED:,}.")
        claim = self.tables.claim
        assert claim is not None
        self._arguing = False
        if self.solution_of(self.stage).verdict != "impossible":
            self._false_claims += 1
            self.feedback = f"It can be done. {self._missed()}"
        elif number != claims.answer(self.playing, claim):
            self._wrong_numbers += 1
            self.feedback = f"Not {number}. Count again: which of those voices can no letter of yours change?"
        else:
            self._done.append(None)
        self._made({"move": "argue", "number": number}, keep_feedback=True)

    def _missed(self) -> str:
        """The line that a false claim missed, in one sentence."""
        line = self.solution_of(self.stage).line
        first = "; ".join(f"{pick.subject}: {WORDS.get(pick.pick, pick.pick)}" for pick in line[:3])
        more = " ..." if len(line) > 3 else ""
        return f"The line you missed: {first}{more}."

    def next_stage(self) -> None:
        """On to the next stage."""
        self._demand("next")
        self.stage += 1
        self._notes = {}
        self._tree = self._plant()
        self._made({"move": "next"})

    def move(self, record: Record) -> None:
        """Make the move that a record of a transcript says.

        Raises:
            Refused: it cannot be made here.
        """
        match record:
            case {"move": "bet", "option": option}:
                self.bet(option)
            case {"move": "argue", "number": number}:
                self.argue(number)
            case {"move": ("hint" | "claim" | "withdraw") as name}:
                getattr(self, name)()
            case {"move": "next"}:
                self.next_stage()
            case _:
                super().move(record)

    def refusal(self, move: Move) -> str | None:
        """Why a move cannot be made now, in one sentence; None if it can."""
        return refusal(self, move)

    # What is shown.

    @property
    def scene(self) -> Scene:
        """All that a board is made from."""
        return scene_of(self)

    def _account(self) -> Debrief:
        from levels.debrief import debrief

        return debrief(self)

    # What the judges of stars ask.

    @property
    def by_claim(self) -> bool:
        """Whether the last stage that was won was won by a claim."""
        return bool(self._done) and self._done[-1] is None

    @property
    def spent_by_stage(self) -> tuple[int | None, ...]:
        """What was spent in each stage that is won; None where it was won by a claim."""
        return tuple(self._done)

    @property
    def false_claims(self) -> int:
        """How often "impossible" was claimed of what can be done."""
        return self._false_claims

    @property
    def wrong_numbers(self) -> int:
        """How often a claim was argued with a wrong number."""
        return self._wrong_numbers

    @property
    def wrong_checks(self) -> int:
        """How often a table was handed in with a wrong cell."""
        return self._wrong_checks

    @property
    def hints_used(self) -> int:
        """How many hints were shown in all."""
        return sum(len(shown) for shown in self._hints)


__all__ = ["MOST_ARGUED", "Match", "Record", "Refused", "Status"]
