"""A date and time as operators write them -> an instant; what could be read in two ways is refused, never chosen."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache

from schedules.local_time import Edge, LocalInstant, to_instant, to_local
from schedules.plan_table.date_hints import why_no_moment
from schedules.plan_table.days import DAY, read_day
from schedules.plan_table.refusals import RefusedValueError

_TIME = r"(?P<hour>\d{1,2})(?: ?[hH] ?(?P<min_h>\d{2})?|:(?P<min>\d{2})(?::(?P<s>\d{2})(?:\.\d{1,9})?)?)"
_OFFSET = r"(?: ?(?P<offset>[Zz]|[+-]\d{2}(?::?\d{2})?))?"
_MOMENT = re.compile(rf"{DAY}(?:[Tt]|,? (?:à )?){_TIME}{_OFFSET}", re.ASCII)

_FARTHEST_OFFSET = timedelta(hours=14)
_HOURS = range(24)
_SIXTY = range(60)

DateReader = Callable[[str, Edge], LocalInstant]


def date_reader(*, day_first: bool) -> DateReader:
    """Return a reader of dates that remembers those it has read: a plan repeats a few of them thousands of times.

    It reads ISO (with an offset or Z too) and day/month/year or day.month.year, with the time as 19:00, 19h or 19h30,
    and raises RefusedValueError. ``day_first`` says that 03/04/2026 is the third of April; otherwise that is refused.
    """

    @cache
    def read(text: str, edge: Edge) -> LocalInstant:
        try:
            return _read(text, edge, day_first=day_first)
        except RefusedValueError as refusal:
            refusal.fix = refusal.fix and _if_readable(refusal.fix, edge, day_first=day_first)
            raise

    return read


def _if_readable(fix: str, edge: Edge, *, day_first: bool) -> str | None:
    """Return what would mend a date, unless that too could not be read: then nothing is certain."""
    try:
        _read(fix, edge, day_first=day_first)
    except RefusedValueError:
        return None
    return fix


def _read(text: str, edge: Edge, *, day_first: bool) -> LocalInstant:
    match = _MOMENT.fullmatch(text)
    if not match:
        raise why_no_moment(text, day_first=day_first)
    day = read_day(match, day_first=day_first)
    if match["offset"]:
        return LocalInstant(_with_offset(day, match))
    found = to_instant(datetime(day.year, day.month, day.day, *_clock(day, match)), edge)  # noqa: DTZ001 - at once
    if found.gap:
        shown = f"{to_local(found.instant):%Y-%m-%d %H:%M}"
        raise RefusedValueError(
            reason="the clocks skip this time, they go forward that night", suggestion=f"write {shown}"
        )
    return found


def _clock(day: date, match: re.Match[str]) -> tuple[int, int, int]:
    hour, minute, second = int(match["hour"]), int(match["min"] or match["min_h"] or 0), int(match["s"] or 0)
    if (hour, minute, second) == (24, 0, 0):
        midnight = f"{day + timedelta(days=1)} 00:00"
        raise RefusedValueError(reason="a day ends at 00:00 of the next", suggestion=f"write {midnight}", fix=midnight)
    if hour not in _HOURS or minute not in _SIXTY or second not in _SIXTY:
        raise RefusedValueError(reason="there is no such time of day", suggestion="write an hour from 00:00 to 23:59")
    return hour, minute, second


def _with_offset(day: date, match: re.Match[str]) -> datetime:
    sign, digits = match["offset"][0], match["offset"][1:].replace(":", "")
    size = timedelta(hours=int(digits[:2] or 0), minutes=int(digits[2:] or 0))
    if size > _FARTHEST_OFFSET:
        raise RefusedValueError(
            reason=f"no place on earth has the offset {match['offset']}", suggestion="write -05:00, -04:00 or Z"
        )
    zone = timezone(-size if sign == "-" else size)
    return datetime(day.year, day.month, day.day, *_clock(day, match), tzinfo=zone).astimezone(UTC)
