"""The signs: one cell each, in Unicode and in ASCII, and when which is taken."""

from dataclasses import fields

import pytest
from rich.cells import cell_len

from tui.glyphs import ASCII, UNICODE, glyphs_for, speaks_unicode, spell

WORDS = ("name", "city_small", "city", "city_large")


@pytest.mark.parametrize("glyphs", [UNICODE, ASCII], ids=lambda glyphs: glyphs.name)
def test_every_sign_is_one_cell_wide(glyphs):
    for field in fields(glyphs):
        value = getattr(glyphs, field.name)
        if field.name in WORDS:
            continue
        for sign in value if isinstance(value, tuple) else (value,):
            assert cell_len(sign) == len(sign) == 1, field.name


@pytest.mark.parametrize("glyphs", [UNICODE, ASCII], ids=lambda glyphs: glyphs.name)
def test_the_city_is_a_rectangle(glyphs):
    for city in (glyphs.city_small, glyphs.city, glyphs.city_large):
        assert len({cell_len(line) for line in city}) == 1


def test_ascii_is_ascii():
    for field in fields(ASCII):
        value = getattr(ASCII, field.name)
        assert "".join(value).isascii(), field.name


def test_signs_that_fira_code_does_not_have_are_not_used():
    for field in fields(UNICODE):
        assert not set("▸✗★☆△◂") & set("".join(getattr(UNICODE, field.name)))


@pytest.mark.parametrize(
    ("environ", "unicode"),
    [
        ({"LANG": "en_GB.UTF-8"}, True),
        ({"LANG": "C.utf8"}, True),
        ({"LANG": "C"}, False),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "C"}, False),
        ({"LANG": "C", "LC_CTYPE": "de_DE.UTF-8"}, True),
        ({"LC_ALL": "de_DE.ISO-8859-1"}, False),
    ],
)
def test_the_locale_decides(environ, unicode):
    assert speaks_unicode(environ) is unicode
    assert glyphs_for(environ) is (UNICODE if unicode else ASCII)
    assert glyphs_for(environ, ascii_only=True) is ASCII


def test_texts_are_spelt_with_plain_signs():
    assert spell("4 · “R†” … ≤ é", ASCII) == '4 . "R%" ~ <= ?'
    assert spell("4 · “R†”", UNICODE) == "4 · “R†”"
