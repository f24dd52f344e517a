"""The web push channel: it encrypts, posts hundreds of messages at once, and tells what became of each."""

import asyncio
import logging
import ssl
import threading
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from functools import partial
from http import HTTPStatus

from aiohttp.abc import AbstractResolver
from cryptography.hazmat.primitives.asymmetric import ec

from notifier.channels.contract import Answered, Envelope, SendOutcome, Verdict
from notifier.channels.web_push.answers import KEY_REFUSED, asked_to_wait_until, outcome
from notifier.channels.web_push.encryption import encrypt
from notifier.channels.web_push.guarded_resolver import GuardedResolver
from notifier.channels.web_push.payload import PayloadTooLargeError, full_payload, opaque_payload
from notifier.channels.web_push.posting import Answer, Poster, UnreachableError
from notifier.channels.web_push.request import headers
from notifier.channels.web_push.service_health import KEY_PAUSE, KeyWatch, ServiceHealth
from notifier.channels.web_push.vapid import VapidSigner
from notifier.push_subscription import PushHosts, PushSubscription, PushSubscriptionError, checked_endpoint

_log = logging.getLogger(__name__)

_TELL_EVERY = 0.01
"""Seconds for which answers are gathered: each telling wakes the thread that records them."""

_CLOSED = SendOutcome(Verdict.RETRY, reason="not called: the channel is closed")


class WebPushChannel:
    """Posts to the push services of browsers, on an event loop in a thread of its own; each call ends in 10 s."""

    def __init__(
        self,
        vapid_key: ec.EllipticCurvePrivateKey,
        contact: str,
        hosts: PushHosts,
        clock_now: Callable[[], datetime],
        *,
        sign: Callable[[int, int], str],
        opaque: bool = False,
        in_flight: int = 256,
        resolver: AbstractResolver | None = None,
        tls: ssl.SSLContext | None = None,
        patience: float = 10.0,
    ) -> None:
        """Start the thread.

        ``contact`` is whom a push service may write to. ``sign`` makes, from an entry's id and its attempt, the id by
        which a browser may speak of a message; with ``opaque`` nothing else travels. ``resolver`` and ``tls`` are for
        tests. Raises NotifierError where the contact is no ``mailto:`` or ``https://``.
        """
        self.in_flight = in_flight
        self._signer = VapidSigner(vapid_key, contact)
        self._hosts = hosts
        self._now = clock_now
        self._sign = sign
        self._opaque = opaque
        self._health = ServiceHealth()
        self._key_watch = KeyWatch()
        resolver = resolver or GuardedResolver(hosts)
        self._open_poster = partial(Poster, resolver, limit=in_flight, patience=patience, tls=tls)
        self._loop = asyncio.new_event_loop()
        self._slots = asyncio.Semaphore(in_flight)
        self._calls: set[asyncio.Task[None]] = set()
        self._untold: list[tuple[Answered, Envelope, SendOutcome]] = []
        self._closing = asyncio.Event()
        self._gate = threading.Lock()
        self._is_closed = False
        self._thread = threading.Thread(target=self._run, name="web-push", daemon=True)
        self._thread.start()

    def start(self, envelopes: Iterable[Envelope], answered: Answered) -> None:
        """Begin these calls; ``answered`` is called on the channel's own thread, once for each."""
        taken = list(envelopes)
        with self._gate:
            if not self._is_closed:
                self._loop.call_soon_threadsafe(self._begin, taken, answered)
                return
        for envelope in taken:
            answered(envelope, _CLOSED)

    def close(self) -> None:
        """Begin nothing more, and wait until the calls on their way have ended and the connections are closed."""
        with self._gate:
            if not self._is_closed:
                self._is_closed = True
                self._loop.call_soon_threadsafe(self._closing.set)
        self._thread.join()

    def _run(self) -> None:
        try:
            self._loop.run_until_complete(self._serve())
        finally:
            self._loop.close()

    async def _serve(self) -> None:
        async with self._open_poster() as self._poster:
            await self._closing.wait()
            await asyncio.gather(*self._calls)
            self._tell()

    def _begin(self, envelopes: list[Envelope], answered: Answered) -> None:
        for envelope in envelopes:
            call = self._loop.create_task(self._answer(envelope, answered))
            self._calls.add(call)
            call.add_done_callback(self._calls.discard)

    async def _answer(self, envelope: Envelope, answered: Answered) -> None:
        async with self._slots:
            try:
                told = await self._call(envelope)
            except Exception as error:  # noqa: BLE001 - one message must not keep the others from being answered
                kind = type(error).__name__
                _log.warning("the push of the outbox entries %s failed: %s", envelope.entry_ids, kind)
                told = SendOutcome(Verdict.UNKNOWN, reason=kind)
        if not self._untold:
            self._loop.call_later(_TELL_EVERY, self._tell)
        self._untold.append((answered, envelope, told))

    def _tell(self) -> None:
        untold, self._untold = self._untold, []
        for answered, envelope, told in untold:
            answered(envelope, told)

    async def _call(self, envelope: Envelope) -> SendOutcome:
        now = self._now()
        try:
            subscription = PushSubscription.from_address(envelope.recipient.address)
            endpoint = checked_endpoint(subscription.endpoint, self._hosts)
            if until := self._health.paused_until(subscription.origin, now):
                return SendOutcome(Verdict.RETRY, reason="not called: its push service is paused", retry_at=until)
            body = encrypt(self._payload(envelope), subscription)
        except PushSubscriptionError as error:
            return SendOutcome(Verdict.REFUSED, reason=str(error))
        except PayloadTooLargeError as error:
            _log.error("the outbox entries %s cannot be pushed: %s", envelope.entry_ids, error)
            return SendOutcome(Verdict.REFUSED, reason=str(error))
        authorization = self._signer.authorization(subscription.origin, now)
        asked = headers(envelope, subscription, authorization, now)
        try:
            answer = await self._poster.post(endpoint, body, asked)
        except UnreachableError as error:
            self._health.failed(subscription.origin, self._now())
            return SendOutcome(Verdict.RETRY, reason=f"the push service cannot be reached: {error}")
        return self._learn(answer, subscription.origin, envelope)

    def _payload(self, envelope: Envelope) -> bytes:
        signed_id = self._sign(envelope.entry_ids[0], envelope.attempt)
        return opaque_payload(signed_id) if self._opaque else full_payload(envelope, signed_id)

    def _learn(self, answer: Answer, origin: str, envelope: Envelope) -> SendOutcome:
        """Return what an answer says, and draw from it what concerns the calls to come."""
        now, told = self._now(), outcome(answer)
        if answer.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            _log.error("the outbox entries %s are too large for %s", envelope.entry_ids, origin)
        if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            self._health.failed(origin, now)
        else:
            self._health.answered(origin)
        if until := asked_to_wait_until(answer, now):
            self._health.pause(origin, until)
            told = replace(told, retry_at=until)
        if self._key_watch.sees_trouble(refused=answer.status in KEY_REFUSED):
            _log.error(
                "push services refuse our key (%s from %s): nothing is pushed for a while", answer.status, origin
            )
            told = replace(told, hold_until=now + KEY_PAUSE)
        return told
