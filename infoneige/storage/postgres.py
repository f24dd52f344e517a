"""How a PostgreSQL database is opened: psycopg 3, an optional extra, imported only when a URL asks for it."""

from typing import Any

from infoneige.errors import ServiceError
from infoneige.storage.driver import Connection, Driver

_MIGRATION_LOCK = 4_723_108_221
# OR REPLACE: after CREATE TRIGGER the cutter of statements would look for the END of an SQLite trigger.
_KEEP_AUDIT_EVENT = """
CREATE FUNCTION keep_audit_event() RETURNS trigger LANGUAGE plpgsql
AS 'BEGIN RAISE EXCEPTION ''audit_event is only ever added to''; END';
CREATE OR REPLACE TRIGGER audit_event_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_event
FOR EACH STATEMENT EXECUTE FUNCTION keep_audit_event();
"""


def postgres_driver(url: str) -> Driver:
    """Return the driver of one server and database.

    Raises:
        ServiceError: psycopg is not installed.
    """
    psycopg = _psycopg()
    return Driver(
        dialect="postgres",
        connect=lambda: _connect(psycopg, url),
        is_lost=lambda connection: bool(connection.closed),
        begin=("BEGIN ISOLATION LEVEL READ COMMITTED",),
        begin_reading=("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",),
        after_reading=(),
        lock_migrations=(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})",),
        words={
            "identity": "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
            "clustered": "",
            "bytes": "BYTEA",
            "keep_audit_event": _KEEP_AUDIT_EVENT,
        },
        shared=False,
    )


def _psycopg() -> Any:  # noqa: ANN401 - an optional module
    try:
        import psycopg  # noqa: PLC0415 - an optional extra
    except ImportError as error:
        message = "a postgresql:// database needs psycopg: install infoneige[postgres]"
        raise ServiceError(message) from error
    return psycopg


def _connect(psycopg: Any, url: str) -> Connection:  # noqa: ANN401 - an optional module
    try:
        connection: Connection = psycopg.connect(url, autocommit=True)
    except psycopg.Error as error:
        message = f"cannot reach the PostgreSQL database: {str(error).strip()}"
        raise ServiceError(message) from error
    return connection
