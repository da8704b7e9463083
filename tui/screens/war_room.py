"""The war room: choose a protocol, write its setting, say who plays what, and play it.

What may be written, and why not, the form of `levels.war_room` says; this screen draws it and asks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from textual import events, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.geometry import Region
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Input, Static
from textual.worker import get_current_worker

from engine.protocols import PROTOCOLS
from levels import war_room
from levels.progress import Busy
from levels.transcript import TranscriptError
from tui.desk import Desk, Line
from tui.keys import bindings
from tui.screens.keyline import KeyLine
from tui.screens.orders import keys_line, prose
from tui.screens.saving import SaveLevel
from tui.screens.scene import Scene
from tui.widgets.status import StatusLine


class Write(ModalScreen[str | None]):
    """One value, written by hand. Escape leaves what stood there."""

    KEYS = (("enter", "write"), ("esc", "leave it"))
    CSS_PATH = "../styles/dialog.tcss"
    BINDINGS = [("escape", "leave", "leave it")]

    def __init__(self, title: str, note: str, before: str) -> None:
        super().__init__()
        self._title, self._note, self._before = title, note, before

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog") as box:
            box.border_title = Content(self._title)
            yield Static(prose(self._note))
            value = Input(self._before, max_length=400)
            value.cursor_blink = False
            yield value
            yield Static(keys_line(*self.KEYS), classes="keys")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.dismiss(event.value)

    def action_leave(self) -> None:
        self.dismiss(None)


class Lines(Static):
    """Lines with a cursor; says which was clicked."""

    class Clicked(Message):
        """A line was clicked."""

        def __init__(self, list_id: str | None, place: int) -> None:
            super().__init__()
            self.list_id, self.place = list_id, place

    def on_click(self, event: events.Click) -> None:
        self.post_message(self.Clicked(self.id, event.y))


def drawn_names(names: Sequence[str], chosen: int, focused: bool, ascii: bool) -> Content:
    """The protocols, the chosen one marked."""
    here = ">" if ascii else "›"
    lines = []
    for place, name in enumerate(names):
        on = place == chosen
        style = "$gold bold" if on else "$foreground"
        line = Content.assemble((f" {here if on else ' '} ", "$gold bold"), (f"{name:<26}", style))
        lines.append(line.stylize("on $chosen") if on and focused else line)
    return Content("\n").join(lines)


def drawn_form(lines: Sequence[Line], cursor: int, focused: bool, width: int, ascii: bool) -> Content:
    """The form: what each line is, what stands there, what is wrong with it."""
    here, wrong = (">", "!") if ascii else ("›", "✗")
    left, right = ("<", ">") if ascii else ("‹", "›")
    names = max(len(line.name) for line in lines if line.kind != "heading") + 1
    rows = []
    for place, line in enumerate(lines):
        on = place == cursor and focused
        if line.kind == "heading":
            rows.append(Content.styled(f" {line.name.upper()}", "$gold bold"))
            continue
        mark = (f" {wrong} ", "$lie bold") if line.error else (f" {here if on else ' '} ", "$gold bold")
        if line.kind == "begin":
            tone = "$muted" if line.error else "$gold bold"
            row = Content.assemble(mark, (line.name, tone))
        else:
            room = max(6, width - names - 8)
            value = line.value if len(line.value) <= room else line.value[: room - 1] + "…"
            tone = "$lie" if line.error else "$muted" if line.quiet else "$foreground"
            turns = on and (line.part is not None or bool(line.field and _turns(line.field)))
            row = Content.assemble(
                mark,
                (f"{line.name:<{names}}", "$gold bold" if on else "$foreground"),
                (f" {left} " if turns else "   ", "$gold"),
                prose(value, tone),
                (f" {right}" if turns else "", "$gold"),
            )
        row = row.pad_right(max(0, width - row.cell_length))
        rows.append(row.stylize("on $chosen") if on else row)
    return Content("\n").join(rows)


def _turns(field: Any) -> bool:
    return bool(field.words) or field.kind == "number"


class WarRoomScreen(Scene):
    """The sandbox: any protocol, any size, any faults, any cast."""

    SCOPE = "war-room"
    BINDINGS = bindings("war-room")
    CSS_PATH = "../styles/war_room.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-slim"), (76, "-narrow"), (120, "-wide")]

    @dataclass
    class Saved(Message):
        """A level has been written, or not: what there is to say of it."""

        name: str
        said: str
        saved: bool

    def __init__(self, setting: Any = None) -> None:
        super().__init__()
        self.names = tuple(PROTOCOLS)
        self.desk = Desk.of(self.names[0]) if setting is None else Desk.of_setting(setting)
        self.on_form = setting is not None
        """Whether the keys go to the form; else to the list of protocols."""
        self._left: list[Any] = []
        """The plays that were left unfinished here, the latest first."""
        self._news = ""
        """What the status line says until the next key."""

    def compose(self) -> ComposeResult:
        yield Static(id="title")
        with Horizontal(id="desk"):
            with VerticalScroll(id="names-frame", can_focus=False):
                yield Lines(id="names")
            with VerticalScroll(id="form-frame", can_focus=False):
                yield Lines(id="form")
        yield StatusLine()
        yield KeyLine()

    def on_mount(self) -> None:
        plays = self.game.home.progress().unfinished
        self._left = [play for play in plays if play.level_id == war_room.ID]
        if self._left:
            key = self.game.keyring.key("go-on")
            what = war_room.title_of(self._left[0].path) or "A play"
            self._news = f"{what} is unfinished: {key} goes on where you left it."
        self.redraw()

    def action_command(self, id: str) -> None:
        self._news = ""
        super().action_command(id)

    def on_resize(self) -> None:
        self.once_drawn(self.redraw)

    # What is drawn.

    def redraw(self) -> None:
        """Everything again: after a change, a resize, a change of settings."""
        desk, ascii = self.desk, self.game.ascii
        place = self.names.index(desk.protocol)
        for frame, on, title in (
            ("#names-frame", not self.on_form, "Protocols"),
            ("#form-frame", self.on_form, desk.protocol),
        ):
            box = self.query_one(frame)
            box.set_class(on, "-focused")
            box.border_title = Content(title)
        self.query_one("#names", Lines).update(drawn_names(self.names, place, not self.on_form, ascii))
        width = max(20, self.query_one("#form-frame").size.width - 3)
        self.query_one("#form", Lines).update(drawn_form(desk.lines, desk.cursor, self.on_form, width, ascii))
        head = Content.assemble(
            ("STRATEGIKON", "$gold bold"), "   ", ("War room", "bold"), "   ", (desk.form.sentence, "$muted")
        )
        self.query_one("#title", Static).update(head.truncate(max(1, self.size.width - 2), ellipsis=True))
        self._say()
        self.show_keys()
        self.once_drawn(self._keep_in_view)

    def _say(self) -> None:
        line, status = self.desk.here, self.query_one(StatusLine)
        if self._news:
            status.show(self._news, "gold")
        elif not self.on_form:
            example = war_room.example(self.desk.protocol)
            status.show(example.sentence if example is not None else self.desk.form.sentence, "muted")
        elif line.error:
            status.show(line.error, "lie")
        else:
            status.show(line.note, "muted")

    def _keep_in_view(self) -> None:
        place = self.names.index(self.desk.protocol)
        self.query_one("#names-frame").scroll_to_region(Region(0, max(0, place - 1), 1, 3), animate=False)
        at = self.desk.cursor
        self.query_one("#form-frame").scroll_to_region(Region(0, max(0, at - 1), 1, 3), animate=False)

    def silent(self) -> set[str]:
        silent = set()
        if self.desk.form.setting is None:
            silent |= {"set-out", "save-level"}
        if not self._left:
            silent.add("go-on")
        return silent

    # Moving about.

    def do_up(self) -> None:
        self._move(-1)

    def do_down(self) -> None:
        self._move(1)

    def _move(self, step: int) -> None:
        if self.on_form:
            self.desk = self.desk.moved(step)
        else:
            place = self.names.index(self.desk.protocol) + step
            if 0 <= place < len(self.names):
                self.desk = Desk.of(self.names[place])
        self.redraw()

    def do_left(self) -> None:
        if self.on_form:
            self._turn(-1)

    def do_right(self) -> None:
        if self.on_form:
            self._turn(1)
        else:
            self.do_next_panel()

    def do_next_panel(self) -> None:
        self.on_form = not self.on_form
        self.redraw()

    def do_previous_panel(self) -> None:
        self.do_next_panel()

    # Changing.

    def _turn(self, by: int) -> None:
        self.desk = self.desk.turned(by)
        self.redraw()

    def do_write(self) -> None:
        """What enter does depends on where the cursor stands; the footer and the status line say it."""
        if not self.on_form:
            self.do_next_panel()
            return
        line = self.desk.here
        if line.kind == "begin":
            self.do_set_out()
        elif line.part is not None or (line.field is not None and line.field.words):
            self._turn(1)
        elif line.field is not None:
            field = line.field
            self.app.push_screen(
                Write(line.name, line.note, field.text), lambda text: self._written(field, text)
            )

    def _written(self, field: Any, text: str | None) -> None:
        if text is not None:
            self.desk = self.desk.written(field, text)
        self.redraw()

    # Leaving for a play.

    def do_set_out(self) -> None:
        """Begins a play of the setting, if it can be played."""
        setting = self.desk.form.setting
        if setting is None:
            lines = self.desk.lines
            wrong = next((n for n, line in enumerate(lines) if line.error and line.kind != "begin"), None)
            if wrong is not None:
                # To the line that has to be changed first.
                self.desk, self.on_form = self.desk.at(wrong), True
                self.redraw()
            why = lines[wrong].error if wrong is not None else self.desk.form.error
            self.query_one(StatusLine).show(why or "This cannot be played yet.", "lie")
            return
        if not setting.mine:
            self.query_one(StatusLine).show("Nobody is you: take a part, or watch what the others do.", "gold")
        self.game.play_setting(setting)

    def do_go_on(self) -> None:
        """The latest play that can go on. One that cannot is no longer offered; why is said."""
        why = "" if self._left else "No play of the war room is unfinished."
        while self._left:
            try:
                self.game.go_on_setting(self._left[0])
                return
            except (Busy, TranscriptError, self.game.matches.Refused) as error:
                why = why or str(error).splitlines()[0]
                self._left.pop(0)
        self._news = why
        self.redraw()

    def do_save_level(self, name: str = "", complaint: str = "") -> None:
        """Asks for a name and a goal, and writes the level file."""
        setting = self.desk.form.setting
        if setting is None:
            self.do_set_out()
            return
        goals = war_room.goals(setting)
        asks = [f"{verb} {promise}" for verb, promise in goals]
        window = SaveLevel(asks, self.game.ascii, name, complaint)
        self.app.push_screen(window, lambda asked: self._save(setting, goals, asked))

    def _save(self, setting: Any, goals: Sequence[Any], asked: tuple[str, int] | None) -> None:
        if asked is not None:
            self.query_one(StatusLine).show("The oracle proves it …", "network")
            self._prove(setting, asked[0], goals[asked[1]])

    @work(thread=True, exclusive=True, exit_on_error=False, group="match")
    def _prove(self, setting: Any, name: str, goal: Any) -> None:
        """The oracle may take seconds: it works beside the screen."""
        stopped = get_current_worker()
        saved = False
        try:
            path = war_room.save_as_level(setting, name, goal, stop=lambda: stopped.is_cancelled)
            said, saved = f"Saved: strategikon play {path}; strategikon check {path} proves it again.", True
        except FileExistsError:
            said = f"There is a file {name}.toml here already."
        except (ValueError, OSError) as wrong:
            said = str(wrong)
        self.post_message(self.Saved(name, said, saved))

    def on_war_room_screen_saved(self, event: Saved) -> None:
        self.query_one(StatusLine).show(event.said, "gold" if event.saved else "lie")
        if not event.saved and self.is_current:
            # Nothing that was typed is lost: the window comes back with what is wrong.
            self.do_save_level(event.name, event.said)

    # The mouse.

    def on_lines_clicked(self, event: Lines.Clicked) -> None:
        self._news = ""
        if event.list_id == "names" and 0 <= event.place < len(self.names):
            self.on_form = False
            self.desk = Desk.of(self.names[event.place])
            self.redraw()
        elif event.list_id == "form" and 0 <= event.place < len(self.desk.lines):
            again = self.on_form and self.desk.cursor == event.place
            self.on_form = True
            self.desk = self.desk.at(event.place)
            self.redraw()
            if again:
                self.do_write()
