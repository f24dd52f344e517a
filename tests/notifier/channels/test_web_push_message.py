"""What is put into a message and on its envelope, piece by piece, without any service."""

import json
from base64 import urlsafe_b64decode
from datetime import UTC, datetime, timedelta
from typing import Any

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st
from py_vapid import Vapid02
from py_vapid.jwt import decode

from notifier.channels.web_push.encryption import encrypt
from notifier.channels.web_push.payload import BLOCK, LARGEST, PayloadTooLargeError, full_payload, opaque_payload
from notifier.channels.web_push.request import LONGEST_KEPT, headers, push_urgency, time_to_live, topic
from notifier.channels.web_push.service_health import KeyWatch, ServiceHealth
from notifier.channels.web_push.vapid import VapidSigner
from notifier.model import AlertKind, Message
from notifier.push_subscription import PushSubscription
from tests.notifier.channels.push_world import CONTACT, VAPID_KEY, VAPID_PUBLIC, envelope_to

NOW = datetime(2026, 12, 7, 20, 0, tzinfo=UTC)


def of_base64url(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def private(text: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(of_base64url(text), "big"), ec.SECP256R1())


# RFC 8291, appendix A
RFC_PLAIN = b"When I grow up, I want to be a watermelon"
RFC_SENDER = private("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw")
RFC_BROWSER = private("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94")
RFC_POINT = of_base64url("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4")
RFC_SALT = of_base64url("DGv6ra1nlYgDCS1FRnbzlw")
RFC_AUTH = of_base64url("BTBZMqHH6r4Tts7J_aSIgg")
RFC_MESSAGE = of_base64url(
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl"
    "7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)
SUBSCRIPTION = PushSubscription("https://push.test/x", RFC_POINT, RFC_AUTH)


def test_encrypt_gives_the_message_of_rfc_8291() -> None:
    assert encrypt(RFC_PLAIN, SUBSCRIPTION, ephemeral=RFC_SENDER, salt=RFC_SALT) == RFC_MESSAGE


@given(st.binary(min_size=1, max_size=LARGEST))
def test_encrypt_never_writes_the_same_twice_and_the_browser_reads_it(plain: bytes) -> None:
    once, again = encrypt(plain, SUBSCRIPTION), encrypt(plain, SUBSCRIPTION)
    assert once[16:86] != again[16:86]
    assert len(once) == len(plain) + 103
    assert [
        http_ece.decrypt(body, private_key=RFC_BROWSER, auth_secret=RFC_AUTH, version="aes128gcm")
        for body in (once, again)
    ] == [plain, plain]


def claims_of(authorization: str) -> dict[str, Any]:
    assert Vapid02.verify(authorization)
    token, _, key = authorization.removeprefix("vapid t=").partition(",k=")
    assert key == VAPID_PUBLIC
    claims: dict[str, Any] = decode(token, key)
    return claims


def test_vapid_signs_once_for_each_service_in_half_a_day() -> None:
    signer = VapidSigner(VAPID_KEY, CONTACT)
    first = signer.authorization("https://a.test", NOW)
    other = signer.authorization("https://b.test:8443", NOW)
    assert claims_of(first) == {"aud": "https://a.test", "exp": (NOW + timedelta(hours=20)).timestamp(), "sub": CONTACT}
    assert claims_of(other)["aud"] == "https://b.test:8443"
    almost, half_a_day = NOW + timedelta(hours=11, minutes=59), NOW + timedelta(hours=12)
    assert signer.authorization("https://a.test", almost) == first
    renewed = signer.authorization("https://a.test", half_a_day)
    assert claims_of(renewed)["exp"] == (half_a_day + timedelta(hours=20)).timestamp()
    set_back = signer.authorization("https://a.test", NOW)
    assert claims_of(set_back)["exp"] == (NOW + timedelta(hours=20)).timestamp()


def test_vapid_signer_does_not_remember_names_without_end() -> None:
    signer = VapidSigner(VAPID_KEY, CONTACT)
    for number in range(1001):
        signer.authorization(f"https://{number}.notify.windows.com", NOW)
    assert len(signer._signed) == 1


def test_headers_say_what_the_service_may_know() -> None:
    asked = headers(envelope_to(SUBSCRIPTION, now=NOW), SUBSCRIPTION, "vapid t=...", NOW)
    assert asked == {
        "Authorization": "vapid t=...",
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": "14400",
        "Urgency": "normal",
        "Topic": topic("side-1", SUBSCRIPTION),
    }


@pytest.mark.parametrize(
    ("useful_for", "seconds"),
    [
        (timedelta(hours=4, milliseconds=999), 14400),
        (timedelta(milliseconds=999), 0),
        (timedelta(0), 0),
        (timedelta(seconds=-5), 0),
        (timedelta(days=300), int(LONGEST_KEPT.total_seconds())),
    ],
)
def test_time_to_live_ends_with_the_message_s_use(useful_for: timedelta, seconds: int) -> None:
    assert time_to_live(envelope_to(SUBSCRIPTION, now=NOW, useful_for=useful_for), NOW) == seconds


URGENCIES = {
    AlertKind.PLANNED: ("high", "normal"),
    AlertKind.SHORT_NOTICE: ("high", "high"),
    AlertKind.EVENING_BEFORE: ("high", "normal"),
    AlertKind.REMINDER: ("high", "normal"),
    AlertKind.MOVED: ("high", "high"),
    AlertKind.CANCELLED: ("high", "high"),
    AlertKind.IN_PROGRESS: ("high", "high"),
    AlertKind.DONE: ("low", "low"),
    AlertKind.DATA_SILENT: ("normal", "normal"),
    AlertKind.DATA_BACK: ("normal", "normal"),
    AlertKind.OUR_ERROR: ("high", "high"),
}


@pytest.mark.parametrize("kind", AlertKind)
def test_urgency_wakes_a_phone_for_what_cannot_wait(kind: AlertKind) -> None:
    within, after = timedelta(hours=2), timedelta(hours=2, seconds=1)
    assert URGENCIES[kind] == (
        push_urgency(envelope_to(SUBSCRIPTION, kind=kind, now=NOW, starts_in=within), NOW),
        push_urgency(envelope_to(SUBSCRIPTION, kind=kind, now=NOW, starts_in=after), NOW),
    )


@given(st.text(max_size=40), st.text(max_size=40))
def test_topic_is_one_for_one_tag(tag: str, other: str) -> None:
    assert (topic(tag, SUBSCRIPTION) == topic(other, SUBSCRIPTION)) is (tag == other)
    assert len(topic(tag, SUBSCRIPTION)) == 32
    assert topic(tag, SUBSCRIPTION).replace("-", "").replace("_", "").isalnum()


@pytest.mark.parametrize("kind", AlertKind)
def test_car_is_moved_only_for_a_ban(kind: AlertKind) -> None:
    shown = json.loads(full_payload(envelope_to(SUBSCRIPTION, kind=kind, now=NOW), "id"))
    lifted = kind in (
        AlertKind.CANCELLED,
        AlertKind.DONE,
        AlertKind.OUR_ERROR,
        AlertKind.DATA_SILENT,
        AlertKind.DATA_BACK,
    )
    assert [action["action"] for action in shown["actions"]] == (["view"] if lifted else ["moved", "view"])


def test_page_of_several_sides_is_the_first_page() -> None:
    shown = json.loads(full_payload(envelope_to(SUBSCRIPTION, now=NOW, sides=("1", "2")), "id"))
    assert shown["url"] == "/"


@given(st.text(max_size=500))
def test_payload_s_length_says_nothing(text: str) -> None:
    payload = full_payload(envelope_to(SUBSCRIPTION, now=NOW, message=Message(text, 0, "t", "side-1")), "id")
    assert json.loads(payload)["body"] == text
    assert len(payload) % BLOCK == 0
    assert len(opaque_payload("12-1.abc")) == BLOCK


def test_payload_is_refused_from_one_byte_too_many_on() -> None:
    def payload(length: int) -> bytes:
        return full_payload(envelope_to(SUBSCRIPTION, now=NOW, message=Message("x" * length, 0)), "id")

    around = len(payload(0).rstrip())
    assert len(payload(LARGEST - around)) == LARGEST
    with pytest.raises(PayloadTooLargeError, match="of 2,561 bytes: at most 2,560 are carried"):
        payload(LARGEST - around + 1)


def test_service_that_answers_again_is_trusted_again() -> None:
    health = ServiceHealth()
    for _ in range(19):
        health.failed("a", NOW)
    health.answered("a")
    for _ in range(19):
        health.failed("a", NOW)
    assert health.paused_until("a", NOW) is None
    health.failed("a", NOW)
    assert health.paused_until("a", NOW) == NOW + timedelta(seconds=15)
    health.answered("a")
    assert health.paused_until("a", NOW) == NOW + timedelta(seconds=15)


def test_shorter_pause_does_not_end_a_longer_one() -> None:
    health = ServiceHealth()
    health.pause("a", NOW + timedelta(minutes=5))
    health.pause("a", NOW + timedelta(minutes=1))
    assert health.paused_until("a", NOW) == NOW + timedelta(minutes=5)


def test_services_in_trouble_are_not_remembered_without_end() -> None:
    health = ServiceHealth()
    for number in range(1001):
        health.failed(f"https://{number}.notify.windows.com", NOW)
    assert len(health._troubles) == 1


def test_key_is_doubted_from_the_sixth_refusal_of_a_hundred_answers_on() -> None:
    watch = KeyWatch()
    rare = [watch.sees_trouble(refused=number % 20 == 0) for number in range(1000)]
    assert rare == [False] * 1000
    often = [KeyWatch()] * 7
    assert [one.sees_trouble(refused=True) for one in often] == [False] * 5 + [True, False]
