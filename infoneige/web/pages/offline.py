"""The service without a connection: what makes it installable, and the pages that its worker keeps for later."""

from datetime import datetime
from typing import Final

from flask import Blueprint, Response, abort, current_app, jsonify, make_response, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from infoneige.clock import Clock
from infoneige.web import words
from infoneige.web.frame import asset, here, path_of_side
from infoneige.web.i18n import current_language
from infoneige.web.page_parts import PageParts
from schedules.local_time import to_local

_NIGHT: Final = "#0f2436"
_SNOW: Final = "#edf2f5"
_ICONS: Final = (
    ("icons/icon-192.png", "192x192", "any"),
    ("icons/icon-512.png", "512x512", "any"),
    ("icons/maskable-512.png", "512x512", "maskable"),
)


def offline_routes(parts: PageParts, clock: Clock) -> Blueprint:
    """Return the room of the worker, the manifest and the pages to keep."""
    routes, pages = Blueprint("offline", __name__), _OfflinePages(parts, clock)
    routes.add_url_rule("/sw.js", "worker", pages.worker)
    routes.add_url_rule("/manifest.webmanifest", "manifest", pages.manifest)
    routes.add_url_rule("/hors-ligne", "shell", pages.shell)
    routes.add_url_rule("/cote/<side_id>/hors-ligne", "copy", pages.copy)
    return routes


class _OfflinePages:
    def __init__(self, parts: PageParts, clock: Clock) -> None:
        self._parts = parts
        self._clock = clock

    def worker(self) -> Response:
        """Give the service worker, at the root of the site so that it serves all of it."""
        return current_app.send_static_file("sw.js")

    def manifest(self) -> Response:
        response = jsonify(_manifest())
        response.mimetype = "application/manifest+json"
        return _kept_if_unchanged(response)

    def shell(self) -> Response:
        """Show what stands in for any page that cannot be reached; the worker keeps it."""
        return _kept_if_unchanged(make_response(render_template("offline.html")))

    def copy(self, side_id: str) -> AnyResponse:
        """Give the page of a side as it may be shown at any later time; a person who comes here sees the side itself.

        Nothing in it counts from now, and whatever could reassure is told as what was, with its hour.
        """
        state = self._parts.states.of(side_id) or abort(404)
        if request.headers.get("Sec-Fetch-Mode") == "navigate":
            return redirect(path_of_side(state.side.side_id))
        seen_at = self._clock.now()
        announced = state.window if state.window is not None and not state.window.is_over(seen_at) else None
        page = render_template(
            "offline_side.html", side=state.side, state=state, announced=announced, seen_at=seen_at, day=_day
        )
        return make_response(page)


def _day(instant: datetime) -> str:
    return words.short_day(to_local(instant).date(), current_language().code)


def _manifest() -> dict[str, object]:
    language = current_language()
    return {
        "id": "/",
        "name": _("infoneige, avis de déneigement"),
        "short_name": "infoneige",
        "description": _("De quand à quand le stationnement est interdit de votre côté de la rue."),
        "lang": language.tag,
        "dir": language.direction,
        "start_url": here("/"),
        "scope": "/",
        "display": "standalone",
        "theme_color": _NIGHT,
        "background_color": _SNOW,
        "icons": [
            {"src": asset(name), "sizes": sizes, "type": "image/png", "purpose": purpose}
            for name, sizes, purpose in _ICONS
        ],
    }


def _kept_if_unchanged(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response
