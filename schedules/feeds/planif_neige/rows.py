"""Rows of Planif-Neige, from whichever form they came, to plans: one bad row never loses the answer.

The columns are those of the specification of 19 October 2015. Fetching and unpacking stand beside this file.
"""

from collections.abc import Container, Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from geodata.model import StreetSideId
from schedules.duplicates import one_plan_per_side
from schedules.feeds.planif_neige.cells import (
    Cell,
    RefusedCellError,
    read_edges,
    read_period,
    read_side_id,
    read_status,
    read_updated_at,
)
from schedules.local_time import LocalInstant
from schedules.model import Anomaly, AnomalyKind, LoadingStatus, Period, Plan, PlanBatch, RejectedRow


@dataclass(frozen=True, slots=True)
class RawPlanifNeige:
    """One record as text, cell by cell; None where the source has nothing."""

    cote_rue_id: str | None
    etat_deneig: str | None
    date_deb_planif: str | None
    date_fin_planif: str | None
    date_deb_replanif: str | None
    date_fin_replanif: str | None
    date_maj: str | None


COLUMNS = tuple(field.name for field in fields(RawPlanifNeige))


def parse_rows(
    rows: Sequence[RawPlanifNeige], now: datetime, known_sides: Container[StreetSideId] | None = None
) -> PlanBatch:
    """Return the plans that the rows announce, at most one per side, and everything that could not be used.

    A row is rejected only if what decides its ban is unusable: the side, the status, or the dates of a planned or
    replanned loading. Anything else that is wrong is dropped and kept as an anomaly, so that a cancellation counts
    whatever stands in its old dates. With ``known_sides``, the others are kept and noted.
    """
    reading = _Reading(now, known_sides)
    for line, row in enumerate(rows, start=1):
        reading.take(line, row)
    plans, duplicates = one_plan_per_side(reading.plans)
    return PlanBatch(plans, tuple(reading.rejected), (*reading.anomalies, *duplicates), rows=len(rows))


class _Reading:
    """What has been made of the rows so far."""

    def __init__(self, now: datetime, known_sides: Container[StreetSideId] | None) -> None:
        self.plans: list[Plan] = []
        self.rejected: list[RejectedRow] = []
        self.anomalies: list[Anomaly] = []
        self._now = now
        self._known_sides = known_sides

    def take(self, line: int, row: RawPlanifNeige) -> None:
        """Make a plan of the row, or reject it."""
        side_id = None
        try:
            side_id = read_side_id(("cote_rue_id", row.cote_rue_id))
            self.plans.append(self._plan(side_id, row))
        except RefusedCellError as refusal:
            self.rejected.append(RejectedRow(line, refusal.column, refusal.value, refusal.reason))
            self._note(refusal.kind, side_id, f"record {line} left out, {refusal}")
        else:
            if self._known_sides is not None and side_id not in self._known_sides:
                self._note(AnomalyKind.UNKNOWN_SIDE, side_id, "the street file has no such side")

    def _plan(self, side_id: StreetSideId, row: RawPlanifNeige) -> Plan:
        status = read_status(("etat_deneig", row.etat_deneig))
        return Plan(
            side_id,
            status,
            planned=self._period(
                side_id,
                ("date_deb_planif", row.date_deb_planif),
                ("date_fin_planif", row.date_fin_planif),
                required=status is LoadingStatus.PLANNED,
            ),
            replanned=self._period(
                side_id,
                ("date_deb_replanif", row.date_deb_replanif),
                ("date_fin_replanif", row.date_fin_replanif),
                required=status is LoadingStatus.REPLANNED,
            ),
            updated_at=self._updated_at(side_id, ("date_maj", row.date_maj)),
        )

    def _period(self, side_id: StreetSideId, start: Cell, end: Cell, *, required: bool) -> Period | None:
        """Return the period, None where there is none; what is wrong is refused only where the ban depends on it."""
        try:
            edges = read_edges(start, end)
            period = read_period(start, end, edges, self._now) if edges else None
        except RefusedCellError as refusal:
            if required:
                raise
            self._note(refusal.kind, side_id, f"dropped {refusal}")
            return None
        if required and period is None:
            raise RefusedCellError(AnomalyKind.NO_USABLE_PERIOD, start, "the status needs this period, it has no dates")
        if edges:
            self._note_clock_changes(side_id, (start, end), edges)
        return period

    def _updated_at(self, side_id: StreetSideId, cell: Cell) -> datetime | None:
        try:
            return read_updated_at(cell, self._now)
        except RefusedCellError as refusal:
            self._note(refusal.kind, side_id, f"dropped {refusal}")
            return None

    def _note_clock_changes(
        self, side_id: StreetSideId, cells: tuple[Cell, Cell], edges: tuple[LocalInstant, LocalInstant]
    ) -> None:
        for (column, text), edge in zip(cells, edges, strict=True):
            if edge.gap or edge.fold:
                kind = AnomalyKind.SPRING_GAP if edge.gap else AnomalyKind.AUTUMN_FOLD
                self._note(kind, side_id, f"{column} {text} was taken as {edge.instant:%FT%RZ}")

    def _note(self, kind: AnomalyKind, side_id: StreetSideId | None, detail: str) -> None:
        self.anomalies.append(Anomaly(kind, side_id, detail))
