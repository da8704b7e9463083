"""The positions of one stage: a tree that undo, redo and the timeline walk, and that forgets no branch."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.run import Run
from levels.board import Step


@dataclass(slots=True)
class Node:
    """A position: a run, and the drafts on the table.

    Attributes:
        number: its place in the order in which positions came up; replay gives the same numbers.
        parent: the position before it, or None.
        run: what has really happened.
        drafts: place -> label, set but not dispatched.
        title: what led here, for the timeline.
        dispatched: whether the run went on here (a mere draft did not move it).
        sealed: whether what was revealed here cannot be unseen: undo stops.
        latest: the child that was visited last, for redo.
    """

    number: int
    parent: "Node | None"
    run: Run[Any]
    drafts: Mapping[int, str]
    title: str
    dispatched: bool = False
    sealed: bool = False
    latest: "Node | None" = field(default=None, repr=False)


class Tree:
    """All positions of a stage, and the one that is on the board."""

    def __init__(self, run: Run[Any], drafts: Mapping[int, str]) -> None:
        self.nodes = [Node(0, None, run, dict(drafts), "the beginning", dispatched=True)]
        self.now = self.nodes[0]

    def grow(
        self, run: Run[Any], drafts: Mapping[int, str], title: str, dispatched: bool, sealed: bool = False
    ) -> None:
        """Go on to a new position."""
        node = Node(len(self.nodes), self.now, run, dict(drafts), title, dispatched, sealed)
        self.nodes.append(node)
        self.now.latest = node
        self.now = node

    def ancestors(self, node: Node | None = None) -> list[Node]:
        """A position and those before it, nearest first."""
        line = []
        at: Node | None = node or self.now
        while at is not None:
            line.append(at)
            at = at.parent
        return line

    def steps_back_to(self, target: Node) -> bool:
        """Whether the way to a position unsees nothing that was revealed."""
        home = {node.number for node in self.ancestors(target)}
        for node in self.ancestors():
            if node.number in home:
                return True
            if node.sealed:
                return False
        return True

    def visit(self, target: Node) -> None:
        """Put a position on the board; redo then follows the way to it."""
        self.now = target
        for node in self.ancestors():
            if node.parent is not None:
                node.parent.latest = node

    def steps(self) -> tuple[Step, ...]:
        """The positions in which the run stands differently, for the timeline. Branch 0 is the current one."""
        mine = {node.number for node in self.ancestors()}
        ahead = self.now.latest
        while ahead is not None:
            mine.add(ahead.number)
            ahead = ahead.latest
        here = next(node for node in self.ancestors() if node.dispatched)
        branches: dict[int, int] = {}
        steps = []
        count = 0
        for node in self.nodes:
            if not node.dispatched:
                continue
            branch = 0
            if node.number not in mine:
                above = node.parent
                while above is not None and not above.dispatched:
                    above = above.parent
                inherited = branches.get(above.number, 0) if above is not None else 0
                if not inherited:
                    count += 1
                    inherited = count
                branch = inherited
            branches[node.number] = branch
            steps.append(Step(node.number, node.title, node is here, branch))
        return tuple(steps)
