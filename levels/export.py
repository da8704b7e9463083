"""`strategikon export`: the best plays of some levels in one file, to hand in."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from levels import packs
from levels.matches import Refused, replay
from levels.progress import Home
from levels.text import clean
from levels.transcript import Transcript, TranscriptError, read_transcript


def judge(transcript: Transcript) -> tuple[bool, int]:
    """How a transcript of a shipped level ends when it is executed again."""
    pack = packs.shipped()
    try:
        level = pack.level(transcript.header.level)
        replayed = replay(transcript, level)
    except (KeyError, Refused):
        return False, 0
    if replayed.line:
        return False, 0
    return replayed.won, replayed.stars


def export_levels(ids: Sequence[str], output: str, *, out: TextIO, err: TextIO) -> int:
    """Write the best transcript of each level, one after the other; each begins with its own header line.

    The plays are executed again before they are chosen: what they note of their own end is not believed.
    Exit 1 if a level has not been won, 2 if there is no such level or a file cannot be read or written.
    """
    pack, home = packs.shipped(), Home.default()
    named = clean(output)
    unknown = [id for id in ids if id not in pack.ids]
    if unknown:
        print(f"there is no level “{clean(unknown[0])}”", file=err)
        return 2
    if Path(output).exists():
        print(f"{named}: is there already; nothing was written", file=err)
        return 2
    progress = home.progress(judge)
    missing = [id for id in ids if progress.best(id) is None]
    if missing and home.warning:
        print(home.warning, file=err)
        return 2
    if missing:
        print(f"not won yet: {', '.join(missing)}", file=err)
        return 1
    try:
        texts = []
        for id in dict.fromkeys(ids):
            best = progress.best(id)
            assert best is not None
            transcript = read_transcript(best)
            texts.append(Path(best).read_bytes()[: transcript.length].rstrip(b"\n") + b"\n")
        temporary = Path(f"{output}.part")
        temporary.write_bytes(b"".join(texts))
        os.replace(temporary, output)
    except (OSError, TranscriptError) as error:
        sentence = error.strerror if isinstance(error, OSError) else str(error)
        print(f"{named}: {sentence}", file=err)
        return 2
    print(f"{named}: {len(dict.fromkeys(ids))} plays", file=out)
    return 0
