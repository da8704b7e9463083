"""A course of play: drafts and dispatches over a tree of positions, undo and redo, the board of each.

It knows no level: what is asked of the player, and how it is judged, is the business of what is played.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Literal

from engine.configuration import Choice
from engine.machine import Machine
from engine.model import Model
from engine.orders import ORDERS
from engine.run import Run
from levels import letters
from levels.board import Board, Debrief, Move, Step
from levels.scene import NOTES, SUSPICIONS, Scene
from levels.scenes import picks_of
from levels.tree import Node, Tree
from levels.walking import Walking

Status = Literal["betting", "playing", "arguing", "between", "won", "lost", "over"]
Record = Mapping[str, Any]

WORDS: Mapping[str, str] = {"attack": "ATTACK", "retreat": "RETREAT"}


class Refused(Exception):
    """A move that cannot be made; the text is one sentence for the player. Nothing has changed."""


class Course(ABC):
    """Something that is played move by move.

    Every move is a small record, so a play is a list of moves: a transcript, and a transcript replayed.

    Args:
        chapter: how the header names the chapter.
        record: called with each move after it was made.
    """

    MUST: ClassVar[Mapping[str, str]] = {
        "seat": "Choose your seat first.",
        "decision": "Choose first: a to attack, r to retreat.",
        "cell": "Every cell must be filled first.",
        "coin": "Say first how it falls.",
    }
    """Kinds of choices that nobody answers by merely pressing on, and what he is told who tries."""

    MOVES: ClassVar[tuple[Move, ...]] = ("set", "dispatch", "empty", "undo", "redo", "restart")
    """The moves that there are, in the order of their keys."""

    def __init__(self, chapter: str = "", record: Callable[[dict[str, Any]], None] | None = None) -> None:
        self.chapter = chapter
        self.feedback = ""
        self._record = record
        self._notes: dict[int, str] = {}
        self._board: Board | None = None
        self._debrief: Debrief | None = None
        self._tree = self._plant()

    # What is played. What only a level has is nothing here.

    stage: int = 0

    @property
    def bet_question(self) -> str:
        """What a bet asks; "" if there is none."""
        return ""

    @property
    def bet_options(self) -> tuple[str, ...]:
        """What can be bet."""
        return ()

    @property
    def question(self) -> str:
        """What a claim is asked; "" where none may be made."""
        return ""

    @property
    def hints_shown(self) -> tuple[str, ...]:
        """The hints that were shown."""
        return ()

    @property
    @abstractmethod
    def title(self) -> str:
        """What it is called."""

    @property
    def before(self) -> str:
        """The words before the play; "" if there are none."""
        return ""

    @property
    @abstractmethod
    def walking(self) -> Walking:
        """What is chosen about, and by whom."""

    @property
    @abstractmethod
    def status(self) -> Status:
        """Where the play stands."""

    @property
    @abstractmethod
    def scene(self) -> Scene:
        """All that a board is made from."""

    @property
    @abstractmethod
    def may_go_back(self) -> bool:
        """Whether moves may be taken back."""

    @abstractmethod
    def refusal(self, move: Move) -> str | None:
        """Why a move cannot be made now, in one sentence; None if it can."""

    @abstractmethod
    def _account(self) -> Debrief:
        """What is shown at the end."""

    @property
    def over(self) -> bool:
        """Whether there is a debrief."""
        return self.status in ("won", "lost", "over")

    # Where it stands.

    def _plant(self) -> Tree:
        run = self.walking.begin()
        return Tree(run, self.walking.model.prefill(run.now))

    @property
    def node(self) -> Node:
        """The position on the board."""
        return self._tree.now

    @property
    def run(self) -> Run[Any]:
        """What has really happened."""
        return self.node.run

    @property
    def batch(self) -> tuple[Choice, ...]:
        """The choices that face the player; places are indices of it."""
        return self.walking.batch(self.run)

    @property
    def drafts(self) -> Mapping[int, str]:
        """What is set and not dispatched."""
        return self.node.drafts

    @property
    def notes(self) -> Mapping[int, str]:
        """What the player suspects each process of."""
        return dict(self._notes)

    @property
    def steps(self) -> tuple[Step, ...]:
        """The positions that were played, for the timeline."""
        return self._tree.steps()

    @property
    def old(self) -> frozenset[int]:
        """Serial numbers of the letters on the road that would change nothing if they arrived now."""
        if not letters.scheduled(self.batch):
            return frozenset()
        model = self.walking.model
        assert isinstance(model, Model)
        return letters.old(model, self.run.now)

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
            raise Refused(_not_offered(labels))
        if self.drafts.get(place) == found:
            return
        title = f"{batch[place].subject.text}: {WORDS.get(found, found)}"
        self._tree.grow(self.run, {**self.drafts, place: found}, title, dispatched=False)
        self._made({"move": "set", "place": place, "label": found})

    def _next(self, place: int, labels: list[str]) -> str:
        now = self.drafts.get(place, labels[self.batch[place].honest])
        return labels[(labels.index(now) + 1) % len(labels)]

    def _note(self, process: int, label: str) -> None:
        model = self.walking.model
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
        model = self.walking.model
        sealed = model.reveals(self.run.now)
        run = self.walking.dispatch(self.run, dict(drafts))
        self._go_on(run, self._title(batch, drafts), sealed)
        self._dispatched(batch)
        self._made({"move": "dispatch"}, keep_feedback=True)

    def _go_on(self, run: Run[Any], title: str, sealed: bool = False) -> None:
        self._tree.grow(run, self.walking.model.prefill(run.now), title, dispatched=True, sealed=sealed)

    @abstractmethod
    def _dispatched(self, batch: tuple[Choice, ...]) -> None:
        """Take note of what a dispatch of this batch has led to; the run has gone on."""

    @property
    def obstacle(self) -> str | None:
        """Why the drafts cannot be dispatched as they stand, in one sentence; None if they can."""
        batch, drafts = self.batch, self.drafts
        for place, choice in enumerate(batch):
            must = self.MUST.get(choice.subject.kind)
            if must and place not in drafts and not (choice.subject.kind == "fate" and drafts):
                return must if choice.subject.kind != "decision" or _orders(choice) else "Choose first."
        return self.walking.model.objection(self.run.now, picks_of(batch, drafts)) if batch else None

    def _title(self, batch: tuple[Choice, ...], drafts: Mapping[int, str]) -> str:
        if not batch:
            return "on"
        first = batch[0].subject
        if len(batch) == 1 and drafts:
            return f"{first.text}: {WORDS.get(drafts[0], drafts[0])}"
        match first.kind:
            case "word":
                return f"round {first.round}" if first.round else first.text
            case "cell" | "spinner":
                return "a check"
            case "law":
                return "a strike"
            case _:
                return f"round {first.round}" if first.round else first.text

    def empty(self) -> None:
        """Deliver every letter that changes nothing any more, one after the other, as one move."""
        self._demand("empty")
        run, count = self.run, 0
        model = self.walking.model
        assert isinstance(model, Model)
        while letters.scheduled(self.walking.batch(run)):
            label = letters.oldest(model, run.now)
            if label is None:
                break
            run = self.walking.dispatch(run, {0: label})
            count += 1
        self._go_on(run, f"{count} old letter{'' if count == 1 else 's'} delivered")
        self._dispatched(())
        self._made({"move": "empty"}, keep_feedback=True)

    def forge(self, place: int) -> None:
        """Try what the rules forbid: alter a letter under a loyal seal.

        It is always detected, in front of everybody: a lie, with the effect of silence.
        """
        self._demand("forge")
        batch = self.batch
        if not 0 <= place < len(batch):
            raise Refused("There is nothing to forge here.")
        signer = self._loyal_seals[place]
        if signer is None:
            raise Refused("No loyal seal is on this letter that you could break.")
        model = self.walking.model
        assert isinstance(model, Model)
        silence = model.machine.label(None)
        seal, hearer = model.name(signer), model.name(batch[place].subject.receiver)
        title = f"{batch[place].subject.text}: the seal of {seal}, broken"
        self._tree.grow(self.run, {**self.drafts, place: silence}, title, dispatched=False)
        self._made({"move": "forge", "place": place})
        self.feedback = (
            f"Everybody sees that the seal of {seal} is broken: {hearer} throws the letter away. It is a lie,"
            " and as good as silence."
        )

    @property
    def can_forge(self) -> bool:
        """Whether a letter that is to be written bears a seal which is not its writer's to give."""
        return any(signer is not None for signer in self._loyal_seals)

    @property
    def _loyal_seals(self) -> tuple[int | None, ...]:
        """For each choice of the batch: whose loyal seal its letter would bear, or None."""
        model, now = self.walking.model, self.run.now
        if not isinstance(model, Model) or type(model.machine).seals is Machine.seals:
            return (None,) * len(self.batch)
        found: list[int | None] = []
        for slot in letters.slots(model, now, self.batch):
            seals = () if slot is None or slot.honest is None else model.machine.seals(slot.honest)
            traitor = slot is not None and slot.sender in now.traitors and None in slot.payloads
            found.append(next((s for s in seals if traitor and s not in now.traitors), None))
        return tuple(found)

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
            and pending.subject.kind in ("fate", "delivery")
            and len(self.walking.batch(node.run)) == 1
        )

    def goto(self, node: int) -> None:
        """To any position, on whichever branch."""
        if self.status not in ("playing", "lost", "over"):
            raise Refused(self.refusal("undo") or "There is no way back from here.")
        if not 0 <= node < len(self._tree.nodes):
            raise Refused("There is no such moment.")
        target = self._tree.nodes[node]
        if not self.may_go_back:
            raise Refused("This evening is played without going back.")
        if not self._tree.steps_back_to(target):
            raise Refused("What was revealed cannot be unseen.")
        self._tree.visit(target)
        self._made({"move": "goto", "node": node})

    def restart(self) -> None:
        """Begin again."""
        self._demand("restart")
        sealed = self.walking.model.reveals(self.run.now) or any(n.sealed for n in self._tree.ancestors())
        if sealed or not self.may_go_back:
            self._tree = self._plant()
        else:
            self._tree.visit(self._tree.nodes[0])
        self._made({"move": "restart"})

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
            case {"move": "forge", "place": place}:
                self.forge(place)
            case {"move": ("dispatch" | "empty" | "undo" | "redo" | "restart") as name}:
                getattr(self, name)()
            case {"move": "end"}:
                pass
            case _:
                raise Refused("This is no move of the game.")

    # What is possible.

    def _demand(self, move: Move) -> None:
        reason = self.refusal(move)
        if reason is not None:
            raise Refused(reason)

    @property
    def moves(self) -> frozenset[Move]:
        """The moves that are possible now."""
        return frozenset(move for move in self.MOVES if self.refusal(move) is None)

    # What is shown.

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
            self._debrief = self._account()
        return self._debrief


def _orders(choice: Choice) -> bool:
    return {option.label for option in choice.options} <= set(ORDERS)


def _not_offered(labels: list[str]) -> str:
    if len(labels) > 12:
        return f"That cannot be said here; there are {len(labels)} answers, and this is none of them."
    return f"That cannot be said here; it is {' or '.join(WORDS.get(known, known) for known in labels)}."


__all__ = ["WORDS", "Course", "Record", "Refused", "Status"]
