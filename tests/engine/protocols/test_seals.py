"""Seals and evidence: whatever is done to a chain without its keys is seen, and two seals prove a lie."""

import copy
import json
import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.evidence import evidence, verify_evidence
from engine.machine import Message, RoundEnd
from engine.orders import ATTACK, ORDERS, RETREAT
from engine.protocols.signed_messages import SignedMessages
from engine.seals import TODAY, Chain, altered, content, extended, sealed, torn, verify, wax_of

NAMES = ("C", "L1", "L2", "L3", "L4", "L5")
N = len(NAMES)
KINDS = [wax_of("symbolic"), wax_of("ed25519", 7)]
WAX = st.sampled_from(KINDS)
SIGNERS = st.permutations(range(1, N)).flatmap(
    lambda others: st.integers(0, N - 1).map(lambda k: (0, *others[:k]))
)
CHAINS = st.tuples(WAX, st.sampled_from(ORDERS), SIGNERS)


class TestSealing:
    def test_what_is_sealed_is_four_lines(self) -> None:
        text = content(ATTACK, 3, (0, 2), b"\x01\xff")
        assert text == b"day 3\norder attack\nsigners 0 2\nafter 01ff\n"

    @settings(max_examples=60, deadline=None)
    @given(CHAINS)
    def test_a_chain_grows_seal_by_seal_and_every_beginning_is_genuine(self, made: tuple) -> None:
        wax, order, signers = made
        chain = sealed(wax, order, signers)
        assert verify(wax, chain, NAMES) is None
        for k in range(1, len(signers) + 1):
            assert torn(chain, k) == sealed(wax, order, signers[:k])
        if len(signers) < N:
            other = next(p for p in range(N) if p not in signers)
            assert extended(wax, chain, other) == sealed(wax, order, (*signers, other))

    def test_keys_come_from_the_seed(self) -> None:
        one, same, other = wax_of("ed25519", 1), wax_of("ed25519", 1), wax_of("ed25519", 2)
        assert one is same
        assert one.public(0) != one.public(1) != other.public(1)
        fresh = type(one)(1)  # type: ignore[call-arg]
        assert sealed(fresh, ATTACK, (0, 3)) == sealed(one, ATTACK, (0, 3))
        assert verify(other, sealed(one, ATTACK, (0, 3)), NAMES) == "the seal of C is not on this letter"
        assert len(sealed(one, ATTACK, (0,)).seals[0]) == 64

    def test_the_key_is_made_as_it_is_written(self) -> None:
        """A second way, with the library alone."""
        from hashlib import sha256

        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        key = Ed25519PrivateKey.from_private_bytes(sha256(b"7|2").digest())
        chain = sealed(KINDS[1], RETREAT, (0, 2))
        key.public_key().verify(chain.seals[1], content(RETREAT, TODAY, (0, 2), chain.seals[0]))
        assert key.sign(content(RETREAT, TODAY, (0, 2), chain.seals[0])) == chain.seals[1]

    def test_an_unknown_kind_is_refused(self) -> None:
        with pytest.raises(ValueError, match="symbolic or ed25519, not lead"):
            wax_of("lead")

    def test_the_library_is_imported_only_when_a_real_seal_is_made(self) -> None:
        code = (
            "import sys\n"
            "from engine.protocols import machine\n"
            "from engine.rounds import Rounds\n"
            "from engine.run import Run\n"
            "def play(**more):\n"
            "    army = machine('signed-messages', generals=3, depth=1, **more)\n"
            "    Run(Rounds(army, ('attack', None, None))).honestly()\n"
            "play()\n"
            "assert 'cryptography' not in sys.modules\n"
            "play(seals='ed25519')\n"
            "assert 'cryptography' in sys.modules\n"
        )
        subprocess.run([sys.executable, "-c", code], check=True)


def refused(wax: object, chain: Chain) -> bool:
    return verify(wax, chain, NAMES) is not None  # type: ignore[arg-type]


class TestTampering:
    """Forged, replayed, truncated, reordered: none is accepted."""

    @settings(max_examples=80, deadline=None)
    @given(CHAINS, st.data())
    def test_whatever_is_changed_without_a_key_breaks_a_seal(self, made: tuple, data: st.DataObject) -> None:
        wax, order, signers = made
        chain = sealed(wax, order, signers)
        assert refused(wax, altered(chain)), "another order under the same seals"
        assert refused(wax, replace(chain, day=TODAY - 1)), "another day"
        assert refused(wax, replace(chain, mirrored=True)), "read the other way"
        place = data.draw(st.integers(0, len(signers) - 1))
        seal = bytearray(chain.seals[place])
        seal[data.draw(st.integers(0, len(seal) - 1))] ^= 1 << data.draw(st.integers(0, 7))
        seals = (*chain.seals[:place], bytes(seal), *chain.seals[place + 1 :])
        assert refused(wax, replace(chain, seals=seals)), "one bit of a seal"
        other = data.draw(st.sampled_from([p for p in range(N) if p != signers[place]]))
        names = (*signers[:place], other, *signers[place + 1 :])
        assert refused(wax, replace(chain, signers=names)), "another signer under a seal"

    @settings(max_examples=80, deadline=None)
    @given(CHAINS, st.data())
    def test_no_seal_can_be_moved_or_left_out(self, made: tuple, data: st.DataObject) -> None:
        wax, order, signers = made
        chain = sealed(wax, order, signers)
        rows = list(zip(chain.signers, chain.seals, strict=True))
        mixed = data.draw(st.permutations(rows))
        if mixed != rows:
            moved = replace(chain, signers=tuple(r[0] for r in mixed), seals=tuple(r[1] for r in mixed))
            assert refused(wax, moved)
        if len(rows) > 1:
            gap = data.draw(st.integers(0, len(rows) - 2))
            kept = [row for i, row in enumerate(rows) if i != gap]
            hollow = replace(chain, signers=tuple(r[0] for r in kept), seals=tuple(r[1] for r in kept))
            assert refused(wax, hollow)
        assert refused(wax, replace(chain, seals=chain.seals[:-1]))
        assert refused(wax, replace(chain, signers=chain.signers[:-1]))

    @settings(max_examples=60, deadline=None)
    @given(CHAINS, st.data())
    def test_traitors_cannot_seal_on_what_they_have_altered(self, made: tuple, data: st.DataObject) -> None:
        """However many of them put genuine seals behind it."""
        wax, order, signers = made
        chain = altered(sealed(wax, order, signers))
        for signer in data.draw(st.permutations([p for p in range(N) if p not in signers])):
            chain = extended(wax, chain, signer)
            assert refused(wax, chain)

    @settings(max_examples=60, deadline=None)
    @given(WAX, st.text(max_size=8), st.lists(st.integers(-2, 9), max_size=4), st.lists(st.binary(max_size=70)))
    def test_nonsense_is_refused_and_nothing_breaks(
        self, wax: object, order: str, signers: list[int], seals: list[bytes]
    ) -> None:
        assert refused(wax, Chain(order, tuple(signers), TODAY, tuple(seals)))
        assert refused(wax, Chain(ATTACK, tuple(signers), TODAY, tuple(seals)))

    def test_each_refusal_has_its_own_reason(self) -> None:
        wax = KINDS[0]
        chain = sealed(wax, ATTACK, (0, 1))
        assert verify(wax, altered(chain), NAMES) == "the seal of C is not on this letter"
        assert verify(wax, Chain("charge", (0,)), NAMES) == "it bears no order"
        assert verify(wax, Chain(ATTACK, ()), NAMES) == "nobody has sealed it"
        assert (
            verify(wax, replace(chain, seals=chain.seals[:1]), NAMES) == "it has not as many seals as signers"
        )
        assert verify(wax, sealed(wax, ATTACK, (0, 1, 0)), NAMES) == "C has sealed it twice"
        assert verify(wax, sealed(wax, ATTACK, (0, 6)), NAMES) == "there is no general 6"


class TestTaking:
    """What a general takes in a round: `SignedMessages.refusal`, and `step`, which must agree with it."""

    def take(self, army: SignedMessages, process: int, round_: int, sender: int, chain: Chain) -> str | None:
        why = army.refusal(process, round_, sender, chain)
        message = Message(1, sender, process, chain, round_)
        after, _ = army.step(process, army.begin(process), RoundEnd(round_, (message,)))
        assert (why is None) == (after.held == (chain,))
        return why

    @pytest.mark.parametrize("kind", ["symbolic", "ed25519"])
    def test_reasons(self, kind: str) -> None:
        army = SignedMessages(5, 3, seals=kind)
        wax = army.wax
        chain = sealed(wax, ATTACK, (0, 2))
        assert self.take(army, 1, 2, 2, chain) is None
        assert self.take(army, 1, 3, 2, chain) == "it bears 2 seals, and this is round 3"
        assert self.take(army, 1, 1, 2, chain) == "it bears 2 seals, and this is round 1"
        assert self.take(army, 1, 2, 3, chain) == "the last seal is not that of L3, who brings it"
        assert self.take(army, 2, 2, 2, chain) == "it bears the seal of L2, who is to take it"
        assert self.take(army, 1, 2, 3, sealed(wax, ATTACK, (2, 3))) == "the first seal is not that of C"
        assert self.take(army, 1, 2, 2, altered(chain)) == "the seal of C is not on this letter"
        old = sealed(wax, ATTACK, (0, 2), TODAY - 1)
        assert self.take(army, 1, 2, 2, old) == "it is of an earlier day"
        assert self.take(SignedMessages(5, 3, fresh=False, seals=kind), 1, 2, 2, old) is None

    def test_an_army_has_the_keys_of_its_seed(self) -> None:
        """Without one the seed is 0."""
        letters = sealed(wax_of("ed25519", 0), ATTACK, (0, 2)), sealed(wax_of("ed25519", 1), ATTACK, (0, 2))
        armies = SignedMessages(4, 1, seals="ed25519"), SignedMessages(4, 1, seals="ed25519", seed=1)
        for own, army in enumerate(armies):
            assert self.take(army, 1, 2, 2, letters[own]) is None
            assert self.take(army, 1, 2, 2, letters[1 - own]) == "the seal of C is not on this letter"

    @settings(max_examples=100, deadline=None)
    @given(CHAINS, st.integers(1, 5), st.integers(1, N - 1), st.integers(0, N - 1))
    def test_exactly_r_distinct_seals_and_none_of_ones_own(
        self, made: tuple, round_: int, receiver: int, sender: int
    ) -> None:
        wax, order, signers = made
        army = SignedMessages(N, 4, seals=wax.kind, seed=7)
        right = len(signers) == round_ and receiver not in signers and signers[-1] == sender
        assert (self.take(army, receiver, round_, sender, sealed(wax, order, signers)) is None) == right

    @settings(max_examples=60, deadline=None)
    @given(CHAINS, st.integers(1, N))
    def test_a_letter_cut_short_comes_too_late(self, made: tuple, length: int) -> None:
        """Tearing the last seals off is easy; but fewer seals belong to an earlier round."""
        wax, order, signers = made
        army = SignedMessages(N, 4, seals=wax.kind, seed=7)
        if length < len(signers):
            cut = torn(sealed(wax, order, signers), length)
            receiver = next((p for p in range(1, N) if p not in cut.signers), None)
            if receiver is not None:
                assert self.take(army, receiver, len(signers), cut.signers[-1], cut) is not None


class TestEvidence:
    def both(self, kind: str = "ed25519") -> dict:
        wax = wax_of(kind, 7)
        letters = (sealed(wax, ATTACK, (0, 2)), sealed(wax, RETREAT, (0, 3, 1)))
        found = evidence(wax, letters, NAMES)
        assert found is not None
        return found

    @pytest.mark.parametrize("kind", ["symbolic", "ed25519"])
    def test_two_orders_under_one_seal_can_be_checked_by_anyone(self, kind: str) -> None:
        data = json.loads(json.dumps(self.both(kind)))
        assert verify_evidence(data) == (True, "C has sealed ATTACK and RETREAT on the same day.")
        assert data["seals"] == kind

    def test_anyone_needs_only_the_library(self) -> None:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        data = self.both()
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(data["key"]))
        for row in data["statements"]:
            key.verify(bytes.fromhex(row["seal"]), row["text"].encode())
        assert [row["order"] for row in data["statements"]] == [ATTACK, RETREAT]

    def test_one_order_proves_nothing_nor_do_two_days(self) -> None:
        wax = KINDS[1]
        attack = sealed(wax, ATTACK, (0, 2))
        assert evidence(wax, (attack, sealed(wax, ATTACK, (0, 3))), NAMES) is None
        assert evidence(wax, (attack, sealed(wax, RETREAT, (0,), TODAY - 1)), NAMES) is None
        assert evidence(wax, (attack, sealed(wax, RETREAT, (2,))), NAMES) is None

    @settings(max_examples=80, deadline=None)
    @given(st.data())
    def test_what_is_changed_in_it_is_seen(self, data: st.DataObject) -> None:
        found = copy.deepcopy(self.both())
        row = found["statements"][data.draw(st.integers(0, 1))]
        match data.draw(st.sampled_from(["general", "day", "order", "text", "seal", "key", "kind"])):
            case "general":
                found["general"] = 1
            case "day":
                found["day"] -= 1
            case "order":
                row["order"] = data.draw(
                    st.sampled_from([ATTACK, RETREAT, "charge"]).filter(row["order"].__ne__)
                )
            case "text":
                row["text"] += "\n"
            case "seal":
                row["seal"] = data.draw(st.sampled_from(["", "00" * 64, "no", row["seal"][2:]]))
            case "key":
                found["key"] = KINDS[1].public(1)
            case _:
                found["seals"] = data.draw(st.sampled_from(["symbolic", "lead"]))
        good, why = verify_evidence(found)
        assert not good
        assert why.endswith(".")

    JSON = st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
        max_leaves=6,
    )

    @settings(max_examples=80, deadline=None)
    @given(JSON, st.sampled_from(["general", "name", "day", "seals", "key", "statements"]))
    def test_any_data_is_answered(self, nonsense: object, place: str) -> None:
        assert verify_evidence(nonsense)[0] is False
        found = self.both()
        if place != "name" and found[place] != nonsense:
            found[place] = nonsense
            assert verify_evidence(found)[0] is False
