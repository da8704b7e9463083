"""The headless commands: what they print, and how they exit."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from levels import packs
from levels.certify import check_paths, selftest
from levels.export import export_levels
from levels.listing import list_levels
from levels.matches import Refused, open_match, replay, resume
from levels.progress import Home
from levels.reference import follow
from levels.replay import replay_file
from levels.solving import solve_files
from levels.template import write_template
from levels.transcript import read_transcript


def said(command: Callable[..., int], *given: Any, **options: Any) -> tuple[int, str, str]:
    """A command's exit code and what it printed."""
    out, err = io.StringIO(), io.StringIO()
    code = command(*given, **options, out=out, err=err)
    return code, out.getvalue(), err.getvalue()


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to stand in, with a home of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("STRATEGIKON_HOME", str(tmp_path / "home"))
    return tmp_path


def played(id: str, home: Home) -> Path:
    """The transcript of a play by the reference."""
    match = open_match(packs.shipped().level(id), home=home, student="ada")
    follow(match)
    return next(home.transcripts.glob(f"{id}-*.jsonl"))


def test_selftest_wins_every_shipped_level_with_three_stars() -> None:
    code, out, _ = said(selftest)
    assert code == 0
    assert out.splitlines() == [f"ok   {id}: 3 of 3 stars" for id in packs.shipped().ids]
    code, out, _ = said(selftest, as_json=True)
    assert code == 0
    assert all(json.loads(line)["holds"] for line in out.splitlines())


def test_a_new_level_holds_as_it_is_written(here: Path) -> None:
    assert said(write_template, "seven-tents")[0] == 0
    assert said(check_paths, ["seven-tents.toml"]) == (
        0,
        "seven-tents.toml: seven-tents holds: winnable, par 3 lies\n",
        "",
    )
    code, _, err = said(write_template, "seven-tents")
    assert (code, err) == (2, "seven-tents.toml: is there already; nothing was written\n")
    assert said(write_template, "../evil")[0] == 2
    assert said(write_template, "Has Blanks")[0] == 2


def test_check_finds_a_wrong_par_and_fix_writes_the_proved_one(here: Path) -> None:
    said(write_template, "seven-tents")
    file = here / "seven-tents.toml"
    right = file.read_text(encoding="utf-8")
    file.write_text(right.replace("par = 3", "par = 44"), encoding="utf-8")
    code, out, err = said(check_paths, [str(file)])
    assert (code, out) == (1, "")
    assert err.startswith(f"{file}:24:1: par 44 is said; the oracle proves 3")
    assert said(check_paths, [str(file)], fix=True)[0] == 0
    assert file.read_text(encoding="utf-8") == right
    without = "\n".join(line for line in right.split("\n") if not line.startswith("par ="))
    file.write_text(without, encoding="utf-8")
    assert said(check_paths, [str(file)])[0] == 1
    assert said(check_paths, [str(file)], fix=True)[0] == 0
    assert packs.load(file).stages[0].goal.par == 3


CLAIMS = """expect = "impossible"
[claim]
asks = "sure-votes"
about = [0]
inside = 1
"""


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('expect = "winnable"\npar = 3', CLAIMS, "says winnable"),
        ('"retreat" },\n]', '"attack" },\n]', "the reference does not win"),
        ("generals = 7", "generals = 8", "the oracle proves 4"),
        ('break = "agreement"', 'break = "validity"', "cannot be stated"),
    ],
)
def test_a_level_that_says_what_is_not_so(here: Path, old: str, new: str, sentence: str) -> None:
    said(write_template, "seven-tents")
    file = here / "seven-tents.toml"
    text = file.read_text(encoding="utf-8")
    text = text.replace("  # `strategikon check --fix` writes what the oracle proves", "").replace(
        "par = 3              ", "par = 3"
    )
    assert old in text
    text = text.replace(old, new)
    if new == CLAIMS:
        text = text[: text.index("[reference]")] + '[reference]\nclaim = "impossible"\nnumber = 5\n'
    file.write_text(text, encoding="utf-8")
    code, _, err = said(check_paths, [str(file)])
    assert code == 1
    assert sentence in err


def test_check_tells_editors_and_pull_requests_in_their_own_form(here: Path) -> None:
    (here / "bad.toml").write_text('format = 1\nidd = "x"\n', encoding="utf-8")
    code, out, _ = said(check_paths, ["bad.toml"], style="github")
    assert code == 2
    assert "::error file=bad.toml,line=2,col=1::unknown key “idd”; did you mean “id”?" in out.splitlines()
    code, out, _ = said(check_paths, ["bad.toml"], style="json")
    assert {key: value for key, value in json.loads(out.splitlines()[-1]).items() if key != "error"} == {
        "file": "bad.toml",
        "line": 2,
        "column": 1,
    }
    code, _, err = said(check_paths, ["bad.toml", "none.toml", str(here)])
    assert code == 2
    assert "did you mean" in err
    assert "none.toml: there is no such file" in err


def test_check_takes_a_folder_of_levels(here: Path) -> None:
    said(write_template, "one")
    said(write_template, "two")
    code, out, _ = said(check_paths, ["."])
    assert code == 0
    assert [line.split(":")[0] for line in out.splitlines()] == ["one.toml", "two.toml"]
    (here / "empty").mkdir()
    assert said(check_paths, ["empty"])[0] == 2


PLAN = """
[scenario]
protocol = "messenger-plan"
order = "attack"
messages = [{{from = 0, after = 0}}, {{from = 1, after = 1}}]
marches = {marches}
[goal]
break = "agreement"
measure = "captures"
"""


@pytest.mark.parametrize(
    ("marches", "verdict", "par", "rule"),
    [
        ("[1, 1]", "winnable", 1, "least-cost search"),
        ("[2, 1]", "winnable", 0, "least-cost search"),
        ("[5, 5]", "impossible", None, "never attacks"),
        ("[0, 0]", "impossible", None, "always attacks"),
    ],
)
def test_solve_judges_messenger_plans(
    here: Path, marches: str, verdict: str, par: int | None, rule: str
) -> None:
    (here / "plan.toml").write_text(PLAN.format(marches=marches), encoding="utf-8")
    code, out, _ = said(solve_files, ["plan.toml"], as_json=True)
    answer = json.loads(out)
    assert code == 0
    assert (answer["verdict"], answer["par"], answer["because"]["rule"]) == (verdict, par, rule)
    assert list(answer) == [
        "file", "stage", "verdict", "measure", "par", "line", "because", "states", "seconds",
    ]  # fmt: skip


ARMY = """
[scenario]
protocol = "oral-messages"
generals = {n}
depth = {m}
order = "attack"
traitors = {traitors}
[goal]
break = "{condition}"
measure = "lies"
"""


@pytest.mark.parametrize(
    ("n", "m", "traitors", "condition", "verdict", "par"),
    [
        (7, 1, "[0, 6]", "agreement", "winnable", 3),
        (7, 2, "[0, 6]", "agreement", "impossible", None),
        (6, 2, "[4, 5]", "validity", "winnable", 6),
        (3, 1, "[0]", "validity", "vacuous", None),
        (10, 3, "[7, 8, 9]", "consistency", "impossible", None),
    ],
)
def test_solve_counts_lies(
    here: Path, n: int, m: int, traitors: str, condition: str, verdict: str, par: int | None
) -> None:
    (here / "army.toml").write_text(ARMY.format(n=n, m=m, traitors=traitors, condition=condition), "utf-8")
    code, out, _ = said(solve_files, ["army.toml"], as_json=True)
    answer = json.loads(out)
    assert (code, answer["verdict"], answer["par"]) == (0, verdict, par)
    assert sum(pick["cost"] for pick in answer["line"]) == (par or 0)


def test_solve_answers_every_shipped_level_as_it_is_expected() -> None:
    pack = packs.shipped()
    code, out, _ = said(solve_files, pack.ids, as_json=True)
    assert code == 0
    answers = [json.loads(line) for line in out.splitlines()]
    goals = [stage.goal for level in pack.levels for stage in level.stages]
    assert [(a["verdict"], a["par"]) for a in answers] == [(g.expect, g.par) for g in goals]


def test_solve_goes_on_after_a_file_that_cannot_be_read(here: Path) -> None:
    (here / "plan.toml").write_text(PLAN.format(marches="[1, 1]"), encoding="utf-8")
    (here / "goalless.toml").write_text(PLAN.format(marches="[1, 1]").split("[goal]")[0], encoding="utf-8")
    (here / "huge.toml").write_text(
        ARMY.format(n=30, m=9, traitors="[0]", condition="agreement"), encoding="utf-8"
    )
    code, out, err = said(solve_files, ["none.toml", "goalless.toml", "huge.toml", "plan.toml"])
    assert code == 2
    assert out.startswith("plan.toml, stage 1: winnable, par 1 capture")
    assert "goalless.toml: there is nothing to solve" in err
    assert "huge.toml:5:9: this would send" in err


def test_the_list_hides_par_from_players_and_shows_it_to_lecturers() -> None:
    code, out, _ = said(list_levels)
    assert code == 0
    assert "[" not in out
    assert "impossible" not in out
    for id in packs.shipped().ids:
        assert id in out
    _, answers, _ = said(list_levels, answers=True)
    assert "[impossible]" in answers
    assert "[winnable, par 3 lies]" in answers
    _, records, _ = said(list_levels, as_json=True)
    assert all("par" not in json.loads(line) for line in records.splitlines())


def test_a_play_is_replayed_and_what_it_says_of_its_end_is_not_believed(here: Path) -> None:
    file = played("the-fourth-general", Home.default())
    code, out, _ = said(replay_file, str(file))
    assert code == 0
    assert "won, 3 of 3 stars" in out
    text = file.read_text(encoding="utf-8")
    forged = here / "forged.jsonl"
    forged.write_text(text.replace('"number":2', '"number":3'), encoding="utf-8")
    code, out, _ = said(replay_file, str(forged))
    assert code == 1
    assert "It says won with 3 stars; it comes to not won." in out
    code, out, _ = said(replay_file, str(forged), as_json=True)
    assert json.loads(out)["diverges"]["line"] > 1
    stranger = here / "stranger.jsonl"
    stranger.write_text(text.replace("the-fourth-general", "no-such-level"), encoding="utf-8")
    code, out, err = said(replay_file, str(stranger))
    assert (code, out) == (2, "")
    assert "no shipped level is called no-such-level" in err
    assert said(replay_file, "none.jsonl")[0] == 2


def test_a_play_goes_on_where_it_was_left_and_only_on_its_own_level(here: Path) -> None:
    home = Home.default()
    level = packs.shipped().level("retreat-to-be-safe")
    match = open_match(level, home=home)
    assert level.bet is not None
    match.bet(level.bet.options.index(level.bet.answer))
    match.set(0, "L1")
    match.dispatch()
    match.set(0, "retreat")
    (unfinished,) = home.progress().unfinished
    again = resume(unfinished.path, level, home)
    assert again.drafts == {0: "retreat"}
    assert again.scene.spent == {"lies": 1}
    again.dispatch()
    assert again.status == "won"
    assert home.progress().stars("retreat-to-be-safe") == 3
    with pytest.raises(Refused, match="not of the-order"):
        resume(unfinished.path, packs.shipped().level("the-order"), home)
    transcript = read_transcript(unfinished.path)
    assert replay(transcript, level).won


def test_the_best_plays_are_handed_in_together(here: Path) -> None:
    home = Home.default()
    played("the-order", home)
    played("the-fourth-general", home)
    code, out, _ = said(export_levels, ["the-order", "the-fourth-general"], "mine.jsonl")
    assert (code, out) == (0, "mine.jsonl: 2 plays\n")
    headers = [
        json.loads(line)
        for line in (here / "mine.jsonl").read_text(encoding="utf-8").splitlines()
        if '"format"' in line
    ]
    assert [header["level"] for header in headers] == ["the-order", "the-fourth-general"]
    assert said(export_levels, ["the-order"], "mine.jsonl")[0] == 2
    assert said(export_levels, ["last-word"], "more.jsonl")[0] == 1
    assert said(export_levels, ["no-such"], "more.jsonl")[0] == 2


def test_what_was_handed_in_together_is_replayed_together(here: Path) -> None:
    home = Home.default()
    played("the-order", home)
    played("rule-forge", home)
    said(export_levels, ["the-order", "rule-forge"], "mine.jsonl")
    code, out, err = said(replay_file, "mine.jsonl")
    assert (code, err) == (0, "")
    assert [line.split()[0] for line in out.splitlines()] == ["the-order", "rule-forge"]
    assert out.count("won, 3 of 3 stars") == 2


@pytest.mark.parametrize("within", [2, 3])
def test_solve_keeps_to_what_may_be_spent(here: Path, within: int) -> None:
    text = ARMY.format(n=7, m=1, traitors="[0, 6]", condition="agreement") + f"within = {within}\n"
    (here / "army.toml").write_text(text, encoding="utf-8")
    _, out, _ = said(solve_files, ["army.toml"], as_json=True)
    assert json.loads(out)["verdict"] == ("winnable" if within == 3 else "impossible")


@pytest.mark.parametrize("condition", ["termination", "worlds", "laws"])
def test_a_goal_that_the_protocol_does_not_promise_is_refused_at_its_place(here: Path, condition: str) -> None:
    text = ARMY.format(n=7, m=1, traitors="[0, 6]", condition=condition)
    (here / "army.toml").write_text(text, encoding="utf-8")
    code, _, err = said(solve_files, ["army.toml"])
    assert code == 2
    assert err.startswith(f"army.toml:9:9: oral-messages knows no “{condition}”")


def test_fix_leaves_what_it_cannot_mend_and_every_other_byte(here: Path) -> None:
    said(write_template, "seven-tents")
    file = here / "seven-tents.toml"
    text = file.read_text(encoding="utf-8")
    crlf = text.replace("par = 3", "par = 0x9").replace("\n", "\r\n").encode()
    file.write_bytes(b"\xef\xbb\xbf" + crlf)
    assert said(check_paths, [str(file)], fix=True)[0] == 0
    assert file.read_bytes() == b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()
    goal = text[text.index("[goal]") : text.index("[[hint]]")]
    inline = 'goal = { break = "agreement", measure = "lies", expect = "winnable" }\n'
    text = text.replace(goal, "").replace("[scenario]", inline + "\n[scenario]")
    file.write_text(text, encoding="utf-8")
    assert said(check_paths, [str(file)], fix=True)[0] == 1
    assert file.read_text(encoding="utf-8") == text


def test_a_script_that_cannot_happen_is_found_and_not_met_in_play(here: Path) -> None:
    said(write_template, "seven-tents")
    file = here / "seven-tents.toml"
    text = file.read_text(encoding="utf-8").replace("traitors = [0, 6]", "traitors = [0, 6]\ncrashes = 1")
    crash = "[cast.scheduler]\ncrash = [{ general = 1, round = 1, reaches = [2] }]\n\n[player]"
    file.write_text(text.replace("[player]", crash), encoding="utf-8")
    code, _, err = said(check_paths, [str(file)])
    assert code == 1
    assert "a script asks for what cannot happen: L1 sends nothing to all of these in round 1" in err
