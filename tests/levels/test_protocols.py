"""What holds for every protocol: its table, its scenarios, its reports and its refusals."""

import io
import json
from pathlib import Path
from typing import Any

import pytest

from engine.parameters import Parameter
from engine.protocols import PROTOCOLS
from levels.catalogue import list_protocols
from levels.errors import LevelErrors
from levels.scenarios import read_scenario
from levels.simulate import simulate, simulate_files
from tests.levels.examples import changed, example, least

ALL = tuple(PROTOCOLS)


def write(folder: Path, text: str) -> Path:
    file = folder / "a.toml"
    file.write_text(text, encoding="utf-8")
    return file


def refusals(folder: Path, text: str) -> list[str]:
    with pytest.raises(LevelErrors) as caught:
        read_scenario(write(folder, text))
    return [str(error) for error in caught.value.errors]


def bounds() -> list[tuple[str, Parameter, Any, str]]:
    """(protocol, parameter, a value that is refused, what the sentence says of the bound)."""
    found: list[tuple[str, Parameter, Any, str]] = []
    for protocol in PROTOCOLS.values():
        for p in protocol.parameters:
            if p.only is not None:
                found.append((protocol.id, p, "attack" if p.only != "attack" else "retreat", p.sentence))
            elif p.kind == "number" and p.least is not None and p.most is not None:
                both = p.least == p.most
                low, high = ("must be", "must be") if both else ("must be at least", "must be at most")
                found.append((protocol.id, p, p.least - 1, f"{low} {p.least:,} here, not {p.least - 1:,}"))
                if p.most < 10**9:  # No file may say more, whatever it is about.
                    found.append((protocol.id, p, p.most + 1, f"{high} {p.most:,} here, not {p.most + 1:,}"))
                found.append((protocol.id, p, "many", "must be a whole number, not “many”"))
            elif p.kind in ("numbers", "processes"):
                assert p.least is not None
                assert p.most is not None
                one = p.least == p.most
                low, high = ("must be", "must be") if one else ("must be at least", "must be at most")
                found.append((protocol.id, p, [p.least - 1], f"{low} {p.least:,} here, not"))
                found.append((protocol.id, p, [p.most + 1], f"{high} {p.most:,} here, not"))
                found.append((protocol.id, p, 1, "must be a list, not 1"))
            elif p.kind in ("word", "words"):
                found.append((protocol.id, p, "nonsense", f"must be “{p.words[0]}”"))
            elif p.kind in ("order", "orders"):
                found.append(
                    (protocol.id, p, "march" if p.name != "inputs" else ["march"], "must be “attack” or")
                )
            elif p.kind == "flag":
                found.append((protocol.id, p, 1, "must be true or false, not 1"))
            else:
                found.append((protocol.id, p, 1, "must be a list, not 1"))
    return found


def names(case: Any) -> str:
    return case.name if isinstance(case, Parameter) else str(case)


@pytest.mark.parametrize(("id", "parameter", "value", "bound"), bounds(), ids=names)
def test_what_is_out_of_bounds_is_refused_with_the_bound(
    tmp_path: Path, id: str, parameter: Parameter, value: Any, bound: str
) -> None:
    """Where it stands, and only there."""
    text = changed(example(id), parameter.name, value)
    other = {"order": "inputs", "inputs": "order"}.get(parameter.name, "-")
    text = "\n".join(line for line in text.splitlines() if not line.startswith(f"{other} ="))
    (refused,) = refusals(tmp_path, text)
    place, _, sentence = refused.partition(": ")
    column = len(f"{parameter.name} = ") + (2 if isinstance(value, list) else 1)
    assert place == f"{tmp_path / 'a.toml'}:3:{column}"
    assert bound in sentence


@pytest.mark.parametrize("id", ALL)
def test_the_least_scenario_of_a_table_is_one_unless_a_sentence_says_why(tmp_path: Path, id: str) -> None:
    """Parameters that do not fit together are refused at one of them, in one sentence."""
    text = least(PROTOCOLS[id])
    try:
        read_scenario(write(tmp_path, text))
    except LevelErrors as errors:
        (refused,) = errors.errors
        assert refused.line > 2
        assert refused.message[-1] != "."


@pytest.mark.parametrize("id", ALL)
def test_the_promises_are_those_of_the_machine(tmp_path: Path, id: str) -> None:
    scenario = read_scenario(write(tmp_path, example(id))).scenario
    properties = scenario.machine.properties()
    assert {promise.name for promise in properties} == set(PROTOCOLS[id].promises)
    assert set(scenario.machine.reported()) <= set(PROTOCOLS[id].promises)
    assert all(promise.kept and promise.broken for promise in properties)


def test_every_protocol_is_listed_with_its_bounds_and_words() -> None:
    out = io.StringIO()
    assert list_protocols(as_json=True, out=out, err=out) == 0
    records = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [record["protocol"] for record in records] == list(ALL)
    told = io.StringIO()
    assert list_protocols(out=told, err=told) == 0
    for record in records:
        protocol = PROTOCOLS[record["protocol"]]
        assert f"{protocol.id}\n  {protocol.sentence}\n" in told.getvalue()
        for parameter, row in zip(protocol.parameters, record["parameters"], strict=True):
            assert (row["name"], row["what"]) == (parameter.name, parameter.sentence)
            assert (row["least"], row["most"]) == (parameter.least, parameter.most)


HABITS = ("loyal", "seeded", "silent", "flip")


def cast_of(id: str, folder: Path, habit: str) -> str:
    """Everybody who may misbehave, by one habit; the road and the schedule can only be loyal or seeded."""
    scenario = read_scenario(write(folder, example(id))).scenario
    rest = "seeded" if habit == "seeded" else "loyal"
    lines = [f'[cast.{role}]\nagent = "{rest}"' for role in ("network", "scheduler", "nature")]
    if scenario.traitors:
        lines.append(f'[cast.traitor]\nagent = "{habit}"')
    return "\n".join(["", *lines, ""])


@pytest.mark.parametrize("habit", HABITS)
@pytest.mark.parametrize("id", ALL)
def test_every_protocol_runs_with_every_habit_and_twice_alike(tmp_path: Path, id: str, habit: str) -> None:
    file = write(tmp_path, example(id) + cast_of(id, tmp_path, habit))
    found = simulate(file)
    assert json.loads(json.dumps(found)) == found == simulate(file)
    messages = found["messages"]
    assert messages["sent"] >= messages["packets"]
    assert messages["captured"] <= messages["sent"]
    assert sum(messages["by_round"]) == (0 if "steps" in found else messages["sent"])
    assert list(found["properties"])
    assert all(verdict["why"] for verdict in found["properties"].values())
    if habit == "loyal":
        assert "stopped" not in found
        assert not any(found["spent"].get(measure) for measure in ("lies", "captures", "crashes"))
    out = io.StringIO()
    assert simulate_files([str(file)], out=out, err=out) == 0
    assert f"{file}: {id}\n" in out.getvalue()


@pytest.mark.parametrize("id", ALL)
def test_a_loyal_run_keeps_every_promise_that_it_states(tmp_path: Path, id: str) -> None:
    file = write(tmp_path, example(id))
    found = simulate(file)
    promised = {p.name for p in read_scenario(file).scenario.machine.properties() if p.kind != "sometimes"}
    assert {
        name for name in promised & set(found["properties"]) if not found["properties"][name]["holds"]
    } == set()
