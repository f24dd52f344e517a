"""Sessions and links in the database: what each lets somebody do, for whom, and until when. Only hashes come here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from infoneige.storage.database import Connection, Database
from infoneige.storage.instants import from_text, to_text


class Purpose(StrEnum):
    """What a secret opens, and nothing else: a browser's session, a link to one's page, a link that only stops."""

    SESSION = "session"
    MANAGE = "manage"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Access:
    """For whom a secret stands. ``proved_at`` is when a code was last typed in that session, None for never."""

    recipient_id: int
    proved_at: datetime | None


@dataclass(frozen=True, slots=True)
class Link:
    """A link that a person made and that still works; the link itself is not known any more."""

    purpose: Purpose
    granted_at: datetime
    expires_at: datetime


def grant(
    database: Database,
    connection: Connection,
    secret_hash: str,
    purpose: Purpose,
    access: Access,
    *,
    now: datetime,
    expires_at: datetime,
) -> None:
    """Let a secret stand for a person; it stands for nobody else any more."""
    database.queries.grant_access(
        connection,
        secret_hash=secret_hash,
        purpose=purpose.value,
        recipient_id=access.recipient_id,
        granted_at=to_text(now),
        proved_at=to_text(access.proved_at) if access.proved_at else None,
        expires_at=to_text(expires_at),
    )


def access_of(
    database: Database, connection: Connection, secret_hash: str, purpose: Purpose, *, now: datetime
) -> Access | None:
    """Return whom a secret stands for, None where it opens nothing of this purpose."""
    found = database.queries.access_of(connection, secret_hash=secret_hash, purpose=purpose.value, now=to_text(now))
    return Access(found[0], from_text(found[1]) if found[1] else None) if found else None


def links_of(database: Database, connection: Connection, recipient_id: int, *, now: datetime) -> Sequence[Link]:
    """Return the links that still open something of a person, the oldest first."""
    rows = database.queries.links_of(connection, recipient_id=recipient_id, now=to_text(now))
    return [Link(Purpose(purpose), from_text(granted), from_text(expires)) for purpose, granted, expires in rows]


def revoke(database: Database, connection: Connection, secret_hash: str, purpose: Purpose) -> None:
    """Let a secret open nothing of this purpose any more."""
    database.queries.revoke_access(connection, secret_hash=secret_hash, purpose=purpose.value)


def revoke_links(database: Database, connection: Connection, recipient_id: int, purpose: Purpose) -> None:
    """Let a person's links of this purpose open nothing any more."""
    database.queries.revoke_links(connection, recipient_id=recipient_id, purpose=purpose.value)


def forget_expired(database: Database, connection: Connection, *, now: datetime) -> int:
    """Forget what opens nothing any more; return how many."""
    return int(database.queries.forget_expired_access(connection, now=to_text(now)))
