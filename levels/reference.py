"""A level's own solution, played move by move through the same match as a player's."""

from typing import Any

from levels import claims
from levels.casting import reference_script
from levels.match import Match, Refused
from levels.parts import Reference, Strike
from levels.tasks.law import NAMES


class NoReference(ValueError):
    """A stage has no reference; the text is one sentence."""


def follow(match: Match) -> None:
    """Play every stage of a match by its reference, to the end of the level or of what the reference says.

    Raises:
        NoReference: a stage has none.
        Refused: a move of it cannot be made.
    """
    bet = match.level.bet
    if bet is not None:
        match.bet(bet.options.index(bet.answer))
    for number, stage in enumerate(match.level.stages):
        if stage.reference is None:
            raise NoReference(f"stage {number + 1} has no [reference]")
        _stage(match, stage.reference)
        if match.status != "between":
            return
        match.next_stage()


def _stage(match: Match, reference: Reference) -> None:
    if reference.claim is not None:
        assert reference.number is not None
        match.claim()
        match.argue(reference.number)
        return
    script = reference_script(reference)
    labels = list(reference.picks)
    nights = list(reference.decides)
    strikes = list(reference.strikes)
    while match.status == "playing":
        batch = match.batch
        kind = batch[0].subject.kind
        if strikes:
            _strike(match, strikes.pop(0))
        elif kind == "law":
            raise Refused("the reference strikes no more worlds, and laws still stand")
        elif kind in ("cell", "spinner"):
            _fill(match, reference.cells)
        elif kind == "decision" and nights:
            match.set(0, nights.pop(0))
        elif labels:
            for place in range(min(len(batch), len(labels))):
                match.set(place, labels.pop(0))
        else:
            for place, choice in enumerate(batch):
                pick = script.pick(match.run, choice)
                must = kind in ("seat", "decision", "fate")
                if pick != choice.honest or must:
                    match.set(place, choice.options[pick].label)
        match.dispatch()
        if kind == "cell" and match.status == "playing":
            return


def _strike(match: Match, strike: Strike) -> None:
    for place, order in enumerate(strike.law):
        match.set(place, order)
    for place, label in enumerate((NAMES[strike.traitor], *strike.words), 8):
        match.set(place, label)


def _fill(match: Match, cells: Any) -> None:
    """Fill the scribe's cells: by their order, or by what they are about ("L3", "he does")."""
    places = [place for place, choice in enumerate(match.batch) if choice.subject.kind == "cell"]
    if isinstance(cells, dict):
        model: Any = match.playing.model
        names = {model.protocol.name(match.batch[p].subject.receiver): p for p in places[:-1]}
        names["decision"] = places[-1]
        for name, label in cells.items():
            if name not in names:
                raise Refused(f"the reference fills “{name}”, which is no cell; there are {', '.join(names)}")
            match.set(names[name], label)
        return
    for place, label in zip(places, cells or (), strict=False):
        match.set(place, label)


def claim_number(match: Match) -> int | None:
    """The number that argues a claim in the stage at play; None where none may be made."""
    claim = match.tables.claim
    return None if claim is None else claims.answer(match.playing, claim)
