"""A push service on loopback, over TLS, under any names: strict with what we send, and bad when it is told to be."""

import asyncio
import json
import os
import ssl
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import http_ece
import trustme
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from notifier.push_subscription import PushSubscription
from tests.counterparts.browser_loop import LoopThread
from tests.counterparts.browser_push_endpoint import PushEndpoint, PushMessage

Misbehaviour = Callable[[web.Request], Awaitable[web.StreamResponse]]

LOOPBACK = "127.0.0.1"


@dataclass(slots=True)
class Browser:
    """One subscription: ``payloads`` is what its worker would have seen, ``misbehaviours`` what its service does next.

    ``headers`` are those of every POST, ``answered`` is the status of each.
    """

    subscription: PushSubscription
    key: ec.EllipticCurvePrivateKey
    misbehaviours: deque[Misbehaviour] = field(default_factory=deque)
    headers: list[dict[str, str]] = field(default_factory=list)
    payloads: list[dict[str, Any]] = field(default_factory=list)
    plain: list[bytes] = field(default_factory=list)
    messages: list[PushMessage] = field(default_factory=list)


class StrictPush:
    """Runs until closed; ``trust`` is what a client needs to believe that it is who it says, under any of its names."""

    def __init__(self, vapid_public: str, names: Sequence[str] = ("localhost",)) -> None:
        """Serve subscriptions that are bound to this application server key, base64url."""
        self._vapid_public = vapid_public
        authority = trustme.CA()
        self.trust = ssl.create_default_context()
        authority.configure_trust(self.trust)
        self._certified = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(*names).configure_cert(self._certified)
        self._browsers: dict[str, Browser] = {}
        self.in_hand = self.most_in_hand = 0
        self._loop = LoopThread()
        self._loop.run(self._start())
        self._endpoints = {name: PushEndpoint(self.origin(name), self._decrypt) for name in names}

    def origin(self, name: str = "localhost") -> str:
        """Return what a sender must sign for."""
        return f"https://{name}:{self.port}"

    def subscribe(self, name: str = "localhost") -> Browser:
        """Return a new browser's subscription at one of the names."""
        key, secret = ec.generate_private_key(ec.SECP256R1()), os.urandom(16)
        token = self._endpoints[name].subscribe(self._vapid_public)
        point = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        browser = Browser(PushSubscription(f"{self.origin(name)}/push/{token}", point, secret), key)
        self._browsers[token] = browser
        return browser

    def unsubscribe(self, browser: Browser) -> None:
        """Answer 410 to whatever is still sent to this browser."""
        token = browser.subscription.endpoint.rpartition("/")[2]
        for endpoint in self._endpoints.values():
            if token in endpoint.subscribers:
                endpoint.subscribers[token].gone = True

    @property
    def refusals(self) -> list[str]:
        """Return what was refused for being wrong, and why, at any name."""
        return [refusal for endpoint in self._endpoints.values() for refusal in endpoint.refusals]

    def close(self) -> None:
        """Stop."""
        self._loop.run(self._runner.cleanup())
        self._loop.close()

    async def _start(self) -> None:
        app = web.Application(client_max_size=1 << 20)
        app.add_routes([web.post("/push/{token}", self._take)])
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, LOOPBACK, 0, ssl_context=self._certified).start()
        self.port = int(self._runner.addresses[0][1])

    async def _take(self, request: web.Request) -> web.StreamResponse:
        self.in_hand += 1
        self.most_in_hand = max(self.most_in_hand, self.in_hand)
        try:
            browser = self._browsers.get(request.match_info["token"])
            if browser is not None:
                browser.headers.append(dict(request.headers))
                if browser.misbehaviours:
                    return await browser.misbehaviours.popleft()(request)
            return await self._endpoints[(request.url.host or "")].take(request)
        finally:
            self.in_hand -= 1

    async def _decrypt(self, message: PushMessage) -> bool:
        browser = self._browsers[message.token]
        plain = http_ece.decrypt(
            message.body, private_key=browser.key, auth_secret=browser.subscription.auth, version="aes128gcm"
        )
        browser.messages.append(message)
        browser.plain.append(plain)
        browser.payloads.append(json.loads(plain))
        return True


def answers(status: int, **headers: str) -> Misbehaviour:
    """Answer with this status; ``retry_after`` is the header Retry-After."""

    async def answer(_: web.Request) -> web.StreamResponse:
        return web.Response(status=status, headers={name.replace("_", "-"): text for name, text in headers.items()})

    return answer


def says_too_much(status: int, size: int = 10 << 20) -> Misbehaviour:
    """Answer with this status and ten mebibytes, as long as anybody listens."""

    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(status=status)
        await response.prepare(request)
        for _ in range(size >> 16):
            await response.write(bytes(1 << 16))
        return response

    return answer


def waits_for_company(number: int) -> Misbehaviour:
    """Answer 201 once so many calls are there together."""
    company = asyncio.Barrier(number)

    async def answer(_: web.Request) -> web.StreamResponse:
        await company.wait()
        return web.Response(status=201)

    return answer


async def hangs(_: web.Request) -> web.StreamResponse:
    """Never answer."""
    await asyncio.sleep(3600)
    return web.Response()


async def hangs_in_its_body(request: web.Request) -> web.StreamResponse:
    """Say 201, promise a body and never send it."""
    response = web.StreamResponse(status=201, headers={"Content-Length": "10"})
    await response.prepare(request)
    await asyncio.sleep(3600)
    return response


async def drops(request: web.Request) -> web.StreamResponse:
    """Cut the connection instead of answering."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


class Canary:
    """Something on this machine that nobody may reach: it counts who does."""

    def __init__(self) -> None:
        """Listen."""
        self.visits = 0
        self._loop = LoopThread()
        self._server = self._loop.run(asyncio.start_server(self._visited, LOOPBACK, 0))
        self.port = int(self._server.sockets[0].getsockname()[1])
        self.url = f"http://{LOOPBACK}:{self.port}/"

    async def _visited(self, _: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.visits += 1
        writer.close()

    def close(self) -> None:
        """Stop."""
        self._loop.run(self._stop())
        self._loop.close()

    async def _stop(self) -> None:
        self._server.close()
