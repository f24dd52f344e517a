"""The keys of the tests: the same in every process, and sound, though everybody can read them."""

from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric import ec

from infoneige.secrecy.keys import KeyRing
from infoneige.secrecy.vault import Vault


def _key(name: str) -> bytes:
    return sha256(f"a key of the tests: {name}".encode()).digest()


RING = KeyRing(
    lookup={"l1": _key("lookup")},
    encryption={"e1": _key("encryption")},
    current_lookup="l1",
    current_encryption="e1",
    callback=_key("callback"),
    codes=_key("codes"),
    vapid=ec.derive_private_key(int.from_bytes(_key("vapid")), ec.SECP256R1()),
)

VAULT = Vault(RING)
