"""Fewest lies: the published pars, every small army by brute force, and every witness replayed."""

from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.agents import Flip, Seeded, Silent
from engine.model import Model
from engine.oracle.explore import explore
from engine.oracle.lemmas import prove
from engine.oracle.lies import Unanswerable, fewest_lies
from engine.play import play
from engine.properties import named
from engine.run import Run
from engine.script import Script
from tests.engine.oracle.armies import army, two_faced

IMPOSSIBLE, VACUOUS = "impossible", "vacuous"

PARS = [
    # n, m, traitors, order, agreement, validity
    (3, 1, (0,), "attack", IMPOSSIBLE, VACUOUS),
    (3, 1, (2,), "attack", VACUOUS, 1),
    (3, 1, (2,), "retreat", VACUOUS, IMPOSSIBLE),
    (4, 1, (0,), "attack", IMPOSSIBLE, VACUOUS),
    (4, 1, (0,), "retreat", IMPOSSIBLE, VACUOUS),
    (4, 1, (3,), "attack", IMPOSSIBLE, IMPOSSIBLE),
    (4, 1, (3,), "retreat", IMPOSSIBLE, IMPOSSIBLE),
    (7, 1, (0, 6), "attack", 3, VACUOUS),
    (7, 1, (0, 6), "retreat", 4, VACUOUS),
    (7, 1, (5, 6), "attack", IMPOSSIBLE, IMPOSSIBLE),
    (8, 1, (0, 1), "attack", 4, VACUOUS),
    (6, 2, (0, 5), "attack", IMPOSSIBLE, VACUOUS),
    (6, 2, (0, 5), "retreat", IMPOSSIBLE, VACUOUS),
    (6, 2, (4, 5), "attack", 6, 6),
    (6, 2, (4, 5), "retreat", IMPOSSIBLE, IMPOSSIBLE),
    (6, 3, (4, 5), "attack", 8, 8),
    (7, 2, (0, 6), "attack", IMPOSSIBLE, VACUOUS),
    (7, 2, (5, 6), "attack", IMPOSSIBLE, IMPOSSIBLE),
    (7, 3, (5, 6), "attack", 12, 12),
    (7, 2, (0, 5, 6), "attack", 5, VACUOUS),
    (7, 2, (4, 5, 6), "attack", 9, 9),
    (4, 2, (3,), "attack", 2, 2),
]


@pytest.mark.parametrize(("n", "m", "traitors", "order", "agreement", "validity"), PARS)
def test_the_true_pars(
    n: int, m: int, traitors: tuple[int, ...], order: str, agreement: object, validity: object
) -> None:
    model = army(n, m, traitors, order)
    for condition, expected in (("agreement", agreement), ("validity", validity)):
        answer = fewest_lies(model, condition=condition)  # type: ignore[arg-type]
        assert (answer.verdict if answer.lies is None else answer.lies) == expected
        if answer.lies is not None:
            _replays(model, condition, answer.says, answer.lies)


def _replays(model: Model, condition: str, says: object, lies: int) -> None:
    """A witness is worth nothing until it has been played."""
    run = play(model, {"traitor": Script.of(says)})  # type: ignore[arg-type]
    assert not named(model, condition).judge(model, run.now).holds
    assert run.spent()["lies"] == lies


SMALL = [
    (n, m, traitors, order)
    for n, m in ((3, 0), (3, 1), (4, 0), (4, 1), (5, 1))
    for count in (1, 2)
    for traitors in combinations(range(n), count)
    for order in ("attack", "retreat")
    if (n, count) not in ((5, 2), (4, 2)) or m == 0
]


@pytest.mark.parametrize(("n", "m", "traitors", "order"), SMALL)
def test_every_small_army_by_brute_force(n: int, m: int, traitors: tuple[int, ...], order: str) -> None:
    model = army(n, m, traitors, order)
    for condition in ("agreement", "validity"):
        prop = named(model, condition)
        answer = fewest_lies(model, condition=condition)  # type: ignore[arg-type]
        found = explore(Run(model), lambda now, prop=prop: not prop.judge(model, now).holds)
        assert found.cost == answer.lies
        assert (found.verdict == "reached") == (answer.verdict == "winnable")


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.data())
def test_from_any_position_it_agrees_with_the_search(data: st.DataObject) -> None:
    n, m = data.draw(st.sampled_from([(4, 1), (4, 2), (5, 1)]))
    count = 2 if m == 1 and n == 4 else 1
    traitors = tuple(sorted(data.draw(st.permutations(range(n)))[:count]))
    model = army(n, m, traitors, data.draw(st.sampled_from(["attack", "retreat"])))
    run: Run[object] = Run(model)
    for _ in range(data.draw(st.integers(0, 6))):
        if run.pending is None:
            break
        run = run.then(data.draw(st.integers(0, len(run.pending.options) - 1)))
    condition = data.draw(st.sampled_from(["agreement", "validity"]))
    prop = named(model, condition)
    answer = fewest_lies(model, run.now, condition)  # type: ignore[arg-type]
    found = explore(run, lambda now: not prop.judge(model, now).holds)  # type: ignore[arg-type]
    assert found.cost == answer.lies


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.data())
def test_after_some_moves_a_witness_still_wins_for_its_price(data: st.DataObject) -> None:
    n, m, traitors = data.draw(
        st.sampled_from([(7, 1, (0, 6)), (6, 2, (4, 5)), (7, 2, (0, 5, 6)), (8, 1, (0, 1))])
    )
    model = army(n, m, traitors)
    run: Run[object] = Run(model)
    for _ in range(data.draw(st.integers(0, 20))):
        assert run.pending is not None
        run = run.then(data.draw(st.integers(0, len(run.pending.options) - 1)))
        if run.pending is None:
            break
    before = run.spent().get("lies", 0)
    answer = fewest_lies(model, run.now, "agreement")  # type: ignore[arg-type]
    if answer.lies is None:
        return
    script = Script.of(answer.says)
    while run.pending is not None:
        run = run.then(script.pick(run, run.pending))
    assert not named(model, "agreement").judge(model, run.now).holds  # type: ignore[arg-type]
    assert run.spent()["lies"] - before == answer.lies


def test_slide_24_scripted_commander() -> None:
    cast = {"traitor:0": two_faced(4, 8)}
    as_l7 = fewest_lies(army(8, 1, (0, 7)), seats=(7,), cast=cast)
    as_l1 = fewest_lies(army(8, 1, (0, 1)), seats=(1,), cast=cast)
    assert as_l7.verdict == IMPOSSIBLE
    assert (as_l1.verdict, as_l1.lies) == ("winnable", 1)
    another_round = fewest_lies(army(8, 2, (0, 1)), seats=(1,), cast=cast)
    assert another_round.verdict == IMPOSSIBLE


def test_fellow_traitors_with_habits_are_foreseen() -> None:
    for habit in (Silent(), Flip()):
        model = army(4, 1, (2, 3))
        prop = named(model, "validity")
        answer = fewest_lies(model, condition="validity", seats=(3,), cast={"traitor:2": habit})
        found = explore(
            Run(model),
            lambda now, prop=prop, model=model: not prop.judge(model, now).holds,
            {"traitor:3"},
            {"traitor:2": habit},
        )
        assert answer.lies == found.cost


def test_a_fellow_with_a_memory_is_refused() -> None:
    with pytest.raises(Unanswerable):
        fewest_lies(army(4, 1, (2, 3)), seats=(3,), cast={"traitor:2": Seeded(1)})


def test_the_seat_may_be_chosen() -> None:
    answer = fewest_lies(army(3, 1, (), seats=(0, 1, 2)), condition="consistency")
    assert (answer.verdict, answer.lies, answer.seat) == ("winnable", 1, 1)
    assert fewest_lies(army(4, 1, (), seats=(0, 1, 2, 3)), condition="consistency").verdict == IMPOSSIBLE


def test_the_closed_form_and_the_two_lemmas_agree_with_the_tables() -> None:
    """Impossible exactly: a traitor commander needs t <= M and n >= 2t+M-1; a loyal one M = 0, or n > 2t+M
    (ATTACK), or n >= 2t+M (RETREAT); M = min(m, n-2)."""
    checked = 0
    for n, m, t, loyal, order in product(
        range(3, 11), range(4), range(1, 4), (True, False), ("attack", "retreat")
    ):
        if t >= n - 1:
            continue
        traitors = tuple(range(n - t, n)) if loyal else (0, *range(n - t + 1, n))
        answer = fewest_lies(army(n, m, traitors, order), condition="consistency")
        if answer.verdict == VACUOUS:
            continue
        depth = min(m, n - 2)
        if loyal:
            closed = depth == 0 or (n > 2 * t + depth if order == "attack" else n >= 2 * t + depth)
        else:
            closed = t <= depth and n >= 2 * t + depth - 1
        lone_listener = n - 1 - t < 1 if loyal else n - t < 2
        assert (answer.verdict == IMPOSSIBLE) == (closed or lone_listener), (n, m, traitors, order)
        assert prove(n, m, t, loyal, order).proves == (answer.verdict == IMPOSSIBLE), (n, m, traitors, order)
        checked += 1
    assert checked > 300
