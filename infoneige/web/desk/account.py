"""An operator's own page: the keys that let them in, where they are logged in, the language of their desk."""

from flask import Blueprint, Response, request
from flask_babel import gettext as _

from infoneige.operators.errors import LoginError
from infoneige.operators.model import Permission
from infoneige.web.desk.desk_pages import DESK, DeskPages, place_of_ours
from infoneige.web.desk.desk_parts import DeskParts
from infoneige.web.desk.entering import status_of
from infoneige.web.desk.login_words import WRONG_CODE, WRONG_KEY, refusal_words
from infoneige.web.desk.role_words import ROLES
from infoneige.web.desk.second_factor import drawn, in_groups
from infoneige.web.i18n import FRENCH, LANGUAGES
from infoneige.web.row_numbers import row_number

ACCOUNT = f"{DESK}/compte"


def account_routes(parts: DeskParts, pages: DeskPages) -> Blueprint:
    """Return the room of one's own account. Another way in is only given to who just proved who they are."""
    routes, views = Blueprint("desk_account", __name__), _Account(parts, pages)
    sees, proves = pages.requires(Permission.SEE), pages.requires(Permission.SEE, fresh=True)
    routes.add_url_rule(ACCOUNT, "show", sees(views.show))
    routes.add_url_rule(f"{ACCOUNT}/langue", "set_language", sees(views.set_language), methods=["POST"])
    routes.add_url_rule(f"{ACCOUNT}/avis/vus", "see", sees(views.see), methods=["POST"])
    routes.add_url_rule(f"{ACCOUNT}/cles/nom", "relabel", sees(views.relabel), methods=["POST"])
    routes.add_url_rule(f"{ACCOUNT}/cles/retrait", "back", sees(views.back))
    routes.add_url_rule(f"{ACCOUNT}/cles/retrait", "remove", proves(views.remove), methods=["POST"])
    routes.add_url_rule(f"{ACCOUNT}/cle", "key", proves(views.key))
    routes.add_url_rule(f"{ACCOUNT}/cle", "add_key", proves(views.add_key), methods=["POST"])
    routes.add_url_rule(f"{ACCOUNT}/cle/defi", "challenge", proves(views.challenge), methods=["POST"])
    routes.add_url_rule(f"{ACCOUNT}/mot-de-passe", "password", proves(views.password))
    routes.add_url_rule(f"{ACCOUNT}/mot-de-passe", "set_password", proves(views.set_password), methods=["POST"])
    routes.add_url_rule(f"{ACCOUNT}/mot-de-passe/retrait", "forgotten", sees(views.back))
    routes.add_url_rule(
        f"{ACCOUNT}/mot-de-passe/retrait", "forget_password", proves(views.forget_password), methods=["POST"]
    )
    routes.add_url_rule(f"{ACCOUNT}/sorties", "leave_all", sees(views.leave_all), methods=["POST"])
    return routes


class _Account:
    def __init__(self, parts: DeskParts, pages: DeskPages) -> None:
        self._parts = parts
        self._accounts = parts.accounts
        self._pages = pages

    def show(self) -> Response:
        return self._show()

    def back(self) -> Response:
        """Lead who reloads, or changes the language, after a change to what it changed."""
        return self._pages.go(ACCOUNT)

    def set_language(self) -> Response:
        operator, language = self._pages.operator(), LANGUAGES.get(request.form.get("langue", ""), FRENCH)
        self._accounts.book.change(
            operator.operator_id, language=language.code, actor=operator.actor, now=self._parts.clock.now()
        )
        return self._pages.go(f"{ACCOUNT}?suite=enregistre", language)

    def see(self) -> Response:
        """Note that what the frame told of new keys is seen, and lead back to where that was."""
        self._accounts.alerts.see(self._pages.operator(), request.form.get("jusque", 0, type=row_number))
        return self._pages.go(place_of_ours(request.form.get("retour", "")))

    def relabel(self) -> Response:
        key, label = _key(), request.form.get("etiquette", "").strip()
        if label:
            self._accounts.passkeys.relabel(self._pages.operator(), key, label)
        return self._pages.go(f"{ACCOUNT}?suite=enregistre")

    def remove(self) -> Response:
        session = self._pages.session()
        try:
            self._accounts.passkeys.remove(
                session.operator,
                _key(),
                now=self._parts.clock.now(),
                but=session.session_hash,
            )
        except LoginError as error:
            return self._show(error)
        return self._pages.go(f"{ACCOUNT}?suite=retire")

    def key(self) -> Response:
        return self._show_key()

    def challenge(self) -> Response:
        """Give the browser what the new passkey is made from."""
        operator, now = self._pages.operator(), self._parts.clock.now()
        return self._pages.json(self._accounts.passkeys.registration_options(operator, self._pages.browser(), now=now))

    def add_key(self) -> Response:
        form, now = request.form, self._parts.clock.now()
        label = form.get("etiquette", "").strip() or _("Clé d’accès")
        try:
            self._accounts.passkeys.register(
                self._pages.operator(), self._pages.browser(), form.get("reponse", ""), label, now=now
            )
        except LoginError as error:
            return self._show_key(error)
        return self._pages.go(f"{ACCOUNT}?suite=enregistre")

    def password(self) -> Response:
        return self._show_password()

    def set_password(self) -> Response:
        form, session = request.form, self._pages.session()
        try:
            self._accounts.passwords.set(
                session.operator,
                self._pages.browser(),
                form.get("mot_de_passe", ""),
                form.get("code", ""),
                now=self._parts.clock.now(),
                but=session.session_hash,
            )
        except LoginError as error:
            return self._show_password(error)
        return self._pages.go(f"{ACCOUNT}?suite=enregistre")

    def forget_password(self) -> Response:
        """Take away the password and the codes that go with it."""
        session = self._pages.session()
        try:
            self._accounts.passwords.remove(session.operator, now=self._parts.clock.now(), but=session.session_hash)
        except LoginError as error:
            return self._show(error)
        return self._pages.go(f"{ACCOUNT}?suite=oublie")

    def leave_all(self) -> Response:
        """Log out of every browser, this one too."""
        self._accounts.sessions.close_all(self._pages.operator().operator_id, now=self._parts.clock.now())
        return self._pages.go(f"{DESK}/entrer?suite=sorti")

    def _show(self, error: LoginError | None = None) -> Response:
        operator, now = self._pages.operator(), self._parts.clock.now()
        return self._page(
            "desk/account.html",
            error,
            role=ROLES[operator.role][0],
            suite=request.args.get("suite", ""),
            keys=self._accounts.passkeys.keys(operator.operator_id),
            password_set_at=self._accounts.passwords.set_at(operator.operator_id),
            sessions=self._accounts.sessions.list(operator.operator_id, now=now),
        )

    def _show_key(self, error: LoginError | None = None) -> Response:
        return self._page("desk/account_key.html", error, WRONG_KEY)

    def _show_password(self, error: LoginError | None = None) -> Response:
        now = self._parts.clock.now()
        uri, secret = self._accounts.passwords.begin(self._pages.operator(), self._pages.browser(), now=now)
        return self._page("desk/account_password.html", error, WRONG_CODE, drawing=drawn(uri), secret=in_groups(secret))

    def _page(self, template: str, error: LoginError | None, wrong: object = "", **words: object) -> Response:
        return self._pages.page(template, status_of(error), error=refusal_words(error, wrong), **words)


def _key() -> str:
    """Return which key is meant; what no database takes is none of ours."""
    return request.form.get("cle", "").replace("\0", "?")
