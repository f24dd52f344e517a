"""What the queue of one SMS sender will cost and when it is drained: as it stands, or as a publish would leave it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from geodata.model import StreetSideId
from infoneige.desk.rehearsal import rehearse
from infoneige.sending.message_writer import Sides
from infoneige.storage.database import Connection, Database
from infoneige.storage.instants import from_text
from notifier.forecast import Forecast, Queued, forecast
from notifier.lanes import lanes
from notifier.messages import render
from notifier.model import AlertKind, Channel, Language, MessageSubject, NotifierError
from notifier.sender_profiles import SenderProfile
from schedules.model import BanWindow, PlanBatch, PlanMode

SAMPLE = 600
"""How many messages are worded to learn how many segments each kind takes."""

_LANES = {"first": min(lanes([Channel.SMS])), "last": max(lanes([Channel.SMS]))}


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits for one sender: what becomes of it, and of what is due soon; each kind's mean number of segments."""

    forecast: Forecast
    soon: Forecast
    segments: Mapping[AlertKind, Fraction]


@dataclass(frozen=True, slots=True)
class Outlook:
    """What will become of what is due already, and of all that waits, what is due later included."""

    due: Forecast
    all: Forecast


class Forecaster:
    """Forecasts for one sender."""

    def __init__(self, database: Database, sides: Sides, profile: SenderProfile, price: Decimal) -> None:
        """Take the sender and what a segment costs; nothing is read yet."""
        self._database, self._sides = database, sides
        self._profile, self._price = profile, price

    def of_queue(self, now: datetime) -> Forecast:
        """Return what will become of what is due now or later, as the outbox stands."""
        with self._database.read() as connection:
            return self.queue(self._database, connection, now).forecast

    def outlook(self, now: datetime) -> Outlook:
        """Return what will become of what is due now, and of all that waits, as the outbox stands."""
        with self._database.read() as connection:
            groups, _means = self._groups(self._database, connection, now)
        due = [group for group in groups if group.send_at <= now]
        return Outlook(self._forecast(due, now), self._forecast(groups, now))

    def of_publish(
        self, batch: PlanBatch, *, source: str, mode: PlanMode, coalesce: timedelta, now: datetime
    ) -> Forecast:
        """Return what would become of the queue if this batch were published, confirmed, now. Leaves no trace.

        The publish is rehearsed, so that nothing of it is guessed.
        """
        found = rehearse(
            self._database,
            batch,
            lambda stage, connection: self.queue(stage, connection, now),
            source=source,
            mode=mode,
            coalesce=coalesce,
            now=now,
        )
        return found.forecast

    def queue(
        self, database: Database, connection: Connection, now: datetime, *, soon: timedelta = timedelta(0)
    ) -> Queue:
        """Return the queue as it stands in this database, which may be one where a publish is rehearsed.

        ``soon`` is how far ahead what is due counts as due soon.
        """
        groups, means = self._groups(database, connection, now)
        first = [group for group in groups if group.send_at <= now + soon]
        return Queue(self._forecast(groups, now), self._forecast(first, now), means)

    def _groups(
        self, database: Database, connection: Connection, now: datetime
    ) -> tuple[list[Queued], Mapping[AlertKind, Fraction]]:
        queries = database.queries
        means = self._segments_by_kind(queries.sample_of_due(connection, at_most=SAMPLE, **_LANES), now)
        groups = [
            group
            for kind, send_at, not_after, count in queries.due_by_kind(connection, **_LANES)
            for group in _split(
                Queued(AlertKind(kind), count, from_text(send_at), from_text(not_after)),
                means.get(AlertKind(kind), Fraction(1)),
            )
        ]
        return groups, means

    def _forecast(self, groups: list[Queued], now: datetime) -> Forecast:
        return forecast(groups, segments_per_second=self._profile.segments_per_second, price=self._price, now=now)

    def _segments_by_kind(self, rows: Iterable[tuple[Any, ...]], now: datetime) -> Mapping[AlertKind, Fraction]:
        """Return the mean number of segments of each kind, in French."""
        sample = list(rows)
        known = self._sides({StreetSideId(side_id) for _, side_id, *_ in sample})
        found: dict[AlertKind, list[int]] = defaultdict(list)
        for _, side_id, starts_at, ends_at, kind in sample:
            window = BanWindow(StreetSideId(side_id), from_text(starts_at), from_text(ends_at) if ends_at else None)
            subject = MessageSubject(AlertKind(kind), (known.get(window.side_id, window.side_id),), window)
            found[subject.kind].extend(_cost(subject, min(now, window.starts_at)))
        return {kind: Fraction(sum(costs), len(costs)) for kind, costs in found.items() if costs}


def _cost(subject: MessageSubject, now: datetime) -> Iterator[int]:
    """Yield the segments of a message, nothing where nothing true is left to say."""
    try:
        yield render(subject, language=Language.FR, channel=Channel.SMS, now=now).segments
    except NotifierError:
        return


def _split(group: Queued, mean: Fraction) -> Iterator[Queued]:
    """Yield the group as whole segments: as many of the next number up as make the mean."""
    whole = mean.numerator // mean.denominator
    longer = round((mean - whole) * group.count)
    yield replace(group, count=group.count - longer, segments=whole)
    yield replace(group, count=longer, segments=whole + 1)
