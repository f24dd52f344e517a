"""The vault: what it seals opens in its own place only, and shows nothing."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infoneige.secrecy.keys import KeyRing
from infoneige.secrecy.vault import Sealed, Vault, VaultError
from notifier.model import Channel, Language, Recipient
from tests.vault import RING, VAULT

ANA, BOB = "+15145550101", "+15145550102"
SEALED = VAULT.seal(Channel.SMS, ANA)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


def browser(endpoint: str, key: str) -> str:
    return json.dumps({"endpoint": endpoint, "keys": {"auth": key, "p256dh": key}})


@given(st.sampled_from(Channel), TEXTS.filter(lambda text: not text.startswith("{")))
def test_opening_undoes_sealing(channel: Channel, address: str) -> None:
    sealed = VAULT.seal(channel, address)
    assert VAULT.open(channel, sealed) == address
    assert VAULT.opened(Recipient(channel, sealed.stored, Language.EN)) == Recipient(channel, address, Language.EN)
    assert VAULT.open_note(VAULT.seal_note(address)) == address


def test_same_address_is_found_by_one_hash_and_sealed_differently_each_time() -> None:
    one, other = VAULT.seal(Channel.SMS, ANA), VAULT.seal(Channel.SMS, ANA)
    assert one.hmac == other.hmac == VAULT.hmac(Channel.SMS, ANA)
    assert one.text != other.text
    assert one.key_ids == {"l1", "e1"}
    assert (one.hmac[:3], one.text[:6]) == ("l1.", "v1.e1.")


def test_hash_differs_by_channel_address_and_key() -> None:
    found = {
        VAULT.hmac(Channel.SMS, ANA),
        VAULT.hmac(Channel.CONSOLE, ANA),
        VAULT.hmac(Channel.SMS, BOB),
        Vault(KeyRing.fresh()).hmac(Channel.SMS, ANA),
    }
    assert len(found) == 4


def test_browser_is_found_by_its_endpoint_whatever_its_keys() -> None:
    one, renewed, other = browser("https://a/1", "x"), browser("https://a/1", "y"), browser("https://a/2", "x")
    assert VAULT.hmac(Channel.PUSH, one) == VAULT.hmac(Channel.PUSH, renewed) != VAULT.hmac(Channel.PUSH, other)
    assert VAULT.open(Channel.PUSH, VAULT.seal(Channel.PUSH, renewed)) == renewed


def test_hashes_are_the_current_keys_first_then_the_older() -> None:
    renewed = Vault(RING.with_new_lookup())
    found = renewed.hmacs(Channel.SMS, ANA)
    assert found == (renewed.hmac(Channel.SMS, ANA), VAULT.hmac(Channel.SMS, ANA))


def test_seal_opens_in_its_own_row_and_channel_only() -> None:
    ana, bob = VAULT.seal(Channel.SMS, ANA), VAULT.seal(Channel.SMS, BOB)
    swapped = [
        (Channel.SMS, Sealed(ana.hmac, bob.text)),
        (Channel.CONSOLE, ana),
        (Channel.SMS, Sealed(ana.hmac, VAULT.seal_note(ANA))),
    ]
    for channel, sealed in swapped:
        with pytest.raises(VaultError, match=r"something sealed as v1\.e1 does not open"):
            VAULT.open(channel, sealed)
    with pytest.raises(VaultError):
        VAULT.open_note(ana.text)


@given(st.data())
def test_seal_that_was_changed_anywhere_does_not_open(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(SEALED.text) - 2))  # the last character has bits that mean nothing
    other = data.draw(st.sampled_from("AQgwABC._-").filter(lambda letter: letter != SEALED.text[at]))
    with pytest.raises(VaultError):
        VAULT.open(Channel.SMS, SEALED._replace(text=SEALED.text[:at] + other + SEALED.text[at + 1 :]))


@given(TEXTS)
def test_text_that_was_never_sealed_does_not_open(text: str) -> None:
    with pytest.raises(VaultError):
        VAULT.open(Channel.SMS, Sealed("l1.x", text))
    with pytest.raises(VaultError):
        VAULT.open_note(f"v1.e1.{text}")


def test_older_key_still_opens_and_the_new_one_seals() -> None:
    old = VAULT.seal(Channel.SMS, ANA)
    renewed = Vault(RING.with_new_encryption())
    assert renewed.open(Channel.SMS, old) == ANA
    assert renewed.seal(Channel.SMS, ANA).key_ids == {"l1", renewed.ring.current_encryption}


def test_ring_is_read_again_when_a_row_is_under_a_key_that_it_lacks() -> None:
    renewed = RING.with_new_encryption()
    sealed = Vault(renewed).seal(Channel.SMS, ANA)
    with pytest.raises(VaultError, match=f"the ring has no encryption key {renewed.current_encryption}, which"):
        VAULT.open(Channel.SMS, sealed)
    assert Vault(RING, reload=lambda: renewed).open(Channel.SMS, sealed) == ANA


def test_wrong_key_under_the_right_id_does_not_open() -> None:
    impostor = Vault(replace(RING, encryption={"e1": KeyRing.fresh().codes}))
    with pytest.raises(VaultError, match="does not open"):
        impostor.open(Channel.SMS, VAULT.seal(Channel.SMS, ANA))


def test_nothing_readable_is_said_of_a_vault_or_a_seal() -> None:
    sealed = VAULT.seal(Channel.SMS, ANA)
    with pytest.raises(VaultError) as error:
        VAULT.open(Channel.CONSOLE, sealed)
    said = f"{sealed!r} {VAULT!r} {VAULT.ring!r} {error.value} {sealed.stored}"
    assert "5145550101" not in said
    assert str(RING.encryption["e1"]) not in said
