"""A model and the picks made in it. Replay rebuilds everything else: nothing here is stored elsewhere."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any, Generic, TypeVar

from engine.configuration import Choice
from engine.journal import Entry
from engine.machine import Measure, Message, Receive, Restart, RoundEnd, Start, Timeout, Timing
from engine.model import Transitions

C = TypeVar("C")

View = tuple[Any, ...]


class Run(Generic[C]):
    """What happened from the initial configuration on. Immutable: `then` makes a longer run.

    Attributes:
        model: the transition relation.
        now: the last configuration. Earlier ones are not kept: `configurations` replays them.
        choices: what was chosen about, in order.
        journal: what happened, in order.
    """

    def __init__(self, model: Transitions[C], picks: Iterable[int] = ()) -> None:
        self.model = model
        self._picks: list[int] = []
        self.now: C = model.initial()
        self.journal: list[Entry] = list(model.opening())
        self.choices: list[Choice] = []
        self._entries_after = [len(self.journal)]
        for pick in picks:
            self.extend(pick)

    def extend(self, option: int) -> None:
        """Answer the pending choice, in place. For the one who builds the run; others use `then`.

        Raises:
            IndexError: nothing is pending, or there is no such option.
        """
        pending = self.pending
        if pending is None or not 0 <= option < len(pending.options):
            raise IndexError("no such option here")
        self.now, entries = self.model.advance(self.now, option)
        self._picks.append(option)
        self.choices.append(pending)
        self.journal.extend(entries)
        self._entries_after.append(len(self.journal))
        self.__dict__.pop("pending", None)

    def then(self, *options: int) -> "Run[C]":
        """The run that goes on with these answers; this one stays as it is."""
        longer: Run[C] = Run.__new__(Run)
        longer.model = self.model
        longer._picks = list(self._picks)
        longer.now = self.now
        longer.journal = list(self.journal)
        longer.choices = list(self.choices)
        longer._entries_after = list(self._entries_after)
        for option in options:
            longer.extend(option)
        return longer

    @property
    def picks(self) -> tuple[int, ...]:
        """The index picked in each choice, in order: with the model, the whole run."""
        return tuple(self._picks)

    @property
    def configurations(self) -> list[C]:
        """Every configuration from the initial one on, one more than there are picks. Replayed each time."""
        met = [self.model.initial()]
        for pick in self._picks:
            met.append(self.model.apply(met[-1], pick))
        return met

    @cached_property
    def pending(self) -> Choice | None:
        """The choice that is to be answered next; None when all is over."""
        return self.model.choice(self.now)

    @property
    def over(self) -> bool:
        """Whether nothing is left to be chosen."""
        return self.pending is None

    def honestly(self) -> "Run[C]":
        """This run with every later choice answered honestly."""
        run = self.then()
        while (pending := run.pending) is not None:
            run.extend(pending.honest)
        return run

    def spent(self, owners: Iterable[str] | None = None) -> dict[Measure, int]:
        """What has been paid so far, by measure; only by these owners if they are given."""
        chosen = None if owners is None else set(owners)
        total: dict[Measure, int] = {}
        for choice, pick in zip(self.choices, self._picks, strict=True):
            if choice.measure != "none" and (chosen is None or choice.owner in chosen):
                total[choice.measure] = total.get(choice.measure, 0) + choice.options[pick].cost
        return total

    def journal_until(self, position: int) -> Sequence[Entry]:
        """The journal as it stood after so many picks."""
        return self.journal[: self._entries_after[position]]

    def view(self, process: int) -> View:
        """The local view of a process: the events it saw, in order, and nothing else.

        In rounds: its start and each round's inbox; else its start, arrivals and timeouts one by one. It
        pauses where the process is down. Serial numbers are no part of a view, since nobody sees how many
        letters others have sent.
        """
        view: list[Any] = []
        inbox: list[tuple[int, Any]] = []
        machine = getattr(self.model, "machine", None)
        rounds = machine is None or machine.timing is Timing.ROUNDS
        down = False
        for entry in self.journal:
            if entry.kind == "crashed" and entry.process == process:
                down = True
            elif entry.kind == "restarted" and entry.process == process:
                down = False
                view.append(Restart())
            elif down:
                continue
            elif entry.kind == "started" and entry.process == process:
                view.append(Start(entry.payload))
            elif entry.kind == "delivered" and entry.peer == process:
                if rounds:
                    inbox.append((entry.process, entry.payload))
                else:
                    view.append(Receive(Message(0, entry.process, process, entry.payload, 0)))
            elif entry.kind == "answered" and entry.process == process:
                view.append(entry.payload)
            elif entry.kind == "timeout" and entry.process == process:
                view.append(Timeout(entry.payload))
            elif entry.kind == "round":
                letters = tuple(
                    Message(0, sender, process, payload, entry.round)
                    for sender, payload in sorted(inbox, key=repr)
                )
                view.append(RoundEnd(entry.round, letters))
                inbox.clear()
        return tuple(view)


def indistinguishable(process: int, one: Run[Any], other: Run[Any]) -> bool:
    """Whether a process has the same local view in both runs, and so must do the same in both."""
    return one.view(process) == other.view(process)
