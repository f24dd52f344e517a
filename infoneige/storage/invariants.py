"""Promises that our own tables can be held to: the main alarms in production, and the end of every test of faults."""

from datetime import datetime, timedelta

from infoneige.storage.database import Database
from infoneige.storage.instants import from_text, to_text

STOP_TAKES = timedelta(seconds=1)
"""How long after a stop a call may still begin: those that were claimed before it."""


def broken_promises(database: Database, now: datetime, *, stop_takes: timedelta = STOP_TAKES) -> dict[str, list[int]]:
    """Return the promises that are broken, and some of the outbox entries that break each; an empty dict is health.

    Give an instant some seconds ago where the service runs: at its deadline an entry is looked after within a sweep.
    """
    queries = database.queries
    with database.read() as connection:
        found = {
            "I1: an entry is still open at its deadline": queries.open_past_the_deadline(connection, now=to_text(now)),
            "I4: a call was begun after its deadline": queries.called_past_the_deadline(connection),
            "a call was never counted, or left open": queries.miscounted_attempts(connection),
            "a lease stands on an entry that nobody has": queries.misplaced_leases(connection),
        }
        broken = {promise: [entry_id for (entry_id,) in rows] for promise, rows in found.items()}
        broken["I3: somebody was called after they had said stop"] = [
            entry_id
            for entry_id, stopped_at, started_at in queries.called_after_stop(connection)
            if from_text(started_at) - from_text(stopped_at) > stop_takes
        ]
    return {promise: entry_ids for promise, entry_ids in broken.items() if entry_ids}
