"""Every protocol can be played from every side: seeded plays in which each board is looked at closely."""

from collections.abc import Iterator
from random import Random
from typing import Any

import pytest

from engine.protocols import PROTOCOLS
from levels.board import Board, Cell, Grid, Move, Row, Rows, Timeline
from levels.course import Refused
from levels.scene import NOTES
from levels.text import is_clean
from levels.transcript import complaint_about
from levels.war_room import Sandbox, Setting, Who, example, form, initial
from levels.war_room.parts import owners_of
from tests.levels.boards.reading import ids, strings

WIDE = 78
MOVES = 14


def usual(id: str) -> Setting:
    """The shipped scenario of a protocol, else the form's first values; everybody is loyal."""
    shipped = example(id)
    if shipped is not None:
        return Setting(shipped.setting.scenario, title=id)
    made = form(id, initial(id)).setting
    assert made is not None, id
    return made


def everybody(id: str) -> Setting:
    """All parts are the player's, and the generals he holds write what they like."""
    setting = usual(id)
    plays: dict[str, Who] = dict.fromkeys(owners_of(setting.checked.scenario), "you")
    return Setting(setting.scenario, plays, sends=True, title=id)


def faulty(id: str) -> Setting:
    """Whoever may misbehave is the player's; nature draws."""
    setting = usual(id)
    owners = owners_of(setting.checked.scenario)
    plays: dict[str, Who] = {o: "you" for o in owners if o.partition(":")[0] not in ("general", "nature")}
    return Setting(setting.scenario, plays, title=id)


def one_general(id: str) -> Setting:
    """One loyal general is the player's, and he sees no more than that one; the others draw."""
    setting = usual(id)
    owners = owners_of(setting.checked.scenario)
    generals = [owner for owner in owners if owner.startswith("general:")]
    plays: dict[str, Who] = {o: "seeded" for o in owners if not o.startswith("general:")}
    plays[generals[-1]] = "you"
    return Setting(setting.scenario, plays, sees="own-view", sends=True, title=id)


def items(board: Board) -> Iterator[Row | Cell]:
    for panel in board.panels:
        if isinstance(panel.body, Rows):
            yield from panel.body.rows
        elif isinstance(panel.body, Grid):
            for row in panel.body.rows:
                yield from row.cells


def check(match: Sandbox) -> Board:
    """What is true of every board."""
    board = match.board
    assert match.board is board
    assert len(ids(board)) == len(set(ids(board))) <= 9
    assert board.panels[0].id == "dispatches"
    assert sum(panel.first for panel in board.panels) == 1
    assert {"goal", "field", "timeline", "chronicle"} <= set(ids(board))
    for text in strings(board):
        assert is_clean(text), text
    for panel in board.panels:
        assert len(panel.title) <= 72, panel.title
        assert 1 <= panel.help.count(". ") + 1 <= 4
    shown = set()
    batch = () if match.over else match.batch
    for item in items(board):
        assert len(item.why) <= 2 * WIDE, item.why
        if item.place is None:
            assert not item.options
            continue
        assert item.place < NOTES
        assert item.why
        labels = tuple(option.label for option in batch[item.place].options)
        assert item.options == labels
        if isinstance(item, Row):
            assert item.state == "open"
            assert item.value in (*labels, "")
            assert item.sets in (*labels, "")
            assert all(label in labels for _, label in item.keys)
        shown.add(item.place)
    assert shown == set(range(len(batch)))
    for choice in batch:
        labels = tuple(option.label for option in choice.options)
        assert len(set(labels)) == len(labels), labels
        for label in labels:
            assert not complaint_about({"move": "set", "place": 0, "label": label}), label
    assert board.status
    assert len(board.status) <= 2 * WIDE
    assert all(sentence.strip() for sentence in board.describe)
    timelines(board)
    return board


def timelines(board: Board) -> None:
    for panel in board.panels:
        if isinstance(panel.body, Timeline):
            body = panel.body
            for arrow in body.arrows:
                assert -1 <= arrow.column < len(body.columns)
                assert 0 <= arrow.seen < len(body.columns)
                assert {arrow.sender, arrow.receiver} <= set(range(len(body.lanes)))
            assert all(0 <= m.column < len(body.columns) and m.lane < len(body.lanes) for m in body.events)
            assert len(body.decisions) == len(body.marks) == len(body.lanes)


def played(setting: Setting, seed: int) -> tuple[Sandbox, list[dict[str, Any]]]:
    """A play by a seeded coin: sets, dispatches, steps back and forth."""
    coin = Random(seed)
    records: list[dict[str, Any]] = []
    match = Sandbox(setting, record=records.append)
    check(match)
    for _ in range(MOVES):
        before = len(records)
        for _ in range(20):
            act(match, coin)
            if len(records) > before:
                break
        check(match)
    return match, records


def act(match: Sandbox, coin: Random) -> None:
    batch, dice = match.batch, coin.random()
    try:
        if dice < 0.08 or match.over:
            match.undo()
        elif dice < 0.12:
            match.redo()
        elif dice < 0.16:
            match.goto(coin.choice(match.steps).node)
        elif dice < 0.2:
            match.empty()
        elif dice < 0.45 and batch:
            place = coin.randrange(len(batch))
            match.set(place, coin.choice(batch[place].options).label)
        else:
            for place, choice in enumerate(batch[:40]):
                if coin.random() < 0.5 or choice.subject.kind in match.MUST:
                    match.set(place, coin.choice(choice.options).label)
            match.dispatch()
    except Refused:
        return


@pytest.mark.parametrize("id", list(PROTOCOLS))
@pytest.mark.parametrize("setup", [everybody, faulty, one_general])
def test_a_play_from_every_side_and_its_transcript(id: str, setup: Any) -> None:
    setting = setup(id)
    match, records = played(setting, seed=len(id))
    # A general who is never asked anything looks on, and so does who plays where nobody can misbehave.
    looks_on = setup is not everybody and match.over and not match.batch and not match.drafts
    assert len(records) >= 10 or looks_on
    again = Sandbox(Setting.of(setting.data))
    for record in records:
        again.move(record)
    assert again.run.picks == match.run.picks
    assert again.drafts == match.drafts
    assert again.status == match.status
    assert again.board == match.board


@pytest.mark.parametrize("id", list(PROTOCOLS))
def test_the_rest_can_be_left_to_the_honest_and_is_accounted_for(id: str) -> None:
    match = Sandbox(usual(id))
    moves: set[Move] = set(match.moves)
    if "finish" in moves:
        match.finish()
    assert match.over or match.feedback
    if match.over:
        debrief = match.debrief
        assert debrief.won is None
        assert debrief.headline
        assert [promise.name for promise in debrief.promises] == [
            p.name for p in match.model.machine.properties()
        ]
        assert dict(debrief.counts)["messages sent"]
        assert all(is_clean(text) for text in strings(debrief))
