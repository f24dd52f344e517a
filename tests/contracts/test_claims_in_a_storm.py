"""What a claim costs on PostgreSQL does not grow with what is due, whatever its planner last knew of the tables."""

import pytest

from infoneige.clock import SystemClock
from infoneige.storage.database import Database
from infoneige.storage.outbox import Outbox
from notifier.model import Channel
from tests.faults.twilio_storm import fill

DUE, CLAIMED = 3000, 8
MOST_READ = 1500
"""Rows and index entries: some for each message, and each of the few bans; half of what is due."""

LOOKED_AT = ("outbox", "recipient", "ban_window", "suppression", "attempt")
QUIET_HOUR = (
    "UPDATE outbox SET state = 'sent'",
    *(f"ANALYZE {table}" for table in LOOKED_AT),  # of all would lock every table that other tests left
    "UPDATE outbox SET state = 'due'",
)
READ = """
SELECT (SELECT sum(idx_tup_read) FROM pg_stat_user_indexes WHERE schemaname = current_schema())
    + (SELECT sum(seq_tup_read) FROM pg_stat_user_tables WHERE schemaname = current_schema())
"""


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
@pytest.mark.parametrize("before", [(), QUIET_HOUR], ids=["no statistics", "statistics of a quiet hour"])
def test_claim_reads_no_more_than_it_takes(database: Database, before: tuple[str, ...]) -> None:
    clock = SystemClock()
    fill(database, clock.now(), DUE)
    with database.transaction() as connection:
        for statement in before:
            connection.execute(statement)
    outbox = Outbox(database, "worker", (Channel.SMS,))
    outbox.claim(clock.now(), CLAIMED)
    read = rows_read(database)
    batch = outbox.claim(clock.now(), CLAIMED)
    assert batch is not None
    assert len(batch.bundles) == CLAIMED
    assert 0 < rows_read(database) - read < MOST_READ


def rows_read(database: Database) -> int:
    """Return how many rows and index entries were ever read in this schema."""
    with database.transaction() as connection:
        connection.execute("SELECT pg_stat_force_next_flush()")
    with database.transaction() as connection:
        return int(connection.execute(READ).fetchone()[0])
