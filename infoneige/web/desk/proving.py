"""The page between somebody and what may do harm: it asks them to prove once more who they are."""

from urllib.parse import parse_qsl

from flask import Blueprint, Response, request

from infoneige.operators.challenges import Purpose
from infoneige.operators.errors import LoginError
from infoneige.operators.model import Permission
from infoneige.web.desk.desk_pages import PROVE, DeskPages, place_of_ours
from infoneige.web.desk.desk_parts import DeskParts
from infoneige.web.desk.entering import status_of
from infoneige.web.desk.letting_in import renew
from infoneige.web.desk.login_words import WRONG_CODE, WRONG_KEY, refusal_named, refusal_words


def proving_routes(parts: DeskParts, pages: DeskPages) -> Blueprint:
    """Return the room in which operators prove who they are, in the way by which they logged in."""
    routes, views, sees = Blueprint("desk_proving", __name__), _Proving(parts, pages), pages.requires(Permission.SEE)
    routes.add_url_rule(PROVE, "show", sees(views.show))
    routes.add_url_rule(PROVE, "by_code", sees(views.by_code), methods=["POST"])
    routes.add_url_rule(f"{PROVE}/cle", "key_asked", sees(views.show))
    routes.add_url_rule(f"{PROVE}/cle", "by_key", sees(views.by_key), methods=["POST"])
    routes.add_url_rule(f"{PROVE}/cle/defi", "challenge", sees(views.challenge), methods=["POST"])
    return routes


class _Proving:
    def __init__(self, parts: DeskParts, pages: DeskPages) -> None:
        self._parts = parts
        self._accounts = parts.accounts
        self._pages = pages

    def show(self) -> Response:
        return self._show()

    def challenge(self) -> Response:
        """Give the browser what a passkey has to sign."""
        return self._pages.json(
            self._accounts.passkeys.login_options(self._pages.browser(), Purpose.PROOF, now=self._parts.clock.now())
        )

    def by_key(self) -> Response:
        answer = request.form.get("reponse", "")
        try:
            self._accounts.passkeys.prove(
                self._pages.operator(), self._pages.browser(), answer, now=self._parts.clock.now()
            )
        except LoginError as error:
            return self._show(error, WRONG_KEY)
        return self._go_on()

    def by_code(self) -> Response:
        try:
            self._accounts.passwords.prove(
                self._pages.operator(), request.form.get("code", ""), now=self._parts.clock.now()
            )
        except LoginError as error:
            return self._show(error, WRONG_CODE)
        return self._go_on()

    def _show(self, error: LoginError | None = None, wrong: object = "") -> Response:
        return self._pages.page(
            "desk/confirm.html",
            status_of(error),
            retour=place_of_ours(request.values.get("retour", "")),
            held=request.form.get("tenu", ""),
            error=refusal_words(error, wrong) or refusal_named(request.args.get("refus", "")),
        )

    def _go_on(self) -> Response:
        """Lead on. A form that waited is shown as one button: nothing is sent that nobody pressed."""
        back, held = place_of_ours(request.form.get("retour", "")), request.form.get("tenu", "")
        if not held:
            return renew(self._parts, self._pages, self._pages.go(back))
        return renew(
            self._parts, self._pages, self._pages.page("desk/confirmed.html", back=back, fields=parse_qsl(held))
        )
