"""Evidence: two contradictory orders of one day under one seal, as data that anyone can check.

It needs nothing of this program: the texts are given as they were sealed, the keys and seals in hexadecimal
digits, and Ed25519 (RFC 8032) is in every library.
"""

from collections.abc import Iterable
from typing import Any

from engine.orders import ORDERS
from engine.seals import SYMBOLIC, Chain, Wax, content, genuine

KIND = "two orders under one seal"


def evidence(wax: Wax, chains: Iterable[Chain], names: tuple[str, ...]) -> dict[str, Any] | None:
    """Two of these chains by which their first signer contradicts himself, as plain JSON data; or None.

    Only first seals prove anything: who seals what another ordered passes it on, and may pass on both.
    """
    found: dict[tuple[int, int], dict[str, Chain]] = {}
    for chain in sorted(chains):
        orders = found.setdefault((chain.signers[0], chain.day), {})
        orders.setdefault(chain.written, chain)
    for (general, day), orders in sorted(found.items()):
        if len(orders) > 1:
            statements = [
                {
                    "order": order,
                    "text": content(order, day, (general,)).decode(),
                    "seal": chain.seals[0].hex(),
                }
                for order, chain in sorted(orders.items())
            ]
            return {
                "kind": KIND,
                "general": general,
                "name": names[general],
                "day": day,
                "seals": wax.kind,
                "key": wax.public(general),
                "statements": statements,
            }
    return None


def verify_evidence(data: Any) -> tuple[bool, str]:
    """Whether such data proves what it says, and why (not), in one sentence. Takes any JSON data."""
    try:
        general, day, kind, key = data["general"], data["day"], data["seals"], data["key"]
        statements = [(row["order"], row["text"], bytes.fromhex(row["seal"])) for row in data["statements"]]
        name = str(data["name"])
    except (AttributeError, KeyError, TypeError, ValueError):
        return False, "This is no evidence: something is missing."
    whole = all(type(number) is int and abs(number) < 10**6 for number in (general, day))
    whole = whole and isinstance(key, str) and all(isinstance(row[0], str) for row in statements)
    if not whole or kind not in ("symbolic", "ed25519") or not all(row[0] in ORDERS for row in statements):
        return False, "This is no evidence: something in it is not what it should be."
    if len({order for order, _, _ in statements}) < 2:
        return False, "These orders do not contradict each other."
    for order, text, seal in statements:
        expected = content(order, day, (general,))
        if text != expected.decode():
            return False, f"The text does not say that {name} ordered {order.upper()} on day {day}."
        right = SYMBOLIC.valid(general, expected, seal) if kind == "symbolic" else genuine(key, expected, seal)
        if not right:
            return False, f"The seal on {order.upper()} is not that of {name}."
    orders = " and ".join(order.upper() for order, _, _ in statements)
    return True, f"{name} has sealed {orders} on the same day."


__all__ = ["KIND", "evidence", "verify_evidence"]
