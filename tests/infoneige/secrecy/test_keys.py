"""A ring of keys: only a sound one comes to be, and nothing that it says of itself is secret."""

from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from infoneige.secrecy.keys import KeyRing, KeysError
from tests.vault import RING


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"codes": b"short"}, "the key codes has 5 bytes; it must have 32"),
        ({"codes": bytes(32)}, "the key codes is not random"),
        ({"codes": b"changeme" * 4}, "the key codes is not random"),
        ({"codes": b"a phrase that somebody thought up"[:32]}, "the key codes is not random"),
        ({"codes": RING.callback}, "callback and codes are the same key"),
        ({"lookup": {"l1": RING.encryption["e1"]}}, "lookup.l1 and encryption.e1 are the same key"),
        ({"lookup": {"e1": RING.lookup["l1"]}, "current_lookup": "e1"}, "the key id e1 names both"),
        ({"current_encryption": "e2"}, r"current_encryption names the key e2, and \[encryption\] has none"),
        ({"vapid": ec.generate_private_key(ec.SECP384R1())}, "vapid is not on the curve P-256"),
    ],
)
def test_ring_that_is_not_sound_is_refused(changes: dict[str, Any], complaint: str) -> None:
    with pytest.raises(KeysError, match=complaint):
        replace(RING, **changes)


def test_fresh_rings_share_nothing() -> None:
    one, other = KeyRing.fresh(), KeyRing.fresh()
    assert one.known_answers().keys() & other.known_answers().keys() == set()
    assert set(one.known_answers().values()) & set(other.known_answers().values()) == set()
    assert len({one.callback, one.codes, other.callback, other.codes}) == 4
    assert one.vapid_public != other.vapid_public


def test_new_keys_are_current_and_the_old_stay() -> None:
    renewed = RING.with_new_encryption().with_new_lookup()
    assert (renewed.encryption["e1"], renewed.lookup["l1"]) == (RING.encryption["e1"], RING.lookup["l1"])
    assert {renewed.current_encryption, renewed.current_lookup} == renewed.ids - RING.ids
    assert renewed.without_encryption({"e1"}).ids == renewed.ids - {"e1"}


def test_current_key_cannot_be_dropped() -> None:
    with pytest.raises(KeysError, match="current_encryption names the key e1"):
        RING.without_encryption({"e1"})


def test_ring_shows_its_ids_alone() -> None:
    assert repr(RING) == str(RING) == "KeyRing(lookup=['l1'], encryption=['e1'])"
