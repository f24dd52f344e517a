"""The operator's CSV -> plans, and a report of every row that cannot be used. One bad row loses no other."""

from collections.abc import Set as AbstractSet
from datetime import datetime

from geodata.model import StreetSideId
from schedules.csv_columns import COLUMN_WORDS, Column, Columns, RefusedCellError, known_column, match_columns
from schedules.csv_dates import DateReader, date_reader
from schedules.csv_row import Announcement, PlanRow
from schedules.csv_words import own_words
from schedules.duplicates import one_plan_per_side
from schedules.feeds.csv_file import SHOWN, RawRow, read_table
from schedules.feeds.encoding import words_of
from schedules.feeds.unusable import UnusableFileError
from schedules.model import Anomaly, AnomalyKind, LoadingStatus, Plan, PlanBatch, RejectedRow
from schedules.targets import StreetDirectory, TargetFinder

MOST_PLANS = 500_000
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
        self._plans: list[Plan] = []
        self._rejected: list[RejectedRow] = []
        self._anomalies = [_ignored_column(header) for header in columns.ignored]

    def add(self, raw: RawRow | RejectedRow) -> None:
        self._rows += 1
        if isinstance(raw, RejectedRow):
            self._rejected.append(raw)
            return
        try:
            self._read(PlanRow(raw, self._columns))
        except RefusedCellError as refusal:
            header, value = self._columns.header(refusal.column), refusal.value[:SHOWN]
            self._rejected.append(RejectedRow(raw.line, header, value, refusal.reason, refusal.suggestion))
        if len(self._plans) > MOST_PLANS:
            reason = f"the rows up to here name more than {MOST_PLANS:,} sides of street"
            raise UnusableFileError(
                reason=reason, suggestion="name each borough, each sector or the city once", place=f"line {raw.line}"
            )

    def batch(self) -> PlanBatch:
        plans, anomalies = one_plan_per_side(self._plans)
        return PlanBatch(plans, tuple(self._rejected), (*self._anomalies, *anomalies), self._rows)

    def _read(self, row: PlanRow) -> None:
        sides = self._finder.sides(row.target())
        said = row.announcement(self._read_date, self._now)
        operation, reason = row.text(Column.OPERATION) or None, row.text(Column.REASON) or None
        replanned = said.status is LoadingStatus.REPLANNED
        planned_period, replanned_period = (None, said.period) if replanned else (said.period, None)
        self._plans += [
            Plan(side_id, said.status, planned_period, replanned_period, operation=operation, reason=reason)
            for side_id in sides
        ]
        self._note(row, sides[0], said)

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


def _ignored_column(header: str) -> Anomaly:
    return Anomaly(AnomalyKind.MALFORMED_ROW, None, f"the column {header!r} is not known and was ignored")


def _known_words(directory: StreetDirectory) -> AbstractSet[str]:
    """Return the accented words that a plan of this city may contain."""
    names = [*directory.borough_names(), *directory.sector_names()]
    headers = [word for words in COLUMN_WORDS.values() for word in words]
    return directory.street_words() | own_words() | {word for name in (*names, *headers) for word in words_of(name)}
