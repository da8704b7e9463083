"""`strategikon verify`: is the evidence in a file what it says it is? Nothing else of the play is needed."""

import json
import os
from collections.abc import Iterator, Sequence
from typing import Any, Final, TextIO

from engine.evidence import verify_evidence
from levels.text import clean

MOST_BYTES: Final = 10_000_000
"""Larger files are no evidence."""


class NoEvidence(ValueError):
    """A file without evidence in it; the text is one sentence."""


def evidence_in(path: str | os.PathLike[str]) -> list[Any]:
    """The evidence in a file: JSON of its own, or the lines of `simulate --json` that bear some.

    Raises:
        NoEvidence: there is none.
        OSError: the file cannot be read.
    """
    if os.path.getsize(path) > MOST_BYTES:
        raise NoEvidence("this file is too large to be evidence")
    with open(path, encoding="utf-8", errors="replace") as stream:
        text = stream.read()
    found = list(_found(text))
    if not found:
        raise NoEvidence("there is no evidence in this file")
    return found


def _found(text: str) -> Iterator[Any]:
    for part in (text, *text.splitlines()):
        try:
            data = json.loads(part)
        except (ValueError, RecursionError):
            continue
        if isinstance(data, dict) and "statements" in data:
            yield data
        elif isinstance(data, dict) and data.get("evidence"):
            yield data["evidence"]
        else:
            continue
        if part is text:
            return


def verify_files(names: Sequence[str], *, as_json: bool = False, out: TextIO, err: TextIO) -> int:
    """Check the evidence. Exit 0 if all of it proves what it says, 1 if any does not, 2 if there is none."""
    code = 0
    for name in names:
        try:
            every = evidence_in(name)
        except NoEvidence as wrong:
            print(f"{clean(name)}: {wrong}", file=err)
            code = 2
            continue
        except OSError as wrong:
            print(f"{clean(name)}: {(wrong.strerror or 'cannot be read').lower()}", file=err)
            code = 2
            continue
        for data in every:
            holds, why = verify_evidence(data)
            if not holds and code == 0:
                code = 1
            if as_json:
                found = {"file": clean(name), "holds": holds, "why": clean(why)}
                print(json.dumps(found, ensure_ascii=False), file=out)
            else:
                print(f"{clean(name)}: {'proved' if holds else 'not proved'}: {clean(why)}", file=out)
    return code


__all__ = ["NoEvidence", "evidence_in", "verify_files"]
