"""Majorities, defaults and choices."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.orders import ATTACK, ORDERS, RETREAT, SILENCE, choice, majority, received

VOTES = st.lists(st.sampled_from([*ORDERS, SILENCE, "nonsense"]))


@pytest.mark.parametrize(
    ("votes", "default", "result"),
    [
        ("AAR", RETREAT, ATTACK),
        ("ARR", RETREAT, RETREAT),
        ("AR", RETREAT, RETREAT),
        ("AR", ATTACK, ATTACK),
        ("", RETREAT, RETREAT),
        ("", ATTACK, ATTACK),
        ("AAAARRR", RETREAT, ATTACK),
        ("AAARRRR", RETREAT, RETREAT),
        ("AAARRR", RETREAT, RETREAT),
        ("AAARRR", ATTACK, ATTACK),
    ],
)
def test_majority(votes: str, default: str, result: str) -> None:
    assert majority([ATTACK if vote == "A" else RETREAT for vote in votes], default) == result


def test_silence_and_nonsense_are_the_default() -> None:
    assert received(None, RETREAT) == RETREAT
    assert received(None, ATTACK) == ATTACK
    assert received("charge", RETREAT) == RETREAT
    assert received(ATTACK, RETREAT) == ATTACK
    assert majority([ATTACK, None], RETREAT) == RETREAT
    assert majority([ATTACK, None, None], ATTACK) == ATTACK


@given(VOTES)
def test_attack_needs_more_than_half(votes: list[str | None]) -> None:
    assert (majority(votes) == ATTACK) == (2 * votes.count(ATTACK) > len(votes))


@given(VOTES, st.randoms())
def test_the_order_of_votes_does_not_matter(votes: list[str | None], random: object) -> None:
    shuffled = list(votes)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert majority(shuffled) == majority(votes)


def test_choice_obeys_one_order_only() -> None:
    assert choice([ATTACK]) == ATTACK
    assert choice([ATTACK, ATTACK]) == ATTACK
    assert choice([]) == RETREAT
    assert choice([ATTACK, RETREAT]) == RETREAT
    assert choice([ATTACK, RETREAT], ATTACK) == ATTACK
