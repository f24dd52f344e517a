"""The page of a demonstration on which messages appear that would have been sent. No real service serves it."""

from flask import Blueprint, Response, make_response, render_template

from infoneige.sending.would_be_sent import WouldBeSent


def would_be_sent_routes(messages: WouldBeSent) -> Blueprint:
    """Return the room with this page; it looks anew every few seconds, without a script."""
    routes = Blueprint("would_be_sent", __name__)

    @routes.get("/envois")
    def show() -> Response:
        response = make_response(render_template("would_be_sent.html", messages=messages.latest()))
        response.headers["Cache-Control"] = "no-store"
        response.headers["Refresh"] = "4"
        return response

    return routes
