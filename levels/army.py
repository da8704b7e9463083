"""`[scenario]`: which protocol runs, with how many, and what may go wrong.

Every key but a few is the protocol's own: its name, kind, bounds and words stand in the protocol's table
(`engine.parameters`) and nowhere else. Only the protocol that is named is imported.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, Final

from pydantic import ConfigDict, Field, GetJsonSchemaHandler, model_validator
from pydantic_core import CoreSchema

import engine.protocols
from engine.machine import Machine, Timing
from engine.parameters import Parameter, Protocol, TooLarge, Unfit
from engine.protocols import PROTOCOLS
from engine.roads import PERFECT, Roads
from levels.checks import Fault, listed, numbers, report
from levels.fields import Order, Process, Table
from levels.given import faults_of_given, meant, one_of, settled, shown
from levels.knobs import faults_of_network, network_faults, roads_of

NETWORK: Final = "network"
"""The table of the network's knobs, which every protocol takes."""
MOST_REACHED: Final = 12
"""A crash in the middle of sending to more than these has too many endings."""


class Scenario(Table):
    """A protocol, its parameters, its inputs, and the faults.

    The fields are the keys that mean the same everywhere and are read here; all others of the protocol's
    table are kept beside them, for `given`.
    """

    model_config = ConfigDict(extra="allow")

    protocol: str
    generals: int | None = None
    depth: int | None = None
    order: Order | None = None
    inputs: tuple[Order, ...] | None = None
    default: Order | tuple[Order, ...] = "retreat"
    traitors: tuple[Process, ...] = ()
    seed: int = 0
    captures: int | None = None
    crashes: int = 0
    network: Roads = Field(default=PERFECT)

    @property
    def table(self) -> Protocol:
        """The protocol, as it states itself."""
        return PROTOCOLS[self.protocol]

    @property
    def given(self) -> dict[str, Any]:
        """What stands there, by name, without the protocol and the network."""
        every = {name: getattr(self, name) for name in self.model_fields_set}
        return {name: value for name, value in every.items() if name not in ("protocol", NETWORK)}

    def value(self, name: str) -> Any:
        """What a parameter is: as it is given, else as the protocol says for when it is absent."""
        given = self.given
        if name in given:
            return given[name]
        parameter = self.table.parameter(name)
        return None if parameter is None else parameter.absent

    @cached_property
    def machine(self) -> Machine:
        """The machine; it is pure, so all runs of the scenario can share it."""
        return engine.protocols.machine(self.protocol, **self._built)

    @cached_property
    def played(self) -> Machine:
        """The machine of a play or a report: seals are real there, unless the scenario says which they are."""
        if "seals" in self.given or self.table.parameter("seals") is None:
            return self.machine
        return engine.protocols.machine(self.protocol, **self._built, seals="ed25519")

    @property
    def symbolic(self) -> "Scenario":
        """The scenario as a search takes it: where there are seals, they cost nothing."""
        if self.table.parameter("seals") is None:
            return self
        copy = self.model_copy(update={"seals": "symbolic"})
        for made in ("machine", "played"):
            copy.__dict__.pop(made, None)
        return copy

    @property
    def _built(self) -> dict[str, Any]:
        given = self.given
        return {name: given[name] for name in self.table.built if name in given}

    @property
    def processes(self) -> int:
        """How many processes there are."""
        return self.machine.processes

    @property
    def about_loss(self) -> bool:
        """Whether only the road can fail: two generals and letters that may be captured."""
        roles = self.table.roles
        return "network" in roles and not {"traitor", "scheduler"} & set(roles)

    @property
    def defaults(self) -> tuple[Order, ...]:
        """What silence and a tie mean, for each general."""
        return (self.default,) * self.processes if isinstance(self.default, str) else self.default

    @property
    def has_commander(self) -> bool:
        """Whether lieutenants vote about what process 0 said."""
        return self.protocol == "oral-messages"

    @model_validator(mode="before")
    @classmethod
    def _by_the_table(cls, data: Any) -> Any:
        """Check everything against the protocol's table, all at once."""
        if not isinstance(data, Mapping):
            return data
        report(_faults(data))
        protocol = PROTOCOLS[data["protocol"]]
        found: dict[str, Any] = {"protocol": protocol.id}
        for name, value in data.items():
            parameter = protocol.parameter(name)
            if parameter is not None:
                found[name] = settled(parameter, value)
            elif name == NETWORK:
                found[name] = roads_of(value)
        return found

    @model_validator(mode="after")
    def _fits(self) -> "Scenario":
        if self.generals is not None:
            report(_before(self, self.generals))
        try:
            machine, unfit = self.machine, None
        except ValueError as error:
            unfit = Fault(_place(error, self.given), str(error))
        if unfit is not None:
            report([unfit])
        report(
            [
                *_lists(self, machine),
                *_crashing(self, machine),
                *network_faults(self.network, machine.processes, machine.timing),
            ]
        )
        return self

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        # Only an editor asks for it: all protocols are imported then.
        from levels.keys import scenario_schema

        return scenario_schema()


def _faults(data: Mapping[str, Any]) -> Iterator[Fault]:
    """What is wrong with the table, each key for itself."""
    if "protocol" not in data:
        yield Fault(("protocol",), "“protocol” is missing", key=True)
        return
    if not isinstance(data["protocol"], str):
        yield Fault(("protocol",), f"“protocol” must be a text, not {shown(data['protocol'])}")
        return
    if data["protocol"] not in PROTOCOLS:
        yield Fault(("protocol",), one_of("“protocol”", tuple(PROTOCOLS), data["protocol"]))
        return
    protocol = PROTOCOLS[data["protocol"]]
    strange = [name for name in data if name not in ("protocol", NETWORK, *protocol.names)]
    for name, value in data.items():
        parameter = protocol.parameter(name)
        if parameter is not None:
            yield from faults_of_given(parameter, value)
        elif name == NETWORK:
            yield from faults_of_network(value)
        elif name in strange:
            yield Fault((name,), _not_taken(protocol, name), key=True)
    for parameter in protocol.parameters:
        absent = parameter.name not in data and parameter.instead not in data
        # A key that is misspelt is not missing as well.
        if parameter.required and absent and not strange:
            yield Fault(("protocol",), f"“{parameter.name}” is missing: {parameter.sentence}", key=True)
    if "inputs" in data and "order" in data and protocol.parameter("inputs") and protocol.parameter("order"):
        yield Fault(("order",), "either “order” or “inputs” may be given, not both", key=True)


def _not_taken(protocol: Protocol, name: str) -> str:
    names = (*protocol.names, NETWORK)
    return f"{protocol.id} takes no {shown(name)}{meant(name, names) or f'; it takes {listed(names)}'}"


def _before(scenario: Scenario, generals: int) -> Iterator[Fault]:
    """What no machine of so many generals could be built from."""
    given = scenario.given
    for parameter in scenario.table.parameters:
        if parameter.built and parameter.kind in ("orders", "words"):
            yield from _length(parameter, given.get(parameter.name), generals)
    for i, pair in enumerate(given.get("edges", ())):
        yield from numbers(("edges", i), pair, generals, "general")


def _lists(scenario: Scenario, machine: Machine) -> Iterator[Fault]:
    """Lists that must have an entry for each process, and numbers of processes that there are not."""
    given = scenario.given
    wishes = machine.processes if machine.wishes is None else machine.wishes
    for parameter in scenario.table.parameters:
        if parameter.kind in ("orders", "words"):
            count = wishes if parameter.name == "inputs" else machine.processes
            yield from _length(parameter, given.get(parameter.name), count)
        elif parameter.kind == "processes" and parameter.only is None:
            seats = given.get(parameter.name, ())
            yield from numbers((parameter.name,), seats, machine.processes, "general")


def _crashing(scenario: Scenario, machine: Machine) -> Iterator[Fault]:
    """Crashes in the middle of sending to so many that their endings could not be told apart."""
    others = machine.processes - 1
    if machine.timing is Timing.ROUNDS and scenario.crashes and others > MOST_REACHED:
        message = (
            f"a general who crashes may reach any of {others} others, which is {2**others:,} endings;"
            f" crashes need at most {MOST_REACHED + 1} generals"
        )
        yield Fault(("crashes",), message)


def _length(parameter: Parameter, value: Any, count: int) -> Iterator[Fault]:
    if isinstance(value, tuple) and len(value) != count:
        message = f"{count} generals need as many {parameter.kind} here, not {len(value)}"
        yield Fault((parameter.name,), message)


_SIZES: Final = ("depth", "rounds", "faults", "generals")
"""Where a run becomes too large, or an army too small, the first of these that is given is to blame."""


def _place(error: ValueError, given: Mapping[str, Any]) -> tuple[str | int, ...]:
    """The key at which a refusal of the whole is best shown: one that it names, else one that sizes it."""
    if isinstance(error, Unfit):
        return error.place
    if not isinstance(error, TooLarge):
        words = re.findall(r"\w+", str(error))
        for word in words:
            if word in given:
                return (word,)
    return next(((name,) for name in (*_SIZES, *given) if name in given), ("protocol",))


__all__ = ["NETWORK", "Scenario"]
