"""The page of one side of street: its sign, the other side, what was announced, and the sides around."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Final

from flask import Blueprint, Response, abort, make_response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from geodata.model import AddressRange, StreetSide
from infoneige.clock import Clock
from infoneige.residents.side_lines import side_lines
from infoneige.residents.side_state import SideState
from infoneige.web.announced import log_lines
from infoneige.web.band import Band, band, stretches
from infoneige.web.brief_days import brief_day
from infoneige.web.i18n import current_language
from infoneige.web.kept_pages import KeptPages
from infoneige.web.mini_map import Ground, ground
from infoneige.web.page_parts import PageParts
from infoneige.web.sign import sign
from infoneige.web.words import short_day
from schedules.local_time import to_local

FRESH_FOR_S: Final = 20
"""Seconds for which anybody may keep an answer: the page says of what hour it is."""

_LARGEST_NUMBER: Final = 99_999
_LISTED: Final = 14
_REACH_M: Final = 220.0
_LOG_LINES: Final = 8
_GROUNDS_KEPT: Final = 2048


def side_routes(parts: PageParts, clock: Clock) -> Blueprint:
    """Return the room of the pages of a side."""
    routes, pages = Blueprint("side", __name__), _SidePages(parts, clock)
    routes.add_url_rule("/cote/<side_id>", "show", pages.show)
    routes.add_app_template_filter(_weekday, "weekday")
    routes.add_app_template_filter(lambda instant: f"{to_local(instant):%H:%M}", "clock")
    return routes


class _SidePages:
    def __init__(self, parts: PageParts, clock: Clock) -> None:
        self._parts = parts
        self._clock = clock
        self._kept = KeptPages()
        self._ground = lru_cache(maxsize=_GROUNDS_KEPT)(self._draw)

    def show(self, side_id: str) -> AnyResponse:
        """Show what is known of a side now."""
        now, civic = self._clock.now(), searched_number()
        picture, age = self._parts.states.city.now()
        key = (current_language().code, side_id, civic, picture.publish_id, age)
        return fresh_page(self._kept.get(key, now, lambda: self._page(side_id, civic, now)))

    def _page(self, side_id: str, civic: int | None, now: datetime) -> str:
        states, drawing = self._parts.states, self._ground(side_id)
        shown = states.many([side_id, *(drawing.ways if drawing else ())])
        state = next((one for one in shown.values() if one.side.side_id == side_id), None)
        if state is None:
            abort(404)
        return render_template(
            "side.html",
            at=now,
            state=state,
            sign=sign(state, now),
            band=_band(state, now),
            civic=civic,
            opposite=states.opposite(side_id),
            log=log_lines(states.history(side_id), _LOG_LINES),
            ground=drawing,
            rows=rows(shown.values()),
            looks={one.side.side_id: one.look for one in shown.values()},
            brief_day=brief_day,
            sign_of=lambda one: sign(one, now),
        )

    def _draw(self, side_id: str) -> Ground | None:
        """Draw what no plan changes; None where nobody knows where the side lies."""
        side_map, book = self._parts.side_map, self._parts.address_book
        near = side_map.around(side_id, _REACH_M) if side_map else ()
        side_ids = [side_id, *near]
        names: dict[str, str] = {one.side_id: label(one) for one in book.sides(side_ids).values()}
        return ground(side_lines(book.reader, side_ids), side_id, names, side_ids[: _LISTED + 1])


@dataclass(frozen=True, slots=True)
class Row:
    """Sides of one street and hand that are in one state: the nearest, and itself with the numbers of all."""

    nearest: SideState
    stretch: StreetSide


def rows(states: Iterable[SideState]) -> tuple[Row, ...]:
    """Return the lines that say of these sides, given the nearest first, what the map shows of them."""
    together: dict[object, list[SideState]] = {}
    for state in states:
        window = state.window
        hours = (window.starts_at, window.ends_at) if window else None
        together.setdefault((state.side.street, state.side.parity, state.look, hours), []).append(state)
    return tuple(Row(alike[0], _stretch([one.side for one in alike])) for alike in together.values())


def _stretch(sides: Sequence[StreetSide]) -> StreetSide:
    return replace(sides[0], range=_whole_range(side.range for side in sides))


def _whole_range(ranges: Iterable[AddressRange | None]) -> AddressRange | None:
    known = [one for one in ranges if one is not None]
    return AddressRange(min(one.first for one in known), max(one.last for one in known)) if known else None


def label(side: StreetSide) -> str:
    """Return the name of a street as a map writes it: *Cartier*, but *2e Avenue*."""
    name = side.street.name
    return str(side.street) if name[:1].isdigit() else name


def searched_number() -> int | None:
    """Return the civic number that was searched for; None where there was none, or what stands there is none."""
    text = request.args.get("n", "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= len(str(_LARGEST_NUMBER)) else 0
    return number or None


def fresh_page(page: str) -> AnyResponse:
    """Return a page that anybody may keep for seconds, and that nobody who has it needs to be sent again."""
    response: Response = make_response(page)
    response.headers["Cache-Control"] = f"public, max-age={FRESH_FOR_S}"
    response.add_etag()
    return response.make_conditional(request)


def _weekday(instant: datetime) -> str:
    return short_day(to_local(instant).date(), current_language().code)


def _band(state: SideState, now: datetime) -> Band | None:
    parts = stretches(state, now)
    return band(parts, now) if parts else None
