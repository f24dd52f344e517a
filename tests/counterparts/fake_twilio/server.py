"""The fake on the wire: what the API answers, well or badly, and what happens to what it took."""

import asyncio
import json
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qsl
from uuid import uuid4

from aiohttp import web

from infoneige.clock import SystemClock
from tests.counterparts.fake_twilio import faults
from tests.counterparts.fake_twilio.account import UNDELIVERABLE, Behaviour
from tests.counterparts.fake_twilio.ledger import Ledger
from tests.counterparts.fake_twilio.listing import listing, read_question
from tests.counterparts.fake_twilio.messages import Held, Messages
from tests.counterparts.fake_twilio.rules import Refusal, judge_account, judge_key, judge_message
from tests.counterparts.fake_twilio.webhooks import Webhooks

_STOP_WORDS = {"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT"}
_START_WORDS = {"START", "YES", "UNSTOP"}
_PATH = "/2010-04-01/Accounts/{account}/Messages"


class FakeTwilio:
    """A Twilio of one account, alive until its process ends."""

    def __init__(self, ledger: Ledger, behaviour: Behaviour) -> None:
        self._ledger = ledger
        self._behaviour = behaviour
        self._draw = faults.Draw(behaviour.faults, behaviour.seed)
        self._draw_of_lists = faults.Draw({}, behaviour.seed)
        self._messages = Messages(behaviour.list_lag)
        self._webhooks = Webhooks(ledger, behaviour)
        self._stopped: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._connections: set[Any] = set()
        self._busy = 0

    def app(self) -> web.Application:
        app = web.Application(client_max_size=2**20)
        app.router.add_post(f"{_PATH}.json", self._create)
        app.router.add_get(f"{_PATH}.json", self._list)
        app.router.add_get(f"{_PATH}/{{sid}}.json", self._fetch)
        app.router.add_post("/_fake/order", self._order)
        app.router.add_post("/_fake/inbound", self._inbound)
        app.router.add_get("/_fake/connections", self._count_connections)
        app.on_shutdown.append(self._end)
        return app

    async def _create(self, request: web.Request) -> web.StreamResponse:
        pairs = parse_qsl(await request.text(), keep_blank_values=True)
        if refusal := self._enter(request, pairs):
            return _refused(refusal)
        if self._busy >= self._behaviour.at_once:
            return self._too_many(named=True)
        self._busy += 1
        try:
            await asyncio.sleep(self._behaviour.answer_after)
            return await self._judge(request, pairs)
        finally:
            self._busy -= 1

    async def _judge(self, request: web.Request, pairs: list[tuple[str, str]]) -> web.StreamResponse:
        fault = self._draw.next()
        if fault:
            self._ledger.write("fault", name=fault)
        if fault in faults.RATE:
            return self._too_many(named=fault == "rate_named")
        if fault in faults.BEFORE:
            return await self._fail(request, fault)
        if fault == "late":
            await asyncio.sleep(self._behaviour.late)
        refusal = judge_message(pairs, self._stopped)
        if refusal is None and self._messages.waiting() >= self._behaviour.queue:
            refusal = Refusal(400, 21611, "This 'From' number has exceeded the maximum number of queued messages")
        if refusal:
            self._ledger.write("refused", status=refusal.status, code=refusal.code)
            return _refused(refusal)
        return await self._answer(request, self._take(dict(pairs)), fault)

    def _enter(self, request: web.Request, pairs: list[tuple[str, str]]) -> Refusal | None:
        """Write a request down, and say whether its sender may come in."""
        self._connections.add(request.transport)
        query = list(request.query.items())
        headers = {name: value for name, value in request.headers.items() if name != "Authorization"}
        self._ledger.write(
            "request", method=request.method, path=request.path, query=query, form=pairs, headers=headers
        )
        return judge_key(request.headers.get("Authorization")) or judge_account(request.match_info["account"])

    def _take(self, form: dict[str, str]) -> Held:
        validity = float(form.get("ValidityPeriod", 36000))
        service = form.get("MessagingServiceSid")
        message = Held(form["To"], form["Body"], validity, form.get("StatusCallback"), service)
        self._messages.add(message)
        self._ledger.write("accepted", sid=message.sid, to=message.to, body=message.body, validity=validity)
        return message

    async def _answer(self, request: web.Request, message: Held, fault: str | None) -> web.StreamResponse:
        """Answer for a message that was taken, as truthfully as the fault allows, and set about delivering it."""
        resource = message.resource()
        if fault == "callback_first":
            await self._deliver(message)
        else:
            self._spawn(message)
        if fault == "error_500_after":
            return _error_500()
        if fault == "reset_after":
            return _reset(request)
        if fault == "html":
            return web.Response(status=201, text="<!doctype html><title>Welcome</title>", content_type="text/html")
        text = json.dumps({name: value for name, value in resource.items() if fault != "no_sid" or name != "sid"})
        return _json(201, text[: len(text) // 2] if fault == "half_json" else text)

    async def _fail(self, request: web.Request, fault: str) -> web.StreamResponse:
        if fault == "hang":
            await asyncio.sleep(self._behaviour.hang)
        if fault == "error_503":
            return web.Response(status=503, text="<h1>503</h1>", content_type="text/html")
        return _error_500() if fault == "error_500" else _reset(request)

    def _too_many(self, *, named: bool) -> web.Response:
        answer = _refused(Refusal(429, 20429, "Too Many Requests"))
        if named:
            answer.headers["Retry-After"] = str(self._behaviour.retry_after)
        self._ledger.write("refused", status=429, code=20429)
        return answer

    def _spawn(self, message: Held) -> None:
        task = asyncio.create_task(self._deliver(message))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver(self, message: Held) -> None:
        """Let a message wait, go out and arrive, or not; each step is told to whoever asked for receipts."""
        delay = self._behaviour.delivery_delay
        await asyncio.sleep(min(delay, message.validity))
        if delay > message.validity:
            await self._becomes(message, "undelivered", 30036)
            return
        message.sent_at = SystemClock().now().timestamp()
        await self._becomes(message, "sent")
        code = UNDELIVERABLE.get(message.to)
        await self._becomes(message, "undelivered" if code else "delivered", code)

    async def _becomes(self, message: Held, status: str, code: int | None = None) -> None:
        message.status, message.error_code = status, code
        self._ledger.write(status, sid=message.sid, to=message.to, code=code)
        await self._webhooks.receipt(message, status)

    async def _list(self, request: web.Request) -> web.StreamResponse:
        if refusal := self._enter(request, []):
            return _refused(refusal)
        if self._draw_of_lists.next() == "rate_named":
            return self._too_many(named=True)
        query = list(request.query.items())
        asked = read_question(query)
        if isinstance(asked, Refusal):
            self._ledger.write("refused", status=asked.status, code=asked.code)
            return _refused(asked)
        return _json(200, json.dumps(listing(asked, self._messages, request.path, query)))

    async def _fetch(self, request: web.Request) -> web.StreamResponse:
        if refusal := self._enter(request, []):
            return _refused(refusal)
        await asyncio.sleep(self._behaviour.fetch_after)
        message = self._messages.get(request.match_info["sid"])
        if message is None:
            return _refused(Refusal(404, 20404, "The requested resource was not found"))
        return _json(200, json.dumps(message.resource()))

    async def _order(self, request: web.Request) -> web.StreamResponse:
        ordered: dict[str, list[str]] = await request.json()
        self._draw.ordered.extend(ordered["calls"])
        self._draw_of_lists.ordered.extend(ordered["lists"])
        return web.Response(status=204)

    async def _inbound(self, request: web.Request) -> web.StreamResponse:
        """Text the service as a person, with Twilio's own opt-out in between; return what the service answered.

        A text that came some seconds ago came to a service that could not be called: it is called no more.
        """
        text: dict[str, Any] = await request.json()
        word = text["body"].strip().upper()
        if word in _STOP_WORDS:
            self._stopped.add(text["number"])
        elif word in _START_WORDS:
            self._stopped.discard(text["number"])
        sid = text.get("sid") or f"SM{uuid4().hex}"
        came_at = SystemClock().now().timestamp() - text["ago"]
        self._messages.add(
            Held(text["to"], text["body"], 0, None, None, text["number"], came_at, sid, "received", sent_at=came_at)
        )
        if text["ago"]:
            self._ledger.write("unheard", number=text["number"], body=text["body"], sid=sid)
            return web.json_response({"status": 0, "text": ""})
        status, answer = await self._webhooks.inbound(text["number"], text["body"], sid)
        return web.json_response({"status": status, "text": answer})

    async def _count_connections(self, _: web.Request) -> web.StreamResponse:
        return web.json_response(len(self._connections))

    async def _end(self, _: web.Application) -> None:
        for task in list(self._tasks):
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await self._webhooks.close()


def _json(status: int, text: str) -> web.Response:
    return web.Response(status=status, text=text, content_type="application/json")


def _refused(refusal: Refusal) -> web.Response:
    more_info = f"https://www.twilio.com/docs/errors/{refusal.code}"
    body = {"code": refusal.code, "message": refusal.sentence, "more_info": more_info, "status": refusal.status}
    return _json(refusal.status, json.dumps(body))


def _error_500() -> web.Response:
    return _refused(Refusal(500, 20500, "An internal server error has occurred"))


def _reset(request: web.Request) -> web.Response:
    """Cut the connection; what is returned reaches nobody."""
    if request.transport is not None:  # else the caller was faster
        request.transport.abort()
    return web.Response()
