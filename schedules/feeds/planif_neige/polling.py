"""How often a change feed may be asked, and since when to ask; the caller keeps the cursor across restarts."""

from collections.abc import Iterable
from datetime import datetime, timedelta

CALL_INTERVAL = timedelta(minutes=5, seconds=5)
"""The service allows one call in five minutes, by its own clock; the seconds are for the way there."""

OVERLAP = timedelta(minutes=10)
FIRST_LOOK_BACK = timedelta(days=30)
"""How far the first poll of all goes back: longer than any loading operation."""


def first_cursor(now: datetime) -> datetime:
    """Return since when to ask as long as nothing has been read yet."""
    return now - FIRST_LOOK_BACK


def next_cursor(cursor: datetime, updated_at: Iterable[datetime | None], now: datetime) -> datetime:
    """Return since when to ask next: the latest change seen, less an overlap, but never before ``cursor``.

    A change that claims to lie in the future counts as of ``now``, else it would hide all that follows.
    """
    latest = max((instant for instant in updated_at if instant is not None), default=cursor)
    return max(cursor, min(latest, now) - OVERLAP)
