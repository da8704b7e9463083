"""Worlds that look alike, and the votes that nobody can reach."""

import pytest

from engine.agents import Flip
from engine.oracle.votes import sure_votes
from engine.oracle.worlds import alike, condemning
from engine.play import play
from engine.run import indistinguishable
from engine.script import Says, Script
from tests.engine.oracle.armies import army, two_faced


def test_three_tents_condemn_either_decision() -> None:
    dealt = play(army(3, 1, (2,)), {"traitor": Flip()})
    worlds = alike(dealt.model.machine, 1, dealt.view(1))  # type: ignore[attr-defined]
    assert all(indistinguishable(1, dealt, world.run) for world in worlds)
    attacking, retreating = (condemning(worlds, 1, order) for order in ("attack", "retreat"))
    assert attacking is not None
    assert retreating is not None
    assert attacking.traitors == (0,)
    assert attacking.verdict(1, "attack").why == "L1 attacks, L2 retreats"
    assert retreating.traitors == (2,)
    assert retreating.verdict(1, "retreat").why == "L1 retreats though the loyal commander said ATTACK"


def test_four_tents_condemn_nobody_who_keeps_the_rule() -> None:
    """With four generals and one traitor the rule is safe in every world with the same view."""
    model = army(4, 1, (3,))
    dealt = play(model, {"traitor": Flip()})
    worlds = alike(model.machine, 1, dealt.view(1))  # type: ignore[arg-type]
    rule = dealt.now.decisions[1]
    assert condemning(worlds, 1, rule) is None
    assert condemning(worlds, 1, "retreat") is not None


def test_too_many_worlds_are_refused() -> None:
    model = army(7, 2, (6,))
    dealt = play(model, {})
    with pytest.raises(ValueError, match="too many"):
        alike(model.machine, 1, dealt.view(1), most_traitors=2)  # type: ignore[arg-type]


def test_sure_votes() -> None:
    assert sure_votes(play(army(4, 1, (3,)), {}), (0,), 1, (3,)) == 2
    slide = {"traitor:0": two_faced(4, 8)}
    assert sure_votes(play(army(8, 1, (0, 7)), slide), (0,), 2, (7,), "attack") == 4
    assert sure_votes(play(army(8, 2, (0, 1)), slide), (0, 2), 5, (1,)) == 5
    with pytest.raises(ValueError, match="no vote"):
        sure_votes(play(army(4, 1, (3,)), {}), (2,), 1, (3,))


def test_a_seat_that_speaks_first_owns_the_counters_own_vote() -> None:
    run = play(army(4, 1, (0,)), {"traitor": Script.of([Says(0, (), 1, "retreat")])})
    assert sure_votes(run, (0,), 1, (0,)) == 2
