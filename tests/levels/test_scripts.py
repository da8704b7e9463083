"""Scripts for every role and both timings: what they do, and what is refused where it stands."""

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from levels.errors import LevelErrors
from levels.packs import loads
from levels.playing import Playing
from levels.simulate import simulate, simulate_files
from tests.levels import samples

ARMY = '[scenario]\nprotocol = "oral-messages"\ngenerals = 4\ndepth = 1\norder = "attack"\n'
BROADCAST = '[scenario]\nprotocol = "reliable-broadcast"\ngenerals = 4\norder = "attack"\ntraitors = [0]\n'
PAXOS = '[scenario]\nprotocol = "paxos"\ninputs = ["attack", "retreat"]\ncrashes = 1\nrestarts = 1\n'
COINS = (
    '[scenario]\nprotocol = "ben-or"\ngenerals = 4\nfaults = 1\n'
    'inputs = ["attack", "retreat", "attack", "retreat"]\n'
)
KINGS = (
    '[scenario]\nprotocol = "phase-king"\ngenerals = 5\nfaults = 1\nvariant = 2\norder = "attack"\n'
    "traitors = [0]\n"
)
SEALS = (
    '[scenario]\nprotocol = "signed-messages"\ngenerals = 4\ndepth = 1\norder = "attack"\ntraitors = [0, 1]\n'
)


def run(folder: Path, text: str) -> dict[str, Any]:
    file = folder / "a.toml"
    file.write_text(text, encoding="utf-8")
    found = simulate(file)
    assert json.loads(json.dumps(found)) == found
    return found


def refused(folder: Path, text: str) -> list[str]:
    with pytest.raises(LevelErrors) as caught:
        run(folder, text)
    return [f"{error.line}:{error.column}: {error.message}" for error in caught.value.errors]


class TestTraitors:
    def test_he_utters_what_is_due_and_each_line_once(self, tmp_path: Path) -> None:
        """A commander who sends ATTACK to one, RETREAT to two: the loyal stay together."""
        rows = ", ".join(
            f'{{ general = 0, to = {to}, says = "my order RETREAT", step = {step} }}'
            for to, step in ((2, 0), (3, 1))
        )
        said = ", ".join(f'{{ general = 0, to = {to}, says = "silence" }}' for to in (2, 3))
        found = run(tmp_path, BROADCAST + f"[cast.traitor]\nutters = [{rows}]\nsays = [{said}]\n")
        assert found["spent"]["lies"] >= 4
        assert found["properties"]["agreement"]["holds"]
        assert set(found["decisions"].values()) <= {None, "retreat"}

    @pytest.mark.parametrize(
        ("row", "reason"),
        [
            (
                '{ general = 0, to = 1, says = "nonsense" }',
                "8:33: general 0 cannot say this to 1 of himself; he can",
            ),
            ('{ general = 2, to = 1, says = "my order RETREAT" }', "8:15: general 2 is loyal"),
            ('{ general = 0, to = 0, says = "my order RETREAT" }', "8:23: nobody writes to himself"),
            ('{ general = 0, to = 1, says = "my order RETREAT", step = 999 }', "8:3: all is over before this"),
        ],
    )
    def test_what_he_cannot_utter(self, tmp_path: Path, row: str, reason: str) -> None:
        text = BROADCAST + f"[cast.traitor]\nutters = [\n  {row},\n]\n"
        assert any(line.startswith(reason) for line in refused(tmp_path, text)), refused(tmp_path, text)

    def test_where_there_are_rounds_nobody_utters(self, tmp_path: Path) -> None:
        text = ARMY + 'traitors = [3]\n[cast.traitor]\nutters = [{ general = 3, to = 1, says = "attack" }]\n'
        (line,) = refused(tmp_path, text)
        assert line.startswith("8:1: oral-messages runs in rounds: what a traitor says is written as says = [")

    def test_a_line_by_its_round(self, tmp_path: Path) -> None:
        found = run(
            tmp_path,
            KINGS + '[cast.traitor]\nsays = [{ general = 0, round = 1, to = 2, order = "retreat" },'
            ' { general = 0, round = 2, to = 2, says = "silence" }]\n',
        )
        assert found["spent"] == {"lies": 2}
        assert found["messages"]["by_round"][1] == 3

    def test_a_line_for_every_round(self, tmp_path: Path) -> None:
        found = run(tmp_path, KINGS + '[cast.traitor]\nsays = [{ general = 0, to = 2, order = "silence" }]\n')
        assert found["spent"] == {"lies": 3}

    @pytest.mark.parametrize(
        ("row", "reason"),
        [
            ('round = 4, to = 2, order = "retreat"', "9:9: general 0 has nothing to tell 2 there, in this run"),
            ('round = 9, to = 2, order = "retreat"', "9:32: there are only 4 rounds"),
            (
                'round = 1, to = 2, says = "march"',
                "9:50: general 0 cannot say this there; he can say “attack”, “re",
            ),
            ('heard = [], to = 2, order = "retreat"', "9:24: phase-king does not say by whom one heard it"),
            ('round = 1, to = 2, orders = ["retreat"]', "9:43: letters bear no seals here: a line has “order”"),
            (
                'round = 1, to = 2, order = "retreat", says = "x"',
                "9:9: a line has one of order, says and orders",
            ),
            ('round = 1, to = 2, order = "retreat", chain = [0]', "9:62: “chain” belongs to “orders”"),
        ],
    )
    def test_lines_that_nobody_can_say(self, tmp_path: Path, row: str, reason: str) -> None:
        lines = refused(tmp_path, KINGS + f"[cast.traitor]\nsays = [{{ general = 0, {row} }}]\n")
        assert any(line.startswith(reason) for line in lines), lines

    def test_sealed_letters(self, tmp_path: Path) -> None:
        row = 'general = 1, round = 2, to = 2, orders = ["retreat"], chain = [0, 1]'
        found = run(tmp_path, SEALS + f"[cast.traitor]\nsays = [{{ {row} }}]\n")
        assert not found["properties"]["agreement"]["holds"]
        assert found["spent"] == {"lies": 1}
        assert found["evidence"]["seals"] == "ed25519"

    def test_seals_that_cannot_be_made(self, tmp_path: Path) -> None:
        row = 'general = 1, round = 2, to = 2, orders = ["retreat"]'
        alone = SEALS.replace("[0, 1]", "[1]")
        (line,) = refused(tmp_path, alone + f"[cast.traitor]\nsays = [{{ {row} }}]\n")
        assert line.startswith("7:7: L1 cannot send RETREAT to L2 in round 2")
        row = 'general = 1, round = 2, to = 2, order = "retreat"'
        (line,) = refused(tmp_path, SEALS + f"[cast.traitor]\nsays = [{{ {row} }}]\n")
        assert line.startswith("8:43: letters are sealed here: a line has “round” and “orders”")

    def test_a_part_that_nobody_has(self, tmp_path: Path) -> None:
        # A habit of traitors fits an army of any number of them, none included; so does a loyal general.
        for role, habit in (("traitor", "flip"), ("general", "loyal")):
            found = run(tmp_path, ARMY + f'[cast.{role}]\nagent = "{habit}"\n')
            assert found["spent"] == {"lies": 0}
        (line,) = refused(tmp_path, ARMY + '[cast.general]\nagent = "flip"\n')
        assert line == "6:7: no general is asked anything here: the loyal do as the protocol says"


class TestSchedulers:
    def test_steps_of_every_kind(self, tmp_path: Path) -> None:
        steps = "[{ deliver = 1 }, { crash = 2 }, { restart = 2 }, { timeout = 1 }]"
        found = run(tmp_path, PAXOS + f"[cast.scheduler]\nsteps = {steps}\n")
        assert found["rounds"] == 0
        assert found["steps"] > 4
        assert found["messages"]["by_round"] == []
        assert found["properties"]["agreement"]["holds"]

    def test_a_step_that_cannot_happen(self, tmp_path: Path) -> None:
        (line,) = refused(tmp_path, PAXOS + "[cast.scheduler]\nsteps = [{ deliver = 99 }]\n")
        assert line == "6:7: step 1, deliver 99, cannot happen then"

    def test_a_step_that_never_comes(self, tmp_path: Path) -> None:
        text = '[scenario]\nprotocol = "ricart-agrawala"\ngenerals = 2\n[cast.scheduler]\nsteps = [\n'
        found = run(tmp_path, text.partition("[cast")[0])
        last = found["steps"] + 1
        steps = "".join(f"  {{ deliver = {serial} }},\n" for serial in range(1, last + 1))
        lines = refused(tmp_path, text + steps + "]\n")
        assert len(lines) == 1

    def test_each_timing_has_its_own_form(self, tmp_path: Path) -> None:
        (line,) = refused(
            tmp_path, PAXOS + "[cast.scheduler]\ncrash = [{ general = 1, round = 1, reaches = [] }]\n"
        )
        assert line.startswith("7:1: paxos has no rounds: a crash is a step: steps = [{ crash = 1 }]")
        (line,) = refused(tmp_path, ARMY + "crashes = 1\n[cast.scheduler]\nsteps = [{ crash = 1 }]\n")
        assert line.startswith("8:1: oral-messages runs in rounds: crashes are written as crash = [...]")

    def test_what_has_no_end_is_left(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("levels.simulate.MOST_STEPS", 1_000)
        assert "stopped" not in run(tmp_path, PAXOS)
        monkeypatch.setattr("levels.simulate.MOST_STEPS", 7)
        found = run(tmp_path, PAXOS)
        assert (found["steps"], found["stopped"]) == (7, "after 7 steps")
        out = io.StringIO()
        assert simulate_files([str(tmp_path / "a.toml")], out=out, err=out) == 0
        assert "\n  stopped after 7 steps: it may have no end\n" in out.getvalue()


class TestNature:
    def test_coins_fall_as_written(self, tmp_path: Path) -> None:
        """Two against two: all four see no majority, and toss."""
        for side in ("attack", "retreat"):
            draws = ", ".join([f'"{side}"'] * 4)
            found = run(tmp_path, COINS + f"[cast.nature]\ndraws = [{draws}]\n")
            assert found["properties"]["agreement"]["holds"]

    def test_a_coin_has_two_sides(self, tmp_path: Path) -> None:
        (line,) = refused(tmp_path, COINS + '[cast.nature]\ndraws = ["attack", "edge"]\n')
        assert line.startswith("6:7: coin 2 cannot be “edge” then")

    def test_without_a_cast_they_fall_by_the_seed(self, tmp_path: Path) -> None:
        runs = [run(tmp_path, COINS + f"seed = {seed}\n") for seed in (1, 1, *range(2, 9))]
        assert runs[0] == runs[1]
        assert any(found != runs[0] for found in runs)


class TestNetworks:
    def test_late_and_rewritten_letters(self, tmp_path: Path) -> None:
        found = run(
            tmp_path,
            ARMY + "captures = 0\n[scenario.network]\ndelays = 1\nrewrites = 1\n"
            '[cast.network]\nlate = [{ letter = 2 }]\nrewrite = [{ letter = 5, says = "retreat" }]\n',
        )
        assert (found["messages"]["late"], found["messages"]["rewritten"]) == (1, 1)
        assert found["spent"] == {"lies": 0, "letters": 2}

    def test_a_letter_of_an_earlier_day(self, tmp_path: Path) -> None:
        """Yesterday's order under genuine seals deceives those who do not look at the day."""
        text = (
            '[scenario]\nprotocol = "signed-messages"\ngenerals = 3\ndepth = 0\norder = "attack"\nfresh = {}\n'
        )
        text += "captures = 0\n[scenario.network]\nreplays = 1\n[cast.network]\n"
        text += 'replay = [{{ round = 1, to = 2, says = "retreat" }}]\n'
        for fresh in ("true", "false"):
            found = run(tmp_path, text.format(fresh))
            assert found["messages"]["replayed"] == 1
            assert found["spent"]["letters"] == 1
            assert found["decisions"]["2"] == ("attack" if fresh == "true" else "retreat")

    def test_a_road_that_is_gone(self, tmp_path: Path) -> None:
        found = run(tmp_path, ARMY + "[scenario.network]\ncuts = [{ a = 0, b = -1 }]\n")
        assert found["messages"]["lost"] == 3
        assert found["decisions"]["1"] == "retreat"

    @pytest.mark.parametrize(
        ("table", "reason"),
        [
            ("[scenario.network]\nedges = [[0, 1], [0, 9]]\n", "7:22: there is no general 9"),
            ("[scenario.network]\nedges = [[0]]\n", "7:10: a road has two ends, not 1"),
            ("[scenario.network]\ncuts = [{ a = 1, b = 1 }]\n", "7:22: a road has two ends that differ"),
            ("[scenario.network]\ncuts = [{ a = 1 }]\n", "7:9: “b” is missing"),
            (
                "[scenario.network]\ncuts = [{ a = 1, b = 2, untill = 3 }]\n",
                "7:25: unknown key “untill”; did you mean",
            ),
            ("[scenario.network]\ncapacity = 0\n", "7:12: “capacity” must be at least 1 here, not 0"),
            ('[scenario.network]\noverflow = "x"\n', "7:12: “overflow” must be “lost” or “waits”, not “x”"),
            ("[scenario.network]\nmirrored = [4]\n", "7:13: there is no general 4"),
            ("[scenario.network]\nmarshalled = 1\n", "7:14: “marshalled” must be true or false, not 1"),
            ("[scenario.network]\ndealys = 1\n", "7:1: unknown key “dealys”; did you mean “delays”?"),
            (
                "[cast.network]\nlate = [{ letter = 2 }]\n",
                "7:1: [scenario.network] has delays = 0, and here are 1",
            ),
        ],
    )
    def test_knobs_that_make_no_sense(self, tmp_path: Path, table: str, reason: str) -> None:
        lines = refused(tmp_path, ARMY + table)
        assert any(line.startswith(reason) for line in lines), lines

    def test_without_rounds_only_the_roads_matter(self, tmp_path: Path) -> None:
        (line,) = refused(tmp_path, PAXOS + "[scenario.network]\ndelays = 2\n")
        assert line.startswith("7:1: “delays” is about rounds, and there are none here")
        run(tmp_path, PAXOS + "[scenario.network]\nedges = [[0, 2], [0, 3], [1, 2], [1, 3]]\n")


IMPORTED = """
import io, sys
from levels.simulate import simulate_files
simulate_files(sys.argv[1:], out=io.StringIO(), err=sys.stderr)
print(*(name for name in sys.modules if name.split(".")[0] == "cryptography" or "protocols." in name))
"""


@pytest.mark.parametrize(
    ("text", "present", "absent"),
    [
        (ARMY, {"engine.protocols.oral_messages"}, {"cryptography", "engine.protocols.paxos"}),
        (SEALS + 'seals = "symbolic"\n', {"engine.protocols.signed_messages"}, {"cryptography"}),
        (SEALS, {"cryptography"}, {"engine.protocols.oral_messages"}),
    ],
)
def test_only_what_is_used_is_imported(tmp_path: Path, text: str, present: set[str], absent: set[str]) -> None:
    file = tmp_path / "a.toml"
    file.write_text(text, encoding="utf-8")
    told = subprocess.run(
        [sys.executable, "-c", IMPORTED, str(file)], capture_output=True, text=True, check=True
    ).stdout.split()
    assert present <= set(told)
    assert not absent & set(told)


def test_in_a_level_nature_s_coins_fall_by_the_seed_and_alike_when_asked_again() -> None:
    text = (
        samples.LEVEL[: samples.LEVEL.index("[scenario]")]
        + COINS
        + ('[player]\nrole = "scheduler"\n[goal]\nbreak = "agreement"\n[text]\nbefore = "x"\nwon = "y"\n')
    )
    (stage,) = loads(text).stages
    ends = [Playing(stage, seed).finish(Playing(stage, seed).begin()) for seed in (1, 1, 2, 3, 4, 5)]
    assert ends[0].picks == ends[1].picks
    assert len({end.picks for end in ends}) > 1
