"""A lease, a sleeper and two writes: what fencing refuses, and what no lock can prevent."""

from typing import Any

import pytest

from engine.agents import Seeded
from engine.asynchronous import Asynchronous
from engine.model import Faults
from engine.play import play
from engine.properties import Verdict, named
from engine.protocols import PROTOCOLS, machine
from engine.run import Run
from engine.script import Script, Step
from tests.engine.worlds import entries, merged_ends

C1, C2, LOCK, STORE = range(4)


def service(fencing: bool = False, lease: bool = True, clients: int = 2, **faults: Any) -> Asynchronous:
    lock = machine("lock-service", clients=clients, fencing=fencing, lease=lease)
    return Asynchronous(lock, (None,) * lock.processes, Faults(**faults))


def judged(model: Asynchronous, now: Any, name: str) -> Verdict:
    return named(model, name).judge(model, now)


def told(model: Asynchronous, *steps: tuple[Any, int]) -> Run[Any]:
    return play(model, {"scheduler": Script.of(steps=[Step(what, number) for what, number in steps])})


SLEEPER = (
    ("deliver", 1),  # C1 asks: loan 33, letter 3
    ("deliver", 2),  # C2 asks, and waits
    ("deliver", 3),  # C1 holds 33, and sleeps
    ("timeout", LOCK),  # the lease runs out: loan 34 for C2, letter 4
    ("deliver", 4),  # C2 holds 34: two holders
    ("timeout", C2),  # C2 writes: letter 5
    ("deliver", 5),
    ("timeout", C1),  # C1 wakes and writes under 33
)


class TestTheSleeper:
    def test_without_fencing_33_overwrites_34(self) -> None:
        model = service()
        run = told(model, *SLEEPER)
        assert run.now.states[STORE].writes == (34, 33)
        assert judged(model, run.now, "no-overwrite").why == "loan 33 wrote over what loan 34 had written"
        assert model.machine.report(model, run.now) == {"writes": [34, 33], "refused": []}

    def test_with_fencing_33_is_refused(self) -> None:
        model = service(fencing=True)
        run = told(model, *SLEEPER)
        assert run.now.states[STORE].writes == (34,)
        assert run.now.states[STORE].refused == (33,)
        assert judged(model, run.now, "no-overwrite").why == "the store refused the late write of loan 33"
        assert run.now.states[C1].stage == "refused"

    @pytest.mark.parametrize("fencing", [False, True])
    def test_fencing_does_not_keep_two_from_holding_it(self, fencing: bool) -> None:
        model = service(fencing)
        run = told(model, *SLEEPER)
        verdict = judged(model, run.now, "mutual-exclusion")
        assert verdict.why == "C1 and C2 thought at once that they held the lock"

    def test_nobody_sleeps_under_a_fair_scheduler(self) -> None:
        model = service()
        run = play(model, {})
        assert run.now.states[STORE].writes == (33, 34)
        assert all(judged(model, run.now, name).holds for name in model.machine.reported())


class TestEverySchedule:
    def test_with_fencing_no_schedule_overwrites(self) -> None:
        model = service(fencing=True)
        finals, met = merged_ends(model)
        assert all(judged(model, now, "no-overwrite").holds for now in finals)
        assert all(judged(model, now, "progress").holds for now in finals)
        assert met == 319

    def test_without_fencing_one_does(self) -> None:
        model = service()
        finals, _ = merged_ends(model)
        assert {now.states[STORE].writes for now in finals} == {(33, 34), (34, 33)}

    def test_no_way_is_shorter_than_the_sleepers(self) -> None:
        """Nine picks until 33 lies over 34: two letters each to ask, to grant and to write, three timers."""
        model = service()
        front, picks = {model.essence(model.initial()): model.initial()}, 0
        while not any(judged(model, now, "no-overwrite").holds is False for now in front.values()):
            after = [
                model.apply(now, option)
                for now in front.values()
                if (choice := model.choice(now)) is not None
                for option in range(len(choice.options))
            ]
            front, picks = {model.essence(now): now for now in after}, picks + 1
        assert picks == len(SLEEPER) + 1

    def test_a_slow_letter_does_what_a_sleeper_does(self) -> None:
        """C1 wrote in time; the letter was on the road for longer than the lease."""
        model = service()
        steps = (
            *SLEEPER[:3],
            ("timeout", C1),
            ("timeout", LOCK),
            ("deliver", 5),
            ("timeout", C2),
            ("deliver", 6),
        )
        run = told(model, *steps)
        assert run.now.states[STORE].writes == (34, 33)

    def test_fencing_holds_through_losses_and_crashes(self) -> None:
        for captures, crashes in ((1, 0), (0, 1)):
            model = service(fencing=True, captures=captures, crashes=crashes)
            assert all(judged(model, now, "no-overwrite").holds for now in merged_ends(model)[0])
        model = service(fencing=True, captures=2, crashes=2, restarts=2)
        for seed in range(100):
            run = play(model, dict.fromkeys(("scheduler", "network"), Seeded(seed)))
            assert judged(model, run.now, "no-overwrite").holds

    def test_without_a_lease_nobody_is_ever_robbed_of_it(self) -> None:
        model = service(lease=False)
        finals, _ = merged_ends(model)
        for name in ("no-overwrite", "mutual-exclusion", "progress"):
            assert all(judged(model, now, name).holds for now in finals)


class TestWhatTheLeaseIsFor:
    CRASH = (*SLEEPER[:3], ("crash", C1))

    def test_a_holder_that_crashes_blocks_a_lock_without_lease(self) -> None:
        model = service(lease=False, crashes=1)
        run = told(model, *self.CRASH)
        assert judged(model, run.now, "progress").why == "C2 waits for the lock"

    def test_a_lease_gives_it_on(self) -> None:
        model = service(crashes=1)
        run = told(model, *self.CRASH)
        assert judged(model, run.now, "progress").holds
        assert run.now.states[STORE].writes == (34,)

    def test_the_lock_service_counts_on_where_it_was(self) -> None:
        model = service(fencing=True, crashes=1, restarts=1)
        run = told(model, *SLEEPER[:3], ("crash", LOCK), ("restart", LOCK))
        assert run.now.states[STORE].writes == (33, 34)
        assert judged(model, run.now, "progress").why == "everybody who is up got the lock"

    def test_a_client_that_comes_back_is_lent_it_again(self) -> None:
        model = service(fencing=True, crashes=1, restarts=1)
        run = told(model, ("deliver", 1), ("crash", C1), ("restart", C1))
        assert run.now.states[STORE].writes == (33, 34)
        assert judged(model, run.now, "mutual-exclusion").holds

    def test_a_lost_grant_is_made_up_for(self) -> None:
        model = service(captures=1)
        run = play(model, {"network": Script.of(capture=[3])})
        assert run.now.states[STORE].writes == (34,)
        assert judged(model, run.now, "progress").why == "C1 waits for the lock"


class TestWhatIsShown:
    def test_facts(self) -> None:
        model = service(fencing=True)
        shown = [model.machine.facts(p, state) for p, state in enumerate(told(model, *SLEEPER).now.states)]
        assert shown == [
            (("lock", "refused"), ("loan", "33")),
            (("lock", "written"), ("loan", "34")),
            (("lent to", "nobody"), ("last loan", "34"), ("queue", "nobody")),
            (("last write", "loan 34"), ("newest", "34")),
        ]

    def test_three_clients_in_the_order_of_their_asking(self) -> None:
        model = service(clients=3)
        assert model.machine.names == ("C1", "C2", "C3", "Lock", "Store")
        asked = play(model, {"scheduler": Script.of(steps=[Step("deliver", n) for n in (3, 1, 2)])})
        assert asked.now.states[4].writes == (33, 34, 35)
        assert [asked.now.states[p].token for p in range(3)] == [34, 35, 33]
        waiting = asked.configurations[3]
        lent = (("lent to", "C3"), ("last loan", "33"), ("queue", "C1 C2"))
        assert model.machine.facts(3, waiting.states[3]) == lent

    def test_words(self) -> None:
        run = play(service(), {})
        said = [run.model.machine.words(entry.payload) for entry in entries(run, "sent")]  # type: ignore[attr-defined]
        assert said[:3] == ["asks for the lock", "asks for the lock", "the lock, loan 33"]

    def test_what_is_promised_exists(self) -> None:
        assert set(PROTOCOLS["lock-service"].promises) == {p.name for p in machine("lock-service").properties()}
