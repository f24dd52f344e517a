"""A sender of push messages that owes nothing to ours, to try the counterparts with: encrypt, sign, POST."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping

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

    def send(self, subscription: Mapping[str, object], wanted: Shown) -> int:
        """Send what is to be shown to what ``PushSubscription.toJSON()`` gave; return the HTTP status."""
        payload = json.dumps({"title": wanted.title, "body": wanted.body, "tag": wanted.tag}).encode()
        return self._services.run(self._post(subscription, payload, topic=wanted.tag))

    async def _post(self, subscription: Mapping[str, object], payload: bytes, *, topic: str) -> int:
        endpoint, keys = str(subscription["endpoint"]), subscription["keys"]
        assert isinstance(keys, dict)
        body = http_ece.encrypt(
            payload,
            private_key=ec.generate_private_key(ec.SECP256R1()),
            dh=_decoded(keys["p256dh"]),
            auth_secret=_decoded(keys["auth"]),
            version="aes128gcm",
        )
        origin = "/".join(endpoint.split("/")[:3])
        signature = self._vapid.sign({"aud": origin, "sub": "mailto:deneigement@valneige.example"})
        headers = {**signature, "TTL": "600", "Topic": topic, "Content-Encoding": "aes128gcm"}
        connector = aiohttp.TCPConnector(resolver=ToLoopback(self._services.places), ssl=self._services.trust)
        async with (
            aiohttp.ClientSession(connector=connector) as session,
            session.post(endpoint, data=body, headers=headers) as answer,
        ):
            return answer.status


def _decoded(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
