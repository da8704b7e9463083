"""A play of the war room: several parts at once, steps and rounds, what is foretold and what is not."""

from typing import Any

import pytest

from engine.model import Model
from levels.board import Board, Goal, Timeline
from levels.course import Refused
from levels.walking import MOST_LOOKED_AT
from levels.war_room import Sandbox, Setting, example, open_war_room
from tests.levels.boards.reading import cells, events, panel, rows, table

OM: dict[str, Any] = {
    "protocol": "oral-messages",
    "generals": 4,
    "depth": 1,
    "order": "attack",
    "traitors": [3],
}
BEN_OR: dict[str, Any] = {"protocol": "ben-or", "generals": 3, "faults": 1}
MIXED = ["retreat", "retreat", "attack"]


def ben_or(**plays: Any) -> Sandbox:
    scenario = {**BEN_OR, "inputs": MIXED, "crashes": 1}
    return Sandbox(Setting(scenario, {"scheduler": "you", **plays}))


def promised(board: Board) -> dict[str, Any]:
    body = panel(board, "goal").body
    assert isinstance(body, Goal)
    return {promise.name: promise for promise in body.promises}


def timeline(board: Board) -> Timeline:
    body = panel(board, "timeline").body
    assert isinstance(body, Timeline)
    return body


def test_one_player_may_hold_a_traitor_the_city_and_a_general_at_once() -> None:
    match = Sandbox(Setting(OM, {"traitor:3": "you", "network": "you", "general:1": "you"}, title="all hands"))
    assert match.board.header.seat == "you: L3, a traitor; the network; L1"
    kinds = []
    while not match.over:
        kinds.append(match.batch[0].subject.kind)
        for place, choice in enumerate(match.batch):
            if choice.subject.kind in ("decision", "word"):
                match.set(place, "retreat")
        match.dispatch()
    assert kinds == ["fate", "word", "fate", "decision"]
    assert match.status == "over"
    debrief = match.debrief
    assert debrief.won is None
    assert debrief.headline == "Not kept: agreement, validity, consistency."
    assert ("lies", "2") in debrief.counts
    match.undo()
    assert match.status == "playing"


def test_what_is_promised_is_judged_ahead_in_rounds_and_now_where_there_are_none() -> None:
    match = Sandbox(Setting({**OM, "generals": 3, "traitors": [2]}, {"traitor:2": "you"}))
    assert promised(match.board)["validity"].holds is True
    match.set(0, "retreat")
    assert promised(match.board)["validity"].holds is False
    slow = ben_or()
    assert promised(slow.board)["termination"].holds is None


def test_a_letter_is_delivered_with_one_key_and_taken_back_with_one() -> None:
    match = ben_or()
    first = rows(match.board, "dispatches").rows[0]
    assert first.at_once
    assert first.place == 0
    match.set(first.place, first.sets)
    match.dispatch()
    assert match.run.now.steps == 1
    match.undo()
    assert match.run.now.steps == 0
    assert not match.drafts
    match.redo()
    assert match.run.now.steps == 1


def test_a_row_names_whose_crash_and_whose_timer_its_letters_mean() -> None:
    match = ben_or()
    board = match.board
    assert [(letter.key, letter.by_row) for letter in board.letters] == [("x", True)]
    labels = {dict(row.keys)["x"] for row in rows(board, "dispatches").rows}
    assert labels == {"crash 0", "crash 1", "crash 2"}
    row = rows(board, "dispatches").rows[0]
    crash = dict(row.keys)["x"]
    match.set(0, crash)
    match.dispatch()
    assert match.run.now.crashed == (int(crash.removeprefix("crash ")),)
    assert [mark.kind for mark in timeline(match.board).events] == ["crashed"]


def test_old_letters_are_delivered_as_one_move() -> None:
    match = ben_or()
    while not match.old:
        match.dispatch()
    letters, count = match.old, match.run.now.steps
    assert "empty" in match.moves
    assert match.board.letters[-1].move == "empty"
    assert [row[4] for row in cells(match.board, "dispatches")].count("old") == len(letters)
    before = match.run.now.states
    match.empty()
    assert match.run.now.states == before
    assert match.run.now.steps >= count + len(letters)
    assert not match.old
    with pytest.raises(Refused, match="No old letters"):
        match.empty()
    match.undo()
    assert match.old == letters


def test_a_timeline_without_rounds_shows_its_last_steps() -> None:
    match = ben_or()
    for _ in range(30):
        if not match.over:
            match.dispatch()
    body = timeline(match.board)
    assert body.stepwise
    assert len(body.columns) == 16
    assert body.columns[-1] == str(match.run.now.steps)
    arrived = [arrow for arrow in body.arrows if arrow.arrives is not None]
    assert all(arrow.arrives >= max(arrow.column, 0) for arrow in arrived if arrow.arrives is not None)
    assert any(arrow.column == -1 for arrow in arrived)


def test_facts_are_a_row_a_process() -> None:
    match = ben_or()
    assert [line.split()[0] for line in table(match.board, "facts")] == list(match.model.machine.names)


def test_what_a_general_does_not_see_is_told_when_all_is_over() -> None:
    setting = Setting(OM, {"traitor:3": "flip", "general:1": "you"}, sees="own-view")
    match = Sandbox(setting)
    assert all(promise.holds is None for promise in promised(match.board).values())
    assert not any("L3" in event and "a loyal one" in event for event in events(match.board))
    match.set(0, "attack")
    match.dispatch()
    assert match.over
    assert promised(match.board)["agreement"].holds is True
    assert any("a loyal one would say" in event for event in events(match.board))


def test_who_plays_the_city_as_well_sees_everything() -> None:
    match = Sandbox(Setting(OM, {"network": "you", "general:1": "you"}, sees="own-view"))
    assert match.batch[0].subject.kind == "fate"
    assert promised(match.board)["agreement"].holds is True


def test_a_coin_falls_the_same_way_after_undo_and_is_not_foretold() -> None:
    race = {"protocol": "longest-chain", "share": 30, "confirmations": 2, "traitors": [0]}
    match = Sandbox(Setting(race, {"traitor:0": "you", "nature": "seeded"}))
    assert match.scene.preview is None
    match.finish()
    first = match.run.picks
    assert sum(choice.owner == "nature" for choice in match.run.choices) > 2
    match.undo()
    assert match.run.picks != first
    match.finish()
    assert match.run.picks == first
    assert Sandbox(match.setting).run.picks == first[:1]


def test_who_plays_nothing_looks_on() -> None:
    match = Sandbox(Setting(OM, {"traitor:3": "seeded"}))
    assert match.over
    assert match.board.header.seat == "you: an onlooker"
    assert match.moves == {"restart"}


@pytest.mark.parametrize("move", ["hint", "claim", "bet", "next"])
def test_what_only_a_level_has_is_refused_in_a_sentence(move: Any) -> None:
    reason = ben_or().refusal(move)
    assert reason is not None
    assert reason.endswith(".")


class Counted:
    """Counts the calls of one method of an object."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, thing: Any, name: str) -> None:
        self.count = 0
        honest = getattr(thing, name)

        def counted(*given: Any, **named: Any) -> Any:
            self.count += 1
            return honest(*given, **named)

        monkeypatch.setattr(thing, name, counted)


@pytest.fixture
def many() -> Sandbox:
    """3,024 letters at the gate."""
    scenario = {**OM, "generals": 10, "depth": 3, "traitors": [0]}
    match = Sandbox(Setting(scenario, {"network": "you"}))
    for _ in range(3):
        match.dispatch()
    assert len(match.batch) == 3024
    return match


def test_a_board_looks_at_thousands_of_letters_a_few_times_each(
    many: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = len([entry for entry in many.run.journal if entry.kind == "sent"])
    words = Counted(monkeypatch, many.model.machine, "words")
    paths = Counted(monkeypatch, many.model.machine, "path")
    board = many.board
    assert len(rows(board, "dispatches").rows) == 3024
    assert words.count <= 6 * sent
    assert paths.count <= 6 * sent
    assert len(board.describe) < 400


def test_looking_ahead_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    match = ben_or()
    advance = Counted(monkeypatch, match.model, "advance")
    _ = match.scene
    assert advance.count <= MOST_LOOKED_AT
    assert isinstance(match.model, Model)


LEVELS: dict[str, Any] = {"protocol": "information-levels", "rounds": 4, "inputs": ["attack", "attack"]}


def told(match: Sandbox) -> str:
    board = match.board
    return " ".join([*events(board), *board.describe, repr(board.panels)])


@pytest.mark.parametrize("seed", range(4))
def test_a_city_learns_the_key_from_nothing_before_the_run_is_over(seed: int) -> None:
    match = Sandbox(Setting({**LEVELS, "seed": seed}, {"network": "you"}))
    key = match.run.now.states[0].key
    assert ": Belisarius: the key: under seal." in events(match.board)
    assert f"the key: {key}" not in told(match)
    match.set(0, "capture")
    # Whether this parts the two hangs on the key.
    assert match.scene.preview is None
    assert promised(match.board)["agreement"].why == "Belisarius and Narses have not decided"
    match.finish()
    assert f": Belisarius: the key: {key}." in events(match.board)


def test_who_draws_the_key_himself_knows_it() -> None:
    match = Sandbox(Setting(LEVELS, {"nature": "you", "network": "you"}))
    match.set(0, "3")
    match.dispatch()
    assert ": Belisarius: the key: 3." in events(match.board)
    assert match.scene.preview is not None


def test_steps_are_told_by_the_clock_alone() -> None:
    match = ben_or()
    match.dispatch()
    assert match.board.header.clock == "step 1"
    assert match.board.header.spent == ""


def test_a_play_that_never_ends_stands_still_after_so_many_options(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("levels.walking.MOST_WEIGHED", 40)
    found = example("ricart-agrawala")
    assert found is not None
    others = Setting({**found.setting.scenario, "entries": 5}, {"scheduler": "seeded"})
    match = open_war_room(others)
    match.finish()
    assert match.status == "playing"
    assert match.feedback == "It is not over after a long time, and may never be."
    assert 0 < match.run.now.steps < 80
