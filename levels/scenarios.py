"""Files with a scenario and no player: what `simulate` and `solve` read."""

import os
from dataclasses import dataclass

from pydantic import Field, model_validator

from levels.army import Scenario
from levels.cast import Cast, cast_faults
from levels.checks import Fault, report
from levels.fields import Table
from levels.fitting import promise_faults
from levels.parts import Goal
from levels.reading import tables_of
from levels.source import read_source


@dataclass(frozen=True, slots=True)
class ScenarioFile:
    """A scenario from a file.

    Attributes:
        file: its name as it was given.
        scenario: what runs.
        cast: who answers for whom; those who are not named are loyal.
        goal: what is to be found out, or None.
    """

    file: str
    scenario: Scenario
    cast: Cast
    goal: Goal | None


class _Tables(Table):
    scenario: Scenario
    cast: Cast = Field(default_factory=dict)
    goal: Goal | None = None

    @model_validator(mode="after")
    def _fit(self) -> "_Tables":
        free = frozenset(self.scenario.traitors)
        faults = [fault.below(("cast",)) for fault in cast_faults(self.cast, self.scenario, free)]
        for owner, entry in self.cast.items():
            asked = "general" in self.scenario.table.roles or entry.agent == "loyal"
            if owner.partition(":")[0] == "general" and not asked:
                message = "no general is asked anything here: the loyal do as the protocol says"
                faults.append(Fault(("cast", owner), message, key=True))
        if self.goal is not None:
            faults += [fault.below(("goal",)) for fault in promise_faults(self.goal, self.scenario)]
        report(faults)
        return self


def read_scenario(path: str | os.PathLike[str]) -> ScenarioFile:
    """Read a scenario file.

    Raises:
        LevelErrors: everything that is wrong with it.
    """
    source = read_source(path)
    tables = tables_of(_Tables, source)
    return ScenarioFile(source.file, tables.scenario, tables.cast, tables.goal)
