"""The wire under the twilio library: what leaves is the library's request, once; what comes back is bounded and kept.

No retry, no redirect, no proxy, no cookie, and no log, for the library's own writes numbers. An answer that is no
success is raised with its ``Retry-After``, which the library's exceptions lose, and without the words that it repeats.
"""

import json
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from time import monotonic
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests
from requests.adapters import HTTPAdapter
from requests.exceptions import ConnectTimeout, RequestException
from twilio.http.http_client import TwilioHttpClient  # type: ignore[import-untyped]
from twilio.http.response import Response  # type: ignore[import-untyped]
from urllib3.exceptions import HTTPError, NameResolutionError, NewConnectionError
from urllib3.response import BaseHTTPResponse

from notifier.channels.twilio.credentials import CredentialsError
from notifier.model import NotifierError

API_URL = "https://api.twilio.com"
BIGGEST_ANSWER = 2 * 1024 * 1024
"""Bytes; a page of 200 messages is about a tenth of it."""

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
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


class GuardedHttpClient(TwilioHttpClient):  # type: ignore[misc]
    """Sends each of the library's requests once, from any thread, over connections that stay open."""

    def __init__(self, url: str = API_URL, limits: TimeLimits | None = None, connections: int = 16) -> None:
        """Talk to ``url`` in place of Twilio's own; plain http is for this machine alone."""
        super().__init__()
        self._limits = limits or TimeLimits()
        self._base = urlsplit(url)
        if self._base.scheme != "https" and self._base.hostname not in _LOOPBACK:
            message = "Twilio's URL must be https: the API key travels with every call"
            raise CredentialsError(message)
        self.session = _session(connections)

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
        request = requests.Request(method, self._ours(url), headers, data=data, params=params, auth=auth)
        answer, text = self._exchange(self.session.prepare_request(request))
        if answer.status_code not in _SUCCESS:
            raise ErrorAnswer(answer.status_code, _code(text), answer.headers.get("Retry-After"))
        return Response(answer.status_code, text, answer.headers)

    def close(self) -> None:
        """Close the connections that wait for another request."""
        self.session.close()

    def _ours(self, url: str) -> str:
        return urlunsplit(urlsplit(url)._replace(scheme=self._base.scheme, netloc=self._base.netloc))

    def _exchange(self, request: requests.PreparedRequest) -> tuple[requests.Response, str]:
        ends_at = monotonic() + self._limits.connect + self._limits.read
        try:
            answer = self.session.send(
                request,
                stream=True,
                allow_redirects=False,
                timeout=(self._limits.connect, self._limits.read),
            )
            with answer:
                return answer, _read(answer.raw, ends_at)
        except (RequestException, HTTPError, OSError) as error:
            raise _failure(error) from None


def _session(connections: int) -> requests.Session:
    session = requests.Session()
    session.trust_env = False
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=()))
    adapter = HTTPAdapter(pool_connections=1, pool_maxsize=connections, max_retries=0)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session


def _read(raw: BaseHTTPResponse, ends_at: float) -> str:
    """Read an answer piece by piece, so that neither a big one nor a trickle holds a thread."""
    body = bytearray()
    while piece := raw.read1(_PIECE, decode_content=True):
        body += piece
        if len(body) > BIGGEST_ANSWER:
            message = "the answer is too big"
            raise NoAnswerError(message)
        if monotonic() > ends_at:
            message = "the answer did not end in time"
            raise NoAnswerError(message)
    return body.decode("utf-8", errors="replace")


def _failure(error: Exception) -> NotifierError:
    """Return our error for the library's, whose text may hold the URL and so a number; only its type is told."""
    cause = _root(error)
    kind = type(cause).__name__
    if isinstance(error, ConnectTimeout) or isinstance(cause, NewConnectionError | NameResolutionError):
        return NotWrittenError(f"no connection to Twilio: {kind}")
    return NoAnswerError(f"no answer from Twilio: {kind}")


def _root(error: Exception) -> Exception:
    """Return what lies under the wrappings of requests and urllib3."""
    inner = [part for part in (getattr(error, "reason", None), *error.args) if isinstance(part, Exception)]
    return _root(inner[0]) if inner else error


def _code(text: str) -> int | None:
    """Return Twilio's own error code from the body of an error, None where it has none."""
    try:
        answer = json.loads(text)
    except ValueError:
        return None
    code = answer.get("code") if isinstance(answer, dict) else None
    return code if type(code) is int else None
