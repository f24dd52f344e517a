"""An authenticator in software: it holds ES256 keys, and answers a site as a browser with a real one does.

It also misbehaves on request: for another origin, without its owner's finger, or as a copy that lags behind.
"""

import hashlib
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from copy import copy
from dataclasses import dataclass, field
from typing import Any, Self

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, VERIFIED, HOLDS_A_KEY = 0x01, 0x04, 0x40


@dataclass
class SoftwareAuthenticator:
    """One key, made by ``create``, for the site that asked; ``origin`` is what the browser says the page is."""

    origin: str
    flags: int = PRESENT | VERIFIED
    sign_count: int = 0
    step: int = 1
    kind: str | None = None
    user_handle: bytes = b""
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def clone(self) -> Self:
        """Return a copy that counts for itself."""
        return copy(self)

    def create(self, options: str) -> str:
        """Answer to registration options."""
        asked = json.loads(options)
        self.user_handle = decoded(asked["user"]["id"])
        credential = bytes(16) + len(self.credential_id).to_bytes(2) + self.credential_id + self._public_key()
        data = self._data(asked["rp"]["id"], HOLDS_A_KEY) + credential
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        response = {
            "clientDataJSON": encoded(self._client_data("webauthn.create", asked["challenge"])),
            "attestationObject": encoded(attestation),
        }
        return self._answer(response)

    def get(self, options: str) -> str:
        """Answer to login options."""
        asked = json.loads(options)
        self.sign_count += self.step
        data = self._data(asked["rpId"])
        client_data = self._client_data("webauthn.get", asked["challenge"])
        signed = data + hashlib.sha256(client_data).digest()
        response = {
            "clientDataJSON": encoded(client_data),
            "authenticatorData": encoded(data),
            "signature": encoded(self.key.sign(signed, ec.ECDSA(hashes.SHA256()))),
            "userHandle": encoded(self.user_handle),
        }
        return self._answer(response)

    def _data(self, rp_id: str, more_flags: int = 0) -> bytes:
        site = hashlib.sha256(rp_id.encode()).digest()
        return site + bytes([self.flags | more_flags]) + self.sign_count.to_bytes(4)

    def _client_data(self, kind: str, challenge: str) -> bytes:
        said = {"type": self.kind or kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(said).encode()

    def _public_key(self) -> bytes:
        """Return the key as COSE writes an ES256 key."""
        point = self.key.public_key().public_numbers()
        return cbor2.dumps({1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32), -3: point.y.to_bytes(32)})

    def _answer(self, response: dict[str, Any]) -> str:
        name = encoded(self.credential_id)
        answer = {"id": name, "rawId": name, "type": "public-key", "response": response, "clientExtensionResults": {}}
        return json.dumps(answer)


def encoded(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    return urlsafe_b64decode(text + "==")
