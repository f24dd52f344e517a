"""The queue, live: how far the messages of a version have come, what is wrong; all of it held back and let go again."""

import json
import re
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from hashlib import blake2s
from http import HTTPStatus
from typing import Any, Final

from flask import Blueprint, Response, abort, render_template, request
from flask_babel import lazy_gettext as _

from infoneige.desk.errors import DeskError, NeedsReasonError
from infoneige.desk.suspending import resume_sending, suspend_sending
from infoneige.desk.tally import Loss, Stage
from infoneige.desk.watching import Watched
from infoneige.operators.model import Permission
from infoneige.storage.sending_pause import sending_pause
from infoneige.storage.versions import names_at_the_desk
from infoneige.web.brief_days import brief_day
from infoneige.web.desk import desk_words
from infoneige.web.desk.audit_words import VERBS, subject_path, subject_words
from infoneige.web.desk.desk_pages import DeskPages
from infoneige.web.desk.desk_parts import DeskParts
from infoneige.web.desk.publish_pages import typed_reason
from infoneige.web.desk.sparkline import sparkline
from infoneige.web.desk.watch_parts import WatchParts
from infoneige.web.desk.watch_words import LOSSES, SENDERS, TROUBLES
from infoneige.web.frame import here
from infoneige.web.i18n import current_language

PATH: Final = "/operations/suivre"
ALL: Final = "toutes"
PARTS: Final = ("alarms", "summary", "tiles", "rate", "places", "log", "act", "losses", "health")
"""What changes on the page by itself: each a template of its own, and sent anew only when it changed."""

_PLACES: Final = 12
_SHOWN: Final = (Permission.PUBLISH, Permission.STEER_CITY, Permission.LOOK_UP_PERSON)
"""What the page shows more to those who may."""

_HALF_A_DAY: Final = timedelta(hours=12)
_NUMBER: Final = re.compile(r"[0-9]{1,15}", re.ASCII)


def watch_routes(parts: DeskParts, watch: WatchParts, pages: DeskPages) -> Blueprint:
    """Return the room in which the queue is watched, and held back."""
    routes, views = Blueprint("desk_watch", __name__, url_prefix=PATH), _WatchPages(parts, watch, pages)
    see, steer = pages.requires(Permission.SEE), pages.requires(Permission.STEER_CITY)
    polled = pages.requires(Permission.SEE, polled=True)
    routes.add_url_rule("", "show", see(views.show))
    routes.add_url_rule("/auto", "refresh", polled(views.show))
    routes.add_url_rule("/etat", "state", polled(views.state))
    for act in ("suspendre", "reprendre"):
        routes.add_url_rule(f"/{act}", act, steer(views.form(act)))
        routes.add_url_rule(f"/{act}", f"{act}-done", steer(views.change(act)), methods=["POST"])
    return routes


@dataclass(frozen=True, slots=True)
class _Rendered:
    """The parts of the page, as they were made of what was seen."""

    seen: Watched
    body: str
    etag: str


class _WatchPages:
    def __init__(self, parts: DeskParts, watch: WatchParts, pages: DeskPages) -> None:
        self._parts = parts
        self._watch = watch
        self._watching = watch.watching
        self._pages = pages
        self._rendered: dict[tuple[int | None, str, tuple[bool, ...]], _Rendered] = {}

    def show(self) -> Response:
        """Show the queue, of the newest version that told anybody unless another is asked for."""
        asked = request.args.get("version", "")
        seen = self._seen(self._watching.usual_version() if not asked else _number(asked))
        return self._pages.page("desk/watch.html", PARTS=PARTS, **self._context(seen))

    def state(self) -> Response:
        """Give the parts of the page as they are now, to its script; nothing where they are as they were."""
        seen = self._seen(_number(request.args.get("version", ALL)))
        found = self._parts_of(seen)
        response = self._pages.json(found.body)
        response.set_etag(found.etag)
        response.make_conditional(request)
        return response

    def form(self, act: str) -> Any:  # noqa: ANN401 - a view of Flask
        """Return the view of a form: what would happen, the reason, and the button."""
        view = partial(self._form, act)
        view.__name__ = act  # type: ignore[attr-defined]
        return view

    def change(self, act: str) -> Any:  # noqa: ANN401 - a view of Flask
        """Return the view that holds alerts back, or lets them go."""
        view = partial(self._change, act)
        view.__name__ = f"{act}_done"  # type: ignore[attr-defined]
        return view

    def _form(self, act: str, status: HTTPStatus = HTTPStatus.OK, **wrong: object) -> Response:
        with self._parts.database.read() as connection:
            pause = sending_pause(self._parts.database, connection)
        if not wrong and (pause is None) == (act == "reprendre"):
            return self._pages.go(PATH)
        seen = self._watching.look(None)
        context = self._context(seen) | {"act": act, "pause": pause, "typed": typed_reason()}
        return self._pages.page("desk/watch_pause.html", status, **context, **wrong)

    def _change(self, act: str) -> Response:
        do = suspend_sending if act == "suspendre" else resume_sending
        actor, reason, now = self._pages.operator().actor, typed_reason(), self._parts.clock.now()
        try:
            do(self._parts.database, actor=actor, reason=reason, now=now)
        except NeedsReasonError:
            words = _("dites pourquoi personne ne doit rien recevoir pour l’instant.")
            return self._form(act, HTTPStatus.BAD_REQUEST, missing_reason=words)
        except DeskError:
            return self._pages.go(PATH)  # somebody else was first; the page says who
        self._watching.look_anew()
        return self._pages.go(PATH)

    def _seen(self, publish_id: int | None) -> Watched:
        seen = self._watching.look(publish_id)
        if publish_id is not None and seen.version is None:
            abort(HTTPStatus.NOT_FOUND)
        return seen

    def _parts_of(self, seen: Watched) -> _Rendered:
        """Return the parts of the page, made once for all who see the same in the same language."""
        may = tuple(self._pages.operator().may(one) for one in _SHOWN)
        key = (seen.version.publish_id if seen.version else None, current_language().code, may)
        kept = self._rendered.get(key)
        if kept is None or kept.seen is not seen:
            context = self._context(seen)
            body = json.dumps({part: render_template(f"desk/watch_{part}.html", **context) for part in PARTS})
            kept = _Rendered(seen, body, blake2s(body.encode(), digest_size=12).hexdigest())
            self._rendered = {**dict(list(self._rendered.items())[-20:]), key: kept}
        return kept

    def _context(self, seen: Watched) -> dict[str, Any]:
        with self._parts.database.read() as connection:
            names = names_at_the_desk(self._parts.database, connection)
        minutes = seen.minutes[:-1]  # the last one is not over
        return {
            "seen": seen,
            "whole": seen.found.whole,
            "Stage": Stage,
            "Loss": Loss,
            "LOSSES": LOSSES,
            "SENDERS": SENDERS,
            "TROUBLES": TROUBLES,
            "VERBS": VERBS,
            "minutes": minutes,
            "line": sparkline(minutes, seen.ceiling),
            "first_minute": seen.at.replace(second=0, microsecond=0) - timedelta(minutes=len(minutes)),
            "feeds": [one for one in seen.health.feeds if one.name != "operator"],
            "feed_name": self._watch.feed_name,
            "stale_after": self._watch.stale_after,
            "most_places": _PLACES,
            "brief_day": brief_day,
            "half_day": _HALF_A_DAY,
            "may_read_reports": self._pages.operator().may(Permission.LOOK_UP_PERSON),
            "may_publish": self._pages.operator().may(Permission.PUBLISH),
            "may_suspend": self._pages.operator().may(Permission.STEER_CITY),
            "watch_path": _path,
            "subject_path": subject_path,
            "subject_words": lambda subject: subject_words(subject, names),
            "source_words": desk_words.source_words,
            "who": lambda actor: desk_words.who(actor, names),
        }


def _path(version: int | None, page: str = PATH) -> str:
    return here(f"{page}?version={ALL if version is None else version}")


def _number(asked: str) -> int | None:
    """Return the version that is asked for, None for all of them."""
    if asked == ALL:
        return None
    if not _NUMBER.fullmatch(asked):
        abort(HTTPStatus.NOT_FOUND)
    return int(asked)
