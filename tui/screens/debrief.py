"""The debrief: why it ended so, in the player's own run, and what the oracle would have done."""

import textwrap
from itertools import zip_longest
from typing import Any

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from levels.board import Debrief, Pair, Promise, Star
from tui.glyphs import ASCII, UNICODE
from tui.keys import bindings
from tui.naming import card_of
from tui.screens.keyline import KeyLine
from tui.screens.orders import prose
from tui.screens.road import recommended
from tui.screens.scene import Scene
from tui.widgets.status import StatusLine


def _head(text: str) -> Content:
    return Content.assemble((text, "$gold bold"))


def star_line(star: Star, ascii: bool) -> Content:
    """One of the three stars: whether it is earned, what for, and why or why not."""
    full, empty = ("*", ".") if ascii else ("◆", "◇")
    return Content.assemble(
        (full if star.earned else empty, "$gold" if star.earned else "$muted"),
        " ",
        (star.name, "" if star.earned else "$muted"),
        *([(f": {star.why}", "$muted")] if star.why else []),
    )


def pair_lines(pair: Pair, ascii: bool, cells: int) -> list[Content]:
    """Two worlds side by side, the viewer's `=` between them; what he cannot see is faded.

    A line that is too long for half of `cells` goes on under itself, on its own side.
    """
    half = max(12, (cells - 5) // 2)
    left = min(half, max([len(pair.left), *(len(line.left) for line in pair.lines)], default=0))
    differs = "#" if ascii else "≠"
    lines = [
        Content.assemble((f"{pair.left:<{left}}", "bold"), "     ", (pair.right, "bold")),
    ]
    for line in pair.lines:
        sign = "   " if line.hidden else (" = " if line.same else f" {differs} ")
        style = "$muted" if line.hidden else ""
        sides = (textwrap.wrap(line.left, left) or [""], textwrap.wrap(line.right, half) or [""])
        for one, other in zip_longest(*sides, fillvalue=""):
            lines.append(
                Content.assemble(
                    prose(f"{one:<{left}}", style),
                    " ",
                    (sign, "$holds bold" if line.same else "$lie bold"),
                    " ",
                    prose(other, style),
                )
            )
            sign = "   "
    lines += [Content.assemble((f"= {pair.viewer} cannot tell them apart", "$muted"))]
    return lines + [prose(line.text) for line in pair.below]


def _faded(text: str) -> Content:
    return Content.styled(text, "$muted")


def trace_lines(trace: tuple[tuple[str, bool], ...], ascii: bool, cells: int) -> list[Content]:
    """The player's run: the moments in a column, what decided it bright and marked, the rest faded."""
    split = [(text.partition("  ") if "  " in text else ("", "", text)) for text, _ in trace]
    width = max((cell_len(moment) for moment, _, _ in split), default=0)
    indent = 2 + (width + 2 if width else 0)
    lines: list[Content] = []
    told = ""
    for (moment, _, text), (_, matters) in zip(split, trace, strict=True):
        mark = ("> " if ascii else "› ") if matters else "  "
        shown = "" if moment == told else moment
        told = moment
        shade = prose if matters else _faded
        first, *more = textwrap.wrap(text, max(20, cells - indent)) or [""]
        when = f"{shown:<{width}}  " if width else ""
        lines.append(Content.assemble((mark, "$gold"), (when, "$muted"), shade(first)))
        lines += [Content.assemble((" " * indent, ""), shade(line)) for line in more]
    return lines


_ENDS: dict[bool | None, tuple[str, str]] = {
    True: ("Won. ", "$holds bold"),
    False: ("Lost. ", "$lie bold"),
    None: ("Over. ", "$gold bold"),
}
"""How an end is named: in the war room nothing is won or lost."""


def promise_lines(promise: Promise, ascii: bool, cells: int) -> list[Content]:
    """What became of a promise of the protocol, and why; further lines stand under its name."""
    glyphs = ASCII if ascii else UNICODE
    marks = (glyphs.check, glyphs.cross, glyphs.dot)
    place = 2 if promise.holds is None else 0 if promise.holds else 1
    tone = ("$holds bold", "$lie bold", "$muted")[place]
    first, *more = textwrap.wrap(f"{promise.name}: {promise.why}", max(20, cells - 2))
    name, why = first[: len(promise.name)], first[len(promise.name) :]
    lines = [Content.assemble((f"{marks[place]} ", tone), name, (why, "$muted"))]
    return lines + [Content.assemble("  ", (line, "$muted")) for line in more]


def account(debrief: Debrief, ascii: bool, cells: int) -> list[Content]:
    """The first column: what happened, and in which lines of the player's run it was decided."""
    said, tone = _ENDS[debrief.won]
    lines = [Content.assemble((said, tone), prose(debrief.headline, "bold"))]
    if debrief.why:
        lines.append(prose(debrief.why))
    if debrief.stars:
        lines += [Content(""), *(star_line(star, ascii) for star in debrief.stars)]
    if debrief.promises:
        lines.append(Content(""))
        for promise in debrief.promises:
            lines += promise_lines(promise, ascii, cells)
    if debrief.counts:
        width = max(cell_len(name) for name, _ in debrief.counts)
        lines.append(Content(""))
        lines += [Content.assemble((f"{name:<{width}}  ", "$muted"), value) for name, value in debrief.counts]
    if debrief.bet:
        lines += [Content(""), prose(debrief.bet, "$muted")]
    if debrief.trace:
        lines += [Content(""), _head("Your run"), *trace_lines(debrief.trace, ascii, cells)]
    return lines


def lesson(debrief: Debrief, twin: str, ascii: bool, cells: int) -> list[Content]:
    """The second column: the proof, the best line, the idea and where it is written."""
    parts: list[list[Content]] = []
    if debrief.text:
        parts.append([prose(debrief.text)])
    if debrief.worlds is not None:
        parts.append([_head("Two worlds"), *pair_lines(debrief.worlds, ascii, cells)])
    if debrief.proof:
        parts.append([_head("The proof"), *(prose(line) for line in debrief.proof)])
    if debrief.best:
        par = f"  par {debrief.par}" if debrief.par is not None else ""
        parts.append(
            [
                Content.assemble(_head("The oracle's line"), (par, "$muted")),
                *(prose(line) for line in debrief.best),
            ]
        )
    closing = []
    # What it was about is named once it has been played to its end.
    if debrief.idea and debrief.won:
        closing.append(prose(debrief.idea, "italic"))
    if debrief.theorem and debrief.won:
        closing.append(prose(debrief.theorem))
    if debrief.source and debrief.won is not False:
        closing.append(Content.styled(debrief.source, "$muted"))
    if closing:
        parts.append([_head("The idea"), *closing])
    if twin:
        parts.append([Content.assemble(("Twin level  ", "$muted"), (twin, "$gold"))])
    lines: list[Content] = []
    for part in parts:
        if lines:
            lines.append(Content(""))
        lines += part
    return lines


class DebriefScreen(Scene):
    """After a level. Enter goes on; when it was lost, it goes back to the move that lost it."""

    SCOPE = "debrief"
    READS = "#page"
    BINDINGS = bindings("debrief")
    CSS_PATH = "../styles/debrief.tcss"

    def __init__(self, match: Any) -> None:
        super().__init__()
        self.match = match
        self.debrief: Debrief = match.debrief
        self._warning = ""

    def compose(self) -> ComposeResult:
        self._next = self._recommended()
        yield Static(self._title(), id="title")
        with VerticalScroll(id="page", can_focus=False), Horizontal(id="columns"):
            yield Static(id="account")
            yield Static(id="lesson")
        yield StatusLine()
        yield KeyLine()

    def _title(self) -> Content:
        header = self.match.board.header
        return Content.assemble((header.chapter, "$muted"), "   ", (header.title, "$gold bold"))

    def on_mount(self) -> None:
        self.redraw()

    def redraw(self) -> None:
        """Draws both columns."""
        ascii = self.game.ascii
        join = Content("\n").join
        column = self.query_one("#account", Static)
        column.update(join(account(self.debrief, ascii, column.content_size.width or 76)))
        other = self.query_one("#lesson", Static)
        cells = other.content_size.width or 76
        other.update(join(lesson(self.debrief, self._twin_title(), ascii, cells)))
        line, key = self.query_one(StatusLine), self.game.keyring.key
        onward = key("next-level")
        self._warning = self.game.new_warning() or self._warning
        if self._warning:
            line.show(self._warning, "lie")
        elif self.debrief.won is None:
            line.show(f"{onward} goes back to the war room, {key('leave')} too; nothing is lost.", "muted")
        elif not self.debrief.won and self.debrief.fatal is not None:
            back = f"{key('back-to-fatal')} or {onward}"
            line.show(f"{back} takes you back to the move that lost. Nothing is spent.", "gold")
        elif not self.debrief.won:
            line.show(f"{onward} begins again.", "gold")
        elif self._next is not None:
            twin = f" {key('twin')} opens the twin level: {self._twin_title()}." if self._twin_title() else ""
            line.show(f"Next on the road: {self._next.title}.{twin}", "muted")
        else:
            line.show(f"This is the end of the road: every level is won. {onward} leads back to it.", "loyal")
        self.once_drawn(self.show_keys)

    def on_resize(self) -> None:
        self.once_drawn(self.redraw)

    def _known(self, id: str) -> Any:
        return card_of(self.game.pack, id)

    def _twin_title(self) -> str:
        twin = self._known(self.debrief.twin)
        return twin.title if twin is not None else ""

    def _recommended(self) -> Any:
        """The card of the level that the campaign recommends now; None if all are won, or nothing was asked."""
        game = self.game
        if self.debrief.won is None:
            return None
        won = self.match.level.id if self.debrief.won else ""
        return self._known(recommended(game.pack, game.home.progress(), game.lesson, won))

    def keys_now(self) -> list[tuple[str, str]]:
        onward = self.game.keyring.key("next-level")
        if self.debrief.won is None:
            return [(key, "the war room" if key == onward else said) for key, said in super().keys_now()]
        if not self.debrief.won and self.debrief.fatal is not None:
            # The key that takes it back says it already.
            return [(key, said) for key, said in super().keys_now() if key != onward]
        words = "begin again" if not self.debrief.won else "next level" if self._next else "the campaign"
        return [(key, words if key == onward else said) for key, said in super().keys_now()]

    def silent(self) -> set[str]:
        silent = set()
        if self.query_one("#page").max_scroll_y == 0:
            silent.add("read-on")
        if self.debrief.won or self.debrief.fatal is None:
            silent.add("back-to-fatal")
        if self._known(self.debrief.twin) is None:
            silent.add("twin")
        return silent

    def do_next_level(self) -> None:
        if self.debrief.won is None:
            self.do_leave()
        elif not self.debrief.won:
            if self.debrief.fatal is not None:
                self.do_back_to_fatal()
            else:
                self.do_restart()
        elif self._next is None:
            self.game.show_campaign(self.match.level.id)
        else:
            self.game.open(self._next.id)

    def do_back_to_fatal(self) -> None:
        if "back-to-fatal" in self.silent():
            self.query_one(StatusLine).show("There is no lost move to go back to.", "gold")
            return
        self.match.goto(self.debrief.fatal)
        self.game.play(self.match)

    def do_twin(self) -> None:
        twin = self._known(self.debrief.twin)
        if twin is None:
            self.query_one(StatusLine).show("This level has no twin here.", "gold")
        else:
            self.game.open(twin.id)

    def do_restart(self) -> None:
        if self.match.refusal("restart"):
            self.game.open_level(self.match.level)
        else:
            self.match.restart()
            self.game.play(self.match)

    def do_up(self) -> None:
        self.query_one("#page").scroll_relative(y=-1, animate=False)

    def do_down(self) -> None:
        self.query_one("#page").scroll_relative(y=1, animate=False)
