"""What the engine's tests share: models in one line, an agent that speaks from a table, all runs of a model."""

from collections.abc import Iterator, Mapping
from typing import Any

from engine.agents import Agent
from engine.configuration import Choice, Configuration
from engine.model import Faults, Model, Transitions
from engine.orders import ATTACK
from engine.play import play
from engine.protocols import machine
from engine.rounds import Rounds
from engine.run import Run


class Told(Agent):
    """A traitor who says what stands in a table: (path that ends with him, receiver) -> order or None."""

    def __init__(self, words: Mapping[tuple[tuple[int, ...], int], str | None]) -> None:
        self.words = words

    def pick(self, run: Run[Any], choice: Choice) -> int:
        subject = choice.subject
        slot = (*subject.path, subject.process), subject.receiver
        if slot not in self.words:
            return choice.honest
        index = choice.index(self.words[slot] or "silence")
        assert index is not None
        return index


def om(
    generals: int, depth: int, order: str = ATTACK, traitors: tuple[int, ...] = (), default: Any = "retreat"
) -> Rounds:
    """Oral messages, the commander's order given."""
    army = machine("oral-messages", generals=generals, depth=depth, default=default)
    return Rounds(army, (order, *(None,) * (generals - 1)), Faults(traitors))


def ic(inputs: tuple[str, ...], depth: int, traitors: tuple[int, ...] = (), default: Any = "retreat") -> Rounds:
    """Interactive consistency, everybody's order given."""
    army = machine("interactive-consistency", generals=len(inputs), depth=depth, default=default)
    return Rounds(army, inputs, Faults(traitors))


def two(protocol: str, wish: str = ATTACK, captures: int | None = None, **parameters: Any) -> Rounds:
    """Two generals."""
    return Rounds(machine(protocol, **parameters), (wish, None), Faults(captures=captures))


def say(model: Model, words: Mapping[tuple[tuple[int, ...], int], str | None]) -> Run[Configuration]:
    """The run in which the traitors say this, and all else is honest."""
    return play(model, {"traitor": Told(words)})


def runs(model: Model) -> Iterator[Run[Configuration]]:
    """Every run of a model, in the order of its options."""
    pending: list[Run[Configuration]] = [Run(model)]
    while pending:
        run = pending.pop()
        choice = run.pending
        if choice is None:
            yield run
        else:
            pending += [run.then(option) for option in reversed(range(len(choice.options)))]


def ends(model: Model) -> Iterator[Configuration]:
    """Every final configuration, once for each way that leads to it."""
    pending = [model.initial()]
    while pending:
        now = pending.pop()
        choice = model.choice(now)
        if choice is None:
            yield now
        else:
            pending += [model.apply(now, option) for option in range(len(choice.options))]


def merged_ends(model: Transitions[Any]) -> tuple[list[Any], int]:
    """Every final configuration once, merging by essence, and how many configurations were met."""
    start = model.initial()
    seen = {model.essence(start)}
    pending, found = [start], []
    while pending:
        now = pending.pop()
        choice = model.choice(now)
        if choice is None:
            found.append(now)
            continue
        for option in range(len(choice.options)):
            after = model.apply(now, option)
            essence = model.essence(after)
            if essence not in seen:
                seen.add(essence)
                pending.append(after)
    return found, len(seen)


def decided(now: Configuration) -> str:
    """The decisions as letters: "AR-" is attack, retreat, nothing yet."""
    return "".join("-" if value is None else value[0].upper() for value in now.decisions)


def entries(run: Run[Any], kind: str) -> list[Any]:
    """The journal's entries of one kind."""
    return [entry for entry in run.journal if entry.kind == kind]
