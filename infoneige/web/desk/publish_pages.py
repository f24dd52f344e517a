"""What is decided about a weighed load: publish it now or later, agree to that, weigh it anew, give it up."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from http import HTTPStatus
from typing import Any, Final

from flask import Blueprint, Response, request
from flask_babel import lazy_gettext as _

from infoneige.desk.errors import DeskError, GoneError, NeedsReasonError, NeedsSecondError, NotYoursError
from infoneige.desk.model import Load, LoadState, Preview
from infoneige.desk.outcome import AwaitingApproval, Conflict, Scheduled
from infoneige.desk.publishing import abandon, approve, publish_load, weigh_again
from infoneige.desk.scheduling import FARTHEST, schedule
from infoneige.operators.model import Permission
from infoneige.storage.instants import from_text, to_text
from infoneige.web.desk.desk_parts import StartsJobs
from infoneige.web.desk.shown_loads import ShownLoads, serves
from schedules.local_time import at_local, to_local

LONGEST_REASON: Final = 500
WATCH: Final = "/operations/suivre"
_HOUR_AHEAD: Final = timedelta(hours=1)

_REFUSED: Final[Mapping[type[DeskError], Any]] = {
    NotYoursError: _("Ce plan touche des côtés hors de vos arrondissements"),
    NeedsSecondError: _("Une autre personne doit approuver, à qui celle qui demande n’a pas donné accès depuis hier"),
    GoneError: _("Ce chargement n’est plus gardé : chargez le fichier de nouveau"),
}
_MOVED: Final = _("Ce chargement a changé depuis : revenez à la vérification")


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form: a reason, and a day and an hour of the city's clock as the browser writes them."""

    reason: str = ""
    day: str = ""
    hour: str = ""

    def instant(self) -> datetime | None:
        """Return the instant that is meant; None where the words are none."""
        try:
            return at_local(date.fromisoformat(self.day), time.fromisoformat(self.hour))
        except ValueError:
            return None


def publish_routes(shown: ShownLoads, jobs: StartsJobs) -> Blueprint:
    """Return the room in which loads are decided upon; what publishes asks for a fresh proof."""
    routes = Blueprint("desk_publish", __name__, url_prefix="/operations/chargements/<int:load_id>")
    views, pages = _Views(shown, jobs), shown.pages
    publish, load = pages.requires(Permission.PUBLISH), pages.requires(Permission.LOAD)
    for act, change in views.changes().items():
        routes.add_url_rule(f"/{act}", act, publish(views.form(act)))
        routes.add_url_rule(f"/{act}", f"{act}-done", publish(change), methods=["POST"])
    routes.add_url_rule("/reverifier", "weigh_again", load(views.weigh_again), methods=["POST"])
    routes.add_url_rule("/abandonner", "abandon", load(views.abandon), methods=["POST"])
    return routes


class _Views:
    def __init__(self, shown: ShownLoads, jobs: StartsJobs) -> None:
        self._parts = shown.parts
        self._pages = shown.pages
        self._loads = shown
        self._jobs = jobs

    def changes(self) -> dict[str, Callable[[int], Response]]:
        """Return what each form does, by the last step of its path."""
        return {"publier": self._publish, "programmer": self._schedule, "approuver": self._approve}

    def form(self, act: str) -> Callable[[int], Response]:
        """Return the view of a form: what would be done, and the button."""
        state = LoadState.AWAITING_APPROVAL if act == "approuver" else LoadState.READY

        def show(load_id: int) -> Response:
            load = self._loads.find(load_id)
            shown = self._loads.shown(load)
            if load.state is not state or shown is None:
                return self._back(load_id)
            return self._form(load, shown.preview, act, Typed(load.reason or "", *self._soon()))

        show.__name__ = act
        return show

    def weigh_again(self, load_id: int) -> Response:
        """Have a load read and weighed anew."""
        try:
            weigh_again(
                self._parts.database,
                self._parts.address_book,
                load_id,
                self._pages.operator(),
                now=self._parts.clock.now(),
            )
        except DeskError:
            return self._back(load_id)  # its page says what it is now
        self._jobs.start(load_id)
        return self._back(load_id)

    def abandon(self, load_id: int) -> Response:
        """Give a load up."""
        load = self._loads.find(load_id)
        try:
            abandon(
                self._parts.database,
                self._parts.address_book,
                load.load_id,
                self._pages.operator(),
                now=self._parts.clock.now(),
            )
        except NotYoursError:
            return self._loads.page("desk/not_yours.html", HTTPStatus.FORBIDDEN, load=load)
        except DeskError:
            return self._back(load_id)
        return self._pages.go("/operations/charger")

    def _publish(self, load_id: int) -> Response:
        typed = _typed()
        return self._decide(
            load_id,
            "publier",
            typed,
            lambda: publish_load(
                self._parts.database,
                self._parts.address_book,
                load_id,
                self._pages.operator(),
                reason=typed.reason,
                seen=_seen(),
                coalesce=self._parts.coalesce,
                now=self._parts.clock.now(),
            ),
        )

    def _approve(self, load_id: int) -> Response:
        return self._decide(
            load_id,
            "approuver",
            Typed(),
            lambda: approve(
                self._parts.database,
                self._parts.address_book,
                load_id,
                self._pages.operator(),
                seen=_seen(),
                coalesce=self._parts.coalesce,
                now=self._parts.clock.now(),
            ),
        )

    def _schedule(self, load_id: int) -> Response:
        typed, now = _typed(), self._parts.clock.now()
        at = typed.instant()
        if at is None or not now < at <= now + FARTHEST:
            return self._again(load_id, "programmer", typed, HTTPStatus.BAD_REQUEST, wrong_hour=self._hours_words(at))
        return self._decide(
            load_id,
            "programmer",
            typed,
            lambda: schedule(
                self._parts.database,
                self._parts.address_book,
                load_id,
                self._pages.operator(),
                at=at,
                reason=typed.reason,
                seen=_seen(),
                now=now,
            ),
        )

    def _decide(self, load_id: int, act: str, typed: Typed, decide: Callable[[], object]) -> Response:
        """Do what was asked, and lead to what came of it; where it is refused, show the form and say why."""
        load = self._loads.find(load_id)
        try:
            found = decide()
        except NeedsReasonError:
            words = _("dites pourquoi ce plan doit être publié ainsi.")
            return self._again(load_id, act, typed, HTTPStatus.BAD_REQUEST, missing_reason=words)
        except DeskError as refusal:
            words = next((said for kind, said in _REFUSED.items() if isinstance(refusal, kind)), _MOVED)
            return self._again(load_id, act, typed, refusal.status, error=words)
        match found:
            case Conflict():
                return self._conflict(load, found)
            case AwaitingApproval() | Scheduled():
                return self._back(load_id)
        return self._after_publishing(load_id)

    def _after_publishing(self, load_id: int) -> Response:
        """Lead to where one sees it arrive."""
        publish_id = self._loads.find(load_id).publish_id
        if publish_id is None:
            return self._back(load_id)
        watched = f"{WATCH}?version={publish_id}"
        return self._pages.go(watched if serves(WATCH) else f"/operations/versions/{publish_id}")

    def _conflict(self, load: Load, conflict: Conflict) -> Response:
        return self._loads.page(
            "desk/conflict.html", HTTPStatus.CONFLICT, load=load, since=conflict.since, touched=conflict.sides
        )

    def _again(self, load_id: int, act: str, typed: Typed, status: HTTPStatus, **wrong: object) -> Response:
        load = self._loads.find(load_id)
        shown = self._loads.shown(load)
        if shown is None:
            return self._back(load_id)
        return self._form(load, shown.preview, act, typed, status, **wrong)

    def _form(
        self, load: Load, preview: Preview, act: str, typed: Typed, status: int = HTTPStatus.OK, **wrong: object
    ) -> Response:
        today = to_local(self._parts.clock.now()).date()
        return self._loads.page(
            "desk/publish.html",
            status,
            load=load,
            preview=preview,
            act=act,
            typed=typed,
            seen=to_text(load.moved_at),
            first_day=today.isoformat(),
            last_day=(today + FARTHEST).isoformat(),
            **wrong,
        )

    def _back(self, load_id: int) -> Response:
        return self._pages.go(f"/operations/chargements/{load_id}")

    def _soon(self) -> tuple[str, str]:
        """Return the day and the next full hour, as a browser's fields have them."""
        soon = to_local(self._parts.clock.now()) + _HOUR_AHEAD
        return f"{soon:%Y-%m-%d}", f"{soon:%H}:00"

    def _hours_words(self, at: datetime | None) -> object:
        if at is None:
            return _("écrivez un jour et une heure.")
        is_past = at <= self._parts.clock.now()
        return _("cette heure est passée.") if is_past else _("c’est à plus de 14 jours.")


def typed_reason() -> str:
    """Return the reason that the form holds: one line of what can be printed, cut where it is too long."""
    printable = "".join(one if one.isprintable() else " " for one in request.form.get("raison", ""))
    return " ".join(printable.split())[:LONGEST_REASON]


def _typed() -> Typed:
    return Typed(typed_reason(), request.form.get("jour", ""), request.form.get("heure", ""))


def _seen() -> datetime:
    """Return since when the load stood as the form showed it; a form that does not say has seen nothing."""
    try:
        return from_text(request.form.get("vu", ""))
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)
