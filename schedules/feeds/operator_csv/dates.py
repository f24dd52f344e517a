"""A date and time as operators write them -> an instant; what could be read in two ways is refused, never chosen."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache

from schedules.feeds.operator_csv.refusals import RefusedValueError
from schedules.local_time import Edge, LocalInstant, to_instant, to_local

_YEAR_FIRST = r"(?P<y>\d{4})(?P<sep>[-/])(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})"
_YEAR_LAST = r"(?P<p>\d{1,2})(?P<sep2>[-/])(?P<q>\d{1,2})(?P=sep2)(?P<y2>\d{4})"
_DATE = rf"(?:{_YEAR_FIRST}|{_YEAR_LAST})"
_TIME = r"(?P<hour>\d{1,2})(?: ?[hH] ?(?P<min_h>\d{2})?|:(?P<min>\d{2})(?::(?P<s>\d{2})(?:\.\d{1,9})?)?)"
_OFFSET = r"(?: ?(?P<offset>[Zz]|[+-]\d{2}:?\d{2}))?"
_MOMENT = re.compile(rf"{_DATE}(?:[Tt]|,? (?:à )?){_TIME}{_OFFSET}", re.ASCII)
_DATE_ALONE = re.compile(_DATE, re.ASCII)
_TIME_ALONE = re.compile(_TIME, re.ASCII)
_SHORT_YEAR = re.compile(r"(?P<p>\d{1,2})[-/](?P<q>\d{1,2})[-/](?P<y>\d{2})(?!\d)(?P<rest>.*)", re.ASCII)
_SERIAL = re.compile(r"(?P<days>[345]\d{4})(?:[.,](?P<fraction>\d+))?", re.ASCII)

_EXCEL_EPOCH = date(1899, 12, 30)
_MINUTES = 24 * 60
_FARTHEST_OFFSET = timedelta(hours=14)
_YEARS = range(2000, 2100)
_MONTHS = range(1, 13)
_HOURS = range(24)
_SIXTY = range(60)
_EXAMPLE = "write it like 2026-11-23 19:00"

DateReader = Callable[[str, Edge], LocalInstant]


def date_reader(*, day_first: bool) -> DateReader:
    """Return a reader of dates that remembers those it has read: a plan repeats a few of them thousands of times.

    It reads ISO (with an offset or Z too) and day/month/year, with the time as 19:00, 19h or 19h30, and raises
    RefusedValueError. ``day_first`` says that 03/04/2026 is the third of April; otherwise that is refused.
    """

    @cache
    def read(text: str, edge: Edge) -> LocalInstant:
        return _read(text, edge, day_first=day_first)

    return read


def _read(text: str, edge: Edge, *, day_first: bool) -> LocalInstant:
    match = _MOMENT.fullmatch(text)
    if not match:
        raise _not_a_moment(text)
    day = _read_day(match, day_first=day_first)
    if match["offset"]:
        return LocalInstant(_with_offset(day, match))
    found = to_instant(datetime(day.year, day.month, day.day, *_clock(day, match)), edge)  # noqa: DTZ001 - at once
    if found.gap:
        shown = f"{to_local(found.instant):%Y-%m-%d %H:%M}"
        raise RefusedValueError(
            reason="the clocks skip this time, they go forward that night", suggestion=f"write {shown}"
        )
    return found


def _read_day(match: re.Match[str], *, day_first: bool) -> date:
    if match["y"]:
        return _day(int(match["y"]), int(match["m"]), int(match["d"]))
    first, second, year = int(match["p"]), int(match["q"]), int(match["y2"])
    if not day_first and first != second and first in _MONTHS and second in _MONTHS:
        advice = f"write {year}-{second:02}-{first:02} or {year}-{first:02}-{second:02}, or declare the day-first form"
        raise RefusedValueError(reason="the day and the month cannot be told apart", suggestion=advice)
    return _day(year, second, first)


def _day(year: int, month: int, day: int) -> date:
    if year not in _YEARS:
        raise RefusedValueError(reason=f"the year {year} is out of range", suggestion=_EXAMPLE)
    try:
        return date(year, month, day)
    except ValueError:
        pass
    if month not in _MONTHS:
        raise RefusedValueError(
            reason=f"there is no month {month}", suggestion=f"{_EXAMPLE}, the day before the month in 23/11/2026"
        )
    raise RefusedValueError(
        reason=f"there is no day {day} in {year}-{month:02}",
        suggestion=f"write {_last_day(year, month)} or another day",
    )


def _last_day(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _clock(day: date, match: re.Match[str]) -> tuple[int, int, int]:
    hour, minute, second = int(match["hour"]), int(match["min"] or match["min_h"] or 0), int(match["s"] or 0)
    if (hour, minute, second) == (24, 0, 0):
        raise RefusedValueError(
            reason="a day ends at 00:00 of the next", suggestion=f"write {day + timedelta(days=1)} 00:00"
        )
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


def _not_a_moment(text: str) -> RefusedValueError:
    if not text:
        return RefusedValueError(reason="the date is blank", suggestion=_EXAMPLE)
    if serial := _SERIAL.fullmatch(text):
        return RefusedValueError(
            reason="this is Excel's own number for a date", suggestion=f"write {_from_excel(serial)}"
        )
    if _TIME_ALONE.fullmatch(text):
        return RefusedValueError(
            reason="the date is missing", suggestion=f"write it before the hour, like 2026-11-23 {text}"
        )
    if _DATE_ALONE.fullmatch(text):
        return RefusedValueError(reason="the hour is missing", suggestion=f"write it after the date, like {text} 19:00")
    if short := _SHORT_YEAR.fullmatch(text):
        return RefusedValueError(
            reason="the year has two digits", suggestion=f"write it with four, like {_with_long_year(short)}"
        )
    return RefusedValueError(reason="this is no date and time", suggestion=_EXAMPLE)


def _from_excel(serial: re.Match[str]) -> str:
    fraction = float(f"0.{serial['fraction'] or 0}")
    days, minutes = divmod(round(fraction * _MINUTES), _MINUTES)
    return f"{_EXCEL_EPOCH + timedelta(days=int(serial['days']) + days)} {minutes // 60:02}:{minutes % 60:02}"


def _with_long_year(short: re.Match[str]) -> str:
    return f"{short['p']}/{short['q']}/20{short['y']}{short['rest']}"
