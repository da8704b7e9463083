"""Pictures of the whole game, and how they are compared with those on record.

Record them with `make snapshots`, and look at every picture that has changed before you commit it.
"""

import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.image import SVGImageSnapshotExtension

from tests.tui.snapshots.tour import Tour
from tui.pictures import studio

BASELINE = (3, 11)
"""The Python on which pictures are recorded. They are compared on every one: what is drawn is the same."""

CONSTRAINTS = Path(__file__).parents[3] / "constraints.txt"
DRAWN_BY = ("textual", "rich")
"""Whose versions are in the bytes of a picture."""


def pytest_collection_modifyitems(config: pytest.Config) -> None:
    if config.getoption("update_snapshots", default=False) and sys.version_info[:2] != BASELINE:
        raise pytest.UsageError(
            f"Pictures are recorded on Python {'.'.join(map(str, BASELINE))} alone; "
            f"this is {sys.version_info[0]}.{sys.version_info[1]}."
        )


def other_versions() -> str:
    """Why pictures cannot be compared here: drawn by other versions than were recorded; "" if they can."""
    pins = dict(line.split("==") for line in CONSTRAINTS.read_text(encoding="utf-8").split() if "==" in line)
    other = [f"{name} {version(name)}, not {pins[name]}" for name in DRAWN_BY if version(name) != pins[name]]
    return f"the pictures were drawn by other versions: {'; '.join(other)}" if other else ""


Visit = Callable[..., AbstractAsyncContextManager[Tour]]


@pytest.fixture
def visit(snapshot: SnapshotAssertion, tmp_path: Path) -> Visit:
    """`async with visit(size, level=..., theme=...) as tour`: an app, and what compares its pictures.

    Every picture of a test is compared before the test fails, and a crash of the app fails it.
    """
    if reason := other_versions():
        pytest.skip(reason)
    on_record = snapshot.use_extension(SVGImageSnapshotExtension)

    @asynccontextmanager
    async def visiting(size: tuple[int, int], level: str = "", **given: Any) -> AsyncIterator[Tour]:
        async with studio(size, **given) as there:
            tour = Tour(there, on_record, tmp_path)
            if level:
                await tour.open(level)
            yield tour
        if tour.wrong:
            pytest.fail("\n\n".join(tour.wrong), pytrace=False)

    return visiting
