"""A server that moves: how long letters go astray, what that costs in lookups, and what losses add."""

from typing import Any

import pytest

from engine.agents import Seeded
from engine.machine import Message, RoundEnd, Send
from engine.model import Faults
from engine.oracle.explore import explore
from engine.parameters import Unfit
from engine.play import play
from engine.properties import Verdict, named
from engine.protocols import PROTOCOLS, machine
from engine.protocols.middleware.naming import NOWHERE, Directory, Letter
from engine.rounds import Rounds
from engine.run import Run
from engine.script import Crashes, Script
from tests.engine.worlds import entries

DIRECTORY, OLD, NEW, R1 = range(4)


def country(captures: int | None = 0, crashes: int = 0, **parameters: Any) -> Rounds:
    service = machine("naming", **parameters)
    return Rounds(service, (None,) * service.processes, Faults(captures=captures, crashes=crashes))


def judged(model: Rounds, now: Any, name: str) -> Verdict:
    return named(model, name).judge(model, now)


def report(model: Rounds, **cast: Any) -> dict[str, Any]:
    return model.machine.report(model, play(model, cast).now)


def astray(run: Run[Any], moved: int) -> list[int]:
    """In which ticks letters were sent to the old camp after the move, from the journal."""
    sent = entries(run, "sent")
    return [entry.round for entry in sent if entry.peer == OLD and entry.round >= moved]


class TestTheVector:
    def test_a_cache_of_five_ticks_is_wrong_for_five(self) -> None:
        """The server registers in the tick of its move, 9; the client asked a tick before."""
        model = country(ttl=5, moves=9, register=1)
        run = play(model, {})
        assert astray(run, 9) == [10, 11, 12, 13, 14]
        assert judged(model, run.now, "staleness").holds
        assert judged(model, run.now, "found").holds
        why = "the directory knew better in tick 9; the last letter astray was in 14"
        assert judged(model, run.now, "staleness").why == why

    @pytest.mark.parametrize("ttl", [1, 2, 3, 5, 8])
    def test_never_longer_than_ttl_and_sometimes_as_long(self, ttl: int) -> None:
        """Whenever it moves: at most ttl letters, and the worst moment reaches it."""
        counts = []
        for moves in range(1, 25):
            model = country(ttl=ttl, moves=moves, periods=40)
            run = play(model, {})
            ticks = astray(run, moves)
            assert all(moves <= tick <= moves + ttl for tick in ticks)
            assert judged(model, run.now, "staleness").holds
            assert model.machine.report(model, run.now)["astray"] == len(ticks)
            counts.append(len(ticks))
        assert max(counts) == ttl

    def test_who_registers_later_is_missed_longer(self) -> None:
        worst = {
            register: max(
                report(country(ttl=5, moves=m, register=register, periods=40))["astray"] for m in range(1, 25)
            )
            for register in (1, 2, 3)
        }
        assert worst == {1: 5, 2: 5, 3: 6}

    def test_shorter_caches_ask_more(self) -> None:
        """Transparency has a price: lookups in 24 ticks without a move, and letters that got written."""
        rows = {ttl: report(country(ttl=ttl, moves=0)) for ttl in (1, 2, 4, 6, 10)}
        assert {ttl: (row["lookups"], row["errands"]) for ttl, row in rows.items()} == {
            1: (8, 8),
            2: (6, 12),
            4: (4, 16),
            6: (3, 18),
            10: (2, 20),
        }
        assert {row["astray"] for row in rows.values()} == {0}

    def test_no_more_than_two_ticks_at_least_cost(self) -> None:
        """The longest cache whose worst stray run is two is the cheapest: ttl 2."""
        worst = {
            ttl: max(report(country(ttl=ttl, moves=m, periods=40))["astray"] for m in range(1, 25))
            for ttl in range(1, 6)
        }
        assert max(ttl for ttl, count in worst.items() if count <= 2) == 2


class TestLosses:
    def test_a_lost_registration_is_repeated(self) -> None:
        """Letters of the server: it moves in tick 9 and says so again three ticks later."""
        model = country(captures=1, ttl=2, moves=9)
        fair = play(model, {})
        (first, *_) = [e for e in entries(fair, "sent") if e.process == NEW]
        run = play(model, {"network": Script.of(capture=[first.serial])})
        assert run.now.states[DIRECTORY].learned == 12
        assert judged(model, run.now, "staleness").holds
        assert judged(model, run.now, "found").holds

    def test_an_entry_that_is_not_repeated_runs_out(self) -> None:
        """The server dies with its camp: six ticks after its last word the directory sends nobody there."""
        model = country(crashes=1, moves=0, ttl=3)
        run = play(model, {"scheduler": Script.of(crash=[Crashes(OLD, 8)])})
        assert run.now.crashed == (OLD,)
        registered = run.now.states[DIRECTORY].at
        assert registered == 7
        last = max(entry.round for entry in entries(run, "sent") if entry.peer == OLD)
        assert last <= registered + 6 + 3
        assert not judged(model, run.now, "found").holds

    def test_no_loss_makes_letters_stale_for_longer(self) -> None:
        """Every way of losing two letters in twelve ticks: what counts is when the old entry ran out."""
        model = country(captures=2, ttl=2, moves=4, periods=12, renew=4, registration=4)
        found = explore(Run(model), lambda now: not judged(model, now, "staleness").holds)
        assert found.verdict == "unreachable"
        lost = explore(Run(model), lambda now: not judged(model, now, "found").holds)
        assert lost.cost == 2, "two lost registrations, and the new camp is unknown"

    def test_nor_does_any_other(self) -> None:
        model = country(captures=None, ttl=4, moves=7, clients=3, periods=30)
        for seed in range(60):
            run = play(model, {"network": Seeded(seed)})
            assert judged(model, run.now, "staleness").holds

    def test_an_entry_counts_for_so_many_ticks_and_no_longer(self) -> None:
        service = machine("naming", registration=6)
        asks = (Message(0, R1, DIRECTORY, Letter("ask"), 0),)
        answers = []
        for tick in (12, 13):
            (send,) = service.step(DIRECTORY, Directory(OLD, 7), RoundEnd(tick, asks))[1]
            assert isinstance(send, Send)
            answers.append(send.payload)
        assert answers == [Letter("answer", OLD, 13), Letter("answer", NOWHERE, 14)]

    def test_a_question_without_an_answer_is_asked_again_after_two_ticks(self) -> None:
        model = country(captures=1, moves=0)
        run = play(model, {"network": Script.of(capture=[2])})
        asked = [
            entry.round for entry in entries(run, "sent") if model.machine.words(entry.payload)[:5] == "where"
        ]
        assert asked[:2] == [1, 3]

    def test_without_a_directory_caches_live_for_ttl(self) -> None:
        model = country(crashes=1, moves=0, ttl=5)
        run = play(model, {"scheduler": Script.of(crash=[Crashes(DIRECTORY, 4)])})
        assert [e.round for e in entries(run, "sent") if e.peer == OLD] == [3, 4, 5, 6, 7]


class TestWhatIsShown:
    def test_facts_of_everybody(self) -> None:
        model = country(clients=2)
        shown = [model.machine.facts(p, state) for p, state in enumerate(play(model, {}).now.states)]
        assert shown[DIRECTORY] == (("server at", "New camp"), ("good until", "30"))
        assert shown[OLD] == (("served", "10"), ("astray", "5"))
        assert shown[R1] == (("server at", "New camp"), ("good until", "28"), ("lookups", "4"))
        assert all(len(value) <= 14 for rows in shown for _, value in rows)

    def test_words_and_moments(self) -> None:
        model = country()
        said = {model.machine.words(entry.payload) for entry in entries(play(model, {}), "sent")}
        assert said == {
            "I am in the old camp",
            "I am in the new camp",
            "where is the server?",
            "old camp",
            "new camp",
            "an errand",
        }
        assert (model.machine.moment(8), model.machine.moment(9)) == ("", "the server moves")

    def test_entries_that_run_out_between_two_words_are_refused(self) -> None:
        with pytest.raises(Unfit, match="would run out"):
            machine("naming", renew=4, registration=3)

    def test_what_is_promised_exists(self) -> None:
        assert set(PROTOCOLS["naming"].promises) == {p.name for p in machine("naming").properties()}
