"""What a loyal process is: a pure step function over its own events.

A machine knows no clock, no random source and no global state. It is told what happens to one process
and answers with that process's next state and its commands. The faults are not its business: a traitor
runs the same machine, and the model asks `forgeries` what he could say instead of what it commands.
"""

from abc import ABC, abstractmethod
from collections.abc import Hashable
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from engine.ballot import Ballot
from engine.orders import ORDERS

if TYPE_CHECKING:
    from engine.configuration import Configuration
    from engine.model import Model
    from engine.properties import Property

Measure = Literal["lies", "captures", "letters", "crashes", "steps", "gold", "worlds", "none"]
"""What faults are counted in; `letters` are those that the network makes late, rewrites or brings again."""

State = Hashable
Payload = Hashable


class Timing(Enum):
    """How time passes: in rounds that everybody notices, or one delivery at a time."""

    ROUNDS = "rounds"
    ASYNC = "async"


# Events: all that a process ever sees.


@dataclass(frozen=True, slots=True)
class Start:
    """The process wakes with its own input (an order, or None where it has none)."""

    input: Any


@dataclass(frozen=True, slots=True)
class Message:
    """A message on the road. `serial` counts from 1 in the order of sending; silence has none.

    Serial numbers are history: messages that differ in nothing else are equal.
    """

    serial: int = field(compare=False)
    sender: int
    receiver: int
    payload: Any
    round: int


@dataclass(frozen=True, slots=True)
class Receive:
    """One message arrives (ASYNC only)."""

    message: Message


@dataclass(frozen=True, slots=True)
class RoundEnd:
    """A round is over (ROUNDS only); what did not come by now is absent."""

    round: int
    inbox: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the owner of a question answered."""

    key: Hashable
    value: Any


@dataclass(frozen=True, slots=True)
class Timeout:
    """A timer that the process set has run out (ASYNC only)."""

    key: Hashable


@dataclass(frozen=True, slots=True)
class Restart:
    """The process comes back after a crash, with what it had (ASYNC only).

    A machine keeps of its old state what is in stable storage; messages sent to it while it was down are
    lost, and its timers are gone.
    """


Event = Start | Receive | RoundEnd | Answer | Timeout | Restart

# Commands: all that a process can do.


@dataclass(frozen=True, slots=True)
class Send:
    """Send `payload` to process `receiver`."""

    receiver: int
    payload: Any


@dataclass(frozen=True, slots=True)
class Decide:
    """Decide, once and for all."""

    value: Any


@dataclass(frozen=True, slots=True)
class Ask:
    """Put a question to `owner` (nature's coin, say); the answer comes as an `Answer` event.

    `weights` say how likely each option is, in proportion, where a coin answers; () means all alike.

    Raises:
        ValueError: there are not as many weights as options, or they are below 0, or all 0.
    """

    key: Hashable
    options: tuple[str, ...]
    owner: str
    weights: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        weights = self.weights
        if weights and (len(weights) != len(self.options) or min(weights) < 0 or not any(weights)):
            raise ValueError("a weight for each option, none below 0 and not all 0")


@dataclass(frozen=True, slots=True)
class SetTimer:
    """Wake me with a `Timeout` some time later (ASYNC only: there is no clock to say when)."""

    key: Hashable


Command = Send | Decide | Ask | SetTimer


class Machine(ABC):
    """A protocol: the loyal process, and the words in which it is shown.

    Attributes:
        id: the protocol's name on the command line.
        timing: how time passes.
        processes: how many processes there are, numbered from 0.
        rounds: after how many rounds everybody has decided (ROUNDS); 0 where there are none.
        names: what each process is called on screen.
        verdicts: what can be decided, in the order in which it is offered.
        measures: what its faults are counted in.
        wishes: how many processes, from 0, wake with an input of their own where all could; None: all.
    """

    id: ClassVar[str]
    timing: ClassVar[Timing]
    processes: int
    rounds: int
    names: tuple[str, ...]
    verdicts: tuple[Any, ...] = ORDERS
    measures: ClassVar[tuple[Measure, ...]] = ()
    wishes: int | None = None

    @abstractmethod
    def begin(self, process: int) -> State:
        """The state of a process before it wakes."""

    @abstractmethod
    def step(self, process: int, state: State, event: Event) -> tuple[State, tuple[Command, ...]]:
        """What a loyal process does about one event. Pure."""

    def forgeries(self, process: int, payload: Payload, receiver: int) -> tuple[Any, ...]:
        """What a traitor could send in place of `payload`, in a fixed order that tells nothing.

        None stands for silence. The honest payload is among them.
        """
        return (payload, None)

    def utterances(self, process: int) -> tuple[tuple[int, Any], ...]:
        """ASYNC: every (receiver, payload) that a traitor in this place may say, each once."""
        return ()

    def words(self, payload: Any) -> str:
        """A payload in the words of the game."""
        return str(payload)

    def label(self, payload: Any) -> str:
        """The name of the option "send this payload": `attack`, `retreat`, `silence`, ..."""
        return "silence" if payload is None else self.words(payload)

    def path(self, payload: Any) -> tuple[int, ...]:
        """By which generals the news in this payload came, first speaker first; () if it is his own."""
        return ()

    def liberties(
        self,
        process: int,
        round_: int,
        states: tuple[Any, ...],
        traitors: tuple[int, ...],
        honest: tuple[tuple[int, Any], ...],
    ) -> tuple[tuple[int, Any, tuple[Any, ...]], ...] | None:
        """What a traitor chooses about in a round where that is more than to replace his honest words.

        Args:
            process: the traitor.
            round_: the round that begins (ROUNDS); 0 otherwise.
            states: the states of all processes; a machine looks at those of the traitors, who tell each
                other everything.
            traitors: who they are.
            honest: what his loyal machine would send: (receiver, payload).

        Returns:
            A row for each choice: (receiver, the honest payload or None for silence, what can be sent,
            the honest payload and None among it). None: each honest payload is one choice (`forgeries`).
        """
        return None

    def forged(
        self, process: int, payload: Any, receiver: int, traitors: tuple[int, ...]
    ) -> tuple[tuple[str, Any, str], ...]:
        """What a traitor could try that the protocol never lets pass: to alter a loyal seal, say.

        Args:
            process: the traitor.
            payload: what he would honestly send, or None for silence.
            receiver: to whom.
            traitors: who they are.

        Returns:
            A row for each attempt: (what is tried, what would be sent, why its receiver refuses it). An
            attempt has the effect of silence. () where there is nothing to forge.
        """
        return ()

    def briefed(self, lines: tuple[Any, ...]) -> "Machine":
        """This protocol where scripts of traitors say more than the name of an option can: by which seals."""
        return self

    def hindrance(self, line: Any, states: tuple[Any, ...], traitors: tuple[int, ...]) -> str | None:
        """Why a line of a traitor's script cannot be said, by what the traitors hold; None if it can."""
        return None

    def parts(self, payload: Any) -> tuple[Any, ...]:
        """The messages that a payload stands for, where one choice of a traitor sends several."""
        return (payload,)

    def seals(self, payload: Any) -> tuple[int, ...]:
        """Whose seals a payload bears, the first signer first."""
        return ()

    def facts(self, process: int, state: Any) -> tuple[tuple[str, str], ...]:
        """What a process holds, as (name, value) in the words of the game: ("ballot", "3"), ("view", "1").

        The names and their order are the same for all processes that have them.
        """
        return ()

    def length(self, key: Any) -> int:
        """How long a timer is beside the others (ASYNC): a fair scheduler lets the shorter run out first.

        There is no clock, so this is a rank, not a time; any other scheduler may do as he likes.
        """
        return 0

    def notable(self, states: tuple[Any, ...]) -> tuple[Any, ...]:
        """What a chronicler who sees all tents at once writes down for good, though nobody in them can notice.

        A history variable: two that are in the critical section at one instant have left it when the run is
        over, and a property is asked then. The notes are in `Configuration.noted`.
        """
        return ()

    def moment(self, round_: int) -> str:
        """What a round is for, in one or two words ("proposals", "the king speaks"); "" if nothing special."""
        return ""

    def deed(self, value: Any, plural: bool = False) -> str:
        """What somebody does who has decided this: "attacks", "decides 3"."""
        if value in ORDERS:
            return str(value) if plural else f"{value}s"
        return f"decide{'' if plural else 's'} {value}"

    def secret(self, key: Any) -> bool:
        """Whether only he who asked may know what was answered to `Ask(key, ...)`, until the run is over.

        The loyal rule sends it about under seal, say: who looks over everybody's shoulder must not read it.
        """
        return False

    def recode(self, payload: Any) -> Any:
        """The payload as one reads it who writes ATTACK for RETREAT and RETREAT for ATTACK."""
        return payload

    def recorded(self, receiver: int) -> tuple[tuple[int, Any], ...]:
        """Letters of an earlier day, (sender, payload), that a spy can bring to this receiver again."""
        return ()

    def report(self, model: "Model", configuration: "Configuration") -> dict[str, Any]:
        """What a report of a finished run adds for this protocol: plain JSON data by name."""
        return {}

    def properties(self) -> "tuple[Property, ...]":
        """What the protocol promises."""
        return ()

    def reported(self) -> tuple[str, ...]:
        """The names of the properties that a report of a run states."""
        return tuple(p.name for p in self.properties() if p.name in ("agreement", "validity", "termination"))

    def ballots(self, process: int, state: Any) -> tuple[Ballot, ...]:
        """How a process would vote with what it holds, the last vote first; () where nobody votes."""
        return ()
