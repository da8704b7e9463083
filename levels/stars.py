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
    return Star("the goal", True, "reached" if count == 1 else f"reached in all {count} stages")


def _par(match: "Match") -> Star:
    """Par in every stage that has one; else no false claim and no wrong answer."""
    name = "par"
    if match.false_claims:
        return Star(name, False, "a claim was false, or argued with a wrong number")
    if match.wrong_checks:
        return Star("no mistake", False, "a table was handed in with a wrong cell")
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
