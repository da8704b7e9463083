"""The shuttle: what a vote without an exchange does under a Byzantine source, and what OM(1) does instead.

All 81 things that a source can do to four computers, through the engine, beside a count of the words alone;
and the same 81 under oral messages with the source as commander.
"""

from collections import Counter
from itertools import product
from typing import Any

import pytest

from engine.model import Faults
from engine.oracle.explore import explore
from engine.orders import ATTACK, RETREAT
from engine.play import play
from engine.properties import Verdict, named
from engine.protocols import machine
from engine.protocols.majority_vote import Computer, MajorityVote, Signal
from engine.rounds import Rounds
from engine.run import Run
from engine.script import Says, Script
from tests.engine.worlds import decided, ends, entries, om, runs

A, R = ATTACK, RETREAT
WORDS = {"A": A, "R": R, "-": "silence"}


def shuttle(traitors: tuple[int, ...] = (0,), order: str = A, n: int = 5, default: Any = R) -> Rounds:
    inputs = (order, *(None,) * (n - 1))
    return Rounds(machine("majority-vote", generals=n, default=default), inputs, Faults(traitors))


def sent(words: str, model: Rounds | None = None) -> Run[Any]:
    """The run in which the source sends this to GPC1, GPC2, ..."""
    says = [Says(0, (), to, WORDS[word]) for to, word in enumerate(words, 1)]
    return play(model or shuttle(), {"traitor": Script.of(says)})


def why(run: Run[Any], name: str) -> tuple[bool, str]:
    verdict = named(run.model, name).judge(run.model, run.now)  # type: ignore[arg-type]
    return verdict.holds, verdict.why


def report(run: Run[Any]) -> dict[str, list[int]]:
    model: Any = run.model
    found: dict[str, list[int]] = model.machine.report(model, run.now)["voted_out"]
    return found


class TestTheRedundantSet:
    def test_all_read_the_same(self) -> None:
        run = sent("AAAA")
        assert why(run, "healthy-stay") == (True, "nobody healthy is voted out")
        assert why(run, "majority") == (True, "GPC1 sees 4 A, 0 R")
        assert why(run, "agreement")[0]

    def test_three_to_one_throws_out_a_healthy_computer(self) -> None:
        run = sent("AAAR")
        assert why(run, "healthy-stay") == (False, "GPC4 is healthy and voted out: GPC1 sees 3 A, 1 R")
        assert why(run, "agreement") == (False, "GPC1 attacks, GPC4 retreats")
        assert why(run, "majority")[0]
        assert report(run) == {"1": [4], "2": [4], "3": [4], "4": [4]}

    def test_two_to_two_finds_no_majority(self) -> None:
        run = sent("AARR")
        assert why(run, "majority") == (False, "GPC1 sees 2 A, 2 R: no majority, nobody can be voted out")
        assert why(run, "healthy-stay")[0]
        assert not why(run, "agreement")[0]

    def test_silence_is_the_default_of_each(self) -> None:
        """A reading that does not come is RETREAT, or what each computer was built to take it for."""
        assert decided(sent("AAA-").now)[1:] == "AAAR"
        mixed = shuttle(default=(R, R, R, R, A))
        assert decided(sent("AAA-", mixed).now)[1:] == "AAAA"

    def test_a_broken_computer_is_masked(self) -> None:
        """All read the same: whatever one computer puts out, the healthy stay and agree; often it goes."""
        thrown = 0
        for run in runs(shuttle((4,))):
            for name in ("agreement", "validity", "majority", "healthy-stay"):
                assert why(run, name)[0], name
            thrown += [4] in report(run).values()
        assert thrown == 27 - 1, "three words to three computers; the honest ones alone keep it in"

    def test_two_broken_computers_of_four_are_not(self) -> None:
        model = shuttle((3, 4))
        bad = Counter(
            name
            for now in ends(model)
            for name in ("agreement", "majority", "healthy-stay")
            if not named(model, name).judge(model, now).holds
        )
        assert set(bad) == {"majority"}

    def test_the_cheapest_way_to_throw_out_a_healthy_computer(self) -> None:
        model = shuttle()
        prop = named(model, "healthy-stay")
        found = explore(Run(model), lambda now: not prop.judge(model, now).holds)
        assert (found.verdict, found.cost) == ("reached", 1)


class TestTheSameSourceWithAndWithoutAnExchange:
    def test_all_81_behaviours(self) -> None:
        """Voting breaks in 64: 40 throw out a healthy computer, 24 have no majority; OM(1) never breaks."""
        voting, expected = Counter[str](), Counter[str]()
        for run in runs(shuttle()):
            voting["runs"] += 1
            for name in ("agreement", "majority", "healthy-stay", "validity"):
                voting[name] += not why(run, name)[0]
        for words in product("AR-", repeat=4):
            attacks = words.count("A")
            expected["runs"] += 1
            expected["agreement"] += attacks in (1, 2, 3)
            expected["majority"] += attacks == 2
            expected["healthy-stay"] += attacks in (1, 3)
        assert +voting == expected
        assert expected == {"runs": 81, "agreement": 64, "majority": 24, "healthy-stay": 40}
        exchanging = om(5, 1, A, (0,))
        outcomes = [decided(now)[1:] for now in ends(exchanging)]
        assert len(outcomes) == 81
        assert set(outcomes) == {"AAAA", "RRRR"}

    @pytest.mark.parametrize(
        ("words", "voting", "exchanging"),
        [
            ("AAAR", "AAAR", "AAAA"),
            ("AARR", "AARR", "RRRR"),
            ("ARAR", "ARAR", "RRRR"),
            ("AAAA", "AAAA", "AAAA"),
        ],
    )
    def test_the_same_words(self, words: str, voting: str, exchanging: str) -> None:
        assert decided(sent(words).now)[1:] == voting
        assert decided(sent(words, om(5, 1, A, (0,))).now)[1:] == exchanging

    def test_it_takes_as_many_letters(self) -> None:
        """Sixteen in both: what matters is what they are used for."""
        for model in (shuttle(()), om(5, 1)):
            assert len(entries(Run(model).honestly(), "sent")) == 4 + 4 * 3


class TestWords:
    def test_what_is_said_and_held(self) -> None:
        set_ = MajorityVote(5)
        assert set_.names == ("MDM", "GPC1", "GPC2", "GPC3", "GPC4")
        assert set_.words(Signal("reading", A)) == "reading ATTACK"
        assert set_.words(Signal("output", R)) == "I put out RETREAT"
        offered = set_.forgeries(0, Signal("reading", A), 1)
        assert [set_.label(p) for p in offered] == ["attack", "retreat", "silence"]
        assert set_.recode(offered[0]) == offered[1]
        assert [set_.moment(r) for r in (1, 2)] == ["readings", "outputs"]
        run = sent("AAAR")
        states = run.now.states
        assert set_.facts(0, states[0]) == ()
        assert set_.facts(1, states[1]) == (
            ("reading", "ATTACK"),
            ("outputs", "3 A, 1 R"),
            ("votes out", "GPC4"),
        )
        before = (("reading", "RETREAT"), ("outputs", "not compared"), ("votes out", "nobody"))
        assert set_.facts(1, set_.begin(1)) == before

        assert set_.recode(offered[1]) == offered[0]

    def test_silent_and_many_voted_out(self) -> None:
        """GPC3 and GPC4 are broken and say nothing to GPC1; then a source that parts five, and seven."""
        says = [Says(3, (), 1, "silence"), Says(4, (), 1, "silence")]
        run = play(shuttle((3, 4)), {"traitor": Script.of(says)})
        set_: Any = run.model.machine  # type: ignore[attr-defined]
        assert set_.facts(1, run.now.states[1])[1:] == (("outputs", "2 A, 0 R, 2 -"), ("votes out", "nobody"))
        assert why(run, "majority") == (False, "GPC1 sees 2 A, 0 R, 2 -: no majority, nobody can be voted out")
        two = sent("AAARR", shuttle(n=6))
        assert why(two, "healthy-stay") == (
            False,
            "GPC4 and GPC5 are healthy and voted out: GPC1 sees 3 A, 2 R",
        )
        six: Any = two.model.machine  # type: ignore[attr-defined]
        assert six.facts(1, two.now.states[1])[2] == ("votes out", "GPC4 GPC5")
        three = sent("AAAARRR", shuttle(n=8))
        eight: Any = three.model.machine  # type: ignore[attr-defined]
        assert eight.facts(1, three.now.states[1])[2] == ("votes out", "3 of them")

    def test_nothing_is_said_before_the_outputs_are_compared(self) -> None:
        model = shuttle()
        for name in ("majority", "healthy-stay"):
            verdict = named(model, name).judge(model, model.initial())
            assert verdict == Verdict(True, "the outputs have not been compared", stated=False)
        assert named(model, "validity").judge(model, model.initial()) == Verdict(
            True, "MDM is broken", stated=False
        )

    def test_the_source(self) -> None:
        """It reads, says so, and is done; it is no computer."""
        run = Run(shuttle((), order=A)).honestly()
        assert run.now.decisions[0] == A
        assert run.now.states[0] == Computer(A)
        first = entries(run, "sent")[0]
        assert (first.payload, first.peer) == (Signal("reading", A), 1)

    def test_what_is_promised(self) -> None:
        set_ = MajorityVote(5)
        assert [(p.name, p.kind, p.kept, p.broken) for p in set_.properties()] == [
            (
                "agreement",
                "always",
                "all healthy computers put out the same",
                "two healthy computers put out different things",
            ),
            (
                "validity",
                "always",
                "every healthy computer puts out what a healthy source reads",
                "a healthy computer puts out what a healthy source did not read",
            ),
            ("majority", "always", "the outputs have a majority", "the outputs have no majority"),
            ("healthy-stay", "always", "no healthy computer is voted out", "a healthy computer is voted out"),
        ]
        assert set_.reported() == ("agreement", "validity", "majority", "healthy-stay")

    def test_a_sound_source_is_obeyed(self) -> None:
        run = Run(shuttle(())).honestly()
        assert why(run, "validity")[1].startswith("MDM read ATTACK: GPC1, GPC2, GPC3 and GPC4 attack")
        lost = Rounds(machine("majority-vote", generals=5), (A, None, None, None, None), Faults(captures=1))
        assert why(Run(lost, (1,)).honestly(), "validity") == (False, "GPC1 retreats though MDM read ATTACK")
