"""The only definition of "something changed": the plans held before, against what a poll or a file says now."""

from collections.abc import Collection, Iterable, Mapping

from geodata.model import StreetSideId
from schedules.model import Plan, PlanChange, PlanMode


def diff(
    before: Mapping[StreetSideId, Plan],
    batch: Iterable[Plan],
    mode: PlanMode,
    removed_sides: Collection[StreetSideId] = (),
) -> tuple[PlanChange, ...]:
    """Return what the batch, at most one plan per side, changes; ordered by side.

    A change is a new side, or another status, period, operation or reason; another ``updated_at`` alone is none. A
    side absent from the batch is withdrawn (``after`` is None) in a complete plan, and unchanged otherwise, unless it
    is one of the removed sides.
    """
    now_said = {plan.side_id: plan for plan in batch}
    absent = before if mode is PlanMode.COMPLETE else before.keys() & set(removed_sides)
    changes = [
        PlanChange(side_id, before.get(side_id), plan)
        for side_id, plan in now_said.items()
        if _differs(before.get(side_id), plan)
    ]
    changes += [PlanChange(side_id, before[side_id], None) for side_id in absent if side_id not in now_said]
    return tuple(sorted(changes, key=lambda change: change.side_id))


def _differs(before: Plan | None, after: Plan) -> bool:
    return before is None or _substance(before) != _substance(after)


def _substance(plan: Plan) -> tuple[object, ...]:
    return (plan.status, plan.planned, plan.replanned, plan.operation, plan.reason)
