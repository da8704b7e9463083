"""A match: drafts, dispatches, undo over a tree, bets, claims, stages and stars."""

from typing import Any

import pytest

from levels.board import Move
from levels.match import Match, Refused
from levels.packs import loads, shipped
from levels.reference import follow
from levels.stars import stars

PACK = shipped()


def opened(id: str) -> Match:
    """A match of a shipped level, its bet rightly made."""
    match = Match(PACK.level(id))
    if match.level.bet:
        match.bet(match.level.bet.options.index(match.level.bet.answer))
    return match


def earned(match: Match) -> list[bool]:
    return [star.earned for star in stars(match)]


@pytest.mark.parametrize("id", PACK.ids)
def test_a_record_of_the_moves_replays_to_the_same_end(id: str) -> None:
    moves: list[dict[str, Any]] = []
    match = Match(PACK.level(id), record=moves.append)
    follow(match)
    assert match.status == "won"
    again = Match(PACK.level(id))
    for move in moves:
        again.move(move)
    assert again.status == "won"
    assert again.run.picks == match.run.picks
    assert stars(again) == stars(match)


def test_a_bet_comes_first_and_is_final() -> None:
    match = Match(PACK.level("last-word"))
    assert match.status == "betting"
    for move in ("set", "dispatch", "undo", "hint"):
        assert match.refusal(move) == "Bet first: what do you think will happen?"  # type: ignore[arg-type]
    with pytest.raises(Refused, match="no such bet"):
        match.bet(17)
    match.bet(0)
    with pytest.raises(Refused, match="final"):
        match.bet(1)


def test_a_draft_costs_nothing_until_it_is_dispatched_and_can_be_taken_back() -> None:
    match = opened("retreat-to-be-safe")
    match.set(0, "L1")
    match.dispatch()
    match.set(0, "retreat")
    assert match.scene.spent == {"lies": 1}
    assert match.run.spent() == {"lies": 0} or match.run.spent() == {}
    match.undo()
    assert match.scene.spent == {"lies": 0}
    match.redo()
    assert match.drafts == {0: "retreat"}
    match.undo()
    match.undo()
    assert match.batch[0].subject.kind == "seat"
    assert match.drafts == {0: "L1"}


def test_labels_are_taken_in_any_case_and_nonsense_is_refused_with_what_there_is() -> None:
    match = opened("retreat-to-be-safe")
    match.set(0, "l1")
    match.dispatch()
    match.set(0, "RETREAT")
    assert match.drafts == {0: "retreat"}
    with pytest.raises(Refused, match="it is ATTACK or RETREAT or silence"):
        match.set(0, "perhaps")
    with pytest.raises(Refused, match="nothing to be set"):
        match.set(99, "attack")
    assert match.drafts == {0: "retreat"}


def test_an_empty_label_goes_round_the_options() -> None:
    match = opened("retreat-to-be-safe")
    match.set(0, "L1")
    match.dispatch()
    said = []
    for _ in range(3):
        match.set(0, "")
        said.append(match.drafts[0])
    assert said == ["retreat", "silence", "attack"]


def test_old_branches_stay_and_redo_follows_the_last_one() -> None:
    match = opened("retreat-to-be-safe")
    match.set(0, "L1")
    match.dispatch()
    fork = match.node.number
    match.dispatch()
    assert match.status == "lost"
    lost = match.node.number
    match.goto(fork)
    match.set(0, "retreat")
    match.dispatch()
    assert match.status == "won"
    other = opened("retreat-to-be-safe")
    other.set(0, "L1")
    other.dispatch()
    other.dispatch()
    other.undo()
    other.set(0, "silence")
    other.undo()
    steps = other.steps
    assert [step.branch for step in steps] == [0, 0, 1]
    assert [step.current for step in steps] == [False, True, False]
    other.goto(lost)
    assert other.status == "lost"


def test_what_must_be_chosen_is_not_chosen_by_enter() -> None:
    for id, sentence in (
        ("retreat-to-be-safe", "Choose your seat first."),
        ("the-order", "Choose first: a to attack, r to retreat."),
        ("last-word", "The letter waits: x captures it, c lets it through."),
        ("count-the-notes", "Every cell must be filled first."),
    ):
        match = opened(id)
        with pytest.raises(Refused, match=sentence.replace(".", r"\.")):
            match.dispatch()


def test_the_city_has_one_capture_and_no_way_back_the_second_time() -> None:
    match = opened("last-word")
    for _ in range(3):
        match.set(0, "let through")
        match.dispatch()
    match.set(0, "capture")
    match.dispatch()
    assert match.status == "between"
    assert match.refusal("undo") == "This stage is won; go on to the next."
    match.next_stage()
    match.set(0, "capture")
    match.dispatch()
    assert match.status == "lost"
    assert match.refusal("undo") == "This evening is played without going back."
    assert match.fatal is None
    match.restart()
    assert match.status == "playing"


def test_losing_shows_the_way_back_to_the_fatal_move() -> None:
    match = opened("last-word")
    match.set(0, "let through")
    match.dispatch()
    before = match.node.number
    match.set(0, "capture")
    match.dispatch()
    assert match.status == "lost"
    match.back_to_fatal()
    assert match.status == "playing"
    assert match.run.picks == (0,)
    assert match.node.number in (before, before + 1)


def test_dawn_is_no_matter_of_undo() -> None:
    match = opened("three-tents")
    match.set(0, "attack")
    match.dispatch()
    assert match.refusal("undo") == "What was revealed cannot be unseen."
    with pytest.raises(Refused):
        match.goto(0)
    match.set(0, "attack")
    match.dispatch()
    assert match.status == "playing"
    match.set(0, "retreat")
    match.dispatch()
    assert match.status == "won"


def test_a_right_claim_rightly_argued_wins_even_after_a_lost_attempt() -> None:
    match = opened("the-fourth-general")
    match.set(0, match.batch[0].options[-1].label)
    match.dispatch()
    match.dispatch()
    assert match.status == "lost"
    match.claim()
    assert match.status == "arguing"
    assert match.refusal("undo") == "Answer the question first, or take the claim back."
    match.withdraw()
    assert match.status == "lost"
    match.claim()
    match.argue(2)
    assert match.status == "won"
    assert earned(match) == [True, True, True]
    assert match.debrief.proof


def test_a_wrong_number_and_a_false_claim_cost_the_second_star() -> None:
    wrong = opened("the-fourth-general")
    wrong.claim()
    wrong.argue(3)
    assert wrong.status == "playing"
    assert wrong.feedback.startswith("Not 3.")
    wrong.claim()
    wrong.argue(2)
    assert earned(wrong) == [True, False, True]
    false = opened("retreat-to-be-safe")
    false.claim()
    false.argue(1)
    assert false.feedback.startswith("It can be done.")
    false.set(0, "L1")
    false.dispatch()
    false.set(0, "retreat")
    false.dispatch()
    assert false.status == "won"
    assert earned(false) == [True, False, True]


def test_par_is_sealed_wherever_a_claim_is_allowed_until_the_end() -> None:
    match = opened("retreat-to-be-safe")
    assert match.scene.par == "par sealed"
    match.set(0, "L1")
    match.dispatch()
    match.set(0, "retreat")
    match.dispatch()
    assert match.scene.par == "par 1"
    assert opened("last-word").scene.par == "par 1"


def test_a_hint_and_a_lost_bet_cost_the_third_star() -> None:
    match = opened("retreat-to-be-safe")
    texts = [match.hint() for _ in range(4)]
    assert texts[0] != texts[1] != texts[2] == texts[3]
    match.set(0, "L1")
    match.dispatch()
    match.set(0, "retreat")
    match.dispatch()
    assert earned(match) == [True, True, False]
    bettor = Match(PACK.level("last-word"))
    bet = bettor.level.bet
    assert bet is not None
    bettor.bet(next(i for i, option in enumerate(bet.options) if option != bet.answer))
    for _ in range(3):
        bettor.set(0, "let through")
        bettor.dispatch()
    bettor.set(0, "capture")
    bettor.dispatch()
    bettor.next_stage()
    for _ in range(4):
        bettor.set(0, "let through")
        bettor.dispatch()
    bettor.set(0, "capture")
    bettor.dispatch()
    assert earned(bettor) == [True, True, False]


def test_more_lies_than_par_win_without_the_second_star() -> None:
    match = opened("retreat-to-be-safe")
    match.set(0, "C")
    match.dispatch()
    match.undo()
    match.set(0, "L2")
    match.dispatch()
    match.set(0, "silence")
    match.dispatch()
    assert match.status == "won"
    assert earned(match) == [True, True, True]


def test_a_table_with_a_wrong_cell_is_handed_back_with_its_cells_kept() -> None:
    match = opened("count-the-notes")
    for place, choice in enumerate(match.batch):
        match.set(place, choice.options[1 - choice.honest].label)
    match.dispatch()
    assert match.status == "playing"
    assert match.feedback == "Not yet: 4 cells are wrong."
    assert len(match.drafts) == len(match.batch)
    for place, choice in enumerate(match.batch):
        match.set(place, choice.options[choice.honest].label)
    match.dispatch()
    assert match.status == "between"
    assert match.wrong_checks == 1


def test_a_fallen_law_and_a_missing_world_are_refused() -> None:
    match = opened("rule-forge")
    with pytest.raises(Refused, match="survives that world"):
        match.dispatch()
    for place, label in ((8, "L2"), (9, "attack"), (10, "retreat")):
        match.set(place, label)
    match.dispatch()
    assert match.run.now.fell == (128,)
    with pytest.raises(Refused, match="World 1 has felled this law already"):
        match.dispatch()


def test_nothing_can_be_forged_among_mere_words() -> None:
    with pytest.raises(Refused, match="no seal"):
        opened("retreat-to-be-safe").forge(0)


def test_unknown_moves_are_refused() -> None:
    match = opened("retreat-to-be-safe")
    for record in ({}, {"move": "fly"}, {"move": "set"}, {"move": "goto", "node": 99}, {"move": "next"}):
        with pytest.raises(Refused):
            match.move(record)


def test_every_refusal_is_a_sentence_and_every_possible_move_has_none() -> None:
    moves: tuple[Move, ...] = (
        "set",
        "dispatch",
        "undo",
        "redo",
        "hint",
        "bet",
        "claim",
        "forge",
        "next",
        "restart",
    )
    for id in PACK.ids:
        for match in (Match(PACK.level(id)), opened(id)):
            for move in moves:
                reason = match.refusal(move)
                assert (reason is None) == (move in match.moves)
                assert reason is None or (reason[0].isupper() and reason[-1] in ".?")


def test_a_spending_limit_is_part_of_the_goal() -> None:
    text = """
format = 1
id = "dear"
title = "Dear"
source = "s"
idea = "i"
theorem = "t"
[text]
before = "b"
won = "w"
[scenario]
protocol = "flooding-messengers"
order = "attack"
copies = 3
[player]
role = "city"
[goal]
break = "agreement"
measure = "captures"
within = 2
"""
    match = Match(loads(text))
    match.set(0, "capture 3 of 3")
    match.dispatch()
    assert match.status == "lost"
    assert match.solution_of(0).verdict == "impossible"


def test_a_letter_taken_back_stands_at_the_gate_unharmed() -> None:
    match = opened("last-word")
    match.set(0, "capture")
    match.dispatch()
    assert match.status == "lost"
    match.undo()
    assert match.drafts == {}
    assert match.scene.spent == {"captures": 0}
    assert match.board.act == ""
    match.redo()
    assert match.status == "lost"
    match.back_to_fatal()
    assert match.drafts == {}


def test_a_lost_play_does_not_tell_which_bet_was_right() -> None:
    match = Match(PACK.level("retreat-to-be-safe"))
    match.bet(0)
    match.set(0, "C")
    match.dispatch()
    match.dispatch()
    assert match.status == "lost"
    assert match.debrief.bet == f"You bet “{match.bet_made}”."
    assert not match.debrief.best


def test_enter_is_not_offered_where_it_would_be_refused() -> None:
    """Whatever stands on a board: an act is named exactly where a dispatch is taken."""
    match = opened("rule-forge")
    assert match.board.act == ""
    assert match.obstacle == "This law survives that world: name one that breaks it."
    for place, label in ((8, "L2"), (9, "attack"), (10, "retreat")):
        match.set(place, label)
    assert match.board.act == "strike"
    match.dispatch()
    assert match.board.act == ""


def test_the_oracles_line_shouts_only_orders() -> None:
    match = opened("rule-forge")
    follow_rest(match)
    assert match.debrief.best[0] == "strike: C lies: ATTACK to L1, RETREAT to L2"


def follow_rest(match: Match) -> None:
    """Play a level whose bet is made by the oracle's own line."""
    from levels.solve import law_labels
    from levels.tasks.law import fewest_worlds

    for world in fewest_worlds()[1][0]:
        for place, label in law_labels(match.run, world).items():
            match.set(place, label)
        match.dispatch()
    assert match.status == "won"
