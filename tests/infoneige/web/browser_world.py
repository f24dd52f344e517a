"""What browsers hand over, and calls to the application as they make them."""

import os
from base64 import urlsafe_b64encode
from collections.abc import Mapping

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

URL = "https://neige.example"
OURS = {"Origin": URL, "Sec-Fetch-Site": "same-origin"}
STRANGERS = [
    {},
    {"Sec-Fetch-Site": "cross-site", "Origin": URL},
    {"Sec-Fetch-Site": "same-site", "Origin": URL},
    {"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "null"},
    {"Sec-Fetch-Site": "none"},
]
"""What browsers say of forms that are not sent from a page of ours."""


def subscription(name: str, **changes: object) -> dict[str, object]:
    """Return what ``PushSubscription.toJSON()`` gives of a browser at an endpoint of this name, with new keys."""
    point = (
        ec.generate_private_key(ec.SECP256R1()).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    )
    keys = {"p256dh": _base64url(point), "auth": _base64url(os.urandom(16))}
    return {"endpoint": f"https://fcm.googleapis.com/{name}", "expirationTime": None, "keys": keys} | changes


def wish(name: str = "a", *sides: str, **changes: object) -> dict[str, object]:
    """Return what a page asks for."""
    return {"subscription": subscription(name), "side_ids": list(sides or ("100",)), "language": "fr"} | changes


def ask(
    browser: FlaskClient, method: str, path: str, fields: object = None, headers: Mapping[str, str] = OURS
) -> TestResponse:
    """Call as our own page does."""
    return browser.open(path, method=method, base_url=URL, headers=dict(headers), json=fields)


def _base64url(value: bytes) -> str:
    return urlsafe_b64encode(value).rstrip(b"=").decode()
