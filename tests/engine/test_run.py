"""Runs: the journal, replay, views, equality, batches."""

from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.agents import Flip, Loyal, Seeded, Silent, agent_for
from engine.configuration import Configuration
from engine.journal import Entry
from engine.machine import Message, RoundEnd, Start
from engine.model import Faults, Model
from engine.orders import ATTACK, RETREAT
from engine.play import play
from engine.protocols import machine
from engine.rounds import Rounds
from engine.run import Run, indistinguishable
from tests.engine.machines import Flood
from tests.engine.worlds import entries, ic, om, say, two

MODELS: list[Model] = [
    om(4, 1, ATTACK, (0,)),
    om(5, 2, RETREAT, (1, 4)),
    ic((ATTACK, RETREAT, ATTACK, RETREAT), 1, (2,)),
    two("acknowledgements", depth=4),
    two("act-on-acknowledgement", copies=3, acks=2),
    two("flooding-messengers", copies=4),
    two("messenger-plan", messages=[(0, 0), (1, 1), (0, 0), (1, 0)], marches=(1, 1)),
    Rounds(machine("oral-messages", generals=4, depth=1), (ATTACK, None, None, None), Faults(seats=(0, 1, 2))),
    Rounds(
        machine("oral-messages", generals=4, depth=1),
        (ATTACK, None, None, None),
        Faults((3,)),
        held=(1, 2),
        sends=True,
    ),
    Rounds(Flood(3, 2), (ATTACK, RETREAT, ATTACK), Faults(crashes=2, captures=2)),
]


def seeded(model: Model, seed: int) -> Run[Configuration]:
    dice = Seeded(seed)
    return play(model, dict.fromkeys(("traitor", "general", "network", "scheduler", "nature"), dice))


class TestReplay:
    @settings(max_examples=80, deadline=None)
    @given(st.sampled_from(MODELS), st.integers(0, 10**6))
    def test_the_picks_are_everything(self, model: Model, seed: int) -> None:
        run = seeded(model, seed)
        again = Run(model, run.picks)
        assert again.configurations == run.configurations
        assert again.journal == run.journal
        assert [hash(c) for c in again.configurations] == [hash(c) for c in run.configurations]
        assert again.spent() == run.spent()
        for p in range(model.machine.processes):
            assert again.view(p) == run.view(p)

    @settings(max_examples=40, deadline=None)
    @given(st.sampled_from(MODELS), st.integers(0, 10**6))
    def test_a_longer_run_leaves_the_shorter_as_it_is(self, model: Model, seed: int) -> None:
        run = seeded(model, seed)
        start = Run(model)
        longer = start.then(*run.picks)
        assert start.picks == ()
        assert list(start.journal) == list(model.opening())
        assert longer.journal == run.journal
        assert len(longer.configurations) == len(run.picks) + 1
        assert list(run.journal_until(len(run.picks))) == run.journal
        assert list(run.journal_until(0)) == list(model.opening())

    def test_configurations_are_replayed(self) -> None:
        run = seeded(MODELS[0], 3)
        met = run.configurations
        assert len(met) == len(run.picks) + 1
        assert met[0] == MODELS[0].initial()
        assert met[-1] == run.now

    def test_no_such_option(self) -> None:
        run = Run(om(4, 1, ATTACK, (0,)))
        for option in (-1, 3):
            with pytest.raises(IndexError):
                run.extend(option)
            with pytest.raises(IndexError):
                run.model.apply(run.now, option)
        finished = run.honestly()
        with pytest.raises(IndexError):
            finished.extend(0)
        with pytest.raises(IndexError):
            finished.model.apply(finished.now, 0)

    def test_a_seeded_coin_is_the_same_everywhere(self) -> None:
        """The picks of seed 7, pinned: another Python or another system draws the same."""
        run = play(om(4, 1, ATTACK, (0, 3)), {"traitor": Seeded(7)})
        assert run.picks == (1, 0, 1, 2, 0)


class TestBatches:
    @settings(max_examples=80, deadline=None)
    @given(st.sampled_from(MODELS), st.integers(0, 10**6))
    def test_a_batch_is_what_walking_meets(self, model: Model, seed: int) -> None:
        """All choices of an agenda at once are those met one by one, if the first are answered honestly."""
        run = Run(model)
        final = seeded(model, seed)
        for pick in final.picks:
            batch = model.batch(run.now)
            walked, now = [], run.now
            for _ in batch:
                choice = model.choice(now)
                assert choice is not None
                walked.append(choice)
                now = model.apply(now, choice.honest)
            assert [c.subject for c in batch] == [c.subject for c in walked]
            assert [c.owner for c in batch] == [c.owner for c in walked]
            assert batch == tuple(walked)
            assert model.batch(run.now, {batch[0].owner})[0] == batch[0]
            assert model.batch(run.now, {"nobody"}) == ()
            run.extend(pick)
        assert model.batch(run.now) == ()

    @settings(max_examples=40, deadline=None)
    @given(st.sampled_from(MODELS), st.integers(0, 10**6))
    def test_the_honest_option_costs_nothing(self, model: Model, seed: int) -> None:
        run = seeded(model, seed)
        for choice in run.choices:
            assert choice.options[choice.honest].cost == 0
            assert len({option.label for option in choice.options}) == len(choice.options)
            assert choice.index(choice.options[-1].label) == len(choice.options) - 1
            assert choice.index("a word that nobody says") is None

    def test_traitors_speak_in_ascending_order_after_the_loyal(self) -> None:
        """They are rushing: when they choose, the loyal words of the round are on the road."""
        model = om(5, 1, ATTACK, (2, 4))
        run = Run(model)
        assert run.now.round == 2
        assert {m.sender for m in run.now.wire} == {1, 3}
        assert [c.subject.process for c in model.batch(run.now)] == [2, 2, 2, 4, 4, 4]

    def test_options_stand_in_a_fixed_order(self) -> None:
        """Attack, retreat, silence: whatever is honest."""
        for order in (ATTACK, RETREAT):
            for choice in om(4, 1, order, (0,)).batch(om(4, 1, order, (0,)).initial()):
                assert [o.label for o in choice.options] == ["attack", "retreat", "silence"]
                assert choice.options[choice.honest].label == order
                assert [o.cost for o in choice.options] == [int(o.label != order) for o in choice.options]


class TestLies:
    def test_passing_on_a_lie_is_honest(self) -> None:
        """A lie is measured against what he received on that path."""
        model = om(4, 1, ATTACK, (0, 1))
        run = Run(model, (1, 0, 0))
        honest = {c.options[c.honest].label for c in model.batch(run.now)}
        assert honest == {"retreat"}

    def test_silence_is_a_lie_even_where_it_has_the_effect_of_the_honest_word(self) -> None:
        run = play(om(4, 1, RETREAT, (0,)), {"traitor": Silent()})
        assert run.spent() == {"lies": 3}
        assert run.now.decisions == (RETREAT,) * 4

    def test_lies_to_fellow_traitors_count(self) -> None:
        run = play(om(4, 1, ATTACK, (0, 1)), {"traitor:0": Flip()})
        assert run.spent() == {"lies": 3}

    def test_spent_by_owner(self) -> None:
        run = play(om(5, 1, ATTACK, (0, 1)), {"traitor:0": Flip(), "traitor:1": Silent()})
        assert run.spent() == {"lies": 4 + 3}
        assert run.spent({"traitor:1"}) == {"lies": 3}
        assert run.spent(()) == {}


class TestJournal:
    def test_one_run_in_order(self) -> None:
        run = say(om(3, 1, ATTACK, (2,)), {((0, 2), 1): RETREAT})
        kinds = [entry.kind for entry in run.journal]
        assert kinds == (
            ["started"] * 3
            + ["decided"]
            + ["sent"] * 2
            + ["delivered"] * 2
            + ["round"]
            + ["sent", "altered", "sent"]
            + ["delivered"] * 2
            + ["round", "decided"]
        )
        lie = entries(run, "altered")[0]
        assert (lie.round, lie.process, lie.peer, lie.serial) == (2, 2, 1, 4)
        assert (lie.payload.order, lie.honest.order) == (RETREAT, ATTACK)

    def test_serial_numbers_count_from_1_in_sending_order(self) -> None:
        run = Run(om(5, 2)).honestly()
        assert [e.serial for e in entries(run, "sent")] == list(range(1, 4 + 12 + 24 + 1))
        assert [e.round for e in entries(run, "sent")] == [1] * 4 + [2] * 12 + [3] * 24
        assert sorted(e.serial for e in entries(run, "delivered")) == list(range(1, 41))

    def test_silence_takes_no_number(self) -> None:
        run = play(om(4, 1, ATTACK, (0,)), {"traitor": Silent()})
        assert [e.serial for e in entries(run, "sent")] == list(range(1, 7))
        assert [e.serial for e in entries(run, "altered")] == [0, 0, 0]

    def test_entries_are_values(self) -> None:
        assert Entry("round", 1) == Entry("round", 1)
        assert Entry("round", 1) != Entry("round", 2)

    def test_a_traitors_decision_is_not_told(self) -> None:
        run = Run(om(4, 1, ATTACK, (0, 3))).honestly()
        assert [e.process for e in entries(run, "decided")] == [1, 2]


class TestViews:
    def test_a_view_is_what_one_saw(self) -> None:
        run = say(om(3, 1, ATTACK, (2,)), {((0, 2), 1): None})
        start, first, second = run.view(1)
        assert start == Start(None)
        assert isinstance(first, RoundEnd)
        (letter,) = first.inbox
        assert letter == Message(0, 0, 1, run.model.machine.tree.announce(0, ATTACK)[0].payload, 1)
        assert second == RoundEnd(2, ())

    def test_nobody_sees_who_spoke_last(self) -> None:
        """A traitor speaks after the loyal; who hears him says the same as a loyal man cannot tell."""
        loyal, honest_traitor = Run(om(4, 1)).honestly(), Run(om(4, 1, ATTACK, (2,))).honestly()
        sent = [e.process for e in entries(honest_traitor, "sent")]
        assert sent == [0, 0, 0, 1, 1, 3, 3, 2, 2]
        assert all(indistinguishable(p, loyal, honest_traitor) for p in range(4))

    def test_nobody_sees_how_many_letters_others_send(self) -> None:
        """L2 keeps silent to L1, or not: L3 sees the same though the serial numbers shift."""
        one = say(om(4, 1, ATTACK, (2,)), {((0, 2), 1): None})
        other = Run(om(4, 1, ATTACK, (2,))).honestly()
        assert indistinguishable(3, one, other)
        assert not indistinguishable(1, one, other)

    @settings(max_examples=60, deadline=None)
    @given(st.sampled_from(MODELS), st.integers(0, 10**6), st.integers(0, 10**6))
    def test_who_sees_the_same_does_the_same(self, model: Model, one: int, other: int) -> None:
        """Machines are functions of their views: equal views, equal states and decisions."""
        first, second = seeded(model, one), seeded(model, other)
        for p in model.loyal(first.now):
            if p in model.loyal(second.now) and p not in model.held and indistinguishable(p, first, second):
                assert first.now.states[p] == second.now.states[p]
                assert first.now.decisions[p] == second.now.decisions[p]


class TestEquality:
    def test_two_ways_to_one_configuration(self) -> None:
        """Silence and RETREAT are the same at receipt: after the round nothing tells them apart."""
        model = om(3, 1, ATTACK, (2,))
        lied, silent = Run(model, (1,)), Run(model, (2,))
        assert lied.now == silent.now
        assert hash(lied.now) == hash(silent.now)
        assert lied.now.sent != silent.now.sent, "history is kept, not compared"
        assert lied.journal != silent.journal

    def test_what_differs_is_different(self) -> None:
        model = om(4, 1, ATTACK, (0,))
        finals = {Run(model, picks).honestly().now for picks in product(range(2), repeat=3)}
        assert len(finals) == 8

    def test_configurations_are_frozen(self) -> None:
        now: Any = om(4, 1).initial()
        with pytest.raises(AttributeError):
            now.round = 7

    def test_captures_are_part_of_an_instant(self) -> None:
        """Validity promises nothing once a letter was taken: the count matters to what follows."""
        model = two("flooding-messengers", copies=2)
        assert Run(model, (0,)).now != Run(model, (1,)).now


def test_who_answers_for_an_owner() -> None:
    silent, flip = Silent(), Flip()
    cast = {"traitor": silent, "traitor:3": flip}
    assert agent_for(cast, "traitor:1") is silent
    assert agent_for(cast, "traitor:3") is flip
    assert isinstance(agent_for(cast, "network"), Loyal)


def test_inputs_must_be_as_many_as_processes() -> None:
    with pytest.raises(ValueError, match="4 processes"):
        Rounds(machine("oral-messages", generals=4, depth=1), (ATTACK,))
