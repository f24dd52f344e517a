"""A sender of push messages that owes nothing to ours, to try the counterparts with: encrypt, sign, POST."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from typing import Any

import aiohttp
import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid

from tests.counterparts.browser_driver import Shown
from tests.counterparts.browser_push_services import PushServices, ToLoopback


class PlainSender:
    """Sends with a key of its own; ``public_key`` is what a page subscribes with."""

    def __init__(self, services: PushServices) -> None:
        """Make the key."""
        self._services = services
        self._vapid = Vapid()
        self._vapid.generate_keys()
        point = self._vapid.public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self.public_key = urlsafe_b64encode(point).rstrip(b"=").decode()

    def send(self, subscription: Mapping[str, Any], wanted: Shown) -> int:
        """Send what is to be shown to what ``PushSubscription.toJSON()`` gave; return the HTTP status."""
        body = http_ece.encrypt(
            json.dumps({"title": wanted.title, "body": wanted.body, "tag": wanted.tag}).encode(),
            private_key=ec.generate_private_key(ec.SECP256R1()),
            dh=_decoded(subscription["keys"]["p256dh"]),
            auth_secret=_decoded(subscription["keys"]["auth"]),
            version="aes128gcm",
        )
        return self.post(
            subscription["endpoint"], body, {**self.headers(subscription["endpoint"]), "Topic": wanted.tag}
        )

    def headers(self, endpoint: str, **claims: object) -> dict[str, str]:
        """Return what a right request for an endpoint says; ``claims`` take the place of the right ones."""
        origin = "/".join(endpoint.split("/")[:3])
        signature = self._vapid.sign({"aud": origin, "sub": "mailto:deneigement@valneige.example"} | claims)
        return {**signature, "TTL": "600", "Content-Encoding": "aes128gcm"}

    def post(self, endpoint: str, body: bytes, headers: Mapping[str, str]) -> int:
        """Send a body as it is; return the HTTP status."""
        return self._services.run(self._post(endpoint, body, headers))

    async def _post(self, endpoint: str, body: bytes, headers: Mapping[str, str]) -> int:
        connector = aiohttp.TCPConnector(resolver=ToLoopback(self._services.places), ssl=self._services.trust)
        async with (
            aiohttp.ClientSession(connector=connector) as session,
            session.post(endpoint, data=body, headers=headers) as answer,
        ):
            return answer.status


def _decoded(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
