"""The ways into the desk and out of it: a passkey, a password with a code, the city's own login page."""

from flask import Blueprint, Response, request

from infoneige.operators.errors import LoginError, LoginRefusal
from infoneige.operators.model import LoginMethod, Permission
from infoneige.web.desk.desk_pages import DESK, ENTER, DeskPages, place_of_ours
from infoneige.web.desk.desk_parts import DeskParts
from infoneige.web.desk.letting_in import let_in
from infoneige.web.desk.login_words import refusal_named, refusal_words
from infoneige.web.desk.navigation import entries
from infoneige.web.desk.turns import Turns

_STATUS = {LoginRefusal.SLOW_DOWN: 429, LoginRefusal.BUSY: 503}


def status_of(error: LoginError | None) -> int:
    """Return the HTTP status that goes with a refusal, or with none."""
    return _STATUS.get(error.reason, 400) if error else 200


def entering_routes(parts: DeskParts, pages: DeskPages) -> Blueprint:
    """Return the room in which operators log in and out."""
    routes, views = Blueprint("desk_entering", __name__), _Entering(parts, pages)
    to_all = pages.open_to_all
    routes.add_url_rule(f"{DESK}/", "home", pages.requires(Permission.SEE)(views.home))
    routes.add_url_rule(ENTER, "show", to_all(views.show))
    routes.add_url_rule(ENTER, "by_password", to_all(views.by_password), methods=["POST"])
    routes.add_url_rule(f"{ENTER}/cle", "key_asked", to_all(views.back), methods=["GET"])
    routes.add_url_rule(f"{ENTER}/cle", "by_key", to_all(views.by_key), methods=["POST"])
    routes.add_url_rule(f"{ENTER}/cle/defi", "challenge", to_all(views.challenge), methods=["POST"])
    routes.add_url_rule(f"{DESK}/sortir", "leave", to_all(views.leave), methods=["POST"])
    return routes


class _Entering:
    def __init__(self, parts: DeskParts, pages: DeskPages) -> None:
        self._parts = parts
        self._accounts = parts.accounts
        self._clock = parts.clock
        self._pages = pages
        self._turns = Turns()

    def home(self) -> Response:
        """Lead to the first page that the operator's desk has."""
        found = next(iter(entries(self._pages.operator())), None)
        return self._pages.go(found.path if found else f"{DESK}/compte")

    def show(self) -> Response:
        """Show the ways in; who is in already is led on."""
        if self._pages.gate.session() is not None:
            return self._pages.go(place_of_ours(request.args.get("retour", "")))
        refused = refusal_named(request.args.get("refus", ""))
        return self._show(400 if refused else 200, suite=request.args.get("suite", ""), error=refused)

    def back(self) -> Response:
        return self._pages.go(ENTER)

    def challenge(self) -> Response:
        """Give the browser what a passkey has to sign."""
        browser = self._pages.browser()
        return self._pages.json(self._accounts.passkeys.login_options(browser, now=self._clock.now()))

    def by_key(self) -> Response:
        answer = request.form.get("reponse", "")
        try:
            operator = self._accounts.passkeys.login(self._pages.browser(), answer, now=self._clock.now())
        except LoginError as error:
            return self._refuse(error)
        return let_in(self._parts, self._pages, operator, LoginMethod.PASSKEY, request.form.get("retour", ""))

    def by_password(self) -> Response:
        """Let in who knows a name, its password and a code; no page waits for those who guess them by the thousand."""
        form = request.form
        try:
            if not self._turns.take():
                raise LoginError(LoginRefusal.BUSY)  # noqa: TRY301 - told like the other refusals
            operator = self._accounts.passwords.login(
                form.get("nom", ""),
                form.get("mot_de_passe", ""),
                form.get("code", ""),
                request.remote_addr or "",
                now=self._clock.now(),
            )
        except LoginError as error:
            return self._refuse(error, typed=form.get("nom", "")[:64], by_password=True)
        return let_in(self._parts, self._pages, operator, LoginMethod.PASSWORD, form.get("retour", ""))

    def leave(self) -> Response:
        """Close the session of this browser, if one is open."""
        cookies = self._pages.gate.cookies
        token = cookies.session.read(request)
        if token is not None:
            self._accounts.sessions.close(token, now=self._clock.now())
        response = self._pages.go(f"{ENTER}?suite=sorti")
        return cookies.browser.take(cookies.session.take(response))

    def _refuse(self, error: LoginError, *, typed: str = "", by_password: bool = False) -> Response:
        return self._show(status_of(error), error=refusal_words(error), typed=typed, by_password=by_password)

    def _show(
        self, status: int = 200, *, suite: str = "", error: str = "", typed: str = "", by_password: bool = False
    ) -> Response:
        return self._pages.page(
            "desk/entering.html",
            status,
            retour=place_of_ours(request.values.get("retour", "")),
            suite=suite,
            error=error,
            typed=typed,
            by_password=by_password,
            openid=self._accounts.openid is not None,
        )
