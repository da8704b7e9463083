"""One instant of a match, as the boards are made from it: the runs, the drafts, what has been spent."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.configuration import Choice
from engine.model import Transitions
from engine.run import Run
from levels.board import Move, Promise, Step
from levels.parts import Goal


@dataclass(frozen=True, slots=True)
class Part:
    """Whose part the player plays.

    Attributes:
        role: the part in a level; "" where he plays any number of parts at once.
        seats: the processes that he holds.
        own_view: whether he sees only what these have seen.
        words: what he is called in the header, where that does not follow from the role.
    """

    role: str
    seats: tuple[int, ...] = ()
    own_view: bool = False
    words: str = ""


@dataclass(frozen=True, slots=True)
class Scene:
    """What a board is made from.

    Attributes:
        chapter: the chapter's number and title ("3 · Notes and Votes"), or "".
        id, title: of what is played.
        number, stages: which stage is played, from 0, and of how many.
        part: whose part the player plays.
        goal: what he is to reach; None where nothing is asked of him.
        task: whether he does something else than to play a protocol run.
    model: its transition relation: an engine Model, or a task.
        run: what has really happened.
        preview: the run with the drafts applied and every later choice honest (other agents by their cast);
            None where it would tell what the player may not know, and for tasks.
        batch: the player's pending choices; their index is the *place* of the board's rows and cells.
        drafts: place -> label, what the player has set but not dispatched.
        sentence: the goal, as the engine states it.
        holds: whether the goal is reached: in the preview if there is one, else now; None: not yet to be said.
        why: why, in one sentence.
        spent: what the player has spent, drafts included ("lies" -> 3).
        par: "par 3", "par sealed", or "".
        bet: what was bet, or "".
        notes: what the player has noted to himself of each process (suspects): process -> label.
        steps: the positions of the timeline.
        moves: which moves are possible.
        shown: the hints shown so far.
        over: whether the stage is over.
        obstacle: why the drafts cannot be dispatched as they stand; None if they can.
        promises: what the protocol promises, as it stands, where nothing is to be reached.
        old: serial numbers of letters on the road that change nothing any more.
        secrets: which answers of the run, by their places among its choices, may not be shown yet.
    """

    chapter: str
    id: str
    title: str
    number: int
    stages: int
    part: Part
    goal: Goal | None
    task: bool
    model: Transitions[Any]
    run: Run[Any]
    preview: Run[Any] | None
    batch: tuple[Choice, ...]
    drafts: Mapping[int, str]
    sentence: str
    holds: bool | None
    why: str
    spent: Mapping[str, int]
    par: str
    bet: str
    notes: Mapping[int, str]
    steps: tuple[Step, ...]
    moves: frozenset[Move]
    shown: tuple[str, ...]
    over: bool
    obstacle: str | None = None
    promises: tuple[Promise, ...] = ()
    old: frozenset[int] = frozenset()
    secrets: frozenset[int] = frozenset()


NOTES = 1000
"""Places from here on are no choices but the player's notes to himself: NOTES + process."""
SUSPICIONS = ("loyal", "traitor", "cannot tell")
