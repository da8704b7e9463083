"""The level format: what it takes, and what it says to the author of a level that it does not take."""

import json
from typing import Any

import pytest

from engine.protocols import PROTOCOLS
from levels.errors import LevelErrors
from levels.keys import scenario_schema
from levels.packs import loads
from levels.schema import Level, schema
from tests.levels import samples


def errors_of(text: str) -> list[str]:
    with pytest.raises(LevelErrors) as caught:
        loads(text, "a.toml")
    return [str(error) for error in caught.value.errors]


def changed(old: str, new: str, text: str = samples.LEVEL) -> str:
    assert old in text
    return text.replace(old, new, 1)


@pytest.mark.parametrize("text", [samples.LEVEL, samples.STAGED, samples.TABLE, samples.DAWN, samples.LAW])
def test_the_samples_are_levels(text: str) -> None:
    assert isinstance(loads(text), Level)


def test_a_level_of_one_stage() -> None:
    level = loads(samples.LEVEL, "x.toml")
    (stage,) = level.stages
    assert (level.id, level.file, level.twin, level.slow) == ("the-fourth-general", "x.toml", None, False)
    assert level.bet is not None
    assert level.bet.options == ("yes", "no")
    assert (stage.goal.verb, stage.goal.name, stage.goal.expect) == ("break", "agreement", "impossible")
    assert (stage.scenario.processes, stage.scenario.defaults) == (4, ("retreat",) * 4)
    assert stage.player.seats == (3,)
    assert stage.undo
    assert stage.title is None


def test_a_level_of_two_stages() -> None:
    level = loads(samples.STAGED)
    first, second = level.stages
    assert (first.title, second.title) == ("Four letters", "Five letters")
    assert (first.undo, second.undo) == (True, False)
    assert second.text is not None
    assert second.text.before == "One more, to be sure."
    assert level.hints_for(0) == ()
    assert [hint.text for hint in level.hints_for(1)] == ["Take the last."]


def test_a_level_never_changes() -> None:
    level = loads(samples.LEVEL)
    for thing, name in ((level, "id"), (level.stages[0], "undo"), (level.stages[0].goal, "par")):
        with pytest.raises((AttributeError, ValueError)):
            setattr(thing, name, 1)


def test_the_digest_is_of_the_content_and_not_of_the_layout() -> None:
    level = loads(samples.LEVEL)
    same = samples.LEVEL.replace("generals = 4", "generals   =  0x4 # four").replace("\n", "\r\n")
    assert loads(same).digest == level.digest
    assert loads(changed("number = 2", "number = 3")).digest != level.digest


def test_all_faults_are_told_at_once_in_the_order_of_the_lines() -> None:
    text = samples.LEVEL
    for old, new in (
        ("generals = 4", "genrals = 4"),
        ('answer = "no"', 'answer = "maybe"'),
        ("seats = [3]", 'seats = ["x"]'),
        ('measure = "lies"', 'measure = "lise"'),
    ):
        text = changed(old, new, text)
    found = errors_of(text)
    assert [error.split(":")[1:3] for error in found] == [["10", "1"], ["17", "10"], ["21", "11"], ["35", "10"]]
    assert "did you mean “generals”?" in found[0]
    assert "did you mean “lies”?" in found[2]


def test_the_line_and_a_caret_stand_beneath_the_sentence() -> None:
    with pytest.raises(LevelErrors) as caught:
        loads(changed("depth = 1", "depth = true"), "a.toml")
    assert str(caught.value) == (
        "a.toml:11:9: “depth” must be a whole number, not true\n    depth = true\n            ^"
    )


ONE_FAULT: list[tuple[str, str, str]] = [
    ("format = 1", "format = 2", "1:10: “format” must be 1, not 2"),
    ("format = 1", "", "1:1: “format” is missing"),
    ('id = "the-fourth-general"', 'id = "The Fourth"', "lower-case words joined by hyphens"),
    ('title = "The fourth general"', 'title = " "', "3:9: “title” may not be empty"),
    ('idea = "Four', 'idae = "Four', "unknown key “idae”; did you mean “idea”?"),
    ("depth = 1", "depth = 1.0", "11:9: “depth” must be a whole number, not 1.0"),
    ("depth = 1", "depth = 31", "11:9: “depth” must be at most 30 here, not 31"),
    ("depth = 1", "depth = -1", "11:9: “depth” must be at least 0 here, not -1"),
    ("depth = 1", "depth = nan", "11:9: this is no number: “nan” and “inf” are not allowed"),
    ("depth = 1", "depth = inf", "11:9: this is no number: “nan” and “inf” are not allowed"),
    ("depth = 1", "depth = 99999999999999999999", "11:9: a number beyond 1,000,000,000"),
    ("depth = 1", "depth = 2026-01-01", "11:9: dates and times are not used here"),
    ("depth = 1", "", "9:1: “depth” is missing: m of OM(m)"),
    ("depth = 1", "depth = 1\ncopies = 2", "12:1: oral-messages takes no “copies”; it takes generals, depth"),
    ("depth = 1", "depth = 1\nedges = [[0, 1]]", "12:1: oral-messages takes no “edges”"),
    ("generals = 4", "generals = 31", "10:12: “generals” must be at most 30 here, not 31"),
    ('order = "attack"', 'order = "atack"', "must be “attack” or “retreat”, not “atack”"),
    ('order = "attack"', 'inputs = ["attack"]', "12:1: oral-messages takes no “inputs”"),
    ("traitors = [3]", "traitors = [3, 4]", "13:16: there is no general 4: they are numbered from 0 to 3"),
    ("traitors = [3]", "traitors = [3, 3]", "13:16: 3 stands here twice"),
    ("traitors = [3]", "traitors = 3", "13:12: “traitors” must be a list, not 3"),
    ("traitors = [3]", "traitors = []", "17:10: general 3 is loyal: [scenario] has traitors = []"),
    ("traitors = [3]", 'traitors = [3]\ndefault = ["attack"]', "4 generals need as many orders here, not 1"),
    ("traitors = [3]", 'traitors = [3]\ndefault = ["attack", "x"]', "14:22: item 2 of “default” must be"),
    ("traitors = [3]", 'traitors = [3]\ndefault = "x"', "14:11: “default” must be “attack” or “retreat”"),
    ('role = "traitor"', 'role = "tratior"', "did you mean “traitor”?"),
    ('role = "traitor"', 'role = "city"', "17:1: the city holds no seat among the generals"),
    ('role = "traitor"', 'role = "general"', "17:10: general 3 is a traitor; a general's seat is loyal"),
    ("seats = [3]", "seats = []", "15:2: a traitor has either “seats” or a “choose” of seats"),
    ("seats = [3]", "seats = [3]\nsends = true", "18:1: a traitor always sends what he likes"),
    ("seats = [3]", "seats = [7]", "17:10: there is no general 7"),
    ('break = "agreement"', "", "19:2: a goal has exactly one of break, keep and make"),
    ('break = "agreement"', 'break = "agreement"\nkeep = "validity"', "19:2: a goal has exactly one of"),
    ('break = "agreement"', 'break = "worlds"', '20:9: “worlds” needs a [task] with kind = "dawn"'),
    ('expect = "impossible"', 'expect = "impossible"\npar = 3', "23:7: what is impossible has no par"),
    ('measure = "lies"', 'measure = "none"\nwithin = 3', "22:10: “within” needs a measure to count"),
    ('[claim]\nasks = "sure-votes"\ninside = 1', "", "[claim] table is missing"),
    ("inside = 1", "inside = 0", "26:10: the commander has no votes; a lieutenant has"),
    ("inside = 1", "inside = 9", "26:10: there is no general 9"),
    ("number = 2", "", "28:2: a claim is argued with a number: “number” is missing"),
    ("number = 2", "number = 2\nstrikes = []\nseat = 1", "32:8: this seat is not to be chosen: choose = []"),
    ("number = 2", "number = 2\ncells = {}", "31:1: only a scribe fills cells"),
    ('options = ["yes", "no"]', 'options = ["no"]', "34:11: “options” has 1 entry: at least 2 are needed"),
    ('options = ["yes", "no"]', 'options = ["no", "no"]', "34:11: two options are the same"),
    ('text = "Count the votes."', 'text = "Count."\nstage = 2', "39:9: there is no stage 2: this level has 1"),
    ('text = "Count the votes."', 'text = ""', "38:8: “text” may not be empty"),
    ('won = "So it is."', f'won = "{"so " * 101}"', "42:7: “won” has 101 words: at most 100 fit a screen"),
    ('won = "So it is."', 'won = "' + r"so\n" * 17 + '"', "42:7: “won” has 17 lines: at most 16 fit a screen"),
    ('won = "So it is."', f'won = "{"x" * 4_001}"', "42:7: a text of 4,001 characters: at most 4,000"),
    ('won = "So it is."', "won = []", "42:7: “won” must be a text, not a list"),
    ("[bet]", "[cast.traitr]\nagent = \"loyal\"\n[bet]", "32:7: unknown role “traitr”"),
    ("[bet]", "[cast.'traitor:1']\nagent = \"loyal\"\n[bet]", "32:7: general 1 is loyal"),
    ("[bet]", "[cast.'network:1']\nagent = \"loyal\"\n[bet]", "32:7: unknown role “network:1”"),
    ("[bet]", "[cast.network]\nagent = \"flip\"\n[bet]", "33:9: the network can be loyal, script"),
    ("[bet]", "[cast.traitor]\n[bet]", "32:7: “agent” is missing"),
    ("[bet]", "[cast.traitor]\ncapture = [1]\n[bet]", "33:1: “capture” is for the network, not"),
    ("[bet]", "[cast.network]\ncapture = [0]\n[bet]", "33:12: item 1 of “capture” must be at least 1, not 0"),
    ("[bet]", "[cast.network]\ncapture = [2, 2]\n[bet]", "33:15: message 2 stands here twice"),
    ("[bet]", "[cast.network]\nagent = \"loyal\"\ncapture = [2]\n[bet]", "34:1: “capture” is for agent"),
    ("[bet]", "[cast.scheduler]\nsteps = [{}]\n[bet]", "33:10: a step is one of deliver, crash, timeout"),
    ("[bet]", "[cast.scheduler]\nsteps = [{ crash = 9 }]\n[bet]", "33:20: there is no general 9"),
    ("[bet]", "[task]\nkind = \"tabel\"\n[bet]", "33:8: “kind” must be “table”, “dawn” or “law”, not"),
    ("[bet]", "[task]\nof = 1\n[bet]", "32:2: “kind” is missing"),
    ("[bet]", "[task]\nkind = \"table\"\nfil = 1\nof = 1\n[bet]", "34:1: unknown key “fil”; did you mean"),
    ("[bet]", "[task]\nkind = \"law\"\ngenerals = 4\n[bet]", "34:12: “generals” must be 3, not 4"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "expected"), ONE_FAULT)
def test_a_fault_is_told_where_it_stands(old: str, new: str, expected: str) -> None:
    found = errors_of(changed(old, new))
    assert any(f"a.toml:{expected}" in error or expected in error for error in found), found


SAYS: list[tuple[str, str]] = [
    ("{ general = 3, heard = [0], to = 1, order = 'attack' }", ""),
    ("{ general = 1, heard = [0], to = 2, order = 'attack' }", "general 1 is loyal"),
    ("{ general = 3, heard = [0], to = 3, order = 'attack' }", "nobody writes to himself"),
    ("{ general = 3, heard = [1], to = 2, order = 'attack' }", "all news begins with the commander"),
    ("{ general = 3, heard = [], to = 2, order = 'attack' }", "only the commander has heard it from nobody"),
    ("{ general = 3, heard = [0, 1], to = 2, order = 'attack' }", "passed on more than 1 times here"),
    ("{ general = 3, heard = [0], to = 0, order = 'attack' }", "general 0 is no part of the path"),
    ("{ general = 3, heard = [9], to = 1, order = 'attack' }", "there is no general 9"),
    ("{ general = 3, heard = [0], to = 1, order = 'maybe' }", "“attack”, “retreat” or “silence”, not “maybe”"),
    ("{ general = 3, heard = [0], to = 1 }", "“order” is missing"),
    ("{ general = 3, herd = [0], to = 1, order = 'silence' }", "did you mean “heard”?"),
]


@pytest.mark.parametrize(("row", "expected"), SAYS)
@pytest.mark.parametrize("table", ["cast.traitor", "reference"])
def test_a_line_of_a_script(row: str, expected: str, table: str) -> None:
    text = samples.LEVEL
    if table == "reference":
        text = changed("number = 2", f"number = 2\nsays = [{row}]", text)
    else:
        text = changed("[bet]", f"[cast.traitor]\nsays = [{row}]\n[bet]", text)
    if not expected:
        loads(text)
    else:
        assert any(expected in error for error in errors_of(text))


def test_a_stage_s_table_above_the_stages() -> None:
    found = errors_of(samples.STAGED.replace("[[stage]]", '[player]\nrole = "city"\n[[stage]]', 1))
    assert found == ["a.toml:17:2: where there is [[stage]], “player” belongs into a stage"]


def test_a_fault_in_a_stage_is_told_where_it_stands() -> None:
    found = errors_of(samples.STAGED.replace("depth = 5", "depth = 0"))
    assert found == ["a.toml:40:9: “depth” must be at least 1 here, not 0"]
    found = errors_of(samples.STAGED.replace("capture = [4]", "capture = [3, 4]"))
    assert found == ["a.toml:31:11: the city may take 1 messages here, not 2"]


def test_the_two_generals_are_loyal_and_two() -> None:
    text = samples.STAGED.replace("depth = 5", 'depth = 5\ngenerals = 3\ntraitors = [1]\ndefault = "attack"')
    assert [error.split(": ", 1)[0] for error in errors_of(text)] == [
        "a.toml:41:12",
        "a.toml:42:12",
        "a.toml:43:11",
    ]
    allowed = 'depth = 5\ngenerals = 2\ntraitors = []\ndefault = "retreat"\nseed = 3'
    loads(samples.STAGED.replace("depth = 5", allowed))


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        ("messages = [{ from = 0, after = 0 }, { from = 1, after = 1 }]\nmarches = [1, 1]", ""),
        ("messages = [{ from = 0, after = 1 }]\nmarches = [1, 1]", "which is not sent before it"),
        ("messages = [{ from = 0, after = 0 }, { from = 0, after = 1 }]\nmarches = [1, 1]", "does not receive"),
        ("messages = [{ from = 2, after = 0 }]\nmarches = [1, 1]", "“from” must be at most 1 here, not 2"),
        ("messages = []\nmarches = [1]", "two generals need two numbers here, not 1"),
        ("messages = []", "“marches” is missing"),
    ],
)
def test_a_messenger_plan(plan: str, expected: str) -> None:
    text = samples.STAGED.replace('"acknowledgements"\ndepth = 5', f'"messenger-plan"\n{plan}')
    if expected:
        assert any(expected in error for error in errors_of(text))
    else:
        loads(text)


def test_a_choice_of_seats() -> None:
    text = samples.LEVEL.replace("seats = [3]", "choose = [0, 1]").replace("traitors = [3]", "")
    text = text.replace('claim = "impossible"\nnumber = 2', "seat = 1").replace('expect = "impossible"', "")
    assert loads(text).stages[0].player.choose == (0, 1)
    assert "this seat is not to be chosen" in errors_of(text.replace("seat = 1", "seat = 2"))[0]
    assert "“seat” is missing" in errors_of(text.replace("seat = 1", ""))[0]


def test_more_faults_than_anybody_reads() -> None:
    keys = "".join(f"{'k' * 60}{i} = 1\n" for i in range(900))
    found = errors_of(keys + samples.LEVEL)
    assert len(found) == 101
    assert found[-1] == "a.toml: and 800 more faults"


def test_no_raw_byte_passes_through_a_level_or_a_message() -> None:
    level = loads(changed('won = "So it is."', 'won = "So \\u001b[31mit\\u202e is.\\u0085\\u200b"'))
    assert level.text.won == "So [31mit is."
    with pytest.raises(LevelErrors) as caught:
        loads(changed("depth = 1", '"de\\u001bpth" = "\\u009b"'), "evil\x1b.toml")
    assert all(character.isprintable() or character == "\n" for character in str(caught.value))


def test_the_schema_for_editors_names_every_key() -> None:
    document = schema()
    text = json.dumps(document)
    assert len(document["anyOf"]) == 2
    for key in ("scenario", "from", "break", "hint", "stage", "crosses", "nights", "choose", "strikes"):
        assert f'"{key}"' in text
    assert '"break_"' not in text


def walk(value: Any) -> Any:
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from walk(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from walk(inner)


def test_the_schema_allows_no_unknown_key() -> None:
    for table in walk(schema()):
        if table.get("type") == "object" and "properties" in table:
            assert table["additionalProperties"] is False


@pytest.mark.parametrize("id", list(PROTOCOLS))
def test_the_schema_says_what_each_protocol_takes(id: str) -> None:
    """The same keys, bounds and words as its table, which is what the reader checks."""
    document = scenario_schema()
    protocol = PROTOCOLS[id]
    (taken,) = (
        rule["then"] for rule in document["allOf"] if rule["if"]["properties"]["protocol"]["const"] == id
    )
    assert taken["propertyNames"]["enum"] == ["protocol", *protocol.names, "network"]
    assert set(protocol.names) < set(document["properties"])
    for parameter in protocol.parameters:
        said = taken["properties"][parameter.name]
        assert said["description"].lower().startswith(parameter.sentence[:20].lower())
        if parameter.kind == "number" and parameter.only is None:
            assert (said["minimum"], said["maximum"]) == (parameter.least, parameter.most)
        if parameter.kind == "word" and parameter.only is None:
            assert said["enum"] == list(parameter.words)
    assert json.loads(json.dumps(document)) == document
