"""The goal in one line over a small board, where its panel is not in sight."""

from rich.cells import cell_len
from textual.content import Content
from textual.widgets import Static

from levels.board import Goal
from tui.screens.orders import prose


class GoalLine(Static):
    """The goal's sentence, and how it stands; cut at the end where the line is short."""

    DEFAULT_CSS = """
    GoalLine { height: 1; padding: 0 1; display: none; text-wrap: nowrap; text-overflow: ellipsis; }
    """

    def show(self, goal: Goal) -> None:
        """Shows a goal."""
        state = {True: ("reached", "$holds"), False: ("not yet", "$muted"), None: ("open", "$muted")}[
            goal.holds
        ]
        parts: list[Content | tuple[str, str]] = [("Goal  ", "$muted"), prose(goal.sentence)]
        parts += [("   ", ""), state]
        if goal.why and self.size.width >= cell_len(goal.sentence) + cell_len(goal.why) + 20:
            parts += [(": ", state[1]), prose(goal.why, state[1])]
        self.update(Content.assemble(*parts))
