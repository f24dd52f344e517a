"""Who may change anything. A route that nobody guards refuses every request that is not safe."""

from collections.abc import Callable, Mapping
from typing import NoReturn

from flask import Flask, Request, request
from werkzeug.exceptions import Forbidden

Guard = Callable[[Request], None]
"""Looks at a request before its route does; raises Forbidden for one that may not pass."""

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def guard_unsafe_routes(app: Flask, guards: Mapping[str, Guard]) -> None:
    """Put a guard, named by blueprint, before every request that could change something."""

    @app.before_request
    def ask_the_guard() -> None:
        if request.method in _SAFE or request.url_rule is None:
            return
        guards.get(request.blueprint or "", _refuse)(request)


def own_origin_guard(public_url: str) -> Guard:
    """Return a guard that lets only our own pages and worker pass: no other site can make a browser act here."""

    def look(asked: Request) -> None:
        site, origin = asked.headers.get("Sec-Fetch-Site"), asked.headers.get("Origin")
        if site is None and origin is None:
            _refuse(asked)
        if site not in (None, "same-origin") or origin not in (None, public_url):
            _refuse(asked)

    return look


def _refuse(_asked: Request) -> NoReturn:
    message = "Only the pages of this service may ask for this."
    raise Forbidden(message)
