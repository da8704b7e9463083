"""Files that should never be read are refused with one clear sentence."""

import os
import stat
from pathlib import Path

import pytest

from levels.errors import LevelErrors
from levels.source import BYTES, read_source, source_of


def refusal(raw: bytes) -> str:
    with pytest.raises(LevelErrors) as caught:
        source_of(raw, "a.toml")
    (error,) = caught.value.errors
    return str(error)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"a = 1\n" * 20_000, "a.toml: is larger than 64 KiB"),
        (b"a = 1\nb = '\xff'", "a.toml:2:6: this is no UTF-8 text"),
        ("é = 1\nü = '".encode() + b"\xc3", "a.toml:2:6: this is no UTF-8 text"),
        (b"a = '\xed\xa0\x80'", "a.toml:1:6: this is no UTF-8 text"),
        (b"a = 1\n\n \0", "a.toml:3:2: a NUL byte: this is no text file"),
        (b"a = 1\na = 2\n", "a.toml:2:1: “a” is given twice; first in line 1"),
        (b"[x]\n[y]\n[x]\n", "a.toml:3:2: “x” is given twice; first in line 1"),
        (b"a = \n", "a.toml:1:5: invalid value"),
        (b"a = 'x\n", "a.toml:1:5: this text is never closed"),
        (b'b = 1\na = "x\n', "a.toml:2:5: this text is never closed"),
        (b'a = """x\n\n', "a.toml:1:5: this text is never closed"),
        (b"a = '''x\n\n", "a.toml:1:5: this text is never closed"),
        (b"a 1\n", "a.toml:1:3: expected '=' after a key in a key/value pair"),
        (b"a = [[[[[[[[[1]]]]]]]]]", "a.toml:1:13: nested more than 8 deep"),
        (b"a = " + b"[" * 60_000, "a.toml:1:13: nested more than 8 deep"),
        (b"a = " + b"{a=" * 20_000, "a.toml:1:29: nested more than 8 deep"),
        (b".".join([b"a"] * 32_000) + b" = 1", "a.toml:1:19: nested more than 8 deep"),
        (b"[" + b".".join([b"a"] * 32_000) + b"]", "a.toml:1:20: nested more than 8 deep"),
        (b"a = " + b"9" * 60_000, "a.toml: a number in it is beyond 1,000,000,000"),
    ],
)
def test_a_hostile_file_is_refused(raw: bytes, expected: str) -> None:
    assert refusal(raw).startswith(expected)


def faults(raw: bytes) -> list[tuple[tuple[str | int, ...], str]]:
    return [(fault.path, fault.message) for fault in source_of(raw, "a.toml").faults]


def test_what_breaks_a_limit_inside_is_a_fault_at_its_path() -> None:
    assert faults(b"a = [" + b"1," * 257 + b"]") == [(("a",), "a list of 257: at most 256 are allowed")]
    assert faults(b"a = [" + b"1," * 256 + b"]") == []
    assert faults(b"[x]\ny = [0, '" + b"z" * 4_001 + b"']") == [
        (("x", "y", 1), "a text of 4,001 characters: at most 4,000 are allowed")
    ]
    assert faults(b"a = '" + b"z" * 4_000 + b"'") == []
    assert faults(b"k" * 101 + b" = 1")[0][1] == "a key of 101 characters: at most 100 are allowed"
    assert faults(b"a = nan\nb = -inf\nc = 1e999\nd = 1e3")[2][0] == ("c",)
    assert faults(b"a = 1000000001\nb = 0x7fffffffffffffff\nc = 1_000_000_000") == [
        (("a",), "a number beyond 1,000,000,000"),
        (("b",), "a number beyond 1,000,000,000"),
    ]


@pytest.mark.parametrize(
    "raw",
    [
        "\n".join(f"a.b.c.d.e.f.g.h{i} = 1" for i in range(2_500)).encode(),
        b"[[a]]\n" * 10_000,
        b'a = "' + b"\\\\" * 32_000 + b'"',
        b"#" * BYTES,
        b"\n" * BYTES,
        b"a = [" + b"{}," * 21_000 + b"]",
    ],
)
def test_a_large_file_is_read_to_its_end(raw: bytes) -> None:
    assert len(raw) <= BYTES
    source_of(raw, "a.toml")


def test_a_byte_order_mark_and_foreign_line_ends_are_no_fault() -> None:
    source = source_of(b"\xef\xbb\xbfa = 1\r\nb = '''x\r\ny'''\r\n", "a.toml")
    assert source.data == {"a": 1, "b": "x\ny"}
    assert source.positions.key(("b",)).line == 2


def test_strings_are_clean() -> None:
    assert source_of(b'a = ["\\u001b[2J", "x\\u202ey"]', "a").data == {"a": ["[2J", "xy"]}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("missing.toml", "there is no such file"),
        (".", "is a folder, not a file"),
        ("x" * 300 + ".toml", "cannot be read: "),
        ("nul\0.toml", "this is no name of a file"),
    ],
)
def test_what_is_no_readable_file(tmp_path: Path, name: str, expected: str) -> None:
    with pytest.raises(LevelErrors) as caught:
        read_source(f"{tmp_path}/{name}")
    assert expected in str(caught.value)
    assert "\0" not in str(caught.value)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_pipe_that_nobody_fills_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(LevelErrors, match="is no plain file"):
        read_source(tmp_path / "pipe")


def test_a_file_without_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.toml"
    file.write_text("a = 1")

    def denied(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("builtins.open", denied)
    with pytest.raises(LevelErrors, match="may not be read: permission is missing"):
        read_source(file)


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")
def test_a_link_that_turns_in_a_circle(tmp_path: Path) -> None:
    link = tmp_path / "a.toml"
    link.symlink_to(link)
    assert stat.S_ISLNK(link.lstat().st_mode)
    with pytest.raises(LevelErrors, match="cannot be read"):
        read_source(link)


def test_a_long_line_is_shown_around_its_fault() -> None:
    with pytest.raises(LevelErrors) as caught:
        source_of(b"a = [" + b"1, " * 100 + b"], # " + b"x" * 5_000, "a.toml")
    (error,) = caught.value.errors
    assert len(error.source_line) <= 80
    assert error.source_line[error.caret] == ","
