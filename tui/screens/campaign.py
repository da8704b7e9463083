"""The campaign: the title, the road with its levels, and what is known of the one under the cursor."""

from typing import Any

from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.geometry import Region
from textual.widgets import Static

from levels.errors import LevelErrors
from levels.recorder import Busy
from levels.transcript import TranscriptError
from tui.keys import bindings
from tui.naming import card_of, cards
from tui.screens import banner
from tui.screens.keyline import KeyLine
from tui.screens.orders import prose
from tui.screens.road import NUMERALS, Road, recommended, stars
from tui.screens.scene import Scene
from tui.widgets.status import StatusLine

ROLES = {
    "city": "You hold the city, and capture messengers.",
    "scheduler": "You order the deliveries.",
    "traitor": "You are the traitor.",
    "general": "You are a loyal general.",
    "architect": "You draw the plans.",
    "lawgiver": "You write the law.",
    "scribe": "You keep the tables of votes.",
    "briber": "You buy the traitors.",
    "witness": "You pair the worlds.",
}


class CampaignScreen(Scene):
    """Where every session begins. Nothing is locked."""

    SCOPE = "campaign"
    BINDINGS = bindings("campaign")
    HORIZONTAL_BREAKPOINTS = [(0, "-slim"), (76, "-narrow"), (120, "-wide")]

    def __init__(self, level: str = "") -> None:
        super().__init__()
        self._wanted = level

    def compose(self) -> ComposeResult:
        game = self.game
        self._progress = game.home.progress()
        self._next = recommended(game.pack, self._progress, game.lesson)
        self._new = not any(self._progress.won(id) for id in self._ids())
        known = self._ids()
        # The latest of each level, the latest of all first.
        self._plays = [play for play in self._progress.unfinished if play.level_id in known]
        self._keep()
        yield Static(id="banner")
        with Horizontal(id="middle"):
            with VerticalScroll(id="way", can_focus=False):
                yield Road(game.pack, self._progress, self._next, game.ascii)
            with VerticalScroll(id="about-frame", can_focus=False):
                yield Static(id="about")
        yield StatusLine()
        yield KeyLine()

    def _keep(self) -> None:
        self._kept: dict[str, Any] = {}
        for play in self._plays:
            self._kept.setdefault(play.level_id, play)
        self._unfinished = next(iter(self._kept.values()), None)

    def _ids(self) -> list[str]:
        return [card.id for card in cards(self.game.pack)]

    @property
    def road(self) -> Road:
        """The road with its cursor."""
        return self.query_one(Road)

    def on_mount(self) -> None:
        ids = self.road.ids
        kept = self._unfinished.level_id if self._unfinished is not None else ""
        for id in (self._wanted, kept, self._next):
            if id in ids:
                self.road.cursor = ids.index(id)
                break
        self.redraw()

    def on_resize(self) -> None:
        self.redraw()

    def redraw(self) -> None:
        """Everything again: after a move of the cursor, a resize, a change of settings."""
        self.road.ascii = self.game.ascii
        self.road.draw()
        self._draw_banner()
        self._draw_about()
        self._greet()
        self.show_keys()
        self.once_drawn(self._keep_in_view)

    def _draw_banner(self) -> None:
        ascii = self.game.ascii
        rows = banner.wordmark(ascii)
        if self.size.height >= 34:
            rows = [*banner.landscape(ascii), [("", "")], *rows]
        if self.size.height >= 23:
            rows = [*rows, [("", "")]]
        if self.size.width >= len(banner.MOTTO) + 2:
            rows = [*rows, [(banner.MOTTO, "muted")]]
        self.query_one("#banner", Static).update(
            Content("\n").join(
                [Content.assemble(*((text, f"${tone}" if tone else "") for text, tone in row)) for row in rows]
            )
        )

    def _level(self) -> Any:
        return card_of(self.game.pack, self.road.ids[self.road.cursor])

    def _draw_about(self) -> None:
        level = self._level()
        chapter = next(each for each in self.game.pack.chapters if level.id in each.names)
        number = NUMERALS[chapter.number] if chapter.number < len(NUMERALS) else ""
        parts: list[Content] = [
            Content.assemble((level.title, "bold")),
            Content.assemble((f"{number} · {chapter.title}", "$muted")),
            Content(""),
            Content(ROLES.get(level.role, "")),
        ]
        if level.bets:
            parts.append(Content.assemble(("A bet comes first.", "")))
        parts += [Content(""), prose(self._beginning(level), "$muted")]
        if self.size.height >= 30:
            parts += [Content(""), Content.assemble((level.source, "$muted"))]
        parts.append(Content(""))
        if self._progress.won(level.id):
            earned = self._progress.stars(level.id)
            parts.append(
                Content.assemble(
                    (stars(earned, self.game.ascii), "$gold"), (f"  {earned} of 3 stars", "$muted")
                )
            )
        elif level.id == self._next:
            parts.append(Content.assemble(("Recommended next.", "$holds")))
        if level.id in self._kept:
            moves, key = self._kept[level.id].moves, self.game.keyring.key
            parts.append(
                Content.assemble(
                    ("Unfinished after ", ""),
                    (f"{moves} move{'' if moves == 1 else 's'}", "$gold"),
                    (": ", ""),
                    (key("open"), "$gold bold"),
                    (" goes on, ", ""),
                    (key("anew"), "$gold bold"),
                    (" begins anew.", ""),
                )
            )
        elif not self._progress.won(level.id):
            tried = self._progress.tried(level.id)
            parts.append(Content.styled("Played, and not won yet." if tried else "Not played.", "$muted"))
        self.query_one("#about", Static).update(Content("\n").join(parts))

    def _beginning(self, level: Any) -> str:
        """How the briefing begins: its first paragraph, or as much of it as there is room for."""
        text = " ".join(level.before.strip().split("\n\n")[0].split())
        room = 400 if self.size.height >= 34 else 140
        if len(text) <= room:
            return text
        end = text.rfind(". ", 0, room)
        return text[: end + 1] if end > 0 else text[:room].rsplit(" ", 1)[0] + " …"

    def _greet(self) -> None:
        line = self.query_one(StatusLine)
        key = self.game.keyring.key
        if self.game.home.warning:
            self.game.new_warning()
            line.show(self.game.home.warning, "lie")
        elif self._unfinished is not None:
            title = card_of(self.game.pack, self._unfinished.level_id).title
            line.show(f"{title} is unfinished: {key('go-on')} goes on where you left it.", "gold")
        elif self._new and self.game.lesson:
            line.show(f"New here? {key('lesson')} begins the first lesson: ten levels, 45 minutes.", "gold")
        elif self._next:
            line.show("Nothing is locked: play in any order.", "muted")
        else:
            line.show("Every level is won. Look again at those with stars to spare.", "loyal")

    def _keep_in_view(self) -> None:
        y = self.road.line_of(self.road.ids[self.road.cursor])
        self.query_one("#way").scroll_to_region(Region(0, max(0, y - 1), 1, 3), animate=False)

    def silent(self) -> set[str]:
        silent = set()
        if self._unfinished is None:
            silent.add("go-on")
        if self._level().id not in self._kept:
            silent.add("anew")
        if not self.game.lesson:
            silent.add("lesson")
        return silent

    def _move(self, step: int) -> None:
        self.road.cursor = max(0, min(len(self.road.ids) - 1, self.road.cursor + step))
        self.redraw()

    def do_up(self) -> None:
        self._move(-1)

    def do_down(self) -> None:
        self._move(1)

    def keys_now(self) -> list[tuple[str, str]]:
        opens = self.game.keyring.key("open")
        words = "go on" if self._level().id in self._kept else "play"
        return [(key, words if key == opens else said) for key, said in super().keys_now()]

    def do_open(self) -> None:
        self._play(self._level().id)

    def do_anew(self) -> None:
        if self._level().id in self._kept:
            self.game.open(self._level().id)
        else:
            line, key = self.query_one(StatusLine), self.game.keyring.key("open")
            line.show(f"No play of this level is unfinished: {key} begins it.", "muted")

    def do_war_room(self) -> None:
        self.game.show_war_room()

    def do_lesson(self) -> None:
        if self.game.lesson:
            left = (id for id in self.game.lesson if not self._progress.won(id))
            self._play(next(left, self.game.lesson[0]))

    def do_go_on(self) -> None:
        if self._unfinished is None:
            self.query_one(StatusLine).show("No play is unfinished.", "muted")
        else:
            self._go_on(list(self._plays))

    def _play(self, id: str) -> None:
        """A level, from where it was left if it was."""
        if id not in self._kept:
            self.game.open(id)
        else:
            self._go_on([play for play in self._plays if play.level_id == id])

    def _go_on(self, plays: list[Any]) -> None:
        """The first of these plays that can go on. One that cannot is no longer offered; why is said."""
        why = ""
        for play in plays:
            try:
                self.game.go_on(play)
                return
            except (Busy, TranscriptError, LevelErrors, self.game.matches.Refused) as error:
                why = why or str(error).splitlines()[0]
                self._plays.remove(play)
        self._keep()
        self.redraw()
        self.query_one(StatusLine).show(why, "gold")

    def do_quit(self) -> None:
        self.app.exit()

    def on_road_clicked(self, event: Road.Clicked) -> None:
        place = self.road.ids.index(event.id)
        if place == self.road.cursor:
            self.do_open()
        else:
            self.road.cursor = place
            self.redraw()
