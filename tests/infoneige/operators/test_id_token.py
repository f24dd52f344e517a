"""ID tokens: the one that is right is believed; with any claim wrong, or signed by anything else, it is not."""

import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc.jwk import KeySet

from infoneige.operators.id_token import Expected, Identity, TokenError, read_id_token
from infoneige.operators.openid_http import OpenIdHttp
from infoneige.operators.openid_provider import Client, Provider
from tests.counterparts.openid_provider import CLIENT_ID, SECRET, Claims, OpenIdProvider

NOW = datetime(2026, 11, 23, 21, 40, tzinfo=UTC)


@pytest.fixture
def city() -> Iterator[OpenIdProvider]:
    with OpenIdProvider("https://a.example/back", now=int(NOW.timestamp())) as provider:
        yield provider


@pytest.fixture
def keys(city: OpenIdProvider) -> KeySet:
    return Provider(city.issuer, Client(CLIENT_ID, SECRET), OpenIdHttp()).described(now=NOW).keys


def read(city: OpenIdProvider, keys: KeySet, *, after: timedelta = timedelta(0)) -> Identity:
    token = city.id_token({"nonce": "n"}, "access", city.now)
    return read_id_token(token, keys, Expected(city.issuer, CLIENT_ID, "n", "access"), now=NOW + after)


def test_right_token_is_believed(city: OpenIdProvider, keys: KeySet) -> None:
    city.claims = {"acr": "strong", "email": "A@b.example", "email_verified": True}
    assert read(city, keys) == Identity("person-1", ("amelie", "a@b.example"), frozenset({"pwd", "mfa", "strong"}), NOW)


def test_token_is_old_after_its_end_and_a_minute(city: OpenIdProvider, keys: KeySet) -> None:
    read(city, keys, after=timedelta(seconds=359))
    with pytest.raises(TokenError):
        read(city, keys, after=timedelta(seconds=360))


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "another"},
        {"aud": [CLIENT_ID, "another"]},
        {"aud": [CLIENT_ID, "another"], "azp": "another"},
        {"aud": None},
        {"iss": "https://evil.example"},
        {"iss": None},
        {"nonce": "another"},
        {"nonce": None},
        {"exp": int(NOW.timestamp()) - 61},
        {"exp": None},
        {"exp": "tomorrow"},
        {"iat": int(NOW.timestamp()) + 3600},
        {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
        {"sub": "x" * 256},
        {"sub": "a\0b"},
        {"sub": "\ud800"},
    ],
    ids=str,
)
def test_token_with_a_wrong_claim_is_refused(city: OpenIdProvider, keys: KeySet, claims: Claims) -> None:
    city.claims = claims
    with pytest.raises(TokenError):
        read(city, keys)


def by_none(claims: Claims, _city: OpenIdProvider) -> str:
    return jwt.encode(claims, "", algorithm="none")


def by_our_secret(claims: Claims, _city: OpenIdProvider) -> str:
    return by_hmac(claims, SECRET.encode())


def by_public_key_as_a_secret(claims: Claims, city: OpenIdProvider) -> str:
    return by_hmac(claims, city.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))


def by_another_key(claims: Claims, city: OpenIdProvider) -> str:
    return jwt.encode(claims, ec.generate_private_key(ec.SECP256R1()), algorithm="ES256", headers={"kid": city.key_id})


def by_another_kind_of_key(claims: Claims, city: OpenIdProvider) -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return jwt.encode(claims, key, algorithm="RS256", headers={"kid": city.key_id})


def by_the_shared_key(claims: Claims, _city: OpenIdProvider) -> str:
    return jwt.encode(claims, b"secret" * 8, algorithm="HS256", headers={"kid": "shared"})


def by_its_own_key(claims: Claims, _city: OpenIdProvider) -> str:
    key = ec.generate_private_key(ec.SECP256R1())
    own = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(key.public_key()))
    return jwt.encode(claims, key, algorithm="ES256", headers={"jwk": own})


def not_at_all(_claims: Claims, _city: OpenIdProvider) -> str:
    return "x.y.z"


def at_length(_claims: Claims, _city: OpenIdProvider) -> str:
    return "x" * 40_000


def by_hmac(claims: Claims, secret: bytes) -> str:
    parts = [json.dumps({"alg": "HS256", "typ": "JWT"}).encode(), json.dumps(claims).encode()]
    signed = b".".join(urlsafe_b64encode(part).rstrip(b"=") for part in parts)
    signature = urlsafe_b64encode(hmac.digest(secret, signed, sha256)).rstrip(b"=")
    return (signed + b"." + signature).decode()


@pytest.mark.parametrize(
    "sign",
    [
        by_none, by_our_secret, by_public_key_as_a_secret, by_another_key, by_another_kind_of_key, by_the_shared_key,
        by_its_own_key, not_at_all, at_length,
    ],
)  # fmt: skip
def test_token_that_the_provider_did_not_sign_is_refused(
    city: OpenIdProvider, keys: KeySet, sign: Callable[[Claims, OpenIdProvider], str]
) -> None:
    city.sign = lambda claims: sign(claims, city)
    with pytest.raises(TokenError):
        read(city, keys)
    city.sign = None
    assert read(city, keys).subject == "person-1"
