"""Seals what must not be read from a stolen database, addresses above all, and opens it again.

An address is found by a keyed hash, ``<look-up key id>.<base64url>``, and stands beside it as ``v1.<encryption key
id>.<base64url of nonce and ciphertext>``. The seal binds the channel and the hash: it opens in its own row only.
"""

import hmac
import json
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from infoneige.errors import ServiceError
from infoneige.secrecy.keys import KeyRing
from notifier.model import Channel, Recipient

_FORM = "v1"
_NONCE_BYTES = 12
_NOTE = "note"


class VaultError(ServiceError):
    """What is sealed cannot be opened; the text names the key by its id, and nothing that it sealed."""


class Sealed(NamedTuple):
    """An address as it is stored: the hash that finds it, and itself, unreadable. A note has no hash."""

    hmac: str
    text: str

    @property
    def stored(self) -> str:
        """Return both as one text: what ``Recipient.address`` holds between the database and the call."""
        return f"{self.hmac} {self.text}"

    @property
    def key_ids(self) -> frozenset[str]:
        """Return the ids of the keys that it is under."""
        encryption = self.text.partition(".")[2].partition(".")[0]
        return frozenset(filter(None, (self.hmac.partition(".")[0], encryption)))


@dataclass(frozen=True, slots=True)
class _Keys:
    """A ring as it is worked with."""

    ring: KeyRing
    ciphers: dict[str, AESGCM]


class Vault:
    """Seals under the current keys of a ring, and opens under any of its keys.

    ``reload`` gives the ring anew when it was changed, else None: keys are rotated while this process runs.
    """

    def __init__(self, ring: KeyRing, reload: Callable[[], KeyRing | None] = lambda: None) -> None:
        """Take the keys; nothing is read."""
        self._keys = _Keys(ring, _ciphers(ring))
        self._reload = reload

    @property
    def ring(self) -> KeyRing:
        """Return the ring that is in use now."""
        return self._keys.ring

    def renew(self) -> None:
        """Take the ring anew where it was changed.

        Raises:
            KeysError: it cannot be read.
        """
        ring = self._reload()
        if ring is not None:
            self._keys = _Keys(ring, _ciphers(ring))

    def hmac(self, channel: Channel, address: str) -> str:
        """Return the hash that new rows are found by."""
        ring = self.ring
        return _hmac(ring.current_lookup, ring.lookup[ring.current_lookup], channel, address)

    def hmacs(self, channel: Channel, address: str) -> tuple[str, ...]:
        """Return the hashes that any row may be found by, the current key's first.

        Raises:
            KeysError: as ``renew``: a stop must find whoever was just moved to a new key.
        """
        self.renew()
        ring = self.ring
        ids = sorted(ring.lookup, key=lambda key_id: key_id != ring.current_lookup)
        return tuple(_hmac(key_id, ring.lookup[key_id], channel, address) for key_id in ids)

    def seal(self, channel: Channel, address: str) -> Sealed:
        """Seal an address under the current keys."""
        found_by = self.hmac(channel, address)
        return Sealed(found_by, self._seal(f"{channel.value}.{found_by}", address))

    def open(self, channel: Channel, sealed: Sealed) -> str:
        """Return a sealed address.

        Raises:
            VaultError: the ring lacks its key, or it was changed or moved to another row.
        """
        return self._open(f"{channel.value}.{sealed.hmac}", sealed.text)

    def opened(self, recipient: Recipient) -> Recipient:
        """Return a recipient with the address readable, which the outbox hands over in its stored form.

        Raises:
            VaultError: as ``open``.
        """
        found_by, _, text = recipient.address.partition(" ")
        return Recipient(recipient.channel, self.open(recipient.channel, Sealed(found_by, text)), recipient.language)

    def seal_note(self, text: str) -> str:
        """Seal something that a person wrote; nothing finds it by what it says."""
        return self._seal(_NOTE, text)

    def open_note(self, sealed: str) -> str:
        """Return what ``seal_note`` sealed.

        Raises:
            VaultError: as ``open``.
        """
        return self._open(_NOTE, sealed)

    def _seal(self, bound: str, text: str) -> str:
        keys = self._keys
        form, nonce = f"{_FORM}.{keys.ring.current_encryption}", os.urandom(_NONCE_BYTES)
        cipher = keys.ciphers[keys.ring.current_encryption]
        secret = nonce + cipher.encrypt(nonce, text.encode(), f"{form}.{bound}".encode())
        return f"{form}.{urlsafe_b64encode(secret).rstrip(b'=').decode()}"

    def _open(self, bound: str, sealed: str) -> str:
        form, _, secret = sealed.rpartition(".")
        cipher = self._cipher(form)
        try:
            content = urlsafe_b64decode(secret + "==")
            nonce, ciphertext = content[:_NONCE_BYTES], content[_NONCE_BYTES:]
            return cipher.decrypt(nonce, ciphertext, f"{form}.{bound}".encode()).decode()
        except (InvalidTag, ValueError):
            message = f"something sealed as {form} does not open: it was changed, moved, or sealed by another key"
            raise VaultError(message) from None

    def _cipher(self, form: str) -> AESGCM:
        version, _, key_id = form.partition(".")
        if version != _FORM:
            message = "something stored is not in a sealed form that this program knows"
            raise VaultError(message)
        if key_id not in self._keys.ciphers:
            self.renew()
        if key_id not in self._keys.ciphers:
            message = f"the ring has no encryption key {key_id}, which sealed rows need: put it back into the key file"
            raise VaultError(message)
        return self._keys.ciphers[key_id]


def _ciphers(ring: KeyRing) -> dict[str, AESGCM]:
    return {key_id: AESGCM(key) for key_id, key in ring.encryption.items()}


def _hmac(key_id: str, key: bytes, channel: Channel, address: str) -> str:
    found = hmac.digest(key, f"{channel.value}\n{_place(channel, address)}".encode(), "sha256")
    return f"{key_id}.{urlsafe_b64encode(found).rstrip(b'=').decode()}"


def _place(channel: Channel, address: str) -> str:
    """Return what makes two addresses the same place: of a browser the endpoint, as its keys may change."""
    if channel is Channel.PUSH and address.startswith("{"):
        return str(json.loads(address)["endpoint"])
    return address
