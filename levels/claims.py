""" "This cannot be done": the one question that argues it, and its answer, computed."""

from engine.model import Model
from engine.oracle.votes import sure_votes
from engine.script import Script
from levels.parts import Claim
from levels.playing import Playing


def question(playing: Playing, claim: Claim) -> str:
    """The question as the level words it, or a plain one."""
    if claim.question:
        return claim.question
    model = playing.model
    assert isinstance(model, Model)
    inside = model.name(claim.inside)
    which = f" say {claim.saying.upper()} and" if claim.saying else ""
    about = " says of ".join(model.name(p) for p in reversed(claim.about))
    return f"Of the votes that {inside} counts about {about}, how many{which} are beyond your reach?"


def argued_seats(playing: Playing) -> tuple[int, ...]:
    """The seats that the question means: the player's, or the last lieutenant's that he could choose."""
    player = playing.stage.player
    if player.seats:
        return player.seats
    lieutenants = [seat for seat in player.choose if seat != 0]
    return (lieutenants[-1],) if lieutenants else player.choose[-1:]


def answer(playing: Playing, claim: Claim) -> int:
    """The number that argues the claim, counted in a run in which the player's seats are honest."""
    seats = argued_seats(playing)
    script = Script.of(seat=seats[0] if playing.stage.player.choose else None)
    run = playing.begin()
    while (pending := run.pending) is not None:
        mine = playing.mine(pending)
        run = run.then(script.pick(run, pending)) if mine else playing.settle(run)
    return sure_votes(run, claim.about, claim.inside, seats, claim.saying)
