"""How the push services are: which of them is left alone for now, and whether they still know our key. Pure."""

from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta

FAILURES_IN_A_ROW = 20
FIRST_PAUSE = timedelta(seconds=15)
LONGEST_PAUSE = timedelta(minutes=5)
"""A service that only fails is left alone, each time for twice as long, so that it takes no call from the others."""

ANSWERS_WATCHED = 100
REFUSALS_BORNE = 5
KEY_PAUSE = timedelta(minutes=5)

_REMEMBERED = 1000


@dataclass(slots=True)
class _Trouble:
    failures: int = 0
    pause: timedelta = FIRST_PAUSE
    until: datetime | None = None


class ServiceHealth:
    """What the last calls say about each push service, by its origin; those that do well are not remembered."""

    def __init__(self) -> None:
        """Trust them all."""
        self._troubles: dict[str, _Trouble] = {}

    def paused_until(self, origin: str, now: datetime) -> datetime | None:
        """Return until when this service is not to be called, None if it may be."""
        trouble = self._troubles.get(origin)
        return trouble.until if trouble and trouble.until and now < trouble.until else None

    def answered(self, origin: str) -> None:
        """Take note that it works. An answer to a call made before a pause does not end it."""
        trouble = self._troubles.get(origin)
        if trouble and trouble.until is None:
            del self._troubles[origin]
        elif trouble:
            trouble.failures, trouble.pause = 0, FIRST_PAUSE

    def failed(self, origin: str, now: datetime) -> None:
        """Take note of a failure; the last of many in a row pauses the service."""
        if self.paused_until(origin, now):
            return
        trouble = self._trouble(origin)
        trouble.failures += 1
        if trouble.failures >= FAILURES_IN_A_ROW:
            trouble.until = now + trouble.pause
            trouble.pause = min(trouble.pause * 2, LONGEST_PAUSE)

    def pause(self, origin: str, until: datetime) -> None:
        """Leave a service alone, as it asked."""
        trouble = self._trouble(origin)
        trouble.until = max(until, trouble.until or until)

    def _trouble(self, origin: str) -> _Trouble:
        if origin not in self._troubles and len(self._troubles) >= _REMEMBERED:
            self._troubles.clear()
        return self._troubles.setdefault(origin, _Trouble())


class KeyWatch:
    """Counts how many of the last answers refused our key."""

    def __init__(self) -> None:
        """Trust the key."""
        self._refused: deque[bool] = deque(maxlen=ANSWERS_WATCHED)

    def sees_trouble(self, *, refused: bool) -> bool:
        """Take one more answer; say whether that makes too many refusals, and then count anew."""
        self._refused.append(refused)
        is_trouble = refused and sum(self._refused) > REFUSALS_BORNE
        if is_trouble:
            self._refused.clear()
        return is_trouble
