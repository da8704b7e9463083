"""A rumour that is pushed: the exact mean by a Markov chain, by the engine's choices, and by seeded runs."""

from fractions import Fraction
from math import log, log2, sqrt

import pytest

from engine.agents import Seeded
from engine.configuration import Configuration
from engine.model import Faults
from engine.orders import ATTACK
from engine.play import play
from engine.properties import named
from engine.protocols import machine
from engine.rounds import Rounds
from engine.script import Script


def rumour(generals: int, rounds: int, fanout: int = 1, **faults: int) -> Rounds:
    gossip = machine("push-gossip", generals=generals, rounds=rounds, fanout=fanout)
    return Rounds(gossip, (ATTACK, *(None,) * (generals - 1)), Faults(**faults))


def after_a_round(generals: int, knowing: int, fanout: int = 1) -> dict[int, Fraction]:
    """How many know it a round later, each with its chance: every push hits one of the n-1 others."""
    chances = {knowing: Fraction(1)}
    for _ in range(knowing * fanout):
        later: dict[int, Fraction] = {}
        for now, chance in chances.items():
            hit = Fraction(generals - now, generals - 1)
            for to, part in ((now + 1, hit), (now, 1 - hit)):
                if part:
                    later[to] = later.get(to, Fraction(0)) + chance * part
        chances = later
    return chances


def mean_rounds(generals: int, fanout: int = 1) -> tuple[Fraction, Fraction]:
    """The mean number of rounds until all know it, and its variance."""
    first, second = [Fraction(0)] * (generals + 1), [Fraction(0)] * (generals + 1)
    for knowing in range(generals - 1, 0, -1):
        chances = after_a_round(generals, knowing, fanout)
        stay = chances.pop(knowing, Fraction(0))
        first[knowing] = (1 + sum(p * first[to] for to, p in chances.items())) / (1 - stay)
        ahead = stay * first[knowing] + sum(p * first[to] for to, p in chances.items())
        squares = sum((p * second[to] for to, p in chances.items()), Fraction(0))
        second[knowing] = (1 + 2 * ahead + squares) / (1 - stay)
    return first[1], second[1] - first[1] ** 2


def knowing(now: Configuration) -> int:
    return sum(decision is not None for decision in now.decisions)


def chances_by_engine(model: Rounds) -> dict[int, Fraction]:
    """How many know it at the end, walked over all that nature can draw."""
    found: dict[int, Fraction] = {}
    layer: dict[Configuration, Fraction] = {model.initial(): Fraction(1)}
    while layer:
        later: dict[Configuration, Fraction] = {}
        for now, chance in layer.items():
            choice = model.choice(now)
            if choice is None:
                found[knowing(now)] = found.get(knowing(now), Fraction(0)) + chance
                continue
            assert choice.owner == "nature"
            for option in range(len(choice.options)):
                after = model.apply(now, option)
                later[after] = later.get(after, Fraction(0)) + chance / len(choice.options)
        layer = later
    return found


class TestHowFast:
    def test_sixteen_need_seven_rounds_and_a_half(self) -> None:
        """log2 n + ln n is 6.8 at n = 16, right but for a constant: the exact mean is 7.41."""
        mean, _ = mean_rounds(16)
        assert round(log2(16) + log(16), 1) == 6.8
        assert round(float(mean), 4) == 7.4138
        assert 0 < mean - Fraction(log2(16) + log(16)) < 1

    def test_the_difference_stays_below_one_round(self) -> None:
        excess = [float(mean_rounds(n)[0]) - log2(n) - log(n) for n in (4, 8, 16, 30)]
        assert all(-0.2 < each < 1 for each in excess)

    def test_seeded_runs_land_in_the_interval(self) -> None:
        """150 runs of sixteen; the mean lies within three standard errors of the exact one."""
        mean, variance = mean_rounds(16)
        rounds = []
        for seed in range(150):
            run = play(rumour(16, 20), {"nature": Seeded(seed)})
            assert knowing(run.now) == 16
            rounds.append(max(entry.round for entry in run.journal if entry.kind == "decided"))
        error = 3 * sqrt(variance / len(rounds))
        assert abs(sum(rounds) / len(rounds) - float(mean)) < error

    @pytest.mark.parametrize(("generals", "rounds", "fanout"), [(2, 1, 1), (3, 3, 1), (4, 3, 1), (4, 2, 2)])
    def test_the_engine_and_the_chain_agree_exactly(self, generals: int, rounds: int, fanout: int) -> None:
        chain = {1: Fraction(1)}
        for _ in range(rounds):
            later: dict[int, Fraction] = {}
            for now, chance in chain.items():
                for to, part in after_a_round(generals, now, fanout).items():
                    later[to] = later.get(to, Fraction(0)) + chance * part
            chain = later
        assert chances_by_engine(rumour(generals, rounds, fanout)) == chain

    def test_it_at_most_doubles(self) -> None:
        """The bound is tight: three rounds reach eight at best, and with luck they do."""
        assert max(after_a_round(8, 4)) == 8
        best = {1}
        for _ in range(2):
            best = {to for now in best for to in after_a_round(8, now)}
        assert max(best) == 4


class TestARumour:
    def test_the_knower_alone_speaks_first(self) -> None:
        run = play(rumour(3, 1), {})
        sent = [(entry.process, entry.peer, entry.payload) for entry in run.journal if entry.kind == "sent"]
        assert sent == [(0, 1, ATTACK)]
        assert run.now.decisions == (ATTACK, ATTACK, None)
        verdict = named(run.model, "termination").judge(run.model, run.now)  # type: ignore[arg-type]
        assert (verdict.holds, verdict.why) == (False, "P2 has not decided")

    def test_everybody_may_hear_of_it(self) -> None:
        run = play(rumour(3, 6), {"nature": Seeded(3)})
        assert run.now.decisions == (ATTACK,) * 3
        machine_ = rumour(3, 1).machine
        assert machine_.facts(0, ATTACK) == (("rumour", "attack"),)
        assert machine_.facts(0, None) == (("rumour", "not heard"),)

    def test_questions_name_round_and_number(self) -> None:
        model = rumour(3, 1, 2)
        keys = [choice.subject.text for choice in model.batch(model.initial())]
        assert keys == ["P0: whom to tell in round 1", "P0: whom to tell in round 1, no. 2"]
        choice = model.choice(model.initial())
        assert choice is not None
        assert [option.label for option in choice.options] == ["P1", "P2"]

    def test_nothing_is_drawn_after_the_last_round(self) -> None:
        run = play(rumour(2, 3), {})
        assert [choice.subject.text for choice in run.choices] == [
            "P0: whom to tell in round 1",
            "P0: whom to tell in round 2",
            "P1: whom to tell in round 2",
            "P0: whom to tell in round 3",
            "P1: whom to tell in round 3",
        ]

    def test_the_promises(self) -> None:
        run = play(rumour(3, 1), {})
        assert isinstance(run.model, Rounds)
        agreement, validity, termination = run.model.machine.properties()
        assert (agreement.kept, agreement.broken) == (
            "nobody believes another rumour",
            "two believe different rumours",
        )
        assert agreement.judge(run.model, run.now).why == "P0 and P1 attack, P2 has not decided"
        assert validity.judge(run.model, run.now).why == (
            "the loyal commander said ATTACK: P1 attacks, P2 has not decided"
        )
        assert not termination.judge(run.model, run.now).holds

    def test_one_captured_letter_does_not_end_it(self) -> None:
        """He does not stop: who knows it tells it again in each round, so only every letter lost ends it."""
        once = play(rumour(2, 2, captures=1), {"network": Script.of(capture=[1])})
        assert once.now.decisions == (ATTACK, ATTACK)
        twice = play(rumour(2, 2, captures=2), {"network": Script.of(capture=[1, 2])})
        assert twice.now.decisions == (ATTACK, None)
        assert sum(entry.kind == "sent" for entry in twice.journal) == 2
