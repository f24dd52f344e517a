"""When the city's data fall silent while a ban is near, people are told once, and once more when the data are back."""

from datetime import datetime, timedelta

from infoneige.storage.database import Connection, Database
from infoneige.storage.instants import from_text, to_text
from infoneige.storage.profiles import read_profiles
from notifier.lanes import urgency
from notifier.model import AlertKind
from notifier.rules import data_notice

NEAR = timedelta(hours=12)
"""A ban that starts within this time, or is in force, makes the silence of its source worth a message."""


def watch_silence(database: Database, *, source: str, stale_after: timedelta, now: datetime) -> int:
    """Notice that a source fell silent or came back; return how many outbox rows that made due.

    A source that never succeeded is not silent: nobody was told anything by it.
    """
    with database.transaction() as connection:
        last_success = database.queries.source_success(connection, name=source)
        if last_success is None:
            return 0
        standing = database.queries.open_silence(connection, source=source)
        if now - from_text(last_success) > stale_after:
            silence_id = standing[0] if standing else _begin(database, connection, source, last_success)
            return 0 if silence_id is None else _tell(database, connection, silence_id, source, now)
        return _end(database, connection, standing[0], last_success, now) if standing else 0


def next_near(database: Database, *, source: str, now: datetime) -> datetime | None:
    """Return when the next ban of this source comes near, None for never."""
    with database.read() as connection:
        starts_at = database.queries.next_start_after(connection, source=source, instant=to_text(now + NEAR))
    return from_text(starts_at) - NEAR if starts_at else None


def _begin(database: Database, connection: Connection, source: str, since: str) -> int | None:
    """Return the number of the new silence, None when another process has just noticed it."""
    database.queries.forget_pending_return(connection, source=source)
    silence_id: int | None = database.queries.begin_silence(connection, source=source, since=since)
    return silence_id


def _tell(database: Database, connection: Connection, silence_id: int, source: str, now: datetime) -> int:
    """Tell of a silence those whose ban is near by now and who have not been told of it."""
    _write_notices(database, connection, AlertKind.DATA_SILENT, now)
    return int(
        database.queries.tell_of_silence(
            connection, silence_id=silence_id, source=source, now=to_text(now), soon=to_text(now + NEAR)
        )
    )


def _end(database: Database, connection: Connection, silence_id: int, ended_at: str, now: datetime) -> int:
    database.queries.end_silence(connection, silence_id=silence_id, ended_at=ended_at)
    database.queries.forget_pending_silence(connection, silence_id=silence_id)
    _write_notices(database, connection, AlertKind.DATA_BACK, now)
    return int(database.queries.tell_of_return(connection, silence_id=silence_id))


def _write_notices(database: Database, connection: Connection, kind: AlertKind, now: datetime) -> None:
    """Leave in ``silence_notice`` when each profile may be told."""
    queries = database.queries
    queries.create_silence_notice(connection)
    queries.clear_silence_notice(connection)
    alerts = {
        number: data_notice(kind, profile, now) for number, profile in read_profiles(database, connection).items()
    }
    queries.write_silence_notices(
        connection,
        [
            {
                "profile_id": number,
                "kind": kind.value,
                "urgency": urgency(kind),
                "send_at": to_text(alert.send_at),
                "not_after": to_text(alert.not_after),
            }
            for number, alert in alerts.items()
            if alert is not None
        ],
    )
