"""How one language says hours, days, windows and sides. The languages themselves are `french` and `english`."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import IntEnum
from functools import lru_cache

from geodata.model import Parity
from schedules.local_time import Edge, to_instant, to_local
from schedules.model import BanWindow

_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)


class TimeBrevity(IntEnum):
    """How far days and windows are shortened; a weekday and an hour never are.

    What is BARE tells the hours of the window once, and leaves out when the data came back.
    """

    FULL = 0
    NO_MONTHS = 1
    TELEGRAPHIC = 2
    BARE = 3


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of one language. A ``{}`` in a phrase stands where its subject goes; hours are the city's wall time."""

    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    date_order: str
    hour: Callable[[time], str]
    midnight: str
    midnight_weekday: str
    before: str
    before_then: str
    zones: Mapping[str, str]
    from_to: str
    open_span: str
    until: str
    until_loading_ends: str
    until_loading_ends_tersely: str
    hour_of_day: str
    at: str
    since: str
    replaces: str
    notice: str
    previous_notice: str
    later: str
    earlier: str
    other_hours: str
    parity: Mapping[Parity, str]
    between: str
    with_article: Callable[[str, str], str]
    near: Callable[[str], str]
    part_of: Mapping[Parity | None, str]
    one_side: str
    unknown_side: str
    several_sides: str
    others: str
    conjunction: str
    typography: tuple[tuple[re.Pattern[str], str], ...]

    def moment(self, instant: datetime, *, brevity: TimeBrevity = TimeBrevity.FULL) -> str:
        """Return an instant that needs no other to be understood: *lun 23 nov 19h*, or more briefly *lun 23 19h*."""
        return self.hour_of_day.format(self._day(to_local(instant), brevity=brevity), self.time_of_day(instant))

    def weekday_moment(self, instant: datetime) -> str:
        """Return an instant of the coming days for a title: *lun 19h*."""
        return self.hour_of_day.format(self._weekday(to_local(instant)), self.time_of_day(instant))

    def time_of_day(self, instant: datetime) -> str:
        """Return the hour alone; one that the clocks show twice that night says which it is: *1h30 HNE*."""
        local = to_local(instant)
        hour = self.hour(local.time())
        return f"{hour} {self.zones[local.tzname() or '']}" if _is_repeated(instant) else hour

    def deadline(self, instant: datetime, *, brevity: TimeBrevity = TimeBrevity.FULL) -> str:
        """Return by when, for beside the date itself: *avant 19h*; bare, it points at the date: *avant*.

        Midnight keeps its weekday, since it belongs to two days, and so it is the first to be pointed at.
        """
        is_midnight = _is_midnight(to_local(instant))
        if brevity >= (TimeBrevity.TELEGRAPHIC if is_midnight else TimeBrevity.BARE):
            return self.before_then
        return self.before.format(self.weekday_moment(instant) if is_midnight else self.time_of_day(instant))

    def span(self, window: BanWindow, *, brevity: TimeBrevity = TimeBrevity.FULL) -> str:
        """Return both ends of a window with their weekday, said once when they share it."""
        start = self.moment(window.starts_at, brevity=brevity)
        if window.ends_at is None:
            return self.open_span.format(start, self._until_loading_ends(brevity=brevity))
        return self.from_to.format(start, self._end(window.ends_at, to_local(window.starts_at).date(), brevity=brevity))

    def _end(self, instant: datetime, first_day: date, *, brevity: TimeBrevity) -> str:
        """Return the end of a window: the midnight that closes its first day needs no other day."""
        local = to_local(instant)
        if local.date() == first_day:
            return self.time_of_day(instant)
        if _is_midnight(local) and local.date() - first_day == _DAY:
            return self.midnight
        return self.moment(instant, brevity=brevity)

    def until_end(self, window: BanWindow, *, overrun: bool, brevity: TimeBrevity = TimeBrevity.FULL) -> str:
        """Return until when; the end of a window that loading has overrun is not known."""
        if window.ends_at is None or overrun:
            return self._until_loading_ends(brevity=brevity)
        return self.until.format(self.moment(window.ends_at, brevity=brevity))

    def recent(
        self, phrase: str, instant: datetime | None, today: date, *, brevity: TimeBrevity = TimeBrevity.FULL
    ) -> str:
        """Return a phrase about a near instant, its day told unless it is today; nothing about an unknown one."""
        return "" if instant is None else phrase.format(self._recent(instant, today, brevity=brevity))

    def told(
        self, phrase: str, instant: datetime | None, today: date, *, brevity: TimeBrevity = TimeBrevity.FULL
    ) -> str:
        """Return a phrase about a message: its hour, by which people find it, then its day unless it is today."""
        if instant is None:
            return ""
        local, hour = to_local(instant), self.time_of_day(instant)
        is_near = abs(local.date() - today) < _WEEK
        day = self._weekday(local) if is_near else self._day(local, brevity=brevity)
        return phrase.format(hour if local.date() == today else f"{hour} {day}")

    def _recent(self, instant: datetime, today: date, *, brevity: TimeBrevity) -> str:
        local = to_local(instant)
        if local.date() == today:
            return self.time_of_day(instant)
        if abs(local.date() - today) < _WEEK:
            return self.weekday_moment(instant)
        return self.moment(instant, brevity=brevity)

    def _until_loading_ends(self, *, brevity: TimeBrevity) -> str:
        is_telegraphic = brevity >= TimeBrevity.TELEGRAPHIC
        return self.until_loading_ends_tersely if is_telegraphic else self.until_loading_ends

    def _day(self, local: datetime, *, brevity: TimeBrevity) -> str:
        order = "{weekday} {day}" if brevity >= TimeBrevity.NO_MONTHS else self.date_order
        return order.format(weekday=self._weekday(local), day=local.day, month=self.months[local.month - 1])

    def _weekday(self, local: datetime) -> str:
        """Return the weekday; an English midnight names both that it parts, *Mon-Tue*, for either could be meant."""
        yesterday, today = self.weekdays[local.weekday() - 1], self.weekdays[local.weekday()]
        return self.midnight_weekday.format(yesterday, today) if _is_midnight(local) else today

    def join(self, parts: list[str]) -> str:
        """Return an enumeration: *a, b et c*."""
        *head, last = parts
        return f"{', '.join(head)} {self.conjunction} {last}" if head else last

    def typeset(self, text: str) -> str:
        """Return the text as a printer would set it, with a capital; for screens, not for SMS."""
        for pattern, replacement in self.typography:
            text = pattern.sub(replacement, text)
        return text[:1].upper() + text[1:]


def _is_midnight(local: datetime) -> bool:
    return (local.hour, local.minute) == (0, 0)


@lru_cache(maxsize=4096)
def _is_repeated(instant: datetime) -> bool:
    return to_instant(to_local(instant).replace(tzinfo=None), Edge.START).fold
