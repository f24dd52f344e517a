"""What the provider says of itself: kept for an hour, read anew for a key that is not known, believed if it is safe."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from joserfc.jwk import KeySet

from infoneige.operators.id_token import Expected, UnknownKeyError, read_id_token
from infoneige.operators.openid_http import OpenIdHttp, ProviderError, safe_url
from infoneige.operators.openid_provider import Client, Provider
from tests.counterparts.openid_provider import CLIENT_ID, SECRET, OpenIdProvider
from tests.infoneige.operators.conftest import NOW

DESCRIPTION = "/city/.well-known/openid-configuration"
READ = [f"GET {DESCRIPTION}", "GET /city/keys"]


@pytest.fixture
def city() -> Iterator[OpenIdProvider]:
    with OpenIdProvider("https://a.example/back", now=int(NOW.timestamp())) as provider:
        yield provider


@pytest.fixture
def provider(city: OpenIdProvider) -> Provider:
    return Provider(city.issuer, Client(CLIENT_ID, SECRET), OpenIdHttp())


def said(city: OpenIdProvider, **changed: object) -> None:
    """Let the provider describe itself otherwise."""
    body = json.dumps(city._configuration() | changed).encode()
    city.pages[DESCRIPTION] = (200, {"Content-Type": "application/json"}, body)


def test_description_is_read_once_an_hour(city: OpenIdProvider, provider: Provider) -> None:
    for minutes in (0, 59, 60):
        provider.described(now=NOW + timedelta(minutes=minutes))
    assert city.asked == READ * 2


def test_keys_are_read_anew_at_most_once_a_minute(city: OpenIdProvider, provider: Provider) -> None:
    old = provider.described(now=NOW).keys
    city.turn_key()
    assert provider.described_anew(now=NOW + timedelta(seconds=59)) is None
    found = provider.described_anew(now=NOW + timedelta(minutes=1))
    assert found is not None
    token = city.id_token({"nonce": "n"}, "access", city.now)
    expected = Expected(city.issuer, CLIENT_ID, "n", "access")
    with pytest.raises(UnknownKeyError):
        read_id_token(token, old, expected, now=NOW)
    assert read_id_token(token, found.keys, expected, now=NOW).subject == "person-1"


def test_only_public_keys_that_sign_are_kept(provider: Provider, city: OpenIdProvider) -> None:
    keys: KeySet = provider.described(now=NOW).keys
    assert [(key.kid, key.key_type) for key in keys.keys] == [(city.key_id, "EC")]


@pytest.mark.parametrize(
    "changed",
    [
        {"issuer": "https://evil.example"},
        {"issuer": None},
        {"token_endpoint": "http://192.0.2.1/token"},
        {"token_endpoint": "https://user@evil.example/"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": None},
        {"jwks_uri": "file:///etc/passwd"},
    ],
    ids=str,
)
def test_description_that_leads_astray_is_refused(
    city: OpenIdProvider, provider: Provider, changed: dict[str, object]
) -> None:
    said(city, **changed)
    with pytest.raises(ProviderError):
        provider.described(now=NOW)


@pytest.mark.parametrize(
    "page",
    [
        (302, {"Location": "http://127.0.0.1:1/"}, b""),
        (500, {}, b"{}"),
        (200, {}, b"[]"),
        (200, {}, b"<html>"),
        (200, {}, b" " * 600_000),
    ],
    ids=lambda page: f"{page[0]} {page[2][:6]!r}",
)
@pytest.mark.parametrize("path", [DESCRIPTION, "/city/keys"])
def test_answer_that_is_none_is_refused(
    city: OpenIdProvider, provider: Provider, path: str, page: tuple[int, dict[str, str], bytes]
) -> None:
    city.pages[path] = page
    if page[2] == b"[]" or page[0] != 200 or len(page[2]) > 2:
        with pytest.raises(ProviderError, match=r"the OpenID Connect provider at 127\.0\.0\.1 fails: "):
            provider.described(now=NOW)


def test_keys_that_are_none_are_refused(city: OpenIdProvider, provider: Provider) -> None:
    city.pages["/city/keys"] = (200, {}, b'{"keys": [{"kty": "EC", "crv": "P-256", "x": "!", "y": 1}]}')
    with pytest.raises(ProviderError, match="keys cannot be read"):
        provider.described(now=NOW)


def test_provider_that_is_away_says_so_without_secrets(provider: Provider, city: OpenIdProvider) -> None:
    provider.described(now=NOW)
    city.pages["/city/token"] = (200, {}, b'{"access_token": "a"}')
    with pytest.raises(ProviderError, match="gives no tokens for a code"):
        provider.redeem("code", "verifier", "https://a.example/back", now=NOW)
    away = Provider("http://127.0.0.1:1/city", Client(CLIENT_ID, SECRET), OpenIdHttp())
    with pytest.raises(ProviderError) as failed:
        away.described(now=NOW)
    assert str(failed.value) == "the OpenID Connect provider at 127.0.0.1 fails: NewConnectionError"
    assert SECRET not in repr(Client(CLIENT_ID, SECRET))


@pytest.mark.parametrize(
    "url", ["https://a.example/x?y=1", "http://localhost:8/x", "http://127.0.0.1/", "http://[::1]:9"]
)
def test_address_of_https_or_of_this_machine_is_safe(url: str) -> None:
    assert safe_url(url) == url


@pytest.mark.parametrize(
    "url", ["", None, 7, "http://a.example", "ftp://a.example", "https://", "//a.example", "http://0x7f.1"]
)
def test_any_other_address_is_not(url: object) -> None:
    with pytest.raises(ProviderError, match="not https"):
        safe_url(url)
