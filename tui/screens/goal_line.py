"""The goal in one line over a small board, where its panel is not in sight."""

from rich.cells import cell_len
from textual.content import Content
from textual.widgets import Static

from levels.board import Goal
from tui.glyphs import UNICODE
from tui.screens.orders import prose
from tui.widgets.draw.ink import fit


class GoalLine(Static):
    """The goal's sentence, and how it stands; where the line is short, the sentence is cut and never that."""

    DEFAULT_CSS = """
    GoalLine { height: 1; padding: 0 1; display: none; text-wrap: nowrap; text-overflow: ellipsis; }
    """

    _goal: Goal | None = None

    def on_resize(self) -> None:
        if self._goal is not None:
            self.show(self._goal)

    def show(self, goal: Goal) -> None:
        """Shows a goal, if the line is in sight."""
        self._goal = goal
        if not self.display:
            return
        if goal.promises:
            self._show_promises(goal)
            return
        state = {True: ("reached", "$holds"), False: ("not yet", "$muted"), None: ("open", "$muted")}[
            goal.holds
        ]
        glyphs = getattr(self.app, "glyphs", UNICODE)
        room = self.content_size.width or self.app.size.width - 2
        sentence = fit(goal.sentence, max(8, room - len("Goal  ") - 3 - len(state[0])), glyphs)
        parts: list[Content | tuple[str, str]] = [("Goal  ", "$muted"), prose(sentence)]
        parts += [("   ", ""), state]
        if goal.why and self.size.width >= cell_len(goal.sentence) + cell_len(goal.why) + 20:
            parts += [(": ", state[1]), prose(goal.why, state[1])]
        self._put(Content.assemble(*parts))

    def _show_promises(self, goal: Goal) -> None:
        """Where nothing is to be reached: what is promised, each with the mark of how it stands."""
        glyphs = getattr(self.app, "glyphs", UNICODE)
        marks = (glyphs.check, glyphs.cross, glyphs.dot)
        room = self.content_size.width or self.app.size.width - 2
        parts: list[Content | tuple[str, str]] = [("Promised", "$muted")]
        left = room - len("Promised")
        for number, promise in enumerate(goal.promises):
            place = 2 if promise.holds is None else 0 if promise.holds else 1
            last = number == len(goal.promises) - 1
            if cell_len(promise.name) + 4 + (0 if last else 2) > left:
                parts.append((f" {glyphs.more}", "$muted"))
                break
            parts += [
                ("  ", ""),
                (marks[place], ("$holds", "$lie bold", "$muted")[place]),
                (f" {promise.name}", ""),
            ]
            left -= cell_len(promise.name) + 4
        self._put(Content.assemble(*parts))

    def _put(self, now: Content) -> None:
        if now != self.content:
            # It is one line high whatever it says: nothing else has to move.
            self.update(now, layout=False)
