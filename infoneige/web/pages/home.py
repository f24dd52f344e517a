"""The first page: what runs in the city now, and where to type an address."""

from datetime import datetime, timedelta
from typing import Final

from flask import Blueprint, Response, make_response, render_template, request

from infoneige.clock import Clock
from infoneige.residents.city_now import CityNow
from infoneige.web.i18n import gettext as _
from infoneige.web.page_parts import PageParts
from schedules.local_time import to_local

_DAWN: Final = 5
_EVENING: Final = 16
_MINUTE: Final = timedelta(minutes=1)


def home_routes(parts: PageParts, clock: Clock) -> Blueprint:
    """Return the room of the first page."""
    routes, first_page = Blueprint("home", __name__), _FirstPage()

    @routes.get("/")
    def home() -> Response:
        response = make_response(first_page.words(parts.states.city_now(), clock.now()))
        response.headers["Cache-Control"] = "no-cache"
        return response

    return routes


class _FirstPage:
    """Written anew only where it would say something else: in a storm it is asked for a thousand times a second."""

    def __init__(self) -> None:
        self._written: dict[str, tuple[object, str]] = {}

    def words(self, city: CityNow, now: datetime) -> str:
        """Return the page in the language of the request; its links to other languages repeat the query, if any."""
        said = _all_that_it_says(city, now)
        place = request.script_root
        before, page = self._written.get(place, (None, ""))
        if request.query_string or before != said:
            page = render_template("home.html", city_now=city, when=_part_of_the_day(now))
        if not request.query_string:
            self._written[place] = said, page
        return page


def _all_that_it_says(city: CityNow, now: datetime) -> object:
    age = None if city.age.as_of is None else (now - city.age.as_of) // _MINUTE
    local = to_local(now)
    return local.date(), local.hour, age, city.age, city.freshness, city.boroughs


def _part_of_the_day(now: datetime) -> str:
    local = to_local(now)
    if local.hour < _DAWN:
        return _("Cette nuit")
    return _("Ce soir") if local.hour >= _EVENING else _("Aujourd’hui")
