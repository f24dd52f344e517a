"""The sources of plans as the desk sees and steers them: how each stands, what was strange, pause and resume."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from infoneige.audit.model import AuditEvent, Verb
from infoneige.audit.trail import append
from infoneige.desk.errors import WrongStateError
from infoneige.storage.database import Connection, Database
from infoneige.storage.instants import from_text, to_text
from schedules.model import Anomaly, AnomalyKind

LOOKED_AT: Final = 50
"""How many of a source's last publishes are looked through for what was strange."""

SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class Oddities:
    """One kind of oddity in the last publishes of a source: how many, in how many publishes, and some of the newest."""

    kind: AnomalyKind
    count: int
    publishes: int
    last_publish: int
    first: tuple[Anomaly, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedStanding:
    """How one source stands. ``next_poll_at`` is the soonest, None where it is not polled or may be polled at once.

    ``silent_since`` is the age of the data that people were told of, None where they were told nothing.
    """

    name: str
    cursor: datetime | None
    last_success_at: datetime | None
    last_error: str | None
    paused_at: datetime | None
    paused_by: str | None
    next_poll_at: datetime | None
    silent_since: datetime | None
    last_publish: int | None
    oddities: tuple[Oddities, ...] = ()

    def is_stale(self, stale_after: timedelta, now: datetime) -> bool:
        """Say whether no good answer came for so long that people may be told."""
        return self.last_success_at is not None and now - self.last_success_at > stale_after


def feed_standings(database: Database) -> tuple[FeedStanding, ...]:
    """Return how every source stands, by name; that of operators is one of them."""
    with database.read() as connection:
        rows = list(database.queries.sources(connection))
        return tuple(_standing(row, _oddities(database, connection, row[0])) for row in rows)


def pause_feed(database: Database, name: str, *, actor: str, reason: str, now: datetime) -> None:
    """Let nobody ask a source any more, from the next poll on; what it told holds on, and grows old.

    Raises:
        WrongStateError: it is paused already, or there is no such source.
    """
    with database.transaction() as connection:
        if not database.queries.pause_feed(connection, name=name, paused_at=to_text(now), paused_by=actor):
            message = f"the source {name} is paused already, or unknown"
            raise WrongStateError(message)
        _record(database, connection, AuditEvent(actor, Verb.FEED_PAUSED, f"source:{name}", _why(reason)), now)


def resume_feed(database: Database, name: str, *, actor: str, reason: str, now: datetime) -> None:
    """Let a source be asked again.

    Raises:
        WrongStateError: it is not paused.
    """
    with database.transaction() as connection:
        if not database.queries.resume_feed(connection, name=name):
            message = f"the source {name} is not paused"
            raise WrongStateError(message)
        _record(database, connection, AuditEvent(actor, Verb.FEED_RESUMED, f"source:{name}", _why(reason)), now)


def _record(database: Database, connection: Connection, event: AuditEvent, now: datetime) -> None:
    append(database, connection, event, now=now)


def _why(reason: str) -> dict[str, object]:
    return {"reason": reason} if reason else {}


def _standing(row: tuple[Any, ...], oddities: tuple[Oddities, ...]) -> FeedStanding:
    name, cursor, last_success, last_error, paused_at, paused_by, next_poll, silent_since, last_publish = row
    return FeedStanding(
        name=name,
        cursor=_instant(cursor),
        last_success_at=_instant(last_success),
        last_error=last_error,
        paused_at=_instant(paused_at),
        paused_by=paused_by,
        next_poll_at=_instant(next_poll),
        silent_since=_instant(silent_since),
        last_publish=last_publish,
        oddities=oddities,
    )


def _oddities(database: Database, connection: Connection, source: str) -> tuple[Oddities, ...]:
    queries = database.queries
    found = list(queries.recent_oddities(connection, source=source, publishes=LOOKED_AT))
    return tuple(
        Oddities(
            AnomalyKind(kind),
            count,
            publishes,
            last,
            tuple(
                Anomaly(AnomalyKind(kind), side_id, detail)
                for side_id, detail in queries.first_oddities(connection, publish_id=last, kind=kind, most=SHOWN)
            ),
        )
        for kind, count, publishes, last in found
    )


def _instant(text: str | None) -> datetime | None:
    return from_text(text) if text else None
