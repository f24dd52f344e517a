"""The half of a push service that faces us, as RFC 8030 and RFC 8292 describe it: strict, and keeping what waits."""

import re
from base64 import urlsafe_b64decode
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from uuid import uuid4

import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import ec

from infoneige.clock import SystemClock

LARGEST_BODY = 4096
"""Octets that a push service must take (RFC 8030, 7.2) and ours takes at most."""

_LONGEST_VAPID_S = 24 * 3600
_VAPID = re.compile(r"vapid t=([^,\s]+),\s*k=([^,\s]+)")
_HEADER_RULES = {
    "TTL": re.compile(r"\d{1,7}"),
    "Topic": re.compile(r"[A-Za-z0-9_-]{1,32}"),
    "Urgency": re.compile(r"very-low|low|normal|high"),
    "Content-Encoding": re.compile(r"aes128gcm"),
}


class Refused(Exception):  # noqa: N818 - it is an answer, not an error
    """What a push service answers instead of 201."""

    def __init__(self, status: int, reason: str) -> None:
        """Take the HTTP status and a word for the test's reader."""
        super().__init__(f"{status} {reason}")
        self.status = status


@dataclass(frozen=True, slots=True)
class PushMessage:
    """One accepted message, its body still encrypted."""

    message_id: str
    token: str
    body: bytes
    ttl: int
    topic: str | None
    urgency: str


@dataclass(slots=True)
class PushSubscriber:
    """One subscription of a browser: its application server key and what it has not been handed yet."""

    key: str
    gone: bool = False
    waiting: list[PushMessage] = field(default_factory=list)


@dataclass(slots=True)
class PushEndpoint:
    """Takes messages for subscribers by token, and hands each over at once where the browser is there.

    ``hand_over`` returns whether the browser was there. ``answers`` holds the status of every POST so far.
    """

    origin: str
    hand_over: Callable[[PushMessage], Awaitable[bool]]
    subscribers: dict[str, PushSubscriber] = field(default_factory=dict)
    accepted: list[PushMessage] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)

    def subscribe(self, key: str) -> str:
        """Add a subscriber bound to an application server key (base64url); return its token."""
        token = uuid4().hex
        self.subscribers[token] = PushSubscriber(key.rstrip("="))
        return token

    def take_waiting(self, token: str) -> list[PushMessage]:
        """Return what waits for a browser that has come back, and keep none of it."""
        subscriber = self.subscribers[token]
        waiting, subscriber.waiting = subscriber.waiting, []
        return waiting

    async def take(self, request: web.Request) -> web.Response:
        """Answer a POST to a subscriber's URL."""
        try:
            message = self._checked(request.match_info["token"], request, await request.read())
        except Refused as refused:
            self.answers.append(refused.status)
            self.refusals.append(str(refused))
            return web.json_response({"error": str(refused)}, status=refused.status)
        await self._keep(message)
        self.accepted.append(message)
        self.answers.append(201)
        location = f"{self.origin}/m/{message.message_id}"
        return web.Response(status=201, headers={"Location": location, "TTL": str(message.ttl)})

    async def _keep(self, message: PushMessage) -> None:
        """Hand a message over, or keep it for the browser's return in the place of an older one on its topic."""
        if await self.hand_over(message) or not message.ttl:
            return
        waiting = self.subscribers[message.token].waiting
        waiting[:] = [older for older in waiting if message.topic is None or older.topic != message.topic]
        waiting.append(message)

    def _checked(self, token: str, request: web.Request, body: bytes) -> PushMessage:
        subscriber = self.subscribers.get(token)
        if subscriber is None:
            raise Refused(404, "no such subscription")
        if subscriber.gone:
            raise Refused(410, "the browser has unsubscribed")
        _check_headers(request, has_body=bool(body))
        if len(body) > LARGEST_BODY:
            raise Refused(413, "too large")
        _check_vapid(request.headers.get("Authorization", ""), self.origin, subscriber.key)
        return PushMessage(
            uuid4().hex,
            token,
            body,
            int(request.headers["TTL"]),
            request.headers.get("Topic"),
            request.headers.get("Urgency", "normal"),
        )


def _check_headers(request: web.Request, *, has_body: bool) -> None:
    for name, rule in _HEADER_RULES.items():
        text = request.headers.get(name)
        needed = name == "TTL" or (name == "Content-Encoding" and has_body)
        if (text is None and needed) or (text is not None and not rule.fullmatch(text)):
            raise Refused(400, f"{name}: {text}")


def _check_vapid(authorization: str, origin: str, key: str) -> None:
    """Check the sender's signature: it is for us, valid for 24 hours at most, and says whom to write to."""
    found = _VAPID.fullmatch(authorization)
    if found is None:
        raise Refused(401, "no VAPID signature")
    token, signer = found[1], found[2].rstrip("=")
    if signer != key:
        raise Refused(403, "signed with another key than the subscription's")
    try:
        public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), urlsafe_b64decode(signer + "=="))
        required = {"require": ["exp", "aud", "sub"]}
        claims = jwt.decode(token, public, algorithms=["ES256"], audience=origin, options=required)  # type: ignore[arg-type]
    except (jwt.InvalidTokenError, ValueError) as error:
        raise Refused(403, f"VAPID: {error}") from None
    if claims["exp"] > SystemClock().now().timestamp() + _LONGEST_VAPID_S:
        raise Refused(403, "VAPID: valid for more than 24 hours")
    if not re.match(r"mailto:\S+@\S+|https://\S", claims["sub"]):
        raise Refused(403, "VAPID: sub is no way to reach the sender")
