"""The allowance of each sender, in the database, so that several processes share it."""

from datetime import datetime

from infoneige.storage.database import Database
from infoneige.storage.instants import from_text, to_text
from notifier.pacing import Pace


def whole_at(database: Database, sender: str) -> datetime | None:
    """Return when a sender's allowance is whole again, None if it never sent."""
    with database.read() as connection:
        found = database.queries.sender_whole_at(connection, sender=sender)
    return from_text(found) if found else None


def take(database: Database, sender: str, pace: Pace, segments: int, now: datetime) -> None:
    """Charge a sender with segments that go now."""
    with database.transaction() as connection:
        held = from_text(database.queries.hold_sender(connection, sender=sender, now=to_text(now)))
        whole = pace.taken(held, segments, now)
        database.queries.move_sender(connection, sender=sender, whole_at=to_text(whole))
