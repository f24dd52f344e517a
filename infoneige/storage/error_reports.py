"""What people reported as wrong, in the database: sealed, and open until somebody has settled it."""

from dataclasses import dataclass, field
from datetime import datetime

from infoneige.storage.database import Connection, Database
from infoneige.storage.instants import from_text, to_text


@dataclass(frozen=True, slots=True)
class SealedReport:
    """One report: who made it, None for somebody whom we do not know, and their words as they are kept."""

    report_id: int
    recipient_id: int | None
    text_sealed: str = field(repr=False)
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many reports wait for somebody, and since when the oldest of them."""

    count: int
    since: datetime


def add_error_report(
    database: Database, connection: Connection, recipient_id: int | None, text_sealed: str, *, now: datetime
) -> None:
    """Open a report of an error that somebody wrote of, for a person to read."""
    database.queries.add_error_report(
        connection, recipient_id=recipient_id, text_sealed=text_sealed, opened_at=to_text(now)
    )


def open_error_reports(database: Database, connection: Connection, most: int) -> list[SealedReport]:
    """Return the oldest reports that nobody has settled and whose words are not forgotten."""
    rows = database.queries.open_error_reports(connection, most=most)
    return [SealedReport(number, who, sealed, from_text(opened_at)) for number, who, sealed, opened_at in rows]


def error_reports_waiting(database: Database, connection: Connection) -> Waiting | None:
    """Return how many reports wait; None where none does."""
    count, since = database.queries.error_reports_waiting(connection)
    return Waiting(count, from_text(since)) if count else None


def settle_error_report(database: Database, connection: Connection, report_id: int, *, now: datetime) -> bool:
    """Close a report, and say whether it was open."""
    return bool(database.queries.settle_error_report(connection, report_id=report_id, closed_at=to_text(now)))
