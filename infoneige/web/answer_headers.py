"""What every answer tells the browser that it may not do."""

from collections.abc import Collection
from http import HTTPStatus

from flask import Flask, Response, request

_NOTHING_ELSE = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _NOTHING_ELSE,
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), payment=(), usb=(), geolocation=(self)",
}
_FOR_GOOD = "public, max-age=31536000, immutable"
"""For a file whose path changes with its content."""

_FOUND = (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED)
_TWO_YEARS = "max-age=63072000; includeSubDomains; preload"


def add_headers_to_every_answer(app: Flask, *, is_https: bool) -> None:
    """Send them with every answer, errors too; nothing is kept by a cache unless its route says that it may be."""
    headers = _HEADERS | ({"Strict-Transport-Security": _TWO_YEARS} if is_https else {})

    @app.after_request
    def add_headers(response: Response) -> Response:
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        if request.endpoint == "static" and "v" in request.args and response.status_code in _FOUND:
            response.headers["Cache-Control"] = _FOR_GOOD
        response.headers.setdefault("Cache-Control", "no-store")
        return response


def let_pages_say_where_they_are(app: Flask, rooms: Collection[str]) -> None:
    """Let the pages of these rooms name themselves to us, and to nobody else.

    A browser that may not say at all sends forms with ``Origin: null``, as a stranger's page would.
    """

    @app.after_request
    def add_policy(response: Response) -> Response:
        if request.blueprint in rooms:
            response.headers.setdefault("Referrer-Policy", "same-origin")
        return response
