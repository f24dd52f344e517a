"""What a text that is no date and time lacks, and how to mend it; what only its writer knows is never made up."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from schedules.plan_table.days import DAY, EXAMPLE, MONTHS, read_day
from schedules.plan_table.refusals import RefusedValueError

_BLANK = re.compile(r"^$")
_SERIAL = re.compile(r"^(?P<days>[345]\d{4})(?:[.,](?P<fraction>\d+))?$", re.ASCII)
_TIME_ALONE = re.compile(r"^\d{1,2}(?: ?[hH](?: ?\d{2})?|:\d{2}(?::\d{2})?)$", re.ASCII)
_DAY_ALONE = re.compile(DAY, re.ASCII)
_SHORT_YEAR = re.compile(r"^(?P<p>\d{1,2})[-/.](?P<q>\d{1,2})[-/.](?P<y>\d{2})(?!\d)(?P<rest>.*)", re.ASCII)
_TWELVE_HOURS = re.compile(r"\b(?P<hour>1[0-2]|0?[1-9])(?::(?P<minute>\d{2}))? ?(?P<half>[ap])\.?m\b", re.IGNORECASE)
_MONTH_WORD = re.compile(r"\b(?P<d>\d{1,2})(?:er|st|nd|rd|th)? (?P<month>[^\W\d]{3,9})\.?,? \d{4}\b", re.IGNORECASE)

_EXCEL_EPOCH = date(1899, 12, 30)
_MINUTES = 24 * 60
_A_SECOND = 1 / 60
_IS_SERIAL = "this is Excel's own number for a date"
_IS_TWELVE_HOURS = "the hour is counted to twelve"


def why_no_moment(text: str, *, day_first: bool) -> RefusedValueError:
    """Return why this text is no date and time, and what to write instead."""
    if alone := _DAY_ALONE.fullmatch(text):
        return _no_hour(alone, day_first=day_first)
    for pattern, reason, advise in _HINTS:
        if match := pattern.search(text):
            mend = _FIXES.get(reason)
            return RefusedValueError(reason=reason, suggestion=advise(match), fix=mend(match) if mend else None)
    return RefusedValueError(reason="this is no date and time", suggestion=EXAMPLE)


def _no_hour(alone: re.Match[str], *, day_first: bool) -> RefusedValueError:
    try:
        read_day(alone, day_first=day_first)
    except RefusedValueError as refusal:
        return refusal
    return RefusedValueError(
        reason="the hour is missing", suggestion=f"write it after the date, like {alone.group()} 19:00"
    )


def _add_day(time: re.Match[str]) -> str:
    return f"write it before the hour: YYYY-MM-DD {time.group()}"


def _from_excel(serial: re.Match[str]) -> str:
    fraction = float(f"0.{serial['fraction'] or 0}")
    days, minutes = divmod(round(fraction * _MINUTES), _MINUTES)
    return f"write {_EXCEL_EPOCH + timedelta(days=int(serial['days']) + days)} {minutes // 60:02}:{minutes % 60:02}"


def _fixed_from_excel(serial: re.Match[str]) -> str | None:
    """Return the date that the number is, if it has all its digits: of a shortened one the minute is not certain."""
    minutes = float(f"0.{serial['fraction'] or 0}") * _MINUTES
    is_certain = serial["fraction"] and abs(minutes - round(minutes)) < _A_SECOND
    return _from_excel(serial).removeprefix("write ") if is_certain else None


def _to_24_hours(twelve: re.Match[str]) -> str:
    return f"write the hour from 00:00 to 23:59: {_in_24_hours(twelve)}"


def _in_24_hours(twelve: re.Match[str]) -> str:
    hour = int(twelve["hour"]) % 12 + (12 if twelve["half"] in "pP" else 0)
    day = twelve.string[: twelve.start()].strip() or "YYYY-MM-DD"
    return f"{day} {hour:02}:{twelve['minute'] or '00'}"


def _to_number(word: re.Match[str]) -> str:
    return f"write {word['month']!r} as a number: YYYY-MM-{int(word['d']):02}"


def _with_long_year(short: re.Match[str]) -> str:
    """Show the day first; where day and month could be exchanged, show none of the two meanings as the one."""
    first, second, year, rest = int(short["p"]), int(short["q"]), f"20{short['y']}", short["rest"]
    if first not in MONTHS or first == second:
        return f"write it with four, the day first, like {first:02}/{second:02}/{year}{rest}"
    if second not in MONTHS:
        return f"write it with four, the day first, like {second:02}/{first:02}/{year}{rest}"
    return f"write it with four, like {year}-{second:02}-{first:02} or {year}-{first:02}-{second:02}"


_HINTS: tuple[tuple[re.Pattern[str], str, Callable[[re.Match[str]], str]], ...] = (
    (_BLANK, "the date is blank", lambda _: EXAMPLE),
    (_SERIAL, _IS_SERIAL, _from_excel),
    (_TIME_ALONE, "the date is missing", _add_day),
    (_TWELVE_HOURS, _IS_TWELVE_HOURS, _to_24_hours),
    (_SHORT_YEAR, "the year has two digits", _with_long_year),
    (_MONTH_WORD, "the month is a word", _to_number),
)
"""The first that is found in a text says what is wrong with it."""

_FIXES: dict[str, Callable[[re.Match[str]], str | None]] = {
    _IS_SERIAL: _fixed_from_excel,
    _IS_TWELVE_HOURS: _in_24_hours,
}
"""By the reason: the very text to write, where it can be told; whether that reads is for ``dates`` to see."""
