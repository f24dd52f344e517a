"""Plans in the database: read what is in force, write what changed, keep what a person must look at."""

import json
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from geodata.model import StreetSideId
from infoneige.plans.signature import Signature
from infoneige.storage.alike import Word, by_side
from infoneige.storage.database import Connection, Database
from infoneige.storage.instants import from_text, to_text
from schedules.model import LoadingStatus, Period, Plan, PlanBatch, PlanChange, PlanMode

Row = dict[str, Any]


def name_sides(database: Database, connection: Connection, side_ids: Collection[StreetSideId]) -> None:
    """Say which sides the queries about named sides are about, until the next call."""
    database.queries.create_named_side(connection)
    database.queries.clear_named_side(connection)
    database.queries.name_sides(connection, sides=_as_keys(side_ids))


def plans_in_force(database: Database, connection: Connection, mode: PlanMode) -> dict[StreetSideId, Plan]:
    """Return the plans that a batch is compared with: all for a complete one, else those of the named sides."""
    queries = database.queries
    rows = queries.all_plans(connection) if mode is PlanMode.COMPLETE else queries.named_plans(connection)
    return {plan.side_id: plan for plan in map(plan_of, rows)}


def outranked(database: Database, connection: Connection, batch: PlanBatch, source: str) -> set[StreetSideId]:
    """Return the named sides of which another source has said something newer than the batch does.

    So an operator's plan stands against a feed that goes on repeating what it had said before.
    """
    others = dict(database.queries.words_of_others(connection, source=source))
    return {
        plan.side_id
        for plan in batch
        if plan.updated_at and (said_at := others.get(plan.side_id)) and plan.updated_at < from_text(said_at)
    }


def write_changes(
    database: Database, connection: Connection, changes: Collection[PlanChange], *, publish_id: int, now: datetime
) -> None:
    """Make the plans after the changes the ones in force; one that its source does not date is dated now."""
    at = to_text(now)
    written = by_side((change.side_id, _words(change.after, at)) for change in changes if change.after)
    removed = _as_keys(change.side_id for change in changes if change.after is None)
    database.queries.write_plans(connection, publish_id=publish_id, **written)
    database.queries.remove_plans(connection, sides=removed)


def remember_before(database: Database, connection: Connection, changes: Iterable[PlanChange], publish_id: int) -> None:
    """Keep what the plans that will change say until now, so that this publish can be taken back."""
    name_sides(database, connection, [change.side_id for change in changes])
    database.queries.remember_plans_before(connection, publish_id=publish_id)


def add_publish(
    database: Database,
    connection: Connection,
    batch: PlanBatch,
    signature: Signature,
    *,
    source: str,
    mode: PlanMode,
    content_hash: str,
    now: datetime,
) -> int:
    """Record a publish that changes something, who signed it and what was odd in it; return its number."""
    publish_id = int(
        database.queries.add_publish(
            connection,
            source=source,
            mode=mode.value,
            content_hash=content_hash,
            published_at=to_text(now),
            rows_read=batch.rows,
            rows_rejected=len(batch.rejected),
            published_by=signature.published_by,
            approved_by=signature.approved_by,
            reason=signature.reason,
            takes_back=signature.takes_back,
            guards=",".join(signature.guards) or None,
        )
    )
    rows = [
        {"publish_id": publish_id, "kind": one.kind.value, "side_id": one.side_id, "detail": one.detail}
        for one in batch.anomalies
    ]
    database.queries.add_anomalies(connection, rows)
    return publish_id


def hold(
    database: Database,
    connection: Connection,
    batch: PlanBatch,
    withheld: frozenset[StreetSideId],
    *,
    source: str,
    mode: PlanMode,
    now: datetime,
) -> int | None:
    """Keep the batch for a person if something of it is withheld, and return its number.

    What was held for this source before is overtaken; the very same thing held again keeps its number.
    """
    queries, at = database.queries, to_text(now)
    if not withheld:
        queries.overtake_held_changes(connection, source=source, at=at)
        return None
    plans = _text_of(batch)
    standing = queries.held_change_of(connection, source=source, mode=mode.value, plans=plans)
    if standing is not None:
        return int(standing)
    queries.overtake_held_changes(connection, source=source, at=at)
    row = {"source": source, "mode": mode.value, "held_at": at, "withdrawn": len(withheld), "plans": plans}
    return int(queries.hold_change(connection, **row))


def resolve_held(database: Database, connection: Connection, held_id: int, resolution: str, now: datetime) -> None:
    """Record what a person decided about a held change: ``released`` or ``discarded``."""
    database.queries.resolve_held_change(connection, held_id=held_id, at=to_text(now), resolution=resolution)


def held_batch(plans: str) -> PlanBatch:
    """Return the batch that ``hold`` kept."""
    kept = json.loads(plans)
    return PlanBatch(
        tuple(plan_of(row.values()) for row in kept["plans"]),
        kept_sides=frozenset(kept["kept_sides"]),
        removed_sides=frozenset(kept.get("removed_sides", ())),
    )


def _text_of(batch: PlanBatch) -> str:
    kept = {"plans": [row_of(plan) for plan in batch], "kept_sides": sorted(batch.kept_sides)}
    return json.dumps(kept | {"removed_sides": sorted(batch.removed_sides)} if batch.removed_sides else kept)


def row_of(plan: Plan) -> Row:
    """Return a plan as a row of the table, by column."""
    return {
        "side_id": plan.side_id,
        "status": int(plan.status),
        "planned_starts_at": to_text(plan.planned.starts_at) if plan.planned else None,
        "planned_ends_at": to_text(plan.planned.ends_at) if plan.planned else None,
        "replanned_starts_at": to_text(plan.replanned.starts_at) if plan.replanned else None,
        "replanned_ends_at": to_text(plan.replanned.ends_at) if plan.replanned else None,
        "updated_at": to_text(plan.updated_at) if plan.updated_at else None,
        "operation": plan.operation,
        "reason": plan.reason,
    }


def plan_of(row: Iterable[Any]) -> Plan:
    """Return the plan that a row of the table, or what ``row_of`` made, tells of."""
    side_id, status, planned_from, planned_to, replanned_from, replanned_to, updated_at, operation, reason = row
    return Plan(
        StreetSideId(side_id),
        LoadingStatus(status),
        _period(planned_from, planned_to),
        _period(replanned_from, replanned_to),
        from_text(updated_at) if updated_at else None,
        operation,
        reason,
    )


def _words(plan: Plan, at: str) -> tuple[Word, ...]:
    """Return a plan as columns, without its side; one that its source does not date is dated ``at``."""
    row = row_of(plan)
    return (
        row["status"],
        row["planned_starts_at"],
        row["planned_ends_at"],
        row["replanned_starts_at"],
        row["replanned_ends_at"],
        row["updated_at"] or at,
        row["operation"],
        row["reason"],
    )


def _as_keys(side_ids: Iterable[StreetSideId]) -> str:
    return json.dumps(dict.fromkeys(side_ids, 1))


def _period(starts_at: str | None, ends_at: str | None) -> Period | None:
    return Period(from_text(starts_at), from_text(ends_at)) if starts_at and ends_at else None
