"""What a person must decide: changes held because they would withdraw much at once."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from infoneige.audit.model import AuditEvent, Verb
from infoneige.audit.trail import append
from infoneige.errors import ServiceError
from infoneige.pipeline import PublishResult, publish
from infoneige.plans.reach import Reach, reach_of
from infoneige.plans.signature import Signature
from infoneige.storage.database import Connection, Database
from infoneige.storage.instants import from_text
from infoneige.storage.plans import held_batch, resolve_held
from schedules.model import PlanMode


@dataclass(frozen=True, slots=True)
class HeldChange:
    """One change that waits, and how many live bans it would withdraw."""

    held_id: int
    source: str
    held_at: datetime
    withdrawn: int


def held_changes(database: Database) -> tuple[HeldChange, ...]:
    """Return what waits, oldest first."""
    with database.read() as connection:
        return tuple(
            HeldChange(held_id, source, from_text(held_at), withdrawn)
            for held_id, source, _mode, held_at, withdrawn in database.queries.held_changes(connection)
        )


def held_reach(database: Database, held_id: int, now: datetime) -> tuple[int, Reach]:
    """Return how many plans a held change has, and what releasing it would withdraw.

    Raises:
        ServiceError: nothing of this number waits.
    """
    with database.read() as connection:
        source, mode, plans = _waiting(database, connection, held_id)
    batch = held_batch(plans)
    return len(batch.plans), reach_of(database, batch, source=source, mode=PlanMode(mode), now=now)


def release(
    database: Database,
    held_id: int,
    *,
    actor: str,
    approved_by: str | None = None,
    reason: str | None = None,
    guards: tuple[str, ...] = (),
    coalesce: timedelta,
    now: datetime,
) -> PublishResult:
    """Put a held change into force, as the decision of the actor, which the audit trail keeps.

    ``approved_by`` is who agreed, where two must; ``reason`` what the actor typed; ``guards`` name what asked for it.

    Raises:
        ServiceError: nothing of this number waits.
    """
    signature = Signature(published_by=actor, approved_by=approved_by, reason=reason, guards=guards)
    with database.transaction() as connection:
        source, mode, plans = _waiting(database, connection, held_id)
        result = publish(
            database,
            held_batch(plans),
            source=source,
            mode=PlanMode(mode),
            coalesce=coalesce,
            content_hash=f"held {held_id}",
            now=now,
            signature=signature,
            confirmed=True,
            releases=held_id,
            within=connection,
        )
        decided = {"approved_by": approved_by, "reason": reason}
        detail = {name: words for name, words in decided.items() if words} | {"source": source, **result.counts}
        append(database, connection, AuditEvent(actor, Verb.HELD_RELEASED, subject_of(held_id), detail), now=now)
        if approved_by:
            agreed = AuditEvent(approved_by, Verb.PUBLISH_APPROVED, subject_of(held_id))
            append(database, connection, agreed, now=now)
    return result


def discard(database: Database, held_id: int, *, actor: str, now: datetime) -> None:
    """Forget a held change, as the decision of the actor, which the audit trail keeps.

    Raises:
        ServiceError: nothing of this number waits.
    """
    with database.transaction() as connection:
        source, _mode, _plans = _waiting(database, connection, held_id)
        resolve_held(database, connection, held_id, "discarded", now)
        event = AuditEvent(actor, Verb.HELD_DISCARDED, subject_of(held_id), {"source": source})
        append(database, connection, event, now=now)


def subject_of(held_id: int) -> str:
    """Return what the audit trail calls a held change."""
    return f"held:{held_id}"


def _waiting(database: Database, connection: Connection, held_id: int) -> tuple[str, str, str]:
    found = database.queries.held_change(connection, held_id=held_id)
    if found is None:
        message = f"nothing is held under number {held_id}; `infoneige plan held` lists what waits"
        raise ServiceError(message)
    source, mode, plans = found
    return source, mode, plans
