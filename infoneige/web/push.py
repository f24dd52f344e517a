"""What browsers ask: our key, to be notified or not any more, the words of a message, and that the car was moved."""

from typing import NoReturn

from flask import Blueprint, Response, current_app, jsonify, request
from werkzeug.exceptions import BadRequest, Conflict, NotFound, TooManyRequests

from infoneige.clock import Clock
from infoneige.storage.push_browsers import Browser, PushDeskError, TakenEndpointError, TooManyBrowsersError
from infoneige.web.browser_session import BrowserSession, new_token
from infoneige.web.parts import PushParts
from infoneige.web.push_requests import read_fields, read_secret, read_subscription, read_wish

NO_CONTENT = ("", 204)


def push_routes(parts: PushParts, clock: Clock, *, is_https: bool) -> Blueprint:
    """Return the routes that static/push.js and static/sw.js call."""
    routes, pages = Blueprint("push", __name__), _PushPages(parts, clock, BrowserSession(is_https))
    for path, method, view in (
        ("/sw.js", "GET", pages.worker),
        ("/push/key", "GET", pages.key),
        ("/push/subscription", "GET", pages.show),
        ("/push/subscription", "POST", pages.subscribe),
        ("/push/subscription", "DELETE", pages.unsubscribe),
        ("/push/renewal", "POST", pages.renew),
        ("/push/confirmation", "POST", pages.confirm),
        ("/push/moved", "POST", pages.moved),
        ("/push/message/<signed_id>", "GET", pages.message),
    ):
        routes.add_url_rule(path, view_func=view, methods=[method])
    return routes


class _PushPages:
    """The views, in the order of the table above."""

    def __init__(self, parts: PushParts, clock: Clock, session: BrowserSession) -> None:
        self._parts = parts
        self._desk = parts.desk
        self._clock = clock
        self._session = session

    def worker(self) -> Response:
        """Give the service worker, at the root of the site so that it serves all of it."""
        return current_app.send_static_file("sw.js")

    def key(self) -> Response:
        return jsonify(key=self._parts.vapid_public_key)

    def show(self) -> Response:
        token = self._session.token(request)
        return _shown(self._desk.browser(token) if token else None)

    def subscribe(self) -> Response:
        now, token = self._clock.now(), self._session.token(request) or new_token()
        wish = read_wish(read_fields(request), self._desk.hosts, now)
        try:
            browser = self._desk.subscribe(token, wish, network=request.remote_addr or "", now=now)
        except TakenEndpointError as error:
            raise Conflict(str(error)) from None
        except TooManyBrowsersError as error:
            raise TooManyRequests(str(error)) from None
        except PushDeskError as error:
            raise BadRequest(str(error)) from None
        return self._session.give(_shown(browser), token)

    def unsubscribe(self) -> tuple[str, int]:
        token = self._session.token(request)
        if token:
            self._desk.unsubscribe(token, now=self._clock.now())
        return NO_CONTENT

    def renew(self) -> Response:
        now, token = self._clock.now(), self._session.token(request)
        subscription = read_subscription(read_fields(request), self._desk.hosts, now)
        try:
            return _shown(self._desk.renew(token, subscription, now=now) if token else None)
        except TakenEndpointError as error:
            raise Conflict(str(error)) from None

    def confirm(self) -> tuple[str, int]:
        """Answer the same whatever the secret, so that nobody learns which ones there are."""
        self._desk.confirm(read_secret(read_fields(request), "greeting"), now=self._clock.now())
        return NO_CONTENT

    def moved(self) -> tuple[str, int]:
        if not self._parts.messages.moved(read_secret(read_fields(request), "id"), now=self._clock.now()):
            _refuse_unknown()
        return NO_CONTENT

    def message(self, signed_id: str) -> Response:
        words = self._parts.messages.words(signed_id, now=self._clock.now())
        if words is None:
            _refuse_unknown()
        return Response(words, mimetype="application/json")


def _shown(browser: Browser | None) -> Response:
    if browser is None:
        message = "This browser has not subscribed."
        raise NotFound(message)
    return jsonify(side_ids=browser.side_ids, language=browser.language, confirmed=browser.is_confirmed)


def _refuse_unknown() -> NoReturn:
    message = "There is no such message, or it is over."
    raise NotFound(message)
