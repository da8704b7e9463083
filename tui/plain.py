"""The plain mode: numbered choices, a line at a time, on the same match and the same board.

No cursor moves and nothing is coloured, so it reads well aloud, through a pipe, and in any terminal.
"""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TextIO

from levels.board import Board, Chronicle, Goal, Grid, Letter, Panel, Rows
from tui.naming import card_of, cards, chapter_name
from tui.places import only_place
from tui.sentences import body_lines, interlude, panel_lines

WORDS = "undo, redo, hint, impossible, forge N, empty, finish, goto N, describe, board, help, quit"


_ORDERS = {"attack": "ATTACK", "retreat": "RETREAT"}


def whole(text: str) -> int:
    """The whole number that a line is, -1 if it is none; one that is absurdly long is a large one."""
    if not (text.isascii() and text.isdecimal()):
        return -1
    return int(text.lstrip("0")[:8] or "0")


class Ended(Exception):
    """The input ended, or the player left."""


@dataclass(frozen=True, slots=True)
class Option:
    """A numbered line: what it sets, and whether it is done at once."""

    text: str
    place: int
    label: str
    immediate: bool


def options(board: Board) -> list[Option]:
    """Every choice of the board, in the order of its panels. Numbers do not move when one is taken."""
    if "set" not in board.moves:
        return []
    letters = {letter.label: letter for letter in board.letters if letter.label}
    found: list[Option] = []
    seen: set[tuple[int, str]] = set()

    def add(name: str, place: int, label: str, stands: bool, done: bool = False) -> None:
        if (place, label) in seen:
            return
        seen.add((place, label))
        letter = letters.get(label)
        words = letter.words if letter is not None and letter.immediate else _ORDERS.get(label, label)
        text = f"{name}: {words}" if name and name != words else words
        at_once = done or bool(letter and letter.immediate)
        found.append(Option(f"{text} (stands)" if stands and not at_once else text, place, label, at_once))

    for panel in board.panels:
        if isinstance(panel.body, Rows):
            for row in panel.body.rows:
                if row.place is None or not row.options:
                    continue
                cells = [cell for at, cell in enumerate(row.cells) if at != row.shows and cell.strip()]
                if row.sets:
                    add(" ".join(cells), row.place, row.sets, row.chosen, row.at_once)
                    continue
                for label in row.options:
                    add(" ".join(cells), row.place, label, label == row.value)
        elif isinstance(panel.body, Grid):
            grid = panel.body
            for line in grid.rows:
                for column, cell in enumerate(line.cells):
                    if cell.place is None or not cell.options:
                        continue
                    head = grid.columns[column] if column < len(grid.columns) else ""
                    for label in cell.options:
                        stands = bool(cell.text) and label.lower().startswith(cell.text.lower())
                        add(f"{line.label} {head}".strip(), cell.place, label, stands)
    return found


class PlainGame:
    """Plays matches line by line.

    Args:
        lines: where the player's lines come from.
        out: where everything is printed.
        refused: the exception of a move that is not possible.
        width: cells to wrap prose at.
        home: what keeps the plays, and warns where it cannot.

    Attributes:
        begun: whether a move was made of a match that has not ended.
    """

    def __init__(
        self, lines: TextIO, out: TextIO, refused: type[Exception], width: int = 78, home: Any = None
    ) -> None:
        self._lines, self._out, self._refused, self._width = lines, out, refused, width
        self._home, self._warned = home, ""
        self.begun = False

    def warn(self) -> None:
        """Says what the home warns of, once."""
        warning = self._home.warning if self._home is not None else ""
        if warning and warning != self._warned:
            self.say(warning)
        self._warned = warning

    def say(self, text: str = "") -> None:
        """Prints prose, wrapped."""
        for paragraph in text.split("\n"):
            for line in textwrap.wrap(paragraph, self._width) or [""]:
                print(line, file=self._out)

    def ask(self, prompt: str = "> ") -> str:
        """A line from the player; its end ends the game.

        Raises:
            Ended: there is no further line.
        """
        print(prompt, end="", file=self._out, flush=True)
        line = self._lines.readline()
        if not line:
            print(file=self._out)
            raise Ended
        return line.strip()

    def number(self, question: str, texts: list[str]) -> int:
        """A numbered choice, asked until it is answered."""
        self.say(question)
        for number, text in enumerate(texts, start=1):
            print(f"  {number}  {text}", file=self._out)
        while True:
            answer = self.ask()
            if answer.lower() in ("quit", "q"):
                raise Ended
            if 1 <= whole(answer) <= len(texts):
                return whole(answer) - 1
            self.say(f"A number from 1 to {len(texts)}, or quit.")

    def play(self, match: Any, begun: bool = False) -> str:
        """A match to its end: "won" or "lost", and the debrief.

        Args:
            match: what is played.
            begun: whether moves of it have been made before.

        Raises:
            Ended: the player left, or the input ended. The play is kept by the match.
        """
        self.begun = begun
        ended = self._play(match)
        self.begun = False
        return ended

    def _play(self, match: Any) -> str:
        self.warn()
        self._brief(match)
        shown: dict[str, tuple[str, ...]] = {}
        told = 0
        while True:
            self.warn()
            status = match.status
            if status == "betting":
                match.bet(self.number(match.bet_question, list(match.bet_options)))
                self.begun = True
            elif status == "arguing":
                self._argue(match)
            elif status == "between":
                title, lines = interlude(match)
                for line in (f"{title}.", *lines):
                    self.say(line)
                match.next_stage()
                shown, told = {}, 0
                self.say()
                self.say(f"Stage {match.stage + 1}.")
            elif status == "over":
                told = self._show(match.board, shown, told)
                self._debrief(match)
                if self.ask("undo, or end? > ").lower() not in ("back", "b", "undo", "u"):
                    return "over"
                match.undo()
                shown = {}
            elif status in ("won", "lost"):
                self._debrief(match)
                if status == "won" or match.debrief.fatal is None:
                    return str(status)
                if self.ask("back, or end? > ").lower() not in ("back", "b", "undo", "u"):
                    return str(status)
                match.back_to_fatal()
                shown = {}
            else:
                told = self._show(match.board, shown, told)
                if match.feedback:
                    self.say(match.feedback)
                self._move(match, shown)

    def _brief(self, match: Any) -> None:
        board = match.board
        self.say(f"{board.header.chapter}: {board.header.title}")
        self.say()
        if match.before:
            self.say(match.before)
            self.say()
        if board.header.seat:
            self.say(board.header.seat)
        for panel in board.panels:
            if isinstance(panel.body, Goal):
                asked = f"Goal: {panel.body.sentence}"
                self.say(f"{panel.body.sentence}." if panel.body.promises else asked)
                break
        self.say()

    def _show(self, board: Board, shown: dict[str, tuple[str, ...]], told: int) -> int:
        """Prints the panels that changed and the events that are new; says how many events are told."""
        events: list[str] = []
        for panel in board.panels:
            if isinstance(panel.body, Chronicle):
                events += body_lines(panel.body)
                continue
            lines = tuple(panel_lines(panel))
            if shown.get(panel.id) != lines:
                shown[panel.id] = lines
                for line in lines:
                    print(line, file=self._out)
                print(file=self._out)
        for event in events[told:]:
            self.say(event)
        header = board.header
        facts = [fact for fact in (header.clock, header.spent, header.par) if fact]
        if facts:
            self.say(", ".join(facts))
        if board.status:
            self.say(board.status)
        return len(events)

    def _choices(self, board: Board) -> Iterator[str]:
        for number, option in enumerate(options(board), start=1):
            yield f"  {number:>2}  {option.text}"
        words = [board.act] if board.act and "dispatch" in board.moves else []
        words += [word for word, move in _WORD_MOVES.items() if move in board.moves]
        yield f"  {', '.join([*words, 'describe', 'help', 'quit'])}"

    def _move(self, match: Any, shown: dict[str, tuple[str, ...]]) -> None:
        board: Board = match.board
        for line in self._choices(board):
            print(line, file=self._out)
        answer = self.ask()
        word, _, rest = answer.lower().partition(" ")
        word = _SHORT.get(word, word)
        try:
            if answer.removeprefix("-").isdecimal():
                self._pick(match, whole(answer))
            elif letter := next((each for each in board.letters if each.key == answer.lower()), None):
                self._letter(match, letter)
            elif word in ("quit", "q", "leave"):
                raise Ended
            elif (board.act and answer.lower() == board.act.lower()) or word in ("dispatch", "go"):
                self._checked(match, "dispatch")
                match.dispatch()
                self.begun = True
            elif word == "hint":
                self._checked(match, "hint")
                self.say(match.hint())
                self.begun = True
            elif word in ("goto", "forge") and whole(rest) >= 0:
                self._checked(match, "forge" if word == "forge" else "undo")
                getattr(match, word)(whole(rest))
                self.begun = True
            elif word in _WORD_MOVES and word != "forge":
                self._checked(match, _WORD_MOVES[word])
                getattr(match, {"impossible": "claim"}.get(word, word))()
                self.begun = True
            elif word == "describe":
                for line in board.describe:
                    self.say(line)
            elif word == "board":
                shown.clear()
            else:
                self._help(board.panels if word == "help" else ())
        except self._refused as refused:
            self.say(str(refused))

    def _checked(self, match: Any, move: Any) -> None:
        if why := match.refusal(move):
            raise self._refused(why)

    def _pick(self, match: Any, number: int) -> None:
        listed = options(match.board)
        if not 1 <= number <= len(listed):
            self.say(f"There are {len(listed)} choices.")
            return
        option = listed[number - 1]
        match.set(option.place, option.label)
        self.begun = True
        if option.immediate:
            match.dispatch()

    def _letter(self, match: Any, letter: Letter) -> None:
        """A letter of the role, as the briefings name them, where there is only one place for it."""
        if letter.move:
            self._checked(match, letter.move)
            getattr(match, letter.move)()
            self.begun = True
            return
        self._checked(match, "set")
        if letter.by_row:
            raise self._refused("Choose by number: there is more than one whom it could be about.")
        place = letter.place if letter.place is not None else only_place(match.board, letter.label)
        if place is None:
            raise self._refused("Choose by number: there is more than one place for it.")
        match.set(place, letter.label)
        self.begun = True
        if letter.immediate:
            match.dispatch()

    def _help(self, panels: tuple[Panel, ...]) -> None:
        self.say("Type the number of a choice, or a word.")
        self.say(f"Words: {WORDS}.")
        for panel in panels:
            self.say(f"{panel.title}. {panel.help}")

    def _argue(self, match: Any) -> None:
        self.say(match.question)
        answer = self.ask("a number, or back > ")
        if whole(answer) >= 0:
            try:
                match.argue(whole(answer))
            except self._refused as refused:
                self.say(str(refused))
        elif answer.lower() in ("back", "b", "withdraw"):
            match.withdraw()
        elif answer.lower() in ("quit", "q"):
            match.withdraw()
            raise Ended
        else:
            self.say("A whole number, please.")

    def _debrief(self, match: Any) -> None:
        debrief = match.debrief
        self.say()
        ended = {True: "Won. ", False: "Lost. ", None: ""}[debrief.won]
        self.say(f"{ended}{debrief.headline}")
        if debrief.why:
            self.say(debrief.why)
        holds = {True: "kept", False: "broken", None: "open"}
        for promise in debrief.promises:
            self.say(f"{promise.name}: {holds[promise.holds]}, {promise.why}")
        if debrief.counts:
            self.say(", ".join(f"{name} {number}" for name, number in debrief.counts))
        for star in debrief.stars:
            self.say(
                f"{'star' if star.earned else 'no star'}: {star.name}{f', {star.why}' if star.why else ''}"
            )
        if debrief.bet:
            self.say(debrief.bet)
        for head, lines in (
            ("What decided it:", [text for text, matters in debrief.trace if matters]),
            ("The proof:", debrief.proof),
            ("The oracle's line:", debrief.best),
        ):
            if lines:
                self.say(head)
                for line in lines:
                    self.say(f"  {line}")
        if debrief.par is not None:
            self.say(f"Par {debrief.par}.")
        for text in (debrief.text, debrief.idea, debrief.theorem, debrief.source):
            if text:
                self.say(text)
        self.say()


# The keys that the briefings speak of, as far as they mean the same here.
_SHORT = {"u": "undo", "i": "impossible", "h": "hint", "d": "describe", "?": "help"}
_WORD_MOVES = {
    "undo": "undo",
    "redo": "redo",
    "hint": "hint",
    "impossible": "claim",
    "forge": "forge",
    "empty": "empty",
    "finish": "finish",
}


def play_level(game: PlainGame, matches: Any, home: Any, pack: Any, student: str, level: Any) -> str:
    """A level, from where it was left if the player wants that: "won" or "lost".

    Raises:
        Ended: the player left, or the input ended.
    """
    left = next((play for play in home.progress().unfinished if play.level_id == level.id), None)
    if left is not None:
        moves = f"{left.moves} move{'' if left.moves == 1 else 's'}"
        question = f"You left {level.title} after {moves}."
        if game.number(question, ["go on", "begin anew"]) == 0:
            match = _resumed(game, matches, home, pack, level, left)
            if match is not None:
                return game.play(match, begun=True)
            game.say(f"{level.title} begins anew.")
    return game.play(
        matches.open_match(level, student=student, home=home, chapter=chapter_name(pack, level.id))
    )


def _resumed(game: PlainGame, matches: Any, home: Any, pack: Any, level: Any, left: Any) -> Any:
    """An unfinished match where it was left; None if it cannot go on, and why is said."""
    from levels.recorder import Busy
    from levels.transcript import TranscriptError

    try:
        return matches.resume(left.path, level, home, chapter_name(pack, level.id))
    except (Busy, TranscriptError, matches.Refused) as error:
        game.say(str(error))
        return None


def campaign(
    game: PlainGame, matches: Any, home: Any, pack: Any, student: str, lesson: list[str] | None = None
) -> None:
    """The campaign as a numbered list, or the first lesson level after level.

    Raises:
        Ended: the player left, or the input ended.
    """
    if lesson is not None:
        progress = home.progress()
        for id in [id for id in lesson if not progress.won(id)] or lesson:
            level = pack.level(id)
            while play_level(game, matches, home, pack, student, level) == "lost":
                game.say(f"{level.title}, once more.")
        return
    game.say("Strategikon")
    stale: set[Any] = set()
    while True:
        progress = home.progress()
        game.warn()
        every = cards(pack)
        texts = [f"{level.title}{_earned(progress, level.id)}" for level in every]
        known = {level.id for level in every}
        unfinished = [play for play in progress.unfinished if play.level_id in known and play.path not in stale]
        for left in unfinished:
            moves = f"{left.moves} move{'' if left.moves == 1 else 's'}"
            texts.append(f"go on with {card_of(pack, left.level_id).title}, left after {moves}")
        picked = game.number("Which level?", texts)
        if picked < len(every):
            level = pack.level(every[picked].id)
            game.play(
                matches.open_match(level, student=student, home=home, chapter=chapter_name(pack, level.id))
            )
            continue
        left = unfinished[picked - len(every)]
        match = _resumed(game, matches, home, pack, pack.level(left.level_id), left)
        if match is None:
            stale.add(left.path)
        else:
            game.play(match, begun=True)


def _earned(progress: Any, id: str) -> str:
    return f"  won, {progress.stars(id)} of 3 stars" if progress.won(id) else ""
