"""Days, hours and lengths of time as pages write them, in each language, always on the city's own clock."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Final

from babel.dates import format_date

from schedules.local_time import to_local

_NB: Final = "\u00a0"
_NOON: Final = 12
_HOUR: Final = timedelta(hours=1)
_MINUTE: Final = timedelta(minutes=1)

_DAY: Final[Mapping[str, str]] = {
    "fr": "EEEE d MMMM",
    "en": "EEEE, MMMM d",
    "es": "EEEE d 'de' MMMM",
    "ar": "EEEE d MMMM",
}
_SHORT_DAY: Final[Mapping[str, str]] = {
    "fr": "EEEE d MMM",
    "en": "EEEE, MMM d",
    "es": "EEEE d MMM",
    "ar": "EEEE d MMMM",
}
_LENGTHS: Final[Mapping[str, tuple[str, str]]] = {
    "fr": ("h", "min"),
    "en": ("h", "min"),
    "es": ("h", "min"),
    "ar": ("س", "د"),
}


def hour(wall: time, language: str) -> str:
    """Return an hour of the day: ``19 h``, ``7:30 pm``, ``19:30``. Its parts never part at the end of a line."""
    return _HOURS[language](wall)


def hour_at(instant: datetime, language: str) -> str:
    """Return the city's hour at an aware instant."""
    return hour(to_local(instant).time(), language)


def day(on: date, language: str) -> str:
    """Return a day with its weekday and month: ``lundi 23 novembre``."""
    return _day(on, _DAY[language], language)


def short_day(on: date, language: str) -> str:
    """Return a day with its weekday, its month cut short: ``lundi 23 nov.``."""
    return _day(on, _SHORT_DAY[language], language)


def moment(instant: datetime, language: str) -> str:
    """Return the city's day and hour at an aware instant: ``lundi 23 nov. 19 h``."""
    local = to_local(instant)
    joint = ", " if language == "en" else " "
    return f"{short_day(local.date(), language)}{joint}{hour(local.time(), language)}"


def dated_moment(instant: datetime, language: str) -> str:
    """Return the city's day, with its year, and hour at an aware instant: ``23 novembre 2026, 19 h 05``."""
    local = to_local(instant)
    pattern = _DAY[language].replace("EEEE", "").strip(" ,") + (", y" if language == "en" else " y")
    return f"{_day(local.date(), pattern, language)}, {hour(local.time(), language)}"


def local_day(instant: datetime, language: str) -> str:
    """Return the city's day at an aware instant."""
    return day(to_local(instant).date(), language)


def length(span: timedelta, language: str) -> str:
    """Return a length of time in hours and minutes, begun minutes left out: ``2 h 48 min``."""
    hours, rest = divmod(max(span, timedelta()), _HOUR)
    minutes = rest // _MINUTE
    hour_word, minute_word = _LENGTHS[language]
    parts = [f"{hours}{_NB}{hour_word}"] if hours else []
    if minutes or not hours:
        parts.append(f"{minutes}{_NB}{minute_word}")
    return _NB.join(parts)


def count(number: int, language: str) -> str:
    """Return a whole number as it is written: ``12 480``, ``12,480``."""
    joint = "," if language in ("en", "ar") else _NB
    return f"{number:,}".replace(",", joint)


@lru_cache(maxsize=512)
def _day(on: date, pattern: str, language: str) -> str:
    first_in_french = language == "fr" and on.day == 1
    return format_date(on, pattern.replace("d", "d'er'", 1) if first_in_french else pattern, locale=language)


def _french_hour(wall: time) -> str:
    return f"{wall.hour}{_NB}h" if not wall.minute else f"{wall.hour}{_NB}h{_NB}{wall.minute:02}"


def _english_hour(wall: time) -> str:
    half = "am" if wall.hour < _NOON else "pm"
    shown = wall.hour % _NOON or _NOON
    return f"{shown}{_NB}{half}" if not wall.minute else f"{shown}:{wall.minute:02}{_NB}{half}"


def _clock_hour(wall: time) -> str:
    return f"{wall.hour}:{wall.minute:02}"


_HOURS: Final[Mapping[str, Callable[[time], str]]] = {
    "fr": _french_hour,
    "en": _english_hour,
    "es": _clock_hour,
    "ar": _clock_hour,
}
