"""Senders of SMS, started and killed one after another by a test."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

from infoneige.storage.database import Database
from tests.faults.processes import running

PATIENCE = 120.0


@contextmanager
def nursery(url: str, twilio_url: str, *, public_url: str = "", asks: bool = True) -> "Iterator[subprocess.Popen[str]]":
    """Give a process that forks senders; with a public URL they ask for receipts."""
    how = ["asking" if asks else "blind", *([public_url] if public_url else [])]
    with running("twilio_worker.py", url, twilio_url, *how) as process:
        yield process


def states(database: Database) -> dict[str, int]:
    with database.read() as connection:
        return dict(connection.execute("SELECT state, count(*) FROM outbox GROUP BY state").fetchall())


def wait_while_any_is(database: Database, *open_states: str) -> None:
    """Wait until no entry is in one of these states, or for so long that something must be wrong."""
    ends_at = time.monotonic() + PATIENCE
    while states(database).keys() & set(open_states) and time.monotonic() < ends_at:
        time.sleep(0.2)
