"""The exhaustive search: cheapest witnesses, pinned state counts, limits that are stated."""

from engine.agents import Loyal
from engine.model import Faults
from engine.oracle.explore import explore
from engine.properties import named
from engine.protocols import machine
from engine.rounds import Rounds
from engine.run import Run
from tests.engine.oracle.armies import army


def test_every_chain_breaks_at_its_last_letter() -> None:
    for depth in range(1, 7):
        model = Rounds(machine("acknowledgements", depth=depth), ("attack", None), Faults(captures=None))
        prop = named(model, "agreement")
        found = explore(Run(model), lambda now, p=prop, m=model: not p.judge(m, now).holds)
        assert found.cost == 1
        assert found.witness is not None
        assert found.witness.picks == (*(0,) * (depth - 1), 1)


def test_equal_messengers_are_counted_not_named() -> None:
    model = Rounds(machine("flooding-messengers", copies=20), ("attack", None), Faults(captures=None))
    prop = named(model, "agreement")
    found = explore(Run(model), lambda now: not prop.judge(model, now).holds)
    assert (found.verdict, found.cost) == ("reached", 20)
    assert found.states == 22


def test_unreachable_covers_everything_and_unknown_says_so() -> None:
    model = army(4, 1, (3,))
    prop = named(model, "validity")
    whole = explore(Run(model), lambda now: not prop.judge(model, now).holds)
    assert whole.verdict == "unreachable"
    assert (whole.states, whole.transitions) == (8, 12)
    cut = explore(Run(model), lambda now: not prop.judge(model, now).holds, most_states=3)
    assert cut.verdict == "unknown"
    stopped = explore(Run(army(5, 1, (3, 4))), lambda now: False, stop=lambda: True)
    assert stopped.verdict == "unknown"


def test_others_answer_by_their_agents() -> None:
    model = army(4, 1, (2, 3))
    prop = named(model, "validity")
    alone = explore(
        Run(model), lambda now: not prop.judge(model, now).holds, {"traitor:3"}, {"traitor": Loyal()}
    )
    both = explore(Run(model), lambda now: not prop.judge(model, now).holds, {"traitor"})
    assert alone.verdict == "unreachable"
    assert both.cost == 2
