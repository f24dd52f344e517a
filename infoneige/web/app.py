"""The application: its limits, its rooms and who guards each of them."""

from urllib.parse import urlsplit

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from infoneige.web.answer_headers import add_headers_to_every_answer, let_pages_say_where_they_are
from infoneige.web.compression import compress_answers
from infoneige.web.crowding import limit_each_household
from infoneige.web.desk.error_page import desk_error_page
from infoneige.web.desk.rooms import desk_rooms, refuse_open_views
from infoneige.web.errors import answer_errors_in_plain_words
from infoneige.web.frame import give_templates_their_words
from infoneige.web.guards import Guard, guard_unsafe_routes, own_origin_guard
from infoneige.web.health import health_routes
from infoneige.web.i18n import speak_languages
from infoneige.web.pages import page_rooms
from infoneige.web.pages.error_page import error_page
from infoneige.web.pages.people import people_rooms
from infoneige.web.pages.would_be_sent import would_be_sent_routes
from infoneige.web.parts import WebParts
from infoneige.web.push import push_routes
from infoneige.web.row_numbers import find_no_row_beyond_the_largest
from infoneige.web.twilio_callbacks import twilio_guard, twilio_routes
from infoneige.web.whole_forms import WholeFormRequest

LARGEST_BODY = 64 * 1024
"""Bytes; ten times what Twilio or a browser sends."""

_LARGEST_FIELDS = 4 * LARGEST_BODY
"""Bytes of a form beside its files. Less than two readings of its parser, and any large file counts as a field."""

_MOST_FORM_FIELDS = 100
_LOOPBACK = ("localhost", "127.0.0.1")


def create_app(parts: WebParts) -> Flask:
    """Return the application that serves these parts; nothing of it is global."""
    app = Flask(__name__, static_folder="static", static_url_path="/static")
    app.request_class = WholeFormRequest
    find_no_row_beyond_the_largest(app)
    app.config.update(
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        MAX_FORM_MEMORY_SIZE=_LARGEST_FIELDS,
        MAX_FORM_PARTS=_MOST_FORM_FIELDS,
        TRUSTED_HOSTS=[urlsplit(parts.public_url).hostname, *_LOOPBACK],  # a probe on this machine names no other
        SEND_FILE_MAX_AGE_DEFAULT=0,
    )
    if parts.proxy_hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=parts.proxy_hops, x_proto=0)  # type: ignore[method-assign]
    compress_answers(app)  # runs last: what is registered first sees the answer that all others have finished
    add_headers_to_every_answer(app, is_https=parts.public_url.startswith("https:"))
    answer_errors_in_plain_words(app, desk_error_page(error_page) if parts.pages else None)
    guard_unsafe_routes(app, _add_rooms(app, parts))
    return app


def _add_rooms(app: Flask, parts: WebParts) -> dict[str, Guard]:
    """Register what is served; return the guard of each room that changes anything."""
    app.register_blueprint(health_routes(parts.database, parts.state_directory, parts.clock))
    guards: dict[str, Guard] = {}
    if parts.twilio is not None:
        room = twilio_routes(parts.twilio, parts.database, parts.clock)
        app.register_blueprint(room)
        guards[room.name] = twilio_guard(parts.twilio, parts.public_url)
    if parts.push is not None:
        room = push_routes(parts.push, parts.clock, is_https=parts.public_url.startswith("https:"))
        app.register_blueprint(room)
        guards[room.name] = own_origin_guard(parts.public_url)
    return guards | _add_pages(app, parts)


def _add_pages(app: Flask, parts: WebParts) -> dict[str, Guard]:
    if parts.pages is None:
        return {}
    people = people_rooms(parts.people) if parts.people else {}
    desk = desk_rooms(parts.desk) if parts.desk else {}
    seen = (would_be_sent_routes(parts.would_be_sent),) if parts.would_be_sent else ()
    rooms = (*page_rooms(parts.pages, parts.clock, parts.public_url), *people, *desk, *seen)
    for room in rooms:
        app.register_blueprint(room)
    refuse_open_views(app, {room.name for room in desk})
    names = {room.name for room in rooms}
    limit_each_household(app, names, parts.clock)
    let_pages_say_where_they_are(app, names)
    speak_languages(app, names)
    give_templates_their_words(app, parts.pages, parts.clock, public_url=parts.public_url)
    own_guards = {room.name: guard for room, guard in (people | desk).items()}
    return dict.fromkeys(names, own_origin_guard(parts.public_url)) | own_guards
