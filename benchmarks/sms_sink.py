"""A server that takes every message at once and does nothing else: ``python -m benchmarks.sms_sink``."""

import asyncio
import json
import re

_BODY = json.dumps({"sid": "SM" + "0" * 32, "status": "queued", "date_created": None})
_HEAD = f"HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: {len(_BODY)}\r\n\r\n"
_ANSWER = (_HEAD + _BODY).encode()
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
        """Answer if this completes a request; our client never sends another before it has the answer."""
        self._held += data
        head, gap, rest = self._held.partition(b"\r\n\r\n")
        length = _LENGTH.search(head) if gap else None
        if length and len(rest) >= int(length[1]) and isinstance(self._transport, asyncio.Transport):
            self._held = rest[int(length[1]) :]
            self._transport.write(_ANSWER)


async def main() -> None:
    server = await asyncio.get_running_loop().create_server(Sink, "127.0.0.1", 0)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
