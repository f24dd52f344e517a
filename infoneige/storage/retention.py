"""Messages are forgotten 90 days after they were last of use, with their calls; receipts 90 days after they came.

Of a report of an error the words and the writer are forgotten 30 days after it was settled, at the latest after 90.

What is left is counted before: see ``infoneige.quality.keeping``. Nothing that is due, or whose call is not over, is
ever forgotten, however old.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import sleep
from typing import Final

from infoneige.storage.database import Connection, Database
from infoneige.storage.instants import to_text

MESSAGES_LAST: Final = timedelta(days=90)
REPORTS_LAST: Final = timedelta(days=90)
SETTLED_REPORTS_LAST: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Pace:
    """How much one run forgets: so many transactions of so many rows, or a few more, and a breath after each.

    The write lock is held for some 50 ms. SQLite's goes to whoever asks next, and who waits for it only asks now and
    then: hence the breath. A run takes seconds; in hourly runs 5 million messages are forgotten within four days.
    """

    rows: int = 2000
    times: int = 30
    breath: timedelta = timedelta(milliseconds=50)


PACE: Final = Pace()


@dataclass(frozen=True, slots=True)
class Horizon:
    """Where what was last of use before an instant can be: up to this version, and this window. Not all there is."""

    before: datetime
    version: int
    window: int


def horizon(database: Database, connection: Connection, *, now: datetime) -> Horizon | None:
    """Return what is old enough to be forgotten; None while there is nothing so old."""
    queries, before = database.queries, now - MESSAGES_LAST
    version = queries.last_version_before(connection, instant=to_text(before))
    window = queries.last_window_through(connection, version=version) if version else None
    return Horizon(before, version, window) if window else None


def has_messages(database: Database, connection: Connection, old: Horizon) -> bool:
    """Say whether there are still messages about windows so old."""
    first = database.queries.first_window_told_of(connection)
    return first is not None and first <= old.window


def forget_messages(database: Database, old: Horizon, pace: Pace = PACE) -> int:
    """Forget the oldest messages, as many as one run may; return how many it were.

    What quality says of them must be kept before.
    """
    forgotten = after = batches = 0
    while batches < pace.times:
        with database.read() as connection:
            upto, count = database.queries.next_windows_to_forget(
                connection, after=after, last=old.window, most=pace.rows, before=to_text(old.before)
            )
        if upto is None:
            break
        if count:
            forgotten += _forget_batch(database, after, upto, old.before)
            batches += 1
            sleep(pace.breath.total_seconds())
        after = upto
    return forgotten


def forget_receipts(database: Database, *, now: datetime, pace: Pace = PACE) -> None:
    """Forget old receipts, as many as one run may, and the questions that nobody asks any more."""
    queries, before = database.queries, to_text(now - MESSAGES_LAST)
    _in_batches(database, lambda connection: queries.forget_receipts(connection, before=before, most=pace.rows), pace)
    with database.transaction() as connection:
        queries.forget_unreported(connection, before=before)


def forget_reports(database: Database, *, now: datetime, pace: Pace = PACE) -> None:
    """Forget the words and the writers of old reports of errors, as many as one run may; that they came stays."""
    about = {
        "closed_before": to_text(now - SETTLED_REPORTS_LAST),
        "opened_before": to_text(now - REPORTS_LAST),
        "most": pace.rows,
    }
    _in_batches(database, lambda connection: database.queries.forget_reports(connection, **about), pace)


def forget_outcomes(database: Database, old: Horizon, pace: Pace = PACE) -> None:
    """Forget whose car was moved for an old ban, of as many as one run may."""
    about = {"last": old.window, "before": to_text(old.before), "most": pace.rows}
    _in_batches(database, lambda connection: database.queries.forget_outcomes(connection, **about), pace)


def _forget_batch(database: Database, after: int, upto: int, before: datetime) -> int:
    """Forget what is old about the windows after one, up to another; whatever was made due again meanwhile stays."""
    about = {"after": after, "upto": upto, "before": to_text(before)}
    with database.transaction() as connection:
        database.queries.wait_for_publish(connection)
        database.queries.forget_attempts(connection, **about)
        return int(database.queries.forget_entries(connection, **about))


def _in_batches(database: Database, forget: Callable[[Connection], int], pace: Pace) -> None:
    for _ in range(pace.times):
        with database.transaction() as connection:
            count = forget(connection)
        if count < pace.rows:
            break
        sleep(pace.breath.total_seconds())
