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
        steps.append(Step(f"What {who} says himself arrives as he says it.", True))
        return
    sure = receivers - traitors
    holds = sure > traitors if order == ATTACK else sure >= traitors
    outcome = "it arrives" if holds else "it can be bent"
    if sure == traitors:
        outcome = f"a tie, which is RETREAT: {outcome}"
    text = (
        f"{who[0].upper()}{who[1:]} says {order.upper()}. Each loyal tent counts {_votes(receivers)} on it:"
        f" {sure} true and beyond your reach, {traitors} yours; {outcome}."
    )
    if not traitors:
        text = f"{who[0].upper()}{who[1:]} says {order.upper()}, and nobody who passes it on lies: it arrives."
    steps.append(Step(text, holds))
    if holds and depth > 1:
        _loyal_sender("a loyal lieutenant", depth - 1, receivers - 1, traitors, order, steps)


def _traitor_sender(who: str, depth: int, receivers: int, traitors: int, steps: list[Step]) -> None:
    """`traitors` counts those among the receivers."""
    if receivers - traitors < 2:
        steps.append(Step(f"Fewer than two loyal tents listen to {who}: they cannot differ.", True))
        return
    if depth == 0:
        text = f"{who[0].upper()}{who[1:]} is the last to speak: each tent believes what it hears."
        steps.append(Step(text, False))
        return
    sure = receivers - 1 - traitors
    loyal = receivers - traitors
    holds = depth == 1 or sure > traitors
    passes = f"Whatever {who} tells the {loyal} loyal tents, each passes on just what it heard"
    if depth == 1:
        text = f"{passes}, and all hear it alike."
    else:
        text = (
            f"{passes}. That is counted with {_votes(receivers - 1)}: {sure} true and beyond your reach,"
            f" {traitors} yours; {'it arrives' if holds else 'it can be bent'}."
        )
    steps.append(Step(text, holds))
    if not holds:
        return
    if depth > 1:
        # ATTACK needs the strict majority: what carries ATTACK carries RETREAT as well.
        _loyal_sender("a loyal lieutenant", depth - 1, receivers - 1, traitors, ATTACK, steps)
    if traitors:
        _traitor_sender("a traitor lieutenant", depth - 1, receivers - 1, traitors - 1, steps)
    if all(step.holds for step in steps):
        text = (
            f"So all loyal tents count the same {_votes(receivers)}, and decide alike."
            if "commander" in who
            else f"So all loyal tents agree on what {who} passes on."
        )
        steps.append(Step(text, True))


def _votes(count: int) -> str:
    return "1 vote" if count == 1 else f"{count} votes"
