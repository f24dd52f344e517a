"""The sources of plans: how each stands, what was strange, what it may not do before somebody decides."""

from http import HTTPStatus
from typing import Any, Final

from flask import Blueprint, Response, abort
from flask_babel import lazy_gettext as _

from infoneige.desk.errors import DeskError, GoneError, NotYoursError
from infoneige.desk.feeds_desk import LOOKED_AT, FeedStanding, feed_standings, pause_feed, resume_feed
from infoneige.desk.held_changes import HeldPlan, decide, held_plan
from infoneige.desk.model import Preview
from infoneige.desk.one_at_a_time import OneAtATime
from infoneige.errors import ServiceError
from infoneige.holding import held_changes
from infoneige.operators.model import Permission
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
_NOT_YOURS: Final = _("Ce retrait touche des côtés hors de vos arrondissements")


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
            stale_after=self._watch.stale_after,
            feed_name=self._watch.feed_name,
            looked_at=LOOKED_AT,
            oddity_words=oddity_words,
        )

    def held(self, held_id: int) -> Response:
        """Show what putting a held change into force would do."""
        return self._held("desk/feeds_held.html", self._find(held_id))

    def form(self, held_id: int) -> Response:
        """Show the same, with the two buttons."""
        return self._held("desk/feeds_held.html", self._find(held_id), decides=True)

    def release(self, held_id: int) -> Response:
        """Put a held change into force."""
        return self._decide(held_id, is_released=True)

    def discard(self, held_id: int) -> Response:
        """Forget a held change."""
        return self._decide(held_id, is_released=False)

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

    def _decide(self, held_id: int, *, is_released: bool) -> Response:
        found, parts = self._find(held_id), self._parts
        try:
            result = decide(
                parts.database,
                parts.address_book,
                found,
                self._pages.operator(),
                is_released=is_released,
                now=parts.clock.now(),
            )
        except NotYoursError as refusal:
            return self._held("desk/feeds_held.html", found, refusal.status, decides=True, error=_NOT_YOURS)
        except ServiceError:
            return self._held("desk/feeds_held.html", found, HTTPStatus.CONFLICT, error=_GONE)
        self._watch.watching.look_anew()
        publish_id = result.publish_id if result else None
        return self._pages.go(f"/operations/suivre?version={publish_id}" if publish_id else PATH)

    def _held(self, template: str, found: HeldPlan, status: int = HTTPStatus.OK, **more: object) -> Response:
        preview = self._weigh(found)
        listed = preview.differences[:SHOWN]
        return self._page(
            template,
            status,
            held=found.change,
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
