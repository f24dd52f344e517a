"""The sources of plans: how each stands, what was strange, what it may not do before somebody decides."""

from collections.abc import Callable, Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final

from flask import Blueprint, Response, abort, request
from flask_babel import lazy_gettext as _

from infoneige.desk.errors import DeskError, GoneError, NeedsReasonError, NeedsSecondError, NotYoursError
from infoneige.desk.feeds_desk import LOOKED_AT, FeedStanding, feed_standings, pause_feed, resume_feed
from infoneige.desk.held_changes import HeldPlan, held_plan, held_requests, put_aside, put_into_force
from infoneige.desk.model import Preview
from infoneige.desk.one_at_a_time import OneAtATime
from infoneige.errors import ServiceError
from infoneige.operators.model import Permission
from infoneige.pipeline import PublishResult
from infoneige.plans.holding import held_changes
from infoneige.storage.instants import to_text
from infoneige.storage.versions import names_at_the_desk
from infoneige.web.brief_days import brief_day
from infoneige.web.desk import desk_words
from infoneige.web.desk.desk_pages import DeskPages
from infoneige.web.desk.desk_parts import DeskParts
from infoneige.web.desk.publish_pages import typed_reason
from infoneige.web.desk.refusal_words import oddity_words
from infoneige.web.desk.watch_parts import WatchParts

PATH: Final = "/operations/sources"
SHOWN: Final = 200
_WORDS: Final = (
    *("ANOMALIES", "CHANGES", "CHANGE_LOOKS", "CHANGE_MARKS", "MESSAGES", "MODES"),
    *("channel_words", "money", "source_words"),
)
_GONE: Final = _("Ce retrait n’attend plus : quelqu’un a décidé, ou la source a dit autre chose depuis")
_REFUSED: Final[Mapping[type[ServiceError], Any]] = {
    NotYoursError: _("Ce retrait touche des côtés hors de vos arrondissements"),
    NeedsSecondError: _("Une autre personne doit approuver, à qui celle qui demande n’a pas donné accès depuis hier"),
}


def feeds_routes(parts: DeskParts, watch: WatchParts, pages: DeskPages) -> Blueprint:
    """Return the room of the sources; what changes anything asks for a fresh proof, before its button is shown."""
    routes, views = Blueprint("desk_feeds", __name__, url_prefix=PATH), _FeedPages(parts, watch, pages)
    see, steer = pages.requires(Permission.SEE), pages.requires(Permission.STEER_FEEDS, fresh=True)
    stop = pages.requires(Permission.STEER_CITY)
    routes.add_url_rule("", "list", see(views.list))
    routes.add_url_rule("/retenus/<int:held_id>", "held", see(views.held))
    routes.add_url_rule("/retenus/<int:held_id>/decider", "decide", steer(views.form))
    routes.add_url_rule("/retenus/<int:held_id>/appliquer", "release", steer(views.release), methods=["POST"])
    routes.add_url_rule("/retenus/<int:held_id>/ecarter", "discard", steer(views.discard), methods=["POST"])
    routes.add_url_rule("/<name>/pause", "pause-form", stop(views.pause_form))
    routes.add_url_rule("/<name>/pause", "pause", stop(views.pause), methods=["POST"])
    routes.add_url_rule("/<name>/reprise", "resume", stop(views.resume), methods=["POST"])
    return routes


class _FeedPages:
    def __init__(self, parts: DeskParts, watch: WatchParts, pages: DeskPages) -> None:
        self._parts = parts
        self._watch = watch
        self._pages = pages
        self._weighed: OneAtATime[int, Preview] = OneAtATime(parts.clock)

    def list(self) -> Response:
        """Show how every source stands, and what waits for a decision."""
        return self._page(
            "desk/feeds.html",
            feeds=feed_standings(self._parts.database),
            held=held_changes(self._parts.database),
            requests=held_requests(self._parts.database),
            stale_after=self._watch.stale_after,
            feed_name=self._watch.feed_name,
            looked_at=LOOKED_AT,
            oddity_words=oddity_words,
        )

    def held(self, held_id: int) -> Response:
        """Show what putting a held change into force would do."""
        return self._held(self._find(held_id))

    def form(self, held_id: int) -> Response:
        """Show the same, with the two buttons."""
        return self._held(self._find(held_id), decides=True)

    def release(self, held_id: int) -> Response:
        """Put a held change into force, or ask a second person to."""
        return self._decide(held_id, self._put_into_force)

    def discard(self, held_id: int) -> Response:
        """Forget a held change."""
        return self._decide(held_id, self._put_aside)

    def pause_form(self, name: str) -> Response:
        """Ask whether a source is to be paused, or polled again."""
        return self._page("desk/feeds_pause.html", feed=self._feed(name), stale_after=self._watch.stale_after)

    def pause(self, name: str) -> Response:
        """Let nobody ask a source."""
        return self._steer(name, pause_feed)

    def resume(self, name: str) -> Response:
        """Let a source be asked again."""
        return self._steer(name, resume_feed)

    def _steer(self, name: str, do: Any) -> Response:  # noqa: ANN401 - pause or resume
        feed, actor = self._feed(name), self._pages.operator().actor
        try:
            do(self._parts.database, feed.name, actor=actor, reason=typed_reason(), now=self._parts.clock.now())
        except DeskError:
            return self._pages.go(PATH)  # somebody else was first; the page says who
        self._watch.watching.look_anew()
        return self._pages.go(PATH)

    def _decide(self, held_id: int, decide: Callable[[HeldPlan, datetime], PublishResult | None]) -> Response:
        """Do what was asked of what was seen, and lead to what came of it; where it is refused, show it and say why."""
        found = self._find(held_id)
        if request.form.get("vu", "") != _seen(found):
            return self._held(found, HTTPStatus.CONFLICT, error=_GONE)
        try:
            result = decide(found, self._parts.clock.now())
        except NeedsReasonError:
            words = _("dites pourquoi ce retrait doit être mis en vigueur.")
            return self._held(found, HTTPStatus.BAD_REQUEST, decides=True, missing_reason=words)
        except ServiceError as refusal:
            words = next((said for kind, said in _REFUSED.items() if isinstance(refusal, kind)), None)
            if not isinstance(refusal, DeskError) or words is None:
                return self._held(found, HTTPStatus.CONFLICT, error=_GONE)
            return self._held(found, refusal.status, decides=True, error=words)
        self._watch.watching.look_anew()
        publish_id = result.publish_id if result else None
        if publish_id is not None:
            return self._pages.go(f"/operations/suivre?version={publish_id}")
        is_waiting = any(one.held_id == held_id for one in held_changes(self._parts.database))
        return self._pages.go(f"{PATH}/retenus/{held_id}" if is_waiting else PATH)

    def _put_into_force(self, found: HeldPlan, now: datetime) -> PublishResult | None:
        database, book, operator = self._parts.database, self._parts.address_book, self._pages.operator()
        return put_into_force(database, book, found, self._weigh(found), operator, reason=typed_reason(), now=now)

    def _put_aside(self, found: HeldPlan, now: datetime) -> None:
        put_aside(self._parts.database, self._parts.address_book, found, self._pages.operator(), now=now)

    def _held(self, found: HeldPlan, status: int = HTTPStatus.OK, **more: object) -> Response:
        preview = self._weigh(found)
        listed = preview.differences[:SHOWN]
        return self._page(
            "desk/feeds_held.html",
            status,
            held=found.change,
            asked=found.request,
            seen=_seen(found),
            is_asker=found.request is not None and found.request.asked_by == self._pages.operator().actor,
            typed=typed_reason(),
            preview=preview,
            shown=listed,
            known=self._parts.address_book.sides(one.side_id for one in listed),
            summary=desk_words.counted_changes(preview.counts, preview.unchanged),
            **more,
        )

    def _weigh(self, found: HeldPlan) -> Preview:
        """Return what a held change would do; worked out by one request at a time."""
        weigh, source = self._watch.weigh_held, found.change.source
        return self._weighed.of(found.change.held_id, lambda now: weigh(found.batch, found.mode, source, now))

    def _find(self, held_id: int) -> HeldPlan:
        try:
            return held_plan(self._parts.database, held_id)
        except GoneError:
            abort(HTTPStatus.NOT_FOUND)

    def _feed(self, name: str) -> FeedStanding:
        """Return a source that is polled; operators are none."""
        feeds = feed_standings(self._parts.database)
        found = next((one for one in feeds if one.name == name != "operator"), None)
        if found is None:
            abort(HTTPStatus.NOT_FOUND)
        return found

    def _page(self, template: str, status: int = HTTPStatus.OK, **context: Any) -> Response:  # noqa: ANN401 - words
        with self._parts.database.read() as connection:
            names = names_at_the_desk(self._parts.database, connection)
        return self._pages.page(
            template,
            status,
            brief_day=brief_day,
            may_steer=self._pages.operator().may(Permission.STEER_FEEDS),
            may_pause=self._pages.operator().may(Permission.STEER_CITY),
            who=lambda actor: desk_words.who(actor, names),
            **{name: getattr(desk_words, name) for name in _WORDS},
            **context,
        )


def _seen(found: HeldPlan) -> str:
    """Return what tells a form that was shown before somebody asked from one that was shown after."""
    return to_text(found.request.asked_at) if found.request else ""
