"""The queue as it is watched: what was made due and what has become of it, in queries that no history makes slow."""

import json
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from infoneige.audit.chain import Row
from infoneige.audit.model import RecordedEvent, Verb
from infoneige.audit.trail import recorded
from infoneige.desk.tally import Line
from infoneige.errors import ServiceError
from infoneige.storage.database import Connection, Database
from infoneige.storage.instants import from_text, to_text
from notifier.lanes import lanes
from notifier.model import Channel

MINUTES: Final = 30
"""How far back the rate is shown."""

_LOOKED_AT: Final = 2000
"""The last of the trail's events, among which those worth showing are looked for."""

_PUBLISHES: Final = 300


def tally_of_version(
    database: Database, connection: Connection, publish_id: int, published_at: datetime, now: datetime
) -> list[Line]:
    """Return what was made due by a publish."""
    rows = database.queries.tally_of_version(
        connection, publish_id=publish_id, published_at=to_text(published_at), now=to_text(now)
    )
    return _lines(rows)


def tally_of_all(database: Database, connection: Connection, since: datetime, now: datetime) -> list[Line]:
    """Return what waits, and what left or was lost since an instant."""
    queries = database.queries
    waiting = _lines(queries.tally_of_queue(connection, now=to_text(now)))
    return waiting + _lines(queries.tally_of_past(connection, since=to_text(since), now=to_text(now)))


def texts_by_minute(database: Database, connection: Connection, now: datetime) -> tuple[int, ...]:
    """Return how many texts were handed over in each of the last minutes, the oldest first, this one last."""
    first = now.replace(second=0, microsecond=0) - timedelta(minutes=MINUTES)
    sms = lanes([Channel.SMS])
    rows = database.queries.texts_by_minute(connection, since=to_text(first), first=min(sms), last=max(sms))
    counts = {minute: int(count) for minute, count in rows}
    instants = (first + timedelta(minutes=number) for number in range(MINUTES + 1))
    return tuple(counts.get(to_text(instant)[:16], 0) for instant in instants)


def last_handed_over(database: Database, connection: Connection) -> datetime | None:
    """Return when a provider last took something."""
    return _instant(database.queries.last_handed_over(connection))


def next_answer_looked_up(database: Database, connection: Connection) -> datetime | None:
    """Return when we next look what became of a call without an answer; None where there is none."""
    return _instant(database.queries.next_answer_looked_up(connection))


def oldest_due(database: Database, connection: Connection) -> datetime | None:
    """Return since when what has waited longest is due, or when the first is; None where nothing waits."""
    queries = database.queries
    found = [queries.next_due_in_lane(connection, lane=lane) for lane in lanes(tuple(Channel))]
    return min((from_text(instant) for instant in found if instant is not None), default=None)


def versions_that_told(database: Database, connection: Connection, most: int) -> tuple[int, ...]:
    """Return the newest publishes of which somebody is told, the newest first."""
    rows = database.queries.versions_that_told(connection, most=most, looked_at=_PUBLISHES)
    return tuple(publish_id for (publish_id,) in rows)


def watched_events(
    database: Database, connection: Connection, verbs: Collection[Verb], most: int
) -> tuple[RecordedEvent, ...]:
    """Return the newest events of these verbs; none where somebody changed one into what cannot be read."""
    wanted = json.dumps(dict.fromkeys((verb.value for verb in verbs), 1))
    rows = list(database.queries.watched_events(connection, verbs=wanted, most=most, looked_at=_LOOKED_AT))
    try:
        return tuple(recorded(Row._make(row)) for row in rows)
    except ServiceError:
        return ()


def _lines(rows: Collection[tuple[object, ...]]) -> list[Line]:
    lines = map(Line._make, rows)
    return [line._replace(entries=int(line.entries)) for line in lines]


def _instant(text: str | None) -> datetime | None:
    return from_text(text) if text else None
