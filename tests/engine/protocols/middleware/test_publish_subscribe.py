"""Publishers, a broker, subscribers: what each order excludes and each quality is worth, on every schedule."""

from typing import Any

import pytest

from engine.agents import Seeded
from engine.asynchronous import Asynchronous
from engine.machine import Command, Event, Machine, Receive, Send, Start, Timeout, Timing
from engine.model import Faults
from engine.oracle.explore import explore
from engine.parameters import Unfit
from engine.play import play
from engine.properties import Verdict, named
from engine.protocols import PROTOCOLS, machine
from engine.protocols.middleware.hops import Again, Hop, Letter, Post
from engine.run import Run
from engine.script import Script, Step
from tests.engine.worlds import entries, merged_ends

ORDERINGS = ("none", "fifo", "causal", "total")
ANOMALIES = ("fifo-order", "causal-order", "total-order")


def market(faults: Faults | None = None, **parameters: Any) -> Asynchronous:
    service = machine("publish-subscribe", **parameters)
    return Asynchronous(service, (None,) * service.processes, faults)


def judged(model: Asynchronous, now: Any, name: str) -> Verdict:
    return named(model, name).judge(model, now)


def _read(now: Any, process: int) -> tuple[tuple[int, int], ...]:
    read: tuple[tuple[int, int], ...] = now.states[process].read
    return read


def broken(model: Asynchronous) -> set[str]:
    """What some schedule breaks."""
    finals, _ = merged_ends(model)
    names = model.machine.reported()
    return {name for name in names if not all(judged(model, now, name).holds for now in finals)}


class TestOrder:
    """Three small markets, one for each anomaly; every schedule of each, under each order."""

    @pytest.mark.parametrize(
        ("ordering", "excluded"),
        [
            ("none", set()),
            ("fifo", {"fifo-order"}),
            ("causal", {"fifo-order", "causal-order"}),
            ("total", {"causal-order", "total-order"}),
        ],
    )
    def test_which_anomalies_an_order_excludes(self, ordering: str, excluded: set[str]) -> None:
        """Total order alone is not the publisher's: his letters may reach the broker the wrong way round."""
        two_letters = market(letters=2, ordering=ordering)
        question = market(publishers=2, answers=True, ordering=ordering)
        two_readers = market(publishers=2, subscribers=2, ordering=ordering)
        found = broken(two_letters) | broken(question) | broken(two_readers)
        assert found == set(ANOMALIES) - excluded

    def test_total_order_on_orderly_roads_excludes_all_three(self) -> None:
        orderly = Faults(fifo=True)
        assert broken(market(orderly, letters=2, ordering="total")) == set()
        assert broken(market(orderly, publishers=2, answers=True, ordering="total")) == set()
        assert broken(market(orderly, publishers=2, subscribers=2, ordering="total")) == set()

    def test_orderly_roads_and_one_broker_order_everything_anyhow(self) -> None:
        """What overtakes is the road, not the broker."""
        assert broken(market(Faults(fifo=True), publishers=2, subscribers=2)) == set()
        assert broken(market(Faults(fifo=True), publishers=2, answers=True)) == set()

    @pytest.mark.parametrize(
        ("parameters", "states"),
        [
            ({"publishers": 2, "answers": True, "ordering": "causal"}, 10),
            ({"letters": 2, "ordering": "fifo"}, 17),
            ({"publishers": 2, "subscribers": 2, "ordering": "causal"}, 70),
            ({"publishers": 2, "subscribers": 2, "ordering": "total"}, 52),
        ],
    )
    def test_how_many_instants_were_met(self, parameters: dict[str, Any], states: int) -> None:
        assert merged_ends(market(**parameters))[1] == states

    def test_fifo_alone_lets_the_answer_come_first(self) -> None:
        """S1 is told the answer while the question to him is still on the road."""
        model = market(publishers=2, answers=True, ordering="fifo")
        steps = [
            Step("timeout", 1),  # P1 asks: letter 1 to the broker
            Step("deliver", 1),  # it goes to P2 as letter 2 and to S1 as letter 3
            Step("deliver", 2),  # P2 answers: letter 4
            Step("deliver", 4),  # the answer goes to S1 as letter 5
            Step("deliver", 5),
        ]
        run = play(model, {"scheduler": Script.of(steps=steps)})
        assert judged(model, run.now, "causal-order").why == "S1 reads the answer before its question"
        assert model.machine.report(model, run.now)["read"] == {
            "P2": ["question"],
            "S1": ["answer", "question"],
        }
        held = play(
            market(publishers=2, answers=True, ordering="causal"), {"scheduler": Script.of(steps=steps)}
        )
        assert held.now.states[3].read == ((1, 1), (2, 1))
        waiting = held.configurations[len(steps)]
        assert held.model.machine.facts(3, waiting.states[3])[1] == ("held back", "answer")  # type: ignore[attr-defined]

    def test_the_third_is_held_until_the_second_comes(self) -> None:
        """1, 3, 2: S1 holds 3. If 2 is lost it stays held; who asks again, at quality 1, gets it."""
        cries = [step for number in (1, 3, 5) for step in (Step("timeout", 1), Step("deliver", number))]
        odd = [Step("deliver", 2), Step("deliver", 6), Step("deliver", 4)]
        model = market(letters=3, ordering="total")
        run = play(model, {"scheduler": Script.of(steps=[*cries, *odd])})
        held = run.configurations[len(cries) + 2]
        assert model.machine.facts(2, held.states[2])[:2] == (("read", "P1.1"), ("held back", "P1.3"))
        assert run.now.states[2].read == ((1, 1), (1, 2), (1, 3))
        lossy = market(Faults(captures=1), letters=3, ordering="total")
        lost = play(lossy, {"scheduler": Script.of(steps=cries), "network": Script.of(capture=[4])})
        assert judged(lossy, lost.now, "at-least-once").why == "S1 does not read P1.2: he never got it"
        assert lost.now.states[2].held[0].rank == 3
        again = market(Faults(captures=1), letters=3, ordering="total", quality=1)
        found = explore(
            Run(again), lambda now: set(_read(now, 2)) != {(1, 1), (1, 2), (1, 3)}, owners={"network"}
        )
        assert found.verdict == "unreachable"

    def test_what_each_order_costs_in_numbers_on_a_letter(self) -> None:
        prices = {}
        for ordering in ORDERINGS:
            model = market(publishers=3, subscribers=2, ordering=ordering)
            run = play(model, {})
            prices[ordering] = model.machine.report(model, run.now)["numbers_per_letter"], run.now.sent
        assert prices == {"none": (0, 9), "fifo": (1, 9), "causal": (3, 9), "total": (1, 9)}

    def test_larger_markets_by_seeds(self) -> None:
        for ordering, kept in (("fifo", "fifo-order"), ("causal", "causal-order"), ("total", "total-order")):
            model = market(publishers=3, subscribers=3, letters=2, answers=True, ordering=ordering)
            for seed in range(15):
                run = play(model, {"scheduler": Seeded(seed)})
                assert judged(model, run.now, kept).holds
                assert judged(model, run.now, "at-least-once").holds, "held back is not lost"
                assert judged(model, run.now, "at-most-once").holds


class OneHop(Machine):
    """S sends R one letter by the rules of a hop, and R keeps what is news to him."""

    id = "one-hop"
    timing = Timing.ASYNC

    def __init__(self, quality: int, tries: int) -> None:
        self.processes = 2
        self.rounds = 0
        self.names = ("S", "R")
        self.hop = Hop(quality, tries)

    def begin(self, process: int) -> Any:
        return Post(), 0

    def step(self, process: int, state: Any, event: Event) -> tuple[Any, tuple[Command, ...]]:
        post, read = state
        commands: tuple[Command, ...] = ()
        if isinstance(event, Start) and process == 0:
            post, commands = self.hop.send(post, 1, Letter("news", 0, 1))
        elif isinstance(event, Timeout) and isinstance(event.key, Again):
            post, commands = self.hop.ring(post, event.key)
        elif isinstance(event, Receive):
            post, commands, fresh = self.hop.take(post, event.message.sender, event.message.payload)
            read += fresh
        return (post, read), commands


class TestQuality:
    @pytest.mark.parametrize(
        ("quality", "tries", "losses", "fifo", "read"),
        [
            (0, 2, 0, True, {1}),
            (0, 2, 1, True, {0, 1}),
            (1, 2, 0, True, {1, 2}),
            (1, 3, 0, True, {1, 2, 3}),
            (1, 2, 1, True, {1, 2}),
            (1, 2, 2, True, {0, 1, 2}),
            (2, 2, 0, True, {1}),
            (2, 2, 1, True, {1}),
            (2, 3, 2, True, {1}),
            (2, 2, 2, True, {0, 1}),
            (2, 2, 0, False, {1, 2}),
            (2, 3, 0, False, {1, 2, 3}),
        ],
    )
    def test_how_often_one_letter_is_read(
        self, quality: int, tries: int, losses: int, fifo: bool, read: set[int]
    ) -> None:
        """Every schedule and every loss of one hop. Quality 2 is exactly once while fewer letters are lost
        than there are tries, and only where letters keep their order: a late copy that comes when the
        handshake is over is news again (MQTT runs over TCP, which keeps it)."""
        model = Asynchronous(OneHop(quality, tries), (None, None), Faults(captures=losses, fifo=fifo))
        assert {now.states[1][1] for now in merged_ends(model)[0]} == read

    def test_state_counts_of_the_handshake(self) -> None:
        met = [
            merged_ends(Asynchronous(OneHop(2, 2), (None, None), Faults(captures=losses, fifo=True)))[1]
            for losses in (0, 1, 2)
        ]
        assert met == [51, 152, 204]

    def test_an_answer_moves_on_only_the_letter_that_it_answers(self) -> None:
        hop, post = Hop(2, 2), Post()
        for peer, number in ((1, 1), (2, 1), (1, 2)):
            post, _ = hop.send(post, peer, Letter("news", 0, number))
        after, commands, fresh = hop.take(post, 1, Letter("received", 0, 1))
        stages = {(each.peer, each.letter.number): each.letter.what for each in after.out}
        assert stages == {(1, 1): "release", (1, 2): "news", (2, 1): "news"}
        assert commands[0] == Send(1, Letter("release", 0, 1))
        assert not fresh
        stranger, commands, _ = hop.take(after, 3, Letter("received", 0, 1))
        assert (stranger, commands) == (after, (Send(3, Letter("release", 0, 1)),))

    def test_four_letters_a_hop(self) -> None:
        assert [play(market(quality=quality), {}).now.sent for quality in (0, 1, 2)] == [2, 4, 8]

    def test_one_lost_letter_is_lost_for_good_at_quality_0(self) -> None:
        model = market(Faults(captures=None))
        found = explore(
            Run(model), lambda now: not judged(model, now, "at-least-once").holds, owners={"network"}
        )
        assert found.cost == 1

    def test_one_lost_receipt_is_a_letter_twice_at_quality_1(self) -> None:
        model = market(Faults(captures=None), quality=1)
        found = explore(
            Run(model), lambda now: not judged(model, now, "at-most-once").holds, owners={"network"}
        )
        assert found.cost == 1
        assert found.witness is not None
        assert model.machine.words(entries(found.witness, "captured")[0].payload) == "receipt: P1.1"
        assert judged(model, found.witness.now, "at-most-once").why == "S1 reads P1.1 2 times"

    def test_quality_2_through_the_broker_on_every_schedule(self) -> None:
        model = market(Faults(fifo=True), quality=2)
        finals, met = merged_ends(model)
        assert all(judged(model, now, name).holds for now in finals for name in model.machine.reported())
        assert met == 2452

    def test_quality_2_through_the_broker_with_a_loss(self) -> None:
        model = market(Faults(captures=1, fifo=True), quality=2, letters=2, subscribers=2)
        for seed in range(25):
            run = play(model, dict.fromkeys(("scheduler", "network"), Seeded(seed)))
            assert judged(model, run.now, "at-most-once").holds
            assert judged(model, run.now, "at-least-once").holds

    def test_a_count_on_the_letter_hides_repetitions_too(self) -> None:
        """Quality 1 and a number in fifo order: exactly once under any one loss, on any road."""
        assert broken(market(Faults(captures=1), quality=1, ordering="fifo")) == set()


class TestLatecomers:
    def test_a_latecomer_misses_what_was_cried_before(self) -> None:
        model = market(late=1)
        assert broken(model) == {"up-to-date"}
        run = play(model, {})
        assert judged(model, run.now, "up-to-date").why == "S1 does not know P1.1"

    def test_unless_the_broker_retains_it(self) -> None:
        assert broken(market(late=1, retained=True)) == set()

    def test_only_the_last_news_is_retained(self) -> None:
        model = market(late=1, letters=2, retained=True, ordering="total")
        cried = [Step("timeout", 1), Step("deliver", 1), Step("timeout", 1), Step("deliver", 2)]
        run = play(model, {"scheduler": Script.of(steps=cried)})
        assert run.now.states[2].read == ((1, 2),)
        early = play(model, {"scheduler": Script.of(steps=[Step("timeout", 2), Step("deliver", 1)])})
        assert early.now.states[2].read == ((1, 1), (1, 2))

    def test_topics_are_kept_apart(self) -> None:
        model = market(publishers=2, subscribers=2, topics=2, late=1, retained=True)
        run = play(model, {})
        assert model.machine.report(model, run.now)["read"] == {"S1": ["P1.1"], "S2": ["P2.1"]}
        assert broken(model) == set()

    def test_subscribers_take_turns_with_the_topics(self) -> None:
        model = market(publishers=1, subscribers=2, topics=2, late=1)
        assert model.machine.processes == len(model.machine.names) == 4
        run = play(model, {})
        assert model.machine.report(model, run.now)["read"] == {"S1": ["P1.1"], "S2": []}
        said = [model.machine.words(entry.payload) for entry in entries(run, "sent")]
        assert sorted(said) == ["P1.1", "P1.1", "subscribes to topic 2"]

    def test_what_cannot_be_asked_is_not_stated(self) -> None:
        model = market()
        assert not judged(model, model.initial(), "causal-order").stated
        assert not judged(model, model.initial(), "total-order").stated

    def test_the_broker_is_a_single_point_of_failure(self) -> None:
        model = market(Faults(crashes=1), ordering="total")
        run = play(model, {"scheduler": Script.of(steps=[Step("crash", 0)])})
        assert judged(model, run.now, "at-least-once").why == "S1 does not read P1.1: he never got it"


class TestWhatIsShown:
    def test_facts(self) -> None:
        model = market(publishers=2, answers=True)
        rows = [model.machine.facts(p, state) for p, state in enumerate(play(model, {}).now.states)]
        assert rows[0] == (("readers", "P2 S1"), ("last", "answer"), ("unconfirmed", "none"))
        assert rows[2] == (
            ("read", "question"),
            ("held back", "-"),
            ("cried", "1 of 1"),
            ("unconfirmed", "none"),
        )
        assert all(len(value) <= 14 for row in rows for _, value in row)

    def test_words(self) -> None:
        model = market(late=1, quality=2, retained=True)
        said = {model.machine.words(entry.payload) for entry in entries(play(model, {}), "sent")}
        assert said == {"P1.1", "received: P1.1", "release: P1.1", "complete: P1.1", "subscribes"}

    @pytest.mark.parametrize(
        ("parameters", "key"),
        [
            ({"answers": True}, "publishers"),
            ({"late": 2}, "late"),
            ({"late": 1, "ordering": "causal"}, "late"),
            ({"topics": 2, "ordering": "causal"}, "topics"),
        ],
    )
    def test_what_does_not_fit_is_refused(self, parameters: dict[str, Any], key: str) -> None:
        with pytest.raises(Unfit) as refused:
            machine("publish-subscribe", **parameters)
        assert refused.value.place == (key,)

    def test_what_is_promised_exists(self) -> None:
        promised = {p.name for p in machine("publish-subscribe").properties()}
        assert set(PROTOCOLS["publish-subscribe"].promises) == promised
