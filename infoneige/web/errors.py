"""How the application refuses: in one plain sentence, never with a traceback, and without what the request held."""

import logging
import traceback

from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import (
    HTTPException,
    MethodNotAllowed,
    RequestEntityTooLarge,
    SecurityError,
    ServiceUnavailable,
)

_log = logging.getLogger(__name__)
_SPOKEN_TO_BY_PROGRAMS = "/push/"
_TRY_AGAIN_IN_SECONDS = "30"
_OWN_WORDS: dict[type[HTTPException], str] = {
    RequestEntityTooLarge: "The request is larger than we read.",
    SecurityError: "The service is not called that.",  # werkzeug's own words repeat the name
}


def answer_errors_in_plain_words(app: Flask) -> None:
    """Answer an HTTP error as what it is, and anything unexpected as 503, so that the caller comes again.

    Twilio and the service worker repeat what got a 503; a 500 would tell them nothing that a 503 does not.
    """

    @app.errorhandler(HTTPException)
    def refuse(error: HTTPException) -> Response:
        return _answer(error)

    @app.errorhandler(Exception)
    def fail(error: Exception) -> Response:
        _log.error("%s %s failed: %s", request.method, request.endpoint, _where(error))
        response = _answer(ServiceUnavailable("This does not work at the moment. Please try again in a minute."))
        response.headers["Retry-After"] = _TRY_AGAIN_IN_SECONDS
        return response


def _answer(error: HTTPException) -> Response:
    status = error.code or 500
    words = _OWN_WORDS.get(type(error), error.description)
    body = jsonify(error=words) if request.path.startswith(_SPOKEN_TO_BY_PROGRAMS) else Response(f"{words}\n")
    body.status_code = status
    if body.mimetype == "text/html":
        body.mimetype = "text/plain"
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        body.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return body


def _where(error: Exception) -> str:
    """Return the kind of an error and where it arose; its message may hold a number or an endpoint."""
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    places = " < ".join(f"{frame.name} ({frame.filename.rpartition('/')[2]}:{frame.lineno})" for frame in frames[::-1])
    return f"{type(error).__name__} in {places}"
