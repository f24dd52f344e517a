"""The first half: plans in, changes found, bans revised, alerts due; one transaction per publish."""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from infoneige.audit.trail import append
from infoneige.plans.revision import Revision, revise, withhold
from infoneige.plans.signature import Signature
from infoneige.storage import plans, windows
from infoneige.storage.database import Connection, Database
from infoneige.storage.fan_out import fan_out
from infoneige.storage.instants import to_text
from schedules.model import PlanBatch, PlanMode
from schedules.window_changes import WindowEvent

OPERATOR = "operator"
"""The source of all plans that people publish; what it changed can be taken back."""


@dataclass(frozen=True, slots=True)
class PublishResult:
    """What a publish did, or would do: sides whose plan changed, by what happened to their ban; outbox rows added.

    ``withheld`` counts the withdrawals that a person must confirm, ``held_id`` is the number to confirm them by.
    ``publish_id`` is the version that it became, None where nothing changed.
    """

    sides_changed: int = 0
    announced: int = 0
    moved: int = 0
    in_progress: int = 0
    withdrawn: int = 0
    done: int = 0
    withheld: int = 0
    held_id: int | None = None
    alerts: int = 0
    publish_id: int | None = field(default=None, compare=False)

    @property
    def counts(self) -> dict[str, int]:
        """Return what was done, by its name here, leaving out what was not."""
        names = ("sides_changed", "announced", "moved", "in_progress", "withdrawn", "done", "withheld", "alerts")
        return {name: count for name in names if (count := getattr(self, name))}


def publish(
    database: Database,
    batch: PlanBatch,
    *,
    source: str,
    mode: PlanMode,
    coalesce: timedelta,
    content_hash: str,
    now: datetime,
    signature: Signature | None = None,
    holds_whole: bool = False,
    confirmed: bool = False,
    releases: int | None = None,
    dry_run: bool = False,
    before_undoing: Callable[[Connection], None] | None = None,
    within: Connection | None = None,
) -> PublishResult:
    """Make the batch the plan in force, and everything that follows from it due, in one transaction.

    Publishing the same again changes nothing. A mass withdrawal that is not ``confirmed`` is held for a person: with
    all of its batch if ``holds_whole`` (an operator's file), else alone (a poll). ``releases`` is the number of the
    held change that this batch was. Without a ``signature`` it is the source's own. ``dry_run`` leaves no trace, and
    neither does what ``before_undoing`` may look at. ``within`` is the caller's transaction, in which all is done.
    """
    signature = signature or Signature.of_feed(source)
    with nullcontext(within) if within else database.transaction() as connection:
        database.queries.add_source(connection, name=source)
        database.queries.wait_for_other_publishes(connection)
        revision = revise(database, connection, batch, source=source, mode=mode, now=now)
        if not confirmed:
            revision = withhold(database, connection, batch, revision, holds_whole=holds_whole, now=now)
        if dry_run:
            connection.rollback()
            return _counted(revision)
        if releases is not None:
            plans.resolve_held(database, connection, releases, "released", now)
        held_id = plans.hold(database, connection, batch, revision.withheld, source=source, mode=mode, now=now)
        result = replace(_counted(revision), held_id=held_id)
        if revision.changes_something:
            publish_id = plans.add_publish(
                database, connection, batch, signature, source=source, mode=mode, content_hash=content_hash, now=now
            )
            alerts = _put_in_force(
                database,
                connection,
                revision,
                signature,
                source=source,
                publish_id=publish_id,
                coalesce=coalesce,
                now=now,
            )
            result = replace(result, alerts=alerts, publish_id=publish_id)
        database.queries.mark_source_success(connection, name=source, at=to_text(now))
        if before_undoing is not None:
            before_undoing(connection)
            connection.rollback()
        elif result.publish_id is not None:
            event = signature.event(result.publish_id, source=source, **result.counts)
            append(database, connection, event, now=now)
        return result


def _put_in_force(
    database: Database,
    connection: Connection,
    revision: Revision,
    signature: Signature,
    *,
    source: str,
    publish_id: int,
    coalesce: timedelta,
    now: datetime,
) -> int:
    """Write what changes and make due what follows from it; return how many outbox rows that adds."""
    if source == OPERATOR:
        plans.remember_before(database, connection, revision.plan_changes, publish_id)
    plans.write_changes(database, connection, revision.plan_changes, publish_id=publish_id, now=now)
    if revision.stops_loading:
        windows.forget_loading(database, connection)
    windows.apply_changes(
        database, connection, revision.window_changes, publish_id=publish_id, coalesce=coalesce, now=now
    )
    return fan_out(database, connection, coalesce=coalesce, is_our_error=signature.is_our_error, now=now)


def _counted(revision: Revision) -> PublishResult:
    events = [change.event for change in revision.window_changes]
    moved = sum(
        change.event is WindowEvent.ANNOUNCED and change.before is not None for change in revision.window_changes
    )
    return PublishResult(
        sides_changed=len(revision.plan_changes),
        announced=events.count(WindowEvent.ANNOUNCED) - moved,
        moved=moved,
        in_progress=events.count(WindowEvent.IN_PROGRESS),
        withdrawn=events.count(WindowEvent.WITHDRAWN),
        done=events.count(WindowEvent.DONE),
        withheld=len(revision.withheld),
    )
