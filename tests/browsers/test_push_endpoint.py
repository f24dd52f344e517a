"""The push services are strict: each wrong request is answered as the real ones answer it."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta

import pytest

from infoneige.clock import SystemClock
from tests.browsers.sender import PlainSender
from tests.counterparts.browser_push_services import PushServices
from tests.counterparts.google_push import ORIGIN

DAY = int(timedelta(days=1).total_seconds())


@pytest.fixture(scope="module")
def running() -> Iterator[PushServices]:
    with closing(PushServices()) as services:
        yield services


@pytest.fixture
def sender(running: PushServices) -> PlainSender:
    return PlainSender(running)


@pytest.fixture
def endpoint(running: PushServices, sender: PlainSender) -> str:
    return f"{ORIGIN}/fcm/send/{running.google.endpoint.subscribe(sender.public_key)}"


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({}, 201),
        ({"Topic": "a" * 32, "Urgency": "high"}, 201),
        ({"TTL": ""}, 400),
        ({"TTL": "-1"}, 400),
        ({"Topic": "a" * 33}, 400),
        ({"Topic": "a.b"}, 400),
        ({"Urgency": "urgent"}, 400),
        ({"Content-Encoding": "aesgcm"}, 400),
        ({"Authorization": "WebPush t.o.k"}, 401),
    ],
)
def test_push_service_reads_every_header(
    sender: PlainSender, endpoint: str, changed: dict[str, str], status: int
) -> None:
    assert sender.post(endpoint, b"body", sender.headers(endpoint) | changed) == status


@pytest.mark.parametrize(
    ("claims", "status"),
    [
        ({"exp": DAY - 60}, 201),
        ({"exp": DAY + 60}, 403),
        ({"exp": -60}, 403),
        ({"aud": "https://updates.push.services.mozilla.com"}, 403),
        ({"sub": "https://valneige.example"}, 201),
    ],
)
def test_push_service_checks_the_signature(
    sender: PlainSender, endpoint: str, claims: dict[str, object], status: int
) -> None:
    """``exp`` counts from now."""
    now = int(SystemClock().now().timestamp())
    claims = {name: now + value if isinstance(value, int) else value for name, value in claims.items()}
    assert sender.post(endpoint, b"body", sender.headers(endpoint, **claims)) == status


def test_push_service_refuses_another_sender_than_the_one_subscribed_to(running: PushServices, endpoint: str) -> None:
    other = PlainSender(running)
    assert other.post(endpoint, b"body", other.headers(endpoint)) == 403


def test_push_service_refuses_a_body_of_more_than_4096_bytes(sender: PlainSender, endpoint: str) -> None:
    headers = sender.headers(endpoint)
    assert [sender.post(endpoint, bytes(size), headers) for size in (4096, 4097)] == [201, 413]


def test_push_service_does_not_know_every_address(sender: PlainSender, endpoint: str) -> None:
    assert sender.post(f"{endpoint}0", b"body", sender.headers(endpoint)) == 404
