"""What happened, in order: the one record that views, counters, diagrams and sentences are made from."""

from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal[
    "seated",
    "started",
    "sent",
    "altered",
    "captured",
    "unpaid",
    "lost",
    "late",
    "rewritten",
    "replayed",
    "delivered",
    "timeout",
    "round",
    "crashed",
    "restarted",
    "answered",
    "decided",
]


@dataclass(frozen=True, slots=True)
class Entry:
    """One event of a run.

    Attributes:
        kind: seated (the player took seat `process`), started, sent, altered (a traitor said `payload`
            where a loyal process says `honest`; a silence has payload None and no serial), captured,
            unpaid (there was no gold for this messenger), lost (there was no road, or no room on it), late,
            rewritten (by the network: `honest` is what the sender wrote), replayed (an old letter),
            delivered, timeout (a timer of `process` ran out, its key in `payload`), round (it ended),
            crashed, restarted, answered, decided.
        round: the round it happened in; the step when ASYNC.
        process: who did it; the sender of a message.
        peer: the receiver of a message, or -1.
        payload: what was said, decided or answered.
        serial: the number of the message, or 0.
        honest: for `altered`, what a loyal process would have said.
    """

    kind: Kind
    round: int
    process: int = -1
    peer: int = -1
    payload: Any = None
    serial: int = 0
    honest: Any = None
