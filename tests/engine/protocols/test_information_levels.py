"""Two generals with a coin: every loss pattern and every key, and levels counted without the machine."""

from dataclasses import replace
from fractions import Fraction
from itertools import product
from typing import Any

import pytest

from engine.agents import Seeded
from engine.model import Faults
from engine.oracle.odds import Odds, enumerated, simulated
from engine.orders import ATTACK, RETREAT
from engine.play import play
from engine.properties import named
from engine.protocols import PROTOCOLS, machine
from engine.protocols.information_levels import InformationLevels, Informed, Notice
from engine.rounds import Rounds
from engine.run import Run
from tests.engine.worlds import decided, entries

A, R = ATTACK, RETREAT
Pattern = tuple[tuple[bool, bool], ...]
"""For each round: whether the letter of the first, and that of the second general arrives."""


def coin(rounds: int, inputs: tuple[str, str] = (A, A), captures: int | None = None) -> Rounds:
    return Rounds(InformationLevels(rounds), inputs, Faults(captures=captures))


def finished(model: Rounds, key: int, pattern: Pattern) -> Run[Any]:
    """The run in which nature draws this key and these letters arrive."""
    run: Run[Any] = Run(model).then(key - 1)
    while (choice := run.pending) is not None:
        sender, round_ = choice.subject.process, choice.subject.round
        run.extend(int(not pattern[round_ - 1][sender]))
    return run


def patterns(rounds: int) -> list[Pattern]:
    return list(product(product((True, False), repeat=2), repeat=rounds))


def levels(pattern: Pattern) -> tuple[int, int]:
    """Who can know how deep (Lynch 5.2.1), by the letters alone: highest[i][j], what i knows of j's level.

    A level is 0 until one has heard of the other's beginning, by any way; then one more than the highest
    level that the other is known to have reached.
    """
    known: list[list[int | None]] = [[0, None], [None, 0]]
    for round_ in pattern:
        before = [list(row) for row in known]
        for sender, arrives in enumerate(round_):
            if arrives:
                for j in (0, 1):
                    heard = [x for x in (known[1 - sender][j], before[sender][j]) if x is not None]
                    known[1 - sender][j] = max(heard, default=None)
        for i in (0, 1):
            other = known[i][1 - i]
            known[i][i] = 0 if other is None else other + 1
    return known[0][0] or 0, known[1][1] or 0


class TestTheOddsOfDisaster:
    @pytest.mark.parametrize("rounds", [1, 2, 3, 4])
    def test_every_pattern_and_every_key(self, rounds: int) -> None:
        """P(one alone) over the keys, for each fixed pattern: never more than 1/r, and exactly 1/r at worst."""
        model = coin(rounds)
        worst = Fraction(0)
        for pattern in patterns(rounds):
            runs = [finished(model, key, pattern) for key in range(1, rounds + 1)]
            alone = [decided(run.now) in ("AR", "RA") for run in runs]
            low, high = sorted(levels(pattern))
            assert {tuple(state.level for state in run.now.states) for run in runs} == {levels(pattern)}
            assert high - low <= 1
            assert sum(alone) == high - low
            assert sum(decided(run.now) == "AA" for run in runs) == low
            chance = Fraction(sum(alone), rounds)
            assert {model.machine.danger(run.now) for run in runs} == {chance}
            worst = max(worst, chance)
        assert worst == Fraction(1, rounds)

    @pytest.mark.parametrize("rounds", [1, 2, 3, 4])
    def test_if_every_letter_arrives_both_attack_for_certain(self, rounds: int) -> None:
        assert enumerated(coin(rounds, captures=0), Fraction(0)) == {(A, A): 1}
        run = finished(coin(rounds), rounds, ((True, True),) * rounds)
        assert [state.level for state in run.now.states] == [rounds, rounds]
        assert model_says(run, "validity") == (True, "both wished to attack, and no letter was lost")

    @pytest.mark.parametrize("rounds", [2, 3])
    def test_a_city_that_has_read_the_key_parts_them_always(self, rounds: int) -> None:
        """The bound is about losses chosen without the key."""
        for key in range(1, rounds + 1):
            ends = {decided(finished(coin(rounds), key, pattern).now) for pattern in patterns(rounds)}
            assert ends & {"AR", "RA"}

    def test_more_rounds_are_safer_than_the_chain_ever_is(self) -> None:
        """Independent losses, p = 1/4: also there one attacks alone less often the more rounds there are."""
        alone = [Odds.of(enumerated(coin(rounds), Fraction(1, 4))).alone for rounds in (1, 2, 3)]
        assert alone == sorted(alone, reverse=True)
        assert all(chance <= Fraction(1, rounds) for rounds, chance in enumerate(alone, 1))

    def test_matches_with_a_seed_land_within_their_interval(self) -> None:
        found = simulated(coin(2), Fraction(1, 4), matches=500, seed=11)
        truth = enumerated(coin(2), Fraction(1, 4))
        assert sum(truth.values()) == 1
        assert all(found.admits(decisions, chance) for decisions, chance in truth.items())


def model_says(run: Run[Any], name: str) -> tuple[bool, str]:
    verdict = named(run.model, name).judge(run.model, run.now)
    return verdict.holds, verdict.why


class TestTheRule:
    @pytest.mark.parametrize("inputs", [(A, R), (R, A), (R, R)])
    def test_nobody_attacks_unless_both_wish_it(self, inputs: tuple[str, str]) -> None:
        for key, pattern in product((1, 2), patterns(2)):
            run = finished(coin(2, inputs), key, pattern)
            assert decided(run.now) == "RR"
            assert model_says(run, "validity") == (True, "not both wished to attack, and nobody does")

    def test_one_round_less_than_keys_would_part_them(self) -> None:
        """The bound is tight: if the key may be r+1, full delivery no longer means that both attack."""
        run = finished(coin(2), 2, ((True, True), (True, True)))
        states = [InformationLevels.verdict(Informed(s.level, 3, s.wishes)) for s in run.now.states]
        assert states == [R, R]

    def test_a_lost_letter_and_its_story(self) -> None:
        """r = 2, key 2: the last letter to Belisarius is lost, and Narses attacks alone."""
        run = finished(coin(2), 2, ((True, True), (True, False)))
        assert decided(run.now) == "RA"
        assert model_says(run, "agreement") == (False, "Narses attacks, Belisarius retreats")
        assert model_says(run, "validity") == (True, "a letter was taken, so nothing is promised")
        assert run.model.machine.report(run.model, run.now) == {"key": 2, "levels": [1, 2], "danger": "1/2"}

    def test_nothing_arrives(self) -> None:
        run = finished(coin(3), 1, ((False, False),) * 3)
        assert decided(run.now) == "RR"
        assert run.spent() == {"captures": 6}

    def test_nature_draws_the_key(self) -> None:
        keys = {play(coin(3, captures=0), {"nature": Seeded(seed)}).now.states[0].key for seed in range(20)}
        assert keys == {1, 2, 3}
        start = Run(coin(3))
        assert start.pending is not None
        assert (start.pending.owner, [o.label for o in start.pending.options]) == ("nature", ["1", "2", "3"])

    def test_letters(self) -> None:
        run = Run(coin(4)).honestly()
        assert len(entries(run, "sent")) == 8
        assert [entry.round for entry in entries(run, "sent")] == [1, 1, 2, 2, 3, 3, 4, 4]

    def test_words_keep_the_key_sealed(self) -> None:
        army = InformationLevels(3)
        assert army.words(Notice(0, 3, (A, ""))) == "level 0, the key under seal; Belisarius wishes ATTACK"
        assert army.words(Notice(0, 0, ("", R))) == "level 0, no key yet; Narses wishes RETREAT"
        assert "3" not in str(army.facts(0, Informed(1, 3, (A, A))))
        assert army.facts(1, Informed(0, 0, ("", A))) == (
            ("level", "0"),
            ("key", "unknown"),
            ("his wish", "unknown"),
        )
        assert army.label(Notice(2, 1, (A, A))) == "level 2"
        assert army.label(None) == "silence"
        assert army.recode(Notice(1, 1, (A, ""))) == Notice(1, 1, (R, ""))

    def test_every_verdict_has_its_sentence(self) -> None:
        """Also of ends that the rule never leads to."""

        def why(inputs: tuple[str, str], made: tuple[str, str], **more: Any) -> tuple[bool, str, bool]:
            model = coin(2, inputs)
            end = replace(finished(model, 1, ((True, True),) * 2).now, decisions=made, **more)
            verdict = named(model, "validity").judge(model, end)
            return verdict.holds, verdict.why, verdict.stated

        assert why((A, R), (A, R)) == (False, "Belisarius attacks though not both wished it", True)
        assert why((A, R), (R, A)) == (False, "Narses attacks though not both wished it", True)
        idle = "stays though both wished to attack and every letter arrived"
        assert why((A, A), (R, A)) == (False, f"Belisarius {idle}", True)
        assert why((A, A), (A, R)) == (False, f"Narses {idle}", True)
        assert why((A, A), (A, R), taken=1) == (True, "a letter was taken, so nothing is promised", False)

    def test_who_holds_the_key_is_shown_and_not_which(self) -> None:
        run = finished(coin(2), 2, ((False, False),) * 2)
        facts = [dict(run.model.machine.facts(p, run.now.states[p])) for p in (0, 1)]
        assert [each["key"] for each in facts] == ["under seal", "unknown"]
        assert run.model.machine.report(run.model, run.now)["key"] == 2

    def test_its_promises(self) -> None:
        army = machine("information-levels", rounds=3)
        assert tuple(p.name for p in army.properties()) == PROTOCOLS["information-levels"].promises
