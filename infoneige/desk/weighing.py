"""What publishing a batch would do: rehearsed by the real publish, then counted. Nothing of it is kept or sent."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from geodata.address_book import AddressBook
from geodata.model import StreetSideId
from infoneige.desk.absent import LAST_OPERATION, absent_areas, areas_of_sides
from infoneige.desk.differences import read_differences
from infoneige.desk.guards import GuardLimits, Harm, guards
from infoneige.desk.model import DifferenceKind, Notice, Preview, SampleMessage, SideDifference
from infoneige.desk.rehearsal import MARK, rehearse
from infoneige.desk.telling import Told, read_notice, read_samples, read_told
from infoneige.sending.forecasting import Forecaster, Queue
from infoneige.sending.message_writer import Sides
from infoneige.storage import windows
from infoneige.storage.database import Connection, Database
from infoneige.storage.instants import to_text
from infoneige.storage.rivals import last_version
from notifier.model import Channel
from notifier.sender_profiles import SenderProfile
from schedules.ban_windows import counting_period
from schedules.model import AnomalyKind, PlanBatch, PlanMode

_TOUCHED = frozenset({DifferenceKind.MOVED, DifferenceKind.WITHDRAWN, DifferenceKind.DONE})
"""After these, the hours that were announced no longer hold."""


def applied_mode(batch: PlanBatch, mode: PlanMode) -> PlanMode:
    """Return the mode to publish in: where a rejected row's sides cannot be told, nothing can be called absent."""
    return mode if batch.names_all_sides else PlanMode.CHANGES


def weigh(
    database: Database,
    book: AddressBook,
    batch: PlanBatch,
    *,
    mode: PlanMode,
    coalesce: timedelta,
    profile: SenderProfile,
    price: Decimal,
    limits: GuardLimits,
    now: datetime,
    source: str = "operator",
    is_our_error: bool = False,
) -> Preview:
    """Return what publishing this batch now, confirmed, would do; ``is_our_error`` as a take-back would say it."""
    forecaster = Forecaster(database, book.sides, profile, price)
    applied = applied_mode(batch, mode)
    with database.read() as connection:
        base = last_version(database, connection)
        live = windows.count_live(database, connection, now)
        last = _last_operation(database, connection, now)
    found = rehearse(
        database,
        batch,
        lambda stage, connection: _look(
            stage, connection, book.sides, forecaster.queue(stage, connection, now, soon=coalesce), now
        ),
        source=source,
        mode=applied,
        coalesce=coalesce,
        now=now,
        is_our_error=is_our_error,
    )
    return Preview(
        made_at=now,
        base_version=base,
        mode=applied,
        rows=batch.rows,
        rejected=len(batch.rejected),
        sides=len(batch.plans) + len(batch.removed_sides),
        unknown_sides=len(_unknown_sides(batch, book)),
        unchanged=_unchanged(batch, found.differences),
        left_alone=len(batch.kept_sides),
        over=_over(batch, now),
        counts=found.counts(),
        people=found.told.by_channel,
        messages=sum(found.told.messages.values()),
        segments=found.segments,
        cost=found.segments * price,
        drains_in=found.queue.soon.drains_in(now),
        segments_per_second=profile.segments_per_second,
        late={kind.value: count for kind, count in found.queue.forecast.expired.items() if count},
        notice=found.notice,
        live_sides=live,
        absent=absent_areas(areas_of_sides(book), last, _named(batch)),
        guards=guards(_harm(found, live), limits),
        samples=found.samples,
        differences=found.differences,
    )


def _last_operation(database: Database, connection: Connection, now: datetime) -> list[StreetSideId]:
    """Return the sides that the last operation had."""
    since = to_text(now - LAST_OPERATION)
    return [StreetSideId(side) for (side,) in database.queries.sides_announced_since(connection, since=since)]


@dataclass(frozen=True, slots=True)
class _Found:
    """What was seen at the rehearsal."""

    queue: Queue
    differences: tuple[SideDifference, ...] = ()
    told: Told = field(default_factory=Told)
    segments: int = 0
    notice: Notice = field(default_factory=Notice)
    samples: tuple[SampleMessage, ...] = ()

    def counts(self) -> Counter[DifferenceKind]:
        """Return how many sides each thing happens to."""
        return Counter(one.kind for one in self.differences)


def _look(database: Database, connection: Connection, sides: Sides, queue: Queue, now: datetime) -> _Found:
    if database.queries.version_of(connection, content_hash=MARK) is None:
        return _Found(queue)
    told = read_told(database, connection)
    return _Found(
        queue,
        read_differences(database, connection, now),
        told,
        _segments(told, queue),
        read_notice(database, connection),
        read_samples(database, connection, sides, now),
    )


def _segments(told: Told, queue: Queue) -> int:
    """Return the segments of the SMS that this publish makes due, by the mean of their kind."""
    texts = ((kind, count) for (channel, kind), count in told.messages.items() if channel is Channel.SMS)
    return round(sum(count * queue.segments.get(kind, Fraction(1)) for kind, count in texts))


def _harm(found: _Found, live: int) -> Harm:
    touched = sum(one.kind in _TOUCHED and one.before is not None for one in found.differences)
    return Harm(
        late=found.notice.under_four_hours,
        withdrawn=found.counts()[DifferenceKind.WITHDRAWN],
        touched=touched,
        live=live,
        people=sum(found.told.by_channel.values()),
    )


def _unknown_sides(batch: PlanBatch, book: AddressBook) -> set[str | None]:
    """Return the sides that the load names and the street file does not have."""
    odd = {anomaly.side_id for anomaly in batch.anomalies if anomaly.kind is AnomalyKind.UNKNOWN_SIDE}
    return odd | ({plan.side_id for plan in batch} - book.side_ids())


def _unchanged(batch: PlanBatch, differences: Collection[SideDifference]) -> int:
    """Return how many sides the load names whose plan already says the same."""
    changed = {difference.side_id for difference in differences}
    return sum(plan.side_id not in changed for plan in batch)


def _over(batch: PlanBatch, now: datetime) -> int:
    """Return how many sides the load gives hours to that are past: nobody can move a car in them any more."""
    return sum(period.ends_at <= now for period in map(counting_period, batch) if period is not None)


def _named(batch: PlanBatch) -> set[StreetSideId]:
    """Return the sides that the load speaks of; a rejected row's are not absent."""
    return {plan.side_id for plan in batch} | batch.kept_sides
