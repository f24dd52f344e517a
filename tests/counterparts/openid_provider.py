"""An OpenID Connect provider on loopback, with keys of its own: strict with what we send, and bad when told to be.

Its tokens are made by another library than the one that reads them.
"""

import json
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from secrets import token_urlsafe
from threading import Thread
from typing import Any, Self
from urllib.parse import parse_qs, unquote_plus, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm

CLIENT_ID, SECRET = "infoneige desk", "s3cret/of+the:client"

Claims = dict[str, Any]
Answer = tuple[int, dict[str, str], bytes]


@dataclass
class OpenIdProvider:
    """One provider with one client and one person, who logs in whenever a browser comes.

    ``claims`` are added to each ID token, a None takes one away; ``sign`` replaces how it is signed; ``pages`` are
    answered in place of its own.
    """

    redirect_uri: str
    claims: Claims = field(default_factory=dict)
    sign: Callable[[Claims], str] | None = None
    pages: dict[str, Answer] = field(default_factory=dict)
    auth_methods: tuple[str, ...] = ("client_secret_basic", "client_secret_post")
    asked: list[str] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._codes: dict[str, dict[str, str]] = {}
        self.turn_key()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/city"

    def turn_key(self) -> None:
        """Sign with a new key from now on; the old one is forgotten."""
        self.key, self.key_id = ec.generate_private_key(ec.SECP256R1()), token_urlsafe(6)

    def visit(self, url: str) -> dict[str, str]:
        """Return the query with which a browser that was sent to this URL comes back."""
        place = urlsplit(url)
        assert url.startswith(f"{self.issuer}/authorize?")
        asked = {name: value for name, (value,) in parse_qs(place.query, strict_parsing=True).items()}
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT_ID
        assert asked["redirect_uri"] == self.redirect_uri
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        code = token_urlsafe(16)
        self._codes[code] = asked
        return {"code": code, "state": asked["state"], "iss": self.issuer}

    def id_token(self, asked: dict[str, str], access_token: str, now: int) -> str:
        half = sha256(access_token.encode()).digest()[:16]
        claims: Claims = {
            "iss": self.issuer,
            "sub": "person-1",
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 300,
            "auth_time": now,
            "nonce": asked["nonce"],
            "at_hash": urlsafe_b64encode(half).rstrip(b"=").decode(),
            "amr": ["pwd", "mfa"],
            "preferred_username": "amelie",
        } | self.claims
        said = {name: value for name, value in claims.items() if value is not None}
        if self.sign is not None:
            return self.sign(said)
        return jwt.encode(said, self.key, algorithm="ES256", headers={"kid": self.key_id})

    def answer(self, method: str, path: str, query: str, body: str, authorization: str) -> Answer:
        """Answer as the server does."""
        self.asked.append(f"{method} {path}")
        if path in self.pages:
            return self.pages[path]
        if path == "/city/.well-known/openid-configuration":
            return _json(self._configuration())
        if path == "/city/keys":
            key = json.loads(ECAlgorithm.to_jwk(self.key.public_key())) | {"kid": self.key_id, "use": "sig"}
            return _json({"keys": [key, {"kty": "oct", "k": "c2VjcmV0", "kid": "shared"}]})
        if path == "/city/authorize":
            back = self.visit(f"{self.issuer}/authorize?{query}")
            return 302, {"Location": f"{self.redirect_uri}?{urlencode(back)}"}, b""
        if (method, path) == ("POST", "/city/token"):
            return self._token(body, authorization)
        return 404, {}, b""

    def _configuration(self) -> Claims:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "token_endpoint_auth_methods_supported": list(self.auth_methods),
        }

    def _token(self, body: str, authorization: str) -> Answer:
        form = {name: value for name, (value,) in parse_qs(body, strict_parsing=True).items()}
        if self._client(form, authorization) != (CLIENT_ID, SECRET):
            return _json({"error": "invalid_client"}, 401)
        asked = self._codes.pop(form.get("code", ""), None)
        if asked is None or form["redirect_uri"] != asked["redirect_uri"]:
            return _json({"error": "invalid_grant"}, 400)
        proof = urlsafe_b64encode(sha256(form["code_verifier"].encode()).digest()).rstrip(b"=").decode()
        if proof != asked["code_challenge"]:
            return _json({"error": "invalid_grant"}, 400)
        access_token = token_urlsafe(16)
        id_token = self.id_token(asked, access_token, self.now)
        return _json({"access_token": access_token, "token_type": "Bearer", "id_token": id_token})

    now: int = 0
    """The provider's clock, in seconds since 1970."""

    def _client(self, form: dict[str, str], authorization: str) -> tuple[str, str]:
        if "client_secret_basic" not in self.auth_methods:
            return form.get("client_id", ""), form.get("client_secret", "")
        name, _, secret = b64decode(authorization.removeprefix("Basic ")).decode().partition(":")
        return unquote_plus(name), unquote_plus(secret)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._answer("")

            def do_POST(self) -> None:
                self._answer(self.rfile.read(int(self.headers["Content-Length"])).decode())

            def _answer(self, body: str) -> None:
                place = urlsplit(self.path)
                authorization = self.headers.get("Authorization", "")
                status, headers, content = provider.answer(self.command, place.path, place.query, body, authorization)
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        return Handler


def _json(said: Claims, status: int = 200) -> Answer:
    return status, {"Content-Type": "application/json"}, json.dumps(said).encode()
