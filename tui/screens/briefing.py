"""The briefing: what happens, which seat, what is to be reached, and the bet where there is one."""

from typing import Any

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
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
    READS = "#text"
    BINDINGS = bindings("briefing")
    CSS_PATH = "../styles/briefing.tcss"

    def __init__(self, match: Any) -> None:
        super().__init__()
        self.match = match
        self._scrolls = False

    def compose(self) -> ComposeResult:
        board, level = self.match.board, self.match.level
        chapter = (f"   {board.header.chapter}", "$muted")
        with Vertical(id="page"), Vertical(id="sheet"):
            yield Static(Content.assemble((level.title, "$gold bold"), chapter), id="title")
            with VerticalScroll(id="text", can_focus=False):
                yield Static(prose(level.text.before))
            with Vertical(id="facts"):
                if seat := board.header.seat.removeprefix("you: "):
                    yield from self._fact("You are", Content(seat))
                for panel in board.panels:
                    if isinstance(panel.body, Goal):
                        yield from self._fact("Goal", prose(panel.body.sentence))
            if self._bets:
                with Vertical(id="question"):
                    yield from self._fact("Your bet", prose(self.match.bet_question))
                yield Choices(self.match.bet_options, ascii=self.game.ascii, id="bet")
        yield StatusLine()
        yield KeyLine()

    @staticmethod
    def _fact(name: str, text: Content) -> ComposeResult:
        """A name and what it is, which wraps beside it."""
        with Horizontal(classes="fact"):
            yield Static(Content.styled(name, "$muted"), classes="name")
            yield Static(text, classes="value")

    def on_resize(self) -> None:
        self.show_keys()
        self.once_drawn(self._fit)

    def _fit(self) -> None:
        """The text takes the room that the goal and the bet leave it, and scrolls if that is too little."""
        frame, sheet = self.query_one("#text"), self.query_one("#sheet")
        others = sum(
            child.outer_size.height + child.styles.margin.height
            for child in sheet.children
            if child is not frame
        )
        room = self.query_one("#page").size.height - others - sheet.gutter.height
        wanted = prose(self.match.level.text.before).get_height({}, frame.size.width)
        frame.styles.height = max(3, min(wanted, room))
        self._scrolls = wanted > max(3, room)
        # A scroll bar that is not needed would take a column, break the lines anew, and so be needed.
        frame.styles.overflow_y = "auto" if self._scrolls else "hidden"
        self.show_keys()

    def silent(self) -> set[str]:
        return set() if self._scrolls else {"read-on"}

    @property
    def _bets(self) -> bool:
        return self.match.status == "betting" and bool(self.match.bet_options)

    def on_mount(self) -> None:
        if self._bets:
            self.query_one(StatusLine).show(
                "Choose with the arrows. A bet is final, and a lost bet costs the third star.", "muted"
            )
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
            self.query_one("#text").scroll_relative(y=step, animate=False)

    def do_begin(self) -> None:
        if self._bets:
            self.match.bet(self.query_one("#bet", Choices).cursor)
        self.game.play(self.match)
