"""An endpoint is chosen by a stranger: whatever it answers or resolves to, nothing on our own network is called."""

import asyncio
import socket
from collections.abc import Iterator, Sequence
from ipaddress import ip_address

import pytest

from notifier.channels.contract import SendOutcome, Verdict
from notifier.channels.web_push.guarded_resolver import (
    AddressRefusedError,
    GuardedResolver,
    is_open,
    system_addresses,
)
from notifier.push_subscription import PushHosts, PushSubscription
from tests.counterparts.strict_push import LOOPBACK, Canary, answers, hangs, says_too_much
from tests.notifier.channels.push_world import envelope_to, forget_messages, open_channel, pushing, send

PUBLIC = "142.251.40.170"
FCM = "fcm.googleapis.com"


@pytest.fixture
def canary() -> Iterator[Canary]:
    watched = Canary()
    yield watched
    watched.close()


class Rebinding:
    """A name whose addresses change with each look."""

    def __init__(self, *looks: Sequence[str]) -> None:
        self._looks = list(looks)
        self.asked = 0

    async def __call__(self, _host: str, _port: int) -> Sequence[str]:
        self.asked += 1
        return self._looks.pop(0) if len(self._looks) > 1 else self._looks[0]


PRIVATE = [
    "127.0.0.1",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "255.255.255.255",
    "224.0.0.1",
    "239.1.1.1",
    "240.0.0.1",
    "192.0.2.1",
    "198.18.0.1",
    "198.51.100.7",
    "203.0.113.9",
    "::1",
    "::",
    "fe80::1",
    "fc00::1",
    "fd12::1",
    "ff02::1",
    "2001:db8::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "2002:7f00:1::1",
    "2002:a00:1::1",
    "2001:0:0:0:0:0:80ff:fffe",
    "::127.0.0.1",
]
EVERY_INTERFACE = "0.0.0.0"  # noqa: S104 - not bound to: a call to it would reach this machine
OPEN = [PUBLIC, "2607:f8b0:4020:80b::200a", "64:ff9b::8efb:28aa", "::ffff:142.251.40.170", "34.107.243.93"]


@pytest.mark.parametrize("address", [*PRIVATE, EVERY_INTERFACE])
def test_address_that_is_not_on_the_open_internet(address: str) -> None:
    assert not is_open(ip_address(address))


@pytest.mark.parametrize("address", OPEN)
def test_address_that_is_on_the_open_internet(address: str) -> None:
    assert is_open(ip_address(address))


def test_resolver_gives_what_it_checked() -> None:
    resolver = GuardedResolver(PushHosts(), Rebinding(OPEN[:2]))
    found = asyncio.run(resolver.resolve(FCM, 443))
    assert [(one["hostname"], one["host"], one["port"], one["family"]) for one in found] == [
        (FCM, PUBLIC, 443, socket.AF_INET),
        (FCM, OPEN[1], 443, socket.AF_INET6),
    ]
    only_new = asyncio.run(resolver.resolve(FCM, 443, socket.AF_INET6))
    assert [one["host"] for one in only_new] == [OPEN[1]]


@pytest.mark.parametrize("looks", [[PUBLIC, LOOPBACK], [LOOPBACK, PUBLIC], ["10.1.2.3"], [PUBLIC, "::1"]])
def test_resolver_refuses_a_name_with_any_address_inside(looks: list[str]) -> None:
    with pytest.raises(AddressRefusedError) as refused:
        asyncio.run(GuardedResolver(PushHosts(), Rebinding(looks)).resolve(FCM, 443))
    assert FCM not in str(refused.value)


def test_resolver_follows_the_operator_anywhere_at_that_port_alone() -> None:
    hosts = PushHosts(frozenset({"push.test:8443"}))
    resolver = GuardedResolver(hosts, Rebinding([LOOPBACK]))
    assert [one["host"] for one in asyncio.run(resolver.resolve("push.test", 8443))] == [LOOPBACK]
    with pytest.raises(AddressRefusedError):
        asyncio.run(resolver.resolve("push.test", 443))


def test_system_resolver_is_asked() -> None:
    assert LOOPBACK in asyncio.run(system_addresses("localhost", 443))


def test_name_that_turns_to_this_machine_is_not_called() -> None:
    """The name is public when the browser subscribes, and this machine's own when the message goes."""
    with pushing(FCM) as (service, _):
        turned = Rebinding([LOOPBACK])
        channel = open_channel(service, (), resolver=GuardedResolver(PushHosts(), turned), hosts=PushHosts())
        browser = service.subscribe(FCM)
        known = PushSubscription(f"https://{FCM}/push/x", browser.subscription.p256dh, browser.subscription.auth)
        (told,) = send(channel, [envelope_to(known)])
        channel.close()
        reason = "the push service cannot be reached: ClientConnectorDNSError"
        assert told == SendOutcome(Verdict.RETRY, reason=reason)
        assert turned.asked == 1
        assert browser.headers == []


def test_name_is_looked_up_once_for_a_connection_and_kept_to_it() -> None:
    """A second look, which would lead elsewhere, is not made: what was checked is what is called."""
    with pushing("push.test") as (service, _):
        hosts = PushHosts(frozenset({f"push.test:{service.port}"}))
        rebinding = Rebinding([LOOPBACK], ["127.0.0.99"])
        channel = open_channel(service, (), resolver=GuardedResolver(hosts, rebinding), hosts=hosts)
        browser = service.subscribe("push.test")
        told = [send(channel, [envelope_to(browser.subscription)])[0] for _ in range(3)]
        channel.close()
        assert forget_messages(told) == [SendOutcome(Verdict.SENT)] * 3
        assert rebinding.asked == 1
        assert [headers["Host"] for headers in browser.headers] == [f"push.test:{service.port}"] * 3


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirection_inwards_is_not_followed(status: int, canary: Canary) -> None:
    with pushing() as (service, channel):
        browser = service.subscribe()
        browser.misbehaviours.append(answers(status, Location=canary.url))
        (told,) = send(channel, [envelope_to(browser.subscription)])
    assert (told.verdict, told.error_code) == (Verdict.RETRY, status)
    assert canary.visits == 0


def test_proxy_of_the_environment_is_not_asked(canary: Canary, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(variable, canary.url)
    with pushing() as (service, channel):
        browser = service.subscribe()
        assert forget_messages(send(channel, [envelope_to(browser.subscription)])) == [SendOutcome(Verdict.SENT)]
    assert canary.visits == 0


def test_worker_is_free_after_hanging_and_flooding_answers(canary: Canary) -> None:
    with pushing(in_flight=2, patience=0.5) as (service, channel):
        browsers = [service.subscribe() for _ in range(8)]
        for browser, wrong in zip(browsers, [hangs, says_too_much(500)] * 3, strict=False):
            browser.misbehaviours.append(wrong)
        told = send(channel, [envelope_to(browser.subscription) for browser in browsers])
        assert [outcome.verdict for outcome in told] == [Verdict.RETRY] * 6 + [Verdict.SENT] * 2
    assert canary.visits == 0
