"""The first push to a browser: encrypted and signed as all others, and never in anybody's way."""

import logging
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest

from infoneige.clock import SystemClock
from infoneige.people.push_greeter import GreetingCall, PushGreeter
from notifier.channels.web_push.vapid import VapidSigner
from notifier.model import Language
from notifier.push_subscription import PushHosts
from tests.counterparts.strict_push import StrictPush, answers
from tests.vault import RING


@pytest.fixture
def push_service() -> Iterator[StrictPush]:
    """Give a strict push service on loopback."""
    with closing(StrictPush(RING.vapid_public)) as service:
        yield service


def greeter(service: StrictPush, hosts: PushHosts) -> PushGreeter:
    """Return a greeter that believes the service's certificate."""
    signer = VapidSigner(RING.vapid, "mailto:neige@ville.test")
    return PushGreeter(GreetingCall(signer=signer, hosts=hosts, clock_now=SystemClock().now, tls=service.trust))


def vouched(service: StrictPush) -> PushHosts:
    return PushHosts(frozenset({f"localhost:{service.port}"}))


def test_greeting_reaches_the_browser_with_its_secret_and_language(push_service: StrictPush) -> None:
    browser = push_service.subscribe()
    with closing(greeter(push_service, vouched(push_service))) as greets:
        greets.greet(browser.subscription, "a secret", Language.EN)
    assert browser.payloads == [{"greeting": "a secret", "lang": "en"}]
    assert push_service.refusals == []
    assert browser.headers[0]["TTL"] == "86400"


def test_greeting_is_not_sent_to_a_private_address_that_nobody_vouches_for(
    push_service: StrictPush, caplog: pytest.LogCaptureFixture
) -> None:
    browser = push_service.subscribe()
    with closing(greeter(push_service, PushHosts())) as greets:
        greets.greet(browser.subscription, "a secret", Language.FR)
    assert browser.headers == []
    assert "could not be reached for a greeting" in caplog.text


@pytest.mark.parametrize("status", [302, 404, 410, 500])
def test_greeting_that_is_refused_is_only_told(
    push_service: StrictPush, caplog: pytest.LogCaptureFixture, status: int
) -> None:
    caplog.set_level(logging.INFO, "infoneige.people.push_greeter")
    browser = push_service.subscribe()
    browser.misbehaviours.append(answers(status, Location="http://127.0.0.1:9/"))
    with closing(greeter(push_service, vouched(push_service))) as greets:
        greets.greet(browser.subscription, "a secret", Language.FR)
    assert (len(browser.headers), browser.payloads) == (1, [])
    assert caplog.messages == [f"{browser.subscription.origin} answered a greeting with {status}"]


def test_greeting_that_cannot_be_made_names_no_endpoint(
    push_service: StrictPush, caplog: pytest.LogCaptureFixture
) -> None:
    wrong = replace(push_service.subscribe().subscription, p256dh=b"\4" * 65)
    with closing(greeter(push_service, vouched(push_service))) as greets:
        greets.greet(wrong, "a secret", Language.FR)
    assert caplog.messages == ["a greeting failed: ValueError"]
