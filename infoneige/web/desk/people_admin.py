"""Who works at the desk: administrators let people in, say what they may do, and let them in no more."""

from collections.abc import Callable

from flask import Blueprint, Response, request
from flask_babel import lazy_gettext as _
from werkzeug.exceptions import NotFound

from infoneige.operators.errors import LastAdministratorError, OperatorError
from infoneige.operators.model import Operator, Permission, Role
from infoneige.storage.operators import OperatorLine
from infoneige.web.desk.desk_pages import DESK, DeskPages
from infoneige.web.desk.desk_parts import DeskParts
from infoneige.web.desk.role_words import ROLES

PEOPLE = f"{DESK}/personnes"

_TAKEN = _("Ce nom d’utilisateur est déjà pris.")
_UNFIT = _(
    "Un nom d’utilisateur a 1 à 64 caractères parmi a-z, 0-9 et . _ @ + -, et commence par une lettre ou un chiffre; "
    "le nom affiché en a 80 au plus."
)
_LAST = _("C’est la seule personne qui administre les accès. Confiez ce rôle à une autre d’abord.")
_NO_BOROUGH = _("Choisissez au moins un arrondissement, ou tous.")
_GONE = _("Cette personne n’a plus accès. Rétablissez son accès d’abord.")


def people_admin_routes(parts: DeskParts, pages: DeskPages) -> Blueprint:
    """Return the room in which administrators say who may do what."""
    routes, views = Blueprint("desk_people", __name__), _People(parts, pages)
    manages = pages.requires(Permission.MANAGE_OPERATORS)
    routes.add_url_rule(PEOPLE, "show", manages(views.show))
    routes.add_url_rule(PEOPLE, "add", manages(views.add), methods=["POST"])
    routes.add_url_rule(f"{PEOPLE}/<int:operator_id>", "one", manages(views.one))
    routes.add_url_rule(f"{PEOPLE}/<int:operator_id>", "change", manages(views.change), methods=["POST"])
    for path, act in {"invitation": views.invite, "retrait": views.disable, "retour": views.enable}.items():
        place = f"{PEOPLE}/<int:operator_id>/{path}"
        routes.add_url_rule(place, path, manages(act), methods=["POST"])
        routes.add_url_rule(place, f"{path}-seen", manages(views.back))
    return routes


class _People:
    def __init__(self, parts: DeskParts, pages: DeskPages) -> None:
        self._parts = parts
        self._book = parts.accounts.book
        self._clock = parts.clock
        self._pages = pages

    def show(self) -> Response:
        return self._show()

    def add(self) -> Response:
        """Add somebody, and show the link by which they set up how to log in, this once."""
        form, actor, now = request.form, self._pages.operator().actor, self._clock.now()
        boroughs = self._boroughs()
        if boroughs is None:
            return self._show(400, error=_NO_BOROUGH, typed=form)
        try:
            operator = self._book.add(
                form.get("nom", ""),
                _role(),
                display_name=form.get("nom_affiche", ""),
                boroughs=boroughs,
                actor=actor,
                now=now,
            )
        except OperatorError:
            taken = any(line.operator.name == form.get("nom", "").strip().lower() for line in self._lines())
            return self._show(400, error=_TAKEN if taken else _UNFIT, typed=form)
        return self._show_link(operator)

    def one(self, operator_id: int) -> Response:
        return self._show_one(operator_id)

    def back(self, operator_id: int) -> Response:
        """Lead who reloads, or changes the language, after a change to what it changed."""
        return self._pages.go(f"{PEOPLE}/{operator_id}")

    def change(self, operator_id: int) -> Response:
        boroughs = self._boroughs(self._line(operator_id).operator)
        if boroughs is None:
            return self._show_one(operator_id, 400, error=_NO_BOROUGH)
        return self._doing(
            operator_id,
            lambda: self._book.change(
                operator_id,
                role=_role(),
                boroughs=boroughs,
                display_name=request.form.get("nom_affiche", ""),
                actor=self._pages.operator().actor,
                now=self._clock.now(),
            ),
        )

    def invite(self, operator_id: int) -> Response:
        operator = self._book.by_id(operator_id)
        return self._show_link(operator) if operator else self._show_one(operator_id, 409, error=_GONE)

    def disable(self, operator_id: int) -> Response:
        actor, now = self._pages.operator().actor, self._clock.now()
        return self._doing(operator_id, lambda: self._book.disable(operator_id, actor=actor, now=now))

    def enable(self, operator_id: int) -> Response:
        name, actor, now = self._line(operator_id).operator.name, self._pages.operator().actor, self._clock.now()
        return self._doing(operator_id, lambda: self._book.enable(name, actor=actor, now=now))

    def _doing(self, operator_id: int, change: Callable[[], object]) -> Response:
        line = self._line(operator_id)
        try:
            change()
        except LastAdministratorError:
            return self._show_one(operator_id, 409, error=_LAST)
        except OperatorError:
            return self._show_one(operator_id, 409, error=_GONE if line.disabled_at else _UNFIT)
        return self._pages.go(f"{PEOPLE}/{operator_id}?suite=enregistre")

    def _show_link(self, operator: Operator) -> Response:
        secret = self._book.invite(operator.operator_id, actor=self._pages.operator().actor, now=self._clock.now())
        link = f"{self._parts.public_url}{DESK}/invitation/{secret}"
        return self._show_one(operator.operator_id, link=link)

    def _show(self, status: int = 200, *, error: object = "", typed: object = None) -> Response:
        return self._page("desk/operators.html", status, lines=self._lines(), error=error, typed=typed or {})

    def _show_one(self, operator_id: int, status: int = 200, *, error: object = "", link: str = "") -> Response:
        line, suite = self._line(operator_id), request.args.get("suite", "")
        return self._page("desk/operators_one.html", status, line=line, error=error, link=link, suite=suite)

    def _page(self, template: str, status: int, **words: object) -> Response:
        boroughs = self._parts.address_book.borough_names()
        return self._pages.page(template, status, roles=ROLES, boroughs=boroughs, **words)

    def _lines(self) -> tuple[OperatorLine, ...]:
        lines: tuple[OperatorLine, ...] = self._book.lines(now=self._clock.now())
        return lines

    def _line(self, operator_id: int) -> OperatorLine:
        """Return an operator, disabled or not.

        Raises:
            NotFound: there is none.
        """
        for line in self._lines():
            if line.operator.operator_id == operator_id:
                return line
        raise NotFound

    def _boroughs(self, operator: Operator | None = None) -> frozenset[str] | None:
        """Return the boroughs that are ticked, none for all of them; None if neither was said.

        Those that somebody has stay theirs where a new street file knows them no more: to lose the last would be to
        get all.
        """
        if request.form.get("portee") == "tous":
            return frozenset()
        known = {*self._parts.address_book.borough_names(), *(operator.boroughs if operator else ())}
        return frozenset(request.form.getlist("arrondissement")) & known or None


def _role() -> Role:
    """Return the role that was chosen; the one that may least for whatever else was sent."""
    text = request.form.get("role", "")
    return Role(text) if text in list(Role) else Role.VIEWER
