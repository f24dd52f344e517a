"""What a browser hands over to be notified: an address that a stranger chose, and two keys. Nothing of it is believed.

Pure: the name in the address is held against a list here; what that name resolves to is the channel's to check.
"""

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import datetime
from math import inf
from typing import TypeVar

from cryptography.hazmat.primitives.asymmetric import ec

from notifier.model import NotifierError

KNOWN_HOSTS = frozenset({"fcm.googleapis.com", "updates.push.services.mozilla.com", "web.push.apple.com"})
KNOWN_SUFFIXES = (".push.apple.com", ".notify.windows.com")

HTTPS_PORT = 443
LARGEST_SUBSCRIPTION = 4096
LONGEST_ENDPOINT = 1024
_POINT_LENGTH = 65
_UNCOMPRESSED = 0x04
_SECRET_LENGTH = 16

_ENDPOINT = re.compile(
    r"https://(?P<host>[a-z0-9-]+(?:\.[a-z0-9-]+)*)(?::(?P<port>[0-9]{1,5}))?(?P<path>/[!-\"$-\[\]-~]*)",
    re.ASCII | re.IGNORECASE,
)
_T = TypeVar("_T")
_BASE64URL = re.compile(r"([A-Za-z0-9_-]+)={0,2}", re.ASCII)


class PushSubscriptionError(NotifierError):
    """A push subscription that will not do; the text says why and repeats nothing of it."""


@dataclass(frozen=True, slots=True)
class PushHosts:
    """The push services that we call: the browsers' own, and ``extra`` ones that an operator vouches for.

    An extra is ``host`` or ``host:port`` in lower case, and may be on a private network.
    """

    extra: frozenset[str] = frozenset()

    def allow(self, host: str, port: int = HTTPS_PORT) -> bool:
        """Say whether a service by this name, in lower case, may be called."""
        is_known = port == HTTPS_PORT and (host in KNOWN_HOSTS or host.endswith(KNOWN_SUFFIXES))
        return is_known or self.vouch_for(host, port)

    def vouch_for(self, host: str, port: int) -> bool:
        """Say whether the operator named this service, wherever its address may lie."""
        return f"{host}:{port}" in self.extra or (port == HTTPS_PORT and host in self.extra)


@dataclass(frozen=True, slots=True)
class PushSubscription:
    """One browser: whoever knows ``endpoint`` may post to it; ``p256dh`` and ``auth`` encrypt for its eyes alone."""

    endpoint: str = field(repr=False)
    p256dh: bytes = field(repr=False)
    auth: bytes = field(repr=False)

    @property
    def origin(self) -> str:
        """Return the push service: scheme, host, and port where it is not 443."""
        return self.endpoint[: self.endpoint.index("/", len("https://"))]

    def as_address(self) -> str:
        """Return it as the address of a recipient: the same text for the same subscription."""
        keys = {"auth": _to_base64url(self.auth), "p256dh": _to_base64url(self.p256dh)}
        return json.dumps({"endpoint": self.endpoint, **keys}, separators=(",", ":"))

    @classmethod
    def from_address(cls, address: str) -> "PushSubscription":
        """Read what ``as_address`` wrote.

        Raises:
            PushSubscriptionError: it is something else.
        """
        try:
            fields = json.loads(address)
            return cls(fields["endpoint"], _from_base64url(fields["p256dh"]), _from_base64url(fields["auth"]))
        except (ValueError, KeyError, TypeError):
            message = "the address kept for this recipient is no push subscription"
            raise PushSubscriptionError(message) from None


def read_push_subscription(text: str | bytes, hosts: PushHosts, *, now: datetime) -> PushSubscription:
    """Read the JSON of a browser's ``PushSubscription``; the host is folded to lower case, unknown fields are ignored.

    Raises:
        PushSubscriptionError: it is no subscription, is over, or names a service that we do not call.
    """
    fields = _object(text)
    _refuse_expired(fields.get("expirationTime"), now)
    endpoint = _expect(str, fields.get("endpoint"), "endpoint must be a text")
    keys = _expect(dict, fields.get("keys"), "keys must be an object with p256dh and auth")
    p256dh, auth = _bytes(keys.get("p256dh"), "p256dh"), _bytes(keys.get("auth"), "auth")
    _check_keys(p256dh, auth)
    return PushSubscription(checked_endpoint(endpoint, hosts), p256dh, auth)


def checked_endpoint(endpoint: str, hosts: PushHosts) -> str:
    """Return the address in its one form; to be called when it is taken in and again before each call.

    Raises:
        PushSubscriptionError: it is not an https URL of a push service on the list.
    """
    _require(len(endpoint) <= LONGEST_ENDPOINT, f"endpoint must have at most {LONGEST_ENDPOINT} characters")
    must_be = "endpoint must be https://host/path, with a plain host name and nothing before it"
    found = _expect(re.Match, _ENDPOINT.fullmatch(endpoint), must_be)
    host, port = found["host"].lower(), int(found["port"] or HTTPS_PORT)
    _require(hosts.allow(host, port), "endpoint is at no push service that we know")
    place = host if port == HTTPS_PORT else f"{host}:{port}"
    return f"https://{place}{found['path']}"


def _object(text: str | bytes) -> dict[str, object]:
    _require(len(text) <= LARGEST_SUBSCRIPTION, f"a push subscription has at most {LARGEST_SUBSCRIPTION} characters")
    try:
        found = json.loads(text, object_pairs_hook=_without_duplicates)
    except (ValueError, RecursionError):
        message = "a push subscription is JSON, in UTF-8, no name in it twice"
        raise PushSubscriptionError(message) from None
    return _expect(dict, found, "a push subscription is a JSON object")


def _without_duplicates(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Refuse a name that comes twice: two readers might not pick the same one."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found


def _refuse_expired(expires: object, now: datetime) -> None:
    if expires is None:
        return
    is_to_come = isinstance(expires, int | float) and now.timestamp() * 1000 < expires < inf
    _require(is_to_come, "expirationTime must be null or milliseconds since 1970, in the future")


def _bytes(value: object, name: str) -> bytes:
    try:
        return _from_base64url(value)
    except ValueError:
        message = f"{name} must be base64url"
        raise PushSubscriptionError(message) from None


def _check_keys(p256dh: bytes, auth: bytes) -> None:
    _require(len(auth) == _SECRET_LENGTH, f"auth must be {_SECRET_LENGTH} bytes")
    is_form = len(p256dh) == _POINT_LENGTH and p256dh[0] == _UNCOMPRESSED
    _require(is_form, f"p256dh must be {_POINT_LENGTH} bytes, the first of them {_UNCOMPRESSED}")
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), p256dh)
    except ValueError:
        message = "p256dh is no point of the curve P-256"
        raise PushSubscriptionError(message) from None


def _require(holds: bool, message: str) -> None:  # noqa: FBT001 - reads as a sentence
    if not holds:
        raise PushSubscriptionError(message)


def _expect(kind: type[_T], value: object, message: str) -> _T:
    if not isinstance(value, kind):
        raise PushSubscriptionError(message)
    return value


def _from_base64url(value: object) -> bytes:
    found = _BASE64URL.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError
    return urlsafe_b64decode(found[1] + "=" * (-len(found[1]) % 4))


def _to_base64url(value: bytes) -> str:
    return urlsafe_b64encode(value).rstrip(b"=").decode("ascii")
