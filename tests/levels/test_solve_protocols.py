"""What the oracle says of protocols beyond oral messages: a verdict where it can search all, else "unknown"."""

import io
import json
from pathlib import Path
from typing import Any

import pytest

from engine.protocols import PROTOCOLS
from levels.schema import schema
from levels.solving import solve_files
from tests.levels.examples import example

FLOOD = """
[scenario]
protocol = "flood-set"
generals = 3
faults = 1
rounds = {rounds}
inputs = ["retreat", "attack", "attack"]
crashes = 1
[goal]
break = "agreement"
measure = "crashes"
"""

SEALED = """
[scenario]
protocol = "signed-messages"
generals = 4
depth = {depth}
order = "attack"
traitors = [0]
[goal]
break = "agreement"
measure = "lies"
"""

BEN_OR = """
[scenario]
protocol = "ben-or"
generals = 3
faults = 1
coin = "{coin}"
rounds = 1
inputs = ["retreat", "retreat", "attack"]
[goal]
break = "{goal}"
measure = "steps"
"""


def solved(folder: Path, text: str) -> tuple[int, dict[str, Any]]:
    file = folder / "a.toml"
    file.write_text(text, encoding="utf-8")
    out = io.StringIO()
    code = solve_files([str(file)], as_json=True, out=out, err=out)
    return code, json.loads(out.getvalue().splitlines()[0])


@pytest.mark.parametrize(("rounds", "verdict", "par"), [(1, "winnable", 1), (2, "impossible", None)])
def test_one_round_too_few_for_one_crash(tmp_path: Path, rounds: int, verdict: str, par: int | None) -> None:
    code, answer = solved(tmp_path, FLOOD.format(rounds=rounds))
    assert (code, answer["verdict"], answer["par"], answer["measure"]) == (0, verdict, par, "crashes")
    assert [pick["owner"] for pick in answer["line"]] == ["scheduler"] * (par or 0)


@pytest.mark.parametrize(("depth", "verdict"), [(0, "winnable"), (1, "impossible")])
def test_seals_need_one_round_more_than_there_are_traitors(tmp_path: Path, depth: int, verdict: str) -> None:
    code, answer = solved(tmp_path, SEALED.format(depth=depth))
    assert (code, answer["verdict"]) == (0, verdict)
    if verdict == "winnable":
        assert answer["par"] == sum(pick["cost"] for pick in answer["line"]) > 0


def test_a_coin_is_nobody_s_opponent(tmp_path: Path) -> None:
    code, answer = solved(tmp_path, BEN_OR.format(coin="fair", goal="agreement"))
    assert (code, answer["verdict"], answer["because"]["rule"]) == (1, "unknown", "chance")


def test_only_what_the_goal_counts_is_counted(tmp_path: Path) -> None:
    """Lies and captures may both help; par is in what the goal names."""
    text = (
        '[scenario]\nprotocol = "oral-messages"\ngenerals = 4\ndepth = 1\norder = "attack"\ntraitors = [3]\n'
        'captures = 1\n[goal]\nbreak = "validity"\nmeasure = "{}"\n'
    )
    pars = {measure: solved(tmp_path, text.format(measure))[1]["par"] for measure in ("lies", "captures")}
    assert pars == {"lies": 1, "captures": 1}


@pytest.mark.parametrize("id", list(PROTOCOLS))
def test_every_promise_of_every_protocol_has_an_answer(
    tmp_path: Path, id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Never a traceback, and never a guess: with next to no configurations the answer may be "unknown"."""
    monkeypatch.setattr("levels.solve.MOST_STATES", 40)
    promise = PROTOCOLS[id].promises[0]
    code, answer = solved(tmp_path, example(id) + f'[goal]\nbreak = "{promise}"\n')
    if code == 2:
        assert "there is nobody to play" in answer["error"]
    else:
        assert answer["verdict"] in ("winnable", "impossible", "vacuous", "unknown")
        assert code == (answer["verdict"] == "unknown")


def test_the_schema_names_every_promise() -> None:
    text = json.dumps(schema())
    for protocol in PROTOCOLS.values():
        assert all(f'"{promise}"' in text for promise in protocol.promises)


@pytest.mark.parametrize(("fifo", "verdict"), [("false", "winnable"), ("true", "impossible")])
def test_letters_that_overtake_each_other_break_a_queue(tmp_path: Path, fifo: str, verdict: str) -> None:
    """Lamport's mutual exclusion needs orderly roads; whatever order letters wait in is one configuration."""
    text = f'[scenario]\nprotocol = "lamport-mutex"\ngenerals = 2\nfifo = {fifo}\n[goal]\n'
    code, answer = solved(tmp_path, text + 'break = "mutual-exclusion"\nmeasure = "steps"\n')
    assert (code, answer["verdict"]) == (0, verdict)
    assert len(answer["line"]) == (answer["par"] or 0)


def test_a_run_without_end_may_break_what_is_promised_for_the_end(tmp_path: Path) -> None:
    text = '[scenario]\nprotocol = "lamport-mutex"\ngenerals = 2\nfifo = true\n[goal]\nbreak = "progress"\n'
    code, answer = solved(tmp_path, text)
    assert (code, answer["verdict"]) == (1, "unknown")
    assert "never end" in answer["because"]["text"]


def test_who_throws_coins_in_the_cast_has_no_one_answer(tmp_path: Path) -> None:
    text = SEALED.format(depth=1) + '[cast.scheduler]\nagent = "seeded"\n'
    code, answer = solved(tmp_path, text)
    assert (code, answer["verdict"], answer["because"]["rule"]) == (1, "unknown", "chance")
