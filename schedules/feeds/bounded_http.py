"""One request whose answer can neither hang, nor grow without end, nor lead to another address."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit
from urllib.request import HTTPHandler, HTTPSHandler, OpenerDirector, ProxyHandler, Request

from schedules.feeds.answers import LARGEST_ANSWER, Answer, FeedError

_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_CHUNK = 1 << 16
_OURSELVES = {"User-Agent": "infoneige"}


class UnreachableError(FeedError):
    """No whole answer came: no connection, no secure one, or not in time. Worth trying again."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait, in seconds: for a connection, for the next bytes, and for the whole answer."""

    connect: float = 5.0
    silence: float = 30.0
    whole: float = 300.0


DEFAULT_PATIENCE = Patience()


def get(url: str, patience: Patience = DEFAULT_PATIENCE, *, largest: int = LARGEST_ANSWER) -> bytes:
    """Return the whole content at an address; raises as ``post`` does, and FeedError for a status other than 200."""
    answer = _exchange(Request(url, headers=_OURSELVES), patience, largest)  # noqa: S310 - _opener has its say
    if answer.status != HTTPStatus.OK:
        message = f"{urlsplit(url).hostname} answers with HTTP {answer.status}; check the address of the feed"
        raise FeedError(message)
    return answer.content


def post(
    url: str, body: bytes, headers: Mapping[str, str], patience: Patience, *, largest: int = LARGEST_ANSWER
) -> Answer:
    """Send the body by https, or by http to this machine, and return the whole answer.

    UnreachableError if none came in time; FeedError if the address will not do or the answer is larger than any
    city's. The system's proxy settings hold, except on this machine.
    """
    request = Request(url, data=body, headers={**_OURSELVES, **headers}, method="POST")  # noqa: S310 - as above
    return _exchange(request, patience, largest)


def _exchange(request: Request, patience: Patience, largest: int) -> Answer:
    opener = _opener(request.full_url, patience)
    give_up_at = time.monotonic() + patience.whole
    try:
        with opener.open(request, timeout=patience.connect) as response:
            return Answer(response.status, _read(response, largest, give_up_at))
    except TimeoutError as error:
        raise UnreachableError(_no_answer(request, "it does not answer in time")) from error
    except (OSError, HTTPException) as error:
        reason = getattr(error, "reason", error)
        raise UnreachableError(_no_answer(request, str(reason) or type(reason).__name__)) from error


def _opener(url: str, patience: Patience) -> OpenerDirector:
    """Return what opens this address and nothing else: no redirections, no files, no plain http to the world."""
    parts = urlsplit(url)
    is_loopback = parts.hostname in _LOOPBACK
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback):
        message = f"a feed is read by https, not from {parts.scheme}://{parts.hostname}"
        raise FeedError(message)
    opener = OpenerDirector()
    opener.add_handler(ProxyHandler({} if is_loopback else None))
    opener.add_handler(_SecureHandler(patience) if parts.scheme == "https" else _PlainHandler(patience))
    return opener


def _read(response: HTTPResponse, largest: int, give_up_at: float) -> bytes:
    content = bytearray()
    while chunk := response.read1(_CHUNK):
        content += chunk
        if len(content) > largest:
            message = f"the answer has more than {largest:,} bytes, no city is that large"
            raise FeedError(message)
        if time.monotonic() > give_up_at:
            raise TimeoutError
    if response.length:
        message = f"the answer broke off {response.length:,} bytes before its end"
        raise UnreachableError(message)
    return bytes(content)


def _no_answer(request: Request, why: str) -> str:
    return f"no answer from {urlsplit(request.full_url).hostname}: {why}"


class _PatientConnection(HTTPConnection):
    """A connection with a second time-out, once it stands, where the library has one for both."""

    def __init__(self, host: str, /, *, silence: float, **options: Any) -> None:  # noqa: ANN401 - the library's own
        super().__init__(host, **options)
        self._silence = silence

    def connect(self) -> None:
        super().connect()
        self.sock.settimeout(self._silence)


class _SecurePatientConnection(_PatientConnection, HTTPSConnection):
    """The same over TLS, certificates verified; the handshake belongs to connecting."""


class _PlainHandler(HTTPHandler):
    def __init__(self, patience: Patience) -> None:
        super().__init__()
        self._silence = patience.silence

    def http_open(self, req: Request) -> HTTPResponse:
        return self.do_open(partial(_PatientConnection, silence=self._silence), req)


class _SecureHandler(HTTPSHandler):
    def __init__(self, patience: Patience) -> None:
        super().__init__()
        self._silence = patience.silence

    def https_open(self, req: Request) -> HTTPResponse:
        return self.do_open(partial(_SecurePatientConnection, silence=self._silence), req)
