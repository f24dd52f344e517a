"""The wire to the city's OpenID Connect provider: JSON over https, bounded in time and size, never led elsewhere."""

import json
import ssl
from collections.abc import Mapping
from ipaddress import ip_address
from time import monotonic
from typing import Final
from urllib.parse import urlencode, urlsplit

import certifi
from urllib3 import BaseHTTPResponse, PoolManager, Timeout
from urllib3.exceptions import HTTPError

from infoneige.errors import ServiceError

_BIGGEST: Final = 512 * 1024
_LASTS: Final = 10.0
_PIECE: Final = 64 * 1024
_OK: Final = 200


class ProviderError(ServiceError):
    """The provider does not answer as it should; the text names its host and nothing secret."""


class OpenIdHttp:
    """Asks a provider, from any thread. Plain http is for this machine alone; no answer leads to another address."""

    def __init__(self) -> None:
        """Connect to nothing yet; a city's own authority counts where the machine trusts it."""
        trusted = ssl.create_default_context(cafile=certifi.where())
        trusted.load_default_certs()
        self._pools = PoolManager(
            num_pools=4, timeout=Timeout(connect=5.0, read=5.0), retries=False, ssl_context=trusted
        )

    def get(self, url: str) -> dict[str, object]:
        """Return the JSON object at a URL.

        Raises:
            ProviderError: there is none, or not in time.
        """
        return self._json("GET", url, None, {})

    def post(self, url: str, fields: Mapping[str, str], headers: Mapping[str, str]) -> dict[str, object]:
        """Send a form once and return the JSON object that answers it.

        Raises:
            ProviderError: as ``get``.
        """
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._json("POST", url, urlencode(fields).encode(), form | dict(headers))

    def _json(self, method: str, url: str, body: bytes | None, headers: Mapping[str, str]) -> dict[str, object]:
        text = self._text(method, safe_url(url), body, {"Accept": "application/json"} | dict(headers))
        try:
            answer = json.loads(text)
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise _failed(url, "its answer is no JSON object")
        return answer

    def _text(self, method: str, url: str, body: bytes | None, headers: Mapping[str, str]) -> bytes:
        ends_at = monotonic() + _LASTS
        try:
            answer = self._pools.request(method, url, body=body, headers=headers, redirect=False, preload_content=False)
            try:
                if answer.status != _OK:
                    raise _failed(url, f"it answers {answer.status}")
                return _read(answer, url, ends_at)
            finally:
                answer.close()
        except (HTTPError, OSError) as error:  # their texts may hold a code or a secret
            raise _failed(url, type(error).__name__) from None


def safe_url(url: object) -> str:
    """Return a URL that secrets may be sent to: https, or http on this machine.

    Raises:
        ProviderError: it is any other.
    """
    parts = urlsplit(url) if isinstance(url, str) else urlsplit("")
    if (
        parts.hostname
        and not parts.username
        and (parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(parts.hostname)))
    ):
        return str(url)
    message = "the OpenID Connect provider names an address that is not https"
    raise ProviderError(message)


def _read(answer: BaseHTTPResponse, url: str, ends_at: float) -> bytes:
    body = bytearray()
    while piece := answer.read1(_PIECE, decode_content=True):
        body += piece
        if len(body) > _BIGGEST or monotonic() > ends_at:
            raise _failed(url, "its answer is too long")
    return bytes(body)


def _failed(url: str, what: str) -> ProviderError:
    return ProviderError(f"the OpenID Connect provider at {urlsplit(url).hostname} fails: {what}")


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
