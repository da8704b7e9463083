"""From `[cast]` and `[reference]` to the agents that answer."""

from engine.agents import Agent, Crashes, Flip, Loyal, Script, Seeded, Silent, Split
from engine.agents import Cast as Agents
from engine.agents import Says as Line
from engine.agents import Step as Pick
from levels.cast import Cast, CastEntry, Crash, Says, Step
from levels.parts import Reference


class NotCastable(ValueError):
    """An agent that cannot be had; the text is one sentence."""


def lines(says: tuple[Says, ...]) -> tuple[Line, ...]:
    """A script's words as the engine takes them."""
    return tuple(Line(line.general, line.heard, line.to, line.order) for line in says)


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
            return Script.of(lines(entry.says), entry.capture, crashes(entry.crash), steps(entry.steps))


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
        seat=reference.seat,
        decides=dict.fromkeys(range(30), reference.decide) if reference.decide else {},
    )
