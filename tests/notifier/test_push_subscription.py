"""Section by section, everything that a browser, or somebody who is none, may hand over as a push subscription."""

import json
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from notifier.push_subscription import (
    LONGEST_ENDPOINT,
    PushHosts,
    PushSubscription,
    PushSubscriptionError,
    checked_endpoint,
    read_push_subscription,
)

NOW = datetime(2026, 12, 7, 20, 0, tzinfo=UTC)
ENDPOINT = "https://fcm.googleapis.com/fcm/send/abc:DEF_1-2%2f3?x=y"
POINT = ec.generate_private_key(ec.SECP256R1()).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
SECRET = bytes(range(16))
HOSTS = PushHosts(frozenset({"localhost:8443", "push.ville.test", "127.0.0.1:9443"}))
IN_FUTURE = int((NOW + timedelta(days=30)).timestamp() * 1000)


def base64url(value: bytes) -> str:
    return urlsafe_b64encode(value).rstrip(b"=").decode()


def subscription(**changes: object) -> dict[str, object]:
    keys = {"p256dh": base64url(POINT), "auth": base64url(SECRET)}
    return {"endpoint": ENDPOINT, "expirationTime": None, "keys": keys} | changes


def with_key(name: str, value: object) -> dict[str, object]:
    keys = {"p256dh": base64url(POINT), "auth": base64url(SECRET)}
    return subscription(keys=keys | {name: value})


def refusal(text: str | bytes, hosts: PushHosts = HOSTS) -> str:
    with pytest.raises(PushSubscriptionError) as refused:
        read_push_subscription(text, hosts, now=NOW)
    return str(refused.value)


def test_read_push_subscription_reads_what_browsers_say() -> None:
    expected = PushSubscription(ENDPOINT, POINT, SECRET)
    assert read_push_subscription(json.dumps(subscription()), HOSTS, now=NOW) == expected
    assert read_push_subscription(json.dumps(subscription()).encode(), HOSTS, now=NOW) == expected
    padded = with_key("auth", urlsafe_b64encode(SECRET).decode()) | {"expirationTime": IN_FUTURE, "other": [1]}
    assert read_push_subscription(json.dumps(padded), HOSTS, now=NOW) == expected
    assert expected.origin == "https://fcm.googleapis.com"


NO_JSON = "a push subscription is JSON, in UTF-8, no name in it twice"
TOO_LONG = "a push subscription has at most 4096 characters"
NO_ENDPOINT = "endpoint must be a text"
NO_KEYS = "keys must be an object with p256dh and auth"
NO_FORM = "p256dh must be 65 bytes, the first of them 4"
NO_POINT = "p256dh is no point of the curve P-256"
NO_AUTH = "auth must be 16 bytes"
NO_TIME = "expirationTime must be null or milliseconds since 1970, in the future"

BAD_JSON: dict[str, tuple[str | bytes, str]] = {
    "nothing": ("", NO_JSON),
    "no JSON": ("<html>", NO_JSON),
    "one megabyte": ('{"endpoint":"' + "x" * 1_000_000 + '"}', TOO_LONG),
    "10,000 deep": ("[" * 10_000 + "]" * 10_000, TOO_LONG),
    "2,000 deep": ("[" * 2_000 + "]" * 2_000, NO_JSON),
    "no UTF-8": (b'{"endpoint":"\xff"}', NO_JSON),
    "a name twice": ('{"endpoint":"https://fcm.googleapis.com/a","endpoint":"https://evil.tld/"}', NO_JSON),
    "a number of 4,000 digits": ('{"expirationTime":' + "9" * 4000 + "}", NO_ENDPOINT),
    "an array": ("[]", "a push subscription is a JSON object"),
    "null": ("null", "a push subscription is a JSON object"),
    "no endpoint": ("{}", NO_ENDPOINT),
    "endpoint a number": (json.dumps(subscription(endpoint=7)), NO_ENDPOINT),
    "endpoint an array": (json.dumps(subscription(endpoint=[ENDPOINT])), NO_ENDPOINT),
    "endpoint of 100 kB": (json.dumps(subscription(endpoint=ENDPOINT + "x" * 100_000)), TOO_LONG),
    "keys missing": (json.dumps({"endpoint": ENDPOINT}), NO_KEYS),
    "keys null": (json.dumps(subscription(keys=None)), NO_KEYS),
    "keys a list": (json.dumps(subscription(keys=[1, 2])), NO_KEYS),
    "p256dh missing": (json.dumps(subscription(keys={"auth": base64url(SECRET)})), "p256dh must be base64url"),
    "p256dh a number": (json.dumps(with_key("p256dh", 4)), "p256dh must be base64url"),
    "p256dh no base64": (json.dumps(with_key("p256dh", "é" * 87)), "p256dh must be base64url"),
    "p256dh of one letter": (json.dumps(with_key("p256dh", "A")), "p256dh must be base64url"),
    "p256dh with a blank": (json.dumps(with_key("p256dh", base64url(POINT) + " ")), "p256dh must be base64url"),
    "p256dh of 64 bytes": (json.dumps(with_key("p256dh", base64url(POINT[:64]))), NO_FORM),
    "p256dh of 66 bytes": (json.dumps(with_key("p256dh", base64url(POINT + b"\0"))), NO_FORM),
    "p256dh compressed": (json.dumps(with_key("p256dh", base64url(b"\2" + POINT[1:33]))), NO_FORM),
    "p256dh of another form": (json.dumps(with_key("p256dh", base64url(b"\6" + POINT[1:]))), NO_FORM),
    "p256dh all zeros": (json.dumps(with_key("p256dh", base64url(bytes(65)))), NO_FORM),
    "p256dh the origin": (json.dumps(with_key("p256dh", base64url(b"\4" + bytes(64)))), NO_POINT),
    "p256dh off the curve": (json.dumps(with_key("p256dh", base64url(POINT[:-1] + bytes([POINT[-1] ^ 1])))), NO_POINT),
    "auth of 1 byte": (json.dumps(with_key("auth", base64url(b"x"))), NO_AUTH),
    "auth of 17 bytes": (json.dumps(with_key("auth", base64url(SECRET + b"x"))), NO_AUTH),
    "auth empty": (json.dumps(with_key("auth", "")), "auth must be base64url"),
    "expired": (json.dumps(subscription(expirationTime=1_000)), NO_TIME),
    "expires at 1e400": (json.dumps(subscription()).replace("null", "1e400"), NO_TIME),
    "expires never, as JSON cannot say": (json.dumps(subscription()).replace("null", "NaN"), NO_TIME),
    "expires true": (json.dumps(subscription(expirationTime=True)), NO_TIME),
    "expires in words": (json.dumps(subscription(expirationTime="2027")), NO_TIME),
}


@pytest.mark.parametrize("name", BAD_JSON)
def test_read_push_subscription_refuses(name: str) -> None:
    text, reason = BAD_JSON[name]
    assert refusal(text) == reason


BAD_URL = "endpoint must be https://host/path, with a plain host name and nothing before it"
UNKNOWN = "endpoint is at no push service that we know"

BAD_ENDPOINTS = {
    "http://fcm.googleapis.com/x": BAD_URL,
    "https://fcm.googleapis.com@127.0.0.1/": BAD_URL,
    "https://user:password@fcm.googleapis.com/x": BAD_URL,
    "https://fcm.googleapis.com\\@evil.tld/": BAD_URL,
    "https://fcm.googleapis.com/\\@evil.tld/": BAD_URL,
    "https://fcm.googleapis.com.evil.tld/": UNKNOWN,
    "https://fcm.googleapis.com./": BAD_URL,
    "https://fcm.googleapis.com:80/": UNKNOWN,
    "https://fcm.googleapis.com:99999/": UNKNOWN,
    "https://fcm.googleapis.com:443443/": BAD_URL,
    "https://fcm.googleapis.com:/": BAD_URL,
    "https://fcm%2egoogleapis.com/": BAD_URL,
    "https://fcm。googleapis。com/": BAD_URL,
    "https://fcm.googleapıs.com/": BAD_URL,
    "https://fcm.googleapiſ.com/": BAD_URL,
    "https://fcm.google\tapis.com/": BAD_URL,
    "https://fcm.googleapis.com/a b": BAD_URL,
    "https://fcm.googleapis.com/a\r\nHost: evil": BAD_URL,
    "https://fcm.googleapis.com/é": BAD_URL,
    "https://[::ffff:127.0.0.1]/": BAD_URL,
    "https://[::1]/": BAD_URL,
    "https://0x7f.1/": UNKNOWN,
    "https://2130706433/": UNKNOWN,
    "https://127.0.0.1/": UNKNOWN,
    "https://169.254.169.254/": UNKNOWN,
    "https://localhost/": UNKNOWN,
    "https://x.notify.windows.com.attacker.tld/": UNKNOWN,
    "https://notify.windows.com/": UNKNOWN,
    "https://evilnotify.windows.com/": UNKNOWN,
    "https://.notify.windows.com/": BAD_URL,
    "https://a..notify.windows.com/": BAD_URL,
    "https://evil.fcm.googleapis.com/": UNKNOWN,
    "gopher://fcm.googleapis.com/": BAD_URL,
    "file:///etc/passwd": BAD_URL,
    "//fcm.googleapis.com/": BAD_URL,
    "https:fcm.googleapis.com/": BAD_URL,
    "https://fcm.googleapis.com": BAD_URL,
    "https://fcm.googleapis.com?x": BAD_URL,
    "https://fcm.googleapis.com/a#frag": BAD_URL,
    " https://fcm.googleapis.com/": BAD_URL,
    "https://fcm.googleapis.com/\ud800": BAD_URL,
    "https://localhost:8444/": UNKNOWN,
    "https://push.ville.test:8443/": UNKNOWN,
    "https://fcm.googleapis.com/" + "x" * 1000: f"endpoint must have at most {LONGEST_ENDPOINT} characters",
    "": BAD_URL,
}


@pytest.mark.parametrize("endpoint", BAD_ENDPOINTS)
def test_read_push_subscription_refuses_the_endpoint(endpoint: str) -> None:
    assert refusal(json.dumps(subscription(endpoint=endpoint))) == BAD_ENDPOINTS[endpoint]


GOOD_ENDPOINTS = {
    "https://fcm.googleapis.com/fcm/send/a:b": "https://fcm.googleapis.com/fcm/send/a:b",
    "HTTPS://FCM.GoogleAPIs.com/Abc": "https://fcm.googleapis.com/Abc",
    "https://fcm.googleapis.com:443/x": "https://fcm.googleapis.com/x",
    "https://updates.push.services.mozilla.com/wpush/v2/x": "https://updates.push.services.mozilla.com/wpush/v2/x",
    "https://web.push.apple.com/x": "https://web.push.apple.com/x",
    "https://api.push.apple.com/x": "https://api.push.apple.com/x",
    "https://wns2-bl2p.notify.windows.com/w/?token=BQ%2f%2b": "https://wns2-bl2p.notify.windows.com/w/?token=BQ%2f%2b",
    "https://localhost:8443/p": "https://localhost:8443/p",
    "https://127.0.0.1:9443/p": "https://127.0.0.1:9443/p",
    "https://push.ville.test/p": "https://push.ville.test/p",
}


@pytest.mark.parametrize("endpoint", GOOD_ENDPOINTS)
def test_checked_endpoint_has_one_form(endpoint: str) -> None:
    once = checked_endpoint(endpoint, HOSTS)
    assert once == GOOD_ENDPOINTS[endpoint]
    assert checked_endpoint(once, HOSTS) == once


def test_only_listed_services_are_called_where_the_operator_vouches_for_none() -> None:
    assert refusal(json.dumps(subscription(endpoint="https://localhost:8443/p")), PushHosts()) == UNKNOWN


def test_vouched_for_is_only_what_the_operator_named() -> None:
    assert HOSTS.vouch_for("localhost", 8443)
    assert HOSTS.vouch_for("push.ville.test", 443)
    assert not HOSTS.vouch_for("localhost", 443)
    assert not HOSTS.vouch_for("push.ville.test", 8443)
    assert not HOSTS.vouch_for("fcm.googleapis.com", 443)


@given(secret=st.binary(min_size=16, max_size=16), path=st.from_regex(r"/[!$-\[\]-~]{0,60}", fullmatch=True))
def test_address_reads_back_as_the_same_subscription(secret: bytes, path: str) -> None:
    kept = PushSubscription(f"https://fcm.googleapis.com{path}", POINT, secret)
    assert PushSubscription.from_address(kept.as_address()) == kept
    assert checked_endpoint(kept.endpoint, PushHosts()) == kept.endpoint


@pytest.mark.parametrize("address", ["", "[]", "{}", '"x"', '{"endpoint":"x","p256dh":7,"auth":""}', "514-555-0123"])
def test_from_address_refuses_what_is_no_subscription(address: str) -> None:
    with pytest.raises(PushSubscriptionError, match="the address kept for this recipient is no push subscription"):
        PushSubscription.from_address(address)


@given(st.one_of(st.text(max_size=200), st.binary(max_size=200)))
def test_read_push_subscription_only_ever_refuses(text: str | bytes) -> None:
    with pytest.raises(PushSubscriptionError):
        read_push_subscription(text, HOSTS, now=NOW)


def test_nothing_of_a_subscription_is_shown() -> None:
    kept = PushSubscription(ENDPOINT, POINT, SECRET)
    assert repr(kept) == "PushSubscription()"
    assert "evil" not in refusal(json.dumps(subscription(endpoint="https://evil.tld/secret")))
