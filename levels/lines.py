"""The rows of a script: one line of a traitor, one step of a scheduler, one deed of the network."""

from typing import Annotated

from pydantic import Field, model_validator

from levels.checks import Fault, report
from levels.fields import Label, Order, Path, Process, Table, Word

Serial = Annotated[int, Field(ge=1, le=10**6)]
Round = Annotated[int, Field(ge=1, le=1000)]


class Says(Table):
    """A line of a traitor's script: what he tells whom, about what he heard or in which round."""

    general: Process = Field(description="The speaker.")
    heard: Path | None = Field(
        None, description="By whom the news reached him: [] is the commander's own order."
    )
    round: Round | None = Field(None, description="In which round he says it; absent: in every round.")
    to: Process = Field(description="The listener.")
    order: Word | None = Field(None, description="What he says: attack, retreat or silence.")
    says: Label | None = Field(None, description="What he says, in the words in which it is offered.")
    orders: Annotated[tuple[Order, ...], Field(max_length=2)] | None = Field(
        None, description="What he seals and sends; the empty list is silence."
    )
    chain: Path | None = Field(None, description="Who signed, in order, the speaker last.")

    @property
    def words(self) -> str | None:
        """What he says, as the engine names the option; None where it is sealed orders."""
        return self.order if self.order is not None else self.says

    @model_validator(mode="after")
    def _one_thing(self) -> "Says":
        said = sum(each is not None for each in (self.order, self.says, self.orders))
        faults = []
        if not said:
            faults.append(Fault(("order",), "“order” is missing: what he says", key=True))
        if said > 1:
            faults.append(Fault((), "a line has one of order, says and orders"))
        if self.chain is not None and self.orders is None:
            faults.append(Fault(("chain",), "“chain” belongs to “orders”", key=True))
        report(faults)
        return self


class Utter(Table):
    """Where there are no rounds: what a traitor says of himself, once."""

    general: Process = Field(description="The speaker.")
    to: Process = Field(description="The listener.")
    says: Label = Field(description="What he says, in the words in which it is offered.")
    step: int = Field(0, ge=0, le=10_000, description="After how many steps of the scheduler, at the earliest.")


class Step(Table):
    """One pick of the scheduler."""

    deliver: Serial | None = Field(None, description="The serial number of a message.")
    crash: Process | None = Field(None, description="The number of a process.")
    timeout: Process | None = Field(None, description="The number of a process whose timer runs out.")
    restart: Process | None = Field(None, description="The number of a process that comes back.")

    @model_validator(mode="after")
    def _one_pick(self) -> "Step":
        if len(self.model_fields_set) != 1:
            report([Fault((), "a step is one of deliver, crash, timeout and restart")])
        return self


class Crash(Table):
    """A general who crashes in the middle of his sending."""

    general: Process = Field(description="Who crashes.")
    round: Round = Field(description="In which round.")
    reaches: tuple[Process, ...] = Field(max_length=30, description="To whom his messages still go.")


class Late(Table):
    """A letter that arrives in a later round."""

    letter: Serial = Field(description="Its serial number.")
    by: Round = Field(1, description="By how many rounds.")


class Rewrite(Table):
    """A letter that is rewritten on the road, under its sender's name."""

    letter: Serial = Field(description="Its serial number.")
    says: Label = Field(description="What it says then, in the words in which it is offered.")


class Replay(Table):
    """A letter of an earlier day that is brought again."""

    round: Round = Field(description="In which round.")
    to: Process = Field(description="To whom.")
    says: Label = Field(description="What it says.")
