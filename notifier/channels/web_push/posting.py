"""One POST whose answer can neither hang, nor grow without end, nor lead to another address."""

import asyncio
import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from weakref import WeakSet

from aiohttp import (
    AddrInfoType,
    ClientError,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    DummyCookieJar,
    TCPConnector,
)
from aiohttp.abc import AbstractResolver
from yarl import URL

LARGEST_ANSWER = 1 << 16
_ADDRESSES_KEPT = 60
_GOODBYES = 100
_GOODBYE = 0.01


class UnreachableError(Exception):
    """No answer came: no address, no connection, no secure one, or not in time. The text is the kind of error alone."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a push service said; of the body, nothing is kept."""

    status: int
    retry_after: str | None = None
    location: str | None = None


class Poster:
    """Keeps the connections; opened and used on one event loop. The environment's proxies do not count."""

    def __init__(
        self, resolver: AbstractResolver, *, limit: int, patience: float, tls: ssl.SSLContext | None = None
    ) -> None:
        """Bear ``limit`` calls at once, each at most ``patience`` seconds long, half of it for connecting."""
        self._sockets: WeakSet[socket.socket] = WeakSet()
        connector = TCPConnector(
            resolver=resolver,
            ttl_dns_cache=_ADDRESSES_KEPT,
            limit=limit,
            ssl=True if tls is None else tls,
            socket_factory=self._socket,
        )
        self._session = ClientSession(
            connector=connector,
            timeout=ClientTimeout(total=patience, sock_connect=patience / 2),
            headers={"User-Agent": "infoneige"},
            cookie_jar=DummyCookieJar(),
            auto_decompress=False,
        )

    async def __aenter__(self) -> Self:
        """Nothing is connected yet."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close every connection, waiting a second at most for services that say goodbye."""
        await self._session.close()
        for _ in range(_GOODBYES):
            if all(one.fileno() < 0 for one in self._sockets):
                break
            await asyncio.sleep(_GOODBYE)

    async def post(self, endpoint: str, body: bytes, headers: dict[str, str]) -> Answer:
        """Send the body to exactly this address and return the answer, a redirection being one like any other.

        Raises:
            UnreachableError: there was none.
        """
        url = URL(endpoint, encoded=True)
        try:
            async with self._session.post(url, data=body, headers=headers, allow_redirects=False) as response:
                await _read_to_the_end(response)
                return _answer(response)
        except (ClientError, TimeoutError, OSError) as error:
            raise UnreachableError(type(error).__name__) from None

    def _socket(self, address: AddrInfoType) -> socket.socket:
        """Make a socket and remember it: aiohttp forgets those whose call was cut off, and asyncio closes them late."""
        family, kind, protocol, _, _ = address
        made = socket.socket(family, kind, protocol)
        self._sockets.add(made)
        return made


async def _read_to_the_end(response: ClientResponse) -> None:
    """Make the connection ready for the next call; one that says too much, or breaks off, is not used again."""
    size = 0
    with suppress(ClientError, TimeoutError, OSError):
        while size <= LARGEST_ANSWER and (chunk := await response.content.readany()):
            size += len(chunk)


def _answer(response: ClientResponse) -> Answer:
    return Answer(response.status, response.headers.get("Retry-After"), response.headers.get("Location"))
