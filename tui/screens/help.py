"""Help: what the focused panel shows, and every key that acts, from the table of commands."""

import textwrap

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from levels.board import Letter, Panel
from tui.keys import GROUPS, Keyring, Scope
from tui.screens.orders import keys_line, prose


def help_lines(
    keyring: Keyring,
    scope: Scope,
    letters: tuple[Letter, ...],
    panel: Panel | None,
    cells: int,
    silent: frozenset[str] = frozenset(),
    never: frozenset[str] = frozenset(),
) -> list[Content]:
    """The help as lines of at most `cells` cells: the panel first, then the keys by group.

    Commands in `silent` do not act now; they are there, but faded. Those in `never` are left out.
    """
    lines: list[Content] = []
    if panel is not None:
        lines += [Content.assemble((panel.title, "$gold bold")), prose(panel.help), Content("")]
    keys = [line for line in keyring.lines(scope, letters) if line.id not in never]
    width = max(len(line.keys) for line in keys)
    for group in GROUPS:
        here = [line for line in keys if line.group == group]
        if not here:
            continue
        if lines and lines[-1].plain:
            lines.append(Content(""))
        lines.append(Content.assemble((group, "bold")))
        for line in here:
            first, *more = textwrap.wrap(line.help, max(20, cells - width - 4))
            off = line.id in silent
            style = "$muted" if off else ""
            lines.append(
                Content.assemble(
                    (f"  {line.keys:<{width}}  ", "$muted" if off else "$gold bold"), (first, style)
                )
            )
            lines += [Content.styled(" " * (width + 4) + text, style) for text in more]
    return lines


class HelpScreen(ModalScreen[None]):
    """`?` and F1. Any of the keys that open it closes it too."""

    KEYS = (("esc", "close"), ("up down", "scroll"))
    CSS_PATH = "../styles/dialog.tcss"
    AUTO_FOCUS = None
    BINDINGS = [
        ("escape,enter,q,question_mark,f1,space", "close", "close"),
        ("up", "scroll(-1)", "up"),
        ("down", "scroll(1)", "down"),
        ("pageup", "scroll(-10)", "up"),
        ("pagedown", "scroll(10)", "down"),
    ]

    def __init__(
        self,
        scope: Scope,
        letters: tuple[Letter, ...],
        panel: Panel | None,
        silent: frozenset[str],
        never: frozenset[str] = frozenset(),
    ) -> None:
        super().__init__()
        self._silent, self._never = silent, never
        self._scope: Scope = scope
        self._letters, self._panel = letters, panel

    def compose(self) -> ComposeResult:
        keyring: Keyring = self.app.keyring  # type: ignore[attr-defined]
        with Vertical(classes="dialog wide") as box:
            box.border_title = Content("Help")
            with VerticalScroll(can_focus=False):
                cells = min(80, self.app.size.width * 96 // 100) - 8
                told = (self._scope, self._letters, self._panel, cells, self._silent, self._never)
                yield Static(Content("\n").join(help_lines(keyring, *told)))
            yield Static(keys_line(*self.KEYS), classes="keys")

    def action_close(self) -> None:
        self.dismiss(None)

    def action_scroll(self, rows: int) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=rows, animate=False)

    def on_click(self, event: events.Click) -> None:
        if event.widget is self or (event.widget is not None and event.widget.has_class("keys")):
            self.dismiss(None)
