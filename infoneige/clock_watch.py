"""Notices that the wall clock jumped under the running service, by comparing it with a counter that cannot."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from infoneige.errors import ServiceError

LARGEST_STEP = timedelta(seconds=60)
"""What is slewed, or corrected by less than this between two looks, does no harm."""


class ClockJumpedError(ServiceError):
    """The wall clock jumped: what is due by it may be early or late, and timers that wait by it may sleep for hours."""


def seconds_since_boot() -> float:
    """Return a count of seconds that no one can set, which goes on while the machine sleeps where the system can."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boot is None else time.clock_gettime(boot)


class ClockWatch:
    """Compares the two clocks from one look to the next."""

    def __init__(self, now: Callable[[], datetime], counter: Callable[[], float] = seconds_since_boot) -> None:
        """Begin to compare."""
        self._now, self._counter = now, counter
        self._offset = self._read()

    def look(self) -> None:
        """Compare.

        Raises:
            ClockJumpedError: the wall clock moved by more than a minute against the counter since the last look.
        """
        before, self._offset = self._offset, self._read()
        step = self._offset - before
        if abs(step) > LARGEST_STEP:
            message = (
                f"the machine's clock jumped by {step.total_seconds():+.0f} s; infoneige stops, so that what starts "
                "next counts from the right time. Check the time service of this machine"
            )
            raise ClockJumpedError(message)

    def _read(self) -> datetime:
        return self._now() - timedelta(seconds=self._counter())
