"""The signs of life of senders: which of them run, and which are held up by their provider."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from infoneige.storage.database import Connection, Database
from infoneige.storage.instants import from_text, to_text

BEAT_EVERY: Final = timedelta(seconds=10)
_FORGOTTEN_AFTER: Final = timedelta(days=1)


class Trouble(StrEnum):
    """Why a sender sends nothing now: its provider asked for a pause, or fails and is only probed."""

    PAUSED = "paused"
    FAILING = "failing"


@dataclass(frozen=True, slots=True)
class SenderBeat:
    """The last sign of life of one sender of one process, and what held it up then, since when."""

    sender: str
    at: datetime
    trouble: Trouble | None = None
    since: datetime | None = None


def beat(database: Database, owner: str, troubles: Mapping[str, Trouble | None], *, now: datetime) -> None:
    """Say that the senders of a process live, and what holds each of them up; forget those that died long ago."""
    with database.transaction() as connection:
        for sender, trouble in troubles.items():
            columns = {"trouble": trouble, "since": to_text(now) if trouble else None}
            database.queries.beat(connection, sender=sender, owner=owner, beaten_at=to_text(now), **columns)
        database.queries.forget_beats(connection, before=to_text(now - _FORGOTTEN_AFTER))


def sender_beats(database: Database, connection: Connection) -> tuple[SenderBeat, ...]:
    """Return the last sign of life of each sender in each process, by name, the oldest first."""
    rows = database.queries.sender_beats(connection)
    return tuple(
        SenderBeat(sender, from_text(at), Trouble(trouble) if trouble else None, from_text(since) if since else None)
        for sender, at, trouble, since in rows
    )
