"""One row of a plan file -> what it is about, the state it announces and the period of that state."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TypeVar

from schedules.bounds import FARTHEST_START, refuse_period
from schedules.local_time import Edge
from schedules.model import LoadingStatus, Period
from schedules.plan_table.columns import Column
from schedules.plan_table.dates import DateReader
from schedules.plan_table.refusals import RefusedCellError, RefusedValueError
from schedules.plan_table.targets import Target
from schedules.plan_table.words import means_whole_city, read_civic, read_parity, read_status

_TAKES_PERIOD = (LoadingStatus.PLANNED, LoadingStatus.REPLANNED, LoadingStatus.IN_PROGRESS)
_AREAS = (Column.STREET, Column.BOROUGH, Column.SECTOR)
_AREAS_KEPT = 16_384

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Announcement:
    """The state that a row announces, its period if the state has one, and whether the autumn fold had to decide."""

    status: LoadingStatus
    period: Period | None = None
    in_fold: bool = False


@lru_cache(maxsize=_AREAS_KEPT)
def _area(name: str) -> str | None:
    return None if not name or means_whole_city(name) else name


@dataclass(frozen=True, slots=True)
class PlanRow:
    """The cells of a row, cleaned, and its line in the file. What cannot be read raises RefusedCellError."""

    line: int
    texts: Mapping[Column, str]

    def text(self, column: Column) -> str:
        """Return a cell; blank if the row has none."""
        return self.texts.get(column, "")

    def target(self) -> Target:
        """Return what the row is about; an id, when there is one, alone."""
        side_id = self.text(Column.SIDE_ID)
        if side_id:
            return Target(side_id=side_id)
        named = [self.text(column) for column in _AREAS]
        street, borough, sector = map(_area, named)
        return Target(
            street=street,
            first=self._read(Column.FIRST, read_civic),
            last=self._read(Column.LAST, read_civic),
            parity=self._read(Column.PARITY, read_parity),
            borough=borough,
            sector=sector,
            whole_city=any(map(means_whole_city, named)),
        )

    def announcement(self, read_date: DateReader, now: datetime) -> Announcement:
        """Return the state and its period; without a state, a row with dates is a plan.

        Dates are not even looked at in a state that has no period. Loading in progress may lack them.
        """
        status = self._read(Column.STATUS, read_status) if self.text(Column.STATUS) else LoadingStatus.PLANNED
        undated = not (self.text(Column.START) and self.text(Column.END))
        if status not in _TAKES_PERIOD or (undated and status is LoadingStatus.IN_PROGRESS):
            return Announcement(status)
        start = self._read(Column.START, lambda text: read_date(text, Edge.START))
        end = self._read(Column.END, lambda text: read_date(text, Edge.END))
        refusal = refuse_period(start.instant, end.instant, now)
        if refusal:
            column = Column.START if start.instant - now > FARTHEST_START else Column.END
            over_midnight = end.instant <= start.instant
            advice = "a ban over midnight ends on the next day" if over_midnight else "check the day, month and year"
            raise RefusedCellError(column, self.text(column), refusal, advice)
        return Announcement(status, Period(start.instant, end.instant), start.fold or end.fold)

    def _read(self, column: Column, reader: Callable[[str], T]) -> T:
        text = self.text(column)
        try:
            return reader(text)
        except RefusedValueError as refusal:
            raise RefusedCellError(column, text, refusal.reason, refusal.suggestion, refusal.fix) from None
