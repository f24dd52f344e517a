"""One cell or one pair of cells of Planif-Neige to a value, or a refusal that says which cell, what it said and why."""

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from geodata.model import StreetSideId
from schedules.bounds import refuse_feed_period
from schedules.local_time import Edge, LocalInstant, to_instant
from schedules.model import AnomalyKind, LoadingStatus, Period, SchedulesError

CLOCK_TOLERANCE = timedelta(hours=1)
"""How far ahead of our clock a source may date its changes."""

_LONGEST_ID = 64
_STATUSES = {str(status.value): status for status in LoadingStatus}
_TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?", re.ASCII)

Cell = tuple[str, str | None]
"""A column's name and its text, None where the source has nothing."""


class RefusedCellError(SchedulesError):
    """A cell that cannot be used, and why."""

    def __init__(self, kind: AnomalyKind, cell: Cell, reason: str) -> None:
        """Refuse a cell; its value is cut to a length fit for a report."""
        self.kind = kind
        self.column = cell[0]
        self.value = (cell[1] or "")[:_LONGEST_ID]
        self.reason = reason
        super().__init__(f"{self.column} {self.value!r}: {reason}" if self.value else f"{self.column}: {reason}")


def read_side_id(cell: Cell) -> StreetSideId:
    """Return the side's id as the source writes it."""
    _, text = cell
    if text is None:
        raise RefusedCellError(AnomalyKind.MALFORMED_ROW, cell, "the record names no side")
    if len(text) > _LONGEST_ID or not text.isprintable():
        raise RefusedCellError(AnomalyKind.MALFORMED_ROW, cell, "this is no side's id")
    return StreetSideId(text)


def read_status(cell: Cell) -> LoadingStatus:
    """Return the loading status that an integer of the specification stands for."""
    _, text = cell
    if text is None:
        raise RefusedCellError(AnomalyKind.MALFORMED_ROW, cell, "the record has no status")
    if text not in _STATUSES:
        raise RefusedCellError(AnomalyKind.UNKNOWN_STATUS, cell, f"the status is none of {', '.join(_STATUSES)}")
    return _STATUSES[text]


def read_edges(start: Cell, end: Cell) -> tuple[LocalInstant, LocalInstant] | None:
    """Return both ends of a period, None where the source has neither; one alone is refused."""
    starts_at = _read_instant(start, Edge.START)
    ends_at = _read_instant(end, Edge.END)
    if starts_at and ends_at:
        return starts_at, ends_at
    if starts_at or ends_at:
        raise RefusedCellError(AnomalyKind.NO_USABLE_PERIOD, end if starts_at else start, "the period lacks this end")
    return None


def read_period(start: Cell, end: Cell, edges: tuple[LocalInstant, LocalInstant], now: datetime) -> Period:
    """Return the period between two ends already read; one that no true plan has is refused."""
    starts_at, ends_at = (edge.instant for edge in edges)
    if reason := refuse_feed_period(starts_at, ends_at, now):
        raise RefusedCellError(AnomalyKind.OUT_OF_BOUNDS, (start[0], f"{start[1]} to {end[1]}"), reason)
    return Period(starts_at, ends_at)


def read_updated_at(cell: Cell, now: datetime) -> datetime | None:
    """Return when the source changed the row; a time to come is refused, it would outrank every later truth."""
    updated = _read_instant(cell, Edge.START)
    if updated is None:
        return None
    if updated.instant - now > CLOCK_TOLERANCE:
        raise RefusedCellError(AnomalyKind.OUT_OF_BOUNDS, cell, "the change is dated in the future")
    return updated.instant


def _read_instant(cell: Cell, edge: Edge) -> LocalInstant | None:
    _, text = cell
    if text is None:
        return None
    try:
        return _parse_instant(text, edge)
    except (ValueError, OverflowError):
        reason = "this is no date and time such as 2026-11-23T19:00:00"
        raise RefusedCellError(AnomalyKind.MALFORMED_ROW, cell, reason) from None


@lru_cache(maxsize=1 << 16)
def _parse_instant(text: str, edge: Edge) -> LocalInstant:
    """Read a local time; one with an offset is not foreseen by the specification, but it is not ambiguous either."""
    if not _TIMESTAMP.fullmatch(text):
        raise ValueError(text)
    moment = datetime.fromisoformat(text)
    return to_instant(moment, edge) if moment.tzinfo is None else LocalInstant(moment.astimezone(UTC))
