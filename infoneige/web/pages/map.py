"""The map of the city, and the list that says the same: which sides are in view, and what is known of them."""

import zlib
from dataclasses import dataclass
from hashlib import blake2s
from typing import Final

import numpy as np
from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, send_file, url_for
from numpy.typing import NDArray
from werkzeug.wrappers import Response as AnyResponse

from geodata.folding import fold
from geodata.matching import Match
from infoneige.residents.in_view import Box, SidesInView, read_box
from infoneige.residents.side_state import LOOKS, SideState
from infoneige.web.frame import here
from infoneige.web.map_script import map_script, tiles_of, version_of
from infoneige.web.page_parts import PageParts

MOST_LISTED: Final = 80
"""Sides in one list; where more are in view, they are counted and the reader is asked to come nearer."""

LONGEST_QUERY: Final = 100
_A_YEAR: Final = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class ListInView:
    """What the list says: how many sides of each look are in view, and each of them if they are not too many.

    ``example`` is one of them, whose data are as old as those of all; None where nothing is in view.
    """

    counts: dict[str, int]
    sides: tuple[SideState, ...]
    example: SideState | None

    @property
    def in_view(self) -> int:
        """Return how many sides are in view."""
        return sum(self.counts.values())


def map_routes(parts: PageParts) -> Blueprint:
    """Return the room of the map. Without its tiles or its script the page is the list alone."""
    routes, pages = Blueprint("map", __name__), _MapPages(parts)
    routes.add_url_rule("/carte", "show", pages.show)
    routes.add_url_rule("/carte/liste", "list", pages.list)
    routes.add_url_rule("/carte/etats", "states", pages.states)
    routes.add_url_rule("/carte/tuiles/<version>.pmtiles", "tiles", pages.tiles)
    return routes


class _MapPages:
    def __init__(self, parts: PageParts) -> None:
        self._parts = parts
        self._sides = SidesInView(parts.address_book)
        self._tiles = tiles_of(parts.address_book.reader.path, self._sides.side_ids)

    def show(self) -> AnyResponse:
        """Show a box, or the surroundings of a side or of an address; else the whole city."""
        typed = request.args.get("q", "").strip()[:LONGEST_QUERY]
        if typed:
            return self._go_to(typed)
        framed = request.args.get("cote", "")
        whole = self._sides.whole()
        box = read_box(request.args.get("boite", "")) or self._sides.around(framed) or whole
        return _fresh(
            render_template(
                "map.html",
                found=self._list(box) if box else None,
                box=box,
                map=self._map(box, whole, framed) if box and whole else None,
            )
        )

    def list(self) -> AnyResponse:
        """Return the list of a box alone, for a map that has moved."""
        box = read_box(request.args.get("boite", ""))
        if box is None:
            abort(400)
        return _fresh(render_template("map_list.html", found=self._list(box)))

    def states(self) -> AnyResponse:
        """Return the states of all sides, one byte each; nothing if the map has them."""
        response = make_response(self._parts.states.overlay())
        response.mimetype = "application/octet-stream"
        response.headers["Cache-Control"] = "no-cache"
        response.set_etag(blake2s(response.get_data(), digest_size=8).hexdigest())
        return response.make_conditional(request)

    def tiles(self, version: str) -> AnyResponse:
        """Return the tiles, or the ranges of them that the map asks for."""
        if self._tiles is None or version != version_of(self._tiles):
            abort(404)
        response = send_file(self._tiles.absolute(), "application/vnd.pmtiles", conditional=True, max_age=_A_YEAR)
        response.cache_control.immutable = True
        return response

    def _go_to(self, typed: str) -> AnyResponse:
        found = self._parts.address_book.find(typed)
        if isinstance(found, Match):
            return redirect(url_for("map.show", cote=found.side.side_id))
        return redirect(url_for("search.find", q=typed))

    def _list(self, box: Box) -> ListInView:
        numbers = self._sides.numbers(box)
        looks = looks_in(self._parts.states.overlay())[numbers]
        counted = np.bincount(looks, minlength=len(LOOKS)).tolist()
        counts = {look: count for look, count in zip(LOOKS, counted, strict=True) if count}
        shown = numbers if len(numbers) <= MOST_LISTED else numbers[:1]
        states = [*self._parts.states.many(self._sides.ids(shown)).values()]
        listed = sorted(states, key=_by_street) if len(numbers) <= MOST_LISTED else ()
        return ListInView(counts, tuple(listed), states[0] if states else None)

    def _map(self, box: Box, whole: Box, framed: str) -> dict[str, str] | None:
        """Return what the script is told: where everything is, where to look, and its words in this language."""
        told = map_script(self._tiles, box, whole)
        if told is None:
            return None
        return told | {
            "list": here("/carte/liste"),
            "page": here("/cote/"),
            "framed": f"{self._sides.number(framed) or ''}",
        }


def looks_in(overlay: bytes) -> NDArray[np.uint8]:
    """Return what the map is told of each side, in the order of their ids."""
    return np.frombuffer(zlib.decompress(overlay), dtype=np.uint8)


def _by_street(state: SideState) -> tuple[str, int, str]:
    side = state.side
    return fold(str(side.street)), side.range.first if side.range else 0, side.side_id


def _fresh(page: str) -> Response:
    response = make_response(page)
    response.headers["Cache-Control"] = "no-cache"
    return response
