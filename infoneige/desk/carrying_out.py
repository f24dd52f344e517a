"""A load becomes a version: against the plan that was previewed, in one transaction, or not at all.

The version, what people are due, the load's own change of state and the audit trail commit together.
"""

from datetime import datetime, timedelta

from geodata.address_book import AddressBook
from infoneige.audit.model import AuditEvent, Verb
from infoneige.audit.trail import append
from infoneige.desk.model import LoadState
from infoneige.desk.outcome import Conflict, Published
from infoneige.desk.scope import refuse_beyond
from infoneige.desk.staged import Staged, move_on, refuse_moved, sides_named_by
from infoneige.operators.model import Operator
from infoneige.pipeline import OPERATOR, PublishResult, publish
from infoneige.plans.signature import Signature
from infoneige.storage import loads
from infoneige.storage.database import Connection, Database
from infoneige.storage.rivals import VersionLine, last_version, sides_of_publish, versions_since
from schedules.model import PlanBatch, PlanMode


def carry_out(
    database: Database,
    book: AddressBook,
    staged: Staged,
    operator: Operator,
    signature: Signature,
    *,
    coalesce: timedelta,
    now: datetime,
) -> Published | Conflict:
    """Publish in one transaction, unless the plan is no longer the one that was previewed; ``operator`` answers."""
    with database.transaction() as connection:
        database.queries.wait_for_other_publishes(connection)
        refuse_moved(database, connection, staged)
        if conflict := conflict_of(database, connection, staged):
            _record_conflict(database, connection, conflict, operator, now)
            return conflict
        result = _publish(database, connection, staged, signature, coalesce=coalesce, now=now)
        if result.publish_id is not None:
            refuse_beyond(operator, sides_of_publish(database, connection, result.publish_id), book)
        if signature.approved_by == operator.actor:
            event = AuditEvent(operator.actor, Verb.PUBLISH_APPROVED, staged.subject)
            append(database, connection, event, now=now)
        return Published(result.publish_id, result)


def conflict_of(database: Database, connection: Connection, staged: Staged) -> Conflict | None:
    """Return what has come between the preview and now that this load collides with."""
    base = staged.preview.base_version if staged.load.base_version is None else staged.load.base_version
    rivals = rivals_since(database, connection, base, staged.batch, staged.preview.mode)
    return Conflict(staged.load.load_id, base, rivals, sum(one.shared for one in rivals)) if rivals else None


def rivals_since(
    database: Database, connection: Connection, base_version: int, batch: PlanBatch, mode: PlanMode
) -> tuple[VersionLine, ...]:
    """Return the versions after one that this batch collides with."""
    if last_version(database, connection) <= base_version:
        return ()
    since = versions_since(database, connection, base_version, sides_named_by(batch))
    return tuple(one for one in since if _collides(one, is_complete=mode is PlanMode.COMPLETE))


def _collides(version: VersionLine, *, is_complete: bool) -> bool:
    """Say whether what a version did was not in the preview: a person's, on a side of ours, or where ours withdraws."""
    return version.source == OPERATOR or version.shared > 0 or (is_complete and version.sides > 0)


def _publish(
    database: Database,
    connection: Connection,
    staged: Staged,
    signature: Signature,
    *,
    coalesce: timedelta,
    now: datetime,
) -> PublishResult:
    load = staged.load
    signed = signature.for_load(
        load.load_id,
        takes_back=load.takes_back,
        is_our_error=load.is_our_error,
        guards=tuple(guard.kind.value for guard in staged.preview.guards),
    )
    result = publish(
        database,
        staged.batch,
        source=OPERATOR,
        mode=staged.preview.mode,
        coalesce=coalesce,
        content_hash=load.content_hash,
        now=now,
        signature=signed,
        confirmed=True,
        within=connection,
    )
    move_on(
        database,
        connection,
        load,
        LoadState.PUBLISHED,
        now=now,
        publish_id=result.publish_id,
        reason=signature.reason,
        requested_by=signature.published_by,
        approved_by=signature.approved_by,
        refusal=None,
    )
    if result.publish_id is None:
        event = AuditEvent(signature.published_by, Verb.PLAN_PUBLISHED, staged.subject, {"sides_changed": 0})
        append(database, connection, event, now=now)
    return result


def _record_conflict(
    database: Database, connection: Connection, conflict: Conflict, operator: Operator, now: datetime
) -> None:
    before = (LoadState.READY, LoadState.AWAITING_APPROVAL, LoadState.SCHEDULED)
    loads.move(database, connection, conflict.load_id, before, LoadState.CONFLICT, now=now)
    versions = [one.publish_id for one in conflict.since]
    detail = {"why": "conflict", "base_version": conflict.base_version, "since": versions, "sides": conflict.sides}
    event = AuditEvent(operator.actor, Verb.PUBLISH_REFUSED, f"load:{conflict.load_id}", detail)
    append(database, connection, event, now=now)
