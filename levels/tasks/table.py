"""The scribe: fill in what a general believes, from the letters that the engine dealt him (slides 26-28)."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Literal

from engine.ballot import Ballot
from engine.configuration import Choice, Configuration, Option, Subject
from engine.journal import Entry
from engine.model import Model, Transitions
from engine.orders import ATTACK, ORDERS, RETREAT
from engine.protocols.hearsay import Hearsay
from engine.run import Run

TIE = "tie"
CROSSES = ("x", ATTACK, RETREAT, "silence")
"""What the scribe can put into the row of a traitor's crosses: undecided, or one word all along."""


@dataclass(frozen=True, slots=True)
class TableAt:
    """Attributes:
    picked: the answers given to the agenda since the last check.
    last: the answers of the last check; () before the first.
    checks: how often the table was checked.
    right: whether the last check found every cell right.
    """

    picked: tuple[int, ...] = ()
    last: tuple[int, ...] = ()
    checks: int = 0
    right: bool = False


@dataclass(frozen=True, slots=True)
class Blank:
    """A cell to be filled: a vote, a column's majority, or the decision; `about` as in a ballot."""

    kind: Literal["vote", "majority", "decision"]
    about: tuple[int, ...]
    voter: int
    options: tuple[str, ...]
    answer: str


class Table(Transitions[TableAt]):
    """One general's table of a finished run, with some cells left blank.

    Args:
        dealt: the finished run of oral messages or interactive consistency.
        of: whose table it is.
        fill: "votes": each vote of his last ballot, and what he does; "majorities": the majority of each
            column but his own, and what he does.
        crosses: the traitor whose row can be turned, or None.
    """

    def __init__(
        self,
        dealt: Run[Configuration],
        of: int,
        fill: Literal["votes", "majorities"],
        crosses: int | None = None,
    ) -> None:
        self.dealt, self.of, self.fill, self.crosses = dealt, of, fill, crosses
        assert isinstance(dealt.model, Model)
        assert isinstance(dealt.model.machine, Hearsay)
        self.protocol: Model = dealt.model
        self.default = dealt.model.machine.defaults[of]
        """What his table's owner takes silence for."""
        state: Any = dealt.now.states[of]
        self.ballots: dict[tuple[int, ...], Ballot] = {
            ballot.about: ballot for ballot in self.protocol.machine.ballots(of, state)
        }
        self.blanks = tuple(self._blanks())

    @property
    def root(self) -> Ballot:
        """The last vote: about the commander's order."""
        return self.ballots[0,]

    def _blanks(self) -> list[Blank]:
        root = self.root
        blanks = []
        if self.fill == "votes":
            for voter, vote in zip(root.voters, root.votes, strict=True):
                blanks.append(Blank("vote", root.about, voter, ORDERS, vote))
        else:
            for voter in root.voters:
                if voter == self.of:
                    continue
                ballot = self.ballots[(*root.about, voter)]
                answer = TIE if ballot.tie else ballot.result
                blanks.append(Blank("majority", ballot.about, voter, (*ORDERS, TIE), answer))
        decision = str(self.dealt.now.decisions[self.of])
        blanks.append(Blank("decision", root.about, self.of, ORDERS, decision))
        return blanks

    @property
    def agenda(self) -> tuple[Choice, ...]:
        """All choices of one check: the crosses if they can be turned, then the cells."""
        choices = []
        if self.crosses is not None:
            name = self.protocol.name(self.crosses)
            subject = Subject("spinner", self.crosses, text=f"the row of {name}")
            choices.append(Choice("scribe", subject, tuple(Option(c) for c in CROSSES), 0))
        for blank in self.blanks:
            text = {
                "vote": f"what {self.protocol.name(blank.voter)}'s vote says",
                "majority": f"the majority about {self.protocol.name(blank.voter)}",
                "decision": f"what {self.protocol.name(self.of)} does",
            }[blank.kind]
            subject = Subject("cell", self.of, blank.voter, blank.about, text=text)
            options = tuple(Option(label) for label in blank.options)
            choices.append(Choice("scribe", subject, options, blank.options.index(blank.answer)))
        return tuple(choices)

    def initial(self) -> TableAt:
        return TableAt()

    def choice(self, configuration: TableAt) -> Choice | None:
        return None if configuration.right else self.agenda[len(configuration.picked)]

    def batch(self, configuration: TableAt, owners: Collection[str] | None = None) -> tuple[Choice, ...]:
        if configuration.right or (owners is not None and "scribe" not in owners):
            return ()
        return self.agenda[len(configuration.picked) :]

    def advance(self, configuration: TableAt, option: int) -> tuple[TableAt, tuple[Entry, ...]]:
        pending = self.choice(configuration)
        if pending is None or not 0 <= option < len(pending.options):
            raise IndexError("no such option here")
        picked = (*configuration.picked, option)
        if len(picked) < len(self.agenda):
            return TableAt(picked, configuration.last, configuration.checks, False), ()
        right = all(
            choice.subject.kind != "cell" or pick == choice.honest
            for choice, pick in zip(self.agenda, picked, strict=True)
        )
        return TableAt((), picked, configuration.checks + 1, right), ()

    def prefill(self, configuration: TableAt) -> dict[int, str]:
        return {
            place: choice.options[pick].label
            for place, (choice, pick) in enumerate(zip(self.agenda, configuration.last, strict=False))
        }

    def wrong(self, configuration: TableAt) -> frozenset[int]:
        """The places that the last check found wrong."""
        return frozenset(
            place
            for place, (choice, pick) in enumerate(zip(self.agenda, configuration.last, strict=False))
            if choice.subject.kind == "cell" and pick != choice.honest
        )

    def moved_by_crosses(self) -> int:
        """How many cells of the bottom row change when the crosses are turned in any way: computed.

        The traitor's row holds what he says that each of the others told; turning it changes one vote
        in each column. A cell moves if one vote more or less can change its majority.
        """
        if self.crosses is None:
            return 0
        moved = 0
        for blank in self.blanks:
            if blank.kind != "majority" or blank.voter == self.crosses:
                continue
            results = set()
            for word in ORDERS:
                votes = self.votes_with(blank.about, word)
                attacks = votes.count(ATTACK)
                results.add(TIE if 2 * attacks == len(votes) else 2 * attacks > len(votes))
            moved += len(results) > 1
        return moved

    def votes_with(self, about: tuple[int, ...], crosses: str | None) -> list[str]:
        """The votes of a column when the row of crosses says this; None: as it was dealt."""
        ballot = self.ballots[about]
        word = self.default if crosses in ("x", "silence") else crosses
        return [
            vote if voter != self.crosses or word is None else word
            for voter, vote in zip(ballot.voters, ballot.votes, strict=True)
        ]
