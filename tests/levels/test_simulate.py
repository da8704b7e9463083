"""Scenarios without a player: what is reported, and what is refused."""

import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.protocols import PROTOCOLS
from levels.catalogue import list_protocols, listing
from levels.errors import LevelErrors
from levels.simulate import simulate, simulate_files, text

OM = """
[scenario]
protocol = "oral-messages"
generals = {n}
depth = {m}
order = "{order}"
traitors = {traitors}
"""

SLIDES_22_TO_24 = """
[cast.traitor]
agent = "script"
says = [
  { general = 0, heard = [],  to = 5, order = "retreat" },
  { general = 0, heard = [],  to = 6, order = "retreat" },
  { general = 0, heard = [],  to = 7, order = "retreat" },
  { general = 1, heard = [0], to = 5, order = "retreat" },
  { general = 1, heard = [0], to = 6, order = "retreat" },
  { general = 1, heard = [0], to = 7, order = "retreat" },
]
"""

CHAIN = """
[scenario]
protocol = "acknowledgements"
depth = 3
order = "attack"
"""


def om(n: int = 4, m: int = 1, order: str = "attack", traitors: Any = (), more: str = "") -> str:
    return OM.format(n=n, m=m, order=order, traitors=list(traitors)) + more


class Files:
    """Scenario files in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, content: str, name: str = "a.toml") -> str:
        path = self.folder / name
        path.write_text(content, encoding="utf-8")
        return str(path)

    def run(self, content: str) -> dict[str, Any]:
        return simulate(self.write(content))

    def refuse(self, content: str) -> list[tuple[int, str]]:
        """The lines and the sentences with which it is refused."""
        with pytest.raises(LevelErrors) as caught:
            self.run(content)
        for error in caught.value.errors:
            assert str(error).startswith(f"{error.file}:{error.line}:{error.column}: ")
        return [(error.line, error.message) for error in caught.value.errors]


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


class TestReports:
    def test_the_slides(self, files: Files) -> None:
        """The example of the design: OM(1), eight generals, traitors 0 and L1."""
        found = files.run(om(8, 1, "attack", (0, 1), SLIDES_22_TO_24))
        assert found == {
            "file": str(files.folder / "a.toml"),
            "protocol": "oral-messages",
            "decisions": {
                "0": None, "1": None, "2": "attack", "3": "attack", "4": "attack",
                "5": "retreat", "6": "retreat", "7": "retreat",
            },
            "rounds": 2,
            "messages": {"sent": 49, "delivered": 49, "captured": 0, "packets": 49, "by_round": [7, 42]},
            "spent": {"lies": 6},
            "properties": {
                "agreement": {"holds": False, "why": "L2 attacks, L5 retreats"},
                "validity": {"holds": True, "why": "the commander is a traitor"},
            },
        }  # fmt: skip
        assert list(found) == [
            "file", "protocol", "decisions", "rounds", "messages", "spent", "properties"
        ]  # fmt: skip

    def test_another_round(self, files: Files) -> None:
        found = files.run(om(8, 2, "attack", (0, 1), SLIDES_22_TO_24))
        assert set(found["decisions"].values()) == {None, "retreat"}
        assert found["messages"]["by_round"] == [7, 42, 210]
        assert found["messages"]["packets"] == 91
        assert found["properties"]["agreement"]["holds"]

    def test_nobody_lies(self, files: Files) -> None:
        found = files.run(om())
        assert found["decisions"] == dict.fromkeys("0123", "attack")
        assert found["spent"] == {"lies": 0}
        assert found["properties"]["validity"]["holds"]

    def test_silence_is_not_sent(self, files: Files) -> None:
        found = files.run(om(traitors=(0,), more='[cast.traitor]\nagent = "silent"\n'))
        assert found["messages"] == {
            "sent": 6, "delivered": 6, "captured": 0, "packets": 6, "by_round": [0, 6]
        }  # fmt: skip
        assert found["spent"] == {"lies": 3}
        assert found["decisions"]["1"] == "retreat"

    def test_a_chain_and_its_last_letter(self, files: Files) -> None:
        found = files.run(CHAIN + '[cast.network]\nagent = "script"\ncapture = [3]\n')
        assert found["decisions"] == {"0": "attack", "1": "retreat"}
        assert found["messages"] == {
            "sent": 3, "delivered": 2, "captured": 1, "packets": 3, "by_round": [1, 1, 1]
        }  # fmt: skip
        assert found["spent"] == {"captures": 1}
        assert not found["properties"]["agreement"]["holds"]
        assert set(found["properties"]) == {"agreement", "validity", "termination"}

    def test_messengers_are_packets_once(self, files: Files) -> None:
        found = files.run(
            '[scenario]\nprotocol = "act-on-acknowledgement"\ncopies = 4\nacks = 3\norder = "attack"\n'
            "[cast.network]\ncapture = [1, 2, 5, 6, 7]\n"
        )
        assert found["messages"] == {
            "sent": 7, "delivered": 2, "captured": 5, "packets": 2, "by_round": [4, 3]
        }  # fmt: skip
        assert found["decisions"] == {"0": "retreat", "1": "attack"}

    def test_captures_in_an_army(self, files: Files) -> None:
        found = files.run(om(more="[cast.network]\ncapture = [2, 99]\n"))
        assert found["messages"]["captured"] == 1
        assert found["spent"] == {"lies": 0, "captures": 1}

    def test_a_run_without_rounds_is_left_where_too_much_waits(
        self, files: Files, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Ten replicas who may say a thousand things each; rounds always come to their end."""
        monkeypatch.setattr("levels.simulate.MOST_OPTIONS", 2_000)
        big = '[scenario]\nprotocol = "pbft"\ngenerals = 10\nrequests = 3\nviews = 6\ntraitors = [0, 1]\n'
        found = files.run(big + '[cast.traitor]\nagent = "seeded"\n')
        assert found["stopped"] == "after 0 steps"
        assert "stopped" not in files.run(om(10, 3, traitors=(0, 1)))

    def test_hundreds_of_rounds_in_which_nothing_happens(self, files: Files) -> None:
        """The first letter of 256 is taken, and none of the others is written."""
        rows = ", ".join(f"{{ from = {i % 2}, after = {i} }}" for i in range(256))
        plan = f'[scenario]\nprotocol = "messenger-plan"\norder = "attack"\nmessages = [{rows}]\n'
        found = files.run(plan + "marches = [1, 1]\n[cast.network]\ncapture = [1]\n")
        assert (found["rounds"], found["messages"]["sent"]) == (256, 1)

    def test_a_narrow_road_makes_rounds_long(self, files: Files) -> None:
        """OM(3) among 10: the busiest road carries 1, 1, 7 and 42 values; here 7 a tick."""
        narrow = "[scenario.network]\ncapacity = 7\n"
        assert "ticks" not in files.run(om(10, 3, more=narrow))
        found = files.run(om(10, 3, more=narrow + 'overflow = "waits"\n'))
        assert (found["ticks"], found["messages"]["delivered"]) == (1 + 1 + 1 + 6, 3609)
        name = files.write(om(10, 3, more=narrow + 'overflow = "waits"\n'))
        assert "  4 rounds in 9 ticks, 3609 messages" in text(name)

    def test_interactive_consistency_adds_vectors(self, files: Files) -> None:
        """Slides 25-28 as IC(1): one list for each loyal general, in the order of their numbers."""
        found = files.run(
            '[scenario]\nprotocol = "interactive-consistency"\ngenerals = 7\ndepth = 1\ntraitors = [0]\n'
            'inputs = ["attack", "attack", "attack", "attack", "retreat", "retreat", "retreat"]\n'
            '[cast.traitor]\nagent = "split"\n'
        )
        a, r = "attack", "retreat"
        assert found["vectors"] == [[r, a, a, a, r, r, r]] * 6
        assert found["decisions"] == {"0": None, **{str(p): r for p in range(1, 7)}}

    def test_a_messenger_plan(self, files: Files) -> None:
        found = files.run(
            '[scenario]\nprotocol = "messenger-plan"\norder = "attack"\nmarches = [0, 2]\n'
            "messages = [{ from = 0, after = 0 }, { from = 0, after = 0 }]\n"
        )
        assert found["decisions"] == {"0": "attack", "1": "attack"}
        assert found["messages"]["by_round"] == [2]

    def test_a_plan_without_letters(self, files: Files) -> None:
        found = files.run(
            '[scenario]\nprotocol = "messenger-plan"\norder = "attack"\nmarches = [0, 0]\nmessages = []\n'
        )
        assert found["rounds"] == 0
        assert found["messages"]["by_round"] == []
        assert "  0 rounds, 0 messages (0), " in text(files.folder / "a.toml")

    def test_who_crashed_decides_nothing(self, files: Files) -> None:
        crash = "[cast.scheduler]\ncrash = [{ general = 0, round = 1, reaches = [1] }]\n"
        found = files.run(om().rstrip() + "\ncrashes = 1\n" + crash)
        assert found["decisions"] == {"0": None, "1": "retreat", "2": "retreat", "3": "retreat"}
        assert found["spent"] == {"lies": 0, "crashes": 1}
        assert found["messages"]["by_round"] == [1, 6]

    def test_defaults_one_by_one(self, files: Files) -> None:
        """Fallacy 5: L2-L4 default to ATTACK, the others to RETREAT."""
        content = om(8, 2, "attack", (0, 1)).rstrip()
        a, r = '"attack"', '"retreat"'
        content += f"\ndefault = [{r}, {r}, {a}, {a}, {a}, {r}, {r}, {r}]\n"
        found = files.run(content + SLIDES_22_TO_24)
        assert [found["decisions"][str(p)][0] for p in range(2, 8)] == list("aaarrr")


class TestCasts:
    def test_one_seat_of_his_own(self, files: Files) -> None:
        found = files.run(
            om(5, 1, "attack", (3, 4), '[cast.traitor]\nagent = "flip"\n[cast."traitor:3"]\nagent = "loyal"\n')
        )
        assert found["spent"] == {"lies": 3}

    def test_a_seat_without_its_role_is_alone(self, files: Files) -> None:
        found = files.run(om(5, 1, "attack", (3, 4), '[cast."traitor:4"]\nagent = "silent"\n'))
        assert found["spent"] == {"lies": 3}

    @pytest.mark.parametrize("protocol", ["oral-messages", "interactive-consistency"])
    def test_the_seed_decides(self, files: Files, protocol: str) -> None:
        content = om(6, 1, "attack", (0, 5), '[cast.traitor]\nagent = "seeded"\n')
        content = content.replace("oral-messages", protocol)
        reports = [files.run(content.replace("depth = 1", f"depth = 1\nseed = {seed}")) for seed in (1, 1, 2)]
        assert reports[0] == reports[1]
        assert reports[0] != reports[2]

    def test_a_seeded_road(self, files: Files) -> None:
        content = CHAIN + 'seed = 3\n[cast.network]\nagent = "seeded"\n'
        assert files.run(content) == files.run(content)

    def test_what_the_script_leaves_out_is_honest(self, files: Files) -> None:
        one = '[cast.traitor]\nsays = [{ general = 3, heard = [0], to = 1, order = "silence" }]\n'
        found = files.run(om(4, 1, "attack", (3,), one))
        assert found["spent"] == {"lies": 1}
        assert found["messages"]["sent"] == 8


class TestRefusals:
    @pytest.mark.parametrize(
        ("row", "reason"),
        [
            ('{ general = 2, heard = [0], to = 1, order = "retreat" }', "general 2 is loyal"),
            ('{ general = 3, heard = [0], to = 0, order = "retreat" }', "general 0 is no part of the path"),
            ('{ general = 3, heard = [0], to = 3, order = "retreat" }', "nobody writes to himself"),
            ('{ general = 3, heard = [0], to = 9, order = "retreat" }', "there is no general 9"),
            ('{ general = 3, heard = [0, 1], to = 2, order = "retreat" }', "not passed on|passed on more than"),
            ('{ general = 3, heard = [1], to = 2, order = "retreat" }', "begins with the commander"),
            ('{ general = 3, heard = [], to = 2, order = "retreat" }', "only the commander"),
            ('{ general = 3, heard = [0], to = 2, order = "march" }', "march|attack"),
        ],
    )
    def test_a_row_that_nobody_can_say(self, files: Files, row: str, reason: str) -> None:
        refused = files.refuse(om(4, 1, "attack", (3,), f"[cast.traitor]\nsays = [\n  {row},\n]\n"))
        assert any(line == 10 and re.search(reason, message) for line, message in refused), refused

    def test_a_row_for_another_seat(self, files: Files) -> None:
        row = 'says = [{ general = 2, heard = [0], to = 1, order = "retreat" }]\n'
        refused = files.refuse(om(4, 1, "attack", (2, 3), '[cast."traitor:3"]\n' + row))
        assert refused == [(9, "[cast.traitor] speaks for general 2")]
        both = "[cast.traitor]\n" + row + '[cast."traitor:2"]\nagent = "loyal"\n'
        refused = files.refuse(om(4, 1, "attack", (2, 3), both))
        assert refused == [(9, '[cast."traitor:2"] speaks for general 2')]

    def test_serial_numbers_count_from_1(self, files: Files) -> None:
        (refused,) = files.refuse(CHAIN + "[cast.network]\ncapture = [1, 0]\n")
        assert refused[0] == 7
        assert "at least 1" in refused[1]

    def test_the_oracle_is_not_yet_cast(self, files: Files) -> None:
        (refused,) = files.refuse(om(traitors=(3,), more='[cast.traitor]\nagent = "oracle"\n'))
        assert refused == (9, "the oracle cannot play the traitor yet; a script, a seed or a habit can")

    def test_too_many_messages(self, files: Files) -> None:
        ((line, message),) = files.refuse(om(16, 5))
        assert line == 5
        assert "3,999,675" in message

    @pytest.mark.parametrize(
        ("crash", "reason"),
        [
            ("{ general = 0, round = 3, reaches = [] }", "there are only 2 rounds"),
            ("{ general = 3, round = 1, reaches = [] }", "general 3 is a traitor"),
            ("{ general = 1, round = 1, reaches = [0] }", "L1 sends nothing to all of these in round 1"),
        ],
    )
    def test_crashes_that_cannot_happen(self, files: Files, crash: str, reason: str) -> None:
        content = om(traitors=(3,)).rstrip() + f"\ncrashes = 1\n[cast.scheduler]\ncrash = [{crash}]\n"
        ((line, message),) = files.refuse(content)
        assert line in (9, 10)
        assert reason in message

    def test_more_crashes_than_allowed(self, files: Files) -> None:
        rows = "{ general = 1, round = 1, reaches = [] }, { general = 1, round = 2, reaches = [] }"
        refused = files.refuse(om().rstrip() + f"\ncrashes = 1\n[cast.scheduler]\ncrash = [{rows}]\n")
        assert [message for _, message in refused] == [
            "2 crash here, but [scenario] has crashes = 1",
            "general 1 crashes twice",
        ]

    def test_a_schedule_is_for_what_has_no_rounds(self, files: Files) -> None:
        ((_, message),) = files.refuse(om(more="[cast.scheduler]\nsteps = [{ deliver = 1 }]\n"))
        assert "runs in rounds" in message

    def test_what_is_no_scenario(self, files: Files) -> None:
        for content in ("", "[scenario]\n", "[scenario]\nprotocol = 'om'\n", "scenario = 3\n", "\0"):
            with pytest.raises(LevelErrors):
                files.run(content)


class TestSeveralFiles:
    def streams(self, files: list[str], as_json: bool) -> tuple[int, str, str]:
        out, err = io.StringIO(), io.StringIO()
        code = simulate_files(files, as_json=as_json, out=out, err=err)
        return code, out.getvalue(), err.getvalue()

    def test_one_object_a_line_in_order(self, files: Files) -> None:
        names = [files.write(om(4), "b.toml"), str(files.folder / "none.toml"), files.write(CHAIN, "a.toml")]
        code, out, err = self.streams(names, True)
        assert code == 2
        objects = [json.loads(line) for line in out.splitlines()]
        assert [each["file"] for each in objects] == names
        assert set(objects[1]) == {"file", "error"}
        assert objects[1]["error"].startswith(names[1])
        assert objects[2]["protocol"] == "acknowledgements"
        assert err == objects[1]["error"] + "\n"

    def test_the_place_of_a_fault(self, files: Files) -> None:
        name = files.write(om(traitors=(9,)))
        code, out, err = self.streams([name], True)
        assert code == 2
        assert json.loads(out)["error"] == err.rstrip("\n")
        assert err.startswith(f"{name}:7:13: ")
        assert err.count("\n") == 1

    def test_exit_0_whatever_the_properties_say(self, files: Files) -> None:
        name = files.write(om(8, 1, "attack", (0, 1), SLIDES_22_TO_24))
        code, out, err = self.streams([name], False)
        assert (code, err) == (0, "")
        assert out.splitlines() == [
            f"{name}: oral-messages",
            "  L2, L3 and L4 attack, L5, L6 and L7 retreat",
            "  2 rounds, 49 messages (7 + 42), 49 delivered, 0 captured, 49 packets",
            "  6 lies",
            "  agreement is broken: L2 attacks, L5 retreats",
            "  validity holds: the commander is a traitor",
        ]

    def test_one_of_each_in_words(self, files: Files) -> None:
        told = text(files.write(CHAIN.replace("3", "1") + "[cast.network]\ncapture = [1]\n"))
        assert "  1 round, 1 message (1), 0 delivered, 1 captured, 1 packet\n  1 capture\n" in told

    def test_nobody_left(self, files: Files) -> None:
        assert "nobody is loyal and up" in text(files.write(om(traitors=(0, 1, 2, 3))))

    def test_a_refusal_in_words(self, files: Files) -> None:
        name = files.write(CHAIN + "depth = 3\n")
        code, out, err = self.streams([name], False)
        assert (code, out) == (2, "")
        assert err.startswith(f"{name}:6:1: ")


class TestListing:
    def test_every_protocol_with_its_parameters(self) -> None:
        listed = listing()
        assert [each["protocol"] for each in listed] == list(PROTOCOLS)
        army = listed[list(PROTOCOLS).index("oral-messages")]
        depth = next(p for p in army["parameters"] if p["name"] == "depth")
        assert (depth["least"], depth["most"], depth["required"]) == (0, 30, True)

    def test_in_words_and_as_json(self) -> None:
        out = io.StringIO()
        assert list_protocols(out=out, err=out) == 0
        told = out.getvalue()
        assert "oral-messages\n  OM(m):" in told
        assert "(1 to 30, required)" in told
        out = io.StringIO()
        assert list_protocols(as_json=True, out=out, err=out) == 0
        assert [json.loads(line) for line in out.getvalue().splitlines()] == listing()


@settings(max_examples=40, deadline=None)
@given(
    st.integers(3, 7),
    st.integers(0, 3),
    st.sets(st.integers(0, 6), max_size=3),
    st.sampled_from(["loyal", "silent", "flip", "split", "seeded"]),
    st.sampled_from(["attack", "retreat"]),
)
def test_a_report_adds_up(
    tmp_path_factory: pytest.TempPathFactory, n: int, m: int, where: set[int], agent: str, order: str
) -> None:
    traitors = sorted(p for p in where if p < n)
    name = tmp_path_factory.getbasetemp() / "report.toml"
    cast = f'[cast.traitor]\nagent = "{agent}"\n' if traitors else ""
    name.write_text(om(n, m, order, traitors, cast), encoding="utf-8")
    found = simulate(name)
    messages = found["messages"]
    assert sum(messages["by_round"]) == messages["sent"] == messages["delivered"] + messages["captured"]
    assert len(messages["by_round"]) == found["rounds"] == min(m, n - 2) + 1
    assert messages["packets"] <= messages["sent"]
    assert {int(p) for p, decision in found["decisions"].items() if decision is None} == set(traitors)
    decided = {found["decisions"][str(p)] for p in range(1, n) if p not in traitors}
    assert found["properties"]["agreement"]["holds"] == (len(decided) < 2)
    assert (found["spent"]["lies"] == 0) or (traitors and agent != "loyal")
    assert json.loads(json.dumps(found)) == found
