"""The only definition of "something changed": the plans held before, against what a poll or a file says now."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from geodata.model import StreetSideId
from schedules.local_time import is_repeated
from schedules.model import Plan, PlanChange, PlanMode

AUTUMN_FOLD = timedelta(hours=1)


def diff(before: Mapping[StreetSideId, Plan], batch: Iterable[Plan], mode: PlanMode) -> tuple[PlanChange, ...]:
    """Return what the batch, at most one plan per side, changes; ordered by side.

    A change is a new side, or another status, period, operation or reason. A new ``updated_at`` alone is none, and
    neither is a word older than the one we have: a source that goes back in time takes nothing back. A side absent
    from the batch is withdrawn (``after`` is None) in a complete plan, and unchanged otherwise.
    """
    now_said = {plan.side_id: plan for plan in batch}
    changes = [
        PlanChange(side_id, before.get(side_id), plan)
        for side_id, plan in now_said.items()
        if _differs(before.get(side_id), plan)
    ]
    if mode is PlanMode.COMPLETE:
        changes += [PlanChange(side_id, plan, None) for side_id, plan in before.items() if side_id not in now_said]
    return tuple(sorted(changes, key=lambda change: change.side_id))


def _differs(before: Plan | None, after: Plan) -> bool:
    return before is None or (_substance(before) != _substance(after) and not _is_older(after, before))


def _substance(plan: Plan) -> tuple[object, ...]:
    return (plan.status, plan.planned, plan.replanned, plan.operation, plan.reason)


def _is_older(plan: Plan, held: Plan) -> bool:
    """Say whether the source itself dates the plan before the one held.

    The hour that autumn repeats is read as its first pass, so that a true update may look up to an hour too old.
    """
    if plan.updated_at is None or held.updated_at is None:
        return False
    margin = AUTUMN_FOLD if is_repeated(plan.updated_at) else timedelta(0)
    return plan.updated_at < held.updated_at - margin
