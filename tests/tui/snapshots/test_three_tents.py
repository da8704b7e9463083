"""Chapter 2: one general's own view, his two worlds, the traitor's tent, the law."""

from tests.tui.snapshots.conftest import Visit
from tests.tui.snapshots.sizes import at_both_sizes


@at_both_sizes
async def test_the_order(visit: Visit, size: tuple[int, int]) -> None:
    """An inbox, a vote of two, and one decision to seal."""
    async with visit(size, "the-order") as tour:
        await tour.see("briefing")
        await tour.begin()
        await tour.see("undecided")
        await tour.set("attack", 0)
        await tour.see("decided")
        await tour.panels("votes", "decision", "goal", "field", "timeline", "chronicle")
        await tour.dispatch()
        await tour.follow()
        await tour.see("won")


@at_both_sizes
async def test_the_order_disobeyed(visit: Visit, size: tuple[int, int]) -> None:
    """Lost: both promises are broken, and u goes back."""
    async with visit(size, "the-order") as tour:
        await tour.begin()
        await tour.set("retreat", 0)
        await tour.dispatch()
        await tour.follow()
        await tour.see("lost")


@at_both_sizes
async def test_three_tents(visit: Visit, size: tuple[int, int]) -> None:
    """Nothing tells who lied until dawn; then a world stands beside the next night's letters."""
    async with visit(size, "three-tents") as tour:
        await tour.see("briefing")
        await tour.begin(bet=2)
        await tour.see("first night")
        await tour.panel("suspects")
        await tour.do(lambda match: match.set(1000, "traitor"))
        await tour.see("a suspect noted")
        await tour.panel("inbox")
        await tour.set("attack", 0)
        await tour.dispatch()
        await tour.see("second night")
        await tour.panels("votes", "suspects", "decision", "goal", "worlds", "field", "timeline", "chronicle")
        await tour.set("retreat", 0)
        await tour.dispatch()
        await tour.see("both worlds met")
        await tour.panels("worlds", "timeline", "chronicle")
        await tour.follow()
        await tour.see("won")


@at_both_sizes
async def test_three_tents_lost(visit: Visit, size: tuple[int, int]) -> None:
    """Five nights, one decision, one world."""
    async with visit(size, "three-tents") as tour:
        await tour.begin(bet=0)
        for _ in range(5):
            await tour.set("attack", 0)
            await tour.dispatch()
        await tour.follow()
        await tour.see("lost")


@at_both_sizes
async def test_retreat_to_be_safe(visit: Visit, size: tuple[int, int]) -> None:
    """A tent to choose; then its letters, each lie marked with a dagger and a word, and what they come to."""
    async with visit(size, "retreat-to-be-safe") as tour:
        await tour.see("briefing")
        await tour.begin(bet=1)
        await tour.see("no tent yet")
        await tour.panels("field", "timeline", "chronicle")
        await tour.set("C", 0)
        await tour.see("a tent under the hand")
        await tour.dispatch()
        await tour.set("retreat", 1)
        await tour.see("the commander lies")
        await tour.panels("votes", "goal", "field", "timeline", "chronicle")
        await tour.dispatch()
        await tour.follow()
        await tour.see("lost")
        await tour.back()
        await tour.do(lambda match: match.goto(0))
        await tour.set("L1", 0)
        await tour.dispatch()
        await tour.set("retreat", 0)
        await tour.see("one lie is enough")
        await tour.panels("votes", "timeline")
        await tour.dispatch()
        await tour.follow()
        await tour.see("won")


@at_both_sizes
async def test_a_false_claim(visit: Visit, size: tuple[int, int]) -> None:
    """The one question of a claim; its answer, that it can be done, names the line that was missed."""
    async with visit(size, "retreat-to-be-safe") as tour:
        await tour.begin(bet=3)
        await tour.command("claim")
        await tour.see("the question")
        await tour.close()
        await tour.see("taken back")
        await tour.do(lambda match: match.claim(), lambda match: match.argue(1))
        await tour.see("it can be done")


@at_both_sizes
async def test_rule_forge(visit: Visit, size: tuple[int, int]) -> None:
    """Eight cells of law, a world to name, and what has fallen; struck cells are marked as fixed."""
    async with visit(size, "rule-forge") as tour:
        await tour.see("briefing")
        await tour.begin()
        await tour.see("the first law")
        await tour.panels("world", "fallen", "goal", "field", "timeline", "chronicle")
        strikes = (
            ("ARRR ARRR", "L2", "attack", "retreat"),
            ("AARR AARR", "C", "attack", "retreat"),
            ("AARR AAAR", "L1", "retreat", "attack"),
        )
        orders = {"A": "attack", "R": "retreat"}
        for number, (law, *world) in enumerate(strikes, start=1):
            for place, order in enumerate(law.replace(" ", "")):
                tour.match.set(place, orders[order])
            for place, label in enumerate(world, start=8):
                tour.match.set(place, label)
            await tour.do()
            await tour.see(f"world {number} named")
            if number == 3:
                await tour.panels("world", "fallen", "goal", "field", "timeline", "chronicle")
            await tour.dispatch()
        await tour.see("no law stands")
        await tour.follow()
        await tour.see("won")
