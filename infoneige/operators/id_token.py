"""What an ID token must be for us to believe it. Pure.

Signed by the provider's own asymmetric key, for us, now, in answer to this very login; everything else is refused.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from infoneige.operators.names import read_name

ALGORITHMS: Final = ("RS256", "PS256", "ES256")
"""Neither ``none``, nor those for which our own secret would be the key."""

_LEEWAY: Final = 60
_LONGEST: Final = 32_768
_LONGEST_SUBJECT: Final = 255
_FAR_AWAY: Final = 2**33


class TokenError(Exception):
    """An ID token that is not believed; the text says which of its claims, and nothing of it."""


class UnknownKeyError(TokenError):
    """It names a key that is not among those given."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What it must say: who made it, for whom, in answer to which login, beside which access token."""

    issuer: str
    client_id: str
    nonce: str
    access_token: str


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom the provider knows. ``names`` are those that they may be invited by.

    ``factors`` are its words for how they logged in, and ``logged_in_at`` is when, where it says so.
    """

    subject: str
    names: tuple[str, ...]
    factors: frozenset[str]
    logged_in_at: datetime | None


def read_id_token(token: str, keys: KeySet, expected: Expected, *, now: datetime) -> Identity:
    """Return whom a token is about.

    Raises:
        UnknownKeyError: its key is not among these.
        TokenError: it is not believed.
    """
    if len(token) > _LONGEST:
        message = "it is too long"
        raise TokenError(message)
    try:
        read = jwt.decode(token, keys, algorithms=ALGORITHMS)
        claims = CodeIDToken(
            read.claims,
            read.header,
            {
                "iss": {"essential": True, "value": expected.issuer},
                "aud": {"essential": True, "value": expected.client_id},
                "sub": {"essential": True},
            },
            {"client_id": expected.client_id, "nonce": expected.nonce, "access_token": expected.access_token},
        )
        claims.validate(now=int(now.timestamp()), leeway=_LEEWAY)
    except InvalidKeyIdError as error:
        raise UnknownKeyError(error.error) from None
    except JoseError as error:
        message = getattr(error, "claim", None) or error.error
        raise TokenError(message) from None
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise TokenError(type(error).__name__) from None
    return _identity(claims)


def _identity(claims: Mapping[str, object]) -> Identity:
    name, mail = claims.get("preferred_username"), claims.get("email")
    mail = mail if claims.get("email_verified") is True else None
    amr = claims.get("amr")
    said = [claims.get("acr"), *(amr if isinstance(amr, list) else ())]
    subject = str(claims["sub"])
    if not (subject.isascii() and subject.isprintable() and len(subject) <= _LONGEST_SUBJECT):
        message = "sub"
        raise TokenError(message)
    names = (read_name(text) for text in (name, mail) if isinstance(text, str))
    return Identity(
        subject=subject,
        names=tuple(one for one in names if one is not None),
        factors=frozenset(one for one in said if isinstance(one, str)),
        logged_in_at=_instant(claims.get("auth_time")),
    )


def _instant(seconds: object) -> datetime | None:
    if not isinstance(seconds, int | float) or not 0 < seconds < _FAR_AWAY:
        return None
    return datetime.fromtimestamp(seconds, UTC)
