"""The first page: what runs in the city now, and where to type an address."""

from datetime import datetime
from typing import Final

from flask import Blueprint, Response, make_response, render_template

from infoneige.clock import Clock
from infoneige.web.i18n import gettext as _
from infoneige.web.page_parts import PageParts
from schedules.local_time import to_local

_DAWN: Final = 5
_EVENING: Final = 16


def home_routes(parts: PageParts, clock: Clock) -> Blueprint:
    """Return the room of the first page."""
    routes = Blueprint("home", __name__)

    @routes.get("/")
    def home() -> Response:
        now = clock.now()
        page = render_template("home.html", city_now=parts.states.city_now(), when=_part_of_the_day(now))
        response = make_response(page)
        response.headers["Cache-Control"] = "no-cache"
        return response

    return routes


def _part_of_the_day(now: datetime) -> str:
    local = to_local(now)
    if local.hour < _DAWN:
        return _("Cette nuit")
    return _("Ce soir") if local.hour >= _EVENING else _("Aujourd’hui")
