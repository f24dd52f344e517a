"""How often something may happen, counted in the database, so that it holds for all processes together."""

from collections.abc import Mapping
from datetime import datetime

from infoneige.storage.database import Connection, Database
from infoneige.storage.instants import to_text
from notifier.codes import LIMITS, LONGEST_SPAN, Limited


def wait_for_turn(database: Database, connection: Connection) -> None:
    """Hold all others who count off until the commit. It comes first in a transaction, so that nobody waits for us."""
    database.queries.wait_for_other_limits(connection)


def take_turn(
    database: Database, connection: Connection, subjects: Mapping[Limited, str], *, now: datetime
) -> Limited | None:
    """Count one event against all these subjects (their hashes), or return the limit that forbids it.

    What is forbidden is not counted. ``wait_for_turn`` must have been called in this transaction.
    """
    for kind, subject in subjects.items():
        if _is_used_up(database, connection, kind, subject, now):
            return kind
    rows = [
        {"kind": kind.value, "subject_hmac": subject, "happened_at": to_text(now)} for kind, subject in subjects.items()
    ]
    database.queries.note_events(connection, rows)
    return None


def forget_old_events(database: Database, connection: Connection, *, now: datetime) -> None:
    """Forget what no limit looks at any more."""
    database.queries.forget_events(connection, before=to_text(now - LONGEST_SPAN))


def _is_used_up(database: Database, connection: Connection, kind: Limited, subject: str, now: datetime) -> bool:
    return any(
        database.queries.events_since(
            connection, kind=kind.value, subject_hmac=subject, since=to_text(now - limit.span)
        )
        >= limit.most
        for limit in LIMITS[kind]
    )
