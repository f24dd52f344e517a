"""The keys of one installation: which there are, which are current, and what makes a ring of them sound."""

import secrets
from base64 import urlsafe_b64encode
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from hmac import digest
from typing import Self

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from infoneige.errors import ServiceError

KEY_BYTES = 32
_FEWEST_DIFFERENT = 16
"""How many different bytes a key has at least; a random one has fewer once in 10^17."""

_KNOWN_QUESTION = b"infoneige known answer"


class KeysError(ServiceError):
    """Keys that cannot be used; the text says which and what to do, and never holds one."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class KeyRing:
    """Every secret of our own making; those of providers are elsewhere.

    ``lookup`` keys make the hashes that addresses are found by, ``encryption`` keys seal them; both by id, with every
    older key that rows may still be under. ``callback`` makes markers and signed ids, ``codes`` hashes one-time codes,
    ``vapid`` signs our web pushes.
    """

    lookup: Mapping[str, bytes]
    encryption: Mapping[str, bytes]
    current_lookup: str
    current_encryption: str
    callback: bytes
    codes: bytes
    vapid: ec.EllipticCurvePrivateKey

    def __post_init__(self) -> None:
        """Refuse weak, short and shared keys."""
        _demand_current("lookup", self.current_lookup, self.lookup)
        _demand_current("encryption", self.current_encryption, self.encryption)
        if not isinstance(self.vapid.curve, ec.SECP256R1):
            message = "the key vapid is not on the curve P-256"
            raise KeysError(message)
        secrets_by_name = dict(self._secrets())
        for name, key in secrets_by_name.items():
            _demand_strong(name, key)
        _demand_different(secrets_by_name)
        if shared := self.lookup.keys() & self.encryption.keys():
            message = f"the key id {min(shared)} names both a lookup and an encryption key"
            raise KeysError(message)

    def __repr__(self) -> str:
        """Return the ids, and nothing that is secret."""
        return f"KeyRing(lookup={list(self.lookup)}, encryption={list(self.encryption)})"

    @classmethod
    def fresh(cls) -> Self:
        """Make a ring of new random keys."""
        lookup, encryption = _new_id("l"), _new_id("e")
        return cls(
            lookup={lookup: _new_key()},
            encryption={encryption: _new_key()},
            current_lookup=lookup,
            current_encryption=encryption,
            callback=_new_key(),
            codes=_new_key(),
            vapid=ec.generate_private_key(ec.SECP256R1()),
        )

    @property
    def vapid_public(self) -> str:
        """Return the VAPID public key as browsers take it: the uncompressed point in unpadded base64url."""
        point = self.vapid.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return urlsafe_b64encode(point).rstrip(b"=").decode()

    @property
    def ids(self) -> frozenset[str]:
        """Return the ids of all look-up and encryption keys."""
        return frozenset(self.lookup) | frozenset(self.encryption)

    def known_answers(self) -> dict[str, str]:
        """Return what each look-up and encryption key makes of the same question: it tells keys apart, and no more."""
        keys = {**self.lookup, **self.encryption}
        return {key_id: digest(key, _KNOWN_QUESTION, "sha256").hex() for key_id, key in keys.items()}

    def with_new_encryption(self) -> Self:
        """Return the ring with one more encryption key, which is current."""
        key_id = _new_id("e")
        return replace(self, encryption={**self.encryption, key_id: _new_key()}, current_encryption=key_id)

    def with_new_lookup(self) -> Self:
        """Return the ring with one more look-up key, which is current."""
        key_id = _new_id("l")
        return replace(self, lookup={**self.lookup, key_id: _new_key()}, current_lookup=key_id)

    def without_encryption(self, key_ids: Collection[str]) -> Self:
        """Return the ring without these encryption keys."""
        kept = {key_id: key for key_id, key in self.encryption.items() if key_id not in key_ids}
        return replace(self, encryption=kept)

    def _secrets(self) -> Iterator[tuple[str, bytes]]:
        """Yield each secret with the name by which a person knows it."""
        yield from ((f"lookup.{key_id}", key) for key_id, key in self.lookup.items())
        yield from ((f"encryption.{key_id}", key) for key_id, key in self.encryption.items())
        yield "callback", self.callback
        yield "codes", self.codes
        yield "vapid", self.vapid.private_numbers().private_value.to_bytes(KEY_BYTES)


def _new_id(kind: str) -> str:
    return kind + secrets.token_hex(3)


def _new_key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


def _demand_current(kind: str, key_id: str, keys: Mapping[str, bytes]) -> None:
    if key_id not in keys:
        message = f"current_{kind} names the key {key_id}, and [{kind}] has none of that id"
        raise KeysError(message)


def _demand_strong(name: str, key: bytes) -> None:
    if len(key) != KEY_BYTES:
        message = f"the key {name} has {len(key)} bytes; it must have {KEY_BYTES}"
        raise KeysError(message)
    if len(set(key)) < _FEWEST_DIFFERENT or key.isascii():
        message = f"the key {name} is not random: let `infoneige keys new` make it"
        raise KeysError(message)


def _demand_different(keys: Mapping[str, bytes]) -> None:
    first: dict[bytes, str] = {}
    for name, key in keys.items():
        if (other := first.setdefault(key, name)) != name:
            message = f"{other} and {name} are the same key: each needs its own"
            raise KeysError(message)
