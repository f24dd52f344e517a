"""The only place where a naive municipal time becomes an instant: spring's gap and autumn's fold are decided here."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

CITY_ZONE = ZoneInfo("America/Toronto")


class Edge(StrEnum):
    """Which end of a period a time stands for; in the autumn fold the longer ban is the safe error."""

    START = "start"
    END = "end"


@dataclass(frozen=True, slots=True)
class LocalInstant:
    """The UTC instant of a wall time, and whether that wall time was missing (gap) or ambiguous (fold)."""

    instant: datetime
    gap: bool = False
    fold: bool = False


def to_instant(naive: datetime, edge: Edge) -> LocalInstant:
    """Return the instant at which the city's clocks show this naive time.

    A time in the spring gap moves forward by the gap. One in the autumn fold is the earlier of its two instants
    for a start, the later for an end. An aware time is a ValueError, and so is the last night of the year 9999.
    """
    if naive.tzinfo is not None:
        message = f"{naive.isoformat()} already has an offset, it is not a local time"
        raise ValueError(message)
    first = naive.replace(tzinfo=CITY_ZONE, fold=0)
    second = first.replace(fold=1)
    shift = _offset_seconds(second) - _offset_seconds(first)
    chosen = second if shift < 0 and edge is Edge.END else first
    try:
        return LocalInstant(chosen.astimezone(UTC), gap=shift > 0, fold=shift < 0)
    except OverflowError:
        message = f"{naive.isoformat()} lies beyond the calendar"
        raise ValueError(message) from None


def to_local(instant: datetime) -> datetime:
    """Return an aware instant as the city's wall clock shows it, still aware."""
    if instant.tzinfo is None:
        message = f"{instant.isoformat()} has no offset, it is not an instant"
        raise ValueError(message)
    return instant.astimezone(CITY_ZONE)


def at_local(day: date, wall: time) -> datetime:
    """Return the UTC instant of a wall time on a local day; a gap moves forward, a fold takes the earlier."""
    return to_instant(datetime.combine(day, wall.replace(fold=0)), Edge.START).instant


def _offset_seconds(local: datetime) -> float:
    offset = local.utcoffset()
    return offset.total_seconds() if offset else 0.0
