"""A figure, its aim and its verdict; and the median, since a shared machine has bad moments."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured thing.

    Attributes:
        what: what was measured.
        value: how much, in `unit`; None where it could not be measured, `note` says why.
        aim: at most so much, in the same unit.
        unit: ms, KB, MB or times.
        note: what it stands beside: a ratio taken in the same run, or why it is missing.
    """

    what: str
    value: float | None
    aim: float
    unit: str
    note: str = ""

    @property
    def verdict(self) -> str:
        """met, missed, or not measured."""
        if self.value is None:
            return "not measured"
        return "met" if self.value <= self.aim else "MISSED"

    def line(self) -> str:
        """The figure as one line of the report."""
        value = "-" if self.value is None else f"{self.value:,.2f} {self.unit}"
        aim = f"aim {self.aim:g} {self.unit}"
        return f"{self.what:<46} {value:>12}   {aim:<14} {self.verdict:<12} {self.note}".rstrip()


def timed(work: Callable[[], object], times: int) -> float:
    """The median time of `work` in milliseconds; the first run, which fills caches, is not counted."""
    work()
    taken = []
    for _ in range(times):
        began = perf_counter()
        work()
        taken.append((perf_counter() - began) * 1000)
    return median(taken)
