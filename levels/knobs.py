"""`[scenario.network]`: the network's knobs (`engine.roads.Roads`), as parameters with units and bounds."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, get_args

from engine.machine import Timing
from engine.parameters import MOST_GENERALS, Parameter
from engine.roads import Cut, Overflow, Paid, Roads
from levels.checks import Fault, numbers
from levels.given import faults_of_given, named, settled, shown, unknown

_LAST: Final = MOST_GENERALS - 1
_ROUNDS: Final = 31

KNOBS: Final[tuple[Parameter, ...]] = (
    Parameter(
        "edges", "the pairs with a road between them; absent: everybody reaches everybody", "rows", 0, _LAST
    ),
    Parameter(
        "cuts",
        "roads that are gone for some rounds",
        "rows",
        columns=(
            Parameter("a", "one end, a process number", "number", 0, _LAST, required=True),
            Parameter("b", "the other end; -1: all roads of a", "number", -1, _LAST, required=True),
            Parameter("since", "the first round in which it is gone", "number", 1, _ROUNDS, absent=1),
            Parameter("until", "the last round; 0: it never comes back", "number", 0, _ROUNDS, absent=0),
        ),
    ),
    Parameter("delays", "how many letters the network may make late, in all", "number", 0, 1000, absent=0),
    Parameter("delay", "by how many rounds a letter is late at most", "number", 1, _ROUNDS, absent=1),
    Parameter("rewrites", "how many letters it may rewrite under their sender's name", "number", 0, 1000),
    Parameter("replays", "how many letters of an earlier day it may bring again", "number", 0, 1000),
    Parameter(
        "capacity", "how many values a road carries each way in a round; absent: any number", "number", 1, 10**6
    ),
    Parameter("overflow", "what happens to what a full road cannot carry", "word", words=get_args(Overflow)),
    Parameter("price", "what a messenger costs, in gold", "number", 0, 10**6, absent=0),
    Parameter("purse", "how much gold the army has in all", "number", 0, 10**9, absent=0),
    Parameter(
        "paid",
        "what one messenger carries: all that one tells another in a round, or one value",
        "word",
        words=get_args(Paid),
    ),
    Parameter("mirrored", "who writes ATTACK for RETREAT, and the reverse", "processes", 0, _LAST),
    Parameter("marshalled", "whether all write in one agreed script all the same", "flag"),
)
_BY_NAME: Final = {knob.name: knob for knob in KNOBS}


def faults_of_network(value: Any) -> Iterator[Fault]:
    """What is wrong with the table, with paths below `[scenario]`."""
    if isinstance(value, Roads):
        return
    path = ("network",)
    if not isinstance(value, Mapping):
        yield Fault(path, f"{named(path)} must be a table, not {shown(value)}")
        return
    for key, given in value.items():
        if key not in _BY_NAME:
            yield Fault((*path, key), unknown(key, tuple(_BY_NAME)), key=True)
        else:
            yield from (fault.below(path) for fault in faults_of_given(_BY_NAME[key], given))


def roads_of(value: Any) -> Roads:
    """The network that a table without faults means."""
    if isinstance(value, Roads):
        return value
    given = {key: settled(_BY_NAME[key], item) for key, item in value.items()}
    if "cuts" in given:
        given["cuts"] = tuple(Cut(*row) for row in given["cuts"])
    return Roads(**given)


def network_faults(roads: Roads, processes: int, timing: Timing) -> Iterator[Fault]:
    """What does not fit the machine: processes that there are not, and knobs that need rounds."""
    path = ("network",)
    for i, pair in enumerate(roads.edges or ()):
        yield from numbers((*path, "edges", i), pair, processes, "general")
    for i, cut in enumerate(roads.cuts):
        for end, process in (("a", cut.a), ("b", cut.b)):
            if process >= processes:
                yield from numbers((*path, "cuts", i, end), (process,), processes, "general")
        if cut.a == cut.b:
            yield Fault((*path, "cuts", i, "b"), "a road has two ends that differ")
    yield from numbers((*path, "mirrored"), roads.mirrored, processes, "general")
    if timing is Timing.ASYNC:
        untouched = Roads(edges=roads.edges)
        for knob in KNOBS:
            if getattr(roads, knob.name) != getattr(untouched, knob.name):
                message = f"“{knob.name}” is about rounds, and there are none here: the scheduler delays"
                yield Fault((*path, knob.name), message, key=True)


__all__ = ["KNOBS", "faults_of_network", "network_faults", "roads_of"]
