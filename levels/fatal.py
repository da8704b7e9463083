"""The move that lost: the last position from which the goal of a stage could still be reached."""

from collections.abc import Callable

from levels.playing import Playing
from levels.solve import solve
from levels.tree import Node, Tree


def last_chance(playing: Playing, tree: Tree, is_armed: Callable[[Node], bool]) -> Node | None:
    """The last position before a dispatch from which the oracle still wins; the last of them if none does.

    Args:
        playing: the stage.
        tree: its positions, the lost one on the board.
        is_armed: whether a lone letter is drafted at a position, which is then no position of its own.
    """
    mine = [node for node in tree.ancestors()[1:] if _before_dispatch(node)]
    mine = [node.parent if is_armed(node) and node.parent else node for node in mine]
    open_ones = [node for node in mine if tree.steps_back_to(node)]
    for node in open_ones:
        if solve(playing, node.run, most_states=50_000).verdict == "winnable":
            return node
    return open_ones[0] if open_ones else None


def _before_dispatch(node: Node) -> bool:
    return not node.run.over and (node.latest is None or node.latest.dispatched)
