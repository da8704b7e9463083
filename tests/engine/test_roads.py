"""The eight fallacies, each as one knob of the network turned against a protocol that was right without it.

Messengers that are lost (the first fallacy) are tests of their own, as are sealed letters and services; here
are delays, capacity, forged senders, settings, price, encodings and roads.
"""

from collections.abc import Sequence
from itertools import combinations, product
from typing import Any

import pytest

from engine.agents import Agent
from engine.configuration import Choice, Configuration
from engine.model import Faults, Model
from engine.oracle.explore import explore
from engine.orders import ATTACK, RETREAT
from engine.play import play
from engine.properties import named
from engine.protocols.oral_messages import OralMessages
from engine.roads import Cut, Roads, ticks
from engine.rounds import Rounds
from engine.run import Run


def army(
    n: int, m: int, roads: Roads, order: str = ATTACK, traitors: Sequence[int] = (), **rest: Any
) -> Rounds:
    """OM(m) among n on these roads."""
    faults = Faults(traitors=tuple(traitors), roads=roads)
    return Rounds(OralMessages(n, m, **rest), (ATTACK, *(None,) * (n - 1)), faults)


class Meddler(Agent):
    """Does what is written to the letters (sender, receiver) of a round; lets everything else through."""

    def __init__(self, written: dict[tuple[int, int, int], str]) -> None:
        self.written = written

    def pick(self, run: Run[Any], choice: Choice) -> int:
        subject = choice.subject
        label = self.written.get((subject.round, subject.process, subject.receiver))
        index = None if label is None else choice.index(label)
        return choice.honest if index is None else index


def decisions(run: Run[Any]) -> tuple[str, ...]:
    """What the lieutenants decide."""
    now: Configuration = run.now
    return now.decisions[1:]


def keeps(run: Run[Any], name: str) -> bool:
    model = run.model
    assert isinstance(model, Model)
    return named(model, name).judge(model, run.now).holds


# 2: latency is zero.


@pytest.mark.parametrize(
    ("late", "decided"),
    [((2, 3), (RETREAT, RETREAT, RETREAT)), ((3,), (ATTACK, ATTACK, ATTACK)), ((), (ATTACK, ATTACK, ATTACK))],
)
def test_an_order_that_is_late_is_an_order_that_was_never_given(
    late: tuple[int, ...], decided: tuple[str, ...]
) -> None:
    model = army(4, 1, Roads(delays=2))
    run = play(model, {"network": Meddler({(1, 0, r): "late by 1" for r in late})})
    assert decisions(run) == decided
    assert keeps(run, "validity") == (decided[0] == ATTACK)
    assert run.spent() == {"letters": len(late)}


def test_two_late_letters_are_the_fewest_that_break_four_generals() -> None:
    for allowed, reached in ((1, False), (2, True)):
        model = army(4, 1, Roads(delays=allowed))
        found = explore(Run(model), lambda now, m=model: not named(m, "validity").judge(m, now).holds)
        assert (found.verdict == "reached") is reached
        assert found.cost == (2 if reached else None)


def test_a_late_letter_arrives_and_is_too_late() -> None:
    model = army(4, 1, Roads(delays=1))
    run = play(model, {"network": Meddler({(1, 0, 3): "late by 1"})})
    kinds = [(e.kind, e.round) for e in run.journal if (e.process, e.peer) == (0, 3) and e.kind != "sent"]
    assert kinds == [("late", 1), ("delivered", 2)]


# 3: bandwidth is infinite.


def test_a_full_road_loses_votes_and_eighteen_values_are_enough_among_ten() -> None:
    outcomes = {}
    for capacity in (6, 7, 17, 18, 42):
        run = play(army(10, 3, Roads(capacity=capacity)), {})
        outcomes[capacity] = set(decisions(run))
    assert outcomes == {
        6: {RETREAT}, 7: {RETREAT}, 17: {RETREAT}, 18: {ATTACK}, 42: {ATTACK},
    }  # fmt: skip


def test_waiting_letters_lose_nothing_but_time() -> None:
    run = play(army(10, 3, Roads(capacity=1, overflow="waits")), {})
    assert set(decisions(run)) == {ATTACK}
    assert run.now.ticks == 1 + 1 + 7 + 42
    assert ticks((), 3) == 1


# 4: the network is secure.


def rewritings(model: Rounds) -> list[list[tuple[int, int, int]]]:
    """All sets of one or two notes of round 2."""
    notes = [(2, s, r) for s in (1, 2, 3) for r in (1, 2, 3) if s != r]
    return [list(some) for size in (1, 2) for some in combinations(notes, size)]


def test_one_forged_note_to_each_is_not_enough_and_both_to_one_are() -> None:
    model = army(4, 1, Roads(rewrites=2))
    lonely = set()
    for some in rewritings(model):
        script = {(round_, s, r): f"now says {model.name(0)} said RETREAT" for round_, s, r in some}
        run = play(model, {"network": Meddler(script)})
        if not keeps(run, "agreement"):
            lonely.add(tuple(sorted({r for _, _, r in some})))
            assert len(some) == 2
            assert len({r for _, _, r in some}) == 1
    assert lonely == {(1,), (2,), (3,)}
    everybody = {(2, 2, 1), (2, 3, 2), (2, 1, 3)}
    script = dict.fromkeys(everybody, "now says C said RETREAT")
    run = play(army(4, 1, Roads(rewrites=3)), {"network": Meddler(script)})
    assert set(decisions(run)) == {ATTACK}


# 5: there is one administrator.


def test_two_staffs_with_two_defaults_split_an_army_within_its_bounds() -> None:
    defaults = (RETREAT, RETREAT, *(ATTACK,) * 3, *(RETREAT,) * 3)
    for words in product((ATTACK, RETREAT), repeat=2):
        model = army(8, 2, Roads(), traitors=(0, 1), default=defaults)

        class Slides(Agent):
            """Slides 22-28: half the army hears ATTACK; L1 says to each what he likes to hear."""

            def pick(self, run: Run[Any], choice: Choice) -> int:
                subject = choice.subject
                if subject.kind != "word":
                    return choice.honest
                if subject.process == 0 or subject.round == 2:
                    wanted = ATTACK if subject.receiver <= 4 else RETREAT
                else:
                    wanted = words[subject.receiver % 2]  # noqa: B023
                index = choice.index(wanted)
                assert index is not None
                return index

        run = play(model, {"traitor": Slides()})
        assert decisions(run)[1:] == (ATTACK,) * 3 + (RETREAT,) * 3
        assert not keeps(run, "agreement")


# 6: transport cost is zero.


def test_oral_messages_eat_a_purse_and_die_of_it() -> None:
    enough = play(army(10, 3, Roads(price=1, purse=3609)), {})
    assert set(decisions(enough)) == {ATTACK}
    assert enough.now.gold == 3609
    packets = play(army(10, 3, Roads(price=1, purse=225, paid="packet")), {})
    assert set(decisions(packets)) == {ATTACK}
    assert packets.now.gold == 225
    poor = play(army(10, 3, Roads(price=1, purse=1000)), {})
    assert poor.now.gold == 1000
    assert not keeps(poor, "validity")
    assert sum(entry.kind == "unpaid" for entry in poor.journal) == 3609 - 1000
    assert sum(entry.kind == "sent" for entry in poor.journal) == 1000


# 7: the network is homogeneous.


def test_one_who_writes_the_orders_the_other_way_round_is_as_bad_as_a_traitor() -> None:
    run = play(army(4, 1, Roads(mirrored=(3,))), {})
    # He reads ATTACK as RETREAT from the commander, but as ATTACK what was turned round twice.
    assert decisions(run) == (ATTACK, ATTACK, RETREAT)
    assert not keeps(run, "validity")
    fixed = play(army(4, 1, Roads(mirrored=(3,), marshalled=True)), {})
    assert decisions(fixed) == (ATTACK, ATTACK, ATTACK)


# 8: topology does not change.


def test_a_road_that_falls_in_mid_run_takes_its_letters_with_it() -> None:
    for since, arrived in ((1, 0), (2, 1), (3, 2)):
        roads = Roads(cuts=(Cut(1, 2, since),))
        run = play(army(4, 1, roads), {})
        crossing = [e for e in run.journal if e.kind == "lost"]
        assert len(crossing) == (2 if since < 3 else 0), arrived
        assert all({e.process, e.peer} == {1, 2} for e in crossing)
    back = Roads(cuts=(Cut(0, 3, 1, 1),))
    run = play(army(4, 1, back), {})
    assert [e.round for e in run.journal if e.kind == "lost"] == [1]


def test_who_leaves_the_group_is_reached_by_no_road() -> None:
    roads = Roads(cuts=(Cut(3, -1, since=2),))
    run = play(army(4, 1, roads), {})
    lost = {(e.process, e.peer) for e in run.journal if e.kind == "lost"}
    assert lost == {(3, 1), (3, 2), (1, 3), (2, 3)}


def test_only_roads_that_exist_carry_letters() -> None:
    roads = Roads(edges=((0, 1), (1, 2), (2, 3)))
    run = play(army(4, 1, roads), {})
    assert all(abs(e.process - e.peer) == 1 for e in run.journal if e.kind == "delivered")
    assert sum(e.kind == "lost" for e in run.journal) == 2 + 2


# What the network may do together.


def test_the_budgets_are_kept_apart_and_over_them_nothing_goes() -> None:
    model = army(4, 1, Roads(delays=1, rewrites=1))
    now = model.initial()
    batch = model.batch(now)
    assert [option.label for option in batch[0].options] == ["let through", "late by 1", "now says RETREAT"]
    assert model.objection(now, (1, 2, 0)) is None
    assert model.objection(now, (1, 1, 0)) == "The network can make late no more than 1 of these."
    assert model.objection(now, (2, 2, 0)) == "The network can rewrite no more than 1 of these."
    after = model.apply(now, 1)
    pending = model.choice(after)
    assert pending is not None
    assert [option.label for option in pending.options] == ["let through", "now says RETREAT"]


def test_a_perfect_network_asks_nobody() -> None:
    assert not any(choice.owner == "network" for choice in play(army(4, 1, Roads()), {}).choices)
