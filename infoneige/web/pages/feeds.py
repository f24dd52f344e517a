"""What other programs follow of a side: a calendar of its bans, and a feed of what was announced."""

from typing import Final
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, request
from flask_babel import gettext as _

from geodata.model import StreetSide
from infoneige.clock import Clock
from infoneige.residents.atom import AtomFrame, atom_bytes
from infoneige.residents.calendar import CalendarFrame, calendar_bans, calendar_bytes
from infoneige.web.frame import path_of_side
from infoneige.web.i18n import current_language
from infoneige.web.page_parts import PageParts
from infoneige.web.pages.feed_words import ban_text, calendar_caution, entry_text, whole_name

_REVISIONS_GIVEN: Final = 20
"""How many revisions `SideStates` gives at most; where it gives so many, older ones may be missing."""


def feed_routes(parts: PageParts, clock: Clock, public_url: str) -> Blueprint:
    """Return the room of calendars and feeds; what they name is at ``public_url``."""
    routes, pages = Blueprint("feeds", __name__), _Feeds(parts, clock, public_url)
    routes.add_url_rule("/cote/<side_id>/avis.ics", "calendar", pages.calendar)
    routes.add_url_rule("/cote/<side_id>/fil.atom", "atom", pages.atom)
    return routes


class _Feeds:
    def __init__(self, parts: PageParts, clock: Clock, public_url: str) -> None:
        self._parts = parts
        self._clock = clock
        self._public_url = public_url
        self._domain = urlsplit(public_url).hostname or ""

    def calendar(self, side_id: str) -> Response:
        side, now = self._side(side_id), self._clock.now()
        name, page_url = whole_name(side), self._page_url(side)
        revisions = self._parts.states.revisions(side_id)
        bans = calendar_bans(revisions, now, is_cut=len(revisions) >= _REVISIONS_GIVEN)
        frame = CalendarFrame(
            name=_("Déneigement : %(side)s", side=name),
            about=calendar_caution(page_url),
            language=current_language().tag,
            side_id=side.side_id,
            domain=self._domain,
            page_url=page_url,
        )
        return _answer(calendar_bytes(bans, frame, lambda ban: ban_text(ban, name, page_url), now), "text/calendar")

    def atom(self, side_id: str) -> Response:
        side = self._side(side_id)
        page_url = self._page_url(side)
        frame = AtomFrame(
            title=_("Déneigement : %(side)s", side=whole_name(side)),
            subtitle=_("Ce qui a été annoncé pour ce côté de rue. Les panneaux dans la rue prévalent."),
            author=self._parts.city or "infoneige",
            language=current_language().tag,
            side_id=side.side_id,
            domain=self._domain,
            page_url=page_url,
            feed_url=f"{page_url}/fil.atom",
        )
        return _answer(atom_bytes(self._parts.states.history(side_id), frame, entry_text), "application/atom+xml")

    def _side(self, side_id: str) -> StreetSide:
        return self._parts.address_book.side(side_id) or abort(404)

    def _page_url(self, side: StreetSide) -> str:
        return f"{self._public_url}{path_of_side(side.side_id)}"


def _answer(body: bytes, mimetype: str) -> Response:
    """Return what may be kept but is asked for again each time, at the price of a few bytes where nothing changed."""
    response = Response(body, mimetype=mimetype)
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response
