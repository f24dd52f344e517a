"""One-time codes in the database: written once, tried a few times, used once. Only hashes come here."""

from dataclasses import dataclass
from datetime import datetime

from infoneige.storage.database import Connection, Database
from infoneige.storage.instants import to_text
from notifier.codes import TRIES, expiry


@dataclass(frozen=True, slots=True)
class CodeKey:
    """Which code: the hashes of the number that it was sent to and of the session that asked for it."""

    address_hmac: str
    session_hmac: str


def write_code(database: Database, connection: Connection, key: CodeKey, code_hmac: str, *, now: datetime) -> None:
    """Keep a code; the one that was sent to this number for this session before is worth nothing any more."""
    database.queries.write_code(
        connection,
        address_hmac=key.address_hmac,
        session_hmac=key.session_hmac,
        code_hmac=code_hmac,
        tries=TRIES,
        issued_at=to_text(now),
        expires_at=to_text(expiry(now)),
    )


def take_try(database: Database, connection: Connection, key: CodeKey, *, now: datetime) -> str | None:
    """Count one guess and return the hash of the code, None where there is none or no guess is left."""
    found: str | None = database.queries.take_try(
        connection, address_hmac=key.address_hmac, session_hmac=key.session_hmac, now=to_text(now)
    )
    return found


def drop_code(database: Database, connection: Connection, key: CodeKey) -> None:
    """Forget a code that was used."""
    database.queries.drop_code(connection, address_hmac=key.address_hmac, session_hmac=key.session_hmac)


def drop_expired_codes(database: Database, connection: Connection, *, now: datetime) -> None:
    """Forget the codes that are too old."""
    database.queries.drop_expired_codes(connection, now=to_text(now))
