"""What people reported as wrong by texting ERREUR: read at the desk, and settled there."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from geodata.model import StreetSideId
from infoneige.audit.model import AuditEvent, Verb
from infoneige.audit.trail import append
from infoneige.desk.errors import WrongStateError
from infoneige.secrecy.vault import Vault, VaultError
from infoneige.storage import error_reports as stored
from infoneige.storage.accounts import followed_sides
from infoneige.storage.database import Connection, Database

SHOWN: Final = 50


@dataclass(frozen=True, slots=True)
class ErrorReport:
    """One report, and the sides that its writer follows: none for somebody whom we do not know.

    ``words`` are empty where there was the one word only, and None where they do not open with our keys.
    """

    report_id: int
    opened_at: datetime
    words: str | None
    sides: tuple[StreetSideId, ...]


@dataclass(frozen=True, slots=True)
class ErrorReports:
    """The oldest reports that nobody has settled, and how many there are in all."""

    shown: tuple[ErrorReport, ...]
    count: int


def read_error_reports(database: Database, vault: Vault) -> ErrorReports:
    """Return the reports that wait for somebody, the oldest first."""
    with database.read() as connection:
        waiting = stored.error_reports_waiting(database, connection)
        found = stored.open_error_reports(database, connection, SHOWN)
        shown = tuple(
            ErrorReport(one.report_id, one.opened_at, _words(vault, one.text_sealed), _sides(database, connection, one))
            for one in found
        )
    return ErrorReports(shown, waiting.count if waiting else 0)


def settle(database: Database, report_id: int, *, actor: str, now: datetime) -> None:
    """Close a report that somebody has dealt with.

    Raises:
        WrongStateError: it is settled already, its words are forgotten, or there is none of that number.
    """
    with database.transaction() as connection:
        if not stored.settle_error_report(database, connection, report_id, now=now):
            message = f"the report {report_id} is settled already, or unknown"
            raise WrongStateError(message)
        append(database, connection, AuditEvent(actor, Verb.REPORT_SETTLED, f"report:{report_id}"), now=now)


def _sides(database: Database, connection: Connection, report: stored.SealedReport) -> tuple[StreetSideId, ...]:
    if report.recipient_id is None:
        return ()
    return tuple(one.side_id for one in followed_sides(database, connection, report.recipient_id))


def _words(vault: Vault, sealed: str) -> str | None:
    try:
        return vault.open_note(sealed)
    except VaultError:
        return None
