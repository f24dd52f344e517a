"""The operator's CSV -> plans, and a report of every row that cannot be used. One bad row loses no other."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import datetime

from geodata.model import StreetSideId
from schedules.duplicates import one_plan_per_side
from schedules.feeds.operator_csv.columns import COLUMN_WORDS, Column, Columns, known_column, match_columns
from schedules.feeds.operator_csv.dates import DateReader, date_reader
from schedules.feeds.operator_csv.encoding import words_of
from schedules.feeds.operator_csv.refusals import RefusedCellError, RefusedValueError
from schedules.feeds.operator_csv.row import Announcement, PlanRow
from schedules.feeds.operator_csv.side_windows import SideWindows, name_lines
from schedules.feeds.operator_csv.street_directory import StreetDirectory
from schedules.feeds.operator_csv.table import SHOWN, RawRow, read_table
from schedules.feeds.operator_csv.targets import TargetFinder
from schedules.feeds.operator_csv.unusable import UnusableFileError
from schedules.feeds.operator_csv.words import own_words
from schedules.model import Anomaly, AnomalyKind, LoadingStatus, Period, Plan, PlanBatch, RejectedRow

MOST_SIDES = 500_000
"""Sides named by all the rows together; a file of whole-city rows could name billions."""


def read_plan_csv(content: bytes, directory: StreetDirectory, now: datetime, *, day_first: bool = False) -> PlanBatch:
    """Return what the file says: one plan per side, ordered by side, and every rejected row in the file's order.

    ``day_first`` declares that 03/04/2026 is the third of April. UnusableFileError (place, reason, suggestion) if the
    content is no CSV, is in no encoding that can be borne out, or lacks a required column. The format is specified in
    ``docs/plan-format.md``.
    """
    table = read_table(content, lambda: _known_words(directory), lambda header: known_column(header) is not None)
    columns = match_columns(table.header.cells, f"line {table.header.line}")
    reading = _Reading(columns, TargetFinder(directory), date_reader(day_first=day_first), now)
    for row in table.rows():
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
        row = PlanRow(raw, self._columns)
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
        said = row.announcement(self._read_date, self._now)
        if said.period:
            self._take_window(row, sides, said.period)
        operation, reason = row.text(Column.OPERATION) or None, row.text(Column.REASON) or None
        replanned = said.status is LoadingStatus.REPLANNED
        planned_period, replanned_period = (None, said.period) if replanned else (said.period, None)
        self._plans += [
            Plan(side_id, said.status, planned_period, replanned_period, operation=operation, reason=reason)
            for side_id in sides
        ]
        self._lines += [row.raw.line] * len(sides)
        self._note(row, sides[0], said)

    def _take_window(self, row: PlanRow, sides: tuple[StreetSideId, ...], period: Period) -> None:
        try:
            self._windows.add(sides, period, row.raw.line)
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
                place=f"line {row.raw.line}",
            )

    def _reject(self, row: PlanRow, refusal: RefusedCellError) -> None:
        header, value = self._columns.header(refusal.column), refusal.value[:SHOWN]
        self._rejected.append(RejectedRow(row.raw.line, header, value, refusal.reason, refusal.suggestion))

    def _note(self, row: PlanRow, side_id: StreetSideId, said: Announcement) -> None:
        line = row.raw.line
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


def _known_words(directory: StreetDirectory) -> AbstractSet[str]:
    """Return the accented words that a plan of this city may contain."""
    names = [*directory.borough_names(), *directory.sector_names()]
    headers = [word for words in COLUMN_WORDS.values() for word in words]
    return directory.street_words() | own_words() | {word for name in (*names, *headers) for word in words_of(name)}
