"""One poll of the city's feed: ask at most once in an interval, publish what came, remember how far that goes."""

import hashlib
import logging
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from geodata.model import StreetSideId
from infoneige.clock import Clock
from infoneige.pipeline import PublishResult, publish
from infoneige.plans.city_feed import Feed
from infoneige.storage.database import Database
from infoneige.storage.instants import from_text, to_text
from infoneige.storage.leases import take
from schedules.feeds.planif_neige.polling import CALL_INTERVAL, first_cursor, next_cursor
from schedules.feeds.planif_neige.rows import RawPlanifNeige, parse_rows
from schedules.model import PlanBatch, PlanMode, SchedulesError

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Poller:
    """Asks one feed, whoever else asks it too: the lease of a call is never given back, so it is the rate limit."""

    database: Database
    clock: Clock
    feed: Feed
    source: str
    every: timedelta
    known_sides: Container[StreetSideId]
    new_owner: Callable[[], str]

    def poll(self) -> PublishResult | None:
        """Ask and publish, unless it is too early; None if nothing was asked or no usable answer came.

        While an operator has the feed paused nobody asks: its data grow old, and people are told so as ever.
        """
        now = self.clock.now()
        every = max(self.every, CALL_INTERVAL)
        if self._is_paused() or not take(self.database, f"poll {self.source}", self.new_owner(), now, every):
            return None
        since = self._cursor() or first_cursor(now)
        try:
            rows = self.feed(since)
        except SchedulesError as error:
            self._record_error(str(error))
            return None
        return self._publish(rows, since)

    def _is_paused(self) -> bool:
        with self.database.read() as connection:
            return self.database.queries.feed_pause(connection, name=self.source) is not None

    def _publish(self, rows: Sequence[RawPlanifNeige], since: datetime) -> PublishResult:
        """Publish, then move the cursor: after a crash in between, the same changes come again and change nothing."""
        now = self.clock.now()
        batch = parse_rows(rows, now, self.known_sides)
        result = publish(
            self.database,
            batch,
            source=self.source,
            mode=PlanMode.CHANGES,
            coalesce=timedelta(0),
            content_hash=_fingerprint(rows),
            now=now,
        )
        self._move_cursor(next_cursor(since, (plan.updated_at for plan in batch), now))
        _log.info("%s: %d rows, %s", self.source, len(rows), result)
        _report_odd_rows(batch)
        return result

    def _cursor(self) -> datetime | None:
        with self.database.transaction() as connection:
            self.database.queries.add_source(connection, name=self.source)
            cursor: str | None = self.database.queries.feed_cursor(connection, name=self.source)
        return from_text(cursor) if cursor else None

    def _move_cursor(self, cursor: datetime) -> None:
        with self.database.transaction() as connection:
            self.database.queries.move_feed_cursor(connection, name=self.source, cursor=to_text(cursor))

    def _record_error(self, error: str) -> None:
        _log.warning("the feed %s gave no usable answer: %s", self.source, error)
        with self.database.transaction() as connection:
            self.database.queries.record_feed_error(connection, name=self.source, error=error)


def _fingerprint(rows: Sequence[RawPlanifNeige]) -> str:
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def _report_odd_rows(batch: PlanBatch) -> None:
    if batch.rejected or batch.anomalies:
        _log.warning("rows left out: %d, anomalies kept: %d", len(batch.rejected), len(batch.anomalies))
