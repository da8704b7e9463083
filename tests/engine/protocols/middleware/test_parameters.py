"""The services' parameters: what the form says they are when absent is what the machine does then."""

from typing import Any

import pytest

from engine.asynchronous import Asynchronous
from engine.machine import Machine, Timing
from engine.play import play
from engine.protocols import PROTOCOLS
from engine.rounds import Rounds

REQUIRED: dict[str, dict[str, Any]] = {
    "naming": {},
    "remote-call": {"style": "at-most-once"},
    "publish-subscribe": {},
    "lock-service": {},
    "lamport-mutex": {"generals": 3},
    "ricart-agrawala": {"generals": 3},
}


@pytest.mark.parametrize("id", REQUIRED)
def test_absent_values_are_the_machine_s_own(id: str) -> None:
    protocol, required = PROTOCOLS[id], REQUIRED[id]
    built = [parameter for parameter in protocol.parameters if parameter.built]
    stated = {parameter.name: parameter.absent for parameter in built if parameter.name not in required}
    bare, full = protocol.build(**required), protocol.build(**required, **stated)
    assert vars(bare) == vars(full)
    assert {parameter.name for parameter in built if parameter.required} == set(required)


@pytest.mark.parametrize("id", REQUIRED)
def test_the_largest_of_everything_still_runs(id: str) -> None:
    """Every number at its upper bound, as far as they fit together: a fair run ends, and keeps its promises."""
    protocol = PROTOCOLS[id]
    largest = {p.name: p.most for p in protocol.parameters if p.built and p.most is not None}
    fitting: dict[str, dict[str, Any]] = {
        "naming": {"ttl": 30, "moves": 20, "register": 1},
        "publish-subscribe": {"late": 0, "quality": 2, "ordering": "total", "topics": 1},
    }
    army: Machine = protocol.build(**{**REQUIRED[id], **largest, **fitting.get(id, {})})
    timing = Rounds if army.timing is Timing.ROUNDS else Asynchronous
    model = timing(army, (None,) * army.processes)
    run = play(model, {})
    assert run.over
    broken = [p.name for p in army.properties() if not p.judge(model, run.now).holds]
    assert broken == []
