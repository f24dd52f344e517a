"""What people reported as wrong: read here, and settled."""

from typing import Final

from flask import Blueprint, Response

from infoneige.desk.error_reports import read_error_reports, settle
from infoneige.desk.errors import WrongStateError
from infoneige.operators.model import Permission
from infoneige.storage.retention import REPORTS_LAST, SETTLED_REPORTS_LAST
from infoneige.web.desk.desk_pages import DeskPages
from infoneige.web.desk.desk_parts import DeskParts
from infoneige.web.desk.watch_parts import WatchParts

PATH: Final = "/operations/signalements"


def reports_routes(parts: DeskParts, watch: WatchParts, pages: DeskPages) -> Blueprint:
    """Return the room of the reports, for those who may look people up."""
    routes, views = Blueprint("desk_reports", __name__, url_prefix=PATH), _ReportPages(parts, watch, pages)
    may = pages.requires(Permission.LOOK_UP_PERSON)
    routes.add_url_rule("", "list", may(views.list))
    routes.add_url_rule("/<int:report_id>/regler", "settle", may(views.settle), methods=["POST"])
    return routes


class _ReportPages:
    def __init__(self, parts: DeskParts, watch: WatchParts, pages: DeskPages) -> None:
        self._parts = parts
        self._watch = watch
        self._pages = pages

    def list(self) -> Response:
        """Show what was reported and is not settled."""
        found = read_error_reports(self._parts.database, self._watch.vault)
        return self._pages.page(
            "desk/reports.html",
            found=found,
            known=self._parts.address_book.sides(side for one in found.shown for side in one.sides),
            kept=SETTLED_REPORTS_LAST.days,
            kept_at_most=REPORTS_LAST.days,
        )

    def settle(self, report_id: int) -> Response:
        """Close a report, and show what is left."""
        actor, now = self._pages.operator().actor, self._parts.clock.now()
        try:
            settle(self._parts.database, report_id, actor=actor, now=now)
        except WrongStateError:
            return self._pages.go(PATH)  # somebody else was first
        self._watch.watching.look_anew()
        return self._pages.go(PATH)
