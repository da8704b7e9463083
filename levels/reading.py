"""From a source to checked tables, with all faults at once."""

import hashlib
import json
from collections.abc import Iterable
from typing import TypeVar

from pydantic import ValidationError

from levels.checks import MOST
from levels.errors import LevelErrors
from levels.fields import Table
from levels.positions import Path
from levels.source import Source
from levels.wording import faults_of

T = TypeVar("T", bound=Table)


def canonical(source: Source) -> str:
    """The parsed content as JSON in one form: what two files share that differ only in layout."""
    return json.dumps(source.data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(source: Source) -> str:
    """The SHA-256 of the parsed content, in hexadecimal digits."""
    return hashlib.sha256(canonical(source).encode()).hexdigest()


def tables_of(model: type[T], source: Source) -> T:
    """The source's tables, checked.

    Raises:
        LevelErrors: everything that is wrong with them.
    """
    faults = list(source.faults)
    more = 0
    try:
        # Strict JSON takes lists for tuples, which strict Python data does not.
        tables = model.model_validate_json(canonical(source))
    except ValidationError as error:
        more = max(0, error.error_count() - MOST)
        broken = [fault.path for fault in faults]
        faults += [f for f in faults_of(error, model, source.data) if not _within(f.path, broken)]
    if faults:
        raise LevelErrors(source.errors(faults, more))
    return tables


def _within(path: Path, broken: Iterable[Path]) -> bool:
    return any(path[: len(outer)] == outer for outer in broken)
