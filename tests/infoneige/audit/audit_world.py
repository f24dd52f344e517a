"""A trail to look at, and what somebody with the database's password may do to it."""

from datetime import UTC, datetime, timedelta

from infoneige.audit.chain import Head, Row, chained
from infoneige.audit.model import AuditEvent, Verb
from infoneige.audit.trail import append
from infoneige.storage.audit import rows_of
from infoneige.storage.database import Connection, Database

NOON = datetime(2026, 11, 23, 17, tzinfo=UTC)

EVENTS = (
    AuditEvent("operator:amelie", Verb.LOGGED_IN, "operator:amelie", {"method": "passkey"}),
    AuditEvent("operator:amelie", Verb.PLAN_LOADED, "load:1", {"file": "plan été.csv", "rows": 12}),
    AuditEvent("operator:amelie", Verb.PLAN_PUBLISHED, "publish:1", {"reason": "tempête", "sides": 12}),
    AuditEvent("operator:bruno", Verb.LOGIN_FAILED, "operator:bruno"),
    AuditEvent("command:root", Verb.HELD_DISCARDED, "held:3"),
    AuditEvent("operator:amelie", Verb.LOGGED_OUT, "operator:amelie"),
)


def record_all(database: Database, events: tuple[AuditEvent, ...] = EVENTS) -> None:
    """Append events, a second apart."""
    for second, event in enumerate(events):
        with database.transaction() as connection:
            append(database, connection, event, now=NOON + timedelta(seconds=second))


def rows(database: Database) -> list[Row]:
    """Return the trail as it is stored."""
    with database.read() as connection:
        return list(rows_of(database, connection))


def chain_of(events: tuple[AuditEvent, ...] = EVENTS) -> tuple[list[Row], Head]:
    """Return a chain in memory, and its head."""
    found: list[Row] = []
    previous = ""
    for number, event in enumerate(events, start=1):
        text = f"2026-11-23T17:00:{number:02}.000Z"
        row = Row(number, text, event.actor, event.verb.value, event.subject, "{}", previous, "")
        found.append(chained(row))
        previous = found[-1].hash
    return found, Head(len(found), previous)


def take_guards_off(database: Database, connection: Connection) -> None:
    """Do what the owner of a database may: take off the triggers that keep the trail."""
    if database.dialect == "sqlite":
        connection.execute("DROP TRIGGER IF EXISTS audit_event_not_updated")
        connection.execute("DROP TRIGGER IF EXISTS audit_event_not_deleted")
    else:
        connection.execute("ALTER TABLE audit_event DISABLE TRIGGER audit_event_kept")


def rewrite(database: Database, wanted: list[Row]) -> None:
    """Put other rows in the place of the trail's; the head stays."""
    with database.transaction() as connection:
        take_guards_off(database, connection)
        connection.execute("DELETE FROM audit_event")
        for row in wanted:
            database.queries.add_audit_event(connection, **row._asdict())
