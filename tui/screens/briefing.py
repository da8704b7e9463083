"""The briefing: what happens, which seat, what is to be reached, and the bet where there is one."""

from typing import Any

from textual.app import ComposeResult
from textual.containers import Center, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from levels.board import Goal
from tui.keys import bindings
from tui.screens.choices import Choices
from tui.screens.keyline import KeyLine
from tui.screens.orders import prose
from tui.screens.scene import Scene
from tui.widgets.status import StatusLine


class BriefingScreen(Scene):
    """One page before a level. Enter takes the bet under the cursor and begins."""

    SCOPE = "briefing"
    BINDINGS = bindings("briefing")
    CSS_PATH = "../styles/briefing.tcss"

    def __init__(self, match: Any) -> None:
        super().__init__()
        self.match = match

    def compose(self) -> ComposeResult:
        board, level = self.match.board, self.match.level
        with VerticalScroll(id="page", can_focus=False), Center(), VerticalScroll(id="sheet", can_focus=False):
            yield Static(Content.assemble((board.header.chapter, "$muted")), id="chapter")
            yield Static(Content.assemble((level.title, "$gold bold")), id="title")
            yield Static(prose(level.text.before), id="text")
            yield Static(self._facts(board), id="facts")
            if self._bets:
                yield Static(Content.assemble(("Your bet  ", "$muted"), self.match.bet_question), id="question")
                yield Choices(self.match.bet_options, ascii=self.game.ascii, id="bet")
        yield StatusLine()
        yield KeyLine()

    @staticmethod
    def _facts(board: Any) -> Content:
        parts = [Content.assemble(("Seat      ", "$muted"), board.header.seat)]
        for panel in board.panels:
            if isinstance(panel.body, Goal):
                parts.append(Content.assemble(("Goal      ", "$muted"), prose(panel.body.sentence)))
                break
        return Content("\n").join(parts)

    @property
    def _bets(self) -> bool:
        return self.match.status == "betting" and bool(self.match.bet_options)

    def on_mount(self) -> None:
        if self._bets:
            self.query_one(StatusLine).show("Choose with the arrows. A bet is final.", "muted")
        self.show_keys()

    def keys_now(self) -> list[tuple[str, str]]:
        keys = super().keys_now()
        if self._bets:
            begin = self.game.keyring.key("begin")
            return [(key, "bet and begin" if key == begin else words) for key, words in keys]
        return keys

    def do_up(self) -> None:
        self._move(-1)

    def do_down(self) -> None:
        self._move(1)

    def _move(self, step: int) -> None:
        if self._bets:
            self.query_one("#bet", Choices).move(step)
        else:
            self.query_one("#page").scroll_relative(y=step, animate=False)

    def do_begin(self) -> None:
        if self._bets:
            self.match.bet(self.query_one("#bet", Choices).cursor)
        self.game.play(self.match)
