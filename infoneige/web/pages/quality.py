"""How well the plan was kept and how well people were told: for everybody to read, and as a table."""

from flask import Blueprint, Response, make_response, render_template

from infoneige.clock import Clock
from infoneige.quality.reports import QualityReports
from infoneige.web.quality_view import QualityView, come_back


def quality_routes(reports: QualityReports, clock: Clock) -> Blueprint:
    """Return the room of the quality page."""
    routes, view = Blueprint("quality", __name__), QualityView(reports, clock)

    @routes.get("/qualite")
    def show() -> Response:
        context = view.context()
        response = make_response(render_template("quality.html", **context))
        response.headers["Cache-Control"] = "no-cache"
        return come_back(response) if context["is_counting"] else response

    routes.add_url_rule("/qualite.csv", "table", view.csv)
    return routes
