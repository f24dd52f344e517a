"""The wire under the twilio library: what leaves is the library's request, once; what comes back is bounded and kept.

No retry, no redirect, no proxy, no cookie, and no log, for the library's own writes numbers. An answer that is no
success is raised with its ``Retry-After``, which the library's exceptions lose, and without the words that it repeats.
"""

import json
import logging
from dataclasses import dataclass
from time import monotonic
from typing import Any
from urllib.parse import urlencode, urlsplit

import certifi
from twilio.http import HttpClient  # type: ignore[import-untyped]
from twilio.http.response import Response  # type: ignore[import-untyped]
from urllib3 import BaseHTTPResponse, HTTPConnectionPool, HTTPSConnectionPool, Timeout
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError
from urllib3.util import make_headers

from notifier.channels.twilio.credentials import CredentialsError
from notifier.model import NotifierError

API_URL = "https://api.twilio.com"
BIGGEST_ANSWER = 2 * 1024 * 1024
"""Bytes; a page of 200 messages is about a tenth of it."""

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_NOT_WRITTEN = (NewConnectionError, ConnectTimeoutError)
_SUCCESS = range(200, 300)
_PIECE = 64 * 1024


@dataclass(frozen=True, slots=True)
class TimeLimits:
    """Seconds: to connect, and from the request to the end of its answer."""

    connect: float = 5.0
    read: float = 30.0


class NotWrittenError(NotifierError):
    """Nothing of the request left: there was no connection to write it to."""


class NoAnswerError(NotifierError):
    """The request may have arrived, but no whole answer came back."""


class ErrorAnswer(NotifierError):  # noqa: N818 - it is an answer, and says no
    """Twilio answered with an error: its HTTP status, its own code if any, and when it wants to be asked again."""

    def __init__(self, status: int, code: int | None, retry_after: str | None) -> None:
        """Keep what may be told: neither the number nor Twilio's sentence, which may repeat it."""
        super().__init__(f"Twilio answered {status}" + ("" if code is None else f", error {code}"))
        self.status = status
        self.code = code
        self.retry_after = retry_after


class GuardedHttpClient(HttpClient):  # type: ignore[misc]
    """Sends each of the library's requests once, from any thread, over connections that stay open."""

    def __init__(self, url: str = API_URL, limits: TimeLimits | None = None, connections: int = 16) -> None:
        """Talk to ``url`` in place of Twilio's own; plain http is for this machine alone."""
        logging.getLogger("urllib3.connectionpool").setLevel(logging.INFO)  # its DEBUG writes targets, and so numbers
        self._limits = limits or TimeLimits()
        self._pool = _pool(url, self._limits, connections)
        self.is_async = False  # all that the library asks of its base class

    def request(
        self,
        method: str,
        url: str,
        params: dict[str, Any] | None = None,
        data: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,  # noqa: ARG002 - ours holds for every call
        allow_redirects: bool = False,  # noqa: ARG002, FBT001, FBT002 - never followed
    ) -> Response:
        """Send a request once and return its answer, if that is a success.

        Raises:
            NotWrittenError: surely nothing was sent.
            NoAnswerError: it may have been; no whole answer came in time.
            ErrorAnswer: the answer has a status that is no success.
        """
        body = urlencode(data, doseq=True).encode() if data else None
        basic = make_headers(basic_auth=":".join(auth), accept_encoding="gzip") if auth else {}
        answer, text = self._exchange(method, _target(url, params), body, {**(headers or {}), **basic})
        if answer.status not in _SUCCESS:
            raise ErrorAnswer(answer.status, _code(text), answer.headers.get("Retry-After"))
        return Response(answer.status, text, answer.headers)

    def close(self) -> None:
        """Close the connections that wait for another request."""
        self._pool.close()

    def _exchange(
        self, method: str, target: str, body: bytes | None, headers: dict[str, str]
    ) -> tuple[BaseHTTPResponse, str]:
        ends_at = monotonic() + self._limits.connect + self._limits.read
        try:
            answer = self._pool.urlopen(
                method, target, body, headers, retries=False, redirect=False, preload_content=False
            )
            try:
                return answer, _read(answer, ends_at)
            finally:
                answer.close()  # a connection whose answer was read to its end has gone back to the others already
        except _NOT_WRITTEN as error:
            message = f"no connection to Twilio: {type(error).__name__}"
            raise NotWrittenError(message) from None
        except (HTTPError, OSError) as error:  # their texts may hold the target, and so a number
            message = f"no answer from Twilio: {type(_root(error)).__name__}"
            raise NoAnswerError(message) from None


def _pool(url: str, limits: TimeLimits, connections: int) -> HTTPConnectionPool:
    base = urlsplit(url)
    timeout = Timeout(connect=limits.connect, read=limits.read)
    if base.scheme == "https" and base.hostname:
        return HTTPSConnectionPool(
            base.hostname, base.port, timeout=timeout, maxsize=connections, ca_certs=certifi.where()
        )
    if base.scheme == "http" and base.hostname in _LOOPBACK:
        return HTTPConnectionPool(base.hostname, base.port, timeout=timeout, maxsize=connections)
    message = "Twilio's URL must be https: the API key travels with every call"
    raise CredentialsError(message)


def _target(url: str, params: dict[str, Any] | None) -> str:
    """Return the part of the library's URL that is not its host."""
    parts = urlsplit(url)
    query = "&".join(filter(None, (parts.query, urlencode(params, doseq=True) if params else "")))
    return f"{parts.path}?{query}" if query else parts.path


def _read(answer: BaseHTTPResponse, ends_at: float) -> str:
    """Read an answer piece by piece, so that neither a big one nor a trickle holds a thread."""
    body = bytearray()
    while piece := answer.read1(_PIECE, decode_content=True):
        body += piece
        if len(body) > BIGGEST_ANSWER:
            message = "the answer is too big"
            raise NoAnswerError(message)
        if monotonic() > ends_at:
            message = "the answer did not end in time"
            raise NoAnswerError(message)
    return body.decode("utf-8", errors="replace")


def _root(error: Exception) -> Exception:
    """Return what lies under urllib3's wrappings."""
    inner = [part for part in error.args if isinstance(part, Exception)]
    return _root(inner[0]) if inner else error


def _code(text: str) -> int | None:
    """Return Twilio's own error code from the body of an error, None where it has none."""
    try:
        answer = json.loads(text)
    except ValueError:
        return None
    code = answer.get("code") if isinstance(answer, dict) else None
    return code if type(code) is int else None
