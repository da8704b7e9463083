"""What a process knows, and knows that another knows (Halpern, Moses 1984, 1990).

A process knows a fact in a run if the fact holds in every run in which it has the same local view. The set
of runs is given and finite, so this is exact: the runs fall into classes of equal views. Common knowledge
among some processes holds where the fact holds in every run that a chain of such equalities leads to.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import takewhile
from typing import Any

from engine.configuration import Configuration
from engine.machine import RoundEnd
from engine.model import Model
from engine.orders import ATTACK, ORDERS
from engine.run import Run, View

Fact = Callable[[Run[Any]], bool]


class Knowledge:
    """A finite set of runs of one model, as far as the same instant, and who cannot tell which apart.

    Args:
        model: gives the number of processes.
        runs: all runs that are possible; the answers are exact over these.
        rounds: what has been seen after so many rounds is compared; None: all that was ever seen.
    """

    def __init__(self, model: Model, runs: Iterable[Run[Any]], rounds: int | None = None) -> None:
        self.model = model
        self.rounds = rounds
        self.runs: Sequence[Run[Any]] = tuple(runs)
        self.views = [self._seen(run) for run in self.runs]
        self.classes: list[list[list[int]]] = []
        for process in range(model.machine.processes):
            alike: dict[View, list[int]] = {}
            for i, views in enumerate(self.views):
                alike.setdefault(views[process], []).append(i)
            self.classes.append(list(alike.values()))

    def _seen(self, run: Run[Any]) -> tuple[View, ...]:
        """What each process has seen. (Where nothing is to be chosen, a run goes several rounds ahead.)"""
        views = [run.view(p) for p in range(self.model.machine.processes)]
        if self.rounds is None:
            return tuple(views)
        rounds = self.rounds
        return tuple(
            tuple(takewhile(lambda event: not isinstance(event, RoundEnd) or event.round <= rounds, view))
            for view in views
        )

    def place(self, run: Run[Any]) -> int:
        """Where a run stands among the possible ones: the one in which everybody sees the same.

        Raises:
            ValueError: it is not among them.
        """
        return self.views.index(self._seen(run))

    def where(self, fact: Fact) -> frozenset[int]:
        """The runs in which a fact holds."""
        return frozenset(i for i, run in enumerate(self.runs) if fact(run))

    def known(self, knowers: Sequence[int], holds: frozenset[int]) -> frozenset[int]:
        """The runs in which the first knower knows that the second knows ... that it holds."""
        for knower in reversed(knowers):
            holds = frozenset(i for alike in self.classes[knower] if holds.issuperset(alike) for i in alike)
        return holds

    def common(self, processes: Sequence[int], holds: frozenset[int]) -> frozenset[int]:
        """The runs in which it is common knowledge among these processes."""
        component = list(range(len(self.runs)))

        def root(i: int) -> int:
            while component[i] != i:
                i = component[i]
            return i

        for process in processes:
            for alike in self.classes[process]:
                for i in alike[1:]:
                    component[root(i)] = root(alike[0])
        broken = {root(i) for i in range(len(self.runs)) if i not in holds}
        return frozenset(i for i in range(len(self.runs)) if root(i) not in broken)


def knows(model: Model, runs: Iterable[Run[Any]], run: Run[Any], knowers: tuple[int, ...], fact: Fact) -> bool:
    """Whether in `run` the first knower knows that the second knows ... the fact.

    `runs` are all runs possible; `run` must be one of them, or look like one to everybody.

    Raises:
        ValueError: it is none of them.
    """
    knowledge = Knowledge(model, runs)
    return knowledge.place(run) in knowledge.known(knowers, knowledge.where(fact))


def common_knowledge(
    model: Model, runs: Iterable[Run[Any]], run: Run[Any], processes: Sequence[int], fact: Fact
) -> bool:
    """Whether in `run` the fact is common knowledge among these processes.

    Raises:
        ValueError: the run is none of the possible ones.
    """
    knowledge = Knowledge(model, runs)
    return knowledge.place(run) in knowledge.common(processes, knowledge.where(fact))


def rounds_over(run: Run[Any]) -> int:
    """How many rounds of a run are over."""
    return sum(entry.kind == "round" for entry in run.journal)


def runs_until(model: Model, rounds: int) -> Sequence[Run[Configuration]]:
    """Every run of a model, whoever chooses, to the end of so many rounds (or of the run)."""
    found: list[Run[Configuration]] = []
    pending: list[Run[Configuration]] = [Run(model)]
    while pending:
        run = pending.pop()
        choice = run.pending
        if choice is None or rounds_over(run) >= rounds:
            found.append(run)
        else:
            pending += [run.then(option) for option in reversed(range(len(choice.options)))]
    return found


def wishes_attack(run: Run[Any]) -> bool:
    """The fact that the ladder is about: general 0 wishes to attack."""
    model = run.model
    return isinstance(model, Model) and bool(model.inputs[0] == ATTACK)


def ladder(model: Model, run: Run[Any], most: int = 64) -> int:
    """How many rungs of the ladder of knowledge hold in a run of two generals, so far as it has come.

    The first rung: general 1 knows that general 0 wishes to attack. The second: general 0 knows that
    general 1 knows it; and so on, in turn. Every letter that arrives in a chain adds one rung.

    Args:
        model: two generals, general 0 with a wish; every capture the model allows counts as possible.
        run: a run of it, finished or not: what counts are the rounds that are over.
        most: the answer where there is no end to it: common knowledge, which no unreliable road gives.
    """
    done = rounds_over(run)
    possible: list[Run[Any]] = []
    for wish in ORDERS:
        world = type(model)(model.machine, (wish, *model.inputs[1:]), model.faults)
        possible += runs_until(world, done)
    knowledge = Knowledge(model, possible, done)
    here = knowledge.place(run)
    holds = knowledge.where(wishes_attack)
    for rung in range(most):
        holds = knowledge.known((1 - rung % 2,), holds)
        if here not in holds:
            return rung
    return most
