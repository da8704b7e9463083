"""The board of a match. A key becomes a command, a command a move, and the match's new board is drawn.

No rule of the game is here: whether a move is possible, and why not, the match says.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from textual import on, work
from textual.app import ComposeResult
from textual.geometry import Size
from textual.message import Message
from textual.timer import Timer

from levels.board import Board, Chronicle, Goal, Letter, Move, Pair, Panel, Timeline, Tone
from tui.keys import BY_ID, LETTERS, bindings, shown
from tui.places import batch_of, bead_from, next_blank, only_place, places_of, step_from
from tui.screens.dialog import Argue, Find, Notice
from tui.screens.goal_line import GoalLine
from tui.screens.keyline import KeyLine
from tui.screens.scene import Scene
from tui.sentences import interlude
from tui.widgets.board import BoardView
from tui.widgets.header import HeaderLine
from tui.widgets.panel import PanelView
from tui.widgets.status import StatusLine

PATIENCE = 0.1
"""Seconds after which the status line says that something is being worked out."""


class PlayScreen(Scene):
    """A match being played."""

    SCOPE = "play"
    BINDINGS = bindings("play")
    CSS_PATH = ["../styles/panels.tcss", "../styles/play.tcss"]

    @dataclass
    class Answered(Message):
        """A slow move has been made, or failed."""

        then: Callable[[], None]
        error: Exception | None

    def __init__(self, match: Any) -> None:
        super().__init__()
        self.match = match
        self._busy = False
        self._glyphs: object = None
        self._queued: list[str] = []
        self._patience: Timer | None = None
        self._told: tuple[str, object] = ("", None)
        """The panel and the cursor that the status line has last spoken of."""

    def compose(self) -> ComposeResult:
        yield HeaderLine()
        yield GoalLine()
        yield BoardView()
        yield StatusLine()
        yield KeyLine()

    def on_mount(self) -> None:
        self.redraw()
        self._follow()

    # What is drawn.

    @property
    def board(self) -> Board:
        """The board as the match has it now."""
        board: Board = self.match.board
        return board

    @property
    def panel(self) -> PanelView | None:
        """The panel that the keys go to."""
        return self.query_one(BoardView).focused_panel

    def redraw(self, pointing: bool = False) -> None:
        """The whole board, after a move; panels redraw only what changed.

        Args:
            pointing: whether to speak of the line under the cursor, rather than of what is to be done.
        """
        board, view = self.board, self.query_one(BoardView)
        self.query_one(HeaderLine).show(board.header)
        if view.glyphs is not self._glyphs:
            self._glyphs = view.glyphs
            view.redraw()
        view.show(board)
        self._show_goal()
        if warning := self.game.new_warning():
            self.say(f"{warning} {self.match.feedback}".strip(), "lie")
        elif self.match.feedback:
            self.say(self.match.feedback, "gold")
        elif pointing:
            self.say_where()
        elif self._looks_back():
            self.say(f"You are looking back: {self._later_key()} goes on, a new move branches.", "muted")
        else:
            self.say(board.status)
        self.show_keys()
        # A status of two lines takes one from the board: whether the goal is in sight is seen afterwards.
        self.once_drawn(self._show_goal)

    def _looks_back(self) -> bool:
        """Whether the match stands in its past: there are moves after this one."""
        timeline = self._timeline()
        return timeline is not None and step_from(timeline.steps, 1) is not None

    def _later_key(self) -> str:
        return shown(self.game.keyring.keys(BY_ID["later"])[0])

    def _show_goal(self) -> None:
        """The goal in one line, where its panel is out of sight."""
        view, line = self.query_one(BoardView), self.query_one(GoalLine)
        goal = next((panel for panel in self.board.panels if isinstance(panel.body, Goal)), None)
        # The line takes a row from the board: what counts is whether the panel would be seen without it.
        room = Size(view.size.width, view.size.height + 1) if line.display else view.size
        seen = goal is None or not room or goal.id in view.arranged(room).regions
        line.display = not seen
        if goal is not None and isinstance(goal.body, Goal):
            line.show(goal.body)

    def on_resize(self) -> None:
        self.once_drawn(self._show_goal)
        self.show_keys()

    def say(self, text: str, tone: Tone = "plain") -> None:
        """A sentence in the status line. It stays until a move, or until the cursor stands elsewhere."""
        self._told = self._where()
        self.query_one(StatusLine).show(text, tone)

    def say_where(self) -> None:
        """The sentence of the line under the cursor; without one, what is to be done."""
        panel = self.panel
        self.say((panel.why if panel is not None else "") or self.board.status)

    def _where(self) -> tuple[str, object]:
        panel = self.panel
        return (panel.panel.id, panel.cursor) if panel is not None and panel.panel is not None else ("", None)

    def letters(self) -> tuple[Letter, ...]:
        return self.board.letters if "set" in self.board.moves else ()

    def explained(self) -> Panel | None:
        number = self._number()
        return self.board.panels[number - 1] if number else None

    def _number(self) -> int:
        """The number of the focused panel, 0 if there is none."""
        panel = self.panel
        if panel is None:
            return 0
        ids = [each.id for each in self.board.panels]
        return ids.index(panel.panel.id) + 1 if panel.panel is not None and panel.panel.id in ids else 0

    def never(self) -> set[str]:
        moves: frozenset[Move] = getattr(self.match, "never", frozenset())
        return {command.id for command in BY_ID.values() if command.needs in moves}

    def silent(self) -> set[str]:
        board = self.board
        silent = {
            command.id
            for command in BY_ID.values()
            if command.needs is not None and command.needs not in board.moves
        }
        acts = {letter.key for letter in self.letters()}
        silent |= {id for id, name in LETTERS.items() if name not in acts}
        panel = self.panel
        if panel is None or (len(panel.options) < 2 and not panel.sets):
            silent.add("cycle")
        if self._panel_with(Pair) is None:
            silent.add("worlds")
        timeline = self._timeline()
        if timeline is None:
            silent |= {"timeline", "earlier", "later"}
        elif step_from(timeline.steps, -1) is None and step_from(timeline.steps, 1) is None:
            silent |= {"earlier", "later"}
        if self._act():
            silent.discard("act")
        elif not board.act:
            silent.add("act")
        return silent

    def keys_now(self) -> list[tuple[str, str]]:
        items = self.game.keyring.footer("play", board=self.board, act=self._act(), without=self.silent())
        if self.query_one(BoardView).opened:
            # What was opened hides the others: how to close it is said before all else but enter.
            leave = self.game.keyring.key("leave")
            rest = [item for item in items if item[0] != leave]
            first = 1 if "act" not in self.silent() else 0
            return [*rest[:first], (leave, "close"), *rest[first:]]
        return items

    def _act(self) -> str:
        """What enter does, where that is not what the board says."""
        if self.match.status == "over":
            return "account"
        row = self.panel.row if self.panel is not None else None
        if row is not None and row.at_once:
            return row.act or self.board.act
        return "choose" if self._chooses() else ""

    def _chooses(self) -> bool:
        """Whether enter takes the alternative under the cursor, rather than the board's act."""
        panel = self.panel
        return bool(
            panel is not None
            and panel.sets
            and panel.sets.lower() != panel.value.lower()
            and "set" in self.board.moves
        )

    def _panel_with(self, kind: type) -> int | None:
        """The number of the first panel whose body is of a kind."""
        for number, panel in enumerate(self.board.panels, start=1):
            if isinstance(panel.body, kind):
                return number
        return None

    def _timeline(self) -> Timeline | None:
        number = self._panel_with(Timeline)
        if number is None:
            return None
        body = self.board.panels[number - 1].body
        return body if isinstance(body, Timeline) else None

    # Moves.

    def action_command(self, id: str) -> None:
        if self._busy and id not in ("leave", "help"):
            self._queued.append(id)
        else:
            super().action_command(id)

    def attempt(self, move: Move, act: Callable[[], object], idle: str = "") -> bool:
        """Makes a move of the match and draws what came of it, or says why it is not possible.

        Whether it was made.
        """
        if refusal := self.match.refusal(move):
            self.say(refusal or idle, "gold")
            return False
        before = self._batch()
        try:
            act()
        except self.game.matches.Refused as refused:
            self.say(str(refused), "gold")
            return False
        self.redraw(pointing=move == "set")
        if move == "dispatch":
            self._settle()
        self._begin_if_new(before)
        self._follow()
        return True

    def _batch(self) -> object:
        """What is to be decided now, to tell one round from another."""
        return self.match.stage, batch_of(self.board)

    def _begin_if_new(self, before: object) -> None:
        """Where other things are to be decided than before, the cursor goes to the first of them."""
        if self._batch() != before:
            self.query_one(BoardView).begin()
            self._told = self._where()
            self._show_goal()
            self.show_keys()

    def _settle(self) -> None:
        """After a dispatch the cursor goes to the one choice that is open, if it is not on it."""
        panel, place = self.panel, only_place(self.board)
        if panel is not None and place is not None and panel.place != place:
            panel.point_at(place)
            self._told = self._where()

    def _follow(self) -> None:
        """Goes where the match has gone: to the question, the next stage, the debrief."""
        status = self.match.status
        if status == "arguing":
            self._ask()
        elif status == "between":
            self.app.push_screen(Notice(*interlude(self.match), "go on"), lambda _: self._next_stage())
        elif status in ("won", "lost"):
            self._slowly(lambda: self.match.debrief, lambda: self.game.finish(self.match))

    def _ask(self, complaint: str = "") -> None:
        self.app.push_screen(Argue(self.match.question, complaint), self._argued)

    def _next_stage(self) -> None:
        self.attempt("next", self.match.next_stage)

    def _argued(self, number: int | None) -> None:
        if number is None:
            self.match.withdraw()
            self.redraw()
            self.say("You took the claim back. Play on.", "muted")
        else:
            self._slowly(lambda: self.match.argue(number), self._moved)

    def _moved(self) -> None:
        self.redraw()
        self._follow()

    # Moves that may take longer than a tenth of a second.

    def _slowly(self, act: Callable[[], object], then: Callable[[], None]) -> None:
        self._busy = True
        self._patience = self.set_timer(PATIENCE, lambda: self.say("The oracle is thinking …", "network"))
        self._work(act, then)

    @work(thread=True, exclusive=True, exit_on_error=False, group="match")
    def _work(self, act: Callable[[], object], then: Callable[[], None]) -> None:
        error: Exception | None = None
        try:
            act()
        except Exception as failed:
            error = failed
        self.post_message(self.Answered(then, error))

    def on_play_screen_answered(self, event: Answered) -> None:
        self._busy = False
        if self._patience is not None:
            self._patience.stop()
        if isinstance(event.error, self.game.matches.Refused):
            self.redraw()
            self.say(str(event.error), "gold")
            if self.match.status == "arguing":
                self._ask(str(event.error))
        elif event.error is not None:
            raise event.error
        else:
            event.then()
        queued, self._queued = self._queued, []
        for id in queued:
            if self.is_current:
                self.action_command(id)

    # Commands.

    def do_act(self) -> None:
        panel = self.panel
        if self.match.status == "over":
            self._slowly(lambda: self.match.debrief, lambda: self.game.finish(self.match))
            return
        row = panel.row if panel is not None else None
        if row is not None and row.at_once and row.place is not None and "set" in self.board.moves:
            place, label = row.place, row.sets
            self.attempt("dispatch", lambda: self._at_once(place, label))
        elif self._chooses() and panel is not None and panel.place is not None:
            place, label = panel.place, panel.sets
            self.attempt("set", lambda: self.match.set(place, label))
        else:
            self.attempt("dispatch", self.match.dispatch)

    def do_letter(self, id: str) -> None:
        name = LETTERS[id]
        letter = next((each for each in self.letters() if each.key == name), None)
        if letter is None:
            self.say(self.match.refusal("set") or BY_ID[id].idle, "gold")
            return
        if letter.move:
            self.attempt(letter.move, getattr(self.match, letter.move), BY_ID[id].idle)
            return
        if letter.by_row:
            self._by_row(letter, BY_ID[id].idle)
            return
        panel = self.panel
        place = self._place_for(letter)
        if place is None:
            self.say((panel.why if panel is not None else "") or BY_ID[id].idle, "gold")
            return
        here = panel is not None and panel.place == place
        made = self.attempt("set", lambda: self._set(place, letter))
        if panel is not None and panel.sets:
            # Enter takes the alternative under the cursor: it must be the one that was just named.
            panel.point_at(place)
        elif made and here and panel is not None and panel.panel is not None and letter.place is None:
            blank = next_blank(panel.panel, place)
            if blank is not None:
                panel.point_at(blank)

    def _at_once(self, place: int, label: str) -> None:
        """Sets an answer and lets it take effect, as one wish of the player."""
        self.match.set(place, label)
        self.match.dispatch()

    def _by_row(self, letter: Letter, idle: str) -> None:
        """A letter whose meaning the row under the cursor knows: whose crash, whose timeout."""
        row = self.panel.row if self.panel is not None else None
        label = dict(row.keys).get(letter.key) if row is not None else None
        if row is None or row.place is None or label is None:
            self.say(f"Not here: {idle}", "gold")
            return
        place = row.place
        self.attempt("dispatch", lambda: self._at_once(place, label))

    def _place_for(self, letter: Letter) -> int | None:
        """Where a letter acts: at its own place, under the cursor, or at the only place that offers it."""
        if letter.place is not None:
            return letter.place
        panel = self.panel
        if panel is not None and panel.place is not None:
            offered = [option.lower() for option in panel.options]
            if not offered or not letter.label or letter.label.lower() in offered:
                return panel.place
            only = only_place(self.board, letter.label)
            return only if only is not None else panel.place
        only = only_place(self.board, letter.label)
        settled = panel is not None and panel.panel is not None and only in places_of(panel.panel)
        return None if settled else only

    def _set(self, place: int, letter: Letter) -> None:
        self.match.set(place, letter.label)
        if letter.immediate:
            self.match.dispatch()
            self.redraw()
            self._settle()

    def do_cycle(self) -> None:
        panel = self.panel
        if panel is None or panel.place is None or not panel.options:
            self.say((panel.why if panel is not None else "") or BY_ID["cycle"].idle, "gold")
            return
        # An alternative is taken; any other choice goes on to its next answer.
        place, label = panel.place, panel.sets
        self.attempt("set", lambda: self.match.set(place, label))

    def do_undo(self) -> None:
        self.attempt("undo", self.match.undo)

    def do_redo(self) -> None:
        self.attempt("redo", self.match.redo)

    def do_finish(self) -> None:
        if hasattr(self.match, "finish"):
            self.attempt("finish", self.match.finish)
        else:
            self.say(BY_ID["finish"].idle, "gold")

    def do_claim(self) -> None:
        self.attempt("claim", self.match.claim)

    def do_forge(self) -> None:
        panel = self.panel
        place = panel.place if panel is not None else None
        if place is None:
            self.say(self.match.refusal("forge") or BY_ID["forge"].idle, "gold")
            return
        self.attempt("forge", lambda: self.match.forge(place))

    def do_hint(self) -> None:
        if refusal := self.match.refusal("hint"):
            self.say(refusal, "gold")
            return
        text = self.match.hint()
        self.redraw()
        count = len(self.match.hints_shown)
        self.app.push_screen(Notice(f"Hint {count}", [text]))

    def do_worlds(self) -> None:
        self._go_to(self._panel_with(Pair), "There are no two worlds to compare here.")

    def do_timeline(self) -> None:
        self._go_to(self._panel_with(Timeline), "This board has no timeline.")

    def _go_to(self, number: int | None, otherwise: str) -> None:
        if number is None:
            self.say(otherwise, "gold")
        else:
            self.do_panel(number)

    def do_panel(self, number: int) -> None:
        if number > len(self.board.panels):
            self.say(f"There are {len(self.board.panels)} panels.", "gold")
            return
        self.query_one(BoardView).focus_panel(number)
        self.look()

    def do_next_panel(self) -> None:
        self.query_one(BoardView).next_panel(1)
        self.look()

    def do_previous_panel(self) -> None:
        self.query_one(BoardView).next_panel(-1)
        self.look()

    def do_earlier(self) -> None:
        self._step(-1)

    def do_later(self) -> None:
        self._step(1)

    def _step(self, by: int) -> None:
        timeline = self._timeline()
        node = step_from(timeline.steps, by) if timeline is not None else None
        if node is None:
            self.say("This is the beginning." if by < 0 else "This is as far as you have played.", "gold")
            return
        self._goto(node)

    def _goto(self, node: int, stay: bool = False) -> None:
        """To a moment of the match; `stay` leaves the cursor in the panel where it is."""
        before = self._batch()
        try:
            self.match.goto(node)
        except self.game.matches.Refused as refused:
            self.say(str(refused), "gold")
            return
        self.redraw()
        if stay:
            self.look()
            return
        self._begin_if_new(before)
        self._follow()

    def do_describe(self) -> None:
        self.app.push_screen(Notice("The board in sentences", self.board.describe))

    def do_leave(self) -> None:
        """Closes what was opened over the board, and then leaves it."""
        view = self.query_one(BoardView)
        if view.opened:
            view.close()
            self.look()
        else:
            super().do_leave()

    def do_restart(self) -> None:
        self.attempt("restart", self.match.restart)

    def do_up(self) -> None:
        self._move(0, -1)

    def do_down(self) -> None:
        self._move(0, 1)

    def do_left(self) -> None:
        self._move(-1, 0)

    def do_right(self) -> None:
        self._move(1, 0)

    def do_search(self) -> None:
        number = self._panel_with(Chronicle)
        if number is None:
            self.say("This board has no chronicle.", "gold")
            return
        self.do_panel(number)
        panel = self.panel
        if panel is not None:
            self.app.push_screen(Find(panel.search), lambda text: panel.find(text or ""))

    def _move(self, dx: int, dy: int) -> None:
        panel = self.panel
        if panel is None:
            return
        if dx and panel.panel is not None and isinstance(panel.panel.body, Timeline):
            node = bead_from(panel.panel.body.steps, dx)
            if node is not None:
                self._goto(node, stay=True)
            return
        panel.move(dx, dy)
        self.look()

    def look(self) -> None:
        """Speaks of what is under the cursor now, and of the keys that act there."""
        self._show_goal()
        self.say_where()
        self.show_keys()

    # The mouse.

    @on(PanelView.Pointed)
    def _on_pointed(self) -> None:
        if self._where() != self._told:
            self.look()

    @on(PanelView.Stepped)
    def _on_stepped(self, event: PanelView.Stepped) -> None:
        self._goto(event.node)

    @on(PanelView.Pressed)
    def _on_pressed(self, event: PanelView.Pressed) -> None:
        if event.sets and event.place is not None:
            place, label = event.place, event.sets
            self.attempt("set", lambda: self.match.set(place, label))
        else:
            self.do_cycle()
