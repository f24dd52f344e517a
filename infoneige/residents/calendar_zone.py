"""The city's clock in iCalendar: every change of the hour written out, which all readers read alike. Pure."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

from schedules.local_time import CITY_ZONE, to_local

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


@lru_cache(maxsize=16)
def city_time(first_year: int, last_year: int) -> Timezone:
    """Return the city's time over these years, both included."""
    zone = Timezone()
    zone.add("tzid", CITY_ZONE.key)
    for change in _changes(first_year, last_year):
        zone.add_component(_observance(change))
    return zone


def _changes(first_year: int, last_year: int) -> Iterator[datetime]:
    """Yield the instants at which the offset changes; they lie on whole hours of UTC."""
    at = datetime(first_year, 1, 1, tzinfo=UTC)
    while at.year <= last_year:
        if _offset(at) != _offset(at + _DAY):
            hours = (at + number * _HOUR for number in range(1, 25))
            yield next(hour for hour in hours if _offset(hour) != _offset(at))
        at += _DAY


def _observance(change: datetime) -> TimezoneDaylight | TimezoneStandard:
    """Return what begins at a change; its start is the wall time of the clock that is about to be put on or back."""
    before, after = _offset(change - _HOUR), _offset(change)
    observance = TimezoneDaylight() if after > before else TimezoneStandard()
    observance.add("dtstart", (change + before).replace(tzinfo=None))
    observance.add("tzoffsetfrom", before)
    observance.add("tzoffsetto", after)
    observance.add("tzname", to_local(change).tzname())
    return observance


def _offset(instant: datetime) -> timedelta:
    return to_local(instant).utcoffset() or timedelta()
