"""The campaign as a road: chapters as milestones, a level a line, the stars it earned."""

from dataclasses import dataclass
from typing import Any

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from tui.naming import cards

NUMERALS = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")


@dataclass(frozen=True, slots=True)
class Stop:
    """A line of the road. `level` is None on milestones and between them."""

    level: Any = None
    chapter: Any = None


def stops(pack: Any) -> list[Stop]:
    """The lines of the road, from its beginning."""
    lines: list[Stop] = []
    for chapter in pack.chapters:
        if lines:
            lines.append(Stop())
        lines.append(Stop(chapter=chapter))
        lines.extend(Stop(level=level) for level in chapter.cards)
    return lines


def recommended(pack: Any, progress: Any, lesson: tuple[str, ...], besides: str = "") -> str:
    """The id of the level to play next: the first of the lesson not won, else of the road; "" if none.

    `besides` is a level that is just won, though perhaps nothing could be kept of that.
    """
    road = [card.id for card in cards(pack)]
    ids = [*lesson, *road]
    return next((id for id in ids if id in road and id != besides and not progress.won(id)), "")


def stars(earned: int, ascii: bool) -> str:
    """Three marks, the earned ones filled."""
    full, empty = ("*", ".") if ascii else ("◆", "◇")
    return full * earned + empty * (3 - earned)


class Road(Static):
    """Draws the road; says which level was clicked."""

    @dataclass
    class Clicked(Message):
        """A level's line was clicked."""

        id: str

    def __init__(self, pack: Any, progress: Any, next_id: str, ascii: bool) -> None:
        super().__init__()
        self._stops = stops(pack)
        self._progress, self._next, self.ascii = progress, next_id, ascii
        self.ids = [stop.level.id for stop in self._stops if stop.level is not None]
        self.cursor = 0

    def on_mount(self) -> None:
        self.draw()

    def line_of(self, id: str) -> int:
        """On which line a level stands."""
        return next(y for y, stop in enumerate(self._stops) if stop.level is not None and stop.level.id == id)

    def draw(self) -> None:
        """Draws the whole road, the cursor where it stands."""
        self.update(Content("\n").join([self._line(stop) for stop in self._stops]))

    def _line(self, stop: Stop) -> Content:
        rail, open, done, here = ("|", "o", "@", ">") if self.ascii else ("│", "○", "●", "›")
        if stop.chapter is not None:
            number = NUMERALS[stop.chapter.number] if stop.chapter.number < len(NUMERALS) else "+"
            return Content.assemble((f" {number:<5}", "$gold bold"), (stop.chapter.title.upper(), "$gold bold"))
        if stop.level is None:
            return Content.assemble((f" {rail}", "$line"))
        level = stop.level
        on, won = self.ids[self.cursor] == level.id, self._progress.won(level.id)
        is_next = level.id == self._next
        mark = (done, "$holds") if won else (open, "$gold bold" if is_next else "$line")
        style = "$gold bold" if on else "$foreground"
        if won:
            after = (stars(self._progress.stars(level.id), self.ascii), "$gold")
        else:
            after = ("next" if is_next else "", "$holds")
        title = level.title if len(level.title) <= 27 else level.title[:26] + "…"
        line = Content.assemble(
            " ", mark, "  ", (here if on else " ", "$gold bold"), " ", (f"{title:<28}", style), after, " "
        )
        return line.pad_right(max(0, 40 - line.cell_length)).stylize("on $chosen") if on else line

    def on_click(self, event: events.Click) -> None:
        if 0 <= event.y < len(self._stops) and (level := self._stops[event.y].level) is not None:
            self.post_message(self.Clicked(level.id))
