"""Where to park while one's own side is banned: what is offered, on a map and in a list, and what is not, and why."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from flask import Blueprint, abort, render_template
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response as AnyResponse

from infoneige.clock import Clock
from infoneige.residents.free_until import Refusal
from infoneige.residents.side_lines import side_lines
from infoneige.residents.where_to_park import ParkingPlaces, WhereToPark
from infoneige.web.brief_days import brief_day
from infoneige.web.i18n import current_language
from infoneige.web.kept_pages import KeptPages
from infoneige.web.mini_map import Ground, ground
from infoneige.web.page_parts import PageParts
from infoneige.web.pages.side import fresh_page, label, searched_number
from infoneige.web.sign import sign

_REACH_M: Final = 120.0
"""How far around what is offered its streets are drawn."""

_WHY_NOT: Final[Mapping[Refusal, Any]] = {
    Refusal.LOADING: _("Les camions y sont."),
    Refusal.BANNED: _("Interdit pendant votre période."),
    Refusal.UNCONFIRMED: _("La fin annoncée est passée, mais la Ville ne dit pas que c’est fini."),
    Refusal.STALE: _("Les données de la Ville sont trop vieilles pour le dire."),
    Refusal.SNOWY: _("Rien d’annoncé, mais cela peut l’être à tout moment."),
    Refusal.BETWEEN_LOADINGS: _("Un autre chargement suivra, sans heure annoncée."),
    Refusal.DEFERRED: _("Reporté : une nouvelle période peut être annoncée à tout moment."),
    Refusal.UNKNOWN: _("Nous ne savons rien de ce côté."),
}
_METRES_ROUNDED: Final = 10


def parking_routes(parts: PageParts, clock: Clock) -> Blueprint:
    """Return the room of the page that says where to park."""
    routes, pages = Blueprint("parking", __name__), _ParkingPages(parts, clock)
    routes.add_url_rule("/cote/<side_id>/ou-me-garer", "show", pages.show)
    return routes


class _ParkingPages:
    def __init__(self, parts: PageParts, clock: Clock) -> None:
        self._parts = parts
        self._clock = clock
        self._kept = KeptPages()
        self._where_to_park = WhereToPark(parts.states, parts.address_book)

    def show(self, side_id: str) -> AnyResponse:
        """Show where to park instead of a side, now and until its ban is over."""
        now, civic = self._clock.now(), searched_number()
        picture, age = self._parts.states.city.now()
        key = (current_language().code, side_id, civic, picture.publish_id, age)
        return fresh_page(self._kept.get(key, now, lambda: self._page(side_id, civic, now)))

    def _page(self, side_id: str, civic: int | None, now: datetime) -> str:
        places = self._where_to_park.places(side_id, now)
        if places is None:
            abort(404)
        offered = [spot.state.side.side_id for spot in places.spots]
        drawing = self._draw(side_id, offered) if offered else None
        return render_template(
            "parking.html",
            at=now,
            places=places,
            state=places.state,
            civic=civic,
            ground=drawing,
            looks=_looks(places),
            pins=drawing.pins(offered, side_id) if drawing else (),
            why=_WHY_NOT,
            metres=lambda length: max(_METRES_ROUNDED, round(length / _METRES_ROUNDED) * _METRES_ROUNDED),
            brief_day=brief_day,
            sign_of=lambda one: sign(one, now),
        )

    def _draw(self, own: str, offered: Iterable[str]) -> Ground | None:
        side_map, book = self._parts.side_map, self._parts.address_book
        if side_map is None:
            return None
        told = [own, *offered]
        near = [side_id for one in told for side_id in side_map.around(one, _REACH_M)]
        names: dict[str, str] = {side.side_id: label(side) for side in book.sides([*told, *near]).values()}
        return ground(side_lines(book.reader, [*told, *near]), own, names, told, is_wide=True)


def _looks(places: ParkingPlaces) -> dict[str, str]:
    """Return what the map shows by colour: what is offered, and one's own side."""
    return {one.side.side_id: one.look for one in (places.state, *(spot.state for spot in places.spots))}
