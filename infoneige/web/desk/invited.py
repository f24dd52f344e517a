"""Where an invitation leads: somebody sets up how they will log in, and is in."""

from flask import Blueprint, Response, request
from flask_babel import gettext as _
from werkzeug.exceptions import Gone

from infoneige.operators.errors import LoginError
from infoneige.operators.model import LoginMethod, Operator
from infoneige.web.desk.desk_pages import DESK, DeskPages
from infoneige.web.desk.desk_parts import DeskParts
from infoneige.web.desk.entering import status_of
from infoneige.web.desk.letting_in import let_in
from infoneige.web.desk.login_words import WRONG_CODE, WRONG_KEY, refusal_words
from infoneige.web.desk.second_factor import drawn, in_groups


def invited_routes(parts: DeskParts, pages: DeskPages) -> Blueprint:
    """Return the room that invitations open. Looking at one uses nothing up."""
    routes, views, to_all = Blueprint("desk_invited", __name__), _Invited(parts, pages), pages.open_to_all
    place = f"{DESK}/invitation/<secret>"
    routes.add_url_rule(place, "show", to_all(views.show))
    routes.add_url_rule(f"{place}/cle", "key_asked", to_all(views.back))
    routes.add_url_rule(f"{place}/cle", "add_key", to_all(views.add_key), methods=["POST"])
    routes.add_url_rule(f"{place}/cle/defi", "challenge", to_all(views.challenge), methods=["POST"])
    routes.add_url_rule(f"{place}/mot-de-passe", "password", to_all(views.password))
    routes.add_url_rule(f"{place}/mot-de-passe", "set_password", to_all(views.set_password), methods=["POST"])
    return routes


class _Invited:
    def __init__(self, parts: DeskParts, pages: DeskPages) -> None:
        self._parts = parts
        self._accounts = parts.accounts
        self._pages = pages

    def show(self, secret: str) -> Response:
        return self._show(secret)

    def back(self, secret: str) -> Response:
        return self._pages.go(f"{DESK}/invitation/{secret}")

    def challenge(self, secret: str) -> Response:
        """Give the browser what the new passkey is made from."""
        invited, now = self._invited(secret), self._parts.clock.now()
        return self._pages.json(self._accounts.passkeys.registration_options(invited, self._pages.browser(), now=now))

    def add_key(self, secret: str) -> Response:
        invited, form = self._invited(secret), request.form
        label = form.get("etiquette", "").strip() or _("Clé d’accès")
        try:
            self._accounts.passkeys.register(
                invited,
                self._pages.browser(),
                form.get("reponse", ""),
                label,
                now=self._parts.clock.now(),
                invitation=secret,
            )
        except LoginError as error:
            return self._show(secret, error)
        return let_in(self._parts, self._pages, invited, LoginMethod.PASSKEY)

    def password(self, secret: str) -> Response:
        return self._show_password(secret)

    def set_password(self, secret: str) -> Response:
        invited, form = self._invited(secret), request.form
        try:
            self._accounts.passwords.set(
                invited,
                self._pages.browser(),
                form.get("mot_de_passe", ""),
                form.get("code", ""),
                now=self._parts.clock.now(),
                invitation=secret,
            )
        except LoginError as error:
            return self._show_password(secret, error)
        return let_in(self._parts, self._pages, invited, LoginMethod.PASSWORD)

    def _invited(self, secret: str) -> Operator:
        """Return who is invited.

        Raises:
            Gone: the invitation is unknown, used or too old.
        """
        found = self._accounts.invitations.of(secret, now=self._parts.clock.now())
        if found is None:
            message = "This invitation opens nothing any more."
            raise Gone(message)
        return found

    def _show(self, secret: str, error: LoginError | None = None) -> Response:
        return self._page(
            "desk/invitation.html",
            error,
            WRONG_KEY,
            invited=self._invited(secret),
            place=f"{DESK}/invitation/{secret}",
            openid=self._accounts.openid is not None,
        )

    def _show_password(self, secret: str, error: LoginError | None = None) -> Response:
        invited = self._invited(secret)
        uri, typed = self._accounts.passwords.begin(invited, self._pages.browser(), now=self._parts.clock.now())
        return self._page(
            "desk/invitation_password.html",
            error,
            WRONG_CODE,
            invited=invited,
            place=f"{DESK}/invitation/{secret}",
            drawing=drawn(uri),
            secret=in_groups(typed),
        )

    def _page(self, template: str, error: LoginError | None, wrong: object, **words: object) -> Response:
        return self._pages.page(template, status_of(error), error=refusal_words(error, wrong), **words)
