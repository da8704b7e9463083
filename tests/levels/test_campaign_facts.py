"""What the texts of the first lesson say is so.

No prose is parsed here. Each number that a text names is computed by the engine, under the name of the
level that says it; whoever changes a text changes its test.
"""

from collections.abc import Iterator
from fractions import Fraction
from itertools import permutations
from typing import Any

import pytest

from engine.configuration import Configuration
from engine.model import Faults, Model
from engine.oracle.lies import fewest_lies
from engine.oracle.worlds import behaviours, condemning
from engine.orders import ATTACK, ORDERS, RETREAT, majority
from engine.properties import named
from engine.protocols.oral_messages import OralMessages
from engine.rounds import Rounds
from engine.run import Run
from engine.script import Script
from levels.packs import shipped
from levels.playing import Playing
from levels.schema import Level, Stage
from levels.tasks.dawn import Dawn
from levels.tasks.law import VIEWS, WORLDS, LawAt, Named, cell, standing
from levels.tasks.table import Table, TableAt


def level(id: str) -> Level:
    return shipped().level(id)


def playing(id: str, number: int = 0) -> Playing:
    return Playing(level(id).stages[number])


def table(id: str, number: int) -> Table:
    model = playing(id, number).model
    assert isinstance(model, Table)
    return model


def dawn() -> Dawn:
    model = playing("three-tents").model
    assert isinstance(model, Dawn)
    return model


def bet(id: str) -> str:
    chosen = level(id).bet
    assert chosen is not None
    return chosen.answer


def walked(at: Playing, script: Script) -> Run[Any]:
    """The run of a stage in which the player follows a script."""
    run = at.begin()
    while (pending := run.pending) is not None:
        run = at.settle(run.then(script.pick(run, pending)))
    return run


def struck(at: Playing, run: Run[Any], law: tuple[Any, ...], world: Named) -> Run[Any]:
    labels = {**dict(enumerate(law)), 8: ("C", "L1", "L2")[world.traitor], 9: world.first, 10: world.second}
    batch = at.batch(run)
    picks = tuple(choice.index(labels[place]) for place, choice in enumerate(batch))
    assert all(pick is not None for pick in picks)
    assert at.model.objection(run.now, tuple(pick or 0 for pick in picks)) is None
    return at.dispatch(run, labels)


# last-word


@pytest.mark.parametrize("number", [0, 1])
def test_only_the_last_letter_parts_the_armies(number: int) -> None:
    at = playing("last-word", number)
    length = at.stage.scenario.depth
    assert length == 4 + number
    ends = {taken: walked(at, Script.of(capture=[taken])) for taken in range(1, length + 1)}
    alone = {taken: end.now.decisions for taken, end in ends.items() if at.judge(end).reached}
    # First Narses marches alone, then Belisarius.
    assert alone == {length: (RETREAT, ATTACK) if number == 0 else (ATTACK, RETREAT)}
    assert {end.now.decisions for taken, end in ends.items() if taken < length} == {(RETREAT, RETREAT)}
    assert at.begin().honestly().now.decisions == (ATTACK, ATTACK)
    assert bet("last-word") == "the last"


def test_one_attack_in_four_is_a_lone_one() -> None:
    p = Fraction(1, 4)
    for length, percent in ((4, "10.5"), (5, "7.9")):
        alone, both = p * (1 - p) ** (length - 1), (1 - p) ** length
        assert f"{float(100 * alone):.1f}" == percent
        assert alone / (alone + both) == p


# the-order


def test_the_order_takes_four_letters_and_retreat_breaks_both_promises() -> None:
    at = playing("the-order")
    start = at.begin()
    letters = [entry for entry in start.journal if entry.kind == "delivered"]
    assert len(letters) == 4
    assert {entry.payload.order for entry in letters} == {ATTACK}
    end = at.dispatch(start, {0: RETREAT})
    assert end.now.decisions == (ATTACK, RETREAT, ATTACK)
    assert isinstance(at.model, Model)
    assert not named(at.model, "agreement").judge(at.model, end.now).holds
    assert not named(at.model, "validity").judge(at.model, end.now).holds


# three-tents


def test_both_decisions_are_condemned_on_the_same_view() -> None:
    tents = dawn()
    view = tents.dealt.view(1)
    assert [[m.payload.order for m in event.inbox] for event in view[1:]] == [[ATTACK], [RETREAT]]
    attacked = condemning(tents.worlds, 1, ATTACK)
    retreated = condemning(tents.worlds, 1, RETREAT)
    assert attacked
    assert retreated
    # C lied: L2 was told RETREAT, held a tie, and stayed.
    assert attacked.traitors == (0,)
    assert attacked.run.now.decisions[2] == RETREAT
    heard = [e.payload.order for e in attacked.run.journal if e.kind == "delivered" and e.peer == 2]
    assert sorted(heard) == [ATTACK, RETREAT]
    # L2 lied, and the order was ATTACK.
    assert (retreated.traitors, retreated.order) == ((2,), ATTACK)
    assert attacked.run.view(1) == retreated.run.view(1) == view
    assert bet("three-tents") == "neither is"
    # In every world one of the two is a traitor, and the rule would retreat.
    assert all(world.traitors for world in tents.worlds)
    assert tents.rule == RETREAT


def test_five_nights_of_one_decision_meet_one_world() -> None:
    at = playing("three-tents")
    for order in ORDERS:
        run = at.begin()
        nights = 0
        while not run.over:
            run = at.dispatch(run, {0: order})
            nights += 1
        assert nights == 5
        assert at.judge(run).reached is False


# retreat-to-be-safe and the-fourth-general


def breaking_seats(id: str) -> set[int]:
    scenario = level(id).stages[0].scenario
    machine = OralMessages(scenario.processes, scenario.depth or 0)
    inputs = (ATTACK, *(None,) * (scenario.processes - 1))
    return {
        seat
        for seat in range(scenario.processes)
        if fewest_lies(Rounds(machine, inputs, Faults((seat,))), condition="consistency").lies is not None
    }


def test_a_lieutenant_breaks_three_tents_with_one_lie_and_nobody_four() -> None:
    assert breaking_seats("retreat-to-be-safe") == {1, 2}
    assert bet("retreat-to-be-safe") == "only from a lieutenant's"
    assert breaking_seats("the-fourth-general") == set()
    assert bet("the-fourth-general") == "from none"


@pytest.mark.parametrize(("generals", "traitor", "count"), [(3, 0, 9), (4, 0, 27), (4, 3, 9)])
def test_every_behaviour_fails(generals: int, traitor: int, count: int) -> None:
    runs = list(behaviours(OralMessages(generals, 1), ATTACK, (traitor,)))
    assert len(runs) == count
    assert not any(broken(run, "consistency") for run in runs)


def broken(run: Run[Configuration], condition: str) -> bool:
    assert isinstance(run.model, Model)
    return not named(run.model, condition).judge(run.model, run.now).holds


def test_a_rule_keeps_one_promise_and_loses_the_other() -> None:
    careful = tuple(majority(view, RETREAT) for _ in range(2) for view in VIEWS)
    obedient = tuple(told for _ in range(2) for told, _ in VIEWS)
    assert {world.traitor for world in WORLDS if world.breaks(careful)} == {1, 2}
    assert {world.traitor for world in WORLDS if world.breaks(obedient)} == {0}
    assert len(standing(frozenset())) == 256


# rule-forge

TRIO = (Named(2, ATTACK, RETREAT), Named(0, ATTACK, RETREAT), Named(1, RETREAT, ATTACK))


def test_three_worlds_fell_every_law_in_any_order() -> None:
    at = playing("rule-forge")
    for order in permutations(TRIO):
        run = at.begin()
        for world in order:
            law = next(law for law in standing(frozenset(run.now.struck)) if world.breaks(law))
            run = struck(at, run, law, world)
        assert isinstance(run.now, LawAt)
        assert run.now.fell == (128, 64, 64)
        assert at.judge(run).reached


def test_one_cell_would_have_to_say_both() -> None:
    fixed = cell(1, ATTACK, RETREAT)
    torn = cell(2, RETREAT, ATTACK)
    assert {law[fixed] for law in standing(frozenset(TRIO[:1]))} == {ATTACK}
    assert {law[torn] for law in standing(frozenset(TRIO[:2]))} == {ATTACK}
    assert {law[torn] for law in standing(frozenset(TRIO[2:]))} == {RETREAT}


# count-the-notes


def test_among_four_the_own_vote_decides() -> None:
    notes = table("count-the-notes", 0)
    assert notes.root.votes == (ATTACK, ATTACK, RETREAT)
    assert notes.dealt.now.decisions[1] == ATTACK
    others = [vote for voter, vote in zip(notes.root.voters, notes.root.votes, strict=True) if voter != 1]
    assert majority(others, RETREAT) == RETREAT
    assert sorted(others) == [ATTACK, RETREAT]


def test_among_eight_the_loyal_stand_three_to_three() -> None:
    notes = table("count-the-notes", 1)
    assert "".join(vote[0].upper() for vote in notes.root.votes) == "RAAARRR"
    decisions = notes.dealt.now.decisions
    assert decisions[2:] == (ATTACK,) * 3 + (RETREAT,) * 3
    attacks = [notes.protocol.machine.ballots(p, notes.dealt.now.states[p])[0].attacks for p in range(2, 8)]
    assert attacks == [4, 4, 4, 3, 3, 3]
    assert bet("count-the-notes") == "three attack, three retreat"


# three-all


def test_from_l7_all_six_attack_whatever_he_notes() -> None:
    at = playing("three-all", 0)
    ends = list(every_end(at, at.begin()))
    assert len(ends) == 3**6
    assert {end.now.decisions[1:7] for end in ends} == {(ATTACK,) * 6}


def every_end(at: Playing, run: Run[Any]) -> Iterator[Run[Any]]:
    pending = run.pending
    if pending is None:
        yield run
        return
    for option in range(len(pending.options)):
        yield from every_end(at, at.settle(run.then(option)))


def test_from_l1_each_tent_does_what_his_note_says() -> None:
    at = playing("three-all", 1)
    start = at.begin()
    for place, receiver in enumerate(range(2, 8)):
        for order in ORDERS:
            end = at.dispatch(start, {place: order})
            assert end.now.decisions[receiver] == order
    # One lie parts two tents; three set three against three.
    assert isinstance(at.model, Model)
    assert fewest_lies(at.model, start.now, "agreement", (1,), at.cast).lies == 1
    assert bet("three-all") == "only from L1's"


def test_one_round_of_notes_never_carries_two_traitors() -> None:
    for generals in range(4, 13):
        for order in ORDERS:
            inputs = (order, *(None,) * (generals - 1))
            model = Rounds(OralMessages(generals, 1), inputs, Faults((0, 1)))
            assert fewest_lies(model).verdict == "winnable"


# columns-of-truth


@pytest.mark.parametrize(("number", "of"), [(0, 5), (1, 2)])
def test_no_cell_of_the_bottom_row_moves(number: int, of: int) -> None:
    columns = table("columns-of-truth", number)
    assert columns.of == of
    assert columns.moved_by_crosses() == int(bet("columns-of-truth")) == 0
    # A loyal man's column: six voices, five of them beyond L1, all five alike.
    for column in (p for p in range(2, 8) if p != of):
        ballot = columns.ballots[0, column]
        beyond = [vote for voter, vote in zip(ballot.voters, ballot.votes, strict=True) if voter != 1]
        assert (len(ballot.votes), len(beyond), len(set(beyond))) == (6, 5, 1)
    # His own column: six loyal voices, three to three, in every tent.
    own = columns.ballots[0, 1]
    assert (own.attacks, own.tie, set(own.voters)) == (3, True, set(range(2, 8)))


def test_both_bottom_rows_are_equal_and_all_six_retreat() -> None:
    fifth, second = table("columns-of-truth", 0), table("columns-of-truth", 1)
    assert fifth.root.votes == second.root.votes
    assert "".join(vote[0].upper() for vote in fifth.root.votes) == "RAAARRR"
    assert fifth.root.attacks == 3
    assert fifth.dealt.now.decisions[2:] == (RETREAT,) * 6
    assert table("count-the-notes", 1).dealt.now.decisions[2] == ATTACK


def test_a_wrong_cell_is_not_enough() -> None:
    at = playing("columns-of-truth")
    run = at.dispatch(at.begin(), {1: ATTACK})
    assert isinstance(run.now, TableAt)
    assert (run.now.right, run.now.checks) == (False, 1)
    assert at.judge(at.dispatch(run, {0: RETREAT})).reached


# another-round


def test_l1_writes_thirty_six_notes() -> None:
    at = playing("another-round")
    run = at.begin()
    first = at.batch(run)
    run = at.dispatch(run, {})
    second = at.batch(run)
    assert (len(first), len(second)) == (6, 30)
    assert at.dispatch(run, {}).over


def test_a_round_more_costs_259_letters_instead_of_49() -> None:
    def letters(run: Run[Any]) -> int:
        return sum(entry.kind == "delivered" for entry in run.honestly().journal)

    one, two = playing("three-all", 1), playing("another-round")
    assert (letters(one.begin()), letters(two.begin())) == (49, 259)
    assert bet("another-round") == "no number is enough"


def test_the_army_of_eight_is_the_same_in_four_levels() -> None:
    def orders(stage: Stage) -> tuple[str, ...]:
        return tuple(line.order for line in stage.cast["traitor:0"].says)

    armies = [
        level("count-the-notes").stages[1],
        *level("three-all").stages,
        *level("columns-of-truth").stages,
        *level("another-round").stages,
    ]
    assert {orders(stage) for stage in armies} == {(ATTACK,) * 4 + (RETREAT,) * 3}
    assert {stage.scenario.generals for stage in armies} == {8}
