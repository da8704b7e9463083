"""The level format: what a level file may say, and the JSON Schema of it for editors.

A file has either `[[stage]]` tables or, where there is one stage only, that stage's tables at its top.
Both end as a `Level`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import Field, TypeAdapter, model_validator

from levels.army import Scenario
from levels.cast import Cast, CastEntry
from levels.checks import Fault, listed, report
from levels.fields import Id, Prose, Sentence, Table, Title
from levels.fitting import stage_faults
from levels.lines import Crash, Says, Step
from levels.parts import (
    Claim,
    DawnTask,
    Goal,
    LawTask,
    MeasureName,
    Player,
    PropertyName,
    Reference,
    RoleName,
    Strike,
    TableTask,
    Task,
)


class Bet(Table):
    """`[bet]`: a question before the play."""

    question: Sentence
    options: tuple[Sentence, ...] = Field(min_length=2, max_length=6)
    answer: Sentence = Field(description="The right option, word by word.")

    @model_validator(mode="after")
    def _answer_is_an_option(self) -> "Bet":
        faults = []
        if self.answer not in self.options:
            faults.append(Fault(("answer",), f"the answer must be one of {listed(self.options, 'or')}"))
        if len(set(self.options)) < len(self.options):
            faults.append(Fault(("options",), "two options are the same"))
        report(faults)
        return self


class Hint(Table):
    """`[[hint]]`: one more step towards the solution."""

    text: Prose
    stage: int | None = Field(None, ge=1, le=20, description="For this stage only, counted from 1.")


class LevelText(Table):
    """`[text]`: what is said before and after the play."""

    before: Prose
    won: Prose
    lost: Prose | None = None


class StageText(Table):
    """`[stage.text]`: what is said around one stage."""

    before: Prose | None = None
    won: Prose | None = None
    lost: Prose | None = None


class StageTables(Table):
    """The tables of one stage."""

    scenario: Scenario
    player: Player
    goal: Goal
    cast: Cast = Field(default_factory=dict, description="Who answers for the other roles.")
    task: Task | None = Field(None, description="What the player does, where it is no run of a protocol.")
    claim: Claim | None = Field(None, description="Where this stands, impossible may be claimed.")
    reference: Reference | None = Field(None, description="A solution.")
    undo: bool = Field(True, description="Whether moves may be taken back.")

    @model_validator(mode="after")
    def _fit(self) -> "StageTables":
        report(stage_faults(self))
        return self


class Stage(StageTables):
    """A stage: `[[stage]]`, or the one stage of a level that has no more."""

    title: Title | None = None
    text: StageText | None = None


class Head(Table):
    """What stands once in a level file, however many stages there are."""

    format: Literal[1] = Field(description="Always 1.")
    id: Id = Field(description="Lower-case words joined by hyphens.")
    title: Title
    source: Sentence = Field(description="The slide, and the paper.")
    idea: Sentence = Field(description="The one idea, in one sentence.")
    theorem: Sentence = Field(description="What the debrief names.")
    twin: Id | None = Field(None, description="The id of the level that belongs to this one.")
    slow: bool = Field(False, description="Whether the oracle needs long for it.")
    summary: Prose | None = None
    bet: Bet | None = None
    hint: tuple[Hint, ...] = Field((), max_length=6)

    def _head_faults(self, stages: int) -> Iterator[Fault]:
        for i, hint in enumerate(self.hint):
            if hint.stage is not None and hint.stage > stages:
                message = f"there is no stage {hint.stage}: this level has {stages}, counted from 1"
                yield Fault(("hint", i, "stage"), message)
        if self.twin == self.id:
            yield Fault(("twin",), "a level is not its own twin")


class SingleFile(Head, StageTables):
    """A level file of one stage."""

    text: LevelText

    @model_validator(mode="after")
    def _head(self) -> "SingleFile":
        report(self._head_faults(1))
        return self

    def stages(self) -> tuple[Stage, ...]:
        """The one stage."""
        tables = {name: getattr(self, name) for name in StageTables.model_fields}
        return (Stage.model_construct(set(tables), **tables),)


class StagedFile(Head):
    """A level file of one or more `[[stage]]`."""

    text: LevelText
    stage: tuple[Stage, ...] = Field(min_length=1, max_length=20)

    @model_validator(mode="after")
    def _head(self) -> "StagedFile":
        report(self._head_faults(len(self.stage)))
        return self

    def stages(self) -> tuple[Stage, ...]:
        """The stages in their order."""
        return self.stage


@dataclass(frozen=True, slots=True)
class Level:
    """A level that was read and found well formed.

    Attributes:
        id, title, source, idea, theorem, twin, slow, summary, text, bet: as in the file.
        hints: in the order in which they are given; `stage` counts from 1.
        stages: one or more.
        digest: the SHA-256 of the parsed content, in hexadecimal digits.
        file: the file it came from, as it was named.
    """

    id: str
    title: str
    source: str
    idea: str
    theorem: str
    twin: str | None
    slow: bool
    summary: str | None
    text: LevelText
    bet: Bet | None
    hints: tuple[Hint, ...]
    stages: tuple[Stage, ...]
    digest: str
    file: str

    def hints_for(self, stage: int) -> tuple[Hint, ...]:
        """The hints of a stage, which counts from 0 here, in their order."""
        return tuple(hint for hint in self.hints if hint.stage in (None, stage + 1))


def level_of(tables: SingleFile | StagedFile, digest: str, file: str) -> Level:
    """The level that a file's tables say."""
    return Level(
        id=tables.id,
        title=tables.title,
        source=tables.source,
        idea=tables.idea,
        theorem=tables.theorem,
        twin=tables.twin,
        slow=tables.slow,
        summary=tables.summary,
        text=tables.text,
        bet=tables.bet,
        hints=tables.hint,
        stages=tables.stages(),
        digest=digest,
        file=file,
    )


def schema() -> dict[str, Any]:
    """The JSON Schema of a level file, for editors."""
    adapter: TypeAdapter[SingleFile | StagedFile] = TypeAdapter(SingleFile | StagedFile)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A level of Strategikon",
        **adapter.json_schema(by_alias=True),
    }


__all__ = [
    "Bet",
    "Cast",
    "CastEntry",
    "Claim",
    "Crash",
    "DawnTask",
    "Goal",
    "Hint",
    "LawTask",
    "Level",
    "LevelText",
    "MeasureName",
    "Player",
    "PropertyName",
    "Reference",
    "RoleName",
    "Says",
    "Scenario",
    "SingleFile",
    "Stage",
    "StageTables",
    "StageText",
    "StagedFile",
    "Step",
    "Strike",
    "TableTask",
    "Task",
    "level_of",
    "schema",
]
