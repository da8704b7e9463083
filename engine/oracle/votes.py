"""How many votes of a ballot the player cannot reach: the number that an argument is asked for."""

from engine.configuration import Configuration
from engine.model import Model
from engine.orders import Order
from engine.protocols.oral_messages import OralMessages
from engine.protocols.tree import Path
from engine.run import Run


def sure_votes(
    run: Run[Configuration], about: Path, counter: int, seats: tuple[int, ...], saying: Order | None = None
) -> int:
    """The votes that `counter` weighs about `about` and that none of the seats speaks or relays first.

    His own vote is what he was told directly. A vote relayed by a loyal general counts as beyond reach
    only in the words "he relays what he was told"; whether what *he* was told was true does not matter.

    Args:
        run: a finished run of oral messages in which the seats were honest.
        about: the path voted on; (0,) is the commander's order.
        counter: whose ballot it is.
        seats: the player's seats.
        saying: count only the votes for this order.

    Raises:
        ValueError: there is no such vote.
    """
    model = run.model
    if not isinstance(model, Model) or not isinstance(model.machine, OralMessages):
        raise ValueError("only oral messages are voted on like this")
    for ballot in model.machine.ballots(counter, run.now.states[counter]):
        if ballot.about == about:
            return sum(
                voter not in seats
                and (voter != counter or about[-1] not in seats)
                and (saying is None or vote == saying)
                for voter, vote in zip(ballot.voters, ballot.votes, strict=True)
            )
    raise ValueError(f"process {counter} takes no vote about {about}")
