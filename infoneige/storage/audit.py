"""The rows of the audit trail, and its head."""

from collections.abc import Iterator
from typing import Final

from infoneige.audit.chain import NOTHING, Head, Row
from infoneige.storage.database import Connection, Database

PAGE: Final = 1000
"""Rows that are read at once: a trail is never held in memory."""

BEFORE_ALL: Final = -(2**63)
"""Lower than any number, those that somebody put in before the first too."""


def take_number(database: Database, connection: Connection) -> Head:
    """Return the last event, after which this transaction adds the next; others wait until it ends."""
    number, last_hash = database.queries.take_audit_number(connection)
    return Head(number - 1, last_hash)


def add_row(database: Database, connection: Connection, row: Row) -> None:
    """Add the row after the one that ``take_number`` returned."""
    database.queries.add_audit_event(connection, **row._asdict())
    database.queries.move_audit_head(connection, hash=row.hash)


def head_of(database: Database, connection: Connection) -> Head:
    """Return the head; that of an empty trail where somebody took it away."""
    found = database.queries.audit_head(connection)
    return NOTHING if found is None else Head(*found)


def rows_of(database: Database, connection: Connection, first: int = BEFORE_ALL) -> Iterator[Row]:
    """Yield the rows by number, from ``first`` on, read page by page."""
    while page := list(database.queries.audit_rows_from(connection, first=first, at_most=PAGE)):
        yield from map(Row._make, page)
        first = page[-1][0] + 1


def row_of(database: Database, connection: Connection, number: int) -> Row | None:
    """Return one row, None where there is none of this number."""
    found = database.queries.audit_row(connection, number=number)
    return Row._make(found) if found else None
