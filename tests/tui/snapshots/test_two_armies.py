"""Chapter 1: letters at the gate, the ladder of knowledge, dawn."""

from tests.tui.snapshots.conftest import Visit
from tests.tui.snapshots.sizes import at_both_sizes


@at_both_sizes
async def test_last_word(visit: Visit, size: tuple[int, int]) -> None:
    """The letter at the gate is under the cursor; the ladder grows a rung a letter; dawn says who marches."""
    async with visit(size, "last-word") as tour:
        await tour.see("briefing")
        await tour.begin(bet=2)
        await tour.see("first letter")
        for _ in range(3):
            await tour.set("let through", 0)
            await tour.dispatch()
        await tour.see("fourth letter")
        await tour.panels("knowledge", "dawn", "goal", "field", "timeline", "chronicle")
        await tour.set("capture", 0)
        await tour.dispatch()
        await tour.see("taken")
        await tour.follow()
        await tour.see("between")
        await tour.close()
        await tour.see("second stage")
        for label in ("let through",) * 4 + ("capture",):
            await tour.set(label, 0)
            await tour.dispatch()
        await tour.follow()
        await tour.see("won")


@at_both_sizes
async def test_last_word_lost(visit: Visit, size: tuple[int, int]) -> None:
    """A letter taken too early: the debrief says why nobody is hurt, and which key goes back."""
    async with visit(size, "last-word") as tour:
        await tour.begin(bet=0)
        await tour.set("capture", 0)
        await tour.see("a draft")
        await tour.dispatch()
        await tour.follow()
        await tour.see("lost")
