"""The shipped levels: they load, they fit the screen, and the oracle agrees with all they say of themselves."""

import textwrap
from collections.abc import Iterator

import pytest

from levels import claims
from levels.certify import certify
from levels.packs import LESSON, shipped
from levels.playing import Playing
from levels.schema import Level
from levels.text import is_clean

WIDTH = 74
"""What a frame leaves of 80 columns."""
LINES = 12
"""So many lines of a text leave room for the goal, the seat and the bet below it."""


def level(id: str) -> Level:
    return shipped().level(id)


def playing(id: str, number: int = 0) -> Playing:
    return Playing(level(id).stages[number])


def texts(each: Level) -> Iterator[str]:
    spoken = [each.text, *(stage.text for stage in each.stages if stage.text)]
    for part in spoken:
        yield from (text for text in (part.before, part.won, part.lost) if text)
    yield from (hint.text for hint in each.hints)


# Form.


def test_the_lesson_stands_in_the_campaign_in_its_order() -> None:
    ids = shipped().ids
    assert [id for id in ids if id in LESSON] == list(LESSON)
    assert len(set(ids)) == len(ids)
    assert [chapter.number for chapter in shipped().chapters] == [1, 2, 3]


def test_every_shipped_level_loads() -> None:
    levels = shipped().levels
    assert [each.id for each in levels] == list(shipped().ids)
    assert all(chapter.summary for chapter in shipped().chapters)


@pytest.mark.parametrize("id", LESSON)
def test_texts_fit_the_screen(id: str) -> None:
    for text in texts(level(id)):
        wrapped = [line for part in text.split("\n") for line in textwrap.wrap(part, WIDTH) or [""]]
        assert len(wrapped) <= LINES, text
        assert is_clean(text, lines=True)
        # Square brackets are left to the screens, which may take them for markup.
        assert not set("[]") & set(text), text


@pytest.mark.parametrize("id", LESSON)
def test_hints_come_in_three_steps(id: str) -> None:
    each = level(id)
    for number in range(len(each.stages)):
        assert len(each.hints_for(number)) == 3


@pytest.mark.parametrize("id", LESSON)
def test_twins_name_each_other(id: str) -> None:
    twin = level(id).twin
    assert twin is None or level(twin).twin == id


def test_possible_and_impossible_twins_look_alike() -> None:
    one, other = level("retreat-to-be-safe"), level("the-fourth-general")
    assert one.text.lost == other.text.lost
    assert one.text.before.split("\n")[-1] == other.text.before.split("\n")[-1]
    assert one.bet
    assert other.bet
    assert (one.bet.question, one.bet.options) == (other.bet.question, other.bet.options)
    seven, first = level("three-all").stages
    assert seven.claim
    assert first.claim
    assert seven.claim.question == first.claim.question
    assert playing("three-all", 0).sentence == playing("three-all", 1).sentence


# What the oracle says.


VERDICTS = {
    "last-word": [("winnable", 1), ("winnable", 1)],
    "the-order": [("winnable", None)],
    "three-tents": [("winnable", None)],
    "retreat-to-be-safe": [("winnable", 1)],
    "rule-forge": [("winnable", 3)],
    "count-the-notes": [("winnable", None)] * 2,
    "the-fourth-general": [("impossible", None)],
    "three-all": [("impossible", None), ("winnable", 3)],
    "columns-of-truth": [("winnable", None)] * 2,
    "another-round": [("impossible", None)],
}


@pytest.mark.parametrize("id", LESSON)
def test_the_oracle_agrees_and_the_reference_earns_every_star(id: str) -> None:
    certificate = certify(level(id))
    assert certificate.findings == ()
    assert [(found.verdict, found.par) for found in certificate.verdicts] == VERDICTS[id]
    assert certificate.stars == 3


@pytest.mark.parametrize(
    ("id", "number", "answer"),
    [
        ("retreat-to-be-safe", 0, 1),
        ("the-fourth-general", 0, 2),
        ("three-all", 0, 4),
        ("three-all", 1, 3),
        ("another-round", 0, 5),
    ],
)
def test_each_claim_has_its_number(id: str, number: int, answer: int) -> None:
    at = playing(id, number)
    assert at.stage.claim is not None
    assert claims.answer(at, at.stage.claim) == answer
