"""What the city's OpenID Connect provider says of itself: where to ask, and the keys that it signs with."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import quote_plus

from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from urllib3.util import make_headers

from infoneige.operators.openid_http import OpenIdHttp, ProviderError, safe_url

_FRESH: Final = timedelta(hours=1)
_BETWEEN_LOOKS: Final = timedelta(minutes=1)
_SIGN: Final = frozenset({"RSA", "EC"})
_BASIC, _POST = "client_secret_basic", "client_secret_post"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Description:
    """A provider, as it was read at an instant. ``issuer`` is as it spells itself."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    posts_secret: bool
    keys: KeySet
    read_at: datetime


@dataclass(frozen=True, slots=True)
class Client:
    """Who we are to the provider."""

    client_id: str
    secret: str = field(repr=False)


class Provider:
    """Asks one provider, from any thread; what it says of itself is kept for an hour."""

    def __init__(self, issuer: str, client: Client, http: OpenIdHttp) -> None:
        """Take where it is; nothing is asked yet."""
        self._issuer = issuer
        self._client = client
        self._http = http
        self._known: Description | None = None

    def described(self, *, now: datetime) -> Description:
        """Return what it says of itself.

        Raises:
            ProviderError: it does not answer as it should.
        """
        known = self._known
        return known if known is not None and now - known.read_at < _FRESH else self._read(now)

    def described_anew(self, *, now: datetime) -> Description | None:
        """Return what it says now, for it signs with a key that we do not know; None where we just looked.

        Raises:
            ProviderError: it does not answer as it should.
        """
        known = self._known
        return None if known is not None and now - known.read_at < _BETWEEN_LOOKS else self._read(now)

    def redeem(self, code: str, verifier: str, redirect_uri: str, *, now: datetime) -> tuple[str, str]:
        """Return the ID token and the access token that a code stands for, once.

        Raises:
            ProviderError: it gives none.
        """
        fields = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": verifier,
        }
        description, headers = self.described(now=now), {}
        if description.posts_secret:
            fields |= {"client_id": self._client.client_id, "client_secret": self._client.secret}
        else:
            who = f"{quote_plus(self._client.client_id)}:{quote_plus(self._client.secret)}"
            headers = dict(make_headers(basic_auth=who))
        answer = self._http.post(description.token_endpoint, fields, headers)
        id_token, access_token = answer.get("id_token"), answer.get("access_token")
        if not isinstance(id_token, str) or not isinstance(access_token, str):
            message = "the OpenID Connect provider gives no tokens for a code"
            raise ProviderError(message)
        return id_token, access_token

    def _read(self, now: datetime) -> Description:
        said = self._http.get(f"{self._issuer}/.well-known/openid-configuration")
        issuer = said.get("issuer")
        if not isinstance(issuer, str) or issuer.rstrip("/") != self._issuer:
            message = "the OpenID Connect provider calls itself otherwise than INFONEIGE_OPENID_ISSUER does"
            raise ProviderError(message)
        methods = said.get("token_endpoint_auth_methods_supported")
        known = self._known = Description(
            issuer=issuer,
            authorization_endpoint=safe_url(said.get("authorization_endpoint")),
            token_endpoint=safe_url(said.get("token_endpoint")),
            posts_secret=isinstance(methods, list) and _BASIC not in methods and _POST in methods,
            keys=_signing_keys(self._http.get(safe_url(said.get("jwks_uri")))),
            read_at=now,
        )
        _log.info("the OpenID Connect provider signs with %d keys", len(known.keys.keys))
        return known


def _signing_keys(said: Mapping[str, object]) -> KeySet:
    """Return the public keys to verify with; what encrypts, or is no secret of the provider's alone, is left out."""
    listed = said.get("keys")
    rows = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    usable = [one for one in rows if one.get("kty") in _SIGN and one.get("use", "sig") == "sig"]
    try:
        return KeySet.import_key_set({"keys": usable})
    except (JoseError, ValueError, TypeError, KeyError) as error:
        message = f"the OpenID Connect provider's keys cannot be read: {type(error).__name__}"
        raise ProviderError(message) from None
