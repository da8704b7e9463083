"""Why no lie can do it, in two lemmas with the numbers of the case (LSP 1982, Lemma 1 and Theorem 1).

*A loyal sender* of h to N receivers, y of them traitors: each loyal receiver has N-y votes for h that no
traitor reaches, the traitors own y. *A traitor sender*: every loyal relay of what he said arrives intact
(first lemma, one round down), every traitor's relay is agreed on (this lemma, one traitor fewer), so all
loyal generals count the same votes.

For a case that can be broken, the first line whose inequality fails is the lever.
"""

from dataclasses import dataclass

from engine.orders import ATTACK, Order


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a proof, and whether its inequality holds."""

    text: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Proof:
    """Whether the lemmas prove a case impossible to break, and their lines, deepest round last."""

    proves: bool
    steps: tuple[Step, ...]


def prove(generals: int, depth: int, traitors: int, commander_loyal: bool, order: Order) -> Proof:
    """The proof for OM(depth) with so many traitors, that no lie breaks a condition.

    Args:
        generals: n, commander included.
        depth: m; more than n-2 counts as n-2.
        traitors: t, the commander included if he is one.
        commander_loyal: whose case it is.
        order: a loyal commander's order (ties are RETREAT, so the two orders are different cases).
    """
    depth = min(depth, max(generals - 2, 0))
    steps: list[Step] = []
    if commander_loyal:
        _loyal_sender("the loyal commander", depth, generals - 1, traitors, order, steps)
    else:
        _traitor_sender("the traitor commander", depth, generals - 1, traitors - 1, steps)
    return Proof(all(step.holds for step in steps), tuple(steps))


def _loyal_sender(who: str, depth: int, receivers: int, traitors: int, order: Order, steps: list[Step]) -> None:
    if depth == 0:
        text = f"What {who} says himself arrives as he says it."
        steps.append(Step(text, True))
        return
    sure = receivers - traitors
    holds = sure > traitors if order == ATTACK else sure >= traitors
    relation = ">" if order == ATTACK else "at least"
    text = (
        f"{order.upper()} from {who}: each loyal tent counts {receivers} votes, {sure} beyond your reach,"
        f" {traitors} yours; {sure} {'is' if holds else 'is not'} {relation} {traitors}."
    )
    steps.append(Step(text, holds))
    if holds and depth > 1:
        _loyal_sender("a loyal relay", depth - 1, receivers - 1, traitors, order, steps)


def _traitor_sender(who: str, depth: int, receivers: int, traitors: int, steps: list[Step]) -> None:
    """`traitors` counts those among the receivers."""
    if receivers - traitors < 2:
        steps.append(Step(f"Fewer than two loyal tents listen to {who}: they cannot differ.", True))
        return
    if depth == 0:
        steps.append(Step(f"{who.capitalize()} is the last to speak: each tent believes what it hears.", False))
        return
    sure = receivers - 1 - traitors
    loyal = receivers - traitors
    holds = depth == 1 or sure > traitors
    if depth == 1:
        text = f"The {loyal} loyal relays of {who} are not relayed again: all tents hear them alike."
    else:
        text = (
            f"Each of the {loyal} loyal relays of {who} is counted with {receivers - 1} votes, {sure} beyond"
            f" your reach, {traitors} yours; {sure} {'is' if holds else 'is not'} > {traitors}: it arrives"
            f" {'intact' if holds else 'bent'}."
        )
    steps.append(Step(text, holds))
    if not holds:
        return
    if depth > 1:
        # ATTACK needs the strict majority: what carries ATTACK carries RETREAT as well.
        _loyal_sender("a loyal relay", depth - 1, receivers - 1, traitors, ATTACK, steps)
    if traitors:
        _traitor_sender("a traitor's relay", depth - 1, receivers - 1, traitors - 1, steps)
    if all(step.holds for step in steps):
        steps.append(Step(f"So all loyal tents count the same {receivers} votes, and decide alike.", True))
