"""A setting made into a level: a file that `strategikon check` proves."""

import json
import os
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Final, Literal

from engine.machine import Timing
from engine.model import Model
from engine.properties import named
from levels import claims
from levels.certify import certify
from levels.errors import LevelErrors
from levels.loading import loads
from levels.playing import Playing
from levels.schema import Level
from levels.solve import Solution, solve
from levels.war_room.setting import NotASetting, Setting

Verb = Literal["break", "keep"]

_ID: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
_ROLES: Final = {"traitor": "traitor", "general": "general", "network": "city", "scheduler": "scheduler"}
MOST_STATES: Final = 3_000
"""More configurations than this are not searched: a player waits for it, where `check` need not hurry."""
MOST_PICKS: Final = 256
LONGEST: Final = 64


class NotALevel(ValueError):
    """A setting that makes no level; the text is one sentence for the player."""


def goals(setting: Setting) -> tuple[tuple[Verb, str], ...]:
    """What a level of a setting can ask for: to break one of the protocol's promises, or to keep it.

    Raises:
        NotASetting: it cannot be played.
    """
    promises = setting.checked.scenario.table.promises
    verbs: tuple[Verb, ...] = ("break", "keep")
    return tuple((verb, name) for verb in verbs for name in promises)


def save_as_level(
    setting: Setting,
    name: str,
    goal: tuple[Verb, str] | None = None,
    folder: str | os.PathLike[str] = ".",
    stop: Callable[[], bool] | None = None,
) -> Path:
    """Write the setting as a level NAME.toml; the oracle says what it expects, its par and a solution.

    Args:
        setting: with one part that is the player's: some traitors, some generals, the city or the scheduler.
        name: the level's id.
        goal: what is asked for, one of `goals`; None: a general keeps the first promise, others break it.
        folder: where the file is written.
        stop: asked again and again while the oracle searches, which may take seconds; true breaks it off.

    Raises:
        NotALevel: it makes no level, or the oracle cannot prove one.
        FileExistsError: the file is there already.
        OSError: it cannot be written.
    """
    if not _ID.match(name) or len(name) > 40:
        raise NotALevel("An id is lower-case words joined by hyphens, at most 40 characters: seven-tents.")
    text = level_text(setting, name, goal, stop)
    file = Path(folder) / f"{name}.toml"
    with file.open("x", encoding="utf-8", newline="\n") as stream:
        stream.write(text)
    return file


def level_text(
    setting: Setting,
    name: str,
    goal: tuple[Verb, str] | None = None,
    stop: Callable[[], bool] | None = None,
) -> str:
    """The text of the level file; arguments as in `save_as_level`.

    Raises:
        NotALevel: it makes no level, or the oracle cannot prove one.
    """
    try:
        role, seats = _part(setting)
        wanted = goal or (("keep" if role == "general" else "break"), goals(setting)[0][1])
    except NotASetting as wrong:
        raise NotALevel(f"{wrong}.") from None
    except IndexError:
        raise NotALevel("This protocol promises nothing that a goal could be about.") from None
    head = _head(setting, name, role, seats)
    measure = _measure(setting, role)
    rough = _goal(wanted, measure, "winnable", None)
    try:
        playing = Playing(_level([*head, *rough]).stages[0])
        solution = solve(playing, most_states=MOST_STATES, stop=stop)
        ends = _ends(setting, wanted, measure, playing, solution)
        text = "\n".join([*head, *ends]) + "\n"
        level = loads(text, f"{name}.toml")
    except LevelErrors as errors:
        raise NotALevel(f"This makes no level: {errors.errors[0].message}.") from None
    findings = certify(level).findings
    if findings:
        raise NotALevel(f"This makes no level: {findings[0].message}.")
    return text


def _part(setting: Setting) -> tuple[str, list[int]]:
    """The player's role in the level, and his seats."""
    _ = setting.checked
    mine = setting.mine
    roles = {owner.partition(":")[0] for owner in mine}
    if not roles:
        raise NotALevel("A level needs a player: give yourself a part.")
    if len(roles) > 1 or not roles <= set(_ROLES):
        raise NotALevel(f"A level has one part for its player; here you play {', '.join(sorted(roles))}.")
    return _ROLES[roles.pop()], sorted(int(owner.partition(":")[2]) for owner in mine if ":" in owner)


def _measure(setting: Setting, role: str) -> str:
    if role == "scheduler":
        stepwise = setting.checked.scenario.machine.timing is Timing.ASYNC
        return "steps" if stepwise else "crashes"
    return {"traitor": "lies", "city": "captures"}.get(role, "none")


def _level(lines: Iterable[str]) -> Level:
    return loads("\n".join(lines) + "\n")


def _head(setting: Setting, name: str, role: str, seats: list[int]) -> list[str]:
    table = setting.checked.scenario.table
    title = setting.title if setting.title not in ("", table.id) else name.replace("-", " ").capitalize()
    lines = [
        f"# Made in the war room. `strategikon check {name}.toml` says whether it holds.",
        "format = 1",
        f"id = {_toml(name)}",
        f"title = {_toml(title[:60])}",
        f"source = {_toml(table.source or table.id)}",
        'idea = "One sentence: what the player will have understood."',
        'theorem = "What the debrief names."',
        "",
        "[text]",
        f"before = {_toml(table.sentence)}",
        'won = "What has happened, and what it means."',
        "",
        "[scenario]",
        *(f"{key} = {_toml(value)}" for key, value in setting.scenario.items()),
        "",
        "[player]",
        f"role = {_toml(role)}",
    ]
    if seats:
        lines.append(f"seats = {_toml(seats)}")
    if role == "general" and setting.sends:
        lines.append("sends = true")
    if seats and setting.sees == "own-view":
        lines.append('sees = "own-view"')
    for owner, who in sorted(setting.checked.plays.items()):
        if who in ("you", "loyal"):
            continue
        lines += ["", f"[cast.{_toml(owner)}]"]
        script = {"agent": "script", **setting.scripts[owner]} if who == "script" else {"agent": who}
        lines += [f"{key} = {_toml(value)}" for key, value in script.items()]
    return lines


def _goal(goal: tuple[Verb, str], measure: str, expect: str, par: int | None) -> list[str]:
    lines = ["", "[goal]", f"{goal[0]} = {_toml(goal[1])}", f"measure = {_toml(measure)}"]
    lines.append(f"expect = {_toml(expect)}")
    if par is not None and measure != "none":
        lines.append(f"par = {par}")
    return lines


def _ends(
    setting: Setting, goal: tuple[Verb, str], measure: str, playing: Playing, solution: Solution
) -> list[str]:
    """The goal with what the oracle proves of it, and a solution."""
    if solution.verdict == "winnable" and solution.run is not None:
        run = solution.run
        picks = [
            choice.options[pick].label
            for choice, pick in zip(run.choices, run.picks, strict=True)
            if playing.mine(choice)
        ]
        if len(picks) > MOST_PICKS or any(len(label) > LONGEST for label in picks):
            raise NotALevel("Its solution is too long to be written down.")
        reference = ["", "[reference]", f"picks = {_toml(picks)}"]
        return [*_goal(goal, measure, "winnable", solution.par), *reference]
    if solution.verdict == "vacuous":
        model = playing.model
        assert isinstance(model, Model)
        why = named(model, goal[1]).judge(model, playing.begin().now).why
        raise NotALevel(f"“{goal[1]}” cannot be a goal here, where nobody asks for it: {why}.")
    if solution.verdict != "impossible":
        raise NotALevel(f"The oracle cannot say whether this can be won: {solution.because.text}")
    scenario = setting.checked.scenario
    if not scenario.has_commander:
        raise NotALevel(f"This cannot be won: {solution.because.text}")
    loyal = [p for p in range(1, scenario.processes) if p not in scenario.traitors]
    claim = ["", "[claim]", 'asks = "sure-votes"', f"inside = {loyal[0]}"]
    goal_lines = _goal(goal, measure, "impossible", None)
    head = _head(setting, "a-level", *_part(setting))
    stage = _level([*head, *goal_lines, *claim]).stages[0]
    assert stage.claim is not None
    number = claims.answer(Playing(stage), stage.claim)
    return [*goal_lines, *claim, "", "[reference]", 'claim = "impossible"', f"number = {number}"]


def _toml(value: Any) -> str:
    """A value as TOML: JSON is TOML but for tables."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_toml(item)}" for key, item in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_toml(item) for item in value) + "]"
    return json.dumps(value, ensure_ascii=False)


__all__ = ["NotALevel", "Verb", "goals", "level_text", "save_as_level"]
