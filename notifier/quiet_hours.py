"""When a person sleeps. A reminder moves earlier, an announcement waits or breaks the quiet; nothing is dropped."""

from datetime import datetime, timedelta

from notifier.model import QuietHours
from schedules.local_time import at_local, to_local
from schedules.model import Period

EVENING_MARGIN = timedelta(minutes=30)
"""How long before the quiet hours a moved reminder comes: time enough to put on boots and move the car."""


def quiet_span(instant: datetime, quiet: QuietHours | None) -> Period | None:
    """Return the quiet span, in UTC, that contains this instant, or None when the person is awake."""
    if quiet is None:
        return None
    today = to_local(instant).date()
    for evening in (today, today - timedelta(days=1)):
        morning = evening if quiet.starts < quiet.ends else evening + timedelta(days=1)
        starts_at, ends_at = at_local(evening, quiet.starts), at_local(morning, quiet.ends)
        if starts_at <= instant < ends_at:
            return Period(starts_at, ends_at)
    return None


def after_quiet(instant: datetime, quiet: QuietHours | None) -> datetime:
    """Return the instant itself, or the end of the quiet span that contains it."""
    span = quiet_span(instant, quiet)
    return span.ends_at if span else instant


def before_quiet(instant: datetime, quiet: QuietHours | None) -> datetime:
    """Return the instant itself, or the last good moment before the quiet span that contains it."""
    span = quiet_span(instant, quiet)
    return span.starts_at - EVENING_MARGIN if span else instant
