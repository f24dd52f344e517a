"""Text travels compressed; a private page does not, so that its length tells nothing of what is in it."""

import gzip
from functools import lru_cache
from typing import Final

from flask import Flask, Response, request

SMALLEST: Final = 500
"""Bytes under which compressing gains nothing."""

_TEXT: Final = frozenset(
    {
        "application/atom+xml",
        "application/javascript",
        "application/json",
        "application/manifest+json",
        "image/svg+xml",
        "text/calendar",
        "text/css",
        "text/html",
        "text/javascript",
    }
)


def compress_answers(app: Flask) -> None:
    """Compress what is public, is text and is long enough, for whoever takes gzip."""
    app.after_request(_compress)


def _compress(response: Response) -> Response:
    if response.status_code != 200 or response.mimetype not in _TEXT or _is_private(response):  # noqa: PLR2004 - OK
        return response
    response.vary.add("Accept-Encoding")
    if not request.accept_encodings["gzip"] or response.content_encoding or "Range" in request.headers:
        return response
    response.direct_passthrough = False
    content = response.get_data()
    if len(content) < SMALLEST:
        return response
    response.set_data(_gzipped(content))
    response.content_encoding = "gzip"
    tag, _ = response.get_etag()
    if tag is not None:
        response.set_etag(tag, weak=True)
    return response


def _is_private(response: Response) -> bool:
    return "Set-Cookie" in response.headers or bool(response.cache_control.no_store)


@lru_cache(maxsize=128)
def _gzipped(content: bytes) -> bytes:
    """Compress; the same files and pages are asked for over and over."""
    return gzip.compress(content, compresslevel=6, mtime=0)
