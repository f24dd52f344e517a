"""The first half: plans in, changes found, bans revised, alerts due; one transaction per publish."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from infoneige.revision import Revision, revise, withhold
from infoneige.storage import plans, windows
from infoneige.storage.database import Connection, Database
from infoneige.storage.fan_out import fan_out
from infoneige.storage.instants import to_text
from schedules.model import PlanBatch, PlanMode
from schedules.window_changes import WindowEvent


@dataclass(frozen=True, slots=True)
class PublishResult:
    """What a publish did, or would do: sides whose plan changed, by what happened to their ban; outbox rows added.

    ``withheld`` counts the withdrawals that a person must confirm, ``held_id`` is the number to confirm them by.
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


def publish(
    database: Database,
    batch: PlanBatch,
    *,
    source: str,
    mode: PlanMode,
    coalesce: timedelta,
    content_hash: str,
    now: datetime,
    holds_whole: bool = False,
    confirmed: bool = False,
    releases: int | None = None,
    dry_run: bool = False,
    before_undoing: Callable[[Connection], None] | None = None,
) -> PublishResult:
    """Make the batch the plan in force, and everything that follows from it due, in one transaction.

    Publishing the same again changes nothing. A mass withdrawal that is not ``confirmed`` is held for a person: with
    all of its batch if ``holds_whole`` (an operator's file), else alone (a poll). ``releases`` is the number of the
    held change that this batch was. ``dry_run`` leaves no trace, and neither does what ``before_undoing`` may look at.
    """
    with database.transaction() as connection:
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
        alerts = 0
        if revision.plan_changes or revision.window_changes:
            publish_id = plans.add_publish(
                database, connection, batch, source=source, mode=mode, content_hash=content_hash, now=now
            )
            plans.write_changes(database, connection, revision.plan_changes, publish_id=publish_id, now=now)
            if revision.stops_loading:
                windows.forget_loading(database, connection)
            windows.apply_changes(
                database, connection, revision.window_changes, publish_id=publish_id, coalesce=coalesce, now=now
            )
            alerts = fan_out(database, connection, coalesce=coalesce, now=now)
        database.queries.mark_source_success(connection, name=source, at=to_text(now))
        if before_undoing is not None:
            before_undoing(connection)
            connection.rollback()
        return replace(_counted(revision), held_id=held_id, alerts=alerts)


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
