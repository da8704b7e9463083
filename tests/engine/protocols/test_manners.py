"""What the words, facts, reports and promises of all protocols have in common, whatever happens in a run."""

import json
import re
import sys
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest

from engine.agents import Seeded
from engine.asynchronous import Asynchronous
from engine.machine import Machine, Timing
from engine.model import Faults, Model
from engine.orders import ATTACK, RETREAT
from engine.parameters import Parameter, Protocol
from engine.protocols import PROTOCOLS
from engine.rounds import Rounds
from engine.run import Run

MOST_PICKS = 120
"""Where a run need not end, so many picks of it are looked at."""

PLANS: dict[str, tuple[Any, ...]] = {"messages": ((0, 0), (1, 1)), "marches": (1, 1)}


def some(parameter: Parameter, more: int) -> Any:
    """A value of a required parameter: its least, or a little more."""
    if parameter.kind == "number":
        least, most = parameter.least or 0, parameter.most
        return least + more if most is None else min(least + more, most)
    return parameter.words[0] if parameter.words else PLANS[parameter.name]


def built(protocol: Protocol, more: int) -> Machine:
    """A small machine of a protocol."""
    required = (p for p in protocol.parameters if p.required and p.built and p.only is None)
    return protocol.build(**{p.name: some(p, more if p.name == "generals" else min(more, 1)) for p in required})


def staged(protocol: Protocol, machine: Machine, kind: str) -> Model:
    """The machine under faults of one kind, as far as the protocol knows them."""
    n = machine.processes
    inputs: tuple[Any, ...] = (None,) * n
    if protocol.inputs == "order":
        inputs = (ATTACK, *inputs[1:])
    elif protocol.inputs == "inputs":
        inputs = tuple(ATTACK if p % 2 else RETREAT for p in range(n))
    takes = {p.name for p in protocol.parameters if p.only is None}
    traitors = (n - 1,) if kind == "traitors" and "traitors" in takes else ()
    crashes = 1 if kind == "crashes" and "crashes" in takes else 0
    captures = 3 if kind == "captures" and "captures" in takes else 0
    faults = Faults(traitors, captures=captures, crashes=crashes)
    timing = Rounds if machine.timing is Timing.ROUNDS else Asynchronous
    return timing(machine, inputs, faults)


def instants(model: Model, seed: int) -> Iterator[Run[Any]]:
    """A seeded run as it stands now and then, and at its end."""
    run: Run[Any] = Run(model)
    everybody = Seeded(seed)
    yield run
    for number in range(MOST_PICKS):
        choice = run.pending
        if choice is None:
            break
        run.extend(everybody.pick(run, choice))
        if number % 9 == 0:
            yield run
    yield run


def is_sentence(text: Any, names: tuple[str, ...]) -> bool:
    """Begins small, with a number, a bracket or with somebody's name; is not shouted; has no full stop."""
    if not isinstance(text, str) or not text or text.endswith("."):
        return False
    begins = re.match(r"[a-z0-9“(?{]", text) is not None or any(text.startswith(name) for name in names)
    return begins and any(letter.islower() for letter in text)


SETTINGS = [
    pytest.param(id, more, kind, id=f"{id}-{more}-{kind}")
    for id in PROTOCOLS
    for more, kind in ((0, "none"), (1, "traitors"), (2, "crashes"), (2, "captures"))
]


@pytest.mark.parametrize(("id", "more", "kind"), SETTINGS)
def test_a_seeded_run_in_words(id: str, more: int, kind: str) -> None:
    protocol = PROTOCOLS[id]
    machine = built(protocol, more)
    model = staged(protocol, machine, kind)
    names = machine.names
    assert len(names) == len(set(names)) == machine.processes
    met: set[str] = set()
    for seed in range(2):
        for run in instants(model, seed):
            now = run.now
            for promise in machine.properties():
                verdict = promise.judge(model, now)
                met.add(promise.name)
                assert isinstance(verdict.holds, bool)
                assert isinstance(verdict.stated, bool)
                assert is_sentence(verdict.why, names), (promise.name, verdict.why)
            for p, state in enumerate(now.states):
                facts = machine.facts(p, state)
                assert all(isinstance(part, str) for row in facts for part in row)
                assert len({name for name, _ in facts}) == len(facts)
            for message in now.wire:
                assert machine.words(message.payload)
                assert "None" not in machine.words(message.payload)
            report = json.loads(json.dumps(machine.report(model, now))) if run.over else {}
            assert all(re.fullmatch(r"[a-z0-9_]+", key) for key in report)
        for round_ in range(1, machine.rounds + 1):
            assert is_sentence(machine.moment(round_) or "-nothing special", ("-", *names))
    assert set(machine.reported()) <= met
    assert set(protocol.promises) <= met


@pytest.mark.parametrize("id", PROTOCOLS)
def test_promises_are_goals(id: str) -> None:
    """A goal says one of the two sentences."""
    for promise in built(PROTOCOLS[id], 2).properties():
        assert promise.kind in ("always", "sometimes", "eventually")
        assert is_sentence(promise.kept, ()), promise.kept
        assert is_sentence(promise.broken, ()), promise.broken
        assert promise.kept != promise.broken
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", promise.name)


@pytest.mark.parametrize("id", PROTOCOLS)
def test_what_is_not_given_is_what_the_table_says(id: str) -> None:
    """A machine built without its optional parameters is the one built with what their rows say."""
    protocol = PROTOCOLS[id]
    required = {p.name: some(p, 2) for p in protocol.parameters if p.required and p.built and p.only is None}
    absent = {
        p.name: p.absent for p in protocol.parameters if not p.required and p.built and p.absent is not None
    }
    short, long = protocol.build(**required), protocol.build(**required, **absent)
    plain = (bool, int, str, tuple, type(None))
    for name, value in vars(short).items():
        if isinstance(value, plain):
            assert getattr(long, name) == value, name


@pytest.mark.parametrize("home", sorted({PROTOCOLS[id].build.__module__ for id in PROTOCOLS}))
def test_a_file_read_again_says_the_same(home: str) -> None:
    """The tables of a file are made when it is read; here they are made once more."""
    before = sys.modules.pop(home)
    try:
        after = import_module(home)
    finally:
        sys.modules[home] = before
    tables = {name: row for name, row in vars(before).items() if isinstance(row, Protocol)}
    for name, row in tables.items():
        again = getattr(after, name)
        assert (again.id, again.sentence, again.source) == (row.id, row.sentence, row.source)
        assert again.parameters == row.parameters
        assert again.promises == row.promises
