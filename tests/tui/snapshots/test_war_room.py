"""The war room: its desk, a position of every protocol, and the account at the end.

A reviewer should see: whose turn it is and what enter does, what each holds, what is promised and whether it
stands, no column cut without a mark, and no protocol whose board is empty.
"""

from typing import Any

import pytest

from engine.protocols import PROTOCOLS
from levels.war_room import Sandbox, example, open_war_room
from tests.tui.snapshots.conftest import Visit
from tests.tui.snapshots.sizes import LARGE, SMALL, at_both_sizes
from tests.tui.snapshots.tour import Tour
from tui.desk import Desk
from tui.screens.play import PlayScreen
from tui.screens.war_room import WarRoomScreen

TURNS = 3
"""After so many moves each protocol is looked at."""

CLOSELY = ("signed-messages", "flood-set", "ben-or", "paxos", "lock-service", "gossip-membership")
"""Protocols whose panels are looked at one by one on a small terminal."""


def position(protocol: str) -> Sandbox:
    """A position of a protocol: its example, after a few moves of somebody who meddles once in each."""
    found = example(protocol)
    assert found is not None
    match = open_war_room(found.setting)
    for _ in range(TURNS):
        if match.status == "over" or not match.batch:
            break
        before = match.node.number
        choice = match.batch[0]
        other = next((o.label for i, o in enumerate(choice.options) if i != choice.honest), "")
        if other and not match.drafts:
            match.set(0, other)
        if match.obstacle is None and len(match.steps) < 2 * TURNS:
            match.dispatch()
        if match.node.number == before:
            break
    return match


async def shown(tour: Tour, match: Any) -> PlayScreen:
    """A match on the screen."""
    tour.app.play(match)
    await tour.pilot.pause()
    screen = tour.app.screen
    assert isinstance(screen, PlayScreen)
    return screen


@at_both_sizes
async def test_desk(visit: Visit, size: tuple[int, int]) -> None:
    """The protocols, the form of one, who plays what; what cannot be so is marked and said."""
    async with visit(size) as tour:
        tour.app.show_war_room()
        await tour.pilot.pause()
        await tour.see("protocols")
        screen = tour.app.screen
        assert isinstance(screen, WarRoomScreen)
        screen.desk, screen.on_form = Desk.of("ben-or"), True
        screen.redraw()
        await tour.pilot.pause()
        await tour.see("a form")
        field = next(line.field for line in screen.desk.lines if line.name == "faults")
        assert field is not None
        screen.desk = screen.desk.at(4).written(field, "2")
        screen.redraw()
        await tour.pilot.pause()
        await tour.see("a fault")
        screen.desk = screen.desk.at(len(screen.desk.lines))
        screen.redraw()
        await tour.pilot.pause()
        await tour.see("the end of the form")


@pytest.mark.parametrize("half", [0, 1])
async def test_every_protocol(visit: Visit, half: int) -> None:
    """One position of each protocol, with everything at once."""
    async with visit(LARGE) as tour:
        for protocol in list(PROTOCOLS)[half::2]:
            await shown(tour, position(protocol))
            await tour.see(protocol)


@pytest.mark.parametrize("protocol", CLOSELY)
async def test_small(visit: Visit, protocol: str) -> None:
    """The same on a small terminal, panel by panel."""
    async with visit(SMALL) as tour:
        match = position(protocol)
        screen = await shown(tour, match)
        await tour.see("board")
        ids = [panel.id for panel in screen.board.panels]
        await tour.panels(*ids[1:])


@at_both_sizes
async def test_account(visit: Visit, size: tuple[int, int]) -> None:
    """The end of a play in the war room: nothing is won or lost, every promise is accounted for."""
    async with visit(size) as tour:
        match = position("flood-set")
        if match.status != "over":
            match.finish()
        await shown(tour, match)
        await tour.see("over")
        tour.app.finish(match)
        await tour.pilot.pause()
        await tour.see("account")
