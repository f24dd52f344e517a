"""The page on which a plan is brought to the desk, and what became of the last ones."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from flask import Blueprint, Response, make_response, request
from flask_babel import lazy_gettext as _
from werkzeug.exceptions import HTTPException, ServiceUnavailable

from infoneige.desk.model import Refusal
from infoneige.desk.receiving import receive
from infoneige.operators.model import Permission
from infoneige.storage import loads
from infoneige.web.desk.desk_parts import StartsJobs
from infoneige.web.desk.plan_template import plan_template
from infoneige.web.desk.refusal_words import refusal_words
from infoneige.web.desk.shown_loads import ShownLoads
from schedules.model import PlanMode
from schedules.plan_table.limits import LARGEST_FILE
from schedules.plan_table.unusable import Unusable, UnusableFileError

LARGEST_UPLOAD: Final = LARGEST_FILE + 1_000_000
"""Bytes of a whole form with a file: room for the form's own."""

MOST_LOADS: Final = 15
COLUMNS: Final = (
    ("cote_rue_id", "12100222", False),
    ("voie, de, à, côté", "rue Cartier, 4516, 4786, pair", True),
    ("arrondissement, secteur", "Le Vieux-Moulin", True),
    ("état", "planifié", False),
    ("début", "2026-11-23 19:00", False),
    ("fin", "2026-11-24 07:00", False),
    ("motif", "météo", False),
)
"""The columns at a glance: their names, an example, and whether they stand in the place of those above."""

_STATUSES: Final[Mapping[Unusable, HTTPStatus]] = {
    Unusable.MALFORMED: HTTPStatus.BAD_REQUEST,
    Unusable.TOO_LARGE: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    Unusable.OTHER_FORMAT: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
}

_UNREAD: Final[Mapping[HTTPStatus, tuple[object, object]]] = {
    HTTPStatus.BAD_REQUEST: (_("Le fichier n’est pas arrivé en entier"), _("envoyez-le de nouveau")),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: (
        _("Le fichier dépasse 20 Mo"),
        _("divisez-le par arrondissement ou par secteur"),
    ),
    HTTPStatus.SERVICE_UNAVAILABLE: (
        _("D’autres fichiers sont en train d’arriver"),
        _("attendez une minute, puis envoyez le vôtre de nouveau"),
    ),
}
"""Why a file was not read, and what to do, by the status of the answer."""


def load_routes(shown: ShownLoads, jobs: StartsJobs) -> Blueprint:
    """Return the room in which plans are loaded."""
    routes, views = Blueprint("desk_load", __name__, url_prefix="/operations"), _LoadPages(shown, jobs)
    pages = shown.pages
    see, load = pages.requires(Permission.SEE), pages.requires(Permission.LOAD, largest_body=LARGEST_UPLOAD)
    routes.add_url_rule("/charger", "form", see(views.form))
    routes.add_url_rule("/charger", "take", load(views.take), methods=["POST"])
    routes.add_url_rule("/gabarit.csv", "template", see(views.template))
    routes.teardown_request(lambda _error: request.close())  # an upload lies in a file of its own
    for status in _UNREAD:
        routes.register_error_handler(status, views.refuse_unread)
    return routes


class _LoadPages:
    def __init__(self, shown: ShownLoads, jobs: StartsJobs) -> None:
        self._parts = shown.parts
        self._pages = shown.pages
        self._loads = shown
        self._jobs = jobs

    def form(self) -> Response:
        """Show the form, and the last loads."""
        return self._show()

    def take(self) -> Response:
        """Keep a file and have it read; refuse it in words where it cannot be a plan."""
        files, mode = request.files.getlist("plan"), request.form.get("mode", "")
        file = files[0] if len(files) == 1 else None
        day_first = request.form.get("jour_avant") == "oui"
        typed = {"mode": mode, "day_first": day_first}
        errors = {
            name: words
            for name, is_missing, words in (
                ("plan", not (file and file.filename), _("choisissez un fichier.")),
                ("mode", mode not in set(PlanMode), _("dites si le plan est complet.")),
            )
            if is_missing
        }
        if errors or file is None:
            return self._show(HTTPStatus.BAD_REQUEST, errors=errors, typed=typed)
        try:
            load_id = receive(
                self._parts.database,
                file.stream,
                file_name=file.filename or "",
                mode=PlanMode(mode),
                day_first=day_first,
                operator=self._pages.operator(),
                now=self._parts.clock.now(),
            )
        except UnusableFileError as refusal:
            told = refusal_words(Refusal(refusal.place, refusal.reason, refusal.suggestion))
            name = (file.filename or "")[-80:]
            return self._show(_STATUSES[refusal.kind], refusal=told, file_name=name, typed=typed)
        self._jobs.start(load_id)
        return self._pages.go(f"/operations/chargements/{load_id}")

    def template(self) -> Response:
        """Give a plan to fill in."""
        response = make_response(plan_template(self._parts.address_book, self._parts.clock.now()))
        response.mimetype = "text/csv"
        response.headers["Content-Disposition"] = 'attachment; filename="gabarit.csv"'
        return response

    def refuse_unread(self, error: HTTPException) -> Response:
        """Show the form again to whoever's file was not read, and why."""
        status = HTTPStatus(error.code or HTTPStatus.BAD_REQUEST)
        reason, suggestion = _UNREAD[status]
        response = self._show(status, refusal=Refusal(None, f"{reason}", f"{suggestion}"))
        if isinstance(error, ServiceUnavailable):
            response.headers["Retry-After"] = f"{error.retry_after}"
        return response

    def _show(
        self,
        status: int = HTTPStatus.OK,
        *,
        errors: Mapping[str, Any] | None = None,
        typed: Mapping[str, object] | None = None,
        refusal: Refusal | None = None,
        file_name: str = "",
    ) -> Response:
        with self._parts.database.read() as connection:
            last = loads.recent(self._parts.database, connection, MOST_LOADS)
        return self._loads.page(
            "desk/load.html",
            status,
            loads=last,
            may_load=self._pages.operator().may(Permission.LOAD),
            errors=errors or {},
            typed=typed or {},
            refusal=refusal,
            file_name=file_name,
            columns=COLUMNS,
            largest=LARGEST_FILE,
        )
