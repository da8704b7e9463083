"""Chapter 3: tables to fill, outboxes to forge, claims to argue."""

from tests.tui.snapshots.conftest import Visit
from tests.tui.snapshots.sizes import at_both_sizes


@at_both_sizes
async def test_count_the_notes(visit: Visit, size: tuple[int, int]) -> None:
    """A table with blanks; a wrong cell is marked when it is handed in."""
    async with visit(size, "count-the-notes") as tour:
        await tour.see("briefing")
        await tour.begin(bet=2)
        await tour.see("blank")
        await tour.set("attack", 0, 1)
        await tour.see("half filled")
        await tour.panels("inbox", "goal", "field", "timeline", "chronicle")
        await tour.set("attack", 2, 3)
        await tour.dispatch()
        await tour.see("one cell is wrong")
        await tour.set("retreat", 2)
        await tour.dispatch()
        await tour.follow()
        await tour.see("between")
        await tour.close()
        await tour.see("among eight")
        await tour.set("attack", 1, 2, 3)
        await tour.set("retreat", 0, 4, 5, 6, 7)
        await tour.see("filled")
        await tour.panels("inbox", "field", "timeline", "chronicle")
        await tour.dispatch()
        await tour.follow()
        await tour.see("won")


@at_both_sizes
async def test_the_fourth_general(visit: Visit, size: tuple[int, int]) -> None:
    """Four tents; whatever one liar writes, the votes of the loyal show that it changes nothing."""
    async with visit(size, "the-fourth-general") as tour:
        await tour.see("briefing")
        await tour.begin(bet=3)
        await tour.see("no tent yet")
        await tour.set("L3", 0)
        await tour.dispatch()
        await tour.set("retreat", 0)
        await tour.set("silence", 1)
        await tour.see("the third lieutenant lies")
        await tour.panels("votes", "goal", "field", "timeline", "chronicle")
        await tour.do(lambda match: match.undo(), lambda match: match.undo(), lambda match: match.undo())
        await tour.set("C", 0)
        await tour.dispatch()
        await tour.set("retreat", 2)
        await tour.see("the commander lies")
        await tour.panels("votes", "timeline")
        await tour.dispatch()
        await tour.follow()
        await tour.see("lost")
        await tour.back()
        await tour.do(lambda match: match.claim(), lambda match: match.argue(1))
        await tour.see("a wrong number")
        await tour.do(lambda match: match.claim(), lambda match: match.argue(2))
        await tour.follow()
        await tour.see("won")


@at_both_sizes
async def test_three_all(visit: Visit, size: tuple[int, int]) -> None:
    """Seven votes a tent, live; three lies from L1's tent, and they stand three against three."""
    async with visit(size, "three-all") as tour:
        await tour.see("briefing")
        await tour.begin(bet=1)
        await tour.see("tent of L7")
        await tour.panels("inbox", "field", "timeline", "chronicle")
        await tour.set("attack", 0, 1, 2)
        await tour.see("three lies that change nothing")
        await tour.do(lambda match: match.claim(), lambda match: match.argue(4))
        await tour.follow()
        await tour.see("between")
        await tour.close()
        await tour.see("tent of L1")
        await tour.set("retreat", 3, 4)
        await tour.see("two lies")
        await tour.set("retreat", 5)
        await tour.see("three against three")
        await tour.panels("votes", "goal", "inbox", "field", "timeline", "chronicle")
        await tour.dispatch()
        await tour.follow()
        await tour.see("won")


@at_both_sizes
async def test_columns_of_truth(visit: Visit, size: tuple[int, int]) -> None:
    """A table to read downwards; the column under the cursor is counted beside it; x turns the crosses."""
    async with visit(size, "columns-of-truth") as tour:
        await tour.see("briefing")
        await tour.begin(bet=0)
        await tour.see("blank")
        await tour.panels("column", "crosses", "goal", "field", "timeline", "chronicle")
        await tour.set("attack", 0, 2, 3, 4)
        await tour.see("crosses turned")
        await tour.set("attack", 1, 7)
        await tour.set("retreat", 5, 6)
        await tour.dispatch()
        await tour.see("two cells are wrong")
        await tour.set("tie", 1)
        await tour.set("retreat", 7)
        await tour.dispatch()
        await tour.follow()
        await tour.see("between")
        await tour.close()
        await tour.see("table of L2")
        await tour.set("tie", 1)
        await tour.set("attack", 2, 3)
        await tour.set("retreat", 4, 5, 6, 7)
        await tour.dispatch()
        await tour.follow()
        await tour.see("won")


@at_both_sizes
async def test_another_round(visit: Visit, size: tuple[int, int]) -> None:
    """Six notes, then thirty: a long outbox that scrolls with a mark, and six equal decisions."""
    async with visit(size, "another-round") as tour:
        await tour.see("briefing")
        await tour.begin(bet=3)
        await tour.set("retreat", 3, 4, 5)
        await tour.see("six notes")
        await tour.panels("inbox", "votes")
        await tour.dispatch()
        await tour.set("retreat", 0, 1, 2, 7)
        await tour.set("silence", 9)
        await tour.see("thirty notes")
        await tour.panels("votes", "goal", "inbox", "field", "timeline", "chronicle")
        await tour.command("claim")
        await tour.see("the question")
        await tour.close()
        await tour.dispatch()
        await tour.follow()
        await tour.see("lost")
        await tour.back()
        await tour.do(lambda match: match.claim(), lambda match: match.argue(5))
        await tour.follow()
        await tour.see("won")
