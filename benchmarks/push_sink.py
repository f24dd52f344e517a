"""A push service that takes every message at once, over TLS, and does nothing else.

``python -m benchmarks.push_sink`` reads the path of its certificate from its input, and prints its port.
"""

import asyncio
import re
import ssl
import sys

_ANSWER = b"HTTP/1.1 201 Created\r\nLocation: /m/1\r\nContent-Length: 0\r\n\r\n"
_LENGTH = re.compile(rb"content-length: *([0-9]+)", re.IGNORECASE)


class Sink(asyncio.Protocol):
    """Answers each request as soon as all of it is there."""

    def __init__(self) -> None:
        """Hold nothing yet."""
        self._transport: asyncio.BaseTransport | None = None
        self._held = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way back."""
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer if this completes a request; nobody sends another before it has the answer."""
        self._held += data
        head, gap, rest = self._held.partition(b"\r\n\r\n")
        length = _LENGTH.search(head) if gap else None
        if length and len(rest) >= int(length[1]) and isinstance(self._transport, asyncio.Transport):
            self._held = rest[int(length[1]) :]
            self._transport.write(_ANSWER)


async def main(certificate: str) -> None:
    certified = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certified.load_cert_chain(certificate)
    server = await asyncio.get_running_loop().create_server(Sink, "127.0.0.1", 0, ssl=certified, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(sys.stdin.readline().strip()))
