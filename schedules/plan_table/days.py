"""The day of a date as operators write it; two meanings are refused, never chosen between."""

import re
from datetime import date, timedelta

from schedules.plan_table.refusals import RefusedValueError

_YEAR_FIRST = r"(?P<y>\d{4})(?P<sep>[-/.])(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})"
_YEAR_LAST = r"(?P<p>\d{1,2})(?P<sep2>[-/.])(?P<q>\d{1,2})(?P=sep2)(?P<y2>\d{4})"
DAY = rf"(?:{_YEAR_FIRST}|{_YEAR_LAST})"
"""A pattern to put into others, which ``read_day`` reads from their match."""

EXAMPLE = "write it like 2026-11-23 19:00"

_YEARS = range(2000, 2100)
MONTHS = range(1, 13)


def read_day(match: re.Match[str], *, day_first: bool) -> date:
    """Return the day that ``DAY`` matched. RefusedValueError if it does not exist, or if it could be two days."""
    if match["y"]:
        return _day(int(match["y"]), int(match["m"]), int(match["d"]))
    first, second, year = int(match["p"]), int(match["q"]), int(match["y2"])
    if not day_first and first != second and first in MONTHS and second in MONTHS:
        advice = f"write {year}-{second:02}-{first:02} or {year}-{first:02}-{second:02}, or declare the day-first form"
        raise RefusedValueError(reason="the day and the month cannot be told apart", suggestion=advice)
    return _day(year, second, first)


def _day(year: int, month: int, day: int) -> date:
    if year not in _YEARS:
        raise RefusedValueError(reason=f"the year {year} is out of range", suggestion=EXAMPLE)
    try:
        return date(year, month, day)
    except ValueError:
        pass
    if month not in MONTHS:
        raise RefusedValueError(
            reason=f"this date does not exist, there is no month {month}",
            suggestion=f"{EXAMPLE}, the day before the month in 23/11/2026",
        )
    raise RefusedValueError(
        reason=f"this date does not exist, there is no day {day} in {year}-{month:02}",
        suggestion=f"write {_last_day(year, month)} or another day",
    )


def _last_day(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
