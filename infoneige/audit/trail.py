"""The audit trail: events are added in the transaction that does what they tell, read, and verified."""

import json
from dataclasses import dataclass
from datetime import datetime

from infoneige.audit.chain import NOTHING, Head, Row, Verdict, canonical, chained, clean, verify
from infoneige.audit.model import AuditEvent, RecordedEvent, Verb
from infoneige.errors import ServiceError
from infoneige.storage.audit import BEFORE_ALL, add_row, head_of, row_of, rows_of, take_number
from infoneige.storage.database import Connection, Database
from infoneige.storage.instants import from_text, to_text

_AFTER_ALL = 2**63 - 1


def append(database: Database, connection: Connection, event: AuditEvent, *, now: datetime) -> int:
    """Add an event in the caller's transaction, and return its number.

    It waits for whoever appended before and has not committed, and makes others wait: call it last.

    Raises:
        ServiceError: the event's detail is not JSON, or ``now`` is naive.
    """
    return append_row(database, connection, event, now=now).number


def append_row(database: Database, connection: Connection, event: AuditEvent, *, now: datetime) -> Head:
    """As ``append``, but return the number with the hash."""
    detail, happened_at = canonical(event.detail), to_text(now)
    last = take_number(database, connection)
    row = chained(
        Row(
            number=last.number + 1,
            happened_at=happened_at,
            actor=clean(event.actor),
            verb=event.verb.value,
            subject=clean(event.subject),
            detail=detail,
            previous_hash=last.hash,
            hash="",
        )
    )
    add_row(database, connection, row)
    return Head(row.number, row.hash)


@dataclass(frozen=True, slots=True)
class Trail:
    """The trail as it is read."""

    database: Database

    def events(
        self,
        before: int | None = None,
        most: int = 100,
        subject: str | None = None,
        actor: str | None = None,
        verb: Verb | None = None,
    ) -> tuple[RecordedEvent, ...]:
        """Return the events numbered lower than ``before``, newest first; None for all subjects, actors or verbs."""
        with self.database.read() as connection:
            rows = self.database.queries.audit_events_before(
                connection,
                before=_AFTER_ALL if before is None else before,
                subject=subject or "",
                actor=actor or "",
                verb=verb or "",
                at_most=most,
            )
            return tuple(recorded(Row._make(row)) for row in rows)

    def event(self, number: int) -> RecordedEvent | None:
        """Return one event, None where there is none of this number."""
        with self.database.read() as connection:
            row = row_of(self.database, connection, number)
        return None if row is None else recorded(row)

    def head(self) -> Head:
        """Return the last event's number and hash: whoever keeps them elsewhere can tell later what was cut off."""
        with self.database.read() as connection:
            return head_of(self.database, connection)

    def verify(self, kept: Head | None = None, *, after: Head = NOTHING) -> Verdict:
        """Follow the whole chain, in little memory however long it is; ``kept`` is a head noted earlier.

        ``after`` is one that was verified before: only what follows it is looked at.
        """
        with self.database.read() as connection:
            first = after.number + 1 if after.number else BEFORE_ALL
            rows, head = rows_of(self.database, connection, first), head_of(self.database, connection)
            return verify(rows, head, kept, after=after)


def recorded(row: Row) -> RecordedEvent:
    """Return the event that a row holds.

    Raises:
        ServiceError: the row was changed into something that this version never wrote.
    """
    try:
        event = AuditEvent(row.actor, Verb(row.verb), row.subject, json.loads(row.detail))
        return RecordedEvent(row.number, from_text(row.happened_at), event, row.hash)
    except ValueError as error:
        message = f"row {row.number} of the audit trail cannot be read; `infoneige audit verify` says what is wrong"
        raise ServiceError(message) from error
