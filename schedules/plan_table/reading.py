"""The rows of an operator's table -> plans, and a report of every bad row. One bad row loses no other."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from geodata.model import StreetSideId
from schedules.duplicates import one_plan_per_side
from schedules.model import Anomaly, AnomalyKind, LoadingStatus, Period, Plan, PlanBatch, RejectedRow
from schedules.plan_table.columns import Column, Columns
from schedules.plan_table.dates import DateReader, date_reader
from schedules.plan_table.raw_row import SHOWN, RawRow
from schedules.plan_table.refusals import RefusedCellError, RefusedValueError
from schedules.plan_table.row import Announcement, PlanRow
from schedules.plan_table.side_windows import SideWindows, name_lines
from schedules.plan_table.street_directory import StreetDirectory
from schedules.plan_table.targets import TargetFinder
from schedules.plan_table.unusable import UnusableFileError

MOST_SIDES = 500_000
"""Sides named by all the rows together; a file of whole-city rows could name billions."""


Tell = Callable[[float], None]
"""What is told how much of a file is read, from 0 to 1."""

_ROWS_BETWEEN_WORDS = 500
_SAID = (Column.STATUS, Column.START, Column.END)


def read_rows(
    columns: Columns,
    rows: Iterable[RawRow | RejectedRow],
    directory: StreetDirectory,
    now: datetime,
    *,
    day_first: bool,
    expected: int = 0,
    tell: Tell | None = None,
) -> PlanBatch:
    """Return what the rows say: one plan per side, ordered by side, and every rejected row in the file's order.

    ``day_first`` declares that 03/04/2026 is the third of April. ``tell`` hears how many of the ``expected`` rows are
    read. UnusableFileError when the rows name too many sides or too many that cannot be told.
    """
    reading = _Reading(columns, TargetFinder(directory), date_reader(day_first=day_first), now)
    for count, row in enumerate(rows):
        if tell and count % _ROWS_BETWEEN_WORDS == 0:
            tell(min(count / max(expected, 1), 1.0))
        reading.add(row)
    return reading.batch()


class _Reading:
    """A file being read: what its rows have given so far."""

    def __init__(self, columns: Columns, finder: TargetFinder, read_date: DateReader, now: datetime) -> None:
        self._columns = columns
        self._finder = finder
        self._read_date = read_date
        self._now = now
        self._rows = 0
        self._sides_named = 0
        self._plans: list[Plan] = []
        self._lines: list[int] = []
        self._windows = SideWindows()
        self._said: dict[tuple[str, ...], Announcement] = {}
        self._rejected: list[RejectedRow] = []
        self._anomalies = [_ignored_column(header) for header in columns.ignored]
        self._sides_of_rejected: set[StreetSideId] = set()
        self._names_all_sides = True

    def add(self, raw: RawRow | RejectedRow) -> None:
        self._rows += 1
        if isinstance(raw, RejectedRow):
            self._rejected.append(raw)
            self._names_all_sides = False
            return
        row = PlanRow(raw.line, self._columns.texts(raw.cells))
        try:
            sides = self._finder.sides(row.target())
        except RefusedCellError as refusal:
            self._reject(row, refusal)
            self._names_all_sides = False
            return
        self._count(sides, row)
        try:
            self._plan(row, sides)
        except RefusedCellError as refusal:
            self._reject(row, refusal)
            self._sides_of_rejected.update(sides)

    def batch(self) -> PlanBatch:
        plans, disagreements = one_plan_per_side(self._with_joined_windows())
        kept_sides = frozenset(self._sides_of_rejected.difference(plan.side_id for plan in plans))
        anomalies = (*self._anomalies, *self._windows.notes(), *self._with_lines(disagreements))
        return PlanBatch(plans, tuple(self._rejected), anomalies, self._rows, kept_sides, self._names_all_sides)

    def _plan(self, row: PlanRow, sides: tuple[StreetSideId, ...]) -> None:
        said = self._announcement(row)
        if said.period:
            self._take_window(row, sides, said.period)
        operation, reason = row.text(Column.OPERATION) or None, row.text(Column.REASON) or None
        replanned = said.status is LoadingStatus.REPLANNED
        planned_period, replanned_period = (None, said.period) if replanned else (said.period, None)
        self._plans += [
            Plan(side_id, said.status, planned_period, replanned_period, operation=operation, reason=reason)
            for side_id in sides
        ]
        self._lines += [row.line] * len(sides)
        self._note(row, sides[0], said)

    def _announcement(self, row: PlanRow) -> Announcement:
        """Return what the row says; most rows of a plan say the same, and share it."""
        cells = tuple(map(row.text, _SAID))
        found = self._said.get(cells)
        if found is None:
            found = self._said[cells] = row.announcement(self._read_date, self._now)
        return found

    def _take_window(self, row: PlanRow, sides: tuple[StreetSideId, ...], period: Period) -> None:
        try:
            self._windows.add(sides, period, row.line)
        except RefusedValueError as refusal:
            start = row.text(Column.START)
            raise RefusedCellError(Column.START, start, refusal.reason, refusal.suggestion) from None

    def _with_joined_windows(self) -> Iterable[Plan]:
        joined = self._windows.joined()
        return (_with_window(plan, joined.get(plan.side_id)) for plan in self._plans) if joined else self._plans

    def _with_lines(self, anomalies: tuple[Anomaly, ...]) -> Iterator[Anomaly]:
        """Say in each of these where its side is named, by lines and by id."""
        odd = {anomaly.side_id for anomaly in anomalies}
        lines: dict[StreetSideId | None, set[int]] = defaultdict(set)
        for plan, line in zip(self._plans, self._lines, strict=True):
            if plan.side_id in odd:
                lines[plan.side_id].add(line)
        for anomaly in anomalies:
            where = f"{name_lines(lines[anomaly.side_id])}, side {anomaly.side_id}"
            yield replace(anomaly, detail=f"{where}: {anomaly.detail}")

    def _count(self, sides: tuple[StreetSideId, ...], row: PlanRow) -> None:
        self._sides_named += len(sides)
        if self._sides_named > MOST_SIDES:
            raise UnusableFileError(
                reason=f"the rows up to here name more than {MOST_SIDES:,} sides of street",
                suggestion="name each borough, each sector or the city once",
                place=f"line {row.line}",
            )

    def _reject(self, row: PlanRow, refusal: RefusedCellError) -> None:
        header, value = self._columns.header(refusal.column), refusal.value[:SHOWN]
        self._rejected.append(RejectedRow(row.line, header, value, refusal.reason, refusal.suggestion, refusal.fix))

    def _note(self, row: PlanRow, side_id: StreetSideId, said: Announcement) -> None:
        line = row.line
        if not self._finder.is_known(side_id):
            detail = f"line {line}: the city's street file has no side {side_id}; the plan is kept"
            self._anomalies.append(Anomaly(AnomalyKind.UNKNOWN_SIDE, side_id, detail))
        if said.in_fold:
            detail = (
                f"line {line}: the clocks show this time twice that night; a start is the earlier, an end the later"
            )
            self._anomalies.append(Anomaly(AnomalyKind.AUTUMN_FOLD, None, detail))


def _with_window(plan: Plan, window: Period | None) -> Plan:
    """Return the plan with this in place of whichever of its periods it has."""
    if window is None:
        return plan
    return replace(plan, planned=plan.planned and window, replanned=plan.replanned and window)


def _ignored_column(header: str) -> Anomaly:
    return Anomaly(AnomalyKind.MALFORMED_ROW, None, f"the column {header!r} is not known and was ignored")
