"""Greets a browser that has just subscribed: the first push, which proves that what we push arrives there."""

import asyncio
import json
import logging
import ssl
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

from aiohttp.abc import AbstractResolver

from notifier.channels.web_push.encryption import encrypt
from notifier.channels.web_push.guarded_resolver import GuardedResolver
from notifier.channels.web_push.posting import Poster, UnreachableError
from notifier.channels.web_push.vapid import VapidSigner
from notifier.model import Language
from notifier.push_subscription import PushHosts, PushSubscription

_log = logging.getLogger(__name__)

KEPT_FOR = timedelta(hours=24)
"""How long a push service keeps a greeting for a browser that is away."""

_PATIENCE = 10.0
_AT_ONCE = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class GreetingCall:
    """How greetings travel; ``make_resolver`` and ``tls`` are for tests."""

    signer: VapidSigner
    hosts: PushHosts
    clock_now: Callable[[], datetime]
    make_resolver: Callable[[], AbstractResolver] | None = None
    tls: ssl.SSLContext | None = None


class PushGreeter:
    """Pushes greetings on threads of its own, so that who subscribes does not wait.

    A greeting is tried once: a browser that did not get it is greeted again when its page subscribes again.
    """

    def __init__(self, call: GreetingCall) -> None:
        """Start nothing yet."""
        self._call = call
        self._threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="greeting")

    def greet(self, subscription: PushSubscription, greeting: str, language: Language) -> None:
        """Push a greeting soon; it tells the worker nothing but the secret to bring back, and the language."""
        self._threads.submit(self._push, subscription, greeting, language)

    def close(self) -> None:
        """Finish the greetings that were asked for."""
        self._threads.shutdown(wait=True)

    def _push(self, subscription: PushSubscription, greeting: str, language: Language) -> None:
        try:
            status = asyncio.run(self._post(subscription, {"greeting": greeting, "lang": language.value}))
            _log.info("%s answered a greeting with %s", subscription.origin, status)
        except UnreachableError as error:
            _log.warning("%s could not be reached for a greeting: %s", subscription.origin, error)
        except Exception as error:  # noqa: BLE001 - nobody waits for this thread
            _log.error("a greeting failed: %s", type(error).__name__)

    async def _post(self, subscription: PushSubscription, fields: dict[str, str]) -> int:
        call = self._call
        resolver = call.make_resolver() if call.make_resolver else GuardedResolver(call.hosts)
        headers = {
            "Authorization": call.signer.authorization(subscription.origin, call.clock_now()),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(int(KEPT_FOR.total_seconds())),
            "Urgency": "high",
        }
        async with Poster(resolver, limit=1, patience=_PATIENCE, tls=call.tls) as poster:
            body = encrypt(json.dumps(fields).encode(), subscription)
            answer = await poster.post(subscription.endpoint, body, headers)
        return answer.status
