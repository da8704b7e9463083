"""What is asked of the player in a stage: `[player]`, `[goal]`, `[task]`, `[claim]`, `[reference]`."""

from typing import Annotated, Any, Literal

from pydantic import Field, GetJsonSchemaHandler, model_validator
from pydantic_core import CoreSchema

from levels.checks import Fault, report
from levels.fields import Label, Order, Path, Process, Sentence, Table
from levels.lines import Crash, Says, Serial, Step

RoleName = Literal[
    "traitor", "city", "scheduler", "general", "architect", "lawgiver", "scribe", "briber", "witness"
]


class _Promised:
    """What a goal can be about: what the protocol promises, or a task's result. Checked against both."""

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        from levels.keys import promises

        return {"type": "string", "enum": [*promises(), "worlds", "table", "laws"]}


PropertyName = Annotated[str, _Promised()]
MeasureName = Literal["lies", "captures", "letters", "crashes", "steps", "gold", "worlds", "none"]


class Player(Table):
    """`[player]`: whose part is played."""

    role: RoleName = Field(description="The part.")
    seats: tuple[Process, ...] = Field((), max_length=30, description="The seats he holds, numbered from 0.")
    choose: tuple[Process, ...] = Field(
        (), max_length=30, description="He makes one of these a traitor's seat, his own, before round 1."
    )
    sees: Literal["everything", "own-view"] = Field("everything", description="What is shown to him.")
    sends: bool = Field(False, description="Whether a general he holds may also send what he likes.")


class Goal(Table):
    """`[goal]`: a property and the truth value that is wanted of it."""

    break_: PropertyName | None = Field(None, alias="break", description="This must not hold in the end.")
    keep: PropertyName | None = Field(None, description="This must hold in the end.")
    make: PropertyName | None = Field(None, description="This must be brought about.")
    measure: MeasureName = Field("none", description="What is counted.")
    expect: Literal["winnable", "impossible"] = Field("winnable", description="What the oracle must prove.")
    par: int | None = Field(None, ge=0, le=10_000, description="The least that wins. The oracle writes it.")
    within: int | None = Field(None, ge=0, le=10_000, description="No more than this may be spent.")

    @property
    def verb(self) -> Literal["break", "keep", "make"]:
        """Which of the three it is."""
        if self.break_ is not None:
            return "break"
        return "keep" if self.keep is not None else "make"

    @property
    def name(self) -> PropertyName:
        """The property's name."""
        name = self.break_ or self.keep or self.make
        assert name is not None
        return name

    @model_validator(mode="after")
    def _one_verb(self) -> "Goal":
        faults = []
        if sum(name is not None for name in (self.break_, self.keep, self.make)) != 1:
            faults.append(Fault((), "a goal has exactly one of break, keep and make"))
        if self.par is not None and self.expect == "impossible":
            faults.append(Fault(("par",), "what is impossible has no par"))
        for name in ("par", "within"):
            if getattr(self, name) is not None and self.measure == "none":
                faults.append(Fault((name,), f"“{name}” needs a measure to count"))
        report(faults)
        return self


class TableTask(Table):
    """`[task]` of the scribe: a general's vote table."""

    kind: Literal["table"]
    of: Process = Field(description="Whose table it is.")
    fill: Literal["votes", "majorities"] = Field(description="Which cells are to be filled.")
    crosses: Process | None = Field(None, description="Whose row is crosses that can be turned.")


class DawnTask(Table):
    """`[task]` of a general who decides before a world is revealed."""

    kind: Literal["dawn"]
    general: Process = Field(description="Who decides.")
    nights: int = Field(5, ge=1, le=20, description="How many nights there are at most.")


class LawTask(Table):
    """`[task]` of the lawgiver: a law for the lieutenants."""

    kind: Literal["law"]
    generals: Literal[3] = Field(3, description="How many tents; always 3.")


Task = Annotated[TableTask | DawnTask | LawTask, Field(discriminator="kind")]


class Claim(Table):
    """`[claim]`: "this cannot be done" may be said, and is then argued with one number."""

    asks: Literal["sure-votes"] = Field(description="What the number is.")
    about: Path = Field((0,), description="The path that is voted on; absent: the commander's order, [0].")
    inside: Process = Field(description="Whose ballot it is.")
    saying: Order | None = Field(None, description="Which votes are counted.")
    question: Sentence | None = Field(None, description="The question in words.")


class Strike(Table):
    """A law written down and the world that breaks it."""

    law: tuple[Order, ...] = Field(min_length=8, max_length=8, description="The eight cells.")
    traitor: Process = Field(le=2, description="Who lies in this world.")
    words: tuple[Order, ...] = Field(min_length=2, max_length=2, description="What he says.")


class Reference(Table):
    """`[reference]`: a solution, replayed by `check`."""

    claim: Literal["impossible"] | None = Field(None, description="The solution is to claim it.")
    number: int | None = Field(None, ge=0, le=10_000, description="The number that argues the claim.")
    seat: Process | None = Field(None, description="The seat that is chosen.")
    says: tuple[Says, ...] = Field((), max_length=256, description="What the player's seats say.")
    capture: tuple[Serial, ...] = Field((), max_length=256, description="What the city takes.")
    steps: tuple[Step, ...] = Field((), max_length=256, description="The scheduler's picks, in order.")
    crash: tuple[Crash, ...] = Field((), max_length=30, description="Who crashes, and when.")
    picks: tuple[Label, ...] = Field((), max_length=256, description="Any other choices, in order.")
    decide: Order | None = Field(None, description="What the general decides.")
    decides: tuple[Order, ...] = Field((), max_length=256, description="What he decides, night by night.")
    cells: dict[Label, Label] | Annotated[tuple[Label, ...], Field(max_length=256)] | None = Field(
        None, description="What is filled in, by the name of the cell, or in their order."
    )
    strikes: tuple[Strike, ...] = Field((), max_length=256, description="The lawgiver's laws and worlds.")
