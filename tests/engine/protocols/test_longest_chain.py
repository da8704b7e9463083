"""The race for the longest chain, played and added up: it agrees with the exact formula, not with the other."""

from fractions import Fraction
from itertools import product
from typing import Any

import pytest

from engine.agents import Agent, Seeded
from engine.configuration import Choice, Configuration
from engine.model import Faults
from engine.oracle.odds import chances
from engine.parameters import Unfit
from engine.play import play
from engine.properties import named
from engine.protocols import PROTOCOLS, machine
from engine.protocols.catch_up import exact, nakamoto, percent
from engine.protocols.longest_chain import Branch, LongestChain
from engine.rounds import Rounds
from engine.run import Run
from tests.engine.worlds import entries


def race(share: int, confirmations: int, blocks: int, traitors: tuple[int, ...] = ()) -> Rounds:
    army = machine("longest-chain", share=share, confirmations=confirmations, blocks=blocks)
    return Rounds(army, (None, None), Faults(traitors))


def best(model: Rounds) -> Fraction:
    """With which chance the payment is taken back if the attacker always does what is best for him."""
    army = model.machine
    assert isinstance(army, LongestChain)
    known: dict[Configuration, Fraction] = {}

    def worth(now: Configuration) -> Fraction:
        if now in known:
            return known[now]
        choice = model.choice(now)
        if choice is None:
            return Fraction(now.decisions[1] == "replaced")
        after = [worth(model.apply(now, option)) for option in range(len(choice.options))]
        if choice.owner == "nature":
            odds = chances(choice, Fraction(0))
            found = sum((w * x for w, x in zip(odds, after, strict=True)), Fraction(0))
        else:
            found = max(after)
        known[now] = found
        return found

    return worth(model.initial())


def by_all_sequences(q: Fraction, z: int, blocks: int) -> Fraction:
    """The same over all 2^blocks sequences of finders: was he ever longer when there were z blocks?"""
    total = Fraction(0)
    for finders in product((0, 1), repeat=blocks):
        public, secret, won = 0, 1, z == 0
        for mine in finders:
            public, secret = public + 1 - mine, secret + mine
            won = won or (public >= z and secret > public)
        if won:
            total += q ** sum(finders) * (1 - q) ** (blocks - sum(finders))
    return total


def by_lattice(q: float, z: int, blocks: int) -> float:
    """The same by spreading chance over (public, secret), for long races."""
    now, won = {(0, 1): 1.0}, 0.0
    for _ in range(blocks):
        after: dict[tuple[int, int], float] = {}
        for (public, secret), chance in now.items():
            for place, part in (((public + 1, secret), 1 - q), ((public, secret + 1), q)):
                if place[0] >= z and place[1] > place[0]:
                    won += chance * part
                else:
                    after[place] = after.get(place, 0.0) + chance * part
        now = after
    return won


class TestTheRace:
    @pytest.mark.parametrize(("share", "z"), [(10, 1), (10, 2), (30, 1), (30, 3), (45, 2), (60, 3), (10, 0)])
    def test_the_best_attack_in_a_short_race(self, share: int, z: int) -> None:
        """The engine's choices against all sequences: equal fractions; never to give up is the best."""
        for blocks in (max(z, 1), 5, 8):
            assert best(race(share, z, blocks)) == by_all_sequences(percent(share), z, blocks)

    @pytest.mark.parametrize(("share", "z"), [(10, 1), (10, 6), (20, 3), (30, 2)])
    def test_a_long_race_tends_to_the_exact_formula(self, share: int, z: int) -> None:
        q = percent(share)
        chances = [by_lattice(float(q), z, blocks) for blocks in (z, 10 + z, 30 + z, 160)]
        assert chances == sorted(chances)
        assert chances[-1] == pytest.approx(float(exact(q, z)), abs=1e-7)
        # And so not to Nakamoto's.
        assert abs(chances[-1] - nakamoto(q, z)) > 1e-4

    def test_a_seeded_nature_draws_by_the_share(self) -> None:
        """200 races: within four standard deviations of the exact chance."""
        model = race(30, 1, 8)
        truth = float(best(model))
        won = sum(play(model, {"nature": Seeded(seed)}).now.decisions[1] == "replaced" for seed in range(200))
        assert abs(won / 200 - truth) < 4 * (truth * (1 - truth) / 200) ** 0.5

    def test_the_finder_is_asked_of_nature_by_weight(self) -> None:
        run: Run[Any] = Run(race(23, 2, 9))
        choice = run.pending
        assert choice is not None
        assert (choice.owner, choice.weights) == ("nature", (77, 23))
        assert [option.label for option in choice.options] == ["the miners", "the attacker"]
        assert chances(choice, Fraction(0)) == [Fraction(77, 100), Fraction(23, 100)]


def drawn(model: Rounds, finders: str, moves: str = "") -> Run[Any]:
    """The run in which the miners (M) and the attacker (A) find blocks so; he goes on but for these moves."""
    run: Run[Any] = Run(model)
    places, last = iter(finders), moves
    while (choice := run.pending) is not None:
        if choice.owner == "nature":
            place = next(places, None)
            if place is None:
                return run
            run.extend("MA".index(place))
        else:
            left = not finders[run.now.states[0].found :]
            wanted = choice.index(last) if left and last else choice.index("go on")
            run.extend(choice.honest if wanted is None else wanted)
    return run


class TestPlaying:
    def test_he_waits_for_the_goods_then_publishes(self) -> None:
        """z = 2, ahead from the start: only the second public block makes it worth something."""
        model = race(30, 2, 20)
        run = drawn(model, "AAM")
        assert run.pending is not None
        assert run.pending.owner == "nature"
        asked = [(c.owner, [o.label for o in c.options]) for c in run.choices if c.owner != "nature"]
        assert asked == [("traitor:0", ["go on", "give up"])] * 3
        run = drawn(model, "AAMM", "publish")
        assert run.over
        assert run.now.decisions == ("replaced", "replaced")
        verdict = named(model, "finality").judge(model, run.now)
        assert (verdict.holds, verdict.why) == (False, "3 blocks found in secret replace 2 that were public")
        assert [entry.payload for entry in entries(run, "sent")] == [Branch(3, 2)]

    def test_a_tie_is_not_enough(self) -> None:
        run = drawn(race(30, 2, 20), "AMM")
        offered = [o.label for o in run.choices[-1].options]
        assert offered == ["go on", "give up"]
        assert run.now.states[0].public == run.now.states[0].secret == 2

    def test_he_may_give_up(self) -> None:
        model = race(30, 2, 20)
        run = drawn(model, "MM", "give up")
        assert run.now.decisions == ("stands", "stands")
        verdict = named(model, "finality").judge(model, run.now)
        assert (verdict.holds, verdict.why) == (
            True,
            "the goods were handed over, 2 blocks are public, and the attacker has 1 in secret",
        )

    def test_the_race_ends(self) -> None:
        run = drawn(race(30, 2, 3), "MMM")
        assert run.over
        assert run.now.decisions == ("stands", "stands")
        # At the end he who is longer can still publish, or give up, and nothing else.
        last = drawn(race(30, 1, 2), "AM", "publish")
        assert [o.label for o in last.choices[-1].options] == ["publish", "give up"]
        assert last.now.decisions[1] == "replaced"

    def test_no_confirmation_is_no_protection(self) -> None:
        run: Run[Any] = Run(race(1, 0, 1))
        assert run.pending is not None
        assert [option.label for option in run.pending.options] == ["publish", "go on", "give up"]
        assert play(race(1, 0, 1), {}).now.decisions[1] == "replaced"

    def test_a_player_in_the_attackers_seat_is_not_asked_twice(self) -> None:
        """As a traitor he has the same choices; his letter has one form only."""

        class First(Agent):
            def pick(self, run: Run[Any], choice: Choice) -> int:
                return 0 if choice.owner == "traitor:0" else choice.options.index(choice.options[-1])

        run = play(race(40, 1, 4, traitors=(0,)), {"traitor": First(), "nature": Seeded(3)})
        words = [choice for choice in run.choices if choice.subject.kind == "word"]
        assert all(len(choice.options) == 1 for choice in words)
        assert run.now.decisions[1] in ("stands", "replaced")
        assert named(run.model, "finality").judge(run.model, run.now).holds == (
            run.now.decisions[1] == "stands"
        )

    def test_the_report_has_both_numbers_and_says_whose_they_are(self) -> None:
        model = race(10, 6, 20)
        run = play(model, {"nature": Seeded(1)})
        told = model.machine.report(model, run.now)
        assert told["double_spend"] == {
            "nakamoto": {
                "chance": pytest.approx(0.0002428, abs=5e-8),
                "formula": "Nakamoto 2008, an approximation by Poisson's law",
            },
            "exact": {
                "chance": pytest.approx(0.0005914, abs=5e-8),
                "formula": "Rosenfeld 2014, exact: negative binomial",
            },
        }
        assert sum(told["blocks"].values()) == run.now.states[0].found + 1
        assert model.machine.reported() == ("finality",)

    def test_words(self) -> None:
        army = LongestChain(30, 2)
        assert army.words(Branch(3, 2)) == "my 3 blocks replace 2 blocks"
        assert army.deed("replaced") == "sees the payment taken back"
        assert army.deed("stands", plural=True) == "see the payment stand"
        run = drawn(race(30, 1, 9), "M")
        assert army.facts(0, run.now.states[0]) == (
            ("public", "1 block"),
            ("secret", "1 block"),
            ("goods", "kept"),
        )
        assert army.facts(1, run.now.states[1]) == ()

    def test_before_the_goods_are_handed_over(self) -> None:
        model = race(30, 2, 9)
        verdict = named(model, "finality").judge(model, drawn(model, "MA").now)
        assert verdict.holds
        assert verdict.why == "1 of 2 confirmations, and the attacker has 2 in secret"
        handed = drawn(model, "MMM").now
        assert dict(model.machine.facts(0, handed.states[0]))["goods"] == "handed over"

    def test_a_race_too_short_for_the_goods_is_refused(self) -> None:
        with pytest.raises(Unfit, match="7 confirmations need at least as many blocks, not 6") as caught:
            machine("longest-chain", share=10, confirmations=7, blocks=6)
        assert caught.value.place == ("blocks",)

    def test_its_promises(self) -> None:
        protocol = PROTOCOLS["longest-chain"]
        assert tuple(p.name for p in LongestChain(10).properties()) == protocol.promises
