"""Google's push service as a real Chromium knows it: check-in and registration, a stream of packets, an endpoint."""

import asyncio
from dataclasses import dataclass
from uuid import uuid4

from aiohttp import web

from infoneige.clock import SystemClock
from tests.counterparts import google_push_wire as wire
from tests.counterparts.browser_push_endpoint import PushEndpoint, PushMessage

ORIGIN = "https://jmt17.google.com"
"""Where a Chromium without Google's brand, as Debian builds it, is sent its messages; Chrome: fcm.googleapis.com."""

_ANDROID_ID, _SECURITY_TOKEN = wire.Fixed64(2**62 + 1), wire.Fixed64(12_345_678_901)


@dataclass(frozen=True, slots=True)
class _Registration:
    """What Chromium said when it subscribed: the application server key, and which worker the messages are for."""

    sender: str
    app: str
    subtype: str


class GooglePush:
    """One push service, for one browser at a time."""

    def __init__(self) -> None:
        """Start empty: no browser is connected."""
        self.endpoint = PushEndpoint(ORIGIN, self._hand_over)
        self._registrations: dict[str, _Registration] = {}
        self._stream: asyncio.StreamWriter | None = None

    def routes(self) -> list[web.RouteDef]:
        """Return the routes of the browser's side and of ours."""
        return [
            web.post("/checkin", self._check_in),
            web.post("/register", self._register),
            web.post("/fcm/send/{token}", self.endpoint.take),
        ]

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one stream, from the browser's login to its end."""
        try:
            await reader.readexactly(1)
            while True:
                await self._answer(writer, (await wire.read_packet(reader))[0])
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            if self._stream is writer:
                self._stream = None
            writer.close()

    async def _answer(self, writer: asyncio.StreamWriter, tag: int) -> None:
        if tag == wire.LOGIN_REQUEST:
            response = wire.message((1, "session"), (8, _now_ms()))
            writer.write(bytes([wire.VERSION]) + wire.packet(wire.LOGIN_RESPONSE, response))
            self._stream = writer
            for token in self._registrations:
                for message in self.endpoint.take_waiting(token):
                    await self._hand_over(message)
        elif tag == wire.HEARTBEAT_PING:
            writer.write(wire.packet(wire.HEARTBEAT_ACK, b""))
        await writer.drain()

    async def _check_in(self, request: web.Request) -> web.Response:
        """Give the browser an identity."""
        await request.read()
        body = wire.message((1, 1), (3, _now_ms()), (6, 1), (7, _ANDROID_ID), (8, _SECURITY_TOKEN))
        return web.Response(body=body, content_type="application/x-protobuffer")

    async def _register(self, request: web.Request) -> web.Response:
        """Make a subscription, or end all of one worker's."""
        form = await request.post()
        subtype = str(form.get("X-subtype", ""))
        if form.get("delete") == "true":
            for token, one in self._registrations.items():
                self.endpoint.subscribers[token].gone |= one.subtype == subtype
            return web.Response(text=f"token={subtype}")
        sender = str(form["sender"])
        token = self.endpoint.subscribe(sender)
        self._registrations[token] = _Registration(sender, str(form["app"]), subtype)
        return web.Response(text=f"token={token}")

    async def _hand_over(self, message: PushMessage) -> bool:
        if self._stream is None:
            return False
        registration = self._registrations[message.token]
        stanza = wire.message(
            (2, ""),
            (3, registration.sender),
            (5, registration.app),
            *wire.pairs(7, {"subtype": registration.subtype, "content-encoding": "aes128gcm"}),
            (9, f"0:{uuid4().hex}"),
            (17, message.ttl),
            (18, _now_ms()),
            (21, message.body),
        )
        self._stream.write(wire.packet(wire.DATA_MESSAGE, stanza))
        await self._stream.drain()
        return True


def _now_ms() -> int:
    return int(SystemClock().now().timestamp() * 1000)
