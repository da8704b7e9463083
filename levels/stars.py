"""Three stars for a won level: for its goals, for par, and for having been on one's own."""

from typing import TYPE_CHECKING

from levels.board import Star

if TYPE_CHECKING:
    from levels.match import Match


def stars(match: "Match") -> tuple[Star, ...]:
    """The three stars of a won match; () if it is not won."""
    if match.status != "won":
        return ()
    return (_goal(match), _par(match), _alone(match))


def _goal(match: "Match") -> Star:
    count = len(match.level.stages)
    stages = {1: "reached", 2: "reached in both stages"}
    return Star("the goal", True, stages.get(count, f"reached in all {count} stages"))


def _par(match: "Match") -> Star:
    """Par in every stage that has one; else no false claim and no wrong answer."""
    name = "par"
    for mistakes, why in (
        (match.false_claims, "it was claimed impossible, and it was not"),
        (match.wrong_numbers, "a claim was argued with a wrong number"),
        (match.wrong_checks, "a table was handed in with a wrong cell"),
    ):
        if mistakes:
            return Star("no mistake", False, why)
    over = []
    pars = 0
    for stage, spent in zip(match.level.stages, match.spent_by_stage, strict=True):
        par = stage.goal.par
        if par is None or spent is None:
            continue
        pars += 1
        if spent > par:
            over.append(f"{spent} {stage.goal.measure}, par is {par}")
    if over:
        return Star(name, False, "; ".join(over))
    return Star(name, True, "at par") if pars else Star("no mistake", True, "no false claim, no wrong answer")


def _alone(match: "Match") -> Star:
    bet = match.level.bet
    if match.hints_used:
        return Star("on your own", False, "a hint was taken")
    if bet is not None and match.bet_made != bet.answer:
        return Star("on your own", False, "the bet was lost")
    return Star("on your own", True, "no hint" + (", and the bet was right" if bet else ""))
