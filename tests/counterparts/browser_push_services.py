"""Both push services on loopback, under their true names: an own authority signs for them, a resolver leads to them."""

import asyncio
import socket
import ssl
from collections.abc import Coroutine
from typing import Any, TypeVar

import trustme
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

from tests.counterparts import google_push, mozilla_push
from tests.counterparts.browser_loop import LoopThread
from tests.counterparts.google_push import GooglePush
from tests.counterparts.mozilla_push import MozillaPush

T = TypeVar("T")

LOOPBACK = "127.0.0.1"


class PushServices:
    """Mozilla's and Google's push service, running until closed.

    ``http_port`` is the browsers' side of both, ``https_port`` is ours, ``stream_port`` is Google's stream. ``trust``
    is what a client needs to believe that they are who they say.
    """

    def __init__(self) -> None:
        """Start both, on ports that are free."""
        self.mozilla, self.google = MozillaPush(), GooglePush()
        hosts = [origin.removeprefix("https://") for origin in (mozilla_push.ORIGIN, google_push.ORIGIN)]
        authority = trustme.CA()
        self.trust = ssl.create_default_context()
        authority.configure_trust(self.trust)
        self._certified = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("localhost", *hosts).configure_cert(self._certified)
        self._loop = LoopThread()
        self._loop.run(self._start())
        self.places = dict.fromkeys(hosts, self.https_port)

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine beside them, and return its result."""
        return self._loop.run(coroutine)

    def close(self) -> None:
        """Stop both."""
        self._loop.run(self._stop())
        self._loop.close()

    async def _start(self) -> None:
        app = web.Application(client_max_size=1 << 20)
        app.add_routes([*self.mozilla.routes(), *self.google.routes()])
        self._runner = web.AppRunner(app, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, LOOPBACK, 0).start()
        await web.TCPSite(self._runner, LOOPBACK, 0, ssl_context=self._certified).start()
        self.http_port, self.https_port = (int(address[1]) for address in self._runner.addresses)
        self._stream = await asyncio.start_server(self.google.converse, LOOPBACK, 0, ssl=self._certified)
        self.stream_port = int(self._stream.sockets[0].getsockname()[1])

    async def _stop(self) -> None:
        self._stream.close()
        await self._runner.cleanup()


class ToLoopback(AbstractResolver):
    """Leads some names to ports of this machine, and every other name nowhere."""

    def __init__(self, places: dict[str, int]) -> None:
        """Take the port of each name."""
        self._places = places

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return where a name leads, whatever port was asked for."""
        if host not in self._places:
            message = f"{host} is no push service of this test (port {port})"
            raise OSError(message)
        place = self._places[host]
        return [ResolveResult(hostname=host, host=LOOPBACK, port=place, family=family, proto=0, flags=0)]

    async def close(self) -> None:
        """Hold nothing."""
