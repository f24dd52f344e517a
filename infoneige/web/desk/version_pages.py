"""The versions of the plan: what each did, who is answerable, who was told; and how one is taken back."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, Final

from flask import Blueprint, Response, abort, request
from flask_babel import lazy_gettext as _

from infoneige.desk.errors import DeskError, GoneError, NotYoursError
from infoneige.desk.taking_back import take_back
from infoneige.operators.model import Permission
from infoneige.pipeline import OPERATOR
from infoneige.storage import versions as stored
from infoneige.storage.versions import NEWEST, Version
from infoneige.web.desk.desk_parts import StartsJobs
from infoneige.web.desk.publish_pages import typed_reason
from infoneige.web.desk.refusal_words import oddity_words
from infoneige.web.desk.shown_loads import ShownLoads
from infoneige.web.frame import here
from infoneige.web.row_numbers import row_number

LISTED: Final = 20
ON_A_PAGE: Final = 100
_ODDITIES: Final = 100
_SETTLED_AFTER: Final = timedelta(days=3)
"""After which nobody is told of a version any more."""

_REFUSED: Final[Mapping[type[DeskError], Any]] = {
    NotYoursError: _("Cette version touche des côtés hors de vos arrondissements"),
    GoneError: _("Cette version n’existe pas"),
}
_NOTHING_LEFT: Final = _("Il ne reste rien à annuler de cette version : d’autres ont changé ces côtés depuis")


def version_routes(shown: ShownLoads, jobs: StartsJobs) -> Blueprint:
    """Return the room of the versions."""
    routes = Blueprint("desk_versions", __name__, url_prefix="/operations/versions")
    views, pages = _Views(shown, jobs), shown.pages
    see, publish = pages.requires(Permission.SEE), pages.requires(Permission.PUBLISH)
    routes.add_url_rule("", "list", see(views.list))
    routes.add_url_rule("/<int:publish_id>", "show", see(views.show))
    routes.add_url_rule("/<int:publish_id>/reprendre", "form", publish(views.form))
    routes.add_url_rule("/<int:publish_id>/reprendre", "take_back", publish(views.take_back), methods=["POST"])
    return routes


class _Views:
    def __init__(self, shown: ShownLoads, jobs: StartsJobs) -> None:
        self._parts = shown.parts
        self._pages = shown.pages
        self._loads = shown
        self._jobs = jobs
        self._settled: dict[int, int] = {}

    def list(self) -> Response:
        """Show the versions, the newest first."""
        before = request.args.get("avant", NEWEST, type=row_number)
        source = OPERATOR if request.args.get("source") == OPERATOR else ""
        database = self._parts.database
        with database.read() as connection:
            found = stored.versions(database, connection, before=before, source=source, most=LISTED + 1)
        listed = found[:LISTED]
        return self._loads.page(
            "desk/versions.html",
            versions=listed,
            told={one.publish_id: self._told(one) for one in listed},
            source=source,
            older=listed[-1].publish_id if len(found) > LISTED else None,
        )

    def show(self, publish_id: int) -> Response:
        """Show what a version did."""
        one, database = self._version(publish_id), self._parts.database
        pages = max(1, -(-one.sides // ON_A_PAGE))
        page = min(max(request.args.get("page", 1, type=int), 1), pages)
        with database.read() as connection:
            sides = stored.sides_of(database, connection, one, most=ON_A_PAGE, skip=(page - 1) * ON_A_PAGE)
            counts, odd = stored.anomalies_of(database, connection, publish_id, _ODDITIES)
            load_id = stored.load_of(database, connection, publish_id)
        return self._loads.page(
            "desk/version.html",
            one=one,
            told=self._told(one),
            shown=sides,
            known=self._parts.address_book.sides(side.side_id for side in sides),
            anomaly_counts=counts,
            anomalies=odd,
            oddity_words=oddity_words,
            load_id=load_id,
            page=page,
            pages=pages,
            turn=lambda number: here(f"/operations/versions/{publish_id}?page={number}"),
            can_be_taken_back=one.source == OPERATOR,
            may_publish=self._pages.operator().may(Permission.PUBLISH),
        )

    def form(self, publish_id: int) -> Response:
        """Ask how a version is to be taken back."""
        return self._form(self._version(publish_id))

    def take_back(self, publish_id: int) -> Response:
        """Make the load that undoes a version, and have it weighed; nothing is published yet."""
        one, choice, reason = self._version(publish_id), request.form.get("erreur", ""), typed_reason()
        if choice not in ("oui", "non"):
            words = _("dites si c’était notre erreur.")
            return self._form(one, HTTPStatus.BAD_REQUEST, reason=reason, wrong_choice=words)
        try:
            load_id = take_back(
                self._parts.database,
                self._parts.address_book,
                publish_id,
                self._pages.operator(),
                is_our_error=choice == "oui",
                reason=reason,
                now=self._parts.clock.now(),
            )
        except DeskError as refusal:
            words = next((said for kind, said in _REFUSED.items() if isinstance(refusal, kind)), _NOTHING_LEFT)
            return self._form(one, refusal.status, choice=choice, reason=reason, error=words)
        self._jobs.start(load_id)
        return self._pages.go(f"/operations/chargements/{load_id}")

    def _form(
        self, one: Version, status: int = HTTPStatus.OK, *, choice: str = "", reason: str = "", **wrong: object
    ) -> Response:
        typed = {"our_error": choice, "reason": reason}
        return self._loads.page("desk/take_back.html", status, one=one, told=self._told(one), typed=typed, **wrong)

    def _version(self, publish_id: int) -> Version:
        with self._parts.database.read() as connection:
            found = stored.version(self._parts.database, connection, publish_id)
        if found is None:
            abort(HTTPStatus.NOT_FOUND)
        return found

    def _told(self, one: Version) -> int:
        """Count the people who were told of a version; once it is old, that is remembered."""
        if one.publish_id in self._settled:
            return self._settled[one.publish_id]
        with self._parts.database.read() as connection:
            told = stored.count_told(self._parts.database, connection, one)
        if self._is_settled(one, self._parts.clock.now()):
            self._settled[one.publish_id] = told
        return told

    @staticmethod
    def _is_settled(one: Version, now: datetime) -> bool:
        return now - one.published_at > _SETTLED_AFTER
