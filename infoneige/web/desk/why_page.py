"""Why somebody was told something, or was not: looked up by the number that they give on the telephone."""

from http import HTTPStatus

from flask import Blueprint, Response, request
from flask_babel import lazy_gettext as _

from infoneige.desk.looking_up_person import IN_AN_HOUR, SPAN, LookedUp, TooManyLookUpsError, look_up
from infoneige.operators.model import Permission
from infoneige.residents.preferences import masked_number
from infoneige.secrecy.vault import VaultError
from infoneige.web.desk.desk_pages import DeskPages
from infoneige.web.desk.desk_parts import DeskParts
from infoneige.web.desk.watch_parts import WatchParts
from infoneige.web.desk.why_person_words import ANSWERS, DUE, HELD, LOST, NOTHING, WORDS
from infoneige.web.i18n import current_language
from infoneige.web.subscribe_form import read_phone
from infoneige.web.why_words import BECAME, WHAT
from infoneige.web.words import hour


def why_routes(parts: DeskParts, watch: WatchParts, pages: DeskPages) -> Blueprint:
    """Return the room in which people are looked up; the number is only ever posted, and recorded as a keyed hash."""
    routes, views = Blueprint("desk_why", __name__, url_prefix="/operations"), _WhyPages(parts, watch, pages)
    may = pages.requires(Permission.LOOK_UP_PERSON)
    routes.add_url_rule("/pourquoi", "form", may(views.form))
    routes.add_url_rule("/pourquoi", "look_up", may(views.look_up), methods=["POST"])
    return routes


class _WhyPages:
    def __init__(self, parts: DeskParts, watch: WatchParts, pages: DeskPages) -> None:
        self._parts = parts
        self._watch = watch
        self._pages = pages

    def form(self) -> Response:
        """Ask for a number."""
        return self._page()

    def look_up(self) -> Response:
        """Show what we know of a number; that it was looked up is recorded first."""
        typed = request.form.get("tel", "")[:40]
        number, wrong = read_phone(typed, regions=self._watch.regions, ours=())
        if number is None:
            return self._page(HTTPStatus.BAD_REQUEST, typed=typed, wrong=wrong)
        database, actor, now = self._parts.database, self._pages.operator().actor, self._parts.clock.now()
        try:
            found = look_up(database, self._watch.vault, number, actor=actor, now=now)
        except TooManyLookUpsError:
            words = _("Vous avez fait le maximum de recherches en une heure. Réessayez plus tard.")
            return self._page(HTTPStatus.TOO_MANY_REQUESTS, refused=words)
        except VaultError:
            words = _("Ce numéro est scellé sous une clé que le service n’a plus : `infoneige doctor` dit laquelle.")
            return self._page(HTTPStatus.SERVICE_UNAVAILABLE, refused=words)
        return self._page(found=found, masked=masked_number(number))

    def _page(
        self, status: HTTPStatus = HTTPStatus.OK, *, typed: str = "", found: LookedUp | None = None, **more: object
    ) -> Response:
        sides = [one.side.side_id for one in found.sides] if found else []
        return self._pages.page(
            "desk/why.html",
            status,
            typed=typed,
            found=found,
            known=self._parts.address_book.sides(sides) if sides else {},
            days=SPAN.days,
            in_an_hour=IN_AN_HOUR,
            wall_hour=lambda wall: hour(wall, current_language().code),
            WHAT=WHAT,
            BECAME=BECAME,
            DUE=DUE,
            HELD=HELD,
            LOST=LOST,
            NOTHING=NOTHING,
            ANSWERS=ANSWERS,
            WORDS=WORDS,
            **more,
        )
