"""The trail verified over and over: what pages say of it, and the head that is written to the log every day."""

import logging
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from infoneige.audit.chain import NOTHING, Verdict
from infoneige.audit.trail import Trail
from infoneige.storage.database import Database

ONCE_A_DAY: Final = timedelta(days=1)
ANEW: Final = timedelta(minutes=10)
"""How long what was verified counts as verified: only what was added since is looked at."""

_log = logging.getLogger(__name__)


def log_head(database: Database) -> None:
    """Verify the trail and write its head to the log: whoever keeps the log can tell later what was cut off."""
    verdict = Trail(database).verify()
    if verdict.intact:
        _log.info("the audit trail is intact, its head is %s", verdict.head)
    else:
        _log.error("the audit trail is broken at row %s: %s", verdict.first_bad, verdict.why)


@dataclass(frozen=True, slots=True)
class Checked:
    """A verdict, and when it was reached."""

    verdict: Verdict
    at: datetime

    def vouches_for(self, number: int) -> bool:
        """Say whether the chain is intact up to this row."""
        return number <= self.verdict.count


class CheckedTrail:
    """A trail whose verdict many may ask for at once: it is followed from its first row every ten minutes at most."""

    def __init__(self, trail: Trail) -> None:
        """Take the trail; nothing is read yet."""
        self._trail = trail
        self._turn = threading.Lock()
        self._verified = NOTHING
        self._since: datetime | None = None

    def check(self, *, now: datetime) -> Checked:
        """Verify what was added since the last time; all of it, where that was long ago or found a fault."""
        with self._turn:
            if self._since is None or not timedelta() <= now - self._since < ANEW:
                self._verified, self._since = NOTHING, now
            verdict = self._trail.verify(after=self._verified)
            self._verified = verdict.head if verdict.intact else NOTHING
            return Checked(verdict, now)
