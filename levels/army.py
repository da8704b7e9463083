"""`[scenario]`: which protocol runs, with how many, and what may go wrong."""

from collections.abc import Iterator
from typing import Annotated, Literal, get_args

from pydantic import Field, model_validator

from engine.parameters import Parameter
from engine.protocols import PROTOCOLS
from levels.checks import Fault, listed, numbers, report
from levels.fields import Order, Process, Table

ProtocolId = Literal[
    "acknowledgements",
    "flooding-messengers",
    "act-on-acknowledgement",
    "messenger-plan",
    "oral-messages",
    "interactive-consistency",
]
assert set(get_args(ProtocolId)) == set(PROTOCOLS)

TWO_GENERALS = ("acknowledgements", "flooding-messengers", "act-on-acknowledgement", "messenger-plan")

Some = Annotated[int, Field(ge=1, le=50)]


class MessageRule(Table):
    """A letter of a messenger plan."""

    sender: Literal[0, 1] = Field(alias="from", description="Who sends it, 0 or 1.")
    after: int = Field(ge=0, le=256, description="The letter that must have arrived first, from 1; 0: none.")


class Scenario(Table):
    """A protocol, its parameters, its inputs, and the faults."""

    protocol: ProtocolId = Field(description="The protocol that runs.")
    generals: int | None = Field(None, ge=2, le=30, description="How many generals, commander included.")
    depth: int | None = Field(None, ge=0, le=30, description="m of OM(m); the length of a chain of letters.")
    order: Order | None = Field(None, description="The commander's order, or the first general's wish.")
    inputs: tuple[Order, ...] | None = Field(
        None, max_length=30, description="The order of each general, where everybody has his own."
    )
    default: Order | tuple[Order, ...] = Field(
        "retreat", description="What silence and a tie mean, for all, or a list with one for each general."
    )
    traitors: tuple[Process, ...] = Field((), max_length=30, description="Who is a traitor, numbered from 0.")
    seed: int = Field(0, ge=0, le=10**9, description="The seed of every drawn coin.")
    edges: tuple[tuple[Process, Process], ...] | None = Field(
        None, max_length=256, description="The roads, where not everybody reaches everybody."
    )
    copies: Some | None = Field(None, description="How many messengers carry the order.")
    acks: Some | None = Field(None, description="How many messengers carry the receipt.")
    messages: tuple[MessageRule, ...] | None = Field(
        None, max_length=256, description="The letters of a plan, in order, counted from 1."
    )
    marches: tuple[Annotated[int, Field(ge=0, le=256)], ...] | None = Field(
        None, max_length=2, description="How many letters each of the two must hold to march."
    )
    captures: int | None = Field(
        None, ge=0, le=1000, description="How many messages the city may take in all; absent: no limit."
    )
    crashes: int = Field(0, ge=0, le=30, description="How many generals may crash.")

    @property
    def processes(self) -> int:
        """How many processes there are."""
        return self.generals or 2

    @property
    def two_generals(self) -> bool:
        """Whether it is about two generals and letters that may be captured."""
        return self.protocol in TWO_GENERALS

    @property
    def defaults(self) -> tuple[Order, ...]:
        """What silence and a tie mean, for each general."""
        return (self.default,) * self.processes if isinstance(self.default, str) else self.default

    @property
    def has_commander(self) -> bool:
        """Whether process 0 gives an order that the others are to obey."""
        return self.protocol == "oral-messages"

    @model_validator(mode="after")
    def _fits(self) -> "Scenario":
        report([*self._taken(), *self._missing(), *self._bounds(), *self._army(), *self._plan()])
        return self

    def _taken(self) -> Iterator[Fault]:
        protocol = PROTOCOLS[self.protocol]
        for name in self.model_fields_set:
            if name not in protocol.names and name != "protocol":
                message = f"{protocol.id} takes no “{name}”; it takes {listed(protocol.names)}"
                yield Fault((name,), message, key=True)

    def _missing(self) -> Iterator[Fault]:
        given = self.model_fields_set
        for parameter in PROTOCOLS[self.protocol].parameters:
            if parameter.required and parameter.name not in given and parameter.instead not in given:
                yield Fault(("protocol",), f"“{parameter.name}” is missing: {parameter.sentence}", key=True)

    def _bounds(self) -> Iterator[Fault]:
        for parameter in PROTOCOLS[self.protocol].parameters:
            if parameter.name in self.model_fields_set:
                yield from self._bound(parameter, getattr(self, parameter.name))

    def _bound(self, parameter: Parameter, value: object) -> Iterator[Fault]:
        path = (parameter.name,)
        if parameter.only is not None and value != parameter.only:
            yield Fault(path, f"“{parameter.name}” does not fit {self.protocol}: {parameter.sentence}")
        if isinstance(value, int) and parameter.least is not None and parameter.most is not None:
            if value < parameter.least:
                yield Fault(path, f"“{parameter.name}” must be at least {parameter.least} here, not {value}")
            if value > parameter.most:
                yield Fault(path, f"“{parameter.name}” must be at most {parameter.most} here, not {value}")

    def _army(self) -> Iterator[Fault]:
        if self.inputs is not None and self.order is not None:
            yield Fault(("order",), "either “order” or “inputs” may be given, not both", key=True)
        if self.generals is None:
            return
        for name in ("inputs", "default"):
            value = getattr(self, name)
            if isinstance(value, tuple) and len(value) != self.generals:
                yield Fault((name,), f"{self.generals} generals need as many orders here, not {len(value)}")
        if not self.two_generals:
            yield from numbers(("traitors",), self.traitors, self.generals, "general")

    def _plan(self) -> Iterator[Fault]:
        if self.marches is not None and len(self.marches) != 2:
            yield Fault(("marches",), f"two generals need two numbers here, not {len(self.marches)}")
        for i, rule in enumerate(self.messages or ()):
            path = ("messages", i, "after")
            if rule.after > i:
                message = f"message {i + 1} waits for message {rule.after}, which is not sent before it"
                yield Fault(path, message)
            elif rule.after and self.messages and self.messages[rule.after - 1].sender == rule.sender:
                message = f"message {i + 1} waits for message {rule.after}, which its sender does not receive"
                yield Fault(path, message)
