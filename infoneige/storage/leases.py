"""Leases: what only one process may do at a time, and for how long; the limit holds across machines."""

from datetime import datetime, timedelta

from infoneige.storage.database import Database
from infoneige.storage.instants import to_text


def take(database: Database, name: str, owner: str, now: datetime, duration: timedelta) -> bool:
    """Take the lease, or renew one's own, until ``now + duration``; say whether it is now this owner's."""
    with database.transaction() as connection:
        taken = database.queries.take_lease(
            connection, name=name, owner=owner, now=to_text(now), lease_until=to_text(now + duration)
        )
        return bool(taken)
