"""The ways to one's own page: a number and its code, or a link. A link shows nothing until its button is pressed."""

from flask import Blueprint, Response, request
from werkzeug.exceptions import Gone, TooManyRequests

from infoneige.residents.enrolment import Asked
from infoneige.residents.manage_links import TooManyTriesError
from infoneige.storage.access import Purpose
from infoneige.web.asked_cookie import AskedCookie
from infoneige.web.pages.subscribe import BAD_REQUEST, page_language
from infoneige.web.people_parts import PeopleParts
from infoneige.web.private_page import PrivatePages
from infoneige.web.subscribe_form import read_phone
from notifier.codes import CodeRequest


def entering_routes(parts: PeopleParts, pages: PrivatePages) -> Blueprint:
    """Return the room through which people reach their page."""
    routes, views = Blueprint("entering", __name__), _EnteringPages(parts, pages)
    routes.add_url_rule("/mes-avis", "send_code", views.send_code, methods=["POST"])
    routes.add_url_rule("/mes-avis/<secret>", "link", views.link)
    routes.add_url_rule("/mes-avis/<secret>", "enter", views.enter, methods=["POST"])
    routes.add_url_rule("/arret/<secret>", "stop_link", views.stop_link)
    routes.add_url_rule("/arret/<secret>", "stop", views.stop, methods=["POST"])
    return routes


class _EnteringPages:
    def __init__(self, parts: PeopleParts, pages: PrivatePages) -> None:
        self._parts = parts
        self._pages = pages
        self._asked = AskedCookie(parts.enrolments, parts.is_https)

    def send_code(self) -> Response:
        """Let a code be sent to a number, whether we know it or not."""
        typed = request.form.get("tel", "")
        number, refusal = read_phone(typed, regions=self._parts.regions, ours=self._parts.ours)
        if number is None:
            return self._pages.show(
                "manage_enter.html", status=BAD_REQUEST, outcome="", error=refusal, typed=typed[:40]
            )
        asked = Asked(number=number, at=self._parts.clock.now())
        code_request = CodeRequest(number, self._pages.token(request), request.remote_addr or "")
        self._parts.codes.request(code_request, page_language())
        return self._asked.give(self._pages.go("/abonnement/code"), asked)

    def link(self, secret: str) -> Response:
        """Offer a button: who merely looks at a link, as mail scanners do, opens nothing."""
        del secret
        return self._pages.show("link.html", names_no_referrer=True, stops=False)

    def enter(self, secret: str) -> Response:
        person = self._follow(secret, Purpose.MANAGE)
        now = self._parts.clock.now()
        self._parts.links.open_session(self._pages.token(request), person, now=now, proved=False)
        return self._pages.go("/mes-avis")

    def stop_link(self, secret: str) -> Response:
        """Offer a button that stops, and say neither whom nor what."""
        del secret
        return self._pages.show("link.html", names_no_referrer=True, stops=True)

    def stop(self, secret: str) -> Response:
        self._parts.preferences.stop(self._follow(secret, Purpose.STOP), now=self._parts.clock.now())
        return self._pages.show("stopped.html", names_no_referrer=True)

    def _follow(self, secret: str, purpose: Purpose) -> int:
        """Return whom a link stands for.

        Raises:
            TooManyRequests: too many links were tried from there.
            Gone: it opens nothing, or nothing of this purpose.
        """
        try:
            person = self._parts.links.follow(
                secret, purpose, ip=request.remote_addr or "", now=self._parts.clock.now()
            )
        except TooManyTriesError as error:
            raise TooManyRequests(str(error)) from None
        if person is None:
            message = "This link opens nothing any more."
            raise Gone(message)
        return person
