"""The one place where the clock is read. Everything else is given `now`."""

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """What tells the time."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""
        return datetime.now(UTC)  # noqa: TID251 - this is the place


class FakeClock:
    """A clock that only moves when told, for replays and tests."""

    def __init__(self, instant: datetime) -> None:
        """Start at an aware instant."""
        self._instant = instant

    def now(self) -> datetime:
        """Return the instant last set."""
        return self._instant

    def set(self, instant: datetime) -> None:
        """Move forward to an instant; a replay never goes back."""
        if instant < self._instant:
            message = f"a clock does not run backwards, from {self._instant} to {instant}"
            raise ValueError(message)
        self._instant = instant
