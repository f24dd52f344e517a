"""What operators decide about a weighed load: publish it, agree to that, weigh it anew, or abandon it.

Whoever decides must be allowed to, with what the guards ask for; see ``carrying_out`` for how it becomes a version.
"""

from datetime import datetime, timedelta

from geodata.address_book import AddressBook
from infoneige.audit.model import AuditEvent, Verb
from infoneige.audit.trail import append
from infoneige.desk.carrying_out import carry_out
from infoneige.desk.errors import NeedsReasonError
from infoneige.desk.hand_edit import edited_anew
from infoneige.desk.model import ENDS, Load, LoadKind, LoadState, Preview
from infoneige.desk.outcome import AwaitingApproval, Conflict, Published, Scheduled
from infoneige.desk.scope import refuse_beyond, refuse_without, still_publisher
from infoneige.desk.second_operator import refuse_as_second
from infoneige.desk.staged import Staged, load_in, move_on, read_staged, refuse_moved, sides_named_by, subject_of
from infoneige.desk.taking_back import batch_that_restores
from infoneige.operators.model import Operator, Permission
from infoneige.plans.signature import Signature
from infoneige.storage import loads
from infoneige.storage.database import Connection, Database
from infoneige.storage.rivals import last_version
from schedules.model import PlanBatch


def publish_load(
    database: Database,
    book: AddressBook,
    load_id: int,
    operator: Operator,
    *,
    reason: str | None = None,
    seen: datetime | None = None,
    coalesce: timedelta,
    now: datetime,
) -> Published | Conflict | AwaitingApproval:
    """Publish a load that is ready, or ask for a second operator where one of its guards needs it.

    ``seen`` is since when the load has stood as the operator saw it: if it moved meanwhile, it is not what they mean.

    Raises:
        DeskError: NotYoursError, NeedsReasonError, StalePreviewError, WrongStateError or GoneError.
    """
    staged = ready_for(database, book, load_id, operator, seen=seen, now=now)
    typed = required_reason(staged, reason)
    if staged.preview.needs_second:
        return request(database, staged, operator, reason=typed, publish_at=None, now=now)
    signature = Signature(published_by=operator.actor, reason=typed)
    return carry_out(database, book, staged, operator, signature, coalesce=coalesce, now=now)


def approve(
    database: Database,
    book: AddressBook,
    load_id: int,
    operator: Operator,
    *,
    seen: datetime | None = None,
    coalesce: timedelta,
    now: datetime,
) -> Published | Conflict | Scheduled:
    """Agree, as the second operator, to what another one asked for; it is published now, or at its hour.

    ``seen`` is as for ``publish_load``.

    Raises:
        DeskError: NotYoursError, NeedsSecondError, StalePreviewError, WrongStateError or GoneError.
    """
    staged = ready_for(database, book, load_id, operator, state=LoadState.AWAITING_APPROVAL, seen=seen, now=now)
    load = staged.load
    refuse_as_second(database, load.requested_by, operator, now=now)
    requester = still_publisher(database, load.requested_by or "", staged.sides, book)
    if load.publish_at is not None and load.publish_at > now:
        return _approve_for_later(database, staged, operator, load.publish_at, now=now)
    signature = Signature(published_by=requester.actor, approved_by=operator.actor, reason=load.reason)
    return carry_out(database, book, staged, operator, signature, coalesce=coalesce, now=now)


def ready_for(
    database: Database,
    book: AddressBook,
    load_id: int,
    operator: Operator,
    *,
    state: LoadState = LoadState.READY,
    seen: datetime | None,
    now: datetime,
) -> Staged:
    """Return a load that this operator may publish, freshly weighed; raises what ``publish_load`` does."""
    refuse_without(Permission.PUBLISH, operator)
    staged = read_staged(database, load_id, {state})
    refuse_beyond(operator, staged.sides, book)
    staged.refuse_unseen(seen)
    staged.refuse_stale(now)
    return staged


def required_reason(staged: Staged, reason: str | None) -> str | None:
    """Return the reason, the one typed before if none is now; NeedsReasonError if a guard asks and there is none."""
    typed = (reason or "").strip() or staged.load.reason
    if staged.preview.needs_reason and not typed:
        message = f"say why: {guards_in_words(staged.preview)}"
        raise NeedsReasonError(message)
    return typed


def guards_in_words(preview: Preview) -> str:
    """Return what forbids publishing just like that."""
    return ", ".join(f"{guard.kind.replace('_', ' ')} ({guard.amount:,})" for guard in preview.guards)


def request(
    database: Database,
    staged: Staged,
    operator: Operator,
    *,
    reason: str | None,
    publish_at: datetime | None,
    now: datetime,
) -> AwaitingApproval:
    """Let the load wait for a second operator."""
    with database.transaction() as connection:
        refuse_moved(database, connection, staged)
        columns = {"reason": reason, "requested_by": operator.actor, "publish_at": publish_at, "refusal": None}
        move_on(database, connection, staged.load, LoadState.AWAITING_APPROVAL, now=now, **columns)
        event = AuditEvent(operator.actor, Verb.PUBLISH_REQUESTED, staged.subject, {"reason": reason})
        append(database, connection, event, now=now)
    return AwaitingApproval(staged.load.load_id, operator.actor)


def _approve_for_later(
    database: Database, staged: Staged, operator: Operator, publish_at: datetime, *, now: datetime
) -> Scheduled:
    with database.transaction() as connection:
        refuse_moved(database, connection, staged)
        move_on(database, connection, staged.load, LoadState.SCHEDULED, now=now, approved_by=operator.actor)
        event = AuditEvent(operator.actor, Verb.PUBLISH_APPROVED, staged.subject, {"at": publish_at.isoformat()})
        append(database, connection, event, now=now)
    return Scheduled(staged.load.load_id, publish_at)


OPEN = frozenset(LoadState) - ENDS
"""The states in which a load may still be abandoned."""

_VOID = ("refusal", "preview", "base_version", "requested_by", "approved_by", "publish_at")
"""The columns that say nothing any more once a load is weighed anew."""

_ASKED = frozenset({LoadState.AWAITING_APPROVAL, LoadState.SCHEDULED})
_WEIGHED = frozenset(
    {LoadState.READY, LoadState.CONFLICT, LoadState.AWAITING_APPROVAL, LoadState.SCHEDULED, LoadState.FAILED}
)


def weigh_again(database: Database, book: AddressBook, load_id: int, operator: Operator, *, now: datetime) -> None:
    """Put a load back to where a job reads and weighs it; whatever was asked or agreed for it is void.

    What a taking back restores, and what an edit by hand makes of the plan, is worked out anew, since others may have
    changed some of its sides meanwhile.

    Raises:
        DeskError: NotYoursError, WrongStateError or GoneError.
    """
    refuse_without(Permission.LOAD, operator)
    with database.transaction() as connection:
        load = load_in(database, connection, load_id, _WEIGHED)
        _refuse_to_touch(database, connection, load, operator, book)
        void: dict[str, object] = dict.fromkeys(_VOID)
        batch = _worked_out_anew(database, connection, load)
        if batch is not None:
            loads.keep_batch(database, connection, load_id, batch)
            void |= {"base_version": last_version(database, connection)}
        move_on(database, connection, load, LoadState.RECEIVED, now=now, **void)
        if load.state in _ASKED:
            detail = {"why": "verified again", "state": load.state.value}
            event = AuditEvent(operator.actor, Verb.PUBLISH_REFUSED, subject_of(load_id), detail)
            append(database, connection, event, now=now)


def _worked_out_anew(database: Database, connection: Connection, load: Load) -> PlanBatch | None:
    """Return what a load that came without a file says as of the plan in force; None for one that a job reads."""
    match load.kind:
        case LoadKind.TAKE_BACK if load.takes_back is not None:
            return batch_that_restores(database, connection, load.takes_back)
        case LoadKind.EDIT:
            return edited_anew(database, connection, load.load_id)
    return None


def abandon(database: Database, book: AddressBook, load_id: int, operator: Operator, *, now: datetime) -> None:
    """Give a load up, for good; one's own, or with the right to publish it anybody's.

    Raises:
        DeskError: NotYoursError, WrongStateError or GoneError.
    """
    refuse_without(Permission.LOAD, operator)
    with database.transaction() as connection:
        load = load_in(database, connection, load_id, OPEN)
        _refuse_to_touch(database, connection, load, operator, book)
        move_on(database, connection, load, LoadState.ABANDONED, now=now)
        loads.forget_staging(database, connection, load_id)
        event = AuditEvent(operator.actor, Verb.LOAD_ABANDONED, subject_of(load_id), {"state": load.state.value})
        append(database, connection, event, now=now)


def _refuse_to_touch(
    database: Database, connection: Connection, load: Load, operator: Operator, book: AddressBook
) -> None:
    """Raise NotYoursError for somebody else's load that the operator might not publish either."""
    if load.loaded_by == operator.actor:
        return
    refuse_without(Permission.PUBLISH, operator)
    batch = loads.batch_of(database, connection, load.load_id)
    refuse_beyond(operator, sides_named_by(batch) if batch else (), book)
