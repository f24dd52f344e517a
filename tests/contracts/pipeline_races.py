"""What tests of races need: to publish without delivering, to see who waits, and to hold a commit back."""

import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest

from infoneige.pipeline import PublishResult, publish
from infoneige.storage.database import Database
from schedules.model import Plan, PlanBatch, PlanMode

A = ("2026-11-23 19:00", "2026-11-24 07:00")
B = ("2026-11-24 19:00", "2026-11-25 07:00")
ON_POSTGRES = pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
"""SQLite has one writer at a time: there is nothing to interleave."""

_PATIENCE = 10.0
_HOLD = """
CREATE FUNCTION wait_at_commit() RETURNS trigger LANGUAGE plpgsql AS
'BEGIN PERFORM pg_advisory_xact_lock(7); RETURN NULL; END'
"""


def publish_only(database: Database, now: datetime, *plans: Plan) -> PublishResult:
    """Publish changes and deliver nothing."""
    return publish(
        database,
        PlanBatch(plans, rows=len(plans)),
        source="feed",
        mode=PlanMode.CHANGES,
        coalesce=timedelta(0),
        content_hash="",
        now=now,
    )


def rows(database: Database, query: str) -> list[tuple[Any, ...]]:
    """Return what a query finds."""
    with database.read() as connection:
        return [tuple(row) for row in connection.execute(query).fetchall()]


@contextmanager
def two_at_once() -> Iterator[ThreadPoolExecutor]:
    """Give two threads, joined at the end."""
    with ThreadPoolExecutor(2) as threads:
        yield threads


@contextmanager
def commits_held_back(database: Database, table: str) -> Iterator[None]:
    """Make every transaction that inserts into a table of PostgreSQL wait at its commit until the end of the block."""
    holder = database.driver.connect()
    try:
        holder.execute(_HOLD)
        holder.execute(
            f"CREATE CONSTRAINT TRIGGER held AFTER INSERT ON {table} DEFERRABLE INITIALLY DEFERRED"
            " FOR EACH ROW EXECUTE FUNCTION wait_at_commit()"
        )
        holder.execute("BEGIN")
        holder.execute("SELECT pg_advisory_xact_lock(7)")
        yield
    finally:
        holder.close()


def wait_until_waiting(database: Database, sessions: int, *work: "Future[Any]") -> None:
    """Return once so many sessions wait for a lock, or the work is done without having to wait."""
    query = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    pause = threading.Event()
    for _ in range(int(_PATIENCE / 0.02)):
        if any(one.done() for one in work) or rows(database, query) == [(sessions,)]:
            return
        pause.wait(0.02)
    pytest.fail("nobody waits, and nothing is done")
