"""When sending stands still: something is long due, and nothing goes. Pure."""

from datetime import datetime, timedelta
from typing import Final

STUCK: Final = timedelta(minutes=5)
"""What has been due for longer while nothing goes is trouble."""


def is_stuck(now: datetime, *, oldest_due: datetime | None, last_handed_over: datetime | None) -> bool:
    """Say whether something has been due for five minutes, in which nobody was told anything."""
    if oldest_due is None or now - oldest_due < STUCK:
        return False
    return last_handed_over is None or now - last_handed_over >= STUCK
