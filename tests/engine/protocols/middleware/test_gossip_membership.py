"""SWIM: crashes are noticed in e/(e-1) periods, lost answers are asked for by others, and the buried return."""

from fractions import Fraction
from math import e, sqrt
from typing import Any

import pytest

from engine.agents import Agent, Seeded
from engine.configuration import Choice, Configuration
from engine.model import Faults
from engine.oracle.explore import explore
from engine.play import play
from engine.properties import named
from engine.protocols import PROTOCOLS, machine
from engine.protocols.middleware.gossip_membership import ALIVE, DEAD, SUSPECT, Letter
from engine.rounds import Rounds
from engine.run import Run
from engine.script import Crashes, Script

FRESH = (0, ALIVE)


class Cut(Agent):
    """The roads between two halves are closed in these rounds."""

    def __init__(self, half: tuple[int, ...], rounds: range) -> None:
        self.half = half
        self.rounds = rounds

    def pick(self, run: Run[Any], choice: Choice) -> int:
        subject = choice.subject
        across = (subject.process in self.half) != (subject.receiver in self.half)
        return len(choice.options) - 1 if across and subject.round in self.rounds else 0


def swim(generals: int = 4, captures: int | None = 0, crashes: int = 0, **parameters: Any) -> Rounds:
    group = machine("gossip-membership", generals=generals, **parameters)
    return Rounds(group, (None,) * generals, Faults(captures=captures, crashes=crashes))


def in_turn(generals: int = 4, captures: int | None = 0, crashes: int = 0, **parameters: Any) -> Rounds:
    return swim(generals, captures, crashes, target="round-robin", **parameters)


def standing(now: Configuration, process: int, member: int) -> tuple[int, int]:
    state: Any = now.states[process]
    found: tuple[int, int] = state.members[member]
    return found


def statuses(now: Configuration) -> list[list[int]]:
    return [[status for _, status in state.members] for state in now.states]  # type: ignore[attr-defined]


def sent(run: Run[Any], kind: str = "") -> list[Any]:
    return [entry for entry in run.journal if entry.kind == "sent" and kind in ("", entry.payload.kind)]


class TestNobodyCrashes:
    @pytest.mark.parametrize("proxies", [0, 1, 3])
    @pytest.mark.parametrize("generals", [2, 3, 5, 8])
    def test_two_letters_a_member_and_period(self, generals: int, proxies: int) -> None:
        """The load of a member does not grow with the group."""
        run = play(in_turn(generals, periods=3, proxies=proxies), {})
        assert len(sent(run, "ping")) == len(sent(run, "ack")) == 3 * generals
        assert len(sent(run, "ask")) == 0
        assert run.now.round == 3 * (6 if proxies else 2)
        assert all(state.members == (FRESH,) * generals for state in run.now.states)

    @pytest.mark.parametrize("generals", range(2, 9))
    def test_in_turn_each_is_pinged_once_a_period(self, generals: int) -> None:
        run = play(in_turn(generals, periods=generals, proxies=0), {})
        for period in range(generals):
            pings = [entry for entry in sent(run, "ping") if entry.round == 2 * period + 1]
            assert sorted(entry.peer for entry in pings) == list(range(generals))
            assert all(entry.peer != entry.process for entry in pings)
        pairs = {(entry.process, entry.peer) for entry in sent(run, "ping")}
        assert len(pairs) == generals * (generals - 1), "everybody pings everybody in n-1 periods"

    def test_whatever_nature_draws(self) -> None:
        for seed in range(20):
            run = play(swim(5, periods=3), {"nature": Seeded(seed)})
            assert all(state.members == (FRESH,) * 5 for state in run.now.states)
            pinged = [entry.process for entry in sent(run, "ping")]
            assert all(pinged.count(p) == 3 for p in range(5))

    def test_two_members_need_no_lot(self) -> None:
        model = swim(2, periods=1)
        assert model.choice(model.initial()) is None


class TestDetection:
    """P3 crashes before the first ping; how many periods until somebody suspects it?"""

    def suspecting(self, generals: int, periods: int) -> Rounds:
        return swim(generals, crashes=1, proxies=0, periods=periods, patience=10)

    def chance(self, generals: int) -> Fraction:
        """That at least one of n-1 members draws the dead one among n-1."""
        return 1 - (1 - Fraction(1, generals - 1)) ** (generals - 1)

    def test_the_limit(self) -> None:
        """1/(1 - (1 - 1/(n-1))^(n-1)) grows towards e/(e-1) periods: 1.42, 1.51, 1.55, ..., 1.58."""
        mean = [float(1 / self.chance(n)) for n in (4, 8, 16, 1000)]
        assert [round(each, 3) for each in mean] == [1.421, 1.515, 1.551, 1.582]
        assert mean == sorted(mean)
        assert mean[-1] < e / (e - 1) < mean[-1] + 0.001

    @pytest.mark.parametrize("generals", [3, 4])
    def test_the_engine_agrees_exactly(self, generals: int) -> None:
        """All that nature can draw in the first period: the part of it in which the dead one is suspected."""
        last = generals - 1
        model = self.suspecting(generals, 1)
        crash = Script.of(crash=[Crashes(last, 1)])
        layer = {model.initial(): Fraction(1)}
        noticed = Fraction(0)
        while layer:
            later: dict[Configuration, Fraction] = {}
            for now, chance in layer.items():
                choice = model.choice(now)
                if choice is None:
                    known = [standing(now, p, last) for p in range(last)]
                    noticed += chance * ((0, SUSPECT) in known)
                    continue
                if choice.owner == "nature":
                    options: list[int] = list(range(len(choice.options)))
                else:
                    options = [crash.pick(Run(model), choice)]
                for option in options:
                    after = model.apply(now, option)
                    later[after] = later.get(after, Fraction(0)) + chance / len(options)
            layer = later
        assert noticed == self.chance(generals)

    def test_seeded_runs_land_in_the_interval(self) -> None:
        """300 groups of eight; the mean lies within three standard errors of 1.515 periods."""
        periods = []
        for seed in range(300):
            cast = {"nature": Seeded(seed), "scheduler": Script.of(crash=[Crashes(7, 1)])}
            run = play(self.suspecting(8, 8), cast)
            since = [
                state.since[7]  # type: ignore[attr-defined]
                for p, state in enumerate(run.now.states)
                if p != 7 and standing(run.now, p, 7) == (0, SUSPECT)
            ]
            periods.append(min(since, default=9))
        p = self.chance(8)
        error = 3 * sqrt((1 - p) / p**2 / len(periods))
        assert abs(sum(periods) / len(periods) - float(1 / p)) < error

    def test_in_turn_one_period_is_enough(self) -> None:
        for victim in range(4):
            model = in_turn(crashes=1, periods=4, patience=2)
            run = play(model, {"scheduler": Script.of(crash=[Crashes(victim, 1)])})
            others = [p for p in range(4) if p != victim]
            assert all(standing(run.now, p, victim) == (0, DEAD) for p in others)
            assert named(model, "completeness").judge(model, run.now).holds
            assert named(model, "accuracy").judge(model, run.now).holds

    def test_patience_counts_whole_periods(self) -> None:
        """Suspected at the end of period 1, dead at the end of period 1 + patience, and not before."""
        for patience in (1, 2, 3):
            for periods in (patience, patience + 1):
                model = in_turn(3, crashes=1, periods=periods, proxies=0, patience=patience)
                run = play(model, {"scheduler": Script.of(crash=[Crashes(2, 1)])})
                dead = [standing(run.now, p, 2)[1] == DEAD for p in (0, 1)]
                assert any(dead) is (periods == patience + 1)

    @pytest.mark.parametrize("period", [2, 3])
    def test_who_answered_once_is_watched_on(self, period: int) -> None:
        """A crash in a later period is noticed as well: an answer counts for its own period only."""
        model = in_turn(crashes=1, periods=period + 3)
        run = play(model, {"scheduler": Script.of(crash=[Crashes(0, 6 * (period - 1) + 1)])})
        assert [standing(run.now, p, 0) for p in (1, 2, 3)] == [(0, DEAD)] * 3

    def test_an_early_period_counts_from_its_own_end(self) -> None:
        """P0 suspects P1 at the end of period 1 and has heard of it since then, not since the beginning."""
        model = in_turn(captures=None, periods=1, proxies=0)
        run = play(model, {"network": Cut((1,), range(1, 3))})
        assert run.now.states[0].since == (0, 1, 0, 0)
        assert run.now.states[3].since == (0, 0, 0, 0), "P3 pinged P0, who answered"

    def test_no_period_begins_after_the_last(self) -> None:
        run = play(swim(3, periods=2), {})
        assert {choice.subject.text.rpartition(" ")[2] for choice in run.choices} == {"1", "2"}
        assert [state.period for state in run.now.states] == [2, 2, 2]
        assert run.now.outbox == ()

    def test_one_alone_does_not_know(self) -> None:
        """P2 crashes; P0 pings P1 and P1 pings P2: P1 suspects it, and P0 has not heard of it."""
        model = in_turn(3, crashes=1, periods=2, proxies=0, patience=1)
        run = play(model, {"scheduler": Script.of(crash=[Crashes(2, 1)])})
        verdict = named(model, "completeness").judge(model, run.now)
        assert (verdict.holds, verdict.why) == (False, "P0 does not hold P2 for dead")

    def test_too_few_periods_leave_it_unnoticed(self) -> None:
        model = in_turn(crashes=1, periods=1)
        run = play(model, {"scheduler": Script.of(crash=[Crashes(3, 1)])})
        verdict = named(model, "completeness").judge(model, run.now)
        assert (verdict.holds, verdict.why) == (False, "P0, P1 and P2 do not hold P3 for dead")
        early = named(model, "completeness").judge(model, model.initial())
        assert (early.holds, early.why) == (True, "there is still time to notice")


class TestOthersPingInOnesPlace:
    def test_a_lost_ping_is_made_good(self) -> None:
        """P0 pings P1 in vain, and asks P2, who hears that P1 is up."""
        model = in_turn(captures=1, periods=1)
        run = play(model, {"network": Script.of(capture=[1])})
        story = [(x.process, x.peer, x.payload.kind) for x in sent(run) if x.payload.asker == 0]
        assert story == [(0, 1, "ping"), (0, 2, "ask"), (2, 1, "ping"), (1, 2, "ack"), (2, 0, "ack")]
        assert [x.round for x in sent(run) if x.payload.asker == 0] == [1, 3, 4, 5, 6]
        assert standing(run.now, 0, 1) == FRESH

    def test_all_who_got_no_answer_ask(self) -> None:
        """Also who pinged P0, and also while letters of others are to be answered."""
        model = in_turn(captures=None, periods=1)
        run = play(model, {"network": Cut((0,), range(1, 3))})
        asks = [(entry.process, entry.peer, entry.payload.about) for entry in sent(run, "ask")]
        assert asks == [(0, 2, 1), (3, 1, 0)]
        assert all(state.members == (FRESH,) * 4 for state in run.now.states)

    def test_without_them_one_lost_ping_makes_a_suspect(self) -> None:
        model = in_turn(captures=1, periods=1, proxies=0)
        run = play(model, {"network": Script.of(capture=[1])})
        assert standing(run.now, 0, 1) == (0, SUSPECT)

    @pytest.mark.parametrize(("proxies", "least"), [(0, 1), (1, 2), (2, 3)])
    def test_least_losses_that_make_a_suspect(self, proxies: int, least: int) -> None:
        """Each proxy costs the city one letter more: the bound k + 1 is tight."""
        model = in_turn(captures=None, periods=1, proxies=proxies)
        run = Run(model)
        cut = Cut((0,), range(0))
        found = explore(
            run,
            lambda now: standing(now, 0, 1) == (0, SUSPECT),
            owners=("network",),
            cast={"network": cut},
            most_states=200_000,
        )
        assert (found.verdict, found.cost) == ("reached", least)

    def test_the_next_in_number_are_asked_and_not_the_dead(self) -> None:
        group = machine("gossip-membership", generals=5, proxies=2)
        state = group.begin(0)
        open_ = group._ping(0, state, 3)[0]  # type: ignore[attr-defined]
        asked = group._ask_others(0, open_)  # type: ignore[attr-defined]
        assert [send.receiver for send in asked] == [4, 1]
        without = open_.believes(4, (0, DEAD)).believes(1, (0, SUSPECT))
        asked = group._ask_others(0, without)  # type: ignore[attr-defined]
        assert [send.receiver for send in asked] == [1, 2]


class TestRefutation:
    def test_a_suspect_that_hears_of_it_makes_a_higher_incarnation(self) -> None:
        """P0 suspects P1; in the next period P1 hears it from P0 or another, and all believe P1."""
        model = in_turn(captures=1, periods=4, proxies=0, patience=4)
        run = play(model, {"network": Script.of(capture=[1])})
        assert [standing(run.now, p, 1) for p in range(4)] == [(1, ALIVE)] * 4

    def test_what_is_believed(self) -> None:
        """Higher incarnations first; of one incarnation, the worse."""
        peer: Any = machine("gossip-membership", generals=3).begin(0)
        order = [(0, ALIVE), (0, SUSPECT), (0, DEAD), (1, ALIVE), (1, SUSPECT), (2, ALIVE)]
        for i, older in enumerate(order):
            for j, newer in enumerate(order):
                after = peer.believes(1, older).believes(1, newer)
                assert after.members[1] == order[max(i, j)]

    def test_nobody_else_can_refute(self) -> None:
        group: Any = machine("gossip-membership", generals=3)
        state = group.begin(0)
        assert group._learn(0, state, ((0, SUSPECT), FRESH, FRESH)).members[0] == (1, ALIVE)
        assert group._learn(0, state, ((4, DEAD), FRESH, FRESH)).members[0] == (5, ALIVE)
        assert group._learn(1, state, ((0, SUSPECT), FRESH, FRESH)).members[0] == (0, SUSPECT)
        assert group._learn(0, state, (FRESH, FRESH, FRESH)) == state

    def test_impatience_buries_the_living(self) -> None:
        """Patience 1, and every letter to and from P1 is lost in two periods: accuracy is gone."""
        model = in_turn(captures=None, periods=2, proxies=0, patience=1)
        run = play(model, {"network": Cut((1,), range(1, 5))})
        verdict = named(model, "accuracy").judge(model, run.now)
        assert not verdict.holds
        assert verdict.why == "P0 holds P1 for dead, who is up"


class TestPartition:
    """Two halves of a group of four, no letter between them for some periods, then all roads open."""

    HALF = (0, 1)
    LENGTH = 6

    def run(self, closed: int, opened: int) -> Run[Any]:
        model = in_turn(captures=None, periods=closed + opened)
        return play(model, {"network": Cut(self.HALF, range(1, closed * self.LENGTH + 1))})

    def test_both_halves_declare_the_other_dead(self) -> None:
        run = self.run(6, 0)
        assert statuses(run.now) == [[ALIVE, ALIVE, DEAD, DEAD]] * 2 + [[DEAD, DEAD, ALIVE, ALIVE]] * 2
        assert isinstance(run.model, Rounds)
        verdict = named(run.model, "accuracy").judge(run.model, run.now)
        assert (verdict.holds, verdict.why) == (False, "P2 and P3 hold P0 for dead, who is up")

    def test_when_the_roads_are_open_incarnations_refute(self) -> None:
        run = self.run(6, 3)
        assert statuses(run.now) == [[ALIVE] * 4] * 4
        assert isinstance(run.model, Rounds)
        assert run.model.machine.report(run.model, run.now)["incarnations"] == [1, 1, 1, 1]
        assert named(run.model, "accuracy").judge(run.model, run.now).holds

    def test_one_period_after_is_not_enough_for_all_to_hear(self) -> None:
        assert statuses(self.run(6, 1).now) != [[ALIVE] * 4] * 4

    def test_at_random_as_well(self) -> None:
        for seed in range(10):
            model = swim(captures=None, periods=20)
            cast = {"network": Cut(self.HALF, range(1, 8 * 6 + 1)), "nature": Seeded(seed)}
            run = play(model, cast)
            assert statuses(run.now) == [[ALIVE] * 4] * 4
            assert all(state.members[p][0] >= 1 for p, state in enumerate(run.now.states))


class TestWords:
    def test_letters(self) -> None:
        group = machine("gossip-membership", generals=3)
        members = (FRESH, (1, SUSPECT), (0, DEAD))
        assert group.words(Letter("ping", 1, 0, (FRESH,) * 3)) == "P0 asks: is P1 up?"
        assert group.words(Letter("ack", 1, 0, (FRESH,) * 3)) == "P1 is up"
        assert group.words(Letter("ask", 1, 0, members)) == "ping P1 for P0 (P1 suspect 1, P2 dead 0)"

    def test_moments(self) -> None:
        group = machine("gossip-membership", generals=3)
        named_ = ["pings", "answers", "asking others", "their pings", "their answers", "passing on"]
        assert [group.moment(r) for r in range(1, 8)] == [*named_, "pings"]
        short = machine("gossip-membership", generals=3, proxies=0)
        assert [short.moment(r) for r in (1, 2, 3)] == ["pings", "answers", "pings"]

    def test_facts_and_report(self) -> None:
        model = in_turn(3, crashes=1, periods=4)
        run = play(model, {"scheduler": Script.of(crash=[Crashes(2, 1)])})
        group = model.machine
        assert group.facts(0, run.now.states[0]) == (("P0", "alive 0"), ("P1", "alive 0"), ("P2", "dead 0"))
        report = group.report(model, run.now)
        assert report["members"]["0"] == ["alive", "alive", "dead"]
        assert report["incarnations"] == [0, 0, 0]

    def test_the_question(self) -> None:
        model = swim(3, periods=1)
        choice = model.choice(model.initial())
        assert choice is not None
        assert choice.subject.text == "P0: whom to ping in period 1"
        assert [option.label for option in choice.options] == ["P1", "P2"]

    def test_the_protocol(self) -> None:
        protocol = PROTOCOLS["gossip-membership"]
        assert protocol.promises == machine("gossip-membership", generals=2).reported()
        group: Any = machine("gossip-membership", generals=3)
        assert (group.rounds, group.proxies, group.patience, group.target) == (24, 1, 2, "random")
        assert machine("push-gossip", generals=3).rounds == 8
