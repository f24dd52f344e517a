"""From what a person types, or from where they stand, to their side of the street."""

from typing import Final

from flask import Blueprint, Response, jsonify, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from geodata.address import parse
from geodata.address_book import AddressBook
from geodata.matching import Ambiguous, Match
from geodata.model import GeodataError, StreetSide
from geodata.nearby import TooFar
from infoneige.web.choices import choices
from infoneige.web.frame import path_of_side
from infoneige.web.i18n import gettext as _
from infoneige.web.page_parts import PageParts

LONGEST_QUERY: Final = 100
SHORTEST_SUGGESTED: Final = 2
MOST_SUGGESTIONS: Final = 8


def search_routes(parts: PageParts) -> Blueprint:
    """Return the room of the search: by address, by suggestions, by place."""
    routes, pages = Blueprint("search", __name__), _SearchPages(parts)
    routes.add_url_rule("/recherche", "find", pages.find)
    routes.add_url_rule("/suggestions", "suggest", pages.suggest)
    routes.add_url_rule("/ici", "locate", pages.locate)
    return routes


class _SearchPages:
    def __init__(self, parts: PageParts) -> None:
        self._book = parts.address_book
        self._side_map = parts.side_map

    def find(self) -> AnyResponse:
        """Go to the side, or offer the sides that it may be, or say what to type instead."""
        typed = request.args.get("q", "").strip()
        if not typed:
            return _ask_again(_("Écrivez un numéro et une rue."))
        if len(typed) > LONGEST_QUERY:
            return _ask_again(_("C’est plus long qu’une adresse : écrivez un numéro et une rue."))
        civic, found = parse(typed).civic, self._book.find(typed)
        match found:
            case Match(side=side):
                return redirect(path_of_side(side.side_id, civic))
            case Ambiguous(choices=sides):
                return _page("choose.html", typed=typed, civic=civic, choices=choices(sides, civic))
        return _page("not_found.html", typed=typed, suggestions=found.suggestions)

    def suggest(self) -> Response:
        """List what may be meant by what is typed so far."""
        typed = request.args.get("q", "").strip()
        is_short = SHORTEST_SUGGESTED <= len(typed) <= LONGEST_QUERY
        response = jsonify(self._book.suggest(typed, MOST_SUGGESTIONS) if is_short else [])
        response.headers["Cache-Control"] = "public, max-age=300"
        return response

    def locate(self) -> AnyResponse:
        """Offer both sides of the street nearest to a point: no telephone knows on which of them it stands.

        The point is resolved and forgotten: it is neither kept nor logged.
        """
        if self._side_map is None:
            return _ask_again(_("Nous ne pouvons pas chercher par position ici."), status=200)
        try:
            found = self._side_map.nearest(float(request.args["lon"]), float(request.args["lat"]))
        except (KeyError, ValueError, GeodataError):
            return _ask_again(_("Cette position n’est pas dans la ville."))
        if isinstance(found, TooFar):
            return _ask_again(_("Aucune rue à moins de 100 mètres de vous."), status=200)
        sides = _both_sides(self._book, found.side)
        return _page("choose.html", typed="", civic=None, choices=choices(sides, None), is_here=True)


def _both_sides(book: AddressBook, side: StreetSide) -> tuple[StreetSide, ...]:
    """Return a side and those across the street, the side first."""
    across = book.sides_of_segment(side.segment_id) if side.segment_id else ()
    return (side, *(other for other in across if other.side_id != side.side_id))


def _ask_again(error: str, status: int = 400) -> Response:
    page = _page("not_found.html", typed="", error=error, suggestions=())
    page.status_code = status
    return page


def _page(template: str, **words: object) -> Response:
    response = make_response(render_template(template, **words))
    response.headers["Cache-Control"] = "no-cache"
    return response
