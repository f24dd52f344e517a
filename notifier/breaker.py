"""When to stop calling a provider that fails, and when to try it again. Pure.

Each call into a failing provider leaves somebody of whom we do not know whether they were told.
"""

from collections import deque
from datetime import datetime, timedelta

from notifier.channels.contract import Verdict

IN_A_ROW = 20
LAST, SHARE = 50, 0.3
PROBE_EVERY = timedelta(seconds=15)


class Breaker:
    """Opens after 20 calls in a row that came to nothing, or when 30 % of the last 50 were not answered.

    While it is open, one call in 15 seconds probes the provider; the first that is answered closes it.
    """

    def __init__(self) -> None:
        """Start closed."""
        self._in_a_row = 0
        self._unknowns: deque[bool] = deque(maxlen=LAST)
        self._probe_at: datetime | None = None
        self._is_probing = False

    @property
    def probe_at(self) -> datetime | None:
        """Return when one call may be made, None while any may."""
        return self._probe_at

    def probe(self, now: datetime) -> None:
        """Take note that calls begin now: while open, the next may only follow after a pause."""
        if self._probe_at is not None:
            self._is_probing = True
            self._probe_at = now + PROBE_EVERY

    def note(self, verdict: Verdict, at: datetime) -> bool:
        """Take note of an answer; say whether it opened the breaker."""
        is_taken = verdict not in (Verdict.UNKNOWN, Verdict.RETRY)
        if self._probe_at is not None:
            if is_taken and self._is_probing:  # an answer to a call from before it opened proves nothing
                self.__init__()  # type: ignore[misc]
            return False
        self._in_a_row = 0 if is_taken else self._in_a_row + 1
        self._unknowns.append(verdict is Verdict.UNKNOWN)
        if self._in_a_row < IN_A_ROW and not self._is_full_of_unknowns():
            return False
        self._probe_at = at + PROBE_EVERY
        return True

    def _is_full_of_unknowns(self) -> bool:
        return len(self._unknowns) == LAST and sum(self._unknowns) >= SHARE * LAST
