"""The first half: plans in, changes found, bans revised, alerts due; one transaction per publish."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from geodata.model import StreetSideId
from infoneige.storage import plans, windows
from infoneige.storage.database import Connection, Database
from infoneige.storage.fan_out import fan_out
from infoneige.storage.instants import to_text
from schedules.diff import diff
from schedules.model import PlanBatch, PlanChange, PlanMode
from schedules.window_changes import WindowChange, WindowEvent, window_change
from schedules.withdrawals import must_be_held


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


@dataclass(frozen=True, slots=True)
class _Revision:
    """What a batch changes, and which withdrawals wait for a person."""

    plan_changes: tuple[PlanChange, ...]
    window_changes: tuple[WindowChange, ...]
    withheld: frozenset[StreetSideId] = frozenset()

    def without(self, sides: frozenset[StreetSideId]) -> "_Revision":
        """Return the rest, with these sides withheld."""
        return _Revision(
            tuple(change for change in self.plan_changes if change.side_id not in sides),
            tuple(change for change in self.window_changes if change.side_id not in sides),
            sides,
        )


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
) -> PublishResult:
    """Make the batch the plan in force, and everything that follows from it due, in one transaction.

    Publishing the same again changes nothing. A mass withdrawal that is not ``confirmed`` is held for a person: with
    all of its batch if ``holds_whole`` (an operator's file), else alone (a poll). ``releases`` is the number of the
    held change that this batch was. ``dry_run`` leaves no trace.
    """
    with database.transaction() as connection:
        database.queries.add_source(connection, name=source)
        database.queries.wait_for_other_publishes(connection)
        revision = _revision(database, connection, batch, source=source, mode=mode, now=now)
        if not confirmed:
            revision = _withhold(database, connection, batch, revision, holds_whole=holds_whole, now=now)
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
            windows.apply_changes(
                database, connection, revision.window_changes, publish_id=publish_id, coalesce=coalesce, now=now
            )
            alerts = fan_out(database, connection, coalesce=coalesce, now=now)
        database.queries.mark_source_success(connection, name=source, at=to_text(now))
        return replace(_counted(revision), held_id=held_id, alerts=alerts)


def _revision(
    database: Database, connection: Connection, batch: PlanBatch, *, source: str, mode: PlanMode, now: datetime
) -> _Revision:
    said = {plan.side_id for plan in batch}
    plans.name_sides(database, connection, said)
    unsaid = plans.outranked(database, connection, batch, source) | (batch.kept_sides - said)
    before = plans.plans_in_force(database, connection, mode)
    plan_changes = diff(
        {side: plan for side, plan in before.items() if side not in unsaid},
        [plan for plan in batch if plan.side_id not in unsaid],
        mode,
    )
    plans.name_sides(database, connection, [change.side_id for change in plan_changes])
    live = windows.live_windows_of_named_sides(database, connection)
    window_changes = (window_change(change, live.get(change.side_id), now) for change in plan_changes)
    changed = {change.side_id for change in plan_changes}
    overruns = (change for change in windows.overruns(database, connection, now) if change.side_id not in changed)
    return _Revision(plan_changes, (*filter(None, window_changes), *overruns))


def _withhold(
    database: Database,
    connection: Connection,
    batch: PlanBatch,
    revision: _Revision,
    *,
    holds_whole: bool,
    now: datetime,
) -> _Revision:
    """Keep back what a person must confirm: a mass withdrawal, and absences from a file that was not read whole."""
    withdrawn = frozenset(change.side_id for change in revision.window_changes if change.is_withdrawal(now))
    if must_be_held(windows.count_live(database, connection, now), len(withdrawn)):
        return _Revision((), (), withdrawn) if holds_whole else revision.without(withdrawn)
    if not batch.names_all_sides:
        return revision.without(frozenset(change.side_id for change in revision.plan_changes if change.after is None))
    return revision


def _counted(revision: _Revision) -> PublishResult:
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
