"""Subscribing: a form, a code, done. Whoever asks is answered the same whatever number they give."""

from typing import Final, NoReturn

from flask import Blueprint, Response, request
from flask_babel import lazy_gettext as _
from werkzeug.exceptions import NotFound

from geodata.model import StreetSideId
from infoneige.people.one_time_codes import CodeCheck
from infoneige.residents.enrolment import Asked, Stay, TooManySidesError
from infoneige.residents.preferences import masked_number
from infoneige.residents.side_state import SideState
from infoneige.web.asked_cookie import AskedCookie
from infoneige.web.i18n import current_language
from infoneige.web.people_parts import PeopleParts
from infoneige.web.private_page import PrivatePages
from infoneige.web.subscribe_form import OFFERED_LEADS, SubscribeForm, blank_form, read_subscribe_form
from notifier.codes import LIFETIME, CodeRequest
from notifier.model import Channel, Language

BAD_REQUEST = 400


def subscribe_routes(parts: PeopleParts, pages: PrivatePages) -> Blueprint:
    """Return the room in which people subscribe."""
    routes, views = Blueprint("subscribe", __name__), _SubscribePages(parts, pages)
    for path, method, name in (
        ("/abonnement", "GET", "form"),
        ("/abonnement", "POST", "send"),
        ("/abonnement/code", "GET", "code"),
        ("/abonnement/code", "POST", "check"),
        ("/abonnement/renvoi", "POST", "again"),
        ("/abonnement/renvoi", "GET", "code"),
    ):
        routes.add_url_rule(path, name, getattr(views, name), methods=[method])
    return routes


def page_language() -> Language:
    """Return the language in which we write to somebody who reads this page."""
    code = current_language().code
    return Language(code) if code in list(Language) else Language.FR


class _SubscribePages:
    """The views, in the order of the table above."""

    def __init__(self, parts: PeopleParts, pages: PrivatePages) -> None:
        self._parts = parts
        self._pages = pages
        self._asked = AskedCookie(parts.enrolments, parts.is_https)

    def form(self) -> Response:
        state = self._side(request.args.get("cote", ""))
        return self._show_form(state, blank_form(state.side.side_id, page_language()))

    def send(self) -> Response:
        """Take the form; the number is asked to prove itself, whatever we know of it."""
        state = self._side(request.form.get("cote", ""))
        form = read_subscribe_form(request.form, state.side.side_id, regions=self._parts.regions, ours=self._parts.ours)
        if form.errors:
            return self._show_form(state, form)
        if form.channel is Channel.PUSH:
            return self._follow_in_browser(state, form)
        asked = Asked(number=form.number or "", at=self._parts.clock.now(), wanted=form.wanted)
        return self.ask(asked, form.wanted.language)

    def ask(self, asked: Asked, language: Language) -> Response:
        """Let a code be sent, and go to where it is typed."""
        session = self._pages.token(request)
        self._parts.codes.request(CodeRequest(asked.number, session, request.remote_addr or ""), language)
        return self._asked.give(self._pages.go("/abonnement/code"), asked)

    def code(self) -> Response:
        asked = self._asked.read(request, now=self._parts.clock.now())
        return self._pages.go("/mes-avis") if asked is None else self._show_code(asked)

    def check(self) -> Response:
        """Hold what was typed against the code; what was asked for is done once it is right."""
        now, session = self._parts.clock.now(), self._pages.token(request)
        asked = self._asked.read(request, now=now)
        if asked is None:
            return self._pages.go("/mes-avis?suite=echue")
        found = self._parts.codes.check(asked.number, session, request.form.get("code", ""))
        if found is not CodeCheck.RIGHT:
            return self._show_code(asked, error=_CODE_WORDS[found])
        try:
            is_known = self._parts.enrolments.prove(session, asked, ip=request.remote_addr or "", now=now)
        except TooManySidesError:
            return self._asked.take(self._pages.go("/mes-avis?suite=trop"))
        done = ("abonne" if asked.wanted else "ouvert") if is_known else "inconnu"
        return self._asked.take(self._pages.go(f"/mes-avis?suite={done}"))

    def again(self) -> Response:
        """Let another code be sent; limits count it as the first one."""
        now = self._parts.clock.now()
        asked = self._asked.read(request, now=now)
        if asked is None:
            return self._pages.go("/mes-avis?suite=echue")
        language = asked.wanted.language if asked.wanted else page_language()
        return self.ask(Asked(number=asked.number, at=now, wanted=asked.wanted), language)

    def _follow_in_browser(self, state: SideState, form: SubscribeForm) -> Response:
        now, session = self._parts.clock.now(), self._pages.token(request)
        accounts = self._parts.preferences.accounts(session, now=now)
        browser = next((account for account in accounts if not account.is_phone), None)
        if browser is None:
            return self._show_form(state, form, canal=_NO_BROWSER)
        recipient = browser.person.as_recipient(form.wanted.language)
        try:
            self._parts.enrolments.follow_in_browser(recipient, form.wanted, ip=request.remote_addr or "", now=now)
        except TooManySidesError:
            return self._pages.go("/mes-avis?suite=trop")
        return self._pages.go("/mes-avis?suite=abonne")

    def _show_form(self, state: SideState, form: SubscribeForm, **more_errors: object) -> Response:
        errors = {**form.errors, **more_errors}
        return self._pages.show(
            "subscribe.html",
            status=BAD_REQUEST if errors else 200,
            state=state,
            side=state.side,
            form=form,
            errors=errors,
            stays=tuple(Stay),
            offered=OFFERED_LEADS,
            has_push=self._parts.has_push,
        )

    def _show_code(self, asked: Asked, error: object = "") -> Response:
        return self._pages.show(
            "code.html",
            status=BAD_REQUEST if error else 200,
            error=error,
            masked=masked_number(asked.number),
            asked_at=asked.at,
            lasts=LIFETIME,
            side=self._parts.address_book.side(asked.wanted.side_id) if asked.wanted else None,
            back=f"/abonnement?cote={asked.wanted.side_id}" if asked.wanted else "/mes-avis",
        )

    def _side(self, side_id: str) -> SideState:
        return self._parts.states.of(StreetSideId(side_id[:40])) or _refuse_unknown()


_CODE_WORDS: Final = {
    CodeCheck.WRONG: _("Ce n’est pas le code du dernier texto. Regardez-le de nouveau."),
    CodeCheck.SPENT: _("Ce code ne sert plus. Demandez-en un nouveau."),
}
_NO_BROWSER: Final = _("Ce navigateur n’a pas accepté de notifications. Acceptez-les, ou choisissez le texto.")


def _refuse_unknown() -> NoReturn:
    message = "No such side."
    raise NotFound(message)
