"""To the city's own login page and back, to log in or to prove once more who one is."""

from urllib.parse import quote

from flask import Blueprint, Response, request
from werkzeug.exceptions import Unauthorized

from infoneige.operators.errors import LoginError, LoginRefusal
from infoneige.operators.model import LoginMethod, Operator, Permission
from infoneige.operators.openid import RETURN_PATH, OpenId
from infoneige.web.desk.desk_pages import ENTER, PROVE, DeskPages, place_of_ours
from infoneige.web.desk.desk_parts import DeskParts
from infoneige.web.desk.letting_in import let_in, renew


def openid_routes(parts: DeskParts, pages: DeskPages, openid: OpenId) -> Blueprint:
    """Return the room that leads there and back. Both ways are links: a form may not lead to another site."""
    routes, views = Blueprint("desk_openid", __name__), _OpenIdPages(parts, pages, openid)
    routes.add_url_rule(f"{ENTER}/openid", "enter", pages.open_to_all(views.enter))
    routes.add_url_rule(f"{PROVE}/openid", "prove", pages.requires(Permission.SEE)(views.prove))
    routes.add_url_rule(RETURN_PATH, "come_back", pages.open_to_all(views.come_back))
    return routes


class _OpenIdPages:
    def __init__(self, parts: DeskParts, pages: DeskPages, openid: OpenId) -> None:
        self._parts = parts
        self._pages = pages
        self._openid = openid

    def enter(self) -> Response:
        return self._lead(None, ENTER)

    def prove(self) -> Response:
        return self._lead(self._pages.operator(), PROVE)

    def come_back(self) -> Response:
        """End what began in this browser: a login, or a proof of who is logged in."""
        browser, now = self._pages.browser(), self._parts.clock.now()
        begun = self._openid.begun(browser, now=now)
        is_proof = begun is not None and begun.operator_id is not None
        back = place_of_ours(begun.back if begun else "")
        try:
            if is_proof:
                return self._proved(browser, back)
            operator = self._openid.finish(browser, request.args, now=now)
        except LoginError as error:
            return self._refuse(PROVE if is_proof else ENTER, error.reason, back)
        return let_in(self._parts, self._pages, operator, LoginMethod.OPENID, back)

    def _lead(self, proof_of: Operator | None, page: str) -> Response:
        back, now = place_of_ours(request.args.get("retour", "")), self._parts.clock.now()
        browser = self._pages.browser()
        try:
            place = self._openid.start(browser, now=now, proof_of=proof_of, back=back)
        except LoginError as error:
            return self._refuse(page, error.reason, back)
        response = Response(status=303, headers={"Location": place, "Cache-Control": "no-store"})
        return self._pages.gate.cookies.browser.give(response, browser)

    def _proved(self, browser: str, back: str) -> Response:
        session = self._pages.gate.session()
        if session is None:
            raise Unauthorized
        self._openid.prove(session.operator, browser, request.args, now=self._parts.clock.now())
        return renew(self._parts, self._pages, self._pages.go(back))

    def _refuse(self, page: str, reason: LoginRefusal, back: str) -> Response:
        return self._pages.go(f"{page}?refus={reason}&retour={quote(back, safe='')}")
