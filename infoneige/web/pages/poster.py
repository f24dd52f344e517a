"""A sheet to print for a building's lobby: whoever scans it comes to the notices of that very side."""

from typing import Final
from urllib.parse import quote, urlsplit

import segno
from flask import Blueprint, Response, abort, make_response, render_template
from markupsafe import Markup

from infoneige.web.frame import here
from infoneige.web.i18n import FRENCH, current_language
from infoneige.web.page_parts import PageParts

_DAMAGE: Final = "q"
"""A quarter of the code may be torn or wet."""


def poster_routes(parts: PageParts, public_url: str) -> Blueprint:
    """Return the room of the poster, whose code leads to ``public_url``."""
    routes = Blueprint("poster", __name__)

    @routes.get("/cote/<side_id>/affiche")
    def poster(side_id: str) -> Response:
        side = parts.address_book.side(side_id) or abort(404)
        target = f"{public_url}{here('/abonnement')}?cote={quote(side.side_id, safe='')}"
        page = render_template(
            "poster.html",
            side=side,
            code=qr_code(target),
            target=target,
            site=urlsplit(public_url).netloc,
            is_french=current_language() is FRENCH,
        )
        response = make_response(page)
        response.headers["Cache-Control"] = "no-cache"
        return response

    return routes


def qr_code(text: str) -> Markup:
    """Return a QR code as a drawing without a size of its own, its quiet zone included."""
    drawing = segno.make_qr(text, error=_DAMAGE).svg_inline(omitsize=True, border=4, svgclass=None, lineclass=None)
    return Markup(drawing)  # noqa: S704 - the text is in it as squares only
