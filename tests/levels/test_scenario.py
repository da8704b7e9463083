"""Scenario files, and the models they become."""

from pathlib import Path

import pytest

from engine.play import play
from engine.protocols import PROTOCOLS
from engine.protocols.tree import values_sent
from engine.run import Run
from levels.errors import LevelErrors
from levels.packs import loads
from levels.scenario import build, inputs_of
from levels.scenarios import ScenarioFile, read_scenario
from tests.levels import samples

SLIDE_24 = """\
[scenario]
protocol = "oral-messages"
generals = 8
depth = 1
order = "attack"
traitors = [0, 1]

[cast.traitor]
agent = "flip"

[cast."traitor:1"]
agent = "script"
says = [
  { general = 0, heard = [],  to = 5, order = "retreat" },
  { general = 1, heard = [0], to = 7, order = "silence" },
]
"""

SCENARIOS = [
    SLIDE_24,
    *(
        f'[scenario]\nprotocol = "{protocol}"\n{parameters}\n'
        for protocol, parameters in (
            ("acknowledgements", 'depth = 4\norder = "attack"'),
            ("flooding-messengers", 'copies = 3\norder = "attack"'),
            ("act-on-acknowledgement", 'copies = 3\nacks = 2\norder = "attack"'),
            ("messenger-plan", 'messages = [{ from = 0, after = 0 }]\nmarches = [0, 1]\norder = "attack"'),
            ("interactive-consistency", 'generals = 2\ndepth = 1\ninputs = ["attack", "retreat"]'),
            ("interactive-consistency", 'generals = 3\ndepth = 1\norder = "attack"'),
        )
    ),
]


def read(tmp_path: Path, text: str) -> ScenarioFile:
    file = tmp_path / "a.toml"
    file.write_text(text, encoding="utf-8")
    return read_scenario(file)


def test_a_file_with_a_cast(tmp_path: Path) -> None:
    found = read(tmp_path, SLIDE_24)
    assert found.file == str(tmp_path / "a.toml")
    assert found.goal is None
    assert found.scenario.traitors == (0, 1)
    assert found.cast["traitor"].agent == "flip"
    assert found.cast["traitor:1"].says[1].heard == (0,)
    assert found.cast["traitor:1"].says[1].order == "silence"


@pytest.mark.parametrize("text", SCENARIOS)
def test_every_protocol_becomes_a_model_that_runs(tmp_path: Path, text: str) -> None:
    scenario = read(tmp_path, text).scenario
    model = build(scenario)
    run: Run[object] = play(model, {})
    assert model.machine.processes == scenario.processes
    assert run.pending is None


@pytest.mark.parametrize("text", SCENARIOS)
def test_what_the_table_of_protocols_requires_is_required(tmp_path: Path, text: str) -> None:
    scenario = read(tmp_path, text).scenario
    for parameter in PROTOCOLS[scenario.protocol].parameters:
        lines = [line for line in text.split("\n") if not line.startswith(f"{parameter.name} =")]
        if not parameter.required or len(lines) == len(text.split("\n")):
            continue
        with pytest.raises(LevelErrors) as caught:
            read(tmp_path, "\n".join(lines))
        assert f"“{parameter.name}” is missing" in str(caught.value)


def test_every_protocol_has_a_machine_and_a_sentence() -> None:
    for protocol in PROTOCOLS.values():
        assert protocol.sentence[-1] in ".?"
        assert all(parameter.sentence for parameter in protocol.parameters)
        assert set(protocol.built) <= set(protocol.names)


def test_whose_inputs() -> None:
    level = loads(samples.LEVEL)
    assert inputs_of(level.stages[0].scenario) == ("attack", None, None, None)


def test_a_goal_may_stand_in_a_scenario_file(tmp_path: Path) -> None:
    found = read(tmp_path, SLIDE_24 + '[goal]\nbreak = "agreement"\nmeasure = "lies"\n')
    assert found.goal is not None
    assert (found.goal.verb, found.goal.name) == ("break", "agreement")


def test_who_may_capture(tmp_path: Path) -> None:
    letters = read(tmp_path, SCENARIOS[1]).scenario
    army = read(tmp_path, SLIDE_24)
    network = read(tmp_path, SLIDE_24 + "[cast.network]\ncapture = [3]\n")
    bounded = read(tmp_path, SCENARIOS[1] + "captures = 2\n").scenario
    stage = loads(samples.STAGED).stages[0]
    assert build(letters).faults.captures is None
    assert build(army.scenario, cast=army.cast).faults.captures == 0
    assert build(network.scenario, cast=network.cast).faults.captures is None
    assert build(bounded).faults.captures == 2
    assert build(stage.scenario, stage.player).faults.captures == 1


def test_seats_to_choose_and_seats_held() -> None:
    general = loads(samples.DAWN).stages[0]
    assert build(general.scenario, general.player).held == {1}
    text = samples.LEVEL.replace("seats = [3]", "choose = [0, 1]").replace("traitors = [3]", "")
    text = text.replace('claim = "impossible"\nnumber = 2', "seat = 1").replace('expect = "impossible"', "")
    chooser = loads(text).stages[0]
    assert build(chooser.scenario, chooser.player).faults.seats == (0, 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ":1:1: “scenario” is missing"),
        (SLIDE_24 + "[player]\nrole = 'city'\n", ":17:2: unknown key “player”; the keys here are cast, goal"),
        (SLIDE_24.replace("oral-messages", "tin-soldiers"), ":2:12: “protocol” must be “acknowledgements”"),
        (SLIDE_24.replace("traitor:1", "traitor:2"), ":11:7: general 2 is loyal"),
        (SLIDE_24.replace("generals = 8", "generals = 1"), ":3:12: “generals” must be at least 2 here, not 1"),
        (SLIDE_24.replace("to = 5", "to = 15"), ":14:36: there is no general 15"),
    ],
)
def test_a_faulty_file(tmp_path: Path, text: str, expected: str) -> None:
    with pytest.raises(LevelErrors) as caught:
        read(tmp_path, text)
    assert expected in str(caught.value)


def test_an_army_too_large_to_run_is_refused_before_it_is_built(tmp_path: Path) -> None:
    text = SLIDE_24.replace("generals = 8", "generals = 30").replace("depth = 1", "depth = 9")
    with pytest.raises(LevelErrors) as caught:
        read(tmp_path, text)
    assert f":4:9: this would send {values_sent(30, 9):,} messages" in str(caught.value)


def test_crashes_with_too_many_endings_are_refused_before_they_are_counted(tmp_path: Path) -> None:
    text = SLIDE_24.replace("generals = 8", "generals = 30\ncrashes = 1").replace("depth = 1", "depth = 0")
    with pytest.raises(LevelErrors) as caught:
        read(tmp_path, text)
    assert f":4:11: a general who crashes may reach any of 29 others, which is {2**29:,} endings" in str(
        caught.value
    )


def test_a_scenario_is_kept_as_it_is_given(tmp_path: Path) -> None:
    text = '[scenario]\nprotocol = "phase-king"\ngenerals = 5\nfaults = 1\nvariant = 2\norder = "attack"\n'
    scenario = read(tmp_path, text).scenario
    assert scenario.given == {"generals": 5, "faults": 1, "variant": 2, "order": "attack"}
    assert (scenario.value("variant"), scenario.value("seed"), scenario.value("crashes")) == (2, None, None)
    assert scenario.machine is scenario.machine is scenario.played
    assert build(scenario).inputs == ("attack",) * 5


def test_seals_are_real_where_they_are_seen_and_symbolic_where_they_are_searched(tmp_path: Path) -> None:
    text = '[scenario]\nprotocol = "signed-messages"\ngenerals = 3\ndepth = 1\norder = "attack"\n'
    scenario = read(tmp_path, text).scenario
    assert build(scenario).machine is scenario.played is not scenario.machine
    searched = scenario.symbolic
    assert searched.value("seals") == "symbolic"
    assert searched.played is searched.machine
    named = read(tmp_path, text + 'seals = "symbolic"\n').scenario
    assert named.played is named.machine


def test_proposers_have_inputs_and_acceptors_have_none(tmp_path: Path) -> None:
    text = '[scenario]\nprotocol = "paxos"\ninputs = ["attack", "retreat"]\n'
    scenario = read(tmp_path, text).scenario
    assert inputs_of(scenario) == ("attack", "retreat", None, None, None)
    with pytest.raises(LevelErrors) as caught:
        read(tmp_path, text.replace('"retreat"', '"retreat", "attack"'))
    assert ":3:10: 2 generals need as many orders here, not 3" in str(caught.value)
