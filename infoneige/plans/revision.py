"""What a batch would change of the plan in force, and what of that a person must confirm first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from geodata.model import StreetSideId
from infoneige.storage import plans, windows
from infoneige.storage.database import Connection, Database
from schedules.diff import diff
from schedules.model import LoadingStatus, PlanBatch, PlanChange, PlanMode
from schedules.window_changes import WindowChange, window_change
from schedules.withdrawals import must_be_held


@dataclass(frozen=True, slots=True)
class Revision:
    """The changes of plans, the changes of bans that follow, and the sides whose withdrawal waits for a person."""

    plan_changes: tuple[PlanChange, ...]
    window_changes: tuple[WindowChange, ...]
    withheld: frozenset[StreetSideId] = frozenset()

    @property
    def changes_something(self) -> bool:
        """Say whether there is anything to publish."""
        return bool(self.plan_changes or self.window_changes)

    @property
    def stops_loading(self) -> bool:
        """Say whether a side that was being loaded no longer is."""
        return any(
            change.before is not None
            and change.before.status is LoadingStatus.IN_PROGRESS
            and (change.after is None or change.after.status is not LoadingStatus.IN_PROGRESS)
            for change in self.plan_changes
        )

    def without(self, sides: Iterable[StreetSideId]) -> "Revision":
        """Return the rest, with these sides withheld."""
        withheld = frozenset(sides)
        return Revision(
            tuple(change for change in self.plan_changes if change.side_id not in withheld),
            tuple(change for change in self.window_changes if change.side_id not in withheld),
            withheld,
        )


def revise(
    database: Database, connection: Connection, batch: PlanBatch, *, source: str, mode: PlanMode, now: datetime
) -> Revision:
    """Return all that the batch changes, and the bans that loading has outrun meanwhile."""
    said = {plan.side_id for plan in batch}
    plans.name_sides(database, connection, said | batch.removed_sides)
    unsaid = plans.outranked(database, connection, batch, source) | (batch.kept_sides - said)
    before = plans.plans_in_force(database, connection, mode)
    plan_changes = diff(
        {side: plan for side, plan in before.items() if side not in unsaid},
        [plan for plan in batch if plan.side_id not in unsaid],
        mode,
        batch.removed_sides,
    )
    plans.name_sides(database, connection, [change.side_id for change in plan_changes])
    live = windows.live_windows_of_named_sides(database, connection)
    window_changes = (window_change(change, live.get(change.side_id), now) for change in plan_changes)
    changed = {change.side_id for change in plan_changes}
    overruns = (change for change in windows.overruns(database, connection, now) if change.side_id not in changed)
    return Revision(plan_changes, (*filter(None, window_changes), *overruns))


def withhold(
    database: Database,
    connection: Connection,
    batch: PlanBatch,
    revision: Revision,
    *,
    holds_whole: bool,
    now: datetime,
) -> Revision:
    """Keep back what a person must confirm: a mass withdrawal, and absences from a file that was not read whole."""
    withdrawn = frozenset(change.side_id for change in revision.window_changes if change.is_withdrawal(now))
    if must_be_held(windows.count_live(database, connection, now), len(withdrawn)):
        return Revision((), (), withdrawn) if holds_whole else revision.without(withdrawn)
    if not batch.names_all_sides:
        return revision.without(change.side_id for change in revision.plan_changes if change.after is None)
    return revision
