"""The quality page in the frame of the desk: what everybody may read, cut by sectors too."""

from flask import Blueprint, Response

from infoneige.operators.model import Permission
from infoneige.quality.reports import QualityReports
from infoneige.web.desk.desk_pages import DeskPages
from infoneige.web.desk.desk_parts import DeskParts
from infoneige.web.quality_view import QualityView, come_back


def quality_desk_routes(parts: DeskParts, pages: DeskPages, reports: QualityReports) -> Blueprint:
    """Return the room of the quality page for operators."""
    routes = Blueprint("desk_quality", __name__, url_prefix="/operations")
    view = QualityView(reports, parts.clock)

    def show() -> Response:
        context = view.context()
        response = pages.page("desk/quality.html", **context)
        return come_back(response) if context["is_counting"] else response

    routes.add_url_rule("/qualite", "show", pages.requires(Permission.SEE)(show))
    return routes
