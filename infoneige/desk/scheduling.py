"""Publishing at an hour: confirmed before, weighed again at the hour, left to a person where anything is in doubt."""

import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from geodata.address_book import AddressBook
from infoneige.audit.model import AuditEvent, Verb
from infoneige.audit.trail import append
from infoneige.clock import Clock
from infoneige.desk.carrying_out import carry_out
from infoneige.desk.errors import DeskError, NeedsReasonError, WrongStateError
from infoneige.desk.growth import grown_guards, late_at
from infoneige.desk.job import Weigh
from infoneige.desk.model import LoadState, Refusal
from infoneige.desk.outcome import AwaitingApproval, Conflict, Published, Scheduled
from infoneige.desk.publishing import guards_in_words, ready_for, request, required_reason
from infoneige.desk.scope import still_publisher
from infoneige.desk.staged import Staged, move_on, read_staged, refuse_moved
from infoneige.operators.model import Operator
from infoneige.plans.signature import Signature
from infoneige.storage import loads
from infoneige.storage.database import Database
from infoneige.storage.leases import take

FARTHEST = timedelta(days=14)
"""How far ahead a publish may be scheduled."""

TOO_LATE = timedelta(minutes=30)
"""An hour missed by more than this, because the service was down, is a person's to judge."""

_LEASE = timedelta(minutes=10)
_log = logging.getLogger(__name__)


def schedule(
    database: Database,
    book: AddressBook,
    load_id: int,
    operator: Operator,
    at: datetime,
    reason: str | None = None,
    *,
    seen: datetime | None = None,
    now: datetime,
) -> Scheduled | AwaitingApproval:
    """Let a load that is ready be published at an instant to come, or ask for a second operator first.

    ``seen`` is as for ``publish_load``.

    Raises:
        DeskError: as for ``publish_load``, also where people would be told late at that hour and no reason is given;
            and if the instant is past or more than ``FARTHEST`` ahead.
    """
    if not now < at <= now + FARTHEST:
        message = f"an hour to publish at lies ahead, at most {FARTHEST.days} days"
        raise DeskError(message)
    staged = ready_for(database, book, load_id, operator, seen=seen, now=now)
    typed = required_reason(staged, reason)
    if not typed and (late := late_at(staged.preview, at)):
        message = f"say why: at that hour {late:,} people would be told less than four hours before"
        raise NeedsReasonError(message)
    if staged.preview.needs_second:
        return request(database, staged, operator, reason=typed, publish_at=at, now=now)
    with database.transaction() as connection:
        refuse_moved(database, connection, staged)
        columns = {"reason": typed, "requested_by": operator.actor, "publish_at": at, "refusal": None}
        move_on(database, connection, staged.load, LoadState.SCHEDULED, now=now, **columns)
        detail = {"at": at.isoformat(), "reason": typed}
        append(
            database, connection, AuditEvent(operator.actor, Verb.PUBLISH_SCHEDULED, staged.subject, detail), now=now
        )
    return Scheduled(load_id, at)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduledPublisher:
    """Publishes what is due, whoever else looks for it too: one process at a time has a load, and a load moves once.

    What it cannot publish it gives back to people: ready, with the reason, or in conflict. Nothing is kept here, so
    that a restart loses nothing.
    """

    database: Database
    book: AddressBook
    clock: Clock
    weigh: Weigh
    coalesce: timedelta
    owner: str

    def publish_due(self) -> int:
        """Publish the loads whose hour has come; return how many became versions."""
        now = self.clock.now()
        with self.database.read() as connection:
            due = loads.due(self.database, connection, now)
        return sum(self._publish(load_id) for load_id in due)

    def _publish(self, load_id: int) -> bool:
        now = self.clock.now()
        if not take(self.database, f"publish load {load_id}", self.owner, now, _LEASE):
            return False
        try:
            staged = read_staged(self.database, load_id, {LoadState.SCHEDULED})
        except WrongStateError:  # another process was faster
            return False
        try:
            outcome = self._carry_out(staged, now)
        except DeskError as error:
            outcome = str(error)
        if isinstance(outcome, str):
            self._leave_to_a_person(staged, outcome, now)
            return False
        _log.info("load %d, scheduled: %s", load_id, outcome)
        return isinstance(outcome, Published)

    def _carry_out(self, staged: Staged, now: datetime) -> Published | Conflict | str:
        """Publish, or say why not."""
        load, publish_at = staged.load, staged.load.publish_at or now
        if now - publish_at > TOO_LATE:
            return "the service was down at its hour"
        fresh = self.weigh(load, staged.batch, now)
        if grown := grown_guards(staged.preview, fresh, publish_at, has_second=load.approved_by is not None):
            return f"it would do more harm than was confirmed: {guards_in_words(replace(fresh, guards=grown))}"
        operator = still_publisher(self.database, load.requested_by or "", staged.sides, self.book)
        if load.approved_by is not None:
            still_publisher(self.database, load.approved_by, staged.sides, self.book)
        signature = Signature(published_by=operator.actor, approved_by=load.approved_by, reason=load.reason)
        weighed = replace(staged, preview=fresh)
        return carry_out(self.database, self.book, weighed, operator, signature, coalesce=self.coalesce, now=now)

    def _leave_to_a_person(self, staged: Staged, why: str, now: datetime) -> None:
        _log.warning("load %d, scheduled, waits for a person: %s", staged.load.load_id, why)
        refusal = Refusal("publish_at", why, "verify it again, then publish or schedule it anew")
        scheduled = {LoadState.SCHEDULED}
        with self.database.transaction() as connection:
            if loads.move(
                self.database, connection, staged.load.load_id, scheduled, LoadState.READY, now=now, refusal=refusal
            ):
                actor = staged.load.requested_by or staged.load.loaded_by
                event = AuditEvent(actor, Verb.PUBLISH_REFUSED, staged.subject, {"why": why})
                append(self.database, connection, event, now=now)
