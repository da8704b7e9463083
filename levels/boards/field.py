"""The field: the city, what is known of each camp, and this round's messengers."""

from collections.abc import Iterable

from levels.board import Camp, Field, Line, Panel, Road
from levels.boards.roads import on_the_road, wires
from levels.boards.sight import Sight
from levels.boards.speech import shown

HELP = (
    "The city, and the camps around it with the order that stands at each. † is a traitor, ? a general of "
    "whom nothing is known. The dotted roads are this round's messengers."
)
HILLS_HELP = "Two hills, the city in the valley between them, and the letters that are on the road."


def panel(sight: Sight, rounds: Iterable[int] | None = None, below: tuple[Line, ...] = ()) -> Panel:
    """The field with the messengers of these rounds (None: of the round that is running)."""
    camps = tuple(
        Camp(
            sight.name(p),
            sight.kind(p),
            mine=p in sight.seats,
            order=shown(sight.decided[p] or sight.leaning[p]),
            decided=bool(sight.decided[p]),
        )
        for p in sight.processes
    )
    roads = tuple(
        Road(w.sender, w.receiver, w.order, w.state, w.lie)
        for w in (
            on_the_road(sight) if sight.stepwise else wires(sight, (sight.round,) if rounds is None else rounds)
        )
    )
    text = HILLS_HELP if sight.two_hills else HELP
    return Panel("field", "Field", Field(camps, roads, below), "more", text)
