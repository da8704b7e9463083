"""One play of one level: bets, drafts, dispatches, undo and redo, hints, claims, stages, stars.

Every move is a small record, so a match is a list of moves: a transcript, and a transcript replayed.
"""

from collections.abc import Callable, Mapping
from typing import Any, Literal

from engine.configuration import Choice
from engine.model import Model
from engine.run import Run
from levels import claims
from levels.board import Board, Debrief, Move, Step
from levels.playing import Playing
from levels.refusals import MOVES, refusal
from levels.scene import NOTES, SUSPICIONS, Scene
from levels.scenes import scene_of
from levels.schema import Level, Stage
from levels.solve import Solution, solve
from levels.tree import Node, Tree

Status = Literal["betting", "playing", "arguing", "between", "won", "lost"]
Record = Mapping[str, Any]

_MUST_BE_SET = {
    "seat": "Choose your seat first.",
    "decision": "Choose first: a to attack, r to retreat.",
    "fate": "The letter waits: x captures it, c lets it through.",
    "cell": "Every cell must be filled first.",
}
MOST_ARGUED = 1_000_000
"""No number of a proof is larger."""

_WORDS: Mapping[str, str] = {"attack": "ATTACK", "retreat": "RETREAT"}


class Refused(Exception):
    """A move that cannot be made; the text is one sentence for the player. Nothing has changed."""


class Match:
    """A play of a level.

    Args:
        level: what is played.
        seed: of every drawn coin.
        chapter: how the header names the chapter.
        record: called with each move after it was made.
    """

    def __init__(
        self,
        level: Level,
        seed: int = 0,
        chapter: str = "",
        record: Callable[[dict[str, Any]], None] | None = None,
    ) -> None:
        self.level = level
        self.seed = seed
        self.chapter = chapter
        self.stage = 0
        self.feedback = ""
        self._record = record
        self._bet: int | None = None
        self._arguing = False
        self._hints: list[list[str]] = [[] for _ in level.stages]
        self._false_claims = 0
        self._wrong_numbers = 0
        self._notes: dict[int, str] = {}
        self._done: list[int | None] = []
        """For each stage that is won, what was spent in it; None where it was won by a claim."""
        self._playings: dict[int, Playing] = {}
        self._solutions: dict[int, Solution] = {}
        self._wrong_checks = 0
        self._board: Board | None = None
        self._debrief: Debrief | None = None
        self._tree = self._plant()

    # What it is.

    @property
    def playing(self) -> Playing:
        """The stage at play."""
        return self.playing_of(self.stage)

    @property
    def tables(self) -> Stage:
        """The tables of the stage at play."""
        return self.level.stages[self.stage]

    def _plant(self) -> Tree:
        run = self.playing.begin()
        return Tree(run, self.playing.model.prefill(run.now))

    @property
    def node(self) -> Node:
        """The position on the board."""
        return self._tree.now

    @property
    def run(self) -> Run[Any]:
        """What has really happened in this stage."""
        return self.node.run

    @property
    def batch(self) -> tuple[Choice, ...]:
        """The choices that face the player; places are indices of it."""
        return self.playing.batch(self.run)

    @property
    def drafts(self) -> Mapping[int, str]:
        """What is set and not dispatched."""
        return self.node.drafts

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

    @property
    def over(self) -> bool:
        """Whether it is won or lost."""
        return self.status in ("won", "lost")

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
    def notes(self) -> Mapping[int, str]:
        """What the player suspects each process of."""
        return dict(self._notes)

    @property
    def steps(self) -> tuple[Step, ...]:
        """The positions of this stage, for the timeline."""
        return self._tree.steps()

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

    def set(self, place: int, label: str) -> None:
        """Set the choice at a place to an option of this label, as a draft.

        An empty label goes on to the next option. Places from `NOTES` on are notes to oneself.
        """
        self._demand("set")
        if place >= NOTES:
            self._note(place - NOTES, label)
            return
        batch = self.batch
        if not 0 <= place < len(batch):
            raise Refused("There is nothing to be set here.")
        labels = [option.label for option in batch[place].options]
        wanted = label or self._next(place, labels)
        found = next((known for known in labels if known.lower() == wanted.lower()), None)
        if found is None:
            offered = " or ".join(_WORDS.get(known, known) for known in labels)
            raise Refused(f"That cannot be said here; it is {offered}.")
        if self.drafts.get(place) == found:
            return
        title = f"{batch[place].subject.text}: {_WORDS.get(found, found)}"
        self._tree.grow(self.run, {**self.drafts, place: found}, title, dispatched=False)
        self._made({"move": "set", "place": place, "label": found})

    def _next(self, place: int, labels: list[str]) -> str:
        now = self.drafts.get(place, labels[self.batch[place].honest])
        return labels[(labels.index(now) + 1) % len(labels)]

    def _note(self, process: int, label: str) -> None:
        model = self.playing.model
        dealt = getattr(model, "dealt", None)
        machine = model.machine if isinstance(model, Model) else getattr(dealt and dealt.model, "machine", None)
        if machine is None or not 0 <= process < machine.processes:
            raise Refused("There is nobody to suspect here.")
        at = SUSPICIONS.index(self._notes.get(process, SUSPICIONS[-1]))
        wanted = label or SUSPICIONS[(at + 1) % len(SUSPICIONS)]
        if wanted not in SUSPICIONS:
            raise Refused(f"A suspect is {', '.join(SUSPICIONS[:-1])}, or you {SUSPICIONS[-1]}.")
        self._notes[process] = wanted
        self._made({"move": "set", "place": NOTES + process, "label": wanted})

    def dispatch(self) -> None:
        """Let the drafts take effect; what was not set is answered honestly."""
        self._demand("dispatch")
        batch, drafts = self.batch, self.drafts
        obstacle = self.obstacle
        if obstacle:
            raise Refused(obstacle)
        model = self.playing.model
        sealed = model.reveals(self.run.now)
        run = self.playing.dispatch(self.run, dict(drafts))
        title = self._title(batch, drafts)
        self._tree.grow(run, model.prefill(run.now), title, dispatched=True, sealed=sealed)
        judgement = self.playing.judge(run)
        if judgement.reached and run.over:
            self._done.append(self.playing.spent(run))
        elif not run.over and judgement.reached is None and batch[-1].subject.kind == "cell":
            self._wrong_checks += 1
            self.feedback = f"Not yet: {judgement.why}."
        self._made({"move": "dispatch"}, keep_feedback=True)

    @property
    def obstacle(self) -> str | None:
        """Why the drafts cannot be dispatched as they stand, in one sentence; None if they can."""
        batch, drafts = self.batch, self.drafts
        for place, choice in enumerate(batch):
            must = _MUST_BE_SET.get(choice.subject.kind)
            if must and place not in drafts and not (choice.subject.kind == "fate" and drafts):
                return must
        if not batch:
            return None
        picks = []
        for place, choice in enumerate(batch):
            index = choice.index(drafts[place]) if place in drafts else choice.honest
            assert index is not None
            picks.append(index)
        return self.playing.model.objection(self.run.now, tuple(picks))

    def _title(self, batch: tuple[Choice, ...], drafts: Mapping[int, str]) -> str:
        first = batch[0].subject
        if len(batch) == 1 and drafts:
            return f"{first.text}: {_WORDS.get(drafts[0], drafts[0])}"
        match first.kind:
            case "word":
                return f"round {first.round}"
            case "cell" | "spinner":
                return "a check"
            case "law":
                return "a strike"
            case _:
                return f"round {first.round}" if first.round else first.text

    def undo(self) -> None:
        """Back to the position before the last choice."""
        self._demand("undo")
        target = self.node.parent
        assert target is not None
        if self._armed(target) and target.parent is not None:
            # Its letter was dealt with at once: nobody wants it back half dealt with.
            target = target.parent
        self._tree.visit(target)
        self._made({"move": "undo"})

    def redo(self) -> None:
        """On to the position that was left last."""
        self._demand("redo")
        target = self.node.latest
        assert target is not None
        if self._armed(target) and target.latest is not None:
            target = target.latest
        self._tree.visit(target)
        self._made({"move": "redo"})

    def _armed(self, node: Node) -> bool:
        """Whether a lone letter is drafted here: the step between waiting and its fate."""
        pending = node.run.pending
        return (
            bool(node.drafts)
            and pending is not None
            and pending.subject.kind == "fate"
            and (len(self.playing.batch(node.run)) == 1)
        )

    def goto(self, node: int) -> None:
        """To any position of this stage, on whichever branch."""
        if self.status not in ("playing", "lost"):
            raise Refused(self.refusal("undo") or "There is no way back from here.")
        if not 0 <= node < len(self._tree.nodes):
            raise Refused("There is no such moment.")
        target = self._tree.nodes[node]
        if not self.tables.undo:
            raise Refused("This evening is played without going back.")
        if not self._tree.steps_back_to(target):
            raise Refused("What was revealed cannot be unseen.")
        self._tree.visit(target)
        self._made({"move": "goto", "node": node})

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
        mine = [node for node in self._tree.ancestors()[1:] if self._before_dispatch(node)]
        mine = [node.parent if self._armed(node) and node.parent else node for node in mine]
        open_ones = [node for node in mine if self._tree.steps_back_to(node)]
        if not open_ones:
            return None
        for node in open_ones:
            if solve(self.playing, node.run, most_states=50_000).verdict == "winnable":
                return node.number
        return open_ones[0].number

    def _before_dispatch(self, node: Node) -> bool:
        return not node.run.over and (node.latest is None or node.latest.dispatched)

    def restart(self) -> None:
        """Begin this stage again."""
        self._demand("restart")
        if self.playing.model.reveals(self.run.now) or any(n.sealed for n in self._tree.ancestors()):
            self._tree = self._plant()
        elif self.tables.undo:
            self._tree.visit(self._tree.nodes[0])
        else:
            self._tree = self._plant()
        self._made({"move": "restart"})

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

    def forge(self, place: int) -> None:
        """Try what the rules forbid. Words bear no seals, so there is nothing to forge in them."""
        raise Refused(self.refusal("forge") or "There is nothing to forge here.")

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
        first = "; ".join(f"{pick.subject}: {_WORDS.get(pick.pick, pick.pick)}" for pick in line[:3])
        more = " ..." if len(line) > 3 else ""
        return f"The line you missed: {first}{more}."

    def next_stage(self) -> None:
        """On to the next stage."""
        self._demand("next")
        self.stage += 1
        self._notes = {}
        self._tree = self._plant()
        self._made({"move": "next"})

    def _made(self, record: dict[str, Any], keep_feedback: bool = False) -> None:
        self._board = None
        self._debrief = None
        if not keep_feedback or (record["move"] == "dispatch" and self.status != "playing"):
            self.feedback = ""
        if self._record is not None:
            self._record(record)

    def move(self, record: Record) -> None:
        """Make the move that a record of a transcript says.

        Raises:
            Refused: it cannot be made here.
        """
        match record:
            case {"move": "set", "place": place, "label": label}:
                self.set(place, label)
            case {"move": "goto", "node": node}:
                self.goto(node)
            case {"move": "bet", "option": option}:
                self.bet(option)
            case {"move": "argue", "number": number}:
                self.argue(number)
            case {"move": "forge", "place": place}:
                self.forge(place)
            case {"move": ("dispatch" | "undo" | "redo" | "hint" | "claim" | "withdraw" | "restart") as name}:
                getattr(self, name)()
            case {"move": "next"}:
                self.next_stage()
            case {"move": "end"}:
                pass
            case _:
                raise Refused("This is no move of the game.")

    # What is possible.

    def _demand(self, move: Move) -> None:
        reason = self.refusal(move)
        if reason is not None:
            raise Refused(reason)

    def refusal(self, move: Move) -> str | None:
        """Why a move cannot be made now, in one sentence; None if it can."""
        return refusal(self, move)

    @property
    def moves(self) -> frozenset[Move]:
        """The moves that are possible now."""
        return frozenset(move for move in MOVES if self.refusal(move) is None)

    # What is shown.

    @property
    def scene(self) -> Scene:
        """All that a board is made from."""
        return scene_of(self)

    @property
    def board(self) -> Board:
        """What a screen shows now; the same object until the next move."""
        if self._board is None:
            from levels.boards import board

            self._board = board(self.scene)
        return self._board

    @property
    def debrief(self) -> Debrief:
        """What is shown at the end.

        Raises:
            Refused: it is not the end.
        """
        if not self.over:
            raise Refused("It is not over yet.")
        if self._debrief is None:
            from levels.debrief import debrief

            self._debrief = debrief(self)
        return self._debrief

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
