"""A publish carried out where nothing of it is kept, by the very code that publishes; what it did is looked at there.

On SQLite that is a private copy, so that no STOP and no delivery waits for it. On PostgreSQL, and for a database in
memory, it is a transaction that is undone.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TypeVar

from geodata.model import StreetSideId
from infoneige.pipeline import publish
from infoneige.plans.signature import Signature
from infoneige.storage.database import Connection, Database
from infoneige.storage.shadow import file_of, shadow
from schedules.model import PlanBatch, PlanMode

MARK = "rehearsal"
"""Stands for the hash of the content in a publish that is only rehearsed; no content has such a hash."""

Seen = TypeVar("Seen")
Look = Callable[[Database, Connection], Seen]
"""Looks at the database as the publish left it: its temporary tables hold what changed, if a publish is marked."""


def rehearse(
    database: Database,
    batch: PlanBatch,
    look: Look[Seen],
    *,
    source: str,
    mode: PlanMode,
    coalesce: timedelta,
    now: datetime,
    is_our_error: bool = False,
) -> Seen:
    """Publish the batch, confirmed, as if now, undo it, and return what the look at it found."""
    seen: list[Seen] = []
    with _stage(database, _sides_of(batch, mode), now) as stage:
        publish(
            stage,
            batch,
            source=source,
            mode=mode,
            coalesce=coalesce,
            content_hash=MARK,
            now=now,
            signature=Signature(published_by=MARK, is_our_error=is_our_error),
            confirmed=True,
            before_undoing=lambda connection: seen.append(look(stage, connection)),
        )
    return seen[0]


def _sides_of(batch: PlanBatch, mode: PlanMode) -> Collection[StreetSideId] | None:
    """Return the sides whose plan may change, None for any."""
    return None if mode is PlanMode.COMPLETE else {plan.side_id for plan in batch} | batch.removed_sides


@contextmanager
def _stage(database: Database, sides: Collection[StreetSideId] | None, now: datetime) -> Iterator[Database]:
    path = file_of(database)
    if path is None:
        yield database
    else:
        with shadow(path, sides, now) as copy:
            yield copy
