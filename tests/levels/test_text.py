"""What may pass the gate, and what may not."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levels.text import clean, is_clean

ANYTHING = st.text(st.characters(exclude_categories=()), max_size=200)


@pytest.mark.parametrize(
    ("raw", "passed"),
    [
        ("Belisarius", "Belisarius"),
        ("\x1b[31mred\x1b[0m", "[31mred[0m"),
        ("\x9b31mred", "31mred"),
        ("\x1b]0;title\x07", "]0;title"),
        ("a\x00b\x7fc", "abc"),
        ("evil\u202egpj.exe", "evilgpj.exe"),
        ("\u2066a\u2069", "a"),
        ("ze\u200bro\ufeff", "zero"),
        ("lone \ud800 half", "lone \N{REPLACEMENT CHARACTER} half"),
        ("noncharacter \uffff", "noncharacter \N{REPLACEMENT CHARACTER}"),
        ("tag\U000e0041", "tag"),
        ("e\u0301", "é"),
        ("one\ttwo\nthree", "one two three"),
        ("dashes – and ‘quotes’, ✓ ✗ ╳ █", "dashes – and ‘quotes’, ✓ ✗ ╳ █"),
        ("Ναρσῆς 漢字", "Ναρσῆς 漢字"),
    ],
)
def test_one_line(raw: str, passed: str) -> None:
    assert clean(raw) == passed


def test_line_breaks_stay_only_where_asked() -> None:
    assert clean("a\r\nb\rc\nd\u2028e", lines=True) == "a\nb\nc\nd\ne"
    assert clean("a\nb") == "a b"


def test_a_letter_keeps_a_few_marks_only() -> None:
    assert len(clean("x" + "\u0348" * 500)) <= 4


def test_a_long_text_is_cut_with_a_mark() -> None:
    assert clean("abcdef", 4) == "abc…"
    assert clean("abcd", 4) == "abcd"
    assert clean("abcd", 0) == ""
    assert clean("\x1b" * 100_000 + "x", 10) == ""


@given(ANYTHING, st.booleans())
def test_nothing_raw_passes(raw: str, lines: bool) -> None:
    passed = clean(raw, lines=lines)
    allowed = "\n" if lines else ""
    for character in passed:
        assert character in allowed or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Cn")
    passed.encode("utf-8")


@given(ANYTHING, st.booleans(), st.integers(0, 40))
def test_cleaning_twice_changes_nothing(raw: str, lines: bool, limit: int) -> None:
    passed = clean(raw, limit, lines=lines)
    assert len(passed) <= limit
    assert is_clean(passed, limit, lines=lines)
    assert unicodedata.is_normalized("NFC", passed)


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=100))
def test_plain_text_is_left_alone(raw: str) -> None:
    assert clean(raw) == raw
