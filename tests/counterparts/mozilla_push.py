"""Mozilla's push service as a real Firefox knows it: a WebSocket towards the browser, an endpoint towards us."""

import json
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from aiohttp import WSMsgType, web

from tests.counterparts.browser_push_endpoint import PushEndpoint, PushMessage

ORIGIN = "https://updates.push.services.mozilla.com"


@dataclass(slots=True)
class _Browser:
    """What is known of one Firefox: its socket while it is there, and which channel each token is."""

    socket: web.WebSocketResponse | None = None
    channels: dict[str, str] = field(default_factory=dict)


class MozillaPush:
    """One push service; ``acks`` holds Firefox's code for each message: 100 shown, 101 not decrypted, 102 not shown."""

    def __init__(self) -> None:
        """Start empty: no browser has said hello."""
        self.endpoint = PushEndpoint(ORIGIN, self._hand_over)
        self.acks: list[int] = []
        self._browsers: dict[str, _Browser] = {}

    def routes(self) -> list[web.RouteDef]:
        """Return the routes of the browser's side and of ours."""
        return [web.get("/", self._converse), web.post("/wpush/v2/{token}", self.endpoint.take)]

    async def _converse(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(protocols=("push-notification",))
        await socket.prepare(request)
        browser = _Browser()
        async for frame in socket:
            if frame.type is not WSMsgType.TEXT:
                continue
            said = json.loads(frame.data)
            if said.get("messageType") == "hello":
                browser = await self._greet(socket, said)
            else:
                await self._answer(socket, browser, said)
        if browser.socket is socket:
            browser.socket = None
        return socket

    async def _greet(self, socket: web.WebSocketResponse, said: dict[str, Any]) -> _Browser:
        """Know a browser again, and hand over what came while it was away."""
        uaid = said.get("uaid") or uuid4().hex
        browser = self._browsers.setdefault(uaid, _Browser())
        browser.socket = socket
        await socket.send_json({"messageType": "hello", "uaid": uaid, "status": 200, "use_webpush": True})
        for token in browser.channels:
            for message in self.endpoint.take_waiting(token):
                await self._hand_over(message)
        return browser

    async def _answer(self, socket: web.WebSocketResponse, browser: _Browser, said: dict[str, Any]) -> None:
        match said.get("messageType", "ping"):
            case "register":
                token = self.endpoint.subscribe(said["key"])
                browser.channels[token] = said["channelID"]
                await socket.send_json(_done(said) | {"pushEndpoint": f"{ORIGIN}/wpush/v2/{token}"})
            case "unregister":
                for token, channel in browser.channels.items():
                    self.endpoint.subscribers[token].gone |= channel == said["channelID"]
                await socket.send_json(_done(said))
            case "ack":
                self.acks += [update["code"] for update in said["updates"]]
            case "ping":
                await socket.send_str("{}")

    async def _hand_over(self, message: PushMessage) -> bool:
        browser = next(one for one in self._browsers.values() if message.token in one.channels)
        if browser.socket is None:
            return False
        notification = {
            "messageType": "notification",
            "channelID": browser.channels[message.token],
            "version": message.message_id,
            "ttl": message.ttl,
            "data": urlsafe_b64encode(message.body).rstrip(b"=").decode(),
            "headers": {"encoding": "aes128gcm"},
        }
        await browser.socket.send_json(notification)
        return True


def _done(said: dict[str, Any]) -> dict[str, Any]:
    return {"messageType": said["messageType"], "channelID": said["channelID"], "status": 200}
