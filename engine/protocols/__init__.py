"""One file per protocol, each small enough to read in one sitting; here is where each one lives."""

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any, Final

from engine.machine import Machine
from engine.parameters import MOST_VALUES, Protocol, TooLarge

_HOMES: Final[Mapping[str, str]] = {
    "acknowledgements": "messengers:ACKNOWLEDGEMENTS",
    "flooding-messengers": "messengers:FLOODING_MESSENGERS",
    "act-on-acknowledgement": "messengers:ACT_ON_ACKNOWLEDGEMENT",
    "messenger-plan": "messengers:MESSENGER_PLAN",
    "information-levels": "information_levels:INFORMATION_LEVELS",
    "oral-messages": "oral_messages:ORAL_MESSAGES",
    "interactive-consistency": "interactive_consistency:INTERACTIVE_CONSISTENCY",
    "oral-messages-on-graph": "oral_messages_on_graph:ORAL_MESSAGES_ON_GRAPH",
    "signed-messages": "signed_messages:SIGNED_MESSAGES",
    "flood-set": "flood_set:FLOOD_SET",
    "early-deciding": "flood_set:EARLY_DECIDING",
    "phase-king": "phase_king:PHASE_KING",
    "naming": "middleware.naming:NAMING",
    "remote-call": "middleware.remote_call:REMOTE_CALL",
    "majority-vote": "majority_vote:MAJORITY_VOTE",
    "publish-subscribe": "middleware.publish_subscribe:PUBLISH_SUBSCRIBE",
    "lock-service": "middleware.lock_service:LOCK_SERVICE",
    "lamport-mutex": "middleware.lamport_mutex:LAMPORT_MUTEX",
    "ricart-agrawala": "middleware.ricart_agrawala:RICART_AGRAWALA",
    "ben-or": "ben_or:BEN_OR",
    "reliable-broadcast": "reliable_broadcast:RELIABLE_BROADCAST",
    "longest-chain": "longest_chain:LONGEST_CHAIN",
    "paxos": "paxos:PAXOS",
    "pbft": "pbft:PBFT",
    "heartbeats": "heartbeats:HEARTBEATS",
    "group-communication": "middleware.group_communication:GROUP_COMMUNICATION",
    "gossip-membership": "middleware.gossip_membership:GOSSIP_MEMBERSHIP",
    "push-gossip": "middleware.push_gossip:PUSH_GOSSIP",
}
"""Protocol id -> module and name. A module is imported when its protocol is first asked for."""


class _Protocols(Mapping[str, Protocol]):
    """All protocols by their ids, in the order of the lecture."""

    def __getitem__(self, id: str) -> Protocol:
        module, _, name = _HOMES[id].partition(":")
        found = getattr(import_module(f"engine.protocols.{module}"), name)
        assert isinstance(found, Protocol)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(_HOMES)

    def __len__(self) -> int:
        return len(_HOMES)

    def __contains__(self, id: object) -> bool:
        return id in _HOMES


PROTOCOLS: Final[Mapping[str, Protocol]] = _Protocols()


def machine(protocol: str, **parameters: Any) -> Machine:
    """The machine of a protocol.

    Raises:
        KeyError: there is no such protocol.
        TooLarge: it would send too many messages to be run.
        ValueError: the parameters make no plan.
    """
    return PROTOCOLS[protocol].build(**parameters)


__all__ = ["MOST_VALUES", "PROTOCOLS", "Protocol", "TooLarge", "machine"]
