"""From `[cast]` and `[reference]` to the agents that answer."""

from engine.agents import Agent, Flip, Loyal, Seeded, Silent, Split
from engine.agents import Cast as Agents
from engine.script import Crashes, Script, Sealed, Tells, Utters
from engine.script import Says as Line
from engine.script import Step as Pick
from levels.cast import Cast, CastEntry, Crash, Says, Step
from levels.parts import Reference


class NotCastable(ValueError):
    """An agent that cannot be had; the text is one sentence."""


def lines(says: tuple[Says, ...]) -> tuple[Line | Sealed, ...]:
    """A script's words about what was heard, and its sealed letters, as the engine takes them."""
    found: list[Line | Sealed] = []
    for line in says:
        if line.orders is not None:
            found.append(Sealed(line.general, line.round or 0, line.to, line.orders, line.chain or ()))
        elif line.heard is not None and line.words is not None:
            found.append(Line(line.general, line.heard, line.to, line.words))
    return tuple(found)


def tells(says: tuple[Says, ...]) -> tuple[Tells, ...]:
    """A script's words that are told by rounds, or always, as the engine takes them."""
    return tuple(
        Tells(line.general, line.round or 0, line.to, line.words)
        for line in says
        if line.heard is None and line.words is not None
    )


def crashes(rows: tuple[Crash, ...]) -> tuple[Crashes, ...]:
    """A script's crashes as the engine takes them."""
    return tuple(Crashes(row.general, row.round, row.reaches) for row in rows)


def steps(rows: tuple[Step, ...]) -> tuple[Pick, ...]:
    """A script's schedule as the engine takes it."""
    picks = []
    for row in rows:
        if row.deliver is not None:
            picks.append(Pick("deliver", row.deliver))
        elif row.crash is not None:
            picks.append(Pick("crash", row.crash))
        elif row.timeout is not None:
            picks.append(Pick("timeout", row.timeout))
        elif row.restart is not None:
            picks.append(Pick("restart", row.restart))
    return tuple(picks)


def agent(entry: CastEntry, seed: int, owner: str) -> Agent:
    """The agent of one entry.

    Raises:
        NotCastable: the oracle is asked for.
    """
    match entry.agent:
        case "loyal":
            return Loyal()
        case "silent":
            return Silent()
        case "flip":
            return Flip()
        case "split":
            return Split()
        case "seeded":
            return Seeded(seed)
        case "oracle":
            raise NotCastable(f"the oracle cannot play the {owner} yet; a script, a seed or a habit can")
        case _:
            return _script(entry)


def _script(entry: CastEntry) -> Script:
    fates = {row.letter: f"late by {row.by}" for row in entry.late}
    fates |= {row.letter: f"now says {row.says}" for row in entry.rewrite}
    return Script.of(
        lines(entry.says),
        entry.capture,
        crashes(entry.crash),
        steps(entry.steps),
        tells(entry.says),
        utters=tuple(Utters(row.general, row.to, row.says, row.step) for row in entry.utters),
        fates=fates,
        replays={(row.round, row.to): f"bring {row.says}" for row in entry.replay},
        draws=entry.draws,
    )


def agents(cast: Cast, seed: int = 0) -> Agents:
    """Who answers for whom. Each seeded agent draws from a coin of its own.

    Raises:
        NotCastable: the oracle is asked for.
    """
    return {
        owner: agent(entry, seed + place, owner) for place, (owner, entry) in enumerate(sorted(cast.items()))
    }


def reference_script(reference: Reference) -> Script:
    """What a reference does at the seats of a protocol run."""
    return Script.of(
        lines(reference.says),
        reference.capture,
        crashes(reference.crash),
        steps(reference.steps),
        tells(reference.says),
        seat=reference.seat,
        decides=dict.fromkeys(range(30), reference.decide) if reference.decide else {},
    )
