"""Every command of the game, once: its keys, its words, its help, and the move it needs.

Bindings, the footer, the help, F1 and the palette are all made from this one table, so they cannot
disagree. A command's id is also its binding's id: settings may give it other keys.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from rich.cells import cell_len

if TYPE_CHECKING:
    from textual.binding import BindingType

    from levels.board import Board, Letter, Move

Scope = Literal["everywhere", "campaign", "briefing", "play", "debrief", "war-room"]
Group = Literal["Orders", "Moving about", "Time", "Looking", "The game"]

GAP = 2
"""The least gap between two items of the footer, in cells."""

GROUPS: tuple[Group, ...] = ("Orders", "Time", "Looking", "Moving about", "The game")


@dataclass(frozen=True, slots=True)
class Command:
    """One thing a player can do.

    Attributes:
        id: stable; what settings name when they give the command other keys.
        keys: Textual's names of its keys, the one to show first.
        words: one or two words for the footer.
        title: a phrase for the palette.
        help: one sentence.
        scopes: the screens it belongs to.
        needs: the move that must be possible for it, or None where it always acts.
        family: the commands of one family share a line of the help; their keys are drawn together so.
        rank: its place in the footer, lowest first; 0 keeps it out of the footer.
        idle: why a letter does nothing where it does not act.
    """

    id: str
    keys: tuple[str, ...]
    words: str
    title: str
    help: str
    group: Group
    scopes: tuple[Scope, ...]
    needs: Move | None = None
    family: str = ""
    rank: int = 0
    idle: str = ""

    @property
    def letter(self) -> str:
        """The role letter this command is, as `Board.letters` names it, or ""."""
        return LETTERS.get(self.id, "")


LETTERS: dict[str, str] = {
    "letter-attack": "a",
    "letter-retreat": "r",
    "letter-silence": "s",
    "letter-tie": "=",
    "letter-x": "x",
    "letter-c": "c",
    "letter-n": "n",
    "letter-b": "b",
    "letter-e": "e",
    "letter-o": "o",
}


def _letter(id: str, key: str, title: str, help: str, idle: str) -> Command:
    """A letter of a role. What it says in the footer comes from the board."""
    return Command(id, (key,), "", title, help, "Orders", ("play",), "set", idle=idle)


def _jump(digit: int) -> Command:
    return Command(
        f"panel-{digit}", (str(digit),), "jump", f"Go to panel {digit}",
        "Jumps to the panel with that number.", "Moving about", ("play",), family="1-9",
    )  # fmt: skip


def _arrow(id: str, key: str, scopes: tuple[Scope, ...]) -> Command:
    return Command(
        id, (key,), "move", f"Move {key}", "Move the cursor, or scroll what is longer than the screen.",
        "Moving about", scopes, family="arrows",
    )  # fmt: skip


_LISTS: tuple[Scope, ...] = ("campaign", "briefing", "play", "debrief", "war-room")

COMMANDS: tuple[Command, ...] = (
    # Orders: what changes the match.
    Command("act", ("enter",), "dispatch", "Do what stands first in the footer",
            "Dispatches what you have drafted, or seals, checks or strikes it: the footer says which.",
            "Orders", ("play",), "dispatch", rank=1),
    Command("cycle", ("space",), "turn", "Turn the choice under the cursor",
            "Turns the choice under the cursor to its next answer.", "Orders", ("play",), "set", rank=30,
            idle="Nothing can be turned here."),
    _letter("letter-attack", "a", "Set ATTACK", "Sets ATTACK under the cursor.",
            "a acts only where an order is to be given."),
    _letter("letter-retreat", "r", "Set RETREAT", "Sets RETREAT under the cursor.",
            "r acts only where an order is to be given."),
    _letter("letter-silence", "s", "Say nothing", "Sends nothing to the general under the cursor.",
            "s acts only where you may keep silent."),
    _letter("letter-tie", "equals_sign", "Set a tie", "Writes a tie into the cell under the cursor.",
            "= acts only where votes are counted."),
    _letter("letter-x", "x", "Capture, or turn the crosses",
            "Captures the letter at the gate; turns the crosses in a scribe's table.",
            "x acts only where a letter can be captured, somebody can crash, or crosses stand in a table."),
    _letter("letter-c", "c", "Let the letter through", "Lets the letter at the gate through.",
            "c acts only where a letter stands at the gate."),
    _letter("letter-n", "n", "Name the other general", "Names the general whose initial it is.",
            "n acts only where a general is to be named."),
    _letter("letter-b", "b", "Name the first general", "Names the general whose initial it is.",
            "b acts only where a general is to be named."),
    _letter("letter-e", "e", "Empty the old letters", "Delivers every letter that changes nothing any more.",
            "e acts only where old letters are waiting."),
    _letter("letter-o", "o", "Let the timeout fire", "Fires the timeout of the process under the cursor.",
            "o acts only where a timeout is waiting."),
    Command("claim", ("i",), "impossible", "Claim: this cannot be done",
            "Claims that nobody could reach this goal. You will have to give one number from the proof; "
            "a false claim or a wrong number costs the second star.",
            "Orders", ("play",), "claim", rank=50, idle="i acts only where the goal may be impossible."),
    Command("forge", ("f",), "forge", "Forge what the rules forbid",
            "Tries what the rules forbid at the place under the cursor. Everybody will see the broken seal.",
            "Orders", ("play",), "forge", rank=55, idle="f acts only where there is a seal to forge."),
    Command("finish", ("g",), "to the end", "Let everybody be honest to the end",
            "Plays on to the end with every choice honest, your own too. One move: u takes it back.",
            "Orders", ("play",), "finish", rank=58, idle="g acts only in the war room."),
    # Time.
    Command("undo", ("u",), "undo", "Undo", "Takes back the last choice. It is free and nothing is lost.",
            "Time", ("play",), "undo", rank=40, idle="There is nothing to take back."),
    Command("redo", ("U",), "redo", "Redo", "Does again what was taken back.",
            "Time", ("play",), "redo", rank=45, idle="There is nothing to do again."),
    Command("earlier", ("left_square_bracket", "f2"), "time", "Step back in time",
            "Step back and forward through the match. Playing on from there keeps the old branch.",
            "Time", ("play",), family="[ ]", rank=90),
    Command("later", ("right_square_bracket", "f3"), "time", "Step forward in time",
            "Step back and forward through the match. Playing on from there keeps the old branch.",
            "Time", ("play",), family="[ ]"),
    Command("restart", ("R",), "again", "Begin this stage again",
            "Begins the stage again, from its first move.", "Time", ("play", "debrief"), "restart", rank=95),
    # Looking.
    Command("hint", ("h",), "hint", "Ask for a hint",
            "Shows the next hint. A hint costs the third star.",
            "Looking", ("play",), "hint", rank=60, idle="There is no further hint."),
    Command("worlds", ("w",), "worlds", "Look at the worlds side by side",
            "Goes to the two worlds that one general cannot tell apart.", "Looking", ("play",), rank=70),
    Command("timeline", ("t",), "timeline", "Look at the timeline",
            "Goes to the timeline: a line a general, an arrow a message.", "Looking", ("play",), rank=75),
    Command("search", ("f6", "slash"), "search", "Search the chronicle",
            "Shows only the events of the chronicle with a word in them.", "Looking", ("play",), rank=97),
    Command("describe", ("d",), "describe", "Describe the board in sentences",
            "Tells in sentences all that the board shows.", "Looking", ("play",), rank=85),
    # Moving about.
    _arrow("up", "up", _LISTS),
    _arrow("down", "down", _LISTS),
    _arrow("left", "left", ("play", "war-room")),
    _arrow("right", "right", ("play", "war-room")),
    Command("next-panel", ("tab",), "panel", "Go to the next panel", "Walk from panel to panel.",
            "Moving about", ("play", "war-room"), family="tab", rank=65),
    Command("previous-panel", ("shift+tab",), "panel", "Go to the panel before",
            "Walk from panel to panel.", "Moving about", ("play", "war-room"), family="tab"),
    *(_jump(digit) for digit in range(1, 10)),
    # The campaign, the briefing, the debrief.
    Command("open", ("enter",), "play", "Play this level",
            "Opens the level under the cursor, or goes on with it where you left it.",
            "The game", ("campaign",), rank=1),
    Command("anew", ("n",), "begin anew", "Begin this level anew",
            "Begins the level under the cursor from its briefing, though a play of it is unfinished.",
            "The game", ("campaign",), rank=5),
    Command("go-on", ("g",), "go on", "Go on with the unfinished play",
            "Goes on with the play you left, at the very move.", "The game", ("campaign", "war-room"), rank=10),
    Command("lesson", ("l",), "first lesson", "Begin the first lesson",
            "Ten levels, about 45 minutes: from two armies to the third round of notes.",
            "The game", ("campaign",), rank=20),
    Command("war-room", ("w",), "war room", "Open the war room",
            "Any protocol, any size, any faults, and whoever you like in each part.",
            "The game", ("campaign",), rank=30),
    Command("write", ("enter",), "change", "Change what stands under the cursor",
            "Takes the protocol under the cursor; turns a value, or asks for it; begins on the last line.",
            "The game", ("war-room",), rank=2),
    Command("set-out", ("p",), "play", "Play this setting",
            "Begins a play of what is set up here, on the same board as a level.",
            "The game", ("war-room",), rank=1),
    Command("save-level", ("s",), "save as level", "Save this setting as a level file",
            "Writes a level file with this setting and a goal that you choose, into the folder you are in.",
            "The game", ("war-room",), rank=20),
    Command("begin", ("enter",), "begin", "Begin", "Takes the bet under the cursor, if any, and begins.",
            "The game", ("briefing",), rank=1),
    Command("next-level", ("enter",), "next level", "Go on",
            "Opens the next level of the road. When you have lost, it is the way back instead.",
            "The game", ("debrief",), rank=2),
    Command("back-to-fatal", ("u",), "take it back", "Go back to the move that lost",
            "Takes back the move that lost, and all that followed.", "The game", ("debrief",), rank=1),
    Command("twin", ("t",), "twin level", "Open the twin level",
            "Opens the level that differs from this one in a single thing.",
            "The game", ("debrief",), rank=10),
    Command("read-on", ("space",), "read on", "Read on", "Scrolls a text that is longer than its room.",
            "Moving about", ("briefing", "debrief"), rank=30),
    # Everywhere.
    Command("help", ("question_mark", "f1"), "help", "Help",
            "Explains where you are, and every key that acts there.", "The game", ("everywhere",), rank=99),
    Command("palette", ("ctrl+p", "f5"), "palette", "Search all commands and levels",
            "Finds a command or a level by its words.", "The game", ("everywhere",), rank=92),
    Command("settings", ("f4",), "settings", "Settings", "Colours, plain characters, motion.",
            "The game", ("everywhere",), rank=91),
    Command("leave", ("escape", "q"), "leave", "Leave for the campaign",
            "Goes back to the campaign. The play is kept, and you can go on with it.",
            "The game", ("play", "briefing", "debrief", "war-room"), rank=80),
    Command("quit", ("q",), "quit", "Leave the game", "Leaves the game. Everything is kept.",
            "The game", ("campaign",), rank=80),
)  # fmt: skip

BY_ID: dict[str, Command] = {command.id: command for command in COMMANDS}

_SHOWN = {
    "question_mark": "?", "left_square_bracket": "[", "right_square_bracket": "]", "equals_sign": "=",
    "escape": "esc", "shift+tab": "shift+tab", "slash": "/", "comma": ",", "full_stop": ".",
}  # fmt: skip


def shown(key: str) -> str:
    """A key as a player would write it: "?" for question_mark, "F1" for f1."""
    if key in _SHOWN:
        return _SHOWN[key]
    return key.upper() if len(key) in (2, 3) and key[0] == "f" and key[1:].isdigit() else key


def scope_commands(scope: Scope) -> Iterator[Command]:
    """The commands that belong to a screen, those of every screen included."""
    for command in COMMANDS:
        if scope in command.scopes or "everywhere" in command.scopes:
            yield command


def bindings(scope: Scope) -> list[BindingType]:
    """The bindings of a screen. The table is for the keys; none shows in Textual's own footer."""
    from textual.binding import Binding

    return [
        Binding(
            ",".join(command.keys),
            f"command({command.id!r})",
            command.words,
            show=False,
            tooltip=command.help,
            id=command.id,
        )
        for command in scope_commands(scope)
    ]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the help: the keys, and what they do."""

    id: str
    group: Group
    keys: str
    help: str


class Keyring:
    """The keys as this player has them: the table, and what the settings changed.

    Args:
        changed: command id -> Textual key names, separated by commas. Unknown ids are passed over.
    """

    def __init__(self, changed: Mapping[str, str] | None = None) -> None:
        self.changed = {id: keys for id, keys in (changed or {}).items() if id in BY_ID and keys.strip()}

    def keys(self, command: Command) -> tuple[str, ...]:
        """Textual's names of the keys of a command."""
        if command.id in self.changed:
            return tuple(key.strip() for key in self.changed[command.id].split(",") if key.strip())
        return command.keys

    def key(self, id: str) -> str:
        """The first key of a command, as it is shown."""
        command = BY_ID[id]
        if command.family and command.id not in self.changed:
            return command.family
        return shown(self.keys(command)[0])

    def letter_key(self, letter: str) -> str:
        """The key that now stands for a role letter."""
        for id, name in LETTERS.items():
            if name == letter:
                return self.key(id)
        return letter

    def lines(self, scope: Scope, letters: Iterable[Letter] = ()) -> list[Line]:
        """What the help says of the keys of a screen: one line a command, one a family.

        Of the role letters only those are listed that act now, in the board's own words.
        """
        lines: list[Line] = []
        families: set[str] = set()
        words = {letter.key: letter.words for letter in letters}
        for command in scope_commands(scope):
            text = command.help
            if command.letter:
                if command.letter not in words:
                    continue
                text = f"{words[command.letter][:1].upper()}{words[command.letter][1:]}. {command.help}"
            if command.family and command.id not in self.changed:
                if command.family in families:
                    continue
                families.add(command.family)
                keys = command.family
            else:
                keys = " ".join(shown(key) for key in self.keys(command))
            if command.id == "earlier" and command.id not in self.changed:
                keys = "[ ] F2 F3"
            lines.append(Line(command.id, command.group, keys, text))
        return sorted(lines, key=lambda line: GROUPS.index(line.group))

    def footer(
        self, scope: Scope, *, board: Board | None = None, act: str = "", without: Iterable[str] = ()
    ) -> list[tuple[str, str]]:
        """(key, words) of what acts now on a screen, the most needed first, help last.

        Args:
            board: on the play screen, what stands there.
            act: what enter does now, where that is not `board.act`.
            without: ids of commands that do not act now for another reason than a missing move.
        """
        hidden = set(without)
        entries: list[tuple[int, str, str]] = []
        for command in scope_commands(scope):
            if not command.rank or command.id in hidden:
                continue
            if (
                board is not None
                and command.needs
                and command.needs not in board.moves
                and not (command.id == "act" and act)
            ):
                continue
            words = (act or board.act) if command.id == "act" and board is not None else command.words
            # A board whose choice is not made yet has no word for enter: it would do nothing.
            if words:
                entries.append((command.rank, self.key(command.id), words))
        if board is not None and "set" in board.moves:
            for place, letter in enumerate(board.letters):
                entries.append((2 + place, self.letter_key(letter.key), letter.words))
            if board.letters:
                # Where letters set the same, space is only a second route.
                space = self.key("cycle")
                entries = [(62 if key == space else rank, key, words) for rank, key, words in entries]
        entries.sort(key=lambda entry: entry[0])
        return [(key, words) for _, key, words in entries]


def joined(items: list[tuple[str, str]], keys: list[str]) -> list[tuple[str, str]]:
    """Footer items with those of `keys` drawn together ("a r s set"), for a short line."""
    if len(keys) < 3:
        return items
    first = next((place for place, (key, _) in enumerate(items) if key in keys), 0)
    rest = [item for item in items if item[0] not in keys]
    return [*rest[:first], (" ".join(keys), "set"), *rest[first:]]


def fit(items: list[tuple[str, str]], width: int) -> list[tuple[str, str]]:
    """As many footer items as fit in `width` cells, the last one (help) always among them."""
    if not items:
        return []

    def cells(item: tuple[str, str]) -> int:
        return cell_len(item[0]) + 1 + cell_len(item[1]) + GAP

    *rest, last = items
    left = width + GAP - cells(last)
    kept: list[tuple[str, str]] = []
    for item in rest:
        if cells(item) <= left:
            kept.append(item)
            left -= cells(item)
    return [*kept, last]
