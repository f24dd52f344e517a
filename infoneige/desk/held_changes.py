"""What is held for a person, as the desk shows it and decides upon it: its whole effect, and whose it is to decide."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from geodata.address_book import AddressBook
from geodata.model import StreetSideId
from infoneige.audit.model import AuditEvent, Verb
from infoneige.audit.trail import append
from infoneige.desk.errors import DeskError, GoneError, NeedsReasonError, WrongStateError
from infoneige.desk.model import Preview
from infoneige.desk.scope import refuse_beyond, still_publisher
from infoneige.desk.second_operator import refuse_as_second
from infoneige.desk.staged import sides_named_by
from infoneige.operators.model import Operator
from infoneige.pipeline import PublishResult
from infoneige.plans.holding import HeldChange, discard, held_changes, release, subject_of
from infoneige.plans.signature import Signature
from infoneige.storage.database import Database
from infoneige.storage.instants import from_text, to_text
from infoneige.storage.plans import held_batch, plans_in_force
from schedules.model import PlanBatch, PlanMode


@dataclass(frozen=True, slots=True)
class HeldRequest:
    """What one operator asked a second one to agree to: that a held change is put into force."""

    asked_by: str
    asked_at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class HeldPlan:
    """A held change with what it says; ``request`` is None before anybody asked for it."""

    change: HeldChange
    batch: PlanBatch
    mode: PlanMode
    request: HeldRequest | None = None


def held_plan(database: Database, held_id: int) -> HeldPlan:
    """Return what is held under a number.

    Raises:
        GoneError: nothing of this number waits any more.
    """
    with database.read() as connection:
        found = database.queries.held_change(connection, held_id=held_id)
    change = next((one for one in held_changes(database) if one.held_id == held_id), None)
    if found is None or change is None:
        message = f"nothing is held under number {held_id}: somebody decided, or a newer word came"
        raise GoneError(message)
    _source, mode, plans = found
    return HeldPlan(change, held_batch(plans), PlanMode(mode), held_requests(database).get(held_id))


def held_requests(database: Database) -> Mapping[int, HeldRequest]:
    """Return what waits for a second operator, by the number of the held change."""
    with database.read() as connection:
        rows = list(database.queries.held_requests(connection))
    return {held_id: HeldRequest(asked_by, from_text(at), reason or "") for held_id, asked_by, at, reason in rows}


def put_into_force(
    database: Database,
    book: AddressBook,
    held: HeldPlan,
    preview: Preview,
    operator: Operator,
    *,
    reason: str = "",
    now: datetime,
) -> PublishResult | None:
    """Put a held change into force; return None where it waits for a second operator now, as a load would.

    ``preview`` is what it would do. Whoever comes after another one asked agrees to that, for the other's reason; what
    somebody asked who may publish no more is nobody's.

    Raises:
        NotYoursError: it speaks of sides outside of the operator's boroughs, or withdraws some by its silence.
        NeedsReasonError: a guard asks for a reason, and there is none.
        NeedsSecondError: they asked for it themselves, or let the other in, or were let in by them, within a day.
        ServiceError: nothing of this number waits any more, or somebody was faster.
    """
    sides = _touched(database, held)
    refuse_beyond(operator, sides, book)
    guards = tuple(guard.kind.value for guard in preview.guards)
    if not preview.needs_second:
        typed = _required(reason, preview)
        return _release(database, held, Signature(published_by=operator.actor, reason=typed, guards=guards), now)
    asked = held.request if _still_asked(database, held.request, sides, book) else None
    if asked is None:
        _ask(database, held, operator, _required(reason, preview), now)
        return None
    refuse_as_second(database, asked.asked_by, operator, now=now)
    signature = Signature(
        published_by=asked.asked_by, approved_by=operator.actor, reason=asked.reason or None, guards=guards
    )
    return _release(database, held, signature, now)


def put_aside(database: Database, book: AddressBook, held: HeldPlan, operator: Operator, *, now: datetime) -> None:
    """Forget a held change: what it would have withdrawn stays.

    Raises:
        NotYoursError: as for ``put_into_force``.
        ServiceError: nothing of this number waits any more.
    """
    refuse_beyond(operator, _touched(database, held), book)
    discard(database, held.change.held_id, actor=operator.actor, now=now)


def _required(reason: str, preview: Preview) -> str | None:
    if preview.needs_reason and not reason:
        message = "say why: this would withdraw much at once"
        raise NeedsReasonError(message)
    return reason or None


def _still_asked(
    database: Database, request: HeldRequest | None, sides: frozenset[StreetSideId], book: AddressBook
) -> bool:
    """Say whether somebody asks for it who may publish it."""
    if request is None:
        return False
    try:
        still_publisher(database, request.asked_by, sides, book)
    except DeskError:
        return False
    return True


def _ask(database: Database, held: HeldPlan, operator: Operator, reason: str | None, now: datetime) -> None:
    """Let a held change wait for a second operator."""
    held_id, seen = held.change.held_id, to_text(held.request.asked_at) if held.request else ""
    with database.transaction() as connection:
        if not database.queries.ask_for_held_change(
            connection, held_id=held_id, asked_by=operator.actor, asked_at=to_text(now), reason=reason, seen=seen
        ):
            message = f"somebody else has just decided about what is held under number {held_id}"
            raise WrongStateError(message)
        event = AuditEvent(operator.actor, Verb.PUBLISH_REQUESTED, subject_of(held_id), {"reason": reason})
        append(database, connection, event, now=now)


def _release(database: Database, held: HeldPlan, signature: Signature, now: datetime) -> PublishResult:
    return release(
        database,
        held.change.held_id,
        actor=signature.published_by,
        approved_by=signature.approved_by,
        reason=signature.reason,
        guards=signature.guards,
        coalesce=timedelta(0),
        now=now,
    )


def _touched(database: Database, held: HeldPlan) -> frozenset[StreetSideId]:
    """Return the sides that a held change may change: a complete plan, by its silence, all that has a plan."""
    named = sides_named_by(held.batch)
    if held.mode is PlanMode.CHANGES:
        return named
    with database.read() as connection:
        return named | (plans_in_force(database, connection, held.mode).keys() - held.batch.kept_sides)
