"""Every key and value is found where it stands."""

import string
from dataclasses import dataclass, field
from random import Random
from typing import Any

import pytest
import tomli
from hypothesis import given
from hypothesis import strategies as st

from levels.positions import NESTING, Path, Place, locate

TEXT = """\
# a level
id = "x"
"quoted key" = 1
a.b . 'c d' = [ 1, # one
  [2, 3],
  { x = 1, "y\\u0041" = "]" },
]
long = \"\"\"
not = "a key"
[nor a header]
\"\"\"
also = '''it''s'''   # done
[scenario]
depth=1
[[stage]]
title = "one"
[stage.goal]
par = 3
[[stage]]
  [stage.goal]
  par = 4
  [[stage.hint]]
  text = "h"
"""


@pytest.mark.parametrize(
    ("path", "key", "value"),
    [
        (("id",), (2, 1), (2, 6)),
        (("quoted key",), (3, 1), (3, 16)),
        (("a",), (4, 1), (4, 1)),
        (("a", "b"), (4, 3), (4, 3)),
        (("a", "b", "c d"), (4, 7), (4, 15)),
        (("a", "b", "c d", 0), (4, 17), (4, 17)),
        (("a", "b", "c d", 1), (5, 3), (5, 3)),
        (("a", "b", "c d", 1, 1), (5, 7), (5, 7)),
        (("a", "b", "c d", 2, "x"), (6, 5), (6, 9)),
        (("a", "b", "c d", 2, "yA"), (6, 12), (6, 24)),
        (("long",), (8, 1), (8, 8)),
        (("also",), (12, 1), (12, 8)),
        (("scenario",), (13, 2), (13, 2)),
        (("scenario", "depth"), (14, 1), (14, 7)),
        (("stage",), (15, 3), (15, 3)),
        (("stage", 0), (15, 3), (15, 3)),
        (("stage", 0, "goal"), (17, 8), (17, 8)),
        (("stage", 0, "goal", "par"), (18, 1), (18, 7)),
        (("stage", 1), (19, 3), (19, 3)),
        (("stage", 1, "goal", "par"), (21, 3), (21, 9)),
        (("stage", 1, "hint", 0, "text"), (23, 3), (23, 10)),
    ],
)
def test_known_places(path: Path, key: tuple[int, int], value: tuple[int, int]) -> None:
    tomli.loads(TEXT)
    positions = locate(TEXT)
    assert positions.key(path) == Place(*key)
    assert positions.value(path) == Place(*value)


def test_an_unknown_path_answers_with_its_nearest_parent() -> None:
    positions = locate(TEXT)
    assert positions.key(("stage", 1, "goal", "measure")) == Place(20, 10)
    assert positions.value(("stage", 7)) == Place(15, 3)
    assert positions.key(("nothing",)) == Place(1, 1)
    assert locate("").key(("a", 0)) == Place(1, 1)


@pytest.mark.parametrize(
    ("text", "place", "first"),
    [
        ("a = 1\nb = 2\na = 3\n", (3, 1), (1, 1)),
        ("[x]\ny = 1\n[x]\n", (3, 2), (1, 2)),
        ("[x]\ny.z = 1\n  y.z = 2\n", (3, 5), (2, 3)),
        ("t = { a = 1, a = 2 }\n", (1, 14), (1, 7)),
    ],
)
def test_a_key_given_twice(text: str, place: tuple[int, int], first: tuple[int, int]) -> None:
    with pytest.raises(tomli.TOMLDecodeError):
        tomli.loads(text)
    at, _, before = locate(text).twice[0]
    assert (at, before) == (Place(*place), Place(*first))


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * 60_000,
        "a = " + "{a=" * 20_000,
        ".".join("a" * 30_000) + " = 1",
        "[" + ".".join("a" * 30_000) + "]",
        "a = " + "[" * 9 + "]" * 9,
        "a = [[[[[{a={b={c={}}}}]]]]]",
        "[a.b.c.d]\ne.f.g.h.i.j = 1",
        "[[a]]\n[[a.b]]\n[[a.b.c]]\n[[a.b.c.d]]\n[a.b.c.d.e]",
    ],
)
def test_too_deep_is_found_before_anything_recurses(text: str) -> None:
    assert locate(text).deep is not None


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * 8 + "]" * 8,
        "[a.b.c.d.e.f.g.h]\ni = 1",
        "a.b.c.d.e.f.g.h.i = 1",
        "[[stage]]\n[stage.cast.'traitor:3']\nsays = [{ heard = [0] }]",
    ],
)
def test_deep_enough_for_any_level(text: str) -> None:
    tomli.loads(text)
    assert locate(text).deep is None


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(f"a.b.c.d.e.f.g{i} = 1" for i in range(3_000)),
        'a = "' + "\\\\" * 30_000,
        'a = """' + '""\\"' * 15_000,
        "a = '''" + "''x" * 20_000,
        "a = [" + "1," * 30_000,
        "a = [" + "#\n" * 30_000,
        "[[a]]\n" * 10_000,
        "\n" * 65_000 + "=",
    ],
)
def test_long_texts_are_scanned_to_their_end_or_their_fault(text: str) -> None:
    assert locate(text).deep is None


@given(st.text(alphabet="ab.=[]{}'\"#,\n \\u00e1-", max_size=60))
def test_nonsense_is_never_an_exception(text: str) -> None:
    positions = locate(text)
    try:
        tomli.loads(text)
    except (tomli.TOMLDecodeError, RecursionError, ValueError):
        return
    assert positions.deep is not None or not positions.twice


# Generated texts: the writer below knows where it put everything.

NAMES = st.one_of(
    st.text(string.ascii_letters + string.digits + "_-", min_size=1, max_size=6),
    st.sampled_from(["a b", "x.y", "ünï", 'q"q', "traitor:3", ""]),
)
SCALARS = st.one_of(
    st.integers(-99, 99),
    st.booleans(),
    st.sampled_from(["", "attack", "a # b", "two\nlines", 'say "no"', "it's", "[x]", "漢字 = 1", "back\\"]),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(NAMES, inner, max_size=3)),
    max_leaves=12,
)
DOCUMENTS = st.dictionaries(NAMES, VALUES, max_size=5)


@dataclass
class Writer:
    """Writes data as TOML in some style, and notes where each key and value went."""

    random: Random
    text: str = ""
    keys: dict[Path, int] = field(default_factory=dict)
    values: dict[Path, int] = field(default_factory=dict)

    def put(self, text: str) -> int:
        at = len(self.text)
        self.text += text
        return at

    def blank(self) -> None:
        self.put(self.random.choice(["", "", " ", "\t "]))

    def rubbish(self) -> None:
        self.put(self.random.choice(["", "", "\n", "# a = 1\n", "  \n"]))

    def name(self, name: str) -> int:
        styles = []
        if name and all(c in string.ascii_letters + string.digits + "_-" for c in name):
            styles += [name, name]
        if "'" not in name:
            styles.append(f"'{name}'")
        styles.append('"' + name.replace("\\", "\\\\").replace('"', '\\"').replace("b", "\\u0062") + '"')
        return self.put(self.random.choice(styles))

    def scalar(self, value: Any) -> str:
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, int):
            return str(value)
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        styles = ['"' + escaped.replace("\n", "\\n") + '"', '"""\n' + escaped + '"""']
        if "'" not in value:
            styles.append("'''" + value + "'''")
            if "\n" not in value:
                styles.append("'" + value + "'")
        return self.random.choice(styles)

    def value(self, path: Path, value: Any) -> None:
        self.values[path] = len(self.text)
        if isinstance(value, list):
            self.put("[")
            for i, item in enumerate(value):
                self.rubbish()
                self.keys[(*path, i)] = len(self.text)
                self.value((*path, i), item)
                self.blank()
                self.put("," if i < len(value) - 1 else self.random.choice(["", ",", ",\n"]))
            self.put("]")
        elif isinstance(value, dict):
            self.put("{")
            for i, (name, item) in enumerate(value.items()):
                self.put(", " if i else " ")
                self.pair((*path,), name, item)
            self.put(" }")
        else:
            self.put(self.scalar(value))

    def pair(self, path: Path, name: str, value: Any) -> None:
        self.keys[(*path, name)] = self.name(name)
        inner = (*path, name)
        while isinstance(value, dict) and len(value) == 1 and self.random.random() < 0.5:
            self.values[inner] = self.keys[inner]
            self.blank()
            self.put(".")
            self.blank()
            ((name, value),) = value.items()
            self.keys[(*inner, name)] = self.name(name)
            inner = (*inner, name)
        self.blank()
        self.put("=")
        self.blank()
        self.value(inner, value)

    def table(self, path: Path, names: tuple[str, ...], data: dict[str, Any]) -> None:
        later = []
        for name, value in data.items():
            tables = isinstance(value, list) and value and all(isinstance(v, dict) for v in value)
            if (isinstance(value, dict) or tables) and self.random.random() < 0.7:
                later.append((name, value))
                continue
            self.rubbish()
            self.pair(path, name, value)
            self.put(self.random.choice(["\n", " # end\n", "\n\n"]))
        for name, value in later:
            inner = (*path, name)
            for i, item in enumerate(value if isinstance(value, list) else [value]):
                self.rubbish()
                brackets = 2 if isinstance(value, list) else 1
                self.put("[" * brackets)
                for part in names:
                    self.name(part)
                    self.put(".")
                self.blank()
                at = self.name(name)
                self.put("]" * brackets + "\n")
                self.keys.setdefault(inner, at)
                self.values.setdefault(inner, at)
                where = (*inner, i) if brackets == 2 else inner
                self.keys[where] = self.values[where] = at
                self.table(where, (*names, name), item)


def place_of(text: str, at: int) -> Place:
    start = text.rfind("\n", 0, at) + 1
    return Place(text.count("\n", 0, at) + 1, at - start + 1)


@given(DOCUMENTS, st.integers(0, 2**32))
def test_every_path_of_a_written_text_is_found(data: dict[str, Any], style: int) -> None:
    writer = Writer(Random(style))
    writer.table((), (), data)
    assert tomli.loads(writer.text) == data
    positions = locate(writer.text)
    if positions.deep is not None:
        assert max(map(len, writer.keys)) > NESTING
        return
    assert not positions.twice
    assert positions.keys == {path: place_of(writer.text, at) for path, at in writer.keys.items()}
    assert positions.values == {path: place_of(writer.text, at) for path, at in writer.values.items()}
