"""How the application refuses: in one plain sentence, never with a traceback, and without what the request held.

People get a page that helps, where pages are served; programs get the sentence.
"""

import logging
import traceback
from collections.abc import Callable

from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import (
    HTTPException,
    MethodNotAllowed,
    RequestEntityTooLarge,
    SecurityError,
    ServiceUnavailable,
    TooManyRequests,
)

_log = logging.getLogger(__name__)
_SPOKEN_TO_BY_PROGRAMS = "/push/"
_TRY_AGAIN_IN_SECONDS = "30"
_OWN_WORDS: dict[type[HTTPException], str] = {
    RequestEntityTooLarge: "The request is larger than we read.",
    SecurityError: "The service is not called that.",  # werkzeug's own words repeat the name
}


ErrorPage = Callable[[int], str]
"""Makes the page for an error of an HTTP status."""


def answer_errors_in_plain_words(app: Flask, page: ErrorPage | None = None) -> None:
    """Answer an HTTP error as what it is, and anything unexpected as 503, so that the caller comes again.

    Twilio and the service worker repeat what got a 503; a 500 would tell them nothing that a 503 does not. Who asks for
    HTML gets the page, if there is one.
    """

    @app.errorhandler(HTTPException)
    def refuse(error: HTTPException) -> Response:
        return _answer(error, page)

    @app.errorhandler(Exception)
    def fail(error: Exception) -> Response:
        _log.error("%s %s failed: %s", request.method, request.endpoint, _where(error))
        response = _answer(ServiceUnavailable("This does not work at the moment. Please try again in a minute."), page)
        response.headers["Retry-After"] = _TRY_AGAIN_IN_SECONDS
        return response


def _answer(error: HTTPException, page: ErrorPage | None) -> Response:
    status = error.code or 500
    if page is not None and _wants_a_page():
        return _as_page(error, page)
    words = _OWN_WORDS.get(type(error), error.description)
    body = jsonify(error=words) if request.path.startswith(_SPOKEN_TO_BY_PROGRAMS) else Response(f"{words}\n")
    body.status_code = status
    if body.mimetype == "text/html":
        body.mimetype = "text/plain"
    return _with_headers(body, error)


def _wants_a_page() -> bool:
    """Say whether a person asks: a program takes what comes, and a host that is not ours is nobody's page."""
    return "text/html" in request.headers.get("Accept", "") and not request.path.startswith(_SPOKEN_TO_BY_PROGRAMS)


def _as_page(error: HTTPException, page: ErrorPage) -> Response:
    status = error.code or 500
    return _with_headers(Response(page(status), status), error)


def _with_headers(answer: Response, error: HTTPException) -> Response:
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        answer.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    if isinstance(error, TooManyRequests) and error.retry_after is not None:
        answer.headers["Retry-After"] = f"{error.retry_after}"
    return answer


def _where(error: Exception) -> str:
    """Return the kind of an error and where it arose; its message may hold a number or an endpoint."""
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    places = " < ".join(f"{frame.name} ({frame.filename.rpartition('/')[2]}:{frame.lineno})" for frame in frames[::-1])
    return f"{type(error).__name__} in {places}"
