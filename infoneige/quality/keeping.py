"""What people were told in an operation is counted for good before its messages are forgotten.

A report counts each person once over all messages of the operation, so it is counted whole, when the first of them are
old. What an operation brings afterwards, if it lasts so long, is counted apart when that is old.
"""

from collections.abc import Iterator
from datetime import datetime

from infoneige.quality.finding import find_operations, rest, told_in
from infoneige.storage import quality
from infoneige.storage.database import Connection, Database
from infoneige.storage.quality_kept import KeptTold, read_kept_told, write_kept_told
from schedules.operations import Operation


def keep_next(database: Database, *, through: int, now: datetime) -> bool:
    """Keep what is shown of the oldest operation that has a version up to this one; say whether all of them are kept.

    It takes seconds for a whole city, without a lock. Operations that are not shown any more are not kept.
    """
    with database.read() as connection:
        operation, is_last = _next(database, connection, through, now)
        kept = _count(database, connection, operation, now) if operation else None
    if operation and kept:
        with database.transaction() as connection:
            write_kept_told(database, connection, operation.number, kept)
    return is_last


def _next(database: Database, connection: Connection, through: int, now: datetime) -> tuple[Operation | None, bool]:
    """Return the oldest operation that is to be kept, and whether there is no other."""
    missing = _missing(database, connection, through, now)
    operation = next(missing, None)
    return operation, next(missing, None) is None


def _missing(database: Database, connection: Connection, through: int, now: datetime) -> Iterator[Operation]:
    for operation in reversed(find_operations(database, connection, now)):
        later = rest(operation, read_kept_told(database, connection, operation.number)).publish_ids
        if later and later[0] <= through:
            yield operation


def _count(database: Database, connection: Connection, operation: Operation, now: datetime) -> KeptTold:
    starts = {one.starts_at for one in quality.revisions(database, connection, operation)}
    told = told_in(database, connection, operation, starts)
    return KeptTold(operation.publish_ids[-1], now, told)
