"""A property of sealed orders: that somebody can prove who contradicted himself."""

from collections.abc import Sequence
from typing import Any

from engine.configuration import Configuration
from engine.model import Model
from engine.properties import Property, Verdict, listing


def proof(processes: Sequence[int]) -> Property:
    """Some loyal one of these holds two contradictory orders of one day under one seal."""

    def judge(model: Model, configuration: Configuration) -> Verdict:
        holders = []
        for p in processes:
            state: Any = configuration.states[p]
            first = {(letter.signers[0], letter.day, letter.written) for letter in state.held}
            if p in model.loyal(configuration) and len({row[:2] for row in first}) < len(first):
                holders.append(model.name(p))
        if not holders:
            return Verdict(False, "no loyal general holds two contradictory orders under one seal")
        verb = "hold" if len(holders) > 1 else "holds"
        return Verdict(True, f"{listing(holders)} {verb} two contradictory orders under one seal")

    kept = "a loyal general can prove that one seal is on two contradictory orders"
    broken = "no loyal general can prove that one seal is on two contradictory orders"
    return Property("proof", "sometimes", judge, kept, broken)
