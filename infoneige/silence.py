"""When the city's data fall silent while a ban is near, people are told once, and once more when the data are back."""

from datetime import datetime, timedelta

from infoneige.storage.database import Connection, Database
from infoneige.storage.instants import from_text, to_text
from infoneige.storage.profiles import read_profiles
from notifier.model import AlertKind
from notifier.rules import data_notice, lane

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
        is_stale = now - from_text(last_success) > stale_after
        if is_stale and standing is None:
            return _begin(database, connection, source, last_success, now)
        if standing is not None and not is_stale:
            return _end(database, connection, standing[0], last_success, now)
        return 0


def _begin(database: Database, connection: Connection, source: str, since: str, now: datetime) -> int:
    silence_id = database.queries.begin_silence(connection, source=source, since=since)
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
                "lane": lane(kind),
                "send_at": to_text(alert.send_at),
                "not_after": to_text(alert.not_after),
            }
            for number, alert in alerts.items()
            if alert is not None
        ],
    )
