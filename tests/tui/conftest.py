"""What the screens' tests share: an environment with no opinions, an app on the fake match, a picture."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from textual import constants

from tests.tui import fake_match

# A test has no terminal, so nothing tells how many colours it has.
constants.COLOR_SYSTEM = "truecolor"  # type: ignore[misc]


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """NO_COLOR, TEXTUAL_THEME and their like would change every picture."""
    for name in ("NO_COLOR", "TEXTUAL_THEME", "TEXTUAL_ANIMATIONS", "COLORTERM", "TEXTUAL_COLOR_SYSTEM",
                 "STRATEGIKON_HOME", "LC_ALL", "LC_CTYPE"):  # fmt: skip
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("LANG", "C.UTF-8")


@pytest.fixture
def fake_app() -> Callable[..., Any]:
    """An app on the fake pack: `fake_app(start="lies", ...)`."""
    from tui.app import StrategikonApp

    def make(**given: Any) -> StrategikonApp:
        given.setdefault("home", fake_match.FakeHome())
        given.setdefault("pack", fake_match.PACK)
        given.setdefault("matches", fake_match)
        given.setdefault("lesson", ("gate", "lies", "choice"))
        app = StrategikonApp(**given)
        app.animation_level = "none"
        return app

    return make


@pytest.fixture
def snap(snap_compare: Callable[..., bool]) -> Iterator[Callable[..., None]]:
    """Compares a picture with the one on record; a crash of the app is a failure, not a picture."""

    def compare(app: Any, **given: Any) -> None:
        same = snap_compare(app, **given)
        if app._exception is not None:
            raise app._exception
        assert same

    return compare
