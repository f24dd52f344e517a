"""How early people would be told of a new or moved ban, as they live: hours to act in, and nights. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from notifier.model import QuietHours
from notifier.quiet_hours import quiet_span
from schedules.local_time import at_local, to_local
from schedules.model import Period

ENOUGH = timedelta(hours=4)
"""With less than this between the first message and the ban, notice is late."""


@dataclass(frozen=True, slots=True)
class NoticeVerdict:
    """What a first message does: come late, come only once the night before the ban has begun, wake somebody."""

    is_late: bool
    comes_after_bedtime: bool
    wakes: bool


def verdict(first_at: datetime, starts_at: datetime, quiet: QuietHours | None) -> NoticeVerdict:
    """Judge a first message at this instant, about a ban from ``starts_at``, to people of these quiet hours.

    It comes after bedtime if it comes within the last quiet hours that begin before the ban, or waits until they end.
    """
    night = _last_night(starts_at, quiet)
    return NoticeVerdict(
        is_late=starts_at - first_at < ENOUGH,
        comes_after_bedtime=night is not None and night.starts_at <= first_at <= night.ends_at,
        wakes=quiet_span(first_at, quiet) is not None,
    )


def _last_night(starts_at: datetime, quiet: QuietHours | None) -> Period | None:
    """Return the last quiet hours that begin before this instant."""
    if quiet is None:
        return None
    today = to_local(starts_at).date()
    evenings = (at_local(day, quiet.starts) for day in (today, today - timedelta(days=1)))
    begins_at = next(evening for evening in evenings if evening < starts_at)
    return quiet_span(begins_at, quiet)
