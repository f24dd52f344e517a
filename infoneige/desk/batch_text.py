"""A batch of plans as the text in which a load keeps it, and back."""

import json
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from geodata.model import StreetSideId
from infoneige.storage.instants import from_text, to_text
from schedules.model import Anomaly, AnomalyKind, LoadingStatus, Period, Plan, PlanBatch, RejectedRow


def batch_as_text(batch: PlanBatch) -> str:
    """Return everything of a batch but its rejected rows, which are kept as rows."""
    kept = {
        "plans": [_cells(plan) for plan in batch],
        "anomalies": [[one.kind.value, one.side_id, one.detail] for one in batch.anomalies],
        "rows": batch.rows,
        "kept_sides": sorted(batch.kept_sides),
        "names_all_sides": batch.names_all_sides,
        "removed_sides": sorted(batch.removed_sides),
    }
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def batch_from_text(text: str, rejected: Iterable[RejectedRow]) -> PlanBatch:
    """Return the batch that ``batch_as_text`` wrote, with these rejected rows."""
    kept = json.loads(text)
    period = cache(_period)
    return PlanBatch(
        tuple(_plan(cells, period) for cells in kept["plans"]),
        tuple(rejected),
        tuple(_anomaly(*cells) for cells in kept["anomalies"]),
        kept["rows"],
        frozenset(map(StreetSideId, kept["kept_sides"])),
        kept["names_all_sides"],
        frozenset(map(StreetSideId, kept["removed_sides"])),
    )


def _cells(plan: Plan) -> list[Any]:
    updated_at = to_text(plan.updated_at) if plan.updated_at else None
    periods = (_pair(plan.planned), _pair(plan.replanned))
    return [plan.side_id, int(plan.status), *periods, updated_at, plan.operation, plan.reason]


def _plan(cells: list[Any], period: Callable[[str, str], Period]) -> Plan:
    side_id, status, planned, replanned, updated_at, operation, reason = cells
    return Plan(
        StreetSideId(side_id),
        LoadingStatus(status),
        period(*planned) if planned else None,
        period(*replanned) if replanned else None,
        from_text(updated_at) if updated_at else None,
        operation,
        reason,
    )


def _pair(period: Period | None) -> tuple[str, str] | None:
    return (to_text(period.starts_at), to_text(period.ends_at)) if period else None


def _period(starts_at: str, ends_at: str) -> Period:
    return Period(from_text(starts_at), from_text(ends_at))


def _anomaly(kind: str, side_id: str | None, detail: str) -> Anomaly:
    return Anomaly(AnomalyKind(kind), StreetSideId(side_id) if side_id else None, detail)
