"""`strategikon new`: a level that holds, to be changed into another."""

import re
from pathlib import Path
from typing import TextIO

TEMPLATE = """\
# A level of Strategikon. `strategikon check {id}.toml` says whether it holds.
format = 1
id = "{id}"
title = "{title}"
source = "slides 19-24; Lamport, Shostak, Pease 1982"
idea = "One sentence: what the player will have understood."
theorem = "What the debrief names."

[scenario]
protocol = "oral-messages"
generals = 7
depth = 1              # m of OM(m)
order = "attack"
traitors = [0, 6]

[player]
role = "traitor"
seats = [0, 6]

[goal]
break = "agreement"
measure = "lies"
expect = "winnable"
par = 3                # `strategikon check --fix` writes what the oracle proves

[[hint]]
text = "Where to look."

[text]
before = "What the player must know to begin, in at most 100 words."
won = "What has happened, and what it means."
lost = "What to look at before trying again."

[reference]
says = [
  {{ general = 0, heard = [], to = 4, order = "retreat" }},
  {{ general = 0, heard = [], to = 5, order = "retreat" }},
  {{ general = 6, heard = [0], to = 1, order = "retreat" }},
]
"""


def write_template(id: str, *, out: TextIO, err: TextIO) -> int:
    """Write ID.toml into the current folder. Exit 2 if the id is none, or the file is there already."""
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", id) or len(id) > 40:
        print("an id is lower-case words joined by hyphens, at most 40 characters: seven-tents", file=err)
        return 2
    file = Path(f"{id}.toml")
    try:
        with file.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(TEMPLATE.format(id=id, title=id.replace("-", " ").capitalize()))
    except FileExistsError:
        print(f"{file}: is there already; nothing was written", file=err)
        return 2
    except OSError as error:
        print(f"{file}: {(error.strerror or 'cannot be written').lower()}", file=err)
        return 2
    print(f"{file} is written. strategikon play {file} plays it.", file=out)
    return 0
