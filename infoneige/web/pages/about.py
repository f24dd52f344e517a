"""What this service is, what it keeps of people, and for whom it works: three pages of plain words."""

from collections.abc import Callable

from flask import Blueprint, Response, make_response, render_template


def about_routes() -> Blueprint:
    """Return the room of the pages about the service itself."""
    routes = Blueprint("about", __name__)
    for path, name in (("/a-propos", "about"), ("/vie-privee", "privacy"), ("/accessibilite", "accessibility")):
        routes.add_url_rule(path, name, _shown(f"{name}.html"))
    return routes


def _shown(template: str) -> Callable[[], Response]:
    def show() -> Response:
        response = make_response(render_template(template))
        response.headers["Cache-Control"] = "no-cache"
        return response

    return show
