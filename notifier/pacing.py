"""How fast a sender may go: a bucket of segments that fills at the sender's rate. Pure.

The bucket is kept as one instant, ``whole_at``, at which it will be full again if nothing more is taken. It may be
overdrawn, since the segments of a message are known only once it is worded; then the next wait is longer.
"""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

_FULL = timedelta(milliseconds=500)
"""What the bucket holds, as time at the sender's rate."""


@dataclass(frozen=True, slots=True)
class Pace:
    """The rate of one sender, in segments a second."""

    rate: float

    def room(self, whole_at: datetime | None, now: datetime) -> int:
        """Return how many segments may go now: none until a worthwhile number may, so that claims are few."""
        if self.opens_at(whole_at, now) > now:
            return 0
        wait = max(0.0, (whole_at - now).total_seconds()) if whole_at else 0.0
        return max(1, int(self._capacity - wait * self.rate))

    def opens_at(self, whole_at: datetime | None, now: datetime) -> datetime:
        """Return when there is room, ``now`` if there is."""
        if whole_at is None:
            return now
        return max(now, whole_at - timedelta(seconds=(self._capacity - self._worthwhile) / self.rate))

    def taken(self, whole_at: datetime | None, segments: int, now: datetime) -> datetime:
        """Return the instant at which the bucket is full again once these segments have gone too."""
        return max(whole_at or now, now) + timedelta(milliseconds=math.ceil(1000 * segments / self.rate))

    @property
    def _capacity(self) -> float:
        return max(1.0, self.rate * _FULL.total_seconds())

    @property
    def _worthwhile(self) -> float:
        return max(1.0, 0.8 * self._capacity)
