"""The operations that the quality page tells of, and what people were told in each."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from infoneige.quality.people import Told, together, told
from infoneige.storage import quality
from infoneige.storage.database import Connection, Database
from infoneige.storage.quality_kept import KeptTold, read_kept_told
from schedules.operations import NAMED_GAP, Operation, operations

WINTER: Final = timedelta(days=400)
"""Operations that began longer ago are not looked for."""


def find_operations(database: Database, connection: Connection, now: datetime) -> tuple[Operation, ...]:
    """Return the operations that began in the last 400 days, the newest first.

    It looks further back, so that none is cut, and takes the number of another one.
    """
    since = now - WINTER
    spans = quality.spans(database, connection, since=since - 2 * NAMED_GAP, now=now)
    return tuple(one for one in operations(spans)[::-1] if one.begins_at >= since)


def told_in(database: Database, connection: Connection, operation: Operation, starts: Iterable[datetime]) -> Told:
    """Return what people were told in an operation whose bans start at these instants.

    What was kept of it stands as it is, and later versions are counted beside it.
    """
    kept = read_kept_told(database, connection, operation.number)
    later = rest(operation, kept)
    if kept and not later.publish_ids:
        return kept.told
    found = told(quality.people(database, connection, later, starts), quality.opted_out(database, connection, later))
    return together(kept.told, found) if kept else found


def rest(operation: Operation, kept: KeptTold | None) -> Operation:
    """Return the part of an operation that is not kept: its later versions, from the instant of the keeping on."""
    if kept is None:
        return operation
    later = tuple(number for number in operation.publish_ids if number > kept.through)
    return replace(operation, publish_ids=later, begins_at=max(operation.begins_at, kept.kept_at))
