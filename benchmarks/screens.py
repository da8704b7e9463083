"""The game on a pseudo terminal, beside the smallest program that its toolkit can make."""

from collections.abc import Iterator
from statistics import median

from benchmarks.report import Figure
from benchmarks.terminal import Terminal, typical

SMALLEST = """
from textual.app import App
from textual.widgets import Static
class Smallest(App):
    def compose(self):
        yield Static("Here we are")
Smallest().run()
"""
GAME = "from tui.cli import main; main()"
"""What the installed command does."""
TIMES = 15
LEVEL = "another-round"
"""The level with the most on its board."""
DOWN, UP, SPACE, ENTER = b"\x1b[B", b"\x1b[A", b" ", b"\r"


def figures() -> Iterator[Figure]:
    """First frame, key to repaint, bytes for a key, memory."""
    try:
        yield from _measured()
    except (ImportError, OSError, TimeoutError) as error:
        for what, aim, unit in (
            ("first frame, campaign", 1.4, "times"),
            ("key to repaint, play screen", 16, "ms"),
            ("written for a key, play screen", 8, "KB"),
            ("memory, play screen", 60, "MB"),
        ):
            yield Figure(what, None, aim, unit, " ".join(str(error).split())[:90])


def _measured() -> Iterator[Figure]:
    from levels.packs import shipped

    title = shipped().chapters[0].cards[0].title
    ours, smallest, least = [], [], 0.0
    # In turns, so that a slow moment of the machine falls on both.
    for _ in range(TIMES):
        with Terminal(["-c", SMALLEST]) as terminal:
            smallest.append(terminal.shows("Here we are"))
            terminal.rest()
            least = terminal.memory()
        with Terminal(["-c", GAME]) as terminal:
            ours.append(terminal.shows(title))
    first, base = median(ours), median(smallest)
    note = f"{first * 1000:.0f} ms against {base * 1000:.0f} ms of the smallest app"
    yield Figure("first frame, campaign", first / base, 1.4, "times", note)

    with Terminal(["-m", "tui.cli", "play", LEVEL]) as terminal:
        terminal.rest(1.5)
        terminal.press(ENTER)
        terminal.rest(1.5)
        moves = [terminal.press(key) for _ in range(6) for key in (DOWN, DOWN, UP)]
        turns = [terminal.press(key) for _ in range(6) for key in (SPACE, DOWN)][::2]
        memory = terminal.memory()
    move, turn = typical(moves), typical(turns)
    yield Figure(f"key to repaint, {LEVEL}, cursor", move.took, 16, "ms", f"{move.written:,} bytes")
    yield Figure(f"key to repaint, {LEVEL}, a new draft", turn.took, 16, "ms", f"{turn.written:,} bytes")
    most = max(move.written, turn.written) / 1024
    yield Figure("written for a key, the dearer of the two", most, 8, "KB")
    yield Figure("memory, play screen", memory, 60, "MB", f"the smallest app holds {least:.0f} MB")
