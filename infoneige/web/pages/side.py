"""The page of one side of street: its sign, the other side, what was announced, and the sides around."""

from collections.abc import Iterable, Iterator, Sequence
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
_NEXT_BLOCK: Final = 20
"""A block whose numbers begin within so many of another's end is the next one."""


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
    """Return the lines that say of these sides, given the nearest first, what the map shows of them.

    Sides whose numbers follow one another stand in one line; never those between which another one stands, nor sides
    without numbers that only their corners tell apart.
    """
    alike: dict[object, list[SideState]] = {}
    near = tuple(states)
    for state in near:
        window = state.window
        hours = (window.starts_at, window.ends_at) if window else None
        corners = None if state.side.range else state.side.cross_streets
        alike.setdefault((state.side.street, state.side.parity, state.look, hours, corners), []).append(state)
    runs = [run for together in alike.values() for run in _runs(together, near)]
    nearness = {state.side.side_id: place for place, state in enumerate(near)}
    found = [(min(run, key=lambda one: nearness[one.side.side_id]), run) for run in runs]
    found.sort(key=lambda one: nearness[one[0].side.side_id])
    return tuple(Row(nearest, replace(nearest.side, range=_whole_range(run))) for nearest, run in found)


def _runs(together: Sequence[SideState], near: Sequence[SideState]) -> Iterator[list[SideState]]:
    """Cut sides of one street that are alike wherever another one, or a block that is not shown, stands between."""
    run: list[SideState] = []
    for state in sorted(together, key=lambda one: one.side.range.first if one.side.range else 0):
        if run and not _follows(run[-1].side, state.side, near):
            yield run
            run = []
        run.append(state)
    if run:
        yield run


def _follows(one: StreetSide, other: StreetSide, near: Sequence[SideState]) -> bool:
    if one.range is None or other.range is None:
        return True
    last, first = one.range.last, other.range.first
    between = (state.side for state in near if (state.side.street, state.side.parity) == (one.street, one.parity))
    return first - last <= _NEXT_BLOCK and not any(side.range and last < side.range.first < first for side in between)


def _whole_range(run: Iterable[SideState]) -> AddressRange | None:
    known = [state.side.range for state in run if state.side.range is not None]
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
