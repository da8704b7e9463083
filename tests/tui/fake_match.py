"""A match with no engine under it: the interface of levels.match, enough of it for the screens' own tests.

Three small levels: a gate with letters that act at once, an outbox with lies and a claim, a decision.
"""

from dataclasses import dataclass, field, replace
from pathlib import Path

from levels.board import (
    Board,
    Cell,
    Chronicle,
    Debrief,
    Event,
    Goal,
    Grid,
    GridRow,
    Header,
    Letter,
    Line,
    Move,
    Panel,
    Prose,
    Row,
    Rows,
    Star,
    Step,
    Timeline,
)


class Refused(Exception):
    """One sentence for the player."""


@dataclass(frozen=True)
class FakeText:
    before: str = "The city is ours to hold. Two armies stand on two hills."
    won: str = "So it went."
    lost: str = "So it goes."


@dataclass(frozen=True)
class FakeBet:
    question: str = "How many lies will it take?"
    options: tuple[str, ...] = ("one", "two", "it cannot be done")


@dataclass(frozen=True)
class FakeLevel:
    id: str
    title: str
    kind: str
    role: str = "traitor"
    source: str = "slides 19-24"
    idea: str = "A traitor who is believed needs no friends."
    text: FakeText = FakeText()
    bet: FakeBet | None = None
    hints: tuple[str, ...] = ("Look at the middle.", "Lie to one of them.")

    @property
    def before(self) -> str:
        return self.text.before

    @property
    def bets(self) -> bool:
        return self.bet is not None


@dataclass(frozen=True)
class FakeChapter:
    number: int
    title: str
    levels: tuple[FakeLevel, ...]
    summary: str = "What was assumed, and what follows."

    @property
    def cards(self) -> tuple[FakeLevel, ...]:
        return self.levels

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(level.id for level in self.levels)


@dataclass(frozen=True)
class FakePack:
    chapters: tuple[FakeChapter, ...]

    def level(self, id: str) -> FakeLevel:
        return next(level for chapter in self.chapters for level in chapter.levels if level.id == id)


GATE = FakeLevel("gate", "The gate", "gate", role="city")
LIES = FakeLevel("lies", "Three lies", "lies", bet=FakeBet())
CHOICE = FakeLevel("choice", "The choice", "choice", role="general")
PACK = FakePack((FakeChapter(1, "Two Armies", (GATE,)), FakeChapter(2, "Three Tents", (LIES, CHOICE))))


@dataclass(frozen=True)
class FakeProgress:
    won_ids: frozenset[str] = frozenset()
    unfinished: tuple = ()

    def won(self, id: str) -> bool:
        return id in self.won_ids

    def tried(self, id: str) -> bool:
        return id in self.won_ids

    def stars(self, id: str) -> int:
        return 2 if id in self.won_ids else 0


@dataclass
class FakeHome:
    path: Path = Path("nowhere")
    settings: dict = field(default_factory=dict)
    warning: str = ""
    now: FakeProgress = FakeProgress()

    def progress(self) -> FakeProgress:
        return self.now

    def save_settings(self, settings: dict) -> None:
        self.settings = dict(settings)


@dataclass(frozen=True)
class State:
    """An instant: the drafts, the letters that passed, whether it is over."""

    drafts: tuple[str, ...] = ("ATTACK", "ATTACK", "ATTACK")
    passed: int = 0
    status: str = "playing"
    title: str = "start"


class FakeMatch:
    """The contract's interface; the rules are the least that make every status reachable."""

    def __init__(self, level: FakeLevel) -> None:
        self.level = level
        self.stage = 0
        self.feedback = ""
        self.question = "How many of L1's three votes are beyond your reach?"
        self.hints_shown: tuple[str, ...] = ()
        self.states = [State()]
        self.at = 0
        self.arguing = False
        self.betting = level.bet is not None
        self.picked: int | None = None
        self.forged: list[int] = []

    @property
    def before(self) -> str:
        return self.level.text.before

    @property
    def bet_question(self) -> str | None:
        return self.level.bet.question if self.level.bet else None

    @property
    def bet_options(self) -> tuple[str, ...]:
        return self.level.bet.options if self.level.bet else ()

    @property
    def state(self) -> State:
        return self.states[self.at]

    @property
    def status(self) -> str:
        if self.betting:
            return "betting"
        return "arguing" if self.arguing else self.state.status

    def _push(self, state: State) -> None:
        self.states = [*self.states[: self.at + 1], state]
        self.at += 1
        self.feedback = ""

    def refusal(self, move: Move) -> str | None:
        if move in self.board.moves:
            return None
        return {
            "undo": "There is nothing to take back.",
            "redo": "There is nothing to do again.",
            "claim": "Nothing is impossible here.",
            "hint": "There is no further hint.",
        }.get(move, f"No {move} now.")

    def _check(self, move: Move) -> None:
        if why := self.refusal(move):
            raise Refused(why)

    def bet(self, option: int) -> None:
        self._check("bet")
        self.betting, self.picked = False, option

    def set(self, place: int, label: str) -> None:
        self._check("set")
        if self.level.kind == "gate" and place != self.state.passed:
            raise Refused(f"Letter {place + 1} already arrived; u goes back to it.")
        drafts = list(self.state.drafts)
        if not label:
            options = ("ATTACK", "RETREAT", "silence")
            label = options[(options.index(drafts[place]) + 1) % 3]
        drafts[place] = label
        self._push(replace(self.state, drafts=tuple(drafts), title=f"{place}: {label}"))

    def dispatch(self) -> None:
        self._check("dispatch")
        state = self.state
        if self.level.kind == "gate":
            if state.drafts[state.passed] == "captured":
                ended = "won" if state.passed == 2 else "lost"
                if ended == "won" and self.stage == 0:
                    ended = "between"
                self._push(replace(state, status=ended))
            else:
                passed = state.passed + 1
                self._push(replace(state, passed=passed, status="lost" if passed == 3 else "playing"))
        else:
            self._push(replace(state, status="won" if "RETREAT" in state.drafts else "lost"))

    def undo(self) -> None:
        self._check("undo")
        self.at -= 1

    def redo(self) -> None:
        self._check("redo")
        self.at += 1

    def goto(self, node: int) -> None:
        self.at = node

    def hint(self) -> str:
        self._check("hint")
        text = self.level.hints[len(self.hints_shown)]
        self.hints_shown = (*self.hints_shown, text)
        return text

    def forge(self, place: int) -> None:
        self._check("forge")
        self.forged.append(place)

    def claim(self) -> None:
        self._check("claim")
        self.arguing = True

    def withdraw(self) -> None:
        self.arguing = False

    def argue(self, number: int) -> None:
        self.arguing = False
        if number == 2:
            self._push(replace(self.state, status="won"))
        else:
            self.feedback = "L2 hears three true votes. Your number was wrong."

    def next_stage(self) -> None:
        self.stage += 1
        self._push(State())

    def restart(self) -> None:
        self.at = 0

    def back_to_fatal(self) -> None:
        self.at -= 1

    @property
    def board(self) -> Board:
        moves: set[Move] = set()
        if self.betting:
            moves = {"bet"}
        elif self.status == "playing":
            moves = {"set", "dispatch", "restart"}
            if self.level.kind == "lies":
                moves.add("claim")
            if len(self.hints_shown) < len(self.level.hints):
                moves.add("hint")
            if self.at > 0:
                moves.add("undo")
            if self.at < len(self.states) - 1:
                moves.add("redo")
        elif self.status == "between":
            moves = {"next"}
        letters = {
            "gate": (Letter("x", "captured", "capture", True), Letter("c", "passes", "let through", True)),
            "lies": (
                Letter("a", "ATTACK", "attack"),
                Letter("r", "RETREAT", "retreat"),
                Letter("s", "silence", "silence"),
            ),
            "choice": (Letter("a", "ATTACK", "attack"), Letter("r", "RETREAT", "retreat")),
        }[self.level.kind]
        return Board(
            header=Header(
                "1 · Two Armies", self.level.id, self.level.title, "you: L1, a traitor", "round 2 of 2"
            ),
            panels=self._panels(),
            letters=letters,
            moves=frozenset(moves),
            act={"gate": "let through", "lies": "dispatch", "choice": "seal"}[self.level.kind],
            status={
                "gate": f"Letter {self.state.passed + 1} stands at your gate.",
                "lies": "Say what you like to each of the three.",
                "choice": "Whatever you seal, dawn shows you a world.",
            }[self.level.kind],
            describe=("Three letters.", "One of them stands at the gate."),
        )

    def _panels(self) -> tuple[Panel, ...]:
        steps = tuple(
            Step(node, state.title, current=node == self.at) for node, state in enumerate(self.states)
        )
        return (
            Panel("dispatches", "Dispatches", self._list(), "main", "Your letters, one a row.", first=True),
            Panel(
                "goal", "Goal", Goal("one army marches alone", None, "nobody marched yet"), "low", "The goal."
            ),
            Panel(
                "votes",
                "Votes",
                Grid("", ("L1", "L2"), (GridRow("L1", (Cell("A", mark="own"), Cell("R")), "1:1"),)),
                "side",
                "The votes as they would stand.",
            ),
            Panel(
                "timeline",
                "Timeline",
                Timeline(("C", "L1", "L2"), ("order", "round 1"), (), ("", "attack", "?retreat"), steps=steps),
                "more",
                "A line a general.",
            ),
            Panel(
                "chronicle", "Chronicle", Chronicle((Event("round 1", "C says ATTACK."),)), "more", "Events."
            ),
            Panel("notes", "Notes", Prose((Line("A quiet night."),)), "more", "Prose."),
        )

    def _list(self) -> Rows:
        if self.level.kind == "choice":
            now = self.state.drafts[0] if self.at else ""
            return Rows(
                ("", "", ""),
                tuple(
                    Row(("", label, text), 0, now, options=("ATTACK", "RETREAT"), sets=label,
                        chosen=now == label, state="open", why=text)
                    for label, text in (("ATTACK", "obey what C told me"), ("RETREAT", "take the default"))
                ),
            )  # fmt: skip
        if self.level.kind == "gate":
            fates = ["arrived"] * self.state.passed + ["at the gate"] + ["not yet sent"] * 3
            return Rows(
                ("no", "from", "fate"),
                tuple(
                    Row(
                        (str(number + 1), "B", fates[number]),
                        number if number <= self.state.passed else None,
                        options=("passes", "captured") if number == self.state.passed else (),
                        state="open" if number == self.state.passed else "settled",
                        why=f"Letter {number + 1}: {fates[number]}.",
                    )
                    for number in range(3)
                ),
            )
        return Rows(
            ("to", "saying", "order"),
            tuple(
                Row((f"L{place + 2}", "C said", label), place, label, 2, ("ATTACK", "RETREAT", "silence"),
                    lie=label != "ATTACK", state="open", why=f"To L{place + 2}: {label}.")
                for place, label in enumerate(self.state.drafts)
            ),
        )  # fmt: skip

    @property
    def debrief(self) -> Debrief:
        won = self.status == "won"
        return Debrief(
            won=won,
            headline="One army marched alone." if won else "Nobody marched.",
            why="L2 attacks, L3 retreats." if won else "Belisarius held no letter.",
            stars=(
                Star("goal", True, "reached"),
                Star("par", False, "1 lie more than par"),
                Star("alone", True, ""),
            )
            if won
            else (),
            trace=(("C tells L1 ATTACK.", False), ("L1 tells L2 RETREAT.", True)),
            proof=("Each column holds two true votes of three.",),
            best=("L1 tells L2 RETREAT: one lie.",),
            par=1,
            idea=self.level.idea,
            theorem="Lamport, Shostak, Pease: n > 3m.",
            source=self.level.source,
            text=self.level.text.won if won else self.level.text.lost,
            bet="You bet on one lie, and were right.",
            twin="choice" if self.level.id == "lies" else "",
            fatal=None if won else self.at - 1,
        )


def open_match(
    level: FakeLevel, *, seed: int = 0, student: str = "", home: object = None, chapter: str = ""
) -> FakeMatch:
    return FakeMatch(level)


def resume(path: object, level: FakeLevel, home: object, chapter: str = "") -> FakeMatch:
    match = FakeMatch(level)
    match.betting = False
    match.set(0, "RETREAT")
    return match
