"""What is shown at the end: why it ended so, the player's own trace, the proof, the theorem."""

from typing import TYPE_CHECKING

from engine.orders import ORDERS
from levels.board import Chronicle, Debrief, Pair
from levels.solve import Solution
from levels.stars import stars

if TYPE_CHECKING:
    from levels.match import Match


def debrief(match: "Match") -> Debrief:
    """The debrief of a match that is won or lost."""
    level, won = match.level, match.status == "won"
    judgement = match.playing.judge(match.run)
    return Debrief(
        won=won,
        headline=_headline(match, won),
        why=_why(match) if match.by_claim and won else _capital(judgement.why),
        stars=stars(match),
        trace=_trace(match),
        proof=_proof(match) if won else (),
        best=_best(match) if won else (),
        par=match.tables.goal.par if won else None,
        idea=level.idea,
        theorem=level.theorem,
        source=level.source,
        text=level.text.won if won else (level.text.lost or ""),
        bet=_bet(match),
        worlds=_worlds(match),
        twin=level.twin or "",
        fatal=match.fatal if not won else None,
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if text[-1:] in (".", "", "!", "?") else ".")


_SHOUTED = {order: order.upper() for order in ORDERS}
_DONE = {
    "table": "Every cell is right.",
    "laws": "No law is left standing.",
    "worlds": "You have met two worlds that look the same from your tent.",
}


def _headline(match: "Match", won: bool) -> str:
    if not won:
        return "The goal is not reached."
    if match.by_claim:
        return "Rightly claimed, rightly argued: it cannot be done."
    return _DONE.get(match.tables.goal.name, _capital(match.playing.sentence))


def _why(match: "Match") -> str:
    """Why a claim was right, before its proof."""
    goal = match.playing.sentence
    return f"Whatever you do, this cannot come about: {goal[0].lower()}{goal[1:]}."


def _trace(match: "Match") -> tuple[tuple[str, bool], ...]:
    """The chronicle of the last stage, with a mark at what decided it."""
    for panel in match.board.panels:
        if isinstance(panel.body, Chronicle):
            return tuple(
                (f"{event.moment}  {event.text}".strip(), event.matters) for event in panel.body.events
            )
    return ()


def _proof(match: "Match") -> tuple[str, ...]:
    """The proofs of all stages that are impossible, each under the name of its stage if there are several."""
    lines: list[str] = []
    several = len(match.level.stages) > 1
    for number, stage in enumerate(match.level.stages):
        solution = match.solution_of(number)
        if solution.verdict == "impossible" and solution.proof:
            if several:
                lines.append(f"{stage.title or f'Stage {number + 1}'}:")
            lines += solution.proof
    return tuple(lines)


def _best(match: "Match") -> tuple[str, ...]:
    solution: Solution = match.solution_of(match.stage)
    if solution.verdict != "winnable" or solution.measure == "none":
        return ()
    return tuple(f"{pick.subject}: {_SHOUTED.get(pick.pick, pick.pick)}" for pick in solution.line)


def _bet(match: "Match") -> str:
    """What was bet; whether it was right is only told when the level is won, for it may be the solution."""
    bet = match.level.bet
    if bet is None or not match.bet_made:
        return ""
    if match.status != "won":
        return f"You bet “{match.bet_made}”."
    if match.bet_made == bet.answer:
        return f"You bet “{match.bet_made}”, and were right."
    return f"You bet “{match.bet_made}”; it was “{bet.answer}”."


def _worlds(match: "Match") -> Pair | None:
    for panel in match.board.panels:
        if isinstance(panel.body, Pair):
            return panel.body
    return None
