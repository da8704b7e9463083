"""A debit of ten by remote call: what each style makes of losses, of haste, and of a crash in the middle."""

from typing import Any

import pytest

from engine.asynchronous import Asynchronous
from engine.model import Faults
from engine.oracle.explore import explore
from engine.play import play
from engine.properties import named
from engine.protocols import PROTOCOLS, machine
from engine.run import Run, indistinguishable
from engine.script import Script, Step
from tests.engine.worlds import entries, merged_ends

STYLES = ("at-least-once", "at-most-once", "no-retry")


def calls(
    style: str, tries: int = 3, requests: int = 1, table: str = "volatile", **faults: Any
) -> Asynchronous:
    caller = machine("remote-call", style=style, tries=tries, requests=requests, table=table)
    return Asynchronous(caller, (None, None), Faults(**faults))


def balance(now: Any) -> int:
    return -10 * int(sum(now.states[1].debits))


def holds(model: Asynchronous, now: Any, name: str) -> bool:
    return named(model, name).judge(model, now).holds


def least(model: Asynchronous, gold: int, owners: tuple[str, ...] = ("network",)) -> int | None:
    """The fewest captures after which the account stands so; the scheduler is fair."""
    return explore(Run(model), lambda now: balance(now) == gold, owners=owners).cost


def told(model: Asynchronous, *steps: tuple[str, int], capture: tuple[int, ...] = ()) -> Run[Any]:
    script = Script.of(steps=[Step(what, number) for what, number in steps], capture=capture)  # type: ignore[arg-type]
    return play(model, {"scheduler": script, "network": script})


def balances(model: Asynchronous) -> set[int]:
    return {balance(now) for now in merged_ends(model)[0]}


class TestNothingGoesWrong:
    @pytest.mark.parametrize("style", STYLES)
    @pytest.mark.parametrize("requests", [1, 2])
    def test_every_style_draws_ten_for_each_request(self, style: str, requests: int) -> None:
        model = calls(style, requests=requests)
        run = play(model, {})
        assert balance(run.now) == -10 * requests
        assert all(holds(model, run.now, name) for name in model.machine.reported())
        assert run.now.sent == 2 * requests


class TestLosses:
    def test_a_lost_receipt_makes_naive_at_least_once_draw_twenty(self) -> None:
        assert least(calls("at-least-once", captures=None), -20) == 1
        run = play(calls("at-least-once", captures=1), {"network": Script.of(capture=[2])})
        assert balance(run.now) == -20
        prop = named(run.model, "at-most-once")  # type: ignore[arg-type]
        why = prop.judge(run.model, run.now).why  # type: ignore[arg-type]
        assert why == "the request was carried out 2 times: -20 instead of -10"
        kept = {name for name in run.model.machine.reported() if holds(run.model, run.now, name)}  # type: ignore[attr-defined, arg-type]
        assert kept == {"at-least-once", "receipt"}

    def test_two_lost_receipts_draw_thirty(self) -> None:
        assert least(calls("at-least-once", captures=None), -30) == 2

    def test_a_lost_call_makes_no_retry_draw_nothing(self) -> None:
        model = calls("no-retry", captures=None)
        assert least(model, 0) == 1
        assert balances(model) == {0, -10}

    def test_without_retry_a_lost_call_and_a_lost_receipt_look_alike(self) -> None:
        model = calls("no-retry", captures=1)
        call = play(model, {"network": Script.of(capture=[1])})
        receipt = play(model, {"network": Script.of(capture=[2])})
        assert (balance(call.now), balance(receipt.now)) == (0, -10)
        assert indistinguishable(0, call, receipt)
        assert not holds(model, call.now, "receipt")

    def test_a_table_draws_exactly_ten_under_any_two_losses(self) -> None:
        """Three tries, every schedule, every two losses; letters may overtake each other."""
        model = calls("at-most-once", captures=2)
        finals, met = merged_ends(model)
        assert {balance(now) for now in finals} == {-10}
        assert met == 143

    @pytest.mark.parametrize("tries", [1, 2, 3])
    def test_as_many_losses_as_tries_are_one_too_many(self, tries: int) -> None:
        assert least(calls("at-most-once", tries, captures=tries - 1), 0) is None
        assert least(calls("at-most-once", tries, captures=tries), 0) == tries

    def test_two_requests_each_once(self) -> None:
        model = calls("at-most-once", 2, 2, captures=1)
        assert balances(model) == {-20}

    def test_haste_alone_draws_thirty_without_a_table(self) -> None:
        """No loss at all: the client loses patience before the letter comes."""
        assert balances(calls("at-least-once")) == {-10, -20, -30}
        assert balances(calls("at-most-once")) == {-10}
        assert balances(calls("no-retry")) == {-10}


IN_BETWEEN = (("deliver", 1), ("crash", 1), ("restart", 1))
BEFORE = (("crash", 1), ("restart", 1))


class TestTheCrash:
    @pytest.mark.parametrize(
        ("style", "table", "drawn"),
        [
            ("at-least-once", "volatile", -20),
            ("at-most-once", "volatile", -20),
            ("at-most-once", "act-first", -20),
            ("at-most-once", "note-first", 0),
            ("at-most-once", "atomic", -10),
            ("no-retry", "volatile", -10),
        ],
    )
    def test_between_deed_and_receipt(self, style: str, table: str, drawn: int) -> None:
        """Twice, or not at all; what holds needs deed and note to be one step, which a cannon is not."""
        model = calls(style, table=table, crashes=1, restarts=1)
        run = told(model, *IN_BETWEEN)
        assert balance(run.now) == drawn
        assert not entries(run, "captured")

    def test_a_note_without_a_deed_is_answered_with_a_receipt(self) -> None:
        model = calls("at-most-once", table="note-first", crashes=1, restarts=1)
        run = told(model, *IN_BETWEEN)
        assert holds(model, run.now, "receipt")
        assert not holds(model, run.now, "at-least-once")

    def test_no_style_survives_it(self) -> None:
        """Who calls again draws twice; who does not cannot tell it from a crash before the deed."""
        for style in ("at-least-once", "at-most-once"):
            model = calls(style, crashes=1, restarts=1)
            assert not holds(model, told(model, *IN_BETWEEN).now, "exactly-once")
        model = calls("no-retry", crashes=1, restarts=1)
        after, before = told(model, *IN_BETWEEN), told(model, *BEFORE)
        assert (balance(after.now), balance(before.now)) == (-10, 0)
        assert indistinguishable(0, after, before)

    def test_at_most_once_is_not_without_a_durable_table(self) -> None:
        model = calls("at-most-once", crashes=1, restarts=1)
        found = explore(Run(model), lambda now: balance(now) == -20)
        assert found.witness is not None
        assert [entry.kind for entry in found.witness.journal].count("restarted") == 1

    def test_an_atomic_table_never_draws_twice(self) -> None:
        """Every schedule of one crash and one loss; it may draw nothing, if the tries end while it is down."""
        model = calls("at-most-once", 2, table="atomic", captures=1, crashes=1, restarts=1)
        finals, _ = merged_ends(model)
        assert {balance(now) for now in finals} == {0, -10}
        assert all(holds(model, now, "at-most-once") for now in finals)
        told_so = [now for now in finals if holds(model, now, "receipt") and 0 not in now.crashed]
        assert {balance(now) for now in told_so} == {-10}, "a receipt can be believed"

    def test_a_crash_of_the_server_for_good_leaves_the_client_in_doubt(self) -> None:
        model = calls("at-most-once", table="atomic", crashes=1)
        run = told(model, ("deliver", 1), ("crash", 1))
        assert balance(run.now) == -10
        assert not holds(model, run.now, "receipt")

    def test_a_client_that_comes_back_calls_again(self) -> None:
        model = calls("at-most-once", crashes=1, restarts=1)
        run = told(model, ("crash", 0), ("deliver", 1), ("timeout", 1), ("restart", 0))
        assert balance(run.now) == -10
        assert holds(model, run.now, "receipt")


class TestWhatIsShown:
    def test_facts(self) -> None:
        model = calls("at-most-once", captures=1)
        start = model.initial()
        assert model.machine.facts(0, start.states[0]) == (("receipts", "0, wants 1"), ("calls", "try 1 of 3"))
        run = play(model, {"network": Script.of(capture=[2])})
        assert model.machine.facts(0, run.now.states[0]) == (("receipts", "all"), ("calls", "no more"))
        assert model.machine.facts(1, run.now.states[1]) == (("account", "-10"), ("table", "1"))
        assert model.machine.report(model, run.now) == {"balance": -10, "receipts": 1}

    def test_words_and_labels(self) -> None:
        model = calls("at-most-once", requests=2)
        said = [model.machine.words(entry.payload) for entry in entries(play(model, {}), "sent")]
        assert said == ["draw 10, request 1", "receipt 1", "draw 10, request 2", "receipt 2"]
        one = Run(model, (0,)).pending
        assert one is not None
        assert [option.label for option in one.options] == ["timeout 0", "timeout 1"]

    def test_what_is_promised_exists(self) -> None:
        promised = set(PROTOCOLS["remote-call"].promises)
        assert promised == {p.name for p in machine("remote-call", style="no-retry").properties()}
