"""The tree of everything that everybody says that everybody said: exponential information gathering.

A node is a path of distinct processes, first the one whose value it is about. A process stores a value for
each path that he is not on: (0, 2, 5) holds what 5 says that 2 said that 0 said. Oral messages resolve one
such tree, interactive consistency one a process.

Source: Lamport, Shostak, Pease 1982 (OM); Bar-Noy, Dolev, Dwork, Strong 1987 (the tree).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from engine.ballot import Ballot
from engine.machine import Message, Send
from engine.orders import ATTACK, ORDERS, RETREAT, Order, received

Path = tuple[int, ...]
Levels = tuple[tuple[Order, ...], ...]


@dataclass(frozen=True, slots=True, order=True)
class Saying:
    """ "I was told `order` along `path`"; the empty path is the speaker's own order."""

    path: Path
    order: Order


def values_sent(processes: int, depth: int) -> int:
    """How many values OM(depth) among so many processes sends: (n-1) + (n-1)(n-2) + ... (LSP)."""
    total, term = 0, 1
    for k in range(1, min(depth, max(processes - 2, 0)) + 2):
        term *= processes - k
        total += term
    return total


@lru_cache(maxsize=4096)
def sayings(path: Path) -> tuple[Saying, Saying]:
    """The two things that can be said about a path, shared so that equal messages are one object."""
    return Saying(path, ATTACK), Saying(path, RETREAT)


class Tree:
    """The shape of the tree, and what a process does with its part of it. Built once per machine.

    Args:
        processes: how many there are.
        depth: m, the number of times that values are relayed.
        roots: the processes whose own value is told in round 1.
        defaults: for each process, what it takes silence and a tie for.
    """

    def __init__(self, processes: int, depth: int, roots: Sequence[int], defaults: Sequence[Order]) -> None:
        self.processes = processes
        self.depth = depth
        self.roots = tuple(roots)
        self.defaults = tuple(defaults)
        self.levels: list[list[Path]] = [[(root,) for root in roots]]
        for _ in range(depth):
            self.levels.append(
                [(*path, k) for path in self.levels[-1] for k in range(processes) if k not in path]
            )
        self._held = [self._paths_of(p) for p in range(processes)]
        self._place = [[{path: i for i, path in enumerate(level)} for level in held] for held in self._held]
        self._relays = [[self._relay_table(p, r) for r in range(depth)] for p in range(processes)]
        self._children = [[self._child_table(p, r) for r in range(depth)] for p in range(processes)]
        # A new word to one general leaves the votes of the others as they were.
        self._counted = lru_cache(maxsize=32)(self._count)

    def _paths_of(self, process: int) -> list[list[Path]]:
        return [[path for path in level if process not in path] for level in self.levels]

    def _relay_table(self, process: int, level: int) -> list[tuple[tuple[Send, ...], tuple[Send, ...]]]:
        """For each held path, what to send if its value is ATTACK, and if it is RETREAT."""
        table = []
        for path in self._held[process][level]:
            attack, retreat = sayings(path)
            others = [k for k in range(self.processes) if k != process and k not in path]
            table.append((tuple(Send(k, attack) for k in others), tuple(Send(k, retreat) for k in others)))
        return table

    def _child_table(self, process: int, level: int) -> list[tuple[int, ...]]:
        place = self._place[process][level + 1]
        return [
            tuple(place[(*path, k)] for k in range(self.processes) if k != process and k not in path)
            for path in self._held[process][level]
        ]

    def announce(self, process: int, order: Order) -> tuple[Send, ...]:
        """Round 1: a root tells everybody its own value."""
        saying = sayings(())[0 if order == ATTACK else 1]
        return tuple(Send(k, saying) for k in range(self.processes) if k != process)

    def store(self, process: int, round_: int, inbox: tuple[Message, ...]) -> tuple[Order, ...]:
        """The values of a round, silence and nonsense already replaced by the default."""
        default = self.defaults[process]
        place = self._place[process][round_ - 1]
        values = [default] * len(place)
        for message in inbox:
            saying = message.payload
            where = place.get((*saying.path, message.sender))
            if where is not None:
                order = saying.order
                values[where] = order if order in ORDERS else default
        return tuple(values)

    def relay(self, process: int, round_: int, values: tuple[Order, ...]) -> tuple[Send, ...]:
        """What is told in the round after `round_`: everything heard in it, to everybody not on its path."""
        table = self._relays[process][round_ - 1]
        return tuple(
            send
            for (attack, retreat), value in zip(table, values, strict=True)
            for send in (attack if value == ATTACK else retreat)
        )

    def resolve(self, process: int, levels: Levels) -> Levels:
        """Each path's value after the votes below it: the recursive majority, from the leaves up.

        The vote on a path counts the value that the process itself received on it, and the resolved value
        of each child: LSP's n-1 votes. (A flat majority over all copies is a different, wrong protocol.)
        `levels` may be shorter than the tree: then its last level counts as the leaves.
        """
        default = self.defaults[process]
        resolved = [levels[-1]]
        for level in range(len(levels) - 2, -1, -1):
            below = resolved[-1]
            row = []
            for own, children in zip(levels[level], self._children[process][level], strict=True):
                attacks = (own == ATTACK) + sum(below[child] == ATTACK for child in children)
                votes = 1 + len(children)
                row.append(default if 2 * attacks == votes else (ATTACK if 2 * attacks > votes else RETREAT))
            resolved.append(tuple(row))
        return tuple(reversed(resolved))

    def ballots(self, process: int, levels: Levels) -> tuple[Ballot, ...]:
        """All votes a process takes, those about the roots first."""
        return self._counted(process, levels) if levels else ()

    def _count(self, process: int, levels: Levels) -> tuple[Ballot, ...]:
        resolved = self.resolve(process, levels)
        ballots = []
        for level in range(len(levels)):
            last = level == len(levels) - 1
            for i, path in enumerate(self._held[process][level]):
                voters: list[int] = [process]
                votes = [levels[level][i]]
                if not last:
                    children = self._children[process][level][i]
                    voters += [self._held[process][level + 1][child][-1] for child in children]
                    votes += [resolved[level + 1][child] for child in children]
                order = sorted(range(len(voters)), key=voters.__getitem__)
                attacks = votes.count(ATTACK)
                ballots.append(
                    Ballot(
                        path,
                        tuple(voters[j] for j in order),
                        tuple(votes[j] for j in order),
                        attacks,
                        2 * attacks == len(votes),
                        resolved[level][i],
                    )
                )
        return tuple(ballots)

    def value_at(self, process: int, levels: Levels, path: Path) -> Order | None:
        """What a process stores on a path, or None if it has not heard of it yet."""
        if process in path or len(path) > len(levels):
            return None
        where = self._place[process][len(path) - 1].get(path)
        return None if where is None else levels[len(path) - 1][where]


__all__ = ["Levels", "Path", "Saying", "Tree", "received", "sayings", "values_sent"]
