"""`strategikon levels`: the campaign, a line a level."""

import json
from typing import TextIO

from levels import packs
from levels.playing import Playing
from levels.solve import amount


def list_levels(*, answers: bool = False, as_json: bool = False, out: TextIO, err: TextIO) -> int:
    """Chapter, id, title, role and goal of each level; for lecturers also what is expected, and par."""
    pack = packs.shipped()
    width = max(len(id) for id in pack.ids)
    titles = max(len(level.title) for level in pack.levels)
    for chapter in pack.chapters:
        if not as_json and chapter.levels:
            print(f"{chapter.number} · {chapter.title} ({chapter.slides})", file=out)
        for level in chapter.levels:
            for number, stage in enumerate(level.stages, 1):
                goal = Playing(stage).sentence
                record: dict[str, object] = {
                    "chapter": chapter.number,
                    "id": level.id,
                    "title": level.title,
                    "stage": number,
                    "role": stage.player.role,
                    "goal": goal,
                }
                if answers:
                    record["expect"] = stage.goal.expect
                    record["par"] = stage.goal.par
                    record["measure"] = stage.goal.measure
                if as_json:
                    print(json.dumps(record, ensure_ascii=False), file=out)
                    continue
                name = level.id if number == 1 else ""
                title = level.title if number == 1 else ""
                tail = f"  [{_answer(stage.goal)}]" if answers else ""
                print(f"  {name:<{width}}  {title:<{titles}}  {stage.player.role:<9} {goal}{tail}", file=out)
    return 0


def _answer(goal: object) -> str:
    expect, par = getattr(goal, "expect", ""), getattr(goal, "par", None)
    return expect if par is None else f"{expect}, par {amount(par, getattr(goal, 'measure', ''))}"
