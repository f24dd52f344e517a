"""One plan per side, when a source says several things about one: the later word, else the more restrictive one."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from geodata.model import StreetSideId
from schedules.ban_windows import counting_period
from schedules.bounds import LONGEST_BAN
from schedules.model import Anomaly, AnomalyKind, LoadingStatus, Period, Plan

MOST_RESTRICTIVE_FIRST = (
    LoadingStatus.IN_PROGRESS,
    LoadingStatus.REPLANNED,
    LoadingStatus.PLANNED,
    LoadingStatus.DEFERRED,
    LoadingStatus.SNOWY,
    LoadingStatus.BETWEEN_LOADINGS,
    LoadingStatus.CLEARED,
)
_RANK = {status: rank for rank, status in enumerate(MOST_RESTRICTIVE_FIRST)}
_DATED = {LoadingStatus.PLANNED, LoadingStatus.REPLANNED}
_NEVER = datetime.min.replace(tzinfo=UTC)


def one_plan_per_side(plans: Iterable[Plan]) -> tuple[tuple[Plan, ...], tuple[Anomaly, ...]]:
    """Return one plan per side, ordered by side, and an anomaly for each side whose plans were not all the same.

    The greatest ``updated_at`` wins. Among equals the more restrictive status does; if their periods differ, the
    winner gets the span that covers them all, or, were that longer than any true ban, the one that starts first.
    The order of the plans makes no difference.
    """
    by_side: dict[StreetSideId, set[Plan]] = defaultdict(set)
    for plan in plans:
        by_side[plan.side_id].add(plan)
    kept: list[Plan] = []
    anomalies: list[Anomaly] = []
    for side_id in sorted(by_side):
        plan, anomaly = _settle(by_side[side_id])
        kept.append(plan)
        if anomaly:
            anomalies.append(anomaly)
    return tuple(kept), tuple(anomalies)


def _settle(plans: set[Plan]) -> tuple[Plan, Anomaly | None]:
    if len(plans) == 1:
        return next(iter(plans)), None
    newest = max(plan.updated_at or _NEVER for plan in plans)
    latest = sorted((plan for plan in plans if (plan.updated_at or _NEVER) == newest), key=_restrictiveness)
    periods = sorted({period for plan in latest if (period := counting_period(plan))})
    if len(periods) > 1:
        return _settle_periods(latest, periods)
    winner = latest[0]
    why = "the latest was kept" if len(latest) == 1 else "the most restrictive of the latest was kept"
    detail = f"{len(plans)} different rows for this side; {why}, status {winner.status:d}"
    return winner, Anomaly(AnomalyKind.DUPLICATE_SIDE, winner.side_id, detail)


def _settle_periods(latest: Sequence[Plan], periods: Sequence[Period]) -> tuple[Plan, Anomaly]:
    """Choose among equally recent plans, the most restrictive first, that announce different periods."""
    hull = Period(periods[0].starts_at, max(period.ends_at for period in periods))
    if hull.ends_at - hull.starts_at <= LONGEST_BAN:
        winner, why = _with_period(latest[0], hull), "the span that covers them all was kept"
    else:
        winner = next(plan for plan in latest if counting_period(plan) == periods[0])
        why = "the first was kept, they lie too far apart for one ban"
    spans = ", ".join(f"{period.starts_at:%FT%RZ} to {period.ends_at:%FT%RZ}" for period in periods)
    detail = f"equally recent rows for this side announce different periods ({spans}); {why}"
    return winner, Anomaly(AnomalyKind.DISAGREEING_DUPLICATES, winner.side_id, detail)


def _with_period(plan: Plan, period: Period) -> Plan:
    """Return the plan with this as its counting period; its status is one that has one."""
    if plan.status is LoadingStatus.PLANNED:
        return replace(plan, planned=period)
    return replace(plan, replanned=period)


def _restrictiveness(plan: Plan) -> tuple[object, ...]:
    """Return a total order, the most restrictive first, so that the order of the rows never decides.

    A planned or replanned loading without its dates bans nothing, and comes last.
    """
    is_hollow = plan.status in _DATED and counting_period(plan) is None
    periods = (_period_order(plan.planned), _period_order(plan.replanned))
    return (is_hollow, _RANK[plan.status], *periods, plan.operation or "", plan.reason or "")


def _period_order(period: Period | None) -> tuple[bool, datetime, datetime]:
    return (False, period.starts_at, period.ends_at) if period else (True, _NEVER, _NEVER)
